"""What no page should be sent, sent to every one: each answers with an error or an empty list and saves no half.

The forms are read off the pages themselves, so a new page is tried without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Role
from tests.test_walk import World, arguments, our_addresses

FIVE_MB = "Ten words of no use to anybody who reads this. " * 110_000
BINARY = "GIF89a\x00\x01\x02\ufffe\x7f\x00;"
NO_ID = "99999999999999999999999999"
TYPED = ("text", "textarea", "search", "email", "url", "number", "date", "time", "password")
REFUSED_OR_SHOWN = (200, 400, 403, 404, 405, 409, 413, 422)
SENT_ON = (301, 302, 303)
CSRF = "csrfmiddlewaretoken"

Fields = dict[str, tuple[str, str]]
"""A form's fields: the value that stands in each, and what kind of field it is."""


class FormReader(HTMLParser):
    """The forms of a page that are posted: (address, fields) of each."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._fields: Fields | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._fields = {}
            if got.get("method", "").lower() == "post":
                self.forms.append((got.get("action", ""), self._fields))
        elif self._fields is None:
            return
        elif tag in ("input", "button") and got.get("name"):
            kind = got.get("type", "text" if tag == "input" else "submit")
            if kind not in ("checkbox", "radio") or "checked" in got or got["name"] not in self._fields:
                self._fields[got["name"]] = (got.get("value", ""), kind)
        elif tag in ("textarea", "select") and got.get("name"):
            self._select = got["name"]
            self._fields[got["name"]] = ("", tag)
        elif tag == "option" and "selected" in got and self._select:
            self._fields[self._select] = (got.get("value", ""), "select")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None


def everywhere(value: str) -> Callable[[Fields], dict[str, Any]]:
    """The form with this typed into every box."""
    return lambda fields: {name: value if kind in TYPED else was for name, (was, kind) in fields.items()}


def five_megabytes(fields: Fields) -> dict[str, Any]:
    """The form with a very long paste in its largest box."""
    boxes = [name for name, (_was, kind) in fields.items() if kind in ("textarea", "text")]
    boxes.sort(key=lambda name: fields[name][1] != "textarea")
    return {name: FIVE_MB if name in boxes[:1] else was for name, (was, _kind) in fields.items()}


def unknown_choices(fields: Fields) -> dict[str, Any]:
    """The form with ids in it that nothing has: owners, topics, items, versions, tokens."""
    return {
        name: NO_ID if kind not in TYPED and name != CSRF else was or "Something"
        for name, (was, kind) in fields.items()
    }


def without_token(fields: Fields) -> dict[str, Any]:
    """The form filled in, without what proves that it was shown once and from which version."""
    hidden = {name for name, (_was, kind) in fields.items() if kind == "hidden"}
    return {name: was or "Something" for name, (was, _kind) in fields.items() if name not in hidden}


def files(fields: Fields) -> dict[str, Any]:
    """The form with a picture wherever a file may be chosen, and in every box besides."""
    picture = BINARY.encode() * 1000
    sent = {name: SimpleUploadedFile("note.txt", picture) for name, (_was, kind) in fields.items() if kind == "file"}
    return everywhere("Something")(fields) | sent


BAD: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "binary": everywhere(BINARY),
    "five megabytes": five_megabytes,
    "an over-long title": everywhere("Very long " * 1000),
    "an impossible date": everywhere("31 February 2019"),
    "unknown ids": unknown_choices,
    "no token": without_token,
    "a binary file": files,
    "nothing": lambda fields: {},
    "blanks": everywhere("   \n"),
}
WITHOUT_PAGE: Fields = dict.fromkeys(
    (
        "text", "what", "ref", "value", "next", "item", "owner", "due", "state", "do", "version", "body", "body-0",
        "note", "kind", "point", "answer", "token", "number", "to_forum", "title", "reason", "again",
        "line", "keep", "heading",
    ),
    ("", "text"),
)  # fmt: skip
"""What the addresses that have no page of their own may be sent."""

ADDRESSES = dict(our_addresses())
LISTS = [name for name, converters in ADDRESSES.items() if not converters]
WRONG_QUERIES = [
    {"page": "abc"}, {"page": "-1"}, {"page": NO_ID}, {"status": "\x00"}, {"q": "\x00"}, {"q": "x" * 5000},
    {"q": '"unclosed AND (NOT * NEAR/ ^'}, {"owner": NO_ID, "group": NO_ID, "topic": NO_ID, "kind": "nothing"},
    {"after": "31 February", "before": "\x00"}, {"sort": "password", "order": "-id;--"},
    {"year": NO_ID, "author": "\x00"},
    {"week": "2019-02-31"}, {"group": "../../etc/passwd"}, {"done": "\x00", "deleted": NO_ID},
]  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A record of every kind, and somebody who may do everything with them: made once, for each test to find as new."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        world.chair.role = Role.ADMINISTRATOR
        world.chair.save()
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def session(world) -> str:
    """The key of that somebody's session."""
    client = Client()
    client.force_login(world.chair)
    return client.session.session_key


@pytest.fixture(scope="module")
def before(world, session) -> dict[str, list[tuple]]:
    """Every row as it stands before anything is sent."""
    return snapshot()


@pytest.fixture
def db(world) -> Iterator[None]:
    """In place of pytest-django's, which begins with an empty database. Whatever a test changes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client(db, session) -> Client:
    """That somebody, signed in."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


def snapshot() -> dict[str, list[tuple]]:
    """Every row of every table of ours, as the database holds it: it is asked hundreds of times."""
    models = [m for label in ("hackit", "meetings", "weeknotes") for m in apps.get_app_config(label).get_models(True)]
    quoted, rows = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for model in models:
            table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
            cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
            rows[model._meta.label] = cursor.fetchall()
    return rows


def forms_of(client: Client, address: str) -> Iterator[Fields]:
    """The forms on a page that are posted to the page itself; for what has no page, every field there may be."""
    page = client.get(address)
    if page.status_code == 405:
        yield WITHOUT_PAGE
    elif page.status_code == 200 and "html" in page.headers["Content-Type"]:
        reader = FormReader()
        reader.feed(page.content.decode())
        for action, fields in reader.forms:
            if not action or urlsplit(action).path == address:
                yield fields


def in_turn(name: str) -> Any:
    """On PostgreSQL a third of the addresses with every run, all under `make prove`."""
    marks = () if crc32(name.encode()) % 3 == 0 else (pytest.mark.in_full("postgresql"),)
    return pytest.param(name, marks=marks, id=name)


@pytest.mark.parametrize("name", [in_turn(name) for name in ADDRESSES if name != "clear-sample"])
def test_whatever_is_sent_is_refused_whole_or_taken_whole(client, world, before, name):
    for kwargs in arguments(name, ADDRESSES[name], world):
        address = reverse(name, kwargs=kwargs)
        for fields in forms_of(client, address):
            for words, spoil in BAD.items():
                with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                    answer = client.post(address, spoil(fields))
                    changed = tables_changed(before) if wrote(queries) else []
                    transaction.set_rollback(True)
                what = f"{words} at {address}: {answer.status_code}"
                assert answer.status_code in (*REFUSED_OR_SHOWN, *SENT_ON), what
                if answer.status_code not in SENT_ON and not said_to_be_kept(name, answer):
                    assert not set(changed) - set(WORDS_KEPT.get(name, ())), f"{what}, yet it changed {changed}"


WORDS_KEPT = {"weeknotes:weeknote-edit": ("weeknotes.WeeknoteDraft",)}
"""What is kept also when a press is refused: the words on the sheet, whatever was wrong with the image beside them."""


def wrote(queries: CaptureQueriesContext) -> bool:
    """Whether anything was written at all, if only to be taken back."""
    return any(query["sql"].startswith(("INSERT", "UPDATE", "DELETE")) for query in queries.captured_queries)


def tables_changed(before: dict[str, list[tuple]]) -> list[str]:
    after = snapshot()
    return [table for table in before if before[table] != after[table]]


def said_to_be_kept(name: str, answer: Any) -> bool:
    """Answers without a redirect that do save: a draft while one types, a deleted point with its undo, an open page."""
    kept = ("weeknotes:weeknote-autosave", "meetings:point-delete", "meetings:live-here")
    return name in kept and answer.status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_wrong_query_string_is_no_error(client, name):
    address = reverse(name)
    for query in WRONG_QUERIES:
        for reader in (client, Client()):
            answer = reader.get(address, query)
            assert answer.status_code in (*REFUSED_OR_SHOWN, *SENT_ON), f"{query} at {address}: {answer.status_code}"
            if answer.streaming:
                b"".join(answer.streaming_content)

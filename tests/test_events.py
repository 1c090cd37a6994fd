"""Every form of every page, filled in and sent: what it changes an event tells, by whoever sent it.

What a request writes is watched (tests/told.py), with PROVE=1 in every test: each address is held to this by its own
tests too.
Here each form that any page holds is sent, with each of its buttons, until it changes something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit
from zlib import crc32

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.access_world import AccessWorld
from tests.canary_words import everything
from tests.test_access_table import states_of
from tests.test_walk import our_addresses
from tests.told import strictly, watched

pytestmark = pytest.mark.django_db

WHO = ("chair", "named on it", "administrator")


@dataclass
class Form:
    """A form of a page that is sent by POST: where to, its fields as they stand, and its buttons."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    empty: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class Forms(HTMLParser):
    """Every form of a page that is sent by POST, as a browser would send it."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select = self.area = ""
        self.chosen: str | None = None
        self.by_id: dict[str, Form] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(urljoin(self.address, a.get("action", "")))
            if a.get("method", "").lower() == "post":
                self.found.append(self.form)
            self.by_id[a.get("id", "")] = self.form
        form = self.by_id.get(a["form"]) if a.get("form") else self.form
        name = a.get("name", "")
        if form is None or "disabled" in a:
            return
        if tag == "button" or (tag == "input" and a.get("type") in ("submit", "image")):
            form.action = urljoin(self.address, a["formaction"]) if a.get("formaction") else form.action
            form.buttons.append((name, a.get("value", "")))
        elif tag == "input" and name:
            self._input(form, name, a)
        elif tag == "select" and name:
            self.select, self.chosen = name, None
        elif tag == "option" and self.select:
            if "selected" in a or (self.chosen is None and a.get("value")):
                self.chosen = a.get("value", "")
                form.fields[self.select] = [self.chosen]
        elif tag == "textarea" and name:
            self.area = name
            form.fields[name] = [""]

    def _input(self, form: Form, name: str, a: dict[str, str]) -> None:
        kind = a.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("checkbox", "radio"):
            if "checked" in a or (kind == "radio" and name not in form.fields):
                form.fields[name] = [a.get("value", "on")]
            elif kind == "checkbox":
                form.empty.setdefault(name, a.get("value", "on"))
        else:
            form.fields.setdefault(name, []).append(a.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            self.form.fields[self.area] = [self.form.fields[self.area][0] + data]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""


GUESSES = {
    **dict.fromkeys(("date", "day", "due", "on"), "14 June 2030"), **dict.fromkeys(("capital", "revenue"), "100"),
    **dict.fromkeys(("owner", "lead", "person", "who"), "Helen Marsh"), "name": "Ann Other", "title": "Something new",
    "email": "someone@example.org", "url": "https://example.org/paper", "amount": "£1,200", "time": "10:00",
    "year": "2030/31",
}  # fmt: skip


def guess(name: str) -> str:
    """Something to type into a field of that name."""
    words = name.replace("-", "_").split("_")
    return next((GUESSES[word] for word in words if word in GUESSES), "Something new about 3 desks")


def tries(form: Form) -> Iterator[dict[str, Any]]:
    """The form as it stands, with its empty fields filled in, and with every box ticked; for each of its buttons."""
    stands = {name: values for name, values in form.fields.items() if name != "csrfmiddlewaretoken"}
    typed = {name: [value or guess(name) for value in values] for name, values in stands.items()}
    changed = {name: [f"{v} too" if v and " " in v else v for v in values] for name, values in stands.items()}
    ticked = {name: [value] for name, value in form.empty.items()}
    for button in form.buttons or [("", "")]:
        pressed = {button[0]: [button[1]]} if button[0] else {}
        for fields in (stands, changed, typed, {**stands, **ticked}, {**typed, **ticked}):
            yield {**fields, **pressed}


def url_name(address: str) -> str:
    """The name of one of our addresses; "" for any other."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.campaign
@pytest.mark.in_full("postgresql")  # who tells it is the same there
def test_every_form_that_changes_something_is_told(campaign: Callable[[int, int], int], proof: Callable[[str], None]):
    """The watcher refuses the answer of a form that is not told; here every address's form is sent until it changes."""
    world = AccessWorld()
    everything(world)
    every = campaign(10, 1)
    told: set[str] = set()
    sent = 0
    for client, address in pages(world, every):
        with transaction.atomic():
            page = client.get(address)
            transaction.set_rollback(True)
        if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
            continue
        for form in Forms(page.content.decode(), address).found:
            name = url_name(form.action)
            if not name or name.startswith("account") or name in told:
                continue
            for fields in tries(form):
                sent += 1
                if changes_something(client, form.action, fields):
                    told.add(name)
                    break
    assert len(told) >= (5 if every > 1 else 80)
    proof(f"{sent:,} forms sent, {len(told)} addresses that changed something: each told by an event of its user")


def pages(world: AccessWorld, every: int) -> Iterator[tuple[Client, str]]:
    """Each page that may hold a form, for each of `WHO`, with their client."""
    for role in WHO:
        client = Client()
        client.force_login(world.roles[role])
        for name, converters in our_addresses():
            if crc32(f"{role} {name}".encode()) % every:
                continue
            for _state, kwargs in states_of(name, converters, world):
                yield client, reverse(name, kwargs=kwargs)


def changes_something(client: Client, address: str, fields: dict[str, Any]) -> bool:
    """Whether a form that is sent so changes what is kept. What it did is undone."""
    with transaction.atomic(), strictly(), watched() as written:
        answer = client.post(address, fields)
        transaction.set_rollback(True)
    return bool(written.kept) and answer.status_code < 400

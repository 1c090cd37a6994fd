"""Nothing that is kept changes without an event by whoever asked for it: watched at every request of a test.

The watcher is a middleware of the tests' settings. It reads which tables the statements of a request wrote, and which
events were written beside them; an answer that is no refusal after a write that no event tells of fails its test. So in
tests/test_events.py, which sends every form, and in every test where PROVE=1.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponseBase

from hackit import history
from hackit.records import Record

_WRITES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)

NOT_KEPT = {
    "hackit_event": "the history itself",
    "hackit_eventvalue": "the history itself",
    "hackit_entry": "the index: made from the records",
    "hackit_entryperson": "the index",
    "hackit_entrytopic": "the index",
    "hackit_entrylink": "the index",
    "cache": "limits on guessing and asking",
    "django_session": "a browser's; beginning and ending one is told where the login is",
    "usersessions_usersession": "the same, as its owner sees it",
    "hackit_formtoken": "that a form was sent, so that it counts once",
    "hackit_mail": "a letter is the record of itself: to whom, about what, when; who asked for it is in it",
    "hackit_signinletter": "a letter about signing in goes when it has left; what it tells of is a line of the log",
    "hackit_searchtold": "how often words found nothing, looked for by nobody in particular: a count, put away or not",
    "hackit_follow": "what somebody reads is theirs alone: a history would tell others",
    "hackit_followtold": "which letter told of what",
    "hackit_mailwishes": "which mail somebody wants is theirs alone",
    "hackit_backupmade": "made by a command, about the database as a whole",
    "hackit_importrun": "a list of what was brought in, by whom and when; the records it made have events",
    "hackit_importeditem": "the same",
    "hackit_oldaddress": "follows from a change of name, merge or import, which are told",
    "weeknotes_weeknotedraft": "typing that nobody saved yet (MODEL.md: autosaves are none)",
    "weeknotes_preparedimport": "waits a day to be brought in; what comes of it is told",
    "weeknotes_preparednote": "the same",
    "weeknotes_preparedimage": "the same",
    "weeknotes_feedback": "a letter to an author, read and removed by them alone",
    "meetings_presence": "who has the page open just now",
    "weeknotes_answered": "says itself who answered what beside a note, and when",
    "meetings_reply": "which letter was answered by which update; the update is told",
    "meetings_actionbatch": "how to take several changes back; each of them is told",
}
"""Tables whose rows may change without an event, each with its reason."""

NO_CHANGE = re.compile(
    # When a login or a second step was last used: the log says so.
    r'UPDATE "hackit_user" SET "last_login" = \S+ WHERE'
    r'|UPDATE "mfa_authenticator" SET "last_used_at" = \S+ WHERE'
    # What an issuer said last, and when: the package's copy. Joining and leaving it are events.
    r'|UPDATE "socialaccount_socialaccount" SET '
    # How many changes a meeting's pages were told of: each line and update carries the number of its own.
    r'|UPDATE "?meetings_meeting"? SET change_no = change_no \+ 1 WHERE'
    # The package's copy of the login's address, made when it first looks for it.
    r'|INSERT INTO "account_emailaddress"'
)
"""Statements that change nothing that is kept."""

HISTORY_GOES_TOO = ("clear-sample",)
"""Addresses that take the history away with the records: of sample data, and of that only."""

TOLD_OF_WHAT_IT_MADE = {
    # A line asks by when to start only as long as the thing that it made doesn't say.
    "meetings_line": {"meetings.comingup"},
}
"""Tables whose rows keep a word about what they made: what told of that tells of the word."""

TELLS_ALL = "took in"
"""An event of a topic that another was merged into: all that pointed to that one points to it."""


@dataclass
class Written:
    """What one request wrote: rows by table, and events."""

    tables: Counter[str] = field(default_factory=Counter)
    events: list[history.Event] = field(default_factory=list)

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run a statement, and keep which table it wrote if it wrote a row (an execute wrapper of Django's)."""
        result = execute(sql, params, many, context)
        found = _WRITES.match(sql)
        if found and context["cursor"].rowcount != 0 and not NO_CHANGE.match(sql):
            self.tables[found[1]] += 1
        return result

    @property
    def kept(self) -> set[str]:
        """The tables it wrote whose changes are to be told."""
        return self.tables.keys() - NOT_KEPT.keys()


_watching: ContextVar[Written | None] = ContextVar("what_the_request_wrote", default=None)


_strict: ContextVar[bool] = ContextVar("untold_changes_fail", default=os.environ.get("PROVE") == "1")


@contextmanager
def strictly() -> Iterator[None]:
    """Within the block a change that nothing tells fails the request that made it."""
    token = _strict.set(True)
    try:
        yield
    finally:
        _strict.reset(token)


@contextmanager
def watched() -> Iterator[Written]:
    """What is written within the block, by this thread."""
    written = Written()
    token = _watching.set(written)
    try:
        with connection.execute_wrapper(written):
            yield written
    finally:
        _watching.reset(token)


def untold(written: Written, person_id: int | None) -> list[str]:
    """What was written and is told by no event of this person."""
    if not written.kept:
        return []
    # Nobody is signed in where the key of a letter opens an answer: it is told as of whom the letter went to.
    by = [event for event in written.events if person_id is None or event.actor_id == person_id]
    if not by:
        return [f"{', '.join(sorted(written.kept))}: no event by {person_id}"]
    if any(event.verb == TELLS_ALL for event in by):
        return []
    told = {event.record_type for event in by}
    return [f"{table}: told of {sorted(told)} only" for table in sorted(written.kept) if not _tells(table, told)]


def _tells(table: str, told: set[str]) -> bool:
    """Whether events of these kinds of record tell of a row of the table: its own, or that of what it belongs to.

    A deleted decision takes its caveats with it, an item that is moved pushes the others of its meeting down.
    """
    model = _models().get(table)
    if model is None or not issubclass(model, Record):
        return True
    seen, waiting = set(TOLD_OF_WHAT_IT_MADE.get(table, ())), [model]
    for one in waiting:
        seen.add(one._meta.label_lower)
        above = {f.related_model for f in one._meta.concrete_fields if f.related_model}
        waiting += [other for other in above if issubclass(other, Record) and other not in waiting]
    return bool(seen & told)


def _models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


_write = history._write


def _write_and_keep(told: history.Told) -> None:
    """What writes events, watched."""
    _write(told)
    written = _watching.get()
    if written is not None:
        written.events += [event for event, _values in told]


history._write = _write_and_keep


def told(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the answer of a request that wrote nothing untold. Raises AssertionError after one that did."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with watched() as written:
            response = get_response(request)
        match = request.resolver_match
        name = match.view_name if match else request.path
        if response.status_code < 400 and name not in HISTORY_GOES_TOO:
            wrong = untold(written, _person_of(request))
            assert not (wrong and _strict.get()), (
                f"{request.method} {name} changed what is kept, and no event tells it: {'; '.join(wrong)}"
            )
        return response

    return middleware


def _person_of(request: HttpRequest) -> int | None:
    user = getattr(request, "user", None)
    return user.person.pk if user is not None and user.pk else None

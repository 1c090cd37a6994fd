"""The database is away, full or takes no writes: readers read, writers get a page with their words, and it passes."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError, connection
from django.db.utils import DatabaseError, InternalError
from django.test import Client

from hackit.mail import sending
from hackit.running import away
from meetings.models import Line
from tests import factories as make

HERE = {"Accept": "text/html,*/*", "Origin": "http://testserver"}


@pytest.fixture
def client(transactional_db) -> Client:
    """Somebody signed in, whose browser shows what a server's fault looks like."""
    client = Client(raise_request_exception=False)
    client.force_login(make.make_user("Grace Li"))
    return client


@contextmanager
def read_only() -> Iterator[None]:
    """The database takes no writes on this connection; a new one does again, as after the trouble is over."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = 1")
        else:
            cursor.execute("SET default_transaction_read_only = on")
    try:
        yield
    finally:
        connection.close()


@contextmanager
def full() -> Iterator[None]:
    """SQLite finds no room for another page, as on a full disk."""
    if connection.vendor == "postgresql":
        with read_only():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE filling (x)")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        with suppress(OperationalError):
            while True:  # what earlier tests left free
                cursor.execute("INSERT INTO filling VALUES (zeroblob(3000))")
    try:
        yield
    finally:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE filling")


def jot(client: Client, name: str, headers: dict[str, str] | None = None):
    """Send the form of a jotting that is long enough to need room of its own."""
    words = " ".join([name, *(f"word{number} of mine" for number in range(200))])
    return client.post("/jottings/new/", {"text": words}, headers=headers or HERE)


def is_kept(name: str) -> bool:
    return Line._base_manager.filter(text__startswith=name).exists()


@pytest.mark.parametrize("trouble", [read_only, full])
def test_readers_read_and_writers_get_their_words_back_and_then_it_works_again(client, trouble):
    topic = make.make_topic("Mobile phones")
    with trouble():
        assert client.get(f"/topics/{topic.slug}/").status_code == 200
        refused = jot(client, "Desk phones")
        assert connection.connection is None  # let go, so that the next request has a new one
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "15")
    assert refused.headers["Cache-Control"] == "no-store"
    assert "Not saved yet" in refused.text
    assert 'name="text" value="Desk phones word0' in refused.text
    assert 'action="/jottings/new/"' in refused.text
    assert 'name="csrfmiddlewaretoken"' in refused.text
    assert not is_kept("Desk phones")
    assert jot(client, "Desk phones").status_code == 302
    assert is_kept("Desk phones")


def test_a_script_gets_no_form_and_another_sites_words_none(client):
    for headers in ({"HX-Request": "true", **HERE}, {"Accept": "text/html", "Origin": "https://elsewhere.example"}):
        with read_only():
            refused = jot(client, "Desk phones", headers)
        assert refused.status_code == 503
        assert "Desk phones" not in refused.text


def test_a_database_that_does_not_answer_is_a_page_and_passes(client, monkeypatch):
    connection.close()

    def refuse(*args):
        raise OperationalError("connection refused") from (
            psycopg.OperationalError("connection refused") if connection.vendor == "postgresql" else None
        )

    with monkeypatch.context() as patch:
        patch.setattr(connection, "get_new_connection", refuse)
        for address in ("/", "/healthz", "/topics/"):
            answer = client.get(address)
            assert answer.status_code == 503, address
            assert "Content-Length" in answer.headers  # said by a middleware inside of which it was found out: once
            assert "Not just now" in answer.text
        ready = Client().get("/readyz")
        assert (ready.status_code, ready.content) == (503, b"database: not ok\n")
    assert client.get("/").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_fault_of_ours_stays_one(client):
    with connection.cursor() as cursor, pytest.raises(DatabaseError) as raised:
        cursor.execute("SELECT 1 FROM no_such_table")
    assert not away.is_away(raised.value)
    assert not away.is_away(ValueError("x"))
    assert not away.is_away(None)
    assert not away.is_away(ProgrammingError("x"))


@pytest.mark.parametrize(("sqlstate", "is_so"), [("25006", True), ("XX000", False)])
def test_a_server_that_takes_no_writes_is_away(sqlstate, is_so):
    error = InternalError("cannot execute INSERT in a read-only transaction")
    error.__cause__ = psycopg.errors.lookup(sqlstate)()
    assert away.is_away(error) is is_so


@pytest.mark.parametrize("code", [5, 8, 10, 13, 14, 8 | 4 << 8, 10 | 1 << 8])
def test_what_sqlite_says_of_its_file_is_no_fault_of_ours(code):
    cause = sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    error = OperationalError("x")
    error.__cause__ = cause
    assert away.is_away(error)


def test_a_connection_opened_while_the_file_takes_no_writes_is_let_go_after_the_request(client, monkeypatch):
    if connection.vendor != "sqlite":
        return  # PostgreSQL's connections are checked at each request
    monkeypatch.setattr(os, "access", lambda *args: False)
    connection.close()
    client.get("/topics/")
    connection.close_if_unusable_or_obsolete()  # which Django does at the end of each request that is no test's
    assert connection.connection is None
    monkeypatch.undo()
    client.get("/topics/")
    connection.close_if_unusable_or_obsolete()
    assert connection.connection is not None


def test_the_sender_of_a_trial_outlives_a_database_that_is_away(db, monkeypatch, capsys):
    times = iter([OperationalError("away"), None])

    def send_due(**kwargs):
        if error := next(times):
            raise error
        return {}

    monkeypatch.setattr("hackit.management.commands.send_due.send_due", send_due)
    parents = iter([1, 1, 2])  # the server that started it ends after the second round
    monkeypatch.setattr("hackit.management.commands.send_due.os.getppid", lambda: next(parents))
    monkeypatch.setattr("hackit.management.commands.send_due.time.sleep", lambda seconds: None)
    call_command("send_due", every=5)
    assert "The database is away, so nothing was sent: away" in capsys.readouterr().err
    assert sending.send_due is not send_due

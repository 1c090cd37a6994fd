"""Whatever dies while eight people type: what was acknowledged is there, and what is there is whole."""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import time
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3._functions import register

from tests.campaigns.serving import OwnDatabase, Room, Service
from tests.campaigns.typists import Typists

pytestmark = pytest.mark.campaign

WRITERS, PROCESSES = 8, 3
SERVING_WITHIN = 8.0


def looked_at(service: Service, room: Room) -> dict:
    return json.loads(service.run("-m", "tests.campaigns.look", room.meeting).splitlines()[-1])


def assert_whole(service: Service) -> None:
    """Every page and key of the database is right, and so is what is made of every record for searching."""
    file = service.folder / "records.sqlite3"
    if "DATABASE_URL" not in service.environment:
        with closing(sqlite3.connect(file)) as opened:
            register(opened)  # conditions of tables use functions of Django's
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    assert "The index is right" in service.run("manage.py", "rebuild_index", "--check")


def assert_holds(found: dict, acknowledged: set[str], sent: set[str]) -> None:
    """All that was acknowledged is there, nothing twice, nothing that nobody sent; and no line is half there."""
    assert not acknowledged - set(found["refs"]), "an acknowledged line is gone"
    assert len(found["refs"]) == len(set(found["refs"]))
    assert set(found["refs"]) <= sent
    assert len(set(found["changes"])) == len(found["changes"]), "two lines have one number of change"
    assert max(found["changes"], default=0) <= found["last_change"]
    assert found["actions"] == sum(text.startswith("Writer1 to bring") for text in found["texts"])


@pytest.mark.in_full("postgresql")  # its database is laid out from nothing each time
def test_every_process_is_killed_while_people_type_and_nothing_acknowledged_is_lost(service, campaign, proof):
    kills = campaign(1, 30)
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.start()
    with Typists(running, room) as typists:
        for _ in range(kills):
            typists.wait_for_more(3 * WRITERS)
            running.kill()
            known = typists.known()
            assert_whole(running)
            assert_holds(looked_at(running, room), known, typists.tried())
            running.start()
        typists.wait_for_more(WRITERS)
    assert set(typists.statuses) <= {200, "no answer"}, typists.statuses
    assert_holds(looked_at(running, room), typists.known(), typists.tried())
    proof(
        f"{kills} SIGKILLs of all processes while {WRITERS} people typed {len(typists.known()):,} lines on "
        f"{connection.display_name}: 0 acknowledged lost, 0 half saved, every page, key and index row right each time"
    )


@pytest.fixture
def elsewhere(tmp_path):
    """`elsewhere(3)`: an empty place to put a third backup back into."""
    with ExitStack() as ending:

        def make(number: int) -> Service:
            address = os.environ.get("DATABASE_URL")
            database = ending.enter_context(OwnDatabase(address, f"_back{number}")) if address else None
            place = Service(tmp_path / f"elsewhere{number}", database=database)
            place.folder.mkdir()
            return place

        yield make


@pytest.mark.in_full  # the drill in tests/hackit/test_backup.py is with every run
def test_a_backup_while_people_type_holds_all_that_was_acknowledged_before(
    service, elsewhere, campaign, proof, tmp_path
):
    rounds, busy = campaign(1, 20), os.getloadavg()[0]
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.start()
    folder = tmp_path / "backups"
    folder.mkdir()
    took = []
    with Typists(running, room) as typists:
        typists.wait_for_more(2 * WRITERS)
        for number in range(rounds):
            before = typists.known()
            began = time.monotonic()
            running.run("manage.py", "backup", str(folder))
            took.append(time.monotonic() - began)
            sent = typists.tried()
            place = elsewhere(number)
            place.run("manage.py", "restore", str(max(folder.glob("*.zip"))))
            assert_whole(place)
            assert_holds(looked_at(place, room), before, sent)
    assert len(list(folder.glob("*.zip"))) == rounds
    assert set(typists.statuses) <= {200, "no answer"}, typists.statuses  # gunicorn hangs up on who pauses too long
    proof(
        f"{rounds} backups while {WRITERS} people typed {len(typists.known()):,} lines on {connection.display_name}: "
        f"each put back elsewhere held all that was acknowledged before it began, whole; nobody who typed was refused; "
        f"one took {sorted(took)[len(took) // 2]:.1f} s (median; {busy:.1f} processes waiting for {os.cpu_count()} "
        "processors before it all began)"
    )


def answers(service: Service, room: Room) -> bool:
    """Whether the meeting's page is served to somebody signed in."""
    session = next(iter(room.sessions.values()))
    with suppress(OSError, http.client.HTTPException), service.connection() as wire:
        wire.request("GET", f"/meetings/{room.meeting}/", headers={"Host": "localhost", "Cookie": f"session={session}"})
        return wire.getresponse().status == 200
    return False


def processes_of(service: Service) -> set[str]:
    """The ids of the service's processes."""
    found = Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
    return set(found)


def wait_until_served(service: Service, room: Room) -> float:
    """How many seconds it took until a page was served again. Raises AssertionError if it takes too long."""
    began = time.monotonic()
    while not answers(service, room):
        assert time.monotonic() - began < SERVING_WITHIN, "not serving"
        time.sleep(0.05)
    return time.monotonic() - began


def test_postgresql_is_stopped_at_once_while_people_type_and_the_service_goes_on_by_itself(
    tmp_path, cluster, campaign, proof
):
    if cluster is None:
        return  # SQLite has no server
    stops = campaign(1, 10)
    waits = []
    running = Service(tmp_path / "service", database=cluster.address, workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.collect()
    running.start()
    try:
        assert answers(running, room)
        began_with = processes_of(running)
        with Typists(running, room) as typists:
            for _ in range(stops):
                typists.wait_for_more(3 * WRITERS)
                cluster.stop_at_once()
                time.sleep(1.0)
                assert not answers(running, room)
                cluster.start()
                waits.append(wait_until_served(running, room))
            typists.wait_for_more(WRITERS)
        assert processes_of(running) == began_with
        assert set(typists.statuses) <= {200, 503, "no answer"}, typists.statuses
        assert_holds(looked_at(running, room), typists.known(), typists.tried())
        assert_whole(running)
    finally:
        running.stop()
    proof(
        f"PostgreSQL stopped at once {stops} times while {WRITERS} people typed {len(typists.known()):,} lines: "
        f"0 acknowledged lost, {typists.statuses[503]} sends answered 503 and taken later, no process began anew; "
        f"serving again {max(waits):.1f} s after its return at the latest"
    )

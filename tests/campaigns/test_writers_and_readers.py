"""Eight people type and twenty read, all at once: nobody is shown an error, and no lock."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from django.db import connection

from tests.campaigns.serving import Room, Service
from tests.campaigns.test_nothing_lost import assert_holds, looked_at
from tests.campaigns.typists import Typists
from tests.campaigns.visiting import Visitor

pytestmark = pytest.mark.campaign

WRITERS, READERS, PROCESSES = 8, 20, 4
READ = (
    "/", "/meetings/{meeting}/", "/meetings/{meeting}/live/", "/meetings/{meeting}/agenda/", "/actions/", "/decisions/",
    "/search/?q=phone", "/topics/", "/topics/campaign-topic-0/", "/people/", "/weeknotes/", "/coming-up/",
)  # fmt: skip
LOCKED = ("database is locked", "database table is locked", "lock timeout", "deadlock")
PAUSE = 0.5


class Readers:
    """So many people, each in a thread, who open one page after another for the length of a block."""

    def __init__(self, service: Service, room: Room, sessions: list[str]) -> None:
        self.service = service
        self.pages = [address.format(meeting=room.meeting) for address in READ]
        self.waits: list[float] = []
        self.answers: Counter[tuple[int | str, str]] = Counter()
        self.locks: list[str] = []
        self._lock, self._over = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._read, args=pair) for pair in enumerate(sessions)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def not_as_they_should(self) -> dict[tuple[int | str, str], int]:
        """How often which page was answered otherwise than with itself."""
        return {what: times for what, times in self.answers.items() if what[0] != 200}

    def at(self, share: float) -> float:
        """The wait in milliseconds that this share of the pages did not exceed."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * share))] * 1000

    def _read(self, seed: int, session: str) -> None:
        chance, visitor = random.Random(seed), Visitor(self.service, session)
        while not self._over.is_set():
            address = chance.choice(self.pages)
            began, status, text = time.perf_counter(), "no answer", ""
            try:
                answer = visitor.get(address)
                status, text = answer.status, answer.text.lower()
            except OSError as fault:
                text = str(fault)
            with self._lock:
                self.waits.append(time.perf_counter() - began)
                self.answers[status, address] += 1
                self.locks += [f"{address}: {words}" for words in LOCKED if words in text]
            self._over.wait(chance.uniform(0, PAUSE))


@pytest.mark.in_full("postgresql")  # its database is laid out from nothing each time
def test_eight_people_type_while_twenty_read_and_nobody_is_shown_an_error(service, campaign, proof):
    seconds = campaign(3, 60)
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS + READERS)
    running.collect()
    running.start()
    sessions = room.sessions.items()
    writing = replace(room, sessions=dict(islice(sessions, WRITERS)))
    if campaign(0, 1):
        running.wait_until_idle()  # before what is measured
    busy = os.getloadavg()[0]
    readers = Readers(running, room, [session for _name, session in islice(sessions, WRITERS, None)])
    with Typists(running, writing) as typists, readers:
        time.sleep(seconds)
    assert not readers.not_as_they_should()
    assert not readers.locks
    assert set(typists.statuses) <= {200}, typists.statuses
    log = (running.folder / "server.log").read_text().lower()
    assert not [words for words in (*LOCKED, "traceback") if words in log], log[-2000:]
    assert_holds(looked_at(running, room), typists.known(), typists.tried())
    proof(
        f"{WRITERS} people typed {len(typists.known()):,} lines and {READERS} read {len(readers.waits):,} pages for "
        f"{seconds} s from {PROCESSES} processes on {connection.display_name}: no answer but 200, no word of a lock to "
        f"anybody or in the log, no line lost; a page took {readers.at(0.5):.0f} ms (median), "
        f"{readers.at(0.95):.0f} ms (95 of 100); {busy:.1f} processes were waiting for the {os.cpu_count()} "
        "processors before it began"
    )

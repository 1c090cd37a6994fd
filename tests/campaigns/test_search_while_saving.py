"""Records are saved while everybody searches, over several processes: nothing is refused and the index is right."""

from __future__ import annotations

import os
import random
import threading
import time
import uuid
from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.campaigns.serving import Room, Service, Writer

pytestmark = pytest.mark.campaign

WRITERS, PROCESSES = 4, 3
SEARCHERS, A_SECOND = 10, 50  # five a second each: who asks ten is kept by waiting for the answer before
TYPED = (
    "Number {n} of the offices would keep the new phone",
    "idea: lend handset {n} to the library",
    "agreed tariff {n}",
)
ASKED = (
    "phone", "handsets", "offices -tariff", "tarif", "kind:decision agreed", "keep the new", "librar*", "nowhere",
)  # fmt: skip


class Seen:
    """What the service answered: statuses by what was asked of it, and the seconds each search took."""

    def __init__(self) -> None:
        self.saves: Counter[int] = Counter()
        self.searches: Counter[int] = Counter()
        self.waits: list[float] = []
        self.took = 0.0
        self.lock = threading.Lock()
        self.over = threading.Event()


def save(service: Service, room: Room, session: str, seed: int, saves: int, seen: Seen) -> None:
    """One writer: so many lines, each of which is indexed in the transaction that saves it."""
    dice = random.Random(seed)
    with Writer(service, session, room) as writer:
        for number in range(saves):
            ref = str(uuid.UUID(int=dice.getrandbits(128), version=4))
            status = writer.type(dice.choice(TYPED).format(n=f"{seed}-{number}"), ref, dice.choice(room.items))
            with seen.lock:
                seen.saves[status] += 1


def ask(service: Service, session: str, number: int, seen: Seen) -> None:
    """One reader: so many searches a second as are theirs, until the writers are done; late ones are made up for."""
    dice = random.Random(100 + number)
    due = time.perf_counter() + number / A_SECOND  # they take turns: people do not all press at one moment
    with service.connection() as connection:
        while not seen.over.is_set():
            due += SEARCHERS / A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            head = {"Host": "localhost", "Cookie": f"session={session}"}
            connection.request("GET", f"/search/?{urlencode({'q': dice.choice(ASKED)})}", headers=head)
            answer = connection.getresponse()
            answer.read()
            with seen.lock:
                seen.searches[answer.status] += 1
                seen.waits.append(time.perf_counter() - began)


def everybody(service: Service, room: Room, saves: int) -> Seen:
    """Writers write without a pause, so many lines each, beside readers who search until they are done."""
    seen, sessions = Seen(), list(room.sessions.values())
    writers = [
        threading.Thread(target=save, args=(service, room, session, saves * WRITERS + number, saves, seen))
        for number, session in enumerate(sessions)
    ]
    readers = [
        threading.Thread(target=ask, args=(service, sessions[number % WRITERS], number, seen))
        for number in range(SEARCHERS)
    ]
    began = time.perf_counter()
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    seen.took = time.perf_counter() - began
    seen.over.set()
    for thread in readers:
        thread.join()
    return seen


@pytest.mark.in_full("postgresql")  # a minute and a half there
def test_everybody_searches_while_records_are_saved_and_the_index_is_right(service, campaign, proof):
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.collect()
    running.start()
    everybody(running, room, 5)  # imports, templates and first connections
    running.wait_until_idle()  # the sender of the trial's mail has started by then too
    saves, busy = campaign(6, 1_000 // WRITERS), os.getloadavg()[0]
    used, own = running.processor_seconds(), time.process_time()
    seen = everybody(running, room, saves)
    used, own = running.processor_seconds() - used, time.process_time() - own
    assert seen.saves == {200: saves * WRITERS}, seen.saves
    assert set(seen.searches) == {200}, seen.searches
    log = (running.folder / "server.log").read_text()
    assert "locked" not in log
    assert "deadlock" not in log
    assert "The index is right" in running.run("manage.py", "rebuild_index", "--check")
    waits, took = sorted(seen.waits), seen.took
    proof(
        f"{saves * WRITERS:,} saves by {WRITERS} people who never pause, {saves * WRITERS / took:.0f} a second, beside"
        f" {len(waits) / took:.1f} searches a second (of {A_SECOND} wanted): no lock error, every save kept, the index"
        f" right; a search took {waits[len(waits) // 2] * 1000:.0f} ms (median),"
        f" {waits[int(len(waits) * 0.95)] * 1000:.0f} ms (95 of 100); the service used {used / took:.1f} of the"
        f" {os.cpu_count()} processors and who asked it {own / took:.1f}; {busy:.1f} processes were waiting for them"
        f" before it began{' and had to let it go first' if running.goes_first() else ''}"
    )

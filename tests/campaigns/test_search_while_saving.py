"""Records are saved while everybody searches, over several processes: nothing is refused and the index is right."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.campaigns.serving import Room, Service, Writer

pytestmark = pytest.mark.campaign

WRITERS, SEARCHERS, PROCESSES = 4, 5, 3
A_SECOND = 50
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


def ask(service: Service, session: str, seed: int, seen: Seen) -> None:
    """One reader: so many searches a second as are theirs, until the writers are done; late ones are made up for."""
    dice = random.Random(seed)
    due = time.perf_counter()
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


def test_everybody_searches_while_records_are_saved_and_the_index_is_right(service, campaign, proof):
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.collect()
    running.start()
    seen, saves = Seen(), campaign(6, 1_000 // WRITERS)
    sessions = list(room.sessions.values())
    writers = [
        threading.Thread(target=save, args=(running, room, session, number, saves, seen))
        for number, session in enumerate(sessions)
    ]
    readers = [
        threading.Thread(target=ask, args=(running, sessions[number % WRITERS], 100 + number, seen))
        for number in range(SEARCHERS)
    ]
    began = time.perf_counter()
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    took = time.perf_counter() - began
    seen.over.set()
    for thread in readers:
        thread.join()
    assert seen.saves == {200: saves * WRITERS}, seen.saves
    assert set(seen.searches) == {200}, seen.searches
    log = (running.folder / "server.log").read_text()
    assert "locked" not in log
    assert "deadlock" not in log
    assert "The index is right" in running.run("manage.py", "rebuild_index", "--check")
    waits = sorted(seen.waits)
    proof(
        f"{saves * WRITERS:,} saves by {WRITERS} people in {took:.0f} s beside {len(waits) / took:.0f} searches a"
        f" second (of {A_SECOND} wanted): no lock error, every save kept, the index right; a search took"
        f" {waits[len(waits) // 2] * 1000:.0f} ms (median), {waits[int(len(waits) * 0.95)] * 1000:.0f} ms (95 of 100)"
    )

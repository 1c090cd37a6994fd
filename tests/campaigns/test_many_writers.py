"""Eight people type into one meeting at once, over several processes of the service."""

from __future__ import annotations

import json
import os
import random
import threading
import time
import uuid
from collections import Counter

import pytest

from tests.campaigns.serving import Room, Service, Writer

pytestmark = pytest.mark.campaign

WRITERS, PROCESSES = 8, 3
LONGEST_PAUSE = 0.25
TYPED = (
    "Pilot ended, number {n} of the offices would keep the new phone",
    "Writer1 to bring costed option {n} by Fri",
    "agreed phone {n} for the offices",
    "idea: lend phone {n} to the digital skills sessions",
    "agreed tariff {n}, subject to: tax check (Writer2 by 3 July); app tested",
    "Noted that {n} replies came to the survey",
)


class Outcome:
    """What the writers saw: statuses, and seconds until each line was acknowledged."""

    def __init__(self) -> None:
        self.statuses: Counter[int | str] = Counter()
        self.waits: list[float] = []
        self.sent: list[str] = []
        self._lock = threading.Lock()

    def note(self, ref: str, status: int | str, waited: float) -> None:
        with self._lock:
            self.statuses[status] += 1
            self.waits.append(waited)
            self.sent.append(ref)

    def at(self, share: float) -> float:
        """The wait in milliseconds that this share of the lines did not exceed."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * share))] * 1000


def write(service: Service, room: Room, session: str, seed: int, lines: int, pause: float, outcome: Outcome) -> None:
    """One writer: so many lines, a pause of up to `pause` seconds before each."""
    chance = random.Random(seed)
    with Writer(service, session, room) as writer:
        for number in range(lines):
            time.sleep(chance.uniform(0, pause))
            ref = str(uuid.UUID(int=chance.getrandbits(128), version=4))
            words = chance.choice(TYPED).format(n=f"{seed}-{number}")
            began = time.perf_counter()
            status = writer.type(words, ref, room.items[chance.randrange(len(room.items))])
            outcome.note(ref, status, time.perf_counter() - began)


def everybody_writes(service: Service, room: Room, *, lines: int, pause: float, seed: int = 0) -> Outcome:
    outcome = Outcome()
    threads = [
        threading.Thread(target=write, args=(service, room, session, seed + number, lines, pause, outcome))
        for number, session in enumerate(room.sessions.values())
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def stored(service: Service, room: Room) -> dict:
    return json.loads(service.run("-m", "tests.campaigns.look", room.meeting).splitlines()[-1])


def assert_all_there_once(outcome: Outcome, found: dict) -> None:
    assert outcome.statuses == {200: len(outcome.sent)}, outcome.statuses
    assert sorted(found["refs"]) == sorted(outcome.sent)
    assert len(set(found["changes"])) == len(found["changes"]), "two lines have one number of change"


@pytest.mark.in_full("postgresql")  # no lock that the writers and readers do not meet there each time
def test_eight_people_type_at_once_and_every_line_is_there_once(service, campaign, proof):
    running = service(workers=PROCESSES)
    room = running.prepare(WRITERS)
    running.start()
    seen = everybody_writes(running, room, lines=2, pause=0, seed=1000)  # imports and first connections
    running.wait_until_idle()  # the sender of the trial's mail has started by then too
    for name, lines, pause, seed in (
        ("with pauses of up to 250 ms", campaign(6, 200), LONGEST_PAUSE, 0),
        ("in a burst without a pause", campaign(4, 100), 0, 2000),
    ):
        busy = os.getloadavg()[0]
        used, own = running.processor_seconds(), time.process_time()
        outcome = everybody_writes(running, room, lines=lines, pause=pause, seed=seed)
        own, used = time.process_time() - own, running.processor_seconds() - used
        seen.sent += outcome.sent
        seen.statuses += outcome.statuses
        found = stored(running, room)
        assert_all_there_once(seen, found)
        proof(
            f"{len(outcome.sent):,} lines of {WRITERS} people {name} into {PROCESSES} processes on {found['engine']}: "
            f"none lost, none twice; acknowledged in {outcome.at(0.5):.0f} ms (median), {outcome.at(0.95):.0f} ms "
            f"(95 of 100), {outcome.at(1):.0f} ms (slowest); the service used {used * 1000 / len(outcome.sent):.1f} ms "
            f"of a processor for a line, and the writers {own * 1000 / len(outcome.sent):.1f} ms; "
            f"{busy:.1f} processes were waiting for the {os.cpu_count()} processors before it began"
        )

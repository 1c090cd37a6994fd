"""The power goes while eight people type: what they were told is kept is there when it comes back (SQLite).

A database server has its own answer to that, and PostgreSQL's is stopped at once in test_nothing_lost.py.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.campaigns.power import Recorder
from tests.campaigns.serving import Room, Service
from tests.campaigns.test_nothing_lost import assert_holds, assert_whole, looked_at
from tests.campaigns.typists import Typists

pytestmark = [pytest.mark.campaign, pytest.mark.in_full]

WRITERS, PROCESSES, CUTS, LINES = 8, 3, 15, 400
KEEPS = (0.0, 0.5, 0.9)
"""How much of what was not synced is found after a cut, in turn: only synced bytes, half of the rest, most of it."""


def typed(running: Service, beside: Path) -> tuple[Room, Recorder, Typists]:
    """What everybody typed into the service, and what its processes wrote and synced meanwhile."""
    beside.mkdir()
    room = running.prepare(WRITERS)
    recorder = Recorder(running, beside)
    running.start()
    with Typists(running, room, moment=recorder.at) as typists:
        typists.wait_for_more(LINES, seconds=300)
    running.kill()
    assert set(typists.statuses) == {200}, typists.statuses
    return room, recorder, typists


def cuts_of(typists: Typists, chance: random.Random) -> list[int]:
    """Moments: most at once after somebody was told that a line is kept, the others whenever it may be."""
    told = sorted(typists.moments.values())
    at_once = chance.sample(told[len(told) // 20 :], CUTS * 2 // 3)
    return at_once + [chance.randrange(told[0], told[-1]) for _ in range(CUTS - len(at_once))]


@pytest.mark.plans_of_sqlite
def test_what_was_acknowledged_is_there_after_a_power_cut(service, tmp_path, proof):
    chance = random.Random(11)
    room, recorder, typists = typed(service(workers=PROCESSES), tmp_path / "beside")
    moments = cuts_of(typists, chance)
    for number, (moment, disk) in enumerate(recorder.found_after(moments, chance)):
        place = Service(tmp_path / f"after{number}")
        place.folder.mkdir()
        disk.put(place.folder, keeps=KEEPS[number % len(KEEPS)])
        assert_whole(place)
        assert_holds(looked_at(place, room), typists.known_at(moment), typists.tried())
    proof(
        f"{CUTS} power cuts simulated (only synced bytes are there; in two of three rounds also some sectors of the "
        f"rest) while {WRITERS} people typed {len(typists.known()):,} lines into {PROCESSES} processes on SQLite: "
        "0 acknowledged lost, every page, key and index row right each time"
    )


@pytest.mark.plans_of_sqlite
def test_a_service_that_does_not_wait_for_the_disk_is_seen_to_lose_lines(service, tmp_path, proof):
    chance = random.Random(12)
    running = service(workers=PROCESSES)
    running.environment["DJANGO_SETTINGS_MODULE"] = "tests.campaigns.unsynced_settings"
    room, recorder, typists = typed(running, tmp_path / "beside")
    lost = 0
    for number, (moment, disk) in enumerate(recorder.found_after(cuts_of(typists, chance)[:3], chance)):
        place = Service(tmp_path / f"after{number}")
        place.folder.mkdir()
        disk.put(place.folder, keeps=0.0)
        lost += len(typists.known_at(moment) - set(looked_at(place, room)["refs"]))
    assert lost, "the simulated cut would not show a service that loses lines"
    proof(f"with synchronous=NORMAL instead of FULL 3 such cuts lost {lost:,} acknowledged lines: the cut is a cut")

"""The sender is killed among its letters, and the reminders of a large organisation are put into the outbox."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.utils import timezone

from hackit.dates import monday_of
from tests.campaigns.post_office import PostOffice, post_office
from tests.campaigns.serving import ROOT, Service

pytestmark = pytest.mark.campaign

WORLD = ("-m", "tests.campaigns.mail_world")


def state(service: Service) -> dict:
    return json.loads(service.run(*WORLD, "state").splitlines()[-1])


def start(service: Service, *arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=service.environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


# --- Killed among its letters ---


def send_and_kill(service: Service, office: PostOffice, chance: random.Random, most: int) -> bool:
    """Start the sender and kill it at a chosen letter, while it is handed over or just after; false: it had ended."""
    sender = start(service, "send_due")
    moment, letters = chance.choice(("during", "after")), chance.randrange(1, most)
    lock, seen, killed = threading.Lock(), Counter(), threading.Event()

    def at(now: str) -> None:
        with lock:
            seen[now] += 1
            if now == moment and seen[now] == letters:
                os.kill(sender.pid, signal.SIGKILL)
                killed.set()

    office.at = at
    try:
        sender.communicate(timeout=120)
    finally:
        sender.kill()
    return killed.is_set()


@pytest.mark.in_full("postgresql")  # the same code sends, and the same row says so
def test_of_letters_whose_sender_is_killed_none_is_lost_and_few_are_sent_twice(service, campaign, proof):
    count, kills = campaign(12, 200), campaign(2, 12)
    its = service()
    its.lay_out()
    its.run(*WORLD, "fill", str(count), str(count * 2), timezone.localdate().isoformat())
    chance = random.Random(4)
    with post_office() as office:
        its.environment |= {
            "HACKIT_TRIAL": "0",
            "HACKIT_SECRET_KEY": "a-key-of-nobody-" * 4,
            "HACKIT_HOSTS": "records.example.org",
            "HACKIT_MAIL_HOST": "127.0.0.1",
            "HACKIT_MAIL_PORT": str(office.port),
        }
        killed = 0
        while killed < kills:
            assert send_and_kill(its, office, chance, max(2, count // (kills + 2))), "it ended before it was killed"
            killed += 1
            its.run(*WORLD, "wait")
        office.at = lambda moment: None
        beside = [start(its, "send_due") for _each in range(2)]  # the rest by two of them side by side
        said = [sender.communicate(timeout=120)[0] for sender in beside]
    assert [sender.returncode for sender in beside] == [0, 0], said
    end = state(its)
    assert (end["letters"], end["sent"], end["waiting"]) == (count, count, 0)
    times = Counter(taken.to for taken in office.taken)
    assert set(times) == set(end["ids"])
    assert {taken.to: taken.message_id for taken in office.taken} == end["ids"]
    twice = sum(number - 1 for number in times.values())
    assert twice <= kills
    assert len(set(office.taken)) == count
    proof(
        f"{kills} SIGKILLs of the sender among {count} mails: none lost, {twice} sent twice, each under the Message-ID "
        "that it had before"
    )


# --- Many people, many actions ---


class Run(NamedTuple):
    """What a command printed, and what it took: seconds of a processor, its largest size in MB."""

    said: str
    seconds: float
    megabytes: float


def measured(service: Service, *arguments: str) -> Run:
    process = start(service, *arguments)
    said = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    assert process.returncode == 0, said
    return Run(said, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


@pytest.mark.in_full
def test_reminders_to_many_take_no_more_memory_than_to_none(service, campaign, proof):
    people, actions = campaign(300, 5_000), campaign(3_000, 100_000)
    its = service()
    its.lay_out()
    its.run(*WORLD, "fill", str(people), str(actions))
    monday = monday_of(timezone.localdate()) + timedelta(weeks=1)
    nobody = measured(its, "send_reminders", "--on", str(date(2019, 6, 4)))  # a Tuesday: nobody has chosen it
    everybody = measured(its, "send_reminders", "--on", monday.isoformat())
    assert f"weekly: {people} put into the outbox" in everybody.said
    again = measured(its, "send_reminders", "--on", monday.isoformat())
    assert f"weekly: 0 put into the outbox, {people} there already" in again.said
    beside = [start(its, "send_reminders", "--on", str(monday + timedelta(weeks=1))) for _each in range(2)]
    said = [process.communicate(timeout=120)[0] for process in beside]
    assert [process.returncode for process in beside] == [0, 0], said
    assert state(its)["letters"] == 2 * people
    grown = everybody.megabytes - nobody.megabytes
    assert grown < 30, f"{nobody.megabytes:.0f} MB for nobody, {everybody.megabytes:.0f} MB for {people}"
    assert everybody.seconds < 60
    proof(
        f"{people:,} people and {actions:,} actions: {everybody.seconds:.1f} s of one processor, {grown:.0f} MB more "
        f"than with nobody to write to ({everybody.megabytes:.0f} MB in all); once more, with nothing to add, "
        f"{again.seconds:.1f} s"
    )

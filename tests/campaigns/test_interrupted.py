"""What changes much at once is killed in its midst: the record is whole, and the same again brings it to its end."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns.serving import ROOT, Service
from tests.campaigns.test_nothing_lost import assert_whole

pytestmark = pytest.mark.campaign

COUNTS = """
import django, json; django.setup()
from hackit.models import Entry, ImportedItem
from weeknotes.models import Weeknote
print(json.dumps([Weeknote._base_manager.count(), ImportedItem._base_manager.count()]))
"""
LAID_OUT = """
import django, json; django.setup()
from django.db import connection
from hackit import database_objects
print(json.dumps([database_objects.missing(connection), sorted(database_objects.catalogue(connection))]))
"""


def killed_after(service: Service, seconds: float, *arguments: str) -> bool:
    """Run a command and kill it after so long; false: it had ended by then."""
    running = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=service.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
        return True
    return False


def killed_once(service: Service, statement: str, reached: Callable[[int], bool], *arguments: str) -> bool:
    """Run a command and kill it as soon as what the statement counts is reached; false: it had ended by then."""
    running = subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=service.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while running.poll() is None:
        if reached(service.rows(statement)[0][0]):
            running.kill()
            running.wait()
            return True
        time.sleep(0.005)
    return False


def how_long(service: Service, *arguments: str) -> float:
    began = time.monotonic()
    service.run("manage.py", *arguments)
    return time.monotonic() - began


def as_in_service(service: Service) -> Service:
    """Without the sample data, which `prepare` writes in a trial only."""
    service.environment |= {
        "HACKIT_TRIAL": "0", "HACKIT_SECRET_KEY": "0123456789abcdefghij" * 3, "HACKIT_HOSTS": "records.example.org"
    }  # fmt: skip
    service.folder.mkdir(parents=True, exist_ok=True)
    return service


@pytest.mark.in_full
def test_a_killed_prepare_is_brought_to_its_end_by_the_next(service, tmp_path, proof):
    kills, chance = 15, random.Random(8)
    if "DATABASE_URL" in os.environ:
        kills = 8  # each needs a database of its own
    whole = None
    times = 0
    needs = how_long(as_in_service(Service(tmp_path / "first")), "prepare") if "DATABASE_URL" not in os.environ else 12
    for number in range(kills):
        place = as_in_service(service())
        place.folder = tmp_path / f"place{number}"
        place.environment["HACKIT_DATA"] = str(place.folder)
        place.folder.mkdir()
        times += killed_after(place, chance.uniform(0.2, 1.0) * needs, "prepare")
        place.run("manage.py", "prepare")
        found = place.run("-c", LAID_OUT).splitlines()[-1]
        assert found.startswith("[[],"), found
        assert whole in (None, found), "another layout than without a kill"
        whole = found
        assert_whole(place)
    proof(
        f"`prepare` killed {times} times in {kills} at a random moment: the next one made the same tables and triggers"
    )


def notes_in(folder: Path, notes: int) -> Path:
    folder.mkdir()
    for number in range(notes):
        well = "The pilot ended. " * 30
        words = f"# Fewer phones {number}\n\n## What went well\n\n{well}\n\n## Next\n\nTablets {number}.\n"
        (folder / f"2019-{1 + number // 28:02}-{1 + number % 28:02}-note.md").write_text(words)
    return folder


@pytest.mark.in_full
def test_an_import_killed_in_its_midst_leaves_whole_notes_and_the_rest_comes_with_the_next(
    service, tmp_path, campaign, proof
):
    kills, notes = campaign(1, 12), campaign(20, 60)
    running = service()
    running.prepare(1)
    folder = notes_in(tmp_path / "notes", notes)
    asked = ("import_weeknotes", str(folder), "--author", "writer0.surname0@council.example")
    seen = [0]
    for number in range(kills):
        more = notes * (number + 1) // (kills + 1)
        assert killed_once(
            running, "SELECT count(*) FROM weeknotes_weeknote", lambda count, more=more: count >= more, *asked
        )
        assert_whole(running)
        there, told = json.loads(running.run("-c", COUNTS).splitlines()[-1])
        assert there == told < notes, "a note without its import, or all there before the kill"
        assert there > seen[-1], "an import that begins anew and never comes further"
        seen.append(there)
    running.run("manage.py", *asked)
    last = running.run("-c", COUNTS).splitlines()[-1]
    assert last == f"[{notes}, {notes}]", (last, seen)
    assert_whole(running)
    left = ", ".join(map(str, seen[1:]))
    proof(f"an import of {notes} notes killed {kills} times in its midst: whole each time ({left}), all at the end")


DELETED = """
import django; django.setup()
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from hackit import indexing
from meetings.models import Action
with transaction.atomic(), indexing.at_the_end():
    for number in range(COUNT):
        action = Action(text=f"Plan zqgoneqz {number}", audience="staff")
        action.save_as(by=None, verb="recorded")
        action.add_update(f"Said zqgoneqz {number}", by=None, on=timezone.localdate())
        action.delete_softly(by=None)
Action._base_manager.update(deleted_at=timezone.now() - timedelta(days=31))
"""
LEFT = """
import django, json; django.setup()
from hackit.models import Erasure, EventValue
from meetings.models import Action, ActionUpdate
rows = set(Action._base_manager.values_list("ref", flat=True))
said = set(ActionUpdate._base_manager.values_list("action__ref", flat=True))
told = EventValue.objects.filter(new__contains="zqgoneqz", event__record_type="meetings.action")
told = set(told.values_list("event__record_ref", flat=True))
print(json.dumps([len(rows), rows == said == told, Erasure.objects.filter(is_open=True).count()]))
"""


@pytest.mark.in_full
def test_a_purge_killed_in_its_midst_leaves_each_record_whole_or_gone_and_the_next_night_goes_on(
    service, campaign, proof
):
    kills, records = campaign(1, 2), 300
    running = service()
    running.prepare(1)
    running.run("-c", DELETED.replace("COUNT", str(records)))
    seen = []
    for _ in range(kills):
        fewer = min([*seen, records]) - 50
        statement = "SELECT count(*) FROM meetings_action"
        assert killed_once(running, statement, lambda count, fewer=fewer: count < fewer, "clear_old")
        left, is_whole, is_open = json.loads(running.run("-c", LEFT).splitlines()[-1])
        assert (is_whole, is_open) == (True, 0), seen
        seen.append(left)
    assert_whole(running)
    running.run("manage.py", "clear_old")
    assert running.run("-c", LEFT).splitlines()[-1] == "[0, true, 0]"
    assert_whole(running)
    proof(f"a purge of {records} records killed {kills} times: whole each time, left were {seen}, none at the end")

"""Files that were spoiled on their way, brought in as a browser brings them in: all of it comes, or nothing does.

Made up by hypothesis from good ones of every kind: spreadsheets of budget lines, recommendations, actions and topics,
weeknotes in every form, calendars, images.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hackit.models import ImportedItem, Topic
from meetings.models import Action, BudgetLine, Recommendation
from tests.campaigns import spoiling
from tests.campaigns.bounds import Bounds, Writes
from tests.hackit.test_bad_input import (
    REFUSED_OR_SHOWN,
    SENT_ON,
    WORDS_KEPT,
    FormReader,
    client,
    db,
    session,
    snapshot,
    tables_changed,
    world,
)
from tests.hackit.test_topics_csv import FILE as TOPICS
from tests.meetings.actions.test_action_import import SHEET as ACTIONS
from tests.meetings.audit import test_import as audit
from tests.meetings.money import sheets as money
from tests.test_walk import World
from tests.weeknotes.bringing_in.sources import zip_of_notes
from tests.weeknotes.importing import exports, notes
from tests.weeknotes.pictures import moving, picture
from weeknotes.models import Weeknote

__all__ = ["client", "db", "session", "world"]  # the fixtures: one world for all files

pytestmark = pytest.mark.campaign

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//
BEGIN:VEVENT
UID:1
DTSTART:{day}T090000Z
DTEND:{day}T100000Z
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Board
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;TZID=Europe/London:{day}T140000
SUMMARY:Phones\\, and more
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
FEED = exports.rss(
    exports.rss_item("Weeknote w/c 3 June 2019", "<p>Words of it.</p>"),
    exports.rss_item("w/c 10 June 2019", "<p>Words</p>", path="/b/"),
)
BLOG = exports.wordpress(
    exports.Post("Weeknote w/c 3 June 2019", exports.BLOCKS),
    exports.Post("Weeknote w/c 10 June 2019", exports.CLASSIC, 2, excerpt="Words"),
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What is brought in: where, good files of it by name, in which field, what goes with it, what may spoil it."""

    address: Callable[[World], str]
    files: dict[str, bytes]
    spoils: tuple[spoiling.Spoil, ...]
    file: str = "file"
    beside: dict[str, str] = field(default_factory=dict)
    makes: Any = None  # what each row becomes
    press: str = "save"


SHEET = {"forum": "dmt", "audience": "members"}


def at(address: str) -> Callable[[World], str]:
    return lambda world: address


KINDS = {
    "budget lines": Kind(at(money.ADDRESS), {"a.csv": money.sheet(*money.ROWS).encode()}, spoiling.TABLES,
    beside=SHEET, makes=BudgetLine),
    "recommendations": Kind(
        at(audit.ADDRESS), {"a.csv": audit.sheet(*audit.ROWS).encode()}, spoiling.TABLES, beside=SHEET,
        makes=Recommendation
    ),
    "actions": Kind(at("/actions/import/"), {"a.csv": ACTIONS.encode()}, spoiling.TABLES, beside=SHEET, makes=Action),
    "topics": Kind(at("/topics/all/bring-in/"), {"a.csv": TOPICS.encode()}, spoiling.TABLES, makes=Topic),
    "weeknotes as words": Kind(
        at("/weeknotes/import/"),
        {"a.md": notes.MARKDOWN.encode(), "b.txt": notes.WORD.encode(), "c.md": notes.FOOTNOTED.encode()},
        spoiling.XML, file="files", makes=Weeknote, press="bring",
    ),
    "weeknotes as an export": Kind(
        at("/weeknotes/import/"),
        {"a.xml": BLOG, "b.xml": FEED, "c.html": b"<html><title>w/c 3 June 2019</title><p>Words</p></html>"},
        spoiling.XML, file="files", makes=Weeknote, press="bring",
    ),
    "weeknotes in a zip": Kind(at("/weeknotes/import/"), {"a.zip": zip_of_notes(3)}, spoiling.ZIP, file="files",
    makes=Weeknote, press="bring"),
    "calendars": Kind(lambda world: f"/weeknotes/{world.note.ref}/diary/", {"a.ics": b""}, spoiling.CALENDAR),
    "images": Kind(
        lambda world: f"/weeknotes/{world.note.ref}/images/",
        {"a.png": picture(), "b.jpg": picture("JPEG"), "c.gif": moving(), "d.webp": picture("WEBP")},
        spoiling.PICTURE, file="image-file", beside={"image-alt": "A desk"},
    ),
}  # fmt: skip


def spoiled(kind: Kind, seed: int, world: World) -> tuple[str, bytes]:
    """A file of that kind with one to three things wrong with it."""
    dice = random.Random(seed)
    name = dice.choice(list(kind.files))
    data = kind.files[name] or CALENDAR.format(day=f"{world.note.week:%Y%m%d}").encode()
    if dice.random() < 0.07:
        return name, spoiling.of_another_kind(dice)
    for _time in range(dice.choice((1, 1, 2, 3))):
        data = dice.choice(kind.spoils)(data, dice)
    return dice.choice((name, name, name, f"../{name}", name[:1], f"{name}.exe")), data


def go_through(site: Client, kind: Kind, address: str, name: str, data: bytes) -> list[Any]:
    """What a browser does: send the file, then press the button of the page that comes, until it is brought in."""
    answers = [site.post(address, {kind.file: SimpleUploadedFile(name, data), **kind.beside})]
    for _step in range(4):
        last = answers[-1]
        if last.status_code in SENT_ON:
            if kind.file == "files" and "/weeknotes/import/" not in last.url:
                break
            answers.append(site.get(last.url))
            continue
        forms = forms_in(last)
        # A refused file shows the first page again: there is nothing to press
        if last.status_code != 200 or not forms or "/runs/" in last.request["PATH_INFO"] or kind.file == "image-file":
            break
        to, fields = max(forms, key=lambda form: len(form[1]))
        sent = {key: value for key, (value, what) in fields.items() if what != "file"}
        answers.append(site.post(to or last.request["PATH_INFO"], {**sent, "do": kind.press}))
        if answers[-1].status_code in SENT_ON and kind.file == "file":
            break
    return answers


def forms_in(answer: Any) -> list[Any]:
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return []
    reader = FormReader()
    reader.feed(answer.content.decode())
    return [form for form in reader.forms if "/accounts/" not in form[0]]


def test_a_malformed_file_comes_in_whole_or_not_at_all(world, client, campaign, proof):
    before = snapshot()
    held = {kind.makes: kind.makes._base_manager.count() for kind in KINDS.values() if kind.makes}
    listed = ImportedItem.objects.count()
    bounds, many, ends = Bounds(), campaign(27, 600), {"refused": 0, "looked at": 0, "brought in": 0}
    names = list(KINDS)

    @hypothesis_settings(
        max_examples=many, derandomize=True, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.sampled_from(names), st.integers(0, 2**32))
    def sent(what: str, seed: int) -> None:
        kind = KINDS[what]
        address = kind.address(world)
        name, data = spoiled(kind, seed, world)
        told = f"{what}: {name}, seed {seed}, {data[:80]!r}"
        writes = Writes()
        with transaction.atomic(), connection.execute_wrapper(writes):
            with bounds.kept(told):
                answers = go_through(client, kind, address, name, data)
            statuses = [one.status_code for one in answers]
            changed = tables_changed(before) if writes.any else []
            made = kind.makes._base_manager.count() - held[kind.makes] if kind.makes else 0
            new = ImportedItem.objects.count() - listed
            transaction.set_rollback(True)
        assert all(status in (*REFUSED_OR_SHOWN, *SENT_ON) for status in statuses), f"{statuses} for {told}"
        assert made <= new or what == "topics", f"{told}: {made} made, and {new} of them can be taken back"
        was_kept = any(status in SENT_ON for status in statuses)
        ends["brought in" if was_kept else "refused" if statuses[-1] >= 400 else "looked at"] += 1
        if not was_kept and what != "images":
            assert not set(changed) - {name for names in WORDS_KEPT.values() for name in names}, (
                f"{told}, yet it changed {changed}"
            )
        elif not was_kept:
            assert statuses[-1] < 400 or not changed, f"{told}, yet it changed {changed}"

    sent()
    assert min(ends["refused"], ends["brought in"]) > many // 10, ends
    proof(
        f"{many:,} malformed files of {len(KINDS)} kinds: {ends['refused']} refused, {ends['looked at']} shown with "
        f"nothing to keep, {ends['brought in']} taken whole; 0 answered 5xx, 0 half written, {bounds}"
    )

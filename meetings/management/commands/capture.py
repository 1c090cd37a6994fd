"""`manage.py capture FILE`: read notes as the line does, and save them under a meeting or only say what they become."""

from __future__ import annotations

import json
import sys
import uuid
from argparse import ArgumentParser
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from hackit.models import Membership, Person
from hackit.shortcuts import today
from meetings.capture import PRESENT, KnownGroup, KnownPerson, Recognised, as_json, read_date, say_back
from meetings.models import AgendaItem, Attendance, ItemKind, Meeting
from meetings.room.known import Known, known_for
from meetings.room.line_writes import LONGEST, type_line

MOST_BYTES = 2_000_000


class Command(BaseCommand):
    """Notes typed elsewhere, line by line. The same file again under the same meeting makes nothing twice."""

    help = "Read notes line by line: what would become an action, a decision, a note; with --meeting they are saved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a text file, or - for what is typed in")
        parser.add_argument("--meeting", metavar="REF", help="the meeting under which the lines are saved")
        parser.add_argument("--item", metavar="REF", help="the agenda item (else the first open one)")
        parser.add_argument("--author", metavar="EMAIL", help="who typed them (else the meeting's secretary or chair)")
        parser.add_argument("--on", metavar="DATE", help="the day it was said, like 2019-06-04 (else the meeting's)")
        parser.add_argument("--people", metavar="NAMES", default="", help='those present, like "Cate Moss, Henry Ade"')
        parser.add_argument("--next-meeting", metavar="DATE", help="when the group meets next, if no meeting is named")
        parser.add_argument("--dry-run", action="store_true", help="save nothing; needs no meeting")
        parser.add_argument("--json", action="store_true", help="print one JSON object a recognised thing")

    def handle(self, *args: Any, **options: Any) -> None:
        text = read_text(options["file"])
        meeting = found_meeting(options["meeting"]) if options["meeting"] else None
        if meeting is None and not options["dry_run"]:
            raise CommandError("Say under which meeting to save (--meeting REF), or use --dry-run.")
        on = read_day(options["on"]) or (meeting.date if meeting else today())
        names = [name.strip() for name in options["people"].split(",") if name.strip()]
        item = found_item(meeting, options["item"]) if meeting else None
        author = found_author(meeting, options["author"], on=on) if meeting else None
        known = found_known(names, author=author, item=item, on=on)
        if options["next_meeting"] and known.default_group is None:
            known = replace(known, default_group=KnownGroup("", "", (), read_day(options["next_meeting"])))
        if not options["dry_run"] and item is not None and author is not None:
            note_present(item.meeting, names)
            saved = save(text, item, author, on=on)
            if not options["json"]:
                self.stdout.write(f"{saved} lines saved under {item.title}, {item.meeting.label()}.")
        self.say(known.read(text), known, on=on, as_objects=options["json"])

    def say(self, things: list[Recognised], known: Known, *, on: date, as_objects: bool) -> None:
        """One thing a line, as JSON or in words."""
        called = {person.key: person.name for person in known.people}
        about = {"people": known.people, "groups": known.groups, "open_actions": known.open_actions}
        for thing in things:
            if as_objects:
                self.stdout.write(json.dumps(as_json(thing, names=called), ensure_ascii=False))
            else:
                self.stdout.write(f"{thing.line}: {thing.raw.strip()[:100]}\n    {say_back(thing, on=on, **about)}")


def read_text(name: str) -> str:
    """The words of the file. Raises CommandError where there are none to read."""
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise CommandError(f"{name} is too large for notes ({len(data):,} bytes).")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise CommandError(f"{name} is not a text file.")
    return text


def read_day(words: str | None) -> date | None:
    """The day meant by --on. Raises CommandError for words that are no day."""
    if not words:
        return None
    found = read_date(words, on=today()).date
    if found is None:
        raise CommandError(f"“{words}” is no day. Write it like 2019-06-04.")
    return found


def found_meeting(ref: str) -> Meeting:
    meeting = Meeting.objects.live().select_related("forum").filter(ref=ref).first()
    if meeting is None:
        raise CommandError(f"There is no meeting {ref}.")
    return meeting


def found_item(meeting: Meeting, ref: str | None) -> AgendaItem:
    """The item to type under: the one named, else the first that is open."""
    items = AgendaItem.objects.live().filter(meeting=meeting)
    rows = items.filter(ref=ref) if ref else items.filter(state=AgendaItem.State.OPEN)
    item = rows.order_by("position", "pk").first()
    if item is None:
        raise CommandError(f"{meeting.label()} has no such agenda item to type under.")
    item.meeting = meeting
    return item


def found_author(meeting: Meeting, email: str | None, *, on: date) -> Person:
    """Who typed: the one named, else the group's secretary, chair, or first member."""
    members = Membership.objects.active(on=on).filter(forum_id=meeting.forum_id).select_related("person")
    if email:
        members = members.filter(person__user__email__iexact=email)
    by_part = {part: number for number, part in enumerate(("secretary", "chair", "member"))}
    found = sorted(members, key=lambda row: (by_part[row.role], row.pk))
    if not found:
        raise CommandError(f"Nobody in {meeting.forum.name} could have typed this; name a member with --author.")
    return found[0].person


def found_known(names: list[str], *, author: Person | None, item: AgendaItem | None, on: date) -> Known:
    """What is known: the meeting's people and things, or only the names given and the groups there are.

    Names given beside a meeting are those present. Without a database only the names given are known.
    """
    if item is not None:
        known = known_for(author, item=item, on=on)
        folded = {name.casefold() for name in names}
        here = tuple(replace(p, circle=PRESENT) if p.name.casefold() in folded else p for p in known.people)
        return replace(known, people=here)
    given = tuple(KnownPerson(name, name) for name in names)
    try:
        known = known_for(None, item=None, on=on)
    except DatabaseError:
        return Known(on, None, given, (), (), (), [], (), None, ItemKind.GENERAL, {})
    return replace(known, people=given) if names else known


def note_present(meeting: Meeting, names: list[str]) -> None:
    """Write down who was there, of those that are known by that name and of whom nothing is noted yet."""
    for person in Person.objects.named():
        if person.name.casefold() in {name.casefold() for name in names}:
            Attendance.objects.get_or_create(meeting=meeting, person=person)


def save(text: str, item: AgendaItem, author: Person, *, on: date) -> int:
    """Save each line that is not blank, in order. Its reference is made of meeting, place and words."""
    count = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        for part in range(0, len(raw), LONGEST) if raw.strip() else ():
            words = raw[part : part + LONGEST]
            if words.strip():
                ref = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{item.meeting.ref}:{number}:{part}:{words}"))
                count += type_line(words, author=author, item=item, ref=ref, on=on).is_new
    return count

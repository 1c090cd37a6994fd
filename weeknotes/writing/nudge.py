"""The weekly mail's word to an author whose week has no published note yet, for those who asked for it.

It tells the week and what is there for it already, in numbers: no words of a record, no count of weeks missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from hackit.audience import Viewer
from hackit.dates import british_day, monday_of
from hackit.mail.digest import Part, wishes_of
from hackit.models import Person
from weeknotes.models import Weeknote
from weeknotes.writing.offered import there_for
from weeknotes.writing.typed import text_for
from weeknotes.writing.weeks import MOST_WEEKS

NEARLY_OVER = 3
"""From the Thursday on a mail speaks of its own week, before that of the one that has ended."""


def week_to_tell_of(on: date) -> date:
    """The Monday of the week that a mail of that day speaks of."""
    return monday_of(on - timedelta(days=NEARLY_OVER))


def find(people: Sequence[Person], on: date) -> Mapping[int, str]:
    """Who of these people asked, may write and has published nothing for the week. One query beside the wishes."""
    asked = [person for person in people if wishes_of(person).weeknote and _may_write(person)]
    if not asked:
        return {}
    monday = week_to_tell_of(on)
    have = _authors_of(monday, asked)
    return {person.pk: headline(monday) for person in asked if person.pk not in have}


def write(person: Person, on: date) -> Part | None:
    """The part for one author, from what they may see; None where the note is out by now, or none is wanted."""
    if not find([person], on):
        return None
    monday = week_to_tell_of(on)
    draft = next((note for note in _notes_of(monday, [person]).unpublished().with_last_revision()), None)
    there = str(there_for([monday], person, person.user)[monday])
    told = [there] if there else []
    if draft:
        told.append(f"your draft from {_day(draft, person, on)}")
    context = {
        "week": f"w/c {monday.day} {monday:%B}",
        "told": ", ".join(told),
        "monday": monday.isoformat(),
        "address": draft.get_edit_url() if draft else "",
    }
    return Part("weeknotes/mail/_nudge", context, headline(monday))


def headline(monday: date) -> str:
    """ "weeknote w/c 3 June"."""
    return f"weeknote w/c {monday.day} {monday:%B}"


def _may_write(person: Person) -> bool:
    user = person.user
    return user is not None and user.is_active and Viewer(role=user.role).may_write


def _notes_of(monday: date, people: Iterable[Person]):
    """The notes of these authors that tell of that week, alone or among others: the newest first."""
    near = Weeknote.objects.live().filter(week__range=(monday - timedelta(weeks=MOST_WEEKS), monday))
    rows = near.filter(author_links__person__in=people).order_by("-week", "-pk").distinct()
    weeks = [
        pk for pk, week, covered in rows.values_list("pk", "week", "weeks_covered")
        if week + timedelta(weeks=covered) > monday
    ]  # fmt: skip
    return Weeknote.objects.filter(pk__in=weeks).order_by("-week", "-pk")


def _authors_of(monday: date, people: Sequence[Person]) -> set[int]:
    """Which of these people have a published note of that week."""
    notes = Weeknote.objects.live().exclude(published_at=None)
    near = notes.filter(week__range=(monday - timedelta(weeks=MOST_WEEKS), monday), author_links__person__in=people)
    rows = near.values_list("author_links__person", "week", "weeks_covered")
    return {pk for pk, week, covered in rows if week + timedelta(weeks=covered) > monday}


def _day(draft: Weeknote, person: Person, on: date) -> str:
    """When the author last typed in it: "today", "Tuesday" of the last days, else the date."""
    kept = max(filter(None, [text_for(draft, person).kept_at, draft.revised_at]), default=draft.created_at)
    day = timezone.localtime(kept).date()
    if day == on:
        return "today"
    return f"{day:%A}" if timedelta(0) <= on - day < timedelta(days=7) else british_day(day, year=False)

"""What there is for each of the weeks that can be chosen, told before a note is begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hackit.dates import monday_of
from hackit.mail.digest import counted
from hackit.models import Person
from weeknotes.models import Weeknote
from weeknotes.writing.drafting import week_of
from weeknotes.writing.weeks import MOST_WEEKS


@dataclass
class There:
    """How much there is for a week, as its author may see it."""

    points: int = 0
    jottings: int = 0
    closed: int = 0
    decisions: int = 0

    def __str__(self) -> str:
        """ "3 points, 12 jottings, 1 action closed, 2 decisions"; "" for a quiet week."""
        pairs = [
            (self.points, "point"), (self.jottings, "jotting"), (self.closed, "action"), (self.decisions, "decision")
        ]  # fmt: skip
        words = [(n, one if n == 1 else f"{one}s") for n, one in pairs]
        words[2] = (self.closed, f"{words[2][1]} closed")
        return counted(words)


def there_for(mondays: Iterable[date], author: Person, user) -> dict[date, There]:
    """What there is for each of these weeks, in as many queries as for one."""
    found = {monday: There() for monday in mondays}
    if not found:
        return found
    everything = week_of(min(found), max(found) + timedelta(days=6), author, user)
    for point in everything.points:
        if point.on and (week := found.get(monday_of(point.on))):
            week.points += 1
    for jotting in everything.jottings:
        if week := found.get(monday_of(jotting.date)):
            week.jottings += 1
    for thing in everything.happened:
        if week := found.get(monday_of(thing.on)):
            if thing.kind == "decision":
                week.decisions += 1
            else:
                week.closed += 1
    return found


def draft_of_week(person: Person, on: date) -> Weeknote | None:
    """The note that this person writes and that tells of the week of this day; of several the newest."""
    desk = Weeknote.objects.on_the_desk_of(person).filter(deleted_at=None, week__lte=on)
    return next((note for note in desk.filter(week__gt=on - timedelta(weeks=MOST_WEEKS)) if note.ends_on >= on), None)


def drafts_for(monday: date, weeks: int, user) -> list[Weeknote]:
    """The notes of these weeks that are being written and that this user may see, newest first."""
    last = monday + timedelta(weeks=weeks - 1)
    rows = Weeknote.objects.visible_to(user).unpublished().prefetch_related("author_links__person")
    near = rows.filter(week__range=(monday - timedelta(weeks=MOST_WEEKS), last)).order_by("-pk")
    return [note for note in near if note.ends_on > monday]

"""Since you were last here: what others typed, decided, took on and changed in a meeting while one was away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils import timezone

from hackit.audience import Viewer
from hackit.history import Event
from hackit.models import Person
from meetings.agenda.presence import AWAY_AFTER
from meetings.models import Action, AgendaItem, Attendance, Decision, Line, Meeting, Presence

NAMED = 5
"""How many of the newest decisions, actions and changes are named; of the rest there is a number."""

MADE = ("typed", "recorded")
"""What history calls the making of a line and of what it says: no change of it."""

LONG_AGO = timedelta(days=30)
"""After that a meeting one was never at is history, and no news."""

BRIEFLY = timedelta(minutes=5)
"""How long after coming back the live page still tells what was missed: then one is in the meeting again."""


@dataclass
class Since:
    """What is news to one person. `start` None: they were never here before."""

    start: datetime | None
    items: list[tuple[AgendaItem, int]] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    changed: list[tuple[str, str]] = field(default_factory=list)
    more_decisions: int = 0
    more_actions: int = 0
    more_changed: int = 0

    @property
    def lines(self) -> int:
        """How many lines were typed."""
        return sum(count for _item, count in self.items)

    @property
    def words(self) -> str:
        """ "9 lines, 2 decisions, 1 action, 3 changes"."""
        counts = [
            (self.lines, "line"), (len(self.decisions) + self.more_decisions, "decision"),
            (len(self.actions) + self.more_actions, "action"), (len(self.changed) + self.more_changed, "change"),
        ]  # fmt: skip
        return ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count)


def unread_span(
    meeting: Meeting, person: Person, presence: Presence | None, *, now: datetime
) -> tuple[datetime | None, datetime] | None:
    """From when to when this person missed what happened in the meeting; None: nothing was missed.

    The rule: whoever had a page of the meeting open has seen what happened up to then (`Presence.unread`; opening
    the record counts as well as opening the live page), and so has who typed a line there, which is all that tells
    of a browser without scripts. Who was noted as here, and had no page open, has heard what was said that day.
    Who was none of these has missed everything, and is told so for 30 days.
    """
    start, until = presence.unread(now=now) if presence else (None, now)
    typed = Line.objects.live().filter(item__meeting=meeting, author=person).aggregate(last=Max("created_at"))["last"]
    if start is None and typed is None and presence is None:
        was_here = meeting.attendance.filter(person=person).exclude(state=Attendance.State.APOLOGIES)
        if was_here.exists():
            midnight = datetime.combine(meeting.date + timedelta(days=1), time(), ZoneInfo(meeting.timezone))
            start = midnight
    start = max(filter(None, [start, typed]), default=None)
    if start is None and timezone.localdate(now) - meeting.date > LONG_AGO:
        return None
    return None if start is not None and start >= until else (start, until)


def news_of(meeting: Meeting, user, presence: Presence | None, *, now: datetime) -> Since | None:
    """What is news to this user on the meeting's record, of what they may see; None if nothing is.

    Who reads and does not write (an auditor) leaves no trace of having read, and so is told nothing as new.
    """
    if not Viewer.of(user).writes_in(meeting.forum_id):
        return None
    person = user.person
    span = unread_span(meeting, person, presence, now=now)
    if span is None:
        return None
    start, until = span
    made = Q(created_at__lte=until) & (Q(created_at__gt=start) if start else Q())
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
    lines = Line.objects.visible_to(user).filter(item__in=items)
    decisions = Decision.objects.visible_to(user).filter(meeting=meeting)
    actions = Action.objects.visible_to(user).filter(meeting=meeting, caveat=None)
    since = Since(start)
    counts = lines.filter(made).exclude(author=person).order_by().values_list("item_id").annotate(count=Count("pk"))
    by_item = dict(counts)
    since.items = [(item, by_item[item.pk]) for item in items.order_by("position", "pk") if item.pk in by_item]
    newest = ("-created_at", "-pk")
    new_decisions = list(decisions.filter(made).exclude(created_by=person).order_by(*newest))
    new_actions = list(actions.filter(made).exclude(created_by=person).select_related("owner").order_by(*newest))
    since.decisions, since.more_decisions = new_decisions[:NAMED], max(0, len(new_decisions) - NAMED)
    since.actions, since.more_actions = new_actions[:NAMED], max(0, len(new_actions) - NAMED)
    if start is not None:
        seen = Q(created_at__lte=start)
        changed = _changed(lines.filter(seen), decisions.filter(seen), actions.filter(seen), user, start, until)
        since.changed, since.more_changed = changed[:NAMED], max(0, len(changed) - NAMED)
    return since if since.words else None


def _changed(lines, decisions, actions, user, start: datetime, until: datetime) -> list[tuple[str, str]]:
    """What was there before and is another now, newest first, as (words, address): each once."""
    refs = Q()
    for rows in (lines, decisions, actions):
        refs |= Q(record_type=rows.model._meta.label_lower, record_ref__in=rows.order_by().values("ref"))
    events = Event.objects.visible_to(user).filter(refs, at__gt=start, at__lte=until).exclude(actor_id=user.person.pk)
    events = events.exclude(verb__in=MADE)
    newest = dict(events.order_by("pk").values_list("record_ref", "pk"))
    outcomes = [*decisions.filter(ref__in=newest), *actions.filter(ref__in=newest)]
    found = [(newest[record.ref], record.text, record.get_absolute_url()) for record in outcomes]
    told = {record.line_id for record in outcomes}  # a line is named by what was made of it, and once
    rest = lines.filter(ref__in=newest).select_related("item__meeting")
    found += [(newest[line.ref], line.text, line.get_absolute_url()) for line in rest if line.pk not in told]
    return [(words, address) for _number, words, address in sorted(found, reverse=True)]


def news_in_the_room(meeting: Meeting, user, presence: Presence | None, *, now: datetime) -> Since | None:
    """The same for the live page, where it stands for the first minutes of a visit only."""
    if presence and now - presence.seen_at <= AWAY_AFTER and now - presence.here_since > BRIEFLY:
        return None
    return news_of(meeting, user, presence, now=now)

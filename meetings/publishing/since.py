"""Since you were last here: what others typed, decided, took on and changed in a meeting while one was away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hackit.audience import Viewer
from hackit.history import Event
from meetings.agenda.presence import AWAY_AFTER
from meetings.models import Action, AgendaItem, Attendance, Decision, Line, Meeting, Presence
from meetings.publishing.reading import ItemRecord

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
    items: list[tuple[AgendaItem | None, int]] = field(default_factory=list)
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
    meeting: Meeting, person_id: int, presence: Presence | None, lines: list[Line], attendance: list[Attendance], *,
    now: datetime,
) -> tuple[datetime | None, datetime] | None:  # fmt: skip
    """From when to when this person missed what happened in the meeting; None: nothing was missed.

    The rule: whoever had a page of the meeting open has seen what happened up to then (`Presence.unread`; opening
    the record counts as well as opening the live page), and so has who typed a line there, which is all that tells
    of a browser without scripts. Who was noted as here, and had no page open, has heard what was said that day.
    Who was none of these has missed everything, and is told so for 30 days.
    """
    start, until = presence.unread(now=now) if presence else (None, now)
    typed = max((line.created_at for line in lines if line.author_id == person_id), default=None)
    if start is None and typed is None and presence is None:
        was_here = any(row.person_id == person_id and row.state != Attendance.State.APOLOGIES for row in attendance)
        if was_here:
            start = datetime.combine(meeting.date + timedelta(days=1), time(), ZoneInfo(meeting.timezone))
    start = max(filter(None, [start, typed]), default=None)
    if start is None and timezone.localdate(now) - meeting.date > LONG_AGO:
        return None
    return None if start is not None and start >= until else (start, until)


def news_of(
    meeting: Meeting, records: list[ItemRecord], user, presence: Presence | None, attendance: list[Attendance], *,
    now: datetime,
) -> Since | None:  # fmt: skip
    """What is news to this user of the meeting's record, as they see it (`records`); None if nothing is.

    Asks one question at most: for changes, of which only those hear who had a page open before. Who reads and
    does not write (an auditor) leaves no trace of having read, and so is told nothing as new.
    """
    if not Viewer.of(user).writes_in(meeting.forum_id):
        return None
    me = user.person.pk
    lines = [line for record in records for line in record.lines]
    decisions = [row for one in records for row in _of(one, one.decisions, "shown_decisions")]
    actions = [row for one in records for row in _of(one, one.actions, "shown_actions")]
    span = unread_span(meeting, me, presence, lines, attendance, now=now)
    if span is None:
        return None
    start, until = span
    since = Since(start)
    for record in records:
        typed = [line for line in record.lines if line.author_id != me and _made_in(line, start, until)]
        since.items += [(record.item, len(typed))] if typed else []
    for rows, name in ((decisions, "decisions"), (actions, "actions")):
        made = [row for row in rows if row.created_by_id != me and _made_in(row, start, until)]
        made.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
        setattr(since, name, made[:NAMED])
        setattr(since, f"more_{name}", max(0, len(made) - NAMED))
    if start is not None and presence is not None:
        seen = [row for row in (*decisions, *actions, *lines) if row.created_at <= start]
        changed = _changed(seen, meeting, user, start, until)
        since.changed, since.more_changed = changed[:NAMED], max(0, len(changed) - NAMED)
    return since if since.words else None


def may_be_news(meeting: Meeting, presence: Presence | None, *, now: datetime) -> bool:
    """Whether the live page has to ask what is news: in the first minutes of a visit, where there is anything."""
    if presence is None or now - presence.seen_at > AWAY_AFTER:
        return meeting.change_no > 0
    start, until = presence.unread(now=now)
    return now - presence.here_since <= BRIEFLY and meeting.change_no > 0 and (start is None or start < until)


def _of(record: ItemRecord, loose: list, name: str) -> list:
    return [*loose, *(row for line in record.lines for row in getattr(line, name))]


def _made_in(row: Line | Decision | Action, start: datetime | None, until: datetime) -> bool:
    return row.created_at <= until and (start is None or row.created_at > start)


def _changed(
    seen: list[Line | Decision | Action], meeting: Meeting, user, start: datetime, until: datetime
) -> list[tuple[str, str]]:  # fmt: skip
    """What was there before and is another now, newest first, as (words, address): each once."""
    if not seen:
        return []
    by_ref = {(row._meta.label_lower, row.ref): row for row in seen}
    events = Event.objects.visible_to(user).filter(
        record_type__in={kind for kind, _ref in by_ref}, record_ref__in=[ref for _kind, ref in by_ref],
        at__gt=start, at__lte=until,
    )  # fmt: skip
    events = events.exclude(actor_id=user.person.pk).exclude(verb__in=MADE).order_by("-pk")
    newest = dict.fromkeys(pair for pair in events.values_list("record_type", "record_ref") if pair in by_ref)
    rows = [by_ref[pair] for pair in newest]
    told = {row.line_id for row in rows if not isinstance(row, Line)}  # a line is named by what was made of it
    address = meeting.get_absolute_url()
    return [
        (row.text, f"{address}#line-{row.ref}" if isinstance(row, Line) else row.get_absolute_url())
        for row in rows
        if not (isinstance(row, Line) and row.pk in told)
    ]

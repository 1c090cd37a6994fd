"""Holds the sample's meetings: every line is typed, every outcome made, by calling what the pages call."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hackit.models import Person
from hackit.sample_ground import Sample
from meetings.agenda import writes as agenda
from meetings.models import AgendaItem, Line, Meeting, Paper
from meetings.room.line_writes import type_line
from meetings.sample import asking_writes, audit_writes, money_writes, reading
from meetings.sample.after_writes import steps
from meetings.sample.closing_writes import close, write_point
from meetings.sample.figure_writes import keep_figures
from meetings.sample.plan_writes import NEXT_DMT, SECRETARY, plan_everything, write_next_agenda


def write_meetings(sample: Sample) -> None:
    """Two groups, three months of meetings and what came of them, a fortnight of jottings, the next agenda."""
    told = reading.meetings()
    planned = plan_everything(sample, told)
    to_do = steps(sample, money_writes.told(), audit_writes.told(), asking_writes.told())
    for meeting in told:
        day = sample.day(meeting.day)
        while to_do and to_do[0].on < day:
            to_do.pop(0).do()
        hold(sample, planned[meeting.group, day], meeting)
    for step in to_do:
        step.do()
    jot(sample)
    write_next_agenda(sample, planned["DMT", sample.day(NEXT_DMT)])


def hold(sample: Sample, meeting: Meeting, told: reading.SampleMeeting) -> None:
    """Go through a meeting's items as told, and close it as it was closed."""
    secretary = sample.people[SECRETARY]
    moment = sample.at(meeting.date, meeting.start_time.hour if meeting.start_time else 10)
    for item_told in told.items:
        item = _item(sample, meeting, item_told)
        for author, text in item_told.lines:
            moment += timedelta(minutes=2)
            who = sample.people[author or SECRETARY]
            keep_figures(sample, _type(sample, text, author=who, item=item, on=meeting.date, at=moment))
        item = AgendaItem.objects.get(pk=item.pk)
        item.mark(item_told.fields["state"], by=secretary)
        if item_told.point:
            write_point(item, item_told.point_title, item_told.point.strip(), by=sample.people["Helen Marsh"])
    held = Meeting.objects.get(pk=meeting.pk)
    close(sample, held, ends=told.ends, summary=told.summary, by=secretary)


def _item(sample: Sample, meeting: Meeting, told: reading.SampleItem) -> AgendaItem:
    """The agenda item of that title, or of the standing item that the title begins with, else a new one."""
    secretary, fields = sample.people[SECRETARY], told.fields
    rows = list(meeting.items.live())
    item = next((row for row in rows if row.title == told.title), None)
    if item is None:
        item = next((row for row in rows if row.standing_item and told.title.startswith(f"{row.title}:")), None)
    if item is None:
        item = AgendaItem(meeting=meeting, audience=meeting.forum.outcome_audience)
        item.title = told.title
        agenda.add_item(item, by=secretary)
    item.title, item.lead = told.title, sample.people.get(fields.get("lead", ""))
    agenda.save_item(item, by=secretary, topics=sample.topics_named(fields.get("topics", "")))
    if "paper" in fields:
        title, url = fields["paper"].split(" | ")
        Paper.objects.create(item=item, title=title, url=url)
    if "guest" in fields:
        agenda.add_guest(meeting, sample.people[fields["guest"]], item=item, representing="", by=secretary)
    return item


def jot(sample: Sample) -> None:
    """What four people typed in their own days over the last fortnight, and today."""
    counts: dict[tuple[str, date], int] = {}
    for author, days_ago, text in reading.jottings():
        day = working_day(sample.on, days_ago)
        counts[author, day] = counts.get((author, day), 0) + 1
        moment = sample.at(day, 8, 7 * counts[author, day])
        _type(sample, text, author=sample.people[author], item=None, on=day, at=moment)


def working_day(on: date, ago: int) -> date:
    """The day itself, or so many days from Monday to Friday before it."""
    day = on
    while ago:
        day -= timedelta(days=1)
        ago -= day.weekday() < 5
    return day


def _type(sample: Sample, text: str, *, author: Person, item: AgendaItem | None, on: date, at: datetime) -> Line:
    """Type a line as on that day, and let it and what it made bear the time at which it was typed."""
    line = type_line(sample.fill(text, on=on), author=author, item=item, ref="", on=on).line
    # Nothing that can be found or seen hangs on the moment, so the index need not be told.
    Line.objects.filter(pk=line.pk).update(created_at=at)
    line.actions.update(created_at=at)
    line.decisions.update(created_at=at)
    line.coming_up.update(created_at=at)
    return line

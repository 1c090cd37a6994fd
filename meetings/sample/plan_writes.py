"""The sample's groups, all their meetings, and the agenda of the next one."""

from __future__ import annotations

from datetime import date, time

from hackit.models import Forum, Person
from hackit.sample_ground import Sample
from meetings.agenda import setup
from meetings.agenda import writes as agenda
from meetings.models import AgendaItem, ItemKind, Meeting
from meetings.sample.reading import SampleMeeting

SECRETARY = "Priya Nair"
DMT_PEOPLE = "Helen Marsh (chair), Daniel Okafor, Grace Li, Yusuf Demir, Tomasz Zielinski"
HMT_PEOPLE = "Joan Petrie (chair), Leonie Grant, Ravi Sethi, Helen Marsh"
NEXT_DMT, CANCELLED_DMT, NEXT_HMT = 7, -14, 8

Planned = dict[tuple[str, date], Meeting]


def plan_everything(sample: Sample, told: list[SampleMeeting]) -> Planned:
    """The groups and all their meetings by name and day: what is said by "next DMT" has a date from the start."""
    days: dict[str, list[int]] = {"DMT": [CANCELLED_DMT, NEXT_DMT], "HMT": [NEXT_HMT]}
    for meeting in told:
        days[meeting.group].append(meeting.day)
    secretary = sample.people[SECRETARY]
    since = sample.day(min(days["DMT"]) - 7)
    hmt = setup.set_up_forum(
        name="HMT", full_name="Heads’ management team, the board", by=secretary, on=since, weekday=1,
        start_time=time(14), location="The Old Library", people=HMT_PEOPLE, standing=("finance", "actions"),
        first_date=sample.day(min(days["HMT"])),
    )  # fmt: skip
    dmt = setup.set_up_forum(
        name="DMT", full_name="Divisional management team", by=secretary, on=since, weekday=0, start_time=time(10),
        location="Room 4", people=DMT_PEOPLE, standing=tuple(setup.STANDING), reports_to=hmt.forum,
        first_date=sample.day(min(days["DMT"])),
    )  # fmt: skip
    planned: Planned = {}
    for made in (dmt, hmt):
        _actions_first(made.forum, by=secretary)
        for offset in days[made.forum.name]:
            day = sample.day(offset)
            if made.meeting is not None and made.meeting.date == day:
                planned[made.forum.name, day] = made.meeting
            else:
                planned[made.forum.name, day] = _plan(made.forum, day, by=secretary)
    agenda.cancel_meeting(planned["DMT", sample.day(CANCELLED_DMT)], by=secretary)
    return planned


def _plan(forum: Forum, day: date, *, by: Person) -> Meeting:
    return setup.plan_meeting(forum, on=day, start_time=forum.start_time, location=forum.location, by=by)


def _actions_first(forum: Forum, *, by: Person) -> None:
    """After its first meeting a group begins with what it promised."""
    standing = forum.standing_items.get(kind=ItemKind.ACTIONS)
    for _place in range(standing.position):
        agenda.move_standing_item(standing, up=True, by=by)


def write_next_agenda(sample: Sample, meeting: Meeting) -> None:
    """What the next meeting will go through: what there was no time for, two things new, and a suggestion."""
    secretary = sample.people[SECRETARY]
    missed = AgendaItem.objects.filter(state=AgendaItem.State.RAN_OUT, meeting__date=sample.monday).get()
    agenda.take_up(missed, meeting, by=secretary)
    news = (
        ("What the area offices told us", "Yusuf Demir", 15, "Decide which office comes first", "Area offices"),
        ("Three costed options for shared desks", "Grace Li", 20, "Choose one to take to HMT", "Shared desks"),
    )
    for title, lead, minutes, purpose, topics in news:
        item = AgendaItem(
            meeting=meeting, title=title, lead=sample.people[lead], minutes=minutes, purpose=purpose,
            audience=meeting.forum.outcome_audience,
        )  # fmt: skip
        agenda.add_item(item, by=secretary, topics=sample.topics_named(topics))
    suggested = AgendaItem(
        meeting=meeting, title="A spare phone for every reception", state=AgendaItem.State.PROPOSED, minutes=5,
        purpose="Reception is where people go when theirs has just died", audience=meeting.forum.outcome_audience,
    )  # fmt: skip
    agenda.add_item(
        suggested, by=sample.people["Sam Whitfield"], topics=sample.topics_named("Mobile phones"), verb="proposed"
    )

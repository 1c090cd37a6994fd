"""Records for tests: made by the same functions as the site makes them. Names are invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction

from hackit.audience import Audience
from hackit.models import Forum, Membership, Person, Role, Topic, User
from meetings.models import (
    Action,
    AgendaItem,
    BudgetLine,
    ComingUp,
    Decision,
    Enquiry,
    Figure,
    FigureSaid,
    Line,
    Meeting,
    Position,
    Proposal,
    Recommendation,
    Review,
)
from meetings.proposals.models import YearRow
from meetings.proposals.order_writes import put_in_order

TUESDAY = date(2019, 6, 4)


def make_user(name: str = "Sam Whitfield", role: str = Role.STAFF, **extra) -> User:
    """A login with its Person; the e-mail address is made from the name."""
    email = name.lower().replace(" ", ".").replace("’", "") + "@council.example"
    return User.objects.create_user(email, "a long enough passphrase", name=name, role=role, **extra)


def make_person(name: str, *aliases: str, **extra) -> Person:
    """Somebody who is named in the records and has no login."""
    person = Person.objects.create(name=name, **extra)
    for alias in aliases:
        person.aliases.create(text=alias)
    return person


def make_forum(name: str = "DMT", **extra) -> Forum:
    return Forum.objects.create(name=name, **extra)


def join(forum: Forum, who: User | Person, part: str = Membership.Part.MEMBER) -> Membership:
    """Make somebody part of a group from the beginning of time."""
    person = who.person if isinstance(who, User) else who
    if isinstance(who, User):
        who.__dict__.pop("_viewer", None)
    return Membership.objects.create(person=person, forum=forum, role=part)


def make_topic(name: str = "Mobile phones", *aliases: str, **extra) -> Topic:
    topic = Topic.objects.create(name=name, **extra)
    topic.set_aliases(list(aliases))
    return topic


def make_meeting(forum: Forum, on: date = TUESDAY, **extra) -> Meeting:
    meeting = Meeting(forum=forum, date=on, start_time=extra.pop("start_time", time(10)), **extra)
    meeting.save_as(by=None, verb="planned")
    return meeting


def make_item(meeting: Meeting, title: str = "Mobile phones", **extra) -> AgendaItem:
    topics = extra.pop("topics", [])
    item = AgendaItem(
        meeting=meeting,
        forum=meeting.forum,
        title=title,
        audience=extra.pop("audience", Audience.STAFF),
        **extra,
    )
    item.save_as(by=None, verb="added")
    if topics:
        item.set_topics(topics)
    return item


def make_line(item: AgendaItem | None, text: str, author: Person, **extra) -> Line:
    line = Line(
        item=item, forum=item.forum if item else None, author=author, text=text,
        day=extra.pop("day", item.meeting.date if item else TUESDAY),
        audience=extra.pop("audience", Line.default_audience(item)), **extra,
    )  # fmt: skip
    line.save_as(by=author, verb="typed")
    return line


def make_action(text: str = "Send the audit plan", owner: Person | None = None, **extra) -> Action:
    """An action; give `forum`, or `meeting` (whose group it then has)."""
    meeting = extra.get("meeting")
    forum = extra.pop("forum", meeting.forum if meeting else None)
    by = extra.pop("by", None)
    topics = extra.pop("topics", [])
    action = Action(text=text, owner=owner, forum=forum, audience=extra.pop("audience", Audience.STAFF), **extra)
    action.tie(topics=topics)
    action.save_as(by=by, verb="recorded")
    return action


def make_decision(text: str = "One standard phone for field staff", **extra) -> Decision:
    """A decision; give `forum`, or `meeting` (whose group and day it then has)."""
    meeting = extra.get("meeting")
    forum = extra.pop("forum", meeting.forum if meeting else None)
    by = extra.pop("by", None)
    topics = extra.pop("topics", [])
    decision = Decision(
        text=text, forum=forum, date=extra.pop("date", meeting.date if meeting else TUESDAY),
        audience=extra.pop("audience", Audience.STAFF), decided_by=extra.pop("decided_by", forum), **extra,
    )  # fmt: skip
    decision.save_as(by=by, verb="recorded")
    if topics:
        decision.set_topics(topics)
    return decision


def make_coming_up(title: str = "Show and tell", due: date | None = None, **extra) -> ComingUp:
    """Something ahead on that day, or loosely (`due_text`, `sorts_as`); `forum` is whose it is."""
    by, topics = extra.pop("by", None), extra.pop("topics", [])
    thing = ComingUp(title=title, due=due, audience=extra.pop("audience", Audience.STAFF), **extra)
    thing.save_as(by=by, verb="written down")
    if topics:
        thing.set_topics(topics)
    return thing


def make_budget(title: str, forum: Forum, *, said: str = "", by: Person | None = None, **extra) -> BudgetLine:
    """A budget line that a group follows; with `said` a working position over budget, in those words."""
    budget = BudgetLine(title=title, forum=forum, audience=extra.pop("audience", Audience.MEMBERS), **extra)
    budget.save_as(by=by, verb="followed")
    if said:
        make_position(budget, words=said, by=by)
    return budget


def make_position(budget: BudgetLine, pence: int | None = 4_000_000, **extra) -> Position:
    """What was said of a budget line: working and over budget, unless told otherwise."""
    by = extra.pop("by", None)
    position = Position(
        budget_line=budget, forum=budget.forum, audience=budget.audience, state=extra.pop("state", "over"),
        basis=extra.pop("basis", "working"), said_on=extra.pop("said_on", TUESDAY), low=pence, high=pence, **extra,
    )  # fmt: skip
    position.save_as(by=by, verb="said")
    return position


def make_figure(title: str, forum: Forum, hundredths: int = 59_000_000, *, by: Person | None = None, **extra) -> Figure:
    """A figure that a group keeps, with what was said of it on `said_on`; with `state` a saving."""
    words, said_on = extra.pop("words", ""), extra.pop("said_on", TUESDAY)
    state = extra.pop("state", "")
    figure = Figure(
        title=title, forum=forum, unit=extra.pop("unit", "money"), is_saving=bool(state), state=state,
        state_on=said_on if state else None, audience=extra.pop("audience", Audience.MEMBERS), **extra,
    )  # fmt: skip
    figure.save_as(by=by, verb="kept")
    say_figure(figure, hundredths, words=words, said_on=said_on, by=by)
    return figure


def say_figure(figure: Figure, hundredths: int, *, by: Person | None = None, **extra) -> FigureSaid:
    """What was said of a figure: one value, unless told otherwise."""
    said = FigureSaid(
        figure=figure, forum=figure.forum, audience=figure.audience, said_on=extra.pop("said_on", TUESDAY),
        low=extra.pop("low", hundredths), high=hundredths, state=figure.state, lead=figure.lead, **extra,
    )  # fmt: skip
    said.save_as(by=by, verb="said")
    return said


def make_review(title: str, forum: Forum, *, by: Person | None = None, **extra) -> Review:
    """A review of the audit plan of 2019/20, reported unless told otherwise."""
    review = Review(
        title=title, forum=forum, plan_year=extra.pop("plan_year", 2019), stage=extra.pop("stage", "final"),
        audience=extra.pop("audience", Audience.MEMBERS), **extra,
    )  # fmt: skip
    review.save_as(by=by, verb="recorded")
    return review


def make_recommendation(review: Review, text: str = "End leavers' access at once", **extra) -> Recommendation:
    """What a review recommends; with `owner`, `due` or `agreed` (words) it has its action."""
    by, on = extra.pop("by", None), extra.pop("on", TUESDAY)
    owner, due, agreed = extra.pop("owner", None), extra.pop("due", None), extra.pop("agreed", "")
    one = Recommendation(
        review=review, forum=review.forum, audience=review.audience, text=text,
        response=extra.pop("response", "agreed"), **extra,
    )  # fmt: skip
    one.save_as(by=by, verb="recorded")
    one.give_action(text=agreed, owner=owner, due=due, by=by, on=on)
    return one


def make_enquiry(text: str, forum: Forum | None = None, *, owner: Person | None = None, **extra) -> Enquiry:
    """A question put to a group, with the promise to answer it; from finance, unless told otherwise."""
    by, due, topics = extra.pop("by", None), extra.pop("due", None), extra.pop("topics", [])
    enquiry = Enquiry(
        text=text, forum=forum, asked_by=extra.pop("asked_by", "finance"), asked_on=extra.pop("asked_on", TUESDAY),
        audience=extra.pop("audience", Audience.MEMBERS), **extra,
    )  # fmt: skip
    action = enquiry.new_action(owner=owner, due=due)
    action.save_as(by=by, verb="recorded")
    enquiry.action = action
    enquiry.save_as(by=by, verb="asked")
    if topics:
        enquiry.set_topics(topics)
    return enquiry


def make_proposal(title: str, forum: Forum, *, years: Sequence[YearRow] = (), **extra) -> Proposal:
    """A proposal to a group, last in its order of priority: for approval to spend, unless told otherwise."""
    by, topics = extra.pop("by", None), extra.pop("topics", [])
    proposal = Proposal(
        title=title, forum=forum, audience=extra.pop("audience", Audience.MEMBERS), asked=extra.pop("asked", "spend"),
        **extra,
    )  # fmt: skip
    proposal.save_as(by=by, verb="proposed")
    with transaction.atomic():
        proposal.set_years(years, by=by)
        proposal.set_topics(topics)
    put_in_order(forum.pk)
    proposal.refresh_from_db()
    return proposal

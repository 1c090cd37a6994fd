"""Every page that lists things asks the database the same number of questions for one row and for thirty.

A world is made with one of everything, each page is opened and its queries counted; the world grows to thirty, and
each page is counted again. As a member of the group and as a stranger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit import indexing
from hackit.mail import outbox
from hackit.models import FeedKey, Membership, Organisation, TopicWording, User
from meetings.agenda.name_writes import remember
from meetings.models import Attendance, Meeting, Referral
from meetings.money.profile_models import Amounts, reprofile
from meetings.proposals.models import YearRow
from meetings.proposals.order_writes import move_to
from meetings.publishing import writes as publishing
from meetings.reminders.asks import BEFORE
from meetings.reminders.before import data_of
from tests import factories as make
from weeknotes.models import Weeknote
from weeknotes.publishing.writes import publish as publish_note
from weeknotes.writing import writes as notes

MOST = 12
MORE = {
    "{note}": 21, "{action}": 13, "{planned}agenda/": 23, "{live}agenda/": 25, "/": 19, "{live}live/?item={asked}": 15,
    "{live}live/?item={money}": 17, "/topics/phones/": 21, "/search/?q=phones": 13, "{note}edit": 23,
    "{live}live/?item={audited}": 16,
    "{live}live/?item={investment}": 23, "{meeting}": 19, "/proposals/": 14, "/proposals/{proposal}/": 14,
}  # fmt: skip
"""Pages that are several lists by design: a note with what follows from it, what came later, what mentions it and its
neighbours; an action with its log, its links and the notes that tell of it; beside an agenda stand nine, and three say
how many there are in all. On it and at home, who runs the group sees who was asked before the meeting and what they
answered: two questions, and on it who was not. An item that goes through actions has those as well as what was typed,
and the agenda says what came of them: one. A finance item opens with its budgets and its savings: two each; and it and
one of audit with the questions to answer. A topic reads its story once for days and ids, then looks up what it shows,
tells its figures, what goes with it, and whether one follows it; what one follows stands at home, in which note a
jotting of today was used, and what is open with whom one sees. A search asks as well whom its words name. Beside the
sheet of a note stand suggestions, what was said before, images, and what was decided that week. Where a
proposal stands is asked in five: items about it, what is tied to it, what was taken further, decisions, caveats;
its page asks as well for what was asked about it; an
investment item has those and what is asked of finance, by years. A meeting whose items are about proposals asks for
them and their years, and for who may publish it again, what readers still get in former words: five."""
FEW, MANY = 1, 30
LISTS = [
    "/", "/meetings/", "/decisions/", "/weeknotes/", "/topics/", "/search/?q=phones", "/topics/phones/",
    "{meeting}", "{note}", "/weeknotes/{year}/", "{decision}",
]  # fmt: skip
OWN_LISTS = [
    *LISTS, "/actions/", "/actions/?whose=all", "/actions/?whose=group-dmt", "/actions/calendar/",
    "/people/", "/people/grace-li/", "/organisations/", "/groups/", "/groups/dmt/", "/groups/dmt/doing/", "/jottings/",
    "/answers/?topic=phones&audience=foi", "/coming-up/", "/coming-up/?sort=topic", "/coming-up/{coming}/history/",
    "/money/", "/money/{budget}/", "/money/{budget}/years/", "/figures/", "/figures/{figure}/",
    "{live}live/?item={money}", "/audit/", "/audit/recommendations/", "/audit/committee/", "{review}", "/enquiries/",
    "{recommended}", "{live}live/?item={audited}",
    "/proposals/", "/proposals/{proposal}/", "/proposals/{proposal}/move/", "{live}live/?item={investment}",
    "{planned}", "{planned}agenda/", "{live}agenda/", "{live}live/", "{live}live/?item={asked}",
    "{live}live/actions/?item={asked}", "{live}wrap-up/", "{action}", "{action}history/",
    "{decision}history/", "/groups/dmt/members/", "{planned}attendance/", "{meeting}publish/", "{note}edit",
    "{note}preview", "{note}publish", "{meeting}history/", "/topics/told/history/", "/people/grace-li/history/",
    "/groups/dmt/history/",
]  # fmt: skip


class World:
    """A group that meets and publishes, an author who writes, and as many of each thing as asked for."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.monday = self.today - timedelta(days=self.today.weekday(), weeks=1)
        self.grace: User = make.make_user("Grace Li")
        self.dmt = make.make_forum("DMT", weekday=0)
        self.dmt.reports_to = make.make_forum("HMT")
        self.dmt.save()
        make.join(self.dmt, self.grace, Membership.Part.SECRETARY)
        self.phones = make.make_topic("Phones", "handset")
        self.told = make.make_topic("Told")
        self.body = Organisation.objects.create(name="Audit office")
        self.meeting = make.make_meeting(self.dmt, self.monday)
        self.live = make.make_meeting(self.dmt, self.today)
        self.planned = make.make_meeting(self.dmt, self.today + timedelta(days=7))
        self.asked = make.make_item(self.live, "Actions", kind="actions", position=99)
        self.live.start(by=self.grace.person)
        self.decision = make.make_decision("Phones for the field", meeting=self.meeting, topics=[self.phones])
        self.action = make.make_action("Count the phones", self.grace.person, meeting=self.meeting)
        self.budget = make.make_budget("Phones bought", self.dmt, topic=self.phones, said="Phones cost more")
        self.figure = make.make_figure(
            "Phones saved", self.dmt, state="agreed", topic=self.phones, by=self.grace.person
        )
        self.money = make.make_item(self.live, "Money", kind="finance", position=98)
        self.audited = make.make_item(self.live, "Audit", kind="audit", position=98)
        self.review = make.make_review("Phones lost", self.dmt, topic=self.phones)
        self.recommended = make.make_recommendation(self.review, "Count phones", owner=self.grace.person)
        self.proposal = make.make_proposal("Phones asked for", self.dmt, topics=[self.phones])
        self.investment = make.make_item(self.live, "Investment", kind="investment", position=98)
        self.coming = make.make_coming_up("Phones end", self.today, by=self.grace.person, forum=self.dmt)
        self.size = 0
        self.note: Weeknote | None = None

    def grow(self, size: int) -> None:
        """Until there are `size` of everything."""
        with indexing.at_the_end():
            for number in range(self.size, size):
                self._add(number)
            self.size = size
            self._publish_meeting(self.meeting)
            self._publish_note()

    def _add(self, number: int) -> None:
        Organisation.objects.create(name=f"Office {number}", also_called=f"Off {number}")
        person = make.make_person(f"Person {number}", f"Nickname {number}", organisation=self.body)
        user = make.make_user(f"Author {number}")
        topic = make.make_topic(f"Phones {number}", f"handset {number}", broader=self.phones)
        group = make.make_forum(f"Group {number}")
        make.join(group, self.grace)
        make.join(group, person)
        make.join(self.dmt, person)
        remember(self.dmt, f"Nickname {number}", person, by=self.grace.person)
        FeedKey.objects.ensure(self.grace.person, group)
        self._say(topic)
        self._say(self.told)
        for meeting in (self.meeting, self.live, self.planned):
            self._fill(meeting, number, person, [self.phones, topic])
        held = make.make_meeting(self.dmt, self.monday - timedelta(weeks=number + 1))
        self._fill(held, number, person, [self.phones, topic])
        self._publish_meeting(held)
        looked_at = make.make_action(f"Find {number} phones", person, meeting=held)
        looked_at.add_update("", by=person, on=self.today)
        looked_at.updates.update(meeting=self.live, answer="on_track")
        make.make_meeting(self.dmt, self.today + timedelta(weeks=number + 2))
        make.make_line(None, f"Phones jotted {number} #phones", self.grace.person, day=self.today)
        make.make_action(f"Ring {number}", self.grace.person, due=None if number % 3 else self.today)
        self.action.add_update(f"Counted {number}", by=self.grace.person, on=self.today)
        self._ahead(number, person, topic)
        for record in (self.action, self.decision):
            record.text = f"{record.text.split(',')[0]}, {number}"
            record.save_as(by=self.grace.person, verb="changed")
        self._caveats(self.decision, number, person)
        self._write(user, self.monday - timedelta(weeks=number + 1), [f"Phones {number}"])

    def _ahead(self, number: int, person: Any, topic: Any) -> None:
        """Something that is past and asks, something to begin, and something with a loose date."""
        about = {"forum": self.dmt, "person": person, "topics": [self.phones, topic], "by": self.grace.person}
        day = self.today - timedelta(days=1) if number % 2 else self.today + timedelta(days=number)
        make.make_coming_up(f"Phones arrive {number}", day, yearly=True, start_by=self.today, **about)
        make.make_enquiry(
            f"How many phones, {number}?", self.dmt, owner=person, topics=[self.phones, topic], by=self.grace.person,
            asker=person, asked_by="other", item=self.money, meeting=self.live, asked_on=self.monday,
        )  # fmt: skip
        lent = make.make_budget(f"Phones lent {number}", self.dmt, topic=self.phones, said="Phones cost more")
        for budget in (lent, self.budget):
            budget.put_state(("proposed", "agreed")[number % 2], by=self.grace.person, on=self.today)
            reprofile(budget, {2019 + number: Amounts(number + 1, 5)}, by=self.grace.person, on=self.today)
        make.make_figure(f"Phones sold {number}", self.dmt, 600, topic=self.phones, state="proposed", lead=person)
        make.say_figure(self.figure, number * 100, meeting=self.meeting, item=self.money)
        make.make_position(self.budget, number * 100, brings=self.grace.person, meeting=self.meeting)
        self._propose(number, person)
        make.make_coming_up(f"Phones end {number}", due_text="some time", **about)
        self._audit(number, person)
        self.coming.title = f"Phones end, {number}"
        self.coming.save_as(by=self.grace.person, verb="changed")

    def _audit(self, number: int, person: Any) -> None:
        """Reviews, what they recommend, and evidence."""
        due = None if number else self.today - timedelta(days=1)
        for review in (self.review, make.make_review(f"Phones lost {number}", self.dmt, lead=person)):
            one = make.make_recommendation(review, f"Count phones {number}", owner=person, due=due, priority="High")
            one.add_evidence(f"Phones counted {number}", dated=self.today, by=person)
        self.recommended.add_evidence(f"Phones counted {number}", dated=self.today, by=person)

    def _propose(self, number: int, person: Any) -> None:
        """A proposal with everything that can be said of one, and the like said of the first of them."""
        by, years = self.grace.person, [YearRow(2020 + number % 5, 100)]
        review = make.make_action(f"Look at phones {number}", person, forum=self.dmt)
        other = make.make_proposal(
            f"Phones wanted {number}", self.dmt, topics=[self.phones], lead=person, years=years, by=by,
            benefit="Calls", benefit_action=review,
        )  # fmt: skip
        for proposal in (self.proposal, other):
            decision = make.make_decision(f"Phones wanted {number}", forum=self.dmt, audience="members")
            decision.add_caveat("the tax check", by=by)
            proposal.decisions.add(decision)
            up = {"forum": self.dmt, "to_forum": self.dmt.reports_to, "sent_on": self.today}
            sent = Referral(title="Phones", decision=decision, **up)
            sent.save_as(by=by, verb="sent")
            make.make_item(self.meeting, proposal.title, about_type="proposal", about_ref=proposal.ref)
        move_to(other, 1, seen=other.place, reason="Sooner", by=by)
        self.proposal.refresh_from_db()
        move_to(self.proposal, 1, seen=self.proposal.place, reason="Sooner still", by=by)
        self.proposal.refresh_from_db()

    def _say(self, topic: Any) -> None:
        words = TopicWording(topic=topic, kind="stands", text="Forty phones.", said_on=self.today, audience="everyone")
        words.save_as(by=self.grace.person, verb="said")

    def _fill(self, meeting: Meeting, number: int, person: Any, topics: list[Any]) -> None:
        """An item with everything that can stand under it."""
        by = self.grace.person
        item = make.make_item(meeting, f"Phones {number}", lead=person, topics=topics, created_by=by)
        if meeting is self.planned:
            return
        Attendance.objects.create(meeting=meeting, person=person)
        line = make.make_line(item, f"Phones are counted {number}", by)
        decision = make.make_decision(f"Buy {number} phones", meeting=meeting, item=item, line=line, topics=topics)
        self._caveats(decision, number, person)
        action = make.make_action(
            f"Order {number} phones", person, meeting=meeting, item=item, line=line, topics=topics
        )
        action.set_helpers([by])
        mine = make.make_action(f"Wipe {number} phones", by, meeting=meeting, item=item)
        mine.set_helpers([person])
        sent = Referral(
            title=f"Phones {number}", to_forum=self.dmt.reports_to, sent_on=self.today, decision=decision,
            forum=self.dmt, audience="staff",
        )  # fmt: skip
        sent.save_as(by=by, verb="sent")
        if meeting is self.live:
            ask = {"asks": data_of([(meeting, [action.pk])])}
            outbox.post(BEFORE, person, key=f"asked {number}", by=None, about=meeting, **ask)
        else:
            text = f"Phones and handsets, {number} of them."
            publishing.new_point(item, title=f"Phones {number}", text=text, audience="everyone", by=by)

    def _caveats(self, decision: Any, number: int, person: Any) -> None:
        decision.add_caveat(f"A tax check {number}", by=self.grace.person, owner=person, due=None)

    def _publish_meeting(self, meeting: Meeting) -> None:
        publishing.publish_meeting(
            meeting, points=publishing.meeting_points(meeting), by=self.grace.person, at=timezone.now(),
            decisions=publishing.publishable_decisions(meeting), actions=publishing.publishable_actions(meeting),
            reason="More of it",
        )  # fmt: skip

    def _write(self, user: User, week: date, headings: list[str]) -> Weeknote:
        note = notes.begin(week, author=user.person, user=user, on=self.today)
        note.title = f"Phones, {week}"
        return self._save_and_publish(note, user, headings)

    def _save_and_publish(self, note: Weeknote, user: User, headings: list[str]) -> Weeknote:
        note.body = "\n\n".join(f"## {heading}\n\nPhones and handsets." for heading in headings)
        note.save_revision(by=user.person)
        note = Weeknote.objects.get(pk=note.pk)
        for section in note.sections.all():
            section.topics.add(self.phones)
        publish_note(
            note, by=user.person, user=user, at=timezone.now(), expected_version=note.version, reason="More of it"
        )
        return note

    def _publish_note(self) -> None:
        headings = [f"Phones {number}" for number in range(self.size)]
        if self.note is None:
            self.note = self._write(self.grace, self.monday, headings)
        else:
            self.note = self._save_and_publish(self.note, self.grace, headings)

    def address(self, written: str) -> str:
        """The address that stands for `written`."""
        if written.startswith("{note}") and (page := written.removeprefix("{note}")):
            return reverse(f"weeknotes:weeknote-{page}", args=[self.note.ref])
        return written.format(
            meeting=self.meeting.get_absolute_url(), live=self.live.get_absolute_url(), year=self.monday.year,
            planned=self.planned.get_absolute_url(), note=self.note.get_absolute_url(),
            decision=self.decision.get_absolute_url(), action=self.action.get_absolute_url(), coming=self.coming.ref,
            budget=self.budget.ref, figure=self.figure.ref, money=self.money.ref,
            review=self.review.get_absolute_url(), audited=self.audited.ref,
            recommended=self.recommended.get_absolute_url(),
            proposal=self.proposal.ref, investment=self.investment.ref,
            asked=self.asked.ref,
        )  # fmt: skip


class Opened(NamedTuple):
    """What a page asked the database, and how long it was."""

    queries: list[str]
    length: int


Counts = dict[tuple[str, str], Opened]


def opened(world: World) -> Counts:
    """The queries of each page, as a member and as a stranger."""
    member, stranger = Client(), Client()
    member.force_login(world.grace)
    found: Counts = {}
    for who, client, pages in (("member", member, OWN_LISTS), ("stranger", stranger, LISTS)):
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(world.address(page))
            assert answer.status_code == 200, f"{page} as {who}: {answer.status_code}"
            found[who, page] = Opened([query["sql"] for query in queries.captured_queries], len(answer.content))
    return found


@pytest.fixture(scope="module")
def queries(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Counts, Counts]]:
    """What each page asked with one of everything, and with thirty."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = World()
        world.grow(FEW)
        opened(world)  # fills what is kept from one request to the next
        few = opened(world)
        world.grow(MANY)
        yield few, opened(world)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("who", "page"), [*(("member", page) for page in OWN_LISTS), *(("stranger", page) for page in LISTS)]
)
@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_rows_cost_no_more_questions_than_one_and_a_dozen_at_most(db, queries, who, page):
    few, many = (counts[who, page] for counts in queries)
    assert many.length > few.length, "The page shows no more rows than before: this test would prove nothing"
    new = sorted(set(many.queries) - set(few.queries))
    assert len(many.queries) == len(few.queries), "Asked again and again:\n" + "\n".join(new[:8])
    assert len(many.queries) <= MORE.get(page, MOST), f"{len(many.queries)} queries:\n" + "\n".join(
        sql[:200] for sql in many.queries
    )

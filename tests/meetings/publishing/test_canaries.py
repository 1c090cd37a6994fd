"""A unique word in every field of everything that is not public: a stranger finds none of them anywhere."""

from datetime import date, time
from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from hackit.models import Entry, Publication, PublishedPart
from meetings.models import Action, AgendaItem, Caveat, Decision, Idea, Line, Meeting, Point
from meetings.publishing import writes
from meetings.publishing.embed_writes import PointSource
from tests.factories import make_item, make_line, make_meeting, make_person, make_topic

DAY = date(2019, 6, 10)
PUBLIC = "Openly told"


class Canaries:
    """Hands out words that stand nowhere else."""

    def __init__(self) -> None:
        self.numbers = count()
        self.given: list[str] = []

    def __call__(self) -> str:
        word = f"canary{next(self.numbers):03}x"
        self.given.append(word)
        return word


@pytest.fixture
def canary():
    return Canaries()


def fill(forum, priya, canary):
    """A published meeting with one public point, decision, caveat and action, and canaries in all the rest."""
    meeting = make_meeting(forum, DAY, location=canary())
    item = make_item(
        meeting, canary(), purpose=canary(), answer=canary(), lead=make_person(canary()),
        topics=[make_topic(f"{PUBLIC} topic")],
    )  # fmt: skip
    item.papers.create(title=canary(), url=f"https://papers.example/{canary()}")
    for kind in ("note", "idea", "question", "ask", "action", "decision"):
        line = make_line(item, canary(), priya.person, kind=kind, due_text=canary())
        Idea(line=line, forum=forum, text=canary()).save_as(by=None, verb="kept")
    owner, helper = make_person(canary()), make_person(canary())
    decision = Decision(
        meeting=meeting, item=item, forum=forum, audience="staff", date=DAY, text=f"{PUBLIC} decision",
        reasons=canary(), alternatives=canary(), decided_by=forum,
    )  # fmt: skip
    decision.save_as(by=priya.person, verb="recorded")
    caveat = decision.add_caveat(
        f"{PUBLIC} caveat", by=priya.person, owner=owner, due=date(2019, 7, 3), needed_before=canary()
    )
    caveat.evidence = canary()
    caveat.save_as(by=None, verb="changed")
    action = Action(
        meeting=meeting, item=item, forum=forum, audience="staff", text=f"{PUBLIC} action", owner=owner,
        owner_text=canary(), due=date(2019, 6, 13), due_text=canary(), status="waiting", waiting_for=canary(),
        source_label=canary(), source_url=f"/{canary()}",
    )  # fmt: skip
    action.save_as(by=priya.person, verb="recorded")
    action.set_helpers([helper])
    action.add_update(canary(), by=priya.person, on=DAY)
    for kept in (
        Decision(meeting=meeting, item=item, forum=forum, audience="members", date=DAY, text=canary()),
        Action(meeting=meeting, item=item, forum=forum, audience="members", text=canary()),
        Decision(meeting=meeting, item=item, forum=forum, audience="staff", date=DAY, text=canary()),
    ):
        kept.save_as(by=priya.person, verb="recorded")
    meeting.attendance.create(person=make_person(canary()), representing=canary())
    point = writes.new_point(item, title=f"{PUBLIC} point", text=PUBLIC, audience="everyone", by=priya.person)
    for state in ("proposed", "declined", "withdrawn", "ran_out"):
        topics = [make_topic(canary())]
        other = make_item(meeting, canary(), purpose=canary(), state=state, answer=canary(), topics=topics)
        writes.new_point(other, title=canary(), text=canary(), audience="members", by=priya.person)
    for_staff = make_item(meeting, canary())
    staff_point = writes.new_point(for_staff, title=canary(), text=canary(), audience="staff", by=priya.person)
    writes.publish_meeting(
        meeting, points=[point, staff_point], decisions=[decision], actions=[action], by=priya.person,
        at=timezone.now(), lead=f"{PUBLIC} lead",
    )  # fmt: skip
    # What is changed after publishing is not public either
    for record, field in ((point, "text"), (point, "title"), (decision, "text"), (action, "text"), (caveat, "text")):
        record.refresh_from_db()
        setattr(record, field, canary())
        record.save_as(by=None, verb="changed")
    meeting.refresh_from_db()
    meeting.summary = canary()
    meeting.title = canary()
    meeting.save_as(by=None, verb="changed")
    hidden = make_meeting(forum, date(2019, 6, 3), start_time=time(9), title=canary(), summary=canary())
    make_item(hidden, canary())
    return meeting, hidden


def test_no_page_for_a_stranger_holds_a_secret_word(as_user, forum, priya, canary):
    meeting, hidden = fill(forum, priya, canary)
    secret = canary.given
    assert len(secret) > 60
    client = as_user(None)
    pages = [
        meeting.get_absolute_url(),
        meeting.get_absolute_url() + "?as=everyone",
        reverse("meetings:meeting-list"),
        *(f"{reverse('meetings:meeting-list')}?q={word}" for word in secret[:5]),
    ]
    for page in pages:
        response = client.get(page)
        text = response.content.decode().replace(f"q={response.wsgi_request.GET.get('q')}", "")
        text = text.replace(response.wsgi_request.GET.get("q") or "nothing asked", "")
        assert [word for word in secret if word in text] == [], page
        assert all(word not in str(response.headers) for word in secret)
    text = b"".join(client.get(reverse("meetings:meeting-csv")).streaming_content).decode()
    assert [word for word in secret if word in text] == []
    assert PUBLIC in text
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_no_public_row_holds_a_secret_word(forum, priya, canary):
    fill(forum, priya, canary)
    stranger = AnonymousUser()
    rows = [*Entry.objects.visible_to(stranger), *PublishedPart.objects.visible_to(stranger)]
    rows += [*Publication.objects.visible_to(stranger)]
    words = " ".join(str(value) for row in rows for value in vars(row).values())
    assert PUBLIC in words
    assert [word for word in canary.given if word in words] == []
    for model in (Meeting, AgendaItem, Line, Decision, Caveat, Action, Point, Idea):
        assert not model.objects.visible_to(stranger).exists()


def test_what_a_stranger_gets_embedded_holds_no_secret_word(forum, priya, canary):
    meeting, _hidden = fill(forum, priya, canary)
    refs = Point.objects.filter(item__meeting=meeting).values_list("ref", flat=True)
    found = PointSource().fetch(refs, AnonymousUser())
    assert len(found) == 1
    assert [word for word in canary.given if any(word in str(vars(embed)) for embed in found.values())] == []


def test_the_page_for_a_stranger_is_the_same_without_the_private_things(as_user, forum, priya, canary):
    meeting, hidden = fill(forum, priya, canary)
    pages = [meeting.get_absolute_url(), reverse("meetings:meeting-list"), reverse("meetings:meeting-list") + "?q=told"]
    with_private = [as_user(None).get(page).content for page in pages]
    for model in (Line, Idea):
        for row in model.objects.live():
            row.delete_softly(by=None)
    for row in (hidden, *meeting.items.exclude(point__audience="everyone")):
        row.delete_softly(by=None)
    assert [as_user(None).get(page).content for page in pages] == with_private

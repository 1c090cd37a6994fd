"""Who runs the group sees who has not answered and what was answered: on the agenda, and on This week."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit.models import Mail, MailWishes
from meetings.models import Meeting
from meetings.reminders.asked import answers_of, asking_of, unasked
from meetings.reminders.before_writes import save_answers
from tests import factories as make
from tests.meetings.reminders.before_world import World


@pytest.fixture
def world(db) -> World:
    """The meeting is in two days, for pages that ask for today."""
    world = World()
    world.meeting.date = timezone.localdate() + timedelta(days=2)
    world.meeting.save_as(by=None, verb="moved")
    return world


def answer(letter: Mail, **kinds) -> None:
    """Answer by the first word of each action's text."""
    blank = {"words": "", "due": None, "why": "", "need": "", "whom": ""}
    rows = {row.text.split()[0].lower(): row for row in letter.person.actions.all()}
    replies = {rows[word].ref: blank | given for word, given in kinds.items()}
    save_answers(letter, replies, on=timezone.localdate())


def opened(user, address: str) -> str:
    client = Client()
    client.force_login(user)
    return client.get(address).content.decode()


def agenda(world: World) -> str:
    return reverse("meetings:meeting-agenda", args=[world.meeting.ref])


@pytest.fixture
def asked(world) -> World:
    """Grace answered one of two and needs help with it, Sam nothing, Martin all of his; others were not asked."""
    grace = world.ask(world.action("Send the plan"), world.action("Count phones"))
    world.ask(world.action("Move desks", world.sam))
    martin = world.ask(world.action("Bring evidence", world.martin))
    Mail.objects.update(sent_at=timezone.now())
    world.action("Ring round", make.make_person("Ruth Bello"))
    unwilling = make.make_user("Un Willing")
    MailWishes.objects.create(person=unwilling.person, before_meetings=False)
    for owner in (unwilling, make.make_user("Ann Reader", role="auditor"), world.priya):
        world.action("Something else", owner)
    answer(grace, send={"kind": "help", "need": "A second reader", "whom": "Finance"})
    answer(martin, bring={"kind": "done", "words": "In the post"})
    return world


def test_the_secretary_sees_who_has_not_answered_and_what_was_answered(asked):
    html = opened(asked.priya, agenda(asked))
    assert "1 of 3 have answered." in html
    for words in (
        "1 not answered yet", "has not answered", "A second reader, from Finance", "In the post",
        "Not asked: Ann Reader (may not answer), Priya Nair, Ruth Bello (no address), Un Willing (wants no such mail).",
    ):  # fmt: skip
        assert words in html
    html = opened(asked.priya, "/")
    assert "1 of 3 have answered" in html
    assert "Not yet: Grace Li, Sam Whitfield." in html
    assert "A second reader" in html


def test_a_member_sees_answers_beside_the_actions_and_no_list_of_who_has_not(asked):
    html = opened(asked.grace, agenda(asked))
    assert "A second reader, from Finance" in html
    assert "Needs help" in html
    assert "has not answered" not in html
    assert "Asked before the meeting" not in html
    assert "have answered" not in opened(asked.grace, "/")


def test_staff_outside_the_group_see_none_of_it(asked):
    client = Client()
    client.force_login(asked.sam)
    assert client.get(agenda(asked)).status_code == 404
    said = answers_of(asked.meeting, asked.sam, asked.grace.person.actions.all(), on=timezone.localdate())
    assert [one.text for one in said.values()] == ["Send the plan"]  # an action for all staff, told as its log tells it
    make.make_action("Quiet one", asked.grace.person, forum=asked.dmt, audience="members")
    assert opened(asked.sam, "/").count("answered") == 0


def test_before_anybody_was_asked_it_says_when_that_will_be(world):
    world.action("Send the plan")
    world.meeting.date += timedelta(days=5)
    world.meeting.save_as(by=None, verb="moved")
    html = opened(world.priya, agenda(world))
    assert "is asked by email on" in html
    assert "have answered" not in html


def test_what_ended_or_changed_hands_is_not_waited_for(asked):
    action = asked.grace.person.actions.get(text="Count phones")
    action.complete(by=asked.priya.person, on=timezone.localdate())
    asked.sam.person.actions.get().give_to(asked.priya.person, by=None)
    asking = asking_of(asked.meeting, asked.priya, on=timezone.localdate())
    assert [owner.name for owner in asking.waiting] == []
    assert [owner.name for owner in unasked(asking, on=timezone.localdate())] == [
        "Ann Reader", "Priya Nair", "Ruth Bello", "Un Willing",
    ]  # fmt: skip


def test_what_one_letter_asked_for_two_meetings_is_told_on_each(world):
    hmt = make.make_forum("HMT")
    make.join(hmt, world.priya, "chair")
    other = make.make_meeting(hmt, world.meeting.date + timedelta(days=1))
    theirs = make.make_action("Brief the chief", world.grace.person, forum=hmt)
    letter = world.ask(world.action("Send the plan"), more=[(other, [theirs])])
    answer(letter, brief={"kind": "on_track"})
    on = timezone.localdate()
    first, second = (asking_of(meeting, world.priya, on=on) for meeting in (world.meeting, other))
    assert [(owner.left, len(owner.said)) for owner in first.owners] == [(1, 0)]
    assert [(owner.left, len(owner.said)) for owner in second.owners] == [(0, 1)]


def test_a_letter_that_was_given_up_counts_as_none(asked):
    Mail.objects.filter(person=asked.sam.person).update(sent_at=None, dropped_at=timezone.now())
    asking = asking_of(asked.meeting, asked.priya, on=timezone.localdate())
    assert "Sam Whitfield" not in [owner.name for owner in asking.owners]
    assert "Sam Whitfield" in [owner.name for owner in unasked(asking, on=timezone.localdate())]


def test_a_meeting_that_is_over_shows_no_asking(asked):
    asked.meeting.state = Meeting.State.WRAPPED_UP
    asked.meeting.save_as(by=None, verb="wrapped up")
    assert "Asked before the meeting" not in opened(asked.priya, agenda(asked))


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_owners_cost_no_more_questions_than_one(world, django_assert_num_queries, count):
    for number in range(count):
        person = make.make_person(f"Guest {number}", email=f"guest{number}@example.org")
        letter = world.ask(world.action(f"Action{number} one", person), world.action(f"Act{number} two", person))
        answer(letter, **{f"action{number}": {"kind": "on_track"}})
    with django_assert_num_queries(3):  # one is who asks
        assert len(asking_of(world.meeting, world.priya, on=timezone.localdate()).owners) == count


@pytest.mark.parametrize("days", [0, 2])
def test_the_live_page_tells_what_was_answered_and_still_asks(world, days):
    """Also what was answered on the very day: nobody has spoken about it yet."""
    world.meeting.date = timezone.localdate() + timedelta(days=days)
    world.meeting.save_as(by=None, verb="moved")
    before = make.make_meeting(world.dmt, world.meeting.date - timedelta(days=7))
    standing = [make.make_item(meeting, "Actions", kind="actions") for meeting in (before, world.meeting)]
    phones = make.make_item(world.meeting, "Phones", topics=[make.make_topic("Phones")])
    action = world.action("Send the plan", meeting=before, item=standing[0], topics=[make.make_topic("Plans")])
    other = world.action("Count phones", meeting=before, item=standing[0], topics=list(phones.topics.all()))
    answer(
        world.ask(action, other),
        send={"kind": "help", "need": "A second reader"}, count={"kind": "on_track", "words": "Half way"},
    )  # fmt: skip
    live = reverse("meetings:live", args=[world.meeting.ref])
    html = opened(world.priya, f"{live}?item={standing[1].ref}")
    assert "2 to go through" in html
    assert "needs help: A second reader" in html
    html = opened(world.priya, f"{live}?item={phones.ref}")
    assert "On track: Half way" in html

"""For whom a letter's link opens, and how long: another's, an altered or an ended one changes nothing and says so."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from hackit.models import Mail
from meetings.models import Meeting
from meetings.reminders import asks
from tests.meetings.reminders.before_world import MONDAY, link, says, unchanged


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: ("x" if token[0] != "x" else "y") + token[1:],
        lambda token: token.split(".")[0],
        lambda token: "\x00",
        lambda token: "x" * 3000,
        lambda token: token.replace(".", ":"),
    ],
)
def test_an_altered_link_opens_nothing(world, stranger, spoil):
    action = world.action("Send the plan")
    token = asks.token_for(world.ask(action))
    before = unchanged()
    address = f"/answer/{quote(spoil(token))}/"
    for answer in (stranger.get(address), stranger.post(address, says(action, "done"))):
        html = answer.content.decode()
        assert answer.status_code == 404
        assert "This link does not work" in html
        assert "Nothing was changed." in html
        assert "Send the plan" not in html
    assert unchanged() == before


def test_a_link_signed_for_something_else_opens_nothing(world, stranger):
    letter = world.ask(world.action("Send the plan"))
    for token in (
        signing.TimestampSigner(salt="other", sep=".").sign(letter.ref),
        signing.TimestampSigner(salt=asks.SALT, sep=".", key="x" * 50).sign(letter.ref),
        signing.TimestampSigner(salt=asks.SALT, sep=".").sign("nosuchref0"),
    ):
        assert stranger.get(f"/answer/{token}/").status_code == 404
    other = Mail.objects.create(kind="minutes", person=letter.person, key="minutes", data={})
    assert stranger.get(link(other)).status_code == 404


def test_it_ends_with_the_day_after_the_meeting(world, stranger, today):
    action = world.action("Send the plan")
    letter = world.ask(action)
    today(MONDAY + timedelta(days=1))
    assert stranger.get(link(letter)).status_code == 200
    today(MONDAY + timedelta(days=2))
    before = unchanged()
    for answer in (stranger.get(link(letter)), stranger.post(link(letter), says(action, "done"))):
        assert answer.status_code == 410
        assert "This link has ended" in answer.content.decode()
        assert "Send the plan" not in answer.content.decode()
    assert unchanged() == before


def test_no_link_lives_longer_than_its_signature(world, stranger, monkeypatch):
    letter = world.ask(world.action("Send the plan"))
    monkeypatch.setattr(asks, "LONGEST", timedelta(seconds=-1))
    assert stranger.get(link(letter)).status_code == 404


def test_a_moved_meeting_takes_the_link_along(world, stranger, today):
    action = world.action("Send the plan")
    letter = world.ask(action)
    world.meeting.date = date(2019, 6, 20)
    world.meeting.save_as(by=None, verb="changed")
    today(date(2019, 6, 19))
    assert "DMT meets tomorrow." in stranger.get(link(letter)).content.decode()
    assert stranger.post(link(letter), says(action, "done")).status_code == 302


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
def test_a_meeting_that_does_not_take_place_asks_nothing(world, stranger, how):
    action = world.action("Send the plan")
    letter = world.ask(action)
    if how == "cancelled":
        world.meeting.state = Meeting.State.CANCELLED
        world.meeting.save_as(by=None, verb="cancelled")
    else:
        world.meeting.delete_softly(by=None)
    before = unchanged()
    answer = stranger.post(link(letter), says(action, "done"))
    assert answer.status_code == 410
    assert "does not take place" in answer.content.decode()
    assert unchanged() == before


def test_a_link_passed_on_answers_for_nobody_who_is_signed_in_as_another(world):
    action = world.action("Send the plan")
    letter = world.ask(action)
    before = unchanged()
    for other in (world.sam, world.priya):
        client = Client()
        client.force_login(other)
        for answer in (client.get(link(letter)), client.post(link(letter), says(action, "done"))):
            assert answer.status_code == 403
            assert "sent to somebody else" in answer.content.decode()
            assert "Send the plan" not in answer.content.decode()
            assert "Grace" not in answer.content.decode()
    assert unchanged() == before
    client = Client()
    client.force_login(world.grace)
    assert client.post(link(letter), says(action, "done")).status_code == 302


@pytest.mark.parametrize("lost", ["role", "login", "left", "auditor"])
def test_access_that_was_taken_away_is_gone_for_links_too(world, stranger, lost):
    action = world.action("Send the plan")
    letter = world.ask(action)
    user, person = world.grace, world.grace.person
    if lost == "left":
        person.to_date = date(2019, 6, 7)
        person.save()
    else:
        user.role = {"role": "none", "auditor": "auditor"}.get(lost, "staff")
        user.is_active = lost != "login"
        user.save()
    before = unchanged()
    answer = stranger.post(link(letter), says(action, "done"))
    assert answer.status_code == 403
    assert "Send the plan" not in answer.content.decode()
    assert unchanged() == before


def test_who_left_the_group_and_a_guest_without_a_login_answer_for_what_is_theirs(world, stranger):
    world.grace.person.memberships.update(to_date=date(2019, 6, 1))
    mine = world.action("Send the plan", audience="members")
    guests = world.action("Quiet evidence", world.martin, audience="members")
    for action in (mine, guests):
        letter = world.ask(action)
        assert action.text in stranger.get(link(letter)).content.decode()
        assert stranger.post(link(letter), says(action, "done")).status_code == 302
        action.refresh_from_db()
        assert (action.status, action.ended_by) == ("done", action.owner)

"""What a group has to settle: the page to which the weekly mail leads its chair and secretary."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from hackit.models import Membership
from meetings.models import Action
from tests import factories as make

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2019, 6, 12)


@pytest.fixture(autouse=True)
def _on(monkeypatch):
    monkeypatch.setattr("meetings.reminders.late_views.today", lambda: WEDNESDAY)


@pytest.fixture
def dmt():
    forum = make.make_forum("DMT")
    for day in (date(2019, 6, 17), date(2019, 6, 24)):
        make.make_meeting(forum, day)
    return forum


@pytest.fixture
def helen(dmt):
    user = make.make_user("Helen Marsh")
    make.join(dmt, user, Membership.Part.CHAIR)
    return user


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def late(dmt, grace) -> Action:
    """Grace's, moved twice, two days late."""
    action = make.make_action("Move the phones", grace.person, forum=dmt, due=date(2019, 5, 10))
    for day in (date(2019, 5, 20), date(2019, 6, 10)):
        action.move_to(day, by=grace.person, on=date(2019, 5, 1))
    return action


PAGE = "/groups/dmt/late/"


def press(client, action: Action, value: str, **more: str):
    return client.post(PAGE, {"action": action.ref, "version": action.version, "press": value, **more}, follow=True)


def again(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


def test_it_lists_what_is_late_after_two_moves_and_what_nobody_has(client, helen, late, dmt, grace):
    make.make_action("Find a room", forum=dmt)
    make.make_action("On time", grace.person, forum=dmt, due=date(2019, 6, 20))
    make.make_action("Late once", grace.person, forum=dmt, due=date(2019, 6, 3))
    gone = make.make_person("Gone Away", to_date=date(2019, 6, 1))
    make.make_action("Left behind", gone, forum=dmt, due=date(2019, 9, 1))
    client.force_login(helen)
    html = client.get(PAGE).content.decode()
    assert "3 to settle in DMT" in html
    for words in (
        "Grace Li is late again", "2 days overdue", "Date moved twice (first 10 May)", "Nobody has this",
        "Gone Away has left", "Next DMT<small>Mon 17 June</small>", "The DMT after<small>Mon 24 June</small>",
    ):  # fmt: skip
        assert words in html, words
    for absent in ("On time", "Late once"):
        assert absent not in html


def test_another_date_is_one_press_and_keeps_the_reason(client, helen, late):
    client.force_login(helen)
    answer = press(client, late, "date:2019-06-17", why="Half term")
    assert "Now due Mon 17 June: Move the phones" in answer.content.decode()
    assert (again(late).due, again(late).times_moved) == (date(2019, 6, 17), 3)
    assert late.updates.last().text == "Half term"
    assert "Nothing to settle in DMT" in answer.content.decode()


def test_another_owner_is_one_press(client, helen, late):
    client.force_login(helen)
    answer = press(client, late, "give", owner=helen.person.slug)
    assert "Given to Helen Marsh: Move the phones" in answer.content.decode()
    assert again(late).owner == helen.person


def test_no_longer_needed_is_one_press_with_undo(client, helen, late):
    client.force_login(helen)
    answer = press(client, late, "drop", why="Nobody asks for it")
    html = answer.content.decode()
    assert "No longer needed: Move the phones" in html
    assert f'action="{reverse("meetings:action-undo", args=[late.ref])}"' in html
    assert again(late).status == "dropped"
    client.post(reverse("meetings:action-undo", args=[late.ref]), {"next": PAGE})
    assert again(late).is_open


@pytest.mark.parametrize(
    ("value", "more"),
    [
        ("", {}), ("give", {}), ("give", {"owner": "sam-whitfield"}), ("date:2019-06-11", {}), ("date:", {}),
        ("date:x", {}), ("drop:2019-06-17", {}), ("burn", {}), ("drop", {"why": "x" * 501}),
    ],
)  # fmt: skip
def test_any_other_press_changes_nothing_and_says_why(client, helen, late, value, more):
    make.make_user("Sam Whitfield")
    client.force_login(helen)
    answer = press(client, late, value, **more)
    assert answer.status_code == 422
    assert "notice--bad" in answer.content.decode()
    assert again(late).version == late.version


def test_what_somebody_changed_meanwhile_is_shown_again_and_not_overwritten(client, helen, late, grace):
    client.force_login(helen)
    again(late).add_update("Nearly", by=grace.person, on=WEDNESDAY)
    again(late).move_to(date(2019, 6, 14), by=grace.person, on=WEDNESDAY)
    answer = press(client, late, "drop")
    assert "Somebody else changed it meanwhile" in answer.content.decode()
    assert (again(late).due, again(late).is_open) == (date(2019, 6, 14), True)


def test_only_who_runs_the_group_settles(client, helen, late, grace):
    for user, status in ((grace, 403), (make.make_user("Sam Whitfield"), 403)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        assert press(client, late, "drop").status_code == status
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert again(late).is_open


def test_an_action_of_another_group_is_not_settled_here(client, helen, late):
    other = make.make_action("Elsewhere", helen.person, forum=make.make_forum("HMT"), due=date(2019, 5, 1))
    client.force_login(helen)
    press(client, other, "drop")
    assert again(other).is_open


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_ask_no_more_than_few(client, helen, dmt, django_assert_num_queries, count):
    for number in range(count):
        owner = make.make_person(f"Owner {number}", to_date=date(2019, 6, 1))
        make.make_action(
            f"Late {number}",
            owner,
            forum=dmt,
            meeting=make.make_meeting(dmt, date(2019, 1, number % 28 + 1)) if number < 28 else None,
        )
        make.join(dmt, make.make_person(f"Member {number}"))
    client.force_login(helen)
    with django_assert_num_queries(12):
        client.get(PAGE)

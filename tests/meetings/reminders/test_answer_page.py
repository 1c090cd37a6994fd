"""The page that a letter's link opens: answered without signing in, once, by its owner, for their own actions."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from hackit.models import Event
from meetings.models import ActionUpdate, Reply
from tests import factories as make
from tests.meetings.reminders.before_world import MONDAY, SATURDAY, World, link, says, unchanged


def test_all_are_answered_in_one_go_without_signing_in(world, stranger):
    done = world.action("Send the plan", due=MONDAY)
    fine = world.action("Count phones", due=date(2019, 7, 1))
    later = world.action("Ring Finance", due=MONDAY)
    stuck = world.action("Tidy codes", due=MONDAY)
    address = link(world.ask(done, fine, later, stuck))
    html = stranger.get(address).content.decode()
    for words in ("Send the plan", "Count phones", "Priya will see them on Monday", "Send my answers"):
        assert words in html
    sent = (
        says(done, "done", words="Sent on Friday")
        | says(fine, "on_track")
        | says(later, "moved", due="21 June", why="Leave")
        | says(stuck, "help", need="Somebody who knows the codes", whom="Finance")
    )
    answer = stranger.post(address, sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    html = stranger.get(address).content.decode()
    assert "Thank you, Grace" in html
    assert "Priya will see this on Monday." in html
    assert "<form" not in html
    for action in (done, fine, later, stuck):
        action.refresh_from_db()
    assert (done.status, done.ended_on, done.ended_by) == ("done", SATURDAY, world.grace.person)
    assert (fine.status, later.due, later.times_moved) == ("not_started", date(2019, 6, 21), 1)
    assert stuck.is_open
    said = {row.action.text: row for row in ActionUpdate.objects.select_related("action")}
    assert {text: row.text for text, row in said.items()} == {
        "Send the plan": "Sent on Friday",
        "Count phones": "",
        "Ring Finance": "Leave",
        "Tidy codes": "Somebody who knows the codes, from Finance",
    }
    answers = [said[action.text].answer for action in (done, fine, later, stuck)]
    assert answers == ["done", "on_track", "moved", "help"]
    for row in said.values():
        assert (row.meeting, row.on, row.created_by) == (world.meeting, SATURDAY, world.grace.person)
    verbs = set(Event.objects.filter(actor_id=world.grace.person.pk).values_list("verb", flat=True))
    assert {"done", "on track", "date moved", "help asked for", "noted"} <= verbs


def test_following_the_link_changes_nothing_and_nobody_keeps_the_page(world, stranger):
    letter = world.ask(world.action("Send the plan"))
    before = unchanged()
    for method in (stranger.get, stranger.head):
        answer = method(link(letter))
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert not answer.cookies
    assert unchanged() == before
    html = stranger.get(link(letter)).content.decode()
    assert "<script" not in html
    assert stranger.put(link(letter)).status_code == 405


def test_some_now_and_the_rest_later(world, stranger):
    one, two = world.action("Send the plan"), world.action("Count phones")
    letter = world.ask(one, two)
    stranger.post(link(letter), says(one, "done"))
    html = stranger.get(link(letter)).content.decode()
    assert "1 is still to be answered" in html
    assert html.index("Count phones") < html.index("Send the plan")
    stranger.post(link(letter), says(two, "on_track"))
    assert Reply.objects.count() == 2


def test_a_second_press_changes_nothing_and_says_so(world, stranger):
    one, two = world.action("Send the plan"), world.action("Count phones")
    letter = world.ask(one, two)
    sent = says(one, "moved", due="21 June") | says(two, "on_track")
    stranger.post(link(letter), sent)
    before = unchanged()
    answer = stranger.post(link(letter), sent | says(one, "done"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was changed." in html
    assert "You answered “Send the plan” already." in html
    assert unchanged() == before


def test_what_ended_was_passed_on_or_taken_away_meanwhile_stays_as_it_is(world, stranger):
    ended, passed, gone = world.action("Send the plan"), world.action("Secret handover"), world.action("Secret waste")
    letter = world.ask(ended, passed, gone)
    ended.complete(by=world.priya.person, on=SATURDAY)
    passed.give_to(world.sam.person, by=world.priya.person)
    gone.delete_softly(by=world.priya.person)
    before = unchanged()
    sent = says(ended, "on_track") | says(passed, "done") | says(gone, "done")
    answer = stranger.post(link(letter), sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    for words in ("“Send the plan” is finished already.", "somebody else’s now", "taken away"):
        assert words in html
    assert "Secret" not in html
    assert unchanged() == before


def test_what_could_be_taken_is_taken_beside_what_could_not(world, stranger):
    ended, open_ = world.action("Send the plan"), world.action("Count phones")
    letter = world.ask(ended, open_)
    ended.drop(by=world.priya.person, on=SATURDAY)
    assert stranger.post(link(letter), says(ended, "done") | says(open_, "done")).status_code == 302
    html = stranger.get(link(letter)).content.decode()
    assert "Settled meanwhile" in html
    assert Reply.objects.get().action == open_


def test_an_action_that_was_not_asked_about_is_not_answered(world, stranger):
    asked, own, other = world.action("Send the plan"), world.action("Mine too"), world.action("Hers", world.priya)
    letter = world.ask(asked)
    before = unchanged()
    answer = stranger.post(link(letter), says(own, "done") | says(other, "done"))
    assert answer.status_code == 422
    for words in ("Mine too", "Hers"):
        assert words not in answer.content.decode()
    assert unchanged() == before


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_count_once(today):
    world = World()
    action = world.action("Send the plan", due=MONDAY)
    letter = world.ask(action)
    start = threading.Barrier(2)

    def press(number: int) -> int:
        start.wait()
        try:
            return (
                Client().post(link(letter), says(action, "moved", due=f"{20 + number} June", why="Leave")).status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(press, range(2)))
    assert statuses == [302, 409]
    action.refresh_from_db()
    assert (action.times_moved, action.updates.count(), Reply.objects.count()) == (1, 1, 1)


WRONG = {
    "nothing chosen": ({}, "Choose an answer for at least one of them"),
    "words without an answer": ({"words": "Hello"}, "Choose an answer for “Send the plan”"),
    "no date": ({"kind": "moved", "why": "Leave"}, "Enter the new date"),
    "no date at all": ({"kind": "moved", "due": "31 February", "why": "x"}, "The new date must be a real date"),
    "past": ({"kind": "moved", "due": "1 June 2019", "why": "Leave"}, "must be today or later"),
    "the same": ({"kind": "moved", "due": "10 June 2019", "why": "x"}, "That is the date it has now"),
    "no reason": ({"kind": "moved", "due": "21 June"}, "Say why the date moves"),
    "no need": ({"kind": "help", "whom": "Finance"}, "Say what you need"),
    "no such answer": ({"kind": "dropped"}, "Choose done, on track, new date or need help"),
    "too long": ({"kind": "done", "words": "x" * 501}, "500 characters or fewer"),
    "binary": ({"kind": "help", "need": "GIF\x00\x01"}, "Null characters are not allowed"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_missing_is_asked_for_and_nothing_is_saved(world, stranger, wrong):
    action, other = world.action("Send the plan", due=MONDAY), world.action("Count phones")
    letter = world.ask(action, other)
    fields, said = WRONG[wrong]
    before = unchanged()
    beside = says(other, "done") if fields else {}
    sent = {f"{action.ref}-{name}": value for name, value in fields.items()} | beside
    answer = stranger.post(link(letter), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert "<title>Error: " in html
    assert unchanged() == before


def test_a_first_date_needs_no_reason(world, stranger):
    action = world.action("Send the plan")
    stranger.post(link(world.ask(action)), says(action, "moved", due="Fri"))
    action.refresh_from_db()
    assert (action.due, action.times_moved) == (date(2019, 6, 14), 0)


def test_what_is_typed_is_shown_as_typed(world, stranger):
    action = world.action("<b>Bold</b> & brave")
    letter = world.ask(action)
    stranger.post(link(letter), says(action, "help", need="<script>x</script>"))
    html = stranger.get(link(letter)).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; brave" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_one_letter_may_ask_for_two_meetings(world, stranger):
    hmt = make.make_forum("HMT")
    other = make.make_meeting(hmt, date(2019, 6, 12))
    one, two = world.action("Send the plan"), make.make_action("Brief the chief", world.grace.person, forum=hmt)
    letter = world.ask(one, more=[(other, [two])])
    html = stranger.get(link(letter)).content.decode()
    assert html.index("For DMT on Monday") < html.index("Send the plan") < html.index("For HMT on Wednesday")
    stranger.post(link(letter), says(one, "done") | says(two, "on_track"))
    assert {update.meeting for update in ActionUpdate.objects.all()} == {world.meeting, other}


def test_thirty_presses_an_hour_are_enough(world, stranger):
    action = world.action("Send the plan")
    letter = world.ask(action)
    statuses = [stranger.post(link(letter), {}).status_code for _press in range(31)]
    assert (statuses[0], statuses[29], statuses[30]) == (422, 422, 429)
    assert stranger.get(link(letter)).status_code == 200
    other = world.action("Count phones", world.martin)
    assert stranger.post(link(world.ask(other)), says(other, "done")).status_code == 302


def test_the_page_shows_nothing_but_its_owners_actions(world, stranger):
    secret = make.make_meeting(world.dmt, date(2019, 6, 3), title="canarytitle", location="canaryroom")
    item = make.make_item(secret, "canaryitem", audience="members")
    mine = world.action("Send the plan", meeting=secret, item=item, source_label="canarysource", audience="members")
    mine.set_helpers([world.sam.person])
    mine.add_update("canaryupdate", by=world.priya.person, on=SATURDAY)
    world.action("canaryother", world.priya)
    world.action("canarynobody", None)
    world.meeting.title, world.meeting.location, world.meeting.summary = "canarynow", "canarythere", "canarysum"
    world.meeting.save()
    world.action("canaryunasked")
    letter = world.ask(mine)
    pages = [
        stranger.get(link(letter)),
        stranger.post(link(letter), {}),
        stranger.post(link(letter), says(mine, "done")),
    ]
    pages.append(stranger.get(link(letter)))
    for page in pages:
        html = page.content.decode()
        assert "canary" not in html
        assert "Sam" not in html


@pytest.mark.parametrize("count", [1, 20])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_actions_cost_no_more_questions_than_one(world, stranger, django_assert_num_queries, count):
    actions = [world.action(f"Action {number}", due=MONDAY) for number in range(count)]
    letter = world.ask(*actions)
    with django_assert_num_queries(6):
        stranger.get(link(letter))

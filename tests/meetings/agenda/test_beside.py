"""What stands beside an agenda: asked of the records when it is looked at, never copied."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from meetings.agenda.beside import MOST
from meetings.decisions.models import Referral
from meetings.models import AgendaItem, Meeting
from tests.factories import make_action, make_decision, make_forum, make_item, make_line, make_meeting

DAY = date(2019, 6, 4)
AHEAD = date(2099, 6, 9)
WEEK = timedelta(days=7)


@pytest.fixture
def meeting(forum):
    return make_meeting(forum, AHEAD)


def url(name, record):
    return reverse(f"meetings:{name}", args=[record.ref])


@pytest.fixture
def page_of(as_user, priya):
    return lambda meeting: as_user(priya).get(url("meeting-agenda", meeting)).content.decode()


def test_what_ran_out_of_time_and_open_actions_stand_beside_the_next_agenda(as_user, forum, meeting, priya, grace):
    last = make_meeting(forum, date(2099, 6, 2))
    ran_out = make_item(last, "Apprenticeships", state="ran_out", lead=grace.person)
    make_action("Chase the bids", grace.person, meeting=last)
    done = make_action("Long done", grace.person, meeting=last)
    done.complete(by=None, on=DAY)
    page = as_user(priya).get(url("meeting-agenda", meeting)).content.decode()
    assert "Ran out of time on Tue 2 June" in page
    assert "Chase the bids" in page
    assert "Long done" not in page
    assert not meeting.items.exists()
    for _press in range(2):
        as_user(priya).post(url("item-take-up", meeting), {"item": ran_out.ref})
    taken = meeting.items.get()
    assert (taken.title, taken.continues, taken.lead) == ("Apprenticeships", ran_out, grace.person)
    assert "Ran out of time on" not in as_user(priya).get(url("meeting-agenda", meeting)).content.decode()


def test_everything_overdue_stands_there_however_much_it_is(meeting, forum, page_of, grace):
    for number in range(MOST + 3):
        make_action(f"Errand {number:02}", grace.person, forum=forum, due=date(2019, 5, 3))
    make_action("Not promised yet", grace.person, forum=forum, due=date(2019, 5, 3), due_is_assumed=True)
    page = page_of(meeting)
    late, others = page.split(">Overdue</h2>")[1].split(">Other open actions</h2>")
    assert [f"Errand {number:02}" in late for number in range(MOST + 3)] == [True] * (MOST + 3)
    assert "Errand" not in others
    assert "Not promised yet" in others


def test_a_meeting_planned_early_changes_nothing(as_user, forum, page_of, priya):
    """Next month's meeting is there before this one is held: what comes over is asked when it is looked at."""
    now = make_meeting(forum, AHEAD)
    item = make_item(now, "Apprenticeships")
    early = make_meeting(forum, AHEAD + 4 * WEEK)
    assert "Apprenticeships" not in page_of(early)
    item.mark("ran_out", by=None)
    make_action("Chase the bids", priya.person, meeting=now)
    assert "Ran out of time on Tue 9 June" in page_of(early)
    assert "Chase the bids" in page_of(early)
    assert not early.items.exists()
    between = make_meeting(forum, AHEAD + WEEK)
    assert "Ran out of time on Tue 9 June" in page_of(between)
    as_user(priya).post(url("item-take-up", between), {"item": item.ref})
    assert "Ran out of time on Tue 9 June" not in page_of(early)


def test_what_ran_out_waits_on_after_a_meeting_that_did_not_take_it_up(forum, meeting, page_of):
    make_item(make_meeting(forum, AHEAD - 2 * WEEK), "Apprenticeships", state="ran_out")
    make_meeting(forum, AHEAD - WEEK)
    assert "Apprenticeships" in page_of(meeting)


def test_an_item_typed_anew_by_the_same_name_stands_there_once(forum, meeting, page_of):
    make_item(make_meeting(forum, AHEAD - 2 * WEEK), "Apprenticeships", state="ran_out")
    make_item(make_meeting(forum, AHEAD - WEEK), "apprenticeships", state="ran_out")
    page = page_of(meeting)
    assert "Ran out of time on Tue 2 June" in page
    assert "Ran out of time on Tue 26 May" not in page
    make_item(meeting, "Apprenticeships")
    assert "Left over" not in page_of(meeting)


def test_what_was_taken_up_under_another_title_is_left_out(as_user, forum, meeting, page_of, priya):
    old = make_item(make_meeting(forum, AHEAD - WEEK), "Apprenticeships", state="ran_out")
    as_user(priya).post(url("item-take-up", meeting), {"item": old.ref})
    item = meeting.items.get()
    item.title = "Which bids we back"
    item.save_as(by=None, verb="changed")
    assert "Left over" not in page_of(meeting)


def test_items_of_a_cancelled_meeting_wait_and_its_standing_items_do_not(forum, meeting, page_of):
    standing = forum.standing_items.create(title="Audit")
    cancelled = make_meeting(forum, AHEAD - WEEK, state=Meeting.State.CANCELLED)
    make_item(cancelled, "Parking")
    make_item(cancelled, "Audit", standing_item=standing)
    page = page_of(meeting)
    assert "From Tue 2 June, which was cancelled" in page
    assert "Audit" not in page


def test_what_a_wrapped_up_meeting_never_reached_waits_too(forum, meeting, page_of, priya):
    held = make_meeting(forum, AHEAD - WEEK, state=Meeting.State.SHARED)
    make_item(held, "Parking")
    make_line(make_item(held, "Talked about"), "A word", priya.person)
    page = page_of(meeting)
    assert "Not reached on Tue 2 June" in page
    assert "Talked about" not in page


def test_what_a_higher_group_said_with_caveats_comes_back_by_itself(forum, meeting, page_of, grace):
    hmt = make_forum("HMT")
    referral = Referral(title="Mobile phones", to_forum=hmt, sent_on=DAY, forum=forum, audience="members")
    referral.save_as(by=grace.person, verb="sent")
    assert "Open caveats" not in page_of(meeting)
    answer = referral.answer_with("caveats", by=grace.person, on=DAY, caveats=["tax check", "app tested"])
    page = page_of(meeting)
    assert "Tax check" in page
    assert "App tested" in page
    assert "HMT: Mobile phones" in page
    answer.caveats.get(text="tax check").settle("done", by=grace.person, on=DAY)
    assert "Tax check" not in page_of(meeting)


def test_caveats_that_nobody_listed_are_asked_for(forum, meeting, page_of):
    make_decision("One phone", forum=forum, outcome="caveats", caveats_to_follow=True)
    assert "Caveats to be listed" in page_of(meeting)


def test_decisions_to_review_by_the_meeting_stand_there_until_they_are_on_an_agenda(
    as_user, forum, meeting, page_of, priya
):
    due = make_decision("One phone", forum=forum, review_date=AHEAD)
    make_decision("Two desks", forum=forum, review_date=AHEAD + WEEK)
    page = page_of(meeting)
    assert "One phone" in page
    assert "Two desks" not in page
    data = {"kind": "decision", "record": due.ref}
    for _press in range(2):
        as_user(priya).post(url("agenda-put", meeting), data)
    item = meeting.items.get()
    assert (item.title, item.about_type, item.about_ref, item.state) == ("One phone", "decision", due.ref, "open")
    assert "Decisions to look at again" not in page_of(meeting)


def test_what_was_put_off_comes_when_it_is_due_or_at_once_without_a_day(forum, meeting, page_of):
    before = AHEAD - WEEK
    make_decision("Shared desks", forum=forum, outcome="put_off", date=before, put_off_until=AHEAD)
    make_decision("Much later", forum=forum, outcome="put_off", date=before, put_off_until=AHEAD + WEEK)
    make_decision("Some day", forum=forum, outcome="put_off", date=before)
    page = page_of(meeting)
    assert "Shared desks" in page
    assert "Some day" in page
    assert "Much later" not in page


def test_ideas_and_questions_wait_until_they_are_put_on_an_agenda(as_user, forum, meeting, page_of, grace, priya):
    item = make_item(make_meeting(forum, AHEAD - WEEK), "Phones", state="discussed")
    idea = make_line(item, "idea: lend the old phones", grace.person, kind="idea")
    make_line(item, "a plain note", grace.person)
    make_line(None, "idea: my own", priya.person, kind="idea", day=AHEAD - WEEK)
    page = page_of(meeting)
    assert "end the old phones" in page
    assert "a plain note" not in page
    assert "my own" not in page
    as_user(grace).post(url("agenda-put", meeting), {"kind": "line", "record": idea.ref})
    assert meeting.items.get().state == AgendaItem.State.PROPOSED
    assert "Ideas and questions" not in page_of(meeting)


def test_only_the_most_pressing_actions_stand_there_with_the_way_to_all(forum, meeting, page_of, priya):
    for number in range(MOST + 3):
        make_action(f"Do {number:02}", priya.person, forum=forum, due=AHEAD + timedelta(days=number))
    make_action("Not ours", priya.person, forum=make_forum("HMT"), due=DAY)
    page = page_of(meeting)
    assert page.count("Do 0") == MOST
    assert "Do 08" not in page
    assert "Not ours" not in page
    assert f"All {MOST + 3} open actions of DMT" in page
    assert "?whose=all&amp;group=dmt" in page


@pytest.mark.parametrize("data", [{}, {"kind": "dragon", "record": "x"}, {"kind": "decision", "record": "nosuchref0"}])
def test_only_what_there_is_is_put_on(as_user, meeting, priya, data):
    assert as_user(priya).post(url("agenda-put", meeting), data).status_code == 404


def test_another_groups_record_is_not_put_on_and_a_cancelled_meeting_takes_nothing(as_user, forum, meeting, priya):
    theirs = make_decision("Theirs", forum=make_forum("HMT"))
    assert (
        as_user(priya).post(url("agenda-put", meeting), {"kind": "decision", "record": theirs.ref}).status_code == 404
    )
    cancelled = make_meeting(forum, AHEAD + WEEK, state=Meeting.State.CANCELLED)
    ours = make_decision("Ours", forum=forum)
    as_user(priya).post(url("agenda-put", cancelled), {"kind": "decision", "record": ours.ref})
    assert not cancelled.items.exists()


def test_nothing_stands_beside_the_agenda_of_a_meeting_that_was_held(forum, page_of, priya):
    make_action("Chase the bids", priya.person, forum=forum)
    assert "Chase the bids" not in page_of(make_meeting(forum, DAY, state=Meeting.State.SHARED))

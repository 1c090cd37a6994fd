"""Going through open actions in a meeting: their order, what is known of each, each answer and its undo, who may."""

from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.audience import Viewer
from hackit.models import Role
from meetings.actions.answers import Answer
from meetings.actions.looked_at import LookedAt, looked_at
from meetings.models import Action, ActionUpdate, Meeting
from meetings.publishing.writes import share
from meetings.room.asking import Setting
from meetings.room.board import memo_of
from meetings.room.steps import steps_of
from tests.factories import join, make_action, make_decision, make_item, make_meeting, make_user
from tests.meetings.lines.conftest import MONDAY

SETTING = Setting(MONDAY, None, True, MONDAY + timedelta(weeks=1), "DMT")
HTMX = {"HX-Request": "true"}


def signed_in(user) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def item(room):
    return make_item(room.meeting, "Actions from last week", kind="actions", position=3)


@pytest.fixture
def weeks(room):
    """The four meetings before, the last one first."""
    return [make_meeting(room.dmt, MONDAY - timedelta(weeks=n)) for n in (1, 2, 3, 4)]


@pytest.fixture
def late(room, item, weeks):
    return make_action("Compare SIM-only tariffs", room.grace, meeting=weeks[3], due=date(2019, 6, 7))


def steps(room, item, user=None, **more):
    user = user or room.priya
    setting = Setting(MONDAY, Viewer.of(user).person_id, True, room.next_meeting.date, "DMT")
    return steps_of(Meeting.objects.get(pk=room.meeting.pk), item, user, setting, **more)


def press(room, item, action, answer, user=None, client=None, htmx=True, **fields):
    address = reverse("meetings:live-actions", args=[room.meeting.ref])
    action = Action.objects.get(pk=action.pk)
    data = {"item": item.ref, "ref": action.ref, "version": action.version, "answer": answer, **fields}
    return (client or signed_in(user or room.priya)).post(address, data, headers=HTMX if htmx else {})


# --- Order, and what is known ---


def test_they_come_in_the_order_in_which_they_press(room, item, weeks, late):
    by = {"meeting": weeks[0]}
    make_action("Later", room.grace, due=date(2019, 8, 1), **by)
    make_action("Nobody", **by)
    make_action("Waiting", room.grace, status="waiting", waiting_for="Finance", **by)
    make_action("Soon", room.grace, due=date(2019, 6, 17), **by)
    make_action("Assumed", room.grace, due=date(2019, 6, 3), due_is_assumed=True, **by)
    make_action("Of today", room.grace, meeting=room.meeting)
    found = [(group.title, [str(step.action) for step in group.steps]) for group in steps(room, item).groups]
    assert found == [
        ("Overdue", ["Compare SIM-only tariffs"]),
        ("Due by the next DMT", ["Soon"]),
        ("Waiting for somebody else", ["Waiting"]),
        ("No owner yet", ["Nobody"]),
        ("The others", ["Assumed", "Later"]),
    ]


def test_each_keeps_the_number_that_the_line_means_it_by(room, item, late, weeks):
    first = make_action("An older row", room.grace, meeting=weeks[0])
    room.type("done 2", item)
    first.refresh_from_db()
    assert first.status == "done"
    found = steps(room, item)
    assert [(step.number, str(step.action)) for step in found.settled] == [(2, "An older row")]
    assert found.groups[0].steps[0].number == 1


def numbered(room, item):
    return [(step.number, str(step.action)) for group in steps(room, item).groups for step in group.steps]


def test_numbers_begin_at_one_follow_the_page_and_stay_to_the_end_of_the_meeting(room, item, weeks):
    by = {"meeting": weeks[0]}
    later = make_action("Later", room.grace, due=date(2019, 8, 1), **by)
    nobody = make_action("Nobody", **by)
    soon = make_action("Soon", room.grace, due=date(2019, 6, 17), **by)
    late = make_action("Late", room.grace, due=date(2019, 6, 3), **by)
    Action.objects.update(created_at=timezone.make_aware(datetime(2019, 6, 3, 12)))
    before = [(1, "Late"), (2, "Soon"), (3, "Nobody"), (4, "Later")]
    assert numbered(room, item) == before
    assert [str(one.action) for one in memo_of(room.meeting, item, room.priya, SETTING).numbered] == [
        name for _number, name in before
    ]
    make_action("Thought of meanwhile", room.grace, due=date(2019, 6, 1), forum=room.dmt)
    press(room, item, late, "moved", words="30 September")
    press(room, item, later, "moved", words="12 June")
    press(room, item, nobody, "moved", words="11 June")
    press(room, item, soon, "moved", words="17 June")
    assert {str(step.action): step.number for step in steps(room, item).settled} == {
        "Late": 1, "Soon": 2, "Nobody": 3, "Later": 4,
    }  # fmt: skip
    assert numbered(room, item) == [(5, "Thought of meanwhile")]
    room.type("done 2", item)
    soon.refresh_from_db()
    assert soon.status == "done"


@pytest.mark.parametrize(("at", "words"), [(0, "last time"), (1, "two meetings ago"), (3, "four meetings ago")])
def test_how_long_ago_it_was_raised_is_counted_in_meetings(room, item, weeks, at, words):
    make_action("Order phones", room.grace, meeting=weeks[at])
    assert steps(room, item).current.raised == f"raised {words}"


def test_a_cancelled_meeting_is_not_counted(room, item, weeks, late):
    Meeting.objects.filter(pk=weeks[1].pk).update(state="cancelled")
    assert steps(room, item).current.raised == "raised three meetings ago"


def answered(action, meeting, on, answer, by, text=""):
    update = action.add_update(text, by=by, on=on)
    ActionUpdate.objects.filter(pk=update.pk).update(meeting=meeting, answer=answer)


def test_it_says_at_how_many_meetings_running_it_was_asked(room, item, weeks, late):
    for week in (weeks[0], weeks[1]):
        answered(late, week, week.date, Answer.ON_TRACK, room.grace)
    assert steps(room, item).current.story == "Raised four meetings ago, asked at the last two meetings."
    ActionUpdate.objects.filter(meeting=weeks[0]).delete()
    assert steps(room, item).current.asked == ""


def test_an_answer_from_before_the_meeting_is_told_and_the_action_still_asked_about(room, item, late):
    answered(late, room.meeting, MONDAY - timedelta(days=2), Answer.HELP, room.grace, "no contract yet")
    found = steps(room, item)
    assert found.current.before == "Grace answered on Saturday: needs help: no contract yet"
    assert (found.left, found.looked_at.total) == (1, 0)


def test_what_its_owner_called_done_before_is_told_without_a_number(room, item, late):
    late.complete(by=room.grace, on=MONDAY - timedelta(days=2))
    late.updates.update(meeting=room.meeting, answer=Answer.DONE)
    found = steps(room, item)
    assert [(step.number, step.before) for step in found.settled] == [(0, "Grace answered on Saturday: done")]


# --- Answers ---


@pytest.mark.parametrize(
    ("answer", "fields", "stands", "words"),
    [
        ("done", {}, {"status": "done"}, "Done"),
        ("on_track", {}, {"status": "not_started"}, "On track"),
        ("moved", {"words": "31 July because of the budget"}, {"due": date(2019, 7, 31), "times_moved": 1},
         "Moved to Wed 31 July: the budget"),
        ("moved", {"words": "to Fri"}, {"due": date(2019, 6, 14)}, "Moved to Fri 14 June"),
        ("moved", {"words": "next DMT"}, {"due": date(2019, 6, 17)}, "Moved to Mon 17 June"),
        ("given", {"owner": "daniel okafor"}, {"owner__name": "Daniel Okafor"}, "Given to Daniel Okafor"),
        ("dropped", {}, {"status": "dropped"}, "No longer needed"),
    ],
)  # fmt: skip
def test_each_answer_is_recorded_for_the_meeting_and_can_be_taken_back(room, item, late, answer, fields, stands, words):
    before = Action.objects.filter(pk=late.pk).values(*stands).get()
    html = press(room, item, late, answer, **fields).content.decode()
    assert f'data-said="{words}: Compare SIM-only tariffs. That was the last' in html
    assert Action.objects.filter(pk=late.pk).values(*stands).get() == stands
    update = ActionUpdate.objects.get(meeting=room.meeting)
    assert (update.answer, update.on, update.created_by) == (answer, MONDAY, room.priya.person)
    assert looked_at(room.meeting, room.priya).total == 1

    address = reverse("meetings:live-undo", args=[room.meeting.ref])
    html = signed_in(room.priya).post(address, {"item": item.ref, "update": update.ref}, headers=HTMX).content.decode()
    assert 'data-said="Taken back: Compare SIM-only tariffs. 1 left' in html
    assert Action.objects.filter(pk=late.pk).values(*stands).get() == before
    assert looked_at(room.meeting, room.priya).words == ""


def test_giving_it_back_makes_the_new_owner_one_of_those_with_it_again(room, item, late):
    late.set_helpers([room.daniel])
    press(room, item, late, "given", owner="Daniel Okafor")
    update = ActionUpdate.objects.get(meeting=room.meeting)
    address = reverse("meetings:live-undo", args=[room.meeting.ref])
    signed_in(room.priya).post(address, {"item": item.ref, "update": update.ref})
    late.refresh_from_db()
    assert (late.owner, list(late.helpers.all())) == (room.grace, [room.daniel])


def test_a_caveat_stands_as_its_action_does_also_when_the_answer_is_taken_back(room, item, weeks):
    decision = make_decision("One phone", meeting=weeks[0])
    caveat = decision.add_caveat("Tax check", by=room.grace, owner=room.grace, due=None)
    press(room, item, caveat.action, "done")
    caveat.refresh_from_db()
    assert caveat.state == "done"
    update = ActionUpdate.objects.get(meeting=room.meeting)
    address = reverse("meetings:live-undo", args=[room.meeting.ref])
    signed_in(room.priya).post(address, {"item": item.ref, "update": update.ref})
    caveat.refresh_from_db()
    assert caveat.state == "to_do"


@pytest.mark.parametrize(
    ("answer", "fields", "problem"),
    [
        ("moved", {"words": "asap"}, "“asap” names no day that is certain"),
        ("moved", {"words": ""}, "Enter a day, like Fri"),
        ("given", {"owner": "Nobody Atall"}, "Nobody here is called “Nobody Atall”"),
        ("given", {"owner": ""}, "Enter a name"),
    ],
)
def test_words_that_say_nothing_come_back_with_what_is_wrong(room, item, late, answer, fields, problem):
    response = press(room, item, late, answer, **fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert problem in html
    assert 'aria-invalid="true"' in html
    assert not ActionUpdate.objects.exists()


def test_the_next_is_asked_about_and_a_skipped_one_after_the_last(room, item, late, weeks):
    second = make_action("Second", room.grace, meeting=weeks[0], due=date(2019, 6, 8))
    third = make_action("Third", room.grace, meeting=weeks[0], due=date(2019, 6, 9))
    html = press(room, item, second, "done", next=third.ref).content.decode()
    assert f'data-at="{third.ref}"' in html
    html = press(room, item, third, "done", next=second.ref).content.decode()
    assert f'data-at="{late.ref}"' in html


def test_a_press_sent_twice_counts_once_and_the_second_is_told(room, item, late):
    client = signed_in(room.priya)
    data = {"item": item.ref, "ref": late.ref, "version": late.version, "answer": "on_track"}
    address = reverse("meetings:live-actions", args=[room.meeting.ref])
    assert client.post(address, data, headers=HTMX).status_code == 200
    again = client.post(address, data, headers=HTMX)
    assert again.status_code == 409
    assert "Somebody else changed that one" in again.content.decode()
    assert ActionUpdate.objects.count() == 1


def test_what_was_changed_since_is_not_put_back(room, item, late):
    press(room, item, late, "done")
    update = ActionUpdate.objects.get(meeting=room.meeting)
    Action.objects.get(pk=late.pk).reopen(by=room.helen.person, on=MONDAY)
    address = reverse("meetings:live-undo", args=[room.meeting.ref])
    answer = signed_in(room.priya).post(address, {"item": item.ref, "update": update.ref}, headers=HTMX)
    assert "was changed since, so it stays as it is" in answer.content.decode()
    late.refresh_from_db()
    assert late.status == "in_progress"


# --- In step with the line and with other screens ---


@pytest.mark.parametrize(
    ("typed", "answer"), [("done 1", "done"), ("1 on track", "on_track"), ("1 moved to 31 July", "moved")]
)
def test_what_the_line_says_is_an_answer_too(room, item, late, typed, answer):
    room.type(typed, item)
    found = steps(room, item)
    assert [step.answer.answer for step in found.settled] == [answer]
    assert found.mine is None  # it is taken back where it was typed


def test_others_are_sent_the_actions_when_one_was_answered_or_an_answer_taken_back(room, item, late):
    address = reverse("meetings:live", args=[room.meeting.ref])

    def news(since):
        return signed_in(room.helen).get(address, {"item": item.ref, "since": since})

    room.meeting.refresh_from_db()
    before = room.meeting.change_no
    press(room, item, late, "on_track")
    answer = news(before)
    assert 'id="steps"' in answer.content.decode()
    after = int(answer.headers["X-Change"])
    assert news(after).status_code == 204
    update = ActionUpdate.objects.get(meeting=room.meeting)
    undo = reverse("meetings:live-undo", args=[room.meeting.ref])
    signed_in(room.priya).post(undo, {"item": item.ref, "update": update.ref})
    assert "1 to go through" in news(after).content.decode()


def test_any_items_actions_can_be_gone_through_on_a_page_of_their_own(room, late):
    late.set_topics(list(room.phones.topics.all()))
    client = signed_in(room.priya)
    live = client.get(reverse("meetings:live", args=[room.meeting.ref]), {"item": room.phones.ref}).content.decode()
    address = f"{reverse('meetings:live-actions', args=[room.meeting.ref])}?item={room.phones.ref}"
    assert f'href="{address}">Go through them one by one' in live
    answer = press(room, room.phones, late, "done", htmx=False, client=client)
    assert answer.url == f"{address}#steps"
    assert "All looked at" in client.get(address).content.decode()


# --- Who may ---


def test_only_the_group_goes_through_its_actions(room, item, late):
    address = reverse("meetings:live-actions", args=[room.meeting.ref])
    for user in (room.staff, room.outsider):
        assert signed_in(user).get(address, {"item": item.ref}).status_code == 404
        assert press(room, item, late, "done", user=user).status_code == 404
    assert Client().get(address, {"item": item.ref}).status_code == 302
    late.refresh_from_db()
    assert late.is_open


def test_a_member_who_only_reads_sees_them_without_keys(room, item, late):
    auditor = make_user("Martin Frost", role=Role.AUDITOR)
    join(room.dmt, auditor)
    address = reverse("meetings:live-actions", args=[room.meeting.ref])
    html = signed_in(auditor).get(address, {"item": item.ref}).content.decode()
    assert "Compare SIM-only tariffs" in html
    assert 'name="answer"' not in html
    assert press(room, item, late, "done", user=auditor).status_code == 403


def test_an_action_of_another_group_is_not_answered_here(room, item):
    other = make_action("Not ours", room.grace, forum=room.hmt)
    assert press(room, item, other, "done").status_code == 404


def test_in_a_cancelled_meeting_nothing_is_answered(room, item, late):
    Meeting.objects.filter(pk=room.meeting.pk).update(state="cancelled")
    assert press(room, item, late, "done").status_code == 403


# --- The line that tells of it ---


def test_the_summary_says_what_came_of_it_in_one_line():
    answers = ["done"] * 5 + ["moved"] * 2 + ["on_track"] * 2
    assert LookedAt.of(answers).words == "9 actions looked at: 5 done, 2 moved, 2 on track"
    assert LookedAt.of(["done"]).words == "1 action looked at: 1 done"


def test_record_agenda_staffs_page_and_copy_tell_of_it(room, item, late):
    press(room, item, late, "on_track")
    client = signed_in(room.priya)
    words = "1 action looked at: 1 on track"
    for address in (room.meeting.get_absolute_url(), reverse("meetings:meeting-agenda", args=[room.meeting.ref])):
        assert words in client.get(address).content.decode()
    live = client.get(reverse("meetings:live", args=[room.meeting.ref]), {"item": room.phones.ref}).content.decode()
    assert "<small>1 on track</small>" in live
    share(Meeting.objects.get(pk=room.meeting.pk), by=room.helen.person)
    assert words not in signed_in(room.staff).get(room.meeting.get_absolute_url()).content.decode()
    share(Meeting.objects.get(pk=late.meeting_id), by=room.helen.person)  # from now on staff see the action itself
    assert words in signed_in(room.staff).get(room.meeting.get_absolute_url()).content.decode()


@pytest.mark.in_full("postgresql")  # as many questions there
def test_sixty_cost_no_more_questions_than_one(room, item, weeks, late, client):
    def counted():
        signed = signed_in(room.priya)
        address = reverse("meetings:live-actions", args=[room.meeting.ref])
        signed.get(address, {"item": item.ref})
        with CaptureQueriesContext(connection) as queries:
            signed.get(address, {"item": item.ref})
        return len(queries)

    one = counted()
    for number in range(60):
        action = make_action(f"Wipe phone {number}", room.grace, meeting=weeks[number % 4])
        answered(action, weeks[0], weeks[0].date, Answer.ON_TRACK, room.grace)
    assert counted() == one
    assert one <= 10

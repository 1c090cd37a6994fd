"""Questions typed in a meeting, and answers: one promise each, who and when only there, all of it can be taken back."""

import uuid
from datetime import date

import pytest

from hackit.models import Entry
from meetings.models import Action, Enquiry, Line
from meetings.room import board
from meetings.room.board import setting_of
from meetings.room.change_writes import settle_owner
from meetings.room.line_writes import restore, retype, type_line, undo
from meetings.room.loading import meetings_with_next
from meetings.room.wrapup import wrap_up_of
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY

RUN_RATE = "question from finance: what is the run rate of the vendor lines? Daniel to answer by 3 July"


def row_of(room, line: Line):
    setting = setting_of(meetings_with_next().get(pk=room.meeting.pk), room.priya, on=MONDAY)
    return board.one_row(Line.objects.with_place().get(pk=line.pk), room.priya, setting)


def test_a_question_is_kept_with_one_promise_that_holds_who_and_when(room):
    line = room.type(RUN_RATE, room.finance)
    enquiry = Enquiry.objects.get()
    assert (enquiry.text, enquiry.asked_by, enquiry.asked_on, enquiry.line, enquiry.audience) == (
        "What is the run rate of the vendor lines?", "finance", MONDAY, line, "members",
    )  # fmt: skip
    action = Action.objects.get()
    assert (enquiry.action, action.owner, action.due) == (action, room.daniel, date(2019, 7, 3))
    assert action.text == "Answer finance: What is the run rate of the vendor lines?"
    assert str(row_of(room, line).gots[0]) == "Question to answer from finance. Daniel Okafor answers, by Wed 3 July"


def test_without_a_name_wrap_up_asks_who_answers(room):
    line = room.type("question from the board: why so late?", room.finance)
    assert str(row_of(room, line).gots[0]).startswith("Question to answer from the board. Nobody named yet")
    meeting = meetings_with_next().get(pk=room.meeting.pk)
    setting = setting_of(meeting, room.priya, on=MONDAY)
    questions = wrap_up_of(meeting, board.items_of(meeting, room.priya), room.priya, setting).questions
    assert [one.what for one in questions if one.what == "owner"] == ["owner"]


def test_an_unclear_name_is_asked_about_and_settled_in_the_action(room):
    line = room.type("question from audit: who holds the keys? Sam to answer by Fri", room.finance)
    action = Action.objects.get()
    assert (action.owner, action.owner_text) == (None, "Sam")
    assert "Which Sam?" in row_of(room, line).asks[0].words
    settle_owner(line, action, room.grace, by=room.priya.person)
    assert Enquiry.objects.get().action.owner == room.grace


def test_a_person_or_a_group_asks_by_name(room):
    room.type("question from Grace: how many phones?", room.finance)
    room.type("question from HMT: how many phones?", room.finance)
    assert [(one.asked_by, one.asker_words()) for one in Enquiry.objects.order_by("pk")] == [
        ("other", "Grace Li"), ("other", "HMT"),
    ]  # fmt: skip


def test_it_is_answered_by_its_number_and_the_promise_is_done(room):
    room.type(RUN_RATE, room.finance)
    line = room.type("answered 1: £40k a month", room.finance)
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.answer, enquiry.sent_back_on) == ("sent_back", "£40k a month", MONDAY)
    assert Action.objects.get().status == "done"
    assert "Sent back to finance" in line.heard[0]["said"]
    assert row_of(room, line).touches_actions


def test_it_is_answered_by_words_that_fit_one_only(room):
    room.type(RUN_RATE, room.finance)
    room.type("question from finance: when do the licences end?", room.finance)
    room.type("answered licences end: in March", room.finance)
    assert [one.state for one in Enquiry.objects.order_by("pk")] == ["open", "sent_back"]
    assert room.type("answered the phone: nobody there", room.finance).kind == "note"


def test_a_number_that_no_question_has_is_asked_about(room):
    room.type(RUN_RATE, room.finance)
    line = room.type("answered 7: yes", room.finance)
    assert "Which question do you mean?" in row_of(room, line).asks[0].words
    assert Enquiry.objects.get().is_open


def test_where_nothing_is_asked_it_stays_a_note(room):
    assert room.type("answered 1: yes", room.finance).heard[0]["kind"] == "note"


def test_an_answer_taken_back_leaves_the_question_open_and_brought_back_answers_again(room):
    room.type(RUN_RATE, room.finance)
    line = room.type("answered 1: £40k a month", room.finance)
    assert undo(Line.objects.get(pk=line.pk), by=room.priya.person) == []
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.answer, enquiry.sent_back_on) == ("open", "", None)
    assert Action.objects.get().status == "not_started"
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert Enquiry.objects.get().answer == "£40k a month"
    assert Action.objects.get().status == "done"


def test_an_answer_changed_since_is_not_taken_back(room):
    room.type(RUN_RATE, room.finance)
    line = room.type("answered 1: £40k a month", room.finance)
    Enquiry.objects.get().answer_with("£41k", by=room.priya.person, on=MONDAY, sent_back_on=MONDAY)
    assert undo(Line.objects.get(pk=line.pk), by=room.priya.person) == [
        "“What is the run rate of the vendor lines?” was changed since, so it stays as it is."
    ]
    assert Enquiry.objects.get().answer == "£41k"


def test_a_question_taken_back_takes_its_promise_with_it(room):
    line = room.type(RUN_RATE, room.finance)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    assert not Enquiry.objects.live().exists()
    assert not Action.objects.live().exists()
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert Enquiry.objects.live().get().action == Action.objects.live().get()
    again = Line.objects.get(pk=line.pk)
    retype(again, "question from audit: why?", by=room.priya.person, on=MONDAY, expected_version=again.version)
    assert [one.asked_by for one in Enquiry.objects.live()] == ["audit"]
    assert Action.objects.live().count() == 1


def test_done_with_the_promise_is_sent_back_and_undone_is_open_again(room):
    room.type(RUN_RATE, room.finance)
    action = Action.objects.get()
    action.complete(by=room.priya.person, on=date(2019, 6, 12))
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.sent_back_on, enquiry.answer) == ("sent_back", date(2019, 6, 12), "")
    Action.objects.get().undo_end(by=room.priya.person)
    assert Enquiry.objects.get().is_open


def test_the_numbers_are_those_above_the_item_and_the_promise_is_not_said_again(room):
    earlier = make.make_meeting(room.dmt, date(2019, 5, 6))
    standing = room.dmt.standing_items.create(title="Finance", kind="finance")
    item = make.make_item(earlier, "Finance", kind="finance", standing_item=standing)
    type(room.finance).objects.filter(pk=room.finance.pk).update(standing_item=standing)
    room.finance.refresh_from_db()
    type_line(
        "question from finance: what is it? Daniel to answer by Fri",
        author=room.priya.person,
        item=item,
        ref=str(uuid.uuid4()),
        on=date(2019, 5, 6),
    )
    memo = board.memo_of(room.meeting, room.finance, room.priya, setting_of(
        meetings_with_next().get(pk=room.meeting.pk), room.priya, on=MONDAY
    ))  # fmt: skip
    assert [(one.number, one.enquiry.text, one.age) for one in memo.memory.questions] == [
        (1, "What is it?", "asked 5 weeks ago")
    ]
    assert memo.numbered == []
    room.type("answered 1: this", room.finance)
    assert Enquiry.objects.get().answer == "this"


@pytest.mark.parametrize(("kind", "count"), [("investment", 0), ("audit", 0), ("finance", 1), ("general", 0)])
def test_a_question_of_finance_stands_above_finance(room, kind, count):
    make.make_enquiry("What is it?", room.dmt, asked_by="finance", asked_on=MONDAY)
    item = make.make_item(room.meeting, "Another", kind=kind)
    assert Enquiry.objects.beside(item).count() == count


@pytest.mark.parametrize("asked_by", ["finance", "audit", "board", "other"])
def test_no_question_is_lost_between_the_items(room, asked_by):
    extra = {"asker_text": "the floor"} if asked_by == "other" else {}
    make.make_enquiry("What is it?", room.dmt, asked_by=asked_by, asked_on=MONDAY, **extra)
    kinds = ("finance", "investment", "audit")
    items = [make.make_item(room.meeting, kind, kind=kind) for kind in kinds]
    assert sum(Enquiry.objects.beside(item).exists() for item in items) == 1


def test_jotted_in_ones_own_day_it_is_ones_own(room):
    room.jot("question from finance: what is it? I'll answer by Fri")
    enquiry = Enquiry.objects.get()
    assert (enquiry.audience, enquiry.forum, enquiry.action.owner) == ("me", None, room.priya.person)
    assert Enquiry.objects.visible_to(room.priya).count() == 1
    assert Enquiry.objects.visible_to(room.helen).count() == 0


def test_it_is_the_groups_and_theirs_who_answer(room):
    room.type("question from finance: what is it? Yusuf to answer", room.finance)
    for user, count in ((room.priya, 1), (room.staff, 1), (room.outsider, 0), (None, 0)):
        assert Enquiry.objects.visible_to(user).count() == count, user
        assert Entry.objects.visible_to(user).filter(kind="enquiry").count() == count, user
    Action.objects.get().give_to(room.grace, by=room.priya.person)
    assert Enquiry.objects.visible_to(room.staff).count() == 0
    assert Entry.objects.visible_to(room.staff).filter(kind="enquiry").count() == 0


def test_open_to_staff_with_a_mark_and_its_action_with_it(room):
    room.type("question from finance: what is it? Grace to answer !staff", room.finance)
    assert (Enquiry.objects.get().audience, Action.objects.get().audience) == ("staff", "staff")

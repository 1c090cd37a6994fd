"""What typed words become: every kind of recognised thing ends as the right records."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings.models import Action, AgendaItem, Attendance, Decision, Idea, Line
from meetings.room.line_writes import NothingTyped, TooLong, type_line, undo
from tests.factories import join, make_action, make_forum, make_meeting, make_topic

MONDAY = date(2019, 6, 10)


def test_an_action_has_its_owner_date_item_and_topics(room):
    line = room.type("Grace to bring three costed options by Thu")
    action = Action.objects.get()
    assert (action.text, action.owner, action.due) == ("Bring three costed options", room.grace, date(2019, 6, 13))
    assert (action.line, action.item, action.meeting, action.forum) == (line, room.phones, room.meeting, room.dmt)
    assert [topic.name for topic in action.topics.all()] == ["Mobile phones"]
    assert (line.kind, line.text) == ("action", "Grace to bring three costed options by Thu")


def test_an_action_is_for_staff_once_shared_and_its_line_stays_with_the_group(room):
    line = room.type("Grace to bring three costed options by Thu")
    action = Action.objects.get()
    assert (action.audience, action.reach) == ("staff", "members")
    assert (line.audience, line.reach) == ("members", "members")


def test_others_named_are_with_the_owner(room):
    room.type("Grace and Daniel to settle the tariff by Fri")
    action = Action.objects.get()
    assert action.owner == room.grace
    assert list(action.helpers.all()) == [room.daniel]


def test_no_date_typed_leaves_the_date_open(room):
    room.type("Grace to bring the options")
    assert (Action.objects.get().due, Action.objects.get().due_text) == (None, "")


def test_a_date_that_cannot_be_known_is_kept_as_typed(room):
    line = room.type("Grace to bring the cost codes asap")
    action = Action.objects.get()
    assert (action.due, action.due_text.lower()) == (None, "asap")
    assert "when" in line.heard[0]["flags"]


def test_next_dmt_is_the_groups_next_meeting(room):
    room.type("Grace to bring the options by next DMT")
    assert Action.objects.get().due == date(2019, 6, 17)


def test_two_people_of_one_name_leave_the_owner_open_and_are_offered(room):
    line = room.type("Sam to ask the area offices who shares a phone by Fri")
    action = Action.objects.get()
    assert (action.owner, action.owner_text) == (None, "Sam")
    assert [name for _ref, name in line.heard[0]["named"]["Sam"]] == ["Sam Whitfield", "Samira Khan"]


def test_an_unknown_name_leaves_the_owner_open_and_keeps_the_words(room):
    room.type("action: Zorg: tidy the cupboards")
    action = Action.objects.get()
    assert (action.owner, action.owner_text, action.text) == (None, "Zorg", "Zorg: tidy the cupboards")


def test_a_team_is_waited_for_and_the_items_lead_chases(room):
    room.type("Finance to say what else they need", item=room.finance)
    action = Action.objects.get()
    assert (action.status, action.waiting_for, action.owner) == ("waiting", "Finance", room.daniel)


def test_a_ticked_action_that_fits_none_is_made_as_done(room):
    room.type("[x] PSN remediation")
    action = Action.objects.get()
    assert (action.status, action.ended_on) == ("done", MONDAY)


def test_a_decision_has_its_caveats_with_owner_and_date(room):
    line = room.type("agreed one standard phone, subject to: tax check (Daniel by 3 July); repairs app works on it")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.text, decision.decided_by) == ("caveats", "One standard phone", room.dmt)
    assert (decision.meeting, decision.item, decision.date) == (room.meeting, room.phones, MONDAY)
    tax, app = decision.caveats.order_by("pk")
    assert (tax.text, tax.action.owner, tax.action.due) == ("tax check", room.daniel, date(2019, 7, 3))
    assert (app.text, app.action) == ("repairs app works on it", None)
    assert line.kind == "decision"


def test_a_caveat_for_one_of_two_sams_keeps_the_name_for_wrap_up(room):
    line = room.type("agreed one phone, subject to: tax check (Sam by 3 July)")
    action = Action.objects.get()
    assert (action.owner, action.owner_text, action.caveat.text) == (None, "Sam", "tax check")
    assert len(line.heard[0]["named"]["Sam"]) == 2


@pytest.mark.parametrize(
    ("typed", "outcome", "until"),
    [
        ("not agreed: a second pilot", "not_agreed", None),
        ("put off: the new contract until 1 July", "put_off", date(2019, 7, 1)),
        ("agreed the pilot goes on, with caveats", "caveats", None),
    ],
)
def test_a_decision_has_the_outcome_that_was_said(room, typed, outcome, until):
    room.type(typed)
    decision = Decision.objects.get()
    assert (decision.outcome, decision.put_off_until) == (outcome, until)


def test_the_board_made_it_if_its_name_stands_first(room):
    room.type("HMT agreed mobiles with a couple of caveats")
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.forum, decision.caveats_to_follow) == (room.hmt, room.dmt, True)


def test_ideas_questions_and_asks_are_what_they_say(room):
    idea = room.type("idea: lend the old phones to the digital skills sessions")
    question = room.type("? who pays for the cases")
    ask = room.type("ask: somebody who knows the depot")
    assert [line.kind for line in (idea, question, ask)] == ["idea", "question", "ask"]
    assert Idea.objects.get().text == "Lend the old phones to the digital skills sessions"


def test_noted_is_a_note_with_a_tick(room):
    line = room.type("noted: period 2 is in")
    assert (line.kind, line.noted) == ("note", True)


def test_a_budget_position_is_kept_as_a_note_and_said_back(room):
    line = room.type("working May: in line with the review", item=room.finance)
    assert line.kind == "note"
    assert "in line" in line.heard[0]["said"]


def test_done_by_number_ends_the_open_action_beside_the_item(room):
    old = make_meeting(room.dmt, date(2019, 5, 20))
    first = make_action("Compare SIM-only tariffs", room.grace, meeting=old, topics=room.phones.topics.all())
    second = make_action("List phones nobody has used", room.daniel, meeting=old, topics=room.phones.topics.all())
    room.type("done 2")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status, second.ended_on) == ("not_started", "done", MONDAY)
    room.type("1 moved to 31 July: leave")
    first.refresh_from_db()
    assert (first.due, first.updates.get().text) == (date(2019, 7, 31), "leave")


def test_numbers_mean_the_same_to_the_end_of_the_meeting(room):
    old = make_meeting(room.dmt, date(2019, 5, 20))
    first = make_action("Compare tariffs", room.grace, meeting=old, topics=room.phones.topics.all())
    second = make_action("List old phones", room.daniel, meeting=old, topics=room.phones.topics.all())
    room.type("done 1")
    room.type("done 2")
    assert {Action.objects.get(pk=a.pk).status for a in (first, second)} == {"done"}


def test_an_update_of_no_action_is_kept_and_asks_which(room):
    line = room.type("done 7")
    assert "which_action" in line.heard[0]["flags"]
    assert line.text == "done 7"


def test_attendance_is_written_down(room):
    room.type("present: Priya, Grace; apols Daniel; Ruth for finance")
    states = {row.person.name: (row.state, row.item) for row in Attendance.objects.filter(meeting=room.meeting)}
    assert states["Priya Nair"] == ("present", None)
    assert states["Daniel Okafor"] == ("apologies", None)
    assert states["Ruth Bello"] == ("guest", room.finance)


def test_who_arrives_late_is_here_and_who_leaves_stays_what_was_said_of_them(room):
    room.type("apols Daniel; Ruth for finance")
    late = room.type("Daniel arrived 10:20")
    left = room.type("Ruth left at 11")
    states = {row.person.name: row.state for row in Attendance.objects.filter(meeting=room.meeting)}
    assert states == {"Daniel Okafor": "present", "Ruth Bello": "guest"}
    assert (late.text, late.heard[0]["said"]) == ("Daniel arrived 10:20", "Here: Daniel Okafor, arrived 10:20.")
    for line in (late, left):
        undo(line, by=room.priya.person)
    states = {row.person.name: row.state for row in Attendance.objects.filter(meeting=room.meeting)}
    assert states == {"Daniel Okafor": "apologies", "Ruth Bello": "guest"}


def test_items_go_on_the_next_agenda_of_a_group(room):
    away = make_forum("Away day")
    join(away, room.priya)
    coming = make_meeting(away, date(2019, 7, 1))
    room.type("for away day: cost codes, approvers")
    items = AgendaItem.objects.filter(meeting=coming)
    assert [(item.title, item.state) for item in items] == [("cost codes", "open"), ("approvers", "open")]


def test_an_item_for_a_group_one_is_not_in_is_proposed(room):
    coming = make_meeting(room.hmt, date(2019, 6, 11))
    room.type("for HMT: phone costs")
    assert AgendaItem.objects.get(meeting=coming).state == "proposed"


def test_an_item_for_a_group_without_a_next_meeting_stays_a_note(room):
    line = room.type("for HMT: phone costs")
    assert "no_meeting" in line.heard[0]["flags"]
    assert not AgendaItem.objects.filter(forum=room.hmt).exists()


def test_sorts_and_coming_up_are_of_the_line(room):
    assert room.jot("learning: four people share one phone").sort == "learning"
    line = room.jot("coming up: telephony contract ends before the summer break")
    assert (line.kind, line.due, bool(line.due_text)) == ("coming_up", None, True)


def test_a_tag_counts_before_the_items_topics(room):
    budget = make_topic("Budget")
    line = room.type("Grace to check the total by Fri #budget")
    assert list(line.topics.all()) == [budget]
    assert list(Action.objects.get().topics.all()) == [budget]


def test_a_mark_says_who_may_see(room):
    assert room.type("the supplier is in trouble !me").reach == "named"
    room.type("Grace to ring the supplier by Fri !dmt")
    assert Action.objects.get().audience == "members"


def test_several_things_in_one_line_make_several_records(room):
    line = room.type("agreed one phone. Grace to order ten by Fri")
    assert (Decision.objects.count(), Action.objects.count()) == (1, 1)
    assert {entry["kind"] for entry in line.heard} == {"decision", "action"}


def test_the_first_line_starts_the_meeting_and_marks_nothing_else(room):
    room.type("hello")
    room.meeting.refresh_from_db()
    room.phones.refresh_from_db()
    assert (room.meeting.state, room.phones.state) == ("in_progress", "open")


def test_each_line_has_the_number_of_its_change(room):
    numbers = [room.type("one").change_no, room.type("two").change_no]
    assert numbers == [1, 2]


# --- Sent twice ---


def test_the_same_reference_again_gives_the_line_there_is(room):
    ref = str(uuid.uuid4())
    first = type_line("Grace to ring by Fri", author=room.priya.person, item=room.phones, ref=ref, on=MONDAY)
    again = type_line("Grace to ring by Fri", author=room.priya.person, item=room.phones, ref=ref, on=MONDAY)
    assert (first.is_new, again.is_new, again.line.pk) == (True, False, first.line.pk)
    assert (Line.objects.count(), Action.objects.count()) == (1, 1)


def test_somebody_elses_reference_is_refused(room):
    ref = room.type("mine").ref
    with pytest.raises(PermissionDenied):
        type_line("yours", author=room.helen.person, item=room.phones, ref=ref, on=MONDAY)


# --- Nothing is lost ---


@pytest.mark.parametrize("typed", ["", "   \n "])
def test_nothing_typed_is_refused(room, typed):
    with pytest.raises(NothingTyped):
        room.type(typed)


def test_too_much_for_a_line_is_refused_whole(room):
    with pytest.raises(TooLong):
        room.type("x" * 4001)
    assert not Line.objects.exists()


words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=80)
pieces = st.sampled_from([
    "Grace to ", "agreed ", "by Fri", "subject to: ", "(Daniel by 3 July)", "done 1", "[x] ", "#mobile-phones ", "!me",
    "present: Grace", "for HMT: ", "idea: ", "? ", "; ", "Sam", "HMT agreed ", "put off: ", "until 1 July", "\n",
])  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(pieces, words), min_size=1, max_size=8).map("".join))
def test_a_line_never_disappears_and_stands_as_it_was_typed(room, typed):
    if not typed.strip():
        return
    line = room.type(typed)
    kept = Line.objects.get(pk=line.pk)
    assert kept.text == typed.replace("\r\n", "\n").replace("\r", "\n")
    assert not any("not_understood" in entry.get("flags", []) for entry in kept.heard)


def test_a_line_stays_as_a_note_if_what_it_says_cannot_be_recorded(room, monkeypatch, caplog):
    monkeypatch.setattr(Action, "save_as", lambda *args, **kwargs: 1 / 0)
    line = room.type("Grace to ring by Fri")
    assert (line.text, line.kind) == ("Grace to ring by Fri", "note")
    assert not Action.objects.exists()
    assert "could not be recorded" in caplog.text


# --- In one's own day ---


def test_a_jotting_is_for_oneself_and_so_is_its_action(room):
    line = room.jot("I'll send the pilot figures by Thu")
    action = Action.objects.get()
    assert (line.reach, action.reach, action.owner) == ("named", "named", room.priya.person)
    assert not Action.objects.visible_to(room.helen).exists()


def test_whoever_a_jotted_action_is_for_sees_it_and_nobody_else(room):
    room.jot("Helen to ring the supplier by Fri")
    assert Action.objects.visible_to(room.helen).get().owner == room.helen.person
    assert not Action.objects.visible_to(room.staff).exists()


def test_a_jotted_decision_is_made_outside_a_meeting_for_the_group(room):
    room.jot("DMT agreed to keep the pilot going")
    decision = Decision.objects.get()
    assert (decision.meeting, decision.forum, decision.reach, decision.date) == (None, room.dmt, "members", MONDAY)
    assert Decision.objects.visible_to(room.helen).exists()
    assert not Decision.objects.visible_to(room.staff).exists()


def test_a_jotted_decision_of_somebody_in_no_group_stays_with_them(room):
    room.jot("agreed to meet monthly", author=room.staff.person)
    assert Decision.objects.get().reach == "named"


def test_done_in_ones_own_day_means_ones_own_action_by_its_words(room):
    action = make_action("Send the pilot figures", room.priya.person, forum=room.dmt)
    room.jot("done pilot figures")
    action.refresh_from_db()
    assert action.status == "done"

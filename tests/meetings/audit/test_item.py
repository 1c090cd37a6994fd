"""An audit item of a meeting: what it opens with, and a date that is moved from it in a few keystrokes."""

import re
from datetime import date

import pytest

from meetings.models import Action, Line
from meetings.room.line_writes import restore, undo
from tests import factories as make

MONDAY = date(2019, 6, 10)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def live(client, room, audit) -> str:
    return text_of(client.get(f"/meetings/{room.meeting.ref}/live/?item={audit.item.ref}"))


def test_it_opens_with_the_plan_what_is_late_and_what_is_open(as_, room, audit):
    make.make_review("Backups", room.dmt, stage="fieldwork")
    make.make_review("Licences", room.dmt, stage="cancelled", note="Sold")
    later = make.make_recommendation(audit.review, "Older", owner=room.grace, due=date(2019, 4, 1), reference="3")
    later.action.move_to(date(2019, 6, 5), by=None, on=MONDAY, reason="Busy")
    page = live(as_(room.priya), room, audit)
    assert "Plan of 2019/20: 1 of 2 reported, 1 in fieldwork, 1 cancelled" in page
    assert page.index("3 Older") < page.index("1.2 End leavers") < page.index("1.10 Review who")
    assert "First Mon 1 April now Wed 5 June" in page
    assert "Number 1 below" in page


def test_who_does_not_see_the_review_has_no_memory_of_it(as_, room, audit):
    other = make.make_item(make.make_meeting(room.hmt, MONDAY), "Audit", kind="audit")
    make.join(room.hmt, room.helen)
    page = text_of(as_(room.helen).get(f"/meetings/{other.meeting.ref}/live/?item={other.ref}"))
    assert "leavers" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "{n} by 30 June: payroll is late", "{n} moved to 30 June: payroll is late", "1.2 by 30 June: payroll is late",
        "1.2 now 30 June: payroll is late",
    ],
)  # fmt: skip
def test_a_date_moves_in_under_fifteen_keystrokes_beside_its_words(as_, room, audit, typed):
    page = live(as_(room.priya), room, audit)
    number = re.search(r"1\.2 End leavers' access at once .*?Number (\d+) below", page.replace("&#x27;", "'"))[1]
    line = typed.format(n=number)
    keys = len(line) - len("30 June") - len("payroll is late") + 1  # and Enter
    assert keys < 15
    address = f"/meetings/{room.meeting.ref}/live/lines/"
    answer = as_(room.priya).post(address, {"item": audit.item.ref, "text": line, "ref": ""}, follow=True)
    assert answer.status_code == 200
    action = Action.objects.get(pk=audit.late.action_id)
    assert (action.first_due, action.due, action.times_moved) == (date(2019, 5, 31), date(2019, 6, 30), 1)
    assert action.updates.get(old_due__isnull=False).text == "payroll is late"
    assert "First Fri 31 May now Sun 30 June" in live(as_(room.priya), room, audit)


def test_done_by_its_number_is_what_we_say_and_is_taken_back_with_the_line(room, audit):
    number = list(Action.objects.order_by("pk").values_list("pk", flat=True)).index(audit.late.action_id) + 1
    line = room.type(f"done {number}", audit.item)
    audit.late.refresh_from_db()
    assert (audit.late.state, audit.late.said_on) == ("done", MONDAY)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    audit.late.refresh_from_db()
    assert (audit.late.state, audit.late.said_on) == ("open", None)
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    audit.late.refresh_from_db()
    assert audit.late.state == "done"


def test_a_reference_that_two_of_them_have_is_asked_about(room, audit):
    other = make.make_recommendation(make.make_review("Backups", room.dmt), reference="1.2", owner=room.grace)
    line = room.type("1.2 done", audit.item)
    assert line.heard[0]["flags"] == ["which_action"]
    other.delete_softly(by=None)
    assert room.type("1.2 done", audit.item).heard[0]["action"] == audit.late.action.ref


def test_a_number_that_nothing_has_is_a_note(room, audit):
    assert room.type("12 by 30 June", audit.item).kind == "note"
    assert room.type("2 by Friday", room.phones).kind == "note"


def test_under_another_item_no_recommendation_stands(as_, room, audit):
    page = text_of(as_(room.priya).get(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}"))
    assert "Switch off access" not in page

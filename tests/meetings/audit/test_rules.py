"""What a recommendation is: one action that holds owner and dates, what we say apart from what audit checked."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hackit.models import Entry
from meetings.audit.models import Recommendation
from meetings.audit.querysets import Standing
from meetings.models import Action, Evidence, Review
from tests import factories as make

MONDAY = date(2019, 6, 10)


def fresh(one: Recommendation) -> Recommendation:
    return Recommendation.objects.select_related("action", "review").get(pk=one.pk)


def test_owner_and_dates_live_in_its_one_action(room, audit):
    action = audit.late.action
    assert (action.owner, action.due, action.first_due) == (room.daniel, date(2019, 5, 31), date(2019, 5, 31))
    audit.late.give_action(owner=room.daniel, due=date(2019, 7, 31), by=None, on=MONDAY, reason="Payroll is late")
    action.refresh_from_db()
    assert (action.due, action.first_due, action.times_moved) == (date(2019, 7, 31), date(2019, 5, 31), 1)
    assert action.updates.get(old_due__isnull=False).text == "Payroll is late"
    assert Action.objects.count() == 2


def test_done_in_the_list_of_actions_is_what_we_say_and_not_what_audit_checked(audit):
    Action.objects.get(pk=audit.late.action_id).complete(by=None, on=MONDAY)
    one = fresh(audit.late)
    assert (one.state, one.said_on, one.checked_on) == ("done", MONDAY, None)
    assert one.standing_on(MONDAY) == Standing.SAID_DONE
    one.mark_checked(on=MONDAY, who="Ines Roy", by=None)
    assert fresh(one).standing_on(MONDAY) == Standing.CHECKED
    Action.objects.get(pk=one.action_id).reopen(by=None, on=MONDAY)
    one = fresh(one)
    assert (one.state, one.checked_on, one.checked_by) == ("open", None, "")


def test_what_we_say_goes_to_its_action_as_well(audit):
    audit.late.say("done", by=None, on=MONDAY)
    assert Action.objects.get(pk=audit.late.action_id).status == "done"
    one = fresh(audit.late)
    one.say("open", by=None, on=MONDAY, why="Audit found one more")
    assert Action.objects.get(pk=one.action_id).is_open
    one.say("not_relevant", by=None, on=MONDAY, why="The system is gone")
    assert Action.objects.get(pk=one.action_id).status == "dropped"
    assert fresh(one).why == "The system is gone"


def test_one_replaced_asks_for_nothing_any_more(audit):
    audit.late.replace_with(audit.coming, by=None, on=MONDAY)
    one = fresh(audit.late)
    assert one.standing_on(MONDAY) == Standing.REPLACED
    assert one.action.status == "dropped"
    assert [row.pk for row in Recommendation.objects.asking()] == [audit.coming.pk]


def test_audit_checks_only_what_we_say(audit):
    with pytest.raises(ValueError, match="Audit checks what we say"):
        audit.late.mark_checked(on=MONDAY, who="", by=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"finding": "", "text": ""},
        {"checked_on": MONDAY},
        {"risk_until": MONDAY},
        {"state": "replaced", "said_on": MONDAY},
        {"state": "done"},
        {"reference": "1.10"},
    ],
)
def test_the_database_refuses(audit, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=audit.late.pk).update(**wrong)


def test_the_database_refuses_a_review_twice_in_a_year(room, audit):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_review("ACCESS to systems", room.dmt)
    make.make_review("Access to systems", room.dmt, plan_year=2018)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=audit.review.pk).update(forum=None)


def test_the_same_is_said_of_one_and_of_many(room, audit):
    done = make.make_recommendation(audit.review, "A", owner=room.grace, due=date(2019, 5, 1))
    done.say("done", by=None, on=MONDAY)
    checked = make.make_recommendation(audit.review, "B")
    checked.say("done", by=None, on=MONDAY)
    checked.mark_checked(on=MONDAY, who="", by=None)
    make.make_recommendation(audit.review, "C", response="not_agreed", risk_by=room.grace, risk_until=MONDAY)
    make.make_recommendation(audit.review, "D").say("not_relevant", by=None, on=MONDAY, why="Gone")
    make.make_recommendation(audit.review, "E").replace_with(checked, by=None, on=MONDAY)
    assumed = make.make_recommendation(audit.review, "F", owner=room.grace, due=date(2019, 5, 1))
    Action.objects.filter(pk=assumed.action_id).update(due_is_assumed=True)
    gone = make.make_recommendation(audit.review, "G", owner=room.grace, due=date(2019, 5, 1))
    Action.objects.get(pk=gone.action_id).delete_softly(by=None)
    rows = Recommendation.objects.select_related("action", "review").with_standing(on=MONDAY)
    said = {str(one): (one.standing, one.standing_on(MONDAY).value) for one in rows}
    assert {key: both[0] for key, both in said.items()} == {key: both[1] for key, both in said.items()}
    assert [one.pk for one in Recommendation.objects.overdue(on=MONDAY)] == [audit.late.pk]
    assert set(dict(said.values())) == set(Standing.values)


def test_found_by_members_by_its_words_its_evidence_and_its_owner(room, audit):
    audit.late.add_evidence("List of leavers in May", dated=date(2019, 6, 3), by=room.priya.person)
    for user, count in ((room.priya, 2), (room.staff, 0), (None, 0)):
        assert Recommendation.objects.visible_to(user).count() == count
        assert Entry.objects.visible_to(user).filter(kind="recommended").count() == count
        assert Evidence.objects.visible_to(user).count() == (1 if count else 0)
    entry = Entry.objects.get(kind="recommended", source_id=audit.late.pk)
    assert "List of leavers in May" in entry.text
    assert entry.due == date(2019, 5, 31)
    assert room.daniel in entry.people.all()
    audit.late.action.move_to(date(2019, 8, 1), by=None, on=MONDAY)
    entry.refresh_from_db()
    assert entry.due == date(2019, 8, 1)

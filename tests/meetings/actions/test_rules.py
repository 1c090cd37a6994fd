"""What overdue, this week and later mean; what counts as a move; what an undo takes back."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hackit.audience import Reach
from hackit.models import Entry, Event
from meetings.actions.querysets import Standing
from meetings.models import Action, ActionLink
from tests import factories as make

WEDNESDAY = date(2019, 6, 12)
SUNDAY = date(2019, 6, 16)
pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return make.make_person("Grace Li")


def standing(**extra) -> Standing:
    owner = extra.pop("owner", None) or make.make_person("Grace Li")
    action = make.make_action(owner=owner, **extra)
    return Standing(Action.objects.in_order_of_need(on=WEDNESDAY).filter(pk=action.pk).get().standing)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (WEDNESDAY - timedelta(days=1), Standing.OVERDUE),
        (WEDNESDAY, Standing.THIS_WEEK),
        (SUNDAY, Standing.THIS_WEEK),
        (SUNDAY + timedelta(days=1), Standing.LATER),
        (None, Standing.LATER),
    ],
)
def test_a_date_stands_where_its_day_says(due, expected):
    assert standing(due=due) == expected


def test_each_group_of_the_list_is_the_queryset_method_of_its_name(grace):
    for days in range(-3, 9):
        make.make_action(owner=grace, due=WEDNESDAY + timedelta(days=days))
    rows = Action.objects.in_order_of_need(on=WEDNESDAY)
    for name, number in (("overdue", 1), ("due_this_week", 2), ("later", 3)):
        named = getattr(Action.objects, name)(on=WEDNESDAY)
        assert set(named.values_list("pk", flat=True)) == {a.pk for a in rows if a.standing == number}
        assert named.exists()


def test_an_assumed_date_is_never_overdue(grace):
    assert standing(due=WEDNESDAY - timedelta(days=9), due_is_assumed=True) == Standing.LATER
    assert not Action.objects.overdue(on=WEDNESDAY).exists()


def test_what_is_done_is_not_overdue(grace):
    action = make.make_action(owner=grace, due=WEDNESDAY - timedelta(days=9))
    assert action.is_overdue(on=WEDNESDAY)
    action.complete(by=grace, on=WEDNESDAY)
    assert not action.is_overdue(on=WEDNESDAY)
    assert not Action.objects.overdue(on=WEDNESDAY).exists()


def test_moving_an_agreed_date_counts_and_keeps_the_first(grace):
    action = make.make_action(owner=grace, due=date(2019, 5, 31))
    action.move_to(date(2019, 6, 5), by=grace, on=WEDNESDAY)
    action.move_to(date(2019, 6, 10), by=grace, on=WEDNESDAY, reason="leave")
    action.move_to(date(2019, 6, 10), by=grace, on=WEDNESDAY)
    stored = Action.objects.get()
    assert (stored.times_moved, stored.first_due) == (2, date(2019, 5, 31))
    assert [u.text for u in stored.updates.all()] == ["", "leave"]


def test_agreeing_to_a_date_for_the_first_time_is_no_move(grace):
    undated = make.make_action(owner=grace)
    assumed = make.make_action(owner=grace, due=date(2019, 6, 17), due_is_assumed=True)
    for action in (undated, assumed):
        action.move_to(date(2019, 6, 18), by=grace, on=WEDNESDAY)
        assert (action.times_moved, action.first_due) == (0, date(2019, 6, 18))


def test_undo_takes_back_a_slip_and_leaves_no_line_in_the_log(grace):
    action = make.make_action(owner=grace)
    action.set_status("waiting", by=grace, on=WEDNESDAY, waiting_for="Finance")
    action.complete(by=grace, on=WEDNESDAY)
    action.undo_end(by=grace)
    stored = Action.objects.get()
    assert (stored.status, stored.waiting_for, stored.ended_on) == ("waiting", "Finance", None)
    assert [u.status for u in stored.updates.filter(deleted_at=None)] == ["waiting"]


def test_undo_keeps_the_reason_that_somebody_typed(grace):
    action = make.make_action(owner=grace)
    action.drop(by=grace, on=WEDNESDAY, reason="Finance did it")
    action.undo_end(by=grace)
    assert Action.objects.get().status == "not_started"
    assert action.updates.filter(deleted_at=None).get().text == "Finance did it"


def test_what_nobody_owns_stays_with_its_group_until_somebody_does(grace):
    action = make.make_action(forum=make.make_forum())
    assert action.reach == Reach.MEMBERS
    assert Entry.objects.get(kind="action").reach == Reach.MEMBERS
    action.give_to(grace, by=grace)
    assert Entry.objects.get(kind="action").reach == Reach.STAFF


def test_words_of_an_update_are_found_at_once(grace):
    action = make.make_action(owner=grace)
    action.add_update("Rang the depot", by=grace, on=WEDNESDAY)
    assert "Rang the depot" in Entry.objects.get(kind="action").text


def test_a_caveat_stands_as_its_action_does(grace):
    caveat = make.make_decision(forum=make.make_forum()).add_caveat("Tax check", by=grace, owner=grace)
    caveat.action.complete(by=grace, on=WEDNESDAY)
    caveat.refresh_from_db()
    assert caveat.state == "done"
    caveat.action.undo_end(by=grace)
    caveat.refresh_from_db()
    assert caveat.state == "to_do"


# --- Who helps, what it is about, whom it waits for ---


def test_helpers_and_topics_are_written_with_the_change_and_told_by_its_one_event(grace):
    yusuf, phones = make.make_person("Yusuf Demir"), make.make_topic("Mobile phones")
    action = make.make_action(owner=grace, topics=[phones])
    stored = Action.objects.get(pk=action.pk)
    stored.tie(helpers=[yusuf, grace], topics=[])
    stored.text = "Send it"
    stored.save_as(by=grace, verb="changed")
    first, second = Event.objects.about(action)
    assert set(first.values.values_list("field", "new")) >= {("topics", str(phones.pk))}
    changed = {value.field: (value.old, value.new) for value in second.values.all()}
    assert changed == {
        "text": ("Send the audit plan", "Send it"), "helpers": ("", str(yusuf.pk)), "topics": (str(phones.pk), ""),
    }  # fmt: skip
    entry = Entry.objects.get(kind="action")
    assert list(entry.people_links.filter(role="with").values_list("person", flat=True)) == [yusuf.pk]
    stored.save_as(by=grace, verb="changed")
    assert not Event.objects.about(action).last().values.exists()


@pytest.mark.parametrize(
    ("words", "known"),
    [("Yusuf Demir", True), ("yd", True), ("YUSUF DEMIR", True), ("Sam", False), ("Finance", False), ("", False)],
)
def test_whom_it_waits_for_is_a_person_where_the_words_name_one(grace, words, known):
    yusuf = make.make_person("Yusuf Demir", "YD")
    for surname in ("Whitfield", "Rowe"):
        make.make_person(f"Sam {surname}", "Sam")
    action = make.make_action(owner=grace)
    action.set_status("waiting", by=grace, on=WEDNESDAY, waiting_for=words)
    assert action.waiting_on == (yusuf if known else None)
    action.complete(by=grace, on=WEDNESDAY)
    assert (action.waiting_on, action.waiting_for) == (None, "")
    action.undo_end(by=grace)
    assert Action.objects.get().waiting_on == (yusuf if known else None)


def test_a_link_is_of_the_web_and_reaches_whom_its_action_reaches(grace):
    action = make.make_action(owner=grace, forum=make.make_forum(), audience="members")
    link = action.add_link("https://files.example/plan", by=grace, on=WEDNESDAY, words="Signed zebra plan")
    assert link.reach == Reach.MEMBERS
    assert "Signed zebra plan" in Entry.objects.get(kind="action").text
    action.audience = "staff"
    action.save_as(by=grace, verb="changed")
    assert ActionLink.objects.get().reach == Reach.STAFF
    link.refresh_from_db()
    link.take_off(by=grace)
    assert "zebra" not in Entry.objects.get(kind="action").text
    assert [event.verb for event in Event.objects.about(action)] == [
        "recorded", "link added", "changed", "link taken off",
    ]  # fmt: skip
    for url in ("javascript:alert(1)", "/here", "ftp://x.example/", "https"):
        with pytest.raises(IntegrityError), transaction.atomic():
            action.add_link(url, by=grace, on=WEDNESDAY)

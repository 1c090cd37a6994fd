"""When a thing is past, when it is to be begun, what an answer does, and how an answer is taken back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hackit.models import Event
from hackit.records import StaleRecord
from meetings.ahead.when import When, read_start, read_when
from meetings.models import ComingUp
from tests import factories as make

ON = date(2019, 6, 12)


def loose(text: str, around: date | None = None) -> dict:
    return {"due_text": text, "sorts_as": around}


@pytest.mark.parametrize(
    ("extra", "is_past"),
    [
        ({"due": date(2019, 6, 11)}, True),
        ({"due": ON}, False),
        (loose("May 2019", date(2019, 5, 31)), True),
        (loose("before the summer break", date(2019, 7, 31)), False),
        (loose("some time"), False),
    ],
)
def test_past_ones_ask_and_what_nobody_dated_never_does(db, extra, is_past):
    thing = make.make_coming_up(**extra)
    assert thing.is_past(on=ON) is is_past
    assert (thing in ComingUp.objects.past(on=ON)) is is_past


@pytest.mark.parametrize(
    ("start_by", "asks"), [(date(2019, 6, 26), True), (date(2019, 6, 27), False), (date(2019, 5, 1), True)]
)
def test_two_weeks_before_its_start_by_it_says_so(db, start_by, asks):
    thing = make.make_coming_up(due=date(2019, 12, 1), start_by=start_by)
    assert thing.is_to_start(on=ON) is asks
    assert (thing in ComingUp.objects.to_start(on=ON)) is asks


def test_begun_or_past_it_no_longer_says_to_start(db):
    begun = make.make_coming_up(due=date(2019, 12, 1), start_by=ON)
    begun.start(by=None, on=ON)
    make.make_coming_up(due=date(2019, 6, 1), start_by=date(2019, 5, 1))
    assert not ComingUp.objects.to_start(on=ON).exists()
    assert begun.undo_answer(by=None)
    assert ComingUp.objects.get(pk=begun.pk) in ComingUp.objects.to_start(on=ON)


def test_dated_stand_before_loose_ones_of_their_month_and_the_undated_last(db):
    make.make_coming_up("never", **loose("some time"))
    make.make_coming_up("in June", **loose("June 2019", date(2019, 6, 30)))
    make.make_coming_up("on 30 June", date(2019, 6, 30))
    make.make_coming_up("on 1 July", date(2019, 7, 1))
    make.make_coming_up("on 2 June", date(2019, 6, 2))
    order = [thing.title for thing in ComingUp.objects.all().in_order()]
    assert order == ["on 2 June", "on 30 June", "in June", "on 1 July", "never"]


def test_happened_keeps_next_years_by_itself_once(db):
    helen = make.make_user("Helen Marsh").person
    thing = make.make_coming_up(
        "Budget round", date(2019, 6, 11), yearly=True, start_by=date(2019, 5, 3), person=helen, by=helen,
        topics=[make.make_topic()],
    )  # fmt: skip
    made = thing.happened(by=helen, on=ON)
    assert (thing.state, thing.ended_on) == ("happened", ON)
    assert (made.due, made.start_by, made.person, made.yearly, made.state) == (
        date(2020, 6, 11), date(2020, 5, 3), helen, True, "ahead",
    )  # fmt: skip
    assert [topic.name for topic in made.topics.all()] == ["Mobile phones"]
    assert thing.happened(by=helen, on=ON) is None
    assert ComingUp.objects.filter(follows=thing).count() == 1


@pytest.mark.parametrize(
    ("when", "next_year"),
    [
        (When(date(2020, 2, 29)), When(date(2021, 2, 28))),
        (When(None, "April 2020", date(2020, 4, 30)), When(None, "April 2021", date(2021, 4, 30))),
        (When(None, "over the summer", date(2019, 8, 31)), When(None, "over the summer", date(2020, 8, 31))),
        (When(None, "2019/20", date(2020, 3, 31)), When(None, "2020/21", date(2021, 3, 31))),
        (When(None, "early February 2019", date(2019, 2, 28)), When(None, "early February 2020", date(2020, 2, 29))),
    ],
)  # fmt: skip
def test_a_year_on_words_and_months_move_with_the_day(when, next_year):
    assert when.a_year_on() == next_year


def test_one_that_does_not_repeat_makes_nothing(db):
    assert make.make_coming_up(due=date(2019, 6, 11)).happened(by=None, on=ON) is None
    assert ComingUp.objects.count() == 1


def test_undo_puts_back_what_was_and_takes_next_years_away(db):
    thing = make.make_coming_up(due=date(2019, 6, 11), yearly=True)
    made = thing.happened(by=None, on=ON)
    assert ComingUp.objects.get(pk=thing.pk).undo_answer(by=None)
    thing.refresh_from_db()
    made.refresh_from_db()
    assert (thing.state, thing.ended_on, made.is_deleted) == ("ahead", None, True)
    again = ComingUp.objects.get(pk=thing.pk).happened(by=None, on=ON)
    assert again.due == date(2020, 6, 11)


def test_undo_leaves_next_years_alone_once_somebody_worked_on_it(db):
    thing = make.make_coming_up(due=date(2019, 6, 11), yearly=True)
    made = thing.happened(by=None, on=ON)
    made.title = "Budget round, with the audit"
    made.save_as(by=None, verb="changed")
    assert ComingUp.objects.get(pk=thing.pk).undo_answer(by=None)
    made.refresh_from_db()
    assert not made.is_deleted


def test_moved_keeps_the_old_date_in_its_history_and_can_be_undone(db):
    thing = make.make_coming_up(due=date(2019, 6, 11))
    thing.move_to(When(None, "before Christmas", date(2019, 12, 31)), by=None)
    assert (thing.due, thing.due_text, thing.times_moved, thing.is_past(on=ON)) == (None, "before Christmas", 1, False)
    values = {v.field: (v.old, v.new) for v in Event.objects.about(thing).last().values.all()}
    assert values["due"] == ("2019-06-11", "")
    thing = ComingUp.objects.get(pk=thing.pk)
    assert thing.undo_answer(by=None)
    assert (thing.due, thing.due_text, thing.sorts_as, thing.times_moved) == (date(2019, 6, 11), "", None, 0)


def test_dropped_is_for_good_even_if_it_repeated(db):
    thing = make.make_coming_up(due=date(2019, 6, 11), yearly=True)
    thing.drop(by=None, on=ON)
    assert (thing.state, ComingUp.objects.count()) == ("dropped", 1)


def test_what_was_changed_since_is_not_undone(db):
    thing = make.make_coming_up(due=date(2019, 6, 11))
    thing.drop(by=None, on=ON)
    thing.title = "Other"
    thing.save_as(by=None, verb="changed")
    assert thing.undo_answer(by=None) is False
    assert thing.state == "dropped"


def test_two_answers_at_once_meet(db):
    thing = make.make_coming_up(due=date(2019, 6, 11))
    other = ComingUp.objects.get(pk=thing.pk)
    thing.drop(by=None, on=ON)
    with pytest.raises(StaleRecord):
        other.happened(by=None, on=ON)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"due": ON, "due_text": "next April"},
        {"due": ON, "sorts_as": ON},
        {"state": "happened"},
        {"ended_on": ON},
        {"start_text": "spring"},
    ],
)
def test_the_database_refuses_what_contradicts_itself(db, wrong):
    thing = make.make_coming_up()
    with pytest.raises(IntegrityError), transaction.atomic():
        ComingUp.objects.filter(pk=thing.pk).update(**wrong)


@pytest.mark.parametrize(
    ("typed", "when", "words"),
    [
        ("20 June", When(date(2019, 6, 20)), "Thu 20 June"),
        ("12/5/2020", When(date(2020, 5, 12)), "Tue 12 May 2020"),
        ("next April", When(None, "April 2020", date(2020, 4, 30)), "April 2020"),
        ("July", When(None, "July 2019", date(2019, 7, 31)), "July 2019"),
        ("before the break", When(None, "before the break", None), "Before the break"),
        ("before the summer", When(None, "before the summer", date(2019, 7, 31)), "Before the summer"),
        ("before Christmas", When(None, "before Christmas", date(2019, 12, 31)), "Before Christmas"),
        ("after Christmas", When(None, "after Christmas", date(2020, 1, 31)), "After Christmas 2020"),
        ("some time", When(None, "some time", None), "Some time"),
        ("", When(), ""),
    ],
)  # fmt: skip
def test_what_is_typed_as_a_date_is_exact_or_loose(typed, when, words):
    assert read_when(typed, on=ON) == when
    assert when.words(on=ON) == words


@pytest.mark.parametrize("typed", ["31 June", "5/29", "99", "30 February 2020"])
def test_figures_that_are_no_day_are_no_loose_date(typed):
    with pytest.raises(ValueError, match="no date"):
        read_when(typed, on=ON)


def test_a_loose_start_is_the_first_of_its_month():
    assert read_start("next April", on=ON) == (date(2020, 4, 1), "April 2020")
    assert read_start("3 May", on=ON) == (date(2020, 5, 3), "")
    assert read_start("", on=ON) == (None, "")
    with pytest.raises(ValueError, match="tells no month"):
        read_start("soonish", on=ON)

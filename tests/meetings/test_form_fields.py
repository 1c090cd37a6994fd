"""Days in words, people by name, near days to tick, one thing a line."""

from datetime import date

import pytest
from django import forms

from meetings.form_fields import (
    DayField,
    DueField,
    KnownPeople,
    LinesField,
    PeopleField,
    PersonField,
    know_day,
    know_people,
)
from tests import factories as make

WEDNESDAY = date(2019, 6, 12)


@pytest.mark.django_db
def test_somebody_is_found_by_one_or_both_of_two_first_names():
    mei = make.make_person("Mei Lin Chow")
    make.make_person("Grace Li")
    known = KnownPeople(on=WEDNESDAY)
    assert [known.find(name) for name in ("Mei Lin", "mei", "Grace", "Lin")] == [
        [mei],
        [mei],
        known.find("Grace Li"),
        [],
    ]


class Days(forms.Form):
    next = DayField(label="Due date", required=False)
    last = DayField(label="Date", lean="last", required=False)
    nearest = DayField(label="When", lean="nearest", required=False)
    said = DayField(label="Said on", lean="last", ahead="It cannot lie ahead", required=False)


def days(**data) -> Days:
    form = Days(data)
    know_day(form, on=WEDNESDAY)
    return form


@pytest.mark.parametrize("typed", ["14/6", "14 June", "Fri", "14 June 2019", "Fri 14 June", "by Fri", "2019-06-14"])
def test_a_day_is_read_in_words(typed):
    form = days(next=typed)
    assert form.is_valid()
    assert form.cleaned_data["next"] == date(2019, 6, 14)


@pytest.mark.parametrize("typed", ["31/2", "29 Feb 2019", "soon", "5/29", "14 Juny", "x" * 61, "0/0"])
def test_what_is_no_day_is_answered_by_the_fields_own_sentence(typed):
    form = days(next=typed)
    assert form.errors["next"] == ["Due date must be a real date, like 14 June 2019"]


@pytest.mark.parametrize(
    ("typed", "last", "nearest"),
    [
        ("Mon", date(2019, 6, 10), date(2019, 6, 10)),
        ("Wed", WEDNESDAY, WEDNESDAY),
        ("today", WEDNESDAY, WEDNESDAY),
        ("yesterday", date(2019, 6, 11), date(2019, 6, 11)),
        ("11 June", date(2019, 6, 11), date(2019, 6, 11)),
        ("31/5", date(2019, 5, 31), date(2019, 5, 31)),
        ("1 July", date(2018, 7, 1), date(2019, 7, 1)),
        ("1 July 2019", date(2019, 7, 1), date(2019, 7, 1)),
        ("1 April", date(2019, 4, 1), date(2019, 4, 1)),
    ],
)
def test_the_day_meant_follows_from_what_is_asked(typed, last, nearest):
    form = days(last=typed, nearest=typed)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["last"], form.cleaned_data["nearest"]) == (last, nearest)


def test_a_day_that_must_have_been_is_today_at_the_latest():
    assert days(said="12 June 2019").is_valid()
    assert days(said="13 June 2019").errors == {"said": ["It cannot lie ahead"]}


def test_a_stored_day_is_written_so_that_it_reads_back():
    stored = DayField().prepare_value(date(2020, 2, 3))
    assert stored == "Mon 3 February 2020"
    assert days(next=stored).is_valid()


class Due(forms.Form):
    due = DueField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].offer_near(on=WEDNESDAY, meetings=[("DMT", date(2019, 6, 17))])


def offered(form) -> list[str]:
    return [label for _value, label in form.fields["due"].widget.widgets[0].choices]


def test_the_friday_behind_the_weekend_is_the_next_one():
    form = Due()
    form.fields["due"].offer_near(on=date(2019, 6, 14))
    assert offered(form) == ["Today, Friday (14 June)"]
    for on in (date(2019, 6, 15), date(2019, 6, 16)):
        form.fields["due"].offer_near(on=on)
        assert offered(form) == ["Next Friday (21 June)"]


def test_near_days_are_offered_and_words_count_before_a_tick():
    assert offered(Due()) == ["This Friday (14 June)", "Next DMT (17 June)"]
    ticked = Due({"due_quick": "2019-06-17", "due": ""})
    typed = Due({"due_quick": "2019-06-17", "due": "20 June"})
    assert ticked.is_valid()
    assert typed.is_valid()
    assert ticked.cleaned_data["due"] == date(2019, 6, 17)
    assert typed.cleaned_data["due"] == date(2019, 6, 20)


@pytest.mark.parametrize("data", [{"due": "31 Feb"}, {"due_quick": "2019-06-03"}, {"due": "x" * 99}])
def test_a_wrong_due_date_says_what_one_looks_like(data):
    assert Due(data).errors["due"] == ["Due date must be a real date, like 14 June 2019"]


class People(forms.Form):
    owner = PersonField(required=False)
    helpers = PeopleField(required=False)


@pytest.fixture
def michaels(db):
    make.make_person("Michael Green", "MG", role_title="Head of audit")
    make.make_person("Michael Low")
    make.make_person("Cate Dunn", "Cate D")
    make.make_person("Cate Dunn", role_title="Finance partner")


def people(**data) -> People:
    form = People(data)
    know_people(form, KnownPeople(on=WEDNESDAY))
    return form


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Michael Green", "Michael Green"), ("mg", "Michael Green"), ("michael  LOW", "Michael Low")],
)
def test_a_person_is_found_by_every_name(michaels, typed, name):
    form = people(owner=typed)
    assert form.is_valid()
    assert form.cleaned_data["owner"].name == name


def test_two_of_one_name_are_asked_about_and_told_apart(michaels):
    assert people(owner="Michael").errors["owner"] == ["Which Michael? Write Michael Green or Michael Low"]
    assert "Finance partner" in people(owner="Cate Dunn").errors["owner"][0]
    found = people(owner="Cate Dunn (Finance partner)")
    assert found.is_valid()
    assert found.cleaned_data["owner"].role_title == "Finance partner"
    box = str(found["owner"])
    assert "Cate Dunn (Finance partner)" in box


def test_nobody_of_that_name_is_said(michaels):
    assert people(owner="Zog <b>").errors["owner"] == ["Nobody here is called “Zog <b>”. Choose a name from the list"]


def test_several_people_stand_with_commas_or_and_between(michaels):
    form = people(helpers="Michael Green, Cate D and Michael Low; MG")
    assert form.is_valid()
    assert [person.name for person in form.cleaned_data["helpers"]] == ["Michael Green", "Cate Dunn", "Michael Low"]


def test_who_has_left_is_found_but_not_offered(michaels):
    make.make_person("Martin Frost", to_date=date(2019, 5, 31))
    form = people(owner="Martin Frost")
    assert form.is_valid()
    assert 'value="Martin Frost"></option>' not in str(form["owner"])


def test_all_people_cost_one_query(michaels, django_assert_num_queries):
    with django_assert_num_queries(1):
        KnownPeople(on=WEDNESDAY)


def test_lines_lose_their_bullets_and_long_ones_are_refused():
    assert LinesField().clean("- one\n\n• two\nthree") == ["one", "two", "three"]
    with pytest.raises(forms.ValidationError, match="500 characters"):
        LinesField().clean("x" * 501)

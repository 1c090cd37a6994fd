"""weeknotes/importing/weeks.py: which week a note is about, and by what that was found."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.weeknotes.importing import notes
from weeknotes.importing.weeks import find_week

LATER = date(2026, 11, 22)


def week_of(title: str, text: str = "", *, today: date = LATER, **known):
    return find_week(title, text, today=today, **known)


@pytest.mark.parametrize(
    ("title", "week"),
    [
        ("Weeknote w/c 3 June 2019", date(2019, 6, 3)),
        ("Weeknotes wc 3rd June 2019: chairs", date(2019, 6, 3)),
        ("Weeknote W/C: Monday 3 June 2019", date(2019, 6, 3)),
        ("Week commencing 3 Jun 2019", date(2019, 6, 3)),
        ("Week beginning June 3rd, 2019", date(2019, 6, 3)),
        ("Week beginning 3rd – 7th June 2019", date(2019, 6, 3)),
        ("Weeknote w/c 3/6/2019", date(2019, 6, 3)),
        ("Weeknote w/c 03.06.19", date(2019, 6, 3)),
        ("Weeknote w/c 2019-06-03", date(2019, 6, 3)),
        ("Weeknote w/c 3 Sept 2018", date(2018, 9, 3)),
        ("Weeknote: week ending 7 June 2019", date(2019, 6, 3)),
        ("Weeknote, Friday 7 June 2019", date(2019, 6, 3)),
    ],
)
def test_a_title_with_its_year_tells_the_week(title: str, week: date):
    found = week_of(title)
    assert found.week == week
    assert "in the title" in found.found_by
    assert found.question is None


def test_a_day_that_is_no_monday_is_said():
    found = week_of("Weeknote w/c 4 June 2019")
    assert found.week == date(2019, 6, 3)
    assert found.warning == "Tue 4 June 2019 is not a Monday. The week of Mon 3 June 2019 was taken."


def test_the_year_given_is_used_where_the_title_has_none():
    assert week_of("Weeknote w/c 3 June", year=2019).week == date(2019, 6, 3)
    assert week_of("Weeknote w/c 3 June 2019", year=2024).week == date(2019, 6, 3)


def test_a_link_with_a_date_in_it_tells_the_year():
    found = week_of("Weeknote w/c 13 May: a budget on brown paper", notes.LINKED)
    assert found.week == date(2019, 5, 13)
    assert found.found_by == "the link blog.example/2019/05/21 and 13 May being a Monday in 2019"


@pytest.mark.parametrize(
    "link", ["https://a.example/2012/05/21/x", "https://a.example/2019/11/21/x", "https://a.example/2019/45/99"]
)
def test_a_link_from_another_time_of_the_year_tells_nothing(link: str):
    assert week_of("Weeknote w/c 13 May", f"See {link} for it.").week is None


def test_a_date_in_full_tells_the_year():
    found = week_of("Weeknote w/c 3 June", "We meet again on 14 June 2019.")
    assert found.week == date(2019, 6, 3)
    assert "the date “14 June 2019” in the text" in found.found_by


def test_a_weekday_beside_a_date_rules_years_out():
    # 24 February was a Monday in 2014, 2020 and 2025; the Monday after it was 2 March only in the leap year.
    assert week_of("Weeknote w/c 24 February").week is None
    found = week_of("Weeknote w/c 24 February", "We are back on Monday 2 March.")
    assert found.week == date(2020, 2, 24)
    assert found.found_by == "“Monday 2 March” and 24 February being a Monday in 2020"


def test_weekdays_and_todays_date_together_tell_the_week():
    found = week_of("Weeknote w/c 10 June: fewer chairs", notes.FOOTNOTED, today=date(2019, 6, 28))
    assert found.week == date(2019, 6, 10)
    assert "“Thursday 13 June”" in found.found_by
    assert "10 June being a Monday in 2019" in found.found_by


def test_a_monday_in_several_years_is_asked_about_with_those_years():
    found = week_of("Weeknote w/c 3 June", "It opens on Monday 10 June.")
    assert found.week is None
    assert found.question == "Which year is it? 3 June was a Monday in 2024, 2019 or 2013."
    assert found.candidates == (date(2024, 6, 3), date(2019, 6, 3), date(2013, 6, 3))


def test_the_weeks_of_other_notes_settle_the_year():
    found = week_of("Weeknote w/c 3 June", known_weeks=[date(2019, 5, 13), date(2018, 9, 3)])
    assert found.week == date(2019, 6, 3)
    assert "the weeks of the other notes" in found.found_by


def test_notes_near_to_two_possible_years_settle_nothing():
    assert week_of("Weeknote w/c 3 June", known_weeks=[date(2019, 5, 13), date(2024, 5, 13)]).week is None


def test_the_files_name_settles_the_year():
    found = week_of("Weeknote w/c 3 June", file_name="2019-06-03.txt")
    assert found.week == date(2019, 6, 3)
    assert "file’s name" in found.found_by
    assert week_of("Weeknote w/c 3 June", file_name="2019-06-04.txt").week is None
    assert week_of("Our week", file_name="weeknote-20190605.txt").week == date(2019, 6, 3)


def test_a_note_of_the_last_weeks_needs_no_year():
    assert week_of("Weeknote w/c 16 November").week == date(2026, 11, 16)
    assert week_of("Weeknote w/c 28 December", today=date(2027, 1, 4)).week != date(2027, 12, 28)


def test_a_week_that_lies_ahead_is_last_years():
    found = week_of("Weeknote w/c 30 December", today=date(2020, 1, 10))
    assert found.week == date(2019, 12, 30)


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Weeknote 12", "Which week is this note about?"),
        ("", "Which week is this note about?"),
        ("Weeknote w/c 31 June 2019", "Which week is this note about? There is no 31 June 2019."),
        ("Weeknote w/c 31 June", "Which week is this note about? No 31 June of late was a Monday."),
        ("Weeknote 7 June", "Which year is it? The note says 7 June."),
    ],
)
def test_a_week_that_cannot_be_known_is_a_question(title: str, question: str):
    found = week_of(title)
    assert found.week is None
    assert found.question == question


def test_the_week_may_stand_in_the_first_lines_instead_of_the_title():
    assert week_of("Fewer chairs", "Fewer chairs\n\nw/c 10 June 2019\n\nText.").week == date(2019, 6, 10)


@given(
    st.text(alphabet="wc/ 0123456789JunMay-.'stweekending\x00é", max_size=40),
    st.text(alphabet="Monday10 JuneMy/-htps:2019.", max_size=60),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
)
def test_whatever_is_typed_gives_a_monday_or_a_question(title: str, text: str, today: date):
    found = find_week(title, text, today=today, file_name=text)
    assert (found.week is None) == (found.question is not None)
    assert found.week is None or found.week.weekday() == 0
    assert bool(found.found_by) == (found.week is not None)

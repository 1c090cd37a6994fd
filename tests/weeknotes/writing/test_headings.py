"""An author's own headings: what comes again, in the newest order, without what is new every week."""

from datetime import timedelta

import pytest

from hackit.audience import Audience
from tests.weeknotes.conftest import MONDAY, make_note
from weeknotes.writing.headings import own_headings, sort_of, without_number


def words(user):
    return [heading.words for heading in own_headings(user.person)]


def wrote(user, *headings, ago):
    return make_note(user, "\n\n".join(f"## {heading}\n\nwords" for heading in headings), week=_week(ago))


def _week(ago):
    return MONDAY - timedelta(weeks=ago)


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("Highlights", "Highlights"),
        ("1. Highlights", "Highlights"),
        ("2) What I learnt", "What I learnt"),
        ("Week 12", ""),
        ("Week 12: highlights", "highlights"),
        ("Highlights of week 12", "Highlights"),
        ("w/c 3 June", ""),
        ("Monday 3 June 2019", ""),
        ("DMT, 3 June", "DMT"),
        ("DMT conversations (Mon 10th June)", "DMT conversations"),
        ("Talks – 13/10/2017", "Talks"),
        ("Week commencing 3 June 2019", ""),
        ("June 3rd: thanks", "thanks"),
        ("3–7 June", ""),
        ("Sprint 14", ""),
        ("Day 2 of 3", ""),
        ("5 things I liked", "5 things I liked"),
        ("May I say thanks", "May I say thanks"),
        ("Weekend in the training room", "Weekend in the training room"),
        ("412 replies", "412 replies"),
        ("Plans for 2020", "Plans for 2020"),
    ],
)
def test_numbers_and_dates_are_nobodys_habit(heading, bare):
    assert without_number(heading) == bare


@pytest.mark.parametrize(
    ("heading", "sort"),
    [
        ("What I’ve learned", "learning"),
        ("Lessons", "learning"),
        ("What didn’t go well", "didnt_work"),
        ("Wins of the week", "highlight"),
        ("Shout-outs", "thanks"),
        ("People I spoke to", "met"),
        ("The week in numbers", "number"),
        ("A thank you", "thanks"),
        ("Benefits", "benefit"),
        ("Phones", ""),
    ],
)
def test_a_heading_in_ones_own_words_names_its_sort(heading, sort):
    assert sort_of(heading) == sort


@pytest.mark.django_db
def test_who_wrote_nothing_yet_has_no_headings(helen):
    assert words(helen) == []


@pytest.mark.django_db
def test_what_stands_in_two_of_the_last_three_is_learnt_in_the_newest_order(helen):
    wrote(helen, "Odds", "Old habit", ago=4)
    wrote(helen, "Talks", "Odds", "Ends", ago=3)
    wrote(helen, "A phone story", "Talks", "Ends", ago=2)
    wrote(helen, "Odds", "The audit", "Talks", ago=1)
    assert words(helen) == ["Odds", "Talks", "Ends"]


@pytest.mark.django_db
def test_a_habit_with_a_number_is_learnt_without_it(helen):
    wrote(helen, "Week 22", "1. Talks, 20 May", "Also", ago=2)
    wrote(helen, "Week 23", "1. Talks, 27 May", "Also", ago=1)
    assert words(helen) == ["Talks", "Also"]


@pytest.mark.django_db
def test_a_long_heading_that_says_learnt_once_told_of_its_week(helen):
    wrote(helen, "Talks", ago=2)
    wrote(helen, "Talks", "What the audit of our cupboards taught me and what I learnt from that", "Thanks", ago=1)
    assert words(helen) == ["Talks", "Thanks"]


@pytest.mark.django_db
def test_a_note_without_headings_teaches_nothing_and_takes_nothing(helen):
    wrote(helen, "Talks", ago=2)
    make_note(helen, "No heading at all.", week=_week(1))
    assert words(helen) == ["Talks"]


@pytest.mark.django_db
def test_nobody_elses_habits_are_learnt(helen, sam):
    wrote(sam, "Sam’s corner", ago=1)
    assert words(helen) == []


@pytest.mark.django_db
def test_a_section_that_was_for_staff_is_for_staff_again(helen):
    note = wrote(helen, "Talks", "Staff corner", ago=1)
    note.sections.filter(heading="Staff corner").update(audience=Audience.STAFF)
    found = {heading.words: heading.audience for heading in own_headings(helen.person)}
    assert found == {"Talks": "everyone", "Staff corner": "staff"}

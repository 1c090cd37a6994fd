"""Dates: each row of the rules' table, said on Tuesday 4 June 2019, and the rules beneath it."""

from datetime import date

import pytest

from meetings.capture import KnownGroup, read_date
from tests.meetings.capture.world import DMT, NEXT_DMT, TUESDAY, read

ROWS = [
    ("by Fri", date(2019, 6, 7)),
    ("by Tue", date(2019, 6, 11)),
    ("by next Tue", date(2019, 6, 11)),
    ("by Monday week", date(2019, 6, 17)),
    ("today", date(2019, 6, 4)),
    ("by today", date(2019, 6, 4)),
    ("by tomorrow", date(2019, 6, 5)),
    ("in 2 weeks", date(2019, 6, 18)),
    ("in two weeks", date(2019, 6, 18)),
    ("in a fortnight", date(2019, 6, 18)),
    ("by end of month", date(2019, 6, 28)),
    ("by the end of the month", date(2019, 6, 28)),
    ("end of June", date(2019, 6, 28)),
    ("by end of June", date(2019, 6, 28)),
    ("by year end", date(2020, 3, 31)),
    ("by the end of the financial year", date(2020, 3, 31)),
    ("w/c 17 June", date(2019, 6, 17)),
    ("by w/c 17 June", date(2019, 6, 17)),
    ("by next DMT", NEXT_DMT),
    ("for the next meeting", NEXT_DMT),
    ("by the next meeting", NEXT_DMT),
    ("– deadline June 17th", date(2019, 6, 17)),
    ("- deadline 17 June", date(2019, 6, 17)),
    ("by 12 June", date(2019, 6, 12)),
    ("by 12th June", date(2019, 6, 12)),
    ("by the 12th of June", date(2019, 6, 12)),
    ("by 3/7", date(2019, 7, 3)),
    ("by 3/7/19", date(2019, 7, 3)),
    ("by 03/07/2019", date(2019, 7, 3)),
    ("by 2019-06-12", date(2019, 6, 12)),
    ("by 31 Jan", date(2020, 1, 31)),
    ("in July", date(2019, 7, 31)),
    ("by July", date(2019, 7, 31)),
    ("end Q3", date(2019, 12, 31)),
    ("by end Q3", date(2019, 12, 31)),
    ("by Q1", date(2019, 6, 28)),
    ("by P3", date(2019, 6, 28)),
    ("by P12", date(2020, 3, 31)),
    ("by end of the week", date(2019, 6, 7)),
    ("by end of next week", date(2019, 6, 14)),
    ("(Oct 6)", date(2019, 10, 6)),
    (", 14 June", date(2019, 6, 14)),
    ("– Fri", date(2019, 6, 7)),
    ("by Mon 10 June", date(2019, 6, 10)),
    ("by Fri 5pm", date(2019, 6, 7)),
    ("by 5pm on Friday", date(2019, 6, 7)),
    ("by close of play Friday", date(2019, 6, 7)),
    ("by COP", date(2019, 6, 4)),
    ("by the 14th", date(2019, 6, 14)),
    ("by the 3rd", date(2019, 7, 3)),
    ("within 10 working days", date(2019, 6, 18)),
    ("by next Housing steering group", date(2019, 6, 20)),
    ("until 1 July", date(2019, 7, 1)),
    ("due 1 July", date(2019, 7, 1)),
    ("before 1 July", date(2019, 7, 1)),
    ("no later than 1 July", date(2019, 7, 1)),
]
UNSURE = [
    ("by 5/29", "5/29", False),
    ("before next call", "before next call", False),
    ("before the next board meeting", "before the next board meeting", False),
    ("ASAP", "ASAP", False),
    ("by next HMT", "next HMT", False),
    ("by next week", "next week", False),
    ("by mid-June", "mid-June", False),
    ("in due course", "in due course", False),
    ("by Tue 10 June", "Tue 10 June", False),
    ("by 31/2", "31/2", False),
    ("by 3 June", "3 June", False),
    ("before the summer break", "before the summer break", True),
    ("by Christmas", "Christmas", True),
    ("in the autumn", "the autumn", True),
    ("by next April", "next April", True),
]
NOT_DUE = [
    "on 5/29",
    "on Friday",
    "on 10 June",
    "by hand",
    "by 20%",
    "by 3.5 days",
    "for Friday",
    "from 10 June",
    "by Cate",
]


@pytest.mark.parametrize(("words", "due"), ROWS)
def test_time_words_come_to_the_day_in_the_table(words: str, due: date) -> None:
    (action,) = read(f"Henry to send the plan {words}")
    assert (action.text, action.due, action.due_text, action.flags) == ("send the plan", due, "", ())


@pytest.mark.parametrize(("words", "kept", "loose"), UNSURE)
def test_time_words_without_a_sure_day_are_kept_and_give_no_date(words: str, kept: str, loose: bool) -> None:
    (action,) = read(f"Henry to send the plan {words}")
    assert (action.text, action.due, action.due_text) == ("send the plan", None, kept)
    assert action.due_loose is loose
    assert action.flags == (() if loose else ("when",))


@pytest.mark.parametrize("words", NOT_DUE)
def test_a_date_that_is_not_said_to_be_due_stays_in_the_task(words: str) -> None:
    (action,) = read(f"Henry to send the plan {words}")
    assert (action.text, action.due, action.due_text, action.flags) == (f"send the plan {words}", None, "", ())


def test_no_date_typed_gives_no_date_and_asks_nothing() -> None:
    (action,) = read("Henry to send the plan")
    assert (action.due, action.due_text, action.flags) == (None, "", ())


def test_by_friday_said_on_a_friday_is_a_week_later() -> None:
    (action,) = read("Henry to send it by Fri", on=date(2019, 6, 7))
    assert action.due == date(2019, 6, 14)


def test_by_10_january_said_on_20_december_is_next_year() -> None:
    (action,) = read("Henry to send it by 10 January", on=date(2019, 12, 20))
    assert action.due == date(2020, 1, 10)


@pytest.mark.parametrize(
    ("words", "on", "due"),
    [
        ("by year end", date(2020, 1, 15), date(2020, 3, 31)),
        ("by year end", date(2019, 4, 1), date(2020, 3, 31)),
        ("by end of May", date(2020, 5, 4), date(2020, 5, 29)),  # 31 May 2020 is a Sunday
        ("by Q4", TUESDAY, date(2020, 3, 31)),
        ("by P1", TUESDAY, date(2020, 4, 30)),
        ("by 29 February", TUESDAY, date(2020, 2, 29)),
        ("in a month", date(2020, 1, 31), date(2020, 2, 29)),
        ("by end of the week", date(2019, 6, 8), date(2019, 6, 14)),  # said on a Saturday
        ("by Sunday", date(2019, 6, 9), date(2019, 6, 16)),
    ],
)
def test_periods_turn_with_the_day_they_are_said_on(words: str, on: date, due: date) -> None:
    (action,) = read(f"Henry to send it {words}", on=on)
    assert action.due == due


def test_the_last_sure_date_is_the_due_date() -> None:
    (action,) = read("Henry to review what was paid before 1 May by Fri")
    assert (action.text, action.due) == ("review what was paid before 1 May", date(2019, 6, 7))


def test_the_next_meeting_of_another_group_is_not_this_groups() -> None:
    (action,) = read("Henry to send it by next HMT")
    assert action.due is None
    later = KnownGroup("hmt", "HMT", next_meeting=date(2019, 7, 2))
    (action,) = read("Henry to send it by next HMT", groups=(DMT, later))
    assert action.due == date(2019, 7, 2)


def test_the_next_meeting_is_unknown_while_none_is_planned() -> None:
    (action,) = read("Henry to send it by the next meeting", next_meeting=None)
    assert (action.due, action.flags) == (None, ("when",))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("14/6", date(2019, 6, 14)),
        ("14 June", date(2019, 6, 14)),
        ("Fri", date(2019, 6, 7)),
        ("Friday 14 June", date(2019, 6, 14)),
        ("by Fri", date(2019, 6, 7)),
        ("on 14 June", date(2019, 6, 14)),
        ("tomorrow", date(2019, 6, 5)),
        ("next DMT", NEXT_DMT),
        ("June", date(2019, 6, 28)),
        ("14 June 2020", date(2020, 6, 14)),
    ],
)
def test_a_form_field_takes_a_date_without_by(typed: str, found: date) -> None:
    reading = read_date(typed, on=TUESDAY, next_meeting=NEXT_DMT)
    assert (reading.date, reading.typed, reading.loose, reading.when) == (found, typed, False, False)


@pytest.mark.parametrize("typed", ["31/2", "2019-02-30", "rubbish", "5/29", "ASAP", "14", "Fri 15 June"])
def test_a_form_field_asks_when_it_cannot_know(typed: str) -> None:
    reading = read_date(typed, on=TUESDAY)
    assert (reading.date, reading.loose, reading.when) == (None, False, True)


def test_a_form_field_keeps_a_loose_date_and_leaves_an_empty_one_alone() -> None:
    assert read_date("before the summer break", on=TUESDAY).loose
    empty = read_date("  ", on=TUESDAY)
    assert (empty.date, empty.typed, empty.loose, empty.when) == (None, "", False, False)

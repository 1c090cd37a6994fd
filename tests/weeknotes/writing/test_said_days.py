"""A day that was said on a day keeps its words and is given the date that was meant, where only one can be."""

from datetime import date

import pytest

from weeknotes.writing.said_days import dated

TUESDAY, FRIDAY = date(2019, 6, 4), date(2019, 6, 7)


@pytest.mark.parametrize(
    ("typed", "said_on", "read"),
    [
        ("Show and tell this Thursday", TUESDAY, "Show and tell this Thursday (6 June)"),
        ("Interviews this coming Monday", TUESDAY, "Interviews this coming Monday (10 June)"),
        ("Starts next Tuesday.", TUESDAY, "Starts next Tuesday (11 June)."),
        ("Starts next Tue, I hope", FRIDAY, "Starts next Tue (11 June), I hope"),
        ("Tomorrow we move", TUESDAY, "Tomorrow (5 June) we move"),
        ("Met Grace yesterday", TUESDAY, "Met Grace yesterday (3 June)"),
        ("the day after tomorrow it ends", TUESDAY, "the day after tomorrow (6 June) it ends"),
        ("Audit on Friday", TUESDAY, "Audit on Friday (7 June)"),
        ("Audit on Tuesday", TUESDAY, "Audit on Tuesday (4 June)"),
        ("By Friday: the paper", TUESDAY, "By Friday (7 June): the paper"),
        ("by Monday", FRIDAY, "by Monday (10 June)"),
        ("until Wednesday next week", FRIDAY, "until Wednesday next week (12 June)"),
        ("on Thursday week", TUESDAY, "on Thursday week (13 June)"),
        ("last Friday’s outage", TUESDAY, "last Friday’s outage"),
        ("since last Friday", TUESDAY, "since last Friday (31 May)"),
        ("next week is quiet", TUESDAY, "next week (w/c 10 June) is quiet"),
        ("last week was not", TUESDAY, "last week (w/c 27 May) was not"),
        ("this Thursday and next Monday", TUESDAY, "this Thursday (6 June) and next Monday (10 June)"),
        # May mean two days: left alone
        ("on Monday", FRIDAY, "on Monday"),
        ("this Thursday", FRIDAY, "this Thursday"),
        ("last Wednesday", FRIDAY, "last Wednesday"),
        # Said with its date already
        ("this Thursday 6 June", TUESDAY, "this Thursday 6 June"),
        ("this Thursday (6 June)", TUESDAY, "this Thursday (6 June)"),
        ("on Thursday, 13th", TUESDAY, "on Thursday, 13th"),
        ("by Friday 7/6", TUESDAY, "by Friday 7/6"),
        # No day at all
        ("on Mondays we meet", TUESDAY, "on Mondays we meet"),
        ("the Friday club", TUESDAY, "the Friday club"),
        ("sat on the fence this Sunday school", TUESDAY, "sat on the fence this Sunday (9 June) school"),
        ("this month", TUESDAY, "this month"),
        ("the sun on Satellite House", TUESDAY, "the sun on Satellite House"),
        # Over the end of a year
        ("closed until next Thursday", date(2019, 12, 27), "closed until next Thursday (2 January 2020)"),
        ("", TUESDAY, ""),
    ],
)
def test_a_day_is_read_from_the_day_it_was_said(typed, said_on, read):
    assert dated(typed, said_on=said_on) == read


def test_reading_it_again_adds_nothing():
    once = dated("this Thursday, tomorrow, next week", said_on=TUESDAY)
    assert dated(once, said_on=TUESDAY) == once

"""Which backups stay, day after day for years."""

from datetime import UTC, datetime, timedelta

import pytest

from hackit.backups.archive import made_by_name, name_of
from hackit.backups.thinning import Rule, superfluous

BEGAN = datetime(2019, 1, 1, 2, 0, tzinfo=UTC)


def kept_after(days: int, *, a_day: int = 1, rule: Rule | None = None) -> tuple[list[datetime], datetime]:
    """What is there after so many days of `a_day` backups each, thinned after each one as the command does."""
    kept: list[datetime] = []
    now = BEGAN
    for number in range(days * a_day):
        now = BEGAN + timedelta(days=1) * number / a_day
        kept.append(now)
        for one in superfluous(kept, rule or Rule(), now=now):
            kept.remove(one)
    return kept, now


def test_all_of_two_days_one_a_day_for_a_month_one_a_week_for_a_year_then_one_a_month():
    kept, now = kept_after(3 * 365, a_day=4)
    ages = [now - one for one in kept]
    assert len([age for age in ages if age < timedelta(days=2)]) == 8
    assert len([age for age in ages if timedelta(days=2) <= age < timedelta(days=30)]) in (28, 29)
    weekly = [one for one, age in zip(kept, ages, strict=True) if timedelta(days=30) <= age < timedelta(days=365)]
    assert len({one.isocalendar()[:2] for one in weekly}) == len(weekly) in (48, 49)
    monthly = [one for one, age in zip(kept, ages, strict=True) if age >= timedelta(days=365)]
    assert len({(one.year, one.month) for one in monthly}) == len(monthly)
    assert {(one.year, one.month) for one in kept} == {(year, m) for year in (2019, 2020, 2021) for m in range(1, 13)}


def test_the_newest_stays_even_where_nothing_else_is_kept():
    kept, now = kept_after(100, rule=Rule(0, 0, 0))
    assert kept[-1] == now
    assert superfluous([BEGAN], Rule(0, 0, 0), now=BEGAN + timedelta(days=4000)) == []


def test_what_bears_a_date_to_come_stays_and_pushes_nothing_out():
    to_come = [BEGAN + timedelta(days=400 + number) for number in range(3)]
    assert superfluous([BEGAN, *to_come], Rule(), now=BEGAN) == []


def test_a_name_tells_its_instant_and_others_tell_none():
    assert made_by_name(name_of(BEGAN)) == BEGAN


@pytest.mark.parametrize("name", ["records.zip", "records-20190603.zip", "records-20191303T090000Z.zip", ""])
def test_other_names_tell_none(name):
    assert made_by_name(name) is None

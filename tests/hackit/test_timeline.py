"""The course of a story: silences, months, what is said of it, and the picture. Literal days, no database."""

from datetime import date

import pytest

from hackit.charts import AXIS, DIAMOND, NARROW, WIDE, month_chart
from hackit.timeline import (
    Day,
    Mark,
    Silence,
    counted,
    in_words,
    joined,
    later_decision,
    months,
    sentence,
    silence_between,
    silences,
)

ON = date(2019, 6, 14)


def day(text, count=1, until=None):
    start = date.fromisoformat(text)
    return Day(start, count, date.fromisoformat(until) if until else start)


def agreed(text, said="HMT", **extra):
    return Mark(date.fromisoformat(text), extra.pop("status", "agreed"), said, **extra)


STORY = [
    day("2018-11-19"),
    day("2018-12-03", 2),
    day("2019-01-28", 4),
    day("2019-02-26", 3),
    day("2019-05-02", 3),
    day("2019-06-11", 6),
]
DECISION = agreed("2019-06-11")


# --- Silences ---


def test_a_silence_is_the_days_between_two_things():
    (first, second) = silences(STORY, on=ON)
    assert (first.first, first.last) == (date(2018, 12, 4), date(2019, 1, 27))
    assert (second.first, second.last) == (date(2019, 2, 27), date(2019, 5, 1))
    assert second.weeks == 9
    assert second.words == "Nothing from 27 February to 1 May 2019"
    assert first.words == "Nothing from 4 December 2018 to 27 January 2019"


@pytest.mark.parametrize(("second", "is_one"), [("2019-02-12", False), ("2019-02-13", True)])
def test_six_weeks_and_no_less_make_a_silence(second, is_one):
    found = silences([day("2019-01-01"), day(second)], on=date(2019, 2, 14))
    assert bool(found) == is_one


def test_a_weeknote_stands_for_its_whole_week():
    days = [day("2019-01-07", until="2019-01-13"), day("2019-02-25")]
    assert silences(days, on=date(2019, 2, 26)) == [Silence(date(2019, 1, 14), date(2019, 2, 24))]


def test_a_story_that_has_gone_quiet_says_since_when():
    (found,) = silences([day("2019-02-26")], on=ON)
    assert found.goes_on
    assert found.words == "Nothing since 26 February 2019"
    assert found.weeks == 15


def test_what_lies_ahead_breaks_no_silence():
    (found,) = silences([day("2019-02-26"), day("2019-06-20")], on=ON)
    assert found.goes_on
    assert found.last == ON


def test_one_thing_today_is_no_silence():
    assert silences([day("2019-06-14")], on=ON) == []
    assert silences([], on=ON) == []


def test_a_silence_is_found_between_neighbours_only():
    found = silences(STORY, on=ON)
    assert silence_between(date(2019, 5, 2), date(2019, 2, 26), found).weeks == 9
    assert silence_between(date(2019, 6, 11), date(2019, 5, 2), found) is None


# --- Months ---


def test_empty_months_are_months():
    found = months(STORY, [DECISION])
    assert [(m.year, m.month, m.count) for m in found] == [
        (2018, 11, 1), (2018, 12, 2), (2019, 1, 4), (2019, 2, 3),
        (2019, 3, 0), (2019, 4, 0), (2019, 5, 3), (2019, 6, 6),
    ]  # fmt: skip
    assert [m.stands_out for m in found[:4]] == ["", "", "", ""]
    assert [m.stands_out for m in found[4:]] == ["Nothing written", "Nothing written", "", "HMT agreed 11 June"]


def test_no_day_is_no_month():
    assert months([]) == []


# --- Words ---


def test_the_sentence_says_what_is_true():
    assert sentence(STORY, [DECISION], on=ON) == (
        "Nine weeks of silence in spring. 29 weeks from the first mention to the decision."
    )


def test_without_silence_or_decision_nothing_is_said():
    assert sentence([day("2019-06-03"), day("2019-06-10")], [], on=ON) == ""


def test_two_decisions_are_told_apart():
    days = [day("2019-05-13"), day("2019-06-10"), day("2019-06-11")]
    said = sentence(days, [agreed("2019-06-10", "DMT"), DECISION], on=ON)
    assert said == "Four weeks from the first mention to the latest decision."


def test_what_was_not_agreed_ends_no_count_of_weeks():
    days = [day("2019-04-15"), day("2019-05-13"), day("2019-06-11")]
    assert sentence(days, [agreed("2019-06-11", status="not_agreed")], on=ON) == ""


def test_a_long_silence_is_told_by_its_dates():
    days = [day("2018-03-01"), day("2018-12-01")]
    assert sentence(days, [], on=date(2018, 12, 2)) == "39 weeks of silence, from 2 March to 30 November 2018."


def test_the_season_has_its_year_where_the_story_is_long():
    days = [day("2018-01-05"), day("2018-03-10"), day("2018-04-10"), day("2018-05-10"), day("2018-06-09"),
            day("2018-07-10"), day("2018-08-10"), day("2018-09-10"), day("2018-10-10"), day("2018-11-10"),
            day("2018-12-10"), day("2019-01-10")]  # fmt: skip
    assert sentence(days, [], on=date(2019, 1, 11)) == "Nine weeks of silence in winter 2018."


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        ("agreed", "HMT", "HMT agreed"),
        ("caveats", "", "Agreed"),
        ("not_agreed", "HMT", "HMT did not agree"),
        ("put_off", "", "Put off"),
    ],
)
def test_a_decision_in_words(status, said, words):
    assert Mark(ON, status, said).words == words


def test_numbers_and_lists_in_words():
    assert [in_words(n) for n in (0, 1, 20, 21, 1500)] == ["no", "one", "twenty", "21", "1,500"]
    assert [counted(n, "caveat") for n in (1, 2)] == ["one caveat", "two caveats"]
    assert [joined(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == ["", "a", "a and b", "a, b and c"]


def test_the_newest_later_agreement_counts():
    earlier, refused = agreed("2019-05-20", "DMT", pk=1), agreed("2019-06-12", status="put_off", pk=3)
    marks = [earlier, DECISION, refused]
    assert later_decision(date(2019, 5, 13), marks) is DECISION
    assert later_decision(date(2019, 6, 11), marks) is None


# --- The picture ---


def test_the_chart_draws_each_month_with_something_once():
    chart = month_chart("Mobile phones", STORY, [DECISION], on=ON)
    for picture, width in ((chart.wide, WIDE), (chart.narrow, NARROW)):
        assert picture.width == width
        assert len(picture.bars) == 6
        assert [bar.is_now for bar in picture.bars] == [False] * 5 + [True]
        assert {label.text for label in picture.labels} >= {"Nov", "Mar", "Jun"}
    tallest = chart.wide.bars[-1]
    assert (tallest.x, tallest.y, tallest.width, tallest.height) == ("776.1", "44.0", "60.2", "96.0")
    assert chart.wide.gaps == f"M432.0 {AXIS}H643.0"
    assert chart.wide.axis == f"M8.0 {AXIS}H422.0M653.0 {AXIS}H852.0"
    assert chart.wide.diamonds == f"M806.2 {DIAMOND}l8 8-8 8-8-8z"
    assert chart.left_out == 0


def test_the_gap_and_the_decision_are_written_where_they_fit():
    chart = month_chart("Mobile phones", STORY, [DECISION], on=ON)
    wide = {label.text: label for label in chart.wide.labels}
    narrow = {label.text: label for label in chart.narrow.labels}
    assert wide["quiet, 9 weeks"].x == "537.5"
    assert wide["HMT agreed, 11 June"].style == "v-t--b v-t--e"
    assert "9 weeks" in narrow
    assert "HMT agreed" in narrow


def test_a_decision_in_the_first_month_is_written_to_its_right():
    chart = month_chart("Phones", STORY, [agreed("2018-11-19")], on=ON)
    assert "v-t--s" in next(label.style for label in chart.wide.labels if "agreed" in label.text)


def test_the_chart_in_words():
    chart = month_chart("Mobile phones", STORY, [DECISION], on=ON)
    assert chart.description == (
        "Things recorded about Mobile phones each month, November 2018 to June 2019: most in June 2019 (6); "
        "HMT agreed on 11 June 2019; nothing in March 2019 and April 2019."
    )


def test_a_story_within_one_month_has_no_chart():
    assert month_chart("Phones", [day("2019-06-03"), day("2019-06-11")], [DECISION], on=ON) is None
    assert month_chart("Phones", [], [], on=ON) is None


def test_a_long_story_shows_its_last_months_and_tables_all():
    chart = month_chart("Phones", [day("2016-01-10"), day("2019-06-11", 40)], [DECISION], on=ON)
    assert (len(chart.months), chart.left_out) == (42, 24)
    assert [bar.height for bar in chart.wide.bars] == ["96.0"]
    assert "Jan ’19" in {label.text for label in chart.narrow.labels}
    assert any("weeks" in label.text for label in chart.wide.labels)


def test_few_months_fill_the_whole_width():
    chart = month_chart("Phones", [day("2019-05-06"), day("2019-06-11")], [DECISION], on=ON)
    assert [bar.x for bar in chart.wide.bars] == ["184.9", "614.9"]
    assert {bar.width for bar in chart.wide.bars} == {"60.2"}
    assert chart.wide.axis == f"M8.0 {AXIS}H852.0"


def test_a_story_that_has_gone_quiet_is_drawn_up_to_now():
    chart = month_chart("Phones", [day("2019-03-04"), day("2019-04-08")], on=ON, marks=[])
    assert [month.count for month in chart.months] == [1, 1, 0, 0]
    assert "quiet, 9 weeks" in {label.text for label in chart.wide.labels}
    long_ago = month_chart("Phones", [day("2017-03-04"), day("2017-04-08")], on=ON, marks=[])
    assert len(long_ago.months) == 2
    assert len(month_chart("Phones", [day("2019-04-08"), day("2019-05-31")], on=ON, marks=[]).months) == 2


def test_a_story_that_has_gone_quiet_says_for_how_long_and_what_is_open():
    days = [day("2019-01-07"), day("2019-04-11")]
    left = ["two actions open", "one caveat to do"]
    said = sentence(days, [], on=ON, left=left)
    assert said.startswith("Not mentioned for nine weeks, two actions open and one caveat to do.")
    assert sentence([day("2019-04-11")], [], on=ON) == "Not mentioned for nine weeks."
    assert sentence([day("2019-06-01")], [], on=ON, left=left) == ""

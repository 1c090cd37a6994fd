"""How days, money, audiences and addresses are written on the pages."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from hackit.templatetags import records

TUESDAY = date(2019, 6, 4)


def rendered(source: str, **context) -> str:
    return Template("{% load records %}" + source).render(Context(context))


def at(address: str) -> dict:
    return {"request": RequestFactory().get(address)}


def test_a_day_is_written_with_its_weekday_and_year():
    assert records.day(date(2019, 6, 3)) == "Mon 3 June 2019"


def test_an_instant_falls_on_the_day_it_has_in_london():
    assert records.day(datetime(2019, 6, 3, 23, 30, tzinfo=UTC)) == "Tue 4 June 2019"


def test_a_short_day_says_the_year_only_when_it_is_another_one():
    assert records.day_short(date(2019, 6, 3), TUESDAY) == "Mon 3 June"
    assert records.day_short(date(2020, 1, 31), TUESDAY) == "Fri 31 January 2020"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (time(10, 36), "10:36am"), (time(0, 5), "12:05am"), (time(12, 0), "12pm"), (time(10, 0), "10am"),
        (time(15, 12), "3:12pm"),
        (datetime(2019, 6, 3, 9, 36, tzinfo=UTC), "10:36am"),  # summer time
        (datetime(2019, 1, 3, 9, 36, tzinfo=UTC), "9:36am"),
        (None, ""),
    ],
)  # fmt: skip
def test_a_time_is_written_by_the_british_clock(value, said):
    assert records.clock(value) == said


def test_a_week_is_named_by_its_monday():
    assert records.week_of(date(2019, 6, 9)) == "w/c 3 June 2019"
    assert records.week_of(datetime(2019, 6, 9, 23, 30, tzinfo=UTC)) == "w/c 10 June 2019"


def test_a_financial_year_is_written_with_both_its_years():
    assert (records.fin_year(2019), records.fin_year(1999)) == ("2019/20", "1999/00")


@pytest.mark.parametrize(
    ("amount", "said"),
    [(123450, "£1,234.50"), (59000000, "£590,000"), (5, "£0.05"), (-50000, "−£500"), (0, "£0"), (None, "")],
)
def test_pence_are_written_as_pounds(amount, said):
    assert records.pence(amount) == said


@pytest.mark.parametrize(
    ("due", "said", "style"),
    [
        (date(2019, 6, 3), "1 day overdue", "late"),
        (date(2019, 6, 2), "2 days overdue", "late"),
        (TUESDAY, "Today", "soon"),
        (date(2019, 6, 5), "Tomorrow", "soon"),
        (date(2019, 6, 13), "In 9 days", ""),
        (None, "", ""),
    ],
)
def test_a_due_date_says_how_far_off_it_is(due, said, style):
    assert (records.due_words(due, TUESDAY), records.due_class(due, TUESDAY)) == (said, style)


def test_nothing_gives_nothing():
    assert [records.day(None), records.day_short(None), records.week_of(None), records.fin_year(None)] == [""] * 4


def test_an_audience_is_a_word_and_everyone_has_the_filled_ring():
    assert rendered('{% audience_words "me" %}') == '<span class="aud">Only me</span>'
    assert rendered('{% audience_words "staff" %}') == '<span class="aud">All staff</span>'
    assert rendered('{% audience_words "everyone" %}') == '<span class="aud aud--all">Everyone</span>'


def test_a_groups_audience_bears_its_name_and_the_name_is_escaped():
    group = SimpleNamespace(name="DMT")
    assert rendered('{% audience_words "members" group %}', group=group) == '<span class="aud">DMT only</span>'
    evil = SimpleNamespace(name="<b>DMT</b>")
    assert "<b>" not in rendered('{% audience_words "members" group %}', group=evil)


def test_an_unknown_audience_is_an_error_and_not_a_guess():
    with pytest.raises(ValueError, match="friends"):
        records.audience_words("friends")


def test_a_changed_query_keeps_the_rest_and_goes_back_to_page_one():
    said = rendered('{% query_with sort="newest" %}', **at("/?q=phones&page=3&kind=a&kind=b"))
    assert said == "?q=phones&amp;kind=a&amp;kind=b&amp;sort=newest"


def test_a_changed_query_can_name_a_page_or_drop_a_name():
    assert rendered("{% query_with page=2 %}", **at("/?q=x")) == "?q=x&amp;page=2"
    assert rendered("{% query_with q=None %}", **at("/?q=x")) == "?"


def test_a_query_cannot_break_out_of_the_link():
    said = rendered('<a href="{% query_with page=2 %}">', **at('/?q="><script>'))
    assert said == '<a href="?q=%22%3E%3Cscript%3E&amp;page=2">'


def test_a_pill_takes_away_its_own_value_only():
    said = rendered('{% query_without "kind" "a" %}', **at("/?kind=a&kind=b&page=2"))
    assert said == "?kind=b"
    assert rendered('{% query_without "kind" %}', **at("/?kind=a&kind=b&q=x")) == "?q=x"


def test_long_lists_of_pages_are_cut_between_the_ends_and_the_current_one():
    page = Paginator(range(100), 4).page(7)
    assert records.page_numbers(page) == [1, None, 6, 7, 8, None, 25]


def test_numbered_pages_keep_the_search_and_mark_the_current_page():
    page = Paginator(range(100), 50).page(2)
    said = Template('{% include "_partials/pagination.html" %}').render(Context({"page": page, **at("/?q=x&page=2")}))
    assert 'href="?q=x&amp;page=1" rel="prev"' in said
    assert 'aria-current="page"><span class="vh">Page </span>2</b>' in said
    assert 'rel="next"' not in said


def test_a_single_page_offers_no_pages():
    page = Paginator(range(3), 50).page(1)
    said = Template('{% include "_partials/pagination.html" %}').render(Context({"page": page, **at("/")}))
    assert "<nav" not in said

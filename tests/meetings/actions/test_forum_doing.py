"""How a group is doing: closed on time, dates moved, age of what is open; counts only, of what the reader may see."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Role
from meetings.actions.doing import Span
from meetings.models import Action
from tests import factories as make
from tests.meetings.actions.test_action_pages import text_of

PAGE = "/groups/dmt/doing/"


@pytest.fixture
def done(dmt):
    """`done(due, ended)`: an action of the group that was done on that day, as often as said."""

    def made(due: date | None, ended: date, *, first: date | None = None, times: int = 1, **extra) -> None:
        forum = extra.pop("forum", dmt.forum)
        for _ in range(times):
            make.make_action(
                "Ring Finance", dmt.helen.person, forum=forum, due=due, first_due=first or due,
                status="done", ended_on=ended, **extra,
            )  # fmt: skip

    return made


def promised(action: Action, on: date) -> None:
    """Let it have been written down on that day."""
    Action.objects.filter(pk=action.pk).update(created_at=datetime(on.year, on.month, on.day, 12, tzinfo=UTC))


def table_of(page, caption: str) -> dict[str, list[str]]:
    """The rows of the table of that caption, by their first cell."""
    table = re.search(rf"<caption[^>]*>{caption}.*?</table>", page.content.decode(), re.DOTALL)[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells) for name, cells in rows}


def test_what_was_closed_is_told_by_the_date_first_agreed_a_later_one_and_late(as_, dmt, done):
    done(date(2019, 6, 7), date(2019, 6, 7), times=3)
    done(date(2019, 6, 14), date(2019, 6, 10), first=date(2019, 5, 31), times_moved=1)
    done(date(2019, 5, 3), date(2019, 5, 6))
    done(None, date(2019, 5, 6))
    done(date(2019, 5, 8), date(2019, 5, 6), due_is_assumed=True)
    page = as_(dmt.grace).get(PAGE)
    assert "4 of 5 that had an agreed date were done by it, 3 of them by the date first agreed." in text_of(page)
    rows = table_of(page, "Actions of DMT closed each month")
    assert rows["Jun 2019"] == ["3", "1", "0", "0"]
    assert rows["May 2019"] == ["0", "0", "1", "2"]
    assert len(rows) == 12
    assert next(iter(rows)) == "Jul 2018"


def test_small_numbers_say_nothing(as_, dmt, done):
    assert "Nothing was closed." in text_of(as_(dmt.grace).get(PAGE))
    done(date(2019, 6, 7), date(2019, 6, 10), times=4)
    done(None, date(2019, 6, 10))
    words = text_of(as_(dmt.grace).get(PAGE))
    assert "Too few to say: 4 of 5 closed had an agreed date." in words
    assert "were done by it" not in words


def test_what_was_dropped_is_neither_a_success_nor_a_failure(as_, dmt, on):
    action = make.make_action("Ring", dmt.helen.person, forum=dmt.forum, due=date(2019, 6, 3))
    action.drop(by=dmt.helen.person, on=on)
    assert "Nothing was closed." in text_of(as_(dmt.grace).get(PAGE))


def test_the_time_before_is_there_to_compare(as_, dmt, done):
    done(date(2019, 6, 7), date(2019, 6, 7), times=5)
    done(date(2018, 6, 7), date(2018, 6, 7), times=4)
    done(date(2018, 6, 7), date(2018, 6, 8))
    assert "In the 12 months before it was 4 of 5." in text_of(as_(dmt.grace).get(PAGE))


def test_a_financial_year_can_be_chosen(as_, dmt, done):
    done(date(2019, 3, 31), date(2019, 3, 31), times=5)
    done(date(2019, 4, 1), date(2019, 4, 2), times=5)
    page = as_(dmt.grace).get(PAGE, {"year": "2018"})
    assert "5 of 5 that had an agreed date" in text_of(page)
    assert list(table_of(page, "Actions of DMT closed each month"))[::11] == ["Apr 2018", "Mar 2019"]
    this = as_(dmt.grace).get(PAGE, {"year": "2019"})
    assert "0 of 5 that had an agreed date" in text_of(this)
    assert "In 2018/19 it was 5 of 5." in text_of(this)
    assert list(table_of(this, "Actions of DMT closed each month")) == ["Apr 2019", "May 2019", "Jun 2019"]


@pytest.mark.parametrize("year", ["1819", "zog", "\x00", "9" * 40, "-1", "2017"])
def test_a_year_that_is_not_offered_gives_the_last_twelve_months(as_, dmt, year):
    page = as_(dmt.grace).get(PAGE, {"year": year})
    assert "the last 12 months" in text_of(page)


def test_moves_of_agreed_dates_are_counted_by_month(as_, dmt):
    person = dmt.helen.person
    action = make.make_action("Ring", person, forum=dmt.forum, due=date(2019, 5, 3))
    action.move_to(date(2019, 5, 31), by=person, on=date(2019, 5, 2), reason="Late")
    action.move_to(date(2019, 6, 28), by=person, on=date(2019, 6, 3), reason="Later")
    other = make.make_action("Write", person, forum=dmt.forum, due=date(2019, 6, 3), due_is_assumed=True)
    other.move_to(date(2019, 6, 20), by=person, on=date(2019, 6, 3))
    page = as_(dmt.grace).get(PAGE)
    assert "Agreed dates were moved twice." in text_of(page)
    rows = table_of(page, "Agreed dates of DMT moved each month")
    assert [rows[month] for month in ("Apr 2019", "May 2019", "Jun 2019")] == [["0"], ["1"], ["1"]]
    assert "2 are open, and none is overdue. The date of 1 was moved, of 1 more than once." in text_of(page)


def test_open_ones_are_counted_by_age(as_, dmt, done):
    ages = {
        date(2019, 6, 12): "Under 1 month ago", date(2019, 5, 13): "Under 1 month ago",
        date(2019, 5, 12): "1–3 months ago", date(2019, 3, 13): "1–3 months ago",
        date(2019, 3, 12): "3–6 months ago", date(2018, 6, 13): "6–12 months ago",
        date(2018, 6, 12): "Over a year ago", date(2015, 1, 1): "Over a year ago",
    }  # fmt: skip
    for day in ages:
        promised(make.make_action("Ring", dmt.helen.person, forum=dmt.forum, due=date(2019, 6, 11)), day)
    done(date(2019, 6, 7), date(2019, 6, 7))
    page = as_(dmt.grace).get(PAGE)
    rows = table_of(page, "Open actions of DMT by how long ago they were promised")
    assert rows == {name: [str(list(ages.values()).count(name))] for name in dict.fromkeys(ages.values())}
    assert "8 are open, 8 of them overdue." in text_of(page)


def test_an_action_of_a_meeting_is_as_old_as_the_meeting(as_, dmt):
    old = make.make_meeting(dmt.forum, date(2018, 1, 8))
    make.make_action("Ring", dmt.helen.person, meeting=old)
    rows = table_of(as_(dmt.grace).get(PAGE), "Open actions of DMT by how long ago")
    assert rows["Over a year ago"] == ["1"]


# --- For whom ---


def test_it_is_for_members_and_counts_what_each_may_see(as_, dmt, done):
    done(date(2019, 6, 7), date(2019, 6, 7), times=5, audience="members")
    done(date(2019, 6, 7), date(2019, 6, 7), times=7, audience="me", by=dmt.helen.person)
    done(date(2019, 6, 7), date(2019, 6, 7), times=9, forum=make.make_forum("HMT"))
    assert "5 of 5 that had" in text_of(as_(dmt.grace).get(PAGE))
    assert "12 of 12 that had" in text_of(as_(dmt.helen).get(PAGE))
    assert as_(dmt.yusuf).get(PAGE).status_code == 403
    assert as_(make.make_user("Ruth Bello", role=Role.NONE)).get(PAGE).status_code == 404
    assert as_(dmt.grace).get("/groups/nosuch/doing/").status_code == 404


def test_nobody_is_named(as_, dmt, done):
    done(date(2019, 6, 7), date(2019, 6, 7), times=6)
    make.make_action("Ring", dmt.helen.person, forum=dmt.forum, due=date(2019, 6, 11))
    page = as_(dmt.grace).get(PAGE).content.decode()
    assert "Helen" not in page
    assert "Ring" not in page


def test_deleted_ones_do_not_count(as_, dmt):
    make.make_action("Ring", dmt.helen.person, forum=dmt.forum).delete_softly(by=dmt.helen.person)
    assert "Nothing is open." in text_of(as_(dmt.grace).get(PAGE))


def test_pictures_tell_what_they_show_and_links_lead_there(as_, dmt, done):
    done(date(2019, 6, 7), date(2019, 6, 7), times=6)
    page = as_(dmt.grace).get(PAGE).content.decode()
    label = "Actions of DMT closed each month that had an agreed date, July 2018 to June 2019: 6 by the date first"
    assert page.count(f'role="img" aria-label="{label}') == 2  # a wide and a narrow one
    assert f'href="{PAGE}"' in as_(dmt.grace).get(dmt.forum.get_absolute_url()).content.decode()
    assert PAGE not in as_(dmt.yusuf).get(dmt.forum.get_absolute_url()).content.decode()


def test_the_list_leads_to_ones_groups_or_the_only_one(as_, dmt):
    assert 'href="/actions/doing/"' in as_(dmt.grace).get("/actions/").content.decode()
    assert as_(dmt.grace).get("/actions/doing/")["Location"] == PAGE
    make.join(make.make_forum("HMT"), dmt.helen)
    page = as_(dmt.helen).get("/actions/doing/").content.decode()
    assert f'href="{PAGE}"' in page
    assert 'href="/groups/hmt/doing/"' in page
    assert "You are in no group" in text_of(as_(dmt.yusuf).get("/actions/doing/"))


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_cost_no_more_questions_than_one(as_, dmt, done):
    client, asked = as_(dmt.grace), []
    for times in (1, 29):
        done(date(2019, 6, 7), date(2019, 6, 7), times=times)
        action = make.make_action("Ring", dmt.helen.person, forum=dmt.forum, due=date(2019, 6, 11))
        action.move_to(date(2019, 7, 1), by=dmt.helen.person, on=date(2019, 6, 3))
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 11


@pytest.mark.parametrize("on", [date(2019, 1, 31), date(2020, 2, 29), date(2019, 12, 31), date(2019, 4, 1)])
def test_a_span_is_twelve_whole_months(on):
    span = Span.last_twelve(on=on)
    months = span.months(on=on)
    assert len(months) == 12
    assert (months[0], months[-1]) == (span.first, on.replace(day=1))
    assert span.before.after == span.first

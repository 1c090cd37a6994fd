"""The days of meetings: the next one proposed, bank holidays, away days, what moves with a meeting."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from hackit.history import Event
from meetings.agenda.bank_holidays import bank_holiday, next_working_day, same_day_later
from meetings.agenda.next_dates import next_date, proposed
from meetings.models import Meeting
from tests.factories import make_action, make_forum, make_item, make_line, make_meeting

NEW = reverse("meetings:meeting-new")
BEFORE = date(2019, 8, 19)  # the Monday before the late summer bank holiday
HOLIDAY = date(2019, 8, 26)


@pytest.fixture
def mondays(forum):
    forum.weekday = 0
    forum.save()
    return forum


def url(name, record):
    return reverse(f"meetings:{name}", args=[record.ref])


def typed(forum, **changed):
    return {"forum": str(forum.pk), "date": "14 June 2099", "start_time": "10am", "token": "t"} | changed


# --- England's bank holidays ---


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2019, 4, 19), "Good Friday"),
        (date(2019, 5, 27), "Spring Bank Holiday"),
        (HOLIDAY, "Late Summer Bank Holiday"),
        (date(2020, 5, 8), "May Day"),  # moved from the Monday for the 75th anniversary of VE Day
        (date(2020, 5, 4), ""),
        (date(2021, 12, 27), "Christmas Day (observed)"),
        (date(2019, 8, 5), ""),  # Scotland's alone
        (date(2019, 3, 18), ""),  # Northern Ireland's alone
        (date(9999, 12, 25), ""),
    ],
)
def test_englands_bank_holidays_are_known_without_the_network(day, name):
    assert bank_holiday(day) == name


def test_the_next_free_days_are_neither_weekend_nor_holiday_nor_taken():
    assert next_working_day(date(2019, 4, 18)) == date(2019, 4, 23)  # over Easter
    assert next_working_day(HOLIDAY, free=lambda day: day != date(2019, 8, 27)) == date(2019, 8, 28)
    assert same_day_later(date(2019, 12, 18)) == date(2020, 1, 8)  # Christmas Day and New Year's Day are Wednesdays


# --- The next date ---


def test_a_bank_holiday_is_offered_with_what_is_free_instead(mondays):
    make_meeting(mondays, BEFORE)
    found = proposed(mondays, on=BEFORE)
    assert [offer.day for offer in found.offers] == [HOLIDAY, date(2019, 8, 27), date(2019, 9, 2)]
    assert found.question == (
        "Mon 26 August 2019 is a bank holiday, Late Summer Bank Holiday: Tue 27 August or Mon 2 September instead?"
    )


def test_what_is_taken_is_not_offered_instead(mondays):
    make_meeting(mondays, BEFORE)
    make_meeting(mondays, date(2019, 8, 27), title="Away day")
    assert [offer.day for offer in proposed(mondays, on=BEFORE).offers][1] == date(2019, 8, 28)


def test_a_rhythm_that_was_kept_twice_is_gone_on_with(forum):
    forum.weekday = None
    for weeks in (0, 4, 8):
        make_meeting(forum, date(2019, 6, 4) + timedelta(weeks=weeks))
    found = proposed(forum, on=date(2019, 7, 31))
    assert found.meant == date(2019, 8, 27)
    assert [offer.day for offer in found.offers] == [date(2019, 8, 27), date(2019, 8, 6)]
    make_meeting(forum, date(2019, 8, 6))
    assert next_date(forum, on=date(2019, 8, 6)) == date(2019, 8, 13)


def test_a_group_that_never_met_is_offered_its_day_and_one_without_a_day_nothing(mondays):
    assert next_date(mondays, on=date(2019, 6, 5)) == date(2019, 6, 10)
    assert proposed(make_forum("HMT"), on=date(2019, 6, 5)).offers == []


def test_the_form_offers_the_same_time_next_week(as_user, forum, priya):
    make_meeting(forum, date(2098, 6, 3), start_time=time(14, 30), location="Room 9")
    page = as_user(priya).get(NEW).content.decode()
    assert "Tuesday 10 June, next DMT" in page
    assert 'value="2:30pm"' in page
    assert 'value="Room 9"' in page


def test_on_a_bank_holiday_the_form_asks_and_ticks_nothing(as_user, mondays, priya):
    make_meeting(mondays, date(2098, 4, 14))  # the Monday before Easter Monday
    page = as_user(priya).get(NEW).content.decode()
    assert "Mon 21 April 2098 is a bank holiday, Easter Monday: Tue 22 April or Mon 28 April instead?" in page
    assert 'name="date_quick" value="2098-04-21"' in page
    assert "checked" not in page.split('name="date_quick"')[1].split("<span")[0]
    assert as_user(priya).post(NEW, typed(mondays, date="", date_quick="2098-04-21")).status_code == 302
    assert Meeting.objects.filter(date=date(2098, 4, 21)).exists()


def test_a_typed_holiday_is_noted_and_never_refused(as_user, forum, priya):
    client, hint = as_user(priya), reverse("meetings:meeting-day")
    said = client.get(hint, {"date": "26 August 2019"}).content.decode()
    assert said.startswith("Mon 26 August 2019 is a bank holiday, Late Summer Bank Holiday: Tue 27 August")
    assert client.get(hint, {"date": "", "date_quick": "2019-08-26"}).content.decode() == said
    for words in ("27 August 2019", "", "<script>", "31/31", "9999-12-25", "x" * 500, "a\x00b"):
        assert client.get(hint, {"date": words, "date_quick": "nonsense"}).content.decode() == ""
    page = client.post(NEW, typed(forum, date="26 August 2019", start_time="teatime")).content.decode()
    assert "Mon 26 August 2019 is a bank holiday: Late Summer Bank Holiday." in page
    assert client.post(NEW, typed(forum, date="26 August 2097", token="u")).status_code == 302


def test_the_agenda_says_that_its_day_is_a_bank_holiday(as_user, forum, priya, grace):
    meeting = make_meeting(forum, date(2098, 12, 25))
    page = as_user(priya).get(url("meeting-agenda", meeting)).content.decode()
    assert "Thu 25 December 2098 is a bank holiday: Christmas Day." in page
    assert "Choose another day" in page
    assert "Choose another day" not in as_user(grace).get(url("meeting-agenda", meeting)).content.decode()


# --- Away days and one-offs ---


def test_an_away_day_has_its_own_title_the_whole_day_and_no_standing_items(as_user, forum, priya):
    forum.standing_items.create(title="Finance", kind="finance")
    client = as_user(priya)
    client.post(NEW, typed(forum, title="Away day", start_time="", date="14 June 2099"))
    away = Meeting.objects.get(title="Away day")
    assert (away.start_time, away.items.count()) == (None, 0)
    assert "Away day, Sun 14 June 2099, the whole day" in client.get(url("meeting-agenda", away)).content.decode()
    client.post(NEW, typed(forum, title="Budget day", with_standing="on", date="14 June 2099", token="u"))
    assert [item.title for item in Meeting.objects.get(title="Budget day").items.all()] == ["Finance"]
    client.post(NEW, typed(forum, date="15 June 2099", token="v"))
    assert [item.title for item in Meeting.objects.get(title="").items.all()] == ["Finance"]
    assert Meeting.objects.count() == 3


@pytest.mark.parametrize(
    ("there", "message"),
    [
        ({}, "DMT already meets then, on Sun 14 June 2099 at 10am"),
        ({"title": "Away day"}, "DMT already meets then, on Sun 14 June 2099 at 10am (Away day)"),
        ({"state": "cancelled"}, "DMT has a cancelled meeting on Sun 14 June 2099 at 10am"),
        ({"start_time": None, "title": "Away day"}, "on Sun 14 June 2099 (Away day). Give one of them a time"),
    ],
)
def test_which_meeting_is_in_the_way_is_said(as_user, forum, priya, there, message):
    make_meeting(forum, date(2099, 6, 14), **there)
    at = {"start_time": ""} if "start_time" in there else {}
    page = as_user(priya).post(NEW, typed(forum, **at))
    assert page.status_code == 422
    assert message in page.content.decode()


# --- What moves with a meeting ---


@pytest.fixture
def meeting(forum):
    return make_meeting(forum, date(2099, 6, 9))


def moved_to(meeting, day):
    return {"date": day, "start_time": "10am", "location": "", "title": "", "summary": "", "version": meeting.version}


def test_moving_a_meeting_offers_to_move_what_is_due_that_day(as_user, forum, meeting, priya, grace):
    old = meeting.date
    line = make_line(make_item(make_meeting(forum, date(2099, 6, 2))), "Grace to bring costs by next DMT", grace.person)
    said = make_action("Bring costs", grace.person, forum=forum, due=old, line=line)
    assumed = make_action("Bring plans", grace.person, forum=forum, due=old, due_is_assumed=True)
    by_day = make_action("Pay the bill", grace.person, forum=forum, due=old)
    make_action("Done long ago", grace.person, forum=forum, due=old).complete(by=None, on=old)
    make_action("Theirs", grace.person, forum=make_forum("HMT"), due=old)
    client = as_user(priya)
    answer = client.post(url("meeting-edit", meeting), moved_to(meeting, "16 June 2099"))
    assert answer.url == f"{url('meeting-moved', meeting)}?from=2099-06-09"
    page = client.get(answer.url).content.decode()
    assert "3 open actions are due on Tue 9 June 2099" in page
    assert [f'value="{row.ref}" checked' in page for row in (said, assumed, by_day)] == [True, True, False]
    assert "Done long ago" not in page
    assert "Theirs" not in page
    data = {"from": "2099-06-09", "action": [said.ref, assumed.ref, "nosuchref0"]}
    for _press in range(2):
        page = client.post(url("meeting-moved", meeting), data, follow=True).content.decode()
    for row in (said, assumed, by_day):
        row.refresh_from_db()
    assert [row.due.day for row in (said, assumed, by_day)] == [16, 16, 9]
    assert (said.times_moved, assumed.times_moved, assumed.due_is_assumed) == (1, 0, True)
    assert said.updates.get().text == "DMT moved to Tue 16 June 2099"
    assert Event.objects.about(assumed).filter(verb="date moved with its meeting").count() == 1


def test_nothing_is_asked_where_nothing_is_due_or_the_day_stays(as_user, forum, meeting, priya, grace):
    client = as_user(priya)
    answer = client.post(url("meeting-edit", meeting), moved_to(meeting, "16 June 2099"))
    assert answer.url == meeting.get_absolute_url()
    make_action("Bring costs", grace.person, forum=forum, due=date(2099, 6, 16))
    meeting.refresh_from_db()
    answer = client.post(url("meeting-edit", meeting), moved_to(meeting, "16 June 2099"))
    assert answer.url == meeting.get_absolute_url()


def test_a_meeting_is_no_clash_with_itself(as_user, meeting, priya):
    data = moved_to(meeting, "9 June 2099") | {"location": "Room 9", "summary": "Short."}
    assert as_user(priya).post(url("meeting-edit", meeting), data).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.location, meeting.summary) == ("Room 9", "Short.")


@pytest.mark.parametrize("day", ["", "nonsense", "2099-06-09", "2099-13-45", "x" * 900])
def test_no_such_day_leads_back_to_the_meeting(as_user, meeting, priya, day):
    for method in (as_user(priya).get, as_user(priya).post):
        assert method(url("meeting-moved", meeting), {"from": day}).url == meeting.get_absolute_url()


def test_only_who_runs_the_group_moves_what_is_due(as_user, forum, meeting, grace, sam):
    make_action("Bring costs", grace.person, forum=forum, due=date(2099, 6, 2))
    address = f"{url('meeting-moved', meeting)}?from=2099-06-02"
    assert as_user(grace).get(address).status_code == 403
    assert as_user(sam).get(address).status_code == 404

"""Meetings in calendars: the file of one, and a group's feed at a private address."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from icalendar import Calendar

from hackit.models import FeedKey, Membership, Role
from meetings.agenda.calendar_file import calendar_of
from meetings.agenda.writes import cancel_meeting, delete_meeting
from meetings.models import Meeting
from tests.factories import join, make_forum, make_item, make_meeting

NOW = datetime(2019, 6, 1, 9, 30, tzinfo=UTC)


def file_of(meeting):
    return reverse("meetings:meeting-calendar", args=[meeting.ref])


def feed_of(user, forum):
    return reverse("meetings:feed", args=[FeedKey.objects.ensure(user.person, forum).key, forum.slug])


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def written(*meetings):
    return calendar_of(meetings, name="DMT meetings", site="https://records.example", now=NOW)


# --- The file ---


def test_a_member_gets_the_meeting_as_a_file(as_user, grace, forum):
    meeting = make_meeting(forum, date(2019, 6, 4), location="Room 4")
    make_item(meeting, "Redundancies")
    response = as_user(grace).get(file_of(meeting))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="dmt-2019-06-04.ics"'
    assert response["Cache-Control"] == "no-store"
    [event] = events(response.content)
    assert event["summary"] == "DMT"
    assert event["location"] == "Room 4"
    assert event["url"] == f"http://testserver{meeting.get_absolute_url()}"
    assert event.decoded("dtstart") == datetime(2019, 6, 4, 9, tzinfo=UTC)  # ten o'clock in London's summer
    assert b"Redundancies" not in response.content


def test_who_does_not_see_the_meeting_finds_no_file(as_user, sam, forum):
    meeting = make_meeting(forum)
    assert as_user(sam).get(file_of(meeting)).status_code == 404
    assert as_user(None).get(file_of(meeting)).status_code == 404


def test_staff_get_the_file_of_a_shared_meeting(as_user, sam, forum):
    meeting = make_meeting(forum, shared_at=NOW, state="shared")
    assert len(events(as_user(sam).get(file_of(meeting)).content)) == 1
    assert as_user(None).get(file_of(meeting)).status_code == 404


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2019, 3, 29), datetime(2019, 3, 29, 10, tzinfo=UTC)),
        (date(2019, 4, 1), datetime(2019, 4, 1, 9, tzinfo=UTC)),
        (date(2019, 10, 28), datetime(2019, 10, 28, 10, tzinfo=UTC)),
    ],
)
def test_ten_oclock_is_ten_oclock_in_london_all_year(forum, day, instant):
    [event] = events(written(make_meeting(forum, day)))
    assert event.decoded("dtstart") == instant
    assert event.decoded("dtend") == instant + timedelta(hours=1)


def test_a_meeting_without_a_time_is_a_whole_day(forum):
    [event] = events(written(make_meeting(forum, date(2019, 6, 4), start_time=None)))
    assert event.decoded("dtstart") == date(2019, 6, 4)
    assert event.decoded("dtend") == date(2019, 6, 5)


def test_a_change_keeps_the_uid_and_raises_the_sequence(forum):
    meeting = make_meeting(forum)
    [before] = events(written(meeting))
    meeting.start_time = time(14)
    meeting.save_as(by=None, verb="changed")
    [after] = events(written(meeting))
    assert after["uid"] == before["uid"]
    assert meeting.ref in after["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("dtstamp") == NOW


def test_a_cancelled_meeting_says_so(forum):
    meeting = make_meeting(forum)
    assert events(written(meeting))[0]["status"] == "CONFIRMED"
    cancel_meeting(meeting, by=None)
    assert events(written(meeting))[0]["status"] == "CANCELLED"


def test_lines_end_in_crlf_and_fold_at_75_octets_and_text_comes_back_as_typed(forum):
    title = "Away day; Zoë’s plan, part 2\\3 " + "é" * 120
    meeting = make_meeting(forum, title=title, location="Room 4\r\nBEGIN:VALARM\x0b")
    content = written(meeting)
    assert content.endswith(b"\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert rb"Away day\; Zo" in content
    [event] = events(content)
    assert event["summary"] == title
    assert event["location"] == "Room 4 BEGIN:VALARM"
    assert not Calendar.from_ical(content).walk("VALARM")


# --- The feed ---


def test_a_calendar_program_reads_the_groups_meetings_without_signing_in(grace, forum):
    coming = make_meeting(forum, localdate() + timedelta(days=3), location="Room 4")
    make_item(coming, "Redundancies")
    past = make_meeting(forum, localdate() - timedelta(days=30))
    make_meeting(forum, localdate() - timedelta(days=400))
    make_meeting(make_forum("HMT"), localdate() + timedelta(days=3))
    response = Client().get(feed_of(grace, forum))
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert [str(event["uid"]).split("@")[0] for event in events(response.content)] == [
        f"meeting-{past.ref}",
        f"meeting-{coming.ref}",
    ]
    assert b"Redundancies" not in response.content


def test_a_cancelled_meeting_stays_in_the_feed_and_a_deleted_one_goes(grace, forum):
    cancelled = make_meeting(forum, localdate() + timedelta(days=3))
    deleted = make_meeting(forum, localdate() + timedelta(days=10))
    cancel_meeting(cancelled, by=None)
    delete_meeting(deleted, by=None)
    [event] = events(Client().get(feed_of(grace, forum)).content)
    assert (event["status"], cancelled.ref in event["uid"]) == ("CANCELLED", True)


def leave_group(user, forum):
    Membership.objects.filter(person=user.person, forum=forum).update(to_date=localdate() - timedelta(days=1))


def lose_login(user, forum):
    user.is_active = False
    user.save()


def lose_role(user, forum):
    user.role = Role.NONE
    user.save()


def keep_no_login(user, forum):
    person = user.person
    person.user = None
    person.save()


@pytest.mark.parametrize("change", [leave_group, lose_login, lose_role, keep_no_login])
def test_the_address_is_dead_as_soon_as_its_owner_may_see_nothing(grace, forum, change):
    address = feed_of(grace, forum)
    assert Client().get(address).status_code == 200
    change(grace, forum)
    assert Client().get(address).status_code == 404


def test_a_key_opens_its_own_group_only(grace, forum):
    other = make_forum("HMT")
    join(other, grace)
    key = FeedKey.objects.ensure(grace.person, forum).key
    assert Client().get(reverse("meetings:feed", args=[key, other.slug])).status_code == 404
    assert Client().get(reverse("meetings:feed", args=["nosuchkey", forum.slug])).status_code == 404


def test_a_key_is_long_and_one_a_person_and_group(grace, priya, forum):
    mine, hers = (FeedKey.objects.ensure(user.person, forum) for user in (grace, priya))
    assert len(mine.key) >= 32
    assert mine.key != hers.key
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedKey.objects.create(person=grace.person, scope=mine.scope)


# --- The group's page ---


def test_a_member_makes_an_address_and_later_a_new_one(as_user, grace, forum):
    page = as_user(grace).get(forum.get_absolute_url())
    assert "Make an address" in page.content.decode()
    assert not FeedKey.objects.exists()
    make = reverse("meetings:forum-feed", args=[forum.slug])
    assert as_user(grace).post(make).url == f"{forum.get_absolute_url()}#subscribe"
    old = feed_of(grace, forum)
    as_user(grace).post(make)
    assert feed_of(grace, forum) == old
    page = as_user(grace).get(forum.get_absolute_url()).content.decode()
    assert f'value="http://testserver{old}"' in page
    as_user(grace).post(make, {"do": "renew"})
    new = feed_of(grace, forum)
    assert new != old
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_only_members_subscribe(as_user, sam, forum):
    assert "Subscribe" not in as_user(sam).get(forum.get_absolute_url()).content.decode()
    make = reverse("meetings:forum-feed", args=[forum.slug])
    assert as_user(sam).post(make).status_code == 403
    assert as_user(None).post(make).status_code == 302
    assert not FeedKey.objects.exists()


def test_nobody_sees_the_address_of_another(as_user, priya, grace, forum):
    key = FeedKey.objects.ensure(grace.person, forum).key
    assert key not in as_user(priya).get(forum.get_absolute_url()).content.decode()


@pytest.mark.in_full("postgresql")  # as many questions there
def test_looking_at_a_feed_writes_nothing_and_costs_the_same_for_thirty_meetings(grace, forum):
    address = feed_of(grace, forum)
    counts = []
    for days in (range(1, 2), range(2, 31)):
        for number in days:
            make_meeting(forum, localdate() + timedelta(days=number))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            response = Client().get(address)
        counts.append(len(asked))
        assert all(query["sql"].startswith("SELECT") for query in asked)
    assert len(events(response.content)) == 30
    assert counts[0] == counts[1] <= 5


def test_the_page_of_a_coming_meeting_leads_to_its_file(as_user, grace, forum):
    coming, past = make_meeting(forum, localdate() + timedelta(days=3)), make_meeting(forum)
    assert file_of(coming) in as_user(grace).get(coming.get_absolute_url()).content.decode()
    assert file_of(past) not in as_user(grace).get(past.get_absolute_url()).content.decode()
    assert Meeting.objects.count() == 2

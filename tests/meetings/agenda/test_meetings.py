"""Meetings: planned, changed, cancelled, deleted and brought back; who was there."""

from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.history import Event
from hackit.models import Entry, Person
from meetings.models import Attendance, Meeting
from tests.factories import join, make_forum, make_item, make_line, make_meeting, make_person

NEW = reverse("meetings:meeting-new")
DAY = date(2019, 6, 4)


def typed(forum, **changed):
    data = {"forum": forum.pk, "date_quick": "", "date": "11 June 2019", "start_time": "10am", "token": "t"}
    return data | {"location": "Room 4", "title": ""} | changed


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.ref])


def test_a_member_plans_a_meeting_and_the_standing_items_come_with_it(as_user, forum, grace):
    forum.standing_items.create(title="Finance", kind="finance")
    response = as_user(grace).post(NEW, typed(forum))
    meeting = Meeting.objects.get()
    assert response.url == url("meeting-agenda", meeting)
    assert (meeting.date, meeting.start_time, meeting.location) == (date(2019, 6, 11), time(10), "Room 4")
    assert [item.title for item in meeting.items.all()] == ["Finance"]
    assert meeting.created_by == grace.person


def test_a_double_click_plans_one_meeting(as_user, forum, grace):
    first = as_user(grace).post(NEW, typed(forum))
    again = as_user(grace).post(NEW, typed(forum))
    assert Meeting.objects.count() == 1
    assert again.url == first.url


def test_the_next_date_is_offered_and_ticked(as_user, forum, grace):
    make_meeting(forum, date(2099, 6, 2))
    page = as_user(grace).get(NEW).content.decode()
    assert "Tuesday 9 June, next DMT" in page
    assert 'value="2099-06-09"' in page
    response = as_user(grace).post(NEW, typed(forum, date="", date_quick="2099-06-09"))
    assert response.status_code == 302
    assert Meeting.objects.filter(date=date(2099, 6, 9)).exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"date": ""}, "Enter the day it meets"),
        ({"date": "30 February 2019"}, "Day must be a real date, like 14 June 2019"),
        ({"date": "soonish"}, "Day must be a real date, like 14 June 2019"),
        ({"date": "4 June 2019"}, "DMT already meets then"),
        ({"start_time": "26"}, "Time must be like 10am or 14:30"),
        ({"title": "x" * 201}, "Make the title 200 letters or fewer"),
        ({"location": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(as_user, forum, grace, changed, message):
    make_meeting(forum, DAY)
    page = as_user(grace).post(NEW, typed(forum, **changed))
    assert page.status_code == 422
    assert message in page.content.decode()
    assert Meeting.objects.count() == 1


def test_a_meeting_without_a_time_is_refused_twice_by_form_and_database(as_user, forum, grace):
    make_meeting(forum, DAY, start_time=None)
    page = as_user(grace).post(NEW, typed(forum, date="4 June 2019", start_time=""))
    assert "DMT already meets then" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_meeting(forum, DAY, start_time=None)


def test_no_meeting_of_a_group_one_does_not_write_in(as_user, forum, grace, sam):
    other = make_forum("HMT")
    page = as_user(grace).post(NEW, typed(other))
    assert "Choose one of your groups" in page.content.decode()
    assert "You are in no group yet" in as_user(sam).get(NEW).content.decode()
    assert as_user(sam).post(NEW, typed(forum)).status_code == 422
    assert not Meeting.objects.exists()


def edit(meeting, **changed):
    return {
        "version": meeting.version, "date": "5 June 2019", "start_time": "2pm", "location": "", "title": "",
        "summary": "What we said.",
    } | changed  # fmt: skip


def test_who_runs_the_group_changes_a_meeting(as_user, forum, priya, grace, sam):
    meeting = make_meeting(forum, DAY)
    address = url("meeting-edit", meeting)
    assert as_user(None).get(address).status_code == 302
    assert as_user(sam).post(address, edit(meeting)).status_code == 404
    assert as_user(grace).post(address, edit(meeting)).status_code == 403
    assert as_user(priya).post(address, edit(meeting)).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.date, meeting.start_time, meeting.summary) == (date(2019, 6, 5), time(14), "What we said.")


def test_a_stale_save_shows_both_and_saves_neither_silently(as_user, forum, priya):
    meeting = make_meeting(forum, DAY)
    before = edit(meeting, summary="Mine, typed long")
    meeting.summary = "Theirs, saved first"
    meeting.save_as(by=None, verb="changed")
    page = as_user(priya).post(url("meeting-edit", meeting), before)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Mine, typed long" in text
    assert "Theirs, saved first" in text
    meeting.refresh_from_db()
    assert meeting.summary == "Theirs, saved first"
    assert as_user(priya).post(url("meeting-edit", meeting), before | {"version": meeting.version}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.summary == "Mine, typed long"


def test_a_meeting_is_cancelled_and_takes_place_after_all(as_user, forum, priya, grace):
    meeting = make_meeting(forum, DAY)
    assert as_user(grace).post(url("meeting-cancel", meeting)).status_code == 403
    as_user(priya).post(url("meeting-cancel", meeting))
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.CANCELLED
    as_user(priya).post(url("meeting-cancel", meeting), {"do": "restore"})
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PLANNED


def test_a_meeting_planned_by_mistake_is_deleted_and_brought_back_with_its_agenda(as_user, forum, priya, grace):
    meeting = make_meeting(forum, DAY)
    make_item(meeting, "Kept item")
    gone_before = make_item(meeting, "Gone before")
    gone_before.delete_softly(by=None)
    assert as_user(grace).post(url("meeting-delete", meeting)).status_code == 403
    response = as_user(priya).post(url("meeting-delete", meeting))
    assert as_user(priya).get(meeting.get_absolute_url()).status_code == 404
    assert not Entry.objects.visible_to(priya).filter(title="Kept item").exists()
    assert "Undo" in as_user(priya).get(response.url).content.decode()
    assert as_user(grace).get(response.url).status_code == 404
    assert as_user(priya).post(response.url).status_code == 302
    assert [item.title for item in meeting.items.live()] == ["Kept item"]
    assert as_user(priya).get(meeting.get_absolute_url()).status_code == 200


def test_a_meeting_of_which_there_is_a_record_is_not_deleted(as_user, forum, priya):
    meeting = make_meeting(forum, DAY)
    make_line(make_item(meeting), "Something said", priya.person)
    page = as_user(priya).post(url("meeting-delete", meeting), follow=True).content.decode()
    assert "There is a record of this meeting" in page
    meeting.refresh_from_db()
    assert not meeting.is_deleted


def test_members_say_who_is_here_and_who_is_sorry(as_user, forum, priya, grace, sam):
    meeting = make_meeting(forum, DAY)
    address = url("meeting-attendance", meeting)
    assert as_user(sam).get(address).status_code == 404
    data = {f"person-{priya.person.pk}": "present", f"person-{grace.person.pk}": "apologies"}
    assert as_user(grace).post(address, data | {f"person-{sam.person.pk}": "present"}).status_code == 302
    found = {row.person.name: row.state for row in meeting.attendance.all()}
    assert found == {"Priya Nair": "present", "Grace Li": "apologies"}
    as_user(grace).post(address, {f"person-{priya.person.pk}": "nonsense"})
    assert not meeting.attendance.filter(person=priya.person).exists()


def test_a_guest_comes_for_one_item_and_may_be_new(as_user, forum, priya):
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Audit")
    address = url("meeting-attendance", meeting)
    data = {"do": "guest", "person": "Martin Frost", "representing": "Internal audit", "item": item.pk, "token": "g"}
    as_user(priya).post(address, data)
    as_user(priya).post(address, data)
    row = Attendance.objects.get(meeting=meeting)
    assert (row.person.name, row.state, row.item, row.representing) == (
        "Martin Frost", "guest", item, "Internal audit",
    )  # fmt: skip
    assert Person.objects.filter(name="Martin Frost").count() == 1
    added = Event.objects.about(Person.objects.get(name="Martin Frost")).get()
    assert (added.verb, added.actor_label) == ("added", "Priya Nair")
    assert {value.field: value.new for value in added.values.all()} == {"name": "Martin Frost", "group": "DMT"}
    page = as_user(priya).post(address, {"do": "guest", "person": ""})
    assert page.status_code == 422
    assert "Enter who came" in page.content.decode()


@pytest.mark.parametrize("button", [{"do": "guest"}, {}], ids=["add", "save"])
def test_either_button_keeps_the_ticks_and_the_guest(as_user, forum, priya, grace, button):
    meeting = make_meeting(forum, DAY)
    data = {f"person-{grace.person.pk}": "present", "person": "Martin Frost", "token": "g"}
    assert as_user(priya).post(url("meeting-attendance", meeting), data | button).status_code == 302
    found = {row.person.name: row.state for row in meeting.attendance.all()}
    assert found == {"Grace Li": "present", "Martin Frost": "present"}
    page = as_user(priya).post(
        url("meeting-attendance", meeting),
        {f"person-{priya.person.pk}": "apologies", "representing": "Audit"} | button,
    )
    assert page.status_code == 422
    assert meeting.attendance.get(person=priya.person).state == "apologies"


def test_a_page_that_is_old_takes_nobody_off_whom_it_did_not_show(as_user, forum, priya, grace):
    meeting = make_meeting(forum, DAY)
    as_user(grace).post(url("meeting-attendance", meeting), {f"person-{grace.person.pk}": "present"})
    old = {f"{name}-{who.person.pk}": "none" for name in ("was", "person") for who in (priya, grace)}
    as_user(priya).post(url("meeting-attendance", meeting), old | {f"person-{priya.person.pk}": "apologies"})
    found = {row.person.name: row.state for row in meeting.attendance.all()}
    assert found == {"Grace Li": "present", "Priya Nair": "apologies"}


@pytest.mark.in_full("postgresql")  # as many questions there
def test_attendance_costs_the_same_for_many(as_user, forum, priya):
    meeting = make_meeting(forum, DAY)
    client, address = as_user(priya), url("meeting-attendance", meeting)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(30):
        join(forum, make_person(f"Person {number}"))
        make_item(meeting, f"Item {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one) <= 12

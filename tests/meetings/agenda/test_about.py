"""Put on an agenda…: an item that leads to an action, decision, idea or jotting and shows how it stands."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from hackit.history import Event
from meetings.agenda.writes import take_up
from meetings.models import AgendaItem
from tests.factories import (
    join,
    make_action,
    make_decision,
    make_forum,
    make_item,
    make_line,
    make_meeting,
    make_user,
)


@pytest.fixture
def meeting(forum):
    return make_meeting(forum, localdate() + timedelta(days=3))


@pytest.fixture
def past(forum):
    """A meeting whose decisions and actions staff see."""
    return make_meeting(forum, shared_at=now(), state="shared")


def put(kind, record):
    return reverse(f"meetings:{kind}-agenda", args=[record.ref])


def typed(meeting, **changed):
    return {"meeting": meeting.ref, "title": "The audit plan", "token": "a-token"} | changed


def agenda_of(meeting):
    return reverse("meetings:meeting-agenda", args=[meeting.ref])


def live_of(item):
    return f"{reverse('meetings:live', args=[item.meeting.ref])}?item={item.ref}"


@pytest.mark.parametrize("kind", ["action", "decision", "line"])
def test_a_record_is_put_on_an_agenda_which_leads_to_it(as_user, priya, meeting, kind):
    record = {
        "action": lambda: make_action("Send the audit plan", priya.person, forum=meeting.forum),
        "decision": lambda: make_decision("One standard phone", forum=meeting.forum),
        "line": lambda: make_line(None, "idea: share the old tablets", priya.person),
    }[kind]()
    assert put(kind, record) in as_user(priya).get(put(kind, record)).request["PATH_INFO"]
    response = as_user(priya).post(put(kind, record), typed(meeting))
    item = AgendaItem.objects.get()
    assert response.url == f"{agenda_of(meeting)}#{item.anchor}"
    assert (item.title, item.state, item.about_type, item.about_ref) == ("The audit plan", "open", kind, record.ref)
    for page in (agenda_of(meeting), live_of(item)):
        assert f'<a href="{record.get_absolute_url()}"' in as_user(priya).get(page).content.decode()


def test_the_agenda_and_the_live_page_show_the_record_as_it_is_now(as_user, priya, meeting):
    action = make_action("Send the audit plan", priya.person, forum=meeting.forum)
    as_user(priya).post(put("action", action), typed(meeting))
    item = AgendaItem.objects.get()
    action.text = "Send the final audit plan"
    action.save_as(by=priya.person, verb="changed")
    action.complete(by=priya.person, on=localdate())
    for page in (agenda_of(meeting), live_of(item)):
        words = as_user(priya).get(page).content.decode()
        assert "Action: Send the final audit plan</a>, done" in words
    action.delete_softly(by=priya.person)
    words = as_user(priya).get(agenda_of(meeting)).content.decode()
    assert "final audit plan" not in words
    assert "The audit plan" in words


def test_who_may_not_see_the_record_sees_the_item_alone(as_user, priya, grace, meeting):
    jotting = make_line(None, "the old tablets are with Ruth", priya.person)
    as_user(priya).post(put("line", jotting), typed(meeting, title="Tablets"))
    item = AgendaItem.objects.get()
    assert item.audience == "members"
    assert "with Ruth" in as_user(priya).get(agenda_of(meeting)).content.decode()
    for page in (agenda_of(meeting), live_of(item)):
        words = as_user(grace).get(page).content.decode()
        assert "Tablets" in words
        assert "with Ruth" not in words
        assert jotting.ref not in words


def test_a_member_who_does_not_run_the_group_suggests_it(as_user, grace, meeting):
    action = make_action("Send the audit plan", forum=meeting.forum)
    as_user(grace).post(put("action", action), typed(meeting))
    assert AgendaItem.objects.get().state == "proposed"


def test_twice_makes_one_item(as_user, priya, meeting):
    action = make_action("Send the audit plan", forum=meeting.forum)
    first = as_user(priya).post(put("action", action), typed(meeting))
    again = as_user(priya).post(put("action", action), typed(meeting))
    later = as_user(priya).post(put("action", action), typed(meeting, token="another"))
    assert AgendaItem.objects.count() == 1
    assert first.url == again.url == later.url


def test_only_those_who_see_the_record_and_write_in_the_group_put_it_there(as_user, sam, grace, meeting, past):
    shared = make_action("Send the audit plan", grace.person, meeting=past)
    hidden = make_action("Keep it quiet", forum=meeting.forum, audience="members")
    other = make_meeting(make_forum("HMT"), localdate() + timedelta(days=4))
    assert as_user(None).get(put("action", shared)).status_code == 302
    assert as_user(sam).get(put("action", hidden)).status_code == 404
    assert "You are in no group" in as_user(sam).get(put("action", shared)).content.decode()
    assert as_user(sam).post(put("action", shared), typed(meeting)).status_code == 422
    refused = as_user(grace).post(put("action", shared), typed(other))
    assert refused.status_code == 422
    assert "Choose a meeting that is still to come" in refused.content.decode()
    auditor = make_user("Martin Frost", role="auditor")
    join(meeting.forum, auditor)
    assert as_user(auditor).post(put("action", shared), typed(meeting)).status_code == 403
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "Enter what to call it"),
        ({"title": "x" * 201}, "Make it 200 letters or fewer"),
        ({"meeting": ""}, "Choose a meeting"),
        ({"meeting": "nosuchref0"}, "Choose a meeting that is still to come"),
    ],
)
def test_what_is_missing_is_said(as_user, priya, meeting, changed, message):
    action = make_action("Send the audit plan", forum=meeting.forum)
    response = as_user(priya).post(put("action", action), typed(meeting) | changed)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_the_way_there_stands_on_each_page(as_user, priya, sam, past):
    action = make_action("Send the audit plan", priya.person, meeting=past)
    decision = make_decision("One standard phone", meeting=past)
    jotting = make_line(None, "idea: share the old tablets", priya.person)
    pages = [("action", action, action), ("decision", decision, decision), ("line", jotting, None)]
    for kind, record, page in pages:
        address = page.get_absolute_url() if page else reverse("meetings:jottings")
        assert put(kind, record) in as_user(priya).get(address).content.decode()
    for kind, record in (("action", action), ("decision", decision)):
        words = as_user(sam).get(record.get_absolute_url()).content.decode()
        assert record.text in words
        assert put(kind, record) not in words


def test_taken_up_again_it_leads_to_the_same_record(priya, meeting):
    old = make_item(make_meeting(meeting.forum), state="ran_out", about_type="action", about_ref="abcdefghij")
    assert take_up(old, meeting, by=priya.person).about_ref == "abcdefghij"


def test_an_item_is_about_a_record_of_some_kind_or_about_none(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(meeting, about_type="action")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(meeting, about_ref="abcdefghij")


@pytest.mark.in_full("postgresql")  # as many questions there
def test_an_agenda_with_thirty_records_asks_no_more_than_one_with_one(as_user, priya, meeting):
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            action = make_action(f"Do {number}", priya.person, forum=meeting.forum)
            make_item(meeting, f"Item {number}", position=number, about_type="action", about_ref=action.ref)
        with CaptureQueriesContext(connection) as asked:
            assert "Action: Do 0" in as_user(priya).get(agenda_of(meeting)).content.decode()
        counts.append(len([query for query in asked if query["sql"].startswith("SELECT")]))
    assert counts[0] == counts[1]


def test_the_record_of_a_meeting_says_what_an_item_is_about_and_how_that_stands(as_user, priya, meeting):
    action = make_action("Bring costs", priya.person, forum=meeting.forum)
    make_item(meeting, "Costs", about_type="action", about_ref=action.ref)
    page = as_user(priya).get(meeting.get_absolute_url()).content.decode()
    assert f'<a href="{action.get_absolute_url()}">Action: Bring costs</a>' in page
    assert "not started" in page
    action.complete(by=priya.person, on=meeting.date)
    assert "Action: Bring costs</a>, done" in as_user(priya).get(meeting.get_absolute_url()).content.decode()


def test_what_an_item_is_about_is_in_its_history(as_user, priya, meeting):
    action = make_action("Bring costs", priya.person, forum=meeting.forum)
    as_user(priya).post(put("action", action), {"meeting": meeting.ref, "title": "Costs", "token": "h"})
    event = Event.objects.about(meeting.items.get()).first()
    values = dict(event.values.values_list("field", "new"))
    assert (values["about_type"], values["about_ref"]) == ("action", action.ref)

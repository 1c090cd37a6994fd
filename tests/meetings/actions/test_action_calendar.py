"""Actions in calendars: one's own and a group's, at private addresses, read back by the `icalendar` package."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from hackit.history import Event, EventValue
from hackit.models import FeedKey, Membership, Role
from hackit.models.feed_keys import ACTIONS
from tests import factories as make

FRIDAY = date(2019, 6, 14)
PAGE = "/actions/calendar/"


def own_feed(user) -> str:
    return reverse("meetings:feed-own-actions", args=[FeedKey.objects.ensure(user.person, None, ACTIONS).key])


def group_feed(user, forum) -> str:
    key = FeedKey.objects.ensure(user.person, forum, ACTIONS).key
    return reverse("meetings:feed-group-actions", args=[key, forum.slug])


def fetched(address: str) -> list:
    """The events that a calendar program, which is not signed in, finds at the address."""
    response = Client().get(address)
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def words(events) -> list[str]:
    return [str(event["summary"]) for event in events]


# --- What is in them ---


def test_an_open_action_is_a_whole_day_that_keeps_nobody_busy(dmt):
    action = make.make_action("Send the audit plan", dmt.grace.person, due=FRIDAY)
    response = Client().get(own_feed(dmt.grace))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    [event] = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["summary"] == "Send the audit plan"
    assert event["dtstart"].params["value"] == "DATE"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (FRIDAY, FRIDAY + timedelta(days=1))
    assert event["transp"] == "TRANSPARENT"
    assert event["url"] == f"http://testserver{action.get_absolute_url()}"


def test_my_calendar_holds_what_i_own_and_what_i_help_with(dmt):
    mine = make.make_action("Mine", dmt.grace.person, due=FRIDAY)
    helped = make.make_action("Helped", dmt.helen.person, due=FRIDAY)
    helped.set_helpers([dmt.grace.person])
    make.make_action("Of somebody else", dmt.helen.person, due=FRIDAY, forum=dmt.forum, by=dmt.grace.person)
    assert words(fetched(own_feed(dmt.grace))) == [mine.text, "Helped (Helen Marsh)"]


def test_what_is_no_promise_for_a_day_is_not_in_it(dmt, on):
    owner = dmt.grace.person
    make.make_action("No date", owner)
    make.make_action("Assumed", owner, due=FRIDAY, due_is_assumed=True)
    make.make_action("Finished", owner, due=FRIDAY).complete(by=owner, on=on)
    make.make_action("Not needed", owner, due=FRIDAY).drop(by=owner, on=on)
    make.make_action("Deleted", owner, due=FRIDAY).delete_softly(by=owner)
    make.make_action("Long ago", owner, due=date(2017, 6, 1))
    late = make.make_action("Late", owner, due=date(2019, 5, 31))
    assert words(fetched(own_feed(dmt.grace))) == [late.text]


def test_a_new_date_moves_the_same_event(dmt, on):
    action = make.make_action("Send the audit plan", dmt.grace.person, due=FRIDAY)
    [before] = fetched(own_feed(dmt.grace))
    action.move_to(date(2019, 6, 21), by=dmt.grace.person, on=on)
    [after] = fetched(own_feed(dmt.grace))
    assert after["uid"] == before["uid"]
    assert action.ref in after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2019, 6, 21)


@pytest.mark.parametrize("day", [date(2019, 3, 31), date(2019, 10, 27), date(2020, 2, 29), date(2019, 12, 31)])
def test_a_day_is_that_day_when_clocks_change_and_years_end(dmt, day, monkeypatch):
    monkeypatch.setattr("meetings.actions.calendar_views.today", lambda: day)
    make.make_action("Due", dmt.grace.person, due=day)
    [event] = fetched(own_feed(dmt.grace))
    assert (event.decoded("dtstart"), event.decoded("dtend") - event.decoded("dtstart")) == (day, timedelta(days=1))


TYPED = [
    "Ring Zoë, Daniel; then Finance",
    r"Path C:\new\table",
    "Phones 📱📱 for the 👩🏽‍🔧 team",
    "أرسل الخطة إلى المالية",
    "é" * 200,
    "A" * 500,
]


@pytest.mark.parametrize("text", TYPED)
def test_text_comes_back_as_typed_from_lines_that_are_folded(dmt, text):
    make.make_action(text, dmt.grace.person, due=FRIDAY)
    content = Client().get(own_feed(dmt.grace)).content
    assert words(Calendar.from_ical(content).walk("VEVENT")) == [text]
    assert content.endswith(b"\r\n")
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", content) is None
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_line_breaks_and_control_characters_make_no_lines_of_their_own(dmt):
    make.make_action("Send it\r\nBEGIN:VALARM\n\x0bnow", dmt.grace.person, due=FRIDAY)
    content = Client().get(own_feed(dmt.grace)).content
    assert words(Calendar.from_ical(content).walk("VEVENT")) == ["Send it BEGIN:VALARM now"]
    assert not Calendar.from_ical(content).walk("VALARM")


# --- For whom ---


def test_words_that_are_not_for_all_staff_stay_out_of_the_file(dmt):
    private = {"due": FRIDAY, "audience": "members"}
    make.make_action("Redundancies", dmt.grace.person, forum=dmt.forum, **private)
    make.make_action("Redundancies too", dmt.helen.person, forum=dmt.forum, **private)
    make.make_action("A word with Sam", dmt.grace.person, **private)
    make.make_action("Nobody’s redundancies", None, forum=dmt.forum, due=FRIDAY)
    own, group = (Client().get(address) for address in (own_feed(dmt.grace), group_feed(dmt.grace, dmt.forum)))
    for response in (own, group):
        assert b"edundancies" not in response.content
        assert b"Sam" not in response.content
    assert words(Calendar.from_ical(own.content).walk("VEVENT")) == [
        "An action of yours, kept with DMT",
        "An action of yours",
    ]
    assert words(Calendar.from_ical(group.content).walk("VEVENT")) == [
        "An action of yours, kept with DMT",
        "An action, kept with DMT",
        "An action, kept with DMT",
    ]


def test_a_groups_calendar_holds_what_its_member_may_see_and_no_other_groups(dmt):
    make.make_action("Ours", dmt.helen.person, forum=dmt.forum, due=FRIDAY)
    make.make_action("Only Helen’s", dmt.helen.person, forum=dmt.forum, due=FRIDAY, audience="me")
    make.make_action("Theirs", dmt.helen.person, forum=make.make_forum("HMT"), due=FRIDAY)
    assert words(fetched(group_feed(dmt.grace, dmt.forum))) == ["Ours (Helen Marsh)"]


def leave_group(user, forum):
    Membership.objects.filter(person=user.person, forum=forum).update(to_date=date(2019, 6, 1))


def lose_login(user, forum):
    user.is_active = False
    user.save()


def lose_role(user, forum):
    user.role = Role.NONE
    user.save()


@pytest.mark.parametrize("change", [leave_group, lose_login, lose_role])
def test_an_address_is_dead_as_soon_as_its_owner_may_see_nothing(dmt, change):
    addresses = [group_feed(dmt.grace, dmt.forum), own_feed(dmt.grace)]
    assert [Client().get(address).status_code for address in addresses] == [200, 200]
    change(dmt.grace, dmt.forum)
    assert Client().get(addresses[0]).status_code == 404
    assert Client().get(addresses[1]).status_code == (200 if change is leave_group else 404)


def test_what_i_may_no_longer_see_leaves_my_calendar(dmt):
    action = make.make_action("Ours", dmt.helen.person, forum=dmt.forum, due=FRIDAY, audience="members")
    action.set_helpers([dmt.yusuf.person])
    address = own_feed(dmt.yusuf)
    assert len(fetched(address)) == 1
    action.set_helpers([])
    assert fetched(address) == []


def test_each_key_opens_its_own_calendar_only(dmt):
    hmt = make.make_forum("HMT")
    make.join(hmt, dmt.grace)
    own = FeedKey.objects.ensure(dmt.grace.person, None, ACTIONS).key
    group = FeedKey.objects.ensure(dmt.grace.person, dmt.forum, ACTIONS).key
    meetings = FeedKey.objects.ensure(dmt.grace.person, dmt.forum).key
    wrong = [
        *(reverse("meetings:feed-own-actions", args=[key]) for key in (group, meetings, "nosuchkey")),
        *(reverse("meetings:feed-group-actions", args=[key, "dmt"]) for key in (own, meetings, "nosuchkey")),
        reverse("meetings:feed-group-actions", args=[group, "hmt"]),
        reverse("meetings:feed", args=[group, "dmt"]),
    ]
    assert {Client().get(address).status_code for address in wrong} == {404}


# --- Where to find them ---


def test_an_address_is_made_made_anew_and_switched_off(as_, dmt):
    client = as_(dmt.grace)
    assert "Make an address" in client.get(PAGE).content.decode()
    assert not FeedKey.objects.exists()
    assert client.post(PAGE, {"feed": "mine"})["Location"] == f"{PAGE}#mine"
    client.post(PAGE, {"feed": "dmt"})
    old = own_feed(dmt.grace)
    page = client.get(PAGE).content.decode()
    assert f'value="http://testserver{old}"' in page
    assert f'value="http://testserver{group_feed(dmt.grace, dmt.forum)}"' in page
    client.post(PAGE, {"feed": "mine", "do": "renew"})
    assert Client().get(old).status_code == 404
    new = own_feed(dmt.grace)
    assert Client().get(new).status_code == 200
    client.post(PAGE, {"feed": "mine", "do": "stop"})
    assert Client().get(new).status_code == 404
    assert FeedKey.objects.count() == 1


def test_what_was_done_with_an_address_stays_told_and_the_key_is_not(as_, dmt):
    client, keys = as_(dmt.grace), []
    for do in ("make", "make", "renew", "stop", "stop"):
        client.post(PAGE, {"feed": "mine", "do": do})
        keys += FeedKey.objects.values_list("key", flat=True)
    events = Event.objects.about(dmt.grace.person)
    assert [(event.verb, event.actor_label) for event in events] == [
        ("feed address made", "Grace Li"), ("feed address made anew", "Grace Li"), ("feed address stopped", "Grace Li"),
    ]  # fmt: skip
    values = [(value.field, value.old, value.new) for value in EventValue.objects.filter(event__in=events)]
    assert values == [("feed", "", "actions"), ("feed", "", "actions"), ("feed", "actions", "")]
    assert len(set(keys)) == 2
    assert not [key for key in keys if key in str(values)]


def test_nobody_makes_an_address_of_a_group_that_is_not_theirs(as_, dmt):
    assert as_(dmt.yusuf).post(PAGE, {"feed": "dmt"}).status_code == 404
    assert "DMT" not in as_(dmt.yusuf).get(PAGE).content.decode()
    auditor = make.make_user("Martin Frost", role=Role.AUDITOR)
    assert as_(auditor).post(PAGE, {"feed": "mine"}).status_code == 403
    assert not FeedKey.objects.exists()


def test_nobody_reads_the_address_of_another(as_, dmt):
    key = FeedKey.objects.ensure(dmt.grace.person, dmt.forum, ACTIONS).key
    assert key not in as_(dmt.helen).get(PAGE).content.decode()


def test_the_list_and_the_groups_page_lead_to_it(as_, dmt):
    client = as_(dmt.grace)
    assert f'href="{PAGE}"' in client.get("/actions/").content.decode()
    assert f'href="{PAGE}#group-dmt"' in client.get(dmt.forum.get_absolute_url()).content.decode()
    assert PAGE not in as_(dmt.yusuf).get(dmt.forum.get_absolute_url()).content.decode()


def test_fetching_writes_nothing_and_asks_the_same_for_thirty(dmt):
    addresses = [own_feed(dmt.grace), group_feed(dmt.grace, dmt.forum)]
    counts = []
    for how_many in (1, 29):
        for number in range(how_many):
            make.make_action(f"Number {number}", dmt.grace.person, forum=dmt.forum, due=FRIDAY)
        with CaptureQueriesContext(connection) as asked:
            found = [len(fetched(address)) for address in addresses]
        assert [query["sql"][:300] for query in asked if not query["sql"].lstrip("(").startswith("SELECT")] == []
        counts.append(len(asked))
    assert found == [30, 30]
    assert counts[0] == counts[1] <= 10

"""This week, the public front page and the pages about the place."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.dates import monday_of
from hackit.models import Entry, Event, Person, Role, SiteSettings, User
from hackit.sample import clear_sample
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


def test_this_week_shows_my_next_two_promises_and_nobody_elses(client):
    day = timezone.localdate()
    dmt, grace, yusuf = make.make_forum(), make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    for number, words in enumerate(["Third thing", "Second thing", "First thing"]):
        make.make_action(words, owner=grace.person, forum=dmt, due=day + timedelta(days=9 - number))
    make.make_action("Somebody else's thing", owner=yusuf.person, forum=dmt, due=day)
    client.force_login(grace)
    page = client.get("/").content.decode()
    assert page.index("First thing") < page.index("Second thing")
    assert "Third thing" not in page
    assert "Somebody else" not in page


def test_this_week_shows_the_next_meeting_of_my_groups_only(client):
    day = timezone.localdate()
    dmt, other = make.make_forum(), make.make_forum("Housing board")
    grace = make.make_user("Grace Li")
    make.join(dmt, grace)
    make.make_meeting(other, day)
    make.make_meeting(dmt, day + timedelta(days=3), location="Room 4")
    client.force_login(grace)
    page = client.get("/").content.decode()
    assert "Room 4" in page
    assert "Housing board" not in page


def test_staff_in_no_group_are_offered_to_suggest_an_item(client):
    sam = make.make_user("Sam Whitfield")
    client.force_login(sam)
    assert "Set up your management meeting" in client.get("/").content.decode()
    dmt = make.make_forum("DMT")
    make.make_forum("Ended", is_active=False)
    page = client.get("/").content.decode()
    assert reverse("meetings:item-suggest", args=[dmt.slug]) in page
    assert "Suggest an item for DMT" in page
    assert "Set up your management meeting" not in page
    assert "Ended" not in page
    client.force_login(make.make_user("Martin Frost", role=Role.AUDITOR))
    assert "Suggest an item" not in client.get("/").content.decode()
    make.join(dmt, sam)
    client.force_login(User.objects.get(pk=sam.pk))
    assert "Suggest an item" not in client.get("/").content.decode()


@pytest.mark.parametrize("role", [None, Role.NONE])
def test_a_stranger_and_a_login_without_a_role_get_the_public_front_page(client, role):
    make.make_action("Secret promise", forum=make.make_forum())
    if role:
        client.force_login(make.make_user("Ruth Bello", role=role))
    page = client.get("/").content.decode()
    assert "What we did and decided" in page
    assert "Secret promise" not in page


def test_this_week_takes_the_same_queries_for_one_row_and_for_thirty(client):
    day = timezone.localdate()
    dmt, grace = make.make_forum(), make.make_user("Grace Li")
    make.join(dmt, grace)
    client.force_login(grace)

    def fill(count):
        for number in range(count):
            make.make_action(f"Thing {number}", owner=grace.person, forum=dmt, due=day + timedelta(days=number))
            make.make_meeting(dmt, day + timedelta(days=7 * number + 1 + count))

    fill(1)
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    fill(30)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)
    assert len(few) <= 13


def test_the_first_day_offers_three_ways_and_the_third_saves_a_promise(client):
    grace = make.make_user("Grace Li")
    client.force_login(grace)
    page = client.get(reverse("begin")).content.decode()
    for way in ("Bring in your weeknotes", "Set up your management meeting", "Write down one thing you promised"):
        assert way in page
    said = {"text": "I’ll send the pilot figures by Fri", "ref": "3f0c8a52-0000-4000-8000-000000000001", "next": "/"}
    assert client.post(reverse("meetings:jotting-create"), said).url == "/"
    assert "Send the pilot figures" in client.get("/").content.decode()


def test_the_first_day_tells_an_administrator_where_the_place_gets_its_name_and_its_logins(client):
    client.force_login(make.make_user("Martin Frost", role=Role.ADMINISTRATOR))
    page = client.get(reverse("begin")).text
    assert f'<a href="{reverse("site-settings")}">name it</a>' in page
    client.force_login(make.make_user("Grace Li"))
    assert "name it" not in client.get(reverse("begin")).text


@pytest.mark.parametrize("name", ["accessibility", "privacy", "how-to-type", "how-to-search", "feedback"])
def test_pages_about_the_place_are_open_to_strangers(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert b"csrfmiddlewaretoken" not in answer.content
    assert not answer.cookies


def test_clearing_the_sample_leaves_the_logins_and_nothing_else(client):
    admin = make.make_user("Priya Nair", role=Role.ADMINISTRATOR)
    dmt = make.make_forum()
    make.join(dmt, admin)
    meeting = make.make_meeting(dmt)
    action = make.make_action("Old thing", owner=make.make_person("Martin Frost"), meeting=meeting)
    make.make_decision(meeting=meeting).add_caveat("Tax check", by=admin.person, owner=admin.person)
    assert action.pk
    with pytest.raises(RuntimeError):
        clear_sample()
    SiteSettings(is_sample=True).save()
    client.force_login(admin)
    client.post(reverse("clear-sample"))
    assert list(User.objects.all()) == [admin]
    assert list(Person.objects.all()) == [admin.person]
    assert not Entry.objects.exists()
    assert not Event.objects.exists()
    assert not SiteSettings.current().is_sample


def test_only_an_administrator_clears_the_sample(client):
    SiteSettings(is_sample=True).save()
    client.force_login(make.make_user("Grace Li"))
    assert client.post(reverse("clear-sample")).status_code == 403
    assert SiteSettings.current().is_sample


def test_staff_outside_every_group_see_a_weeknote_once_by_its_name(client, db):
    publish_note([make.make_topic()], heading="Forty phones|Thanks", week=monday_of(timezone.localdate()))
    client.force_login(make.make_user("Sam Whitfield"))
    html = client.get("/").content.decode()
    latest = html.partition('id="latest"')[2].partition("</section>")[0]
    assert latest.count("<li>") == 1
    assert ">Week</a>" in latest
    assert "Thanks" not in latest

"""What somebody on the staff meets who is in no group: no form that they cannot send, no word of a group of theirs."""

import re
from datetime import date

import pytest

from hackit.audience import Audience
from meetings.models import Action
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(client):
    sam = make.make_user("Sam Whitfield")
    client.force_login(sam)
    return sam


@pytest.fixture
def dmt():
    return make.make_forum("DMT")


def test_a_decision_is_not_theirs_to_record_and_the_page_says_what_to_do(client, sam, dmt):
    assert "What a group decides stands here once it is shared with staff." in client.get("/decisions/").text
    make.make_decision("One phone", forum=dmt)
    assert "/decisions/new/" not in client.get("/decisions/").text
    page = client.get("/decisions/new/").text
    assert '<form method="post"' not in page
    assert "You are in no group" in page
    make.join(dmt, sam)
    assert "/decisions/new/" in client.get("/decisions/").text
    assert '<form method="post"' in client.get("/decisions/new/").text


def test_a_new_action_asks_for_no_group_and_is_theirs_alone(client, sam, dmt):
    page = client.get("/actions/new/").text
    assert not re.search(r'<select name="forum"', page)
    assert "Only the people named" in page
    assert "The group, and" not in page
    token = re.search(r'name="token" value="([^"]+)"', page)[1]
    sent = {"token": token, "text": "Ring them", "owner": "Sam Whitfield", "audience": "members", "forum": ""}
    assert client.post("/actions/new/", sent).status_code == 302
    action = Action.objects.get()
    assert (action.forum, action.audience) == (None, Audience.MEMBERS)
    again = client.post("/actions/new/", sent | {"owner": "", "token": "other"})
    assert "Name an owner<" in again.text


def test_a_jotting_is_suggested_to_a_group_in_its_words(client, sam, dmt):
    jotting = make.make_line(None, "A spare phone & charger", sam.person, day=make.TUESDAY)
    page = client.get(f"/lines/{jotting.ref}/agenda/").text
    assert "Plan a meeting" not in page
    address = re.search(r'href="(/groups/dmt/suggest/[^"]+)"', page)[1]
    make.make_meeting(dmt, date(2100, 6, 14))
    assert 'value="A spare phone &amp; charger"' in client.get(address).text

"""This week: what is open between those who meet next, what the meeting begins with, and undoing a promise's "Done"."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.models import AgendaItem
from tests import factories as make


def section(response, name: str) -> str:
    html = response.content.decode().partition(f'id="{name}"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def soon(dmt):
    """The group meets tomorrow."""
    return make.make_meeting(dmt.forum, timezone.localdate() + timedelta(days=1))


def test_both_own_something(as_, dmt, soon):
    make.make_action("Cost three options", dmt.helen.person, forum=dmt.forum).set_helpers([dmt.grace.person])
    make.make_action("Name somebody", dmt.grace.person, forum=dmt.forum).set_helpers([dmt.helen.person])
    words = section(as_(dmt.grace).get("/"), "company")
    assert words.startswith(">People I see tomorrow Helen Marsh You both own something here.")
    assert "Helen, with you: Cost three options" in words
    assert "You, with Helen: Name somebody" in words


def test_what_is_done_or_with_somebody_one_does_not_meet_is_left_out(as_, dmt, soon):
    make.make_action("Elsewhere", dmt.yusuf.person, forum=dmt.forum).set_helpers([dmt.grace.person])
    done = make.make_action("Over", dmt.helen.person, forum=dmt.forum)
    done.set_helpers([dmt.grace.person])
    done.complete(by=dmt.helen.person, on=timezone.localdate())
    assert section(as_(dmt.grace).get("/"), "company") == ""


def test_a_meeting_in_a_fortnight_is_nobody_one_sees(as_, dmt):
    make.make_meeting(dmt.forum, timezone.localdate() + timedelta(days=14))
    make.make_action("Cost three options", dmt.helen.person, forum=dmt.forum).set_helpers([dmt.grace.person])
    assert section(as_(dmt.grace).get("/"), "company") == ""


def test_the_next_meeting_says_what_comes_first_and_why(as_, dmt, soon):
    before = make.make_item(dmt.meeting, "Apprenticeships", state=AgendaItem.State.RAN_OUT)
    make.make_item(soon, "Finance", position=2)
    first = make.make_item(soon, "Apprenticeships", position=1)
    client = as_(dmt.grace)
    assert "First: Apprenticeships" in section(client.get("/"), "next-meeting")
    first.continues = before
    first.save()
    words = section(client.get("/"), "next-meeting")
    assert "Apprenticeships first: it ran out of time on Mon 10 June." in words


def test_done_on_this_week_offers_undo_to_who_may_see_it_only(as_, dmt):
    action = make.make_action("Send costs", dmt.grace.person, forum=dmt.forum, audience="members")
    client = as_(dmt.grace)
    answer = client.post(f"/actions/{action.ref}/done/", {"next": "/"})
    assert answer.url == f"/?done={action.ref}"
    assert f'action="/actions/{action.ref}/undo/"' in client.get(answer.url).content.decode()
    assert "Send costs" not in as_(dmt.yusuf).get(answer.url).content.decode()
    assert as_(dmt.grace).get("/?done=%25_%00").status_code == 200

"""`manage.py search`: the ranked hits, as a stranger or as somebody."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


def run(*args, **options) -> str:
    out = StringIO()
    call_command("search", *args, stdout=out, **options)
    return out.getvalue()


def test_hits_are_told_as_json_with_these_keys():
    publish_note([], "Forty phones", "Nobody knows yet.")
    assert json.loads(run("phones", json=True)) == [
        {
            "rank": 1, "kind": "section", "title": "Week", "heading": "Forty phones", "url": found_url(),
            "date": "2019-05-13", "why": "phrase in the heading",
        }
    ]  # fmt: skip


def found_url() -> str:
    return json.loads(run("phones", json=True))[0]["url"]


def test_a_stranger_is_told_nothing_that_is_not_public_and_a_member_is():
    dmt, member = make.make_forum(), make.make_user("Grace Li")
    make.join(dmt, member)
    make.make_line(make.make_item(make.make_meeting(dmt)), "The phones again", member.person)
    assert json.loads(run("phones again", json=True)) == []
    assert json.loads(run("phones again", json=True, email=member.email))[0]["kind"] == "note"


def test_as_many_as_are_wanted_and_what_was_searched_for_instead():
    for number in range(4):
        publish_note([], f"Phones {number}", "Nobody knows yet.")
    assert len(json.loads(run("phones", "--limit", "3", "--json"))) == 3
    assert "Showing results for phones" in run("phoness")
    assert "0 results" in run("xylophone")


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 100_000}, {"email": "nobody@example.org"}])
def test_what_is_asked_wrongly_is_refused_in_a_sentence(wrong):
    with pytest.raises(CommandError):
        run("phones", **wrong)

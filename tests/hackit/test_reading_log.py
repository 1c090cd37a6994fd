"""The log tells who took out what and who read a group's own records; strangers are not in it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.access_world import AccessWorld
from tests.test_access_table import states_of
from tests.test_walk import our_addresses

pytestmark = pytest.mark.django_db

NO_FILE = {
    "answers-csv", "answers-markdown",  # nothing is asked for
    "weeknotes:weeknote-sort-csv",  # of a sort that is none
    "weeknotes:weeknote-draft-markdown",  # of somebody else's draft
    "meetings:action-calendar",  # the page of addresses for calendar programs
}  # fmt: skip
SAVED = re.compile(r"csv|markdown|zip|export|calendar")
"""What addresses of files that are saved are called."""


def test_every_file_that_is_taken_out_is_told(caplog):
    world = AccessWorld()
    client = Client()
    client.force_login(world.chair)
    files = set()
    for name, converters in our_addresses():
        if not SAVED.search(name):
            continue
        for _state, kwargs in states_of(name, converters, world):
            address = reverse(name, kwargs=kwargs)
            caplog.clear()
            with caplog.at_level("INFO"):
                answer = client.get(address)
            told = [line for line in caplog.messages if line.startswith("took out")]
            if answer.headers.get("Content-Disposition", "").startswith("attachment"):
                files.add(name)
                assert told == [f"took out {address}: audience own, by person {world.chair.person.ref}"]
            else:
                assert told == []
    lacking = {name for name, _ in our_addresses() if SAVED.search(name)} - files
    assert lacking == NO_FILE


def test_every_page_of_a_groups_own_record_is_told(caplog):
    """Whatever the kind of record, and however its page fetches it."""
    world = AccessWorld()
    client = Client()
    client.force_login(world.chair)
    group = next(state for state in world.states if state.name == "group only").records
    untold = []
    for kind, record in group.items():
        if kind == "evidence":  # stands on its recommendation's page
            continue
        caplog.clear()
        with caplog.at_level("INFO"):
            answer = client.get(record.get_absolute_url().partition("#")[0], follow=True)
        assert answer.status_code == 200, kind
        if not [line for line in caplog.messages if line.startswith("read ")]:
            untold.append((kind, answer.request["PATH_INFO"], answer.resolver_match.func.__module__))
    assert untold == []


def test_who_reads_a_groups_own_record_is_told_once(caplog):
    world = AccessWorld()
    group = next(state for state in world.states if state.name == "group only").records
    shared = next(state for state in world.states if state.name == "all staff").records
    chair, stranger, staff = Client(), Client(), Client()
    chair.force_login(world.chair)
    staff.force_login(world.staff)
    address = group["decision"].get_absolute_url()
    with caplog.at_level("INFO"):
        for client in (chair, stranger, staff):
            client.get(address)
        chair.get(address, headers={"Sec-Fetch-Mode": "cors"})
        chair.get(shared["decision"].get_absolute_url())
        chair.get("/people/csv/", {"audience": "public"})
    told = [line for line in caplog.messages if line.startswith(("read", "took"))]
    ref, forum = group["decision"].ref, world.forum.pk
    assert told == [
        f"read meetings.decision {ref} of group {forum}, by person {world.chair.person.ref}",
        f"read meetings.decision {ref} of group {forum}, by person {world.chair.person.ref}, by a script",
        f"took out /people/csv/: audience public, by person {world.chair.person.ref}",
    ]

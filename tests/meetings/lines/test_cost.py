"""What a typed line costs the database, and that the row that comes back is the one that is stored."""

import uuid
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Line
from meetings.room import board, loading
from meetings.room.line_writes import type_line
from tests.factories import (
    make_action,
    make_budget,
    make_item,
    make_meeting,
    make_proposal,
    make_recommendation,
    make_review,
)
from tests.meetings.capture.lines import ALL
from tests.meetings.lines.conftest import MONDAY

# Session, user, memberships, item, two for what is known, next meetings: 7 before the first write. A line then takes
# its number and its place, and one statement for each kind of row that it makes; nothing is read back to show it. Where
# a line says a figure, one question more: what was said of the same thing before.
COSTS = {
    "Pilot ended Friday, most people would keep the new phone": 16,
    "Pilot ended Friday, 34 of the 40 people would keep the new phone": 17,
    "Noted that the tariff ends": 16,
    "? who tells the offices": 16,
    "idea: lend the old phones": 17,
    "agreed one standard phone": 18,
    "Grace to bring three options by Fri": 18,
    "Grace, Daniel to bring three options by Fri": 19,
    "coming up: show and tell, 20 June": 18,
    "agreed the tariff, subject to: tax check (Daniel by 3 July); app tested": 22,
    "present: Grace, Daniel": 21,
    "question from finance: what is it? Grace to answer by Fri": 20,
    "done 1": 33,
    "working May: in line, Grace final next DMT": 19,
}

# Of what stands above items of finance, investment and audit: how it is made, under which kind of item it is typed.
COSTS_OF_RECORDS = {
    "agreed one phone for field staff": ("proposal", "investment", 16),
    "agreed the phones": ("proposal", "investment", 15),
    "Vendor increases: with finance": ("budget", "finance", 22),
    "Vendor increases: £40k over at P2": ("budget", "finance", 17),
    "working P2: £40k over": ("budget", "finance", 17),
    "1 by 30 June: payroll is late": ("recommendation", "audit", 36),
    "done 1": ("recommendation", "audit", 38),
}


def ask(client, room, text, item=None):
    address = reverse("meetings:line-create", args=[room.meeting.ref])
    sent = {"text": text, "item": (item or room.phones).ref, "ref": str(uuid.uuid4())}
    return client.post(address, sent, headers={"HX-Request": "true"})


def make_record(kind, room):
    if kind == "proposal":
        make_proposal("One phone for field staff", room.dmt)
    elif kind == "budget":
        make_budget("Vendor increases", room.dmt)
    else:
        make_recommendation(make_review("Access to systems", room.dmt), owner=room.daniel, due=date(2019, 5, 31))


@pytest.mark.parametrize("text", COSTS_OF_RECORDS)
def test_so_does_one_that_speaks_of_money_or_audit(room, text):
    what, kind, most = COSTS_OF_RECORDS[text]
    make_record(what, room)
    item = make_item(room.meeting, "Standing", kind=kind, position=3)
    client = Client()
    client.force_login(room.priya)
    assert ask(client, room, "the first line starts the meeting", item).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        answer = ask(client, room, text, item)
    assert answer.status_code == 200
    assert 'class="tag">Note' not in answer.content.decode()
    asked = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == most, "\n".join(sql[:160] for sql in asked)


@pytest.mark.parametrize("text", COSTS)
def test_a_typed_line_asks_the_database_only_so_often(room, text):
    make_action("Old handsets", room.grace, meeting=make_meeting(room.dmt, MONDAY.replace(day=3)),
                topics=room.phones.topics.all())  # fmt: skip
    client = Client()
    client.force_login(room.priya)
    assert ask(client, room, "the first line starts the meeting").status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert ask(client, room, text).status_code == 200
    asked = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == COSTS[text], "\n".join(sql[:160] for sql in asked)


def test_the_row_that_comes_back_is_the_one_that_is_stored(room):
    item = loading.item_typed_under(room.priya, room.meeting.ref, room.phones.ref)
    setting = board.setting_under(item, room.priya)
    meeting = loading.meetings_with_next().get(pk=room.meeting.pk)
    assert setting == board.setting_of(meeting, room.priya, on=MONDAY)
    for text in [*COSTS, "Grace + Daniel to ring HMT #mobile-phones", *(text for text, _expected in ALL[::3])]:
        typed = type_line(text, author=room.priya.person, item=item, ref=str(uuid.uuid4()), on=MONDAY)
        shown = board.typed_row(typed.line, typed.outcomes, room.priya, setting)
        stored = board.one_row(Line.objects.with_place().get(pk=typed.line.pk), room.priya, setting)
        assert shown == stored, text


def test_the_index_is_what_a_rebuild_makes(room):
    for text in COSTS:
        room.type(text)
    call_command("rebuild_index", "--check")

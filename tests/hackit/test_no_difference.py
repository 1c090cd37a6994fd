"""Private things beside public ones change no byte of what a stranger reads, and no statement of theirs touches them.

The same addresses are opened before and after: a word that stands only in a members' line, in a staff decision or in a
draft gives no hit, count, spelling, neighbour, figure, month or feed entry.
"""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Entry, Follow, TopicWording
from meetings.models import Point
from tests import factories as make
from tests.hackit.notes import publish_note
from tests.weeknotes.conftest import make_note, make_published

pytestmark = pytest.mark.django_db

SEARCHES = (
    "handset", "handsets contract", "hanset", "canaryword", "canarywrd", "phones -drawer", "kind:decision", "is:open",
    "topic:mobile-phones", "person:helen", "by:Helen", "owner:priya", "in:dmt", '"drawer of"', "dra*", "£590k", "zebra",
    "what did we say about phones in May 2019", "zebra OR drawer", "",
)  # fmt: skip


@pytest.fixture
def phones():
    """A topic of which two notes are public, with an agreed wording for everyone."""
    phones = make.make_topic("Mobile phones", "handset", "cellular", description="Who carries what")
    make.make_topic("Shared desks", broader=phones)
    publish_note([phones], "The drawer of dead phones", "We found 61 phones in a drawer. The handset contract is dear.")
    publish_note([phones], "Drawers again", "A contract for 40 phones, in another drawer.", week=date(2019, 2, 4))
    helen = make.make_user("Helen Moss")
    make_published(helen, "A week.\n\n## Phones\n\nThe drawer of phones is empty.", title="Forty days")
    wording = TopicWording(topic=phones, kind="stands", text="We ask.", said_on=date(2019, 6, 3), audience="everyone")
    wording.save_as(by=make.make_person("Priya Nair"), verb="worded")
    return phones


def addresses(phones):
    page = phones.get_absolute_url()
    yield from (page, f"{page}?order=oldest", f"{page}?only=decisions", f"{page}?page=2", f"{page}feed/")
    yield from (reverse("topics"), f"{reverse('topics')}?q=phones&sort=recent", f"{reverse('topics')}?sort=things")
    yield from (f"{reverse('topics')}?q=canaryword", reverse("topics-csv"), "/topics/shared-desks/")
    yield from (f"{reverse('search')}?q={query}" for query in SEARCHES)
    yield from (f"{reverse('search')}?q=phones&order=newest", f"{reverse('search')}?q=phones&topic=mobile-phones")
    for url in sorted({url.partition("#")[0] for url in Entry.objects.visible_to(None).values_list("url", flat=True)}):
        yield url
        yield f"{reverse('more-like-this')}?of={url}"
        yield f"{reverse('more-like-this')}?of={url}&part=1"
    yield from ("/", "/weeknotes/", "/decisions/", "/actions/", "/meetings/", "/coming-up/", "/people/", "/answers/")
    yield from (f"/answers/?topic={phones.slug}&audience=public", "/people/helen-marsh/", "/topics/all/names/")
    yield reverse("weeknotes:weeknote-topic-feed", args=[phones.slug])


def read(client, phones):
    """What a stranger gets at each address, and the statements that were made for it."""
    found = {}
    with CaptureQueriesContext(connection) as queries:
        for address in addresses(phones):
            answer = client.get(address)
            assert answer.status_code < 500, address
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[address] = (answer.status_code, answer.get("Location", ""), content.decode())
    return found, [query["sql"] for query in queries]


def add_what_is_private(phones, dmt=None, hmt=None):
    """A record of every kind that strangers may not read, about the same topic and by the same people."""
    dmt, hmt = dmt or make.make_forum("DMT"), hmt or make.make_forum("HMT")
    priya = make.make_user("Priya Canary")
    make.join(dmt, priya)
    by = priya.person
    meeting = make.make_meeting(dmt, date(2019, 5, 20), title="canaryword meeting about phones")
    item = make.make_item(meeting, "Canaryword phones", topics=[phones], audience="members")
    for kind in ("note", "question", "ask", "idea"):
        make.make_line(item, f"Canaryword: 77 handsets and a hanset in the drawer {kind}", by, kind=kind)
    for audience in ("members", "staff"):
        decision = make.make_decision(
            f"Canaryword phones for {audience}, a handset each", forum=dmt, decided_by=hmt, audience=audience,
            topics=[phones], date=date(2019, 6, 11), reasons="canaryword £590k",
        )  # fmt: skip
        decision.add_caveat("Canaryword caveat of phones", by=by, owner=by, needed_before="launch")
        action = make.make_action(
            f"Canaryword: count handsets {audience}", by, forum=dmt, topics=[phones], audience=audience,
            due=date(2019, 6, 14),
        )  # fmt: skip
        action.add_update("canaryword handsets counted", by=by, on=date(2019, 6, 12))
        make.make_coming_up(
            f"Canaryword phones {audience}", date(2019, 9, 1), forum=dmt, audience=audience, topics=[phones]
        )
        TopicWording(
            topic=phones, kind="stands", text="canaryword", said_on=date(2019, 6, 12), audience=audience,
            forum=dmt if audience == "members" else None,
        ).save_as(by=by, verb="worded")  # fmt: skip
    point = Point(item=item, title="Canaryword phones", text="Canaryword prose of phones", forum=dmt)
    point.save_as(by=by, verb="made")
    make.make_line(None, "canaryword jotting on phones and drawers", by, day=date(2019, 6, 12))
    make_note(priya, "Canaryword.\n\n## Phones\n\nA handset in a canaryword drawer.", title="Canaryword phones")
    Follow.objects.create(person=by, topic=phones)


def test_private_things_change_no_byte_of_what_a_stranger_reads(client, phones):
    before, _ = read(client, phones)
    assert "The drawer of dead phones" in before[phones.get_absolute_url()][2]
    add_what_is_private(phones)
    assert Entry.objects.exclude(reach="everyone").filter(topic_links__topic=phones).count() > 15
    after, _statements = read(client, phones)
    assert list(after) == list(before)
    for address, answer in after.items():
        assert answer == before[address], address


def test_a_strangers_statements_read_public_entries_and_words_alone(client, phones):
    add_what_is_private(phones)
    _, statements = read(client, phones)
    for sql in statements:
        assert "entry_fts_all" not in sql
        assert "entry_words_all" not in sql
        if re.search(r'FROM "?hackit_entry"?[ )]', sql):
            assert re.search(r"everyone|hackit_entryperson|public", sql), sql

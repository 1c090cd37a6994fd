"""More like this: what shares rare words and topics with a page, why, and nothing that the reader may not see."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Entry
from hackit.search.likeness import like
from meetings.models import Referral
from tests import factories as make
from tests.hackit.notes import publish_note
from tests.weeknotes.conftest import make_published

pytestmark = pytest.mark.django_db

DAY = date(2019, 6, 4)


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def sam(client):
    user = make.make_user("Sam Whitfield")
    client.force_login(user)
    return user


def decide(text, forum, **extra):
    return make.make_decision(text, forum=forum, date=extra.pop("date", DAY), **extra)


def shown(record, user):
    return [row.entry.title for row in like(record.get_absolute_url(), user)[1]]


def test_what_shares_rare_words_comes_before_what_shares_a_common_one(dmt, sam):
    here = decide("Handset contract with the supplier", dmt)
    for number in range(6):
        decide(f"Supplier {number} is paid", dmt)
    decide("The contract for every handset", dmt)
    decide("Nothing alike", dmt)
    titles = shown(here, sam)
    assert titles[0] == "The contract for every handset"
    assert "Nothing alike" not in titles
    assert here.text not in titles


def test_it_says_why(client, dmt, sam):
    phones = make.make_topic("Mobile phones")
    here = decide("Handset contract is signed", dmt, topics=[phones])
    decide("Contracts for handsets", dmt, topics=[phones])
    row = like(here.get_absolute_url(), sam)[1][0]
    assert row.why == "also Mobile phones; shares: contracts, handsets"
    html = client.get(reverse("more-like-this"), {"of": here.get_absolute_url()}).content.decode()
    assert "also Mobile phones; shares: contracts, handsets" in html
    part = client.get(reverse("more-like-this"), {"of": here.get_absolute_url(), "part": "1"}).content.decode()
    assert part.startswith("<section")


def test_a_shared_topic_brings_it_further_up(dmt, sam):
    phones = make.make_topic("Mobile phones")
    here = decide("Handset contract is signed", dmt, topics=[phones])
    decide("Handset drawers", dmt)
    decide("Handset repairs", dmt, topics=[phones], date=date(2018, 1, 1))
    assert shown(here, sam)[0] == "Handset repairs"


def test_a_groups_words_are_like_nothing_to_those_outside(client, dmt, sam):
    here = decide("Handset contract is signed", dmt)
    decide("Canary handset contract", dmt, audience="members")
    hidden = decide("Hidden handset contract", dmt, audience="members")
    assert shown(here, sam) == []
    assert like(hidden.get_absolute_url(), sam) is None
    assert client.get(reverse("more-like-this"), {"of": hidden.get_absolute_url()}).status_code == 404
    make.join(dmt, sam)
    assert set(shown(here, sam)) == {"Canary handset contract", "Hidden handset contract"}


def test_a_stranger_meets_public_things_through_public_words_alone(client, dmt):
    phones = make.make_topic("Mobile phones")
    publish_note([phones], "Handset survey", "What a handset contract costs")
    publish_note([phones], "Handset drawers", "A handset contract in a drawer")
    decide("Canary handset contract", dmt, topics=[phones])
    entry = Entry.objects.visible_to(None).order_by("pk").first()
    with CaptureQueriesContext(connection) as queries:
        _title, rows = like(entry.url.partition("#")[0], None)
    assert [row.entry.title for row in rows] == ["Handset drawers"]
    assert "Canary" not in rows[0].why
    sql = " ".join(query["sql"] for query in queries)
    assert "entry_fts_all" not in sql
    assert len(queries) <= 4
    page = client.get(reverse("more-like-this"), {"of": entry.url.partition("#")[0]})
    assert page.status_code == 200
    assert "Canary" not in page.content.decode()


@pytest.mark.parametrize(
    "of", ["", "/", "//evil.example/", "https://evil.example/", "/nowhere/", "/a\x00b/", "x" * 500, "/%"]
)
def test_an_address_of_nothing_is_missing(client, sam, of):
    assert client.get(reverse("more-like-this"), {"of": of}).status_code == 404


def test_words_alone_that_tell_nothing_find_nothing(dmt, sam):
    here = decide("We are to do it", dmt)
    decide("We are to do it again", dmt)
    assert shown(here, sam) == []


def test_a_word_that_few_hold_counts_before_those_that_stand_often(dmt, sam, monkeypatch):
    monkeypatch.setattr("hackit.search.likeness.WORDS_ASKED", 1)
    here = decide("Contract after contract about a telescope", dmt)
    for number in range(12):
        decide(f"Contract {number}", dmt)
    decide("The telescope is here", dmt)
    assert shown(here, sam) == ["The telescope is here"]


def test_four_questions_however_much_there_is(dmt, sam, django_assert_num_queries):
    here = decide("Handset contract is signed", dmt, topics=[make.make_topic("Mobile phones")])
    decide("Another handset contract", dmt)
    like(here.get_absolute_url(), sam)
    for number in range(30):
        with django_assert_num_queries(4):
            like(here.get_absolute_url(), sam)
        decide(f"Handset contract {number}", dmt)
        if number == 1:
            break
    for number in range(30):
        decide(f"Contract of handset {number}", dmt)
    with django_assert_num_queries(4):
        assert len(shown(here, sam)) == 5


def test_every_record_leads_to_it(client, dmt, sam):
    make.join(dmt, sam)
    meeting = make.make_meeting(dmt, DAY)
    referral = Referral(title="Handsets", to_forum=make.make_forum("HMT"), sent_on=DAY, forum=dmt)
    referral.save_as(by=sam.person, verb="sent")
    coming = make.make_coming_up("The handset contract runs out", forum=dmt)
    note = make_published(sam, "Handsets in a drawer.")
    records = [decide("Handsets", dmt), make.make_action("Count handsets", forum=dmt), meeting, referral, coming, note]
    for record in records:
        html = client.get(record.get_absolute_url()).content.decode()
        assert f"/like/?of={record.get_absolute_url()}" in html


def test_a_form_that_was_sent_back_leads_to_what_is_like_its_record(client, dmt, sam):
    make.join(dmt, sam)
    action = make.make_action("Count handsets", sam.person, forum=dmt)
    answer = client.post(f"{action.get_absolute_url()}update/", {"due": "no day", "status": "open"})
    assert "There is a problem" in answer.text
    assert f'/like/?of={action.get_absolute_url()}"' in answer.text


def test_a_page_is_its_own_address_and_its_anchors_and_no_longer_one(dmt):
    urls = ["/notes/a/", "/notes/a/#one", "/notes/a/#~two", "/notes/a/b/", "/notes/a", "/notes/a/$x", "/notes/b/#one"]
    for number, url in enumerate(urls):
        decide(f"Handset {number}", dmt)
        Entry.objects.filter(title=f"Handset {number}").update(url=url)
    found = set(Entry.objects.at("/notes/a/").values_list("url", flat=True))
    assert found == {"/notes/a/", "/notes/a/#one", "/notes/a/#~two"}

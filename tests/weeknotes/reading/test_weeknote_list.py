"""The list of weeknotes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.audience import Audience
from tests.factories import make_topic, make_user
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db
LIST = "/weeknotes/"


def tagged(note, topic, anchor="highlights"):
    note.sections.get(anchor=anchor).topics.add(topic)


def test_a_stranger_sees_published_notes_and_no_draft(client, helen):
    make_published(helen, title="Out in the open")
    make_note(helen, title="canary draft")
    page = client.get(LIST)
    assert "Out in the open" in page.text
    assert "canary" not in page.text
    assert "New weeknote" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"


def test_an_author_sees_their_own_draft_above_the_list_and_others_do_not(as_helen, as_sam, helen):
    make_note(helen, title="Half a thought")
    assert "Yours, not published yet" in as_helen.get(LIST).text
    assert "Half a thought" in as_helen.get(LIST).text
    assert "Half a thought" not in as_sam.get(LIST).text


def test_topic_author_year_and_words_narrow_it_down(client, helen, sam):
    phones = make_topic("Mobile phones")
    one = make_note(helen, title="Handsets", week=date(2019, 3, 25))
    tagged(one, phones)
    publish(one, by=helen.person, user=helen, at=now(), expected_version=one.version)
    make_published(sam, "## Audit\n\nMartin came by.", title="Audit", week=MONDAY, summary="")
    for query, found in (
        ("topic=mobile-phones", "Handsets"),
        ("author=sam-whitfield", "Audit"),
        ("year=2018", "Handsets"),
        ("q=martin+walking", None),
        ("q=MARTIN", "Audit"),
        ("q=handsets", "Handsets"),
    ):
        page = client.get(f"{LIST}?{query}")
        titles = [note.title for note in page.context["page"]]
        assert titles == ([found] if found else []), query
        if found is None:
            assert "No weeknote is all of that" in page.text
    assert "Mobile phones <span" in client.get(f"{LIST}?topic=mobile-phones").text


def test_a_count_is_what_its_tick_would_give_with_the_other_filters_on(client, helen, sam):
    for number, user in enumerate((helen, helen, sam)):
        make_published(user, week=MONDAY - timedelta(weeks=number))
    page = client.get(f"{LIST}?author=helen-marsh")
    authors = next(facet for facet in page.context["facets"] if facet.name == "author")
    assert [(choice.label, choice.count) for choice in authors.choices] == [("Helen Marsh", 2), ("Sam Whitfield", 1)]
    years = next(facet for facet in page.context["facets"] if facet.name == "year")
    assert [(choice.label, choice.count) for choice in years.choices] == [("2019/20", 2)]


def test_a_topic_of_a_section_for_staff_is_counted_for_staff_only(client, as_sam, helen):
    secret = make_topic("canarytopic")
    note = make_note(helen, "## Open\n\nWords.\n\n## Highlights\n\nKept.")
    tagged(note, secret)
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    assert "canarytopic" not in client.get(LIST).text
    assert client.get(f"{LIST}?topic=canarytopic").context["page"].paginator.count == 0
    assert "canarytopic" in as_sam.get(LIST).text
    assert as_sam.get(f"{LIST}?topic=canarytopic").context["page"].paginator.count == 1


def test_it_can_be_sorted(client, helen):
    make_published(helen, title="Alpha", week=MONDAY - timedelta(weeks=1))
    make_published(helen, title="Beta", week=MONDAY)
    for sort, first in (("", "Beta"), ("newest", "Beta"), ("oldest", "Alpha"), ("title", "Alpha")):
        assert client.get(f"{LIST}?sort={sort}").context["page"][0].title == first


@pytest.mark.parametrize(
    "query", ["year=abc", "sort=body", "year=2019&year=x", "q=" + "a" * 300, "topic=" + "t" * 500, "year=%00", "q=%00"]
)
def test_a_wrong_query_says_so_and_lists_nothing(client, helen, query):
    make_published(helen)
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert not page.context["page"].object_list


@pytest.mark.parametrize(
    "query", ["topic=none", "author=%27%3B--", "year=1066", "page=9999", "page=-1", "page=x", "q=%22%28"]
)
def test_what_nothing_is_called_is_no_error(client, helen, query):
    make_published(helen)
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_an_empty_list_says_what_to_do_next(client, as_helen):
    assert "as soon as the first one is published" in client.get(LIST).text
    assert "Write the first one" in as_helen.get(LIST).text


@pytest.mark.in_full("postgresql")  # as many questions there
def test_as_many_queries_for_thirty_as_for_one(client, as_helen, helen):
    topic = make_topic("Mobile phones")
    pages = [(path, browser) for path in (LIST, f"{LIST}?sort=title") for browser in (client, as_helen)]
    counts: list[list[int]] = [[] for _page in pages]
    for weeks in (range(1), range(1, 30)):
        for number in weeks:
            note = make_note(helen, week=MONDAY + timedelta(weeks=number % 26), title=f"Note {number}")
            tagged(note, topic)
            publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
            make_note(helen, title=f"Draft {number}")
        for counted, (path, browser) in zip(counts, pages, strict=True):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(path).status_code == 200
            counted.append(len(captured))
    for one, many in counts:
        assert one == many <= 12, counts


def test_a_deleted_note_can_be_brought_back_by_its_author_only(as_helen, as_sam, helen):
    note = make_note(helen, title="Thrown away")
    assert as_helen.post(f"/weeknotes/{note.ref}/delete/").status_code == 302
    assert as_helen.get(f"/weeknotes/{note.ref}/edit/").status_code == 404
    assert "Bring back" in as_helen.get(LIST).text
    assert as_sam.post(f"/weeknotes/{note.ref}/undelete/").status_code == 404
    assert as_helen.post(f"/weeknotes/{note.ref}/undelete/", follow=True).status_code == 200
    assert "Thrown away" in as_helen.get(f"/weeknotes/{note.ref}/edit/").text


def test_the_list_keeps_its_promises_to_an_auditor(client):
    auditor = make_user("Martin Frost", role="auditor")
    client.force_login(auditor)
    page = client.get(LIST)
    assert "New weeknote" not in page.text
    assert client.get("/weeknotes/new/").status_code == 403


def test_the_table_to_download_holds_what_the_list_shows_and_no_formula(client, helen):
    make_published(helen, title="=1+1", week=MONDAY)
    make_published(helen, title="Another year", week=date(2017, 5, 1))
    make_note(helen, title="canary draft")
    answer = client.get("/weeknotes/weeknotes.csv?year=2019")
    text = b"".join(answer.streaming_content).decode()
    assert '2019-06-03,1,\'=1+1,"One phone, or none.",Helen Marsh,' in text
    assert "Another year" not in text
    assert "canary" not in text
    assert len(b"".join(client.get("/weeknotes/weeknotes.csv?year=x").streaming_content).splitlines()) == 1

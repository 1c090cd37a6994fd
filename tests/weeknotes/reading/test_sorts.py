"""Sections by their kind: everyone's learnings, out of all published notes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.audience import Audience
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db
LEARNINGS = "/weeknotes/sorts/learning/"


def learned(user, words="Ask how many people share one.", *, heading="Something I’m learning", topic=None, **extra):
    """A published note with one section of something learnt, and one of nothing."""
    audience = extra.pop("audience", Audience.EVERYONE)
    note = make_note(user, f"## {heading}\n\n{words}\n\n## Other\n\nWords.", **extra)
    section = note.sections.get(heading=heading)
    note.sections.filter(pk=section.pk).update(sort="learning", audience=audience)
    if topic:
        section.topics.add(make.make_topic(topic))
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
    return note


def test_it_lists_the_sections_themselves(client, helen, sam):
    learned(helen, title="Helen’s")
    learned(sam, "Say what it is for.", heading="Plain words", title="Sam’s", week=MONDAY + timedelta(weeks=1))
    page = client.get(LEARNINGS).text
    assert "Everyone’s learnings" in page
    assert 'href="/weeknotes/2019/06/03/helens/#something-im-learning">Helen’s</a>' in page
    assert 'href="/weeknotes/2019/06/10/sams/#plain-words">Plain words</a>' in page
    assert page.index("Say what it is for.") < page.index("Ask how many people share one.")
    assert 'href="/weeknotes/by/sam-whitfield/">Sam Whitfield</a>' in page
    assert "2 sections" in page
    assert page.index("Ask how many") < client.get(f"{LEARNINGS}?sort=oldest").text.index("Say what it is")


def test_topic_author_year_and_words_narrow_it_down_and_counts_are_honest(client, helen, sam):
    learned(helen, title="Helen’s", topic="Mobile phones")
    learned(sam, "Plain words help.", title="Sam’s", week=date(2019, 3, 25))
    learned(sam, title="Sam’s again", topic="Licences")
    for query, count in (
        ("topic=mobile-phones", 1), ("author=sam-whitfield", 2), ("year=2018", 1), ("q=PLAIN+word", 1),
        ("q=nothing", 0), ("author=sam-whitfield&year=2019", 1), ("topic=mobile-phones&topic=licences", 2),
    ):  # fmt: skip
        assert client.get(f"{LEARNINGS}?{query}").context["page"].paginator.count == count, query
    facets = {facet.name: facet for facet in client.get(f"{LEARNINGS}?author=sam-whitfield").context["facets"]}
    assert [(one.label, one.count) for one in facets["author"].choices] == [("Sam Whitfield", 2), ("Helen Marsh", 1)]
    assert [(one.label, one.count) for one in facets["year"].choices] == [("2019/20", 1), ("2018/19", 1)]
    assert [(one.label, one.count) for one in facets["topic"].choices] == [("Licences", 1)]
    assert "No section is all of that" in client.get(f"{LEARNINGS}?q=nothing").text


def test_what_is_for_staff_is_listed_for_staff_and_counted_for_nobody_else(client, as_sam, helen):
    learned(helen, title="Open")
    before = client.get(LEARNINGS).content, client.get("/weeknotes/sorts/").content
    learned(helen, "canaryword", title="Half", topic="Canarytopic", audience=Audience.STAFF)
    draft = make_note(helen, "## Draft\n\ncanaryword", title="Canarydraft")
    draft.sections.update(sort="learning")
    after = client.get(LEARNINGS), client.get("/weeknotes/sorts/")
    assert (after[0].content, after[1].content) == before
    assert "canaryword" in as_sam.get(LEARNINGS).text
    assert "All staff" in as_sam.get(LEARNINGS).text
    assert "Canarydraft" not in as_sam.get(LEARNINGS).text


def test_every_kind_stands_together_with_its_count(client, helen):
    assert "No section has a kind yet" in client.get("/weeknotes/sorts/").text
    assert "None yet" in client.get("/weeknotes/sorts/didnt-work/").text
    learned(helen)
    assert [(one.title, one.count) for one in client.get("/weeknotes/sorts/").context["sorts"]] == [
        ("Everyone’s learnings", 1)
    ]
    assert client.get("/weeknotes/sorts/nothing/").status_code == 404
    assert client.get("/weeknotes/sorts/nothing/csv/").status_code == 404


@pytest.mark.parametrize("query", ["year=abc", "sort=body", "q=" + "a" * 300, "topic=" + "t" * 500, "q=%00"])
def test_a_wrong_query_says_so_and_lists_nothing(client, helen, query):
    learned(helen)
    page = client.get(f"{LEARNINGS}?{query}")
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert len(b"".join(client.get(f"{LEARNINGS}csv/?{query}").streaming_content).splitlines()) == 1


def test_nothing_typed_becomes_code(client, helen):
    learned(helen, "<script>alert(1)</script>", heading="<img src=x onerror=alert(1)>", title="<b>x</b>")
    page = client.get(LEARNINGS).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<b>x</b>" not in page


def test_the_table_holds_what_the_list_shows_and_no_formula(client, helen, sam):
    learned(helen, "=1+1", title="Helen’s", topic="Mobile phones")
    learned(sam, title="Sam’s")
    text = b"".join(client.get(f"{LEARNINGS}csv/?author=helen-marsh").streaming_content).decode()
    assert "2019-06-03,Something I’m learning,'=1+1,Helen’s,Helen Marsh,Mobile phones,http://testserver/" in text
    assert "Sam" not in text


@pytest.mark.in_full("postgresql")  # as many questions there
def test_as_many_questions_for_thirty_as_for_one(client, as_helen, helen):
    topics = [make.make_topic(f"Topic {number}") for number in range(3)]
    counts: list[list[int]] = [[], []]
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            note = learned(helen, title=f"Note {number}", week=MONDAY + timedelta(weeks=number % 20))
            note.sections.get(sort="learning").topics.add(*topics)
            publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version, reason="Topics")
        for counted, browser in zip(counts, (client, as_helen), strict=True):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(LEARNINGS).status_code == 200
            counted.append(len(captured))
    assert counts == [[7, 7], [10, 10]]

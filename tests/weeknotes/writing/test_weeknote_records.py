"""Sections, authors and week, history and restoring."""

from datetime import date

import pytest

from hackit.history import Event
from tests.factories import make_person, make_topic
from tests.weeknotes.conftest import BODY, MONDAY, make_note, make_published
from weeknotes.models import Revision, Section, Weeknote
from weeknotes.writing.comparing import changes, section_changes

pytestmark = pytest.mark.django_db


def url(note, page: str) -> str:
    return f"/weeknotes/{note.ref}/{page}/"


def test_a_section_gets_topics_people_sort_and_audience(as_helen, helen):
    note = make_note(helen)
    phones, licences = make_topic("Mobile phones", "handsets"), make_topic("Licences")
    grace = make_person("Grace Li", "Gracie")
    page = as_helen.get(url(note, "sections/highlights"))
    assert f'value="{phones.pk}"' in page.text  # offered, because its words name it
    sent = {
        "topics": "Licences", "add_topics": [phones.pk], "people": "gracie", "sort": "highlight", "audience": "staff",
    }  # fmt: skip
    answer = as_helen.post(url(note, "sections/highlights"), sent)
    assert answer.headers["Location"] == url(note, "sections")
    row = Section.objects.get(anchor="highlights")
    assert (row.sort, row.audience) == ("highlight", "staff")
    assert set(row.topics.all()) == {phones, licences}
    assert list(row.people.all()) == [grace]
    assert Event.objects.about(note).filter(verb="described a section").count() == 1
    listed = as_helen.get(url(note, "sections")).text
    assert "All staff" in listed
    assert "Grace Li" in listed


def test_describing_a_section_makes_no_unsaved_typing_stale(as_helen, helen):
    note = make_note(helen)
    as_helen.post(url(note, "sections/highlights"), {"audience": "staff"})
    assert Weeknote.objects.get().version == note.version


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"topics": "Nothing of that name"}, "There is no topic called “Nothing of that name”"),
        ({"people": "Nobody"}, "There is nobody called “Nobody”"),
        ({"people": "Pat Smith"}, "Two people are called “Pat Smith”"),
        ({"sort": "gossip"}, "gossip is not one of the available choices"),
        ({"audience": "me"}, "me is not one of the available choices"),
        ({"topics": "x" * 2000}, "at most 1000 characters"),
    ],
)
def test_what_a_section_cannot_be_is_said_in_words(as_helen, helen, sent, says):
    make_person("Pat Smith")
    make_person("Pat Smith")
    note = make_note(helen)
    answer = as_helen.post(url(note, "sections/highlights"), {"audience": "everyone", **sent})
    assert answer.status_code == 422
    assert says in answer.text


def test_a_section_that_is_none_is_not_found(as_helen, helen):
    note = make_note(helen)
    assert as_helen.get(url(note, "sections/none")).status_code == 404


def test_authors_weeks_and_week_can_be_changed(as_helen, as_sam, helen, sam):
    note = make_note(helen)
    sent = {
        "version": note.version,
        "authors": "Sam Whitfield, Helen Marsh",
        "week": "12 June 2019",
        "weeks_covered": "2",
    }
    assert as_helen.post(url(note, "details"), sent).headers["Location"] == url(note, "edit")
    note.refresh_from_db()
    assert (note.week, note.weeks_covered) == (date(2019, 6, 10), 2)
    assert [link.person for link in note.author_links.all()] == [sam.person, helen.person]
    assert as_sam.get(url(note, "edit")).status_code == 200


def test_a_note_with_an_address_keeps_its_week(as_helen, helen):
    note = make_published(helen)
    assert "The week is fixed" in as_helen.get(url(note, "details")).text
    sent = {"version": note.version, "authors": "Helen Marsh", "week": "12 June 2019", "weeks_covered": "1"}
    as_helen.post(url(note, "details"), sent)
    assert Weeknote.objects.get().week == MONDAY


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"authors": "Sam Whitfield"}, "You must stay one of the authors"),
        ({"authors": ""}, "Enter who wrote it"),
        ({"week": "29 February 2019"}, "Date must be a real date, like 3 June 2019"),
        ({"weeks_covered": "0"}, "It covers at least 1 week"),
        ({"weeks_covered": "many"}, "Enter how many weeks it covers as a number"),
        ({"version": "1"}, "Somebody saved this note in the meantime"),
    ],
)
def test_details_that_cannot_be_are_said_in_words(as_helen, helen, sam, sent, says):
    note = make_note(helen)
    good = {"version": note.version, "authors": "Helen Marsh", "week": "3 June 2019", "weeks_covered": "1"}
    answer = as_helen.post(url(note, "details"), {**good, **sent})
    assert answer.status_code in (409, 422)
    assert says in answer.text
    assert [link.person for link in note.author_links.all()] == [helen.person]


# --- History ---


def test_history_compares_versions_readably_and_escaped(as_helen, helen):
    note = make_note(helen)
    note.body = BODY.replace("Ask how many", "Ask <b>early</b> how many")
    note.save_revision(by=helen.person)
    page = as_helen.get(url(note, "history")).text
    assert "From version 2 to version 3" in page
    assert '<ins><span class="vh">put in: </span>' in page
    assert "&lt;b&gt;early&lt;/b&gt;" in page
    assert "<b>early</b>" not in page
    older = as_helen.get(url(note, "history") + "?from=1&to=3").text
    assert "From version 1 to version 3" in older
    for query in ("?from=9&to=8", "?to=x", "?to=999999999999", "?from=-1"):
        assert as_helen.get(url(note, "history") + query).status_code == 200


def test_history_tells_of_publications(as_helen, helen):
    note = make_published(helen)
    assert "Publication 1, by Helen Marsh" in as_helen.get(url(note, "history")).text


def test_an_earlier_version_comes_back_and_nothing_in_between_is_lost(as_helen, helen):
    note = make_note(helen)
    note.body = "Something worse."
    note.save_revision(by=helen.person)
    assert as_helen.get(f"/weeknotes/{note.ref}/history/2/restore/").status_code == 405
    as_helen.post(f"/weeknotes/{note.ref}/history/2/restore/")
    assert Weeknote.objects.get().body == BODY
    assert Revision.objects.filter(body="Something worse.").exists()
    assert Revision.objects.order_by("-number").first().reason == "Brought back from version 2"
    assert as_helen.post(f"/weeknotes/{note.ref}/history/77/restore/").status_code == 404


def test_a_comparison_joined_is_the_text_before_and_after():
    before, after = "One two three.\nFour.\n", "One 2 three.\nFour.\nFive."
    found = changes(before, after)
    assert "".join(change.text for change in found if change.kind != "in") == before
    assert "".join(change.text for change in found if change.kind != "out") == after
    assert [(change.kind, change.text) for change in found[:3]] == [("same", "One "), ("out", "two"), ("in", "2")]


def test_a_comparison_goes_section_by_section_and_knows_what_was_moved():
    before = "Hello.\n\n## A\n\nOne two three.\n\n## B\n\nFour five six.\n\n## C\n\nSeven.\n\n## D\n\nGone."
    after = "Hello.\n\n## C\n\nSeven.\n\n## A\n\nOne 2 three.\n\n## B\n\nFour five six.\n\n## E\n\nBrand new thing."
    found = [(one.heading, one.how, [(c.kind, c.text) for c in one.changes if c.kind != "same"])
             for one in section_changes(before, after)]  # fmt: skip
    assert found == [
        ("C", "Moved", []),
        ("A", "", [("out", "two"), ("in", "2")]),
        ("E", "New", [("in", "## E\n\nBrand new thing.")]),
        ("D", "Taken out", [("out", "## D\n\nGone.")]),
    ]
    assert section_changes(before, before) == []
    assert section_changes("", "") == []


def test_any_two_versions_can_be_chosen_and_one_brought_back(as_helen, helen):
    note = make_note(helen, "## A\n\nFirst words.")
    for words in ("Second words.", "Third words."):
        note.body = f"## A\n\n{words}"
        note.save_revision(by=helen.person)
    page = as_helen.get(f"/weeknotes/{note.ref}/history/?from=2&to=4")
    assert "From version 2 to version 4" in page.text
    assert '<del><span class="vh">taken out: </span>First</del>' in page.text
    assert '<ins><span class="vh">put in: </span>Third</ins>' in page.text
    back = as_helen.get(f"/weeknotes/{note.ref}/history/?from=4&to=2")
    assert "Bring back version 2" in back.text
    for odd in ("?from=x&to=²", "?from=99&to=98", "?from=-1", "?to=1"):
        assert as_helen.get(f"/weeknotes/{note.ref}/history/{odd}").status_code == 200

"""Beside the sheet: what is suggested and refused, what was said before, sorts, parts for staff, who else writes."""

from datetime import timedelta

import pytest

from hackit.models import TopicWording
from tests.factories import join, make_action, make_forum, make_person, make_topic
from tests.weeknotes.conftest import BODY, MONDAY, make_note
from tests.weeknotes.writing.test_weeknote_edit import sheet, url
from weeknotes.models import Answered, Section, Weeknote, WeeknoteDraft
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db


def beside(client, note):
    return client.get(url(note)).context["beside"]


def press(client, note, do, **extra):
    answer = client.post(url(note), sheet(note, do=do, **extra))
    assert answer.status_code == 302


def test_no_thanks_is_remembered_for_the_note_and_can_be_taken_back(as_helen, helen):
    note = make_note(helen)
    make_topic("Mobile phones")
    (offer,) = beside(as_helen, note).offers
    press(as_helen, note, f"no-topic:{offer.value}")
    found = beside(as_helen, note)
    assert found.offers == []
    assert [answer.words for answer in found.refused] == ["Mobile phones"]
    other = make_note(helen, week=MONDAY + timedelta(weeks=1))
    assert beside(as_helen, other).offers != []
    press(as_helen, note, f"undo:{found.refused[0].pk}")
    assert len(beside(as_helen, note).offers) == 1
    press(as_helen, other, f"undo:{found.refused[0].pk}")


def test_a_person_is_suggested_with_the_reason_and_added_to_the_section_or_refused(as_helen, helen):
    grace, amy = make_person("Grace Li"), make_person("Amy Stone")
    note = make_note(helen, "## Met\n\nGrace Li came, and Amy.")
    offers = beside(as_helen, note).people
    assert [(offer.name, offer.where) for offer in offers] == [("Grace Li", "Met"), ("Amy Stone", "Met")]
    assert offers[1].reason == "Amy Stone is the only Amy in the records"
    press(as_helen, note, f"person:{grace.pk}:met")
    press(as_helen, note, f"no-person:{amy.pk}:met")
    assert list(Section.objects.get().people.all()) == [grace]
    assert beside(as_helen, note).people == []


def test_the_sort_that_a_heading_says_is_offered_and_any_other_can_be_set(as_helen, helen):
    note = make_note(helen)
    guesses = {one.heading: one.guess and one.guess.name for one in beside(as_helen, note).sections}
    assert guesses == {"Highlights": "Highlight", "Something I’m learning": "Something I’m learning"}
    press(as_helen, note, "sort:learning:something-im-learning")
    press(as_helen, note, "no-sort:highlight:highlights")
    found = {one.anchor: (one.sort, one.guess) for one in beside(as_helen, note).sections}
    assert found == {"something-im-learning": ("learning", None), "highlights": ("", None)}
    press(as_helen, note, "section:highlights", **{"sort-highlights": "thanks", "for-staff-highlights": "yes"})
    row = Section.objects.get(anchor="highlights")
    assert (row.sort, row.audience) == ("thanks", "staff")
    page = as_helen.get(url(note))
    assert "“Highlights”: the section is for all staff." in page.text
    press(as_helen, note, "section:highlights", **{"sort-highlights": ""})
    row.refresh_from_db()
    assert (row.sort, row.audience) == ("", "everyone")


def test_what_is_not_there_or_not_a_sort_changes_nothing(as_helen, helen):
    note = make_note(helen)
    for do in (
        "sort:canary:highlights", "sort:thanks:nowhere", "no-sort:x:y", "no-topic:999:x", "no-person:x:y", "undo:x",
        "section:nowhere", "section:", "explain:x", "explain:99999999999999999999", "quote:1:99999999999999999999",
        "no-topic:99999999999999999999:x", "person:", "undo:999",
    ):  # fmt: skip
        press(as_helen, note, do, **{"sort-highlights": "canary"})
    assert not Answered.objects.exists()
    assert not Section.objects.exclude(sort="").exists()


def test_previously_on_tells_the_last_three_sections_open_actions_and_the_agreed_wording(as_helen, helen, sam):
    phones, offices = make_topic("Mobile phones"), make_topic("Area offices")
    for weeks in range(1, 6):
        before = make_note(
            sam, f"## Phones\n\nSaid {weeks} weeks before of mobile phones.", week=MONDAY - timedelta(weeks=weeks)
        )
        publish(before, by=sam.person, user=sam, at=now(), expected_version=before.version)
    make_action("Count the mobile phones", owner=helen.person, topics=[phones])
    make_action("Wipe the mobile phones", owner=helen.person, topics=[phones], status="done", ended_on=MONDAY)
    dmt = make_forum("DMT")
    make_action("canary of the group", forum=dmt, audience="members", topics=[phones])
    wording = TopicWording(topic=offices, kind="explain", text="Nine small places.", said_on=MONDAY, audience="staff")
    wording.save_as(by=sam.person, verb="said")
    note = make_note(helen, BODY + "\n## Places\n\nThe area offices, and mobile phones.")
    first, second = beside(as_helen, note).stories
    assert (first.topic, second.topic) == (phones, offices)
    assert [said.words for said in first.said] == [
        f"Said {weeks} weeks before of mobile phones." for weeks in (1, 2, 3)
    ]
    assert first.said[0].by == "Sam Whitfield"
    assert [action.text for action in first.actions] == ["Count the mobile phones"]
    page = as_helen.get(url(note)).text
    assert "canary" not in page
    assert "Nine small places." in page
    press(as_helen, note, f"explain:{offices.pk}")
    assert WeeknoteDraft.objects.get().body.endswith("and mobile phones.\n\nNine small places.")
    note.drop_draft(helen.person)
    press(as_helen, note, f"quote:{first.said[1].value}")
    assert "> Said 2 weeks before of mobile phones." in WeeknoteDraft.objects.get().body
    join(dmt, helen)
    assert "canary of the group" in as_helen.get(url(note)).text


def test_an_author_is_told_who_else_has_typed_and_not_saved(as_helen, as_sam, helen, sam):
    note = make_note(helen)
    note.set_authors([helen.person, sam.person])
    answer = as_sam.post(url(note, "draft"), sheet(note, "by Sam alone"))
    assert answer.json()["others"] == ""
    told = as_helen.post(url(note, "draft"), sheet(note, "by Helen")).json()
    assert told["others"].startswith("Sam Whitfield has unsaved changes from ")
    assert told["minutes"] == 1
    page = as_helen.get(url(note)).text
    assert "Sam Whitfield has unsaved changes from" in page
    assert "by Sam alone" not in page
    note.set_authors([helen.person])
    assert as_sam.post(url(note, "draft"), sheet(note, "by Sam, later")).status_code == 404
    assert WeeknoteDraft.objects.get(person=sam.person).body == "by Sam alone"


def test_words_that_one_person_typed_are_never_kept_as_anothers(as_helen, helen, sam):
    note = make_note(helen)
    note.set_authors([helen.person, sam.person])
    for page in ("draft", "edit"):
        sent = sheet(note, "typed by Sam", owner=sam.person.ref, do="save")
        assert as_helen.post(url(note, page), sent).status_code == 403
    assert not WeeknoteDraft.objects.exists()


# --- Two windows of one author ---


def window(name, serial=0, turn=1):
    return {"window": name, "serial": str(serial), "turn": str(turn)}


def test_a_second_window_never_writes_over_the_first_and_shows_both(as_helen, helen):
    note = make_note(helen)
    first = as_helen.post(url(note, "draft"), sheet(note, "in the first", **window("a"))).json()
    answer = as_helen.post(url(note, "draft"), sheet(note, "in the second", **window("b")))
    assert (answer.status_code, answer.json()["other"]) == (409, True)
    for do in ("save", "preview", "compare", "publish"):
        page = as_helen.post(url(note), sheet(note, "in the second", do=do, **window("b")))
        assert page.status_code == 409
        assert "in the first" in page.text
        assert "in the second" in page.text
    assert WeeknoteDraft.objects.get().body == "in the first"
    assert Weeknote.objects.get().body == note.body
    later = as_helen.post(url(note, "draft"), sheet(note, "begun from it", **window("c", first["serial"])))
    assert later.status_code == 200
    same = as_helen.post(url(note, "draft"), sheet(note, "begun from it", **window("d")))
    assert same.status_code == 200


def test_a_window_whose_answer_was_lost_goes_on_and_what_was_overtaken_is_left_out(as_helen, helen):
    note = make_note(helen)
    for turn, text in ((1, "one"), (2, "one two"), (3, "one two three")):
        assert as_helen.post(url(note, "draft"), sheet(note, text, **window("a", 0, turn))).status_code == 200
    assert as_helen.post(url(note, "draft"), sheet(note, "one two", **window("a", 0, 2))).status_code == 200
    assert WeeknoteDraft.objects.get().body == "one two three"


@pytest.mark.parametrize("serial", [1, 999_999_999, 1_000_000_000, 2**30 + 1])
def test_a_window_that_began_from_the_draft_goes_on_whatever_number_the_draft_bears(as_helen, helen, serial):
    note = make_note(helen)
    as_helen.post(url(note, "draft"), sheet(note, "in the first", **window("a")))
    WeeknoteDraft.objects.update(serial=serial)
    page = as_helen.get(url(note))
    assert page.context["serial"] == serial
    later = as_helen.post(url(note, "draft"), sheet(note, "begun from it", **window("b", page.context["serial"])))
    assert (later.status_code, later.json()["serial"]) == (200, serial + 1)


@pytest.mark.parametrize(
    "odd", [window("x" * 500), window("\x00", "-1", "²"), window("a", "9" * 40, "1e3"), window("a", 2**31, 2**31)]
)
def test_an_odd_window_is_no_error(as_helen, helen, odd):
    note = make_note(helen)
    assert as_helen.post(url(note, "draft"), sheet(note, "typed", **odd)).status_code == 200
    assert WeeknoteDraft.objects.get().body == "typed"

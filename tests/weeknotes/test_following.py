"""A section keeps what belongs to it over edits; text never becomes public by an edit."""

import pytest

from hackit.audience import Audience
from tests.factories import make_topic
from tests.weeknotes.conftest import make_note
from weeknotes.following import follow

BEFORE = "## Phones\n\nForty people tried one phone for a month.\n\n## Audit\n\nMartin came to talk about the review.\n"


def test_a_section_with_another_heading_and_the_same_words_is_followed():
    after = BEFORE.replace("## Phones", "## One phone, or none")
    assert follow(BEFORE, after) == {"one-phone-or-none": "phones", "audit": "audit"}


def test_a_section_that_moves_is_followed():
    parts = BEFORE.split("## ")
    assert follow(BEFORE, f"## {parts[2]}\n## {parts[1]}") == {"audit": "audit", "phones": "phones"}


def test_a_reworded_section_under_its_heading_is_followed():
    assert follow(BEFORE, BEFORE.replace("Forty people tried", "A few of us lived with"))["phones"] == "phones"


def test_an_all_new_section_in_the_place_of_another_is_not_the_other():
    after = BEFORE.replace(
        "## Phones\n\nForty people tried one phone for a month.", "## Libraries\n\nNew laptops arrived"
    )
    assert follow(BEFORE, after) == {"audit": "audit"}


def test_of_two_sections_of_one_heading_the_one_that_stays_keeps_its_own():
    before = "## Notes\n\nWhat everyone may know.\n\n## Notes\n\nWhat staff alone should know.\n"
    assert follow(before, "## Notes\n\nWhat staff alone should know, and more.\n") == {"notes": "notes-2"}


@pytest.mark.django_db
def test_topics_sort_and_audience_stay_with_a_section_over_edits(helen):
    note = make_note(helen, BEFORE)
    phones = make_topic("Mobile phones")
    row = note.sections.get(anchor="phones")
    row.sort, row.audience = "highlight", Audience.STAFF
    row.save()
    row.topics.add(phones)

    note.body = "## New first\n\nSomething else.\n\n" + BEFORE.replace("## Phones", "## Handsets")
    note.save_revision(by=helen.person)

    row.refresh_from_db()
    assert (row.anchor, row.sort, row.audience, list(row.topics.all())) == ("handsets", "highlight", "staff", [phones])
    assert [section.anchor for section in note.sections.all()] == ["new-first", "handsets", "audit"]


@pytest.mark.django_db
def test_two_sections_of_one_heading_that_change_places_keep_their_rows(helen):
    one, two = "## Notes\n\nApples and pears.\n\n", "## Notes\n\nBridges and roads.\n\n"
    note = make_note(helen, one + two)
    note.sections.filter(anchor="notes-2").update(audience=Audience.STAFF)
    note.body = two + one
    note.save_revision(by=helen.person)
    assert note.sections.get(anchor="notes").audience == Audience.STAFF
    assert note.sections.get(anchor="notes-2").audience == Audience.EVERYONE


@pytest.mark.django_db
def test_where_a_section_for_staff_can_be_found_no_longer_what_is_new_is_for_staff(helen):
    note = make_note(helen, BEFORE)
    note.sections.filter(anchor="phones").update(audience=Audience.STAFF)
    note.body = f"## Quite another thing\n\nNo word in common here whatsoever.\n\n## Audit{BEFORE.split('## Audit')[1]}"
    note.save_revision(by=helen.person)
    audiences = dict(note.sections.values_list("anchor", "audience"))
    assert audiences == {"quite-another-thing": "staff", "audit": "everyone"}

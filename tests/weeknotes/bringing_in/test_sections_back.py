"""Topics, people, sorts and audiences find their sections again; what was for staff never becomes public."""

import pytest

from tests.factories import make_person, make_topic
from tests.weeknotes.conftest import make_note
from weeknotes.bringing_in.sections_back import put_sections_back
from weeknotes.taking_out.front_matter import SectionTold

pytestmark = pytest.mark.django_db
BODY = "Before.\n\n## Money\n\nFirst.\n\n## Phones\n\nOne.\n\n## Money\n\nAgain."


def audiences(note) -> dict[str, str]:
    return dict(note.sections.values_list("anchor", "audience"))


def test_each_section_gets_what_was_told_of_it(helen):
    topic, person = make_topic("Mobile phones", "handsets"), make_person("Priya Nair")
    note = make_note(helen, BODY)
    told = [
        SectionTold(""), SectionTold("Money", audience="staff"),
        SectionTold("Phones", ("HANDSETS", "No such topic"), ("Priya Nair", "Nobody"), "learning"),
        SectionTold("Money", sort="no-such-sort"),
    ]  # fmt: skip
    put_sections_back(note, told)
    assert audiences(note) == {"start": "everyone", "money": "staff", "phones": "everyone", "money-2": "everyone"}
    phones = note.sections.get(anchor="phones")
    assert (list(phones.topics.all()), list(phones.people.all()), phones.sort) == ([topic], [person], "learning")
    assert note.sections.get(anchor="money-2").sort == ""


def test_where_a_section_for_staff_can_not_be_found_what_is_left_over_is_for_staff(helen):
    note = make_note(helen, BODY)
    put_sections_back(note, [SectionTold("Phones"), SectionTold("Cash", audience="staff")])
    assert audiences(note) == {"start": "staff", "money": "staff", "phones": "everyone", "money-2": "staff"}


def test_of_equal_sections_for_staff_one_that_is_lost_is_missed(helen):
    note = make_note(helen, "## A\n\nOne.\n\n## B\n\nTwo.")
    put_sections_back(note, [SectionTold("A", audience="staff"), SectionTold("A", audience="staff")])
    assert audiences(note) == {"a": "staff", "b": "staff"}


def test_nothing_told_changes_nothing(helen):
    note = make_note(helen, BODY)
    note.sections.filter(anchor="phones").update(audience="staff")
    put_sections_back(note, [])
    assert audiences(note)["phones"] == "staff"

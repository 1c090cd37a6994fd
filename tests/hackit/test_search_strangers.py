"""What a stranger's search tells of names: nothing that no public text says, of topics, people and groups."""

import pytest

from tests import factories as make
from tests.weeknotes.conftest import make_note, make_published
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones", "handset", "Project Falcon")


@pytest.fixture
def note(phones):
    """A public note about phones and handsets, on which somebody is tagged whom its words do not name."""
    helen = make.make_user("Helen Marsh")
    note = make_note(helen, "## The pilot\n\nA handset each.")
    section = note.sections.get(heading="The pilot")
    section.topics.add(phones)
    section.people.add(make.make_person("Canary Person"))
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    return note


@pytest.fixture
def staff(client):
    client.force_login(make.make_user("Yusuf Demir"))
    return client


def page(client, q: str, **more: str) -> str:
    """The page of what was found, without the words that were typed."""
    return client.get("/search/", {"q": q, **more}).text.replace(q, "")


@pytest.mark.parametrize("typed", ["mobile phones", "handset"])
def test_other_names_that_nothing_public_says_are_not_told(client, note, typed):
    answer = client.get("/search/", {"q": typed})
    assert "A <mark>handset</mark> each." in answer.text
    assert "Also searched" in answer.text
    assert "Falcon" not in answer.text


def test_a_name_that_nothing_public_says_finds_what_never_uses_it_and_is_told_to_nobody_who_did_not_type_it(
    client, note
):
    assert "The pilot" in page(client, "project falcon")
    assert "Falcon" not in page(client, "mobile phones") + page(client, "handset")
    assert "The pilot" not in page(client, "project eagle")


def test_staff_find_by_every_name(staff, note):
    assert "Project Falcon" in staff.get("/search/", {"q": "handset"}).text
    for typed in ("project falcon", 'topic:"project falcon"', "person:canary-person"):
        assert "The pilot" in page(staff, typed)


@pytest.mark.parametrize("typed", ["pilot", "handset", "by:helen-marsh", "pilot person:helen-marsh"])
def test_who_is_tagged_on_a_public_thing_is_not_told(client, note, typed):
    answer = page(client, typed)
    assert "The" in answer
    assert "Helen Marsh" in answer
    assert "Canary" not in answer


@pytest.mark.parametrize("typed", ["pilot {}:canary-person", "{}:canary-person", "pilot owner:helen-marsh"])
def test_nobody_is_found_by_a_tag_that_a_stranger_does_not_see(client, note, typed):
    for name in ("person", "by", "owner"):
        assert "A handset each" not in page(client, typed.format(name))
    assert "A <mark>" not in page(client, "handset", person="canary-person")


def test_an_author_who_is_tagged_on_anothers_note_is_not_found_there(client, note):
    sam = make.make_user("Sam Whitfield")
    make_published(sam, title="Of Sam")
    helen = make.make_user("Ruth Bello")
    other = make_note(helen, "## Tagged\n\nA long read.", title="Other")
    other.sections.get(heading="Tagged").people.add(sam.person)
    publish(other, by=helen.person, user=helen, at=now(), expected_version=other.version)
    for typed in ("sam whitfield", "person:sam-whitfield"):
        assert "Of Sam" in page(client, typed)
        assert "A long read" not in page(client, typed)


def test_which_groups_there_are_is_not_told(client, staff, note):
    client.logout()
    make.make_forum("Secretgroup")
    kept, missing = (page(client, f"pilot in:{name}").replace(name, "") for name in ("secretgroup", "secretgrouq"))
    assert "Nothing here is called" in kept
    assert kept == missing

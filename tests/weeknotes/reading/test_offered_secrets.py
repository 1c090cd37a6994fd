"""What a search box offers of notes: never a draft, a part for staff, what was taken back or was called so before."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from hackit.models import Role
from tests import factories as make
from weeknotes.models import Weeknote
from weeknotes.publishing import writes as publishing
from weeknotes.writing import writes as notes

pytestmark = pytest.mark.django_db
ON = date(2019, 6, 12)


@pytest.fixture
def helen():
    return make.make_user("Helen Marsh")


@pytest.fixture
def readers(helen):
    """Everybody but the author: a stranger, a login without a role, staff, an auditor, an administrator."""
    roles = {"staff": Role.STAFF, "auditor": Role.AUDITOR, "admin": Role.ADMINISTRATOR, "no role": Role.NONE}
    found = {name: make.make_user(f"Reader {name.title()}", role=role) for name, role in roles.items()}
    return {"stranger": None, **found}


def written(helen, title, body) -> Weeknote:
    note = notes.begin(date(2019, 6, 3), author=helen.person, user=helen, on=ON)
    note.title, note.body = title, body
    note.save_revision(by=helen.person)
    return Weeknote.objects.get(pk=note.pk)


def publish(note, helen, reason="") -> Weeknote:
    publishing.publish(
        note, by=helen.person, user=helen, at=publishing.now(), expected_version=note.version, reason=reason
    )
    return Weeknote.objects.get(pk=note.pk)


def offered(typed, who) -> str:
    client = Client()
    if who:
        client.force_login(who)
    answer = client.get(reverse("search-suggest"), {"q": typed})
    return " ".join(f"{one['name']} {one['small']} {one.get('url', '')}" for one in answer.json()["suggestions"])


def test_a_draft_is_offered_to_its_author_alone(helen, readers):
    written(helen, "Zanzibar week", "## Quixotic plans\n\nWords.")
    assert "Quixotic plans" in offered("quixotic", helen)
    assert offered("quixotic", helen).count("June 2019") <= 1, "Its week is said once"
    for name, who in readers.items():
        assert offered("zanzib", who) == offered("quixo", who) == "", name


def test_a_part_for_staff_is_offered_to_staff_and_its_title_to_nobody_else(helen, readers):
    body = "## Open words\n\nHello.\n\n## Quixotic plans\n\n!staff Words."
    note = written(helen, "Zanzibar week", body)
    notes.keep_for_staff(note, note.body, "Quixotic plans", by=helen.person)
    publish(Weeknote.objects.get(pk=note.pk), helen)
    for name in ("staff", "auditor", "admin"):
        assert "Quixotic plans" in offered("quixot", readers[name]), name
    for name in ("stranger", "no role"):
        assert offered("quixot", readers[name]) == "", name
        assert "Zanzibar week" in offered("zanzib", readers[name]), name


def test_what_was_taken_back_or_renamed_is_offered_no_more(helen, readers):
    note = publish(written(helen, "Zanzibar week", "## Quixotic plans\n\nWords."), helen)
    assert all("Quixotic" in offered("quixot", who) for who in readers.values())
    note.title, note.body = "Another week", "## Sober plans\n\nWords."
    note.save_revision(by=helen.person)
    note = publish(Weeknote.objects.get(pk=note.pk), helen, reason="A better heading")
    for name, who in readers.items():
        assert "Quixotic" not in offered("quixot", who), name
        assert "Zanzibar" not in offered("zanzibar", who), name
        assert "Sober plans" in offered("sober", who), name
    publishing.unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    for name, who in readers.items():
        assert offered("sober", who) == offered("another", who) == "", name


def test_what_was_deleted_is_offered_to_nobody(helen, readers):
    dmt = make.make_forum("DMT")
    make.join(dmt, helen)
    action = make.make_action("Quixotic counting", helen.person, forum=dmt)
    assert "Quixotic counting" in offered("quixot", helen)
    action.delete_softly(by=helen.person)
    for name, who in {**readers, "owner": helen}.items():
        assert offered("quixot", who) == "", name


def test_an_action_of_a_group_is_offered_to_who_owns_it_and_its_agenda_item_is_not(helen, readers):
    dmt, item_user = make.make_forum("DMT"), make.make_user("Grace Li")
    make.join(dmt, item_user)
    meeting = make.make_meeting(dmt)
    item = make.make_item(meeting, "Zanzibar matters", audience="members")
    make.make_action("Quixotic counting", helen.person, meeting=meeting, item=item, audience="members")
    assert "Quixotic counting" in offered("quixot", helen)
    assert offered("zanzib", helen) == ""
    for name, who in readers.items():
        assert offered("quixot", who) == offered("zanzib", who) == "", name

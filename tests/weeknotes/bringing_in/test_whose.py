"""Whose notes come in: another person's are theirs to publish. And what of a source is not asked about is told."""

import pytest
from django.utils import timezone

from tests import factories as make
from tests.weeknotes.bringing_in.sources import read_of, source_note
from tests.weeknotes.bringing_in.test_list import send
from weeknotes.bringing_in.preparing import prepare
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(helen):
    """`listed(note, …)`: an invented blog of these notes, as the list that its sender looks at."""

    def made(*notes, by=helen, **extra):
        read = read_of(*(notes or (source_note(),)), **extra)
        return prepare(read, source="blog.xml", by=by.person, user=by, at=timezone.now())

    return made


def test_what_another_person_wrote_waits_among_their_drafts(as_helen, sam, listed):
    prepared = listed(source_note(1, authors=("Sam Whitfield",)), source_note(2, authors=("S. Whitfield", "Helen")))
    page = as_helen.get(prepared.get_absolute_url()).content.decode()
    assert "What somebody else wrote comes as a draft among theirs" in page
    answer = send(as_helen, prepared, "bring", publish="1")
    theirs, mine = Weeknote.objects.order_by("week")
    assert list(theirs.authors.all()) == [sam.person]
    assert not theirs.is_published
    assert mine.is_published
    page = as_helen.get(answer.url).content.decode()
    assert "A week of phones 1: It is another person’s, who publishes it." in page


def test_an_administrator_publishes_the_notes_of_all(client, sam, listed):
    admin = make.make_user("Ada Stone", role="administrator")
    client.force_login(admin)
    prepared = listed(source_note(1, authors=("Sam Whitfield",)), by=admin)
    assert "a draft among theirs" not in client.get(prepared.get_absolute_url()).content.decode()
    send(client, prepared, "bring", publish="1")
    note = Weeknote.objects.get()
    assert note.is_published
    assert list(note.authors.all()) == [sam.person]


def test_terms_beyond_those_that_are_asked_about_are_told(as_helen, listed):
    many = tuple(f"Tag {number}" for number in range(83))
    prepared = listed(source_note(1, terms=many))
    assert len(prepared.terms) == 80
    page = as_helen.get(prepared.get_absolute_url()).content.decode()
    assert "3 categories and tags are left out: the 80 that most notes bear are asked about" in page

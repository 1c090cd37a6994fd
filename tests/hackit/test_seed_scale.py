"""`manage.py seed_scale` makes records to measure on: as many as asked, the same each time, findable, and never
among others."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from hackit import indexing
from hackit.models import Entry, EntryKind, Publication, User
from hackit.scale import EMAIL, Size, make_scale
from meetings.models import Action, Meeting
from tests import factories as make

DAY = date(2026, 11, 27)
SMALL = Size(weeknotes=12, meetings=8, actions=40)

pytestmark = pytest.mark.django_db


def seed() -> None:
    call_command("seed_scale", weeknotes=12, meetings=8, actions=40, on=DAY, stdout=StringIO())


def test_makes_as_many_as_asked():
    seed()
    assert (Publication.objects.count(), Meeting.objects.count(), Action.objects.count()) == (12, 8, 40)
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds.count(EntryKind.SECTION) == 72
    assert kinds.count(EntryKind.ACTION) == 40
    assert kinds.count(EntryKind.DECISION) == 8


@pytest.mark.in_full("postgresql")  # the same there
def test_the_same_seed_makes_the_same():
    seed()
    once = list(Entry.objects.order_by("kind", "date", "title").values_list("kind", "title", "text", "reach"))
    assert once[0] != once[1]
    call_command("flush", interactive=False, verbosity=0)
    make_scale(SMALL, on=DAY)
    assert list(Entry.objects.order_by("kind", "date", "title").values_list("kind", "title", "text", "reach")) == once


def test_the_index_is_as_a_rebuild_would_make_it():
    seed()
    before = list(indexing.fingerprint())
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before


def test_its_pages_open(client: Client):
    seed()
    client.force_login(User.objects.get(email=EMAIL))
    note = Publication.objects.first()
    assert note.title in client.get(note.url).content.decode()
    assert client.get("/search/?q=mobile+phones").status_code == 200
    assert client.get(Meeting.objects.first().get_absolute_url()).status_code == 200


def test_never_fills_a_database_with_anything_in_it():
    make.make_topic("Lifts")
    with pytest.raises(CommandError, match="so nothing was made"):
        seed()
    assert not Publication.objects.exists()


def test_says_that_less_than_none_cannot_be():
    with pytest.raises(CommandError, match="fewer than none"):
        call_command("seed_scale", actions=-1)

"""Names as parts of addresses: letters that no decomposition takes apart stay, in their plain form."""

import pytest

from hackit.models import Person
from hackit.slugs import slug_of
from hackit.text import anchor_for
from tests.factories import make_user
from tests.weeknotes.conftest import make_published

NAMES = [
    ("Łucja Østergård", "lucja-ostergard"),
    ("ŁÓDŹ", "lodz"),
    ("Straße, GROẞ", "strasse-gross"),
    ("Đorđe Þór Ðuro", "dorde-thor-duro"),
    ("Æther œuvre ŒUVRE", "aether-oeuvre-oeuvre"),
    ("Ħal Għargħur, İzmir, ısı", "hal-gharghur-izmir-isi"),
    ("Ŋ ŋ Ŧ ŧ", "ng-ng-t-t"),
    ("Zoë O’Hara", "zoe-ohara"),
    ("Budget 2019–20 — a look", "budget-2019-20-a-look"),
    ("東京", ""),
]


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_a_name_keeps_every_letter_that_has_a_plain_form(name, slug):
    assert slug_of(name) == slug
    assert anchor_for(name, ()) == (slug or "section")


@pytest.mark.django_db
def test_people_and_notes_get_addresses_with_all_their_letters():
    helen = make_user("Helen Marsh")
    assert Person.objects.create(name="Łucja Øst").get_absolute_url().endswith("/lucja-ost/")
    assert make_published(helen, title="Łódź i Gdańsk").get_absolute_url().endswith("/lodz-i-gdansk/")

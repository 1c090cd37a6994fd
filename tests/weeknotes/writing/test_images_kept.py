"""What is kept of an image: its bytes unchanged, for 30 days after it is removed, and nothing between two presses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hackit.images import CannotUse
from hackit.models import Publication
from hackit.running.retention import clear_old, count_old
from tests.weeknotes.conftest import make_note
from tests.weeknotes.pictures import picture
from tests.weeknotes.writing.test_images import publish
from weeknotes.models import WeeknoteImage, WeeknoteImageData
from weeknotes.publishing import writes as publishing
from weeknotes.writing import image_writes as writes
from weeknotes.writing.image_writes import store_image


def test_bytes_that_were_written_here_are_kept_as_they_are(helen):
    first = store_image(make_note(helen), picture("JPEG"), alt="A desk", by=helen.person).image
    kept = bytes(first.data.content)
    back = store_image(make_note(helen), kept, alt="A desk", by=helen.person)
    assert back.is_new
    assert bytes(back.image.data.content) == kept, "a photo written anew is worse each time"
    again = store_image(back.image.weeknote, picture("JPEG"), alt="A desk", by=helen.person)
    assert again.is_new, "the camera's file is another than ours"
    assert not store_image(first.weeknote, kept, alt="", by=helen.person).is_new


def test_the_bytes_of_a_removed_image_go_after_thirty_days(as_helen, helen):
    note = make_note(helen)
    image = store_image(note, picture(), alt="A desk", by=helen.person).image
    stays = store_image(note, picture(colour=(1, 2, 3)), alt="A van", by=helen.person).image
    writes.remove_image(image, by=helen.person)
    now = timezone.now()
    assert count_old(at=now + timedelta(days=29))["images"] == 0
    assert list(note.images.removed()) == [image]
    assert count_old(at=now + timedelta(days=31))["images"] == 1
    WeeknoteImage.objects.filter(pk=image.pk).update(deleted_at=now - timedelta(days=31))
    clear_old(at=now)
    assert list(WeeknoteImageData.objects.values_list("image_id", flat=True)) == [stays.pk]
    assert list(note.images.removed()) == [], "what has no bytes is not offered"
    assert as_helen.get(f"/weeknotes/{note.ref}/images/").status_code == 200


def test_an_image_that_is_published_while_it_is_being_removed_stays(helen):
    body = "## Open\n\n"
    note = make_note(helen, body)
    image = store_image(note, picture(), alt="A desk", by=helen.person).image
    seen_before = WeeknoteImage.objects.get(pk=image.pk)
    note.body = f"{body}{image.markdown()}\n"
    note.save_revision(by=helen.person)
    publish(note, helen)
    with pytest.raises(CannotUse, match="Readers are shown this image"):
        writes.remove_image(seen_before, by=helen.person)
    assert WeeknoteImage.objects.live().filter(pk=image.pk).exists()


def test_an_image_that_is_removed_while_its_note_is_being_published_keeps_it_back(helen, monkeypatch):
    note = make_note(helen)
    image = store_image(note, picture(), alt="A desk", by=helen.person).image
    note.body = f"## Open\n\n{image.markdown()}\n"
    note.save_revision(by=helen.person)
    rendered = publishing.parts_of

    def removed_meanwhile(*given):
        WeeknoteImage.objects.get(pk=image.pk).delete_softly(by=helen.person)
        return rendered(*given)

    monkeypatch.setattr(publishing, "parts_of", removed_meanwhile)
    with pytest.raises(publishing.CannotPublish, match="no image of this note"):
        publish(note, helen)
    assert not Publication.objects.of(note).exists()

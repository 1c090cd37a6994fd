"""Images that came with a source are images of the note here; nothing else is shown, and nothing is fetched."""

import pytest
from django.utils import timezone

from hackit.audience import Audience
from tests.weeknotes.bringing_in.sources import read_of, source_note
from tests.weeknotes.pictures import picture
from weeknotes.bringing_in.list_writes import begin, bring_some
from weeknotes.bringing_in.preparing import prepare
from weeknotes.models import PreparedImage, PreparedNote, Weeknote, WeeknoteImage
from weeknotes.taking_out.front_matter import SectionTold

pytestmark = pytest.mark.django_db

BODY = """## Desks

![A desk](images/desk.png) and ![A lamp](/images/lamp.png), ![Broken](images/broken.png).

![Afar](https://elsewhere.example/x.png) ![Gone](gone.png)
"""


def bring(helen, *notes, files, publish=True):
    at = timezone.now()
    read = read_of(*notes, files=files, form="a folder", site="")
    prepared = prepare(read, source="notes.zip", by=helen.person, user=helen, at=at)
    prepared.publish = publish
    prepared.save()
    kept = list(PreparedImage.objects.values_list("path", flat=True))
    run = begin(prepared, by=helen.person, at=at)
    bring_some(prepared, by=helen.person, user=helen, at=at)
    run.refresh_from_db()
    return run, kept


def test_they_are_kept_and_shown_from_here(client, helen):
    files = {
        "posts/images/desk.png": picture(), "static/images/lamp.png": picture(colour=(200, 0, 0)),
        "posts/images/broken.png": b"\x89PNG broken", "unused.png": picture(colour=(9, 9, 9)),
    }  # fmt: skip
    _run, kept = bring(helen, source_note(1, body=BODY), files=files)
    assert sorted(kept) == ["posts/images/broken.png", "posts/images/desk.png", "static/images/lamp.png"]
    note = Weeknote.objects.get()
    desk, lamp = WeeknoteImage.objects.order_by("pk")
    assert (desk.alt_text, lamp.alt_text) == ("A desk", "A lamp")
    assert f"![A desk]({desk.address()}) and ![A lamp]({lamp.address()}), Broken \\(image\\)" in note.body
    assert "[Afar](<https://elsewhere.example/x.png>) Gone \\(image\\)" in note.body
    assert note.is_published
    assert client.get(desk.address()).status_code == 200
    assert not PreparedImage.objects.exists()


def test_the_list_says_which_are_missing(helen):
    read = read_of(source_note(1, body=BODY), files={"posts/images/desk.png": picture()}, site="")
    prepared = prepare(read, source="notes.zip", by=helen.person, user=helen, at=timezone.now())
    row = prepared.notes.get()
    assert set(row.missing_images) == {
        "/images/lamp.png", "images/broken.png", "https://elsewhere.example/x.png", "gone.png"
    }  # fmt: skip
    assert "4 images are not in what you sent" in row.warnings[-1]


def test_a_note_whose_image_nobody_described_is_left_a_draft(helen):
    run, _kept = bring(helen, source_note(1, body="![](desk.png)\n"), files={"posts/desk.png": picture()})
    assert not Weeknote.objects.get().is_published
    ((_title, reason),) = run.told["drafts"]
    assert reason.startswith("Left as a draft. ")


def test_sections_for_staff_of_our_own_notes_come_back_for_staff(client, helen):
    told = (SectionTold("", sort="highlight"), SectionTold("About phones", audience="staff"))
    bring(helen, source_note(1, sections=told), files={})
    note = Weeknote.objects.get()
    assert [(s.heading, s.sort, s.audience) for s in note.sections.order_by("order")] == [
        ("", "highlight", Audience.EVERYONE), ("About phones", "", Audience.STAFF),
    ]  # fmt: skip
    page = client.get(note.address()).content.decode()
    assert "We counted the phones" in page
    assert "There were" not in page


def test_a_note_that_was_taken_out_of_here_is_known_again(helen):
    bring(helen, source_note(1), files={})
    note = Weeknote.objects.get()
    own = source_note(1, key="other.md", body="Exported otherwise.", address=f"https://records.example{note.address()}")
    prepared = prepare(read_of(own, site=""), source="all.zip", by=helen.person, user=helen, at=timezone.now())
    assert prepared.notes.get().here == PreparedNote.Here.SAME

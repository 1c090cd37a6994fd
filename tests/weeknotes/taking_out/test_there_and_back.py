"""What was taken out and is brought in again gives the same records: words, weeks, authors, topics, who sees what."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from hackit.audience import Audience
from hackit.models import OldAddress, Publication
from tests.factories import make_person, make_topic
from tests.weeknotes.conftest import MONDAY, make_note
from tests.weeknotes.pictures import picture
from weeknotes.bringing_in.list_writes import begin, bring_some
from weeknotes.bringing_in.preparing import prepare
from weeknotes.importing.sources import read_source
from weeknotes.models import Weeknote, WeeknoteImage
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db

FIRST = """Before any heading[^1].

## Highlights

- Mon: the pilot of *mobile phones* ended
  - and nobody rang

| Phones | Money |
|--------|-------|
| 10     | £5    |

## Money: “none” left

Kept for staff.

## Highlights

> Again, under the same name.

[^1]: A footnote.
"""


def told(note: Weeknote, client: Client) -> dict:
    """Everything of a note that must come back."""
    images = {image.ref: f"IMAGE {image.alt_text}" for image in note.images.live()}
    body = note.body.strip()
    for ref, words in images.items():
        body = body.replace(f"/weeknotes/images/{ref}/", words)
    publication = note.current_publication()
    return {
        "title": note.title, "week": note.week, "weeks": note.weeks_covered, "summary": note.summary, "body": body,
        "authors": [link.person.name for link in note.author_links.all()],
        "published": timezone.localtime(publication.first_at).date() if publication else None,
        "sections": [
            (
                row.anchor, row.sort, row.audience, sorted(topic.name for topic in row.topics.all()),
                sorted(person.name for person in row.people.all()),
            )
            for row in note.sections.all()
        ],
        "images": sorted(
            (image.alt_text, image.width, image.height, image.content_type, image.reach) for image in note.images.live()
        ),
        "seen": {image.alt_text: client.get(image.address()).status_code for image in note.images.live()},
    }  # fmt: skip


@pytest.fixture
def written(helen, sam) -> list[Weeknote]:
    """Two published notes, one by two authors over two weeks with images and a part for staff; and a draft."""
    topic, priya = make_topic("Mobile phones"), make_person("Priya Nair")
    full = make_note(helen, FIRST, title="Fewer: phones & “more”", summary="One phone:\nor none.", weeks_covered=2)
    full.set_authors([sam.person, helen.person])
    photo = store_image(full, picture("JPEG", (90, 60)), alt="Ten [old] phones", by=helen.person).image
    chart = store_image(full, picture("PNG", (50, 50)), alt="A chart", by=helen.person).image
    full.body = full.body.replace("## Money", f'{photo.markdown()[:-1]} "In the *cellar*")\n\n## Money')
    full.body = full.body.replace("Kept for staff.", f"Kept for staff.\n\n{chart.markdown()}")
    full.save_revision(by=helen.person)
    full.sections.filter(anchor="money-none-left").update(audience=Audience.STAFF, sort="number")
    section = full.sections.get(anchor="highlights-2")
    section.topics.add(topic)
    section.people.add(priya)
    section.sort = "learning"
    section.save()
    plain = make_note(helen, "Only words.\n\nTwo lines.", title="Only words", week=MONDAY - timedelta(weeks=3))
    OldAddress.objects.remember("/2019/20/only-words", plain)
    for note in (full, plain):
        publish(note, by=helen.person, user=helen, at=now() - timedelta(days=9), expected_version=note.version)
    return [full, plain]


def zip_of(client: Client, audience: str) -> bytes:
    return b"".join(client.get("/weeknotes/take-out/zip/", {"for": audience}).streaming_content)


def bring_in(data: bytes, user, *, publish: bool) -> None:
    read = read_source("weeknotes.zip", data, today=timezone.localdate())
    assert [*read.failed, *read.skipped, *read.warnings] == []
    prepared = prepare(read, source="weeknotes.zip", by=user.person, user=user, at=timezone.now())
    prepared.publish = publish
    prepared.save()
    begin(prepared, by=user.person, at=timezone.now())
    while bring_some(prepared, by=user.person, user=user, at=timezone.now()):
        pass


def emptied() -> None:
    """No note, image, publication or old address, as in a database that has just been made."""
    OldAddress.objects.all().delete()
    Publication.objects.all().delete()
    Weeknote.objects.all().delete()
    assert not WeeknoteImage.objects.exists()


def test_all_that_staff_read_comes_back_as_it_was(client, as_helen, helen, written):
    before = {note.title: told(note, client) for note in written}
    assert before["Fewer: phones & “more”"]["seen"] == {"Ten [old] phones": 200, "A chart": 404}
    data = zip_of(as_helen, "staff")
    emptied()
    bring_in(data, helen, publish=True)
    assert {note.title for note in Weeknote.objects.all()} == set(before)
    for note in Weeknote.objects.all():
        after = told(note, client)
        for name, was in before[note.title].items():
            assert after[name] == was, f"{note}: {name}"
    assert as_helen.get("/2019/20/only-words").headers["Location"].endswith("/only-words/")


def test_what_came_back_is_taken_out_the_same_again(as_helen, helen, written):
    first = zip_of(as_helen, "staff")
    emptied()
    bring_in(first, helen, publish=True)
    second = zip_of(as_helen, "staff")

    def files(data: bytes) -> dict[str, str]:
        with zipfile.ZipFile(io.BytesIO(data)) as found:
            names = [name for name in found.namelist() if name.endswith(".md")]
            return {name: found.read(name).decode() for name in names}

    old, new = files(first), files(second)
    images = {image.ref for image in WeeknoteImage.objects.all()}
    for name, text in new.items():
        for ref in images:
            text = text.replace(ref, "REF")
        was = old[name]
        for one in {part[:10] for part in was.split("images/")[1:]}:
            was = was.replace(one, "REF")
        assert text == was


def test_what_everyone_reads_comes_back_without_what_they_did_not(client, as_helen, helen, written):
    data = zip_of(client, "public")
    emptied()
    bring_in(data, helen, publish=True)
    note = Weeknote.objects.get(title="Fewer: phones & “more”")
    assert "Kept for staff" not in note.body
    assert [row.audience for row in note.sections.all()] == ["everyone"] * 3
    assert [image.alt_text for image in note.images.all()] == ["Ten [old] phones"]


def test_drafts_come_back_as_drafts(as_helen, helen):
    note = make_note(helen, FIRST, title="Mine")
    note.sections.filter(anchor="money-none-left").update(audience=Audience.STAFF)
    before = told(note, as_helen)
    data = zip_of(as_helen, "mine")
    emptied()
    bring_in(data, helen, publish=True)
    back = Weeknote.objects.get()
    assert told(back, as_helen) == before
    assert not back.is_published


def test_a_photo_loses_next_to_nothing_by_going_out_and_in(as_helen, helen, written):
    def pixels() -> bytes:
        image = WeeknoteImage.objects.with_bytes().get(alt_text="Ten [old] phones")
        return Image.open(io.BytesIO(bytes(image.data.content))).convert("RGB").tobytes()

    before, data = pixels(), zip_of(as_helen, "staff")
    emptied()
    bring_in(data, helen, publish=False)
    assert max(abs(a - b) for a, b in zip(before, pixels(), strict=True)) <= 8

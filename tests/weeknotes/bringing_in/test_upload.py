"""Sources sent from the browser: a zip becomes a list, and what is meant to hurt gets a sentence."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.weeknotes.bringing_in.sources import zip_of, zip_of_notes
from tests.weeknotes.pictures import picture
from weeknotes.models import PreparedImage, PreparedImport, PreparedNote, Weeknote

pytestmark = pytest.mark.django_db

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>B</title><link>https://blog.example/</link>
<item><title>Weeknote w/c 3 June 2019</title><link>https://blog.example/a/</link><guid>a</guid>
<description>&lt;p&gt;Words of it.&lt;/p&gt;</description></item>
<item><title>Weeknote w/c 10 June 2019</title><link>https://blog.example/b/</link><guid>b</guid>
<description>&lt;p&gt;More words.&lt;/p&gt;</description></item></channel></rss>"""

DTD = b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item>
<title>&x;</title></item></channel></rss>"""


def send(client, name, data, **extra):
    return client.post(reverse("weeknotes:weeknote-import"), {"files": [SimpleUploadedFile(name, data)], **extra})


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(30):
            made.writestr(f"{number}.md", b"a" * 10_000_000)
    return out.getvalue()


def test_a_zip_becomes_a_list(as_helen):
    answer = send(as_helen, "notes.zip", zip_of_notes(12))
    prepared = PreparedImport.objects.get()
    assert answer.url == prepared.get_absolute_url()
    assert (prepared.source, prepared.notes.count()) == ("notes.zip", 12)
    page = as_helen.get(answer.url).content.decode()
    assert "12 of 12 ticked" in page
    assert "w/c Mon 3 June 2019" in page
    assert not Weeknote.objects.exists()


def test_several_files_become_a_list(as_helen):
    files = [SimpleUploadedFile(f"2019-06-{day}.md", b"# Weeknote\n\n## A\n\nWords.\n") for day in ("03", "10", "17")]
    as_helen.post(reverse("weeknotes:weeknote-import"), {"files": files})
    assert PreparedNote.objects.count() == 3


@pytest.mark.parametrize("way", ["file", "paste"])
def test_a_feed_becomes_a_list(as_helen, way):
    data = {"text": FEED.decode()} if way == "paste" else {"files": [SimpleUploadedFile("feed.xml", FEED)]}
    as_helen.post(reverse("weeknotes:weeknote-import"), data)
    assert [row.addresses for row in PreparedNote.objects.all()] == [
        ["https://blog.example/a/"],
        ["https://blog.example/b/"],
    ]


def test_of_a_zip_only_images_that_notes_show_are_kept(as_helen):
    files = {
        "a.md": "# Weeknote w/c 3 June 2019\n\n## Desks\n\n![A desk](a.png)\n",
        "b.md": "# Weeknote w/c 10 June 2019\n\nB.\n",
    }
    send(as_helen, "notes.zip", zip_of({**files, "a.png": picture(), "other.png": picture()}))
    assert [image.path for image in PreparedImage.objects.all()] == ["a.png"]


def test_one_old_address_is_for_one_note(as_helen):
    answer = send(as_helen, "notes.zip", zip_of_notes(2), address="https://blog.example/a/")
    assert answer.status_code == 422
    assert "belongs to one weeknote" in answer.content.decode()
    assert not PreparedImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("feed.xml", b"<?xml version='1.0'?><rss><channel><item>"),
        ("feed.xml", DTD),
        ("a.zip", b"PK\x03\x04 broken"),
        ("a.zip", zip_of({})),
        ("a.zip", zip_of({"a.exe": b"MZ\x00"})),
        ("a.zip", zip_of({"../../etc/cron.d/x.sh": "x"})),
        ("a.md", b"\x00\x01\x02" * 99),
    ],
    ids=["malformed", "DTD", "broken zip", "empty zip", "no note in it", "path out of it", "no text"],
)
def test_what_cannot_be_read_gets_a_sentence_and_nothing_is_kept(as_helen, name, data):
    answer = send(as_helen, name, data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not PreparedImport.objects.exists()


def test_a_zip_that_unpacks_to_far_too_much_is_refused_or_listed(as_helen):
    answer = send(as_helen, "bomb.zip", bomb())
    assert answer.status_code in (302, 422)
    assert not PreparedNote.objects.exists()


def test_more_than_may_be_sent_gets_a_sentence(as_helen, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    answer = send(as_helen, "large.zip", b"PK\x03\x04" + b"x" * 200_000)
    assert answer.status_code == 422
    assert "Send them in smaller parts" in answer.content.decode()


def test_more_than_a_request_takes_is_refused_before_it_is_read(as_helen, settings):
    settings.REQUEST_MAX_BYTES = 100_000
    assert send(as_helen, "large.zip", b"x" * 200_000).status_code == 413

"""Bringing a weeknote in: by paste, upload and command; looked at, corrected, saved once."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from hackit.models import Entry, Event, ImportedItem, Publication
from tests import factories as make
from weeknotes.models import Weeknote
from weeknotes.publishing import writes
from weeknotes.publishing.writes import now

pytestmark = pytest.mark.django_db

NOTE = """Weeknote w/c 3 June: phones, money and a fire drill

A good week, on the whole. *

Mobile phones

We counted the handsets on Monday 3 June 2019. Yusuf brought the list.

  • Sixty are in a cupboard
  • Nine still cost money

Something I’m learning

Sam says to ask people before counting things. https://example.org/2019/06/asking

* Except the drill, which was loud."""


@pytest.fixture
def author(client):
    user = make.make_user("Helen Marsh")
    client.force_login(user)
    return user


def look(client, **data):
    return client.post(reverse("weeknotes:weeknote-import"), data)


def fields_of(answer):
    """What the found page would send back as it stands."""
    data = {"notes": str(len(answer.context["rows"]))}
    for form, _week, _warnings in answer.context["rows"]:
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = "1" if value is True else value
    return data


def test_a_pasted_note_is_understood_and_nothing_is_saved_yet(client, author):
    make.make_topic("Mobile phones", "handset")
    make.make_person("Yusuf Demir")
    page = look(client, text=NOTE).content.decode()
    assert "phones, money and a fire drill" in page
    assert "w/c Mon 3 June 2019, found by" in page
    assert "Mobile phones, in “Mobile phones”" in page
    assert "Yusuf Demir, in “Mobile phones”" in page
    assert not Weeknote.objects.exists()


def test_two_people_of_one_name_are_asked_about_once(client, author):
    make.make_person("Sam Whitfield")
    make.make_person("Sam Okoro", role_title="Repairs")
    answer = look(client, text=NOTE)
    assert answer.content.decode().count("Which Sam?") == 1
    data = fields_of(answer)
    data["n0-which-0"] = str(make.Person.objects.get(name="Sam Okoro").pk)
    client.post(reverse("weeknotes:weeknote-import"), data)
    section = Weeknote.objects.get().sections.get(heading="Something I’m learning")
    assert [person.name for person in section.people.all()] == ["Sam Okoro"]


def test_what_was_corrected_is_saved_as_a_draft_that_only_its_author_sees(client, author):
    phones = make.make_topic("Mobile phones", "handset")
    data = fields_of(look(client, text=NOTE)) | {"n0-title": "A week of counting", "n0-week": "12 June 2019"}
    client.post(reverse("weeknotes:weeknote-import"), data)
    note = Weeknote.objects.get()
    assert (note.title, note.week, note.is_published) == ("A week of counting", date(2019, 6, 10), False)
    assert [s.heading for s in note.sections.all()] == ["", "Mobile phones", "Something I’m learning"]
    assert list(note.sections.get(heading="Mobile phones").topics.all()) == [phones]
    assert "[^1]" in note.body
    assert Entry.objects.visible_to(author).filter(kind="section").count() == 3
    assert not Entry.objects.visible_to(make.make_user("Yusuf Demir")).exists()
    assert Event.objects.about(note).filter(verb="imported").exists()


def test_the_same_text_again_changes_nothing(client, author):
    url = reverse("weeknotes:weeknote-import")
    client.post(url, fields_of(look(client, text=NOTE)))
    again = look(client, text=NOTE.replace("\n", "\r\n") + "\n\n")
    assert "here already" in again.content.decode()
    client.post(url, fields_of(again))
    assert Weeknote.objects.count() == 1
    assert ImportedItem.objects.count() == 1


def test_a_deleted_note_can_be_brought_in_again(client, author):
    url = reverse("weeknotes:weeknote-import")
    client.post(url, fields_of(look(client, text=NOTE)))
    Weeknote.objects.get().delete_softly(by=author.person)
    client.post(url, fields_of(look(client, text=NOTE)))
    assert Weeknote.objects.live().count() == 1


def test_a_double_click_saves_once(client, author):
    url = reverse("weeknotes:weeknote-import")
    data = fields_of(look(client, text=NOTE))
    first, second = client.post(url, data), client.post(url, data)
    assert first.url == second.url
    assert Weeknote.objects.count() == 1


def test_a_file_is_read_and_published_when_asked(client, author):
    answer = look(client, files=[SimpleUploadedFile("one.txt", NOTE.encode("cp1252", "replace"))])
    assert "Windows text" in answer.content.decode()
    data = fields_of(answer) | {"publish": "1"}
    client.post(reverse("weeknotes:weeknote-import"), data)
    assert Publication.objects.current().count() == 1
    assert Entry.objects.visible_to(None).filter(title="Mobile phones").exists()


def test_its_old_address_given_by_hand_leads_to_it_once_it_is_published(client, author):
    answer = look(client, text=NOTE, address="blog.example/2019/06/phones")
    assert fields_of(answer)["n0-address"] == "https://blog.example/2019/06/phones"
    client.post(reverse("weeknotes:weeknote-import"), fields_of(answer))
    client.logout()
    assert client.get("/2019/06/phones").status_code == 404
    writes.publish(
        note := Weeknote.objects.get(), by=author.person, user=author, at=now(), expected_version=note.version
    )
    assert client.get("/2019/06/phones/").url == note.address()


def test_a_week_that_cannot_be_known_is_asked_for(client, author):
    answer = look(client, text="Weeknote\n\nNothing here says when.\n")
    assert answer.status_code == 200
    saved = client.post(reverse("weeknotes:weeknote-import"), fields_of(answer))
    assert saved.status_code == 422
    assert "Enter a day of the week it tells of" in saved.content.decode()
    assert not Weeknote.objects.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": ""}, "Paste a weeknote or choose a file"),
        ({"text": "word " * 60_000}, "too long"),
        ({"text": "a\x00b"}, "not text"),
        ({"text": NOTE, "year": "soon"}, "four digits"),
        ({"text": NOTE, "address": "https://blog.example/"}, "what stands behind the host"),
        ({"text": "<?xml version='1.0'?><rss><channel><item>"}, ""),
        ({"files": SimpleUploadedFile("a.pdf", b"%PDF-1.4 \x00\x01")}, "PDF"),
        ({"files": SimpleUploadedFile("a.txt", b"\x00\x01\x02" * 100)}, "not a text file"),
        ({"files": SimpleUploadedFile("a.txt", b"   ")}, "empty"),
    ],
)
def test_bad_input_gives_a_clear_error_and_saves_nothing(client, author, data, words):
    answer = look(client, **data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Weeknote.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"n0-title": "x" * 201}, {"n0-week": "30 February 2019"}, {"n0-body": ""}, {"n0-title": ""}, {"n0-key": "z"}],
)
def test_a_wrong_correction_is_refused_and_what_was_typed_stays(client, author, changed):
    data = fields_of(look(client, text=NOTE)) | changed
    answer = client.post(reverse("weeknotes:weeknote-import"), data)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Weeknote.objects.exists()


@pytest.mark.parametrize("notes", ["-1", "x", "9" * 30, "5"])
def test_a_tampered_count_of_notes_saves_nothing(client, author, notes):
    assert client.post(reverse("weeknotes:weeknote-import"), {"notes": notes}).status_code < 500
    assert not Weeknote.objects.exists()


def test_strangers_and_auditors_bring_nothing_in(client):
    assert client.get(reverse("weeknotes:weeknote-import")).status_code == 302
    client.force_login(make.make_user("Martin Frost", role="auditor"))
    assert client.get(reverse("weeknotes:weeknote-import")).status_code == 403


# --- The command ---


def run(*args, **kwargs):
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_weeknotes", *map(str, args), stdout=out, stderr=err, **kwargs)
    except SystemExit as stop:
        code = stop.code
    return code, out.getvalue(), err.getvalue()


def test_the_command_tells_what_it_would_do_and_changes_nothing(tmp_path):
    (tmp_path / "note.txt").write_text(NOTE)
    code, out, _err = run(tmp_path, dry_run=True)
    assert code == 0
    assert "w/c Mon 3 June 2019, found by" in out
    assert "1 would be brought in" in out
    assert not Weeknote.objects.exists()


def test_the_command_brings_in_publishes_and_does_it_once(tmp_path):
    user = make.make_user("Helen Marsh")
    (tmp_path / "note.txt").write_text(NOTE)
    assert run(tmp_path, author=user.email, publish=True)[0] == 0
    note = Weeknote.objects.get()
    assert note.get_absolute_url().startswith("/weeknotes/2019/06/03/")
    code, out, _err = run(tmp_path, author=user.email, publish=True)
    assert (code, Weeknote.objects.count()) == (0, 1)
    assert "1 here already" in out


def test_the_command_refuses_one_whose_week_is_unknown_and_goes_on(tmp_path):
    user = make.make_user("Helen Marsh")
    (tmp_path / "a.txt").write_text("Weeknote\n\nNothing here says when.")
    (tmp_path / "b.txt").write_text(NOTE)
    (tmp_path / "c.txt").write_bytes(b"%PDF-1.4")
    code, _out, err = run(tmp_path, author=user.email)
    assert code == 1
    assert err.count("Refused:") == 2
    assert Weeknote.objects.count() == 1


def test_the_command_wants_an_author_who_may_write(tmp_path):
    (tmp_path / "b.txt").write_text(NOTE)
    make.make_user("Martin Frost", role="auditor")
    for author in (None, "nobody@council.example", "martin.frost@council.example"):
        with pytest.raises(CommandError):
            call_command("import_weeknotes", str(tmp_path), author=author)
    with pytest.raises(CommandError):
        call_command("import_weeknotes", str(tmp_path / "gone"), author=make.make_user("Helen Marsh").email)

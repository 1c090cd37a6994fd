"""A week's diary on its pages: a tick an entry, the obvious ones unticked with the reason, then lines of the note."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.weeknotes.conftest import BODY, make_note
from weeknotes.writing.headings import UNSORTED

pytestmark = pytest.mark.django_db
PASTED = "Monday 3 June\n09:00 – 10:00 1:1 with Priya\n12:00 Lunch\nTue 4\n2pm Phones for tomorrow"
ICS = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Board\r\nDTSTART:20190605T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def note(helen):
    return make_note(helen, BODY)


def url(note, name=""):
    return f"/weeknotes/{note.ref}/diary/{name}"


def test_each_entry_is_ticked_but_for_what_nobody_needs_with_the_reason(as_helen, note):
    page = as_helen.post(url(note), {"text": PASTED})
    assert page.context["rows"] == [
        ("Mon: 1:1 with Priya", "", True),
        ("Mon: Lunch", "A break", False),
        ("Tue: Phones for tomorrow (5 June)", "", True),
    ]
    assert "A break" in page.text
    assert not note.drafts.exists()


def test_what_is_kept_stands_under_the_heading_once_however_often_it_is_pressed(as_helen, note):
    sent = {"line": ["Mon: 1:1 with Priya", "Mon: Lunch", "Tue: Phones"], "keep": ["0", "2"], "heading": "Highlights"}
    for _ in range(2):
        answer = as_helen.post(url(note, "keep/"), sent | {"token": "once"})
        assert answer.headers["Location"] == note.get_edit_url()
    body = note.drafts.get().body
    assert "pilot of mobile phones ended\n- Mon: 1:1 with Priya\n- Tue: Phones\n\n## Something" in body
    assert "Lunch" not in body
    note.refresh_from_db()
    assert note.body == BODY


def test_without_a_choice_it_is_the_rest_of_the_week_and_unsaved_words_stay(as_helen, helen, note):
    note.keep_draft(helen.person, based_on=note.version, title="Typed", summary="", body="Just typed.")
    page = as_helen.post(url(note), {"text": PASTED})
    assert page.context["form"].fields["heading"].choices[0][0] == UNSORTED
    as_helen.post(url(note, "keep/"), {"line": ["Mon: A"], "keep": ["0"], "heading": UNSORTED, "token": "a"})
    draft = note.drafts.get()
    assert (draft.title, draft.body) == ("Typed", f"Just typed.\n\n## {UNSORTED}\n\n- Mon: A")


def test_a_calendar_file_is_read(as_helen, note):
    page = as_helen.post(url(note), {"file": SimpleUploadedFile("me.ics", ICS.encode(), "text/calendar")})
    assert page.context["rows"] == [("Wed: Board", "", True)]
    assert as_helen.post(url(note), {"text": ICS}).context["rows"] == [("Wed: Board", "", True)]


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": ""}, "Paste your diary"),
        ({"text": "Mon 10 June\n9am Not this week"}, "No entry of w/c 3 June 2019 was found"),
        ({"text": "x" * 70_000}, "The diary is too long"),
        ({"file": SimpleUploadedFile("a.ics", b"hello")}, "The file is not a calendar"),
        ({"file": SimpleUploadedFile("a.ics", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)}, "There is a problem"),
        ({"file": SimpleUploadedFile("a.ics", b"x" * 3_100_000)}, "The file is too big"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(as_helen, note, sent, says):
    answer = as_helen.post(url(note), sent)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("keep", [["9" * 40], ["-1"], ["x"], ["\x00"], []])
def test_ticks_of_no_entry_put_in_nothing(as_helen, note, keep):
    sent = {"line": ["Mon: A"], "keep": keep, "heading": UNSORTED, "token": "a"}
    assert as_helen.post(url(note, "keep/"), sent).status_code == 302
    assert not note.drafts.exists()


def test_lines_that_no_diary_holds_are_taken_as_words_or_not_at_all(as_helen, note):
    """A sign that a database refuses, one line far too long, more lines than any week, a tick far beyond them."""
    sent = {"line": ["Mon:\x00 A", "y" * 5_000, *["Tue: B"] * 600], "keep": ["0", "1", "601", "9" * 400]}
    answer = as_helen.post(url(note, "keep/"), sent | {"heading": UNSORTED, "token": "a"})
    assert answer.status_code == 302
    body = note.drafts.get().body
    assert f"- Mon: A\n- {'y' * 400}" in body
    assert "\x00" not in body
    assert "Tue" not in body


def test_a_heading_that_is_none_is_refused_and_the_ticks_stay(as_helen, note):
    answer = as_helen.post(url(note, "keep/"), {"line": ["Mon: A", "Mon: B"], "keep": ["1"], "heading": "x"})
    assert answer.status_code == 422
    assert answer.context["rows"] == [("Mon: A", "", False), ("Mon: B", "", True)]


def test_nobody_else_has_the_page(as_sam, client, note):
    for where in (url(note), url(note, "keep/")):
        assert as_sam.post(where, {"text": PASTED}).status_code == 404
        assert client.post(where, {"text": PASTED}).status_code == 302


def test_a_note_begins_with_the_diary_if_that_is_asked(as_helen):
    week = as_helen.get("/weeknotes/new/").context["form"].fields["week"].choices[0][0]
    answer = as_helen.post("/weeknotes/new/", {"week": week, "token": "a", "then": "diary"})
    assert answer.headers["Location"].endswith("/diary/")

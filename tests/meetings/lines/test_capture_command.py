"""`manage.py capture`: notes read as the line reads them, saved or only said back."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from meetings.models import Action, Attendance, Decision, Line

NOTES = """Henry to send the audit plan to Michael by Fri
agreed one phone, subject to: tax check (Cate by 3 July)

hello
"""


def run(*args, **options) -> list[str]:
    out = io.StringIO()
    call_command("capture", *args, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def notes(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text(NOTES)
    return str(path)


def test_a_dry_run_needs_no_meeting_and_saves_nothing(db, notes):
    lines = run(notes, "--dry-run", "--json", "--on", "2019-06-04", "--people", "Cate Moss, Henry Ade")
    first, second, third = (json.loads(line) for line in lines)
    assert (first["line"], first["kind"], first["owners"], first["due"]) == (1, "action", ["Henry Ade"], "2019-06-07")
    assert second["caveats"] == [{"text": "tax check", "owner": "Cate Moss", "due": "2019-07-03"}]
    assert (third["line"], third["kind"], third["flags"]) == (4, "note", [])
    assert not Line.objects.exists()


def test_without_json_it_says_back_in_words(db, notes):
    said = "\n".join(run(notes, "--dry-run", "--on", "2019-06-04", "--people", "Cate Moss, Henry Ade"))
    assert "Action for Henry Ade, due Fri 7 June." in said


def test_the_next_meeting_may_be_given(db, tmp_path):
    path = tmp_path / "n.txt"
    path.write_text("Henry to bring it by the next meeting")
    (line,) = run(str(path), "--dry-run", "--json", "--on", "2019-06-04", "--people", "Henry Ade",
                  "--next-meeting", "2019-06-12")  # fmt: skip
    assert json.loads(line)["due"] == "2019-06-12"


def test_notes_are_saved_under_a_meeting_once(room, tmp_path):
    path = tmp_path / "n.txt"
    path.write_text("Grace to ring by Fri\nagreed one phone\n")
    assert "2 lines saved" in run(str(path), "--meeting", room.meeting.ref)[0]
    assert "0 lines saved" in run(str(path), "--meeting", room.meeting.ref)[0]
    assert (Action.objects.get().owner, Decision.objects.count()) == (room.grace, 1)
    assert {line.author for line in Line.objects.all()} == {room.helen.person}


def test_people_given_beside_a_meeting_were_present(room, tmp_path):
    path = tmp_path / "n.txt"
    path.write_text("Sam to ring by Fri")
    run(str(path), "--meeting", room.meeting.ref, "--people", "Samira Khan, Nobody Known")
    assert Attendance.objects.get().person.name == "Samira Khan"
    assert Action.objects.get().owner.name == "Samira Khan"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere.txt", "--dry-run"], "cannot be read"),
        (["{notes}"], "--meeting"),
        (["{notes}", "--meeting", "nope"], "There is no meeting"),
        (["{notes}", "--dry-run", "--on", "31 February"], "is no day"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(db, notes, args, words):
    with pytest.raises(CommandError, match=words):
        run(*[arg.format(notes=notes) for arg in args])


def test_a_binary_file_is_refused(db, tmp_path):
    path = tmp_path / "n.bin"
    path.write_bytes(b"GIF89a\x00\x01")
    with pytest.raises(CommandError, match="not a text file"):
        run(str(path), "--dry-run")

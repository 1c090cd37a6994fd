"""What bringing in many old weeknotes costs. Not in the suite; run it by name:

python -m pytest tests/benchmarks/bench_bringing_in.py -q -s
"""

import io
import time
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import factories as make
from weeknotes.models import Weeknote

NOTES = 600

WORDS = (
    "We spent the morning going through the list of licences that end in spring and wrote down which of them anybody "
    "would miss. Most people had not opened theirs since the move, and two teams share one login between nine desks. "
)


def note(number: int, monday: date) -> str:
    """A note of some 500 words in four sections, with a list, a link to the one before and a footnote."""
    before = monday - timedelta(days=7)
    return (
        f"---\ntitle: Week {number}, licences and lifts\ndate: {monday + timedelta(days=4)}\n"
        f"tags: [topic {number % 40}, licences]\n---\n\n"
        f"{WORDS}\n\n## What we did {number}\n\n- {WORDS}\n- Met **Person{number % 400}** about topic {number % 60}\n"
        f"  - who asked for more time\n\n{WORDS}[^1]\n\n## What I learnt\n\n{WORDS}\n\n> {WORDS}\n\n"
        f"As I wrote [last week]({before}-note.md), nobody reads a plan.\n\n## What is next\n\n"
        f"1. {WORDS}\n2. Ring them\n\nSee https://example.org/plan/{number} for more.\n\n"
        f"[^1]: Counted on {monday}, again.\n"
    )


def archive() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for number in range(NOTES):
            monday = date(2007, 1, 1) + timedelta(days=7 * number)
            packed.writestr(f"notes/{monday}-note.md", note(number, monday))
    return kept.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("publish", ["", "1"])
def test_six_hundred_notes_are_looked_at_and_brought_in(publish):
    grace = make.make_user("Grace Li")
    for number in range(400):
        make.make_person(f"Person{number} Surname{number}", f"P{number}")
    for number in range(60):
        make.make_topic(f"Topic {number}", f"alias {number}")
    client = Client()
    client.force_login(grace)
    began = time.process_time()
    answer = client.post("/weeknotes/import/", {"files": [SimpleUploadedFile("notes.zip", archive())]})
    at = answer["Location"]
    page = client.get(at)
    looked = time.process_time() - began
    form = page.context["for_all"]
    data = {field.html_name: field.value() or "" for field in form} | {"do": "bring", "publish": publish, "shown": "1"}
    for row in page.context["rows"]:
        data |= {field.html_name: field.value() or "" for field in row}
    began, longest, steps = time.process_time(), 0.0, 0
    while "/runs/" not in at:
        pressed = time.process_time()
        answer = client.post(at, data)
        at, steps = answer["Location"], steps + 1
        longest = max(longest, time.process_time() - pressed)
    saved = time.process_time() - began
    assert Weeknote.objects.live().count() == NOTES
    began = time.process_time()
    went = client.post(f"{at}undo/", {})
    while Weeknote.objects.live().exists():
        went = client.post(f"{at}undo/", {})
        assert went.status_code == 302
    undone = time.process_time() - began
    print(  # noqa: T201
        f"\n{NOTES} notes{', published' if publish else ''}, CPU: read in {looked:.1f} s, brought in {saved:.1f} s"
        f" by {steps} presses, the longest {longest:.1f} s; taken back in {undone:.1f} s"
    )

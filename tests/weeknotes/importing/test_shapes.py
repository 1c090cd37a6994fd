"""Weeks, levels of headings, authors and drafts in the shapes that sites have them, each in one small source."""

import io
import zipfile
from datetime import date

import pytest

from weeknotes.importing.heading_levels import raised
from weeknotes.importing.items import SourceNote
from weeknotes.importing.sources import read_source

TODAY = date(2026, 11, 28)
JUNE = date(2019, 6, 3)
TEXT = "The lift was mended.\n\n## What went well\n\nNobody fell.\n"


def zip_of(files: dict[str, str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for path, text in files.items():
            packed.writestr(path, text)
    return kept.getvalue()


def notes_of(name: str, data: str | bytes) -> list[SourceNote]:
    return read_source(name, data.encode() if isinstance(data, str) else data, today=TODAY).notes


def note_of(name: str, data: str | bytes) -> SourceNote:
    notes = notes_of(name, data)
    assert len(notes) == 1
    return notes[0]


TITLES = [
    "2019-W23", "2019 week 23", "Week 23, 2019", "W23 2019", "Wk 23 2019", "Weeknotes 2019/23",
    "Weeknotes – 20190607", "Weeknotes (3 Jun 19)", "Weeknotes 07-06-19", "June 3-7, 2019",
    "wk commencing 3 June 2019", "w/b 3 June 2019", "w/e 7th June 2019",
]  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_title_names_its_week_in_a_file_of_markdown_and_in_a_plain_text(title: str):
    for name, text in (("note.md", f"# {title}\n\n{TEXT}"), ("note.txt", f"{title}\n\nThe lift was mended today.\n")):
        found = note_of(name, text)
        assert (found.note.title, found.note.week, found.weeks_covered) == (title, JUNE, 1)


def test_a_financial_year_and_a_month_are_no_week():
    for title in ("Weeknotes 2019/20", "Weeknotes 2019/06"):
        assert note_of("note.md", f"# {title}\n\n{TEXT}").note.week is None


@pytest.mark.parametrize(
    "name",
    ["07-06-2019.md", "7-june-2019.md", "Weeknotes 7 June 2019.md", "weeknotes_3-7_June_2019.md", "week-23-2019.md"],
)
def test_the_name_of_a_file_tells_the_week_of_a_note_that_does_not(name: str):
    assert note_of(name, f"# A quiet one\n\n{TEXT}").note.week == JUNE
    plain = note_of(name.replace(".md", ".txt"), "A quiet one\n\nThe lift was mended, and nobody fell.\n")
    assert plain.note.week == JUNE


@pytest.mark.parametrize("path", ["notes/2019/06-07.md", "notes/2019/3 June.md", "notes/2019/06/07/quiet.md"])
def test_the_folders_tell_the_year(path: str):
    assert note_of("site.zip", zip_of({path: f"# A quiet one\n\n{TEXT}"})).note.week == JUNE


def test_a_word_that_begins_with_we_is_no_week_ending():
    found = note_of("note.txt", "We met\n\nWe were all there and it was good, and long.\n\nWhat went well\n\n- all\n")
    assert found.note.title == "We met"


def test_headings_of_the_third_level_begin_sections_where_there_are_none_above():
    assert raised("### One\n\n#### Two\n\n```\n### code\n```\n") == "## One\n\n### Two\n\n```\n### code\n```\n"
    for text in ("## One\n\n#### Two\n", "One\n===\n\n### Two\n", "No heading\n", "####\tTab\n\n# One\n"):
        assert raised(text) == text
    assert "## What went well" in note_of("a.md", TEXT.replace("##", "###")).note.body_markdown
    assert "\n## Lifts" in "\n" + note_of("a.txt", "Weeknote\n\n### Lifts\n\nMended.\n").note.body_markdown


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/notes/"><title>B</title>
<author><name>Helen Marsh</name></author><contributor><name>Nobody</name></contributor>
<entry><title>One</title><id>urn:1</id><link href="2019/23/"/><updated>2019-06-07T10:00:00Z</updated>
<content type="text">Fewer &lt;b&gt; than c &amp; d</content></entry>
<entry><title>Two</title><id>urn:2</id><updated>2019-06-14T10:00:00Z</updated><author><name>Sam</name></author>
<content>&lt;p&gt;Moved&lt;/p&gt;</content></entry></feed>"""


def test_the_author_and_the_base_of_an_atom_feed_are_its_entries_as_well():
    one, two = notes_of("feed.atom", ATOM)
    assert (one.authors, two.authors) == (("Helen Marsh",), ("Sam",))
    assert one.address == "https://b.example/notes/2019/23/"
    assert one.note.body_markdown == "Fewer \\<b> than c & d\n"
    assert two.note.body_markdown == "Moved\n"


def test_a_draft_in_an_export_of_medium_stays_one():
    page = "<!DOCTYPE html><title>{0}</title><article><h1>{0}</h1><p>Nobody has read this about lifts.</p>{1}</article>"
    day = '<time class="dt-published" datetime="2019-06-07T17:00:00Z">June 7</time>'
    files = {"posts/draft_Lift-1.html": page.format("Lift", ""), "posts/2019-06-07_Van-2.html": page.format("Van", day)}
    notes = notes_of("medium.zip", zip_of(files))
    assert {note.note.title: note.is_draft for note in notes} == {"Lift": True, "Van": False}


def test_a_point_that_held_only_template_code_goes_with_it():
    text = (
        "---\ntitle: Week\ndate: 2019-06-07\n---\n{% for p in list %}\n- {{ p.title }}\n{% endfor %}\n- Lift {{ p }}\n"
    )
    assert note_of("note.md", text).note.body_markdown.split() == ["-", "Lift"]

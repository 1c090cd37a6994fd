"""weeknotes/importing/sources.py: the form of a source is told by what is in it."""

from datetime import date

import pytest

from tests.weeknotes.importing import notes
from weeknotes.importing import sources
from weeknotes.importing.items import CannotRead
from weeknotes.importing.sources import read_files, read_source

TODAY = date(2019, 6, 28)


def test_a_text_is_one_note():
    read = read_source("note.txt", notes.FOOTNOTED.encode(), today=TODAY)
    assert [n.note.title for n in read.notes] == ["Weeknote w/c 10 June: fewer chairs, more talk"]
    assert read.form == "a text"


def test_a_folder_gives_a_note_for_each_file():
    read = read_files([("a.md", notes.MARKDOWN.encode()), ("b/c.txt", notes.WORD.encode())], today=TODAY)
    assert [n.key for n in read.notes] == ["a.md", "b/c.txt"]


def test_a_source_that_is_too_big_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setattr(sources, "MOST_BYTES", 1_000_000)
    with pytest.raises(CannotRead, match="too big: at most 1 MB"):
        read_source("a.txt", b"a" * 1_000_001, today=TODAY)

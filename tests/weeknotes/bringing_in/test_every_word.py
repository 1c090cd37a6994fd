"""From the bytes that were sent to the HTML that readers get: title, week, headings, and no word lost."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils import timezone

from hackit.models import PublishedPart
from tests.weeknotes.bringing_in.sources import THINGS, zip_of
from tests.weeknotes.importing.notes import FOOTNOTED, MARKDOWN, WORD
from weeknotes.bringing_in.list_writes import begin, bring_some
from weeknotes.bringing_in.preparing import prepare
from weeknotes.importing.comparing import words_lost
from weeknotes.importing.sources import read_source
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db

FRONT = """---
title: This week at the depot
date: 2019-06-21
---
We moved the **bins** and [counted them](https://a.example/x_y).

## A table

| bin | lids |
|-----|------|
| one | two  |

1. First
   - nested, with `code_here`
2. Second[^1]

[^1]: A word in a footnote.
"""

EXPECTED = {
    "footnoted.txt": ("Weeknote w/c 10 June: fewer chairs, more talk", date(2019, 6, 10), 3),
    "word.txt": ("Week commencing 7 January 2019", date(2019, 1, 7), 2),
    "plain.md": ("Weeknote w/c 3 June 2019", date(2019, 6, 3), 1),
    "2019-06-21.md": ("This week at the depot", date(2019, 6, 17), 1),
}


def words_of(html: str) -> str:
    """What a reader's page says, addresses of its links included."""
    addresses = " ".join(re.findall(r'(?:href|src)="([^"]*)"', html))
    inline = re.sub(r"</?(?:em|strong|a|code|s)\b[^>]*>", "", html)
    return unescape(re.sub(r"<[^>]+>", " ", inline) + " " + addresses)


def test_every_word_reaches_the_reader(helen):
    texts = {"footnoted.txt": FOOTNOTED, "word.txt": WORD, "plain.md": MARKDOWN, "2019-06-21.md": FRONT}
    many = {f"2018-0{1 + n % 9}-0{1 + n % 7}-{thing}.md": _text(n, thing) for n, thing in enumerate(THINGS)}
    at = timezone.now()
    read = read_source("notes.zip", zip_of({**texts, **many}), today=date(2019, 7, 1))
    prepared = prepare(read, source="notes.zip", by=helen.person, user=helen, at=at)
    prepared.publish = True
    prepared.save()
    refs = {row.note_ref: row.path for row in prepared.notes.all()}
    begin(prepared, by=helen.person, at=at)
    while bring_some(prepared, by=helen.person, user=helen, at=at):
        pass
    assert sorted(refs.values()) == sorted(texts | many)
    for note in Weeknote.objects.all():
        path = refs[note.ref]
        publication = note.current_publication()
        parts = PublishedPart.objects.filter(publication=publication)
        shown = f"{publication.title}\n{publication.summary}\n{words_of(' '.join(part.html for part in parts))}"
        source = re.sub(r"\A---\n.*?\n---\n", "", (texts | many)[path], flags=re.DOTALL)
        said = re.sub(r"(?m)\[\^1\]:?|\s\*(?=\s)|^\s*\d+[.)]\s", " ", source)  # numbers of points
        assert words_lost(said, shown) == [], path
        if path in EXPECTED:
            headings = sum(bool(part.heading) for part in parts)
            assert (note.title, note.week, headings) == EXPECTED[path], path


def _text(number: int, thing: str) -> str:
    return (
        f"# Weeknote w/c {7 + 7 * (number % 3)} January 2019: {thing}\n\nWe saw *{thing}* & more, £{number}.\n\n"
        f"## On {thing}\n\n- point one, no. {number}\n  - under it\n- point two\n\n> quoted {thing}\n\n"
        f"```\ncode {thing}\n```\n\n### Deeper\n\nAnd <{thing}@a.example> or <https://a.example/{thing}>.\n"
    )

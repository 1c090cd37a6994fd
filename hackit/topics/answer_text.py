"""A whole answer as CSV cells and as Markdown, to be kept or sent, read while it is written out.

What is withheld is its maker's to know: in a file its kinds and numbers would tell those from whom it is withheld. Each
file says the same of it, whether there is anything or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from hackit.models import Entry, EntryKind
from hackit.text import plain_text
from hackit.topics.answers import Answer, Question
from hackit.topics.said import Said, figures_in

LEFT_OUT = "What those for whom this was made may not read is not in it."
HEADER = ["Kind", "Date", "Title", "Text", "Where", "Group", "Status", "Address"]


def as_rows(made: Answer, site: str) -> Iterator[Sequence[object]]:
    """The whole answer as cells under HEADER. `site` is this site's address."""
    figures: list[tuple[date, Sequence[object]]] = []
    for _title, entry in made.whole():
        yield [
            entry.get_kind_display(), entry.date, entry.title, said_by(entry), entry.document_title,
            entry.forum.name if entry.forum else "", status_of(entry), f"{site}{entry.url}",
        ]  # fmt: skip
        for said in figures_in(entry):
            row = ["Figure", said.date, said.figure.words, said.sentence, "", "", "", f"{site}{said.entry.url}"]
            figures.append((said.date, row))
    for _day_of, row in _newest_first(figures):
        yield row
    yield ["Note", "", LEFT_OUT, "", "", "", "", ""]


def as_markdown(made: Answer, site: str, *, on: date) -> Iterator[str]:
    """The whole answer as Markdown, line by line. `site` is this site's address, `on` the day on which it is made."""
    question = made.question
    yield f"# What was said about {_flat(question.about)}\n\n"
    yield f"For {question.for_whom}. {period(question)} Made on {_day(on)}.\n\n"
    figures: list[tuple[date, str]] = []
    under = ""
    for title, entry in made.whole():
        if title != under:
            yield f"{chr(10) if under else ''}## {title}\n\n"
            under = title
        for line in _entry_lines(entry, site):
            yield f"{line}\n"
        figures += [(said.date, _figure_line(said, site)) for said in figures_in(entry)]
    if figures:
        yield "\n## Figures\n\n"
    for _day_of, line in _newest_first(figures):
        yield f"{line}\n"
    yield f"{chr(10) if under else ''}{LEFT_OUT}\n"


def _newest_first(rows: list[tuple[date, Any]]) -> list[tuple[date, Any]]:
    return sorted(rows, key=lambda row: row[0], reverse=True)


def _entry_lines(entry: Entry, site: str) -> Iterator[str]:
    status = f" ({status_of(entry)})" if status_of(entry) else ""
    yield f"- **{_day(entry.date)}** [{_flat(entry.title)}]({site}{entry.url}){status}"
    if text := said_by(entry):
        yield f"  {_flat(text)}"


def _figure_line(said: Said, site: str) -> str:
    words, sentence = _flat(said.figure.words), _flat(said.sentence)
    return f"- **{_day(said.date)}** {words}: {sentence} ([source]({site}{said.entry.url}))"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def period(question: Question) -> str:
    """ "From 1 April 2019 to 31 March 2020."."""
    if not (question.since or question.until):
        return "From the beginning until now."
    begin = f"From {_day(question.since)}" if question.since else "From the beginning"
    return f"{begin} to {_day(question.until)}." if question.until else f"{begin} until now."


def said_by(entry: Entry) -> str:
    """What a thing says beyond its title, as plain words."""
    text = plain_text(entry.text) if entry.kind == EntryKind.POINT else entry.text
    return "" if text.strip() == entry.title.strip() else text.strip()


_STATUSES = {"done": "done", "dropped": "no longer needed", "agreed": "agreed", "caveats": "agreed with caveats",
             "not_agreed": "not agreed", "put_off": "put off", "replaced": "replaced since"}  # fmt: skip


def status_of(entry: Entry) -> str:
    """How a decision or an action ended, or that it did not yet; "" for what has no end."""
    return _STATUSES.get(entry.status, "not done yet" if entry.kind == EntryKind.ACTION else "")


def _flat(text: str) -> str:
    """Words on one line that Markdown does not take for marks."""
    flat = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in flat)

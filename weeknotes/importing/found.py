"""What a reader finds for one note, and how a note is made of it: title, week, words compared. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from hackit.dates import british_day, monday_of
from hackit.text import MAX_LENGTH, plain_text
from weeknotes.importing.code_kept import keep_code
from weeknotes.importing.comparing import words_lost
from weeknotes.importing.dating import Clues, Dated, date_note
from weeknotes.importing.heading_levels import raised
from weeknotes.importing.inline import links_in
from weeknotes.importing.items import Failed, SourceNote
from weeknotes.importing.plaintext import LONGEST_TITLE, ParsedNote

LONGEST_SUMMARY = 600  # characters

_FIRST_HEADING = re.compile(
    r"\A\s*(?: {0,3}(#{1,6})[ \t]+(\S.*?)[ \t#]*|(\S[^\n]{0,200})\n(?:=+|-{3,}))[ \t]*(?:\n|\Z)"
)
_TOP_HEADING = re.compile(r"^# +(\S.*?)[ #]*$", re.MULTILINE)
_FOOTNOTE = re.compile(r"^\[\^[^\]\s]+\]:[ ]*(.*)$", re.MULTILINE)
_IMAGE = re.compile(r"!\[(?:[^\[\]\\]|\\.|\[[^\]]*\])*\]\(\s*(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))")
_IMAGE_BY_NAME = re.compile(r"!\[[^\[\]\n]*\]\[([^\[\]\n]+)\]")
_NAMED_TARGET = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:\s*<?([^\s<>]+)", re.MULTILINE)


@dataclass
class Found:
    """One note as its source has it, its text already Markdown.

    key, published, is_draft, address, aliases, terms, authors: as in SourceNote; words: what its text said before it
    became Markdown, to compare; week_said: what stands at the top for the week; path: of its file, else its address.
    """

    key: str
    title: str
    markdown: str
    words: str = ""
    summary: str = ""
    published: date | None = None
    is_draft: bool = False
    week_said: str = ""
    path: str = ""
    path_is_publication: bool = False
    weeks_in_paths: bool = False
    address: str = ""
    aliases: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    warnings: list[str] = field(default_factory=list)


def made_notes(
    found: Iterable[Found], *, today: date, year: int | None, known_weeks: Collection[date]
) -> tuple[list[SourceNote], list[Failed]]:
    """The notes of a source, in its order, and those that cannot be one record, each with its reason."""
    items = list(found)
    failed = [Failed(one.key, one.title, _TOO_LONG) for one in items if _is_too_long(one)]
    kept = [one for one in items if not _is_too_long(one)]
    for one in kept:
        _take_title(one)
        one.markdown = raised(one.markdown)
    known = set(known_weeks)
    dated: dict[int, Dated] = {}
    # Oldest first, those that name their week before those that do not: each settles what is in doubt about the next.
    order = sorted(range(len(kept)), key=lambda number: (kept[number].published or date.max, kept[number].path))
    clues = [_clues(one) for one in kept]
    for number in order:
        first = date_note(clues[number], today=today, year=year, known_weeks=known)
        if first.found.week and not first.deduced:
            dated[number] = first
            known |= _weeks(first)
    sure = _sure_weeks(kept, clues, known, today, year)
    for number in order:
        if number not in dated:
            dated[number] = date_note(clues[number], today=today, year=year, known_weeks=known | sure)
            known |= _weeks(dated[number])
    return [_note(one, dated[number]) for number, one in enumerate(kept)], failed


def _sure_weeks(kept: list[Found], clues: list[Clues], known: set[date], today: date, year: int | None) -> set[date]:
    """The weeks of notes published from Wednesday to Sunday: nothing but the week they lie in."""
    sure = set()
    for one, clue in zip(kept, clues, strict=True):
        if one.published and one.published.weekday() >= 2:
            dated = date_note(clue, today=today, year=year, known_weeks=known)
            sure |= _weeks(dated)
    return sure


_TOO_LONG = f"The text is too long: at most {MAX_LENGTH // 1000} kB fit into one record."


def _is_too_long(found: Found) -> bool:
    return len(found.markdown.encode("utf-8", "replace")) > MAX_LENGTH


def _weeks(dated: Dated) -> set[date]:
    week = dated.found.week
    return {week + timedelta(days=7 * number) for number in range(dated.weeks_covered)} if week else set()


def _clues(found: Found) -> Clues:
    return Clues(
        title=found.title,
        text=found.markdown,
        path=found.path,
        week_said=found.week_said,
        published=found.published,
        path_is_publication=found.path_is_publication,
        weeks_in_paths=found.weeks_in_paths,
    )


def _take_title(found: Found) -> None:
    """Give a note without a title its first heading, and drop a first heading that only repeats the title."""
    found.title = " ".join(found.title.split())
    first = _FIRST_HEADING.match(found.markdown)
    words = _plain(first[2] or first[3]) if first else ""
    if found.title:
        if first and words.casefold() == found.title.casefold():
            found.markdown = found.markdown[first.end() :].lstrip("\n")
    elif first and words:
        found.title = words
        found.markdown = found.markdown[first.end() :].lstrip("\n")
    elif top := _TOP_HEADING.search(keep_code(found.markdown).text):
        found.title = _plain(top[1])
    if len(found.title) > LONGEST_TITLE:
        found.warnings.append("The title is long and was cut; all of it stands at the top of the text.")
        found.markdown = f"{found.title}\n\n{found.markdown}"
        found.title = found.title[:LONGEST_TITLE].rsplit(" ", 1)[0]


def _plain(markdown: str) -> str:
    return " ".join(plain_text(markdown).split())


def _note(found: Found, dated: Dated) -> SourceNote:
    week = dated.found.week
    title, title_found = found.title, "its source" if found.title else ""
    if not title and week:
        title, title_found = f"Week commencing {british_day(week)}", "the week, for it has no title"
    markdown = found.markdown.strip("\n") + "\n" if found.markdown.strip() else ""
    summary = _plain(found.summary)
    warnings = [*found.warnings, *dated.warnings]
    if len(summary) > LONGEST_SUMMARY:
        summary = summary[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + " …"
        warnings.append("The summary is long and was cut.")
    shown = plain_text(markdown)
    if lost := words_lost(found.words, f"{title}\n{summary}\n{shown}"):
        more = f" and {len(lost) - 10} more" if len(lost) > 10 else ""
        warnings.append(f"These words may have been lost: {', '.join(lost[:10])}{more}.")
    if not title:
        warnings.append("No title was found. Give it one before you save it.")
    note = ParsedNote(
        title=title,
        title_found=title_found,
        week=week and monday_of(week),
        week_found_by=dated.found.found_by,
        week_question=dated.found.question,
        summary=summary,
        body_markdown=markdown,
        week_candidates=dated.found.candidates,
        warnings=tuple(dict.fromkeys(warnings)),
        links=tuple(links_in(markdown)),
        footnotes=tuple(_FOOTNOTE.findall(markdown)),
    )
    return replace(
        SourceNote(found.key, note),
        published_on=None if found.is_draft else found.published,
        is_draft=found.is_draft,
        weeks_covered=dated.weeks_covered,
        address=found.address,
        aliases=tuple(alias for alias in dict.fromkeys(found.aliases) if alias and alias != found.address),
        terms=tuple(dict.fromkeys(found.terms)),
        authors=tuple(dict.fromkeys(found.authors)),
        images=tuple(images_in(markdown)),
    )


def images_in(markdown: str) -> list[str]:
    """The paths and addresses of the images of a text, each once, as they stand in it."""
    text = keep_code(markdown).text
    found = [one or other for one, other in _IMAGE.findall(text)]
    named = {name.casefold(): target for name, target in _NAMED_TARGET.findall(text)}
    found += [named[name.casefold()] for name in _IMAGE_BY_NAME.findall(text) if name.casefold() in named]
    return [source for source in dict.fromkeys(found) if source]

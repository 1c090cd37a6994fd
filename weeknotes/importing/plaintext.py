"""A weeknote as somebody pastes it, read into title, week and Markdown. Pure; nothing is saved here.

Whatever is found is said in words, to be corrected before saving; what cannot be known becomes a question.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from weeknotes.importing.comparing import words_lost
from weeknotes.importing.footnotes import take_footnotes
from weeknotes.importing.heading_levels import raised
from weeknotes.importing.html_links import html_links_as_markdown
from weeknotes.importing.inline import links_in
from weeknotes.importing.signs import INVISIBLE
from weeknotes.importing.structure import joined_bullets, looks_like_heading, to_markdown
from weeknotes.importing.weeks import WeekFound, find_week, has_week

LONGEST_TITLE = 200  # characters

_WEEKNOTE = re.compile(r"\bweek\s?-?notes?\b", re.IGNORECASE)
_STARTS = re.compile(
    r"week\s?-?notes?\b|w/?c\b|w/[be]\b|wb\b|(?:week|wk) (?:commencing|beginning|starting|ending)\b", re.IGNORECASE
)
_HEADING_SIGNS = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$|^\s*(\*\*|__)(?=\S)|(?<=\S)(\*\*|__)\s*$")
_FRONT_MATTER = re.compile(r"\A---[ ]*\n(.*?)\n(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_FRONT_LINE = re.compile(r"^([A-Za-z_-]+)\s*:\s*(.*)$")
_MARKDOWN = (
    re.compile(r"^ {0,3}#{1,6} +\S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,500}\]\((?:https?:|/|#|mailto:|<)[^()\s]{0,2000}\)"),
    # An image of its folder, a neighbour in it
    re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\s]{1,2000}\.(?:png|jpe?g|gif|webp|svg)\b", re.IGNORECASE),
    re.compile(r"\[[^\[\]\n]{1,500}\]\([^()\s]{1,2000}\.(?:md|markdown|html?)(?:#[^()\s]{0,200})?\)"),
    re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE),
    re.compile(r"^\[\^[^\]\s]+\]:", re.MULTILINE),
    re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,500}\*\*(?!\w)"),
    re.compile(r"^\|?\s*:?-{3,}:?\s*\|", re.MULTILINE),
)
_BULLET_NOT_MARKDOWN = re.compile(r"^([ ]*)[•◦▪●○‣⁃∙][ \t]+", re.MULTILINE)
_SUMMARY = re.compile(r"^\s*(?:summary|in short|tl;?dr|30.second read)\s*[:–-]\s*(\S.*)$", re.IGNORECASE)
_INVISIBLE = re.compile(f"{INVISIBLE}|[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class ParsedNote:
    """A weeknote as read.

    title_found: where the title was found, in words, "" if nowhere; week: a Monday, or None with a
    `week_question` and the `week_candidates` that are possible; week_found_by: by what, in words;
    warnings: sentences for the person who brings it in; footnotes: their texts, in order.
    """

    title: str
    title_found: str
    week: date | None
    week_found_by: str
    week_question: str | None
    summary: str
    body_markdown: str
    week_candidates: tuple[date, ...] = ()
    warnings: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()


def read_plaintext(
    text: str,
    *,
    year: int | None = None,
    today: date,
    file_name: str = "",
    known_weeks: Collection[date] = (),
) -> ParsedNote:
    """Read a pasted or uploaded weeknote, plain text or Markdown.

    year: of the week, where the title has none; today: the day on which it is brought in; file_name: of an
    upload; known_weeks: Mondays of the same person's other notes, which settle a year in doubt.
    """
    cleaned = _cleaned(text)
    front, rest = _front_matter(cleaned)
    rest = html_links_as_markdown(rest)
    lines = rest.split("\n")
    title, title_found, title_line = _title(lines, front)
    if title_line is not None:
        lines = [*lines[:title_line], *lines[title_line + 1 :]]
    week = _week(title, rest, front, year=year, today=today, file_name=file_name, known_weeks=known_weeks)
    summary, lines = _summary(lines)
    body, footnotes = _body(lines)
    lost = words_lost(rest, f"{title}\n{summary}\n{body}") if title_line is not None else []
    return ParsedNote(
        title=title,
        title_found=title_found,
        week=week.week,
        week_found_by=week.found_by,
        week_question=week.question,
        summary=summary,
        body_markdown=body,
        week_candidates=week.candidates,
        warnings=tuple(_warnings(title, week, front, body, lost)),
        links=tuple(links_in(rest)),
        footnotes=tuple(footnotes),
    )


def title_apart(text: str) -> tuple[str, str, str]:
    """The title and the summary that stand among a text's first lines, "" for none, and the rest as it was."""
    lines = text.split("\n")
    title, _, number = _title(lines, {})
    if number is None:
        return "", "", text
    summary, lines = _summary([*lines[:number], *lines[number + 1 :]])
    return title, summary, "\n".join(lines).lstrip("\n")


def is_markdown(text: str) -> bool:
    """Whether a text was written as Markdown: then its signs mean what they mean there."""
    return any(sign.search(text) for sign in _MARKDOWN)


def _cleaned(text: str) -> str:
    """With one kind of line end and space, and without what nobody sees."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    text = re.sub(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]", " ", text).replace("\t", "    ")
    text = "\n".join(line.rstrip() for line in _INVISIBLE.sub("", text).split("\n"))
    return re.sub(r"\n{4,}", "\n\n\n", text)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The `name: value` lines between two lines of hyphens at the top, and the rest."""
    found = _FRONT_MATTER.match(text.lstrip("\n"))
    if not found:
        return {}, text
    values: dict[str, str] = {}
    name = ""
    for line in found[1].split("\n"):
        if named := _FRONT_LINE.match(line):
            name = named[1].lower()
            values[name] = named[2].strip().strip("\"'")
        elif name and re.match(r"\s+\S|-\s", line):  # a list under its name
            values[name] = f"{values[name]} {line.strip()}".strip()
        elif line.strip():
            return {}, text
    if not values:
        return {}, text
    return values, text.lstrip("\n")[found.end() :]


def _title(lines: list[str], front: dict[str, str]) -> tuple[str, str, int | None]:
    """The title, where it was found, and the number of its line."""
    if front.get("title"):
        return front["title"][:LONGEST_TITLE], "the title at the top", None
    short = [(n, line) for n, line in enumerate(lines) if line.strip() and len(line.strip()) <= LONGEST_TITLE]
    written = [n for n, line in enumerate(lines) if line.strip()]
    first = written[0] if written else None
    headed = first is not None and bool(re.match(r"# +\S", lines[first])) and len(lines[first]) <= LONGEST_TITLE

    def ranked(number: int, line: str) -> int:
        words = _bare(line)
        # Under a heading at the top "w/c 3 June" says when, and the heading what.
        says_when = headed and number != first and not line.startswith("#") and not _WEEKNOTE.search(words)
        starts = bool(_STARTS.match(words)) and not says_when
        if _WEEKNOTE.search(words) and has_week(words) and (starts or line.lstrip().startswith("#")):
            return 1
        if starts and has_week(words) and len(words) <= 120 and not words.endswith("."):
            return 2
        if starts and number in written[:8] and len(words) <= 120 and not words.endswith((".", ",")):
            return 3
        if line.startswith("# "):
            return 4
        return 5 if number == first and len(words) <= 120 and _is_apart(lines, number) else 9

    best = min(((ranked(n, line), n) for n, line in short), default=(9, 0))
    if best[0] == 9:
        return "", "", None
    number = best[1]
    place = "the first line" if number == first else f"line {number + 1}"
    return _bare(lines[number]), place, number


def _bare(line: str) -> str:
    before = None
    while before != line:
        before, line = line, _HEADING_SIGNS.sub("", line).strip()
    return line


def _is_apart(lines: list[str], number: int) -> bool:
    alone = number + 1 >= len(lines) or not lines[number + 1].strip()
    has_more = any(line.strip() for line in lines[number + 1 :])
    return alone and has_more and looks_like_heading(_bare(lines[number])[:80])


def _week(title: str, text: str, front: dict[str, str], **known: Any) -> WeekFound:
    found = find_week(title, text, **known)
    if found.week is None and front.get("date"):
        by_date = find_week(front["date"], "", **known)
        if by_date.week:
            return WeekFound(by_date.week, f"the date {front['date']} at the top")
    return found


def _summary(lines: list[str]) -> tuple[str, list[str]]:
    """A line among the first that says it is the summary."""
    for number, line in [(n, line) for n, line in enumerate(lines) if line.strip()][:3]:
        if (found := _SUMMARY.match(line)) and len(found[1]) <= 600:
            return found[1], [*lines[:number], *lines[number + 1 :]]
    return "", lines


def _body(lines: list[str]) -> tuple[str, list[str]]:
    """The Markdown of the lines, and the texts of the footnotes in it."""
    text = "\n".join(lines).strip("\n")
    if is_markdown(text):
        notes = re.findall(r"^\[\^[^\]\s]+\]:[ ]*(.*)$", text, re.MULTILINE)
        return raised(_BULLET_NOT_MARKDOWN.sub(r"\1- ", text)) + "\n", notes
    if not text.strip():
        return "", []
    found = take_footnotes(joined_bullets(text.split("\n")))
    return to_markdown(found), list(found.notes.values())


def _warnings(title: str, week: WeekFound, front: dict[str, str], body: str, lost: list[str]) -> list[str]:
    warnings = []
    if not title:
        warnings.append("No title was found. Give it one before you save it.")
    if week.warning:
        warnings.append(week.warning)
    if not body.strip():
        warnings.append("There is no text under the title.")
    if left := [f"{name}: {value}" for name, value in front.items() if name not in ("title", "date") and value]:
        warnings.append(f"Left out from the top: {'; '.join(left)}.")
    if lost := [word for word in lost if not word.isdigit() and word.lower() not in ("summary", "in", "short", "o")]:
        warnings.append(f"These words may have been lost: {', '.join(lost[:10])}.")
    return warnings

"""A folder's files, or a zip's: which of them are notes, which images, and which neither. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from hackit.dates import british_day
from hackit.decoding import UnreadableFile, decode
from weeknotes.importing.found import Found, images_in
from weeknotes.importing.front_matter import split_front_matter, words_of
from weeknotes.importing.html_tidy import TooMuch
from weeknotes.importing.items import Failed, Skipped, SourceNote, Why
from weeknotes.importing.markdown_files import as_one_text, read_markdown
from weeknotes.importing.no_notes import is_no_note, is_page_name
from weeknotes.importing.own import is_own, read_own
from weeknotes.importing.pages import is_page, read_page
from weeknotes.importing.plaintext import ParsedNote, is_markdown, read_plaintext
from weeknotes.importing.site_shapes import Shape
from weeknotes.importing.spans import weeks_counted
from weeknotes.importing.weeks import has_week

IMAGES = ("png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "tif", "tiff", "heic", "svg")
MARKDOWN = ("md", "markdown", "mdown", "mkd", "mkdn", "mdx")
TEMPLATES = ("njk", "liquid")  # of a site, seldom a text
PAGES = ("html", "htm", "xhtml")
LONGEST_MARKDOWN = 300_000  # characters, of which tags and template code may still go
MOST_OF_A_TEXT = 5_000_000  # bytes; of a page that holds its images, say


@dataclass
class Gathered:
    """What the files hold, notes of ours that come back apart; `texts` are those whose reading needs all the rest."""

    found: list[Found] = field(default_factory=list)
    own: list[SourceNote] = field(default_factory=list)
    texts: list[tuple[str, str, str]] = field(default_factory=list)  # path, text, warning
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    exports: list[tuple[str, bytes]] = field(default_factory=list)


def gather(files: Iterable[tuple[str, bytes]], shape: Shape) -> Gathered:
    """Look at every file; what cannot be read is listed with its reason."""
    gathered = Gathered()
    for path, data in files:
        ending = path.rsplit(".", 1)[-1].lower() if "." in path.rsplit("/", 1)[-1] else ""
        if ending in IMAGES:
            gathered.images[path] = data
        elif ending == "xml":
            gathered.exports.append((path, data))
        elif ending not in ("txt", "text", "", *MARKDOWN, *TEMPLATES, *PAGES) or is_no_note(path, data):
            gathered.skipped.append(Skipped(path, "", Why.OTHER_FILE))
        else:
            take(path, data, shape, gathered)
    return gathered


def take(path: str, data: bytes, shape: Shape, gathered: Gathered) -> None:
    """Read one file that may be a note."""
    try:
        text, warning = decode(data, most=MOST_OF_A_TEXT, instead="")
    except UnreadableFile as error:
        gathered.failed.append(Failed(path, "", str(error).strip()))
        return
    if warning and re.search(rb"charset=[\"']?(?:windows-1252|iso-8859-1)", data[:3000], re.IGNORECASE):
        warning = ""  # a page that says so is read as it says
    if not text.strip():
        gathered.skipped.append(Skipped(path, "", Why.EMPTY))
        return
    try:
        item = _read(path, text, shape)
    except TooMuch as error:
        gathered.failed.append(Failed(path, "", str(error)))
        return
    except (RecursionError, OverflowError, MemoryError):
        gathered.failed.append(Failed(path, "", "It is built in a way that cannot be read."))
        return
    if isinstance(item, Skipped):
        gathered.skipped.append(item)
    elif isinstance(item, Found):
        if warning:
            item.warnings.append(warning)
        gathered.found.append(item)
    elif item is not None:
        gathered.own.append(item)
    else:
        gathered.texts.append((path, text, warning or ""))


def _read(path: str, text: str, shape: Shape) -> Found | Skipped | SourceNote | None:
    """A note of ours, one found, something that is none, or None for a plain text."""
    ending = path.rsplit("/", 1)[-1].rpartition(".")[2].lower()
    front = split_front_matter(as_one_text(text))
    if front.values and is_own(front.values):
        return read_own(front.values, front.body, key=path)
    if not front.values and ending not in MARKDOWN and (ending in PAGES or is_page(text)):
        return read_page(path, text)
    is_page_of_site = ending in TEMPLATES or (front.values and is_page_name(path))
    if is_page_of_site and not front.values.get("date") and not has_week(words_of(front.values.get("title"))):
        return Skipped(path, words_of(front.values.get("title")), Why.PAGE)
    if front.values and is_page(front.body) and (ending in PAGES or not is_markdown(front.body)):
        front.body = _page_as_markdown(front.body)
    if front.values or front.problem or ending in MARKDOWN or _is_rich(text):
        if len(front.body) > LONGEST_MARKDOWN:
            raise TooMuch
        return read_markdown(path, front, shape)
    return None


def _page_as_markdown(body: str) -> str:
    page = read_page("", body)
    return page.markdown if isinstance(page, Found) else body


def _is_rich(text: str) -> bool:
    """Whether a text is Markdown with HTML or template code in it."""
    return bool(is_markdown(text) and re.search(r"</?[a-zA-Z][^<>\n]{0,500}>|\{[{%][^\n]{0,500}[}%]\}", text))


def read_texts(
    gathered: Gathered, *, today: date, year: int | None, known_weeks: Collection[date]
) -> tuple[list[SourceNote], list[Failed]]:
    """The plain texts, which settle each other's years."""
    notes: list[SourceNote] = []
    failed: list[Failed] = []
    known = set(known_weeks)
    for path, text, warning in gathered.texts:
        if len(text.encode("utf-8", "replace")) > 200_000:
            failed.append(Failed(path, "", "The text is too long: at most 200 kB fit into one record."))
            continue
        note = read_plaintext(text, today=today, year=year, file_name=path.rsplit("/", 1)[-1], known_weeks=known)
        if note.week:
            known.add(note.week)
        notes.append(made_of_text(path, note, warning))
    return notes, failed


def made_of_text(path: str, note: ParsedNote, warning: str) -> SourceNote:
    """A plain text as a note; one without a title is called by its week."""
    title, found_by, warnings = note.title, note.title_found, list(note.warnings)
    if not title and note.week:
        title, found_by = f"Week commencing {british_day(note.week)}", "the week, for it has no title"
        warnings = [one for one in warnings if not one.startswith("No title")]
    note = replace(note, title=title, title_found=found_by, warnings=tuple(filter(None, [*warnings, warning])))
    return SourceNote(path, note, weeks_covered=weeks_counted(title), images=tuple(images_in(note.body_markdown)))

"""Which files and pages of a folder are no notes: what belongs to the site itself, told by path and by what is missing.

What is passed over is listed with its reason, so a note that is taken for a page can still be brought in alone. Pure.
"""

import re
from collections.abc import Collection

from weeknotes.importing.items import Skipped, SourceNote, Why
from weeknotes.importing.site_shapes import Shape

_FOLDERS = re.compile(
    r"(?:^|/)(?:_includes|_layouts|layouts|_sass|_data|_plugins|_vendor|vendor|themes|archetypes|_site|public|test|tests"
    r"|static/(?:js|css)|assets/(?:js|css))/",
    re.IGNORECASE,
)
_FILES = re.compile(
    r"(?:^|/)(?:readme|licen[cs]e|copying|contributing|contributors|authors|changelog|changes|history|code_of_conduct"
    r"|security|support|maintainers|codeowners|gemfile|rakefile|makefile|dockerfile|procfile|cname|notice|404|robots"
    r"|humans|requirements[\w-]*|pull_request_template|issue_template)(?:\.\w+)?$",
    re.IGNORECASE,
)
# A template that makes another file: a feed, a map of the site.
_TEMPLATES = re.compile(r"\.(?:xml|json|txt|css|js|rss|atom|html)\.(?:njk|liquid|md)$", re.IGNORECASE)
_PAGE = "about|contact|search|tags?|categories|archives?|privacy|accessibility|feed|404|colophon"
_PAGE_NAMES = re.compile(rf"(?:^|/)(?:(?:{_PAGE})\.\w+|(?:{_PAGE})/_?index\.\w+)$", re.IGNORECASE)
# Pages that a program makes of all notes with a word, by a person, or ten at a time.
_LISTS = re.compile(
    r"(?:^|/)(?:tags?|categor(?:y|ies)|authors?|page|pages?/\d+|theme|archives?)/[^.]*(?:\.html?)$", re.I
)
_TOP_INDEX = re.compile(r"(?:index|home)\d*\.html?", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)_?(?:index|home)\.\w+$", re.IGNORECASE)
_POSTS = (
    r"(?:^|/)_?(?:posts?|drafts?|blog|articles?|updates?|journal|news|diary|entries|notes?|week-?_?notes?|writing)/"
)
_POST_FOLDERS = re.compile(_POSTS, re.IGNORECASE)
_IN_POST_FOLDER = re.compile(_POSTS + r"(?:.+/)?(?!20\d\d/)[^/]*[A-Za-z][^/]*/_?index\.\w+$", re.IGNORECASE)
_WEEKNOTE = re.compile(r"\bweek[\s_-]?notes?\b|\bweek\W{0,3}(?:\d|commencing|beginning|ending)|\bw/c\b", re.IGNORECASE)
_NUMBERED_WEEK = re.compile(r"week\D{0,14}\d", re.IGNORECASE)


def is_no_note(path: str, data: bytes) -> bool:
    """Whether a file of a folder belongs to the site and not to what it says, by its path and its beginning."""
    if _FOLDERS.search(path) or _FILES.search(path) or _TEMPLATES.search(path):
        return True
    return "." not in path.rsplit("/", 1)[-1] and not _may_be_note_without_ending(path, data)


def is_page_name(path: str) -> bool:
    """Whether a path names one of the pages that nearly every site has."""
    return bool(_PAGE_NAMES.search(path)) and not _NUMBERED_WEEK.search(path)


def _may_be_note_without_ending(path: str, data: bytes) -> bool:
    """A file that somebody saved without its `.md`: it stands among the posts, or begins as a post does."""
    if data.startswith(b"#!"):
        return False
    names = bool(_POST_FOLDERS.search(path) or _WEEKNOTE.search(path) or re.search(r"20\d\d-\d\d", path))
    return names or data.lstrip().startswith((b"---", b"+++", b"# ", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))


def pages_apart(
    notes: list[SourceNote], shape: Shape, paths: Collection[str]
) -> tuple[list[SourceNote], list[Skipped]]:
    """What is a note of a folder's files, and what a page about the site, which names no day and no week.

    paths: of the files; what came out of a feed among them is a note, whatever its address.
    """
    firsts = {path.split("/", 1)[0] if "/" in path else "" for path in paths}
    root = f"{next(iter(firsts))}/" if len(firsts) == 1 and "" not in firsts else ""
    kept, pages = [], []
    for note in notes:
        if note.key in paths and _is_page(note, shape, root):
            pages.append(Skipped(note.key, note.note.title, Why.PAGE))
        else:
            kept.append(note)
    return kept, pages


def _is_page(note: SourceNote, shape: Shape, root: str) -> bool:
    read, path = note.note, note.key
    if _LISTS.search(path) or (is_page_name(path) and not note.published_on):
        return True
    if _TOP_INDEX.fullmatch(path.removeprefix(root)) and not _NUMBERED_WEEK.search(read.title):
        return True  # a list of notes, of which the first gives its day
    if read.week or note.published_on or _NUMBERED_WEEK.search(read.title):
        return False
    is_index = bool(_INDEX.search(path))
    if is_page_name(path) or (is_index and not _IN_POST_FOLDER.search(path)):
        return True
    is_post = bool(_POST_FOLDERS.search(path) or _WEEKNOTE.search(f"{read.title} {path.rsplit('/', 1)[-1]}"))
    return bool(shape.program) and not is_post

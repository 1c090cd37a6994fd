"""Marks inside a line: #topics, !audience, figures; and links, which nothing else may read into.

`#` and `@` count only at a word's start before a letter, never inside a link or an address.
Links are swapped for single stand-in characters while a line is read and put back afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hackit.list_signs import without_sign
from hackit.quantities import Quantity, worth_keeping
from meetings.capture.people import fold
from meetings.capture.things import Figure, KnownGroup, KnownTopic

LINK = re.compile(r"(?:https?|ftp)://[^\s<>\"]+|www\.[^\s<>\"]+|mailto:\S+|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.I)
PAPER = re.compile(r"<?(?:https?://|www\.)\S+>?|!?\[[^\]\n]*\]\((?:https?://|/|www\.)[^)\s]*\)", re.I)
EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*_])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\3(?![\w*_])")
TAG = re.compile(r"(?<![^\s(\[,;])#(?P<tag>[^\W\d_][\w-]*)")
BANG = re.compile(r"(?<!\S)!(?P<word>[^\W\d_][\w-]*)(?![\w(\[])")


@dataclass(frozen=True)
class Marks:
    """What a line's marks said, and the line without them."""

    text: str
    topics: tuple[Hashable, ...] = ()
    topics_typed: tuple[str, ...] = ()
    audience: str = ""


def hide_links(text: str) -> tuple[str, dict[str, str]]:
    """The text with each link and address as one stand-in character, and what each stands for."""
    hidden: dict[str, str] = {}
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)

    def stand_in(match: re.Match[str]) -> str:
        link = match.group()
        kept = link.rstrip(".,;:!?'’\"*")
        while kept.endswith(")") and kept.count("(") < kept.count(")"):
            kept = kept[:-1]
        mark = next(free, None)
        if not kept or mark is None:
            return link
        hidden[mark] = kept
        return mark + link[len(kept) :]

    return LINK.sub(stand_in, text), hidden


def show_links(text: str, hidden: dict[str, str]) -> str:
    """Put the links back."""
    for mark, link in hidden.items():
        text = text.replace(mark, link)
    return text


def without_emphasis(text: str) -> str:
    """The words without the stars and lines that Markdown makes bold or slanted by. Links are hidden before."""
    return EMPHASIS.sub(lambda match: match[2] or match[4], text)


def is_paper(text: str) -> bool:
    """Whether the text is a bare link (or a Markdown link) and nothing else."""
    return bool(PAPER.fullmatch(without_sign(text).strip(" .,*-")))


@lru_cache(maxsize=16)
def _topic_names(topics: tuple[KnownTopic, ...]) -> dict[str, Hashable]:
    names: dict[str, Hashable] = {}
    for topic in topics:
        for name in (*topic.aliases, topic.name, topic.slug):
            names[_slug(name)] = topic.key
    return names


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))


def read_marks(
    text: str, topics: Sequence[KnownTopic], groups: Iterable[KnownGroup], default_group: KnownGroup | None
) -> Marks:
    """Topics and audience, taken out of the text; a topic inside a sentence leaves its words."""
    keys: list[Hashable] = []
    typed: list[str] = []
    audience = ""
    if "#" in text:
        names = _topic_names(tuple(topics))

        def topic(match: re.Match[str]) -> str:
            tag = match["tag"].rstrip("-_")
            key = names.get(_slug(tag))
            if key is None:
                typed.append(tag)
            elif key not in keys:
                keys.append(key)
            rest = text[match.end() :]
            closing = not re.search(r"[^\W\d_]", TAG.sub("", BANG.sub("", rest)))
            opening = not re.search(r"\w", TAG.sub("", text[: match.start()]))
            return "" if closing or opening else re.sub(r"[-_]", " ", tag)

        text = TAG.sub(topic, text)
    if "!" in text:
        known = [group for group in (*groups, default_group) if group]
        words = audience_words(name for group in known for name in (group.name, *group.aliases))
        for match in BANG.finditer(text):
            if wanted := words.get(match["word"].lower()):
                audience = wanted
                text = text.replace(match.group(), "", 1)
    text = re.sub(r"[ \t]{2,}", " ", text).strip() if keys or typed or audience else text.strip()
    return Marks(text, tuple(keys), tuple(dict.fromkeys(typed)), audience)


def audience_words(groups: Iterable[str]) -> dict[str, str]:
    """What "!…" may say of who may see a line, by word: "dmt", "staff", and the names of groups."""
    words = {"me": "me", "staff": "staff", "members": "members", "group": "members", "dmt": "members"}
    return words | dict.fromkeys((fold(name).replace(" ", "-") for name in groups), "members")


def without_audience(text: str, groups: Iterable[str]) -> str:
    """The text without "!dmt" and the like, where a reader is told of it in words."""
    words = audience_words(groups)
    kept = BANG.sub(lambda match: "" if match["word"].lower() in words else match.group(), text)
    return text if kept == text else re.sub(r"[ \t]{2,}", " ", kept).strip()


def figures_in(raw: str) -> list[Quantity]:
    """Sums of money, shares and counts worth offering, as they are read in the raw line; nothing inside a link."""
    return worth_keeping(LINK.sub(lambda match: " " * len(match.group()), raw))


def read_figures(raw: str) -> tuple[Figure, ...]:
    """The same with their places in the raw line."""
    return tuple(Figure(one.words, one.start, one.end) for one in figures_in(raw))

"""Which section of an edited text is which section of the text before. Pure.

Topics, people and who may see it belong to a section, not to its heading: they must follow it when it is
moved, reworded or given another heading, and must never fall to a section that only looks like it.
"""

import re

from hackit.text import Section, split_sections

ALIKE = 0.5
"""Share of the words of the shorter text that must stand in the other for two sections to be one."""

_WORD = re.compile(r"\w+")


def written_sections(body: str) -> list[Section]:
    """The sections of a text that have a heading or words."""
    return [part for part in split_sections(body) if part.heading or part.body.strip()]


def follow(before: str, after: str) -> dict[str, str]:
    """For each section of `after` that was there `before`: its anchor now, and its anchor then.

    The same text first, then the same heading (of several the likeliest), then likeness of what stands below.
    """
    left = written_sections(before)
    unmatched = written_sections(after)
    followed: dict[str, str] = {}

    def pair(new: Section, old: Section) -> None:
        followed[new.anchor] = old.anchor
        left.remove(old)
        unmatched.remove(new)

    for new in list(unmatched):
        same = next((old for old in left if (old.heading, old.body.strip()) == (new.heading, new.body.strip())), None)
        if same:
            pair(new, same)
    for new in list(unmatched):
        of_that_name = [old for old in left if old.heading == new.heading]
        if of_that_name:
            pair(new, max(of_that_name, key=lambda old: likeness(old.body, new.body)))
    for new in list(unmatched):
        likeliest = max(left, key=lambda old: likeness(old.body, new.body), default=None)
        if likeliest and likeness(likeliest.body, new.body) >= ALIKE:
            pair(new, likeliest)
    return followed


def likeness(one: str, other: str) -> float:
    """From 0 to 1: how much of the shorter text's words the longer one has. Texts without words are unlike."""
    a, b = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    shorter = min(len(a), len(b))
    return len(a & b) / shorter if shorter else 0.0

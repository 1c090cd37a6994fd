"""Figures said in a text about a topic: which two are of one thing, and the sentence around each. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hackit.quantities import read_quantities
from hackit.search.normalise import norms

_ENDS = (". ", "! ", "? ", "\n")


@dataclass(frozen=True)
class Figure:
    """An amount or a count: `words` as written; `value` in pence, hundredths of a per cent, or pieces times a hundred.

    `unit` is "money", "share" or "count"; `about` what it counts, in lower case, "" where that is not evident.
    """

    words: str
    unit: str
    value: int
    about: str
    where: tuple[int, int]

    @property
    def same_as(self) -> tuple[str, ...]:
        """What it is a figure of: two with the same are about one thing."""
        return (self.unit, *norms(self.about)) if self.about else (self.unit, str(self.value))


def find_figures(text: str) -> list[Figure]:
    """The figures in a text, in their order; none twice in one place."""
    return [
        Figure(one.words, one.unit, one.high, one.about, (one.start, one.end)) for one in read_quantities(text)
    ]  # fmt: skip


def sentence_around(text: str, where: tuple[int, int], *, most: int = 180) -> str:
    """The sentence in which a figure stands, on one line, cut to about `most` characters around it."""
    starts = [place + len(mark) for mark in _ENDS if (place := text.rfind(mark, 0, where[0])) >= 0]
    start = max(starts, default=0)
    ends = [place for mark in _ENDS if (place := text.find(mark, where[1])) >= 0]
    end = min(ends, default=len(text))
    cut_start, cut_end = max(start, where[0] - most // 2), min(end + 1, where[1] + most // 2)
    said = " ".join(text[cut_start:cut_end].split())
    return f"{'…' if cut_start > start else ''}{said}{'…' if cut_end < end else ''}"

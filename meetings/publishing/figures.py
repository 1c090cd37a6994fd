"""Figures that a text for everyone shares with lines that are the group's alone. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable

from hackit.quantities import COUNT, read_quantities

FEWEST = 100_000
"""Counts below a thousand, in hundredths, stand in any text: that two share one says nothing."""


def figures_in(text: str) -> dict[tuple[str, int], str]:
    """The sums, shares and large counts in a text: what each is (unit, hundredths) → how it is written."""
    found = (one for one in read_quantities(text) if one.unit != COUNT or one.high >= FEWEST)
    return {(one.unit, one.high): one.words for one in found}


def private_figures(text: str, private: Iterable[str]) -> list[str]:
    """The figures of `text`, as written there, that also stand in one of the `private` texts."""
    known: set[tuple[str, int]] = set()
    for words in private:
        known |= figures_in(words).keys()
    return [written for value, written in figures_in(text).items() if value in known]

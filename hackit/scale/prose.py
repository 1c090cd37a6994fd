"""Made-up prose in the proportions of real prose: few words make most of it, and most words stand in few places.

The same seed gives the same text. Nothing of it means anything.
"""

from __future__ import annotations

import random
from itertools import accumulate, product
from pathlib import Path

WORDS = Path(__file__).parent / "words.txt"
RARE_WORDS = 20_000
"""Words that stand in a handful of places each, as names, places and products do."""

_STARTS = ("bar", "cal", "dor", "fen", "gal", "har", "kel", "lan", "mor", "nor", "pel", "ras", "sel", "tor", "ven")
_MIDDLES = ("a", "e", "i", "o", "am", "en", "il", "or", "ath", "est")
_ENDS = ("by", "con", "dale", "ford", "gate", "ley", "mere", "nix", "ster", "ton", "vale", "wick", "worth", "sen")


class Prose:
    """Gives words, sentences and sections. `topics` are the names that it speaks of, each with its other names."""

    def __init__(self, dice: random.Random, topics: list[tuple[str, ...]]) -> None:
        self.dice = dice
        self.topics = topics
        common, words = WORDS.read_text().split("\n\n", 1)
        rare = ["".join(parts) for parts in product(_STARTS, _MIDDLES, _STARTS, _MIDDLES, _ENDS)]
        dice.shuffle(rare)
        self.content = words.split()
        self.words = [*common.split(), *self.content, *rare[:RARE_WORDS]]
        # Zipf's law: the word in place n stands in a text about 1/n as often as the first.
        self.weights = list(accumulate(1 / (place + 2.7) for place in range(len(self.words))))

    def sentence(self, length: int) -> str:
        """So many words with a capital and a full stop."""
        words = self.dice.choices(self.words, cum_weights=self.weights, k=length)
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def title(self) -> str:
        """Three or four words that are no articles."""
        return " ".join(self.dice.choices(self.content, k=self.dice.choice((3, 3, 4)))).capitalize()

    def section(self, topics: list[int], *, words: int = 165) -> str:
        """Two or three paragraphs of about so many words. Each topic is named once or twice, by any of its names."""
        sentences, left = [], words
        while left > 0:
            length = min(self.dice.randrange(8, 26), max(left, 5))
            sentences.append(self.sentence(length))
            left -= length
        for topic in topics:
            for _ in range(self.dice.choice((1, 1, 2))):
                at = self.dice.randrange(len(sentences))
                name = self.dice.choice(self.topics[topic])
                sentences[at] = f"{sentences[at][:-1]} about {name}."
        if self.dice.random() < 0.2:
            sentences[0] = f"{sentences[0][:-1]}, £{self.dice.randrange(5, 900)}k in all."
        third = max(1, len(sentences) // 3)
        return "\n\n".join(" ".join(sentences[at : at + third]) for at in range(0, len(sentences), third))

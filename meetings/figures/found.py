"""Figures that stand in a text of this site: a section of a weeknote, a point, a line. Found by the text's address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hackit.models import Entry, Topic
from hackit.quantities import Quantity, worth_keeping
from hackit.topics.figures import sentence_around
from meetings.actions.sources import embedded_in
from meetings.figures.models import FigureSaid
from meetings.figures.said import called, looks_like_saving

LONGEST = 60_000


@dataclass(frozen=True)
class Found:
    """One figure of a text: what it is, the sentence around it, and what it may be called."""

    number: int
    quantity: Quantity
    sentence: str
    title: str
    is_saving: bool


@dataclass(frozen=True)
class Text:
    """A text with its figures, as one reader finds it; `topics` are those it is about."""

    entry: Entry
    figures: Sequence[Found]
    topics: Sequence[Topic]

    @property
    def label(self) -> str:
        """What it is called: the note's name with the section's."""
        names = dict.fromkeys(name for name in (self.entry.document_title, self.entry.title) if name)
        return ": ".join(names)

    def meant(self, words: str) -> Found | None:
        """The first figure that is written so; the first of all where none is."""
        first = self.figures[0] if self.figures else None
        return next((one for one in self.figures if one.quantity.words == words), first)


def text_at(address: str, user) -> Text | None:
    """What this user finds at an address, with its figures; None where there is nothing for them. Three queries."""
    entry = Entry.objects.visible_to(user).filter(url=address).order_by("pk").first() if address else None
    if entry is None:
        return None
    texts = [entry.title, entry.text, *embedded_in(entry, user)]
    lines = [line for text in dict.fromkeys(texts) for line in text[:LONGEST].splitlines()]
    found: list[Found] = []
    for line in dict.fromkeys(lines):
        for quantity in worth_keeping(line):
            if all(quantity.words != one.quantity.words for one in found):
                sentence = sentence_around(line, (quantity.start, quantity.end), most=600)
                title = called(line, quantity, otherwise=entry.heading or entry.title)
                is_saving = quantity.unit == "money" and looks_like_saving(sentence)
                found.append(Found(len(found), quantity, sentence, title, is_saving))
    return Text(entry, found, list(entry.topics.order_by("name")))


def already_kept(text: Text, user) -> list[FigureSaid]:
    """What was kept of this text before."""
    entry = text.entry
    rows = FigureSaid.objects.visible_to(user).filter(
        source_type=entry.source_type, source_id=entry.source_id, source_part=entry.part
    )
    return list(rows.select_related("figure").in_order())

"""Keeping a pasted block: all of its ticked lines or none."""

from __future__ import annotations

from django.db import transaction

from hackit import indexing
from hackit.models import Person
from meetings.models import AgendaItem
from meetings.room.known import Known
from meetings.room.line_writes import Typed, type_line
from meetings.room.pasting import PastedLine


def keep_lines(lines: list[PastedLine], *, author: Person, item: AgendaItem | None, known: Known) -> list[Typed]:
    """Type each line in its order, in one transaction. Lines that were kept before are given back as they are."""
    with transaction.atomic(), indexing.topics_staying(known.topic_names), indexing.at_the_end():
        return [
            type_line(
                line.text, author=author, item=item, ref=line.ref, on=known.on, known=known, things=line.things
            )
            for line in lines
        ]  # fmt: skip

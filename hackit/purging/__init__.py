"""What becomes of deleted records once nobody may bring them back: a decision for every model of records.

A deleted record goes: its row where nothing that stays points to it, else its words, and the row stays as a shell that
says nothing. With it goes what is its own (`theirs`), and whatever its words were copied into: its history, the index,
copies that were withdrawn. What living records say in their own words stays. `purge` does it, each night, by the rule
"deleted" of `retention`; a model without a decision, and a table that points to a record of which none is said, fail a
test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hackit.records import Record

Gone = Mapping[type[Record], Sequence[Record]]
"""The records that are purged together, as they were, by their model."""


@dataclass(frozen=True)
class Purge:
    """The decision for one model.

    theirs: foreign keys of rows that belong to a record and go with it, living or not ("meetings.Paper.item"); holds:
    those that would go by the database's rules and must not, since they are something of their own: while one is
    there, the record stays as a shell. Any other key holds it as well. no_words: fields of characters that a shell
    keeps; must_say: those that its table wants a word in although a form does not; addresses: the pages where a record
    was read, beside its own.
    """

    model: type[Record]
    theirs: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()
    addresses: Callable[[Any], Sequence[str]] = field(default=lambda record: ())


_decisions: dict[type[Record], Purge] = {}
_elsewhere: dict[str, Callable[[Gone], None]] = {}


def register(name: str, *decisions: Purge, elsewhere: Callable[[Gone], None] | None = None) -> None:
    """Say what becomes of an app's deleted records. Again replaces.

    `elsewhere` takes their words out of rows of the app that stay: it is called in the transaction of the purge, before
    anything of them is gone.
    """
    _decisions.update({one.model: one for one in decisions})
    if elsewhere is not None:
        _elsewhere[name] = elsewhere


def decisions() -> list[Purge]:
    """Every decision, by the label of its model."""
    return [_decisions[model] for model in sorted(_decisions, key=lambda model: model._meta.label)]


def decision_of(model: type[Record]) -> Purge:
    """The decision for a model. Raises KeyError where there is none."""
    return _decisions[model]


def everywhere_else() -> list[Callable[[Gone], None]]:
    """What takes words out of rows that stay, of every app."""
    return [_elsewhere[name] for name in sorted(_elsewhere)]


def refs_by_label(gone: Gone) -> dict[str, list[str]]:
    """Their refs by their model's label, as the history and other tables name records."""
    return {model._meta.label_lower: [one.ref for one in records] for model, records in gone.items()}


def addresses_of(gone: Gone) -> set[str]:
    """The pages, and the places on them, where these records were read."""
    found: set[str] = set()
    for model, records in gone.items():
        more = _decisions[model].addresses
        for one in records:
            found.update(more(one))
            if hasattr(one, "get_absolute_url"):
                found.add(one.get_absolute_url())
    return found

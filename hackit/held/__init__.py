"""What is held about people: a row for every table, by the app whose table it is.

The page on privacy is made of these rows; what is taken out and what is erased for somebody goes by the same tables
(`finding`, `taking_out`, `erasing`). A model without a row, or with two, fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.db.models import QuerySet

from hackit.models import Person

RECORD, OWN, LOGIN = "", "own", "login"
"""Kept as long as the record is; until its owner removes it; as long as its owner has a login."""


@dataclass(frozen=True)
class Held:
    """What some tables hold about people.

    models: their labels ("hackit.Person"); about: the heading it stands under; what, why: in words for the page;
    keep: the key of the rule that clears it (`retention`), RECORD, OWN or LOGIN; since: what its days are counted from.
    """

    models: tuple[str, ...]
    about: str
    what: str
    why: str
    keep: str = RECORD
    since: str = ""


@dataclass(frozen=True)
class Removal:
    """What is somebody's own and goes when they are erased: in words, and the rows."""

    what: str
    rows: QuerySet


ACCOUNT, NAMED, WRITTEN, PRIVATE, MAIL, READERS, TECHNICAL = (
    "Your login", "Where you are named", "What you write", "What is yours alone", "Mail", "What readers send",
    "What the service needs",
)  # fmt: skip
HEADINGS = (ACCOUNT, NAMED, WRITTEN, PRIVATE, MAIL, READERS, TECHNICAL)

_rows: dict[tuple[str, ...], Held] = {}
_nobody: dict[str, str] = {}
_removals: dict[str, Callable[[Person], Iterable[Removal]]] = {}
_names: dict[str, str] = {}


def register(
    name: str, rows: Iterable[Held], nobody: dict[str, str], removals: Callable, names: Mapping[str, str] | None = None
) -> None:  # fmt: skip
    """Say what an app's tables hold: in `rows`; in `nobody` those that hold nothing of anybody, each with its reason.

    `removals` gives what is a person's own in them. `names` says which values of the history are people's names and no
    words: by the verb of the event the field, in which * stands for anything. Again replaces.
    """
    _rows.update({row.models: row for row in rows})
    _nobody.update(nobody)
    _removals[name] = removals
    _names.update(names or {})


def rows() -> list[Held]:
    """Every row, by heading."""
    return sorted(_rows.values(), key=lambda row: HEADINGS.index(row.about))


def nobody() -> dict[str, str]:
    """The tables that hold nothing about anybody, with the reason."""
    return dict(_nobody)


def verbs_with_names() -> list[str]:
    """The verbs of events that may hold people's names as values."""
    return sorted(_names)


def is_name(verb: str, field: str) -> bool:
    """Whether the history's values of this field are people's names, after a change of this verb."""
    return fnmatchcase(field, _names.get(verb, ""))


def removals(person: Person) -> list[Removal]:
    """All that is this person's own, of every app, in the order in which it can go."""
    return [one for name in sorted(_removals, reverse=True) for one in _removals[name](person)]

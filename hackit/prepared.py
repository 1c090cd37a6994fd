"""Questions to the database that are put together once: those of every typed line and every poll.

The ORM takes longer to write a joined question than the database takes to answer it. A prepared one is written by the
ORM the first time, with stand-ins for its values, and from then on only the values are filled in. What differs by
more than its values (a list of another length, nothing instead of something) is another question, kept beside it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


def prepared(build: Callable[..., models.QuerySet]) -> Callable[..., list[Any]]:
    """Make of a function that gives a QuerySet (of records, or a `values_list`) one that gives what it finds.

    Its arguments are named: whole numbers, words, days, instants, nothing, or lists of them. It may only compare them
    with columns, for the first time it gets stand-ins; by true, false, nothing and an empty list it may decide.
    Raises TypeError where a value did not reach the question as it was given.
    """
    kept: dict[tuple, _Question | None] = {}

    @wraps(build)
    def ask(**values: Any) -> list[Any]:
        shape = tuple((name, _shape(value)) for name, value in values.items())
        if shape not in kept:
            kept[shape] = _put_together(build, values)
        question = kept[shape]
        return [] if question is None else question.ask(values)

    return ask


def few_lengths(values: Collection[Any]) -> list[Any]:
    """The values, the last of them repeated until they are 1, 2, 4, 8 …: lists of few lengths are few questions."""
    found = list(values)
    return found + found[-1:] * ((1 << max(len(found) - 1, 0).bit_length()) - len(found)) if found else found


class _Question:
    """A question as it was put together: its SQL, and which of its parameters stand for which value."""

    def __init__(self, rows: models.QuerySet, compiler: SQLCompiler, sql: str, params: list[tuple[bool, Any]]) -> None:
        self.compiler, self.sql, self.params = compiler, sql, params
        self.iterable, self.is_plain = rows._iterable_class, rows._fields is not None

    def ask(self, values: dict[str, Any]) -> list[Any]:
        connection = connections[self.compiler.using]
        given = [_as_stored(value, connection) for value in _flat(values)]
        params = tuple(given[what] if is_given else what for is_given, what in self.params)
        compiler = copy.copy(self.compiler)  # it is another thread's as well, and each has its own connection
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        if self.is_plain:
            return list(compiler.results_iter(tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda *args, **kwargs: compiler)
        found: Any = self.iterable(SimpleNamespace(query=query, db=connection.alias, _known_related_objects={}))
        return list(found)


def _put_together(build: Callable[..., models.QuerySet], values: dict[str, Any]) -> _Question | None:
    """The question with stand-ins in place of these values; None if nothing can be found."""
    numbers = iter(range(1, 1000))

    def stand_in(value: Any) -> Any:
        return [_stand_in(one, next(numbers)) for one in value] if isinstance(value, list) else (
            _stand_in(value, next(numbers))
        )  # fmt: skip

    standing = {name: stand_in(value) for name, value in values.items()}
    rows = build(**standing)
    connection = connections[rows.db]
    compiler = rows.query.get_compiler(using=rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    flat = [_as_stored(value, connection) for value in _flat(standing)]
    decided = [one for one in _flat(standing) if one is None or isinstance(one, bool)]
    missing = [one for one in flat if one not in params and one not in decided]
    if missing:
        raise TypeError(f"{build.__qualname__} compares no column with what stands for {missing}")
    places = {one: place for place, one in enumerate(flat) if not (one is None or isinstance(one, bool))}
    return _Question(rows, compiler, sql, [(one in places, places.get(one, one)) for one in params])


def _flat(values: dict[str, Any]) -> list[Any]:
    return [one for value in values.values() for one in (value if isinstance(value, list) else [value])]


def _shape(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_shape(one) for one in value)
    return value if value is None or isinstance(value, bool) else type(value)


def _stand_in(value: Any, number: int) -> Any:
    """Something of the same kind that nobody means."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return datetime(2, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    if isinstance(value, date):
        return date(1, 1, 1) + timedelta(days=number)
    return 8_000_000_000_000_000 + number if isinstance(value, int) else f"\x02{number}\x02"


def _as_stored(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

"""The counts beside the filters of a list of actions, and how many there are in all: one statement for everything.

The rows of the list are kept for the length of the statement (a materialised table), and each facet groups those by
itself. A facet with ticks is counted without them, so it asks for its rows once more, with the ticks of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from hackit.models import Forum, Person, Topic
from meetings.actions.models import Action
from meetings.actions.querysets import ActionQuerySet

PERSON, FORUM, TOPIC = (model._meta.db_table for model in (Person, Forum, Topic))
TAGGED = Action.topics.through._meta.db_table

TICKED = {
    "status": "status IN ({})",
    "owner": f"owner_id IN (SELECT id FROM {PERSON} WHERE slug IN ({{}}))",
    "group": f"forum_id IN (SELECT id FROM {FORUM} WHERE slug IN ({{}}))",
    "topic": f"id IN (SELECT action_id FROM {TAGGED} JOIN {TOPIC} ON {TOPIC}.id = topic_id WHERE slug IN ({{}}))",
    "moved": "was_moved IN ({})",
}
"""Of each facet the condition that its ticks make, on the columns of COLUMNS."""

GROUPED = {
    "status": "SELECT status, '', COUNT(*) FROM {rows} GROUP BY status",
    "owner": f"SELECT slug, name, n FROM (SELECT owner_id, COUNT(*) n FROM {{rows}} GROUP BY owner_id) f "
             f"JOIN {PERSON} ON {PERSON}.id = owner_id",
    "group": f"SELECT slug, name, n FROM (SELECT forum_id, COUNT(*) n FROM {{rows}} GROUP BY forum_id) f "
             f"JOIN {FORUM} ON {FORUM}.id = forum_id",
    "topic": f"SELECT slug, name, n FROM (SELECT topic_id, COUNT(*) n FROM (SELECT id AS one FROM {{rows}}) b "
             f"JOIN {TAGGED} ON action_id = one GROUP BY topic_id) f JOIN {TOPIC} ON {TOPIC}.id = topic_id",
    "moved": "SELECT was_moved, '', COUNT(*) FROM {rows} GROUP BY was_moved",
    "total": "SELECT '', '', COUNT(*) FROM {rows}",
}  # fmt: skip
"""Of each facet the rows of a list by its values: (value in the address, words, how many)."""
COLUMNS = ("id", "status", "owner_id", "forum_id", "was_moved")


class Counts(NamedTuple):
    """Of each facet its values with their words and how many rows; and how many rows the whole list has."""

    facets: dict[str, dict[str, tuple[str, int]]]
    total: int


def counts_of(rows: ActionQuerySet, ticked: Mapping[str, Sequence[str]], names: Sequence[str]) -> Counts:
    """The counts of the facets `names` over `rows`, which no tick has narrowed down yet; `ticked` are all ticks.

    Each facet is counted with the ticks of all others. `rows` carry the annotation `was_moved`.
    """
    found: dict[str, dict[str, tuple[str, int]]] = {name: {} for name in names}
    total = 0
    try:
        statement, params = _statement(rows, ticked, names)
    except EmptyResultSet:
        return Counts(found, total)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for name, value, label, count in cursor.fetchall():
            if name == "total":
                total = count
            elif value:
                found[name][value] = (label, count)
    return Counts(found, total)


def _statement(
    rows: ActionQuerySet, ticked: Mapping[str, Sequence[str]], names: Sequence[str]
) -> tuple[str, list[object]]:
    inner, values = rows.order_by().values(*COLUMNS).query.sql_with_params()
    where, more = _where(ticked)
    params: list[object] = [*values, *more]
    parts = []
    for name in (*names, "total"):
        if ticked.get(name):  # its own ticks do not count: it needs rows that the list has not
            where_others, more = _where(ticked, without=name)
            parts.append(f"SELECT '{name}', g.* FROM ({GROUPED[name].format(rows=f'({inner}) a {where_others}')}) g")
            params += [*values, *more]
        else:
            parts.append(f"SELECT '{name}', g.* FROM ({GROUPED[name].format(rows='seen')}) g")
    return f"WITH seen AS MATERIALIZED (SELECT * FROM ({inner}) a {where}) " + " UNION ALL ".join(parts), params


def _where(ticked: Mapping[str, Sequence[str]], *, without: str = "") -> tuple[str, list[object]]:
    conditions: list[str] = []
    params: list[object] = []
    for name, condition in TICKED.items():
        values = ticked.get(name)
        if values and name != without:
            conditions.append(condition.format(", ".join(["%s"] * len(values))))
            params += values
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), params

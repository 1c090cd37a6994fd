"""The counts beside the filters of a list of actions, and how many there are in all: one statement for everything.

Who may see what, whose list it is, words and days are asked once; what is left is kept for the length of the
statement (a materialised table), and each facet groups that by itself. Statuses alone are counted from an index: most
actions are done, and a list of open ones must not read them all.
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
    "owner": f"SELECT slug, name, n FROM (SELECT owner_id, COUNT(*) n FROM seen {{}} GROUP BY 1) f "
             f"JOIN {PERSON} ON {PERSON}.id = owner_id",
    "group": f"SELECT slug, name, n FROM (SELECT forum_id, COUNT(*) n FROM seen {{}} GROUP BY 1) f "
             f"JOIN {FORUM} ON {FORUM}.id = forum_id",
    "topic": f"SELECT slug, name, n FROM (SELECT topic_id, COUNT(*) n FROM {TAGGED} "
             f"JOIN (SELECT id AS seen_id FROM seen {{}}) s ON action_id = seen_id GROUP BY 1) f "
             f"JOIN {TOPIC} ON {TOPIC}.id = topic_id",
    "moved": "SELECT was_moved, '', COUNT(*) FROM seen {} GROUP BY was_moved",
    "total": "SELECT '', '', COUNT(*) FROM seen {}",
}  # fmt: skip
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
    every = rows.order_by().values(*COLUMNS)
    seen = every.filter(status__in=ticked["status"]) if ticked.get("status") else every
    sql, values = seen.query.sql_with_params()
    parts, params = [], list(values)
    for name in (*(name for name in names if name != "status"), "total"):
        where, more = _where(ticked, without=(name, "status"))
        parts.append(f"SELECT '{name}', g.* FROM ({GROUPED[name].format(where)}) g")
        params += more
    if "status" in names:
        where, more = _where(ticked, without=("status",))
        inner, values = every.query.sql_with_params()
        parts.append(f"SELECT 'status', status, '', COUNT(*) FROM ({inner}) a {where} GROUP BY status")
        params += [*values, *more]
    return f"WITH seen AS MATERIALIZED ({sql}) " + " UNION ALL ".join(parts), params


def _where(ticked: Mapping[str, Sequence[str]], *, without: Sequence[str]) -> tuple[str, list[object]]:
    conditions: list[str] = []
    params: list[object] = []
    for name, condition in TICKED.items():
        values = ticked.get(name)
        if values and name not in without:
            conditions.append(condition.format(", ".join(["%s"] * len(values))))
            params += values
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), params

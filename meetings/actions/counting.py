"""The counts beside the filters of a list of actions, and how many there are in all: one statement for everything.

The rows are read once and counted by status, group and owner together; what is kept for the length of the statement
are these groups, some thousands, and each facet adds up those that the ticks of the others leave. Topics are counted
by their links: of a list of nearly everything, all links less those of the actions that are not on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Value, When

from hackit.models import Forum, Person, Topic
from meetings.actions.models import Action
from meetings.actions.querysets import OPEN_STATES, ActionQuerySet, Status

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

ADDED_UP = {
    "status": "SELECT status, '', SUM(n) FROM {rows} GROUP BY status",
    "owner": f"SELECT slug, name, n FROM (SELECT owner_id, SUM(n) n FROM {{rows}} GROUP BY owner_id) f "
             f"JOIN {PERSON} ON {PERSON}.id = owner_id",
    "group": f"SELECT slug, name, n FROM (SELECT forum_id, SUM(n) n FROM {{rows}} GROUP BY forum_id) f "
             f"JOIN {FORUM} ON {FORUM}.id = forum_id",
    "moved": "SELECT 'yes', '', SUM(moved) FROM {rows}",
    "total": "SELECT '', '', SUM(n) FROM {rows}",
    "open": f"SELECT '', '', SUM(n) FROM {{rows}} WHERE status IN {OPEN_STATES}",
}  # fmt: skip
"""Of each facet the groups by its values: (value in the address, words, how many)."""
OF_TOPICS = f"SELECT slug, name, n FROM ({{}}) f JOIN {TOPIC} ON {TOPIC}.id = topic_id"
LINKS = f"SELECT topic_id, COUNT(*) n FROM {TAGGED}"
WAS_MOVED = Case(When(times_moved__gt=0, then=Value("yes")), default=Value(""))
"""Whether the date moved: "yes", or nothing."""
COLUMNS = ("id", "status", "reach", "forum_id", "owner_id", "was_moved")


class Counts(NamedTuple):
    """Of each facet its values with their words and how many rows; and how many rows the whole list has, and how many
    of them are open."""

    facets: dict[str, dict[str, tuple[str, int]]]
    total: int
    open: int


def counts_of(
    rows: ActionQuerySet, ticked: Mapping[str, Sequence[str]], names: Sequence[str], *, keep: bool, nearly_all: bool
) -> Counts:
    """The counts of the facets `names` over `rows`, which no tick has narrowed down yet; `ticked` are all ticks.

    Each facet is counted with the ticks of all others. `rows` carry the annotation `was_moved`. The two last tell what
    is quicker and change no count: whether to `keep` the rows, because they are few or dear to find, and whether the
    list has `nearly_all` that there are, so that it is quicker to say which it has not.
    """
    found: dict[str, dict[str, tuple[str, int]]] = {name: {} for name in names}
    whole = {"total": 0, "open": 0}
    try:
        statement, params = _statement(rows, _telling(ticked), names, keep=keep, nearly_all=nearly_all)
    except EmptyResultSet:
        return Counts(found, **whole)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for name, value, label, count in cursor.fetchall():
            if name in whole:
                whole[name] = int(count or 0)
            elif value and count:
                found[name][value] = (label, int(count))
    return Counts(found, **whole)


def _telling(ticked: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The ticks that leave something out: every status ticked is as none."""
    return {name: of for name, of in ticked.items() if of and not (name == "status" and {*of} >= {*Status.values})}


def _statement(
    rows: ActionQuerySet, ticked: Mapping[str, Sequence[str]], names: Sequence[str], *, keep: bool, nearly_all: bool
) -> tuple[str, list[object]]:
    inner, values = rows.order_by().values(*COLUMNS).query.sql_with_params()
    # Few of many are grouped alone; of nearly all, the statuses that are not ticked are worth no second reading
    grouped_by = ["topic", "moved"] if nearly_all else ["topic", "moved", "status"]
    groups, more = _groups(ticked, grouped_by)
    params: list[object] = [*values, *more]
    parts = []
    for name in (*names, "total", "open"):
        if name == "topic":
            part, more = _topics(rows, ticked) if nearly_all else _topics_of_few(ticked)
        elif (
            name == "status" and name in ticked and name in grouped_by
        ):  # its own ticks do not count: it needs rows that no group has
            where, more = _where(ticked, but=["status"])
            part = ADDED_UP[name].format(rows=f"(SELECT status, 1 AS n FROM listed {where}) s")
        else:
            where, more = _where(ticked, but=[name, *grouped_by])
            part = ADDED_UP[name].format(rows=f"(SELECT * FROM counted {where}) s")
        parts.append(f"SELECT '{name}', g.* FROM ({part}) g")
        params += more
    kept = "MATERIALIZED" if keep else "NOT MATERIALIZED"
    return f"WITH listed AS {kept} ({inner}), counted AS MATERIALIZED ({groups}) " + " UNION ALL ".join(parts), params


def _groups(ticked: Mapping[str, Sequence[str]], grouped_by: Sequence[str]) -> tuple[str, list[object]]:
    """The rows by status, group and owner, as the index of lists has them in order: nothing has to be sorted. `n` are
    those that the ticks for moved dates leave, `moved` all whose date moved; the ticks `grouped_by` hold already."""
    moved, params = _where({"moved": ticked["moved"]} if "moved" in ticked else {})
    where, more = _where({name: ticked[name] for name in grouped_by if name in ticked and name != "moved"})
    n = f"SUM(CASE {moved.replace('WHERE', 'WHEN')} THEN 1 ELSE 0 END)" if moved else "COUNT(*)"
    return (
        f"SELECT status, forum_id, owner_id, {n} AS n, SUM(CASE was_moved WHEN 'yes' THEN 1 ELSE 0 END) AS moved "
        f"FROM listed {where} GROUP BY status, reach, forum_id, owner_id"
    ), [*params, *more]


def _topics_of_few(ticked: Mapping[str, Sequence[str]]) -> tuple[str, list[object]]:
    where, params = _where(ticked, but=["topic"])
    listed = f"(SELECT id AS one FROM listed {where}) b"
    return OF_TOPICS.format(f"{LINKS} JOIN {listed} ON action_id = one GROUP BY topic_id"), params


def _topics(rows: ActionQuerySet, ticked: Mapping[str, Sequence[str]]) -> tuple[str, list[object]]:
    """All links by topic, less those of what is not on the list: deleted, not for this reader, or without the ticks."""
    is_listed = Case(When(rows.query.where, then=Value(1)), default=Value(0))
    everything = Action._base_manager.annotate(is_listed=is_listed, was_moved=WAS_MOVED)
    sql, values = everything.order_by().values(*COLUMNS, "is_listed").query.sql_with_params()
    where, more = _where(ticked, but=["topic"])
    listed = f"is_listed = 1{where.replace('WHERE', ' AND', 1)}"
    others = f"SELECT id FROM ({sql}) a WHERE ({listed}) IS NOT TRUE"
    links = (
        f"{LINKS} GROUP BY topic_id UNION ALL "
        f"SELECT topic_id, -COUNT(*) FROM {TAGGED} WHERE action_id IN ({others}) GROUP BY topic_id"
    )
    return OF_TOPICS.format(f"SELECT topic_id, SUM(n) n FROM ({links}) l GROUP BY topic_id"), [*values, *more]


def _where(ticked: Mapping[str, Sequence[str]], *, but: Sequence[str] = ()) -> tuple[str, list[object]]:
    conditions: list[str] = []
    params: list[object] = []
    for name, condition in TICKED.items():
        values = ticked.get(name)
        if values and name not in but:
            conditions.append(condition.format(", ".join(["%s"] * len(values))))
            params += values
    return ("WHERE " + " AND ".join(conditions) if conditions else ""), params

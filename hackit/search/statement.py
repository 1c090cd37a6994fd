"""A search as SQL: the hits once, in a materialised table; the counts and the page read from it.

Two statements a search, whatever its size. Facets are exact: each is counted with all the other ticks applied.
"""

from __future__ import annotations

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from hackit.audience import Viewer
from hackit.database_objects import ENTRY
from hackit.models import Entry
from hackit.search.engines import Sql, Widening, matching
from hackit.search.query import Query
from hackit.search.scope import FACETS, GROUP_OF_KIND, KIND_GROUPS, Scope

PER_DOCUMENT = 3
"""Hits of one note or meeting before the rest is folded into "5 more in this note"."""

Counts = dict[str, dict[str, tuple[str, int]]]
"""By facet and value in the address: the words for it and how many hits."""

_DOCUMENT = (
    "CASE WHEN h.document = '' OR h.kind IN ('action', 'update', 'decision', 'caveat', 'referral') "
    "THEN CAST(h.id AS TEXT) ELSE h.document END"
)
"""What is folded: parts of one note or meeting. Actions and decisions stand for themselves."""

_FACET_SQL = {
    "kind": ("h.kind", "''", ""),
    "topic": (
        "o.slug",
        "o.name",
        " JOIN hackit_entrytopic t ON t.entry_id = h.id JOIN hackit_topic o ON o.id = t.topic_id",
    ),
    "person": (
        "o.slug",
        "o.name",
        " JOIN hackit_entryperson p ON p.entry_id = h.id JOIN hackit_person o ON o.id = p.person_id",
    ),
    "group": ("o.slug", "o.name", " JOIN hackit_forum o ON o.id = h.forum_id"),
    "year": ("h.financial_year", "''", ""),
}


class Statement:
    """One search of one user."""

    def __init__(self, query: Query, scope: Scope, widening: Widening | None, *, user) -> None:
        self.query, self.scope, self.widening, self.user = query, scope, widening, user
        self.public = Viewer.of(user).is_stranger

    def counts(self) -> tuple[Counts, int, int]:
        """Counts by facet; how many hits there are; how many stay after a document's share is capped."""
        tables, params = self._tables()
        parts: list[str] = []
        for name, (value, words, source) in _FACET_SQL.items():
            ticks_sql, ticks_params = self._ticks(but=name)
            parts.append(
                f"SELECT '{name}' AS what, CAST({value} AS TEXT) AS value, MIN({words}) AS words, "  # noqa: S608
                f"COUNT(DISTINCT h.id) AS n FROM hit h{source} WHERE {ticks_sql} GROUP BY {value}"
            )
            params += ticks_params
        ticks_sql, ticks_params = self._ticks()
        ranked = f"SELECT ROW_NUMBER() OVER (PARTITION BY {_DOCUMENT} ORDER BY h.id) AS n FROM hit h WHERE {ticks_sql}"  # noqa: S608
        parts.append(f"SELECT 'total', '', '', COUNT(*) FROM hit h WHERE {ticks_sql}")  # noqa: S608
        parts.append(f"SELECT 'shown', '', '', COUNT(*) FROM ({ranked}) AS r WHERE r.n <= {PER_DOCUMENT}")  # noqa: S608
        params += [*ticks_params, *ticks_params]
        found: Counts = {name: {} for name in FACETS}
        numbers = {"total": 0, "shown": 0}
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {tables} {' UNION ALL '.join(parts)}", params)
            for what, value, words, n in cursor.fetchall():
                if what in numbers:
                    numbers[what] = n
                elif value is not None:
                    found[what][value] = (words, n)
        found["kind"] = _kind_groups(found["kind"])
        return found, numbers["total"], numbers["shown"]

    def page(self, *, newest: bool, offset: int, size: int):
        """The page's Entries in order, each with `tier`, `forum_name` and `more` (its document's hits not shown)."""
        tables, params = self._tables()
        ticks_sql, ticks_params = self._ticks()
        order = "h.tier, h.score, h.date DESC, h.id"
        if newest or not self.query.all_of:
            order = "h.date DESC, h.tier, h.score, h.id"
        more = f"CASE WHEN h.n = {PER_DOCUMENT} THEN h.of_document - {PER_DOCUMENT} ELSE 0 END AS more"
        sql = (
            f"WITH {tables}, ranked AS ("  # noqa: S608
            f"SELECT h.id, h.tier, h.score, h.date, ROW_NUMBER() OVER (PARTITION BY {_DOCUMENT} ORDER BY {order}) AS n,"
            f" COUNT(*) OVER (PARTITION BY {_DOCUMENT}) AS of_document FROM hit h WHERE {ticks_sql}) "
            f"SELECT x.*, f.name AS forum_name, h.tier, {more}"
            f" FROM ranked h JOIN {ENTRY} x ON x.id = h.id LEFT JOIN hackit_forum f ON f.id = x.forum_id"
            f" WHERE h.n <= {PER_DOCUMENT}"
            f" ORDER BY {order} LIMIT {int(size)} OFFSET {int(offset)}"
        )
        return Entry.objects.raw(sql, [*params, *ticks_params])

    def _tables(self) -> Sql:
        """`hit`: (id, score, exact, tier, …) of every hit this user may see, before the ticks."""
        where_sql, where_params = where(Entry.objects.visible_to(self.user).filter(self.scope.fixed))
        columns = "e.id, e.kind, e.forum_id, e.financial_year, e.document, e.date"
        if not self.query.all_of:
            unwanted_sql, unwanted_params = self._unwanted()
            hit = (
                f"SELECT {columns}, 0 AS score, 1 AS exact, 3 AS tier "  # noqa: S608
                f"FROM {ENTRY} e WHERE {where_sql}{unwanted_sql}"
            )
            return f"hit AS MATERIALIZED ({hit})", [*where_params, *unwanted_params]
        # The full-text index is asked once, by itself: joined in place, the planner may ask it once a row.
        match_sql, match_params = matching(self.query, self.widening, public=self.public)
        tier_sql, tier_params = self._tier()
        hit = (
            f"SELECT {columns}, m.score, m.exact, {tier_sql} AS tier "  # noqa: S608
            f"FROM found m JOIN {ENTRY} e ON e.id = m.id WHERE {where_sql}"
        )
        tables = f"found AS MATERIALIZED ({match_sql}), hit AS MATERIALIZED ({hit})"
        return tables, [*match_params, *tier_params, *where_params]

    def _unwanted(self) -> Sql:
        """Only words to leave out, and filters: everything that does not hold them."""
        if not self.query.none_of:
            return "", []
        sql, params = matching(Query(all_of=(self.query.none_of,)), None, public=self.public)
        return f" AND e.id NOT IN (SELECT id FROM ({sql}) AS unwanted)", params  # noqa: S608

    def _tier(self) -> Sql:
        """Which of `searching.TIERS` a hit belongs to, as its number."""
        single = [group[0].norms for group in self.query.all_of if len(group) == 1 and group[0].kind != "prefix"]
        cases: list[str] = []
        params: list[object] = []
        if single and len(single) == len(self.query.all_of):
            cases.append("WHEN m.exact = 1 AND e.search_title LIKE %s THEN 0")
            params.append(f"% {' '.join(token for norms in single for token in norms)} %")
            cases.append(f"WHEN m.exact = 1 AND {' AND '.join(['e.search_title LIKE %s'] * len(single))} THEN 1")
            params += [f"% {' '.join(norms)} %" for norms in single]
        if self.widening:
            marks = ", ".join(["%s"] * len(self.widening.topic_ids))
            tags = f"SELECT entry_id FROM hackit_entrytopic WHERE how = 'tagged' AND topic_id IN ({marks})"  # noqa: S608
            cases.append(f"WHEN m.exact = 1 AND e.id IN ({tags}) THEN 2")
            params += self.widening.topic_ids
        cases.append("WHEN m.exact = 1 THEN 3")
        return f"CASE {' '.join(cases)} ELSE 4 END", params

    def _ticks(self, *, but: str = "") -> Sql:
        """The ticked facets as a condition on `hit h`, less one facet."""
        condition = Q()
        for name, part in self.scope.by_facet.items():
            if name != but:
                condition &= part
        return where(Entry.objects.filter(condition), alias="h")


def where(rows: QuerySet, *, alias: str = "e") -> Sql:
    """The WHERE of a query over Entry alone, written for another alias of its table."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.compile(rows.query.where)
    except EmptyResultSet:
        return "1 = 0", []
    except FullResultSet:
        return "1 = 1", []
    return sql.replace(f'"{ENTRY}".', f"{alias}.") or "1 = 1", list(params)


def _kind_groups(by_kind: dict[str, tuple[str, int]]) -> dict[str, tuple[str, int]]:
    """Counts of the kinds of Entries, added up to what the ticks are called."""
    sums: dict[str, int] = {}
    for kind, (_, n) in by_kind.items():
        key = GROUP_OF_KIND.get(kind, kind)
        sums[key] = sums.get(key, 0) + n
    return {key: (words, sums[key]) for key, (words, _) in KIND_GROUPS.items() if key in sums}

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
from hackit.search.asking import Asked
from hackit.search.engines import Sql, engine, how_many, loosely, matching
from hackit.search.scope import FACETS, GROUP_OF_KIND, KIND_GROUPS, Scope

PHRASE, HEADING, DOCUMENT, DATED, TAGGED, TEXT, PERSON, ALIAS, MOST = range(9)
"""The tiers, best first; in words in `searching.TIERS` and in docs/search.md."""

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

    def __init__(self, asked: Asked, scope: Scope, *, user, weights: tuple[float, ...] = ()) -> None:
        """`weights`, one a choice of `asked`, make it a search for most of the words, by how rare they are."""
        self.asked, self.scope, self.user, self.weights = asked, scope, user, weights
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
        order = "h.tier, h.dated DESC, h.score, h.date DESC, h.id"
        if newest or not self.asked:
            order = "h.date DESC, h.tier, h.score, h.id"
        elif not self.asked.core:
            order = "h.tier, h.date DESC, h.id"
        more = f"CASE WHEN h.n = {PER_DOCUMENT} THEN h.of_document - {PER_DOCUMENT} ELSE 0 END AS more"
        sql = (
            f"WITH {tables}, ranked AS ("  # noqa: S608
            "SELECT h.id, h.tier, h.dated, h.score, h.date,"
            f" ROW_NUMBER() OVER (PARTITION BY {_DOCUMENT} ORDER BY {order}) AS n,"
            f" COUNT(*) OVER (PARTITION BY {_DOCUMENT}) AS of_document FROM hit h WHERE {ticks_sql}) "
            f"SELECT x.*, f.name AS forum_name, h.tier, {more}"
            f" FROM ranked h JOIN {ENTRY} x ON x.id = h.id LEFT JOIN hackit_forum f ON f.id = x.forum_id"
            f" WHERE h.n <= {PER_DOCUMENT}"
            f" ORDER BY {order} LIMIT {int(size)} OFFSET {int(offset)}"
        )
        return Entry.objects.raw(sql, [*params, *ticks_params])

    def how_many(self) -> list[int]:
        """For each choice of what is asked, how many Entries that this user may see meet it. One statement."""
        visible = where(Entry.objects.visible_to(self.user))
        sql, params = how_many(self.asked.choices, visible, public=self.public)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [n for _number, n in sorted(cursor.fetchall())]

    def finds_more_than(self, few: int) -> bool:
        """Whether there are more hits than so many, whatever is ticked."""
        tables, params = self._tables()
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {tables} SELECT COUNT(*) FROM (SELECT 1 FROM hit LIMIT {few + 1}) AS h", params)  # noqa: S608
            return cursor.fetchone()[0] > few

    def _tables(self) -> Sql:
        """`hit`: (id, score, exact, tier, …) of every hit this user may see, before the ticks."""
        where_sql, where_params = where(Entry.objects.visible_to(self.user).filter(self.scope.fixed))
        columns = "e.id, e.kind, e.forum_id, e.financial_year, e.document, e.date, e.status, e.due"
        asked = self.asked
        dated_sql, dated_params = self._dated()
        if not asked.core:
            # The time alone, or only filters and words to leave out: everything of that time or without the words.
            unwanted_sql, unwanted_params = self._unwanted()
            phrase_sql, phrase_params = self._in_a_row("e.search_title")
            kept_sql, kept_params = self._of_the_time() if asked.when else ("", [])
            tier = f"CASE WHEN {phrase_sql} THEN {PHRASE} WHEN {dated_sql} THEN {DATED} ELSE {TEXT} END"
            hit = (
                f"SELECT {columns}, 0 AS score, 1 AS exact, 1 AS dated, {tier} AS tier "  # noqa: S608
                f"FROM {ENTRY} e WHERE {where_sql}{unwanted_sql}{kept_sql}"
            )
            params = [*phrase_params, *dated_params, *where_params, *unwanted_params, *kept_params]
            return f"hit AS MATERIALIZED ({hit})", params
        # The full-text index is asked once, by itself: joined in place, the planner may ask it once a row.
        if self.weights:
            match_sql, match_params = loosely(asked.choices, self.weights, asked.none_of, public=self.public)
        else:
            match_sql, match_params = matching(asked.core, asked.none_of, asked.choices, public=self.public)
        tier_sql, tier_params = self._tier()
        kept_sql, kept_params = self._of_the_time() if asked.when and not self.weights else ("", [])
        hit = (
            f"SELECT {columns}, m.score, m.exact, CASE WHEN {dated_sql} THEN 1 ELSE 0 END AS dated, {tier_sql} AS tier "  # noqa: S608
            f"FROM found m JOIN {ENTRY} e ON e.id = m.id WHERE {where_sql}{kept_sql}"
        )
        tables = f"found AS MATERIALIZED ({match_sql}), "
        if self.weights:
            tables += f"every_hit AS MATERIALIZED ({hit}), "
            hit = "SELECT * FROM every_hit WHERE score <= 0.5 * (SELECT MIN(score) FROM every_hit)"
        tables += f"hit AS MATERIALIZED ({hit})"
        return tables, [*match_params, *dated_params, *tier_params, *where_params, *kept_params]

    def _unwanted(self) -> Sql:
        """Only words to leave out, and filters: everything that does not hold them."""
        if not self.asked.none_of:
            return "", []
        sql, params = engine().match((self.asked.none_of,), (), public=self.public)
        return f" AND e.id NOT IN (SELECT id FROM ({sql}) AS unwanted)", params  # noqa: S608

    def _dated(self) -> Sql:
        """Whether an Entry is of the time that is named; 1 = 1 where none is."""
        if self.asked.when is None:
            return "1 = 1", []
        return where(Entry.objects.filter(self.asked.when.condition()))

    def _of_the_time(self) -> Sql:
        """Only what is of the time that is named, or has its words."""
        dated_sql, params = self._dated()
        match_sql, match_params = engine().match(self.asked.when_words, (), public=self.public)
        return f" AND ({dated_sql} OR e.id IN (SELECT id FROM ({match_sql}) AS said))", [*params, *match_params]  # noqa: S608

    def _in_a_row(self, column: str) -> Sql:
        """Whether the words stand in a row in that column."""
        if not self.asked.phrase:
            return "1 = 0", []
        return f"{column} LIKE %s", [f"% {' '.join(self.asked.phrase)} %"]

    def _tier(self) -> Sql:
        """Which of `TIERS` a hit belongs to, as its number."""
        asked, cases = self.asked, []
        params: list[object] = []
        if self.weights:
            return str(MOST), []
        single = [group[0].norms for group in asked.core if len(group) == 1 and group[0].kind != "prefix"]
        if asked.phrase:
            sql, some = self._in_a_row("e.search_title")
            cases.append(f"WHEN m.exact = 1 AND {sql} THEN {PHRASE}")
            params += some
        if asked.when:
            dated_sql, some = self._dated()
            cases.append(f"WHEN m.exact = 1 AND NOT ({dated_sql}) THEN {TEXT}")
            params += some
        if len(single) == len(asked.core):
            for column, tier in (("e.search_title", HEADING), ("e.search_document", DOCUMENT)):
                cases.append(f"WHEN m.exact = 1 AND {' AND '.join([f'{column} LIKE %s'] * len(single))} THEN {tier}")
                params += [f"% {' '.join(norms)} %" for norms in single]
        if asked.topics:
            marks = ", ".join(["%s"] * len(asked.topics))
            tags = f"SELECT entry_id FROM hackit_entrytopic WHERE how = 'tagged' AND topic_id IN ({marks})"  # noqa: S608
            cases.append(f"WHEN m.exact = 1 AND e.id IN ({tags}) THEN {TAGGED}")
            params += [topic.pk for topic in asked.topics]
        cases.append(f"WHEN m.exact = 1 THEN {DATED if asked.when else TEXT}")
        return f"CASE {' '.join(cases)} ELSE {ALIAS if asked.topics else PERSON} END", params

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

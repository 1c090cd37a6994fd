"""A search as SQL: one statement gives every hit with its tier and score, and how many there are by topic and person.

Each facet is counted with all the other ticks applied. Of a very common word the newest hits are taken, so that no
search takes longer than `MOST_HITS` of them do; that there are more is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet

from hackit.audience import Viewer
from hackit.database_objects import ENTRY
from hackit.models import Entry
from hackit.search.asking import Asked
from hackit.search.counting import Found, found_in
from hackit.search.engines import Sql, engine, how_many, loosely, matching, newest_first, widened
from hackit.search.scope import Scope

PHRASE, HEADING, DOCUMENT, DATED, TAGGED, TEXT, PERSON, ALIAS, MOST = range(9)
"""The tiers, best first; in words in `searching.TIERS` and in docs/search.md."""

MOST_HITS = 2_500
"""So many hits are counted and put in order, the newest; where there are more, it is said."""

MOST_SCORED = 1_000
"""So many, of the best tiers, get the engine's score; what comes after them in a tier stands newest first."""

IN_A_ROW = 1_000
"""What a text gains by holding the words in a row: more than any score, so that it leads its tier."""

_LINKED = {
    "topic": (
        "SELECT o.slug, o.name, n.n FROM (SELECT t.topic_id, COUNT(*) AS n FROM hit h"
        " {join} hackit_entrytopic t ON t.entry_id = h.id WHERE h.missed IN (0, {bit}) GROUP BY t.topic_id) AS n"
        " JOIN hackit_topic o ON o.id = n.topic_id"
    ),
    "person": (
        "SELECT o.slug, o.name, n.n FROM (SELECT t.person_id, COUNT(DISTINCT h.id) AS n FROM hit h"
        " {join} hackit_entryperson t ON t.entry_id = h.id WHERE h.missed IN (0, {bit}){who} GROUP BY t.person_id) AS n"
        " JOIN hackit_person o ON o.id = n.person_id"
    ),
    "group": "SELECT o.slug, o.name, o.id AS n FROM hackit_forum o WHERE o.id IN (SELECT forum_id FROM hit)",
}
"""The facets of which a hit may have several values, counted by the database; and what groups are called."""


class Statement:
    """One search of one user."""

    def __init__(self, asked: Asked, scope: Scope, *, user, weights: tuple[float, ...] = ()) -> None:
        """`weights`, one a choice of `asked`, make it a search for most of the words, by how rare they are."""
        self.asked, self.scope, self.user, self.weights = asked, scope, user, weights
        self.public = Viewer.of(user).is_stranger
        self.bits = {name: 1 << place for place, name in enumerate(scope.by_facet)}

    def find(self, *, newest: bool = False) -> Found:
        """Every hit in its order, and how many there are of each kind. One statement."""
        tables, params = self._tables(newest=newest)
        parts = [
            (
                "SELECT 'hit' AS what, h.kind, h.document, CAST(h.date AS TEXT), h.id, h.forum_id, h.financial_year,"
                " h.missed, h.dated, h.tier, h.score, h.state FROM ordered h"
            )
        ]
        for name, sql in _LINKED.items():
            # Strangers are told who wrote a thing, not who else is on it.
            who = " AND t.role = 'author'" if self.public else ""
            counted = sql.format(bit=self.bits.get(name, 0), who=who, join=engine().join)
            row = f"'{name}', o.slug, o.name, '', o.n, NULL, NULL, 0, 0, 0, NULL, ''"
            parts.append(f"SELECT {row} FROM ({counted}) AS o")  # noqa: S608
        order = "newest" if newest or not self.asked else "best" if self.asked.core else "tier"
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {tables} {' UNION ALL '.join(parts)}", params)
            return found_in(cursor.fetchall(), bits=self.bits, most=MOST_HITS, order=order)

    def how_many(self) -> list[int]:
        """For each choice of what is asked, how many Entries that this user may see meet it. One statement.

        Filters do not count: a word that stands elsewhere is no slip.
        """
        visible = seen_by(self.user)
        sql, params = how_many(self.asked.choices, visible, public=self.public)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [n for _number, n in sorted(cursor.fetchall())]

    def finds_more_than(self, few: int) -> bool:
        """Whether there are more hits than so many, whatever is ticked."""
        sql, params = self._candidates("1 = 1", [], most=few + 1)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({sql}) AS h", params)  # noqa: S608
            return cursor.fetchone()[0] > few

    @cached_property
    def _visible(self) -> Sql:
        """What this user may see of what the typed filters leave, as a condition on `e`."""
        return both(seen_by(self.user), where(Entry.objects.filter(self.scope.fixed)))

    @cached_property
    def _ticked(self) -> Sql:
        """The same of what every tick leaves as well."""
        return both(seen_by(self.user), where(Entry.objects.filter(self.scope.all())))

    def _tables(self, *, newest: bool) -> Sql:
        """`hit`: what this user may see and the ticks leave, or all but one; `ordered`: those with tier and score."""
        hit, params = self._hits()
        if self.weights:
            tables = (
                f"every_hit AS MATERIALIZED ({hit}), hit AS MATERIALIZED (SELECT * FROM every_hit"  # noqa: S608
                " WHERE score <= 0.5 * (SELECT MIN(score) FROM every_hit)), "
                f"ordered AS (SELECT h.*, {MOST} AS tier FROM hit h)"
            )
            return tables, params
        if not self.asked.phrase and not self.asked.core:  # nothing is asked of a row that the hit does not hold
            tier = f"CASE h.dated WHEN 1 THEN {DATED} ELSE {TEXT} END"
            ordered = f"SELECT h.*, {tier} AS tier, NULL AS score FROM hit h"  # noqa: S608
            return f"hit AS MATERIALIZED ({hit}), ordered AS ({ordered})", params
        tier, tier_params = self._tier() if self.asked.core else self._tier_of_a_time()
        tiered = f"SELECT h.*, {tier} AS tier FROM hit h JOIN {ENTRY} e ON e.id = h.id"  # noqa: S608
        tables = f"hit AS MATERIALIZED ({hit}), tiered AS MATERIALIZED ({tiered}), "
        params = [*params, *tier_params]
        if newest or not self.asked.core:
            return f"{tables}ordered AS (SELECT h.*, NULL AS score FROM tiered h)", params  # noqa: S608
        pool = f"SELECT id FROM tiered WHERE missed = 0 ORDER BY tier, dated DESC, id DESC LIMIT {MOST_SCORED}"  # noqa: S608
        scores, score_params = self._scores("pool")
        tables += (
            f"pool AS MATERIALIZED ({pool}), scored AS MATERIALIZED ({scores}),"  # noqa: S608
            " ordered AS (SELECT h.*, s.score FROM tiered h LEFT JOIN scored s ON s.id = h.id)"
        )
        return tables, [*params, *score_params]

    def _scores(self, among: str) -> Sql:
        """SQL of (id, score): the best of what the words give, the other names, and the words in a row, which lead."""
        use, asked = engine(), self.asked
        sql, params = use.match(asked.core, asked.none_of, public=self.public, among=among)
        parts = [f"SELECT * FROM ({sql}) AS a"]  # noqa: S608
        if any(choice.is_wide for choice in asked.choices):
            wide, some = use.match(widened(asked.choices), asked.none_of, public=self.public, among=among)
            parts.append(f"SELECT * FROM ({wide}) AS b")  # noqa: S608
            params = [*params, *some]
        if asked.runs:
            rows, some = use.match([asked.runs], asked.none_of, public=self.public, among=among)
            parts.append(f"SELECT id, score - {IN_A_ROW} FROM ({rows}) AS c")  # noqa: S608
            params = [*params, *some]
        if len(parts) == 1:
            return sql, params
        return f"SELECT id, MIN(score) AS score FROM ({' UNION ALL '.join(parts)}) AS every GROUP BY id", params  # noqa: S608

    def _hits(self) -> Sql:
        """The candidates that meet every tick, and those that miss one: of each the newest."""
        if not self.bits:
            return self._candidates("0", [], most=MOST_HITS + 1)
        parts = [self._candidates("0", [], most=MOST_HITS + 1, ticked=True), self._missing_one()]
        union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _some) in enumerate(parts))  # noqa: S608
        return union, [param for _sql, some in parts for param in some]

    def _missing_one(self) -> Sql:
        """The newest candidates that meet all ticked facets but one: what the ticks of that one would find."""
        facets = {name: where(Entry.objects.filter(condition)) for name, condition in self.scope.by_facet.items()}
        if len(facets) == 1 and not self.asked.core:
            # As a plain condition the planner knows how many miss it, and walks down the days until it has enough.
            ((name, (sql, params)),) = facets.items()
            return self._candidates(str(self.bits[name]), [], most=MOST_HITS + 1, missing=(sql, params))
        missed = " + ".join(
            f"CASE WHEN {sql} THEN 0 ELSE {self.bits[name]} END" for name, (sql, _some) in facets.items()
        )
        params = [param for _sql, some in facets.values() for param in some]
        one = f"c.missed IN ({', '.join(map(str, self.bits.values()))})"
        return self._candidates(missed, params, most=MOST_HITS + 1, only=one)

    def _candidates(
        self, missed: str, missed_params: list[object], *, most: int, only: str = "", ticked: bool = False,
        missing: Sql | None = None,
    ) -> Sql:  # fmt: skip
        """SQL of at most so many Entries that this user may see and the words find, newest first.

        `only` is a condition on them, as `c`; `ticked` are those alone that meet every tick; `missing` (without words
        alone) a condition on `e` that they do not meet.
        """
        asked = self.asked
        dated_sql, dated_params = self._dated()
        visible, visible_params = self._ticked if ticked else self._visible
        kept_sql, kept_params = self._of_the_time() if asked.when and not self.weights else ("", [])
        columns = (
            "e.kind, e.forum_id, e.financial_year, e.document, e.date,"
            f" {missed} AS missed,"
            f" CASE WHEN {dated_sql} THEN 1 ELSE 0 END AS dated,"
            " CASE WHEN e.due < %s THEN '-' || e.status ELSE e.status END AS state"
        )
        params = [*missed_params, *dated_params, self.scope.on]
        if asked.core and not self.weights:
            rows, condition, some, names, exact = self._found(0 if only or ticked else most)
            columns = f"{columns}, {exact} AS exact"
            sql = f"SELECT {names[-1]} AS id, {columns} FROM {rows} WHERE {condition} AND {visible}{kept_sql}"  # noqa: S608
            found = sql, [*params, *some, *visible_params, *kept_params]
            # What several words may mean is brought together in one go: the words apart are commoner than together.
            at_once = len(names) > 1 and len(asked.choices) > 1
            return newest_first(engine(), found, most, columns=names, only=only, at_once=at_once)
        if not asked.core:
            # The time alone, or only filters and words to leave out: everything of that time or without the words.
            unwanted, some = self._unwanted()
            amiss, some_amiss = (f" AND ({missing[0]}) IS NOT TRUE", missing[1]) if missing else ("", [])
            rows = engine().newest_facts if (missing or only) and not self.scope.fixed else f"{ENTRY} e"
            sql = f"SELECT e.id AS id, {columns}, 1 AS exact FROM {rows} WHERE {visible}{unwanted}{kept_sql}{amiss}"  # noqa: S608
            order = "date DESC, id"
            params += [*visible_params, *some, *kept_params, *some_amiss]
        else:
            sql, some = loosely(asked.choices, self.weights, asked.none_of, self._visible, public=self.public)
            rows, columns = f"({sql}) AS m {engine().facts} ON e.id = m.id", f"m.id AS id, {columns}, m.exact, m.score"
            sql = f"SELECT {columns} FROM {rows} WHERE {visible}{kept_sql}"  # noqa: S608
            order = "score, id DESC"
            params += [*some, *visible_params, *kept_params]
        if only:
            sql = f"SELECT * FROM ({sql}) AS c WHERE {only}"  # noqa: S608
        return f"{sql} ORDER BY {order} LIMIT {int(most)}", params

    def _found(self, most: int) -> tuple[str, str, list[object], Sequence[str], str]:
        """What the words find: FROM, a condition, their parameters; what its ids are called, and whether exact."""
        asked, use = self.asked, engine()
        if not any(choice.is_wide for choice in asked.choices):
            return *use.found(asked.core, asked.none_of, public=self.public), (use.key,), "1"
        sql, params = matching(
            asked.core, asked.none_of, asked.choices, self._visible, public=self.public, most=most
        )  # fmt: skip
        return f"({sql}) AS m {use.facts} ON e.id = m.id", "1 = 1", params, ("e.id", "m.id"), "m.exact"

    def _tier_of_a_time(self) -> Sql:
        """The tier of what was found without words."""
        phrase_sql, phrase_params = self._in_a_row("e.search_title")
        dated_sql, dated_params = self._dated()
        return f"CASE WHEN {phrase_sql} THEN {PHRASE} WHEN {dated_sql} THEN {DATED} ELSE {TEXT} END", [
            *phrase_params, *dated_params
        ]  # fmt: skip

    def _unwanted(self) -> Sql:
        """Only words to leave out, and filters: everything that does not hold them."""
        if not self.asked.none_of:
            return "", []
        sql, params = engine().ids((self.asked.none_of,), (), public=self.public)
        return f" AND e.id NOT IN (SELECT id FROM ({sql}) AS unwanted)", params  # noqa: S608

    def _dated(self) -> Sql:
        """Whether an Entry is of the time that is named; 1 = 1 where none is."""
        if self.asked.when is None:
            return "1 = 1", []
        return where(Entry.objects.filter(self.asked.when.condition()))

    def _of_the_time(self) -> Sql:
        """Only what is of the time that is named, or has its words."""
        dated_sql, params = self._dated()
        match_sql, match_params = engine().ids(self.asked.when_words, (), public=self.public)
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
            cases.append(f"WHEN h.exact = 1 AND {sql} THEN {PHRASE}")
            params += some
        if asked.when:
            dated_sql, some = self._dated()
            cases.append(f"WHEN h.exact = 1 AND NOT ({dated_sql}) THEN {TEXT}")
            params += some
        if len(single) == len(asked.core):
            for column, tier in (("e.search_title", HEADING), ("e.search_document", DOCUMENT)):
                cases.append(f"WHEN h.exact = 1 AND {' AND '.join([f'{column} LIKE %s'] * len(single))} THEN {tier}")
                params += [f"% {' '.join(norms)} %" for norms in single]
        if asked.topics:
            marks = ", ".join(["%s"] * len(asked.topics))
            tags = f"SELECT entry_id FROM hackit_entrytopic WHERE how = 'tagged' AND topic_id IN ({marks})"  # noqa: S608
            cases.append(f"WHEN h.exact = 1 AND e.id IN ({tags}) THEN {TAGGED}")
            params += [topic.pk for topic in asked.topics]
        cases.append(f"WHEN h.exact = 1 THEN {DATED if asked.when else TEXT}")
        return f"CASE {' '.join(cases)} ELSE {ALIAS if asked.topics else PERSON} END", params


def seen_by(user) -> Sql:
    """What this user may find, as a condition on `e`. Put together once a viewer: every search has it, some several."""
    viewer = Viewer.of(user)
    sql, params = _seen_by(connection.vendor, viewer.is_stranger, viewer.person_id, tuple(viewer.forum_ids))
    return sql, [*params]


@lru_cache(maxsize=1024)
def _seen_by(vendor: str, public: bool, person_id: int | None, forum_ids: tuple[int, ...]) -> Sql:
    viewer = Viewer(person_id, "none" if public else "staff", dict.fromkeys(forum_ids, "member"))
    return where(Entry.objects.visible_to(viewer))


def both(one: Sql, other: Sql) -> Sql:
    """Two conditions as one."""
    if other[0] == "1 = 1":
        return one
    return f"({one[0]}) AND ({other[0]})", [*one[1], *other[1]]


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

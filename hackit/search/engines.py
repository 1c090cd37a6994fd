"""The two engines behind one small interface: a parsed query becomes the SQL of "entry id, score, exact or not".

Nothing typed reaches an engine: terms are the normaliser's tokens, letters and digits only, each quoted. Raw SQL is
right here and nowhere else: the ORM's `id__in` makes SQLite ask FTS5 once a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from hackit.database_objects import ENTRY, FTS_ALL, FTS_PUBLIC
from hackit.search.query import Query, Term

Sql = tuple[str, list[object]]
Groups = Sequence[Sequence[Term]]


@dataclass(frozen=True)
class Widening:
    """What a query is widened by: topics that some of its words name, and what else they are called.

    `groups` are the query's groups with the other names added; `rest` those of the query's groups that name no
    topic: an entry tagged with one of `topic_ids` must still meet them.
    """

    topic_ids: tuple[int, ...]
    groups: tuple[tuple[Term, ...], ...]
    rest: tuple[tuple[Term, ...], ...]


class Engine(Protocol):
    """What an engine can do. `public` confines it to an index that holds public text only."""

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        """SQL of (id, score) for entries that meet every group and none of `without`; lower scores are better."""


class Sqlite:
    """FTS5 over two external-content tables: strangers' statements touch the public one only."""

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        table = FTS_PUBLIC if public else FTS_ALL
        expression = " AND ".join(f"({' OR '.join(map(self._term, group))})" for group in groups)
        if without:
            expression = f"({expression}) NOT ({' OR '.join(map(self._term, without))})"
        sql = f"SELECT rowid AS id, bm25({table}, 4.0, 1.0) AS score FROM {table} WHERE {table} MATCH %s"  # noqa: S608
        return sql, [expression]

    @staticmethod
    def _term(term: Term) -> str:
        phrase = '"' + " ".join(term.norms) + '"'
        if term.kind != "prefix":
            return phrase
        stems = [f'"{" ".join([*term.norms[:-1], stem])}"' for stem in term.stems]
        return f"({' OR '.join([phrase + ' *', *stems])})"


class Postgres:
    """A stored tsvector in the `simple` configuration, which keeps our tokens as they are."""

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        expression = " & ".join(f"({' | '.join(map(self._term, group))})" for group in groups)
        if without:
            expression += "".join(f" & !({self._term(term)})" for term in without)
        only = " AND reach = 'everyone'" if public else ""
        sql = (
            f"SELECT id, -ts_rank_cd(search_vector, asked) AS score FROM {ENTRY}, "  # noqa: S608
            f"to_tsquery('simple', %s) AS asked WHERE search_vector @@ asked{only}"
        )
        return sql, [expression]

    @staticmethod
    def _term(term: Term) -> str:
        def phrase(tokens: Sequence[str], mark: str = "") -> str:
            return " <-> ".join([f"'{token}'" for token in tokens[:-1]] + [f"'{tokens[-1]}'{mark}"])

        if term.kind != "prefix":
            return f"({phrase(term.norms)})"
        ways = [phrase(term.norms, ":*"), *(phrase([*term.norms[:-1], stem]) for stem in term.stems)]
        return f"({' | '.join(f'({way})' for way in ways)})"


def engine() -> Engine:
    """The engine of the database in use."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def matching(query: Query, widening: Widening | None, *, public: bool) -> Sql:
    """SQL of (id, score, exact) for everything the words of a query find, wide hits included, one row an entry.

    `exact` is 1 where the words themselves were found and 0 where only another name of the topic or its tag was.
    Call it for queries with at least one word to find.
    """
    use = engine()
    exact_sql, params = use.match(query.all_of, query.none_of, public=public)
    if widening is None:
        return f"SELECT id, score, 1 AS exact FROM ({exact_sql}) AS found", params  # noqa: S608
    wide_sql, wide_params = use.match(widening.groups, query.none_of, public=public)
    marks = ", ".join(["%s"] * len(widening.topic_ids))
    tag_sql = f"SELECT entry_id AS id, 0 AS score FROM hackit_entrytopic WHERE how = 'tagged' AND topic_id IN ({marks})"  # noqa: S608
    tag_params: list[object] = list(widening.topic_ids)
    if widening.rest or query.none_of:
        rest_sql, rest_params = _rest(use, query, widening, public=public)
        tag_sql, tag_params = f"{tag_sql} AND entry_id {rest_sql}", tag_params + rest_params
    union = (
        f"SELECT id, score, 1 AS exact FROM ({exact_sql}) AS a"  # noqa: S608
        f" UNION ALL SELECT id, score, 0 FROM ({wide_sql}) AS b UNION ALL SELECT id, score, 0 FROM ({tag_sql}) AS c"
    )
    grouped = f"SELECT id, MIN(score) AS score, MAX(exact) AS exact FROM ({union}) AS every GROUP BY id"  # noqa: S608
    return grouped, [*params, *wide_params, *tag_params]


def _rest(use: Engine, query: Query, widening: Widening, *, public: bool) -> Sql:
    """What a tagged entry must still meet: the query's other words, and none of those left out."""
    if widening.rest:
        sql, params = use.match(widening.rest, query.none_of, public=public)
        return f"IN (SELECT id FROM ({sql}) AS rest)", params  # noqa: S608
    sql, params = use.match([query.none_of], [], public=public)
    return f"NOT IN (SELECT id FROM ({sql}) AS unwanted)", params  # noqa: S608

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
from hackit.search.query import Group, Term

COUNTED_APART = 5_000
"""Words that more Entries hold than that count as equally common."""

LOOKED_AT, FEWEST_OF_A_WORD = 10_000, 500
"""Where nothing has all the words: so many hits are looked at for all of them together, and of each at least."""

Sql = tuple[str, list[object]]
Groups = Sequence[Sequence[Term]]


@dataclass(frozen=True)
class Choice:
    """Some groups of a query and what does for them as well: other names, being tagged with a topic, or a person."""

    groups: tuple[Group, ...]
    names: tuple[Term, ...] = ()
    topic_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()

    @property
    def is_wide(self) -> bool:
        return bool(self.names or self.topic_ids or self.person_ids)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Everything that may stand in a text for it."""
        return (*(term for group in self.groups for term in group), *self.names)

    @property
    def wide_groups(self) -> tuple[Group, ...]:
        """The groups with the other names added: several words that make a name count as a phrase then."""
        return ((together(self.groups), *self.names),) if self.names else self.groups


def together(groups: Sequence[Group]) -> Term:
    """Several words in a row as one phrase."""
    if len(groups) == 1:
        return groups[0][0]
    tokens = tuple(token for group in groups for token in group[0].norms)
    return Term("phrase", " ".join(group[0].text for group in groups), tokens)


class Engine(Protocol):
    """What an engine can do. `public` confines it to an index that holds public text only.

    `facts` is how `{ENTRY} e` is joined to what was found so that it is asked for each hit and read from the index
    that holds all but the text, and `join` joins what belongs to each hit; `newest_facts` is that table read from the
    newest day on. `windows` are numbers of the newest ids: among so many hits are looked for first, where it can't be
    told to find the newest first.
    """

    facts: str
    join: str
    newest_facts: str
    windows: Sequence[int]
    key: str

    def found(self, groups: Groups, without: Sequence[Term], *, public: bool) -> tuple[str, str, list[object]]:
        """What `ids` finds, beside its facts: FROM with `e`, a condition, the parameters of both. The id is `key`."""

    def ids(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        """SQL of (id) for entries that meet every group and none of `without`."""

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool, among: str = "") -> Sql:
        """The same as (id, score); lower scores are better. `among` is a table of ids: of others no score is made.

        With `among` a word counts more where it stands in the form that was typed.
        """


class Sqlite:
    """FTS5 over two external-content tables: strangers' statements touch the public one only."""

    # As CROSS JOIN the planner asks in the order written: the full-text index once, newest first if so wanted.
    facts = f"CROSS JOIN {ENTRY} e INDEXED BY entry_facts"
    join = "CROSS JOIN"
    # Of public things the planner would read all there are, and sort them.
    newest_facts = f"{ENTRY} e INDEXED BY entry_newest_facts"
    windows = ()
    key = "m.id"

    def found(self, groups: Groups, without: Sequence[Term], *, public: bool) -> tuple[str, str, list[object]]:
        sql, params = self.ids(groups, without, public=public)
        return f"({sql}) AS m {self.facts} ON e.id = m.id", "1 = 1", params

    def ids(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        table = FTS_PUBLIC if public else FTS_ALL
        sql = f"SELECT rowid AS id FROM {table} WHERE {table} MATCH %s"  # noqa: S608
        return sql, [self._expression(groups, without)]

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool, among: str = "") -> Sql:
        table = FTS_PUBLIC if public else FTS_ALL
        # With the plus FTS5 is asked once; without it once for each id.
        only = f" AND +rowid IN (SELECT id FROM {among})" if among else ""  # noqa: S608
        sql = f"SELECT rowid AS id, bm25({table}, 4.0, 1.0, 2.0) AS score FROM {table} WHERE {table} MATCH %s{only}"  # noqa: S608
        return sql, [self._expression(_as_typed(groups) if among else groups, without)]

    def _expression(self, groups: Groups, without: Sequence[Term]) -> str:
        expression = " AND ".join(f"({' OR '.join(map(self._term, group))})" for group in groups)
        if without:
            expression = f"({expression}) NOT ({' OR '.join(map(self._term, without))})"
        return expression

    @staticmethod
    def _term(term: Term) -> str:
        phrase = '"' + " ".join(term.norms) + '"'
        if term.kind != "prefix":
            return phrase
        stems = [f'"{" ".join([*term.norms[:-1], stem])}"' for stem in term.stems]
        return f"({' OR '.join([phrase + ' *', *stems])})"


AS_TYPED = 0.2
"""What PostgreSQL's score, between 0 and 1, gains where all words stand in the forms that were typed."""


class Postgres:
    """A stored tsvector in the `simple` configuration, which keeps our tokens as they are.

    What is asked stands in the statement itself: as a parameter the server would plan for a word of any rarity.
    """

    facts = f"JOIN {ENTRY} e"
    join = "JOIN"
    newest_facts = f"{ENTRY} e"
    # The index gives all hits of a word at once; what costs is reading their rows.
    windows = (10_000, 50_000)
    key = "e.id"

    def found(self, groups: Groups, without: Sequence[Term], *, public: bool) -> tuple[str, str, list[object]]:
        return f"{ENTRY} e", self._finds("e.search_vector", groups, without) + (_PUBLIC if public else ""), []

    def ids(self, groups: Groups, without: Sequence[Term], *, public: bool) -> Sql:
        sql = f"SELECT e.id FROM {ENTRY} e WHERE {self._finds('e.search_vector', groups, without)}"  # noqa: S608
        return sql + (_PUBLIC if public else ""), []

    def match(self, groups: Groups, without: Sequence[Term], *, public: bool, among: str = "") -> Sql:
        only, forms = _PUBLIC if public else "", _forms(groups) if among else []
        if among:
            # Joined to nothing a vector is read from its place apart once, and not each time that it is looked at.
            row = f"SELECT e.id, e.search_vector || '' AS vector FROM {ENTRY} e WHERE e.id = p.id{only} OFFSET 0"  # noqa: S608
            rows = f"{among} p CROSS JOIN LATERAL ({row}) AS e"
        else:
            finds = self._finds("e.search_vector", groups, without)
            rows = f"(SELECT e.id, e.search_vector AS vector FROM {ENTRY} e WHERE {finds}{only}) AS e"  # noqa: S608
        asked = self._asked(groups, without)
        # Scaled to less than 1. It adds up what it finds, however common: a written form is a gain of its own, not one
        # more way to be found.
        score = f"ts_rank_cd(e.vector, {asked}, 32)"
        if forms:
            score += f" + CASE WHEN e.vector @@ {self._asked(forms, ())} THEN {AS_TYPED} ELSE 0 END"
        return f"SELECT e.id, -({score}) AS score FROM {rows} WHERE e.vector @@ {asked}", []  # noqa: S608

    def _finds(self, column: str, groups: Groups, without: Sequence[Term]) -> str:
        """The condition that a vector meets it. By that function, so that the planner knows what asking a row costs."""
        return f"{column} @@ hackit_asked({_literal(self._expression(groups, without))})"

    def _asked(self, groups: Groups, without: Sequence[Term]) -> str:
        return f"to_tsquery('simple', {_literal(self._expression(groups, without))})"

    def _expression(self, groups: Groups, without: Sequence[Term]) -> str:
        expression = " & ".join(f"({' | '.join(map(self._term, group))})" for group in groups)
        return expression + "".join(f" & !({self._term(term)})" for term in without)

    @staticmethod
    def _term(term: Term) -> str:
        def phrase(tokens: Sequence[str], mark: str = "") -> str:
            if not all(map(str.isalnum, tokens)):
                raise ValueError(f"not words of the index: {tokens}")
            return " <-> ".join([f"'{token}'" for token in tokens[:-1]] + [f"'{tokens[-1]}'{mark}"])

        if term.kind != "prefix":
            return f"({phrase(term.norms)})"
        ways = [phrase(term.norms, ":*"), *(phrase([*term.norms[:-1], stem]) for stem in term.stems)]
        return f"({' | '.join(f'({way})' for way in ways)})"


_PUBLIC = " AND e.reach = 'everyone'"


def _literal(expression: str) -> str:
    """Words and their marks, which hold no other character that means something, as a text of SQL."""
    doubled = expression.replace("'", "''")
    return f"'{doubled}'"


def _as_typed(groups: Groups) -> Groups:
    """The groups with the written forms of their words as further ways to meet them.

    For scores alone: who asks has narrowed down to hits, so what meets a group by a form only is not among them.
    """
    return [(*group, *forms) for group, forms in zip(groups, map(_forms_of, groups), strict=True)]


def _forms(groups: Groups) -> list[Group]:
    """For each group whose stems do not tell its words: its written forms alone."""
    return [forms for forms in map(_forms_of, groups) if forms]


def _forms_of(group: Sequence[Term]) -> Group:
    return tuple(Term("word", "", (form,)) for term in group for form in term.forms)


def engine() -> Engine:
    """The engine of the database in use."""
    return Sqlite() if connection.vendor == "sqlite" else Postgres()


def matching(
    core: Groups, none_of: Sequence[Term], choices: Sequence[Choice], visible: Sql, *, public: bool, most: int
) -> Sql:  # fmt: skip
    """SQL of (id, exact) for everything the words of a query find, wide hits included, one row an entry.

    `exact` is 1 where the words themselves were found and 0 where only another name, a tag or a person did. Of a name
    that stands alone each way to be about it gives its newest `most`, as `visible` (a condition on `e`) leaves them.
    Call it with at least one group to find. `most` 0: all of them.
    """
    use = engine()
    exact = use.ids(core, none_of, public=public)
    if not any(choice.is_wide for choice in choices):
        return f"SELECT id, 1 AS exact FROM ({exact[0]}) AS found", exact[1]  # noqa: S608
    if len(choices) == 1 and not none_of:
        others = _other_ways(use, choices[0], public=public)
        if most and not use.windows:
            exact, *others = (newest(use, one, visible, most) for one in (exact, *others))
    else:
        others = [_tied(use, choices, none_of, public=public)]
    every = f"SELECT id, 1 AS exact FROM ({exact[0]}) AS exactly"  # noqa: S608
    every += "".join(f" UNION ALL SELECT id, 0 FROM ({sql}) AS way{n}" for n, (sql, _some) in enumerate(others))  # noqa: S608
    grouped = f"SELECT id, MAX(exact) AS exact FROM ({every}) AS every GROUP BY id"  # noqa: S608
    return grouped, [*exact[1], *(param for _sql, some in others for param in some)]


def newest(use: Engine, found: Sql, visible: Sql, most: int) -> Sql:
    """SQL of the newest `most` of the ids found that are visible (a condition on `e`)."""
    sql = f"SELECT m.id AS id FROM ({found[0]}) AS m {use.facts} ON e.id = m.id WHERE {visible[0]}"  # noqa: S608
    return newest_first(use, (sql, [*found[1], *visible[1]]), most, columns=("e.id", "m.id"))


def newest_first(
    use: Engine, rows: Sql, most: int, *, columns: Sequence[str], only: str = "", at_once: bool = False
) -> Sql:
    """SQL of the newest `most` of some rows with an `id`, a SELECT that ends in its conditions.

    `columns` are what its ids are called in it; `only` is a condition on its result, as `c`. On an engine with
    windows, each is looked into only if those before gave too few; or all `at_once`.
    """
    sql, params = rows

    def part(conditions: Sequence[str]) -> str:
        some = "".join(f" AND {condition}" for condition in conditions)
        within = f"SELECT * FROM ({sql}{some}) AS c WHERE {only}" if only else f"{sql}{some}"  # noqa: S608
        return f"{within} ORDER BY {order} DESC LIMIT {int(most)}"

    order = columns[-1] if not only else "id"
    if not use.windows or at_once:
        return part([]), params
    # With the nought the planner can't walk down the ids instead and ask each row for the words.
    order = "c.id + 0" if only else f"{columns[-1]} + 0"
    begins = [f"(SELECT MAX(id) - {int(width)} FROM {ENTRY})" for width in use.windows]  # noqa: S608
    tables: list[str] = []
    for number, (end, begin) in enumerate(zip(["", *begins], [*begins, ""], strict=True)):
        conditions = [f"{column} > {begin}" for column in columns if begin]
        conditions += [f"{column} <= {end}" for column in columns if end]
        if number:
            had = " + ".join(f"(SELECT COUNT(*) FROM window{one})" for one in range(number))  # noqa: S608
            conditions.append(f"{had} < {int(most)}")
        tables.append(f"window{number} AS MATERIALIZED ({part(conditions)})")
    every = " UNION ALL ".join(f"SELECT * FROM window{number}" for number in range(len(tables)))  # noqa: S608
    sql = f"WITH {', '.join(tables)} SELECT * FROM ({every}) AS windows ORDER BY id DESC LIMIT {int(most)}"  # noqa: S608
    return sql, params * len(tables)


def widened(choices: Sequence[Choice]) -> list[Group]:
    """The groups of a query with every other name of what they name."""
    return [group for choice in choices for group in choice.wide_groups]


def _tied(use: Engine, choices: Sequence[Choice], none_of: Sequence[Term], *, public: bool) -> Sql:
    """SQL of (id): tagged with the topics and on the people that are named, and meeting the other words."""
    sets = [_meeting(use, choice, public=public) for choice in choices if choice.topic_ids or choice.person_ids]
    rest = [group for choice in choices if not (choice.topic_ids or choice.person_ids) for group in choice.wide_groups]
    if rest:
        base, params = use.ids(rest, none_of, public=public)
        narrowing = sets
    else:
        base, params = sets[0]
        narrowing = sets[1:]
    # With the plus the full-text index is asked once; without it once for each id.
    conditions = [f"+id IN ({sql})" for sql, _params in narrowing]
    params = [*params, *(param for _sql, some in narrowing for param in some)]
    if none_of and not rest:
        unwanted, some = use.ids([none_of], [], public=public)
        conditions.append(f"+id NOT IN (SELECT id FROM ({unwanted}) AS unwanted)")  # noqa: S608
        params += some
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT id FROM ({base}) AS base{where}", params  # noqa: S608


def _meeting(use: Engine, choice: Choice, *, public: bool) -> Sql:
    """SQL of the ids of what meets a choice in any way, each once."""
    ways = _ways(use, choice, public=public)
    return " UNION ".join(f"SELECT id FROM ({sql}) AS way{n}" for n, (sql, _some) in enumerate(ways)), [  # noqa: S608
        param for _sql, some in ways for param in some
    ]


def _ways(use: Engine, choice: Choice, *, public: bool) -> list[Sql]:
    """SQL of the ids for each way to meet a choice: its words, its other names, a tag, a person on it."""
    return [use.ids(choice.groups, [], public=public), *_other_ways(use, choice, public=public)]


def _other_ways(use: Engine, choice: Choice, *, public: bool) -> list[Sql]:
    """The ways that are not its own words. Phrases are asked for apart: whether a row has one, only the row tells."""
    words = [name for name in choice.names if len(name.norms) == 1]
    phrases = [name for name in choice.names if len(name.norms) > 1]
    ways = [use.ids([names], [], public=public) for names in (words, phrases) if names]
    role = "role = 'author' AND " if public else ""  # who else is on it is not for strangers
    tables = (
        ("hackit_entrytopic WHERE how = 'tagged' AND topic_id", choice.topic_ids),
        (f"hackit_entryperson WHERE {role}person_id", choice.person_ids),
    )
    for links, ids in tables:
        if ids:
            marks = ", ".join(["%s"] * len(ids))
            ways.append((f"SELECT entry_id AS id FROM {links} IN ({marks})", [*ids]))  # noqa: S608
    return ways


def how_many(choices: Sequence[Choice], visible: Sql, *, public: bool) -> Sql:
    """SQL of (number of the choice, how many Entries meet it) for each choice; `visible` is a condition on `e`.

    Counts no further than to `COUNTED_APART`: what is commoner is as common as that.
    """
    use, parts, params = engine(), [], []
    for number, choice in enumerate(choices):
        sql, some = _meeting(use, choice, public=public)
        found = f"SELECT 1 FROM ({sql}) AS m {use.facts} ON e.id = m.id WHERE {visible[0]} LIMIT {COUNTED_APART}"  # noqa: S608
        parts.append(f"SELECT {number} AS n, COUNT(*) FROM ({found}) AS met")  # noqa: S608
        params += [*some, *visible[1]]
    return " UNION ALL ".join(parts), params


def loosely(
    choices: Sequence[Choice], weights: Sequence[float], none_of: Sequence[Term], visible: Sql, *, public: bool
) -> Sql:  # fmt: skip
    """SQL of (id, score, exact) for what meets some of the choices: those that weigh most, the rarer the heavier.

    Of a common word the newest are looked at, so that it takes no longer than a rare one. `visible` is a condition
    on `e`. What holds a word that was not wanted is left out.
    """
    use, parts, params = engine(), [], []
    most = max(FEWEST_OF_A_WORD, LOOKED_AT // len(choices))
    for number, (choice, weight) in enumerate(zip(choices, weights, strict=True)):
        sql, some = _meeting(use, choice, public=public)
        of_it, some = newest(use, (sql, some), visible, most)
        parts.append(f"SELECT id, {weight:.4f} AS weight FROM ({of_it}) AS newest{number}")  # noqa: S608
        params += some
    summed = f"SELECT id, SUM(weight) AS weight FROM ({' UNION ALL '.join(parts)}) AS every GROUP BY id"  # noqa: S608
    unwanted = ""
    if none_of:
        sql, some = use.ids([none_of], [], public=public)
        unwanted = f" WHERE id NOT IN (SELECT id FROM ({sql}) AS unwanted)"  # noqa: S608
        params += some
    return f"SELECT id, -weight AS score, 0 AS exact FROM ({summed}) AS summed{unwanted}", params  # noqa: S608

"""More like this: what else says the same rare words, or is about the same topics, and why. From Entries, in 4 queries.

The full-text index is asked for what holds any of a page's rarest words; what it gives is ordered here, by how rare
the words are that are shared, and by shared topics. A stranger's question goes to the index of public text only.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from hackit.audience import Viewer
from hackit.database_objects import ENTRY
from hackit.models import Entry, EntryKind, EntryTopic
from hackit.search.engines import engine, newest
from hackit.search.normalise import norms, tokens
from hackit.search.query import Term
from hackit.search.statement import where

SHOWN = 5
WORDS_WEIGHED = 32
WORDS_ASKED = 8
FEWEST_ASKED = 2
COMMON = 500
"""Entries that hold a word: what is commoner is as common as that."""
RANKED = 3_000
CANDIDATES = 60
PARTS_READ = 30
LONGEST_READ = 6_000
SHORTEST_WORD = 4
WORDS_TOLD = 3
A_TOPIC_WEIGHS = 2.0
"""A shared topic counts as much as a word that stands in every seventh of what was found."""

_COMMON_WORDS = (
    "about above across after again against agree agreed agreement also although always among another anything "
    "around asked back because become been before began being below best better between both came can cannot come "
    "coming could data date days decide decided decision different does doing done down during each either else "
    "enough even ever every everyone first following from full further gave gets give given goes going good group "
    "have having here how however into item just keep kept know last later least less like little long look "
    "looking made make makes making many maybe meet meeting meetings might month months more most much must need "
    "needed needs never next note notes nothing only open other others over part people perhaps place plan point "
    "really review said same seen send sent several shall should show since some someone something soon staff "
    "start started still such take taken takes talk team teams than that their them then there these they thing "
    "things think this those though through time times today together tomorrow under until update used using very "
    "want wanted week weeks well went were what when where which while will with within without work worked "
    "working would write year years your "
)
_COMMON = frozenset(norms(_COMMON_WORDS))
_LEFT_OUT = (EntryKind.JOTTING, EntryKind.UPDATE, EntryKind.MEETING)


@dataclass(frozen=True)
class Like:
    """Something like it: the thing, the words as they stand in it, and the topics that both are about."""

    entry: Entry
    words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """ "also Mobile phones; shares: handset, contract"."""
        parts = [f"also {', '.join(self.topics)}"] if self.topics else []
        parts += [f"shares: {', '.join(self.words)}"] if self.words else []
        return "; ".join(parts)


@dataclass
class _Page:
    """The page one looks at: what it is called, its words by weight, its topics, and what belongs to it."""

    title: str = ""
    weights: Counter[str] = field(default_factory=Counter)
    topics: dict[int, str] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)


def like(path: str, user) -> tuple[str, list[Like]] | None:
    """The title of the page at that address, and what is like it; None where this user finds nothing there."""
    page = _page(path, user)
    if page is None:
        return None
    asked = _rarest(page, user)
    if not asked:
        return page.title, []
    found = [entry for entry in _candidates(asked, user) if _page_of(entry) != path and not _is_of(entry, page)]
    return page.title, _ordered(found, page)


def _page(path: str, user) -> _Page | None:
    rows = Entry.objects.visible_to(user).at(path).order_by("pk").values_list(
        "pk", "title", "document_title", "text", "document", "topic_links__topic_id", "topic_links__topic__name"
    )  # fmt: skip
    page, seen = _Page(), set()
    for pk, title, document_title, text, document, topic_id, name in rows[: PARTS_READ * 4]:
        if topic_id:
            page.topics[topic_id] = name
        if pk in seen:
            continue
        seen.add(pk)
        page.title = page.title or document_title or title
        page.documents |= {document} - {""}
        page.weights.update(dict.fromkeys(_telling(title), 3))
        page.weights.update(_telling(text[:LONGEST_READ]))
    return page if seen else None


def _telling(text: str) -> Iterable[str]:
    """The words of a text that may tell what it is about."""
    return [norm for norm in norms(text) if _is_telling(norm)]


def _is_telling(norm: str) -> bool:
    return len(norm) >= SHORTEST_WORD and norm.isalpha() and norm not in _COMMON


def _rarest(page: _Page, user) -> list[str]:
    """Words that stand often here and seldom elsewhere. One that thousands hold likens to nothing, and costs most."""
    words = [word for word, _weight in page.weights.most_common(WORDS_WEIGHED)]
    counts = _held(words, public=Viewer.of(user).is_stranger) if words else {}
    rare = [word for word, count in counts.items() if count < COMMON] or list(counts)[:FEWEST_ASKED]
    rare.sort(key=lambda word: page.weights[word] * math.log(1 + COMMON / counts[word]), reverse=True)
    return rare[:WORDS_ASKED]


def _held(words: Sequence[str], *, public: bool) -> dict[str, int]:
    """In how many Entries each of the words stands that stand in any, no more than `COMMON`."""
    parts: list[str] = []
    params: list[object] = []
    for number, word in enumerate(words):
        sql, some = engine().ids([(Term("word", word, (word,)),)], (), public=public)
        parts.append(f"SELECT {number}, COUNT(*) FROM (SELECT * FROM ({sql}) AS f LIMIT {COMMON}) AS rows{number}")  # noqa: S608
        params += some
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {words[number]: count for number, count in cursor.fetchall() if count}


def _candidates(words: Sequence[str], user) -> list[Entry]:
    """The best of the newest things that hold any of the words, as this user may see them."""
    any_of = [tuple(Term("word", word, (word,)) for word in words)]
    public = Viewer.of(user).is_stranger
    visible = where(Entry.objects.visible_to(user).exclude(kind__in=_LEFT_OUT))
    recent_sql, recent = newest(engine(), engine().ids(any_of, (), public=public), visible, RANKED)
    match_sql, match_params = engine().match(any_of, (), public=public, among="recent")
    sql = (
        f"WITH recent AS MATERIALIZED ({recent_sql}), found AS MATERIALIZED ({match_sql}), best AS MATERIALIZED"  # noqa: S608
        f" (SELECT m.id, m.score FROM found m {engine().facts} ON e.id = m.id"
        f" ORDER BY m.score, e.date DESC, e.id LIMIT {CANDIDATES})"
        f" SELECT x.*, f.name AS forum_name FROM best b JOIN {ENTRY} x ON x.id = b.id"
        f" LEFT JOIN hackit_forum f ON f.id = x.forum_id ORDER BY b.score, x.date DESC, x.id"
    )
    return list(Entry.objects.raw(sql, [*recent, *match_params]))


def _page_of(entry: Entry) -> str:
    return entry.url.partition("#")[0]


def _is_of(entry: Entry, page: _Page) -> bool:
    """Part of the same note or meeting, unless it stands for itself."""
    own = entry.kind in (EntryKind.DECISION, EntryKind.ACTION)
    return not own and entry.document in page.documents


def _ordered(found: Sequence[Entry], page: _Page) -> list[Like]:
    """The few that are most like it, one of each page."""
    links = EntryTopic.objects.filter(entry__in=[entry.pk for entry in found], topic__in=list(page.topics))
    topics: dict[int, list[str]] = {}
    for entry_id, topic_id in links.values_list("entry_id", "topic_id"):
        topics.setdefault(entry_id, []).append(page.topics[topic_id])
    shared = {entry.pk: _shared(entry, page) for entry in found}
    spread = Counter(word for words in shared.values() for word in words)
    rarity = {word: math.log(1 + len(found) / count) for word, count in spread.items()}

    def weight(entry: Entry) -> float:
        return sum(rarity[word] for word in shared[entry.pk]) + A_TOPIC_WEIGHS * len(topics.get(entry.pk, ()))

    best: dict[str, Like] = {}
    for entry in sorted(found, key=lambda one: (-weight(one), -one.date.toordinal(), one.pk)):
        words = sorted(shared[entry.pk], key=lambda word: -rarity[word])[:WORDS_TOLD]
        told = tuple(shared[entry.pk][word] for word in words)
        best.setdefault(_page_of(entry), Like(entry, told, tuple(sorted(topics.get(entry.pk, ())))))
        if len(best) == SHOWN:
            break
    return list(best.values())


def _shared(entry: Entry, page: _Page) -> dict[str, str]:
    """The page's telling words that stand in an entry, each as it is written there."""
    text = f"{entry.title}\n{entry.text[:LONGEST_READ]}"
    found: dict[str, str] = {}
    for token in tokens(text):
        if token.norm in page.weights and token.norm not in found:
            found[token.norm] = text[token.start : token.end].lower()
    return found

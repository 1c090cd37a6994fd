"""A search: typed text and ticks in, ranked Entries with marks, counts and reasons out.

Order: the tier a hit belongs to (`TIERS`), then the engine's score, then the newest, then the id.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from hackit.audience import Viewer
from hackit.models import Entry, EntryRole, Person
from hackit.search.asking import Asked, ask
from hackit.search.capitals import names_only, typed_as_names
from hackit.search.counting import Counts, Found, Listed
from hackit.search.hits import Later, Linked, entries_of, later_decisions, people_of, topics_of
from hackit.search.query import Query, Term, parse_query
from hackit.search.query_filters import ME
from hackit.search.scope import Scope, scope_of
from hackit.search.snippets import mark, matched_words, snippet
from hackit.search.spelling import best_together, joined, slightly, spellings
from hackit.search.statement import ALIAS, MOST, PERSON, Statement
from hackit.search.ticks import with_ticks

PAGE_SIZE = 10
FEW = 2
"""So many hits are few: another spelling is offered."""

MOST_PUT_RIGHT = 3  # words of one search

TIERS = (
    "phrase in the heading", "in the heading", "in the note’s title", "of that date", "tagged with the topic",
    "in the text", "by or with the person", "also called", "most of the words",
)  # fmt: skip
"""Why a hit is one, best first. The numbers have names in `statement`."""


@dataclass(frozen=True)
class Hit:
    """One hit as it is shown: the Entry, its title and text as safe HTML with the words marked, and why it is one.

    `people` wrote or own it; `later` is what was agreed since on one of its topics.
    """

    entry: Entry
    title: str
    snippet: str
    why: str
    people: tuple[str, ...] = ()
    more_in_document: int = 0
    later: Later | None = None

    @property
    def document_url(self) -> str:
        """The page of the note or meeting that it is part of, "" for what has a page of its own."""
        page, hash_, _place = self.entry.url.partition("#")
        return page if hash_ else ""


@dataclass
class Results:
    """What a search gave. `total` counts every hit, `shown` those left when a document's share is capped.

    `is_more`: there are more than that, of which the newest were taken; `is_more_beside`: so it is with what the ticks
    leave out and other ticks would find.
    """

    query: Query
    scope: Scope
    asked: Asked = field(default_factory=Asked)
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    shown: int = 0
    is_more: bool = False
    is_more_beside: bool = False
    pages: int = 1
    page: int = 1
    counts: Counts = field(default_factory=dict)
    shown_for: str = ""
    did_you_mean: str = ""
    is_loose: bool = False

    @property
    def notes(self) -> list[str]:
        """Plain sentences about what was not understood."""
        return [*self.query.notes, *self.scope.notes]


def search(
    text: str, *, user, on: date, ticks: Mapping[str, list[str]] | None = None, newest: bool = False,
    page: int = 1, exactly: bool = False, as_typed: bool = False, size: int = PAGE_SIZE,
) -> Results:  # fmt: skip
    """Search for `text` as this user sees the records on that day.

    `ticks` are the form's filters by facet name; `newest` sorts by date; `exactly` leaves out what topics and people
    are also called; `as_typed` puts no spelling right; `page` counts from 1 and is brought into range. Never raises
    for any text or ticks. What finds nothing is tried with its spelling put right (`shown_for`), then with most of
    its words (`is_loose`).
    """
    ticks = ticks or {}
    results, statement = _prepare(text, user=user, on=on, ticks=ticks, exactly=exactly)
    if statement is None:
        return results
    found = statement.find(newest=newest)
    if results.asked.core and found.seen <= FEW and not (ticks and statement.finds_more_than(FEW)):
        again = partial(_prepare, user=user, on=on, ticks=ticks, exactly=exactly)
        results, found = _otherwise(text, results, statement, found, again, newest=newest, as_typed=as_typed)
    results.counts, results.total, results.is_more = found.counts, found.total, found.is_more
    results.is_more_beside = found.is_more_beside
    results.shown = len(found.listed)
    results.pages = max(1, -(-results.shown // size))
    results.page = min(max(page, 1), results.pages)
    if found.listed:
        results.hits = _hits(found.listed[(results.page - 1) * size :][:size], results, user)
    return results


def _prepare(text: str, *, user, on: date, ticks, exactly: bool) -> tuple[Results, Statement | None]:
    query = with_ticks(parse_query(text), ticks)
    viewer = Viewer.of(user)
    asks_for_me = viewer.person_id and any(found.value == ME for found in query.filters)
    me = Person.objects.filter(pk=viewer.person_id).first() if asks_for_me else None
    scope = scope_of(query, user=user, me=me, on=on)
    results = Results(query=query, scope=scope)
    if not query:
        return results, None
    results.asked = ask(query, user, exactly=exactly)
    return results, Statement(results.asked, scope, user=user)


def _otherwise(
    text: str, results: Results, statement: Statement, found: Found,
    again: Callable[[str], tuple[Results, Statement | None]], *, newest: bool, as_typed: bool,
) -> tuple[Results, Found]:  # fmt: skip
    """Little was found or nothing: what was meant, if that finds more; else most of the words."""
    user = statement.user
    finds_something = found.seen > 0 or (bool(statement.bits) and statement.finds_more_than(0))
    held = statement.how_many()
    as_one = joined(results.query.all_of, user)
    better = text.replace(*as_one) if as_one else _respelt(text, results.asked, held, user)
    other, its_statement = again(better) if better else (results, None)
    if its_statement is not None and its_statement.finds_more_than(0):
        if finds_something or as_typed:
            results.did_you_mean = better
        else:
            other.shown_for = better
            return other, its_statement.find(newest=newest)
    elif better and not finds_something and not as_typed:
        # Not found together in the right spelling either: most of its words, slips put right.
        better = slightly(text, better) if any(held) else better
        if better != text:
            results, its_statement = again(better)
            statement = its_statement or statement
            held = statement.how_many()
            results.shown_for = better
    if finds_something or len(held) < 2 or not any(held):
        return results, found
    loose = Statement(results.asked, results.scope, user=user, weights=_weights(held))
    results.is_loose = True
    return results, loose.find(newest=newest)


def _weights(held: Sequence[int]) -> tuple[float, ...]:
    """How much each word counts, by how rare it is: one that half of the Entries hold a tenth of one that one holds."""
    most = max(held) + 1
    return tuple(1 + math.log(most / (count + 1)) if count else 0.0 for count in held)


def _respelt(text: str, asked: Asked, held: Sequence[int], user) -> str:
    """The text with words that (nearly) nothing holds put right, or "" where there is nothing to put right."""
    others: dict[int, list[str]] = {}
    place = 0
    names: set[int] | None = None  # looked up where there is something to put right
    for choice, count in zip(asked.choices, held, strict=True):
        term = choice.groups[0][0]
        is_one_word = len(choice.groups) == len(choice.groups[0]) == 1 and term.kind == "word"
        may_be_wrong = is_one_word and count <= FEW and not choice.is_wide and len(others) < MOST_PUT_RIGHT
        found = spellings(term, user, found=count) if may_be_wrong else []
        if found and term.text[:1].isupper():
            names = typed_as_names([group[0].text for group in asked.core], user) if names is None else names
            found = names_only(found, user) if place in names else found
        if found:
            others[place] = [term.text, *found] if count else found
        place += len(choice.groups)
    if not others:
        return ""
    better = text
    for place, word in best_together(asked, others, user).items():
        typed = asked.core[place][0].text
        better = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", lambda _found, word=word: word, better)
    return better if better != text else ""


def _hits(listed: Sequence[Listed], results: Results, user) -> list[Hit]:
    """The hits of a page in their order, each with `tier` and `more` (its document's hits not shown). Four queries."""
    entries = entries_of([one.id for one in listed], user)
    people, topics = people_of(entries, user), topics_of(entries)
    of_any = {pk for of_one in topics.values() for pk in of_one}
    later = later_decisions(of_any, min(entry.date for entry in entries.values()), user) if of_any else {}
    asked, terms = results.asked, results.asked.terms
    hits = []
    for one in listed:
        if (entry := entries.get(one.id)) is None:
            continue
        decisions = (decision for topic in topics[entry.pk] for decision in later.get(topic, []))
        text = entry.text or entry.heading
        hits.append(
            Hit(
                entry=entry,
                title=mark(entry.title, terms),
                snippet=snippet(text, terms) if text and text != entry.title else "",
                why=_why(entry, people[entry.pk], one.tier, terms, asked),
                people=tuple(on.name for on in people[entry.pk] if on.role in (EntryRole.AUTHOR, EntryRole.OWNER)),
                more_in_document=one.more,
                later=next((d for d in decisions if d.date > entry.date and d.entry_id != entry.pk), None),
            )
        )
    return hits


def _why(entry: Entry, people: Sequence[Linked], tier: int, terms: list[Term], asked: Asked) -> str:
    """One sentence part that says why this is a hit."""
    if not asked:
        return "newest first"
    if tier not in (PERSON, ALIAS, MOST):
        return TIERS[tier]
    words = matched_words(f"{entry.title}\n{entry.heading}\n{entry.document_title}\n{entry.text}", terms)
    if tier == MOST:
        return f"has {', '.join(words[:6])}" if words else TIERS[MOST]
    sought = {person.pk for person in asked.people}
    tied = [on.name for on in people if on.person_id in sought]
    if tier == PERSON or (tied and not asked.topics):
        return f"by or with {tied[0]}" if tied else f"names {words[0]}" if words else TIERS[PERSON]
    names = [topic.name for topic in asked.topics]
    return f"{TIERS[ALIAS]}: {', '.join(words[:3])}" if words else f"tagged {', '.join(names[:2])}"

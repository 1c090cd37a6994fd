"""A search: typed text and ticks in, ranked Entries with marks, counts and reasons out.

Order: the tier a hit belongs to, then the engine's score, then the newest, then the id. The tiers, best first:
the words as a phrase in its heading; all words in its heading; the words and the topic's tag; the words; only
another name of the topic or its tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from hackit.audience import Viewer
from hackit.models import Entry, EntryKind, EntryPerson, EntryTopic, Person
from hackit.search.query import Query, Term, parse_query
from hackit.search.scope import Scope, scope_of
from hackit.search.snippets import mark, matched_words, snippet
from hackit.search.statement import Counts, Statement
from hackit.search.widening import Widened, widen

PAGE_SIZE = 10

TIERS = ("phrase in the heading", "in the heading", "tagged with the topic", "in the text", "also called")


@dataclass(frozen=True)
class Hit:
    """One hit as it is shown: the Entry, its title and text as safe HTML with the words marked, and why it is one."""

    entry: Entry
    title: str
    snippet: str
    why: str
    more_in_document: int = 0
    later: Entry | None = None


@dataclass
class Results:
    """What a search gave. `total` counts every hit, `shown` those left when a document's share is capped."""

    query: Query
    scope: Scope
    widened: Widened
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    shown: int = 0
    pages: int = 1
    page: int = 1
    counts: Counts = field(default_factory=dict)

    @property
    def notes(self) -> list[str]:
        """Plain sentences about what was not understood."""
        return [*self.query.notes, *self.scope.notes]


def search(
    text: str, *, user, on: date, ticks: Mapping[str, list[str]] | None = None, newest: bool = False,
    page: int = 1, exactly: bool = False, size: int = PAGE_SIZE,
) -> Results:  # fmt: skip
    """Search for `text` as this user sees the records on that day.

    `ticks` are the form's filters by facet name; `newest` sorts by date; `exactly` leaves out what topics are also
    called; `page` counts from 1 and is brought into range. Never raises for any text or ticks.
    """
    query = parse_query(text)
    viewer = Viewer.of(user)
    me = Person.objects.filter(pk=viewer.person_id).first() if viewer.person_id and "me" in text else None
    scope = scope_of(query, ticks or {}, user=user, me=me, on=on)
    widened = widen(query, user) if query.all_of and not exactly else Widened(None, (), ())
    results = Results(query=query, scope=scope, widened=widened)
    if not query and not scope.by_facet:
        return results
    statement = Statement(query, scope, widened.widening, user=user)
    results.counts, results.total, results.shown = statement.counts()
    results.pages = max(1, -(-results.shown // size))
    results.page = min(max(page, 1), results.pages)
    if results.shown:
        entries = statement.page(newest=newest, offset=(results.page - 1) * size, size=size)
        results.hits = _hits(entries, query, widened, user)
    return results


def _hits(rows, query: Query, widened: Widened, user) -> list[Hit]:
    people = EntryPerson.objects.select_related("person").order_by("role", "person__name")
    topics = EntryTopic.objects.select_related("topic").order_by("how", "topic__name")
    entries = list(
        rows.prefetch_related(Prefetch("people_links", queryset=people), Prefetch("topic_links", queryset=topics))
    )
    later = _later_decisions(entries, user)
    return [_hit(entry, query, widened, later) for entry in entries]


def _hit(entry: Entry, query: Query, widened: Widened, later: dict[int, list[Entry]]) -> Hit:
    terms = list(query.terms)
    if widened.widening:
        terms += [term for group in widened.widening.groups for term in group if term not in terms]
    text = entry.text or entry.heading
    return Hit(
        entry=entry,
        title=mark(entry.title, terms),
        snippet=snippet(text, terms) if text and text != entry.title else "",
        why=_why(entry, query, terms, widened),
        more_in_document=entry.more,
        later=next(
            (
                decision
                for link in entry.topic_links.all()
                for decision in later.get(link.topic_id, [])
                if decision.date > entry.date and decision.pk != entry.pk
            ),
            None,
        ),
    )


def _why(entry: Entry, query: Query, terms: list[Term], widened: Widened) -> str:
    """One sentence part that says why this is a hit."""
    if not query.all_of:
        return "newest first"
    seen = f"{entry.title}\n{entry.heading}\n{entry.text}"
    if entry.tier == len(TIERS) - 1:
        words = matched_words(seen, terms)
        names = [topic.name for topic in widened.topics]
        return f"{TIERS[-1]}: {', '.join(words[:3])}" if words else f"tagged {', '.join(names[:2])}"
    return TIERS[entry.tier]


def _later_decisions(entries: list[Entry], user) -> dict[int, list[Entry]]:
    """For each topic of these entries, what was agreed on it later, newest first, as this user may see it."""
    topic_ids = {link.topic_id for entry in entries for link in entry.topic_links.all()}
    if not topic_ids:
        return {}
    agreed = Entry.objects.visible_to(user).filter(
        kind=EntryKind.DECISION, status__in=("agreed", "caveats"), date__gt=min(entry.date for entry in entries)
    )
    links = EntryTopic.objects.filter(topic_id__in=topic_ids, entry__in=agreed).select_related("entry")
    found: dict[int, list[Entry]] = {}
    for link in links.order_by("-entry__date", "-entry_id")[:100]:
        found.setdefault(link.topic_id, []).append(link.entry)
    return found

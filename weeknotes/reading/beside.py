"""What else there is to a published note, as a reader may see it: what came later, what follows, its neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, OuterRef, Subquery

from hackit.joining.raising import Next, Text, what_happens_next
from hackit.links import links_in
from hackit.models import Entry, EntryKind, EntryTopic, Publication, PublishedPart, Topic
from hackit.timeline import counted
from hackit.topics.standing import is_caveat_of
from weeknotes.reading.published import DOCUMENT_TYPE, Later, Reading

MAIN_TOPICS = 3
"""Topics of a note that lead to the note before and after on them."""


# --- Later: agreed 16 July 2019 ---


_OUTCOMES = {"agreed": "agreed", "caveats": "agreed", "not_agreed": "not agreed", "put_off": "put off"}


def with_later(reading: Reading, publication: Publication, user, *, on: date) -> Reading:
    """The same, each section with the newest outcome on one of its topics since the note's last week.

    Its topics are those it is tagged with; of a section with none, those that its words name, as the search has them.
    Three queries.
    """
    about = _topics_of_sections(reading, publication, user)
    topics = {pk: name for found in about.values() for pk, name in found.items()}
    ends_on = reading.week + timedelta(days=7 * reading.weeks_covered - 1)
    decided = EntryTopic.objects.visible_to(user).filter(
        topic=OuterRef("pk"), kind=EntryKind.DECISION, date__gt=ends_on, date__lte=on
    ).exclude(status="replaced").order_by("-date", "-entry_id")  # fmt: skip
    last = Topic.objects.filter(pk__in=list(topics)).values(newest=Subquery(decided.values("entry_id")[:1]))
    rows = Entry.objects.visible_to(user).filter(pk__in=last, topic_links__topic__in=list(topics))
    decisions = rows.annotate(about=F("topic_links__topic_id")).order_by("date", "pk")
    newest = {one.about: one for one in decisions.defer("search_title", "search_body")}
    days = {one.date for one in newest.values() if one.status == "caveats"}
    caveats = Entry.objects.visible_to(user).filter(kind=EntryKind.CAVEAT, date__in=days).exclude(status="not_needed")
    listed = list(caveats.defer("search_title", "search_body")) if days else []
    sections = []
    for section in reading.sections:
        later = None
        mine = [newest[pk] for pk in about.get(section.anchor, {}) if pk in newest]
        if mine:
            last_one = max(mine, key=lambda one: (one.date, one.pk))
            is_said = [topic.pk for topic in section.topics] == [last_one.about]
            named = "" if is_said else topics[last_one.about]
            later = Later(_outcome(last_one, listed), last_one.date, last_one.url, named)
        sections.append(replace(section, later=later))
    return replace(reading, sections=sections)


def _topics_of_sections(reading: Reading, publication: Publication, user) -> dict[str, dict[int, str]]:
    """By a section's anchor the ids and names of its topics: those it is tagged with, else those that it names."""
    about = {one.anchor: {topic.pk: topic.name for topic in one.topics} for one in reading.sections}
    links = EntryTopic.objects.visible_to(user).filter(
        entry__source_type=PublishedPart._meta.label_lower,
        entry__document=f"{DOCUMENT_TYPE}:{publication.document_ref}",
        kind=EntryKind.SECTION,
        how=EntryTopic.How.MATCHED,
    )
    named: dict[str, dict[int, str]] = {}
    for url, pk, name in links.order_by("pk").values_list("entry__url", "topic_id", "topic__name"):
        named.setdefault(url.partition("#")[2], {})[pk] = name
    return {anchor: found or named.get(anchor, {}) for anchor, found in about.items()}


def _outcome(decision: Entry, caveats: Iterable[Entry]) -> str:
    words = _OUTCOMES.get(decision.status, "decided")
    if decision.said:
        words += f" by {decision.said}"
    if decision.status == "caveats":
        mine = sum(is_caveat_of(caveat, decision) for caveat in caveats)
        words += f" with {counted(mine, 'caveat')}" if mine else " with caveats"
    return words


# --- What happens next ---


def next_of(publication: Publication, reading: Reading, user, *, on: date) -> list[Next]:
    """The actions that follow from a note, each once."""
    links = {link for section in reading.sections for link in links_in(section.html)}
    text = Text(
        page=publication.url,
        places=tuple(f"{publication.url}#{section.anchor}" for section in reading.sections),
        points=reading.points,
        links=tuple(sorted(links)),
    )
    return what_happens_next(text, user, on=on)


# --- Before and after, by topic ---


@dataclass(frozen=True)
class OnTopic:
    """The sections before and after a note on a topic of it."""

    topic: Topic
    before: Entry | None
    after: Entry | None


def neighbours_by_topic(publication: Publication, topics: Sequence[Topic], user) -> list[OnTopic]:
    """What was written before and after in other published notes on the main topics. Two queries."""
    main = [topic.pk for topic in topics[:MAIN_TOPICS]]
    if not main:
        return []
    own = f"{DOCUMENT_TYPE}:{publication.document_ref}"
    sections = EntryTopic.objects.visible_to(user).filter(
        topic=OuterRef("pk"), how=EntryTopic.How.TAGGED, kind=EntryKind.SECTION
    )
    others = sections.exclude(status="draft").exclude(entry__document=own)
    before = others.filter(date__lt=publication.date).order_by("-date", "entry_id")
    after = others.filter(date__gt=publication.date).order_by("date", "entry_id")
    rows = Topic.objects.known_to(user).filter(pk__in=main).annotate(
        before_id=Subquery(before.values("entry_id")[:1]), after_id=Subquery(after.values("entry_id")[:1])
    )  # fmt: skip
    found = {topic.pk: topic for topic in rows}
    # Asked even where there are none, so that every note costs the same: nothing has the id 0
    ids = {0} | {pk for topic in found.values() for pk in (topic.before_id, topic.after_id) if pk}
    entries = Entry.objects.visible_to(user).defer("text", "search_title", "search_body").in_bulk(list(ids))
    return [
        OnTopic(found[pk], entries.get(found[pk].before_id), entries.get(found[pk].after_id))
        for pk in main
        if pk in found and (found[pk].before_id or found[pk].after_id)
    ]

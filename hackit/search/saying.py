"""Entries that say what somebody asks for, as a plain set without ranks: for answers taken out and what is followed.

The same words and filters as in the search box; a question that as a whole names a topic finds what is about it too.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hackit.models import EntryTopic, Topic
from hackit.models.entries import EntryQuerySet
from hackit.search.having import meeting
from hackit.search.normalise import norms
from hackit.search.query import Query, parse_query
from hackit.search.scope import scope_of


def saying(rows: EntryQuerySet, text: str, *, user, on: date) -> EntryQuerySet:
    """Those of the rows that meet a query as this user may put it; none for a query that asks nothing."""
    query = parse_query(text)
    if not query:
        return rows.none()
    scope = scope_of(query, user=user, me=getattr(user, "person", None), on=on)
    rows = rows.filter(scope.fixed)
    for condition in scope.by_facet.values():
        rows = rows.filter(condition)
    if query.all_of:
        words = Q(pk__in=meeting(query.all_of, user))
        if topic := _named(query, user):
            words |= Q(pk__in=EntryTopic.objects.filter(topic=topic).values("entry_id"))
        rows = rows.filter(words)
    return rows.exclude(pk__in=meeting([query.none_of], user)) if query.none_of else rows


def _named(query: Query, user) -> Topic | None:
    """The one topic that the words together are called, if this user knows it."""
    if any(len(group) > 1 or group[0].kind == "prefix" for group in query.all_of):
        return None
    asked = tuple(token for group in query.all_of for token in group[0].norms)
    found = [
        topic
        for topic in Topic.objects.known_to(user).prefetch_related("aliases")
        if asked in {norms(topic.name), *(norms(alias.text) for alias in topic.aliases.all())}
    ]
    return found[0] if len(found) == 1 else None

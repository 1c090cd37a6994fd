"""What may stand after `topic:`, `in:`, `is:` and the others in a search box, and which filters begin as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from hackit.audience import Viewer
from hackit.dates import financial_year, financial_year_label
from hackit.models import Entry, EntryKind, Forum
from hackit.search.normalise import folded
from hackit.search.offered import Named, Suggestion, best_named, people_like, topics_like
from hackit.search.query_filters import KINDS, ME, SORTS, STATES, field_named

WHAT_IT_DOES = {
    "topic": "Only what is about a topic",
    "person": "Only what somebody wrote, owns or is named in",
    "by": "Only what somebody wrote",
    "owner": "Only what somebody owns",
    "kind": "Only actions, decisions, weeknotes…",
    "sort": "Only thanks, learning, tips…",
    "in": "Only one group",
    "from": "Only from a day, month or year on",
    "to": "Only up to a day, month or year",
    "fy": "Only one financial year",
    "is": "Only what is open, overdue or done",
}
FOR_STRANGERS = ("topic", "by", "kind", "in", "from", "to", "fy")
SHORTEST_NAME = 2  # letters of a filter's name before it is offered
YEARS = 6

_VALUE = re.compile(
    r"""(?P<before>(?:.*\s)?[-−–—]?)(?P<field>[^\W\d_]+):(?:["“](?P<quoted>[^"“”:]*)|(?P<plain>[^\s"“”:]*))""",
    re.DOTALL,
)
_NAME = re.compile(r"(?P<before>(?:.*\s)?[-−–—]?)(?P<name>[^\W\d_]+)", re.DOTALL)


def values_like(typed: str, *, user, on: date) -> list[Suggestion] | None:
    """What may stand after the filter that is being typed; None where none is. At most one query."""
    found = _VALUE.fullmatch(typed)
    field = field_named(found["field"]) if found else None
    if not found or field is None or (Viewer.of(user).is_stranger and field not in FOR_STRANGERS):
        return None
    value = found["quoted"] if found["quoted"] is not None else found["plain"]
    start = f"{found['before']}{found['field']}:"
    named = _named(field, folded(value.replace("-", " ").replace("_", " ")), user=user, on=on)
    return [Suggestion(one.name, one.more, insert=f"{start}{one.slug}") for one in named]


def names_like(typed: str, *, user) -> list[Suggestion]:
    """The filters that begin as the last word does. No query."""
    found = _NAME.fullmatch(typed)
    if not found or len(found["name"]) < SHORTEST_NAME:
        return []
    known = FOR_STRANGERS if Viewer.of(user).is_stranger else tuple(WHAT_IT_DOES)
    return [
        Suggestion(f"{name}:", WHAT_IT_DOES[name], insert=f"{found['before']}{name}:", goes_on=True)
        for name in known
        if name.startswith(found["name"].lower())
    ]


def _named(field: str, sought: tuple[str, ...], *, user, on: date) -> Iterable[Named]:
    if field == "topic":
        return [Named(t.name, t.slug, more=f"also {t.also}" if t.also else "") for t in topics_like(sought, user)]
    if field in ("person", "by", "owner"):
        me = [] if Viewer.of(user).person_id is None else [("Me", ME, None, "Whoever is signed in")]
        return [*best_named(sought, me), *people_like(sought, user)]
    if field == "in":
        return best_named(sought, _groups(user))
    if field == "fy":
        this = financial_year(on)
        years = [financial_year_label(this - back) for back in range(YEARS)]
        return [
            Named(year, year) for year in years if not sought or year.replace("/", " ").startswith(" ".join(sought))
        ]
    if field == "kind":
        return best_named(sought, [(EntryKind(code).label, _typed(code), _typed(code), "") for code in KINDS])
    codes = SORTS if field == "sort" else STATES if field == "is" else ()
    return best_named(sought, [(_typed(code).replace("-", " ").capitalize(), _typed(code), None, "") for code in codes])


def _typed(code: str) -> str:
    return code.replace("_", "-")


def _groups(user) -> Sequence[tuple[str, str, str | None, str]]:
    """Groups that this user may name: a stranger those of which something is public."""
    groups = Forum.objects.all()
    if not Viewer.of(user).is_stranger:
        return [(name, slug, full, full) for name, slug, full in groups.values_list("name", "slug", "full_name")]
    public = Entry.objects.visible_to(user).exclude(forum=None)
    return [
        (name, slug, None, "")
        for name, slug in groups.filter(pk__in=public.values("forum_id")).values_list("name", "slug")
    ]

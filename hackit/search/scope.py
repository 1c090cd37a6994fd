"""The filters of a search as conditions on Entries: from the typed query and from the form beside it, in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from hackit.audience import Viewer
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic, Forum, Person, Topic
from hackit.search.naming import people_known_to
from hackit.search.query import Query
from hackit.search.query_filters import ME, Filter
from hackit.slugs import slug_of

KIND_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "weeknotes": ("Weeknotes", (EntryKind.SECTION,)),
    "meetings": (
        "Meetings",
        (EntryKind.MEETING, EntryKind.ITEM, EntryKind.POINT, EntryKind.NOTE, EntryKind.QUESTION, EntryKind.ASK),
    ),
    "decisions": ("Decisions", (EntryKind.DECISION, EntryKind.CAVEAT, EntryKind.REFERRAL)),
    "actions": ("Actions", (EntryKind.ACTION, EntryKind.UPDATE)),
    "ideas": ("Ideas for later", (EntryKind.IDEA,)),
    "jottings": ("Jottings", (EntryKind.JOTTING,)),
    "coming_up": ("Coming up", (EntryKind.COMING_UP,)),
}
"""What the ticks under Kind are called, and the kinds of Entries each holds."""

GROUP_OF_KIND = {str(kind): key for key, (_, kinds) in KIND_GROUPS.items() for kind in kinds}
OPEN_STATES = ("not_started", "in_progress", "waiting")
FACETS = ("kind", "topic", "person", "group", "year")


@dataclass
class Scope:
    """What a search is narrowed to: `fixed` holds always; `by_facet` holds one condition a facet that is ticked.

    Facets are kept apart so that each can be counted with all the others applied.
    """

    fixed: Q = field(default_factory=Q)
    by_facet: dict[str, Q] = field(default_factory=dict)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def all(self, *, but: str = "") -> Q:
        """Every condition, less that of one facet."""
        condition = self.fixed
        for name, part in self.by_facet.items():
            if name != but:
                condition &= part
        return condition


def tagged_condition(topic_ids: Sequence[int]) -> Q:
    """Entries that are tagged with one of the topics or name it."""
    return Q(pk__in=EntryTopic.objects.filter(topic_id__in=topic_ids).values("entry_id"))


def person_condition(person_ids: Sequence[int], *roles: str) -> Q:
    """Entries that one of the people is on, in one of the roles (none: in any)."""
    links = EntryPerson.objects.filter(person_id__in=person_ids)
    return Q(pk__in=(links.filter(role__in=roles) if roles else links).values("entry_id"))


def scope_of(query: Query, ticks: Mapping[str, list[str]], *, user, me: Person | None, on: date) -> Scope:
    """The conditions of a query and of the form's ticks, as this user may name them.

    Topics, people and groups that the user may not know of are not found by name either: the sentence is the same
    as for one that does not exist.
    """
    scope = Scope()
    for found in query.filters:
        condition = _typed(found, scope, user=user, me=me, on=on)
        if condition is not None:
            scope.fixed &= ~condition if found.without else condition
    _tick(scope, ticks, user)
    return scope


def _typed(found: Filter, scope: Scope, *, user, me: Person | None, on: date) -> Q | None:
    name, value = found.field, found.value
    if name in ("from", "to"):
        return Q(date__gte=value) if name == "from" else Q(date__lte=value)
    if name == "fy":
        return Q(financial_year=value)
    if name in ("kind", "sort"):
        return Q(**{name: value})
    if name == "is":
        return _state(str(value), on)
    if name == "in":
        groups = _groups_known_to(user).filter(Q(name__iexact=value) | Q(slug__iexact=value))
        ids = list(groups.values_list("pk", flat=True))
        return _or_nothing(scope, found, Q(forum_id__in=ids) if ids else None)
    if name == "topic":
        ids = _topics_named(str(value), user)
        return _or_nothing(scope, found, tagged_condition(ids) if ids else None)
    ids = [me.pk] if value == ME and me else _people_named(str(value), user)
    if name == "owner" and Viewer.of(user).is_stranger:
        ids = []
    roles = {"by": (EntryRole.AUTHOR,), "owner": (EntryRole.OWNER,)}.get(name, ())
    return _or_nothing(scope, found, person_condition(ids, *_roles_for(user, roles)) if ids else None)


def _roles_for(user, roles: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The roles (none: any) in which this user may find people: strangers find who wrote a thing, and no more."""
    return (EntryRole.AUTHOR,) if Viewer.of(user).is_stranger else roles


def _groups_known_to(user):
    """Groups that this user may name: a stranger those of which something is public."""
    if not Viewer.of(user).is_stranger:
        return Forum.objects.all()
    return Forum.objects.filter(pk__in=Entry.objects.visible_to(user).exclude(forum=None).values("forum_id"))


def _or_nothing(scope: Scope, found: Filter, condition: Q | None) -> Q:
    """The condition, or one that nothing meets together with a sentence that says so."""
    if condition is not None:
        return condition
    scope.notes.append(f"Nothing here is called “{found.text}”, so “{found.field}:” finds nothing.")
    return Q(pk__in=[])


def _state(state: str, on: date) -> Q:
    if state == "open":
        return Q(kind__in=(EntryKind.ACTION, EntryKind.CAVEAT), status__in=(*OPEN_STATES, "to_do"))
    if state == "overdue":
        return Q(kind=EntryKind.ACTION, status__in=OPEN_STATES, due__lt=on)
    return Q(status=state)


def _topics_named(text: str, user) -> list[int]:
    """Topics of that name or slug; for staff also those that are called so besides."""
    words = text.replace("-", " ")
    fields = ["name"] if Viewer.of(user).is_stranger else ["name", "aliases__text"]
    ways = [Q(**{f"{one}__iexact": way}) for one in fields for way in dict.fromkeys((words, text))]
    named = ways[0]
    for way in ways[1:]:
        named |= way
    topics = Topic.objects.known_to(user)
    exact = list(topics.filter(named).values_list("pk", flat=True).distinct())
    exact = exact or list(topics.of_slugs(text.lower(), slug_of(text)).values_list("pk", flat=True))
    return exact or list(topics.filter(name__icontains=words).values_list("pk", flat=True)[:5])


def _people_named(text: str, user) -> list[int]:
    """People of that name, nickname or slug. Strangers find authors of public things only."""
    words = text.replace("-", " ")
    people = people_known_to(user)
    named = Q(slug__iexact=text) | Q(name__iexact=words) | Q(aliases__text__iexact=words)
    exact = list(people.filter(named).values_list("pk", flat=True).distinct())
    first = Q(name__istartswith=f"{words} ") | Q(name__iendswith=f" {words}")
    return exact or list(people.filter(first).values_list("pk", flat=True)[:10])


def _tick(scope: Scope, ticks: Mapping[str, list[str]], user) -> None:
    ticks = {name: [value for value in values if "\x00" not in value] for name, values in ticks.items()}
    kinds = [k for key in ticks.get("kind", []) if key in KIND_GROUPS for k in KIND_GROUPS[key][1]]
    if kinds:
        scope.by_facet["kind"] = Q(kind__in=kinds)
    if slugs := ticks.get("topic"):
        ids = list(Topic.objects.known_to(user).filter(slug__in=slugs).values_list("pk", flat=True))
        scope.by_facet["topic"] = tagged_condition(ids)
    if slugs := ticks.get("person"):
        ids = list(Person.objects.named().filter(slug__in=slugs).values_list("pk", flat=True))
        scope.by_facet["person"] = person_condition(ids, *_roles_for(user))
    if slugs := ticks.get("group"):
        scope.by_facet["group"] = Q(
            forum_id__in=list(Forum.objects.filter(slug__in=slugs).values_list("pk", flat=True))
        )
    if years := [int(year) for year in ticks.get("year", []) if year.isascii() and year.isdigit() and len(year) == 4]:
        scope.by_facet["year"] = Q(financial_year__in=years)
    scope.ticked = {name: list(ticks.get(name, [])) for name in FACETS}

"""The filters of a search as conditions on Entries: from the typed query and from the form beside it, in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from hackit.audience import Viewer
from hackit.dates import financial_year_label
from hackit.models import Entry, EntryKind, EntryPerson, EntryRole, EntryTopic, Forum, Person, Topic
from hackit.search.naming import people_known_to
from hackit.search.query import Query
from hackit.search.query_filters import ME, Filter
from hackit.search.ticks import FACET_OF
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
    "money": (
        "Money",
        (EntryKind.BUDGET_LINE, EntryKind.POSITION, EntryKind.FIGURE, EntryKind.PROPOSAL, EntryKind.ENQUIRY),
    ),
    "audit": ("Audit", (EntryKind.REVIEW, EntryKind.RECOMMENDATION)),
}
"""What the ticks under Kind are called, and the kinds of Entries each holds."""

GROUP_OF_KIND = {str(kind): key for key, (_, kinds) in KIND_GROUPS.items() for kind in kinds}
Thing = tuple[int, str, str]
"""The id, slug and name of a topic, person or group."""

OPEN_STATES = ("not_started", "in_progress", "waiting")
FACETS = ("kind", "status", "topic", "person", "group", "year")
STATES = {
    "open": "Open",
    "overdue": "Overdue",
    "done": "Done",
    "agreed": "Agreed",
    "caveats": "Agreed with caveats",
    "not_agreed": "Not agreed",
    "put_off": "Put off",
    "replaced": "Replaced",
    "dropped": "No longer needed",
    "not_started": "Not started",
    "in_progress": "In progress",
    "waiting": "Waiting",
}
"""What the ticks under Status are called."""


@dataclass
class Scope:
    """What a search is narrowed to: `fixed` holds always; `by_facet` holds one condition a facet that is ticked.

    Facets are kept apart so that each can be counted with all the others applied. `on` is the day that decides what
    is overdue. `shown` tells for each filter of a facet the values of the ticks that it stands for, and their words.
    """

    on: date
    fixed: Q = field(default_factory=Q)
    by_facet: dict[str, Q] = field(default_factory=dict)
    shown: dict[Filter, dict[str, str]] = field(default_factory=dict)
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


def scope_of(query: Query, *, user, me: Person | None, on: date) -> Scope:
    """The conditions of a query's filters, as this user may name them: any of one filter's values, and every filter.

    Topics, people and groups that the user may not know of are not found by name either: the sentence is the same
    as for one that does not exist.
    """
    scope = Scope(on)
    any_of: dict[str, Q] = {}
    for found in query.filters:
        condition, shown = _read(found, user=user, me=me, on=on)
        if _starts_after(found, on):
            scope.notes.append(
                f"“{found.field}:{found.text}” begins after today, so only what is coming up can be found."
            )
        if condition is None:
            end = "leaves nothing out" if found.without else "finds nothing"
            scope.notes.append(f"Nothing here is called “{found.text}”, so “{found.field}:” {end}.")
            condition = Q(pk__in=[])
        scope.shown[found] = shown
        if found.without:
            scope.fixed &= ~condition
        elif found.field in ("from", "to"):
            scope.fixed &= condition
        else:
            any_of[found.field] = any_of.get(found.field, Q()) | condition
    for name, condition in any_of.items():
        if name in FACET_OF:
            scope.by_facet[FACET_OF[name]] = condition
        else:
            scope.fixed &= condition
    return scope


def _starts_after(found: Filter, on: date) -> bool:
    """Whether the filter asks for days that have not come yet, and no others."""
    if found.without:
        return False
    if found.field == "fy":
        return date(int(str(found.value)), 4, 1) > on
    return found.field == "from" and str(found.value) > on.isoformat()


def _read(found: Filter, *, user, me: Person | None, on: date) -> tuple[Q | None, dict[str, str]]:
    """The condition of a filter (None: it names nothing), and the ticks that it stands for with their words."""
    name, value = found.field, found.value
    if name in ("from", "to"):
        return Q(date__gte=value) if name == "from" else Q(date__lte=value), {}
    if name == "fy":
        return Q(financial_year=value), {str(value): financial_year_label(int(str(value)))}
    if name == "kind":
        return _kind(str(value))
    if name == "sort":
        return Q(sort=value), {}
    if name == "is":
        return _state(str(value), on), {str(value): STATES.get(str(value), str(value).replace("_", " ").capitalize())}
    things = _things_named(found, user=user, me=me)
    if not things:
        return None, {found.text: found.text}
    ids = [pk for pk, _slug, _name in things]
    shown = {slug: words for _pk, slug, words in things}
    if name == "in":
        return Q(forum_id__in=ids), shown
    if name == "topic":
        return tagged_condition(ids), shown
    roles = {"by": (EntryRole.AUTHOR,), "owner": (EntryRole.OWNER,)}.get(name, ())
    return person_condition(ids, *_roles_for(user, roles)), shown


def _kind(code: str) -> tuple[Q, dict[str, str]]:
    """A kind that heads a group stands for the group, as its tick does; any other for itself."""
    for key, (words, kinds) in KIND_GROUPS.items():
        if code == kinds[0]:
            return Q(kind__in=kinds), {key: words}
    return Q(kind=code), {code: str(EntryKind(code).label)}


def _things_named(found: Filter, *, user, me: Person | None) -> list[Thing]:
    if found.field == "in":
        return _groups_named(str(found.value), user)
    if found.field == "topic":
        return _topics_named(str(found.value), user)
    if found.field == "owner" and Viewer.of(user).is_stranger:
        return []
    if found.value == ME and me:
        return [(me.pk, me.slug, me.name)]
    return _people_named(str(found.value), user)


def _groups_named(text: str, user) -> list[Thing]:
    groups = _groups_known_to(user).filter(Q(name__iexact=text) | Q(slug__iexact=text))
    return list(groups.values_list("pk", "slug", "name"))


def _roles_for(user, roles: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The roles (none: any) in which this user may find people: strangers find who wrote a thing, and no more."""
    return (EntryRole.AUTHOR,) if Viewer.of(user).is_stranger else roles


def _groups_known_to(user):
    """Groups that this user may name: a stranger those of which something is public."""
    if not Viewer.of(user).is_stranger:
        return Forum.objects.all()
    return Forum.objects.filter(pk__in=Entry.objects.visible_to(user).exclude(forum=None).values("forum_id"))


def _state(state: str, on: date) -> Q:
    if state == "open":
        return Q(kind__in=(EntryKind.ACTION, EntryKind.CAVEAT), status__in=(*OPEN_STATES, "to_do"))
    if state == "overdue":
        return Q(kind=EntryKind.ACTION, status__in=OPEN_STATES, due__lt=on)
    return Q(status=state)


def _topics_named(text: str, user) -> list[Thing]:
    """Topics of that name or slug; for staff also those that are called so besides."""
    words = text.replace("-", " ")
    fields = ["name"] if Viewer.of(user).is_stranger else ["name", "aliases__text"]
    ways = [Q(**{f"{one}__iexact": way}) for one in fields for way in dict.fromkeys((words, text))]
    named = ways[0]
    for way in ways[1:]:
        named |= way
    topics = Topic.objects.known_to(user)
    row = ("pk", "slug", "name")
    exact = list(topics.filter(slug=text.lower()).values_list(*row))  # a tick's value means that topic and no other
    exact = exact or list(topics.filter(named).values_list(*row).distinct())
    exact = exact or list(topics.of_slugs(text.lower(), slug_of(text)).values_list(*row))
    return exact or list(topics.filter(name__icontains=words).values_list(*row)[:5])


def _people_named(text: str, user) -> list[Thing]:
    """People of that name, nickname or slug. Strangers find authors of public things only."""
    words = text.replace("-", " ")
    people = people_known_to(user)
    row = ("pk", "slug", "name")
    exact = list(people.filter(slug=text.lower()).values_list(*row))
    named = Q(name__iexact=words) | Q(name__iexact=text) | Q(aliases__text__iexact=words)
    exact = exact or list(people.filter(named).values_list(*row).distinct())
    exact = exact or list(people.of_slugs(text.lower(), slug_of(text)).values_list(*row))
    first = Q(name__istartswith=f"{words} ") | Q(name__iendswith=f" {words}")
    return exact or list(people.filter(first).values_list(*row)[:10])

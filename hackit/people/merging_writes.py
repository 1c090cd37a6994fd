"""Two rows of one person made one: what is looked at before, what moves, and which of two logins stays.

Every foreign key to Person is pointed on by walking them (`links_to`), so a table of tomorrow is not forgotten. What
cannot simply be pointed on, because both may have a row that there is one of, is treated first: by the functions of
`register`, of which each app gives its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.apps import apps
from django.db import transaction
from django.db.models import Q

from hackit import indexing
from hackit.history import record_change
from hackit.models import EntryPerson, FeedKey, Follow, Forum, MailWishes, Membership, OldAddress, Person, PersonAlias
from hackit.people.writes import stored_values
from hackit.repointing import links_to, repoint

Treat = Callable[[Person, Person], None]

_treatments: dict[str, Treat] = {}
_counted: dict[str, str] = {}

LONGEST_ALIAS = PersonAlias._meta.get_field("text").max_length or 0


class CannotMerge(ValueError):
    """Why two people are not made one, as a sentence."""


def register(treatments: dict[str, Treat], counted: dict[str, str]) -> None:
    """Say how rows of an app's tables are made one before what is left is pointed on, by the model's label.

    Each is called with who goes and who stays. `counted`: what the question page counts, by "label.field", in words.
    """
    _treatments.update(treatments)
    _counted.update(counted)


def treated() -> set[str]:
    """The labels of the models that have a treatment of their own."""
    return set(_treatments)


@dataclass(frozen=True)
class Counts:
    """How many rows of one sort hang on either of two people."""

    what: str
    one: int
    other: int


def counts(one: Person, other: Person) -> list[Counts]:
    """What hangs on either of two people: the sorts that have a name in their order, the rest in one sum."""
    found = {
        f"{model._meta.label_lower}.{link.name}": [
            model._base_manager.filter(**{link.name: person}).count() for person in (one, other)
        ]
        for model, link in links_to(Person)
        if model not in (EntryPerson, Person)  # the index, which is made of the rest, and those merged before
    }
    rows = [Counts(what, *found.pop(key)) for key, what in _counted.items()]
    rows.append(Counts("Other places in the records", *map(sum, zip(*found.values(), strict=True))))
    return [row for row in rows if row.one or row.other]


def why_not(one: Person, other: Person) -> str:
    """Why these two are not to be made one, in a sentence; "" where nothing is in the way."""
    if one.pk == other.pk:
        return "That is the same entry. Choose the other one."
    if one.merged_into_id or other.merged_into_id:
        return "Somebody has made one of them part of another meanwhile."
    if all(_may_sign_in(person) for person in (one, other)):
        return (
            f"Both have a login that may sign in: {one.user} and {other.user}. Ask which one they use, and take “May "
            "sign in” from the other on its person’s page first. That ends its sessions and private addresses."
        )
    return ""


def _may_sign_in(person: Person) -> bool:
    return person.user is not None and person.user.is_active


def reads_afterwards(one: Person, other: Person, *, on: date) -> list[Forum]:
    """The groups whose records the login of either can read once they are one, now or from a day to come.

    None where neither may sign in.
    """
    if not any(_may_sign_in(person) for person in (one, other)):
        return []
    rows = Membership.objects.filter(Q(to_date=None) | Q(to_date__gte=on), person__in=[one, other])
    return list(Forum.objects.filter(pk__in=rows.values("forum")).order_by("name"))


def seen_values(one: Person, other: Person) -> dict[str, Any]:
    """What the question page was filled from: if any of it is another by the time of the answer, it is asked anew."""
    found: dict[str, Any] = {}
    for place, person in enumerate(sorted((one, other), key=lambda person: person.pk)):
        found |= {f"{place}.{name}": value for name, value in stored_values(person).items()}
        user = person.user
        found[f"{place}.login"] = (person.pk, user and user.pk, user and user.is_active, user and user.role)
        rows = person.memberships.order_by("pk").values_list("forum", "role", "from_date", "to_date")
        found[f"{place}.groups"] = list(rows)
    return found


def locked(*people: Person) -> list[Person]:
    """Their rows as they are stored now, nobody else's to change until the transaction ends."""
    rows = Person.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[person.pk] for person in people]


def merge_people(one: Person, into: Person, *, by: Person | None) -> None:
    """Whatever points to `one` points to `into` from now on. The row of `one` stays and says where it went.

    The name of `one` becomes another spelling of `into`; its address leads there. Raises CannotMerge.
    """
    with transaction.atomic():
        one, into = locked(one, into)
        if reason := why_not(one, into):
            raise CannotMerge(reason)
        before = stored_values(into)
        had_login = into.user
        _move_login(one, into)
        # Addresses of the other one opened nothing, and would with the rights of the login that holds
        FeedKey.objects.stop_all(one if into.user == had_login else into, by=by)
        if into.user is not None and into.user != had_login and into.user.is_active:  # they are here, as the other was
            into.from_date = _first(one.from_date, into.from_date)
            into.to_date = _last(one.to_date, into.to_date)
        found = _indexed_with(one)
        for treat in _treatments.values():
            treat(one, into)
        for model, link in links_to(Person):
            repoint(model, link, one, into)
        _fill_gaps(one, into)
        one.merged_into = into
        one.save()
        OldAddress.objects.filter(record_type=Person._meta.label_lower, record_ref=one.ref).update(record_ref=into.ref)
        OldAddress.objects.remember(one.get_absolute_url(), into)
        _index_again(found)
        _tell(one, into, before, is_login_new=into.user != had_login, by=by)


def _move_login(one: Person, into: Person) -> None:
    """The login that may sign in goes to who stays; one that may not stays with the row that goes, and opens nothing.

    Where neither may, who stays keeps their own.
    """
    if one.user is None or (into.user is not None and not one.user.is_active):
        return
    comes, goes = one.user, into.user
    for person, user in ((one, None), (into, comes), (one, goes)):  # one row each at any moment: it is unique
        person.user = user
        person.save()
    if MailWishes.objects.filter(person=one).exists():  # what its owner wants goes with the login
        MailWishes.objects.filter(person=into).delete()


def _fill_gaps(one: Person, into: Person) -> None:
    """What nobody said of who stays is taken from who goes."""
    for name in ("role_title", "organisation", "email"):
        if not getattr(into, name):
            setattr(into, name, getattr(one, name))
    into.save()


def _indexed_with(person: Person) -> dict[str, set[int]]:
    """The records that are found with somebody, by their model's label."""
    found: dict[str, set[int]] = {}
    rows = EntryPerson.objects.filter(person=person).order_by()
    for label, pk in rows.values_list("entry__source_type", "entry__source_id").distinct():
        found.setdefault(label, set()).add(pk)
    return found


def _index_again(found: dict[str, set[int]]) -> None:
    for label, ids in sorted(found.items()):
        model = apps.get_model(label)
        indexing.index_all(model.to_index().filter(pk__in=ids))


def _tell(one: Person, into: Person, before: dict[str, Any], *, is_login_new: bool, by: Person | None) -> None:
    after = stored_values(into)
    changes = {name: (before[name], new) for name, new in after.items() if (before[name] or "") != (new or "")}
    if is_login_new and into.user is not None:
        changes |= {"role": (None, into.user.role), "may_sign_in": (None, into.user.is_active)}
    record_change(one, "merged", by=by, changes={"name": (one.name, into.name)})
    record_change(into, "took in", by=by, changes={"another entry": (None, one.name), **changes})


# --- What of this app's tables there may be one of ---


def join_memberships(one: Person, into: Person) -> None:
    """Times in one group that lie over each other become one: from the earlier day, to the later.

    Of two parts holds the one that lasts longer, so that an earlier chair is none again; of two that last as long the
    higher. Times that lie apart stay apart.
    """
    for mine in Membership.objects.filter(person=one).order_by("pk"):
        theirs = Membership.objects.filter(person=into, forum=mine.forum).order_by("pk")
        for other in [row for row in theirs if _overlap(row, mine)]:
            lasts = max(mine, other, key=lambda row: (row.to_date or date.max, _RANK.index(row.role)))
            mine.from_date = _first(mine.from_date, other.from_date)
            mine.role, mine.to_date = lasts.role, lasts.to_date
            other.delete()
        mine.person = into
        mine.save()


_RANK = [str(part) for part in (Membership.Part.MEMBER, Membership.Part.SECRETARY, Membership.Part.CHAIR)]


def _overlap(a: Membership, b: Membership) -> bool:
    return (a.from_date or date.min) <= (b.to_date or date.max) and (b.from_date or date.min) <= (a.to_date or date.max)


def _first(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else min(a, b)


def _last(a: date | None, b: date | None) -> date | None:
    return None if a is None or b is None else max(a, b)


def join_spellings(one: Person, into: Person) -> None:
    """Who stays is also called by the name of who goes, and by all that one was called."""
    names = [*into.aliases.values_list("text", flat=True), one.name, *one.aliases.values_list("text", flat=True)]
    PersonAlias.objects.filter(person__in=[one, into]).delete()
    wanted = {name[:LONGEST_ALIAS].casefold(): name[:LONGEST_ALIAS] for name in reversed(names)}
    wanted.pop(into.name.casefold(), None)
    for text in sorted(wanted.values()):
        into.aliases.create(text=text)


def join_follows(one: Person, into: Person) -> None:
    """A topic or search that both follow is followed once. Searches for who goes look for who stays."""
    for mine in Follow.objects.filter(Q(person__in=[one, into]) | Q(query__contains=one.slug)):
        if (query := _looks_for(mine.query, one.slug, into.slug)) != mine.query:
            mine.query = query
            _follow_once(mine)
    for mine in Follow.objects.filter(person=one):
        if Follow.objects.filter(person=into, topic=mine.topic_id, query=mine.query).exists():
            mine.delete()


def _follow_once(mine: Follow) -> None:
    """Save what somebody follows; where they follow the same already, that holds."""
    if Follow.objects.filter(person=mine.person_id, topic=None, query=mine.query).exclude(pk=mine.pk).exists():
        mine.delete()
    else:
        mine.save()


def _looks_for(query: str, old: str, new: str) -> str:
    """The query of a search with another person chosen."""
    pairs = parse_qsl(query, keep_blank_values=True)
    if ("person", old) not in pairs:
        return query
    return urlencode([(name, new if (name, text) == ("person", old) else text) for name, text in pairs])[:400]


TREATMENTS: dict[str, Treat] = {
    Membership._meta.label: join_memberships,
    PersonAlias._meta.label: join_spellings,
    Follow._meta.label: join_follows,
}

COUNTED = {
    "hackit.membership.person": "Times in groups",
    "hackit.publication_authors.person": "Publications",
    "hackit.topicwording.created_by": "Wordings of topics",
}

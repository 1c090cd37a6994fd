"""Writing people: their names and place, and the login that belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import transaction

from hackit import indexing
from hackit.history import record_change
from hackit.models import Entry, EntryRole, FeedKey, Organisation, Person, Role, User
from hackit.people.organisations import organisation_named
from hackit.seen_forms import ChangedMeanwhile

OWN_FIELDS = ("name", "role_title", "organisation", "from_date", "to_date", "email")


def stored_values(person: Person) -> dict[str, Any]:
    """What the form of a person shows."""
    return {
        "name": person.name,
        "role_title": person.role_title,
        "organisation": person.organisation_id,
        "from_date": person.from_date,
        "to_date": person.to_date,
        "email": person.email,
        "also_called": "\n".join(person.aliases.order_by("text").values_list("text", flat=True)),
    }


def save_person(
    person: Person, *, name: str, role_title: str, organisation: Organisation | None, new_organisation: str,
    from_date: date | None, to_date: date | None, also_called: Sequence[str], by: Person | None,
    email: str | None = None,
) -> Person:  # fmt: skip
    """Make or change a person. An organisation typed by name is made unless there is one of that name.

    `email` None leaves the address as it is.
    """
    with transaction.atomic():
        is_new = person.pk is None
        before = {} if is_new else stored_values(person)
        if new_organisation:
            organisation = organisation_named(new_organisation, by=by)
        person.name, person.role_title, person.organisation = name, role_title, organisation
        person.from_date, person.to_date = from_date, to_date
        person.email = person.email if email is None else email
        own = {key: getattr(person, person._meta.get_field(key).attname) for key in OWN_FIELDS}
        if is_new or any(before[key] != new for key, new in own.items()):
            person.save()
        _set_aliases(person, also_called)
        after = stored_values(person)
        changes = {key: (before.get(key), new) for key, new in after.items() if (before.get(key) or "") != (new or "")}
        if is_new or changes:
            record_change(person, "added" if is_new else "changed", by=by, changes=changes)
        if not is_new and "name" in changes:
            _rename_in_index(person)
    return person


def _set_aliases(person: Person, texts: Sequence[str]) -> None:
    wanted = {text.casefold(): text for text in texts}
    stored = {alias.text.casefold(): alias for alias in person.aliases.all()}
    for key in stored.keys() - wanted.keys():
        stored[key].delete()
    for key in wanted.keys() - stored.keys():
        person.aliases.create(text=wanted[key])


def _rename_in_index(person: Person) -> None:
    """What is found by its owner's name is found by the new one."""
    owned = Entry.objects.filter(people_links__person=person, people_links__role=EntryRole.OWNER)
    by_type: dict[str, set[int]] = {}
    for source_type, source_id in owned.values_list("source_type", "source_id"):
        by_type.setdefault(source_type, set()).add(source_id)
    for source_type, ids in by_type.items():
        for record in apps.get_model(source_type).to_index().filter(pk__in=ids):
            indexing.index(record)


def add_login(person: Person, *, email: str, role: str, by: Person | None) -> User:
    """Give somebody a login without a password: they set one by mail. Raises IntegrityError
    if another login has the address, and ChangedMeanwhile where somebody else gave them one or made them part of
    another person meanwhile."""
    with transaction.atomic():
        if not Person.objects.named().select_for_update().filter(pk=person.pk, user=None).exists():
            raise ChangedMeanwhile
        email = User.objects.normalize_email(email).lower()
        user = User(email=email, role=role)
        user.set_unusable_password()
        # Not by save(), which would make a second person for a login that has none yet.
        User.objects.bulk_create([user])
        person.user = User.objects.get(email=email)
        person.save(update_fields=["user"])
        record_change(person, "given a login", by=by, changes={"role": (None, role), "may_sign_in": (None, True)})
    return person.user


def change_login(user: User, *, role: str, is_active: bool, by: Person | None) -> None:
    """What a login may do, and whether it may be used. Holds from its next request.

    With its role, or the right to sign in, a login loses its sessions and private feed addresses for good: given back,
    it opens none of the old ones. Letters that wait are asked for what their reader may see when they leave. Raises
    ChangedMeanwhile for the login that stayed with somebody who was made part of another person.
    """
    with transaction.atomic():
        # Whoever makes two people one locks them too: a login of the row that goes is never let in beside it.
        if not Person.objects.named().select_for_update().filter(user=user).exists():
            raise ChangedMeanwhile
        user.refresh_from_db()
        was = (user.role, user.is_active)
        if was == (role, is_active):
            return
        user.role, user.is_active = Role(role), is_active
        user.save()
        changes = {"role": (was[0], role), "may_sign_in": (was[1], is_active)}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        record_change(user.person, "login changed", by=by, changes=changes)
        if not is_active or role == Role.NONE:
            _shut_out(user, by=by)


def _shut_out(user: User, *, by: Person | None) -> None:
    """End every session of this login, and every address that opens something in its name."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    FeedKey.objects.stop_all(user.person, by=by)

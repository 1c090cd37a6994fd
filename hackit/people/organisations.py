"""Writing organisations: what one is called, whether it is one of our own teams, two made one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from hackit.history import record_change
from hackit.models import Organisation, Person


def stored_values(organisation: Organisation) -> dict[str, Any]:
    """What the form of an organisation shows of it."""
    return {
        "name": organisation.name,
        "also_called": "\n".join(organisation.aliases),
        "is_team": organisation.is_team,
    }


def organisation_named(name: str, *, by: Person | None) -> Organisation:
    """The organisation of that name in any case, made if there is none."""
    rows = Organisation.objects.filter(name__iexact=name)
    if found := rows.first():
        return found
    try:
        return save_organisation(Organisation(), name=name, also_called=(), is_team=False, by=by)
    except IntegrityError:  # somebody made it between our look and our write
        return rows.get()


def save_organisation(
    organisation: Organisation, *, name: str, also_called: Sequence[str], is_team: bool, by: Person | None
) -> Organisation:
    """Make or change an organisation, with its event. Raises IntegrityError where another has the name."""
    with transaction.atomic():
        is_new = organisation.pk is None
        before = {} if is_new else stored_values(organisation)
        organisation.name, organisation.is_team = name, is_team
        organisation.also_called = "; ".join(also_called)
        after = stored_values(organisation)
        changes = {key: (before.get(key), new) for key, new in after.items() if (before.get(key) or "") != (new or "")}
        if is_new or changes:
            organisation.save()
            record_change(organisation, "added" if is_new else "changed", by=by, changes=changes)
    return organisation


def locked(*organisations: Organisation) -> list[Organisation]:
    """Their rows as they are stored now, nobody else's to change until the transaction ends. Raises
    Organisation.DoesNotExist where one is gone."""
    rows = Organisation.objects.select_for_update().filter(pk__in=[one.pk for one in organisations]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) != len(organisations):
        raise Organisation.DoesNotExist
    return [found[one.pk] for one in organisations]


def merge_organisations(one: Organisation, into: Organisation, *, by: Person | None) -> None:
    """The people of `one` are of `into` from now on, which keeps the names of both; `one` is gone.

    Each of those people's histories tells it. Belongs into the transaction in which both were locked. Raises ValueError
    for an organisation that is to be merged into itself.
    """
    if one.pk == into.pk:
        raise ValueError("Two organisations are needed")
    with transaction.atomic():
        for person in one.people.select_for_update().order_by("pk"):
            person.organisation = into
            person.save()
            record_change(person, "changed", by=by, changes={"organisation": (one.name, into.name)})
        names = {name.casefold(): name for name in (*into.aliases, one.name, *one.aliases)}
        names.pop(into.name.casefold(), None)
        before = stored_values(into)["also_called"]
        into.also_called = "; ".join(names.values())
        into.full_clean(exclude=["name"])
        into.save()
        record_change(one, "merged", by=by, changes={"name": (one.name, into.name)})
        record_change(into, "took in", by=by, changes={"also_called": (before, stored_values(into)["also_called"])})
        one.delete()

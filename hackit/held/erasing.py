"""Erasing what is held about somebody: what goes, what stays under a neutral name, and what is only told.

What a council decided must be kept, and so must who was there: the person's row stays, without anything that says who
it was. What was theirs alone goes. Names inside what others wrote are told with their addresses and left: a program
that rewrites sentences would change the record unseen (docs/decisions.md). In the history only values that are a name
are changed, and each is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import models, transaction

from hackit import database_objects, held, indexing, word_tables
from hackit.held.finding import Mention, address_of, full_names_of, mentions, spellings_of, theirs_alone
from hackit.history import TOMBSTONE, Event, EventValue, record_change
from hackit.models import Erasure, Membership, Person, Role, User
from hackit.slugs import slug_of

NEUTRAL = "A former colleague"


class CannotErase(Exception):
    """Why somebody cannot be erased, as a sentence."""


@dataclass
class Told:
    """What an erasure did, or would do: rows removed and made neutral by what they are, what names in the history
    became, each as a sentence, and where names still stand.
    """

    removed: Counter[str] = field(default_factory=Counter)
    neutral: Counter[str] = field(default_factory=Counter)
    renamed: list[str] = field(default_factory=list)
    left: list[Mention] = field(default_factory=list)


class _OnlyTried(Exception):
    pass


def everything_of(person: Person) -> list[Person]:
    """The person's row and those that were merged into it."""
    found, waiting = [person], [person]
    for one in waiting:
        more = [row for row in Person.objects.filter(merged_into=one) if row not in found]
        found += more
        waiting += more
    return found


def erase(person: Person, *, on: date, really: bool) -> Told:
    """Erase what is held about somebody, in one transaction; without `really` it is taken back, and only told.

    Raises CannotErase for the last administrator and for a row that was merged into another.
    """
    if person.merged_into_id:
        raise CannotErase(f"{person.name} is {person.merged_into.name} now. Erase that row: this one goes with it.")
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.user_id)
    if person.user and person.user.is_administrator and not others.exists():
        raise CannotErase("That is the only administrator. Make somebody else one first.")
    told = Told()
    word_tables.take_time(transaction.get_connection())  # every text is looked through
    try:
        with transaction.atomic():
            spellings = _erase(person, told, on=on)
            if really:
                _make_index_anew()
            told.left = list(mentions(spellings))
            if not really:
                raise _OnlyTried
    except _OnlyTried:
        pass
    return told


def _erase(person: Person, told: Told, *, on: date) -> list[str]:
    """Returns how the person was written."""
    people = everything_of(person)
    names = full_names_of(people)
    spellings = list(dict.fromkeys([*spellings_of(people), *names]))
    alone = theirs_alone(names, people), theirs_alone(spellings, people)
    going = Erasure.objects.create(person_ref=person.ref, is_open=True)
    for one in people:
        _remove_own(one, told)
        _remove_login(one, told)
    _make_history_neutral(people, *alone, told)
    for one in people:
        _make_neutral(one, told, on=on)
    going.is_open, going.told = False, {"removed": dict(told.removed), "neutral": dict(told.neutral)}
    going.save()
    record_change(person, "erased", by=None)
    return spellings


def _make_index_anew() -> None:
    indexing.rebuild()
    database_objects.rebuild_fts(transaction.get_connection())
    word_tables.rebuild_words(transaction.get_connection())


def _remove_own(person: Person, told: Told) -> None:
    """Delete what is theirs alone; of records the words in the history too."""
    for removal in held.removals(person):
        rows = list(removal.rows)
        if not rows:
            continue
        label = rows[0]._meta.label_lower
        if hasattr(rows[0], "reach"):
            _forget_words(label, [row.ref for row in rows], told)
        told.removed[removal.what] += len(rows)
        type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows]).delete()


def _remove_login(person: Person, told: Told) -> None:
    """Delete the login with all that hangs on it: addresses, second steps, sessions, accounts of an issuer."""
    user = person.user
    if user is None:
        return
    mine = [row.pk for row in Session.objects.iterator() if row.get_decoded().get("_auth_user_id") == str(user.pk)]
    told.removed["sessions"] += Session.objects.filter(pk__in=mine).delete()[0]
    _blank(EventValue.objects.filter(event__record_type="hackit.user", event__record_ref=user.ref), told)
    steps = Authenticator.objects.filter(user=user)
    told.removed["second steps"] += steps.count()
    steps._raw_delete(steps.db)  # by no signal: that would be told as the person's own doing
    person.user = None
    person.save()
    user.delete()
    told.removed["logins"] += 1


def _forget_words(label: str, refs: list[str], told: Told) -> None:
    """Leave of these records' history when and by whom, not what."""
    for start in range(0, len(refs), 500):
        some = refs[start : start + 500]
        _blank(EventValue.objects.filter(event__record_type=label, event__record_ref__in=some), told)


def _blank(values: models.QuerySet, told: Told) -> None:
    told.neutral["values in the history"] += values.exclude(old="").update(old=TOMBSTONE)
    told.neutral["values in the history"] += values.exclude(new="").update(new=TOMBSTONE)


def _make_history_neutral(people: list[Person], names: list[str], spellings: list[str], told: Told) -> None:
    """The history says that somebody did it, and what; of the person's own row no values; and where a value is
    somebody's name (who joined a group, who was there), not this one.
    """
    by = Event.objects.filter(actor_id__in=[one.pk for one in people]).exclude(actor_label=NEUTRAL)
    told.neutral["names beside changes"] += by.update(actor_label=NEUTRAL)
    refs = [one.ref for one in people]
    _blank(EventValue.objects.filter(event__record_type="hackit.person", event__record_ref__in=refs), told)
    rename = _renaming(names, spellings)
    values = EventValue.objects.filter(event__verb__in=held.verbs_with_names()).select_related("event")
    for value in values.order_by("pk").iterator(chunk_size=500):
        if held.is_name(value.event.verb, value.field):
            _rename(value, rename, told)


def _renaming(names: list[str], spellings: list[str]) -> Callable[[str], str]:
    """What puts the neutral name into a value that is a name.

    A full name or an email address goes where it stands for itself: "Jane Brown, chair", not "Jane Brown-Smith". Other
    spellings, which may be words or a part of others' names, only where they are the whole value. What a group settled
    ("JB: Jane Brown") goes whole.
    """
    whole = {one.casefold() for one in spellings} | {one[:60].casefold() for one in names}
    any_name = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True)) or "(?!)"
    settled = re.compile(rf"[^:]+: (?:{any_name})", re.IGNORECASE)
    listed = re.compile(rf"(?:^|(?<=, ))(?:{any_name})(?=$|, )", re.IGNORECASE)

    def rename(text: str) -> str:
        if text.casefold() in whole or settled.fullmatch(text):
            return NEUTRAL
        return listed.sub(NEUTRAL, text)

    return rename


def _rename(value: EventValue, rename: Callable[[str], str], told: Told) -> None:
    before = (value.field, value.old, value.new)
    after = (rename(value.field), rename(value.old), rename(value.new))
    if before == after:
        return
    value.field, value.old, value.new = after
    if EventValue.objects.filter(event=value.event_id, field=value.field).exclude(pk=value.pk).exists():
        value.field = f"{value.field[:40]} {value.pk}"  # two of the same name were erased: one row each
    value.save()
    told.neutral["names in the history"] += 1
    changed = [f"“{old}” → “{new}”" for old, new in zip(before, after, strict=True) if old != new]
    told.renamed.append(f"{address_of(value)}, {value.event.verb}: {', '.join(changed)}")


def _make_neutral(person: Person, told: Told, *, on: date) -> None:
    """Take from the person's row whatever says who it was. Who was in which group until when stays, as numbers."""
    person.name, person.slug = NEUTRAL, _free_slug(person)
    person.role_title = person.email = ""
    person.organisation = None
    person.from_date, person.to_date = None, min(on, person.to_date or on)
    person.save()
    told.neutral["rows of the person"] += 1
    for row in Membership.objects.filter(person=person, to_date=None):
        row.to_date = max(on, row.from_date) if row.from_date else on
        row.save()


def _free_slug(person: Person) -> str:
    return f"{slug_of(NEUTRAL)}-{person.ref}"

"""A record's history as its page shows it: who, when, what, from what to what.

It is shown to who may see the record now and could see it at every event; else there is none to show. What belongs to
the record and has no page of its own (a meeting's agenda items, a decision's caveats) is told with it, by that rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from hackit.audience import Reach, Viewer
from hackit.dates import british_day
from hackit.history import Event, EventValue
from hackit.models import Forum, Organisation, Person, Role, Topic
from hackit.models.feed_keys import ACTIONS, MEETINGS
from hackit.models.follows import FOLLOWING
from hackit.records import Record
from hackit.templatetags.records import clock, pence

LONGEST = 200
_PENCE = ", pence"
NAMED_MODELS = (Person, Forum, Topic, Organisation)
BESIDE_FIELDS = {
    "publication": "Version", "reason": "Reason", "recipients": "People", "link": "Link", "evidence": "Evidence",
    "amounts": "Amounts by year", "also_called": "Also called", "member": "Member", "order": "Order", "paper": "Paper",
    "standing item": "Talked about every time", "role": "Role of the login", "may_sign_in": "May sign in",
    "feed": "Private address", "group": "Group", "another entry": "Another entry",
}  # fmt: skip
"""What is written down that is no field of the record: by publishing, of links with an action, of evidence, of a
proposal's money and its place, of a topic's other names, of who belongs to a group, of a person's login, of
their other row."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS = {
    "weekday": {str(number): name for number, name in enumerate(WEEKDAYS)},
    "role": {str(value): str(label) for value, label in Role.choices},
    "may_sign_in": {"True": "yes", "False": "no"},
    "feed": {MEETINGS: "a group’s meetings", ACTIONS: "actions", FOLLOWING: "what they follow"},
}
"""Of fields that are kept as one of a few values of ours: the words for each."""

LABELS = {
    "reach": "Who can see it", "due": "Due date", "due_text": "Due date, as typed",
    "due_is_assumed": "Due date offered, not agreed", "owner_text": "Owner, as typed", "ended_on": "Ended",
    "asker_text": "Asker, as typed", "asker_group": "Asker’s group", "to_forum": "To",
}  # fmt: skip
"""What a field is called on the page, where the name it has for us says nothing to a reader."""

NOT_SAID = ("about_type", "about_ref")
"""Fields that lead to another record: its words are its own page's to show."""


@dataclass(frozen=True)
class Change:
    """One field before and after, in words."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Happening:
    """One event: when, who (empty: the system), what, and the fields that changed.

    `about` names what it happened to, where that is not the record itself but belongs to it.
    """

    at: datetime
    who: str
    what: str
    changes: list[Change]
    about: str = ""


Key = tuple[str, str]
"""What an event says of its record: type and ref."""


def history_of(record: models.Model, user, *, beside: Sequence[Record] = ()) -> list[Happening]:
    """What happened to the record, newest first; empty for who could not see it all along. Up to seven queries.

    `beside` are records that belong to it, as this user may see them now: each is told of if they could see it at
    every event too.
    """
    records = {_key(one): one for one in (record, *beside)}
    rows = Event.objects.about_all(list(records.values()))
    events = list(rows.prefetch_related("values"))
    seen = set(rows.visible_to(user).values_list("pk", flat=True))
    hidden = {_key_of(event) for event in events if event.pk not in seen and not _is_bare_deletion(event)}
    if _key(record) in hidden:
        return []
    told = ((records[_key_of(event)], event) for event in reversed(events) if _key_of(event) not in hidden)
    shown = [(one, event) for one, event in told if one is record or not _tells_nothing(event)]
    names = _names(shown)
    return [
        Happening(
            event.at, event.actor_label, event.verb, _changes(one, event, names), "" if one is record else _named(one)
        )
        for one, event in shown
    ]


def history_or_404(record: models.Model, user, *, beside: Sequence[Record] = ()) -> list[Happening]:
    """The history for a page that shows nothing else. Raises Http404 where not all of it was for this reader."""
    found = history_of(record, user, beside=beside)
    if not found:
        raise Http404("Not all of it was for this reader")
    return found


def may_read_history(record: models.Model, user) -> bool:
    """Whether `history_or_404` has something for this reader: a link to it stands on no page of anybody else.

    The record's group is not asked about, for what is a group's was so from the first; of others one question is asked,
    whatever happened to the record.
    """
    if Viewer.of(user).belongs_to(getattr(record, "forum_id", None)):
        return True
    seen = Event.objects.visible_to(user).values("pk")
    bare = Q(reach=Reach.NOBODY) & ~Exists(EventValue.objects.filter(event=OuterRef("pk")))
    return not Event.objects.about(record).exclude(Q(pk__in=seen) | bare).exists()


def _is_bare_deletion(event: Event) -> bool:
    """A deletion that changed no word, of a record that was brought back: nobody saw the record then, or need have."""
    return event.reach == Reach.NOBODY and not event.values.all()


def _tells_nothing(event: Event) -> bool:
    """A form was saved as it stood: no word is another than before."""
    return event.verb == "changed" and not event.values.all()


def _key(record: models.Model) -> Key:
    return record._meta.label_lower, str(record.ref)


def _key_of(event: Event) -> Key:
    return event.record_type, event.record_ref


def _named(record: models.Model) -> str:
    return f"{record._meta.verbose_name} “{_cut(str(record))}”"


def _changes(record: models.Model, event: Event, names: dict[tuple[type, str], str]) -> list[Change]:
    found = []
    for value in event.values.all():
        field = _field(record, value.field)
        if not value.old and not value.new:
            continue
        if field is not None and _is_how_it_begins(field, value):
            continue
        if field is not None:
            old, new = (_in_words(field, text, names) for text in (value.old, value.new))
            found.append(Change(_label(field), old, new))
        elif label := _label_beside(event, value.field):
            old, new = (_beside_in_words(value.field, text) for text in (value.old, value.new))
            found.append(Change(label, old, new))
    return found


def _is_how_it_begins(field: models.Field, value: EventValue) -> bool:
    """A "no" that a new record has because nobody said otherwise: it tells nothing."""
    return isinstance(field, models.BooleanField) and not value.old and value.new == "False"


def _label_beside(event: Event, name: str) -> str:
    """What a value is called that is no field of its record: of attendance the name of who was there."""
    return name if event.verb == "attendance" else BESIDE_FIELDS.get(name, "")


def _beside_in_words(name: str, text: str) -> str:
    if name in WORDS:
        return WORDS[name].get(text.partition(":")[0], text)
    return _cut(text.replace("\n", ", "))


def _field(record: models.Model, name: str) -> models.Field | None:
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    known = not field.is_relation or field.related_model in NAMED_MODELS
    return field if known and name not in NOT_SAID and isinstance(field, models.Field) else None


def _in_words(field: models.Field, text: str, names: dict[tuple[type, str], str]) -> str:
    if not text:
        return ""
    if field.is_relation and (ids := _ids(text)):
        return ", ".join(sorted(name for pk in ids if (name := names.get((field.related_model, pk), ""))))
    if field.name in WORDS:
        return WORDS[field.name].get(text, text)
    if _is_in_pence(field) and text.lstrip("-").isdecimal():
        return pence(text)
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if isinstance(field, models.DateField):
        return british_day(date.fromisoformat(text[:10]))
    if isinstance(field, models.TimeField):
        return clock(time.fromisoformat(text))
    if isinstance(field, models.BooleanField):
        return "yes" if text == "True" else "no"
    return _cut(text)


def _is_in_pence(field: models.Field) -> bool:
    """Whether the field holds whole pence: its name in words says the unit."""
    return _PENCE in str(field.verbose_name)


def _label(field: models.Field) -> str:
    """What the page calls a field: by the name that its model gives it, else by LABELS."""
    given = str(field.verbose_name)
    is_given = given != field.name.replace("_", " ")
    if _is_in_pence(field):  # the page says pounds
        given = given.replace(_PENCE, "")
    return given.capitalize() if is_given else LABELS.get(field.name, given.capitalize())


def _ids(text: str) -> list[str]:
    """The ids that a relation is kept as; none where its name was written down instead."""
    parts = text.split()
    return parts if all(part.isascii() and part.isdecimal() for part in parts) else []


def _cut(text: str) -> str:
    """The text, or as many whole words of it as a history has room for."""
    if len(text) <= LONGEST:
        return text
    words = text[: LONGEST - 1].rpartition(" ")[0]
    return f"{words if len(words) > LONGEST // 2 else text[: LONGEST - 1]}…"


def _names(shown: Sequence[tuple[models.Model, Event]]) -> dict[tuple[type, str], str]:
    """The names behind the ids that the history keeps of people, groups, topics and organisations."""
    ids: dict[type[models.Model], set[str]] = {}
    for record, event in shown:
        for value in event.values.all():
            field = _field(record, value.field)
            if field is not None and field.is_relation:
                ids.setdefault(field.related_model, set()).update(_ids(value.old), _ids(value.new))
    return {
        (model, str(row.pk)): str(row) for model, pks in ids.items() if pks for row in model.objects.filter(pk__in=pks)
    }

"""What happened to the records: one append-only event a change, written in the transaction of the change.

The tables are plain and have no foreign keys: an event outlives what it tells of. Database triggers refuse
UPDATE and DELETE on them (see `database_objects`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction

from hackit.audience import Reach, VisibleQuerySet
from hackit.bulk import insert_rows, insert_values

PURGED = "purged"
"""The verb of the last event of a deleted record: its words are gone, here too (see `purging`)."""
TOMBSTONE = "(erased)"
"""What stands in the place of a value that was taken out of the history."""


class EventQuerySet(VisibleQuerySet):
    def about(self, record: models.Model) -> EventQuerySet:
        """Everything that happened to this record, oldest first."""
        _write_waiting()
        return self.filter(record_type=record._meta.label_lower, record_ref=str(record.ref)).order_by("pk")

    def about_all(self, records: Iterable[models.Model]) -> EventQuerySet:
        """Everything that happened to these records (at least one), oldest first, in one question."""
        _write_waiting()
        refs: dict[str, list[str]] = {}
        for record in records:
            refs.setdefault(record._meta.label_lower, []).append(str(record.ref))
        condition = models.Q()
        for record_type, some in refs.items():
            condition |= models.Q(record_type=record_type, record_ref__in=some)
        return self.filter(condition).order_by("pk")


class Event(models.Model):
    """One change: when, by whom, to what, and who could see the record then (`reach`, `forum_id`)."""

    at = models.DateTimeField(auto_now_add=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=200, blank=True)
    record_type = models.CharField(max_length=60)
    record_ref = models.CharField(max_length=36)
    verb = models.CharField(max_length=60)
    reach = models.CharField(max_length=10, choices=Reach)
    forum_id = models.BigIntegerField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        indexes = [models.Index(fields=["record_type", "record_ref", "id"], name="event_of_record")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.record_ref} {self.verb}"


class EventValue(models.Model):
    """One field's value before and after an event. Erased (never edited) by one marked command only."""

    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="values", db_constraint=False)
    field = models.CharField(max_length=60)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="event_value_once")]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


def record_change(
    record: models.Model,
    verb: str,
    *,
    by: models.Model | None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> Event:
    """Write the event of one change, in the transaction of the change itself.

    `by` is the Person who did it (None: the system, such as a command). `changes` maps a field's name to its
    value before and after; values are kept as text. Raises RuntimeError outside a transaction: an event that
    can be there without its change is worse than none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_change() must run in the transaction of the change it records")
    event = Event(
        actor_id=by.pk if by else None,
        actor_label=str(by) if by else "",
        record_type=record._meta.label_lower,
        record_ref=str(record.ref),
        verb=verb,
        reach=getattr(record, "reach", Reach.STAFF),
        forum_id=getattr(record, "forum_id", None),
    )
    texts = ((name, _as_text(old), _as_text(new)) for name, (old, new) in (changes or {}).items())
    values = [(name, old, new) for name, old, new in texts if old != new]
    waiting = _waiting.get()
    if waiting is None:
        _write([(event, values)])
    else:
        waiting.append((event, values))
    return event


Told = list[tuple[Event, list[tuple[str, str, str]]]]
"""Events, each with its values: field, old, new."""

_waiting: ContextVar[Told | None] = ContextVar("events_waiting_to_be_written", default=None)


@contextmanager
def at_the_end() -> Iterator[None]:
    """Write the events of the block after it, in their order and all at once: a typed line may have a dozen.

    Belongs into the transaction of the block. Nests; of a block that raises nothing is written.
    """
    outer = _waiting.get()
    mine: Told = []
    token = _waiting.set(mine)
    try:
        yield
    finally:
        _waiting.reset(token)
    if outer is None:
        _write(mine)
    else:
        outer += mine


def _write_waiting() -> None:
    """What waits is written now: somebody asks for a history in the midst of a block."""
    waiting = _waiting.get()
    if waiting:
        told, waiting[:] = list(waiting), []
        _write(told)


def _write(told: Told) -> None:
    insert_rows([event for event, _values in told])
    rows = [(event.pk, *value) for event, values in told for value in values]
    if len(rows) <= FEW:
        EventValue.objects.bulk_create(
            EventValue(event_id=pk, field=field, old=old, new=new) for pk, field, old, new in rows
        )
    else:
        insert_values(EventValue, ("event_id", "field", "old", "new"), rows)


FEW = 500
"""More values than this are written without what Django does for each of them: a long import has 200,000."""


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)

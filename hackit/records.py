"""What every record carries: an outside reference, audience and reach, a version, deletion that can be undone.

Records are changed through `save_as(by=…, verb=…)`, which in one transaction refuses a stale copy, saves,
writes the event and brings the index up to date.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone

from hackit import history, indexing
from hackit.audience import Audience, Reach, VisibleQuerySet, reach_of
from hackit.bulk import insert_rows
from hackit.running import reading_log, retention

REF_ALPHABET = string.ascii_lowercase + string.digits
REF_LENGTH = 10


def new_ref() -> str:
    """Ten random lower-case letters and digits: what stands for a record in addresses and anchors."""
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(REF_LENGTH))


class StaleRecord(Exception):
    """Somebody else saved the record since it was read. `stored` is the record as it is now (None: gone)."""

    def __init__(self, stored: Record | None) -> None:
        super().__init__("The record was changed by somebody else in the meantime")
        self.stored = stored


class CannotComeBack(Exception):
    """What was deleted was deleted too long ago to be brought back; what it said may be gone already. A sentence."""


class Record(models.Model):
    """Base of everything that carries text. See docs of `audience` for reach, `history` for events."""

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    forum = models.ForeignKey(
        "hackit.Forum", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="group"
    )
    reach = models.CharField(max_length=10, choices=Reach, default=Reach.NOBODY, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        "hackit.Person", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    deleted_by = models.ForeignKey(
        "hackit.Person", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = VisibleQuerySet.as_manager()

    named_on: ClassVar[tuple[str, ...]] = ("created_by",)
    """Fields that hold the people who always see their record: foreign keys or many-to-many to Person."""

    history_fields: ClassVar[tuple[str, ...]] = ()
    """Fields whose old and new values go into the history."""

    kept_by: ClassVar[str] = "deleted"
    """The rule of `retention` that says how long a deleted one is kept, and so can be brought back."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deleted_at__isnull=True) | models.Q(reach="nobody"),
                name="%(app_label)s_%(class)s_deleted_reaches_nobody",
                violation_error_message="A deleted record can be seen by nobody.",
            ),
        ]

    @classmethod
    def from_db(cls, db: str | None, field_names: Iterable[str], values: Iterable[Any]) -> Self:
        record = super().from_db(db, field_names, values)
        record._stored = record._history_values(only_loaded=True)
        reading_log.note(record, record.__dict__.get("ref"))
        return record

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    def shared_with_staff(self) -> bool:
        """Whether what this record belongs to has been shared with staff. Models under a meeting say."""
        return True

    def compute_reach(self) -> Reach:
        """Who can see the record, from what it is now. One function decides: `audience.reach_of`."""
        return reach_of(
            self.audience,
            has_forum=self.forum_id is not None,
            deleted=self.is_deleted,
            shared=self.shared_with_staff(),
        )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the reach that holds now, and bring the index up to date in the same transaction."""
        self.reach = self.compute_reach()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "reach"}
        # No savepoint: a typed decision saves ten records, and what fails here fails its whole change.
        is_new = self._state.adding
        with transaction.atomic(savepoint=False):
            super().save(*args, **kwargs)
            indexing.index(self, is_new=is_new)

    def save_as(self, *, by: models.Model | None, verb: str, expected_version: int | None = None) -> None:
        """Save a change of a stored record, or a new one: version, event and index in one transaction.

        `by` is the Person who did it (None: a command). `expected_version` is the version that a form was
        filled from; without it, the version that was read. Raises StaleRecord if the stored one is another.
        """
        # No savepoint, as in save(). A stale copy is refused outside the block: it has changed nothing, so a caller
        # that answers it goes on in a transaction of its own.
        with transaction.atomic(savepoint=False):
            is_current = self.pk is None or self._take_version(
                self.version if expected_version is None else expected_version
            )
            if is_current:
                if self.pk is None and self.created_by_id is None:
                    self.created_by = by
                self.save()
                now = self._history_values()
                before = getattr(self, "_stored", {})
                changes = {name: (before.get(name), new) for name, new in now.items() if before.get(name) != new}
                history.record_change(self, verb, by=by, changes=changes)
                self._stored = now
        if not is_current:
            raise StaleRecord(type(self)._base_manager.filter(pk=self.pk).first())

    def _take_version(self, expected: int) -> bool:
        """Whether the stored record was of that version; it is of the next one then."""
        if not type(self)._base_manager.filter(pk=self.pk, version=expected).update(version=expected + 1):
            return False
        self.version = expected + 1
        return True

    def delete_softly(self, *, by: models.Model | None, verb: str = "deleted") -> None:
        """Take the record out of everybody's sight; `undelete` brings it back while it is kept (`kept_by`)."""
        self.deleted_at = timezone.now()
        self.deleted_by = by
        self.save_as(by=by, verb=verb)

    @property
    def is_kept(self) -> bool:
        """Whether it is deleted, and not longer ago than such records are kept."""
        kept_since = timezone.now() - retention.kept_as_long_as(self.kept_by)
        return self.deleted_at is not None and self.deleted_at >= kept_since

    @property
    def can_come_back(self) -> bool:
        """Whether it is deleted, still kept, and says what it said: one that was purged stays away for good."""
        return self.is_kept and not history.Event.objects.about(self).filter(verb=history.PURGED).exists()

    def refuse_if_too_late(self) -> None:
        """Raises CannotComeBack for one that was deleted and is kept no longer."""
        if self.is_deleted and not self.can_come_back:
            days = retention.in_words(retention.kept_for(self.kept_by))
            raise CannotComeBack(f"It was deleted more than {days} ago, so it can’t be brought back.")

    def undelete(self, *, by: models.Model | None) -> None:
        """Bring a deleted record back as it was. Raises CannotComeBack once it is kept no longer."""
        self.refuse_if_too_late()
        self.deleted_at = None
        self.deleted_by = None
        self.save_as(by=by, verb="restored")

    def _history_values(self, *, only_loaded: bool = False) -> dict[str, Any]:
        deferred = self.get_deferred_fields() if only_loaded else set()
        values = {}
        for name in self.history_fields:
            attname = self._meta.get_field(name).attname
            if attname not in deferred:
                values[name] = getattr(self, attname)
        return values


def tag_new(record: Record, topics: list[models.Model]) -> None:
    """Tag a record that was made just now with these topics, and index it with them."""
    if topics:
        record.topics.add(*topics)
    remember_links(record, "topics", topics)
    indexing.index(record)


def remember_links(record: Record, name: str, rows: list[models.Model]) -> None:
    """Let `record.<name>.all()` give these rows without asking, as if prefetched, until they are changed by it.

    For who has just written them and indexes the record: past that, `forget_links`.
    """
    found = getattr(record, name).get_queryset()
    found._result_cache = list(rows)
    if not hasattr(record, "_prefetched_objects_cache"):
        record._prefetched_objects_cache = {}
    record._prefetched_objects_cache[name] = found


def forget_links(record: Record) -> None:
    """Ask for the record's links anew from here on."""
    record._prefetched_objects_cache = {}


def save_all_new(
    records: Sequence[Record], *, by: models.Model | None, verb: str, told: Sequence[Mapping[str, str]] = ()
) -> None:  # fmt: skip
    """Save new records of one model as `save_as` would each, in a few statements: reach, events, no index yet.

    For many at once, inside a transaction. What a model's own `save` adds is the caller's to set beforehand, and so
    is `index_all` once what belongs to the records is there too. `told`: for each record what its history tells
    besides its own fields.
    """
    if not records:
        return
    for record in records:
        if record.created_by_id is None:
            record.created_by = by
        record.reach = record.compute_reach()
    insert_rows(records)
    with history.at_the_end():
        for record, more in zip(records, told or [{}] * len(records), strict=True):
            record._stored = record._history_values()
            values = record._stored | dict(more)
            changes = {name: (None, new) for name, new in values.items() if new is not None}
            history.record_change(record, verb, by=by, changes=changes)

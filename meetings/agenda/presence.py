"""Who has a meeting's pages open, and up to when each person has read them. Attendance is another matter."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import F, Q

from hackit.models import Person
from meetings.agenda.models import AgendaItem, Meeting

INSTANTS = ("seen_at", "here_since", "read_to")

EVERY = timedelta(seconds=15)
"""How often at most a page that is open and in view says so."""

HERE_FOR = timedelta(seconds=40)
"""How long somebody counts as here after their page last said so: two words of it may be late or lost."""

AWAY_AFTER = timedelta(minutes=5)
"""After a silence as long as this, coming back is a new visit, and what happened meanwhile is news."""


def with_presence_of(meetings: models.QuerySet[Meeting], person_id: int | None) -> models.QuerySet[Meeting]:
    """Meetings with what `presence_on` reads: up to when this person has read each, in the same question."""
    mine = Presence.objects.filter(meeting=models.OuterRef("pk"), person_id=person_id)
    return meetings.annotate(**{f"presence_{name}": models.Subquery(mine.values(name)[:1]) for name in INSTANTS})


def presence_on(meeting: Meeting) -> Presence | None:
    """The (unsaved) presence that `with_presence_of` brought along; None where the person was never here."""
    instants = {name: getattr(meeting, f"presence_{name}") for name in INSTANTS}
    return Presence(meeting=meeting, **instants) if instants["seen_at"] else None


class PresenceQuerySet(models.QuerySet):
    def here(self, meeting: Meeting, *, now: datetime) -> PresenceQuerySet:
        """Who has the live page of this meeting open at that instant, by name."""
        rows = self.filter(meeting=meeting, seen_at__gt=now - HERE_FOR).exclude(item=None)
        return rows.select_related("person").order_by("person__name", "pk")

    def of(self, meeting: Meeting, person: Person) -> Presence | None:
        """This person's row of this meeting, if they were ever here."""
        return self.filter(meeting=meeting, person=person).first()

    def note(self, meeting: Meeting, person: Person, *, item: AgendaItem | None, now: datetime) -> None:
        """This person's page is open now: under that item, or (None) on the record. One row a meeting and person.

        Coming back after `AWAY_AFTER` begins a new visit: what was seen up to the last one stays in `read_to`.
        """
        with transaction.atomic():
            row, made = self.select_for_update().get_or_create(
                meeting=meeting, person=person, defaults={"seen_at": now, "here_since": now, "item": item}
            )
            if made:
                return
            if now - row.seen_at > AWAY_AFTER:
                row.read_to, row.here_since = max(row.seen_at, row.read_to or row.seen_at), now
            row.seen_at, row.item = max(now, row.seen_at), item
            row.save()

    def note_read(self, meeting: Meeting, person: Person, *, now: datetime) -> None:
        """This person has read everything up to now."""
        with transaction.atomic():
            row, _made = self.select_for_update().get_or_create(
                meeting=meeting, person=person, defaults={"seen_at": now, "here_since": now}
            )
            row.read_to, row.seen_at = now, max(now, row.seen_at)
            row.save()


class Presence(models.Model):
    """When a person last had a page of a meeting open. Instants; `read_to` None: never left and come back."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()
    here_since = models.DateTimeField()
    read_to = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="presence_once"),
            models.CheckConstraint(
                condition=Q(here_since__lte=F("seen_at")), name="presence_begins_before_it_ends",
                violation_error_message="Somebody is here from when they came.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}, {self.seen_at:%d.%m.%Y %H:%M}"

    def is_here(self, *, now: datetime) -> bool:
        """Whether this person has the live page open at that instant."""
        return self.item_id is not None and self.seen_at > now - HERE_FOR

    def unread(self, *, now: datetime) -> tuple[datetime | None, datetime]:
        """The span of time of which this person has seen nothing: from, to.

        Away now: from when they were last seen. On a visit: from the end of the one before to the start of this
        one. On their first visit there is none before: what they missed is what happened before they came.
        """
        if now - self.seen_at > AWAY_AFTER:
            return max(self.seen_at, self.read_to or self.seen_at), now
        return self.read_to, self.here_since

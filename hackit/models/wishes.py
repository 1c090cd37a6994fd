"""When somebody wants the weekly mail, if at all, what in it, and how far reminders have been put into the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hackit.models.people import Person

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FIRST_HOUR, LAST_HOUR = 6, 20
"""No mail of its own accord by night. It also keeps clear of the hours that a change of the clocks repeats or skips."""


WISHES = ("weekly", "weekday", "hour", "before_meetings", "weeknote")


class MailWishesQuerySet(models.QuerySet):
    def of(self, person: Person) -> MailWishes:
        """A person's wishes, or those that hold for who never said any (not stored)."""
        return self.filter(person=person).first() or MailWishes(person=person)

    def by_person(self, people: Iterable[Person]) -> dict[int, MailWishes]:
        """The wishes of each of these people by their id, in one query."""
        people = list(people)
        found = {row.person_id: row for row in self.filter(person__in=people)}
        return {person.pk: found.get(person.pk) or MailWishes(person=person) for person in people}

    def keep(self, wishes: MailWishes) -> MailWishes:
        """Store what a person wants, whatever was stored before or is stored at the same moment."""
        values = {name: getattr(wishes, name) for name in WISHES}
        return self.update_or_create(person=wishes.person, defaults=values)[0]

    def stop(self, person: Person, kind: str) -> MailWishes:
        """No more mail of that kind ("weekly" or "before") to this person."""
        wishes = self.of(person)
        if kind == "weekly":
            wishes.weekly = False
        else:
            wishes.before_meetings = False
        return self.keep(wishes)


class MailWishes(models.Model):
    """What mail of its own accord a person wants: the weekly one, when and what in it, and the one before a meeting."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="mail_wishes")
    weekly = models.BooleanField("a weekly mail", default=True)
    weekday = models.PositiveSmallIntegerField("day", default=0, choices=list(enumerate(WEEKDAYS)))
    hour = models.PositiveSmallIntegerField("hour", default=8)
    before_meetings = models.BooleanField("a mail before a meeting", default=True)

    weeknote = models.BooleanField("a word in the weekly mail while one's weeknote is not published", default=False)

    objects = MailWishesQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        verbose_name = verbose_name_plural = "mail wishes"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="mail_wishes_weekday",
                violation_error_message="Choose a day of the week.",
            ),
            models.CheckConstraint(
                condition=Q(hour__range=(FIRST_HOUR, LAST_HOUR)), name="mail_wishes_hour",
                violation_error_message=f"Choose an hour from {FIRST_HOUR} to {LAST_HOUR}.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"mail to {self.person}"

    @property
    def at(self) -> time:
        """The chosen hour, by the clock here."""
        return time(self.hour)

    def instant_on(self, day: date) -> datetime | None:
        """When the weekly mail leaves on that day, by the clock here; None where that is not the chosen weekday."""
        if not self.weekly or day.weekday() != self.weekday:
            return None
        return datetime.combine(day, self.at, timezone.get_default_timezone())


class ReminderRunManager(models.Manager["ReminderRun"]):
    def done_until(self, name: str) -> datetime | None:
        """Up to when this poster's letters were put into the outbox; None before its first run."""
        return self.filter(name=name).values_list("until", flat=True).first()

    def note(self, name: str, until: datetime) -> None:
        """All up to that instant are there. Of two runs side by side the later instant stays."""
        self.bulk_create([ReminderRun(name=name, until=until)], ignore_conflicts=True)
        self.filter(name=name, until__lt=until).update(until=until)


class ReminderRun(models.Model):
    """How far one poster has got, so that what a missed run left out is made up for."""

    name = models.CharField(max_length=40, unique=True)
    until = models.DateTimeField()

    objects = ReminderRunManager()

    class Meta:
        app_label = "hackit"

    def __str__(self) -> str:
        return self.name

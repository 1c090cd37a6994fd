"""Mail that is to leave, and mail that left: one row a letter. What it says is not kept here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hackit.models.people import Person
from hackit.records import new_ref

LEASE = timedelta(minutes=5)
"""How long a sender has a letter to itself. One that was killed meanwhile leaves it to the next after that."""
MOST_ATTEMPTS = 10
LONGEST_PAUSE = timedelta(hours=6)


class PostedQuerySet(models.QuerySet):
    def waiting(self) -> PostedQuerySet:
        """Neither sent nor given up."""
        return self.all()

    def due(self, *, now: datetime) -> PostedQuerySet:
        """What may leave at that instant and is in nobody's hands, oldest first."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.waiting().filter(free, not_before__lte=now).order_by("not_before", "pk")

    def take(self, letter: Posted, *, now: datetime) -> bool:
        """Take a due letter for `LEASE`; false if another sender was quicker. One conditional UPDATE decides."""
        taken = self.due(now=now).filter(pk=letter.pk)
        if not taken.order_by().update(lease_until=now + LEASE, attempts=F("attempts") + 1):
            return False
        letter.lease_until = now + LEASE
        letter.attempts += 1
        return True


class Posted(models.Model):
    """A letter that waits for a sender: taken by one at a time, tried again later where it fails.

    Sent or given up its row goes, unless a model keeps it.
    """

    ref = models.CharField(max_length=36, unique=True, default=new_ref, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    not_before = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    why = models.CharField("why it was given up", max_length=100, blank=True, editable=False)

    objects = PostedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that a letter sent twice by accident is shown once by mail programs."""
        return f"<{self.ref}.records@{settings.SITE_DOMAIN}>"

    def mark_sent(self, *, at: datetime) -> None:
        """It has left."""
        self.delete()

    def drop(self, why: str, *, at: datetime) -> None:
        """Give the letter up for good: nothing to say, nobody to send it to, or too many failures."""
        self.delete()

    def try_later(self, why: str, *, at: datetime) -> None:
        """Leave it for another attempt after a pause that doubles; after the last attempt give it up."""
        if self.attempts >= MOST_ATTEMPTS:
            self.drop(why, at=at)
            return
        pause = min(timedelta(minutes=2**self.attempts), LONGEST_PAUSE)
        rows = type(self).objects.waiting().filter(pk=self.pk)
        rows.update(lease_until=None, not_before=at + pause, why=why[:100])


class MailQuerySet(PostedQuerySet):
    def waiting(self) -> MailQuerySet:
        """Neither sent nor given up."""
        return self.filter(sent_at=None, dropped_at=None)


class Mail(Posted):
    """One letter to one person. It is written when it is sent, from what its reader may see at that moment.

    `key` is what it may be sent once for ("agenda:k3v…:41"). `about_type` and `about_ref` lead to the record it is
    about; `data` holds what else its writer needs, ids and days, never words.
    """

    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.CASCADE, related_name="mail")
    key = models.CharField(max_length=120, unique=True)
    about_type = models.CharField(max_length=60, blank=True)
    about_ref = models.CharField(max_length=36, blank=True)
    data = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, editable=False)
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        verbose_name_plural = "mail"
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(sent_at=None, dropped_at=None), name="mail_waiting"
            ),
            models.Index(fields=["about_type", "about_ref"], name="mail_about"),
            models.Index(fields=["person", "kind", "sent_at"], name="mail_of_person"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(dropped_at=None), name="mail_sent_or_dropped",
                violation_error_message="A letter is sent or given up, not both.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} to {self.person}"

    def mark_sent(self, *, at: datetime) -> None:
        self._settle(sent_at=at)

    def drop(self, why: str, *, at: datetime) -> None:
        self._settle(dropped_at=at, why=why[:100])

    def _settle(self, **values: object) -> None:
        Mail.objects.waiting().filter(pk=self.pk).update(lease_until=None, **values)
        for name, value in values.items():
            setattr(self, name, value)


class SignInLetter(Posted):
    """A letter about signing in, to an address that somebody typed or has: it may be nobody's here.

    `kind` is allauth's name for it; `data` what it says beside (when, from which network address), never a link that
    opens anything: links are made when it leaves.
    """

    kind = models.CharField(max_length=60)
    address = models.CharField(max_length=254)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        app_label = "hackit"

    def __str__(self) -> str:
        return f"{self.kind} to {self.address}"

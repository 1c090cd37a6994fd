"""Private addresses of feeds: for programs that fetch a calendar and cannot sign in."""

from __future__ import annotations

import secrets

from django.db import models, transaction
from django.utils import timezone

from hackit.history import record_change
from hackit.models.people import Forum, Person


def new_key() -> str:
    """43 random letters, digits, "-" and "_": nobody guesses them."""
    return secrets.token_urlsafe(32)


MEETINGS, ACTIONS = "group", "actions"
"""What a feed tells of: a group's meetings; a group's actions, or (without a group) a person's own."""


class FeedKeyQuerySet(models.QuerySet):
    def of(self, person: Person, forum: Forum | None, what: str = MEETINGS) -> FeedKey | None:
        """The key with which this person's calendar program fetches the feed, if one was made."""
        return self.filter(person=person, scope=scope_of(forum, what)).first()

    def keys_of(self, person: Person) -> dict[str, str]:
        """Every key of this person by its scope."""
        return dict(self.filter(person=person).values_list("scope", "key"))

    def ensure(self, person: Person, forum: Forum | None, what: str = MEETINGS) -> FeedKey:
        """The person's key for the feed: the one there is, else a new one."""
        with transaction.atomic():
            row, is_new = self.get_or_create(person=person, scope=scope_of(forum, what))
            if is_new:
                _tell(row, "feed address made", "", row.scope)
        return row

    def renew(self, person: Person, forum: Forum | None, what: str = MEETINGS) -> FeedKey:
        """A new key in place of the one there is, which opens nothing from now on."""
        with transaction.atomic():
            row = self.ensure(person, forum, what)
            row.key, row.made_at = new_key(), timezone.now()
            row.save()
            _tell(row, "feed address made anew", "", row.scope)
        return row

    def stop(self, person: Person, forum: Forum | None, what: str = MEETINGS) -> None:
        """No key any more: the address that there was opens nothing."""
        with transaction.atomic():
            for row in self.filter(person=person, scope=scope_of(forum, what)):
                row.delete()
                _tell(row, "feed address stopped", row.scope, "")

    def stop_all(self, person: Person, *, by: Person | None) -> None:
        """No key of this person opens anything any more."""
        with transaction.atomic():
            for row in self.filter(person=person):
                row.delete()
                _tell(row, "feed address stopped", row.scope, "", by=by)

    def opening(self, key: str, slug: str, what: str = MEETINGS) -> tuple[Person, Forum] | None:
        """Whose key this is, and the group of that slug that it is for; None if it is for no such group.

        Says nothing about what the person may see now: ask that on each request.
        """
        row = self.filter(key=key).select_related("person__user").first()
        forum = Forum.objects.filter(slug=slug).first()
        if row is None or forum is None or row.scope != scope_of(forum, what):
            return None
        return row.person, forum

    def opening_own(self, key: str, what: str) -> Person | None:
        """Whose key this is, if it is for what is that person's own."""
        row = self.filter(key=key, scope=scope_of(None, what)).select_related("person__user").first()
        return row.person if row else None


class FeedKey(models.Model):
    """What a private address is made of: it stands for one person and one feed, and can be made anew.

    Kept as it is, not hashed: its owner reads the address again whenever another device is to be set up, and it
    opens days, times and places, and words that all staff may read.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="feed_keys")
    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FeedKeyQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["person", "scope"], name="feed_key_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.scope}"


def scope_of(forum: Forum | None, what: str = MEETINGS) -> str:
    """What a key to this feed of the group (None: of the person) is for; the group may be renamed."""
    return f"{what}:{forum.ref}" if forum else what


def _tell(row: FeedKey, verb: str, before: str, after: str, *, by: Person | None = None) -> None:
    """In the history of the person whose feed it is: which, and never the key, for it opens something."""
    record_change(row.person, verb, by=by or row.person, changes={"feed": (before, after)})

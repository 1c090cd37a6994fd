"""Feedback: who gets it, keeping it, and what the weekly mail says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from hackit.mail.digest import Part
from hackit.models import Person, Publication, Role
from weeknotes.models import Feedback, Weeknote

A_WEEK = timedelta(days=7)
MOST_TITLES = 5


def note_of(publication: Publication) -> Weeknote | None:
    """The live note of a publication, if somebody who wrote it can sign in and so read what is told."""
    can_read = Person.objects.filter(user__is_active=True).exclude(user__role=Role.NONE)
    rows = Weeknote.objects.filter(ref=publication.document_ref, deleted_at=None, author_links__person__in=can_read)
    return rows.distinct().first()


def tell(note: Weeknote, *, text: str, name: str, email: str, at: datetime) -> Feedback:
    """Keep a message for the authors of a note."""
    return Feedback.objects.create(weeknote=note, text=text, name=name, email=email, sent_at=at)


def mark_read(feedback: Feedback, *, at: datetime) -> None:
    """One of the authors has read it: it waits for none of them."""
    Feedback.objects.filter(pk=feedback.pk, read_at=None).update(read_at=at)


def remove_held(user, *, until: int) -> int:
    """Remove for good what is held of this user's notes, up to the message with that id; how many."""
    pks = [pk for pk in Feedback.objects.visible_to(user).held().values_list("pk", flat=True) if pk <= until]
    return Feedback.objects.filter(pk__in=pks).delete()[0]


def now() -> datetime:
    """The instant of a press. For views: rules take it as `at`."""
    return timezone.now()


# --- The weekly mail: how many, never what they say ---


def find(people: Sequence[Person], on: date) -> Mapping[int, str]:
    """Who of these people has something from readers since the last mail that nobody has read."""
    counts = Feedback.objects.unread_since(on - A_WEEK, list(people))
    return {pk: words_for(count) for pk, count in counts.items()}


def write(person: Person, on: date) -> Part | None:
    """The part for one author: how many readers wrote about which notes. Their words stay on the site."""
    rows = Feedback.objects.unread().filter(sent_at__date__gt=on - A_WEEK, weeknote__author_links__person=person)
    titles = list(rows.order_by("-sent_at", "-pk").values_list("weeknote__title", flat=True))
    if not titles:
        return None
    told = list(dict.fromkeys(titles))[:MOST_TITLES]
    return Part("weeknotes/mail/_feedback", {"count": len(titles), "titles": told}, words_for(len(titles)))


def words_for(count: int) -> str:
    """ "2 messages from readers"."""
    return f"{count} message{'' if count == 1 else 's'} from readers"

"""Published notes of an author, about a topic, of a group: as a reader may see them."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Value
from django.db.models.expressions import Exists
from django.db.models.functions import Concat

from hackit.models import Forum, Person, Publication, PublishedPart, Topic
from weeknotes.reading.published import published_notes


def author_called(slug: str, user) -> Person | None:
    """The author of that slug, or whom they were made one with, if this user may read a published note of theirs. No
    word of anybody else."""
    links = Publication.authors.through.objects.filter(publication__in=published_notes(user))
    return Person.objects.of_slugs(slug).filter(pk__in=links.values("person_id")).first()


def notes_by(author: Person, user) -> QuerySet[Publication]:
    """The published notes that this person wrote or helped to write."""
    links = Publication.authors.through.objects.filter(person=author)
    return published_notes(user).filter(pk__in=links.values("publication_id"))


def topic_called(slug: str, user) -> Topic | None:
    """The topic of that slug, or the one that it was made part of, if this user may know it."""
    return Topic.objects.known_to(user).of_slugs(slug).first()


def notes_about(topic: Topic, user) -> QuerySet[Publication]:
    """The published notes with a section that is tagged with the topic."""
    parts = PublishedPart.objects.visible_to(user).filter(kind="section", topics=topic)
    return published_notes(user).filter(pk__in=parts.values("publication_id"))


def notes_of_group(slug: str, user) -> tuple[Forum | None, QuerySet[Publication]]:
    """A group, and the published notes that tell of its meetings: those that embed one of its published points.

    Who belongs to a group is nobody's business outside, so its notes are not "what its members write". No group where
    this user may read nothing published of it.
    """
    current = PublishedPart.objects.visible_to(user).filter(publication__is_current=True)
    points = current.filter(kind="point", forum__slug=slug)
    group = Forum.objects.filter(slug=slug, pk__in=points.values("forum_id")).first()
    told = points.annotate(marker=Concat(Value("point_"), "source_ref")).filter(marker=OuterRef("anchor"))
    embeds = current.filter(Exists(told), kind="embed")
    return group, published_notes(user).filter(pk__in=embeds.values("publication_id"))

"""The weeknote as its authors have it."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from hackit import indexing, publishing
from hackit.audience import Audience, Reach, VisibleQuerySet
from hackit.indexing import EntryData, Indexed
from hackit.models import Person, Publication
from hackit.records import Record
from hackit.slugs import slug_of
from hackit.text import plain_text, split_sections
from weeknotes.following import follow, written_sections
from weeknotes.models.drafts import Answered, OtherWindow, Revision, WeeknoteDraft, Window
from weeknotes.models.images import settle_images
from weeknotes.models.sections import Section, WeeknoteAuthor

MAX_BODY = 200_000
"""Characters of Markdown in one weeknote: longer ones are refused with a sentence (source: TRUST rule on text)."""


class WeeknoteQuerySet(VisibleQuerySet):
    def written_by(self, person: Person) -> WeeknoteQuerySet:
        return self.filter(pk__in=WeeknoteAuthor.objects.filter(person=person).values("weeknote_id"))

    def unpublished(self) -> WeeknoteQuerySet:
        return self.filter(published_at=None)

    def on_the_desk_of(self, person: Person) -> WeeknoteQuerySet:
        """What this person writes and has not published, newest week first; deleted ones too, to be brought back."""
        return self.written_by(person).unpublished().order_by("-week", "-pk")

    def deleted_of(self, person: Person) -> WeeknoteQuerySet:
        """This person's deleted notes: nobody sees them, but whoever wrote one may bring it back."""
        return self.written_by(person).exclude(deleted_at=None)

    def with_last_revision(self) -> WeeknoteQuerySet:
        """Each with `revised_at`: when it was last saved by hand."""
        last = Revision.objects.filter(weeknote=OuterRef("pk")).order_by("-number")
        return self.annotate(revised_at=Subquery(last.values("at")[:1]))

    def with_draft_of(self, person: Person) -> WeeknoteQuerySet:
        """Each with what this person typed since the last save, as `draft_title` and so on (None: nothing)."""
        mine = FilteredRelation("drafts", condition=Q(drafts__person=person))
        fields = ("id", "based_on", "title", "summary", "body", "saved_at", "serial")
        return self.annotate(draft=mine).annotate(**{f"draft_{name}": F(f"draft__{name}") for name in fields})


class Weeknote(Indexed, Record):
    """A weeknote as its authors have it. Everybody else reads the published copy.

    `body` is Markdown as last saved (not the autosaved draft); a line `{{point:REF}}` embeds a conversation
    point. `week` is the Monday it begins on. `slug` is frozen at the first publication.
    """

    title = models.CharField(max_length=200, blank=True)
    slug = models.SlugField(max_length=90, blank=True, editable=False)
    week = models.DateField("week commencing")
    weeks_covered = models.PositiveSmallIntegerField(default=1)
    summary = models.TextField("30 second read", blank=True, max_length=1000)
    body = models.TextField(blank=True, max_length=MAX_BODY)
    published_at = models.DateTimeField(null=True, editable=False)
    authors = models.ManyToManyField(Person, through="WeeknoteAuthor", related_name="+")

    objects = WeeknoteQuerySet.as_manager()
    named_on: ClassVar[tuple[str, ...]] = ("authors",)
    history_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "week",
        "weeks_covered",
        "summary",
        "body",
        "slug",
        "published_at",
    )

    class Meta(Record.Meta):
        ordering = ["-week", "-pk"]
        indexes = [models.Index(fields=["-week", "id"], name="weeknote_week")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(week__iso_week_day=1), name="weeknote_begins_on_monday",
                violation_error_message="A week begins on a Monday.",
            ),
            models.CheckConstraint(
                condition=Q(weeks_covered__gte=1), name="weeknote_covers_a_week",
                violation_error_message="A weeknote covers at least one week.",
            ),
            models.UniqueConstraint(fields=["week", "slug"], condition=~Q(slug=""), name="weeknote_address_once"),
            models.CheckConstraint(condition=Q(published_at=None) | ~Q(slug=""), name="weeknote_published_has_slug"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or f"Weeknote {self.week_label()}"

    def week_label(self) -> str:
        """ "w/c 3 June 2019"."""
        return f"w/c {self.week.day} {self.week:%B %Y}"

    def get_absolute_url(self) -> str:
        """Where it is read while it is published, else where it is written."""
        return self.address() if self.is_published else self.get_edit_url()

    def address(self) -> str:
        """The address of its reading page, made of the week and the frozen slug."""
        day = [f"{self.week:%Y}", f"{self.week:%m}", f"{self.week:%d}"]
        return reverse("weeknotes:weeknote-detail", args=[*day, self.slug])

    def get_edit_url(self) -> str:
        return reverse("weeknotes:weeknote-edit", args=[self.ref])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def ends_on(self) -> date:
        """The Sunday on which the last week covered ends."""
        return self.week + timedelta(days=7 * self.weeks_covered - 1)

    def compute_reach(self) -> Reach:
        """What an author writes is the authors' own; what others read is published from it."""
        return Reach.NOBODY if self.is_deleted else Reach.NAMED

    def current_publication(self) -> Publication | None:
        return Publication.objects.of(self).current().first()

    def set_authors(self, people: Iterable[Person]) -> None:
        """Make exactly these people its authors, in this order."""
        wanted = list(dict.fromkeys(people))
        with transaction.atomic():
            WeeknoteAuthor.objects.filter(weeknote=self).delete()
            WeeknoteAuthor.objects.bulk_create(
                WeeknoteAuthor(weeknote=self, person=person, position=i) for i, person in enumerate(wanted)
            )
            indexing.index(self)

    def save_revision(self, *, by: Person | None, reason: str = "", expected_version: int | None = None) -> Revision:
        """Save title, summary and body as a revision, and its sections with it.

        Raises StaleRecord if somebody else saved since `expected_version`.
        """
        with transaction.atomic():
            self.save_as(by=by, verb="saved", expected_version=expected_version)
            last = self.revisions.order_by("-number").first()
            if last and (last.title, last.summary, last.body) == (self.title, self.summary, self.body):
                revision = last
            else:
                number = last.number + 1 if last else 1
                revision = self.revisions.create(
                    number=number, at=timezone.now(), by=by, title=self.title, summary=self.summary,
                    body=self.body, reason=reason,
                )  # fmt: skip
            self.sync_sections(before=last.body if last else "")
            self.drafts.filter(person=by).delete()
        return revision

    def sections_in(
        self, body: str, *, before: str | None = None, rows: Iterable[Section] | None = None
    ) -> dict[str, Section]:
        """The section rows of a text, saved or not, by anchor: a stored one that followed, else one not stored yet.

        `before` is the text that the stored rows belong to (left out: the note's body); `rows` are those, if the
        caller has them. A section keeps its row,
        and so its topics, sort and audience, when it is moved, reworded or given another heading. If one for
        staff can be found no longer, what is new is for staff too: text must not become public by an edit.
        """
        stored = {section.anchor: section for section in (self.sections.all() if rows is None else rows)}
        parts = written_sections(body)
        earlier = self.body if before is None else before
        # Rows that a draft's own sections got before they were ever saved have the anchor that the draft has.
        known = {part.anchor for part in written_sections(earlier)}
        followed = {part.anchor: part.anchor for part in parts if part.anchor in stored and part.anchor not in known}
        followed |= {new: old for new, old in follow(earlier, body).items() if old in stored}
        lost = [row for anchor, row in stored.items() if anchor not in followed.values()]
        fallback = Audience.STAFF if any(row.audience == Audience.STAFF for row in lost) else Audience.EVERYONE
        found = {}
        for order, part in enumerate(parts):
            row = copy(stored.get(followed.get(part.anchor, ""))) or Section(weeknote=self, audience=fallback)
            row.anchor, row.order, row.heading = part.anchor, order, part.heading[:300]
            found[part.anchor] = row
        return found

    def sync_sections(self, *, before: str | None = None) -> None:
        """Make the stored section rows those of the body; `before` is the body that they belong to now."""
        rows = list(self.sections.all())
        stored = {row.pk: (row.anchor, row.order, row.heading) for row in rows}
        wanted = self.sections_in(self.body, before=before, rows=rows)
        if gone := stored.keys() - {row.pk for row in wanted.values()}:
            self.sections.filter(pk__in=gone).delete()
        changed = [r for r in wanted.values() if stored.get(r.pk) != (r.anchor, r.order, r.heading)]
        for row in changed:  # two may change places: free both names first
            if row.pk:
                self.sections.filter(pk=row.pk).update(anchor=f"~{row.pk}")
        for row in changed:
            if row.pk:
                row.save()
        Section.objects.bulk_create(row for row in changed if not row.pk)
        indexing.index(self)

    def free_slug(self) -> str:
        """The slug that its title gives it in its week: the second of one title gets "-2"."""
        base = slug_of(self.title)[:80].strip("-") or "weeknote"
        rows = Weeknote.objects.filter(week=self.week, slug__startswith=base).exclude(pk=self.pk)
        taken = set(rows.values_list("slug", flat=True))
        number, slug = 1, base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug

    def keep_draft(
        self, person: Person, *, based_on: int, title: str, summary: str, body: str, window: Window | None = None
    ) -> WeeknoteDraft | None:
        """Keep what this author typed since the last save; `based_on` is the version they began from.

        Nothing is kept, and None returned, where it says what is saved (also by an autosave that was overtaken).
        Raises OtherWindow, and keeps what is there, if another window of theirs kept words that `window` never saw.
        """
        words = (title, summary, body)
        if words == (self.title, self.summary, self.body):
            self.refuse_other_window(person, words, window)
            self.drop_draft(person)
            return None
        with transaction.atomic():
            values = {"based_on": based_on, "title": title, "summary": summary, "body": body}
            page = {"window": window.name, "turn": window.turn or 0} if window else {"window": "", "turn": 0}
            draft, is_new = WeeknoteDraft.objects.select_for_update().get_or_create(
                weeknote=self, person=person, defaults={**values, **page}
            )
            if is_new or (window and draft.has_overtaken(window)):
                return draft
            if window and draft.words != words and not draft.is_known_to(window):
                raise OtherWindow(draft)
            for name, value in {**values, **page, "serial": draft.serial + 1}.items():
                setattr(draft, name, value)
            draft.save()
        return draft

    def refuse_other_window(self, person: Person, words: tuple[str, str, str], window: Window | None) -> None:
        """Raises OtherWindow if saving these words would drop others that this author typed in another window."""
        draft = self.drafts.filter(person=person).first() if window else None
        if window and draft and draft.words != words and not draft.is_known_to(window):
            raise OtherWindow(draft)

    def drop_draft(self, person: Person) -> None:
        """Forget what this author typed since the last save."""
        self.drafts.filter(person=person).delete()

    def remember_answer(self, what: str, key: str, words: str, *, by: Person) -> None:
        """Note that an author has answered this: it is not asked again."""
        Answered.objects.get_or_create(
            weeknote=self, what=what, key=key[:200], defaults={"words": words[:300], "by": by}
        )

    def forget_answer(self, pk: int) -> None:
        """Take an answer back: it may be asked again."""
        self.answers.filter(pk=pk).delete()

    def delete_softly(self, *, by: Person | None, verb: str = "deleted") -> None:
        """Take it out of everybody's sight: what was published of it is taken back as well."""
        with transaction.atomic():
            if self.is_published:
                publishing.unpublish(self, by=by, reason="The note was deleted")
                self.published_at = None
            super().delete_softly(by=by, verb=verb)
            settle_images(self)

    def undelete(self, *, by: Person | None) -> None:
        """Bring it back to its authors' desk, with its images."""
        with transaction.atomic():
            super().undelete(by=by)
            settle_images(self)

    @classmethod
    def to_index(cls) -> models.QuerySet:
        return cls.objects.prefetch_related("authors", "sections__topics", "sections__people")

    def entries(self) -> Iterable[EntryData]:
        """The sections of an unpublished note, for its authors. A published one is found by its parts."""
        if self.is_published:
            return
        sections = {section.anchor: section for section in self.sections.prefetch_related("topics")}
        authors = tuple((person.pk, "author") for person in self.authors.all())
        for part in split_sections(self.body):
            section = sections.get(part.anchor)
            text = plain_text(part.body)
            if not text.strip() and not part.heading:
                continue
            yield EntryData(
                kind="section", part=part.anchor, title=part.heading or str(self), text=text,
                url=f"{self.get_absolute_url()}#{part.anchor}", date=self.week, reach=self.reach,
                document=f"{self._meta.label_lower}:{self.ref}", document_title=f"{self} (draft)", status="draft",
                sort=section.sort if section else "",
                people=authors, topics=tuple(topic.pk for topic in section.topics.all()) if section else (),
            )  # fmt: skip

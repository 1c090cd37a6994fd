"""Entry: one row a findable thing. Search, timelines, topic and person pages, home and feeds read nothing else."""

from __future__ import annotations

from datetime import date

from django.db import connection, models
from django.db.models import Q

from hackit.audience import Reach, Viewer, VisibleQuerySet
from hackit.models import among  # noqa: F401 (whoever asks for Entries may ask `pk__among`)
from hackit.models.people import Forum, Person
from hackit.models.topics import Topic


class EntryKind(models.TextChoices):
    SECTION = "section", "Weeknote"
    POINT = "point", "Conversation point"
    MEETING = "meeting", "Meeting"
    ITEM = "item", "Agenda item"
    NOTE = "note", "Note"
    QUESTION = "question", "Question"
    ASK = "ask", "Ask for help"
    IDEA = "idea", "Idea for later"
    JOTTING = "jotting", "Jotting"
    DECISION = "decision", "Decision"
    CAVEAT = "caveat", "Caveat"
    REFERRAL = "referral", "On its way to a higher group"
    ACTION = "action", "Action"
    UPDATE = "update", "Update of an action"
    COMING_UP = "coming_up", "Coming up"
    BUDGET_LINE = "budget_line", "Budget line"
    POSITION = "position", "Budget position"
    FIGURE = "figure", "Figure"
    PROPOSAL = "proposal", "Proposal"
    ENQUIRY = "enquiry", "Question to answer"
    REVIEW = "review", "Audit review"
    RECOMMENDATION = "recommended", "Audit recommendation"


class EntryRole(models.TextChoices):
    AUTHOR = "author", "Wrote"
    OWNER = "owner", "Owns"
    WITH = "with", "With"
    LEAD = "lead", "Leads"
    RECORDED = "recorded", "Recorded"
    MENTIONED = "mentioned", "Mentioned"


NAMED_ROLES = (EntryRole.AUTHOR, EntryRole.OWNER, EntryRole.WITH, EntryRole.RECORDED)
"""Roles that name a person on a record: they see it whatever its audience."""


def _seen_by(user, key: str) -> Q:
    """The condition "this user may find it", of rows with an Entry's reach, forum and whether it is a public copy;
    `key` is the column with the Entry's id."""
    viewer = Viewer.of(user)
    if viewer.is_stranger:
        return Q(reach=Reach.EVERYONE)
    condition = Q(reach__in=(Reach.EVERYONE, Reach.STAFF))
    if viewer.forum_roles:
        condition |= Q(reach=Reach.MEMBERS, forum_id__in=viewer.forum_ids)
    if viewer.person_id:
        named = EntryPerson.objects.filter(person_id=viewer.person_id, role__in=NAMED_ROLES)
        condition |= Q(reach__in=(Reach.NAMED, Reach.MEMBERS), **{f"{key}__in": named.values("entry_id")})
    return condition & Q(public_copy=False)


class EntryQuerySet(VisibleQuerySet):
    def visible_to(self, user) -> EntryQuerySet:
        """What this user may find. Staff find the live record and not its published copy beside it."""
        return self.filter(_seen_by(user, "pk"))

    def overdue(self, *, on: date) -> EntryQuerySet:
        """Open actions whose agreed date has passed on that day."""
        return self.open_actions().filter(due__lt=on)

    def open_actions(self) -> EntryQuerySet:
        return self.filter(kind=EntryKind.ACTION, status__in=("not_started", "in_progress", "waiting"))

    def at(self, path: str) -> EntryQuerySet:
        """What stands on the page of this address: the page itself and the parts with an anchor of their own."""
        parts = Q(url__startswith=f"{path}#")
        if connection.vendor == "sqlite":  # compares text byte by byte, so the index of addresses serves
            parts = Q(url__gt=f"{path}#", url__lt=f"{path}$")
        return self.filter(Q(url=path) | parts)

    def about(self, topic: Topic) -> EntryQuerySet:
        """Tagged with the topic, or naming it."""
        return self.filter(pk__in=EntryTopic.objects.filter(topic=topic).values("entry_id"))


class Entry(models.Model):
    """One findable thing: (source type, source id, part) is its key, and its id is stable over a rebuild."""

    source_type = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    part = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=EntryKind)
    document = models.CharField(max_length=60, blank=True)
    document_title = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=300)
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    said = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=400)
    date = models.DateField()
    financial_year = models.PositiveSmallIntegerField()
    forum = models.ForeignKey(Forum, models.CASCADE, null=True, related_name="+")
    reach = models.CharField(max_length=10, choices=Reach)
    public_copy = models.BooleanField(default=False)
    status = models.CharField(max_length=20, blank=True)
    due = models.DateField(null=True)
    sort = models.CharField(max_length=20, blank=True)
    search_title = models.TextField(blank=True)
    search_body = models.TextField(blank=True)
    search_document = models.TextField(blank=True)

    people = models.ManyToManyField(Person, through="EntryPerson", related_name="+")
    topics = models.ManyToManyField(Topic, through="EntryTopic", related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["source_type", "source_id", "part"], name="entry_source_once"),
        ]
        indexes = [
            models.Index(fields=["reach", "forum", "kind"], name="entry_reach"),
            models.Index(fields=["kind", "status", "due", "id"], name="entry_due"),
            models.Index(fields=["document"], name="entry_document"),
            models.Index(fields=["url"], name="entry_url"),
            # Agreed decisions of some topics, newest first: what a hit's "Later" looks for.
            models.Index(fields=["kind", "-date", "id"], name="entry_kind_newest"),
            # All that decides whether something is found and how it is counted, without its text: a search reads
            # this of every hit, and the row itself only of those on the page. By id of what words found; from the
            # newest day on where there are filters alone.
            models.Index(
                fields=["id", "reach", "public_copy", "kind", "forum", "financial_year", "date", "status", "due",
                        "sort", "document"],
                name="entry_facts",
            ),
            models.Index(
                fields=["-date", "id", "reach", "public_copy", "kind", "forum", "financial_year", "status", "due",
                        "sort", "document"],
                name="entry_newest_facts",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"


class EntryPerson(models.Model):
    """A person on an entry, and as what."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="people_links")
    person = models.ForeignKey(Person, models.CASCADE, related_name="entry_links")
    role = models.CharField(max_length=10, choices=EntryRole)

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["entry", "person", "role"], name="entry_person_once")]
        indexes = [models.Index(fields=["person", "role", "entry"], name="entry_person_role")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.entry_id}"


class EntryTopicQuerySet(VisibleQuerySet):
    def visible_to(self, user) -> EntryTopicQuerySet:
        """The links of Entries that this user may find, without a look at the Entries."""
        return self.filter(_seen_by(user, "entry"))


class EntryTopic(models.Model):
    """A topic of an entry: somebody tagged it, or its words name it.

    What decides who sees the entry and how a topic counts it stands here too, written with the link and kept right by
    a trigger on the Entries: a topic of twenty thousand things is counted in one index instead of in their rows.
    """

    class How(models.TextChoices):
        TAGGED = "tagged", "Tagged"
        MATCHED = "matched", "Its words name it"

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="entry_links")
    how = models.CharField(max_length=8, choices=How)
    reach = models.CharField(max_length=10)
    date = models.DateField()
    kind = models.CharField(max_length=12)
    status = models.CharField(max_length=20, blank=True)
    forum_id = models.BigIntegerField(null=True)
    public_copy = models.BooleanField(default=False)

    objects = EntryTopicQuerySet.as_manager()

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["entry", "topic"], name="entry_topic_once")]
        indexes = [
            models.Index(fields=["topic", "how", "entry"], name="entry_topic_how"),
            models.Index(fields=["topic", "reach"], name="entry_topic_reach"),
            # A topic's things of one kind by day, and all that decides whether they are seen and how they count.
            models.Index(
                fields=["topic", "kind", "date", "how", "reach", "status", "forum_id", "public_copy", "entry"],
                name="entry_topic_facts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.how} {self.entry_id}"


class EntryLink(models.Model):
    """A page of this site that an entry's text links to, by its path."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="links")
    path = models.CharField(max_length=400)

    class Meta:
        app_label = "hackit"
        constraints = [models.UniqueConstraint(fields=["path", "entry"], name="entry_link_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} to {self.path}"

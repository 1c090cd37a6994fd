"""What stands beside an action: who helps, the dated lines of its log, the links that show how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

from django.db import models, transaction
from django.db.models import Q

from hackit.audience import VisibleQuerySet, reach_of
from hackit.models import Person
from hackit.records import Record
from meetings.actions.answers import Answer
from meetings.actions.querysets import Status
from meetings.agenda.models import Meeting

if TYPE_CHECKING:
    from meetings.actions.models import Action


class ActionHelper(models.Model):
    """Somebody who is "with" the owner of an action."""

    action = models.ForeignKey("meetings.Action", models.CASCADE, related_name="helper_links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "person"], name="action_helper_once")]

    def __str__(self) -> str:
        return f"{self.person} with {self.action_id}"


class ActionUpdate(Record):
    """A dated line in an action's log: words, a new status, a new date and the old one.

    `answer`: what was said when asked, for that `meeting`; `before`: what the action was then, to take it back;
    `change_no`: the change of the meeting that it was, as a line has one.
    """

    action = models.ForeignKey("meetings.Action", models.CASCADE, related_name="updates")
    on = models.DateField()
    text = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=12, choices=Status, blank=True)
    old_due = models.DateField(null=True, blank=True)
    new_due = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    before = models.JSONField(default=dict, blank=True, editable=False)
    change_no = models.PositiveIntegerField(default=0, editable=False)

    history_fields: ClassVar[tuple[str, ...]] = ("text",)

    class Meta(Record.Meta):
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.text or self.get_status_display()

    def compute_reach(self):
        """An update is never more open than its action."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.action.reach


class ActionLinkQuerySet(VisibleQuerySet):
    def of(self, action: Action) -> ActionLinkQuerySet:
        """The links of one action."""
        return self.filter(action=action)


class ActionLink(Record):
    """Evidence: a link, in whose words, and the day on which it was put there."""

    action = models.ForeignKey("meetings.Action", models.CASCADE, related_name="links")
    url = models.CharField("link", max_length=800)
    words = models.CharField(max_length=200, blank=True)
    on = models.DateField()

    objects = ActionLinkQuerySet.as_manager()
    history_fields: ClassVar[tuple[str, ...]] = ("url", "words")

    class Meta(Record.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="action_link_is_of_the_web",
                violation_error_message="Enter a web address that starts with https://",
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.url

    def compute_reach(self):
        """A link is never more open than its action."""
        if self.is_deleted:
            return reach_of(self.audience, has_forum=False, deleted=True)
        return self.action.reach

    @property
    def site(self) -> str:
        """Where it leads, in short: "files.example"."""
        return urlsplit(self.url).hostname or ""

    def take_off(self, *, by: Person | None) -> None:
        """It was no evidence after all; `put_back` undoes it."""
        with transaction.atomic():
            self.delete_softly(by=by)
            self.action.tell_of_link(self, by=by, is_there=False)

    def put_back(self, *, by: Person | None) -> None:
        """As it was before it was taken off."""
        with transaction.atomic():
            self.undelete(by=by)
            self.action.tell_of_link(self, by=by, is_there=True)

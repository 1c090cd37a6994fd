"""What owners answered before a meeting, by the link of the mail that asked them."""

from __future__ import annotations

from django.db import models

from hackit.models import Mail
from meetings.actions.models import Action, ActionUpdate


class Reply(models.Model):
    """That a letter was answered about an action: once. The `update` says what was answered, and for which meeting."""

    letter = models.ForeignKey(Mail, models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, models.CASCADE, related_name="+")
    update = models.OneToOneField(ActionUpdate, models.CASCADE, related_name="reply")

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "action"], name="reply_once",
                violation_error_message="This was answered already.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.update.get_answer_display()}: {self.action_id}"

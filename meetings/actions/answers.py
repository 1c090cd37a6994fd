"""What can be answered when somebody asks how an action stands."""

from __future__ import annotations

from django.db import models


class Answer(models.TextChoices):
    """What was said when somebody asked about an action: in a meeting, or before it."""

    DONE = "done", "Done"
    ON_TRACK = "on_track", "On track"
    MOVED = "moved", "New date"
    GIVEN = "given", "Given to somebody else"
    WAITING = "waiting", "Waiting"
    HELP = "help", "Needs help"
    DROPPED = "dropped", "No longer needed"

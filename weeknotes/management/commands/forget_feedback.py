"""`manage.py forget_feedback`: remove what readers told authors more than a year ago."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from weeknotes.models import Feedback


class Command(BaseCommand):
    """Each new message does the same; this is for a quiet place. Run it every day from cron or a timer."""

    help = "Remove feedback that is older than a year."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many went."""
        self.stdout.write(f"{Feedback.objects.forget(at=timezone.now())} removed")

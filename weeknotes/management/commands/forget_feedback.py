"""`manage.py forget_feedback`: remove what readers told authors more than a year ago, and images that nobody wants."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from weeknotes.models import Feedback, WeeknoteImage


class Command(BaseCommand):
    """Each new message does the same; this is for a quiet place. Run it every day from cron or a timer."""

    help = "Remove feedback that is older than a year, and images that were removed over 30 days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many went."""
        at = timezone.now()
        images = WeeknoteImage.objects.forget_removed(at=at)
        self.stdout.write(f"{Feedback.objects.forget(at=at)} removed" + (f", {images} images" if images else ""))

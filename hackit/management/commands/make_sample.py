"""`manage.py make_sample`: fill an empty database with a fictional division's three months."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hackit.dates import monday_of
from hackit.mail import digest, reminders
from hackit.mail.reminders import Window
from hackit.running.trial import how_to_sign_in
from hackit.sample import NoSample, make_sample


class Command(BaseCommand):
    """Sample data up to today, made by the same functions as the site. Never touches a database with anything in it."""

    help = "Fill an empty database with sample data, in a trial only, and say how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing. Raises CommandError with a sentence where it may not."""
        try:
            make_sample(on=timezone.localdate())
        except NoSample as refused:
            raise CommandError(str(refused)) from None
        _post_this_weeks_mail(timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(how_to_sign_in())


def _post_this_weeks_mail(on: date) -> None:
    """The weekly mails of this Monday, so that a trial begun on any day has some to read."""
    for _batch in reminders.post_due(digest.WEEKLY, Window.of_day(monday_of(on))):
        continue

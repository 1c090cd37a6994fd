"""Set somebody's password from the command line, as Django does, with an event of their login."""

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from hackit.history import record_change
from hackit.models import User


class Command(changepassword.Command):
    def handle(self, *args, **options) -> str | None:
        """Django's own, which raises CommandError where the password is not changed."""
        told = super().handle(*args, **options)
        user = User.objects.get(email__iexact=options["username"])
        with transaction.atomic():
            record_change(user, "password set by a command", by=None)
        return told

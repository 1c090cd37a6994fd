"""`manage.py createsuperuser`: the first administrator of an installation, who lets the others in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.management.commands import createsuperuser
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from hackit.models import User


class Command(createsuperuser.Command):
    """Django's own, but it says which command of ours comes first, and what comes next."""

    help = "Make an administrator, who may also open the emergency admin."
    requires_migrations_checks = False  # they would name `migrate`, which makes no triggers and no full-text tables

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where the tables are not there yet, or where nobody can be asked for the password."""
        if not MigrationRecorder(connection).applied_migrations():
            raise CommandError("The database has no tables yet. Run `manage.py prepare` first.")
        before = User.objects.count()
        super().handle(*args, **options)
        if User.objects.count() > before:
            self.stdout.write(f"Sign in at {settings.SITE_ADDRESS}/accounts/login/ and set up a second step.")

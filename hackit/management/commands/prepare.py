"""`manage.py prepare`: bring the database to the state that this code expects, before the server starts."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hackit import database_objects
from hackit.models import User
from hackit.running.readiness import GO_ON_OR_BACK, newest_unknown
from hackit.running.trial import SIGN_INS, how_to_sign_in
from hackit.sample import holds_anything
from hackit.sign_in.recovery_codes import hash_all_shown
from hackit.sign_in.second_step import encrypt_anew


class Command(BaseCommand):
    """Migrations, triggers and full-text tables, the table of sign-in limits, second steps under the present key; in a
    trial the sample data."""

    help = "Bring the database to the state that this code expects. Running it again changes nothing."
    requires_system_checks = ["database"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is missing and nothing else; a second run takes a fraction of a second.

        Raises CommandError where newer code has been here: its tables are not ours to write into.
        """
        executor = MigrationExecutor(connection)
        if newer := newest_unknown(set(executor.loader.applied_migrations)):
            raise CommandError(f"Nothing was done: the database is of newer code than this ({newer}). {GO_ON_OR_BACK}")
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Making the database's tables.")
            call_command("migrate", interactive=False, verbosity=0)
        database_objects.create_all(connection)
        call_command("createcachetable", verbosity=0)
        if count := encrypt_anew():
            self.stdout.write(f"Secrets of second steps, now encrypted with the present secret key: {count}.")
        if count := hash_all_shown():
            self.stdout.write(f"Recovery codes that were shown before, now kept as hashes: those of {count} login(s).")
        if settings.TRIAL and not holds_anything():
            self.stdout.write("Filling the empty database with sample data.")
            call_command("make_sample", verbosity=0)
        if settings.TRIAL and User.objects.filter(email__in=[person.email for person in SIGN_INS]).exists():
            self.stdout.write(how_to_sign_in())

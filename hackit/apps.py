"""The project's own app."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class HackitConfig(AppConfig):
    name = "hackit"
    verbose_name = "HackIT records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who posts and writes the weekly mail. Make triggers and full-text tables after every migrate, which may
        have dropped them."""
        from hackit import checks, database_objects, held, purging, sample  # noqa: F401 (checks register)
        from hackit.following import letters
        from hackit.following.home import following_panel
        from hackit.held import keeping, tables
        from hackit.joining import panels
        from hackit.mail import digest, outbox, reminders
        from hackit.models import TopicWording
        from hackit.people import merging_writes as merging
        from hackit.running import away, retention
        from hackit.sample_writes import write_ground
        from hackit.sign_in import account_events, recovery_codes

        if settings.SENTRY_DSN:
            from hackit.running import error_reports

            error_reports.begin(settings.SENTRY_DSN)

        held.register("hackit", tables.ROWS, tables.NOBODY, tables.removals)
        retention.register(*keeping.RULES)
        purging.register("hackit", purging.Purge(TopicWording))
        merging.register(merging.TREATMENTS, merging.COUNTED)
        sample.register(0, write_ground)
        digest.register("following", letters.find, letters.write, letters.told)
        panels.register("home-side", "hackit/_following_home.html", following_panel)
        outbox.register(digest.WEEKLY, digest.write)
        reminders.register(digest.WEEKLY, digest.due_letters)

        account_events.connect()
        recovery_codes.connect()
        connection_created.connect(away.keep_no_read_only_connection, dispatch_uid="hackit.read_only")
        pre_migrate.connect(database_objects.take_time_before_migrate, dispatch_uid="hackit.time_to_migrate")
        post_migrate.connect(database_objects.create_after_migrate, dispatch_uid="hackit.database_objects")

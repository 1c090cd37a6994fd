"""The project's own app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HackitConfig(AppConfig):
    name = "hackit"
    verbose_name = "HackIT records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make triggers and full-text tables after every migrate: Django's table remakes drop them."""
        from hackit import checks, database_objects, sample  # noqa: F401 (checks register themselves)
        from hackit.sample_writes import write_ground

        sample.register(0, write_ground)

        post_migrate.connect(database_objects.create_after_migrate, dispatch_uid="hackit.database_objects")

"""What a person or team did this week."""

from django.apps import AppConfig


class WeeknotesConfig(AppConfig):
    name = "weeknotes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who writes the sample's weeknotes, and stand among the ways to begin."""
        from hackit import panels, sample, scale
        from weeknotes.sample.scale import make_weeknotes
        from weeknotes.sample.writes import write_weeknotes

        sample.register(2, write_weeknotes)
        scale.register(2, make_weeknotes)
        panels.register("begin", "weeknotes/_begin_import.html", lambda request: {})

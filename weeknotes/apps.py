"""What a person or team did this week."""

from django.apps import AppConfig


class WeeknotesConfig(AppConfig):
    name = "weeknotes"
    default_auto_field = "django.db.models.BigAutoField"

"""The trial's sample data: how it is taken away again. What it holds is written by `manage.py make_sample`."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction

from hackit import database_objects
from hackit.models import SiteSettings, User

KEPT_MODELS = {"hackit.user", "hackit.person", "hackit.sitesettings"}
"""Logins stay, and the people they belong to: whoever clears the sample is signed in as one of them."""


def clear_sample() -> None:
    """Take every sample record away, its history too, and leave the logins.

    Raises RuntimeError if the records are not sample data: real ones are never cleared.
    """
    settings = SiteSettings.current()
    if not settings.is_sample:
        raise RuntimeError("These records are not sample data")
    with transaction.atomic():
        database_objects.drop_guards(connection)
        for model in _in_order_of_removal():
            model._base_manager.all().delete()
        person = apps.get_model("hackit", "Person")
        person._base_manager.filter(user=None).delete()
        database_objects.create_all(connection)
        settings.is_sample = False
        settings.save()


def _in_order_of_removal() -> list:
    """Models of ours, those that point at others first, so that no protected reference is left dangling."""
    models = [
        model
        for label in ("meetings", "weeknotes", "hackit")
        for model in apps.get_app_config(label).get_models()
        if model._meta.label_lower not in KEPT_MODELS
    ]
    ordered: list = []
    while models:
        pointed_at = {
            field.related_model
            for model in models
            for field in model._meta.get_fields()
            if field.concrete and field.is_relation and field.related_model not in (model, None)
        }
        free = [model for model in models if model not in pointed_at]
        if not free:
            return ordered + models
        ordered += free
        models = [model for model in models if model not in free]
    return ordered


def signs_in() -> list[tuple[str, str]]:
    """(e-mail address, role) of every login, for the lines that `make run` prints."""
    return list(User.objects.order_by("pk").values_list("email", "role"))

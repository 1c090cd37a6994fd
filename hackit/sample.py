"""The trial's sample data: how it is made, and how it is taken away again.

Each app registers a writer of its own records in its AppConfig.ready(), so that the command needs to know none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import Model

from hackit import database_objects, indexing
from hackit.models import SiteSettings
from hackit.sample_ground import Sample

Writer = Callable[[Sample], None]

_writers: dict[int, Writer] = {}


class NoSample(Exception):
    """Sample data can't be made here; the message says why, in a sentence."""


def register(place: int, write: Writer) -> None:
    """Say who writes an app's part of the sample, and in which place: the ground is 0. Called once, at start."""
    _writers[place] = write


def make_sample(*, on: date) -> None:
    """Fill an empty database with sample data that ends on that day, all of it or nothing.

    Raises NoSample outside a trial (its passwords are known to everybody), and where there are records already.
    """
    if not django_settings.TRIAL:
        raise NoSample("Sample data is for a trial only: its passwords are no secret. Set HACKIT_TRIAL=1 to try it.")
    with transaction.atomic():
        if holds_anything():
            raise NoSample("There are records or logins in this database already, so nothing was written.")
        sample = Sample(on)
        ground, *others = sorted(_writers)
        _writers[ground](sample)
        with indexing.topics_staying(), indexing.at_the_end():
            for place in others:
                _writers[place](sample)


def holds_anything() -> bool:
    """Whether there is any login or record of ours. Settings of the site alone are none."""
    models = [
        model for label in ("hackit", "weeknotes", "meetings") for model in apps.get_app_config(label).get_models()
    ]
    return any(model._base_manager.exists() for model in models if model is not SiteSettings)


KEPT_MODELS = {
    "hackit.user",
    "hackit.user_groups",
    "hackit.user_user_permissions",
    "hackit.person",
    "hackit.sitesettings",
}
"""Logins stay, and the people they belong to: whoever clears the sample is signed in as one of them."""


def clear_sample() -> None:
    """Take every sample record away, its history too, and leave the logins.

    Raises RuntimeError if the records are not sample data: real ones are never cleared.
    """
    settings = SiteSettings.current()
    if not settings.is_sample:
        raise RuntimeError("These records are not sample data")
    people = apps.get_model("hackit", "Person")._base_manager
    with transaction.atomic():
        database_objects.drop_guards(connection)
        people.update(organisation=None, merged_into=None)
        # Without the ORM's collecting, which would stop at records that protect each other (a decision and the
        # one that replaces it). The database itself checks that nothing is left dangling.
        for model in _models_to_clear():
            model._base_manager.all()._raw_delete(connection.alias)
        people.filter(user=None)._raw_delete(connection.alias)
        connection.check_constraints()
        database_objects.create_all(connection)
        settings.is_sample = False
        settings.save()


def _models_to_clear() -> list[type[Model]]:
    """Every model of ours but those that are kept, with the tables between them."""
    return [
        model
        for label in ("meetings", "weeknotes", "hackit")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.label_lower not in KEPT_MODELS
    ]

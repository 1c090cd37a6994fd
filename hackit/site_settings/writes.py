"""Changing what holds for the whole place: one row, one event a change."""

from __future__ import annotations

from hackit.history import record_change
from hackit.models import Person, SiteSettings

FIELDS = ("name", "strapline", "contact_email", "licence_text", "licence_url")


def stored_values(settings: SiteSettings) -> dict[str, str]:
    """What the form shows of the settings."""
    return {name: getattr(settings, name) for name in FIELDS}


def save_settings(settings: SiteSettings, values: dict[str, str], *, by: Person) -> None:
    """Save these values of FIELDS with the event that tells it; what changes nothing writes nothing.

    Belongs into the transaction in which `settings` was locked. Raises IntegrityError where two save them for the
    first time at one moment.
    """
    before = stored_values(settings)
    changes = {name: (before[name], new) for name, new in values.items() if before[name] != new}
    if not changes:
        return
    for name in changes:
        setattr(settings, name, values[name])
    settings.save(force_insert=settings._state.adding)
    record_change(settings, "changed", by=by, changes=changes)

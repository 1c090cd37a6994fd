"""The cookies that the service sets, for the page on privacy. A test holds every answer to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

DAY = 24 * 3600


@dataclass(frozen=True)
class Cookie:
    """A cookie: its name, what it does, and how long a browser keeps it."""

    name: str
    what: str
    how_long: str


def _days(time: timedelta) -> str:
    """ "7 days", "a day", "36 hours"."""
    if time % timedelta(days=1):
        hours = time // timedelta(hours=1)
        return "an hour" if hours == 1 else f"{hours} hours"
    return "a day" if time.days == 1 else f"{time.days} days"


def cookies() -> list[Cookie]:
    """Every cookie there is."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "keeps you signed in, and is set when you begin to sign in",
            f"It works until you sign out, for {_days(settings.SESSION_LONGEST)} at most, and for "
            f"{_days(settings.SESSION_UNUSED)} while you don’t use the service. Before you are signed in it lasts "
            f"{settings.SESSION_COOKIE_AGE // DAY} days.",
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "protects forms, and is set by pages with one that changes something: signing in, writing to an author",
            f"It lasts {settings.CSRF_COOKIE_AGE // DAY} days.",
        ),
    ]

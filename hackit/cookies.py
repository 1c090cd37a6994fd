"""The cookies that the service sets, for the page on privacy. A test holds every answer to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

DAY = 24 * 3600


@dataclass(frozen=True)
class Cookie:
    """A cookie: its name, what it does, and how long a browser keeps it."""

    name: str
    what: str
    how_long: str


def cookies() -> list[Cookie]:
    """Every cookie there is."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            "keeps you signed in, and is set when you begin to sign in",
            f"It lasts {settings.SESSION_COOKIE_AGE // DAY} days, or until you sign out.",
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            "protects forms, and is set by pages with one that changes something: signing in, writing to an author",
            f"It lasts {settings.CSRF_COOKIE_AGE // DAY} days.",
        ),
    ]

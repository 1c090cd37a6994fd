"""Passwords that are made of what everybody here knows: the names of this place and of what it holds."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError

from hackit.models import Forum, Organisation, SiteSettings

WORDS = (
    "hackit", "records", "weeknote", "meeting", "minutes", "decision", "action", "agenda", "council", "digital",
    "management", "team", "director", "secretary", "chair", "member", "admin", "administrator", "staff", "auditor",
    "password", "passphrase", "welcome", "letmein", "signin", "login", "secret", "example",
)  # fmt: skip
"""Beside the names of the site, its organisations, groups and hosts."""

FEWEST_LEFT = 8
"""Letters that must be there beside these words, whatever figures and signs stand between."""


class OwnWordsValidator:
    """Refuses a password of which little is left without the words above. Asks the database: for new passwords only."""

    def validate(self, password: str, user: object = None) -> None:
        """Raises ValidationError."""
        left = whole = _letters(password)
        for word in sorted(_known(), key=len, reverse=True):
            left = left.replace(word, "")
        # One without any of them may be of figures alone: nothing is asked of its composition
        if left != whole and len(left) < FEWEST_LEFT:
            raise ValidationError(
                "This password is made of words that everybody here knows. Choose others.", code="password_own_words"
            )

    def get_help_text(self) -> str:
        """What a new password must not be."""
        return "Not made of the names of this place and of what it holds."


def _known() -> set[str]:
    names = [SiteSettings.current().name, *settings.ALLOWED_HOSTS]
    names += [*Organisation.objects.values_list("name", flat=True), *Forum.objects.values_list("name", flat=True)]
    words = {_letters(word) for name in names for word in re.split(r"[\W_]+", name)}
    return {word for word in words if len(word) > 3} | set(WORDS)


def _letters(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalpha())

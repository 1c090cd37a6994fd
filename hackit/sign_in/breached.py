"""Passwords that are known to have been stolen, those that are one short piece again and again, and endless ones.

The list is a file that the organisation keeps (HACKIT_BREACHED), as the downloader of Have I Been Pwned writes it: one
SHA-1 of a password a line in capitals, in order, then ":" and how often it was seen. It is looked up in place, for it
has 40 GB: some 40 short reads a password. Nothing of a password leaves the machine.
"""

from __future__ import annotations

import hashlib
import logging
import os
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

log = logging.getLogger(__name__)

HEX = 40
"""Letters of a SHA-1."""
LONGEST_LINE = 80
SHORTEST_PIECE = 8

LONGEST = 1000
"""Characters of a password. Some end must there be, for each is looked through; no passphrase comes near this one."""
TOO_LONG = f"Use at most {LONGEST:,} characters."


def is_listed(password: str, file: BinaryIO, size: int) -> bool:
    """Whether the SHA-1 of a password is in a sorted file of `size` bytes. Halves what is left until it is one line."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        file.seek(max(middle - 1, 0))
        if middle:
            file.readline(LONGEST_LINE)  # to the end of the line that it fell into: the next begins there or later
        start = file.tell()
        found = file.readline(LONGEST_LINE)[:HEX].upper()
        if start >= high or not found:
            high = middle
        elif found == wanted:
            return True
        elif found < wanted:
            low = file.tell()
        else:
            high = middle
    return False


class LongestValidator:
    """Refuses what no form takes either: for the pages and commands that have no form of ours."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        if len(password) > LONGEST:
            raise ValidationError(TOO_LONG, code="password_too_long")

    def get_help_text(self) -> str:
        return TOO_LONG


class BreachedValidator:
    """Refuses a password that the organisation's list of stolen ones holds. Without a list it refuses nothing."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError. A list that can't be read is a line of the log: people must still be able to act."""
        if not settings.BREACHED:
            return
        try:
            with Path(settings.BREACHED).open("rb") as file:
                listed = is_listed(password, file, os.fstat(file.fileno()).st_size)
        except OSError as error:
            log.warning("the list of breached passwords cannot be read: %s", error.strerror)
            return
        if listed:
            raise ValidationError(
                "This password was among those stolen from some other service, so it is tried first. Choose another.",
                code="password_breached",
            )

    def get_help_text(self) -> str:
        return "It must not be among passwords that were stolen elsewhere."


class RepeatedValidator:
    """Refuses one short or common piece again and again, or a row such as 123456789012345: they are long and easy."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator()

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        plain = password.casefold()
        piece = repeated_piece(plain)
        if len(piece) < SHORTEST_PIECE or piece in self.common.passwords or is_row(plain):
            raise ValidationError(
                "This repeats one short piece, or counts up or down. Choose words that have nothing to do with it.",
                code="password_repeated",
            )

    def get_help_text(self) -> str:
        return "It must not repeat one short piece."


def repeated_piece(text: str) -> str:
    """The shortest piece of which the text is made, the last time perhaps not whole; the text itself if of none.

    What repeats begins as it ends. How long both are alike is known for each beginning of the text from those before
    it (Knuth, Morris and Pratt), so each letter is looked at a few times, whatever the text is.
    """
    alike = [0] * len(text)
    for at in range(1, len(text)):
        length = alike[at - 1]
        while length and text[at] != text[length]:
            length = alike[length - 1]
        alike[at] = length + (text[at] == text[length])
    piece = len(text) - alike[-1] if text else 0
    return text[:piece] if piece * 2 <= len(text) else text


def is_row(text: str) -> bool:
    """Whether every sign follows the one before it up or down: abcdef, 987654321098765."""
    steps = {_step(one, two) for one, two in pairwise(text)}
    return len(steps) == 1 and steps <= {-1, 1}


def _step(one: str, two: str) -> int:
    step = ord(two) - ord(one)
    if one.isdecimal() and two.isdecimal() and abs(step) == 9:
        return -step // 9  # from 9 to 0, or back
    return step

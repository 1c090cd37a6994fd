"""Sending what waits in the outbox. Safe to run twice and side by side: each letter is taken by one sender."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from hackit.mail import outbox, sign_in_letters
from hackit.models.mail import Mail, SignInLetter

logger = logging.getLogger(__name__)

NO_ADDRESS = "no address"
NOTHING_TO_SAY = "nothing to say"
NOBODY_WRITES = "nobody writes this kind"

Clock = Callable[[], datetime]


def send_due(*, now: Clock = timezone.now, limit: int = 500) -> Counter[str]:
    """Write and send up to `limit` letters that are due; returns how many were "sent", "dropped" and "failed".

    Those about signing in first: somebody waits for them. A letter that fails is left for later and never stops the
    others. Nothing is rendered or sent in a transaction.
    """
    done: Counter[str] = Counter()
    connection = get_connection()
    try:
        for queue in (SignInLetter.objects.all(), Mail.objects.select_related("person__user")):
            for letter in list(queue.due(now=now())[: limit - done.total()]):
                if queue.take(letter, now=now()):
                    done[_send(letter, connection, now)] += 1
    finally:
        connection.close()
    return done


def send_now(letter: SignInLetter, *, now: Clock = timezone.now) -> None:
    """Send one that was just put there, without waiting for the next `send_due`, which makes up for what fails here."""
    if SignInLetter.objects.take(letter, now=now()):
        connection = get_connection()
        try:
            _send(letter, connection, now)
        finally:
            connection.close()


def _send(letter: Mail | SignInLetter, connection: BaseEmailBackend, now: Clock) -> str:
    try:
        messages = _messages(letter, timezone.localdate(now()))
        if isinstance(messages, str):
            return _dropped(letter, messages, now)
        for message in messages:
            message.connection = connection
            message.send()
    except (SMTPException, OSError) as error:
        # Only the kind of error: what a mail server says holds addresses.
        logger.warning("a letter of the kind %s could not be sent: %s", letter.kind, type(error).__name__)
        connection.close()
        return _failed(letter, error, now)
    except Exception as error:  # one letter that cannot be written must not hold up the others
        logger.exception("a letter of the kind %s could not be written", letter.kind)
        return _failed(letter, error, now)
    letter.mark_sent(at=now())
    return "sent"


def _messages(letter: Mail | SignInLetter, on: date) -> Sequence[EmailMessage] | str:
    """What is to be sent, or why nothing is."""
    if isinstance(letter, SignInLetter):
        return sign_in_letters.messages_of(letter) or NOTHING_TO_SAY
    if not letter.person.mail_address:
        return NO_ADDRESS
    if outbox.writer_of(letter.kind) is None:
        return NOBODY_WRITES
    message = outbox.message_of(letter, on=on)
    return NOTHING_TO_SAY if message is None else [message]


def _failed(letter: Mail | SignInLetter, error: Exception, now: Clock) -> str:
    letter.try_later(type(error).__name__, at=now())
    return "failed"


def _dropped(letter: Mail | SignInLetter, why: str, now: Clock) -> str:
    letter.drop(why, at=now())
    return "dropped"

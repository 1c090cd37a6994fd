"""Sending what waits in the outbox. Safe to run twice and side by side: each letter is taken by one sender."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from hackit.mail import outbox
from hackit.models.mail import Mail

logger = logging.getLogger(__name__)

NO_ADDRESS = "no address"
NOTHING_TO_SAY = "nothing to say"
NOBODY_WRITES = "nobody writes this kind"

Clock = Callable[[], datetime]


def send_due(*, now: Clock = timezone.now, limit: int = 500) -> Counter[str]:
    """Write and send up to `limit` letters that are due; returns how many were "sent", "dropped" and "failed".

    A letter that fails is left for later and never stops the others. Nothing is rendered or sent in a transaction.
    """
    done: Counter[str] = Counter()
    connection = get_connection()
    try:
        for mail in list(Mail.objects.due(now=now()).select_related("person__user")[:limit]):
            if Mail.objects.take(mail, now=now()):
                done[_send(mail, connection, now)] += 1
    finally:
        connection.close()
    return done


def _send(mail: Mail, connection: BaseEmailBackend, now: Clock) -> str:
    if not mail.person.mail_address:
        return _dropped(mail, NO_ADDRESS, now)
    if outbox.writer_of(mail.kind) is None:
        return _dropped(mail, NOBODY_WRITES, now)
    try:
        message = outbox.message_of(mail, on=timezone.localdate(now()))
        if message is None:
            return _dropped(mail, NOTHING_TO_SAY, now)
        message.connection = connection
        message.send()
    except (SMTPException, OSError) as error:
        # Only the kind of error: what a mail server says holds addresses.
        logger.warning("a letter of the kind %s could not be sent: %s", mail.kind, type(error).__name__)
        connection.close()
        return _failed(mail, error, now)
    except Exception as error:  # one letter that cannot be written must not hold up the others
        logger.exception("a letter of the kind %s could not be written", mail.kind)
        return _failed(mail, error, now)
    mail.mark_sent(at=now())
    return "sent"


def _failed(mail: Mail, error: Exception, now: Clock) -> str:
    mail.try_later(type(error).__name__, at=now())
    return "failed"


def _dropped(mail: Mail, why: str, now: Clock) -> str:
    mail.drop(why, at=now())
    return "dropped"

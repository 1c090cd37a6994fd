"""Mail through GOV.UK Notify instead of SMTP: a Django email backend around Notify's own client.

Notify keeps one template for all our mail, with the subject ((subject)) and the body ((body)); it takes text and draws
the rest. A letter's ref is its reference there. A letter that is tried again is looked up by that first, so one that
Notify had taken before its sender was killed is not sent twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from notifications_python_client.errors import APIError
from notifications_python_client.notifications import NotificationsAPIClient

TIMEOUT = 10
BUSY = 429


class NotifyError(SMTPException):
    """A mail that Notify did not take. Handled like one that a mail server did not take; says no address."""


class NotifyBusy(NotifyError):
    """Too many in a short time, or its daily limit: it takes it later."""


class NotifyRefused(NotifyError):
    """It takes this one never: a wrong key, template or address. Tried again all the same, as these are put right."""


class NotifyAway(NotifyError):
    """It did not answer, or with a fault of its own."""


class NotifyBackend(BaseEmailBackend):
    """Sends what `django.core.mail` is given. Raises NotifyError unless it is to fail silently."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently, **kwargs)
        self.client: NotificationsAPIClient | None = None

    def open(self) -> bool:
        """Make a client, which keeps its connection until `close`. True if there was none."""
        if self.client is not None:
            return False
        self.client = NotificationsAPIClient(settings.NOTIFY_KEY, base_url=settings.NOTIFY_ADDRESS, timeout=TIMEOUT)
        self.client.request_session.max_redirects = 0  # no letter goes to where an answer points
        return True

    def close(self) -> None:
        """End the connection."""
        if self.client is not None:
            self.client.request_session.close()
            self.client = None

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each to each of its readers; how many messages went."""
        made_here = self.open()
        sent = 0
        try:
            for message in email_messages:
                try:
                    self._send(message)
                except NotifyError:
                    if not self.fail_silently:
                        raise
                else:
                    sent += 1
        finally:
            if made_here:
                self.close()
        return sent

    def _send(self, message: EmailMessage) -> None:
        reference = reference_of(message)
        if reference and getattr(message, "is_retry", False) and self._has(reference):
            return
        more = {"one_click_unsubscribe_url": address} if (address := _unsubscribe(message)) else {}
        for reader in message.recipients():
            self._ask(
                "send_email_notification", reader, settings.NOTIFY_TEMPLATE,
                personalisation={"subject": message.subject, "body": plain(message.body)},
                reference=reference or None, **more,
            )  # fmt: skip

    def _has(self, reference: str) -> bool:
        """Whether Notify took a mail of that reference before."""
        found = self._ask("get_all_notifications", template_type="email", reference=reference)
        return bool(found.get("notifications"))

    def _ask(self, what: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return getattr(self.client, what)(*args, **kwargs)
        except APIError as error:
            raise _named(error.status_code) from None


def _named(status: int) -> NotifyError:
    kind = NotifyBusy if status == BUSY else NotifyRefused if 400 <= status < 500 else NotifyAway
    return kind(f"Notify answered {status}")


def reference_of(message: EmailMessage) -> str:
    """The ref of the letter that a message carries, from its Message-ID; "" for mail that is no letter of ours."""
    ref, _dot, ours = message.extra_headers.get("Message-ID", "").strip("<>").partition(".records@")
    return ref if ours else ""


def _unsubscribe(message: EmailMessage) -> str:
    """The address that stops this mail with one press, where it has one that Notify takes."""
    address = message.extra_headers.get("List-Unsubscribe", "").strip("<>")
    return address if address.startswith("https://") else ""


def plain(text: str) -> str:
    """Our text for a place where Markdown is read: nothing that somebody typed becomes a link with other words."""
    return re.sub(r"\](?=[(\[])", "] ", text)

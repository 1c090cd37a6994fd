"""Letters about signing in: put into the outbox by allauth's adapter, written when they leave, with their links.

A request puts the same row there for every address that is typed; whose it is, if anybody's, is found out by whoever
sends it. So a request tells nothing by its time, and no row holds what opens an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from hackit.models import SignInLetter, SiteSettings

NEW_PASSWORD = "account/email/password_reset_key"  # noqa: S105 (a name of a template)
CONFIRM = ("account/email/email_confirmation", "account/email/email_confirmation_signup")

KEPT = ("ip", "user_agent", "from_email", "to_email", "deleted_email", "provider")
"""What a letter says beside its kind, as text. Nothing else of what allauth gives is kept: its links and keys open."""


def letter_of(kind: str, address: str, context: dict[str, Any]) -> SignInLetter:
    """What allauth would send, as a row that is not in the outbox yet."""
    data = {name: str(context[name]) for name in KEPT if name in context}
    if isinstance(at := context.get("timestamp"), datetime):
        data["timestamp"] = at.isoformat()
    return SignInLetter(kind=kind, address=address, data=data)


def confirmation_of(kind: str, address: EmailAddress) -> SignInLetter:
    """A letter that asks whether an address is its reader's; the row says which, by its id."""
    return SignInLetter(kind=kind, address=address.email, data={"address": address.pk})


def messages_of(letter: SignInLetter) -> list[EmailMessage]:
    """What is to be sent now: none where nobody has the address (any more), one for each account otherwise.

    Raises what a template raises.
    """
    return [_message(letter, words) for words in _words(letter)]


def _words(letter: SignInLetter) -> Iterator[dict[str, Any]]:
    if letter.kind == NEW_PASSWORD:
        for user in filter_users_by_email(letter.address, is_active=True, prefer_verified=True, for_login=True):
            yield {"user": user, "password_reset_url": _reset_link(user)}
    elif letter.kind in CONFIRM:
        for address in EmailAddress.objects.filter(pk=letter.data["address"], email=letter.address, verified=False):
            key = EmailConfirmationHMAC(address).key
            yield {"user": address.user, "activate_url": _absolute(reverse("account_confirm_email", args=[key]))}
    else:
        at = letter.data.get("timestamp")
        yield letter.data | ({"timestamp": datetime.fromisoformat(at)} if at else {})


def _reset_link(user: Any) -> str:
    """The link that opens an account for a new password, once and for three days: allauth's own, on our address."""
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return _absolute(reverse("account_reset_password_from_key", kwargs=parts))


def _absolute(path: str) -> str:
    """On the site's own address: whoever asks for a letter chooses what the request calls us."""
    return f"{settings.SITE_ADDRESS}{path}"


def _message(letter: SignInLetter, words: dict[str, Any]) -> EmailMessage:
    site = SiteSettings.current()
    ours = {"email": letter.address, "site": site, "site_address": settings.SITE_ADDRESS}
    theirs = {"current_site": SimpleNamespace(name=site.name, domain=settings.SITE_DOMAIN)}
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    message = get_adapter().render_mail(letter.kind, letter.address, ours | theirs | words, headers)
    message.is_retry = letter.attempts > 1  # for a backend that can ask whether it left before
    return message

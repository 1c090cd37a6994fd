"""How people come in: by invitation or by the organisation's single sign-on, never by signing up alone."""

import base64
import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Network, ip_address
from smtplib import SMTPException
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.manage_email import assess_unique_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from hackit.mail import sign_in_letters
from hackit.mail.sending import send_now
from hackit.models import SignInLetter

log = logging.getLogger(__name__)

ENCRYPTED = "encrypted:"
"""What a secret of a second step begins with in the database; one without it is of before they were encrypted."""


NETWORK_BITS = 64
"""Of an IPv6 address: what one line, or one rented machine, is given (RFC 6177, RFC 4291)."""

HASHED = "hashed:"
"""What a recovery code begins with in the database once it was shown (`recovery_codes`)."""


def opens_emergency_admin(request: HttpRequest) -> bool:
    """Whether this request may see Django's admin: it takes the flag and the role of an administrator, as of now."""
    user = request.user
    return user.is_active and getattr(user, "is_administrator", False) and user.is_staff


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: made by an administrator."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That email address and password do not belong together.",
        "enter_current_password": "That is not your current password.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes and try again.",
        "unknown_email": "No account has that email address.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a local account alone."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: the address alone.

        allauth puts the request's host before it, which whoever guesses chooses: with each port a new count began.
        """
        return f"login:{credentials.get('email', '').lower()}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """What limits count by: of IPv6 the network, since whoever has one address has all 2⁶⁴ of it."""
        address = ip_address(super().get_client_ip(request))
        if isinstance(address, IPv4Address):
            return str(address)
        mapped = address.ipv4_mapped
        return str(mapped or IPv6Network((int(address), NETWORK_BITS), strict=False).network_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, without its links."""
        post(sign_in_letters.letter_of(template_prefix, email, context))

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Into the outbox, with which address it is about in place of its link."""
        asked, at_sign_up = sign_in_letters.CONFIRM
        kind = at_sign_up if signup else asked
        post(sign_in_letters.confirmation_of(kind, emailconfirmation.email_address))


def post(letter: SignInLetter) -> None:
    """Put a letter into the outbox, and have it sent as soon as that is committed: somebody waits for it, but no
    request does. Whatever happens to the thread, `send_due` finds the row."""
    letter.save()
    transaction.on_commit(lambda: beside(f"mail {letter.kind}", lambda: send_now(letter)))


def beside(name: str, do: Callable[[], object]) -> None:
    """Do something in a thread of its own, whose database connection ends with it. What fails is logged, and who
    asked does not hear of it."""

    def run() -> None:
        try:
            do()
        except (SMTPException, OSError, DatabaseError) as error:
            # Only the kind of error: what a mail server says holds addresses.
            log.warning("%s could not be done: %s", name, type(error).__name__)
        finally:
            connections.close_all()

    threading.Thread(target=run, name=name).start()


class Refused(OAuth2Error):
    """What an issuer said is not believed; the message says why, and nothing that it said."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: whom the organisation knows gets a login without a role; roles are granted here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Everyone whom the issuer knows; they see the public site and may ask for access."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Make no login for an address that is missing or somebody's here, and let nobody choose another one.

        One page for all of these, so that it tells nothing. Raises ImmediateHttpResponse.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        addresses = [address.email for address in sociallogin.email_addresses]
        if not addresses or any(assess_unique_email(email) is not True for email in addresses):
            raise ImmediateHttpResponse(render(request, "socialaccount/no_login.html", status=403))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        """A line of the log: why, in our words, or what kind of fault; nothing that the issuer said."""
        why = exception if isinstance(exception, Refused) else type(exception).__name__ if exception else error
        log.warning("single sign-on failed: %s", why)

    def get_requests_session(self) -> Any:
        """What the issuer is asked with: it answers at the addresses that it names, or not at all."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps, and of recovery codes until these are shown, encrypted: a copy of the database
    alone opens no login."""

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it."""
        return ENCRYPTED + _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where neither the secret key nor an old one opens it, one nobody knows: each code is wrong."""
        if not encrypted_text.startswith(ENCRYPTED):
            return encrypted_text
        try:
            return _fernet().decrypt(encrypted_text.removeprefix(ENCRYPTED)).decode()
        except InvalidToken:
            log.error("a second step does not open: it was set up under another HACKIT_SECRET_KEY")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def renewed(self, kept: str) -> str:
        """The secret under the present secret key; as it was where it is so already, is a hash, or no key opens it."""
        if kept.startswith(HASHED):
            return kept
        if not kept.startswith(ENCRYPTED):
            return self.encrypt(kept)
        token = kept.removeprefix(ENCRYPTED)
        present, *_others = _fernets()
        with suppress(InvalidToken):
            present.decrypt(token)
            return kept
        with suppress(InvalidToken):
            return ENCRYPTED + _fernet().rotate(token).decode()
        return kept


def _fernet() -> MultiFernet:
    return MultiFernet(_fernets())


def _fernets() -> list[Fernet]:
    """AES and HMAC with keys made from the secret key, and from those before it."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = [salted_hmac("hackit.second-steps", "", secret=one, algorithm="sha256").digest() for one in known]
    return [Fernet(base64.urlsafe_b64encode(key)) for key in keys]

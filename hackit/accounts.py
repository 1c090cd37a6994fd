"""How people come in: by invitation or by the organisation's single sign-on, never by signing up alone."""

import base64
import logging
import secrets
import threading
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

log = logging.getLogger(__name__)

ENCRYPTED = "encrypted:"
"""What a secret of a second step begins with in the database; one without it is of before they were encrypted."""


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send in a thread of its own: a mail server's time would tell which addresses have accounts."""
        site = get_current_site(self.request)
        words = {"request": self.request, "email": email, "current_site": site, **context}
        message = self.render_mail(template_prefix, email, words)
        threading.Thread(target=message.send, name=f"mail {template_prefix}").start()


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: whom the organisation knows gets a login without a role; roles are granted here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Everyone whom the issuer knows; they see the public site and may ask for access."""
        return True

    def get_requests_session(self) -> Any:
        """What the issuer is asked with: it answers at the addresses that it names, or not at all."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes, encrypted: a copy of the database alone opens no login."""

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


def _fernet() -> MultiFernet:
    """AES and HMAC with keys made from the secret key, and from those before it."""
    known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = [salted_hmac("hackit.second-steps", "", secret=one, algorithm="sha256").digest() for one in known]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])

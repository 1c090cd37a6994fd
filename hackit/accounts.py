"""How people come in: by invitation or by the organisation's single sign-on, never by signing up alone."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: made by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a local account alone."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on: whom the organisation knows gets a login without a role; roles are granted here."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Everyone whom the issuer knows; they see the public site and may ask for access."""
        return True

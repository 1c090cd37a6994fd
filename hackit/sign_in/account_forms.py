"""Signing-in forms in our words: allauth's own, without placeholders (they vanish when one types)."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest

from hackit.mail.sign_in_letters import NEW_PASSWORD as LETTER
from hackit.mail.sign_in_letters import letter_of
from hackit.sign_in.accounts import post
from hackit.sign_in.breached import LONGEST, TOO_LONG
from hackit.sign_in.recovery_codes import as_kept

NEW_PASSWORD = "At least 15 characters. Three or four unrelated words make a good one."  # noqa: S105


class Plain(forms.Form):
    """A mixin before one of allauth's forms: labels, hints and messages of ours where they are given."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    missing: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if isinstance(field, PasswordField):
                # Before anything is done with it. Not as `maxlength`: a browser cuts what is pasted and does not say so
                field.validators.append(MaxLengthValidator(LONGEST, message=TOO_LONG))


class LoginForm(Plain, account.LoginForm):
    """E-mail address and password."""

    labels: ClassVar = {"login": "Email address", "password": "Password"}
    missing: ClassVar = {"login": "Enter your email address", "password": "Enter your password"}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Where to send the link to.

    The request does the same for every address and looks none up: whether somebody has it, and the link, are the matter
    of whoever sends the letter.
    """

    labels: ClassVar = {"email": "Email address"}
    missing: ClassVar = {"email": "Enter your email address"}

    def clean_email(self) -> str:
        """The address as it is kept, and nothing asked about it."""
        return get_adapter().clean_email(self.cleaned_data["email"].lower())

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have a letter sent to whoever has the address, if anybody has; returns it."""
        post(letter_of(LETTER, self.cleaned_data["email"], {}))
        return self.cleaned_data["email"]


class _NewPassword(Plain):
    labels: ClassVar = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password again",
    }
    hints: ClassVar = {"password1": NEW_PASSWORD}
    missing: ClassVar = {
        "oldpassword": "Enter your current password",
        "password1": "Enter a new password",
        "password2": "Enter the new password again",
    }


class ResetPasswordKeyForm(_NewPassword, account.ResetPasswordKeyForm):
    """A new password, by the link in a mail."""


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    """A new password, by knowing the old one."""

    def clean_oldpassword(self) -> str:
        """Counted with the guesses at sign-in: an open session is no other way to try passwords out.

        Raises ValidationError.
        """
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, self.cleaned_data["oldpassword"]):
            raise adapter.validation_error("enter_current_password")
        return self.cleaned_data["oldpassword"]


class SetPasswordForm(_NewPassword, account.SetPasswordForm):
    """A first password, for somebody who came by single sign-on."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    missing: ClassVar = {"password": "Enter your password"}


class AddEmailForm(Plain, account.AddEmailForm):
    """Another address for the same account."""

    labels: ClassVar = {"email": "Another email address"}
    missing: ClassVar = {"email": "Enter an email address"}


class _Code(Plain):
    labels: ClassVar = {"code": "Code"}
    hints: ClassVar = {"code": "Six figures from your authenticator app, or one of your recovery codes."}
    missing: ClassVar = {"code": "Enter a code"}


class _AnyCode(_Code):
    """Figures of an app, or a recovery code."""

    def clean_code(self) -> str:
        """Looked for as it is kept. Raises ValidationError."""
        self.cleaned_data["code"] = as_kept(self.cleaned_data["code"], self.user)
        return super().clean_code()


class AuthenticateForm(_AnyCode, mfa.AuthenticateForm):
    """The second step of signing in."""


class ReauthenticateCodeForm(_AnyCode, mfa.ReauthenticateForm):
    """The second step once more, before something that matters."""


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    """The first code of an authenticator app."""

    hints: ClassVar = {"code": "Six figures, as your app shows them now."}


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):
    """A passkey or security key."""

    labels: ClassVar = {"name": "What to call it", "passwordless": "Sign in with this key alone"}
    hints: ClassVar = {"passwordless": "It must then ask for your fingerprint, face or PIN."}


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    labels: ClassVar = {"name": "What to call it"}
    missing: ClassVar = {"name": "Enter a name"}

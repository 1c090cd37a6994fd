"""Changes of how somebody signs in, as events of their login; signing in itself is a line of the log.

The pages are a package's, and so are most of its signals: an event follows such a change in a transaction of its own,
for to put both into one would hold the database while a password is hashed and a letter is written. Nobody but an
export reads these events: they reach nobody.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as socialaccount
from django.contrib.auth import signals as auth
from django.db import transaction
from django.db.models.signals import post_save, pre_delete

from hackit.history import record_change
from hackit.models import User

log = logging.getLogger(__name__)


def tell(user: User, verb: str, *, field: str = "", old: str = "", new: str = "") -> None:
    """An event of this login, by the person it belongs to."""
    with transaction.atomic():
        record_change(user, verb, by=user.person, changes={field: (old, new)} if field else None)


def connect() -> None:
    """Listen to the package, once; called by the app's `ready()`."""
    for signal, answer in _ANSWERS:
        signal.connect(answer, dispatch_uid=f"hackit.sign_in.account_events.{answer.__name__}")
    post_save.connect(_step_saved, sender=Authenticator, dispatch_uid="hackit.sign_in.account_events.step_saved")
    pre_delete.connect(_step_removed, sender=Authenticator, dispatch_uid="hackit.sign_in.account_events.step_removed")


def _password_set(user: User, **kwargs: Any) -> None:
    tell(user, "set a password")


def _password_changed(user: User, **kwargs: Any) -> None:
    tell(user, "changed the password")


def _password_reset(user: User, **kwargs: Any) -> None:
    tell(user, "set a new password by mail")


def _address_added(user: User, email_address: Any, **kwargs: Any) -> None:
    tell(user, "added an address", field="email", new=email_address.email)


def _address_removed(user: User, email_address: Any, **kwargs: Any) -> None:
    tell(user, "removed an address", field="email", old=email_address.email)


def _address_changed(user: User, from_email_address: Any, to_email_address: Any, **kwargs: Any) -> None:
    before = from_email_address.email if from_email_address else ""
    tell(user, "changed the address", field="email", old=before, new=to_email_address.email)


def _step_saved(instance: Authenticator, created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    """With the row itself, in its transaction: the package's own signals come after it."""
    kind = instance.get_type_display()
    if created:
        tell(instance.user, "added a second step", field="second step", new=kind)
    elif set(update_fields or ["data"]) != {"last_used_at"}:
        tell(instance.user, "changed a second step", field="second step", old=kind, new=kind)


def _step_removed(instance: Authenticator, **kwargs: Any) -> None:
    tell(instance.user, "removed a second step", field="second step", old=instance.get_type_display())


def _came_in(user: User, **kwargs: Any) -> None:
    with transaction.atomic():
        record_change(user.person, "came in by single sign-on", by=user.person, changes={"role": (None, user.role)})


def _issuer_added(sociallogin: Any, **kwargs: Any) -> None:
    tell(sociallogin.user, "joined to single sign-on", field="issuer", new=sociallogin.account.provider)


def _issuer_removed(socialaccount: Any, **kwargs: Any) -> None:
    tell(socialaccount.user, "left single sign-on", field="issuer", old=socialaccount.provider)


def _signed_in(user: User, **kwargs: Any) -> None:
    log.info("signed in: person %s", user.person.ref)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        log.info("signed out: person %s", user.person.ref)


def _refused(**kwargs: Any) -> None:
    """Not as whom: what is typed there by mistake may be a password."""
    log.warning("sign-in refused")


def _step_refused(user: User, **kwargs: Any) -> None:
    log.warning("second step refused: person %s", user.person.ref)


_ANSWERS = (
    (account.password_set, _password_set),
    (account.password_changed, _password_changed),
    (account.password_reset, _password_reset),
    (account.email_added, _address_added),
    (account.email_removed, _address_removed),
    (account.email_changed, _address_changed),
    (account.user_signed_up, _came_in),
    (socialaccount.social_account_added, _issuer_added),
    (socialaccount.social_account_removed, _issuer_removed),
    (auth.user_logged_in, _signed_in),
    (auth.user_logged_out, _signed_out),
    (auth.user_login_failed, _refused),
    (mfa.authentication_failed, _step_refused),
)

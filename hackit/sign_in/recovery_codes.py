"""Recovery codes: shown once, when they are made, and from then on kept as hashes only.

The package makes them from a seed, which it keeps encrypted to show them again; and it takes lists of codes that came
from elsewhere, of which it crosses out what is used. Once they were shown a list of hashes is put there in place of the
seed, and what somebody types is hashed likewise before the package looks for it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import transaction
from django.db.models.signals import post_save

from hackit.sign_in.accounts import HASHED

HASHER = ScryptPasswordHasher()
"""Slow on purpose, for eight figures are soon guessed. All codes of a login share a salt, so a guess costs one hash."""

AT_ONCE = 4
"""Hashes that are made side by side: each takes a processor, and 16 MB."""


def connect() -> None:
    """Listen to the package, once; called by the app's `ready()`."""
    post_save.connect(_are_shown, sender=Authenticator, dispatch_uid="hackit.recovery_codes")


def _are_shown(instance: Authenticator, update_fields: Any = None, **kwargs: Any) -> None:
    """The page that shows them has just written down that it does; it goes on with what it has in memory."""
    is_codes = instance.type == Authenticator.Type.RECOVERY_CODES
    if is_codes and set(update_fields or ()) == {"data"} and instance.data.get("viewed_at"):
        keep_hashed(instance)


def keep_hashed(row: Authenticator) -> bool:
    """Put hashes of the codes that are left in place of their seed; false where there is no seed (any more).

    Takes seconds, and these outside of a transaction. No event tells of it: nobody's codes are others than before.
    """
    seed = row.data.get("seed")
    if not seed or "migrated_codes" in row.data:
        return False
    codes, salt = RecoveryCodes(row).generate_codes(), HASHER.salt()
    with ThreadPoolExecutor(AT_ONCE) as pool:  # somebody waits for the page
        hashes = list(pool.map(lambda code: HASHED + HASHER.encode(code, salt), codes))
    with transaction.atomic():
        now = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
        if now is None or now.data.get("seed") != seed:
            return False
        used = now.data.get("used_mask", 0)
        left = [one for place, one in enumerate(hashes) if not used >> place & 1]
        data = {"migrated_codes": left, "viewed_at": now.data.get("viewed_at")}
        Authenticator.objects.filter(pk=row.pk).update(data=data)
    return True


def hash_all_shown() -> int:
    """For codes that were shown before they were kept so: hash them; of how many logins."""
    rows = Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).order_by("pk")
    return sum(keep_hashed(row) for row in list(rows) if row.data.get("viewed_at"))


def as_kept(typed: str, user: Any) -> str:
    """What the package is to look for: a code as its hash where this login's are hashed, anything else as it was typed.

    Nobody gets in by typing what the database keeps.
    """
    if typed.startswith(HASHED):
        return HASHED
    plain = "".join(sign for sign in typed if sign.isalnum())
    if len(plain) != app_settings.RECOVERY_CODE_DIGITS:
        return typed
    row = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    kept = row.data.get("migrated_codes") if row else None
    if not kept or not kept[0].startswith(HASHED):
        return typed
    made = HASHER.decode(kept[0].removeprefix(HASHED))
    return HASHED + HASHER.encode(plain, made["salt"], made["work_factor"], made["block_size"], made["parallelism"])

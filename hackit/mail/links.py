"""Links in letters that open without signing in: what mail of its own accord somebody wants, and stopping it.

The address is signed and does not run out: who wants no more mail must be able to say so from an old letter. It opens
that person's wishes about mail and nothing else, and following it changes nothing until a button is pressed.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from hackit.models import Person

SALT = "hackit.mail_links"  # as it was called when the first letters left: their links go on opening


def token(person: Person, kind: str) -> str:
    """What stands in the address: whose wishes, and which kind of mail led there."""
    return signing.Signer(salt=SALT, sep=".").sign(f"{kind}.{person.ref}")


def read(token: str) -> tuple[Person, str] | None:
    """The person and the kind of mail of a link; None for one that was altered or made up."""
    try:
        kind, _dot, ref = signing.Signer(salt=SALT, sep=".").unsign(token).rpartition(".")
    except signing.BadSignature:
        return None
    person = Person.objects.who_is(ref).select_related("user").first()
    return (person, kind) if person is not None and person.mail_address else None


def address(person: Person, kind: str) -> str:
    """The whole address of the page on which this person says what mail they want."""
    return f"{settings.SITE_ADDRESS}{reverse('mail-wishes', args=[token(person, kind)])}"


def headers(person: Person, kind: str) -> dict[str, str]:
    """The headers by which mail programs offer to stop this mail with one press (RFC 2369 and 8058)."""
    return {
        "List-Unsubscribe": f"<{address(person, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

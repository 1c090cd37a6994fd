"""The part of an address that a name gives: small letters a to z, digits and hyphens. Pure."""

from __future__ import annotations

from django.utils.text import slugify

# What no decomposition takes apart, so that `slugify` would drop it: "Łódź" is not "odz".
_LETTERS = {
    "æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ĸ": "k",
    "ŋ": "ng", "ŧ": "t",
}  # fmt: skip
_CAPITALS = {"Æ": "Ae", "Œ": "Oe", "ẞ": "SS", "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "Th", "Ħ": "H", "Ŋ": "Ng",
             "Ŧ": "T"}  # fmt: skip
_DASHES = dict.fromkeys("‐‑‒–—―−", "-")
_PLAIN = str.maketrans(_LETTERS | _CAPITALS | _DASHES)


def slug_of(text: str) -> str:
    """The slug of a name: "Łucja Østergård" gives "lucja-ostergard", "2019–20" gives "2019-20"; "" if nothing is left.

    Letters of other alphabets give nothing, so have another word ready.
    """
    return slugify(text.translate(_PLAIN))

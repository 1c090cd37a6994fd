"""Whether every word of a text is still there after it was brought in. Pure."""

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LETTER_BULLET = re.compile(r"^\s*o[ \t]+(?=\S)", re.MULTILINE)
_RAISED = re.compile("[⁰¹²³⁴-⁹]+")


def words_lost(before: str, after: str) -> list[str]:
    """The words of `before` that `after` holds less often, as written and in order.

    Signs (an "o" that marks a point is one), spaces and capitals do not count; Markdown's backslashes in
    `after` are read as it reads them.
    """
    left = Counter(_key(word) for word in _WORD.findall(_readable(_ESCAPE.sub(r"\1", after))))
    lost = []
    for word in _WORD.findall(_readable(_LETTER_BULLET.sub("", before))):
        key = _key(word)
        if left[key]:
            left[key] -= 1
        else:
            lost.append(word)
    return lost


def _readable(text: str) -> str:
    return re.sub("[\u200b-\u200f\u2060\ufeff\u00ad]", "", _RAISED.sub(" ", text))


def _key(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")

"""One way of reading words, for the index and for the query alike.

Both engines index what `normalise()` gives and are asked for what `tokens()` gives, so they find the
same records. Nothing here knows a database; nothing is dropped for being common ("what we do").
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

FORM = "ƿ"
"""What a written form begins with in the index: a letter of no word of today, so that no typed prefix meets it."""

LONGEST_WORD = 64  # characters; longer runs (encoded data) are cut, the same way on both sides

_APOSTROPHES = "'’‘ʼ＇`´"
_HYPHENS = "-‐‑‒–−"
# A word is letters and digits with accents and inner apostrophes. Before it stand the forms that punctuation
# belongs to: 1.2m, 590,000 and the two families of words that are written with and without a hyphen.
_WORD = re.compile(
    rf"""
    (?<![^\W_]) \d{{1,3}} (?:,\d{{3}})+ (?:\.\d+)? (?:k|m|bn)? (?![^\W_]|,\d)
    | (?<![^\W_]) \d+ \.\d+ (?:k|m|bn) (?![^\W_])
    | (?<![^\W_]) (?:e[{_HYPHENS}](?=mail) | co[{_HYPHENS}](?=ordinat|operat)) [^\W_]+
    | [^\W_] [^\W_\u0300-\u036f]* [\u0300-\u036f]*
      (?: [{_APOSTROPHES}]? [^\W_] [\u0300-\u036f]* )*
    """,
    re.VERBOSE | re.IGNORECASE,
)
_AMOUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(k|m|bn)?", re.IGNORECASE | re.ASCII)
_ZEROS = {"k": 3, "m": 6, "bn": 9}
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_POSSESSIVE = re.compile(f"[{_APOSTROPHES}]s?$")
_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})

# British and American spellings meet in one form, which nobody sees. The order does not matter:
# each rule leaves alone what another has made.
_SPELLINGS = (
    (re.compile(r"i[sz](e|es|ed|er|ers|ing|ation|ations|ational|able)$"), r"is\1"),
    (re.compile(r"yz(e|es|ed|er|ers|ing)$"), r"ys\1"),
    (
        re.compile(
            r"^((?:mis|dis|un)?(?:col|fav|behavi|neighb|lab|hon|hum|harb|flav|rum|vap|endeav|rig|vig|cand"
            r"|od|parl|savi|sav|tum|splend|arm|clam|ferv|val))our(?!s?t|c|n)"
        ),
        r"\1or",
    ),
    (re.compile(r"^((?:kilo|centi|milli)?(?:cent|met|lit|theat|fib|calib|lust|spect))re(s?)$"), r"\1er\2"),
    (re.compile(r"^centred$"), "centered"),
    (re.compile(r"^centring$"), "centering"),
    (re.compile(r"^(progra)mme(s)?$"), r"\1m\2"),
    (re.compile(r"^(catal|dial|anal|monol|prol)ogue(s|d)?$"), r"\1og\2"),
    (re.compile(r"^(un|sub|re)?licenc"), r"\1licens"),
    (re.compile(r"^(de|of|pre)fenc|^(pret)enc(?=es?$)"), r"\1\2fens"),
    (re.compile(r"^practis"), "practic"),
    (re.compile(r"^(acknowledg|judg|abridg)ement"), r"\1ment"),
    (re.compile(r"^(skil|wil)lful"), r"\1ful"),
    (re.compile(r"^(instal|enrol|fulfil)lment"), r"\1ment"),
    (re.compile(r"^ageing$"), "aging"),
    (re.compile(r"^gray(?=s|ed|ing|ish|$)"), "grey"),
    (re.compile(r"^maths$"), "math"),
    (re.compile(r"^alumini?um"), "aluminum"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"^(an)aesth"), r"\1esth"),
    (re.compile(r"^(p)aed"), r"\1ed"),
    (re.compile(r"^manoeuv(re|er)"), "maneuver"),
    (re.compile(r"^sceptic"), "skeptic"),
    (re.compile(r"^jewellery$"), "jewelry"),
    (re.compile(r"^enquir"), "inquir"),
    (re.compile(r"^(m|sm)ould"), r"\1old"),
    (re.compile(r"^plough"), "plow"),
    (re.compile(r"^cosy$"), "cozy"),
)


class _Stemmers(threading.local):
    """One for each thread. A stemmer keeps in itself the word that it is at: two threads with one took each other's
    letters, and a word was indexed under another's stem or its page failed."""

    def __init__(self) -> None:
        self.english = snowballstemmer.stemmer("english")


_stemmers = _Stemmers()
# Families the stemmer would throw together with quite another: depart, experience, import, universe.
_KEPT_APART = re.compile("department|experiment|importan|universit")

# What a word that begins with a prefix may end in: the stem of the whole is often shorter than the prefix
# typed ("mobile*" stands in the index as "mobil").
_ENDINGS = (
    "",
    "e",
    "s",
    "es",
    "ed",
    "r",
    "re",
    "er",
    "y",
    "ing",
    "ion",
    "tion",
    "ation",
    "ment",
    "al",
    "ity",
    "ly",
)


class Token(NamedTuple):
    """A word of a text: `norm` is what the index holds; `text[start:end]` is what was written."""

    norm: str
    start: int
    end: int


class PrefixForms(NamedTuple):
    """How a typed prefix is looked for: index words that begin with `prefix`, or are one of `stems`."""

    prefix: str
    stems: tuple[str, ...]


def normalise(text: str) -> str:
    """The words of `text` as the index holds them, joined by single spaces ("" when there is no word).

    Not for text that has been through it: nearly every word stays as it is, a few stems do not.
    """
    return " ".join([norm for word in _WORD.findall(text) for norm in _norms(word[:LONGEST_WORD])])


def tokens(text: str) -> list[Token]:
    """The words of `text` with their places in it; one written word may give several tokens (½)."""
    return [
        Token(norm, found.start(), found.end())
        for found in _WORD.finditer(text)
        for norm in _norms(found.group()[:LONGEST_WORD])
    ]


def norms(text: str) -> tuple[str, ...]:
    """The words of `text` as the index holds them, in order."""
    return tuple(norm for word in _WORD.findall(text) for norm in _norms(word[:LONGEST_WORD]))


def folded(text: str) -> tuple[str, ...]:
    """The words of `text` without accents, capitals and apostrophes, spelt as typed and not stemmed."""
    return tuple(part for word in _WORD.findall(text) for part in _fold(word[:LONGEST_WORD]))


def written_forms(text: str) -> list[str]:
    """The words of `text` whose stem does not tell how they are written ("aiming", held as "aim"), each once, marked.

    They stand in the index behind the stems: a slip is compared with words as they are written, and among what one
    stem finds the form that was typed counts more. A form that a stem tells already is left out.
    """
    forms = (form for word in dict.fromkeys(_WORD.findall(text)) for form in _told_by_no_stem(word))
    return list(dict.fromkeys(f"{FORM}{form}" for form in forms))


@lru_cache(maxsize=65536)
def _told_by_no_stem(word: str) -> tuple[str, ...]:
    word = word[:LONGEST_WORD]
    if _amount(word):
        return ()
    return tuple(part for part in _fold(word) if part.isalpha() and part != _stem(_one_spelling(part)))


@lru_cache(maxsize=2048)
def prefix_forms(word: str) -> PrefixForms:
    """How to look for words that begin with `word` (one word, as typed, without its `*`).

    The index holds stems, so the stem of the prefix itself would find too much ("redis*" is not "redirect")
    and the prefix alone too little ("mobile*" must find "mobiles", held as "mobil").
    """
    parts = folded(word)
    if not parts:
        return PrefixForms("", ())
    prefix = parts[-1]
    stems = {norm for ending in _ENDINGS for norm in _norms(prefix + ending)}
    return PrefixForms(prefix, tuple(sorted(stem for stem in stems if not stem.startswith(prefix))))


@lru_cache(maxsize=65536)
def _norms(word: str) -> tuple[str, ...]:
    return _amount(word) or tuple(_stem(_one_spelling(part)) for part in _fold(word))


def _amount(word: str) -> tuple[str, ...]:
    """590k, 590,000 and 0.59m are one number: 590000. () when the word is not a number."""
    found = _AMOUNT.fullmatch(word)
    if not found:
        return ()
    whole, decimals, unit = (
        found[1].replace(",", ""),
        (found[2] or "")[1:],
        _ZEROS.get((found[3] or "").lower(), 0),
    )
    if unit:
        return ((whole + decimals.ljust(unit, "0")).lstrip("0") or "0",)
    # Without a unit the point parts two words, as it does in 5.2.19 and 12.6.2019.
    return (whole, decimals) if decimals else (whole,)


def _fold(word: str) -> list[str]:
    if not word.isascii():
        word = _APOSTROPHE.sub("'", word)
        marked = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
        word = "".join([letter for letter in marked if not unicodedata.combining(letter)])
    word = _POSSESSIVE.sub("", word.casefold())
    return _NOT_A_LETTER_OR_DIGIT.sub(" ", _joined(word)).split()


def _joined(word: str) -> str:
    """Without what stands inside a word: don't, O'Brien, e-mail, co-ordinate."""
    word = _APOSTROPHE.sub("", word)
    return re.sub(rf"^(e|co)[{_HYPHENS}]", r"\1", word)


def _one_spelling(word: str) -> str:
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


def _stem(word: str) -> str:
    """The Snowball stem. Taken once: a second time "overall" would become "over"."""
    if family := _KEPT_APART.match(word):
        return family.group()
    stem = _stemmers.english.stemWord(word)
    # "travelled" and "traveled", "enrol" and "enroll" differ only here.
    return stem[:-1] if len(stem) >= 5 and stem.endswith("ll") else stem or word

"""Words that were meant where a typed word finds nothing: from the record's own words and names.

A word is suggested only if an Entry that this user may see holds it, and as it is written there. A stranger's
statements read the words of the public index and no others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from django.db import connection
from django.db.models import QuerySet
from rapidfuzz import process
from rapidfuzz.distance import OSA

from hackit.audience import Viewer
from hackit.models import Person, PersonAlias, Topic
from hackit.prepared import prepared
from hackit.search.asking import Asked
from hackit.search.engines import engine, newest
from hackit.search.hits import entries_of
from hackit.search.normalise import FORM, folded, norms, tokens
from hackit.search.query import Group, Term
from hackit.search.statement import seen_by
from hackit.word_tables import WORDS_ALL, WORDS_PUBLIC

SHORTEST = 4  # letters of a word that is corrected
LONGEST = 40  # and of one that anybody would write: longer ones are pasted, and each letter would cost a question
MOST_LOOKED_AT = 16
OFFERED = 3
MOST_COUNTED = 1_000
"""Entries that hold a word: what is commoner is as common as that."""

MOST_WAYS = 9  # of putting several words right at once
READ_OF_A_TEXT = 20_000  # characters that are looked through for how a word is written
COMMONER = 5  # times: how much commoner than a word that is found a suggestion must be

_OF_SOMEBODY = re.compile(r"(?<=\w)[’']s$")
"""What is written "Yusuf’s" was meant as "Yusuf"."""


@dataclass(frozen=True)
class Spelling:
    """A word as it is written in the record, how far it is from what was typed, and how many Entries hold it."""

    word: str
    distance: int
    count: int


def allowed_slips(length: int) -> int:
    """How many letters wrong, missing, added or swapped are still taken for a slip in a word of that length."""
    return 1 if length < 6 else 2


def spellings(term: Term, user, *, found: int = 0) -> list[str]:
    """The words that were most likely meant, best first. `found` is how many Entries hold it as typed. Seven queries.

    One word may stand in the record as two ("datasets").
    """
    typed = "".join(folded(term.text))
    if not SHORTEST <= len(typed) <= LONGEST or any(letter.isdigit() for letter in typed):
        return []
    near = [one for one in _in_texts(typed, user) if one.count >= max(1, COMMONER * found)]
    if not found:
        near += [*_in_names(typed, user), *_in_two(typed, user)]
    near = [one for one in near if one.distance]
    near.sort(key=lambda one: (one.distance, OSA.distance(typed, one.word.casefold()), -one.count, one.word.casefold()))
    words = (_OF_SOMEBODY.sub("", one.word) or one.word for one in near)
    shown = (word.lower() if term.text.islower() and not word.isupper() else word for word in words)
    return list(dict.fromkeys(shown))[:OFFERED]


def slightly(typed: str, better: str) -> str:
    """The text with only those words put right of which a single letter was wrong.

    That much is taken for meant even where the words are not found together.
    """
    if len(typed.split()) != len(better.split()):
        return better
    pairs = zip(re.split(r"(\s+)", typed), re.split(r"(\s+)", better), strict=True)
    return "".join(other if OSA.distance(one.lower(), other.lower()) <= 1 else one for one, other in pairs)


def joined(groups: Sequence[Group], user) -> tuple[str, str] | None:
    """Two words in a row that the record writes as one, as typed and as one ("web site", "well-being"). One query."""
    words = [group[0] for group in groups if len(group) == 1 and group[0].kind == "word"]
    pairs = [(word.text, "".join(folded(word.text))) for word in words if len(word.norms) == 2]
    # "Came D" is no "camed", which is a form of the first alone
    alone = [(a, b) for a, b in pairwise(words) if norms(f"{a.text}{b.text}") not in (a.norms, b.norms)]
    pairs += [(f"{a.text} {b.text}", f"{a.text}{b.text}") for a, b in alone]
    pairs = [(typed, one) for typed, one in pairs if one.isalpha() and len(one) > SHORTEST]
    found = _how_many([_words(one) for _typed, one in pairs], user)
    return next((pair for number, pair in enumerate(pairs) if found.get(number)), None)


def _words(text: str) -> list[Group]:
    """Words in a row as one group."""
    return [(Term("phrase", text, norms(text)),)]


def _in_two(typed: str, user) -> list[Spelling]:
    """The word as two that stand side by side in a text."""
    ways = [f"{typed[:cut]} {typed[cut:]}" for cut in range(3, len(typed) - 2)]
    found = _how_many([_words(way) for way in ways], user)
    return [Spelling(ways[number], 1, count) for number, count in found.items() if count]


def best_together(asked: Asked, others: dict[int, list[str]], user) -> dict[int, str]:
    """Of the spellings for some groups of what is asked (by their place), those that are found together. One query.

    Where none are, the likeliest for each.
    """
    places = list(others)
    ways = sorted(product(*(range(len(others[place])) for place in places)), key=sum)[: MOST_WAYS + 1]
    if all(others[place][0] == asked.core[place][0].text for place in places):
        ways = ways[1:] or ways  # the first is what was typed
    cores = []
    for way in ways:
        core = list(asked.core)
        for place, rank in zip(places, way, strict=True):
            core[place] = (Term("word", others[place][rank], norms(others[place][rank])),)
        cores.append(core)
    found = _how_many(cores, user)
    best = next((way for number, way in enumerate(ways) if found.get(number)), ways[0])
    return {place: others[place][rank] for place, rank in zip(places, best, strict=True)}


def _in_texts(typed: str, user) -> list[Spelling]:
    near = _near_words(typed, user)
    found = _held(list(near), user)
    seen = {pk for pks, _count in found.values() for pk in pks}
    texts = {
        entry.pk: f"{entry.title}\n{entry.heading}\n{entry.document_title}\n{entry.text}"[:READ_OF_A_TEXT]
        for entry in entries_of(seen, user).values()
    }
    spelt = []
    for term, (pks, count) in found.items():
        plain = term.removeprefix(FORM)
        here = [texts.get(pk, "") for pk in sorted(pks)]
        shown = next(filter(None, (_as_written(text, plain) for text in here)), "")
        if not shown and plain == term:  # no word but a stem ("polici"), or one that these two have in another form
            shown = next(filter(None, (_as_form_of(text, term) for text in here)), "")
        if shown:
            spelt.append(Spelling(shown, near[term], count))
    return spelt


def _as_written(text: str, plain: str) -> str:
    """How that word stands in the text, with its capitals and accents; "" where it does not."""
    words = (text[token.start : token.end] for token in tokens(text))
    return next((word for word in words if "".join(folded(word)) == plain), "")


def _as_form_of(text: str, stem: str) -> str:
    """A word of the text that has this stem; "" where none does."""
    return next((text[token.start : token.end] for token in tokens(text) if token.norm == stem), "")


def _near_words(typed: str, user) -> dict[str, int]:
    """Words in the index that are like the typed one, nearest first, with how many letters differ.

    They are stems and, where a stem does not tell them, forms as they are written. The first letter is taken for
    right, or for swapped with the second.
    """
    words = WORDS_PUBLIC if Viewer.of(user).is_stranger else WORDS_ALL
    slips = allowed_slips(len(typed))
    starts = [f"{mark}{letter}" for letter in dict.fromkeys(typed[:2]) for mark in ("", FORM)]
    ranges = " OR ".join(["(term >= %s AND term < %s)"] * len(starts))
    params: list[str | int] = [end for start in starts for end in (start, f"{start[:-1]}{chr(ord(start[-1]) + 1)}")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT term FROM {words} WHERE ({ranges}) AND LENGTH(term) BETWEEN %s AND %s",  # noqa: S608
            [*params, len(typed) - slips, len(typed) + slips + len(FORM)],
        )
        plain = {term: term.removeprefix(FORM) for (term,) in cursor.fetchall() if term.isalpha()}
    near = process.extract(typed, plain, scorer=OSA.distance, score_cutoff=slips, limit=MOST_LOOKED_AT)
    return {term: int(distance) for _plain, distance, term in near}


def _held(words: Sequence[str], user) -> dict[str, tuple[set[int], int]]:
    """Of the words of the index, those in Entries that this user may see: the oldest and newest such, and how many."""
    found = _found([[(Term("word", word, (word,)),)] for word in words], user)
    return {words[number]: ({oldest, newest}, count) for number, oldest, newest, count in found if count}


def _how_many(cores: Sequence[Sequence[Group]], user) -> dict[int, int]:
    return {number: count for number, _oldest, _newest, count in _found(cores, user)}


def _found(cores: Sequence[Sequence[Group]], user) -> list[tuple[int, int, int, int]]:
    """Of each list of groups: its number, and of the newest Entries this user may see that meet all the first, the last
    and how many: no more than `MOST_COUNTED`."""
    if not cores:
        return []
    public = Viewer.of(user).is_stranger
    visible = seen_by(user)
    parts: list[str] = []
    params: list[object] = []
    for number, core in enumerate(cores):
        sql, some = engine().ids(core, (), public=public)
        rows, some = newest(engine(), (sql, some), visible, MOST_COUNTED)
        parts.append(f"SELECT {number} AS n, MIN(id), MAX(id), COUNT(*) FROM ({rows}) AS rows{number}")  # noqa: S608
        params += some
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return cursor.fetchall()


def _in_names(typed: str, user) -> list[Spelling]:
    """Words of the names of topics and people. Those that a stranger may know stand in public texts anyway."""
    if Viewer.of(user).is_stranger:
        return []
    texts = list(dict.fromkeys(text for row in (*_topics(), *_people(), *_nicknames()) for text in row if text))
    words = {"".join(folded(word)): word for text in texts for word in text.split() if len(word) >= SHORTEST}
    slips = allowed_slips(len(typed))
    near = process.extract(typed, list(words), scorer=OSA.distance, score_cutoff=slips, limit=MOST_LOOKED_AT)
    return [Spelling(words[plain], int(distance), 1) for plain, distance, _place in near]


@prepared
def _topics() -> QuerySet:
    """The names of every topic, each with what it is also called."""
    return Topic.objects.current().order_by("name", "pk", "aliases__text").values_list("name", "aliases__text")


@prepared
def _people() -> QuerySet:
    return Person.objects.named().values_list("name")


@prepared
def _nicknames() -> QuerySet:
    return PersonAlias.objects.filter(person__in=Person.objects.named()).values_list("text")

"""What an author is shown once before everyone reads it: who is named in which sentence, amounts that a group keeps.

It is shown and never cut: who publishes has seen it, and is not shown the same words again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2s

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from hackit.audience import Reach
from hackit.matching import PersonName, find_people
from hackit.models import Entry
from hackit.search.normalise import normalise
from hackit.text import Section as Stretch
from hackit.text import plain_text
from weeknotes.models import Answered, Weeknote
from weeknotes.writing.suggesting import sentence_at

DAYS_AROUND = 14
"""Days before and after the note in which a group's records are looked through for its amounts."""
MOST_AMOUNTS = 30

_AMOUNT = re.compile(r"£\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|bn|thousand|million|billion)\b)?", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """Something that everyone would read: what it is (`name`), in which section and sentence; `key` tells it again.

    `person_id`: who it is, None for a name that several bear and for what is no person.
    """

    what: str
    key: str
    name: str
    where: str
    sentence: str
    why: str = ""
    person_id: int | None = None


def named(parts: Iterable[Stretch], names: Sequence[PersonName], authors: Collection[int]) -> list[Shown]:
    """Each person named in these sections, once, with the first sentence that names them; the authors are left out."""
    found: dict[object, Shown] = {}
    called = {name.key: name.name for name in names}
    for part in parts:
        text = f"{part.heading}\n{plain_text(part.body)}"
        for match in find_people(text, names):
            who = match.key if match.key is not None else match.words[0]
            if who in found or set(match.candidates) & set(authors):
                continue
            sentence = sentence_at(text, match.where[0][0])
            name = called.get(match.key, match.words[0])
            key = f"{who}:{_short(sentence)}"
            where = part.heading or "the beginning"
            found[who] = Shown(Answered.What.NAMED, key, name, where, sentence, person_id=match.key)
    return list(found.values())


def kept_amounts(note: Weeknote, parts: Iterable[Stretch], user) -> list[Shown]:
    """Amounts in these sections that stand in a record of about those days which only its group may read."""
    places: dict[str, tuple[str, Stretch, str]] = {}
    for part in parts:
        text = f"{part.heading}\n{plain_text(part.body)}"
        for match in _AMOUNT.finditer(text):
            places.setdefault(normalise(match.group()), (match.group(), part, sentence_at(text, match.start())))
    places = dict(list(places.items())[:MOST_AMOUNTS])
    if not places:
        return []
    condition = Q()
    for norm in places:
        condition |= Q(search_title__contains=f" {norm} ") | Q(search_body__contains=f" {norm} ")
    around = (note.week - timedelta(days=DAYS_AROUND), note.ends_on + timedelta(days=DAYS_AROUND))
    rows = Entry.objects.filter(condition, date__range=around)
    kept = rows.visible_to(user).filter(reach=Reach.MEMBERS).select_related("forum")
    public = [f" {row.search_title} {row.search_body} " for row in rows.visible_to(AnonymousUser())]
    found: dict[str, Shown] = {}
    for row in kept.order_by("-date", "pk"):
        for norm, (amount, part, sentence) in places.items():
            if f" {norm} " not in f" {row.search_title} {row.search_body} ":
                continue
            if not any(f" {norm} " in text for text in public):
                whose = row.forum.name if row.forum else "a group"
                key = f"{norm}:{_short(sentence)}"
                where = part.heading or "the beginning"
                found.setdefault(norm, Shown(Answered.What.AMOUNT, key, amount, where, sentence, f"{whose} only"))
    return list(found.values())


def not_answered(note: Weeknote, shown: Iterable[Shown]) -> list[Shown]:
    """Those that no author of this note has published in the same words before."""
    known = set(note.answers.filter(what__in=(Answered.What.NAMED, Answered.What.AMOUNT)).values_list("what", "key"))
    return [one for one in shown if (one.what, one.key) not in known]


def _short(text: str) -> str:
    return blake2s(text.encode("utf-8", "replace"), digest_size=8).hexdigest()

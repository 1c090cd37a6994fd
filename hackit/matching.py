"""Topics and people named in a text, and by which words. Pure: names are passed in, nothing is looked up.

What is found is a suggestion with its reason. Where a name may mean several people, nobody is chosen.
"""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from hackit.search.normalise import Token, normalise, norms, tokens

Place = tuple[int, int]


@dataclass(frozen=True)
class TopicName:
    """A topic as `find_topics` looks for it. `key` is the caller's own, such as a primary key."""

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class TopicMatch:
    """A topic that a text names: `words` as written, each once; `where` every (start, end) in the text."""

    key: Hashable
    words: tuple[str, ...]
    where: tuple[Place, ...]
    reason: str


@dataclass(frozen=True)
class PersonName:
    """A person as `find_people` looks for one. `role` and `organisation` tell two of a name apart."""

    key: Hashable
    name: str
    aliases: tuple[str, ...] = ()
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class PersonMatch:
    """A person whom a text names; `key` is None where several may be meant, likeliest of `candidates` first.

    `beside` holds the words beside the name that say who it is ("who heads up our audit service").
    """

    key: Hashable | None
    words: tuple[str, ...]
    candidates: tuple[Hashable, ...]
    reason: str
    where: tuple[Place, ...] = ()
    beside: str = ""

    @property
    def question(self) -> str:
        """ "Which Michael?", or "" when the name can mean only one person."""
        return "" if self.key is not None else f"Which {self.words[0]}?"


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Topics

# A topic called by one of these ("IT", "US") is meant only when it is written in capitals.
_ORDINARY_WORDS = _listed(
    "a act aid all am an and any are art as ask at be but by can do end fit for get go he her his how "
    "if in is it its let map may me my new no not of off on one or our out own pay per so the this to "
    "two up us use was way we who yes you"
)


def find_topics(text: str, topics: Sequence[TopicName]) -> list[TopicMatch]:
    """The topics whose name, or what they are also called, stands in the text; most often named first.

    Whole words in any case, singular or plural, British or American. Each topic is found on its own,
    whatever others there are: finding again after one changed gives what finding all anew gives.
    """
    found = tokens(text)
    index = _topic_index(tuple(topics))
    places: dict[Hashable, dict[Place, str]] = {}
    for position, token in enumerate(found):
        for name, topic in index.get(token.norm, ()):
            place = _place_of(name, found, position)
            if place and _written_as_meant(name, text[place[0] : place[1]]):
                places.setdefault(topic.key, {}).setdefault(place, topic.name)
    matches = [_topic_match(text, key, by_place) for key, by_place in places.items()]
    return sorted(matches, key=lambda match: (-len(match.where), match.where[0]))


@dataclass(frozen=True)
class _Spelling:
    norms: tuple[str, ...]
    in_capitals: bool


@lru_cache(maxsize=8)
def _topic_index(topics: tuple[TopicName, ...]) -> dict[str, list[tuple[_Spelling, TopicName]]]:
    """First word of each name -> the names that begin with it."""
    index: dict[str, list[tuple[_Spelling, TopicName]]] = {}
    for topic in topics:
        for written in dict.fromkeys((topic.name, *topic.aliases)):
            if words := norms(written):
                in_capitals = written.isupper() and written.lower() in _ORDINARY_WORDS
                index.setdefault(words[0], []).append((_Spelling(words, in_capitals), topic))
    return index


def _place_of(name: _Spelling, found: Sequence[Token], position: int) -> Place | None:
    end = position + len(name.norms)
    if tuple(token.norm for token in found[position:end]) != name.norms:
        return None
    return found[position].start, found[end - 1].end


def _written_as_meant(name: _Spelling, written: str) -> bool:
    return not name.in_capitals or written.isupper()


def _topic_match(text: str, key: Hashable, by_place: dict[Place, str]) -> TopicMatch:
    where = _outermost(by_place)
    name = by_place[where[0]]
    written = [" ".join(text[start:end].split()) for start, end in where]
    by_word: dict[str, str] = {}
    for word in written:
        by_word.setdefault(word.casefold(), word)
    words = tuple(by_word.values())
    quoted = ", ".join(f"“{word}”" for word in words[:3])
    times = f", {len(where)} times" if len(where) > 1 else ""
    called = "" if any(normalise(word) == normalise(name) for word in words) else f": {name} is also called that"
    return TopicMatch(key, words, where, f"The text says {quoted}{times}{called}")


def _outermost(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places in order, without those that lie inside another ("mobile" in "mobile phones")."""
    kept: list[Place] = []
    for start, end in sorted(places, key=lambda place: (place[0], -place[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


# People

_NAME_WORD = re.compile(r"[^\W\d_][\w’'‐-]*")
_POSSESSIVE = re.compile(r"[’']s?$")
_TITLES = _listed("mr mrs ms miss mx dr prof professor sir dame cllr councillor")
# Months and days count as somebody's name only with a surname or its initial.
_CALENDAR = _listed(
    "january february march april may june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday"
)
# At the start of a sentence these may be the ordinary word.
_ALSO_WORDS = _listed(
    "art bill bob chase christian cliff dale dawn dean drew faith frank gene glen grace grant guy hope "
    "iris ivy jack jay joy lance mark max miles olive pat penny pete ray rich rob robin rose ruby sandy "
    "summer violet will"
)
_SAYS_LITTLE = frozenset(
    norms(
        "a an and as at by for from he heads head her his in is lead leads leading led manager my of on"
        " officer or our service services she team that the their to up us we who will with works working"
    )
)
_BESIDE = re.compile(
    r"\s*(?:"
    r",\s+(?P<who>(?:who|our|the|from|head|lead)\b[^,.;:!?()\n]{2,80})"
    r"|\((?P<bracket>[^()\n]{2,80})\)"
    r"|\s(?P<place>(?:from|in|of|at)\s+(?:(?:the|our)\s+[\w’&-]+\s+[\w’&-]+|[\w’&-]+(?:\s+(?:team|service|and\s+\w+))?))"
    r")",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:our|my)\s+(?:(?!(?:and|that|when|which|as|with|to|so)\b)[a-z][\w’'-]*,?\s+){1,4}$", re.IGNORECASE
)


_PersonIndex = dict[str, list[tuple[tuple[str, ...], str, PersonName]]]


@dataclass(frozen=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool
    starts_sentence: bool


@dataclass(frozen=True)
class _Mention:
    how: str  # full, initial, first, alias, titled
    folded: str
    start: int
    end: int
    people: tuple[PersonName, ...]


def find_people(text: str, people: Sequence[PersonName]) -> list[PersonMatch]:
    """The people whom a text names, in order of their first mention, each once.

    Full names, first names, nicknames, "Cate D", "Cllr Nicholson". A name needs a capital. A first name with
    another surname is somebody else. A first name that several people bear is asked about once, not chosen.
    """
    mentions = _mentions(text, _person_index(tuple(people)))
    groups: dict[Hashable, list[_Mention]] = {}
    named_in_full: dict[str, PersonName] = {}
    for mention in mentions:
        meant = mention.people
        if mention.how == "full":
            named_in_full[mention.folded.split()[0]] = meant[0]
        elif mention.how == "first" and named_in_full.get(mention.folded) in meant:
            meant = (named_in_full[mention.folded],)
        single = len(meant) == 1
        groups.setdefault(("person", meant[0].key) if single else ("which", mention.folded), []).append(
            _Mention(mention.how, mention.folded, mention.start, mention.end, meant)
        )
    return [_person_match(text, group) for group in groups.values()]


@lru_cache(maxsize=8)
def _person_index(people: tuple[PersonName, ...]) -> _PersonIndex:
    """First word of each spelling of a name -> (all its words, how it names, whom)."""
    index: _PersonIndex = {}
    for person in people:
        for words, how in _spellings(person).items():
            index.setdefault(words[0], []).append((words, how, person))
    return index


def _spellings(person: PersonName) -> dict[tuple[str, ...], str]:
    parts = tuple(_fold(word) for word in _NAME_WORD.findall(person.name))
    if not parts:
        return {}
    spellings = {tuple(_fold(word) for word in _NAME_WORD.findall(alias)): "alias" for alias in person.aliases}
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        spellings |= {(first,): "first", (first, last[0]): "initial", (first[0], last): "initial"}
        spellings |= {(title, last): "titled" for title in _TITLES}
        spellings |= {(first, last): "full"}
    spellings[parts] = "full"
    return {words: how for words, how in spellings.items() if words}


@lru_cache(maxsize=16384)
def _fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", word).translate(str.maketrans("łŁøØ’‐", "lLoO'-")))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def _mentions(text: str, index: _PersonIndex) -> list[_Mention]:
    words = _words(text)
    mentions: list[_Mention] = []
    position = 0
    while position < len(words):
        length, how, people = _longest(text, words, position, index)
        if people and not _is_somebody_else(text, words, position, length, how):
            first, last = words[position], words[position + length - 1]
            end = last.end - len(_ending(text[last.start : last.end]))
            folded = " ".join(word.folded for word in words[position : position + length])
            mentions.append(_Mention(how, folded, first.start, end, people))
        position += max(1, length)
    return mentions


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for found in _NAME_WORD.finditer(text):
        before = text[end : found.start()]
        starts = not words or bool(re.search(r"[.!?:•*\n]", before))
        word = found.group()
        words.append(_Word(_fold(word), found.start(), found.end(), word[0].isupper(), starts))
        end = found.end()
    return words


def _longest(
    text: str, words: Sequence[_Word], position: int, index: _PersonIndex
) -> tuple[int, str, tuple[PersonName, ...]]:
    """How many words the longest known name here has, how it names, and whom it may mean."""
    best: dict[PersonName, str] = {}
    longest = 0
    if not words[position].capital:
        return 0, "", ()
    for spelling, how, person in index.get(words[position].folded, ()):
        here = words[position : position + len(spelling)]
        if tuple(word.folded for word in here) != spelling or not all(word.capital for word in here):
            continue
        if any(text[a.end : b.start].strip(" .\u00a0") or "\n" in text[a.end : b.start] for a, b in pairwise(here)):
            continue
        if len(spelling) > longest:
            best, longest = {}, len(spelling)
        if len(spelling) == longest:
            best.setdefault(person, how)
    # A nickname of one and the first name of another are both possible; a full name wins.
    if "full" in best.values():
        best = {person: how for person, how in best.items() if how == "full"}
    return longest, next(iter(best.values()), ""), tuple(best)


def _is_somebody_else(text: str, words: Sequence[_Word], position: int, length: int, how: str) -> bool:
    """Whether a single word is only part of another name, or no name here."""
    word = words[position]
    if length > 1 or how == "full":
        return False
    if how == "alias" and text[word.start : word.end].isupper():
        return False
    if word.folded in _CALENDAR or (word.folded in _ALSO_WORDS and word.starts_sentence and not _beside(text, word)):
        return True
    if position and not word.starts_sentence:
        before = words[position - 1]
        joined = text[before.end : word.start] == " " and before.folded in _TITLES
        if joined:
            return True
    if _ending(text[word.start : word.end]) or position + 1 >= len(words):
        return False
    after = words[position + 1]
    follows = text[word.end : after.start]
    if not after.capital or after.folded in _CALENDAR or follows not in (" ", "\u00a0"):
        return False
    written = text[after.start : after.end]
    return written != "I" and (len(written) == 1 or not written.isupper())


def _ending(word: str) -> str:
    found = _POSSESSIVE.search(word)
    return found.group() if found else ""


def _beside(text: str, mention: _Word | _Mention) -> str:
    """The words beside a name that tell who it is."""
    if found := _BESIDE.match(text, mention.end):
        return " ".join(next(group for group in found.groups() if group).split())
    before = _BEFORE.search(text[max(0, mention.start - 60) : mention.start])
    return " ".join(before.group().split()) if before else ""


def _person_match(text: str, mentions: Sequence[_Mention]) -> PersonMatch:
    words = tuple(dict.fromkeys(" ".join(text[m.start : m.end].split()) for m in mentions))
    where = tuple((m.start, m.end) for m in mentions)
    beside = next(filter(None, (_beside(text, m) for m in mentions)), "")
    people = mentions[0].people
    if len(people) == 1:
        reason = _reason(mentions, people[0], words)
        return PersonMatch(people[0].key, words, (people[0].key,), reason, where, beside)
    shared = {person: _shared(beside, person) for person in people}
    ranked = sorted(people, key=lambda person: -len(shared[person]))
    likeliest = ranked[0]
    reason = f"{len(people)} people may be meant by “{words[0]}”"
    if beside:
        reason += f"; beside the name stands “{beside}”"
    if len(shared[likeliest]) > len(shared[ranked[1]]):
        reason += f", which fits {likeliest.name} ({likeliest.role or likeliest.organisation})"
    return PersonMatch(None, words, tuple(person.key for person in ranked), reason, where, beside)


def _shared(beside: str, person: PersonName) -> set[str]:
    """Words that stand both beside the name and in the person's role or organisation."""
    known = set(norms(f"{person.role} {person.organisation}")) - _SAYS_LITTLE
    return known & set(norms(beside))


def _reason(mentions: Iterable[_Mention], person: PersonName, words: Sequence[str]) -> str:
    hows = {mention.how for mention in mentions}
    if "full" in hows:
        return f"{person.name} is named in full"
    if "first" in hows:
        return f"{person.name} is the only {words[0]} in the records"
    return f"{person.name} is also called “{words[0]}”" if "alias" in hows else f"“{words[0]}” is {person.name}"

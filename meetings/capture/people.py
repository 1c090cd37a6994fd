"""Whom a typed name means: full name, first name, nickname, initials, "Cate D", "H Ade".

Nearer circles win; two people of one name in the nearest circle leave the matter open. A name
is never stretched: "Cate D" is not Cate Moss, and "Henry Smith" is not Henry Ade.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from meetings.capture.things import KnownGroup, KnownOrganisation, KnownPerson, Owner
from meetings.capture.wordlists import ALSO_WORDS, NOT_INITIALS

WORD = re.compile(r"[^\W\d_](?:\w|[’'‐-](?!(?:ll|re|ve|d|m)\b)(?=[^\W\d_]{2}))*(?:[’']s\b)?")
GAP = re.compile(r"\.?[ \t]{1,2}|\.(?=[^\W\d_])")
SPECIAL = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ß": "ss", "æ": "ae", "ı": "i"})


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case, without accents, with plain apostrophes and single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(SPECIAL).replace("’", "'"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(kept.casefold().replace(".", " ").split())


@lru_cache(maxsize=8192)
def _spellings(name: str, aliases: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ways one name may be typed, folded: as words, and as initials (capitals only)."""
    words, initials = set(), set()
    for given in (name, *aliases):
        parts = fold(given).split()
        if not parts:
            continue
        words.add(" ".join(parts))
        if given != name and given.isupper() and len(given) <= 4:
            words.discard(" ".join(parts))
            initials.add(" ".join(parts))
    parts = fold(name).split()
    if len(parts) > 1:
        first, last = parts[0], parts[-1]
        words.update((first, f"{first} {last}", f"{first} {last[0]}", f"{first[0]} {last}"))
        words.add(" ".join(parts[:-1]))  # "Mei Lin" of Mei Lin Chow: who has two first names is called by both
        short = "".join(part[0] for part in parts)
        each = "".join(part[0] for part in " ".join(parts).replace("-", " ").split())
        initials.update(code for code in (short, first[0] + last[0], each) if code not in NOT_INITIALS)
    return tuple(words), tuple(initials)


@dataclass(frozen=True, slots=True)
class Found:
    """One name found in a text: who it may be and where it stands.

    `what` is person, unclear (several people), speaker ("I"), us ("we"), organisation, group, or unknown, with
    whom a slip may mean among `candidates`. For organisations and groups `name` is the known name.
    """

    what: str
    typed: str
    start: int
    end: int
    key: Hashable | None = None
    name: str = ""
    candidates: tuple[Hashable, ...] = ()

    @property
    def owner(self) -> Owner:
        return Owner(self.key if self.what in ("person", "speaker") else None, self.typed)


class Directory:
    """Everybody and everything a name may mean, for one reading.

    `preferred` says whom a name means here, by folded name: it settles what would be left open, and gives a name
    that nobody bears to somebody. Where the name is clear without it, it changes nothing.
    """

    def __init__(
        self,
        people: Sequence[KnownPerson],
        groups: Sequence[KnownGroup] = (),
        organisations: Sequence[KnownOrganisation] = (),
        speaker: KnownPerson | None = None,
        preferred: Mapping[str, Hashable] | None = None,
    ) -> None:
        self.speaker = speaker
        self.preferred = dict(preferred or {})
        self.words: dict[str, list[KnownPerson]] = {}
        self.initials: dict[str, list[KnownPerson]] = {}
        self.bodies: dict[str, tuple[str, Hashable, str]] = {}
        known = list(people)
        if speaker is not None and all(person.key != speaker.key for person in known):
            known.append(speaker)
        for person in known:
            words, initials = _spellings(person.name, person.aliases)
            for spelling in words:
                self.words.setdefault(spelling, []).append(person)
            for spelling in initials:
                self.initials.setdefault(spelling, []).append(person)
        by_key = {person.key: person for person in known}
        for spelling, key in self.preferred.items():
            if key in by_key and spelling not in self.words and spelling not in self.initials:
                self.words[spelling] = [by_key[key]]
        for what, bodies in (("organisation", organisations), ("group", groups)):
            for body in bodies:
                for name in (body.name, *body.aliases):
                    if folded := fold(name):
                        self.bodies[folded] = (what, body.key, body.name)
        names = [*self.words, *self.bodies]
        self.longest = max((name.count(" ") + 1 for name in names), default=1)

    def lookup(self, typed: str, start: int = 0, *, marked: bool = False) -> Found | None:
        """What exactly this typed name means, or None; `marked` by an at sign, "grace" is a name."""
        folded = fold(typed)
        if not folded:
            return None
        end = start + len(typed)
        if folded in ("i", "me", "myself"):
            key = self.speaker.key if self.speaker else None
            return Found("speaker", typed, start, end, key)
        if folded in ("we", "us"):
            return Found("us", typed, start, end)
        if body := self.bodies.get(folded):
            return Found(body[0], typed, start, end, body[1], body[2])
        people = self.words.get(folded, [])
        if people and not marked and typed.islower() and folded in ALSO_WORDS:
            people = []
        if not people and typed.replace(".", "").isalpha():
            people = self._by_initials(typed, folded.replace(" ", ""))
        return self._nearest(people, typed, start)

    def _by_initials(self, typed: str, folded: str) -> list[KnownPerson]:
        """Initials count in capitals, or written as the name itself is: eP for elf Pavlik."""
        people = self.initials.get(folded, [])
        if typed.isupper():
            return people
        as_written = typed.replace(".", "")
        if len(as_written) < 2 or as_written.islower():
            return []
        return [p for p in people if "".join(part[0] for part in p.name.split() if part) == as_written]

    def near(self, typed: str) -> tuple[Hashable, ...]:
        """Whose name this may be with a slip in it ("Henyr"): three people at most, those nearest to the meeting.

        Short names differ by a letter anyway, and a first letter is seldom wrong: neither is guessed at.
        """
        folded = fold(typed)
        slips = 2 if len(folded) >= 9 else 1
        if len(folded) < 5:
            return ()
        close: list[tuple[int, int, Hashable]] = []
        for spelling, people in self.words.items():
            if spelling[:1] != folded[:1] or abs(len(spelling) - len(folded)) > slips or len(spelling) < 5:
                continue
            away = OSA.distance(spelling, folded, score_cutoff=slips)
            if away <= slips:
                close += [(person.circle, away, person.key) for person in people]
        close.sort(key=lambda found: found[:2])
        return tuple(dict.fromkeys(key for _circle, _away, key in close))[:3]

    def _nearest(self, people: Sequence[KnownPerson], typed: str, start: int) -> Found | None:
        if not people:
            return None
        circle = min(person.circle for person in people)
        keys = tuple(dict.fromkeys(person.key for person in people if person.circle == circle))
        end = start + len(typed)
        settled = self.preferred.get(fold(typed))
        if settled in keys:
            keys = (settled,)
        if len(keys) == 1:
            return Found("person", typed, start, end, keys[0])
        return Found("unclear", typed, start, end, None, candidates=keys)

    def at(self, text: str, position: int) -> Found | None:
        """The longest known name that starts at this place in the text, or None.

        A known first name before another capitalised word is somebody else's name.
        """
        words: list[re.Match[str]] = []
        place = position
        marked = position > 0 and text[position - 1] == "@"
        while len(words) < self.longest + 1 and (match := WORD.match(text, place)):
            words.append(match)
            gap = GAP.match(text, match.end())
            if not gap:
                break
            place = gap.end()
        for count in range(min(len(words), self.longest), 0, -1):
            end = words[count - 1].end()
            typed, possessive = _without_s(text[position:end])
            if found := self.lookup(typed, position, marked=marked):
                follower = words[count].group() if count < len(words) and not possessive else ""
                return None if _surname(found, follower) else found
        return None


def _surname(found: Found, follower: str) -> bool:
    """Whether the next word makes another name of a first name: "Cate D", "Henry Smith"."""
    if found.what not in ("person", "unclear") or not follower[:1].isupper() or follower == "I":
        return False
    return " " not in found.typed and not (found.typed.isupper() and len(found.typed) > 1)


def _without_s(typed: str) -> tuple[str, bool]:
    match = re.search(r"[’']s$", typed)
    return (typed[: match.start()], True) if match else (typed, False)

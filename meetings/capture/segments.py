"""Where one line says several things: sentences, markers, and promise after promise.

A line is cut after a sentence, before a marker, and before a known name with its promise
("…, Cate to book the room"). It is not cut inside brackets, inside the conditions of a
decision, or where the name belongs to what was asked ("asked Cate and Dawn to send it").
"""

from __future__ import annotations

import re

from meetings.capture.actions import MARKER as ACTION_MARKER
from meetings.capture.actions import promise_at
from meetings.capture.decisions import CONDITION
from meetings.capture.names import CAPITAL, names_at
from meetings.capture.people import Directory

SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+(?=[\"“‘(\[@→☐]?[A-Z0-9@\[→☐])")
ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Za-z]|e\.?g|i\.?e|etc|approx|dr|mr|mrs|ms|mx|st|vs|cllr|prof|re|est|inc|ltd|fig|cf|ca|mon|tue|tues"
    r"|wed|thu|thur|thurs|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|no)\.)$",
    re.I,
)
MARKER = re.compile(
    r"\s*[.;,(–—|/-]\s*(?=(?:action(?:\s+point)?|decision|resolution|agreed|decided|resolved|idea|question|noted)s?\s*:)"
    r"|[\s.;,(–—|/-]+(?=(?-i:ACTION\s*:|ACTION\s+[A-Z]|Action\s*:|AP\s*:|DECISION\s*:|RESOLVED\s*:|RESOLUTION\s*:)|\[\s\]\s|☐)"
    r"|(?<=[.;!])\s+(?=\?\s+\w)|\s+(?=(?:→|->|=>)\s*[A-Z@][\w’'. ]+\s+to\s)",
    re.I,
)
JOINT = re.compile(
    r"[,;.&–—]\s*(?:and|so|then|but|while|with|plus)?\s+|\s+[|/-]\s+|\s+\(?\d\)\s+|\s+(?:and|so|then|but|while|plus)\s+",
    re.I,
)
ASKING = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|tell(?:s|ing)?|told|remind(?:s|ed|ing)?|want(?:s|ed)?|get(?:s|ting)?|got|need(?:s|ed)?"
    r"|invit(?:e|es|ed|ing)|help(?:s|ed|ing)?|allow(?:s|ed|ing)?|encourag(?:e|ed|ing)|expect(?:s|ed|ing)?"
    r"|request(?:s|ed|ing)?|for|between|thank(?:s|ed)?|let|see|saw|of|from|like|enable[sd]?|support(?:s|ed|ing)?"
    r"|ensur(?:e|es|ed|ing)|make sure|arrang(?:e|es|ed|ing)|met|meet|email(?:s|ed)?"
    r"|with|had|have|how|what|whether|that|if|which|why|said|says|thinks?|hopes?"
    r"|depends on|about|because|as|than):?\s*$",
    re.I,
)
# "agreed, Henry to send it": the word before says what follows.
BARE_MARKER = re.compile(r"\W*(?:agreed|decided|resolved|decisions?|resolution|actions?|ap)\W*", re.I)
NAMES_LAST = re.compile(r"(?:(?:[\s,/&+]|\band\b|\bwith\b)*(?:(?<=\s)|(?<=[/&+]))[A-Z][\w’'.-]*)+$")
OF_ANOTHER = re.compile(r"\s+(?:by|before|until)\s+\S", re.I)
CONDITIONAL = re.compile(
    r"\s*(?:if|unless|although|though|while|because|when|once|since|until|after|before|whether|assuming|as)\b",
    re.I,
)


def segments(text: str, directory: Directory) -> list[str]:
    """The parts of one line, in order; joined again they hold every word of it."""
    parts = [text]
    if re.search(r"[.!?]", text):
        parts = _cut(text, [m for m in SENTENCE.finditer(text) if not ABBREVIATED.search(text[: m.start()])])
    marked: list[str] = []
    for part in parts:
        marked += _cut(part, [m for m in MARKER.finditer(part) if m.start() > 0 and not _inside(part, m.start())])
    promised: list[str] = []
    for part in marked:
        for listed in _listed(part, directory):
            promised += _promises(listed, directory)
    return [part for part in promised if part.strip()]


def _listed(text: str, directory: Directory) -> list[str]:
    """ "Actions – Henry: plan; Grace: room": one marker stands for every name in the list."""
    if ";" not in text or not ACTION_MARKER.match(text):
        return [text]
    places = [m for m in re.finditer(r";\s*", text) if not _inside(text, m.start())]
    places = [m for m in places if _named_task(text, m.end(), directory)]
    first, *rest = _cut(text, places)
    return [first, *(f"Action: {part}" for part in rest)]


def _named_task(text: str, place: int, directory: Directory) -> bool:
    found, end = names_at(text, place, directory)
    return bool(found) and bool(re.match(r"\s*(?::|\s[–-])\s", text[end:]))


def _cut(text: str, places: list[re.Match[str]]) -> list[str]:
    parts, start = [], 0
    for match in places:
        if match.start() < start:
            continue
        parts.append(text[start : match.start()].strip())
        start = match.end()
    parts.append(text[start:].strip())
    return parts


def _promises(text: str, directory: Directory) -> list[str]:
    """Cut before each known name that promises something of its own."""
    if not re.search(r"\b(?:to|will|going)\b|[’']ll\b", text):
        return [text]
    condition = CONDITION.search(text)
    first = promise_at(text, 0, directory)
    earliest = first.body if first else 1
    places = []
    for match in JOINT.finditer(text):
        if match.start() < earliest or _inside(text, match.start()):
            continue
        if condition and match.start() >= condition.start():
            break
        if not first and CONDITIONAL.match(text):
            break
        if BARE_MARKER.fullmatch(text[: match.start()]):
            continue
        promise = promise_at(text, match.end(), directory)
        if not promise and first and _dated_for_another(text, match, directory):
            places.append(match)
            break
        if not promise or not promise.firm or _asked(text[: match.start()]):
            continue
        places.append(match)
        earliest, first = promise.body, promise
    return _cut(text, places)


def _dated_for_another(text: str, joint: re.Match[str], directory: Directory) -> bool:
    """ "Henry to send it by Fri, Cate by Mon": that day is Cate's, not Henry's, whoever Cate is."""
    if not OF_ANOTHER.search(text, 0, joint.start()):
        return False  # "Henry to send it to Grace, Cate by Mon"
    found, end = names_at(text, joint.end(), directory, strangers=False)
    if not found and (stranger := CAPITAL.match(text, joint.end())):
        end = stranger.end()
    return end > joint.end() and bool(OF_ANOTHER.match(text, end))


def _asked(before: str) -> bool:
    """Whether the names just before are people being asked, told or thanked."""
    return bool(ASKING.search(before) or ASKING.search(NAMES_LAST.sub("", before)))


def _inside(text: str, place: int) -> bool:
    """Whether this place stands within brackets."""
    before = text[:place]
    return before.count("(") > before.count(")") and ")" in text[place:]

"""Lines that say at their start what they are: idea, question, ask, noted, thanks, tip …"""

from __future__ import annotations

import re

from meetings.capture.actions import PLACEHOLDER, Reading
from meetings.capture.ahead import coming_up
from meetings.capture.names import names_at
from meetings.capture.things import Owner, Recognised

KINDS = {
    "idea": r"ideas?(?:\s+for\s+later)?|parked|parking\s+lot|i",
    "question": r"questions?|qu?",
    "ask": r"asks?(?:\s+for\s+help)?|help(?:\s+(?:wanted|needed))?",
}
SORTS = {
    "thanks": r"thanks?(?:\s+you)?|ta|shout[\s-]?out",
    "met": r"met(?:\s+with)?",
    "event": r"events?",
    "learning": r"learnings?|learn(?:t|ed)|(?:something\s+)?(?:i[’']?m|i\s+am)\s+learning"
    r"|lessons?(?:\s+learn(?:ed|t))?",
    "didnt_work": r"(?:this\s+)?(?:didn[’']?t|did\s+not)\s+work|didnt_work",
    "tip": r"tips?",
    "benefit": r"benefits?",
    "distraction": r"distractions?|waste(?:\s+snake)?",
    "highlight": r"highlights?",
    "number": r"numbers?|stats?",
}
LABEL = re.compile(
    r"(?P<label>"
    + "|".join(f"(?P<{name}>{words})" for name, words in (KINDS | SORTS).items())
    + r"|(?P<coming_up>coming\s+up|upcoming)|(?P<noted>noted)|(?P<note>notes?|n|nb|fyi))"
    + r"(?:\s*:|\s+[-–—](?=\s))\s*",
    re.I,
)
TODAY_I_LEARNED = re.compile(r"(?:TIL|[Tt]oday I learn(?:ed|t))\s+(?:that\s+)?(?=\w)")
NOTED = re.compile(r"noted\s+(?:that\s+)?(?=\w)", re.I)
THANKS = re.compile(
    r"(?:(?:many|huge|big|special)\s+)?(?P<word>thanks?(?:\s+you)?|thx|kudos|well\s+done)(?P<to>\s+to)?,?\s+(?-i:(?=[A-Z]))",
    re.I,
)
QUESTION = re.compile(r"\?+\s*(?=\w)")


def labelled(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """The thing a label at the start makes of this text, or None."""
    if match := QUESTION.match(text):
        return Recognised(line, raw, "question", text[match.end() :])
    if match := LABEL.match(text):
        name = next((name for name in [*KINDS, *SORTS, "coming_up", "noted", "note"] if match[name]), "note")
        rest = text[match.end() :].strip()
        if not re.search(r"\w", rest):
            return None
        if PLACEHOLDER.fullmatch(rest):
            return Recognised(line, raw, "note", text, flags=("template",))
        if name in KINDS:
            return Recognised(line, raw, name, rest)
        if name in SORTS:
            thanked = _thanked(rest, reading) if name == "thanks" else ()
            return Recognised(line, raw, "note", rest, sort=name, thanked=thanked)
        if name == "coming_up":
            return coming_up(line, raw, rest, reading)
        return Recognised(line, raw, "note", rest, flags=("noted",) if name == "noted" else ())
    if match := TODAY_I_LEARNED.match(text):
        return Recognised(line, raw, "note", text[match.end() :], sort="learning")
    if match := NOTED.match(text):
        return Recognised(line, raw, "note", text[match.end() :], flags=("noted",))
    if (match := THANKS.match(text)) and (match["to"] or names_at(text, match.end(), reading.directory)[0]):
        return Recognised(line, raw, "note", text, sort="thanks", thanked=_thanked(text[match.end() :], reading))
    return None


def _thanked(text: str, reading: Reading) -> tuple[Owner, ...]:
    """The people named first in a word of thanks, of those who are clear."""
    found, _end = names_at(re.sub(r"^to\s+", "", text), 0, reading.directory, strangers=False)
    return tuple(name.owner for name in found if name.what == "person")

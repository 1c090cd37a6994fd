"""What is only a note, and what a note still gives away: a template left over, a near promise."""

from __future__ import annotations

import re

from meetings.capture.actions import MARKER, PLACEHOLDER, Reading, promise_at
from meetings.capture.due import find_due
from meetings.capture.names import FULL_NAME, names_at, trailing
from meetings.capture.people import Directory
from meetings.capture.wordlists import DOING, NO_SPEAKER

QUOTED = re.compile(r">|&gt;|[\"“„«‘][^\"”“»]*[\"”»]?\s*(?:[-–—]\s*\w.*)?$|'[^']*'$")
SPEAKER = re.compile(
    r"\[(?P<square>[^\W\d_][\w .’'-]{0,30})\]\s*:?\s+(?=\S)|<(?P<angle>[^\W\d_][\w .’'-]{0,30})>\s*:?\s+"
    r"|(?P<colon>[^\W\d_][\w.’'-]{0,24}(?:\s+[A-Z][\w.’'-]{0,24}){0,2})\s*(?:\([^)]{1,20}\)\s*)?:\s+(?=\S)"
)
HEADED = re.compile(r"(?-i:[A-Z])[^:.;!?–—]{1,40}:\s+(?=\S)", re.I)
HEADING = re.compile(r"#{1,6}\s+\S|[=*_~-]{3,}\s*$|\|")
PROMISING = re.compile(
    r"\b(?:needs?\s+to|must|has\s+to|have\s+to"
    r"|(?:we|i|they)\s+(?:should|will|are\s+going\s+to)"
    r"|(?:we|i)[’'](?:ll|re going to|m going to)|will\s+(?!be\b)\w+|going\s+to"
    r"|to\s+be\s+(?:done|agreed|confirmed|sent|checked)"
    r"|action\s+for\s+me|have\s+an\s+action|let\s+me\s+\w"
    r"|follow(?:ing)?[\s-]up|chase|next\s+steps?|outstanding|to\s?do\b|remember\s+to|don[’']t\s+forget)\b",
    re.I,
)
# "Ruth to bring the cost codes", "Office manager to …": nobody of that name is known, so it is offered and no more.
STRANGER_TO = re.compile(
    r"(?!(?:back|thanks?|yes|no|due|according|close|next|on|as|how|up|down|want|going|subject|relating|regards?)\b)"
    rf"(?-i:{FULL_NAME}|[a-z][A-Z][\w’'-]*)(?:\s+[a-z][\w’'-]*){{0,2}}\s+to\s+(?!(?:the|an?|our|this|that|all|be|my|his|her|their)\b)[a-z]",
    re.I,
)
# "AP Zorg send it": no name that is known, so the marker is not sure.
WEAKLY_MARKED = re.compile(rf"(?:AP|ACTION|Action|TODO)\s?\d*\s+@?{FULL_NAME}\s+(?P<verb>[a-z]+)\b")
IMPERATIVE = re.compile(
    r"(?:need|must|should|remember|chase|follow up|tidy|to|(?:some|any|every)(?:one|body)\s+to|all\s+to)\s+\w", re.I
)


def is_quoted(text: str) -> bool:
    """Somebody else's words, set off as such: nothing in them is promised here."""
    return bool(QUOTED.match(text))


def is_heading(text: str) -> bool:
    """A Markdown heading, a rule or a row of a table."""
    return bool(HEADING.match(text))


def is_template(text: str) -> bool:
    """A left-over of a template: "ACTION: text", "[ ] TODO", "Decision:"."""
    bare = re.sub(r"^(?:[\[(]?(?:decisions?|resolution|agreed|notes?)[\])]?)\s*[:–-]\s*", "", text, flags=re.I)
    if bare != text:
        return not bare.strip() or bool(PLACEHOLDER.fullmatch(bare.strip()))
    match = MARKER.match(text)
    if match and match["mark"].strip(" ") not in ("→", "->", "=>"):
        rest = text[match.end() :].strip()
        return not rest or bool(PLACEHOLDER.fullmatch(rest)) or bool(MARKER.fullmatch(rest))
    return bool(re.fullmatch(r"(?:todo|tbc|tbd|lorem ipsum.*|<[^>]+>|\[[^\]]+ (?:here|text)\])\.?", text, re.I))


def speaker_label(text: str, directory: Directory) -> bool:
    """Whether the line reports what somebody said: "[Luke] I think …", "JB: will take it", "… and so"."""
    if text.startswith(("...", "…")):
        return True
    match = SPEAKER.match(text)
    if not match:
        return False
    name = match["square"] or match["angle"] or match["colon"]
    if not match["colon"]:
        return True
    if name.lower() in NO_SPEAKER or re.match(r"to\s+[a-z]", text[match.end() :]):
        return False
    return bool(directory.at(text, 0)) or len(name) <= 4 or name[:1].isupper()


def under_heading(text: str, directory: Directory) -> int:
    """Where "Henry to …" begins in "Mobile phones: Henry to …"; 0 if it does not."""
    match = HEADED.match(text)
    if not match:
        return 0
    promise = promise_at(text, match.end(), directory)
    known = promise and all(name.what not in ("speaker", "us") for name in promise.names)
    return match.end() if promise and known and re.search(r"\bto\s+$", text[: promise.body]) else 0


def near_promise(text: str, reading: Reading) -> bool:
    """Whether a note sounds like something to do, so that "Make this an action" may be offered."""
    if text.rstrip().endswith("?"):
        return False
    if PROMISING.search(text) or IMPERATIVE.match(text) or STRANGER_TO.match(text):
        return True
    if (weak := WEAKLY_MARKED.match(text)) and weak["verb"] in DOING:
        return True
    if _is_task(text) and trailing(text, reading.directory, loose=True)[0]:
        return True
    found, end = names_at(text, 0, reading.directory)
    if not found:
        return False
    if (joined := re.match(r"\s*(?::|\s[–—-])\s+", text[end:])) and _is_task(text[end + joined.end() :]):
        return True
    if (
        re.search(r"\sto\s+[a-z]|^\s+by\s", text[end:])
        and (due := find_due(text[end:], reading.day))
        and due.reading.date
    ):
        return True
    if re.match(r",?\s+please\s", text[end:], re.I):
        return True
    if re.match(r"\s*[:–—-]\s", text[end:]) and (due := find_due(text, reading.day)):
        return bool(due.reading.date)
    return bool(promise_at(text, 0, reading.directory) or re.match(r"\s+to\s+[a-z]", text[end:]))


def _is_task(text: str) -> bool:
    """Whether the words begin with something to do: "send the plan"; "review of the plan" does not."""
    match = re.match(r"([A-Za-z]+)\s+(?!of\b|from\b|is\b|was\b|are\b|were\b|on\b)\w", text)
    return match is not None and match[1].lower() in DOING

"""Promises: "Henry to send the plan by Fri", "action: Henry: …", "[ ] … (Henry)".

Without a marker a line is an action only if a known person, team or body, or I/we, stands
first and is followed by to, will, going to. Everything else needs a marker. A marker with an
unknown name gives an action without an owner, and the words stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetings.capture.dates import Day
from meetings.capture.due import Due, find_due, sentence, tidy
from meetings.capture.names import FULL_NAME, Who, names_at, settle, stranger, trailing, whole
from meetings.capture.people import Directory, Found
from meetings.capture.things import KnownBudget, Recognised
from meetings.capture.wordlists import (
    AFTER_NAME,
    DOING,
    GREETINGS,
    NEWS_AFTER_WILL,
    NO_S_VERBS,
    NOT_VERBS,
    VERBS_AFTER_TO,
)

# How a name and its promise are joined, by strength.
PROMISE = re.compile(
    r"(?:\s*:)?\s+(?:to|shall|(?:is|are)\s+to|(?:(?:is|are)\s+)?going\s+to"
    r"|(?:(?:has|have)\s+)?(?:agreed|offered|volunteered|promised|undertook)\s+to)\s+"
    r"|[’'](?:s|m|re)\s+(?:also\s+)?going\s+to\s+",
    re.I,
)
WILL = re.compile(r"(?:\s+(?:will|shall)|[’']ll)\s+(?:(?:also|then|now)\s+)?", re.I)
OBLIGE = re.compile(r"\s+(?:needs?\s+to|has\s+to|have\s+to|must|should|ought\s+to)\s+", re.I)
MARKER = re.compile(
    r"(?P<mark>\[\s?\]|☐|□|→|➔|➜|->|=>|-->"
    r"|[\[(](?:action|ap|todo)[\])]\s*:?"
    r"|(?:(?:next\s+)?action(?:\s*(?:point|item))?|(?-i:AP))s?\s*(?:#|no\.?\s*)?\d*\s*"
    r"(?:\((?P<inner>[^)]{1,60})\)\s*[:–—-]*|[:–—-]+)"
    r"|action(?:\s*(?:point|item))?\s+(?:for|by|on|owner)\b\s*:?"
    r"|(?-i:ACTION)\s*\d*(?=\s)|(?-i:AP)\s?\d*\s*[:–—-]|(?-i:AP)\s?\d*(?=\s)|action\s+(?=@?[A-Z])"
    r"|(?:to\s?-?do|a)\s*:|(?-i:TODO)\b:?)\s*",
    re.I,
)
# Where somebody is from, between the name and the promise: "Henry (HackIT) to …".
ROLE = re.compile(r"\s*\([A-Z][\w &-]{1,30}\)(?=\s+(?:to|will)\b)")
# Markers that say nothing by themselves: a name must follow.
WEAK_MARK = re.compile(r"AP\s?\d*|ACTION\s*\d*|[Aa]ction|→|➔|➜|->|=>|-->|TODO")
PLACEHOLDER = re.compile(
    r"(?:text|todo|tbc|tbd|n/?a|none|nil|nothing|x{2,}|\.{2,}|…|-+|_+|action|owner|name|description|item|to ?do"
    r"|who|what|lorem ipsum.*|<[^>]*>.*|{[^}]*}.*|\[(?:name|owner|who|text|action|person|insert)\b[^\]]*\].*"
    r"|(?:person|someone|somebody|name|xx+)\s+to\s+(?:do\s+)?(?:text|something|task|x+|…|\.{3}))[.:]?",
    re.I,
)
ENDING_MARK = re.compile(
    r"(?P<body>.{4,}?)[\s.,;:–—-]*[\[(]?\b(?:(?:action|AP)\s*(?:point\s*)?(?:by|for|on|owner)?\s*[:–-]\s*"
    r"|(?:(?-i:ACTION)|(?-i:AP))\s+|action\s+(?:by|for|on)\s+|(?:owner|assigned\s+to)\s*:\s*)(?P<names>@?[^()\[\]]{1,80})[\])]?\s*\.?",
    re.I,
)
# A name before its promise, whoever it is.
SLIP = re.compile(r"([A-Z][\w’'-]{3,}(?:[ ][A-Z][\w’'-]+)?)(?=\s+(?:to|will|is\s+going\s+to)\s+[a-z]|[’']ll\s)")
STATED = re.compile(r"(?:by|before|due|deadline|until|no later)\b", re.I)
IRREGULAR = {"does": "do", "goes": "go", "has": "have", "focuses": "focus", "discusses": "discuss"}
PERSON_VERB = re.compile(r"\s+(?P<verb>[a-z]{2,}(?:s|es))\b(?=\s+\S)")


@dataclass(frozen=True)
class Reading:
    """What one line is read with."""

    directory: Directory
    day: Day
    budgets: tuple[KnownBudget, ...] = ()


@dataclass(frozen=True)
class Promise:
    """Names and the place where what they promise begins."""

    names: list[Found]
    body: int
    firm: bool
    told: bool = False


def promise_at(text: str, position: int, directory: Directory) -> Promise | None:
    """The promise that starts exactly here: known names, then to, will or going to, then a verb."""
    found, end = names_at(text, position, directory)
    if not found and (slip := _slip_at(text, position, directory)):
        found, end = [slip], slip.end
    if not found or all(name.what == "unknown" and not name.candidates for name in found):
        return None
    if bracket := ROLE.match(text, end):
        end = bracket.end()
    for pattern in (PROMISE, WILL, OBLIGE):
        if match := pattern.match(text, end):
            break
    else:
        return None
    rest = text[match.end() :].lower() if text.isupper() else text[match.end() :]
    verb = re.match(r"[a-z][a-z’'-]*", rest)
    refused = NOT_VERBS - VERBS_AFTER_TO if pattern is PROMISE else NOT_VERBS | NEWS_AFTER_WILL
    if not verb or verb.group() in refused or (verb.group() == "to" and pattern is not OBLIGE):
        return None
    if verb.group() == "follow" and not rest[6:].strip(" ."):
        return None  # "Audit to follow" is an order of business
    if found[0].what == "group" and pattern is not PROMISE:
        return None
    firm = pattern is not OBLIGE and not any(name.what == "us" for name in found)
    return Promise(found, match.end(), firm)


def _slip_at(text: str, position: int, directory: Directory) -> Found | None:
    """A name that nobody bears, but for a slip: "Henyr to send it". Nobody is set; those it may mean are offered."""
    match = SLIP.match(text, position)
    found = stranger(match[1], position, directory) if match else None
    return found if found and found.candidates else None


def third_person_at(text: str, directory: Directory) -> Promise | None:
    """ "Henry brings it back in July" (after "agreed", where that is a promise)."""
    found, end = names_at(text, 0, directory)
    match = PERSON_VERB.match(text, end) if found else None
    if len(found) > 1 and not match:
        match = re.compile(r"\s+(?P<verb>[a-z]{2,})\b(?=\s+\S)").match(text, end)
    if not match or match["verb"] in NO_S_VERBS | NOT_VERBS | AFTER_NAME:
        return None
    if not any(name.what in ("person", "speaker", "unclear") for name in found):
        return None
    return Promise(found, match.start("verb"), True, told=len(found) == 1)


def make(line: int, raw: str, body: str, who: Who, due: Due | None, *, done: bool = False) -> Recognised:
    """The action itself, from a body whose time words are already cut out."""
    reading = due.reading if due else None
    flags = [*who.flags]
    if reading and reading.when:
        flags.append("when")
    return Recognised(
        line=line,
        raw=raw,
        kind="action",
        text=sentence(body) or body.strip() or raw.strip(),
        owners=who.owners,
        candidates=who.candidates,
        due=reading.date if reading else None,
        due_text=reading.typed if reading and not reading.date else "",
        due_loose=bool(reading and reading.loose),
        waiting_for=who.waiting_for,
        done=done,
        flags=tuple(flags),
    )


def plain_action(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """An action without a marker, or None."""
    if text.rstrip().endswith("?"):
        return None
    lead = None
    if re.match(r"(?:by|before|until)\b", text, re.I):
        early = find_due(text.split(",")[0], reading.day) or find_due(text, reading.day)
        if early and early.start == 0:
            lead, text = early, text[early.end :].lstrip(" ,:–-")
    promise = promise_at(text, 0, reading.directory)
    if promise is None:
        return None if lead else (_mention(line, raw, text, reading) or _bracketed(line, raw, text, reading))
    body = text[promise.body :]
    due = find_due(body, reading.day) or lead
    if not promise.firm and not (due and due.reading.date):
        return None
    if due and due is not lead:
        body = due.without(body)
    return make(line, raw, body, settle(promise.names), due)


def agreed_action(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """What follows "agreed" when it is a person and a verb."""
    text = re.sub(r"^that\s+", "", text)
    promise = promise_at(text, 0, reading.directory) or third_person_at(text, reading.directory)
    if promise is None or (not promise.firm and promise.names[0].what == "us"):
        return None
    body = text[promise.body :]
    if promise.told:
        verb, gap, rest = body.partition(" ")
        body = f"{_plain_verb(verb)}{gap}{rest}"
    due = find_due(body, reading.day)
    return make(line, raw, due.without(body) if due else body, settle(promise.names), due)


def _plain_verb(verb: str) -> str:
    """ "brings" as it stands in a list of what to do: "bring"."""
    if verb in IRREGULAR or not verb.endswith("s"):
        return IRREGULAR.get(verb, verb)
    if verb.endswith("ies") and len(verb) > 4:
        return f"{verb[:-3]}y"
    return verb[:-2] if re.search(r"(?:ss|sh|ch|x|zz|o)es$", verb) else verb[:-1]


def marked_action(
    line: int, raw: str, text: str, reading: Reading, *, done: bool = False, given: str = ""
) -> Recognised | None:
    """What follows a marker, or None if that is nothing or a left-over of a template.

    `given` holds names from the marker itself: "Action (Henry): …".
    """
    text = text.strip()
    if not text or PLACEHOLDER.fullmatch(text) or whole(text, reading.directory):
        return None
    named = whole(given, reading.directory) if given else []
    body, found = (text, named) if named else _leading(text, reading.directory)
    due = find_due(body, reading.day)
    if due:
        body = due.without(body)
    if not found:
        found, body = trailing(body, reading.directory, loose=True)
    if not found:
        mention = re.search(r"(?<!\S)@([^\W\d_][\w’'-]*)", body)
        if mention and (name := reading.directory.lookup(mention[1], marked=True)):
            found, body = [name], body[: mention.start()] + body[mention.end() :]
    if not found:
        found = _stranger(text, reading.directory)
        body = due.without(text) if due and found else body
    if not tidy(body):
        return None
    return make(line, raw, body, settle(found), due, done=done)


def _leading(text: str, directory: Directory) -> tuple[str, list[Found]]:
    """Names first, joined by a colon, dash, "to" or nothing; the rest is what to do."""
    start = 1 if text.startswith("@") else 0
    close = re.match(r"[(\[]([^)\]]{1,60})[)\]]\s*:?\s*", text)
    if close and (found := whole(close[1], directory)):
        return text[close.end() :], found
    if promise := promise_at(text, start, directory):
        return text[promise.body :], promise.names
    found, end = names_at(text, start, directory)
    if not found:
        return text, []
    rest = text[end:]
    if join := re.match(r"\s*(?::|,|\s[-–—]+|[–—]|→|->|=>|\.(?=\s))\s*(?:to\s+|will\s+)?", rest):
        return rest[join.end() :], found
    bodies = any(name.what in ("organisation", "group") for name in found)
    # "Grace period to be extended" is about a period, not for Grace.
    word = re.match(r"\s+([a-z][\w’'-]*)(?!\s+(?:to\s+be|is|are|was|were|will|needs?)\b)(?![\w’'-])", rest)
    if word and not bodies and word[1] not in AFTER_NAME:
        return rest.strip(), found
    return text, []


def _stranger(text: str, directory: Directory) -> list[Found]:
    """An unknown name where an owner would stand: "Zorg to …", "eP: …", "… (Zorg)"."""
    if match := re.match(r"@([^\W\d_][\w’'-]*)", text):
        return [stranger(match[1], match.start(1), directory)]
    if match := re.match(rf"({FULL_NAME}|(?=\S*[A-Z])[^\W\d_][\w’'-]*)(?:\s*:\s|\s+(?:to|will)\s+(?=[a-z]))", text):
        return [stranger(match[1], match.start(1), directory)]
    match = re.search(r"[(\[]([A-Z][a-z’'-]+(?:\s+[A-Z][\w’'-]*)?)(?:,? [^()\[\]]{1,30})?[)\]]\s*\.?$", text)
    return [stranger(match[1], match.start(1), directory)] if match else []


def _mention(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """ "@henry send the plan": an at sign first is a marker, unless the line tells of the person."""
    match = re.match(r"@(?=[^\W\d_])", text)
    if not match:
        return None
    found, end = names_at(text, 1, reading.directory)
    end = end if found else (re.match(r"@[\w’'-]+", text) or match).end()
    word = re.match(r"[\s:,–-]+(?:(?:to|will|please|can you|could you)\s+)?([a-z][\w’'-]*)", text[end:])
    if not word or word[1] in AFTER_NAME | NOT_VERBS | GREETINGS:
        return None
    if found:
        body = text[end + word.start(1) :]
        due = find_due(body, reading.day)
        return make(line, raw, due.without(body) if due else body, settle(found), due)
    return marked_action(line, raw, text, reading)


def _bracketed(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """ "Send the plan (Henry by Fri)", "Send the plan → Henry": known person and place say enough."""
    bracket = re.search(r"[(\[]([^()\[\]]*)[)\]]\s*\.?$|\s[–—-]\s+([^–—]*)$", text)
    if bracket:
        inside = bracket[1] if bracket[1] is not None else bracket[2]
        due = find_due(inside, reading.day)
        stated = due and due.reading.date and re.search(r"\b(?:by|due|deadline)\b", inside, re.I)
        names = whole(due.without(inside), reading.directory) if due and stated else []
        if names and all(name.what != "us" for name in names):
            return make(line, raw, text[: bracket.start()], settle(names), due)
        if names_last := _task_with_date(line, raw, text[: bracket.start()], inside, reading):
            return names_last
    if re.search(r"→|->|=>", text):
        due = find_due(text, reading.day)
        cut = due.without(text) if due else text
        found, body = trailing(cut, reading.directory, loose=False)
        if found and not cut.rstrip().endswith((")", "]")):
            return make(line, raw, body, settle(found), due)
    return None


def _task_with_date(line: int, raw: str, body: str, names: str, reading: Reading) -> Recognised | None:
    """ "Send the plan by Fri (Henry)": a task that begins with its verb, a stated date and a known name say enough."""
    due = find_due(body, reading.day)
    verb = re.match(r"[A-Za-z]+", body)
    if not due or not due.reading.date or not STATED.match(body[due.start :].lstrip()) or not verb:
        return None
    found = whole(names, reading.directory) if verb.group().lower() in DOING else []
    if not found or any(name.what == "us" for name in found):
        return None
    return make(line, raw, due.without(body), settle(found), due)


def by_marker(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """An action that its marker announces: at the start, or naming its owner at the end."""
    if match := MARKER.match(text):
        rest = text[match.end() :]
        if WEAK_MARK.fullmatch(match["mark"].strip()) and not _named_next(rest, match["mark"], reading):
            return None
        if re.match(r"action.*\b(?:by|for|on|owner)\b", match["mark"], re.I) and not _named_next(rest, "", reading):
            return None
        if match["mark"].rstrip().endswith(")") and not whole(match["inner"] or "", reading.directory):
            return None  # "Action (see below) …": without a colon the brackets must hold a name
        return marked_action(line, raw, rest, reading, given=match["inner"] or "")
    return None


def closing_marker(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """ "Send the plan. Action by: H Ade", "Send the plan [AP HA]": what precedes is the task."""
    if MARKER.match(text) or not (match := ENDING_MARK.fullmatch(text)):
        return None
    due = find_due(", " + match["names"], reading.day)
    names = due.without(", " + match["names"]) if due else match["names"]
    found = whole(names, reading.directory)
    if not found or promise_at(text, 0, reading.directory):
        return None
    inner = None if due else find_due(match["body"], reading.day)
    body = inner.without(match["body"]) if inner else match["body"]
    return make(line, raw, body, settle(found), due or inner)


def _named_next(rest: str, mark: str, reading: Reading) -> bool:
    """Whether a name follows a marker that is also an everyday word or sign."""
    start = 1 if rest.startswith("@") else 0
    found, end = names_at(rest, start, reading.directory)
    if found:
        # "→ Finance costs rose" tells of something; "→ Finance to say" waits for it.
        told = re.match(r"\s+(\w+)", rest[end:])
        known = found[0].what in ("person", "unclear", "speaker") and not re.match(r"[’']s\b(?!\s+going)", rest[end:])
        return bool(promise_at(rest, start, reading.directory)) or (known and not (told and told[1] in AFTER_NAME))
    if re.match(rf"{FULL_NAME}(?:\s+to\s+[a-z]|\s*:\s)", rest):
        return True
    return bool(trailing(rest, reading.directory, loose=False)[0]) or start == 1 or (mark.strip() == "TODO")

"""Decisions: "agreed …", "DMT agreed …", "not agreed: …", "put off: … until 1 July".

Conditions ("subject to: …", "provided …", "with caveats") become caveats with their own owner
and date, or "caveats to be listed". "because …" and "alternatives: …" are kept beside it. A decision that names a
person and a verb is an action.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from meetings.capture.actions import PLACEHOLDER, Reading, agreed_action
from meetings.capture.due import Due, find_due, sentence, tidy
from meetings.capture.names import trailing
from meetings.capture.people import Directory
from meetings.capture.reasons import why_of
from meetings.capture.things import Caveat, Recognised

WE = (
    r"(?:(?:we(?:[’'](?:ve|re))?|all|everyone|everybody|it|the\s+(?:group|team|board|meeting))\s+)?"
    r"(?:(?:have|has|had|was|were|are|also|all)\s+){0,3}"
)
LABEL = re.compile(
    r"[\[(]?(?:decisions?(?:\s+(?:made|taken))?|resolution|resolved|decided|agreed|agreement|approved|endorsed|d)\s*(?:no\.?\s*)?#?\d*[\])]?\s*"
    r"(?:[:–—]|\s-|-\s)+\s*|[\[(](?:decision|agreed|resolution)[\])]\s*",
    re.I,
)
VERB = r"agreed|decided|resolved"
MADE = re.compile(rf"(?:{VERB})\b(?!\s*[?:])\s*(?:that\b|,|[–-]+\s)?\s*", re.I)
MADE_BY_GROUP = re.compile(
    rf"(?:{VERB}|agrees?(?!\s+with\b)|approved?|approves|signed\s+off|endorsed?)\b\s*(?:that\b|:)?\s*", re.I
)
REFUSED = re.compile(
    r"(?:not\s+agreed|not\s+approved|no\s+agreement)\b\s*(?:[:–-]\s*)?(?:to\s+|on\s+)?"
    r"|(?:did\s?n[’']?o?t|could\s?n[’']?o?t|did\s+not|could\s+not)\s+agree\b\s*(?:to\s+|on\s+|[:–-]\s*)?"
    r"|(?:rejected|refused|turned\s+down)\s*:\s*",
    re.I,
)
REFUSED_BY_GROUP = re.compile(r"(?:rejected|refused|turned\s+down)\s+", re.I)
PUT_OFF = re.compile(
    r"(?:agreed\s+to\s+)?(?:put\s+(?:off|back)|deferred|defer|postponed?)\b\s*(?:[:–-]\s*)?(?:to\s+defer\s+)?"
    r"(?!\s*(?:payments?|income|tax|revenue|maintenance|capital|by\s+\d|\?))",
    re.I,
)
COUNTED = r"(?:(?:a\s+)?couple\s+of|a\s+few|some|several|two|three|one|a|the|\d+)?\s*(?:minor\s+|small\s+)?"
CONDITION = re.compile(
    rf"[\s,;(–-]*\b(?:but\s+)?(?:(?P<listed>subject\s+to|provided(?:\s+that)?|providing(?:\s+that)?"
    rf"|on\s+(?:the\s+)?condition(?:\s+that)?|conditional\s+(?:up)?on|as\s+long\s+as(?!\s+possible)"
    rf"|with\s+the\s+(?:caveat|condition|proviso)\s+that|caveats?\s*:|conditions?\s*:)"
    rf"|(?P<counted>with\s+{COUNTED}(?:caveats?|conditions?)))\s*:?\s*",
    re.I,
)
NOTHING_SAID = re.compile(r"(?:caveats?|conditions?|tbc|to (?:be listed|follow|be confirmed|come))?[\s.)]*", re.I)


# "tax check, needed before launch (Dawn)": what must not happen without it.
NEEDED = re.compile(
    r"\s*\(needed\s+before\s+(?:the\s+)?(?P<inside>[^()]{2,60})\)"
    r"|[\s,–-]*\bneeded\s+before\s+(?:the\s+)?(?P<what>[^,;()–]{2,60})",
    re.I,
)
# What goes on with the condition before it.
ADDS = re.compile(
    r"(?:who|which|whose|where|if|as|so|but|and|or|including|e\.?g|i\.?e|with|not|unless|once|then)\b", re.I
)


def decision(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """The decision (or the action that it really is) at the start of this text, or None."""
    if text.rstrip().endswith("?"):
        return None
    group, rest = _who_decided(text, reading.directory)
    said = "group" if group is not None else ""
    for pattern, outcome in ((REFUSED, "not_agreed"), (PUT_OFF, "put_off")):
        if match := pattern.match(rest):
            return _made(line, raw, rest[match.end() :], reading, outcome, group)
    if said and (match := REFUSED_BY_GROUP.match(rest)):
        return _made(line, raw, rest[match.end() :], reading, "not_agreed", group)
    match = LABEL.match(rest) or (MADE_BY_GROUP if said else MADE).match(rest)
    if not match:
        return None
    rest = rest[match.end() :].strip()
    bare = re.sub(r"^to\s+", "", rest)
    for pattern, outcome in ((REFUSED, "not_agreed"), (PUT_OFF, "put_off")):
        if refusal := pattern.match(bare):
            return _made(line, raw, bare[refusal.end() :], reading, outcome, group)
    if action := agreed_action(line, raw, rest, reading):
        return action
    named, inner_rest = _who_decided(rest, reading.directory)
    if LABEL.match(match.group()) and named is not None and (again := MADE_BY_GROUP.match(inner_rest)):
        group, rest = named, inner_rest[again.end() :]
    return _made(line, raw, rest, reading, "agreed", group)


def _who_decided(text: str, directory: Directory) -> tuple[Hashable | None, str]:
    """A group's name before the verb, and the text from the verb on; "we have" is passed over."""
    name = directory.at(text, 0) or (directory.at(text, 4) if text[:4].lower() == "the " else None)
    if name and name.what == "group":
        rest = re.sub(r"^\s*:?\s+(?:(?:has|have|had|also|then|all)\s+){0,2}", "", text[name.end :])
        verbs = (MADE_BY_GROUP, REFUSED, REFUSED_BY_GROUP, PUT_OFF, LABEL)
        if any(verb.match(rest) for verb in verbs):
            return name.key, rest
        return None, text
    match = re.match(WE, text, re.I)
    return None, text[match.end() :] if match else text


def _made(line: int, raw: str, rest: str, reading: Reading, outcome: str, group: Hashable | None) -> Recognised | None:
    if not re.search(r"\w", rest) or PLACEHOLDER.fullmatch(rest.strip()):
        return None
    why = why_of(rest, CONDITION)
    rest = why.text
    caveats: tuple[Caveat, ...] = ()
    to_follow = False
    if outcome == "agreed" and (match := CONDITION.search(rest)):
        conditions = rest[match.end() :]
        if "(" in match.group() and conditions.count(")") > conditions.count("("):
            conditions = conditions.rstrip(" .").removesuffix(")")
        said = not match["listed"] and not match.group().rstrip().endswith(":")
        if NOTHING_SAID.fullmatch(conditions) or (said and not conditions.lstrip().startswith(("-", "–", "("))):
            to_follow = True
        else:
            is_list = match.group().rstrip().endswith(":") or not match["listed"]
            caveats = tuple(_caveat(part, reading) for part in _parts(conditions, is_list=is_list))
        outcome = "agreed_with_caveats"
        if to_follow and not NOTHING_SAID.fullmatch(conditions):
            # "with caveats to the board in July" is one sentence; nothing of it may be lost.
            rest = rest[: match.start()] + " " + conditions
        else:
            rest = rest[: match.start()]
    if outcome == "put_off" and (early := re.match(r"(?:to|until|till)\s+([^:]{2,40}):\s*(\S.*)", rest)):
        rest = f"{early[2]} until {early[1]}"
    due = _until(rest, reading) if outcome == "put_off" else None
    when = due.reading if due else None
    text = due.without(rest) if due else rest
    if outcome == "put_off" and not due and re.search(r"\b(?:until|till)\s", why.reason, re.I):
        # "put off: laptops because stock is late until 1 July": the words stay with the reason they stand in.
        late = _until(why.reason, reading)
        when = late.reading if late else None
    text = re.sub(r"^(?:that|to the effect that|to|on)\s+(?=\w)", "", sentence(text))
    return Recognised(
        line=line,
        raw=raw,
        kind="decision",
        text=text or raw.strip(),
        outcome=outcome,
        group_key=group,
        caveats=caveats,
        caveats_to_follow=to_follow,
        due=when.date if when else None,
        due_text=when.typed if when and not when.date else "",
        due_loose=bool(when and when.loose),
        reason=why.reason,
        alternatives=why.alternatives,
        flags=("when",) if when and when.when else (),
    )


def _until(text: str, reading: Reading) -> Due | None:
    """When it comes back: "until 1 July", and here "to July" as well."""
    if due := find_due(text, reading.day):
        return due
    match = re.search(r"(?:^|\s)(?:to|till)\s+(\S+(?:\s+\S+){0,3})$", text)
    due = find_due(f", {match[1]}", reading.day) if match else None
    return Due(due.reading, match.start(), len(text)) if match and due and due.start == 0 else None


def _parts(text: str, *, is_list: bool) -> list[str]:
    """The conditions one by one: after semicolons, or numbered (1) (2), never at a mere "and".

    After a colon ("caveats: tax check (Dawn), app tested") short ones are told apart by commas too.
    """
    parts = re.split(r"\s*;\s*|\s*,?\s*\(\d\)\s*|\s*,?\s*\b\d\)\s+", text)
    if is_list and len(parts) == 1:
        listed = re.split(r"\s*,\s+(?:and\s+)?(?![^()]*\))(?!by\b|before\b|until\b|due\b)", text)
        if all(len(part.split()) <= 8 and not ADDS.match(part) for part in listed):
            parts = listed
    return [part for part in (tidy(part).strip(" .") for part in parts) if re.search(r"\w", part)] or [text]


def _caveat(text: str, reading: Reading) -> Caveat:
    """ "tax check (Dawn by 3 July)": what, who and by when."""
    cut = re.sub(r"^and\s+", "", text)
    needed = NEEDED.search(cut)
    if needed:
        cut = tidy(f"{cut[: needed.start()]} {cut[needed.end() :]}")
    due = find_due(cut, reading.day)
    cut = due.without(cut) if due else cut
    found, body = trailing(cut, reading.directory, loose=False)
    owner = found[0].owner if found else None
    if owner is None and (action := agreed_action(0, text, text, reading)) and action.owners:
        owner, body = action.owners[0], action.text
    when = due.reading if due else None
    return Caveat(
        text=tidy(body) or text,
        owner=owner,
        due=when.date if when else None,
        due_text=when.typed if when and not when.date else "",
        needed_before=(needed["inside"] or needed["what"]).strip() if needed else "",
    )

"""Why something was decided, and what else was looked at: "… because …", "reason: …", "alternatives: …".

A word that announces itself ("reason:") is taken wherever it begins a part of the line. "because" is taken only where
it speaks of the decision as a whole: not inside a caveat, a quotation or a bracket that says something else, and not
after "who", "that", "if" …, where it belongs to what those say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from meetings.capture.due import sentence
from meetings.capture.things import Recognised

OPENED = r"[\s,;:.–—(\[-]*"
SAID = (
    r"(?:for\s+(?:the\s+following|these|this|several|two|three)\s+)?(?:reasons?(?:\s+given)?|rationale|why)"
    r"|(?P<else>(?:(?:other\s+)?(?:alternatives?|options?)\s+(?:we\s+)?(?:considered|looked\s+at|discussed|rejected|ruled\s+out)"
    r"|alternatives?|(?:what\s+)?else\s+(?:we\s+)?(?:looked\s+at|considered)))"
)
LABELLED = re.compile(rf"(?P<lead>{OPENED})\b(?:{SAID})\s*(?::|\s[–—-])\s*(?=.*\w)", re.I)
MORE_OR_LESS = r"mainly|mostly|largely|chiefly|partly|simply|purely|probably"
BECAUSE = re.compile(
    rf"(?P<lead>{OPENED})\b(?:(?:this\s+is|that\s+is|it\s+is)\s+)?(?P<word>(?P<much>(?:{MORE_OR_LESS})\s+)?because\s+(?P<of>of\s+)?"
    r"|on\s+the\s+grounds\s+(?:that|of)\s+)(?!of\s*$)(?=.*\w)",
    re.I,
)
# "the reasons: cost and time" are what was decided about, and "not because of cost" is no reason.
IS_ABOUT_IT = re.compile(
    r"\b(?:the|these|those|our|its|their|any|all|some|no|of|to|for|with|on|and|or|say|explain|ask)\s*$", re.I
)
# "SIM only because it is cheaper" may mean either, so it stays whole.
IS_DENIED = re.compile(r"(?<![\w-])(?:not|never|neither|nor|or|and|only|just)\s*$", re.I)
BELONGS_INSIDE = re.compile(
    r"\b(?:that|who|whom|whose|which|where|when|whenever|if|unless|whether|why|how|anyone|anybody|those|people)\b", re.I
)
DASH = re.compile(r"\s[–—-]\s")
IS = re.compile(r"\b(?:is|are|was|were|be|been|being|still|now|not|made)\s*$", re.I)


@dataclass(frozen=True)
class Why:
    """A text without its reasons, and these: "" where none were said."""

    text: str
    reason: str = ""
    alternatives: str = ""


def why_of(text: str, condition: re.Pattern[str]) -> Why:
    """The reasons and alternatives in the words of a decision; `condition` finds where its caveats begin."""
    found = [match for match in LABELLED.finditer(text) if _is_announced(text, match)]
    caveats = condition.search(text)
    because = next((m for m in BECAUSE.finditer(text) if _is_of_the_whole(text, m)), None)
    first = min((match.start() for match in found), default=len(text))
    if because and because.start() < first and not _is_of_a_caveat(text, because, caveats):
        found.insert(0, because)
    why, kept, place = Why(text), "", 0
    for number, match in enumerate(found):
        if match.start() < place:
            continue
        following = found[number + 1].start() if found[number + 1 :] else len(text)
        end, after = _end(text, match, following, condition)
        kept += f"{text[place : match.start()]} "
        why = _with(why, match, text[match.end() : end])
        place = after
    return replace(why, text=kept + text[place:]) if found else why


def with_reason(decision: Recognised, text: str) -> Recognised | None:
    """The decision with the reasons that a sentence of its own after it gives; None where it gives none."""
    match = LABELLED.match(text) or BECAUSE.match(text)
    if not match or not re.search(r"\w", text[match.end() :]):
        return None
    why = why_of(text, re.compile(r"(?!)"))
    if why.text.strip(" .,;"):
        return None
    return replace(
        decision,
        reason=_joined(decision.reason, why.reason),
        alternatives=_joined(decision.alternatives, why.alternatives),
    )


def _is_announced(text: str, match: re.Match[str]) -> bool:
    if _is_quoted(text, match.end()):
        return False
    before = text[: match.start()]
    return bool(match["lead"].strip()) or not IS_ABOUT_IT.search(before)


def _is_of_the_whole(text: str, match: re.Match[str]) -> bool:
    """Whether the reason is that of the decision, not of something said within it."""
    before = text[: match.start()]
    if _is_quoted(text, match.end()) or _is_bracketed(before) or IS_DENIED.search(before):
        return False
    said = re.sub(r"^\W*that\b", "", before, flags=re.I)
    if not re.search(r"\w", said) and (said != before or match["of"] or "," in text[match.end() :]):
        return False  # "because the phones are old, replace them"
    return bool(match["lead"].strip()) or not BELONGS_INSIDE.search(said)


def _is_of_a_caveat(text: str, because: re.Match[str], caveats: re.Match[str] | None) -> bool:
    """ "with caveats because of the cost" names none, so the reason is that of the decision."""
    return bool(
        caveats and caveats.start() < because.start() and text[caveats.end() : because.start()].strip(" ,;:.–-(")
    )


def _end(text: str, match: re.Match[str], following: int, condition: re.Pattern[str]) -> tuple[int, int]:
    """Where the reason ends, and where the rest of the text goes on: at its bracket, a caveat, or the next reason."""
    if match["lead"].rstrip().endswith(("(", "[")):
        closed = re.compile(r"[)\]]").search(text, match.end())
        if closed and closed.start() <= following:
            return closed.start(), closed.end()
    between_dashes = match.re is BECAUSE and re.search(r"\s[–—-]+\s*$", match["lead"])
    if between_dashes and (dash := DASH.search(text, match.end(), following)):
        return dash.start(), dash.end()  # "one phone – because of the price – from July"
    for caveats in condition.finditer(text, match.end(), following):
        words = caveats.group().lower()
        is_apart = bool(re.match(r"\s*[,;(–-]", words))
        # "because the budget is subject to review", "because the grant came with conditions" are reasons to the end.
        is_plain = "caveat" in words or ("subject" in words and not IS.search(text[: caveats.start()]))
        if is_apart or is_plain:
            return caveats.start(), caveats.start()
    return following, following


def _with(why: Why, match: re.Match[str], said: str) -> Why:
    words = sentence(said)
    if match.re is BECAUSE:
        words = f"{match['word']}{words}" if match["much"] else words
        return replace(why, reason=_joined(why.reason, words))
    if match["else"]:
        return replace(why, alternatives=_joined(why.alternatives, words))
    return replace(why, reason=_joined(why.reason, words))


def _joined(first: str, second: str) -> str:
    return "; ".join(filter(None, [first, second]))


def _is_quoted(text: str, place: int) -> bool:
    """Whether this place stands within a quotation."""
    before = text[:place]
    straight = before.count('"') % 2 == 1
    curly = before.count("“") > before.count("”") or before.count("‘") > before.count("’")
    single = len(re.findall(r"(?<!\w)'(?=\w)", before)) > len(re.findall(r"(?<=[\w.!?])'(?!\w)", before))
    return straight or curly or single


def _is_bracketed(before: str) -> bool:
    return before.count("(") > before.count(")")

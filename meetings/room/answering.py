"""What a higher group said, told in a line: "HMT agreed mobiles" answers what waits for HMT, once somebody says so."""

from __future__ import annotations

import re

from meetings.capture.people import fold
from meetings.capture.wordlists import SMALL
from meetings.models import Decision, Line, Referral

MOST = 2


def may_answer(line: Line, decision: Decision) -> list[list[str]]:
    """What the group that decided was asked and has not answered, as [ref, title]: what is nearest by words first.

    Nothing where the decision is the line's own group's. It is only offered: nobody knows yet that it is meant.
    """
    if decision.decided_by_id is None or decision.decided_by_id == decision.forum_id:
        return []
    sent = Referral.objects.waiting().filter(
        forum_id=decision.forum_id, to_forum_id=decision.decided_by_id, sent_on__lte=decision.date
    )
    words = _words(f"{decision.text} {line.item.title if line.item_id else ''}")
    found = sorted(sent[:20], key=lambda referral: -len(words & _words(referral.title)))
    return [[referral.ref, referral.title] for referral in found[:MOST]]


def asked_by(text: str, *, to: int, among: set[int]) -> int | None:
    """Which of these groups asked that one about it, by the words they share; None: none did, or nobody can tell."""
    words = _words(text)
    for referral in Referral.objects.waiting().filter(to_forum_id=to, forum_id__in=among - {to})[:20]:
        if words & _words(referral.title):
            return referral.forum_id
    return None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w{3,}", fold(text))) - SMALL

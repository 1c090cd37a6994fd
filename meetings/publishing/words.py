"""The words of a published copy: what a meeting and its points, decisions and actions say if published now."""

from __future__ import annotations

from hackit.audience import Audience, Reach
from meetings.models import Action, Caveat, Decision, Meeting, Point

LONGEST_HEADING = 300


def title_of(meeting: Meeting) -> str:
    """ "DMT, Monday 3 June 2019", as it stands above the published page."""
    return f"{meeting.title or meeting.forum.name}, {meeting.date:%A} {meeting.date.day} {meeting.date:%B %Y}"


def point_reach(point: Point) -> Reach:
    """Who reads a point once it is published."""
    return Reach.EVERYONE if point.audience == Audience.EVERYONE else Reach.STAFF


def decision_words(decision: Decision) -> tuple[str, str]:
    """The heading and the text, with its caveats, of a decision's published copy."""
    heading, rest = heading_of(decision.text)
    listed = [caveat.text for caveat in caveats_of(decision)]
    return heading, "\n".join([*([rest] if rest else []), *(["Subject to:", *listed] if listed else [])])


def caveats_of(decision: Decision) -> list[Caveat]:
    """The caveats told with a decision, which were fetched."""
    return [caveat for caveat in decision.caveats.all() if not caveat.is_deleted]


def action_words(action: Action) -> tuple[str, str]:
    """The heading and the text of an action's published copy."""
    return heading_of(action.text)


def heading_of(text: str) -> tuple[str, str]:
    """A heading that fits, and all the words again where it does not."""
    return (text, "") if len(text) <= LONGEST_HEADING else (text[: LONGEST_HEADING - 2].rstrip() + " …", text)

"""What the cells of a recommendation's status and of our response say. Pure."""

from __future__ import annotations

import re

from meetings.actions.importing.cells import read_status
from meetings.audit.querysets import Response, Standing, State
from meetings.importing.cells import one_line

_RESPONSES = {
    Response.AGREED: "agreed,agree,accepted,accept,yes,y,full,fully agreed,fully accepted,agreed in full",
    Response.PARTLY: "partly agreed,partially agreed,partially accepted,partly accepted,agreed in part,part,partial,"
    "partly,partially,part agreed",
    Response.NOT_AGREED: "not agreed,not agreed risk accepted,not accepted,disagreed,rejected,declined,no,n,"
    "risk accepted,accept risk,tolerated,tolerate",
}
_MEANING = {word: response for response, words in _RESPONSES.items() for word in words.split(",")}
_NONE = ("", "-", "–", "n/a", "na", "none", "tbc", "awaiting response", "awaited", "not answered yet")

_STANDINGS = {str(one.label).lower(): one for one in Standing} | {
    "implemented": Standing.SAID_DONE, "fully implemented": Standing.SAID_DONE, "actioned": Standing.SAID_DONE,
    "we say done": Standing.SAID_DONE, "awaiting verification": Standing.SAID_DONE,
    "verified": Standing.CHECKED, "implemented and verified": Standing.CHECKED, "validated": Standing.CHECKED,
    "closed by audit": Standing.CHECKED, "superseded": Standing.REPLACED, "no longer applicable": Standing.NOT_RELEVANT,
    "not implemented": Standing.OPEN, "partially implemented": Standing.OPEN, "partly implemented": Standing.OPEN,
    "in progress": Standing.OPEN, "not yet due": Standing.OPEN, "risk tolerated": Standing.RISK,
}  # fmt: skip


def read_response(typed: str) -> str | None:
    """What we answered; "" where a cell says that nothing was, None where its words are none of these."""
    plain = " ".join(re.sub(r"[^\w\s/–-]", " ", one_line(typed).lower()).split())
    if plain in _NONE:
        return ""
    return _MEANING.get(plain)


def read_standing(typed: str) -> tuple[str, bool, str] | None:
    """(state, whether audit has checked it, status of its action) of a cell; None where its words say none.

    An empty cell is open. "In progress" is open with its action in progress.
    """
    plain = one_line(typed).lower().strip(" .!")
    if not plain:
        return State.OPEN, False, "not_started"
    standing = _STANDINGS.get(plain)
    status = read_status(typed)
    if standing is None and status is None:
        return None
    if standing in (Standing.SAID_DONE, Standing.CHECKED):
        return State.DONE, standing == Standing.CHECKED, "done"
    if standing in (Standing.NOT_RELEVANT, Standing.REPLACED):
        return State.NOT_RELEVANT, False, "dropped"
    if standing is not None:
        return State.OPEN, False, status[0] if status and status[0] == "in_progress" else "not_started"
    named = status[0] if status else "not_started"
    state = {"done": State.DONE, "dropped": State.NOT_RELEVANT}.get(named, State.OPEN)
    return state, False, "in_progress" if named == "waiting" else named

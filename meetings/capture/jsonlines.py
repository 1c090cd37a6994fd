"""One recognised thing as a plain dictionary, ready for `json.dumps` (one line each)."""

from __future__ import annotations

from typing import Any

from meetings.capture.things import Caveat, Owner, Recognised


def as_json(recognised: Recognised) -> dict[str, Any]:
    """The agreed keys in their agreed order, then whatever else this kind of thing has.

    Owners and helpers are their keys when known, else the name as typed (the flag
    `unknown_person` or `which_person` says so). `due` is an ISO date or None. Keys that
    are neither text nor numbers are written as text.
    """
    out: dict[str, Any] = {
        "line": recognised.line,
        "raw": recognised.raw,
        "kind": recognised.kind,
        "text": recognised.text,
        "owners": [_who(owner) for owner in recognised.owners],
        "due": recognised.due.isoformat() if recognised.due else None,
        "done": recognised.done,
        "outcome": recognised.outcome,
        "caveats": [_caveat(caveat) for caveat in recognised.caveats],
        "topics": [_plain(key) for key in recognised.topics] + list(recognised.topics_typed),
        "audience": recognised.audience,
        "flags": list(recognised.flags),
    }
    extra: dict[str, Any] = {
        "due_text": recognised.due_text,
        "due_loose": recognised.due_loose,
        "candidates": [_plain(key) for key in recognised.candidates],
        "waiting_for": recognised.waiting_for,
        "group": _plain(recognised.group_key),
        "caveats_to_follow": recognised.caveats_to_follow,
        "target": _plain(recognised.target),
        "status": recognised.status,
        "new_date": recognised.new_date.isoformat() if recognised.new_date else None,
        "reason": recognised.reason,
        "present": [_who(owner) for owner in recognised.present],
        "apologies": [_who(owner) for owner in recognised.apologies],
        "guests": [{"person": _who(g.person), "for": g.for_what} for g in recognised.guests],
        "position": _position(recognised),
        "sort": recognised.sort,
        "figures": [{"text": f.text, "start": f.start, "end": f.end} for f in recognised.figures],
    }
    out.update({name: value for name, value in extra.items() if value})
    return out


def _plain(key: Any) -> Any:
    return key if key is None or isinstance(key, str | int | float) else str(key)


def _who(owner: Owner) -> Any:
    return owner.typed if owner.key is None else _plain(owner.key)


def _caveat(caveat: Caveat) -> dict[str, Any]:
    return {
        "text": caveat.text,
        "owner": _who(caveat.owner) if caveat.owner else None,
        "due": caveat.due.isoformat() if caveat.due else None,
    }


def _position(recognised: Recognised) -> dict[str, Any] | None:
    position = recognised.position
    if position is None:
        return None
    return {
        "state": position.state,
        "basis": position.basis,
        "period": position.period,
        "who": _who(position.who) if position.who else None,
        "when": position.when.isoformat() if position.when else None,
    }

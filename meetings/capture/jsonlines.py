"""One recognised thing as a plain dictionary, ready for `json.dumps` (one line each)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from meetings.capture.things import Caveat, Owner, Recognised


def as_json(recognised: Recognised, *, names: Mapping[Hashable, str] | None = None) -> dict[str, Any]:
    """The agreed keys in their agreed order, then whatever else this kind of thing has.

    Owners and helpers are their keys when known (their names where `names` gives one for the
    key), else the name as typed: the flag `unknown_person` or `which_person` says so. `due` is
    an ISO date or None. Keys that are neither text nor numbers are written as text.
    """
    named = names or {}

    def who(owner: Owner) -> Any:
        return owner.typed if owner.key is None else named.get(owner.key, _plain(owner.key))

    out: dict[str, Any] = {
        "line": recognised.line,
        "raw": recognised.raw,
        "kind": recognised.kind,
        "text": recognised.text,
        "owners": [who(owner) for owner in recognised.owners],
        "due": recognised.due.isoformat() if recognised.due else None,
        "done": recognised.done,
        "outcome": recognised.outcome,
        "caveats": [_caveat(caveat, who) for caveat in recognised.caveats],
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
        "alternatives": recognised.alternatives,
        "present": [who(owner) for owner in recognised.present],
        "apologies": [who(owner) for owner in recognised.apologies],
        "guests": [{"person": who(g.person), "for": g.for_what} for g in recognised.guests],
        "position": _position(recognised, who),
        "asked_by": recognised.asked_by,
        "asker": recognised.asker.typed if recognised.asker else None,
        "sort": recognised.sort,
        "thanked": [who(owner) for owner in recognised.thanked],
        "yearly": recognised.yearly,
        "start_by": recognised.start_by.isoformat() if recognised.start_by else None,
        "start_text": recognised.start_text,
        "figures": [{"text": f.text, "start": f.start, "end": f.end} for f in recognised.figures],
    }
    out.update({name: value for name, value in extra.items() if value})
    return out


def _plain(key: Any) -> Any:
    return key if key is None or isinstance(key, str | int | float) else str(key)


def _caveat(caveat: Caveat, who: Callable[[Owner], Any]) -> dict[str, Any]:
    return {
        "text": caveat.text,
        "owner": who(caveat.owner) if caveat.owner else None,
        "due": caveat.due.isoformat() if caveat.due else None,
    }


def _position(recognised: Recognised, who: Callable[[Owner], Any]) -> dict[str, Any] | None:
    position = recognised.position
    if position is None:
        return None
    return {
        "state": position.state,
        "basis": position.basis,
        "period": position.period,
        "who": who(position.who) if position.who else None,
        "when": position.when.isoformat() if position.when else None,
        **({"of": _plain(position.of)} if position.of is not None else {}),
    }

"""The sentence that says back what was understood: "Action for Henry Ade, due Fri 7 June."

Names come from the known people, dates are British, and what is not known is said openly.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date

from meetings.capture.loose import read_loose
from meetings.capture.things import KnownGroup, KnownPerson, OpenAction, Owner, Recognised

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
OUTCOME_WORDS = {
    "agreed": "agreed",
    "agreed_with_caveats": "agreed with caveats",
    "not_agreed": "not agreed",
    "put_off": "put off",
}
STATE_WORDS = {
    "in_line": "in line",
    "over": "over budget",
    "under": "under budget",
    "not_known": "not known yet",
}
SORT_WORDS = {
    "thanks": "Thanks",
    "met": "Met",
    "event": "Event",
    "learning": "Learning",
    "didnt_work": "This didn’t work",
    "tip": "Tip",
    "benefit": "Benefit",
    "distraction": "Distraction",
    "highlight": "Highlight",
    "number": "Number",
}
KIND_WORDS = {"idea": "Idea for later", "question": "Question", "ask": "Ask for help"}


def british_date(day: date, *, on: date) -> str:
    """ "Fri 7 June", with the year only when it is not the year of `on`."""
    words = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return words if day.year == on.year else f"{words} {day.year}"


def say_back(
    recognised: Recognised,
    *,
    people: Sequence[KnownPerson],
    on: date,
    groups: Sequence[KnownGroup] = (),
    open_actions: Sequence[OpenAction] = (),
    open_enquiries: Sequence[OpenAction] = (),
) -> str:
    """One or two short sentences for the person who typed; `on` is the day it was said."""
    names = {person.key: person.name for person in people}
    if recognised.kind == "action":
        return _action(recognised, names, on)
    if recognised.kind == "decision":
        return _decision(recognised, names, {group.key: group.name for group in groups}, on)
    if recognised.kind == "update":
        return _update(recognised, open_actions, on)
    if recognised.kind == "attendance":
        return _attendance(recognised, names)
    if recognised.kind == "agenda":
        name = next((g.name for g in groups if g.key == recognised.group_key), "the group")
        return f"For the next agenda of {name}: {recognised.text}."
    if recognised.kind == "position":
        return _position(recognised, names, on)
    if recognised.kind == "coming_up":
        return _coming_up(recognised, names, on)
    if recognised.kind in ("enquiry", "request", "answered"):
        return _asked(recognised, names, on, open_enquiries)
    if recognised.kind in KIND_WORDS:
        return KIND_WORDS[recognised.kind] + "."
    if recognised.sort:
        return SORT_WORDS[recognised.sort] + "."
    return "Noted." if "noted" in recognised.flags else "Note."


def _sentence(words: str) -> str:
    return words if words.endswith("?") else words + "."


def _name(owner: Owner, names: dict[Hashable, str]) -> str:
    return names.get(owner.key, owner.typed) if owner.key is not None else owner.typed


def _join(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _due_words(recognised: Recognised, on: date, *, lead: str = ", due ") -> str:
    if recognised.due:
        return lead + british_date(recognised.due, on=on)
    if recognised.due_loose:
        return f", {recognised.due_text}"
    return f". “{recognised.due_text}”: when?" if recognised.due_text else ""


def _action(recognised: Recognised, names: dict[Hashable, str], on: date) -> str:
    owners = recognised.owners
    head = "Done" if recognised.done else "Action"
    if recognised.waiting_for:
        words = f"{head}: waiting for {recognised.waiting_for}"
    elif owners and owners[0].key is not None:
        words = f"{head} for {_name(owners[0], names)}"
        if owners[1:]:
            words += ", with " + _join([_name(owner, names) for owner in owners[1:]])
    elif "which_person" in recognised.flags and owners:
        words = head
    else:
        words = f"{head}, no owner yet"
    words += _due_words(recognised, on)
    if "which_person" in recognised.flags:
        unclear = next((owner.typed for owner in owners if owner.key is None), "one")
        offered = [names[key] for key in recognised.candidates if key in names]
        words = words.rstrip(".") + f". Which {unclear}? " + " or ".join(offered)
        return words.rstrip() + ("." if offered else "")
    return _sentence(words)


def asked_from(recognised: Recognised, names: Mapping[Hashable, str]) -> str:
    """Who asks, as it stands in a sentence: "finance", "the board", "Luke Hart"."""
    if recognised.asker is not None:
        return names.get(recognised.asker.key, recognised.asker.typed)
    return {"board": "the board"}.get(recognised.asked_by, recognised.asked_by)


def _asked(recognised: Recognised, names: dict[Hashable, str], on: date, open_enquiries: Sequence[OpenAction]) -> str:
    """Of what the group is asked, what it answered, and what it asks of finance."""
    if recognised.kind == "enquiry":
        return _enquiry(recognised, names, on)
    if recognised.kind == "request":
        return f"The request to finance: {recognised.status.replace('_', ' ')}."
    asked = next((one for one in open_enquiries if one.key == recognised.target), None)
    return f"Answered: {asked.text}" if asked else "Which question do you mean?"


def _enquiry(recognised: Recognised, names: dict[Hashable, str], on: date) -> str:
    words = f"Question from {asked_from(recognised, names)}"
    if recognised.owners and recognised.owners[0].key is not None:
        words += f". {_name(recognised.owners[0], names)} answers"
    return _sentence(words + _due_words(recognised, on, lead=", by "))


def _coming_up(recognised: Recognised, names: dict[Hashable, str], on: date) -> str:
    words = "Coming up" + _due_words(recognised, on, lead=", ")
    if recognised.due_loose:
        words = f"Coming up, {read_loose(recognised.due_text, on=on).words}"
    if recognised.yearly:
        words += ", yearly"
    if recognised.start_by or recognised.start_text:
        start = british_date(recognised.start_by, on=on) if recognised.start_by else recognised.start_text
        words += f", start by {start}"
    if recognised.owners:
        words += f" ({_name(recognised.owners[0], names)})"
    return _sentence(words)


def _decision(recognised: Recognised, names: dict[Hashable, str], groups: dict[Hashable, str], on: date) -> str:
    words = f"Decision: {OUTCOME_WORDS.get(recognised.outcome, 'agreed')}"
    if recognised.group_key in groups:
        words += f" by {groups[recognised.group_key]}"
    if recognised.outcome == "put_off":
        words += _due_words(recognised, on, lead=" until ")
    if recognised.caveats:
        count = len(recognised.caveats)
        words += f" ({count} caveat{'' if count == 1 else 's'})"
    if recognised.caveats_to_follow:
        words += ", caveats to be listed"
    sentences = [_sentence(words)]
    if recognised.reason:
        sentences.append(_sentence(f"Why: {recognised.reason}"))
    if recognised.alternatives:
        sentences.append(_sentence(f"What else we looked at: {recognised.alternatives}"))
    for caveat in recognised.caveats:
        who = _name(caveat.owner, names) if caveat.owner else "nobody named yet"
        when = f", by {british_date(caveat.due, on=on)}" if caveat.due else ""
        sentences.append(f"{caveat.text[:1].upper()}{caveat.text[1:]}: {who}{when}.")
    return " ".join(sentences)


def _update(recognised: Recognised, open_actions: Sequence[OpenAction], on: date) -> str:
    action = next((a for a in open_actions if a.key == recognised.target), None)
    what = f": {action.text}" if action else ""
    if recognised.target is None:
        return "Which action do you mean?"
    if recognised.done:
        return f"Done{what}."
    if recognised.new_date:
        reason = f" ({recognised.reason})" if recognised.reason else ""
        return f"Moved to {british_date(recognised.new_date, on=on)}{reason}{what}."
    if recognised.status == "moved":
        return f"Moved{what}. “{recognised.due_text}”: when?"
    words = {
        "in_progress": "In progress",
        "on_track": "On track",
        "waiting": "Waiting for",
        "dropped": "No longer needed",
    }
    head = words.get(recognised.status, "Update")
    if recognised.status == "waiting":
        head += f" {recognised.waiting_for}"
    return f"{head}{what}."


def _attendance(recognised: Recognised, names: dict[Hashable, str]) -> str:
    parts = []
    if recognised.present:
        part = f", {recognised.text}" if recognised.status else ""  # "arrived 10:20", "left at 11"
        parts.append("Here: " + _join([_name(owner, names) for owner in recognised.present]) + part)
    if recognised.apologies:
        parts.append("Sorry: " + _join([_name(owner, names) for owner in recognised.apologies]))
    parts += [f"{_name(guest.person, names)} for {guest.for_what}" for guest in recognised.guests]
    return ". ".join(parts) + "."


def _position(recognised: Recognised, names: dict[Hashable, str], on: date) -> str:
    position = recognised.position
    if position is None:
        return "Position."
    head = " ".join(word for word in (position.basis, "position", position.period) if word)
    words = f"{head[:1].upper()}{head[1:]}: {STATE_WORDS[position.state]}"
    if position.who:
        when = british_date(position.when, on=on) if position.when else position.when_text
        words += f". {_name(position.who, names)} brings the final figures" + (f", {when}" if when else "")
    return _sentence(words)

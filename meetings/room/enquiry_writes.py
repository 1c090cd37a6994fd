"""Answers to open questions, typed in a line: given, taken back, and made to hold again."""

from __future__ import annotations

from datetime import date
from typing import Any

from hackit.models import Person
from meetings.capture import Recognised
from meetings.models import Enquiry, Line
from meetings.room import update_writes

Heard = dict[str, Any]

KEPT = ("state", "answer", "sent_back_on")


def apply(line: Line, thing: Recognised, *, on: date) -> Heard:
    """Send back the answer that a line tells; returns what the line is to remember of it."""
    if thing.target is None:
        return {}
    enquiry = Enquiry.objects.select_for_update().get(pk=thing.target)
    return _answer(line, enquiry, {"answer": thing.text[:4000]}, on=on)


def _answer(line: Line, enquiry: Enquiry, heard: Heard, *, on: date) -> Heard:
    action, day = enquiry.action, line.day
    before = {name: update_writes.plain(getattr(enquiry, name)) for name in KEPT}
    action_before = update_writes.kept(action) if action else None
    newest = action.updates.order_by("-pk").values_list("pk", flat=True).first() or 0 if action else 0
    enquiry.answer_with(heard["answer"], by=line.author, on=on, sent_back_on=day)
    updates = list(action.updates.filter(pk__gt=newest).values_list("ref", flat=True)) if action else []
    return heard | {
        "enquiry": enquiry.ref, "before": before, "version": enquiry.version, "action_before": action_before,
        "action_version": action.version if action else 0, "updates": updates, "is_given": True,
        "said": f"{enquiry.text} Sent back to {enquiry.asker_words()}",
    }  # fmt: skip


def revert(entry: Heard, *, by: Person) -> list[str]:
    """Let the question be open again as before, unless somebody changed it since; then say so."""
    if not entry.get("is_given"):
        return []
    enquiry = Enquiry.objects.select_for_update().filter(ref=entry["enquiry"]).first()
    if enquiry is None or enquiry.is_deleted:
        return []
    if enquiry.version != entry["version"]:
        return [f"“{enquiry.text}” was changed since, so it stays as it is."]
    for name, value in entry["before"].items():
        if name in KEPT:
            setattr(enquiry, name, date.fromisoformat(value) if value and name == "sent_back_on" else value)
    enquiry.save_as(by=by, verb="answer taken back")
    action = enquiry.action
    if action is not None and entry["action_before"] and action.version == entry["action_version"]:
        update_writes.put_back(action, entry["action_before"], by=by)
        for update in action.updates.filter(ref__in=entry["updates"]):
            update.delete_softly(by=by)
    entry["is_given"] = False
    return []


def again(line: Line, entry: Heard, *, on: date) -> None:
    """Answer once more, after its line was brought back."""
    if "enquiry" not in entry or entry.get("is_given"):
        return
    enquiry = Enquiry.objects.select_for_update().filter(ref=entry["enquiry"]).first()
    if enquiry is not None and not enquiry.is_deleted:
        entry |= _answer(line, enquiry, {"answer": entry["answer"]}, on=on)

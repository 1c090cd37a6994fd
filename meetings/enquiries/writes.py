"""Writing questions down and changing them, with the promise to answer: one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from hackit.models import Person
from meetings.enquiries.models import Enquiry

FIELDS = (
    "text", "asked_by", "asker", "asker_group", "asker_text", "asked_on", "forum", "budget_line", "audience",
)  # fmt: skip


def ask(data: Mapping[str, Any], *, by: Person, about_url: str = "") -> Enquiry:
    """A new question from an EnquiryForm's cleaned data, with its action."""
    enquiry = Enquiry(about_url=about_url, **{name: data[name] for name in FIELDS})
    topics = data.get("topics", [])
    with transaction.atomic():
        action = enquiry.new_action(owner=data["owner"], due=data["due"])
        action.tie(topics=topics)
        action.save_as(by=by, verb="recorded")
        enquiry.action = action
        enquiry.save_as(by=by, verb="asked")
        if topics:
            enquiry.set_topics(topics)
    return enquiry


def change(enquiry: Enquiry, data: Mapping[str, Any], *, by: Person, on: date, version: int) -> None:
    """Save an EnquiryEditForm's cleaned data; who answers and when go into its action. Raises StaleRecord."""
    for name in FIELDS:
        setattr(enquiry, name, data[name])
    topics = data.get("topics", [])
    with transaction.atomic():
        enquiry.save_as(by=by, verb="changed", expected_version=version)
        enquiry.set_topics(topics)
        action = enquiry.action
        if action is None or action.is_deleted:
            action = enquiry.new_action(owner=data["owner"], due=data["due"])
            action.tie(topics=topics)
            action.save_as(by=by, verb="recorded")
            enquiry.save_as(by=by, verb="to be answered")
            return
        action.text, action.forum, action.audience = enquiry.promise(), enquiry.forum, enquiry.audience
        if action.owner != data["owner"]:
            action.owner, action.owner_text = data["owner"], ""
        action.tie(topics=topics)
        action.save_as(by=by, verb="changed")
        if data["due"] != action.due:
            action.move_to(data["due"], by=by, on=on)


def delete(enquiry: Enquiry, *, by: Person) -> None:
    """Take it out of everybody's sight, and the promise to answer with it."""
    with transaction.atomic():
        enquiry.delete_softly(by=by)
        if enquiry.action_id and not enquiry.action.is_deleted:
            enquiry.action.delete_softly(by=by)


def bring_back(enquiry: Enquiry, *, by: Person) -> None:
    """Undo that, both."""
    with transaction.atomic():
        enquiry.undelete(by=by)
        if enquiry.action_id and enquiry.action.can_come_back:
            enquiry.action.undelete(by=by)

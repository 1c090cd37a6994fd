"""A question put to the group in a line, and the promise to answer it: put together, and saved once the line is."""

from __future__ import annotations

from dataclasses import dataclass, field

from hackit.models import Forum, Person, Topic
from hackit.records import remember_links
from meetings.capture import Recognised
from meetings.models import Action, Enquiry, Line
from meetings.room.known import Known
from meetings.room.making import Made, as_sentence, clipped, owners_of, remember_new_action


@dataclass
class MadeEnquiry(Made):
    """A question and the one promise to answer it, which holds who and when."""

    record: Enquiry
    action: Action = field(default_factory=Action)
    helpers: list[Person] = field(default_factory=list)

    @property
    def with_owner(self) -> list[Person]:
        """Who helps to answer it; the owner is no helper of their own."""
        return [person for person in dict.fromkeys(self.helpers) if person.pk != self.action.owner_id]

    def save(self, line: Line) -> None:
        topics = self.topics or []
        self.action.line = line  # once more, for its id, as the question's own is set by Made
        self.action.tie(helpers=self.helpers, topics=topics)
        self.action.save_as(by=line.author, verb="recorded")
        remember_new_action(self.action, topics, self.with_owner)
        self.record.action = self.action
        super().save(line)
        remember_links(self.record, "topics", topics)


def make_enquiry(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> MadeEnquiry:
    """The question that a line tells of, for whom the line is for: the group, or its author in their own day."""
    owner, helpers, unclear = owners_of(thing.owners, known)
    enquiry = Enquiry(
        line=line, item=line.item, meeting=line.meeting, text=clipped(as_sentence(thing.text or thing.raw), 1000),
        asked_by=thing.asked_by, asked_on=line.day, forum_id=line.forum_id if line.item_id else None,
        audience=thing.audience or line.audience,
    )  # fmt: skip
    if enquiry.asked_by == Enquiry.AskedBy.OTHER:
        _name_asker(enquiry, thing, known)
    action = enquiry.new_action(
        owner=owner, owner_text=clipped(unclear or thing.waiting_for, 120), due=thing.due,
        due_text=clipped(thing.due_text, 80),
    )  # fmt: skip
    return MadeEnquiry(enquiry, "asked", topics, action, helpers)


def _name_asker(enquiry: Enquiry, thing: Recognised, known: Known) -> None:
    key = thing.asker.key if thing.asker else None
    if isinstance(key, tuple):
        enquiry.asker_group = Forum.objects.filter(pk=key[1]).first()
    elif key is not None:
        enquiry.asker = known.person(key)
    if enquiry.asker is None and enquiry.asker_group is None:
        enquiry.asker_text = clipped(thing.asker.typed if thing.asker else "somebody", 120)

"""The records that a line makes: put together from what was read, and saved once the line itself is.

Their refs are known before they are saved, so the line can be written at once with what it remembers of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hackit.audience import Audience
from hackit.models import Person, Topic
from hackit.records import forget_links, remember_links, tag_new
from meetings.ahead.when import When, a_year_on, read_start
from meetings.capture import Caveat as CaveatSaid
from meetings.capture import Owner, Recognised
from meetings.capture.loose import read_loose
from meetings.models import Action, BudgetLine, Caveat, ComingUp, Decision, Enquiry, Idea, Line, Position, Proposal
from meetings.money.said import BudgetMeant, budget_meant, position_said
from meetings.room.answering import asked_by
from meetings.room.known import Known
from meetings.room.proposing import Meant, proposal_meant

OUTCOMES = {
    "agreed": Decision.Outcome.AGREED,
    "agreed_with_caveats": Decision.Outcome.CAVEATS,
    "not_agreed": Decision.Outcome.NOT_AGREED,
    "put_off": Decision.Outcome.PUT_OFF,
}


def as_sentence(text: str) -> str:
    """Words cut out of a line as they stand in a list of their own: with a capital, save a name like iPad."""
    first = text.split(maxsplit=1)[:1]
    return text[:1].upper() + text[1:] if first and first[0].islower() else text


def clipped(text: str, limit: int) -> str:
    """The text within a field's limit; what is cut off still stands in the line itself."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@dataclass
class Made:
    """A record that a line makes, not yet saved. After `save` it knows its topics and helpers without asking."""

    record: Action | BudgetLine | ComingUp | Decision | Enquiry | Idea | Position
    verb: str
    topics: list[Topic] | None = None

    def save(self, line: Line) -> None:
        """Save it as the line's author, tagged. The line has been saved."""
        self._keep(line)
        if self.topics is not None and not isinstance(self.record, BudgetLine | Idea | Position):
            tag_new(self.record, self.topics)

    def indexed(self) -> None:
        """The index knows it now: what was remembered for that is asked for anew from here on."""
        forget_links(self.record)

    def _keep(self, line: Line) -> None:
        self.record.line = line  # once more, for its id: there was none when the record was made
        self.record.save_as(by=line.author, verb=self.verb)


@dataclass
class MadeAction(Made):
    record: Action
    helpers: list[Person] = field(default_factory=list)
    done_on: date | None = None

    @property
    def with_owner(self) -> list[Person]:
        """Who helps; the owner is no helper of their own."""
        return [person for person in dict.fromkeys(self.helpers) if person.pk != self.record.owner_id]

    def save(self, line: Line) -> None:
        action, topics = self.record, self.topics or []
        action.tie(helpers=self.helpers, topics=topics)
        self._keep(line)
        if self.done_on:
            action.complete(by=line.author, on=self.done_on)
        else:
            remember_new_action(action, topics, self.with_owner)


def remember_new_action(action: Action, topics: list[Topic], helpers: list[Person]) -> None:
    """What stands beside an action just recorded: no log and no link yet."""
    for name, rows in (("topics", topics), ("helpers", helpers), ("updates", []), ("links", [])):
        remember_links(action, name, rows)


@dataclass
class MadePosition(Made):
    """`meant`: of which budget line it is, and which it may be of."""

    record: Position
    meant: BudgetMeant | None = None

    def save(self, line: Line) -> None:
        """Save it; with its budget line first, where the group follows none yet."""
        if self.meant is not None and self.meant.is_new:
            self.meant.budget.save_as(by=line.author, verb="followed")
            self.record.budget_line = self.meant.budget  # once more, for its id
        super().save(line)


@dataclass
class SaidCaveat:
    """A condition as it was said, with whom it names; an unclear name or date is kept for wrap-up to ask about."""

    text: str
    owner: Person | None
    owner_text: str
    due: date | None
    due_text: str
    needed_before: str


@dataclass
class MadeDecision(Made):
    """`meant`: of which proposal it is, tied as it is saved, or of which it may be."""

    record: Decision
    said: list[SaidCaveat] = field(default_factory=list)
    caveats: list[Caveat] = field(default_factory=list)
    meant: Meant = field(default_factory=Meant)

    def save(self, line: Line) -> None:
        super().save(line)
        decision = self.record
        if self.meant.tied is not None:
            Proposal.decisions.through._base_manager.create(proposal_id=self.meant.tied.key, decision=decision)
        for said in self.said:
            caveat = decision.add_caveat(
                said.text, by=line.author, owner=said.owner, owner_text=said.owner_text, due=said.due,
                due_text=said.due_text, needed_before=said.needed_before,
            )  # fmt: skip
            if caveat.action is not None:
                remember_new_action(caveat.action, self.topics or [], [])
            self.caveats.append(caveat)

    def indexed(self) -> None:
        super().indexed()
        for caveat in self.caveats:
            if caveat.action is not None:
                forget_links(caveat.action)


@dataclass
class Outcomes:
    """What a line says: what `Line.heard` is to hold, and the records it makes, saved once the line itself is."""

    line: Line
    topics: list[Topic]
    item_topics: list[Topic]
    heard: list[dict[str, Any]] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)

    def save(self, *, is_new: bool) -> None:
        """Save the records, and tag the line; `is_new` where it was saved just now. Other saves of it index it."""
        if not is_new:
            self.line.topics.set(self.topics)
        elif self.topics:
            self.line.topics.add(*self.topics)
        remember_links(self.line, "topics", self.topics)
        for one in self.made:
            one.save(self.line)

    def indexed(self) -> None:
        """The index knows it all now, and what was remembered for it is asked for anew from here on."""
        forget_links(self.line)
        for one in self.made:
            one.indexed()


# --- Ideas and what is ahead ---


def make_idea(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> Made:
    """An idea for later, for whom the line is for."""
    text = clipped(as_sentence(thing.text), 1000)
    return Made(Idea(line=line, text=text, audience=line.audience, forum_id=line.forum_id), "kept for later")


def make_coming_up(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> Made:
    """What a line tells is ahead, for whom the line is for. Loose words are kept so that they hold in a year too."""
    person, _others, _unclear = owners_of(thing.owners, known)
    when = When(thing.due)
    if thing.due_text and not thing.due:
        loose = read_loose(thing.due_text, on=line.day)
        when = When(None, clipped(loose.words, 80), loose.around)
    start_by, start_text = thing.start_by, ""
    if thing.start_text:
        start_by, start_text = read_start(thing.start_text, on=line.day)
    if start_by and when.around and start_by > when.around:  # "start by 3 May" is before the summer it is for
        when = When(None, when.text, a_year_on(when.around))
    coming = ComingUp(
        line=line, title=clipped(as_sentence(thing.text or thing.raw), 300), due=when.day, due_text=when.text,
        sorts_as=when.around, person=person, yearly=thing.yearly, start_by=start_by,
        start_text=clipped(start_text, 80), audience=line.audience, forum_id=line.forum_id,
    )  # fmt: skip
    return Made(coming, "written down", topics)


# --- Money ---


def make_position(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> MadePosition:
    """How a budget stands, of the line that is meant; where the group follows none yet, it does so from here on."""
    meant = budget_meant(line.item, thing.position, day=line.day, topics=topics)
    position = position_said(meant.budget, thing.text, thing.position, item=line.item, day=line.day)
    person = known.person(thing.position.who.key) if thing.position.who and thing.position.who.key else None
    position.line, position.brings = line, person if position.basis == Position.Basis.WORKING else None
    position.audience = _outcome_audience(line, thing) if thing.audience else line.audience
    return MadePosition(position, "said", None, meant)


# --- Actions ---


def make_action(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> MadeAction:
    """The promise a line holds: under its item, or among the author's own."""
    owner, helpers, unclear = owners_of(thing.owners, known)
    waiting = bool(thing.waiting_for)
    if waiting and owner is None:
        owner = line.item.lead if line.item_id else line.author
    elif not thing.owners and line.item_id is None and not waiting:
        owner = line.author  # jotted for oneself
    action = Action(
        line=line, item=line.item, meeting=line.meeting, text=clipped(as_sentence(thing.text or thing.raw), 500),
        owner=owner, owner_text=clipped(unclear, 120), due=thing.due, due_text=clipped(thing.due_text, 80),
        status=Action.Status.WAITING if waiting else Action.Status.NOT_STARTED,
        waiting_for=clipped(thing.waiting_for, 120), forum_id=line.forum_id if line.item_id else None,
        audience=_outcome_audience(line, thing),
    )  # fmt: skip
    return MadeAction(action, "recorded", topics, helpers, known.on if thing.done else None)


def owners_of(owners: Iterable[Owner], known: Known) -> tuple[Person | None, list[Person], str]:
    """The owner, those with them, and the first name that could not be resolved, as typed."""
    listed = list(owners)
    people = [known.person(owner.key) if owner.key is not None else None for owner in listed]
    unclear = next((owner.typed for owner, person in zip(listed, people, strict=True) if person is None), "")
    first = people[0] if people else None
    return first, [person for person in people[1:] if person], unclear


def _outcome_audience(line: Line, thing: Recognised) -> str:
    """Whom an action or decision is for: as marked, else as its group has set; only me in one's own day."""
    if thing.audience:
        return thing.audience
    if line.item_id:
        return line.item.meeting.forum.outcome_audience
    return line.audience


# --- Decisions ---


def make_decision(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> MadeDecision:
    """What was agreed, with its caveats. In one's own day: made outside a meeting, by the group that is named."""
    named = int(str(thing.group_key)) if thing.group_key is not None else None
    forum_id, audience = _home_of_decision(line, thing, named, known)
    text = thing.text or thing.raw
    if line.item_id and text == thing.raw.strip() and line.item.standing_item_id is None:
        text = line.item.title  # "agreed with caveats": what the item is about
    if thing.due_text and thing.outcome == "put_off":
        text = f"{text} (until {thing.due_text})"
    decision = Decision(
        line=line, item=line.item, meeting=line.meeting, text=clipped(as_sentence(text), 2000),
        outcome=OUTCOMES[thing.outcome or "agreed"], date=line.meeting.date if line.meeting else known.on,
        put_off_until=thing.due if thing.outcome == "put_off" else None, caveats_to_follow=thing.caveats_to_follow,
        decided_by_id=named or forum_id, forum_id=forum_id, audience=audience,
        reasons=clipped(as_sentence(thing.reason), 4000), alternatives=clipped(as_sentence(thing.alternatives), 4000),
    )  # fmt: skip
    group = line.item.meeting.forum if line.item_id else None
    if group is not None and decision.forum_id == group.pk:  # it is at hand, so that nobody need ask for it
        decision.forum = group
        decision.decided_by = group if decision.decided_by_id == group.pk else decision.decided_by
    caveats = [_caveat(said, known) for said in thing.caveats]
    return MadeDecision(
        decision,
        "recorded",
        topics,
        caveats,
        meant=proposal_meant(decision.text, known.proposals) if line.item_id else Meant(),
    )


def _caveat(said: CaveatSaid, known: Known) -> SaidCaveat:
    owner, _others, unclear = owners_of([said.owner] if said.owner else [], known)
    return SaidCaveat(
        clipped(said.text, 500), owner, clipped(unclear, 120), said.due, clipped(said.due_text, 80),
        clipped(said.needed_before, 120),
    )  # fmt: skip


def _home_of_decision(line: Line, thing: Recognised, named: int | None, known: Known) -> tuple[int | None, str]:
    """Whose record a decision is, and for whom."""
    if line.item_id:
        return line.forum_id, _outcome_audience(line, thing)
    mine = set(line.author.memberships.active(on=known.on).values_list("forum_id", flat=True))
    own = known.default_group.key if known.default_group else None
    forum_id = named if named in mine else int(str(own)) if own is not None else None
    if named in mine:  # who belongs to both tells the group that asked what came of it
        forum_id = asked_by(thing.text, to=named, among=mine) or named
    if forum_id is None:
        return None, Audience.ME
    return forum_id, thing.audience or Audience.MEMBERS

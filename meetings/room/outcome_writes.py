"""From what was understood to records: each recognised thing becomes what it says, and the line remembers which.

A dictionary of `Line.heard` names the record made (`ref`), and what is unclear (`flags`, `candidates`); for changes
of other records it holds what was there before, so that taking the line back puts it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hackit.audience import Audience
from hackit.models import Person, Topic
from hackit.records import Record
from meetings.ahead.when import When, a_year_on, read_start
from meetings.capture import Caveat as CaveatSaid
from meetings.capture import Owner, Recognised, say_back
from meetings.capture.loose import read_loose
from meetings.capture.people import Directory, fold
from meetings.models import Action, ComingUp, Decision, Idea, Line, LineKind
from meetings.room import agenda_writes, paper_writes, update_writes
from meetings.room.answering import asked_by, may_answer
from meetings.room.known import Known

Heard = dict[str, Any]

# What a line with several things in it is called: the first of these that is among them.
BY_WEIGHT = (
    LineKind.DECISION, LineKind.ACTION, LineKind.UPDATE, LineKind.IDEA, LineKind.QUESTION, LineKind.ASK,
    LineKind.COMING_UP,
)  # fmt: skip
OUTCOMES = {
    "agreed": Decision.Outcome.AGREED,
    "agreed_with_caveats": Decision.Outcome.CAVEATS,
    "not_agreed": Decision.Outcome.NOT_AGREED,
    "put_off": Decision.Outcome.PUT_OFF,
}
MAKES_NO_RECORD = ("note", "question", "ask", "position")


def as_sentence(text: str) -> str:
    """Words cut out of a line as they stand in a list of their own: with a capital, save a name like iPad."""
    first = text.split(maxsplit=1)[:1]
    return text[:1].upper() + text[1:] if first and first[0].islower() else text


def clipped(text: str, limit: int) -> str:
    """The text within a field's limit; what is cut off still stands in the line itself."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def describe(line: Line, things: list[Recognised], *, wished_audience: str = "") -> None:
    """Set on the (unsaved) line what the things say of it as a whole: kind, sort, date, audience."""
    kinds = {thing.kind for thing in things}
    line.kind = next((kind for kind in BY_WEIGHT if kind.value in kinds), LineKind.NOTE)
    line.sort = next((thing.sort for thing in things if thing.sort), "")
    line.noted = any("noted" in thing.flags for thing in things)
    coming = next((thing for thing in things if thing.kind == "coming_up"), None)
    line.due = coming.due if coming else None
    line.due_text = clipped(coming.due_text, 80) if coming else ""
    said = wished_audience or next((thing.audience for thing in things if thing.audience), "")
    line.audience = said or line.audience


def apply_all(line: Line, things: list[Recognised], known: Known) -> list[Heard]:
    """Make the records of a saved line and tag it; returns what `Line.heard` is to hold."""
    topics = _topics_of(line, things)
    # Whoever calls saves the line once more, which indexes it. A line just made has no topics to compare with
    if line.heard:
        line.topics.set(topics)
    else:
        line.topics.add(*topics)
    heard: list[Heard] = []
    for thing in things:
        made = _made(line, thing, known, topics)
        if thing.flags:
            made["flags"] = [*thing.flags, *made.get("flags", [])]
        if named := _who_may_be_meant(thing, known):
            made["named"] = named
        if recalled := _recalled(thing, known):
            made["recalled"] = recalled
        if thing.thanked:
            called = known.names()
            made["thanked"] = [called[int(str(owner.key))] for owner in thing.thanked]
        if thing.figures and thing.kind == "note":
            made["figures"] = [figure.text for figure in thing.figures][:2]
        heard.append(made)
    return heard


def _made(line: Line, thing: Recognised, known: Known, topics: list[Topic]) -> Heard:
    makers: dict[str, Callable[[], Heard]] = {
        "action": lambda: {"ref": make_action(line, thing, known, topics).ref},
        "decision": lambda: _heard_of(line, make_decision(line, thing, known, topics)),
        "idea": lambda: {"ref": make_idea(line, thing.text).ref},
        "coming_up": lambda: {
            "ref": make_coming_up(line, thing, topics).ref,
            "start": bool(thing.start_by or thing.start_text),
        },
        "update": lambda: update_writes.apply(line, thing, on=known.on),
        "attendance": lambda: agenda_writes.note_attendance(line, thing),
        "agenda": lambda: agenda_writes.put_on_agenda(line, thing, on=known.on),
    }
    heard: Heard = {"kind": thing.kind}
    if thing.kind not in MAKES_NO_RECORD:
        heard |= makers[thing.kind]()
    elif "paper_link" in thing.flags:
        heard |= paper_writes.keep_paper(line, thing)
    if thing.kind in ("update", "attendance", "agenda", "position"):
        heard["said"] = say_back(
            thing, people=known.people, on=known.on, groups=known.groups, open_actions=known.open_actions
        )
    if thing.kind == "attendance" and line.item_id is None:
        heard["said"] = "Note."
    return heard


def _heard_of(line: Line, decision: Decision) -> Heard:
    """What the line remembers of its decision: which it is, and the question it may be the answer to."""
    questions = may_answer(line, decision)
    return {"ref": decision.ref, **({"may_answer": questions} if questions else {})}


def _who_may_be_meant(thing: Recognised, known: Known) -> dict[str, list[list[str]]]:
    """By each name that fits several people, or one but for a slip, those people as [ref, name]: asked about."""
    owners = [*thing.owners, *(caveat.owner for caveat in thing.caveats if caveat.owner)]
    unclear = [owner.typed for owner in owners if owner.key is None]
    if not unclear:
        return {}
    directory = Directory(known.people, known.groups, known.organisations, known.speaker)
    names = known.names()
    named: dict[str, list[list[str]]] = {}
    for typed in unclear:
        found = directory.lookup(typed)
        candidates = found.candidates if found else directory.near(typed)
        if candidates:
            keys = [int(str(key)) for key in candidates]
            named[clipped(typed, 120)] = [[known.refs[key], names[key]] for key in keys][:6]
    return named


def _recalled(thing: Recognised, known: Known) -> list[dict[str, Any]]:
    """The names of owners that are clear only because they were settled before, each with who else it may be."""
    settled = [owner for owner in thing.owners if owner.key and known.preferred.get(fold(owner.typed)) == owner.key]
    if not settled:
        return []
    directory = Directory(known.people, known.groups, known.organisations, known.speaker)
    names, recalled = known.names(), []
    for owner in settled:
        found = directory.lookup(owner.typed)
        if found is None or found.candidates:
            others = [int(str(key)) for key in (found.candidates if found else ()) if key != owner.key]
            recalled.append({
                "typed": clipped(owner.typed, 120), "person": known.refs[int(str(owner.key))],
                "others": [[known.refs[key], names[key]] for key in others][:5],
            })  # fmt: skip
    return recalled


def _topics_of(line: Line, things: list[Recognised]) -> list[Topic]:
    """The topics tagged in the line; where there are none, those of its item."""
    keys = [key for thing in things for key in thing.topics]
    if keys:
        return list(Topic.objects.filter(pk__in=keys))
    return list(line.item.topics.all()) if line.item_id else []


def make_idea(line: Line, text: str) -> Idea:
    """An idea for later, for whom the line is for."""
    idea = Idea(line=line, text=clipped(as_sentence(text), 1000), audience=line.audience, forum_id=line.forum_id)
    idea.save_as(by=line.author, verb="kept for later")
    return idea


def make_coming_up(line: Line, thing: Recognised, topics: Iterable[Topic]) -> ComingUp:
    """What a line tells is ahead, for whom the line is for. Loose words are kept so that they hold in a year too."""
    person, _others, _unclear = _owners(thing.owners)
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
    coming.save_as(by=line.author, verb="written down")
    if topics:
        coming.set_topics(topics)
    return coming


# --- Actions ---


def make_action(line: Line, thing: Recognised, known: Known, topics: Iterable[Topic]) -> Action:
    """The promise a line holds: under its item, or among the author's own."""
    owner, helpers, unclear = _owners(thing.owners)
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
    action.tie(helpers=helpers, topics=topics)
    action.save_as(by=line.author, verb="recorded")
    if thing.done:
        action.complete(by=line.author, on=known.on)
    return action


def _owners(owners: Iterable[Owner]) -> tuple[Person | None, list[Person], str]:
    """The owner, those with them, and the first name that could not be resolved, as typed."""
    listed = list(owners)
    found = Person.objects.in_bulk([int(str(owner.key)) for owner in listed if owner.key is not None])
    people = [found.get(int(str(owner.key))) if owner.key is not None else None for owner in listed]
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


def make_decision(line: Line, thing: Recognised, known: Known, topics: Iterable[Topic]) -> Decision:
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
    )  # fmt: skip
    decision.save_as(by=line.author, verb="recorded")
    if topics:
        decision.set_topics(topics)
    for caveat in thing.caveats:
        add_caveat(decision, caveat, by=line.author)
    return decision


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


def add_caveat(decision: Decision, said: CaveatSaid, *, by: Person) -> None:
    """A caveat with its owner and date; a name or date that is unclear is kept for wrap-up to ask about."""
    owner, _others, unclear = _owners([said.owner] if said.owner else [])
    before = clipped(said.needed_before, 120)
    caveat = decision.add_caveat(clipped(said.text, 500), by=by, owner=owner, due=said.due, needed_before=before)
    if unclear or said.due_text:
        action = caveat.action or caveat.give_action(owner=owner, due=said.due, by=by, on=decision.date)
        action.owner_text, action.due_text = clipped(unclear, 120), clipped(said.due_text, 80)
        action.save_as(by=by, verb="kept as typed")


# --- Taking back ---


def children_of(line: Line) -> list[Record]:
    """The records that were made of a line, by what it heard: not those that an earlier kind of it had made."""
    refs = [entry["ref"] for entry in line.heard if entry.get("ref")]
    found: list[Record] = []
    for model in (Action, ComingUp, Decision, Idea):
        found += model._base_manager.filter(ref__in=refs, line=line)
    caveats = Action._base_manager.filter(caveat__decision__in=[r for r in found if isinstance(r, Decision)])
    return [*found, *caveats]


def retire(line: Line, *, by: Person) -> list[str]:
    """Take back what the line made and changed. Returns sentences on what could not be put back."""
    for record in children_of(line):
        if not record.is_deleted:
            record.delete_softly(by=by, verb="taken back")
    sentences: list[str] = []
    for entry in line.heard:
        if entry["kind"] == "update":
            sentences += update_writes.revert(entry, by=by)
        elif entry["kind"] == "attendance":
            agenda_writes.revert_attendance(line, entry)
        elif entry["kind"] == "agenda":
            sentences += agenda_writes.revert_agenda(entry, by=by)
        elif "paper" in entry:
            paper_writes.revert_paper(line, entry, by=by)
    return sentences


def bring_back(line: Line, *, by: Person, known: Known) -> None:
    """Make what `retire` took back hold again."""
    for record in children_of(line):
        if record.is_deleted:
            record.undelete(by=by)
    for entry in line.heard:
        if entry["kind"] == "update":
            update_writes.again(line, entry, on=known.on)
        elif entry["kind"] == "attendance":
            agenda_writes.attendance_again(line, entry)
        elif entry["kind"] == "agenda":
            agenda_writes.agenda_again(entry, by=by)
        elif "paper" in entry:
            paper_writes.paper_again(line, entry, by=by)

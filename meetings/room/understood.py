"""What was understood of a line, in words: tags, names, dates, and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator

from hackit.joining.used import Place
from meetings.capture import british_date, read_date
from meetings.lines.said import TAGS, said_of
from meetings.models import Action, Line, LineKind
from meetings.money.said import SETTLED
from meetings.room.asking import Ask, Setting, budget_asks, date_choices, move_asks
from meetings.room.figures import Kept, Offer, figures_of, tells_figures
from meetings.room.loading import CaveatShown, DecisionShown, Material


class Words(NamedTuple):
    """Some words of what was understood. With `part` ("owner", "due") they can be put right where they stand."""

    text: str
    strong: bool = False
    part: str = ""


@dataclass
class Got:
    """One thing understood: a tag, and words of which some are strong. `of` is the ref of the record they tell of."""

    tag: str = ""
    label: str = ""
    parts: list[Words] = field(default_factory=list)
    href: str = ""
    of: str = ""

    def __str__(self) -> str:
        words = "".join(part.text for part in self.parts)
        return f"{self.label} {words}".strip()


@dataclass
class Recalled:
    """A name that is clear because it was settled before: `ref` of the action, `others` (ref, name) it may mean."""

    ref: str
    typed: str
    name: str
    others: list[tuple[str, str]]

    @property
    def words(self) -> str:
        return f"“{self.typed}” is {self.name}, as last time"


def tells_of_memory(entry: dict[str, Any]) -> bool:
    """Whether what a line heard changes what stands above the lines."""
    return entry["kind"] in ("update", "answered", "request") or "proposal" in entry or "may_be_of" in entry


@dataclass
class Row:
    """A line as it stands in the stream."""

    line: Line
    gots: list[Got]
    asks: list[Ask]
    caveats: list[Got]
    topics: list[tuple[str, str]]
    numbers: list[str]
    is_mine: bool = False
    may_write: bool = True
    is_promise: bool = False
    take: str = ""
    start: str = ""
    kept: list[Kept] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    recalled: list[Recalled] = field(default_factory=list)
    may_answer: list[tuple[str, str, str]] = field(default_factory=list)
    of_proposal: list[tuple[str, str, str]] = field(default_factory=list)
    may_be_of: list[tuple[str, str, str]] = field(default_factory=list)
    other_budgets: list[tuple[str, str, str]] = field(default_factory=list)
    outcome_audience: str = ""
    group: str = ""
    used: Place | None = None

    @property
    def audience(self) -> str:
        """Who may see it: what was decided or promised has an audience of its own."""
        return self.outcome_audience or self.line.audience

    @property
    def said(self) -> str:
        """What is announced when the line comes back."""
        if self.line.is_deleted:
            return f"Taken back: {self.short}"
        told = (one.words for one in self.recalled)
        kept = (f"Figure {one.title}: {one.words}{one.before}" for one in self.kept)
        of = (f"Of the proposal {title}" for _decision, _ref, title in self.of_proposal)
        return ". ".join([*(str(got) for got in self.gots), *of, *kept, *told, *(ask.words for ask in self.asks)])

    @property
    def short(self) -> str:
        """The first words of the line, which tell its buttons apart."""
        words = self.line.text.split()
        return " ".join(words[:6]) + ("…" if len(words) > 6 else "")

    @property
    def may_go_on_agenda(self) -> bool:
        """Whether the line holds something to talk about: an idea, and in one's own day all but news of what is."""
        if self.line.kind == LineKind.IDEA:
            return True
        about = ("update", "attendance", "agenda", "answered", "request")
        return self.line.is_jotting and not any(entry["kind"] in about for entry in self.line.heard)

    @property
    def touches_actions(self) -> bool:
        """Whether the line says something of what stands above the lines as well: an open action, a proposal …"""
        return any(tells_of_memory(entry) for entry in self.line.heard)

    @property
    def touches_attendance(self) -> bool:
        """Whether the line says who is here: that is shown beside the agenda as well."""
        return any(entry["kind"] == "attendance" for entry in self.line.heard)

    @property
    def shows_audience(self) -> bool:
        """Whether the row says who may see it: where that is no matter of course."""
        told = self.line.is_jotting or self.line.kind == LineKind.IDEA or self.line.audience != "members"
        return told or bool(self.outcome_audience and self.outcome_audience != "staff")


def rows_of(lines: list[Line], material: Material, setting: Setting) -> list[Row]:
    """The lines with what was understood of each."""
    actions = {action.ref: action for action in material.actions}
    decisions = {decision.ref: decision for decision in material.decisions}
    return [_row(line, actions, decisions, material, setting) for line in lines]


def _row(
    line: Line, actions: dict[str, Action], decisions: dict[str, DecisionShown], material: Material, setting: Setting
) -> Row:  # fmt: skip
    item_topics = {slug for slug, _name in material.topics("item", line.item_id or 0)}
    row = Row(
        line=line, gots=[], asks=[], caveats=[], numbers=[],
        topics=[pair for pair in material.topics("line", line.pk) if pair[0] not in item_topics],
        is_mine=line.author_id == setting.person_id, may_write=setting.may_write,
        group=line.forum.name if line.is_jotting and line.forum_id else setting.group,
    )  # fmt: skip
    for entry in line.heard or [{"kind": line.kind}]:
        kind, ref = entry["kind"], entry.get("ref", "")
        if kind == "action" and ref in actions:
            asks = asks_of(actions[ref], line, setting)
            row.outcome_audience = row.outcome_audience or actions[ref].audience
            if not any(ask.what == "owner" and not actions[ref].owner_id for ask in asks):
                row.gots.append(action_got(actions[ref], material, setting))  # else the question says it all
            row.asks += asks
            row.recalled += recalled_of(actions[ref], line, entry)
        elif kind == "decision" and ref in decisions:
            row.outcome_audience = row.outcome_audience or decisions[ref].audience
            row.group = row.group or decisions[ref].forum
            _add_decision(row, decisions[ref], actions, setting)
            row.may_answer += [(ref, question, title) for question, title in entry.get("may_answer", [])]
            if setting.may_write:  # who reads along may not know of the proposal
                row.of_proposal += [(ref, *entry["proposal"])] if "proposal" in entry else []
                row.may_be_of += [(ref, *one) for one in entry.get("may_be_of", [])]
        elif kind == "enquiry" and entry.get("action") in actions:
            action = actions[entry["action"]]
            row.gots.append(_enquiry_got(entry, action, setting))
            row.asks += asks_of(action, line, setting)
            row.recalled += recalled_of(action, line, entry)
        elif kind in ("action", "decision", "enquiry"):
            row.gots.append(Got(*TAGS[kind], parts=[Words("(taken back)")]))
        else:
            row.gots.append(_other_got(line, entry, setting))
            if kind == "coming_up" and ref and line.is_jotting and not entry.get("start"):
                row.start = f"{reverse('meetings:coming-up-edit', args=[ref])}#id_start"
            _add_offers(row, entry)
            if entry.get("unnamed") == SETTLED and setting.may_write:
                row.other_budgets += [(ref, *other) for other in entry["others"]]
            row.asks += [*move_asks(line, entry, setting), *budget_asks(entry)]
    if tells_figures(line):
        _add_figures(row, material, setting)
    return row


def _add_figures(row: Row, material: Material, setting: Setting) -> None:
    """The figures of the line: those that are kept, with what was said before, and those that may be."""
    line = row.line
    about = [*material.topics("line", line.pk), *material.topics("item", line.item_id or 0)]
    row.kept, row.offers = figures_of(line, material.figures, [slug for slug, _name in about], on=setting.on)


def _other_got(line: Line, entry: dict[str, Any], setting: Setting) -> Got:
    said = said_of(line, entry, on=setting.on)
    return Got(said.tag, said.label, [Words(words, strong) for words, strong in said.words])


def _add_offers(row: Row, entry: dict[str, Any]) -> None:
    """What may be made of a note by one press."""
    flags = entry.get("flags", [])
    if entry["kind"] == "note":
        row.is_promise = row.is_promise or "looks_like_promise" in flags
        if not row.line.sort and row.line.is_jotting:
            row.numbers += entry.get("figures", [])[:1]
    if "which_question" in flags:
        row.asks.append(Ask("", "", "Which question do you mean? Type its number, like “answered 1: …”"))
    if "which_action" in flags:
        row.asks.append(Ask("", "", "Which action do you mean? Type its number, like “done 2”"))


# --- Actions ---


def due_words(action: Action | CaveatShown, setting: Setting) -> str:
    """When it is due: a day, a loose date as typed, "next DMT, not agreed", or nothing."""
    if action.due:
        return f"due {british_date(action.due, on=setting.on)}"
    if action.due_text:
        return "" if is_unclear(action.due_text, setting) else action.due_text
    if setting.group and isinstance(action, Action):
        return f"next {setting.group}, not agreed"
    return ""


def _enquiry_got(entry: dict[str, Any], action: Action, setting: Setting) -> Got:
    """ "from finance. Dawn Price answers, by Wed 3 July", or "from the board. Nobody named yet"."""
    parts = [Words("from "), Words(entry["asker"], True), Words(". ")]
    if action.owner_id:
        parts += [Words(_called(action, setting), True, "owner")]
        parts += [Words(" answer" if action.owner_id == setting.person_id else " answers")]
    else:
        parts += [Words(action.owner_text or "Nobody named yet", part="owner")]
    when = due_words(action, setting)
    if when:
        parts += [Words(", "), Words(when.replace("due ", "by "), when.startswith("due "), "due")]
    address = reverse("meetings:enquiry-detail", args=[entry["ref"]])
    return Got(*TAGS["enquiry"], parts, address, action.ref if action.is_open else "")


def is_unclear(due_text: str, setting: Setting) -> bool:
    """Whether time words need somebody to say when; "before the summer break" does not."""
    return not read_date(due_text, on=setting.on, next_meeting=setting.next_date).loose


def action_got(action: Action, material: Material, setting: Setting) -> Got:
    """ "Action for Grace Li, due Thu 13 June"."""
    parts: list[Words] = []
    if action.status == Action.Status.WAITING and action.waiting_for:
        parts += [Words("waiting for "), Words(action.waiting_for, True)]
        if action.owner_id:
            parts += [Words(", "), Words(_called(action, setting), True, "owner"), Words(" chases")]
    elif action.owner_id:
        parts += [Words("for "), Words(_called(action, setting), True, "owner")]
    elif not action.owner_text:
        parts += [Words("no owner yet", part="owner")]
    helpers = material.helpers(action)
    if helpers:
        parts.append(Words(f", with {listed(helpers)}"))
    when = due_words(action, setting)
    if when.startswith("due "):
        parts += [Words(", due " if parts else "due "), Words(when[4:], True, "due")]
    elif when:
        parts += [*([Words(", ")] if parts else []), Words(when, part="due")]
    if action.status == Action.Status.DONE:
        return Got("done", "Done ✓", parts, action.get_absolute_url())
    return Got(*TAGS["action"], parts, action.get_absolute_url(), action.ref if action.is_open else "")


def listed(names: list[str]) -> str:
    """ "Grace Li, Yusuf Demir and Priya Nair"."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)


def _called(action: Action, setting: Setting) -> str:
    return "you" if action.owner_id == setting.person_id else action.owner.name


def asks_of(action: Action, line: Line, setting: Setting) -> list[Ask]:
    """What must be asked of an action: whose it is, where the name typed fits several or nobody; when, if unclear."""
    if not action.is_open:
        return []
    answered = [tuple(pair) for pair in (line.heard[0].get("left", []) if line.heard else [])]
    asks = []
    if action.owner_text and (action.ref, "owner") not in answered:
        entry: dict = next((e for e in line.heard if action.owner_text in e.get("named", {})), {})
        named = entry.get("named", {}).get(action.owner_text, [])
        has_slip = "unknown_person" in entry.get("flags", []) and "which_person" not in entry["flags"]
        question = f"Which {action.owner_text}?" if named and not has_slip else f"Who is {action.owner_text}?"
        if action.owner_id:
            question = question.replace("?", f", with {action.owner.first_name}?")
        when = due_words(action, setting) if not action.owner_id else ""
        lead = f"Action{', ' + when if when else ''}. " if not action.owner_id else ""
        choices = [(ref, name, "") for ref, name in named]
        asks.append(Ask("owner", action.ref, lead + question, choices, question))
    open_date = not action.due and action.due_text and (action.ref, "date") not in answered
    if open_date and is_unclear(action.due_text, setting):
        words = f"“{action.due_text}”: when?"
        asks.append(Ask("date", action.ref, words, date_choices(setting, action.due_text), words))
    return asks


def recalled_of(action: Action, line: Line, entry: dict[str, Any]) -> list[Recalled]:
    """The names of an action that were clear from last time, while its owner is still that person."""
    if not action.is_open or not action.owner_id:
        return []
    if [action.ref, "recalled"] in (line.heard[0].get("left", []) if line.heard else []):
        return []
    return [
        Recalled(action.ref, one["typed"], action.owner.name, [(ref, name) for ref, name in one["others"]])
        for one in entry.get("recalled", [])
        if one["person"] == action.owner.ref
    ]


# --- Decisions ---


def _add_decision(row: Row, decision: DecisionShown, actions: dict[str, Action], setting: Setting) -> None:
    parts = [Words(decision.in_short(), True)]
    if decision.put_off_until:
        parts.append(Words(f" until {british_date(decision.put_off_until, on=setting.on)}"))
    if decision.decided_by and decision.decided_by != setting.group:
        parts.append(Words(f", by {decision.decided_by}"))
    for label, said in (("Why", decision.reasons), ("What else we looked at", decision.alternatives)):
        if said:
            parts.append(Words(f". {label}: {Truncator(said).words(20)}"))
    row.gots.append(Got(*TAGS["decision"], parts, reverse("meetings:decision-detail", args=[decision.ref])))
    is_above = decision.decided_by == setting.above  # what HMT agreed need not be taken to HMT
    if setting.above and not is_above and decision.outcome in ("agreed", "caveats"):
        row.take = f"{reverse('meetings:decision-take', args=[decision.ref])}?{urlencode({'next': _home(row.line)})}"
    for caveat in decision.caveats:
        row.caveats.append(_caveat_got(caveat, setting))
        if caveat.action_ref in actions:
            row.asks += asks_of(actions[caveat.action_ref], row.line, setting)


def _home(line: Line) -> str:
    """The page that a line stands on, to come back to."""
    if line.item_id is None:
        return reverse("meetings:jottings")
    return f"{reverse('meetings:live', args=[line.item.meeting.ref])}?item={line.item.ref}"


def _caveat_got(caveat: CaveatShown, setting: Setting) -> Got:
    """ "Tax check, before launch. Daniel Okafor, by Wed 3 July", or "… Nobody named yet"."""
    who = caveat.owner or caveat.owner_text or "Nobody named yet"
    before = f", before {caveat.needed_before}" if caveat.needed_before else ""
    parts = [Words(f"{caveat.text[:1].upper()}{caveat.text[1:]}{before}. "), Words(who, part="owner")]
    when = due_words(caveat, setting)
    if when.startswith("due "):
        parts += [Words(", by "), Words(when[4:], part="due")]
    elif when:
        parts += [Words(", "), Words(when, part="due")]
    return Got(parts=parts, of=caveat.action_ref or caveat.ref)

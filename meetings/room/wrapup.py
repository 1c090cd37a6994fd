"""The last minute of a meeting: what needs somebody, what was decided, who does what, what is for later."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hackit.audience import Audience
from meetings.capture import british_date
from meetings.models import Action, AgendaItem, Decision, Line, LineKind, Meeting
from meetings.publishing.reading import Count, staff_will_see
from meetings.room import loading
from meetings.room.asking import Setting, budget_asks, move_asks
from meetings.room.loading import CaveatShown, DecisionShown, Material
from meetings.room.understood import asks_of, due_words, is_unclear, listed

FOR_STAFF = (Audience.STAFF, Audience.EVERYONE)


@dataclass
class Question:
    """Something that needs somebody. `line_ref` "" : it is answered at the wrap-up itself, not at a line.

    Any other answer is given in `part` ("owner", "due") of the line.
    """

    title: str
    said: str
    what: str
    ref: str
    choices: list[tuple[str, str, str]]
    line_ref: str = ""
    part: str = ""
    part_of: str = ""


@dataclass
class DecisionRow:
    decision: DecisionShown
    caveats: str
    item: str
    line_ref: str
    stays: bool


@dataclass
class ActionRow:
    action: Action
    helpers: str
    when: str
    is_unclear: bool
    line_ref: str


@dataclass
class WrapUp:
    """Everything on the wrap-up page."""

    questions: list[Question]
    decisions: list[DecisionRow]
    actions: list[ActionRow]
    points: list[AgendaItem]
    ideas: list[Line]
    ran_out: list[AgendaItem]
    for_staff: Count
    waiting: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        count = len(self.questions)
        if not count:
            return "Nothing needs you"
        return f"{count} thing{'' if count == 1 else 's'} need{'s' if count == 1 else ''} you"


def wrap_up_of(meeting: Meeting, items: list[AgendaItem], user, setting: Setting) -> WrapUp:
    """The page of one meeting; `items` are what it goes through."""
    rows = Line.objects.visible_to(user).filter(item__meeting=meeting).select_related("author")
    lines = list(rows.order_by("item__position", "position"))
    by_pk = {line.pk: line for line in lines}
    by_item = {item.pk: item for item in items}
    actions = loading.actions_of_meeting(meeting, user)
    decisions = loading.decisions_shown(Decision.objects.visible_to(user).filter(meeting=meeting))
    material = Material(actions, decisions, loading.labels(loading.helpers(action__meeting=meeting)))
    own = [action for action in actions if not hasattr(action, "caveat")]
    under = {record.item_id for record in (*lines, *decisions, *actions)}
    questions = [
        *_of_actions(actions, by_pk, by_item, setting),
        *_of_caveats(decisions, by_pk, by_item),
        *_of_moves(lines, setting),
        *_of_budgets(lines),
        *_of_items(items, under),
        *_of_dates(own, by_pk, setting),
    ]
    return WrapUp(
        questions=questions,
        decisions=[_decision_row(one, by_pk, by_item, setting) for one in decisions],
        actions=[_action_row(one, by_pk, material, setting) for one in own],
        points=[item for item in items if _was_discussed(item, under) and not _is_written(item)],
        ideas=[line for line in lines if line.kind == LineKind.IDEA],
        ran_out=[item for item in items if item.state == AgendaItem.State.RAN_OUT],
        for_staff=staff_will_see(meeting),
    )


def _was_discussed(item: AgendaItem, under: set[int | None]) -> bool:
    """Whether somebody said so, or something stands under it."""
    return item.state == AgendaItem.State.DISCUSSED or (item.state == AgendaItem.State.OPEN and item.pk in under)


def _is_written(item: AgendaItem) -> bool:
    return bool(hasattr(item, "point") and item.point.text and not item.point.is_deleted)


def left_of(line: Line | None) -> set[tuple[str, str]]:
    """The questions of a line that were answered with "nobody yet" or "no date"."""
    return {(ref, what) for ref, what in (line.heard[0].get("left", []) if line and line.heard else [])}


def _of_actions(
    actions: list[Action], lines: dict[int, Line], items: dict[int, AgendaItem], setting: Setting
) -> list[Question]:  # fmt: skip
    questions = []
    for action in actions:
        line = lines.get(action.line_id or 0)
        if line is None or not action.is_open:
            continue
        for ask in asks_of(action, line, setting):
            if ask.what == "owner":
                title = _titled(ask.question, action.text, line)
                choices = [*ask.choices, ("", "Nobody yet", "Stays in “No owner yet”")]
            else:
                when = f"When does {action.owner.first_name} do this" if action.owner else "When"
                title = _titled(when, action.text, line)
                choices = [*ask.choices, ("", "No date", "Say so next time")]
            questions.append(Question(title, _typed(line), ask.what, action.ref, choices, line.ref, ask.part))
        nobody = not action.owner_id and not action.owner_text and not hasattr(action, "caveat")
        if nobody and (action.ref, "owner") not in left_of(line):
            who = "chases" if action.status == Action.Status.WAITING else "does this"
            choices = [*_likely(items.get(action.item_id or 0), line), ("", "Nobody yet", "Stays in “No owner yet”")]
            title = _titled(f"Who {who}", action.text, line)
            questions.append(Question(title, _typed(line), "owner", action.ref, choices, line.ref, "owner"))
    return questions


def _titled(question: str, text: str, line: Line) -> str:
    """ "Which Sam: ask the area offices who shares a phone?", with the first letter as it was typed."""
    typed = text[:1].lower() + text[1:]
    return f"{question.rstrip('?')}: {typed if typed in line.text else text}?"


def _typed(line: Line) -> str:
    return f"You typed “{' '.join(line.text.split())}”"


def _likely(item: AgendaItem | None, line: Line) -> list[tuple[str, str, str]]:
    """Who may have it: who brought the item, and who typed the line; offered with the reason, never assigned."""
    lead = item.lead if item else None
    found = [(lead.ref, lead.name, f"Brought “{item.title}”")] if item and lead else []
    if lead is None or lead.pk != line.author_id:
        found.append((line.author.ref, line.author.name, "Typed it"))
    return found


def _of_caveats(
    decisions: list[DecisionShown], lines: dict[int, Line], items: dict[int, AgendaItem]
) -> list[Question]:  # fmt: skip
    questions = []
    for decision in decisions:
        line = lines.get(decision.line_id or 0)
        for caveat in decision.caveats if line else []:
            if caveat.owner or caveat.owner_text or (caveat.ref, "owner") in left_of(line):
                continue
            choices = [*_likely(items.get(decision.item_id or 0), line), ("", "Nobody yet", "The decision says so")]
            title = f"Who sees to the caveat: {caveat.text}?"
            said = f"Under “{decision.text}”"
            part_of = caveat.action_ref or caveat.ref
            questions.append(Question(title, said, "caveat", caveat.ref, choices, line.ref, "owner", part_of))
    return questions


def _of_moves(lines: list[Line], setting: Setting) -> list[Question]:
    """Open actions that were moved to nobody knows when."""
    questions = []
    for line in lines:
        for ask in (ask for entry in line.heard for ask in move_asks(line, entry, setting)):
            choices = [*ask.choices, ("", "Leave its date", "As if nothing had been said")]
            questions.append(Question(ask.question, _typed(line), ask.what, ask.ref, choices, line.ref))
    return questions


def _of_budgets(lines: list[Line]) -> list[Question]:
    """Positions that name none of several budget lines."""
    return [
        Question(ask.question, _typed(line), ask.what, ask.ref, ask.choices, line.ref)
        for line in lines for entry in line.heard for ask in budget_asks(entry)
    ]  # fmt: skip


def _of_items(items: list[AgendaItem], under: set[int | None]) -> list[Question]:
    """One question for all items still open under which nothing stands; of the others everybody can see it."""
    untouched = [item for item in items if item.state == AgendaItem.State.OPEN and item.pk not in under]
    discussed = ("discussed", "Discussed", "It is done with for today")
    ran_out = ("ran_out", "Ran out of time", "It waits for the next meeting")
    questions = []
    if len(untouched) == 1:
        title, said = f"Was this reached: {untouched[0].title}?", "Nothing was typed under it"
        questions.append(Question(title, said, "item", untouched[0].ref, [ran_out, discussed]))
    elif untouched:
        choices = [
            ("ran_out", "Ran out of time", "They wait for the next meeting"),
            ("discussed", "Discussed", "They are done with for today"),
        ]
        said = f"Nothing was typed under {listed([item.title for item in untouched])}"
        questions.append(Question(f"Were these {len(untouched)} items reached?", said, "untouched", "", choices))
    return questions


def _of_dates(actions: list[Action], lines: dict[int, Line], setting: Setting) -> list[Question]:
    """One question for all actions without a date: nobody is asked the same thing six times."""
    undated = undated_of(actions, lines)
    if not undated or setting.next_date is None:
        return []
    count = len(undated)
    title = f"{count} actions have no date" if count > 1 else f"No date was said: {undated[0].text}"
    said = "; ".join(action.text for action in undated[:4]) + ("…" if count > 4 else "") if count > 1 else ""
    each = " for all" if count > 1 else ""
    day = british_date(setting.next_date, on=setting.on)
    choices = [
        (setting.next_date.isoformat(), f"Next {setting.group}{each}", day),
        ("", "No date", "Shown as not agreed"),
    ]
    return [Question(title, said, "undated", "", choices)]


def undated_of(actions: list[Action], lines: dict[int, Line]) -> list[Action]:
    """Open actions of the meeting's lines for which no date was said, nor answered that there is none."""
    return [
        action
        for action in actions
        if action.is_open and action.due is None and not action.due_text and action.line_id in lines
        and (action.ref, "date") not in left_of(lines[action.line_id])
    ]  # fmt: skip


def _decision_row(
    decision: DecisionShown, lines: dict[int, Line], items: dict[int, AgendaItem], setting: Setting
) -> DecisionRow:  # fmt: skip
    line, item = lines.get(decision.line_id or 0), items.get(decision.item_id or 0)
    caveats = [_short_caveat(caveat, setting) for caveat in decision.caveats]
    stays = decision.audience not in FOR_STAFF or (item is not None and item.audience not in FOR_STAFF)
    return DecisionRow(decision, "; ".join(caveats), item.title if item else "", line.ref if line else "", stays)


def _short_caveat(caveat: CaveatShown, setting: Setting) -> str:
    """ "tax check (Daniel Okafor, by Wed 3 July)"."""
    when = due_words(caveat, setting).replace("due ", "by ", 1)
    who = caveat.owner or caveat.owner_text or "nobody named yet"
    before = f"before {caveat.needed_before}" if caveat.needed_before else ""
    return f"{caveat.text} ({', '.join(filter(None, [before, who, when]))})"


def _action_row(action: Action, lines: dict[int, Line], material: Material, setting: Setting) -> ActionRow:
    line = lines.get(action.line_id or 0)
    unclear = bool(not action.due and action.due_text and is_unclear(action.due_text, setting))
    when = "When?" if unclear else due_words(action, setting).removeprefix("due ")
    return ActionRow(action, listed(material.helpers(action)), when, unclear, line.ref if line else "")


def next_words(setting: Setting) -> str:
    """The day of the group's next meeting, in words; "" where none is planned."""
    return british_date(setting.next_date, on=setting.on) if isinstance(setting.next_date, date) else ""

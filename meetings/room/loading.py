"""What the pages of the room show, fetched in as few questions as the pages may ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value

from hackit.audience import Reach, Viewer, visible_condition
from hackit.models import Topic
from hackit.prepared import prepared
from meetings.actions.beside_models import ActionHelper
from meetings.actions.looked_at import last_answers, with_answers_by_letter
from meetings.figures.reading import known_figures
from meetings.figures.said import Latest
from meetings.models import Action, AgendaItem, Decision, Line, Meeting, Paper
from meetings.room.enquiry_making import MadeEnquiry
from meetings.room.figures import tells_figures
from meetings.room.known import carried_condition
from meetings.room.making import MadeAction, MadeDecision, Outcomes
from meetings.room.numbering import in_order

WITH_ACTIONS = {"action", "decision", "enquiry"}
"""What lines make that has actions: promises, caveats, and questions to answer."""
RUNNING = (AgendaItem.State.OPEN, AgendaItem.State.DISCUSSED, AgendaItem.State.RAN_OUT)


@dataclass
class CaveatShown:
    ref: str
    text: str
    owner: str
    owner_text: str
    due: date | None
    due_text: str
    action_ref: str
    needed_before: str = ""


@dataclass
class DecisionShown:
    """A decision with its caveats, as one joined question gives them."""

    pk: int
    ref: str
    text: str
    outcome: str
    date: date
    item_id: int | None
    line_id: int | None
    meeting_id: int | None
    decided_by: str
    audience: str
    caveats_to_follow: bool
    put_off_until: date | None = None
    forum: str = ""
    reasons: str = ""
    alternatives: str = ""
    caveats: list[CaveatShown] = field(default_factory=list)

    def in_short(self) -> str:
        """ "Agreed, with 2 caveats", "Put off"."""
        if self.outcome == Decision.Outcome.CAVEATS:
            count = len(self.caveats)
            if not count:
                return "Agreed, caveats to be listed"
            return f"Agreed, with {count} caveat{'' if count == 1 else 's'}"
        return Decision.Outcome(self.outcome).label


@dataclass
class Material:
    """The records that lines are shown with."""

    actions: list[Action] = field(default_factory=list)
    decisions: list[DecisionShown] = field(default_factory=list)
    labels: dict[tuple[str, int], list[tuple[str, str]]] = field(default_factory=dict)
    figures: list[Latest] = field(default_factory=list)

    def helpers(self, action: Action) -> list[str]:
        """The names of those with the owner."""
        return [name for _ref, name in self.labels.get(("helper", action.pk), [])]

    def topics(self, what: str, pk: int) -> list[tuple[str, str]]:
        """Topics as (slug, name) of an "item" or a "line"."""
        return self.labels.get((f"{what}_topic", pk), [])


def meetings_with_next() -> QuerySet[Meeting]:
    """Meetings with their group, and `next_date`: the day the group is to meet after."""
    later = Meeting.objects.live().filter(forum_id=OuterRef("forum_id"), date__gt=OuterRef("date"))
    nearest = later.exclude(state=Meeting.State.CANCELLED).order_by("date").values("date")[:1]
    return Meeting.objects.select_related("forum__reports_to").annotate(next_date=Subquery(nearest))


def decisions_shown(rows: QuerySet[Decision]) -> list[DecisionShown]:
    """These decisions (already narrowed to who may see them) with their caveats, in one question.

    A caveat reaches whom its decision reaches, so no second look at who may see it is needed.
    """
    columns = rows.order_by("pk", "caveats__pk").values_list(
        "pk", "ref", "text", "outcome", "date", "item_id", "line_id", "meeting_id", "decided_by__name", "audience",
        "caveats_to_follow", "put_off_until", "forum__name", "reasons", "alternatives",
        "caveats__ref", "caveats__text", "caveats__deleted_at", "caveats__action__ref", "caveats__action__owner__name",
        "caveats__action__owner_text", "caveats__action__due", "caveats__action__due_text", "caveats__needed_before",
    )  # fmt: skip
    found: dict[int, DecisionShown] = {}
    for row in columns:
        own, (ref, text, deleted_at, action_ref, owner, owner_text, due, due_text, before) = row[:15], row[15:]
        decision = found.setdefault(row[0], DecisionShown(*own[:8], own[8] or "", *own[9:12], own[12] or "", *own[13:]))
        if ref and deleted_at is None:
            decision.caveats.append(
                CaveatShown(
                    ref, text, owner or "", owner_text or "", due, due_text or "", action_ref or "", before or ""
                )
            )
    return list(found.values())


def last_time(item: AgendaItem, user) -> QuerySet[Decision]:
    """The newest decision before this meeting on the same thing: standing item, item continued, or topic."""
    topics = AgendaItem.topics.through.objects.filter(agendaitem_id=item.pk).values("topic_id")
    same = Q(pk__in=Decision.topics.through.objects.filter(topic_id__in=topics).values("decision_id"))
    if item.standing_item_id:
        same |= Q(item__standing_item_id=item.standing_item_id)
    if item.continues_id:
        same |= Q(item_id=item.continues_id)
    rows = Decision.objects.visible_to(user).filter(same, forum_id=item.forum_id, date__lt=item.meeting.date)
    return rows.order_by("-date", "-pk").values("pk")[:1]


def labels(*parts: QuerySet) -> dict[tuple[str, int], list[tuple[str, str]]]:
    """Names beside records, by (what, id of the record), as (address part, name): one question for all."""
    first, *others = parts
    found: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for what, pk, address, name in sorted(first.union(*others, all=True) if others else first):
        found[what, pk].append((address, name))
    return found


def _labelled(what: str, rows: QuerySet, *columns: str) -> QuerySet:
    return rows.order_by().values_list(Value(what, output_field=CharField()), *columns)


def item_topics(item: AgendaItem) -> QuerySet:
    rows = AgendaItem.topics.through.objects.filter(agendaitem_id=item.pk)
    return _labelled("item_topic", rows, "agendaitem_id", "topic__slug", "topic__name")


def line_topics(**condition: object) -> QuerySet:
    rows = Line.topics.through.objects.filter(**condition)
    return _labelled("line_topic", rows, "line_id", "topic__slug", "topic__name")


def helpers(**condition: object) -> QuerySet:
    return _labelled("helper", ActionHelper.objects.filter(**condition), "action_id", "person__ref", "person__name")


def answers(meeting: Meeting, user) -> QuerySet:
    """What was answered of each action that the meeting went through."""
    return _labelled("answer", last_answers(meeting, user), "action_id", "answer", "ref")


def papers(item: AgendaItem) -> QuerySet:
    return _labelled("paper", Paper.objects.filter(item=item), "item_id", "url", "title")


def actions_of_meeting(meeting: Meeting, user, item: AgendaItem | None = None) -> list[Action]:
    """The meeting's actions, and with an item also those that stand beside it from before, in their order."""
    wanted, rows = Q(meeting=meeting), Action.objects.visible_to(user)
    if item is not None:
        wanted |= carried_condition(item)
        rows = with_answers_by_letter(rows, meeting)
    rows = rows.filter(wanted).select_related("owner", "caveat")
    return list(in_order(rows, meeting) if item is not None else rows.order_by("pk"))


def material_of(lines: Iterable[Line], user) -> Material:
    """What a few lines are shown with; asks nothing for which no line gives reason."""
    lines = list(lines)
    pks = [line.pk for line in lines]
    kinds = {entry["kind"] for line in lines for entry in line.heard}
    material = Material()
    if not pks:
        return material
    if kinds & WITH_ACTIONS:
        rows = Action.objects.visible_to(user).filter(line_id__in=pks)
        material.actions = list(rows.select_related("owner", "caveat").order_by("pk"))
    if "decision" in kinds:
        material.decisions = decisions_shown(Decision.objects.visible_to(user).filter(line_id__in=pks))
    material.figures = figures_beside(lines, user)
    parts = [line_topics(line_id__in=pks)]
    if kinds & WITH_ACTIONS:
        parts.append(helpers(action__line_id__in=pks))
    parts += [item_topics(item) for item in {line.item for line in lines if line.item_id}]
    material.labels = labels(*parts)
    return material


def figures_beside(lines: Sequence[Line], user) -> list[Latest]:
    """The figures that these lines of one item may be of, and those kept of them; asks only where one says figures."""
    telling = [line for line in lines if tells_figures(line)]
    if not telling:
        return []
    return known_figures([telling[0].forum_id], user, lines=[line.pk for line in telling])


# --- A line just typed ---


def item_typed_under(user, meeting_ref: str, item_ref: str) -> AgendaItem | None:
    """The running item of a meeting of the user's own group, with meeting and group, in one question.

    Its `next_date` and `above` are those that `board.setting_of` takes from the meeting. None where anything is
    otherwise: who is refused, and why, is for the long way to say.
    """
    viewer = Viewer.of(user)
    if not viewer.may_write or not viewer.person_id or "\x00" in meeting_ref:
        return None
    found = _items_typed_under(
        person_id=viewer.person_id, forum_ids=viewer.forum_ids, meeting_ref=meeting_ref, item_ref=item_ref
    )
    return found[0] if found else None


@prepared
def _items_typed_under(person_id: int, forum_ids: list[int], meeting_ref: str, item_ref: str) -> QuerySet[AgendaItem]:
    viewer = Viewer(person_id, "staff", dict.fromkeys(forum_ids, "member"))
    later = Meeting.objects.live().filter(forum_id=OuterRef("meeting__forum_id"), date__gt=OuterRef("meeting__date"))
    nearest = later.exclude(state=Meeting.State.CANCELLED).order_by("date").values("date")[:1]
    rows = AgendaItem.objects.filter(
        visible_condition(AgendaItem, viewer), ref=item_ref, state__in=RUNNING, meeting__ref=meeting_ref,
        meeting__forum_id__in=forum_ids,
    ).order_by()  # fmt: skip
    open_ones = rows.exclude(meeting__reach=Reach.NOBODY).exclude(meeting__state=Meeting.State.CANCELLED)
    return open_ones.select_related("meeting__forum").annotate(
        next_date=Subquery(nearest), above=F("meeting__forum__reports_to__name")
    )


def change_seen(user, meeting_ref: str) -> int | None:
    """The number of the last change of a meeting of the user's own group; None where that is not theirs to ask."""
    viewer = Viewer.of(user)
    if viewer.is_stranger or not viewer.person_id or "\x00" in meeting_ref:
        return None
    found = _changes(forum_ids=viewer.forum_ids, ref=meeting_ref)
    return found[0][0] if found else None


@prepared
def _changes(forum_ids: list[int], ref: str) -> QuerySet[Meeting]:
    viewer = Viewer(None, "staff", dict.fromkeys(forum_ids, "member"))
    seen = Meeting.objects.filter(visible_condition(Meeting, viewer), ref=ref, forum_id__in=forum_ids)
    return seen.order_by().values_list("change_no")


def material_made(outcomes: Outcomes, user) -> Material:
    """What a line just typed is shown with, from what was made of it: `material_of` without asking.

    Only a line with figures asks: what the group said of the same things before.
    """
    line = outcomes.line
    material = Material(labels={("line_topic", line.pk): _slugs(outcomes.topics)})
    if line.item_id:
        material.labels["item_topic", line.item_id] = _slugs(outcomes.item_topics)
    for made in outcomes.made:
        if isinstance(made, MadeAction):
            material.actions.append(made.record)
            material.labels["helper", made.record.pk] = sorted((one.ref, one.name) for one in made.with_owner)
        elif isinstance(made, MadeDecision):
            material.decisions.append(_decision_made(made))
            material.actions += [caveat.action for caveat in made.caveats if caveat.action is not None]
        elif isinstance(made, MadeEnquiry):
            material.actions.append(made.action)
            material.labels["helper", made.action.pk] = sorted((one.ref, one.name) for one in made.with_owner)
    material.actions.sort(key=lambda action: action.pk)
    material.figures = figures_beside([line], user)
    return material


def _slugs(topics: list[Topic]) -> list[tuple[str, str]]:
    return sorted((topic.slug, topic.name) for topic in topics)


def _decision_made(made: MadeDecision) -> DecisionShown:
    decision = made.record
    caveats = []
    for caveat in made.caveats:
        action = caveat.action
        owner = action.owner.name if action and action.owner_id else ""
        told = (owner, action.owner_text, action.due, action.due_text, action.ref) if action else ("", "", None, "", "")
        caveats.append(CaveatShown(caveat.ref, caveat.text, *told, caveat.needed_before))
    return DecisionShown(
        decision.pk, decision.ref, decision.text, decision.outcome, decision.date, decision.item_id, decision.line_id,
        decision.meeting_id, decision.decided_by.name if decision.decided_by_id else "", decision.audience,
        decision.caveats_to_follow, decision.put_off_until, decision.forum.name if decision.forum_id else "",
        decision.reasons, decision.alternatives, caveats,
    )  # fmt: skip

"""What the pages of a meeting read, told who asks: the live record, what staff see, what was published."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.http import Http404

from hackit.audience import Audience
from hackit.models import Publication, PublishedPart
from hackit.text import stored
from meetings.lines.said import Said, said_of
from meetings.models import Action, AgendaItem, Caveat, Decision, Line, Meeting, Paper, Point

MEETING = "meetings.meeting"
UNSETTLED = (AgendaItem.State.PROPOSED, AgendaItem.State.DECLINED, AgendaItem.State.WITHDRAWN)
WIDE = (Audience.STAFF, Audience.EVERYONE)


# --- The live record ---


@dataclass
class ItemRecord:
    """An agenda item with what was said, decided and promised under it; `item` None: outside any item.

    What a line became stands with the line (`shown_decisions`, `shown_actions`, and what else it says in `shown_said`),
    the rest here.
    """

    item: AgendaItem | None
    lines: list[Line] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)


def outcomes(meeting: Meeting, user) -> tuple[list[Decision], list[Action]]:
    """The decisions (with `shown_caveats`) and actions of a meeting that this user may see. Three queries.

    `meeting.shown_raised`: the actions, of whatever meeting, raised from its page or its decisions. A caveat's
    `shown_action` holds its owner and date; None where this user may not see them.
    """
    rows = Decision.objects.visible_to(user).filter(meeting=meeting).select_related("item", "decided_by")
    decisions = list(rows.order_by("pk"))
    caveats: dict[int, list[Caveat]] = defaultdict(list)
    found = Caveat.objects.visible_to(user).filter(decision__meeting=meeting).select_related("action__owner")
    for caveat in found.order_by("pk"):
        caveats[caveat.decision_id].append(caveat)
    for decision in decisions:
        decision.meeting = meeting
        decision.shown_caveats = caveats[decision.pk]
    pages = [meeting.get_absolute_url(), *(decision.get_absolute_url() for decision in decisions)]
    of_it = Q(meeting=meeting) | Q(source_page__in=pages)
    found = Action.objects.visible_to(user).filter(of_it).select_related("owner", "item").order_by("pk")
    meeting.shown_raised = [action for action in found if action.source_page in pages]
    actions = [action for action in found if action.meeting_id == meeting.pk]
    of_caveats = {caveat.action_id for rows in caveats.values() for caveat in rows}
    seen = {action.pk for action in actions}
    for caveat in (caveat for rows in caveats.values() for caveat in rows):
        # Who sees to it is told to those who see the action that says so
        caveat.shown_action = caveat.action if caveat.action_id in seen else None
    for action in actions:
        action.meeting = meeting
    return decisions, [action for action in actions if action.pk not in of_caveats]


def record_of(meeting: Meeting, user) -> list[ItemRecord]:
    """The live record for the group: items in order with their lines, decisions and actions."""
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting).exclude(state__in=UNSETTLED)
    items = items.annotate(has_papers=Exists(Paper.objects.filter(item=OuterRef("pk"))))
    found, records = list(items.select_related("lead", "point").order_by("position", "pk")), {}
    if any(item.has_papers for item in found):  # most meetings have none: they are not asked for
        prefetch_related_objects(found, "papers")
    for item in found:
        item.meeting = meeting
        item.shown_papers = list(item.papers.all()) if item.has_papers else []
        item.shown_point = _shown_point(item)
        records[item.pk] = ItemRecord(item)
    loose, lines = ItemRecord(None), {}
    for line in Line.objects.visible_to(user).filter(item__meeting=meeting).order_by("position", "pk"):
        line.shown_decisions, line.shown_actions = [], []
        line.shown_said = _said_beside(line, meeting)
        lines[line.pk] = line
        records.get(line.item_id, loose).lines.append(line)
    decisions, actions = outcomes(meeting, user)
    for decision in decisions:
        line = lines.get(decision.line_id)
        (line.shown_decisions if line else records.get(decision.item_id, loose).decisions).append(decision)
    for action in actions:
        line = lines.get(action.line_id)
        (line.shown_actions if line else records.get(action.item_id, loose).actions).append(action)
    has_loose = loose.lines or loose.decisions or loose.actions
    return [*records.values(), *([loose] if has_loose else [])]


def _said_beside(line: Line, meeting: Meeting) -> list[Said]:
    """What a line says besides decisions and actions, where that is more than a note: "done 1" tells which one."""
    entries = [entry for entry in line.heard or [{"kind": line.kind}] if entry["kind"] not in ("action", "decision")]
    said = [said_of(line, entry, on=meeting.date) for entry in entries]
    return [one for one in said if not one.is_plain]


def _shown_point(item: AgendaItem) -> Point | None:
    """The item's conversation point, if there is one that was not deleted."""
    point = getattr(item, "point", None)
    return None if point is None or point.is_deleted else point


def points_of(meeting: Meeting, user) -> list[Point]:
    """The live conversation points of a meeting, in the order of the agenda."""
    rows = Point.objects.visible_to(user).filter(item__meeting=meeting, item__deleted_at=None)
    points = list(rows.select_related("item").prefetch_related("item__topics").order_by("item__position", "pk"))
    for point in points:
        point.item.meeting = meeting
    return points


def seen_point(user, ref: str) -> Point:
    """The live point and its item as this user may see them. Raises Http404."""
    rows = Point.objects.visible_to(user).select_related("item__meeting__forum", "forum")
    point = rows.filter(ref=ref, item__deleted_at=None).first()
    if point is None:
        raise Http404("Nothing here that you may see")
    return point


# --- What sharing would show ---


@dataclass(frozen=True)
class Count:
    """What staff will see, or see, of a meeting."""

    decisions: int
    actions: int

    @property
    def words(self) -> str:
        """ "2 decisions and 6 actions", "1 action", "that the meeting was held"."""
        counts = ((self.decisions, "decision"), (self.actions, "action"))
        return " and ".join(several(n, word) for n, word in counts if n) or "that the meeting was held"


def staff_will_see(meeting: Meeting) -> Count:
    """How many decisions and actions of the meeting staff see once it is shared. Two queries."""
    return count_for_staff(
        meeting.decisions.live().select_related("item"),
        meeting.actions.live().filter(caveat=None).select_related("item"),
    )


def count_for_staff(decisions: Iterable[Decision], actions: Iterable[Action]) -> Count:
    """How many of these staff see once the meeting is shared; each with its item."""
    return Count(sum(map(staff_will_read, decisions)), sum(map(staff_will_read, actions)))


def staff_will_read(row: Decision | Action) -> bool:
    """Whether staff see it once the meeting is shared: not kept with the group, and somebody has it."""
    return is_for_staff(row) and (not isinstance(row, Action) or row.owner_id is not None)


def is_for_staff(row: Decision | Action) -> bool:
    """Whether a decision or action is meant for more than the group, and its item is too."""
    return row.audience in WIDE and (row.item_id is None or row.item.audience in WIDE)


def several(count: int, word: str, many: str = "") -> str:
    """ "1 decision", "3 people"."""
    return f"{count} {word if count == 1 else many or word + 's'}"


# --- What was published ---


def current_publication(ref: str, user) -> Publication | None:
    """The newest publication of a meeting, if this user may read one."""
    rows = Publication.objects.visible_to(user).current().filter(document_type=MEETING, document_ref=ref)
    return rows.select_related("forum").first()


def publications_of(meeting: Meeting, user) -> list[Publication]:
    """Everything that was ever published of a meeting and this user may read, newest first."""
    rows = Publication.objects.visible_to(user).filter(document_type=MEETING, document_ref=meeting.ref)
    return list(rows.select_related("by").order_by("-number"))


def published_refs(ref: str, user) -> tuple[Publication | None, set[str]]:
    """The newest publication of a meeting, and the refs of what this user may read of it. One query."""
    parts = PublishedPart.objects.visible_to(user).filter(
        publication__is_current=True, publication__document_type=MEETING, publication__document_ref=ref
    )
    rows = list(parts.select_related("publication").only("source_ref", "publication"))
    return (rows[0].publication if rows else None), {part.source_ref for part in rows}


def published_points(publication: Publication | None, user) -> list[PublishedPart]:
    """The points of a publication that this user may read, in order. Two queries."""
    points = [part for part in parts_of(publication, user) if part.kind == "point"] if publication else []
    for part in points:
        part.body = stored(part.html)
    return points


def parts_of(publication: Publication, user) -> list[PublishedPart]:
    """The parts of a publication that this user may read, in order, with their topics."""
    rows = PublishedPart.objects.visible_to(user).filter(publication=publication)
    return list(rows.prefetch_related("topics").order_by("order"))


def live_states(parts: Iterable[PublishedPart]) -> dict[str, str]:
    """What is live of a published copy: the state of each action and caveat, by ref. No words are read."""
    refs: dict[str, list[str]] = defaultdict(list)
    for part in parts:
        refs[part.kind].append(part.source_ref)
    states: dict[str, str] = {}
    if refs["action"]:
        states |= dict(Action.objects.filter(ref__in=refs["action"]).values_list("ref", "status"))
    if refs["caveat"]:
        states |= dict(Caveat.objects.filter(ref__in=refs["caveat"]).values_list("ref", "state"))
    return states


@dataclass
class Copy:
    """A published meeting as its reader gets it."""

    points: list[PublishedPart] = field(default_factory=list)
    decisions: list[PublishedPart] = field(default_factory=list)
    actions: list[PublishedPart] = field(default_factory=list)
    minutes: int = 1

    @property
    def decisions_first(self) -> bool:
        """A page without decisions starts with the points."""
        return bool(self.decisions)


def published_copy(publication: Publication, user) -> Copy:
    """The parts of a publication sorted by kind; caveats hang on their decision as `caveats`, with `live_state`."""
    parts = parts_of(publication, user)
    return _copy_of(publication, parts, live_states(parts))


def newest_publications(user, *, group: str = "", most: int) -> list[Publication]:
    """The meetings that this user may read published, the newest publication first; of one group (its slug)."""
    rows = Publication.objects.visible_to(user).current().filter(document_type=MEETING)
    rows = rows.filter(forum__slug=group) if group else rows
    return list(rows.select_related("forum").order_by("-first_at", "-pk")[:most])


def published_copies(publications: list[Publication], user) -> list[Copy]:
    """What each of these says to this user. Four queries, however many there are."""
    parts: dict[int, list[PublishedPart]] = defaultdict(list)
    rows = PublishedPart.objects.visible_to(user).filter(publication__in=publications)
    for part in rows.prefetch_related("topics").order_by("order"):
        parts[part.publication_id].append(part)
    states = live_states(part for found in parts.values() for part in found)
    return [_copy_of(publication, parts[publication.pk], states) for publication in publications]


def _copy_of(publication: Publication, parts: list[PublishedPart], states: dict[str, str]) -> Copy:
    copy = Copy()
    words = len(publication.summary.split())
    for part in parts:
        part.live_state = states.get(part.source_ref, part.status)
        words += len(part.text.split())
        if part.kind == "point":
            part.body = stored(part.html)
            copy.points.append(part)
        elif part.kind == "decision":
            part.caveats = []
            copy.decisions.append(part)
        elif part.kind == "caveat" and copy.decisions:
            copy.decisions[-1].caveats.append(part)
        elif part.kind == "action":
            copy.actions.append(part)
    copy.minutes = max(1, -(-words // 220))
    return copy


def neighbours(publication: Publication, user) -> dict[str, Publication | None]:
    """The published meetings of the group before and after this one."""
    rows = Publication.objects.visible_to(user).current().filter(document_type=MEETING, forum_id=publication.forum_id)
    others = rows.exclude(pk=publication.pk)
    return {
        "before": others.filter(date__lte=publication.date).order_by("-date", "-pk").first(),
        "after": others.filter(date__gt=publication.date).order_by("date", "pk").first(),
    }


def also_in(points: Iterable[str], user) -> list[Publication]:
    """The published weeknotes that embed these points (refs)."""
    refs = list(points)
    if not refs:
        return []
    embeds = [f"point_{ref}" for ref in refs]
    parts = PublishedPart.objects.visible_to(user).filter(kind="embed", anchor__in=embeds)
    notes = Publication.objects.visible_to(user).current().exclude(document_type=MEETING)
    return list(notes.filter(pk__in=parts.values("publication_id")).order_by("-date", "-pk")[:5])


# --- The page before publishing ---


def kept_with_group(lines: Iterable[Line]) -> list[str]:
    """What of these lines stays with the group, in words with numbers: "12 notes", "1 idea for later"."""
    kinds = Counter(line.kind for line in lines if line.audience not in WIDE)
    names = {"note": "note", "idea": "idea for later", "question": "question", "ask": "ask for help"}
    plural = {"idea": "ideas for later", "ask": "asks for help"}
    return [
        f"{kinds[kind]} {word if kinds[kind] == 1 else plural.get(kind, word + 's')}"
        for kind, word in names.items()
        if kinds[kind]
    ]


def meeting_lines(meeting: Meeting) -> list[Line]:
    """Every line of a meeting that was not deleted."""
    return list(Line.objects.live().filter(item__meeting=meeting))

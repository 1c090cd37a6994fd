"""A meeting as Markdown, to be pasted elsewhere: for everyone, for staff or for the group, and it says for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.utils import timezone

from hackit.audience import Audience, Reach, Viewer
from hackit.dates import british_day
from hackit.models import Forum, Publication, PublishedPart, Role, User
from meetings.actions.looked_at import looked_at
from meetings.models import Action, Attendance, Decision, Line, LineKind, Meeting
from meetings.publishing import reading
from meetings.publishing.markdown import as_typed, in_one_line, under_heading

LABELS = {
    LineKind.IDEA: "Idea for later", LineKind.QUESTION: "Question", LineKind.ASK: "Ask for help",
    LineKind.COMING_UP: "Coming up",
}  # fmt: skip


@dataclass(frozen=True)
class CopyFor:
    """A copy of a meeting that a reader may take along: for whom it is, and in what words that is said."""

    audience: str
    words: str


def copies_of(ref: str, user) -> list[CopyFor]:
    """The copies of a meeting that this user may take, the fullest first. Up to two queries."""
    viewer = Viewer.of(user)
    rows = Meeting.objects.visible_to(user).select_related("forum").filter(ref=ref)
    meeting = None if viewer.is_stranger else rows.first()
    return copies_to_take(meeting, reading.current_publication(ref, AnonymousUser()), viewer)


def copies_to_take(meeting: Meeting | None, publication: Publication | None, viewer: Viewer) -> list[CopyFor]:
    """The same of a live meeting (None: not seen) and its newest publication. No query."""
    found = []
    if meeting and viewer.belongs_to(meeting.forum_id):
        found.append(CopyFor(Audience.MEMBERS, f"{meeting.forum.name} only"))
    if meeting and meeting.shared_with_staff():
        found.append(CopyFor(Audience.STAFF, "All staff"))
    if publication and publication.reach == Reach.EVERYONE:
        found.append(CopyFor(Audience.EVERYONE, "Everyone"))
    return found


def markdown_of(ref: str, audience: str, user) -> str:
    """The meeting as Markdown for that audience, one of `copies_of` for this user."""
    if audience == Audience.EVERYONE:
        publication = reading.current_publication(ref, AnonymousUser())
        return "" if publication is None else _joined(_public(publication))
    meeting = Meeting.objects.visible_to(user).select_related("forum").get(ref=ref)
    if audience == Audience.STAFF:
        # As staff in no group see it, whoever asks: an account that is nobody's
        return _joined(_for_staff(meeting, User(role=Role.STAFF)))
    return _joined(_for_group(meeting, user))


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _title(meeting: Meeting) -> str:
    name = meeting.title or meeting.forum.name
    return f"# {in_one_line(f'{name}, {meeting.date:%A} {meeting.date.day} {meeting.date:%B %Y}')}"


def _bullets(lines: Iterable[str], *, mark: str = "-") -> str:
    return "\n".join(f"{mark} {line}" for line in lines if line)


# --- For everyone: the published copy and nothing else ---


def _public(publication: Publication) -> Iterator[str]:
    copy = reading.published_copy(publication, AnonymousUser())
    yield f"# {in_one_line(publication.title)}"
    forum = publication.forum
    day = british_day(timezone.localtime(publication.first_at).date())
    group = f"{in_one_line(forum.full_name)}. " if forum and forum.full_name else ""
    version = f", version {publication.number}" if publication.number > 1 else ""
    yield f"{group}Published {day}{version}."
    yield as_typed(publication.summary)
    if copy.decisions:
        yield "## What was decided"
        yield _bullets(_public_decision(part) for part in copy.decisions)
    yield from _public_points(copy.points)
    if copy.actions:
        yield "## What will happen next"
        yield _bullets(_state(part) + as_typed(part.text or part.heading, indent="  ") for part in copy.actions)


def _public_decision(part: PublishedPart) -> str:
    text = part.text if part.heading.endswith("…") and part.text else part.heading
    outcome = Decision.Outcome(part.status).label if part.status in Decision.Outcome.values else "Agreed"
    caveats = [_state(row) + as_typed(row.text or row.heading, indent="    ") for row in part.caveats]
    decided = _sentence(text.partition("\nSubject to:")[0])
    return "\n".join([f"**{decided}** {outcome}.", *(f"  - {caveat}" for caveat in caveats)])


def _public_points(points: Iterable[PublishedPart]) -> Iterator[str]:
    for part in points:
        yield f"## {in_one_line(part.heading)}"
        yield under_heading(part.text, level=3)


def _state(part: PublishedPart) -> str:
    return {"done": "Done: ", "dropped": "No longer needed: ", "not_needed": "No longer needed: "}.get(
        part.live_state, ""
    )


# --- For staff, and for the group ---


def _for_staff(meeting: Meeting, user) -> Iterator[str]:
    decisions, actions = reading.outcomes(meeting, user)
    points = reading.published_points(reading.current_publication(meeting.ref, user), user)
    yield _title(meeting)
    yield "This copy is for staff."
    yield as_typed(meeting.summary)
    yield looked_at(meeting, user).words
    yield from _outcomes(decisions, actions, meeting.forum)
    yield from _public_points(points)


def _for_group(meeting: Meeting, user) -> Iterator[str]:
    decisions, actions = reading.outcomes(meeting, user)
    yield _title(meeting)
    yield f"This copy is for {in_one_line(meeting.forum.name)} only."
    yield as_typed(meeting.summary)
    yield _bullets(_who_was_here(meeting))
    yield looked_at(meeting, user).words
    yield from _outcomes(decisions, actions, meeting.forum)
    for point in reading.points_of(meeting, user):
        if point.text.strip():
            yield f"## {in_one_line(point.title)}"
            yield under_heading(point.text, level=3)
    yield from _notes(reading.record_of(meeting, user))


def _who_was_here(meeting: Meeting) -> Iterator[str]:
    rows = list(meeting.attendance.select_related("person", "item"))
    for state, word in (("present", "Here"), ("guest", "Here for one item"), ("apologies", "Sorry")):
        names = [_attendee(row) for row in rows if row.state == state]
        yield f"{word}: {'; '.join(names)}" if names else ""


def _attendee(row: Attendance) -> str:
    words = [row.person.name, f" from {row.representing}" if row.representing else ""]
    return in_one_line("".join([*words, f" ({row.item.title})" if row.item else ""]))


def _outcomes(decisions: list[Decision], actions: list[Action], forum: Forum) -> Iterator[str]:
    if decisions:
        yield "## What was decided"
        yield _bullets(_decision(decision, forum) for decision in decisions)
    if actions:
        prefetch_related_objects(actions, "helpers")
        yield "## Who does what"
        yield _bullets(_action(action, forum) for action in actions)
    if not decisions and not actions:
        yield "Nothing was decided, and nobody promised anything."


def _decision(decision: Decision, forum: Forum) -> str:
    outcome = decision.get_outcome_display()
    if decision.caveats_to_follow:
        outcome += ", to be listed"
    if decision.put_off_until:
        outcome += f" until {british_day(decision.put_off_until)}"
    rows = [f"**{_sentence(decision.text)}** {outcome}.{_kept(decision, forum)}"]
    for caveat in decision.shown_caveats:
        state = {"done": "Done: ", "not_needed": "No longer needed: "}.get(caveat.state, "")
        before = f", before {in_one_line(caveat.needed_before)}" if caveat.needed_before else ""
        words = as_typed(caveat.text, indent="    ")
        rows.append(f"  - {state}{words}{before}. {_who_sees_to(caveat)}".rstrip())
    return "\n".join(rows)


def _sentence(text: str) -> str:
    """Typed words with a full stop, unless they end with something like it."""
    words = as_typed(text, indent="  ")
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _who_sees_to(caveat) -> str:
    action = caveat.shown_action
    if action is None or action.owner is None:
        return "Nobody named yet." if caveat.state == "to_do" else ""
    when = f", by {british_day(action.due)}" if action.due else ""
    return f"{in_one_line(action.owner.name)}{when}."


def _action(action: Action, forum: Forum) -> str:
    who = in_one_line(action.owner.name) if action.owner else "No owner yet"
    helpers = " and ".join(in_one_line(person.name) for person in action.helpers.all())
    words = f"**{who}**{f', with {helpers}' if helpers else ''}: {as_typed(action.text, indent='  ')}"
    if not action.is_open:
        return f"{words}. {action.get_status_display()}.{_kept(action, forum)}"
    waiting = f" Waiting for {in_one_line(action.waiting_for)}." if action.waiting_for else ""
    return f"{words}. {_when(action, forum)}.{waiting}{_kept(action, forum)}"


def _when(action: Action, forum: Forum) -> str:
    if action.due and not action.due_is_assumed:
        return f"By {british_day(action.due)}"
    if action.due_text:
        return f"When: “{in_one_line(action.due_text)}”"
    return f"Next {in_one_line(forum.name)}, not agreed"


def _kept(row: Decision | Action, forum: Forum) -> str:
    return "" if reading.is_for_staff(row) else f" ({in_one_line(forum.name)} only)"


def _notes(records: Iterable[reading.ItemRecord]) -> Iterator[str]:
    """What was typed, item by item; what became a decision or an action is told above."""
    begun = False
    for record in records:
        lines = [line for line in record.lines if not line.shown_decisions and not line.shown_actions]
        if not lines:
            continue
        if not begun:
            yield "## Notes"
            begun = True
        yield f"### {in_one_line(record.item.title) if record.item else 'Outside the agenda'}"
        yield _bullets(_noted(line) for line in lines)


def _noted(line: Line) -> str:
    label = LABELS.get(LineKind(line.kind), "")
    # "done 1" alone tells nobody which action that was
    updates = line.shown_said if line.kind == LineKind.UPDATE else []
    told = "".join(f" ({in_one_line(f'{said.label} {said.plain_words}')})" for said in updates if said.words)
    return f"{f'**{label}:** ' if label else ''}{as_typed(line.text, indent='  ')}{told}"

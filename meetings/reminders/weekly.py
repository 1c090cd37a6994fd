"""What the weekly mail says of actions: mine, those I am with, late ones of my items and of the groups I run.

Words leave only for what is meant for staff (TRUST.md's rule for mail); of the rest the letter says that there is an
action, how late it is, and where to read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse

from hackit.audience import Viewer, viewer_of_person
from hackit.dates import british_day
from hackit.mail.digest import Part, counted
from hackit.models import Forum, Mail, Membership, Person
from hackit.templatetags.records import due_words
from meetings.actions.models import Action, ActionHelper
from meetings.actions.querysets import ActionQuerySet
from meetings.actions.rows import moved_words
from meetings.publishing.reading import is_for_staff
from meetings.reminders import ladder
from meetings.reminders.before import ASKING, AskPart, ask_part
from meetings.reminders.ladder import AHEAD, RUNNING, Need
from meetings.reminders.late import to_settle

MOST = 10
"""How many of each kind stand in a letter; the rest are counted and a link away."""
MOST_READ = 200


@dataclass(frozen=True)
class Told:
    """One action in a letter: its words, or what stands for them; `who` it is with; what to know beside it."""

    url: str
    words: str
    who: str
    note: str
    is_late: bool


@dataclass(frozen=True)
class Section:
    """Some actions under one heading. `headline`: what a number of them is called in the subject line. `ask`: what is
    asked of the reader, done on the page `url`."""

    title: str
    headline: str
    rows: list[Told]
    count: int
    url: str
    ask: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


# --- Who has something to hear: few queries for many people ---


def find(people: Sequence[Person], on: date) -> Mapping[int, str]:
    """Who of these people the letter has something for, and how much. Five queries, however many people."""
    needs = _needs(people, on)
    helping = _helping(people, on)
    leading = _leading([person for person in people if _reads(person)], on)
    running = _running([person for person in people if _writes(person)], on)
    due = _due_words(on)
    found = {}
    for person in people:
        pk = person.pk
        words = counted(
            [
                (needs[pk, Need.OVERDUE], "overdue"),
                (needs[pk, Need.DUE], due),
                (needs[pk, Need.CHASE], "to chase"),
                (needs[pk, Need.AGREE], "to date"),
                (helping[pk], "with you"),
                (leading[pk] + running[pk], "to settle"),
            ]
        )
        if words:
            found[pk] = words
    return found


def _reads(person: Person) -> bool:
    return person.user is not None and not Viewer(role=person.user.role).is_stranger


def _writes(person: Person) -> bool:
    return person.user is not None and Viewer(role=person.user.role).may_write


def _needs(people: Sequence[Person], on: date) -> Counter[tuple[int, int]]:
    """How many of their own need something, by person and need."""
    rows = ladder.with_need(Action.objects.live().filter(owner__in=people), on=on)
    counts = rows.order_by().values_list("owner", "need").annotate(Count("pk"))
    return Counter({(owner, need): count for owner, need, count in counts})


def _helping(people: Sequence[Person], on: date) -> Counter[int]:
    rows = ladder.pressing(Action.objects.live(), on=on)
    links = ActionHelper.objects.filter(person__in=people, action__in=rows)
    return Counter(dict(links.order_by().values_list("person").annotate(Count("pk"))))


def _leading(people: Sequence[Person], on: date) -> Counter[int]:
    rows = ladder.late_for_leads(Action.objects.live().filter(item__lead__in=people), on=on)
    rows = ladder.seen_by_their_lead(rows, on=on)
    return Counter(dict(rows.order_by().values_list("item__lead").annotate(Count("pk"))))


def _running(people: Sequence[Person], on: date) -> Counter[int]:
    """How many of the groups they run are theirs to settle, less their own: those are told as theirs."""
    parts = Membership.objects.active(on=on).filter(person__in=people, role__in=RUNNING)
    runs = list(parts.values_list("person", "forum"))
    rows = to_settle(Action.objects.live().filter(forum__in={forum for _person, forum in runs}), on=on)
    owned = list(rows.order_by().values_list("forum", "owner").annotate(Count("pk")))
    found: Counter[int] = Counter()
    for person, forum in runs:
        found[person] += sum(count for where, owner, count in owned if where == forum and owner != person)
    return found


# --- The part of one person's letter ---


def write(person: Person, on: date) -> Part | None:
    """The part about actions, from what this person may see on that day; None where there is nothing."""
    sections = list(_sections(person, on))
    if not sections:
        return None
    counts: Counter[str] = Counter()
    for section in sections:
        counts[section.headline] += section.count
    context = {"sections": sections, "ask": _open_question(person, on)}
    return Part("meetings/mail/_weekly", context, counted((number, words) for words, number in counts.items()))


def _open_question(person: Person, on: date) -> AskPart | None:
    """What a letter before a meeting asked and nobody has answered yet: this letter leads to the same page."""
    letters = Mail.objects.filter(kind__in=ASKING, person=person).exclude(sent_at=None).order_by("-sent_at", "-pk")
    return next((part for letter in letters[:2] if (part := ask_part(letter, on=on))), None)


def _sections(person: Person, on: date) -> Iterator[Section]:
    viewer = viewer_of_person(person)
    seen = Action.objects.live() if viewer.is_stranger else Action.objects.visible_to(person.user)
    telling = _Telling(person, viewer, on)
    rows = ladder.with_last_word(ladder.with_need(seen.filter(owner=person), on=on)).order_by("need", "due", "pk")
    mine = _read(rows)
    for need, title in _titles(on).items():
        own = [action for action in mine if action.need == need]
        if own:
            headline = _headlines(on)[need]
            yield telling.section(title, headline, own, reverse("meetings:action-list"))
    told = {action.pk for action in mine}
    helping = ActionHelper.objects.filter(person=person).values("action")
    others = ladder.pressing(seen.filter(pk__in=helping), on=on).exclude(pk__in=told).order_by("due", "pk")
    if found := _read(others):
        yield telling.section("With you", "with you", found, reverse("meetings:action-list"))
        told |= {action.pk for action in found}
    if not viewer.is_stranger:
        yield from _of_others(telling, seen, told)


def _of_others(telling: _Telling, seen: ActionQuerySet, told: set[int]) -> Iterator[Section]:
    """What is late under items that this person leads, and what the groups they run have to settle."""
    on, person = telling.on, telling.person
    for forum in _groups_run(telling.viewer):
        rows = seen.filter(forum=forum)
        again = _read(ladder.moved_and_late(rows, on=on).exclude(pk__in=told).order_by("due", "pk"))
        if again:
            yield telling.to_settle(forum, "moved twice and late", again, "Re-date, reassign or drop")
        told |= {action.pk for action in again}
        nobodys = _read(ladder.without_owner(rows, on=on).exclude(pk__in=told).order_by("due", "pk"))
        if nobodys:
            yield telling.to_settle(forum, "nobody has these", nobodys, "Give them to somebody, or drop them")
        told |= {action.pk for action in nobodys}
    late = ladder.late_for_leads(seen.filter(item__lead=person), on=on).exclude(pk__in=told)
    if found := _read(late.order_by("due", "pk")):
        title = "More than a week late, from items you lead"
        yield telling.section(title, "late from your items", found, reverse("meetings:action-list"))


def _read(rows: ActionQuerySet) -> list[Action]:
    return list(rows.select_related("owner", "item", "forum")[:MOST_READ])


def _groups_run(viewer: Viewer) -> Iterable[Forum]:
    ids = [pk for pk in viewer.forum_ids if viewer.runs(pk)]
    return Forum.objects.filter(pk__in=ids) if ids else []


def _due_words(on: date) -> str:
    """ "due this week" on a Monday, else until which day."""
    return "due this week" if on.weekday() == 0 else f"due by {british_day(on + AHEAD, year=False)}"


def _titles(on: date) -> dict[int, str]:
    due = _due_words(on)
    return {
        Need.OVERDUE: "Overdue",
        Need.DUE: due[0].upper() + due[1:],
        Need.CHASE: "Waiting for others: worth chasing",
        Need.AGREE: "No date agreed yet",
    }


def _headlines(on: date) -> dict[int, str]:
    return {Need.OVERDUE: "overdue", Need.DUE: _due_words(on), Need.CHASE: "to chase", Need.AGREE: "to date"}


@dataclass(frozen=True)
class _Telling:
    """How actions are told to one reader on one day."""

    person: Person
    viewer: Viewer
    on: date

    def section(self, title: str, headline: str, actions: list[Action], url: str, ask: str = "") -> Section:
        return Section(title, headline, [self.told(action) for action in actions[:MOST]], len(actions), url, ask)

    def to_settle(self, forum: Forum, title: str, actions: list[Action], ask: str) -> Section:
        """Actions of a group for whoever runs it, with the page on which each is settled by one press."""
        url = reverse("meetings:forum-late", args=[forum.slug])
        return self.section(f"{forum.name}: {title}", f"to settle in {forum.name}", actions, url, ask)

    def told(self, action: Action) -> Told:
        may_travel = is_for_staff(action) and not (self.viewer.is_stranger and self.person.user_id is not None)
        is_late = action.is_overdue(on=self.on)
        facts = self._facts(action, may_travel=may_travel)
        is_own = action.owner_id == self.person.pk
        who = action.owner.name if action.owner_id and not is_own and may_travel else ""
        words = action.text if may_travel else self._instead(action, is_own=is_own)
        return Told(action.get_absolute_url(), words, who, ". ".join(facts), is_late)

    def _instead(self, action: Action, *, is_own: bool) -> str:
        """What stands for words that stay where they are."""
        if action.forum_id and self.viewer.belongs_to(action.forum_id):
            return f"An action {'of yours ' if is_own else ''}that is kept with {action.forum.name}"
        return "You have an action" if is_own else "An action that you are with"

    def _facts(self, action: Action, *, may_travel: bool) -> list[str]:
        """When, how often moved, what it waits for. Typed words only where they may travel."""
        facts = [self._when(action, may_travel=may_travel), moved_words(action, on=self.on)]
        if action.status == Action.Status.WAITING and may_travel:
            last: Any = getattr(action, "last_word", None)
            since = f", nothing noted since {british_day(last, year=last.year != self.on.year)}" if last else ""
            facts.append(f"Waiting for {action.waiting_for or 'an answer'}{since}")
        return [fact for fact in facts if fact]

    def _when(self, action: Action, *, may_travel: bool) -> str:
        if action.due is None:
            return f"When: “{action.due_text}”" if action.due_text and may_travel else ""
        day = british_day(action.due, year=action.due.year != self.on.year)
        if action.due_is_assumed:
            return f"Suggested: {day}"
        if action.due < self.on:
            return f"{due_words(action.due, self.on)}, {day}"
        return "Due today" if action.due == self.on else f"By {day}"

"""Where a topic stands: somebody's wording with what came after it, or a sentence made from the latest decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from hackit.dates import british_day
from hackit.models import Entry, Forum, Topic, TopicWording
from hackit.timeline import Mark, counted, plain_day
from hackit.topics.story import Aside, Beside, latest_decision


@dataclass(frozen=True)
class Stand:
    """Where a topic stands. `is_made`: from the latest decision, by us; else somebody's wording of the day `said_on`,
    and `later` a decision that came after it."""

    text: str
    source_label: str
    source_url: str
    is_made: bool
    audience: str = ""
    forum: Forum | None = None
    said_on: date | None = None
    later: Mark | None = None

    @property
    def dated(self) -> str:
        """The day of a wording, "" where its source tells it, as a made sentence does itself."""
        day = british_day(self.said_on) if self.said_on else ""
        return "" if day in self.source_label else day

    @property
    def as_message(self) -> str:
        """As one sends it to somebody: with where or when it was said, and what came later."""
        told = ", ".join(part for part in ("" if self.is_made else self.source_label, self.dated) if part)
        later = f"\nLater: {self.later.outcome}, {plain_day(self.later.date)}." if self.later else ""
        return f"{self.text}{f' ({told})' if told else ''}{later}"


def wordings(user, topic: Topic) -> dict[str, TopicWording]:
    """The newest wording of each kind that this user may read, in one query.

    Each has `source_is_seen`: whether a record stands at its source's address that they may see. A wording for all
    staff may come from a decision that is the group's.
    """
    visible = TopicWording.objects.visible_to(user)
    newest = Q()
    for kind in TopicWording.Kind:
        rows = visible.filter(topic=topic, kind=kind).order_by("-said_on", "-pk")
        newest |= Q(pk__in=rows.values("pk")[:1])
    there = Entry.objects.visible_to(user).filter(url=OuterRef("source_url"))
    rows = visible.filter(newest).annotate(source_is_seen=Exists(there)).select_related("forum")
    return {wording.kind: wording for wording in rows}


def source_link(wording: TopicWording) -> str:
    """The address of a wording's source, "" where this reader would meet nothing: of a record, who may see it."""
    of_record = wording.source_url.startswith("/")
    return wording.source_url if wording.source_is_seen or not of_record else ""


def where_it_stands(wording: TopicWording | None, aside: Aside, marks: Iterable[Mark]) -> Stand | None:
    """Somebody's wording, with the decision that came after it; else a sentence made from the latest decision."""
    if wording:
        later = latest_decision(_after(wording, marks))
        return Stand(
            wording.text, wording.source_label, source_link(wording), False, wording.reach, wording.forum,
            wording.said_on, later,
        )  # fmt: skip
    decision = aside.decision
    if decision is None:
        return None
    text = decision_sentence(decision, [c for c in aside.caveats if is_caveat_of(c, decision)])
    day = british_day(decision.date)
    source = f"{decision.said}, {day}" if decision.said else day
    return Stand(text, source, decision.url, True, decision.reach, decision.forum)


def _after(wording: TopicWording, marks: Iterable[Mark]) -> list[Mark]:
    """The decisions that came after a wording; of those of its own day, the ones written down after it."""
    marks = list(marks)
    same_day = [mark for mark in marks if mark.date == wording.said_on]
    written_later = _written_after(wording, same_day) if same_day else set()
    return [mark for mark in marks if mark.date > wording.said_on or mark.pk in written_later]


def _written_after(wording: TopicWording, marks: Sequence[Mark]) -> set[int]:
    """Those that were written down after a wording. What was published of one says nothing of when that was."""
    sources: dict[str, dict[int, int]] = {}
    rows = Entry.objects.filter(pk__in=[mark.pk for mark in marks], public_copy=False)
    for pk, label, source_id in rows.values_list("pk", "source_type", "source_id"):
        sources.setdefault(label, {})[source_id] = pk
    found = set()
    for label, of in sources.items():
        records = apps.get_model(label)._base_manager.filter(pk__in=list(of), created_at__gt=wording.created_at)
        found |= {of[pk] for pk in records.values_list("pk", flat=True)}
    return found


def long_day(day: date) -> str:
    """ "Tuesday 11 June 2019"."""
    return f"{day:%A} {plain_day(day)}"


def is_caveat_of(caveat: Entry | Beside, decision: Entry) -> bool:
    """Whether the caveat belongs to the decision: by its address, or, as published, by the decision's own text."""
    if caveat.url.split("#")[0] == decision.url:
        return True
    published_together = bool(caveat.document) and caveat.document == decision.document
    return published_together and caveat.title in decision.text.split("\n")


def decision_sentence(decision: Entry, caveats: Sequence[Beside]) -> str:
    """A decision as a dated sentence to say aloud, with its caveats and whether each is met."""
    mark = Mark(decision.date, decision.status, decision.said)
    said = decision.title.strip()
    link = " " if said.lower().startswith(("that ", "to ")) else ": "
    text = _ended(f"{mark.words} on {long_day(decision.date)}{link}{said}")
    if caveats:
        states = [f"{c.title.strip().rstrip('.')} ({'done' if c.status == 'done' else 'to do'})" for c in caveats]
        text += f" {counted(len(caveats), 'caveat').capitalize()}: {'; '.join(states)}."
    elif decision.status == "caveats" and "Subject to:" not in decision.text:
        text += " Its caveats are not listed yet."
    return text


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def decision_heading(entry: Entry, caveats: Sequence[Beside]) -> str:
    """ "HMT agreed, with two caveats"."""
    words = Mark(entry.date, entry.status, entry.said).words
    if entry.status == "caveats":
        mine = [caveat for caveat in caveats if is_caveat_of(caveat, entry)]
        return f"{words}, with {counted(len(mine), 'caveat')}" if mine else f"{words}, with caveats"
    return f"{words}, replaced since" if entry.status == "replaced" else words


def is_open_to_strangers(url: str) -> bool:
    """Whether an address of this site is one of something public."""
    return Entry.objects.visible_to(None).at(url.split("#")[0]).exists()

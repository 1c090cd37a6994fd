"""What an agenda item is about: a record elsewhere, read when the agenda is shown and never copied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.apps import apps
from django.db import models

from hackit.audience import Viewer
from hackit.records import Record
from meetings.agenda.models import AboutType, AgendaItem, Meeting
from meetings.capture.titles import as_title

BESIDE = {
    AboutType.LINE: ("item__meeting__forum",), AboutType.ACTION: (), AboutType.DECISION: (), AboutType.PROPOSAL: (),
}  # fmt: skip
EACH = {AboutType.DECISION: ("caveats",), AboutType.PROPOSAL: ("years",)}
"""What as_about asks of each, read for all of them at once."""


@dataclass(frozen=True)
class About:
    """A record as it stands now, for one who may see it. `title` is "" where the item is called the same."""

    kind: str
    title: str
    url: str
    state: str = ""
    due: date | None = None


def records_of(kind: str, user) -> models.QuerySet:
    """The records of that kind which this user may see. The package's models stand above ours: found by name."""
    rows = apps.get_model("meetings", kind).objects.visible_to(user).select_related(*BESIDE[AboutType(kind)])
    return rows.prefetch_related(*EACH[AboutType(kind)]) if kind in EACH else rows


def as_about(kind: str, record: Record) -> About:
    """How the record stands."""
    url = record.get_absolute_url()
    if kind == AboutType.ACTION:
        due = record.due if record.is_open else None
        return About("Action", record.text, url, record.get_status_display().rstrip("…").lower(), due)
    if kind == AboutType.DECISION:
        return About("Decision", record.text, url, record.summary_line().lower())
    if kind == AboutType.PROPOSAL:
        return About("Proposal", record.title, url, record.in_short())
    word = "Jotting" if record.is_jotting else record.get_kind_display()
    return About(word, as_title(record.text), url)


def show_about(items: Iterable[AgendaItem], user) -> None:
    """Give each item `shown_about`: what it is about, or None. A question to the database for each kind there is."""
    wanted: dict[str, list[str]] = defaultdict(list)
    items = list(items)
    for item in items:
        if item.about_type:
            wanted[item.about_type].append(item.about_ref)
    found = {
        (kind, record.ref): as_about(kind, record)
        for kind, refs in wanted.items()
        for record in records_of(kind, user).filter(ref__in=refs)
    }
    for item in items:
        about = found.get((item.about_type, item.about_ref))
        item.shown_about = replace(about, title="") if about and about.title == item.title else about


def meetings_to_put_on(user, *, on: date) -> list[Meeting]:
    """Meetings still to come of the groups in which this user writes, next first."""
    viewer = Viewer.of(user)
    groups = [forum_id for forum_id in viewer.forum_ids if viewer.writes_in(forum_id)]
    rows = Meeting.objects.visible_to(user).filter(forum_id__in=groups).still_to_come(on=on)
    return list(rows.select_related("forum")[:12])

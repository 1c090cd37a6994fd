"""Whether somebody changed a note since it was brought in."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max, Q

from hackit.history import Event
from weeknotes.models import Weeknote, WeeknoteDraft

IMPORTED = "imported"
"""The event that ends bringing a note in. What comes after it was done by somebody."""

AT_ITS_SOURCE = "It was changed at its source"
"""Why a note is published again with the new text that its source has."""


def new_text_from(source: str) -> str:
    """Why a revision was made that a run of an import gave to a note that was here."""
    return f"New text from {source}"[:300]


KIND = Weeknote._meta.label_lower


def changed_since(refs: Collection[str]) -> set[str]:
    """Those of these notes that somebody changed, published or typed in since they were brought in."""
    wanted = list(dict.fromkeys(refs))
    changed: set[str] = set()
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        events = Event.objects.filter(record_type=KIND, record_ref__in=some).order_by()
        last = events.values("record_ref").annotate(last=Max("pk"), imported=Max("pk", filter=Q(verb=IMPORTED)))
        changed |= {row["record_ref"] for row in last if row["last"] != row["imported"]}
        changed |= set(WeeknoteDraft.objects.filter(weeknote__ref__in=some).values_list("weeknote__ref", flat=True))
    return changed

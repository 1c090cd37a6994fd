"""All that is held about somebody, as files in a zip: JSON for each table, and a page that says what they are."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from typing import IO, Any

from django.db import models, transaction
from django.db.models import Q

from hackit import held
from hackit.dates import british_day
from hackit.held.erasing import everything_of
from hackit.held.finding import SECRET, Mention, address_of, mentions, rows_of, spellings_of
from hackit.history import Event
from hackit.models import Person
from hackit.word_tables import take_time

HIDDEN = "(not shown: it opens something)"


def write_person(person: Person, to: IO[bytes], *, at: datetime) -> dict[str, int]:
    """Write the zip; how many rows of each table are in it, of events and of texts that name the person.

    Rows are those that point to the person or to their login; texts are told of with their addresses. Whoever gives it
    away looks at it first: it holds what others wrote, too.
    """
    take_time(transaction.get_connection())  # every text is looked through
    people = everything_of(person)
    counts: dict[str, int] = {}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as out:
        for model, rows in rows_of(people):
            _put(out, counts, model._meta.label, [as_json(row) for row in rows])
        _put(out, counts, "events", [_event(event) for event in events_of(people)])
        named = list(mentions(spellings_of(people)))
        _put(out, counts, "texts that name them", [_mention(one) for one in named])
        out.writestr("read me.md", page(person, counts, at=at))
    return counts


def _put(out: zipfile.ZipFile, counts: dict[str, int], name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        counts[name] = len(rows)
        out.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n")


def as_json(row: models.Model) -> dict[str, Any]:
    """A row's fields as JSON takes them, rows that it points to by their names, with the page it is read on."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in SECRET and value:
            value = HIDDEN
        elif isinstance(value, bytes | memoryview):
            value = f"{len(value)} bytes"
        elif field.related_model and value is not None:
            value = str(getattr(row, field.name))
        found[field.name] = value
    return {**found, "page": address_of(row)}


def events_of(people: list[Person]) -> models.QuerySet[Event]:
    """What these rows of one person did, and what was done to them and to their login."""
    mine = Q(actor_id__in=[one.pk for one in people])
    mine |= Q(record_type="hackit.person", record_ref__in=[one.ref for one in people])
    mine |= Q(record_type="hackit.user", record_ref__in=[str(one.user_id) for one in people if one.user_id])
    return Event.objects.filter(mine).prefetch_related("values").order_by("pk")


def _event(event: Event) -> dict[str, Any]:
    return {
        "at": event.at, "by": event.actor_label, "record": f"{event.record_type} {event.record_ref}",
        "what": event.verb, "values": {one.field: [one.old, one.new] for one in event.values.all()},
    }  # fmt: skip


def _mention(one: Mention) -> dict[str, str]:
    return {"table": one.model, "row": one.ref, "field": one.field, "spelling": one.spelling, "page": one.address}


def page(person: Person, counts: dict[str, int], *, at: datetime) -> str:
    """What the zip holds, in Markdown."""
    about = (
        f"Taken out on {british_day(at.date())}. A file for each table, as JSON. Passwords and keys are left out. "
        "It holds words and names of other people: look through it before you give it away."
    )
    lines = [f"# What is held about {person.name}", "", about, ""]
    for heading in held.HEADINGS:
        rows = [row for row in held.rows() if row.about == heading and any(m in counts for m in row.models)]
        if not rows:
            continue
        lines += [f"## {heading}", ""]
        for row in rows:
            files = ", ".join(f"{counts[m]} in `{m}.json`" for m in row.models if m in counts)
            lines.append(f"- {row.what} Kept {row.why}. {files}.")
        lines.append("")
    known = {m for row in held.rows() for m in row.models}
    rest = [f"- {counts[name]} in `{name}.json`" for name in counts if name not in known]
    return "\n".join([*lines, *(["## Besides", "", *rest, ""] if rest else [])])

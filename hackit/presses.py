"""What follows a press on a record: somebody else was quicker; what one has deleted oneself, and brings back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import models
from django.http import Http404, HttpRequest

from hackit.models import Person
from hackit.shortcuts import asked, me, viewer

MEANWHILE = "Somebody else changed this at the same moment. Look at it again before you press"
"""What a press answers where it meets a StaleRecord."""


def just_deleted(request: HttpRequest, rows: models.QuerySet, *, name: str = "deleted") -> Any:
    """What this person has just deleted of `rows` and may bring back, if the address names it (`?deleted=`).

    None for anything else, and for who only reads by now.
    """
    ref, seen = asked(request, name, longest=40), viewer(request)
    if not ref or not seen.may_write or seen.person_id is None:
        return None
    return rows.waiting_for_undo(me(request)).can_come_back().filter(ref=ref).first()


def deleted_or_404(rows: models.QuerySet, by: Person, ref: str, **lookup: Any) -> Any:
    """What this person has deleted of `rows`, to bring it back. Raises Http404 for anything else.

    One that is kept no longer is given as well: bringing it back raises CannotComeBack, which says why.
    """
    record = rows.waiting_for_undo(by).filter(ref=ref.replace("\x00", ""), **lookup).first()
    if record is None:
        raise Http404("Nothing of yours to bring back")
    return record


def in_its_place(address: str, anchor: str | None = None, **stays: str) -> str:
    """The list's address again after a press on one of its rows, at `anchor`; None: where the address points.

    stays: by name, the row that stays in the list with its Undo although it ended; "" for none. What an earlier press
    said by that name goes, and so does what was just deleted.
    """
    parts = urlsplit(address)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name not in stays and name != "deleted"]
    query += [(name, ref) for name, ref in stays.items() if ref]
    return urlunsplit(("", "", parts.path, urlencode(query), parts.fragment if anchor is None else anchor))

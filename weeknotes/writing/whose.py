"""Whose note it is that one writes in: its authors', and of them who may write."""

from __future__ import annotations

from django.http import HttpRequest

from hackit.shortcuts import me, viewer, visible_or_404, writer
from weeknotes.models import Weeknote
from weeknotes.models.weeknotes import WeeknoteQuerySet


def my_note(request: HttpRequest, ref: str, rows: WeeknoteQuerySet | None = None) -> Weeknote:
    """A note of the signed-in author's, with what they typed since the last save; or one of `rows`.

    Raises Http404 for anybody else's, PermissionDenied for who may only read.
    """
    if rows is None:
        rows = Weeknote.objects.with_last_revision()
        if viewer(request).person_id:
            rows = rows.with_draft_of(me(request))
    note = visible_or_404(rows, request.user, ref=ref)
    writer(request)
    return note

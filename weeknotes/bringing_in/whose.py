"""What somebody brings in is their own affair: others find nothing at its addresses."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils import timezone

from hackit.models import ImportRun
from hackit.shortcuts import writer
from weeknotes.bringing_in.changes import KIND
from weeknotes.models import PreparedImport


def prepared_or_404(request: HttpRequest, ref: str) -> PreparedImport:
    """What this person has begun to bring in; Http404 for another's, and for what was cleared."""
    rows = PreparedImport.objects.of(writer(request), at=timezone.now()).select_related("run")
    prepared = rows.filter(ref=ref.replace("\x00", "")).first()
    if prepared is None:
        raise Http404("Nothing of yours")
    return prepared


def run_or_404(request: HttpRequest, ref: str) -> ImportRun:
    """What this person brought in; Http404 for another's."""
    run = ImportRun.objects.of(writer(request), KIND).filter(ref=ref.replace("\x00", "")).first()
    if run is None:
        raise Http404("Nothing of yours")
    return run

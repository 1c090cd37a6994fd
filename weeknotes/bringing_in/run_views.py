"""What one go brought in, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from hackit.filters import page_of
from hackit.shortcuts import writer
from weeknotes.bringing_in.undo_writes import TakenBack, kept_of, notes_of, take_back
from weeknotes.bringing_in.whose import run_or_404
from weeknotes.models import PreparedImport

MOST_TICKS = 500


@require_safe
def import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """The notes of one go, for who did it, with the way back for 30 days."""
    run = run_or_404(request, ref)
    kept = kept_of(run)
    rows = notes_of(run)
    seen = rows.visible_to(request.user)
    context = {
        "nav": "weeknotes", "run": run, "page": page_of(request, seen), "count": rows.count(),
        "of_others": rows.count() - seen.count(), "may_undo": run.may_be_undone(at=timezone.now()),
        "changed": seen.filter(ref__in=kept), "changed_count": len(kept),
        "addresses": run.old_addresses.count(),
        "going": PreparedImport.objects.of(writer(request), at=timezone.now()).filter(run=run).first(),
    }  # fmt: skip
    return render(request, "weeknotes/weeknote_import_run.html", context)


@require_POST
def import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays, unless it is ticked."""
    run, by = run_or_404(request, ref), writer(request)
    at = timezone.now()
    if not run.may_be_undone(at=at):
        messages.error(request, "It can’t be taken back any more")
        return redirect("weeknotes:import-run", run.ref)
    PreparedImport.objects.of(by, at=at).filter(run=run).delete()  # what was still to come is not wanted either
    seen = set(notes_of(run).visible_to(request.user).values_list("ref", flat=True))
    even = seen.intersection(request.POST.getlist("even")[:MOST_TICKS])  # nobody deletes what they can't see
    done = take_back(run, by=by, user=request.user, at=at, even=even)
    messages.success(request, _words(done))
    return redirect("weeknotes:import-run", run.ref)


def _words(done: TakenBack) -> str:
    words = f"{_counted(done.gone)} taken back."
    if done.restored:
        words += f" {_counted(done.restored)} got the former text again."
    if done.goes_on:
        return f"{words} There are more: press “Take it back” again."
    if done.stayed:
        words += f" {_counted(done.stayed)} changed since and {'stays' if done.stayed == 1 else 'stay'}."
    return words


def _counted(count: int) -> str:
    return f"{count:,} weeknote{'' if count == 1 else 's'}"

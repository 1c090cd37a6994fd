"""Bringing actions in from a spreadsheet: choose a file, look at what each row becomes, keep them, take them back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.decoding import content_key
from hackit.filters import page_of
from hackit.models import ImportRun, Person
from hackit.shortcuts import today, viewer, writer
from meetings.actions.import_forms import FileForm, MatchForm
from meetings.actions.import_writes import bring_in, changed_since, take_back
from meetings.actions.importing.columns import COLUMNS
from meetings.actions.importing.reading import KIND, Plan, plan
from meetings.actions.importing.table import LIMITS
from meetings.actions.models import Action
from meetings.importing.forms import table_of
from meetings.importing.kept import SomebodyWasQuicker
from meetings.importing.rows import Known

SHOWN = 50
"""Rows that the page shows at once; the others stand behind one press."""


@require_http_methods(["GET", "HEAD", "POST"])
def action_import(request: HttpRequest) -> HttpResponse:
    """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
    by = writer(request)
    if request.POST.get("do") in ("again", "save"):
        return _sent_again(request, by)
    form = FileForm(request.POST or None, request.FILES or None, viewer=viewer(request))
    if request.method != "POST" or not form.is_valid():
        context = {"nav": "actions", "form": form, "runs": ImportRun.objects.of(by, KIND)[:10]}
        return render(request, "meetings/action_import.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    known = Known(viewer=viewer(request), by=by, on=today())
    initial = {name: data[name] for name in ("text", "forum", "audience")} | {"source": data["source"][:200]}
    match = MatchForm(initial=initial, table=data["table"], viewer=viewer(request), known=known)
    return _found(request, match, by, warning=data["warning"])


def _sent_again(request: HttpRequest, by: Person) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        table = table_of(text, COLUMNS, LIMITS)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("meetings:action-import")
    on = today()
    known = Known(viewer=viewer(request), by=by, on=on)
    form = MatchForm(request.POST, table=table, viewer=viewer(request), known=known)
    is_valid = form.is_valid()
    planned = plan(table, form.columns, known, form.settled(), user=request.user)
    is_ready = is_valid and planned.new and not planned.problems
    if request.POST["do"] != "save" or not is_ready:
        return _found(request, form, by, planned=planned, status=200 if is_valid else 422)
    try:
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            run = bring_in(
                planned, by=by, audience=form.cleaned_data["audience"], source=form.cleaned_data["source"],
                content_hash=content_key(text), on=on,
            )  # fmt: skip
            url = reverse("meetings:import-run", args=[run.ref])
            claim.finish(url)
    except SomebodyWasQuicker:
        form.add_error(None, "Somebody brought some of these in at the same moment. Look at what is left to make")
        return _found(request, form, by, status=409)
    messages.success(request, f"{_counted(len(planned.new))} brought in")
    return redirect(url)


def _found(
    request: HttpRequest, form: MatchForm, by: Person, *, planned: Plan | None = None, warning: str | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page that shows what each row becomes."""
    if planned is None:
        planned = plan(form.table, form.columns, form.known, form.settled(), user=request.user)
    text = str(form["text"].value() or "")
    rows = sorted([*planned.new, *planned.known], key=lambda row: row.line)
    context: dict[str, Any] = {
        "nav": "actions", "form": form, "plan": planned, "warning": warning, "on": form.known.on, "pasted": text,
        "problems": planned.problems[:SHOWN], "more_problems": max(0, len(planned.problems) - SHOWN),
        "rows": rows[:SHOWN], "more_rows": rows[SHOWN:], "names": form.known.people.offered if form.doubts else [],
        "will_be_made": _counted(len(planned.new)), "same_file": _earlier(by, content_key(text)),
    }  # fmt: skip
    return render(request, "meetings/action_import_found.html", context, status=status)


def _earlier(by: Person, content_hash: str) -> ImportRun | None:
    """The last time that this person brought the same file in, unless it was taken back."""
    return ImportRun.objects.of(by, KIND).standing().of_content(KIND, content_hash).first()


@require_safe
def import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """What one go brought in, for who did it, with the way back for 30 days."""
    run = _mine(request, ref)
    refs = run.items.values("record_ref")
    rows = Action.objects.visible_to(request.user).filter(ref__in=refs).select_related("owner", "forum")
    context = {
        "nav": "actions", "run": run, "page": page_of(request, rows.order_by("pk")), "on": today(),
        "may_undo": run.may_be_undone(at=timezone.now()), "changed": len(changed_since(run)),
    }  # fmt: skip
    return render(request, "meetings/action_import_run.html", context)


@require_POST
def import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays."""
    run, by = _mine(request, ref), writer(request)
    at = timezone.now()
    if not run.may_be_undone(at=at):
        messages.error(request, "It can’t be taken back any more")
        return redirect("meetings:import-run", run.ref)
    gone, stayed = take_back(run, by=by, at=at)
    words = f"{_counted(gone)} taken back"
    if stayed:
        words += f". {len(stayed)} changed since and {'stays' if len(stayed) == 1 else 'stay'}"
    messages.success(request, words)
    return redirect("meetings:import-run", run.ref)


def _mine(request: HttpRequest, ref: str) -> ImportRun:
    run = ImportRun.objects.of(writer(request), KIND).filter(ref=ref.replace("\x00", "")).first()
    if run is None:
        raise Http404("Nothing of yours")
    return run


def _counted(count: int) -> str:
    return f"{count:,} action" if count == 1 else f"{count:,} actions"

"""Bringing recommendations in from a spreadsheet: a file, what each row becomes, all or nothing, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.decoding import content_key
from hackit.filters import page_of
from hackit.models import ImportRun, Person
from hackit.shortcuts import today, viewer, writer
from meetings.audit.beside_models import Scale
from meetings.audit.import_forms import RecommendationFileForm, RecommendationMatchForm
from meetings.audit.import_writes import address_of, bring_in, changed_since, made_by, take_back
from meetings.audit.importing.columns import COLUMNS, LIMITS
from meetings.audit.importing.reading import KIND, Plan, plan
from meetings.audit.models import Recommendation
from meetings.audit.reading import for_rows, shown
from meetings.importing.forms import table_of
from meetings.importing.kept import SomebodyWasQuicker
from meetings.importing.rows import Known

SHOWN = 50
"""Rows that the page shows; the file has the others."""
MOST_PROBLEMS = 200


@require_http_methods(["GET", "HEAD", "POST"])
def recommendation_import(request: HttpRequest) -> HttpResponse:
    """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
    by = writer(request)
    if request.POST.get("do") in ("again", "save"):
        return _sent_again(request, by)
    form = RecommendationFileForm(request.POST or None, request.FILES or None, viewer=viewer(request))
    if request.method != "POST" or not form.is_valid():
        context = {"nav": "meetings", "form": form, "runs": ImportRun.objects.of(by, KIND)[:10]}
        status = 422 if form.is_bound else 200
        return render(request, "meetings/recommendation_import.html", context, status=status)
    data = form.cleaned_data
    initial = {name: data[name] for name in ("text", "forum", "audience")} | {"source": data["source"][:200]}
    match = _match_form(request, by, initial=initial, table=data["table"])
    return _found(request, match, by, warning=data["warning"])


def _match_form(request: HttpRequest, by: Person, *args: Any, **kwargs: Any) -> RecommendationMatchForm:
    on = today()
    return RecommendationMatchForm(
        *args, viewer=viewer(request), known=Known(viewer=viewer(request), by=by, on=on), on=on,
        priorities=Scale.objects.grades()["priority"], **kwargs,
    )  # fmt: skip


def _sent_again(request: HttpRequest, by: Person) -> HttpResponse:
    if made := tokens.result_of(request.POST.get("token", ""), person=by):
        return redirect(made)
    text = request.POST.get("text", "")
    try:
        table = table_of(text, COLUMNS, LIMITS)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("meetings:import-recommendations")
    form = _match_form(request, by, request.POST, table=table)
    is_valid = form.is_valid()
    planned = plan(table, form.columns, form.known, form.settled())
    if request.POST["do"] != "save" or not is_valid or not planned.new or planned.problems:
        return _found(request, form, by, planned=planned, status=200 if is_valid else 422)
    data = form.cleaned_data
    try:
        with tokens.once(data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            run = bring_in(
                planned, by=by, audience=data["audience"], source=data["source"], content_hash=content_key(text),
                on=form.known.on,
            )  # fmt: skip
            claim.finish(address_of(run))
    except SomebodyWasQuicker:
        form.add_error(None, "Somebody wrote some of these down at the same moment. Look at what is left to make")
        return _found(request, form, by, status=409)
    messages.success(request, f"{_counted(len(planned.new))} brought in")
    return redirect(address_of(run))


def _found(
    request: HttpRequest, form: RecommendationMatchForm, by: Person, *, planned: Plan | None = None,
    warning: str | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page that shows what each row becomes."""
    if planned is None:
        planned = plan(form.table, form.columns, form.known, form.settled())
    text = str(form["text"].value() or "")
    rows = sorted([*planned.new, *planned.known], key=lambda row: row.line)
    # What is said of a row is what to look at: those rows come first
    rows.sort(key=lambda row: not row.said)
    earlier = ImportRun.objects.of(by, KIND).standing().of_content(KIND, content_key(text)).first()
    context: dict[str, Any] = {
        "nav": "meetings", "form": form, "plan": planned, "warning": warning, "on": form.known.on, "pasted": text,
        "problems": planned.problems[:MOST_PROBLEMS], "more_problems": max(0, len(planned.problems) - MOST_PROBLEMS),
        "rows": rows[:SHOWN], "more_rows": max(0, len(rows) - SHOWN), "will_be_made": _counted(len(planned.new)),
        "names": form.known.people.offered if form.doubts else [], "reviews": planned.review_names,
        "same_file": earlier, "same_file_at": address_of(earlier) if earlier else "",
    }  # fmt: skip
    return render(request, "meetings/recommendation_import_found.html", context, status=status)


@require_safe
def recommendation_import_run(request: HttpRequest, ref: str) -> HttpResponse:
    """What one go brought in, for who did it, with the way back for 30 days."""
    run = _mine(request, ref)
    rows = Recommendation.objects.visible_to(request.user).filter(ref__in=run.items.values("record_ref"))
    page = page_of(request, for_rows(rows.order_by("pk")))
    context = {
        "nav": "meetings", "run": run, "page": page, "rows": shown(page, on=today()), "on": today(),
        "may_undo": run.may_be_undone(at=timezone.now()), "changed": len(changed_since(run, made_by(run))),
    }  # fmt: skip
    return render(request, "meetings/recommendation_import_run.html", context)


@require_POST
def recommendation_import_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back what one go brought in. What somebody has changed since stays."""
    run, by = _mine(request, ref), writer(request)
    at = timezone.now()
    if not run.may_be_undone(at=at):
        messages.error(request, "It can’t be taken back any more")
        return redirect(address_of(run))
    gone, stay = take_back(run, by=by, at=at)
    words = f"{_counted(gone)} taken back"
    if stay:
        words += f". {stay:,} changed since and {'stays' if stay == 1 else 'stay'}"
    messages.success(request, words)
    return redirect(address_of(run))


def _mine(request: HttpRequest, ref: str) -> ImportRun:
    run = ImportRun.objects.of(writer(request), KIND).filter(ref=ref.replace("\x00", "")).first()
    if run is None:
        raise Http404("Nothing of yours")
    return run


def _counted(count: int) -> str:
    return f"{count:,} recommendation{'' if count == 1 else 's'}"

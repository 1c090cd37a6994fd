"""Topics out as CSV and in again, with a look at what would change before anything does. For staff."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.csv_out import csv_response
from hackit.shortcuts import reader, writer
from hackit.topics.csv_forms import TopicsFileForm
from hackit.topics.csv_writes import HEADER, Plan, bring_in, exported, plan

SHOWN = 200
"""Rows and mistakes that the page shows; the command shows all."""


@require_safe
def topics_export(request: HttpRequest) -> StreamingHttpResponse:
    """Every topic with its other names, as `topics_import` takes it."""
    reader(request)
    return csv_response("topics-with-names.csv", HEADER, exported())


@require_http_methods(["GET", "HEAD", "POST"])
def topics_import(request: HttpRequest) -> HttpResponse:
    """A file or pasted cells; then what each row becomes; then all of it or nothing."""
    by = writer(request)
    form = TopicsFileForm(request.POST, request.FILES) if request.method == "POST" else TopicsFileForm()
    if request.method != "POST" or not form.is_valid():
        context = {"nav": "topics", "form": form, "trail": [(reverse("topics"), "Topics")]}
        return render(request, "hackit/topics_import.html", context, status=422 if form.is_bound else 200)
    table = form.cleaned_data["table"]
    if request.POST.get("do") != "save":
        return _found(request, form, plan(table))
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        made = bring_in(table, by=by)
        if not made.wrong:
            claim.finish(reverse("topics"))
    if made.wrong:
        return _found(request, form, made, status=422)
    messages.success(request, f"Topics brought in: {made.words}.")
    return redirect("topics")


def _found(request: HttpRequest, form: TopicsFileForm, made: Plan, *, status: int = 200) -> HttpResponse:
    """The page that shows what each row becomes. What is unchanged stands there as a number."""
    fates = [fate for fate in made.fates if fate.state != "unchanged"]
    context = {
        "nav": "topics",
        "plan": made,
        "wrong": made.wrong[:SHOWN],
        "noted": made.noted[:SHOWN],
        "fates": fates[:SHOWN],
        "more": max(0, len(fates) - SHOWN),
        "pasted": form.cleaned_data["text"],
        "warning": form.cleaned_data["warning"],
        "token": form.cleaned_data["token"] or tokens.new_token(),
        "trail": [(reverse("topics"), "Topics"), (reverse("topics-import"), "Bring in")],
    }
    return render(request, "hackit/topics_import_found.html", context, status=status)

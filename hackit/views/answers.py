""" "What did we say about…?": one answer for a councillor, an auditor or a request, as page, Markdown and CSV."""

from __future__ import annotations

import logging
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.csv_out import csv_response
from hackit.shortcuts import reader, today, viewer
from hackit.slugs import slug_of
from hackit.topics.answer_forms import AnswerForm
from hackit.topics.answer_text import HEADER, as_markdown, as_rows, period
from hackit.topics.answers import PART, PUBLIC, Answer, answer
from hackit.topics.said import figures_in

logger = logging.getLogger(__name__)


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """What was said, a part on a page, printable, and below it the form."""
    form = _form(request)
    made = _answer(request, form, today(), "page")
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(range(made.total if made else 0), PART).get_page(request.GET.get("page"))
    sections = made.part(max(page.start_index() - 1, 0), PART) if made else []
    context = {
        "form": form,
        "answer": made,
        "page": page,
        "sections": sections,
        "figures": [said for section in sections for entry in section.entries for said in figures_in(entry)],
        "period": period(made.question) if made else "",
        "query": query.urlencode(),
        "site_address": _site(request),
        "on": today(),
        "trail": [(reverse("search"), "Search")],
    }
    return render(request, "hackit/answers.html", context, status=422 if form.is_bound and not made else 200)


@require_safe
def answers_csv(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """The same answer as CSV."""
    made = _answer(request, _form(request), today(), "CSV")
    if made is None:
        return redirect(f"{reverse('answers')}?{request.GET.urlencode()}")
    return csv_response(f"{_name(made)}.csv", HEADER, as_rows(made, _site(request)))


@require_safe
def answers_markdown(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """The same answer as Markdown."""
    on = today()
    made = _answer(request, _form(request), on, "Markdown")
    if made is None:
        return redirect(f"{reverse('answers')}?{request.GET.urlencode()}")
    lines = (line.encode("utf-8", "replace") for line in as_markdown(made, _site(request), on=on))
    response = StreamingHttpResponse(lines, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_name(made)}.md"'
    return response


def _form(request: HttpRequest) -> AnswerForm:
    """The form as it was sent, if it was. Raises PermissionDenied for a login without a role."""
    seen = reader(request)
    if "audience" in request.GET:
        return AnswerForm(request.GET, viewer=seen, user=request.user)
    return AnswerForm(viewer=seen, user=request.user, initial={"audience": PUBLIC, **request.GET.dict()})


def _answer(request: HttpRequest, form: AnswerForm, on: date, what: str) -> Answer | None:
    """The answer to a valid form. What leaves is a line of the log: no write on GET, and no word that was asked."""
    if not form.is_bound or not form.is_valid():
        return None
    made = answer(form.question(), user=request.user, on=on)
    logger.info(
        "Answer taken out as %s for %s by person %s: %s things, %s withheld",
        what, made.question.audience, viewer(request).person_id, made.total,
        sum(part.count for part in made.withheld),
    )  # fmt: skip
    return made


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _name(made: Answer) -> str:
    return f"what-was-said-{slug_of(made.question.about)[:60] or 'answer'}-{made.question.audience}"

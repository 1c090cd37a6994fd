"""The page that a letter's link opens: an owner answers for their own actions, without signing in.

The signed address is the key. It opens one person's actions of one letter, and following it changes nothing: only a
press does. So no cookie is asked for (a mail program's own browser may keep none) and the form needs no token of a
session: who could forge a press would have to know the address, and who knows it may press.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hackit.access import keeps_no_record
from hackit.models import Mail
from hackit.shortcuts import today, viewer
from meetings.reminders.answering import Closed, about_refused, page_of, why_closed
from meetings.reminders.asks import Asked, asked_by, letter_of
from meetings.reminders.before_forms import AnswerForm
from meetings.reminders.before_writes import save_answers


@dataclass
class _Opened:
    """A letter whose link opens today, and what it asks about."""

    letter: Mail
    rows: list[Asked]
    on: date


@login_not_required
@keeps_no_record
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked, and write down what was answered."""
    opened = _open(request, token)
    if isinstance(opened, Closed):
        return _private(render(request, "meetings/answer_closed.html", {"closed": opened}, status=opened.status))
    if request.method != "POST":
        forms = [AnswerForm(asked=row, on=opened.on) for row in opened.rows if row.is_open]
        return _page(request, opened, forms)
    if not ratelimit.consume(request, action="answer_link", key=opened.letter.ref):
        return _private(render(request, "meetings/answer_closed.html", {"closed": Closed.TOO_OFTEN}, status=429))
    return _private(_save(request, opened))


def _open(request: HttpRequest, token: str) -> _Opened | Closed:
    """The letter of this link, or why it opens nothing."""
    letter, on = letter_of(token), today()
    if letter is None:
        return Closed.UNKNOWN
    rows = asked_by(letter)
    closed = why_closed(letter, rows, reader_id=viewer(request).person_id, on=on)
    return closed or _Opened(letter, rows, on)


def _save(request: HttpRequest, opened: _Opened) -> HttpResponse:
    forms = [AnswerForm(request.POST, asked=row, on=opened.on) for row in opened.rows if row.is_open]
    answered = [form for form in forms if form.is_answered]
    late = [row for row in opened.rows if not row.is_open and request.POST.get(f"{row.action.ref}-kind")]
    if not answered and not late:
        for form in forms[:1]:
            form.say_choose_one()
        return _page(request, opened, forms, status=422)
    if [form for form in answered if not form.is_valid()]:
        return _page(request, opened, forms, status=422)
    replies = {form.asked.action.ref: form.cleaned_data for form in answered}
    outcome = save_answers(opened.letter, replies, on=opened.on)
    if outcome.saved:
        return redirect(request.path)
    fresh = _Opened(opened.letter, asked_by(opened.letter), opened.on)
    forms = [AnswerForm(asked=row, on=opened.on) for row in fresh.rows if row.is_open]
    return _page(request, fresh, forms, status=409, refused=about_refused([*late, *outcome.refused]))


def _page(
    request: HttpRequest, opened: _Opened, forms: list[AnswerForm], *, status: int = 200, **more: Any
) -> HttpResponse:
    context = page_of(opened.letter.person, opened.rows, on=opened.on) | {"forms": forms, **more}
    return _private(render(request, "meetings/answer.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine, and its address told to no page that is opened from it."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

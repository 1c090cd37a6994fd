"""Pages of what is coming up: writing it down, one thing, changing it, its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hackit import tokens
from hackit.edit_forms import edit_page, status_of
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import asked, today, viewer, visible_or_404, writer
from meetings.ahead.forms import ComingUpEditForm, ComingUpForm, MovedForm
from meetings.ahead.models import ComingUp
from meetings.ahead.reading import for_rows, row_of
from meetings.ahead.writes import change_coming_up, record_coming_up
from meetings.form_fields import KnownPeople

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def coming_up_new(request: HttpRequest) -> HttpResponse:
    """Write down what is coming up; `?topic=` and `?title=` fill in what is known."""
    by, on = writer(request), today()
    initial = {"topics": request.GET.getlist("topic")[:20], "title": asked(request, "title", longest=300)}
    form = ComingUpForm(request.POST or None, initial=initial, viewer=viewer(request), people=KnownPeople(on=on), on=on)
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            thing = record_coming_up(form.cleaned_data, by=by)
            claim.finish(thing.get_absolute_url())
        messages.success(request, f"Coming up: {thing.title}")
        return redirect(thing)
    return render(request, "meetings/coming_up_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


@require_safe
def coming_up_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One thing, and what may be said of it."""
    thing = visible_or_404(for_rows(ComingUp.objects), request.user, ref=ref)
    return detail(request, thing)


def detail(request: HttpRequest, thing: ComingUp, *, form: MovedForm | None = None) -> HttpResponse:
    """The page of one thing; `form` where the date it was moved to could not be read."""
    on, who = today(), viewer(request)
    others = ComingUp.objects.visible_to(request.user)
    context: dict[str, Any] = {
        "has_history": may_read_history(thing, request.user),
        "nav": "meetings", "thing": thing, "row": row_of(thing, who=who, on=on), "on": on,
        "topics": thing.topics.all(), "may_delete": thing.may_be_deleted_by(who),
        "before": others.filter(pk=thing.follows_id).first() if thing.follows_id else None,
        "after": others.filter(follows=thing).first() if thing.yearly else None,
        "form": form or MovedForm(on=on), "source": _source(request, thing),
    }  # fmt: skip
    return render(request, "meetings/coming_up_detail.html", context, status=status_of(form))


@form_page
def coming_up_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what was written down. A save that meets somebody else's shows both and asks."""
    thing = changeable(request, ref)
    by, on, who = writer(request), today(), viewer(request)
    form = ComingUpEditForm(
        request.POST or None, initial=_stored(thing), viewer=who, people=KnownPeople(on=on), on=on, thing=thing
    )
    return edit_page(
        request, form, thing, "meetings/coming_up_edit.html", name="thing", as_saved=_as_saved,
        save=lambda said: change_coming_up(thing, said, by=by, version=said["version"]),
        again=lambda: changeable(request, ref), on=on,
    )  # fmt: skip


def changeable(request: HttpRequest, ref: str) -> ComingUp:
    """The thing, for somebody who may change it. Raises Http404 for who may not see it, PermissionDenied else."""
    thing = visible_or_404(for_rows(ComingUp.objects), request.user, ref=ref)
    if not thing.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only who sees to it, who wrote it down and its group may change it")
    return thing


@require_safe
def coming_up_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of it, for who could see it all along."""
    thing = visible_or_404(ComingUp.objects, request.user, ref=ref)
    history = history_or_404(thing, request.user)
    return render(request, "meetings/coming_up_history.html", {"nav": "meetings", "thing": thing, "history": history})


def _stored(thing: ComingUp) -> dict[str, Any]:
    return {
        "title": thing.title, "when": thing.when, "month": thing.sorts_as.isoformat() if thing.sorts_as else "",
        "yearly": thing.yearly, "start": _start(thing), "person": thing.person, "forum": thing.forum,
        "audience": thing.audience, "topics": thing.topics.all(), "version": thing.version,
    }  # fmt: skip


def _start(thing: ComingUp) -> str:
    day = thing.start_by
    return thing.start_text or (f"{day.day} {day:%B} {day.year}" if day else "")


def _as_saved(thing: ComingUp) -> list[tuple[str, Any]]:
    """What somebody else saved, beside a form that keeps what was typed."""
    day = thing.when_words(on=today())
    return [
        ("What is coming up", thing.title), ("When", day or "Not said"),
        ("Every year", "Yes" if thing.yearly else "No"),
        ("Start by", _start(thing) or "Not said"), ("Who sees to it", thing.person or "Nobody yet"),
    ]  # fmt: skip


def _source(request: HttpRequest, thing: ComingUp) -> tuple[str, str] | None:
    """Where it was typed, in words and as an address, for who may see that."""
    line = thing.source_line(request.user)
    if line is None:
        return None
    return (line.meeting.label() if line.meeting else "your jottings", line.get_absolute_url())

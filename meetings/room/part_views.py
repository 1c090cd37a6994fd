"""One part of a line put right in place: with scripts under its row, without on a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit.models import Person
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, sent, writer
from meetings.models import Action, Caveat, Line
from meetings.publishing.outdated import former_words, refs_under
from meetings.room import board, part_writes
from meetings.room.asking import Setting
from meetings.room.known import known_for
from meetings.room.line_views import home_of, line_of, setting_for
from meetings.room.part_forms import DuePart, OwnerPart, PartForm, WhatPart, day_said

PARTS = ("owner", "due", "what")


@require_http_methods(["GET", "HEAD", "POST"])
def line_part(request: HttpRequest, ref: str, part: str) -> HttpResponse:
    """The small form of one part, and what it was set to. `of` is the action or caveat it is about."""
    if part not in PARTS:
        raise Http404("No such part")
    line = line_of(request, ref)
    thing: Action | Caveat | None = None
    if part != "what":
        thing = part_writes.part_of(line, sent(request, "of") or asked(request, "of"), request.user)
        if thing is None:
            raise Http404("Nothing of that name was made of this line")
    setting = setting_for(request, line)
    form = _form(request, part, line, thing, setting)
    if not form.is_bound:
        return _shown(request, line, part, thing, form, setting)
    if not form.is_valid():
        return _shown(request, line, part, thing, form, setting, status=422)
    try:
        sentences = _set(request, line, part, thing, form)
    except StaleRecord:
        return _meanwhile(request, ref, part, form, setting)
    sentences = [*sentences, *former_words(request, line.item.meeting if line.item else None, refs_under(line))]
    if request.htmx:
        context = {"row": board.one_row(line, request.user, setting), "setting": setting, "sentences": sentences}
        return render(request, "meetings/_line_row.html", {**context, "next": sent(request, "next")})
    messages.success(request, " ".join(["Saved.", *sentences]))
    return redirect(back_to(request, home_of(line)))


def _form(
    request: HttpRequest, part: str, line: Line, thing: Action | Caveat | None, setting: Setting
) -> PartForm:  # fmt: skip
    """The form of a part, filled with what is stored unless it was sent."""
    data = request.POST if request.method == "POST" else None
    stored: dict[str, Any] = {"of": thing.ref if thing else "", "version": (thing or line).version}
    known = known_for(writer(request), item=line.item, on=line.day)
    form: PartForm
    if part == "owner":
        owner = getattr(thing, "owner", None)
        stored["owner"] = owner.name if owner else getattr(thing, "owner_text", "")
        form = OwnerPart(data, initial=stored, known=known)
    elif part == "due":
        due = getattr(thing, "due", None)
        stored["due"] = day_said(due, setting) if due else getattr(thing, "due_text", "")
        form = DuePart(data, initial=stored, setting=setting)
    else:
        topics, audience = list(line.topics.all()), part_writes.audience_of(line)
        stored |= {"kind": line.kind, "audience": audience, "topics": [str(topic.pk) for topic in topics]}
        form = WhatPart(
            data, initial=stored, line=line, audience=audience, setting=setting, known=known, on_line=topics
        )
    form.for_line(line)
    return form


def _shown(
    request: HttpRequest, line: Line, part: str, thing: Action | Caveat | None, form: PartForm, setting: Setting,
    status: int = 200, clash: str = "",
) -> HttpResponse:  # fmt: skip
    """The row with the form open under it, or the page of the form."""
    context: dict[str, Any] = {
        "line": line, "part": part, "part_form": form, "about": getattr(thing, "text", ""), "clash": clash,
        "setting": setting, "next": sent(request, "next") or asked(request, "next"),
    }  # fmt: skip
    if request.htmx:
        context["row"] = board.one_row(line, request.user, setting)
        return render(request, "meetings/_line_row.html", context, status=status)
    context |= {
        "nav": "meetings" if line.item_id else "week", "home": back_to(request, home_of(line)), "error_form": form,
        "place": line.item.meeting.label() if line.item_id else "My jottings",
    }  # fmt: skip
    return render(request, "meetings/line_part.html", context, status=status)


def _set(
    request: HttpRequest, line: Line, part: str, thing: Action | Caveat | None, form: PartForm
) -> list[str]:  # fmt: skip
    """Do what the form says. Returns sentences on what could not be put back."""
    by, data = writer(request), form.cleaned_data
    if isinstance(form, WhatPart):
        return part_writes.set_what(
            line, kind=data["kind"], audience=data["audience"], topics=form.chosen_topics(), by=by, on=line.day,
            version=data["version"],
        )  # fmt: skip
    if thing is None:
        return []
    if part == "owner":
        person = Person.objects.named().filter(pk=data["owner"]).first() if data["owner"] else None
        part_writes.give(line, thing, person, by=by, version=data["version"])
    else:
        part_writes.set_due(line, thing, data["day"], by=by, on=line.day, version=data["version"])
    return []


def _meanwhile(request: HttpRequest, ref: str, part: str, form: PartForm, setting: Setting) -> HttpResponse:
    """Somebody saved it meanwhile: how it stands now, and the form with one's own words, to be saved once more."""
    line = line_of(request, ref)
    thing = part_writes.part_of(line, form.cleaned_data["of"], request.user) if part != "what" else None
    if part != "what" and thing is None:
        raise Http404("It was taken back meanwhile")
    form.raised_to((thing or line).version)
    if part == "owner":
        now = getattr(getattr(thing, "owner", None), "name", "") or "nobody yet"
    elif part == "due":
        now = day_said(getattr(thing, "due", None), setting)
    else:
        now = line.get_kind_display()
    clash = f"Someone else changed this while you were choosing. Saved now: {now}. Save again if yours should stand."
    return _shown(request, line, part, thing, form, setting, status=409, clash=clash)

"""Several lines at once: paste them, see what each would become, keep them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit.shortcuts import asked, sent, today, writer
from meetings.models import AgendaItem, LineKind
from meetings.room import board
from meetings.room.known import known_for
from meetings.room.line_writes import Typed
from meetings.room.live_views import meeting_of
from meetings.room.paste_forms import KeepForm, PasteForm
from meetings.room.paste_writes import keep_lines
from meetings.room.pasting import read_block


@require_http_methods(["GET", "HEAD", "POST"])
def live_paste(request: HttpRequest, ref: str) -> HttpResponse:
    """Under an item of the meeting."""
    meeting = meeting_of(request, ref)
    writer(request)
    wanted = sent(request, "item") or asked(request, "item")
    items = board.items_of(meeting, request.user)
    item = next((one for one in items if one.ref == wanted), None) if wanted else board.current_of(items, "")
    if item is None:
        raise Http404("No such item on this agenda")
    if not item.is_open_to(request.user):
        raise PermissionDenied("This meeting was cancelled")
    home = f"{reverse('meetings:live', args=[meeting.ref])}?item={item.ref}"
    about = {"nav": "meetings", "item": item, "place": f"{meeting.label()}: {item.title}", "home": home}
    return _paste(request, item, meeting.date, about)


@require_http_methods(["GET", "HEAD", "POST"])
def jotting_paste(request: HttpRequest) -> HttpResponse:
    """Into one's own day."""
    writer(request)
    about = {"nav": "week", "item": None, "place": "My jottings", "home": reverse("meetings:jottings")}
    return _paste(request, None, today(), about)


def _paste(request: HttpRequest, item: AgendaItem | None, on: date, about: dict[str, Any]) -> HttpResponse:
    """The box; what was understood of it (`do` is "again" with other owners); or the lines kept (`do` is "save")."""
    step = request.POST.get("do", "")
    form = PasteForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "meetings/paste.html", {**about, "form": form}, status=status)
    if step == "edit":
        return render(request, "meetings/paste.html", {**about, "form": PasteForm(initial=form.cleaned_data)})
    author = writer(request)
    known = known_for(author, item=item, on=on)
    groups = read_block(form.cleaned_data["text"], known, batch=form.cleaned_data["batch"])
    keep = KeepForm(request.POST if step in ("again", "save") else None, groups=groups, known=known)
    if keep.is_bound:
        keep.give_owners()
    if step == "save" and keep.is_valid():
        ticked = set(keep.cleaned_data["keep"])
        lines = [line for group in groups for line in group.all_lines if str(line.number) in ticked]
        messages.success(request, _said(keep_lines(lines, author=author, item=item, known=known)))
        return redirect(about["home"])
    context = {**about, "form": keep, "rows": keep.rows(), "pasted": form.cleaned_data["text"]}
    context["batch"] = form.cleaned_data["batch"]
    return render(request, "meetings/paste_found.html", context, status=422 if keep.errors else 200)


def _said(typed: list[Typed]) -> str:
    """ "7 lines kept, 2 of them actions. 1 was here already." """
    new = [one.line.kind for one in typed if one.is_new]
    if not new:
        return "Nothing new: these lines were here already."
    kinds = Counter(new)
    made = [
        f"{kinds[kind]} {kind.label.lower()}{'s' if kinds[kind] > 1 else ''}"
        for kind in (LineKind.ACTION, LineKind.DECISION)
        if kinds[kind]
    ]
    words = f"{len(new)} line{'s' if len(new) > 1 else ''} kept"
    words += f": {' and '.join(made)} among them." if made else "."
    old = len(typed) - len(new)
    return words + (f" {old} {'were' if old > 1 else 'was'} here already." if old else "")

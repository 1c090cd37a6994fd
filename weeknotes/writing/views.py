"""Writing a weeknote: the sheet, autosave, the preview."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit.limits import while_typing
from hackit.records import StaleRecord
from hackit.shortcuts import asked, me, today, writer
from hackit.text import embedded_refs, reading_minutes
from weeknotes.models import OtherWindow, Weeknote, WeeknoteDraft
from weeknotes.models.images import sizes_in
from weeknotes.publishing.closed_links import closed_links
from weeknotes.publishing.parts import fetch_points, for_reader, parts_of
from weeknotes.reading.published import preview_of
from weeknotes.writing import writes
from weeknotes.writing.comparing import changes
from weeknotes.writing.forms import SheetForm
from weeknotes.writing.image_forms import AddImageForm
from weeknotes.writing.image_views import add_image
from weeknotes.writing.image_writes import headings_for_staff, images_beside
from weeknotes.writing.left_over import left_over
from weeknotes.writing.left_over_writes import put_in
from weeknotes.writing.links import LONGEST_WORDS, links_like, resolved
from weeknotes.writing.quiet import unanswered, without_unanswered
from weeknotes.writing.sheet import boxes, boxes_of
from weeknotes.writing.sidebar import SORTS, beside, others_words, saved_words
from weeknotes.writing.sidebar_writes import change_from_beside
from weeknotes.writing.typed import Text, text_for, window_of
from weeknotes.writing.whose import my_note

OTHER_WINDOW = "Not saved. You have this note open in another window, with other words"


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """The sheet. Its buttons say by `do` what they want; whatever they want, what was typed is kept first."""
    note = my_note(request, ref)
    person = writer(request)
    if request.method != "POST":
        return _sheet_page(request, note)
    do, _colon, value = request.POST.get("do", "save").partition(":")
    if do == "discard":
        note.drop_draft(person)
        messages.success(request, "Back to what was saved.")
        return redirect(note.get_edit_url())
    _refuse_somebody_elses(request)
    form = SheetForm(request.POST, without=value if do == "take-out" else "")
    if not form.is_valid():
        return _sheet_page(request, note, form)
    try:
        if do in ("save", "publish"):
            return _save(request, note, form, then=do)
        typed = _typed(form)
        body = typed["body"]
        if do == "tell":
            body = put_in(note, body, value, person=person, user=request.user)
        body = change_from_beside(
            note, do, value, body, person=person, user=request.user, data=request.POST, on=today()
        )
        _keep(request, note, form, **{**typed, "body": body})
    except OtherWindow as other:
        return _two_windows(request, note, form, other)
    if do == "add-image":
        return add_image(request, note)
    return redirect("weeknotes:weeknote-preview", note.ref) if do == "preview" else redirect(note.get_edit_url())


def _refuse_somebody_elses(request: HttpRequest) -> None:
    """Words typed while one person was signed in are never kept as another's, who signed in in the same browser."""
    if request.POST.get("owner", writer(request).ref) != writer(request).ref:
        raise PermissionDenied("Somebody else typed this")


def _keep(request: HttpRequest, note: Weeknote, form: SheetForm, **words: str) -> WeeknoteDraft | None:
    return note.keep_draft(
        writer(request), based_on=form.cleaned_data["version"], window=window_of(request.POST), **words
    )


def _typed(form: SheetForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("title", "summary", "body")}


def _save(request: HttpRequest, note: Weeknote, form: SheetForm, *, then: str) -> HttpResponse:
    person = writer(request)
    version, typed = form.cleaned_data["version"], _typed(form)
    note.refuse_other_window(person, tuple(typed.values()), window_of(request.POST))
    try:
        typed["body"] = resolved(typed["body"], user=request.user)
        if then == "publish":
            typed["body"] = without_unanswered(typed["body"])
        writes.save_text(note, **typed, by=person, expected_version=version)
    except StaleRecord as stale:
        return _clash(request, stale.stored, form)
    if then == "publish":
        return redirect("weeknotes:weeknote-publish", note.ref)
    messages.success(request, "Saved.")
    return redirect(note.get_edit_url())


def _clash(request: HttpRequest, stored: Weeknote, form: SheetForm) -> HttpResponse:
    """Both texts and a choice. What was typed is kept as this author's draft, should they go away now."""
    typed = _typed(form)
    stored.keep_draft(writer(request), based_on=form.cleaned_data["version"], **typed)
    last = stored.revisions.select_related("by").order_by("-number").first()
    form.raised_to(stored.version)
    context = {
        "nav": "weeknotes",
        "note": stored,
        "typed": typed,
        "theirs": stored,
        "changes": changes(stored.body, typed["body"]),
        "version": stored.version,
        "theirs_by": last.by if last else None,
        "theirs_at": last.at if last else None,
    }
    return render(request, "weeknotes/weeknote_clash.html", context, status=409)


def _two_windows(request: HttpRequest, note: Weeknote, form: SheetForm, other: OtherWindow) -> HttpResponse:
    """What the author typed here, and what they typed in another window; nothing is stored until they choose."""
    typed = _typed(form)
    context = {
        "nav": "weeknotes",
        "note": note,
        "typed": typed,
        "theirs": other.draft,
        "is_own": True,
        "changes": changes(other.draft.body, typed["body"]),
        "version": form.cleaned_data["version"],
        "theirs_at": other.draft.saved_at,
    }
    return render(request, "weeknotes/weeknote_clash.html", context, status=409)


def _sheet_page(request: HttpRequest, note: Weeknote, form: SheetForm | None = None) -> HttpResponse:
    """The sheet with what this author has, or with what they sent and can't be saved as it is."""
    person, now = writer(request), timezone.now()
    if form is None:
        text = text_for(note, person)
        found = boxes(text.body)
        context: dict[str, Any] = {
            "title": text.title,
            "summary": text.summary,
            "version": text.version,
            "serial": text.serial,
            "others": others_words(note, person, now=now),
            "sorts": SORTS,
            "asked": unanswered(text.body),
            "left_over": left_over(note, text.body, request.user),
            "beside": beside(note, text, person=person, user=request.user),
            "saved": saved_words(text.kept_at or note.revised_at, now=now),
            "saved_ms": _milliseconds(_last_kept(note, text)),
            "has_draft": text.kept_at is not None,
            "is_behind": text.version != note.version,
        }
    else:
        found = boxes_of(request.POST) or boxes("")
        context = {
            "title": request.POST.get("title", ""),
            "summary": request.POST.get("summary", ""),
            "version": request.POST.get("version") or note.version,
            "serial": request.POST.get("serial", ""),
            "saved": "Not saved",
            "body_field": form["body-0"],
        }
    images = images_beside(note, found, request.user)
    points = fetch_points([box.point for box in found if box.point], request.user)
    context |= {
        "nav": "weeknotes",
        "note": note,
        "form": form,
        "person": person,
        "other_window": OTHER_WINDOW,
        "window": secrets.token_hex(8),
        "now_ms": _milliseconds(now),
        "image_form": AddImageForm(),
        "images": images,
        "for_staff": headings_for_staff(note, "\n\n".join(box.text for box in found)) if images else [],
        "cells": [(box, points.get(box.point)) for box in found],
    }
    return render(request, "weeknotes/weeknote_edit.html", context, status=422 if form else 200)


def _last_kept(note: Weeknote, text: Text) -> datetime:
    """When anything of this author's last arrived here."""
    kept = [at for at in (text.kept_at, note.revised_at) if at]
    return max(kept, default=note.created_at)


def _milliseconds(at: datetime) -> int:
    """An instant as scripts count it."""
    return int(at.timestamp() * 1000)


@require_POST
def weeknote_autosave(request: HttpRequest, ref: str) -> JsonResponse:
    """Keep what was typed as this author's draft. Answers in words; no revision and no event comes of it."""
    note = my_note(request, ref)
    _refuse_somebody_elses(request)
    form = SheetForm(request.POST)
    if not form.is_valid():
        words = " ".join(message for errors in form.errors.values() for message in errors)
        return JsonResponse({"words": f"Not saved. {words}"}, status=422)
    try:
        draft = _keep(request, note, form, **_typed(form))
    except OtherWindow:
        return JsonResponse({"words": OTHER_WINDOW, "other": True}, status=409)
    typed, now = _typed(form), timezone.now()
    answer = {
        "serial": draft.serial if draft else 0,
        "minutes": reading_minutes(f"{typed['summary']}\n\n{typed['body']}"),
        "others": others_words(note, me(request), now=now),
    }
    if form.cleaned_data["version"] != note.version:
        return JsonResponse({"words": "Kept. Someone else changed this note", "changed": True, **answer})
    return JsonResponse({"words": saved_words(now, now=now), "changed": False, **answer})


@while_typing
@require_safe
def weeknote_links(request: HttpRequest) -> JsonResponse:
    """What "[[" and the words after it (`q`) may lead to, as far as this author may see it."""
    writer(request)
    typed = asked(request, "q", longest=LONGEST_WORDS).lstrip("[")
    found = links_like(typed, user=request.user)
    return JsonResponse({"suggestions": [{"name": t.title, "insert": t.markdown, "small": t.small} for t in found]})


@require_safe
def weeknote_preview(request: HttpRequest, ref: str) -> HttpResponse:
    """The note as everyone would read it, or (?as=staff) as staff would: with what this author has typed."""
    note = my_note(request, ref)
    person = writer(request)
    everyone = request.GET.get("as") != "staff"
    text = text_for(note, person)
    rows = note.sections_in(text.body, rows=note.sections.prefetch_related("topics", "people"))
    points = fetch_points(embedded_refs(text.body), request.user)
    written = {ref: point for ref, point in points.items() if point.is_written}
    closed = {link.address for link in closed_links(text.body, user=request.user)}
    parts = for_reader(parts_of(text.body, rows, written, sizes_in(text.body), closed), everyone=everyone)
    authors = [link.person for link in note.author_links.select_related("person")]
    context = {
        "nav": "weeknotes",
        "note": note,
        "everyone": everyone,
        "is_stranger": False,
        "reading": preview_of(
            text.title, text.summary, note.week, note.weeks_covered, authors, parts, None if everyone else request.user
        ),
    }
    return render(request, "weeknotes/weeknote_preview.html", context)

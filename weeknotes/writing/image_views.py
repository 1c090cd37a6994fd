"""The images of a note: adding one, what it shows, removing it; and the image itself, for whoever may see it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit.access import public
from hackit.images import CannotUse
from hackit.models import Person
from hackit.records import StaleRecord
from hackit.running.retention import in_words, kept_for
from hackit.shortcuts import visible_or_404, writer
from weeknotes.models import Weeknote, WeeknoteImage
from weeknotes.writing import image_writes as writes
from weeknotes.writing.image_forms import AddImageForm, AltForm
from weeknotes.writing.sheet import boxes
from weeknotes.writing.typed import text_for
from weeknotes.writing.whose import my_note


@public
@require_safe
def image_file(request: HttpRequest, ref: str) -> HttpResponse:
    """The image, for who may see it: of a published section everybody. It can do nothing but be shown."""
    image = visible_or_404(WeeknoteImage.objects.with_bytes(), request.user, ref=ref)
    response = HttpResponse(bytes(image.data.content), content_type=image.content_type)
    response["Content-Disposition"] = f'inline; filename="{image.download_name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{image.content_hash}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_images(request: HttpRequest, ref: str) -> HttpResponse:
    """The images of a note, adding one, and bringing back a removed one (`do` is back:REF)."""
    note = my_note(request, ref)
    person = writer(request)
    if request.method != "POST":
        return _images_page(request, note, AddImageForm())
    do, _colon, value = request.POST.get("do", "").partition(":")
    if do == "back":
        image = note.images.removed().filter(ref=value.replace("\x00", "")).first()
        if image is None:
            raise Http404("No such image")
        writes.bring_image_back(image, by=person)
        messages.success(request, "The image is back.")
        return redirect("weeknotes:weeknote-images", note.ref)
    return add_image(request, note)


def add_image(request: HttpRequest, note: Weeknote) -> HttpResponse:
    """Take the image in. A script gets its Markdown, to be put where the caret stands; else `put_in` finds a place."""
    person = writer(request)
    form = AddImageForm(request.POST, request.FILES)
    stored = _stored(form, note, person)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if stored is None:
        if wants_json:
            errors = {name: " ".join(found) for name, found in form.errors.items()}
            return JsonResponse({"errors": errors}, status=422)
        return _images_page(request, note, form, status=422)
    words = " ".join(stored.warnings)
    if wants_json:
        shown = render_to_string(
            "weeknotes/_image.html", {"note": note, "image": stored.image, "is_used": True}, request
        )
        staff = writes.headings_for_staff(note, text_for(note, person).body)
        return JsonResponse({"markdown": stored.image.markdown(), "words": words, "html": shown, "staff": staff})
    before = writes.put_in(note, person, stored.image)
    place = f"before “{before}”, which is for staff" if before else "at the end of the text"
    said = f"The image stands {place}. Move its line to where it belongs."
    messages.success(request, f"{said} {words}".strip())
    return redirect(note.get_edit_url())


def _stored(form: AddImageForm, note: Weeknote, person: Person) -> writes.Stored | None:
    """The image that a form brought, or None, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return writes.store_image(
            note, form.content, alt=form.cleaned_data["alt"], by=person, picture=form.picture,
            file_name=form.cleaned_data["file"].name,
        )  # fmt: skip
    except CannotUse as refused:
        form.add_error("file", str(refused))
    return None


def _images_page(request: HttpRequest, note: Weeknote, form: AddImageForm, *, status: int = 200) -> HttpResponse:
    body = text_for(note, writer(request)).body
    images = writes.images_beside(note, boxes(body), request.user)
    context: dict[str, Any] = {
        "nav": "weeknotes",
        "note": note,
        "form": form,
        "images": images,
        "removed": note.images.removed().can_come_back(),
        "trail": _trail(note),
    }
    return render(request, "weeknotes/weeknote_images.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def weeknote_image_edit(request: HttpRequest, ref: str, image: str) -> HttpResponse:
    """What an image shows, in the text as well; or remove it (`do` is remove)."""
    note = my_note(request, ref)
    person = writer(request)
    found = visible_or_404(note.images, request.user, ref=image)
    if request.method == "POST" and request.POST.get("do") == "remove":
        return _remove(request, note, found, person)
    form = AltForm(request.POST or None, initial={"version": found.version, "alt": found.alt_text})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                writes.change_alt(
                    found, form.cleaned_data["alt"], by=person, expected_version=form.cleaned_data["version"]
                )
            except StaleRecord as stale:
                form.add_error("alt", f"Somebody wrote “{stale.stored}” in the meantime. Save yours all the same?")
                form.raised_to(stale.stored.version)
                status = 409
            else:
                writes.keep_body(note, person, writes.with_alt(text_for(note, person).body, found))
                messages.success(request, "Saved. Publish the note again to change what its readers get.")
                return redirect(note.get_edit_url())
    context = {
        "nav": "weeknotes",
        "note": note,
        "image": found,
        "form": form,
        "trail": [*_trail(note), (reverse("weeknotes:weeknote-images", args=[note.ref]), "Images")],
    }
    return render(request, "weeknotes/weeknote_image_edit.html", context, status=status)


def _remove(request: HttpRequest, note: Weeknote, image: WeeknoteImage, person: Person) -> HttpResponse:
    """Remove it, from the text as well; not while readers are shown it."""
    try:
        writes.remove_image(image, by=person)
    except CannotUse as refused:
        messages.error(request, str(refused))
        return redirect("weeknotes:weeknote-image-edit", note.ref, image.ref)
    writes.keep_body(note, person, writes.without_image(text_for(note, person).body, image))
    days = in_words(kept_for(image.kept_by))
    messages.success(request, f"Removed. You can bring it back for {days}, on the page of the note’s images.")
    return redirect(note.get_edit_url())


def _trail(note: Weeknote) -> list[tuple[str, str]]:
    return [(reverse("weeknotes:weeknote-list"), "Weeknotes"), (note.get_edit_url(), str(note))]

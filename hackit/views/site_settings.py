"""What the organisation is called here, and what holds for all of it. For administrators."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hackit.models import SiteSettings
from hackit.record_history import history_of
from hackit.seen_forms import ChangedMeanwhile
from hackit.shortcuts import administrator
from hackit.site_settings.forms import SiteSettingsForm
from hackit.site_settings.writes import save_settings, stored_values


@require_http_methods(["GET", "HEAD", "POST"])
def site_settings(request: HttpRequest) -> HttpResponse:
    """The place's name, whom to write to and the licence of what is public; and where else an administrator acts."""
    by = administrator(request)
    form = SiteSettingsForm(request.POST or None, stored=stored_values(SiteSettings.current()))
    status, clash = 200, None
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                stored = SiteSettings.locked()
                form.check_seen(stored_values(stored))
                save_settings(stored, form.values(), by=by)
            messages.success(request, "Saved. It stands on every page from now on.")
            return redirect("site-settings")
        except (ChangedMeanwhile, IntegrityError):
            stored = SiteSettings.current()
            status, clash = 409, _clash(stored)
            form.raised_to(stored_values(stored))
    elif form.is_bound:
        status = 422
    return render(request, "hackit/site_settings.html", {"form": form, "clash": clash}, status=status)


def _clash(stored: SiteSettings) -> list[tuple[str, str]]:
    """What is saved now, as names and values to read beside what was typed."""
    labels = {name: str(field.label) for name, field in SiteSettingsForm.base_fields.items()}
    return [(labels[name], value or "None") for name, value in stored_values(stored).items()]


@require_safe
def site_settings_history(request: HttpRequest) -> HttpResponse:
    """Who changed the settings, when, from what to what."""
    administrator(request)
    context = {
        "title": "Settings",
        "readers": "Administrators read this.",
        "trail": [(reverse("site-settings"), "Settings")],
        "history": history_of(SiteSettings.current(), request.user),
    }
    return render(request, "hackit/history.html", context)

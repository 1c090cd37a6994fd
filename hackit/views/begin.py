"""The first day: three ways to begin, and an end to the sample data."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hackit.joining import panels
from hackit.models import SiteSettings
from hackit.sample import clear_sample
from hackit.shortcuts import administrator, writer
from hackit.tokens import new_token


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Bring in your weeknotes, set up your management meeting, or write down one thing you promised."""
    writer(request)
    return render(
        request, "hackit/begin.html", {"nav": "week", "panels": panels.at("begin", request), "line_ref": new_token()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def clear_sample_data(request: HttpRequest) -> HttpResponse:
    """Clear the sample and start: only where the records are the made-up ones, and only by an administrator."""
    administrator(request, why="Only an administrator clears the sample")
    if not SiteSettings.current().is_sample:
        messages.info(request, "There is no sample here to clear.")
        return redirect("home")
    if request.method == "POST":
        clear_sample()
        messages.success(request, "The sample is gone. This is your place now.")
        return redirect("begin")
    return render(request, "hackit/clear_sample.html", {"nav": "week"})

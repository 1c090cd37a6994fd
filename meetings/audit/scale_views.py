"""The scales of opinions and priorities: there is no national one, so an administrator says what holds here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hackit.records import StaleRecord
from hackit.shortcuts import administrator
from meetings.audit.beside_models import Scale, ScaleKind
from meetings.audit.forms import ScaleForm
from meetings.audit.writes import set_scale


@require_http_methods(["GET", "HEAD", "POST"])
def audit_scales(request: HttpRequest) -> HttpResponse:
    """Both scales, each with a form of its own. What was given on an older scale keeps its words."""
    by = administrator(request, why="Only an administrator sets the scales")
    scales = {kind.value: Scale.objects.now(kind) for kind in ScaleKind}
    sent = request.POST.get("scale", "")
    forms = {
        kind: ScaleForm(request.POST if request.method == "POST" and kind == sent else None, scale=scale)
        for kind, scale in scales.items()
    }
    status = 200
    if request.method == "POST":
        status = 422
        if sent in scales and forms[sent].is_valid():
            data = forms[sent].cleaned_data
            try:
                set_scale(scales[sent], data["grades"], by=by, version=data["version"])
            except StaleRecord:
                status = 409
                forms[sent].add_error("grades", "Somebody else set it meanwhile: look at it on this page anew")
            else:
                messages.success(request, f"The scale of {'opinions' if sent == 'opinion' else 'priorities'} is set")
                return redirect("meetings:audit-scales")
    pairs = [(scales[kind], form) for kind, form in forms.items()]
    return render(request, "meetings/audit_scales.html", {"nav": "meetings", "pairs": pairs}, status=status)

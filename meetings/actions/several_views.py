"""A press on several actions of a list, and the press that takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.shortcuts import back_to, today, viewer, writer
from meetings.actions.batch_models import ActionBatch
from meetings.actions.list_views import list_page, own_address
from meetings.actions.models import Action
from meetings.actions.several_forms import SeveralForm
from meetings.actions.several_writes import UNDO_FOR, Change, change_several, undo_several
from meetings.form_fields import KnownPeople


@require_http_methods(["GET", "HEAD", "POST"])
def action_several(request: HttpRequest) -> HttpResponse:
    """Re-date, give away, close those that are ticked. The address carries the filters of the list, to go back to."""
    if request.method != "POST":
        return redirect(own_address(request))
    by, on = writer(request), today()
    people = KnownPeople(on=on)
    form = SeveralForm(request.POST, on=on, people=people, offered=people.offered)
    rows = Action.objects.visible_to(request.user).changeable_by(viewer(request))
    if not form.is_valid() or form.needs_why(rows.open().filter(ref__in=list(form.picked))):
        return list_page(request, several=form)
    data = form.cleaned_data
    change = Change(data["do"], due=data["due"], why=data["why"], owner=data["owner"])
    with tokens.once(data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        batch = change_several(rows, form.picked, change, by=by, on=on)
        claim.finish(f"{reverse('meetings:action-list')}?batch={batch.ref}")
    return redirect(own_address(request, batch=batch.ref))


@require_POST
def action_several_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Put them back as they were, but for those that somebody changed since."""
    by = writer(request)
    rows = ActionBatch.objects.of(by).since(timezone.now() - UNDO_FOR)
    batch = rows.filter(ref=ref).first()
    if batch is None:
        raise Http404("Nothing of yours to take back")
    count, left = undo_several(batch, by=by)
    names = Action.objects.visible_to(request.user).filter(pk__in=left).values_list("text", flat=True)
    if not count and not left:
        messages.info(request, "That was taken back already")
    if count:
        messages.success(request, f"Undone: {count} action{'' if count == 1 else 's'} as before")
    if left:
        messages.error(request, f"Left as they are, because they were changed since: {'; '.join(names)}")
    return redirect(back_to(request, reverse("meetings:action-list")))

"""The page of one action, for every view that answers with it, and the links on it that are evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hackit import tokens
from hackit.mentions import written_about
from hackit.models import Forum, Organisation
from hackit.presses import deleted_or_404, just_deleted
from hackit.record_history import may_read_history
from hackit.shortcuts import today, viewer, visible_or_404, writer
from meetings.actions.beside_models import ActionLink
from meetings.actions.forms import LinkForm, UpdateForm
from meetings.actions.models import Action
from meetings.actions.rows import due_said, for_rows, moved_words, next_meetings, offered_day, source_of
from meetings.actions.sources import quote_of
from meetings.form_fields import KnownPeople


def changeable(request: HttpRequest, ref: str) -> Action:
    """The action, for somebody who may change it. Raises Http404 for who may not see it, PermissionDenied else."""
    action = visible_or_404(for_rows(Action.objects, request.user), request.user, ref=ref)
    if not action.may_be_changed_by(viewer(request)):
        raise PermissionDenied("Only its owner, those with them and its group may change it")
    return action


def detail_page(
    request: HttpRequest, action: Action, *, form: UpdateForm | None = None, link_form: LinkForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of one action; with a form that failed, that form as it was sent."""
    seen, on = viewer(request), today()
    may_change = action.may_be_changed_by(seen)
    meetings = next_meetings([action.forum_id], user=request.user, on=on).get(action.forum_id, [])
    due, note, style = due_said(action, on=on)
    words, address = source_of(action, viewer=seen, meeting_is_seen=action.meeting_is_seen, on=on)
    updates = action.updates.visible_to(request.user).select_related("created_by").order_by("-on", "-pk")
    context: dict[str, Any] = {
        "nav": "actions", "action": action, "may_change": may_change, "may_delete": action.may_be_deleted_by(seen),
        "due": due, "note": note, "note_class": style, "source": words, "source_url": address, "on": on,
        "item": action.item if action.item_is_seen else None, "moved": moved_words(action, on=on),
        "topics": action.topics.all(), "may_put": seen.writes_in_a_group,
        "offer": offered_day(action, meetings) if may_change else None, "updates": updates,
        "has_history": may_read_history(action, request.user),
        "quote": quote_of(action, request.user, seen),
        "taken_off": just_deleted(request, ActionLink.objects.of(action), name="off"),
        "written": written_about(action.get_absolute_url(), request.user),
        "links": action.links.visible_to(request.user).select_related("created_by"),
    }  # fmt: skip
    if may_change:
        context["link_form"] = context["error_form"] = link_form or LinkForm()
    if may_change and action.is_open:
        context["form"] = form or UpdateForm(action=action, on=on, people=to_wait_for(request, on))
    return render(request, "meetings/action_detail.html", context, status=status)


def to_wait_for(request: HttpRequest, on: date) -> KnownPeople:
    """Everybody who can be named, and the teams, outside bodies and groups that one waits for as well."""
    people = KnownPeople(on=on)
    bodies = Organisation.objects.all_names(Forum.objects.known_to(request.user).meeting_still())
    people.offered = [*people.offered, *bodies]
    return people


# --- Links ---


@require_POST
def action_link(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a link with the action that shows how far it is."""
    action, by, on = changeable(request, ref), writer(request), today()
    form = LinkForm(request.POST)
    if not form.is_valid():
        return detail_page(request, action, link_form=form)
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if not claim.used:
            action.add_link(form.cleaned_data["url"], by=by, on=on, words=" ".join(form.cleaned_data["words"].split()))
            claim.finish(action.get_absolute_url())
    messages.success(request, "Link added")
    return redirect(f"{action.get_absolute_url()}#evidence")


@require_POST
def action_link_off(request: HttpRequest, ref: str, link: str) -> HttpResponse:
    """Take a link off. The page that follows offers to put it back."""
    action, by = changeable(request, ref), writer(request)
    found = visible_or_404(ActionLink.objects.of(action), request.user, ref=link)
    found.take_off(by=by)
    return redirect(f"{action.get_absolute_url()}?off={found.ref}")


@require_POST
def action_link_back(request: HttpRequest, ref: str, link: str) -> HttpResponse:
    """Put back what one took off oneself."""
    action, by = changeable(request, ref), writer(request)
    found = deleted_or_404(ActionLink.objects.of(action), by, link)
    found.put_back(by=by)
    messages.success(request, "The link is back")
    return redirect(f"{action.get_absolute_url()}#evidence")

"""Pages of one action: writing it down, reading it, changing it, saying how it goes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.edit_forms import edit_page
from hackit.record_history import history_or_404
from hackit.records import StaleRecord
from hackit.shortcuts import asked, back_to, sent, today, viewer, visible_or_404, writer
from meetings.actions.detail_views import changeable, detail_page, to_wait_for
from meetings.actions.forms import ActionEditForm, ActionForm, UpdateForm
from meetings.actions.models import Action
from meetings.actions.rows import for_rows
from meetings.actions.sources import LONGEST, Source, source_at
from meetings.actions.writes import change_action, record_action, update_action
from meetings.agenda.models import Meeting
from meetings.form_fields import KnownPeople
from meetings.publishing.outdated import say_if_outdated


@require_http_methods(["GET", "HEAD", "POST"])
def action_new(request: HttpRequest) -> HttpResponse:
    """Write down an action; `?meeting=`, `?topic=` and `?from=` (an address of this site) fill in what is known.

    `?quote=` are words that stand at that address; they are the first words of the action as well.
    """
    by, on = writer(request), today()
    meeting, quote = _meeting_named(request), asked(request, "quote", longest=LONGEST)
    source = source_at(asked(request, "from"), request.user, quote=quote)
    initial = _first_values(request, meeting, source)
    if source.is_as_asked:
        initial["text"] = source.quote[:500]
    form = ActionForm(
        request.POST or None, initial=initial, viewer=viewer(request), people=KnownPeople(on=on), on=on,
        meetings=_meetings_offered(request, on),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            action = record_action(form.cleaned_data, by=by, meeting=meeting, source=source)
            claim.finish(action.get_absolute_url())
        messages.success(request, f"Action added: {action.text}")
        return redirect(back_to(request, action.get_absolute_url()))
    context = {"nav": "actions", "form": form, "meeting": meeting, "source": source}
    return render(request, "meetings/action_new.html", context)


@require_safe
def action_detail(request: HttpRequest, ref: str) -> HttpResponse:
    action = visible_or_404(for_rows(Action.objects, request.user), request.user, ref=ref)
    return detail_page(request, action)


@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what was written down. A save that meets somebody else's shows both and asks."""
    action = changeable(request, ref)
    by, on = writer(request), today()
    form = ActionEditForm(
        request.POST or None, initial=_stored_values(action), viewer=viewer(request), people=KnownPeople(on=on),
        on=on, action=action, meetings=_meetings_offered(request, on),
    )  # fmt: skip
    answer = edit_page(
        request, form, action, "meetings/action_edit.html", name="action",
        save=lambda said: change_action(action, said, by=by, on=on, version=said["version"]),
        again=lambda: changeable(request, ref), nav="actions", on=on,
    )  # fmt: skip
    if answer.status_code == 302:  # saved
        say_if_outdated(request, action.meeting, [action.ref])
    return answer


@require_POST
def action_update(request: HttpRequest, ref: str) -> HttpResponse:
    """Say how it goes."""
    action = changeable(request, ref)
    by, on = writer(request), today()
    if not action.is_open:
        if not tokens.result_of(sent(request, "token"), person=by):  # else it was this very press that ended it
            messages.error(request, "It has ended in the meantime. Open it again to add something")
        return redirect(action)
    form = UpdateForm(request.POST, action=action, on=on, people=to_wait_for(request, on))
    if not form.is_valid():
        return detail_page(request, action, form=form)
    try:
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if not claim.used:
                update_action(action, form.cleaned_data, by=by, on=on)
                claim.finish(action.get_absolute_url())
    except StaleRecord:
        form.add_error(None, "Somebody else changed this at the same moment. Look at it again, then save once more")
        return detail_page(request, changeable(request, ref), form=form, status=409)
    messages.success(request, "Update saved")
    return redirect(back_to(request, action.get_absolute_url()))


@require_safe
def action_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the action, for who could see it all along."""
    action = visible_or_404(Action.objects, request.user, ref=ref)
    history = history_or_404(action, request.user)
    return render(request, "meetings/action_history.html", {"nav": "actions", "action": action, "history": history})


def _meeting_named(request: HttpRequest) -> Meeting | None:
    """The meeting of `?meeting=`, if this person may write in its group."""
    ref = asked(request, "meeting")
    meeting = Meeting.objects.visible_to(request.user).select_related("forum").filter(ref=ref).first() if ref else None
    return meeting if meeting and viewer(request).writes_in(meeting.forum_id) else None


def _first_values(request: HttpRequest, meeting: Meeting | None, source: Source) -> dict[str, Any]:
    values: dict[str, Any] = {"text": asked(request, "text", longest=500), "owner": writer(request)}
    values["topics"] = [*request.GET.getlist("topic")[:20], *source.topics]
    if source.forum and viewer(request).writes_in(source.forum.pk):
        values["forum"] = source.forum
    if meeting:
        forum = meeting.forum
        values |= {"meeting": meeting, "forum": forum, "owner": None, "audience": forum.outcome_audience}
    return values


def _stored_values(action: Action) -> dict[str, Any]:
    values: dict[str, Any] = {
        "text": action.text, "owner": action.owner, "helpers": list(action.helpers.all()), "due": action.due,
        "forum": action.forum, "audience": action.audience, "topics": action.topics.all(), "version": action.version,
    }  # fmt: skip
    return values | ({"meeting": action.meeting} if action.meeting_id else {})


def _meetings_offered(request: HttpRequest, on: date) -> list[tuple[str, date]]:
    """The next meeting of each of this person's groups, as quick dates."""
    days: dict[str, date] = {}
    planned = Meeting.objects.visible_to(request.user).still_to_come(on=on).select_related("forum")
    for meeting in planned.filter(forum_id__in=viewer(request).forum_ids, date__gt=on)[:30]:
        days.setdefault(meeting.forum.name, meeting.date)
    return list(days.items())[:3]

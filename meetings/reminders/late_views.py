"""What a group has to settle: the page to which the weekly mail leads whoever runs it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit.models import Forum, Person
from hackit.records import StaleRecord
from hackit.shortcuts import asked, today, viewer, visible_or_404, writer
from meetings.actions.models import Action
from meetings.agenda.reading import group_or_404
from meetings.reminders.late import late_page
from meetings.reminders.late_forms import DROP, SettleForm
from meetings.reminders.late_writes import settle


@require_http_methods(["GET", "HEAD", "POST"])
def forum_late(request: HttpRequest, slug: str) -> HttpResponse:
    """Late again after two moves, or nobody's: re-date, give to somebody, or drop, by one press each."""
    forum = group_or_404(request.user, slug)
    if not viewer(request).runs(forum.pk):
        raise PermissionDenied("Only the group's secretary or chair settles these")
    if request.method == "POST":
        return _settle(request, forum)
    return _page(request, forum)


def _settle(request: HttpRequest, forum: Forum) -> HttpResponse:
    by, on = writer(request), today()
    members = Person.objects.members_of(forum, on=on)
    form = SettleForm(request.POST, members=members, on=on)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return _page(request, forum, status=422)
    rows = Action.objects.open().filter(forum=forum)
    try:
        action = visible_or_404(rows, request.user, ref=form.cleaned_data["action"])
        said = settle(action, form.cleaned_data, by=by, on=on)
    except (Http404, StaleRecord):
        messages.error(request, "Somebody else changed it meanwhile. This is how it stands now.")
        return redirect("meetings:forum-late", forum.slug)
    page = reverse("meetings:forum-late", args=[forum.slug])
    if form.cleaned_data["press"][0] == DROP:  # which the page offers to undo
        return redirect(f"{page}?dropped={action.ref}")
    messages.success(request, f"{said}: {action.text}")
    return redirect(page)


def _page(request: HttpRequest, forum: Forum, *, status: int = 200) -> HttpResponse:
    on = today()
    dropped = Action.objects.visible_to(request.user).filter(forum=forum, status=Action.Status.DROPPED)
    context = {
        "nav": "actions",
        "forum": forum,
        "on": on,
        "page": late_page(forum, request.user, on=on),
        "dropped": dropped.filter(ref=asked(request, "dropped", longest=36)).first(),
        "trail": [(forum.get_absolute_url(), forum.name)],
    }
    return render(request, "meetings/late.html", context, status=status)

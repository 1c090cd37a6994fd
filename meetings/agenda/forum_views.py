"""Pages of groups: list, set up, change, members, what is talked about every time."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hackit import tokens
from hackit.edit_forms import status_of
from hackit.filters import page_of
from hackit.history import record_change
from hackit.models import FeedKey, Forum, Membership, Person
from hackit.record_history import history_of
from hackit.shortcuts import me, today, viewer, writer
from meetings.agenda import reading, writes
from meetings.agenda.forum_forms import WEEKDAYS, ForumForm, ForumSetUpForm, MemberForm, StandingItemForm
from meetings.agenda.models import AgendaItem, Meeting, StandingItem
from meetings.agenda.name_writes import forget
from meetings.agenda.names import NameInGroup
from meetings.agenda.setup import add_people, set_up_forum
from meetings.form_fields import KnownPeople

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def forum_list(request: HttpRequest) -> HttpResponse:
    """Every group: mine first, then the others, then those that no longer meet."""
    asker = viewer(request)
    me(request)
    groups = [_with_usual(forum) for forum in reading.groups_known_to(request.user)]
    context = {
        "nav": "meetings",
        "mine": [group for group in groups if asker.belongs_to(group.pk) and group.is_active],
        "others": [group for group in groups if not asker.belongs_to(group.pk) and group.is_active],
        "ended": [group for group in groups if not group.is_active],
        "may_write": asker.may_write,
    }
    return render(request, "meetings/forum_list.html", context)


@form_page
def forum_new(request: HttpRequest) -> HttpResponse:
    """Set a group up: its name, day, people and standing items; the first meeting comes with it."""
    by = writer(request)
    form = ForumSetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                typed = {name: value for name, value in form.cleaned_data.items() if name != "token"}
                new = set_up_forum(by=by, on=today(), **typed)
                url = new.forum.get_absolute_url()
                claim.finish(url)
        except IntegrityError:  # somebody took the name between our look and our write
            form.add_error("name", "There is a group of that name already")
        else:
            first = f" Its first meeting is {new.meeting.label()}." if new.meeting else ""
            messages.success(request, f"{new.forum.name} is set up.{first}")
            return redirect(url)
    return render(request, "meetings/forum_new.html", {"nav": "meetings", "form": form}, status=status_of(form))


def begin_panel(request: HttpRequest) -> dict:
    """What the first day's page asks to set a management meeting up. Its form posts to `forum_new`."""
    form = ForumSetUpForm(auto_id="meeting-%s")
    for name, example in (("name", "DMT"), ("start_time", "10am"), ("people", "")):
        form.fields[name].help_text = ""
        if example:
            form.fields[name].widget.attrs["placeholder"] = example
    form.fields["people"].widget.attrs["rows"] = 2
    return {"form": form}


@require_safe
def forum_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A group: its next meeting, its past ones, its members, what it talks about every time."""
    forum, day, asker = reading.group_or_404(request.user, slug), today(), viewer(request)
    meetings = Meeting.objects.visible_to(request.user).filter(forum=forum)
    coming = meetings.still_to_come(on=day)[:3]
    past = meetings.exclude(pk__in=[meeting.pk for meeting in coming]).order_by("-date", "-start_time", "-pk")
    mine = AgendaItem.objects.visible_to(request.user).filter(forum=forum, created_by=me(request))
    context = {
        "nav": "meetings",
        "forum": _with_usual(forum),
        "coming": [_of(forum, meeting) for meeting in coming],
        "page": page_of(request, past, size=15),
        "members": reading.members_of(forum, on=day),
        "belongs": asker.belongs_to(forum.pk),
        "may_plan": asker.writes_in(forum.pk),
        "feed_address": _feed_address(request, forum) if asker.writes_in(forum.pk) else "",
        "may_manage": reading.may_manage(asker, forum),
        "may_read_history": reading.may_read_history(asker, forum),
        "names": NameInGroup.objects.of(forum) if reading.may_manage(asker, forum) else [],
        "may_suggest": asker.may_write and not asker.runs(forum.pk),
        "suggestions": [] if asker.runs(forum.pk) else mine.filter(standing_item=None).order_by("-pk")[:5],
    }
    for meeting in context["page"].object_list:
        _of(forum, meeting)
    return render(request, "meetings/forum_detail.html", context)


@require_safe
def forum_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group was called, when and where it met, and who belonged to it. For its members and administrators."""
    forum = reading.group_or_404(request.user, slug)
    if not reading.may_read_history(viewer(request), forum):
        raise Http404("Not this reader's group")
    context = {
        "nav": "meetings",
        "title": forum.name,
        "readers": f"{forum.name} and administrators read this.",
        "trail": _trail(forum),
        "history": history_of(forum, request.user),
    }
    return render(request, "hackit/history.html", context)


@form_page
def forum_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a group's name, day and place, the group above it, and who sees what of it."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    name = forum.name
    form = ForumForm(request.POST or None, forum=forum)
    status, stored = status_of(form), None
    if request.method == "POST" and form.is_valid():
        try:
            if _save_group(form, by=by):
                messages.success(request, f"{forum.name} is saved.")
                return redirect(forum)
        except IntegrityError:  # somebody took the name between our look and our write
            form.add_error("name", "There is a group of that name already")
            status = 422
        else:
            status, stored = 409, _with_usual(reading.group_or_404(request.user, slug))
            form.raised_to(stored.version)
    context = {"nav": "meetings", "form": form, "forum": forum, "stored": stored, "trail": _trail(forum, name)}
    return render(request, "meetings/forum_edit.html", context, status=status)


def _save_group(form: ForumForm, *, by: Person) -> bool:
    """Save it with its event. False if somebody else did since the form was opened. Raises IntegrityError."""
    with transaction.atomic():
        if not form.save_to():
            return False
        record_change(form.forum, "changed", by=by, changes=form.changes())
    return True


@form_page
def forum_members(request: HttpRequest, slug: str) -> HttpResponse:
    """The group's members: add some, change what they are, end a membership."""
    forum, by, day = reading.managed_group(request.user, slug), writer(request), today()
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        part = form.cleaned_data["part"]
        named = [writes.as_part(one, part) for one in form.cleaned_data["people"]]
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                made = add_people(forum, named, by=by, on=day)
                claim.finish(request.path)
        except IntegrityError:
            # Somebody else added one of them between our look and our write: who is there now is left out
            with transaction.atomic():
                made = add_people(forum, named, by=by, on=day)
        messages.success(request, writes.joined_words(forum, made))
        return redirect("meetings:forum-members", forum.slug)
    context = {
        "nav": "meetings",
        "form": form,
        "forum": forum,
        "members": reading.members_of(forum, on=day),
        "parts": Membership.Part.choices,
        "trail": _trail(forum),
    }
    return render(request, "meetings/forum_members.html", context, status=status_of(form))


@require_POST
def forum_member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a member secretary, chair or member, or end the membership. The last one who runs a group stays."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    membership = reading.membership_of(forum, pk)
    part = request.POST.get("part", "")
    if request.POST.get("do") == "end":
        problem = writes.end_membership(membership, by=by, on=today())
        done = f"{membership.person} is no longer in {forum.name}."
    elif part in Membership.Part.values:
        problem = writes.change_part(membership, part, by=by, on=today())
        done = f"{membership.person} is now {membership.get_role_display().lower()} of {forum.name}."
    else:
        problem, done = "Choose member, secretary or chair.", ""
    (messages.error if problem else messages.success)(request, problem or done)
    return redirect("meetings:forum-members", forum.slug)


@require_POST
def forum_name(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Forget whom a name means in the group: next time it is asked again."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    row = reading.name_of(forum, pk)
    forget(forum, row.text, by=by)
    messages.success(request, f"Next time somebody types “{row.said}”, it is asked who that is.")
    return redirect(forum)


@form_page
def forum_standing_items(request: HttpRequest, slug: str) -> HttpResponse:
    """What the group talks about every time: add, order, retire."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    form = StandingItemForm(request.POST or None, known=KnownPeople(on=today()))
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            standing = form.fill(StandingItem(forum=forum))
            writes.add_standing_item(standing, by=by)
            claim.finish(request.path)
        messages.success(request, f"{standing.title} is on every agenda from the next new meeting.")
        return redirect("meetings:forum-standing-items", forum.slug)
    rows = list(forum.standing_items.select_related("lead", "topic"))
    context = {
        "nav": "meetings",
        "form": form,
        "forum": forum,
        "active": [row for row in rows if row.is_active],
        "retired": [row for row in rows if not row.is_active],
        "trail": _trail(forum),
    }
    return render(request, "meetings/standing_items.html", context, status=status_of(form))


@form_page
def standing_item_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change one of the things a group talks about every time. Meetings planned already keep theirs."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    standing = reading.standing_of(forum, pk)
    form = StandingItemForm(request.POST or None, standing=standing, known=KnownPeople(on=today()))
    if request.method == "POST" and form.is_valid():
        writes.save_standing_item(form.fill(standing), by=by, verb="standing item changed")
        messages.success(request, f"{standing.title} is saved.")
        return redirect("meetings:forum-standing-items", forum.slug)
    trail = [*_trail(forum), (reverse("meetings:forum-standing-items", args=[forum.slug]), "Talked about every time")]
    context = {"nav": "meetings", "form": form, "forum": forum, "standing": standing, "trail": trail}
    return render(request, "meetings/standing_item_edit.html", context, status=status_of(form))


@require_POST
def standing_item_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Up, down, retire or bring back."""
    forum, by = reading.managed_group(request.user, slug), writer(request)
    standing = reading.standing_of(forum, pk)
    do = request.POST.get("do", "")
    if do in ("up", "down"):
        writes.move_standing_item(standing, up=do == "up", by=by)
    elif do in ("retire", "restore"):
        standing.is_active = do == "restore"
        verb = "standing item brought back" if standing.is_active else "standing item retired"
        writes.save_standing_item(standing, by=by, verb=verb)
        messages.success(request, f"{standing.title} is {'back' if standing.is_active else 'retired'}.")
    return redirect(f"{reverse('meetings:forum-standing-items', args=[forum.slug])}#standing-{standing.pk}")


def _with_usual(forum: Forum) -> Forum:
    """The group with `usual`: the name of the day on which it meets, or ""."""
    forum.usual = f"{WEEKDAYS[forum.weekday]}s" if forum.weekday is not None else ""
    return forum


def _feed_address(request: HttpRequest, forum: Forum) -> str:
    """The private address at which my calendar program gets the group's meetings; "" while there is none."""
    row = FeedKey.objects.of(me(request), forum)
    return request.build_absolute_uri(reverse("meetings:feed", args=[row.key, forum.slug])) if row else ""


def _of(forum: Forum, meeting: Meeting) -> Meeting:
    meeting.forum = forum
    return meeting


def _trail(forum: Forum, name: str | None = None) -> list[tuple[str, str]]:
    return [(reverse("meetings:forum-list"), "Groups"), (forum.get_absolute_url(), name or forum.name)]

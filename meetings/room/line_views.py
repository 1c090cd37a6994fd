"""What can be done to a line later: taking it back, typing it anew, changing it, settling what was unclear."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit.models import Person
from hackit.record_history import history_of
from hackit.records import StaleRecord
from hackit.shortcuts import back_to, today, viewer, visible_or_404, writer
from meetings.decisions.reading import full_referrals
from meetings.models import Action, BudgetLine, Caveat, ComingUp, Decision, Line, Position, Proposal
from meetings.publishing.outdated import former_words, refs_under, say_if_outdated
from meetings.room import belonging_writes, board, change_writes, loading
from meetings.room.asking import Setting, date_choices
from meetings.room.change_writes import Wanted
from meetings.room.line_forms import ChangeForm, RetypeForm, SettleForm
from meetings.room.line_writes import restore, retype, undo


def line_of(request: HttpRequest, ref: str, *, gone_too: bool = False) -> Line:
    """The line, for those who may change it: its author's own day, or a member of its group."""
    rows = Line.objects.taken_back_by(request.user).filter(ref=ref) if gone_too else None
    line = rows.first() if rows is not None else None
    if line is None:
        line = visible_or_404(Line.objects.with_place(), request.user, ref=ref)
    writer(request)
    allowed = viewer(request)
    if line.item_id and not line.item.is_open_to(request.user):
        raise PermissionDenied("Only the group changes its lines")
    if line.item_id is None and line.author_id != allowed.person_id:
        raise PermissionDenied("Only its author changes a jotting")
    return line


def setting_for(request: HttpRequest, line: Line) -> Setting:
    if line.item_id is None:
        return Setting(today(), viewer(request).person_id, True)
    meeting = loading.meetings_with_next().visible_to(request.user).filter(pk=line.item.meeting_id).first()
    return replace(board.setting_of(meeting or line.item.meeting, request.user, on=line.day), now=today())


def home_of(line: Line) -> str:
    """The page that a line stands on."""
    if line.item_id:
        return f"{reverse('meetings:live', args=[line.item.meeting.ref])}?item={line.item.ref}"
    return reverse("meetings:jottings")


def _meanwhile(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody else changed the line at the same moment: it is shown as it is now, and nothing was done."""
    line = line_of(request, ref, gone_too=True)
    said = "Someone else changed this at the same time. Here it is as they left it."
    if request.htmx:
        return row_or_page(request, line, [said], "")
    messages.warning(request, said)
    return redirect(home_of(line))


def row_or_page(request: HttpRequest, line: Line, sentences: list[str], said: str) -> HttpResponse:
    """The row again, or the page it stands on (or that the form names) with one sentence."""
    if request.htmx:
        setting = setting_for(request, line)
        context = {"row": board.one_row(line, request.user, setting), "setting": setting, "sentences": sentences}
        return render(request, "meetings/_line_row.html", context)
    messages.success(request, " ".join([said, *sentences]))
    return redirect(back_to(request, home_of(line)))


@require_POST
def line_undo(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a line back, with all it made; `again` brings it back."""
    line = line_of(request, ref, gone_too=True)
    person = writer(request)
    again, sentences = bool(request.POST.get("again")), []
    try:
        if again and line.is_deleted:
            restore(line, by=person, on=line.day)
        elif not again and not line.is_deleted:
            sentences = undo(line, by=person)
    except StaleRecord:
        return _meanwhile(request, ref)
    return row_or_page(request, line, sentences, "Brought back." if again else "Taken back.")


@require_POST
def line_retype(request: HttpRequest, ref: str) -> HttpResponse:
    """Type a line anew (the arrow up in an empty box): it is read again as if typed now."""
    line = line_of(request, ref)
    form = RetypeForm(request.POST)
    if not form.is_valid():
        return render(request, "meetings/_line_refused.html", {"form": form}, status=422)
    try:
        sentences = retype(
            line, form.cleaned_data["text"], by=writer(request), on=line.day,
            expected_version=form.cleaned_data["version"],
        )  # fmt: skip
    except StaleRecord as stale:
        return _clash(request, line, stale, form.cleaned_data["text"], "meetings:line-retype", {})
    sentences = [*sentences, *former_words(request, line.item.meeting if line.item else None, refs_under(line))]
    response = row_or_page(request, line, sentences, "Saved.")
    response["X-Line"] = line.ref
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def line_change(request: HttpRequest, ref: str) -> HttpResponse:
    """Everything a line can be made later, on one page."""
    line = line_of(request, ref)
    child = change_writes.only_child(line)
    setting = setting_for(request, line)
    form = ChangeForm(request.POST or None, initial=_initial(line, child), **_about(line, child, setting))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = Wanted(
            data["text"], data["kind"], data["audience"], data["sort"], data.get("topics", []),
            words=data.get("words", ""), owner=data["owner"], due=data["due"],
        )  # fmt: skip
        try:
            sentences = change_writes.change(
                line, wanted, by=writer(request), on=line.day, version=data["version"],
                child_version=data["child_version"],
            )  # fmt: skip
        except StaleRecord as stale:
            return _clash(request, line, stale, data["text"], "meetings:line-change", request.POST)
        messages.success(request, " ".join(["Saved.", *sentences]))
        say_if_outdated(request, line.item.meeting if line.item else None, refs_under(line))
        return redirect(back_to(request, home_of(line)))
    context = {
        "nav": "meetings" if line.item_id else "week", "line": line, "form": form,
        "home": back_to(request, home_of(line)), "next": back_to(request, ""),
        "place": line.item.meeting.label() if line.item_id else "Jottings",
        "history": history_of(line, request.user),
    }  # fmt: skip
    return render(request, "meetings/line.html", context, status=422 if form.is_bound else 200)


def _initial(line: Line, child: Any) -> dict[str, Any]:
    owner = child.person if isinstance(child, ComingUp) else getattr(child, "owner", None)
    return {
        "text": line.text, "kind": line.kind, "audience": line.audience, "sort": line.sort, "version": line.version,
        "topics": line.topics.all(), "owner": owner,
        "due": child.due if isinstance(child, Action | ComingUp) else line.due,
        "words": child.title if isinstance(child, ComingUp) else getattr(child, "text", ""),
        "child_version": getattr(child, "version", None),
    }  # fmt: skip


def _about(line: Line, child: Any, setting: Setting) -> dict[str, Any]:
    words = {"action": "What needs doing", "decision": "What was decided", "idea": "The idea",
             "coming_up": "What is coming up"}  # fmt: skip
    near = [(date.fromisoformat(value), f"{said} ({small})") for value, said, small in date_choices(setting)]
    return {
        "on": line.day, "group": setting.group, "next_date": setting.next_date, "near": near,
        "kind": line.kind, "words_label": words.get(line.kind, "") if child is not None else "",
    }  # fmt: skip


def _clash(
    request: HttpRequest, line: Line, stale: StaleRecord, mine: str, name: str, fields: Any
) -> HttpResponse:  # fmt: skip
    """Somebody saved the line meanwhile: both texts, and a choice."""
    stored = visible_or_404(Line.objects, request.user, ref=line.ref)
    child = change_writes.only_child(stored)
    left_out = ("text", "version", "child_version", "csrfmiddlewaretoken")
    pairs = [(key, value) for key in fields if key not in left_out for value in fields.getlist(key)]
    if child is not None:
        pairs.append(("child_version", str(child.version)))
    context = {
        "nav": "meetings", "mine": mine, "theirs": stored.text, "action": reverse(name, args=[line.ref]),
        "version": stored.version, "field": "text", "hidden": pairs, "cancel": home_of(stored),
    }  # fmt: skip
    return render(request, "meetings/_line_clash.html" if request.htmx else "409.html", context, status=409)


# --- Settling ---


@require_POST
def line_settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Answer what was asked about a line: who, when; or take up what was offered."""
    line = line_of(request, ref)
    form = SettleForm(request.POST)
    if not form.is_valid():
        raise Http404("No such answer")
    try:
        sentences = _settled(request, line, form.cleaned_data)
    except StaleRecord:
        return _meanwhile(request, ref)
    return row_or_page(request, line, sentences, "Settled.")


def _settled(request: HttpRequest, line: Line, answer: dict[str, str]) -> list[str]:
    """Do what the answer says. Returns sentences on what could not be put back."""
    what, value, person = answer["what"], answer["value"], writer(request)
    if what == "action":
        return change_writes.make_action_of(line, by=person, on=line.day)
    if what == "number":
        change_writes.keep_as_number(line, by=person)
    elif what == "moved":
        action = visible_or_404(Action.objects, request.user, ref=answer["ref"])
        change_writes.settle_move(line, action.ref, _day(value), by=person, on=line.day)
    elif what == "answers":
        decision = visible_or_404(Decision.objects, request.user, line=line, ref=answer["ref"])
        referral = visible_or_404(full_referrals(), request.user, ref=value)
        if decision.decided_by_id != referral.to_forum_id or not referral.may_be_answered_by(viewer(request)):
            raise Http404("That is not what they were asked")
        return change_writes.take_as_answer(line, decision, referral, by=person)
    elif what in ("proposal", "not_proposal"):
        decision = visible_or_404(Decision.objects, request.user, line=line, ref=answer["ref"])
        proposal = visible_or_404(Proposal.objects, request.user, ref=value, forum_id=line.forum_id)
        belonging_writes.settle_proposal(line, decision, proposal, by=person, is_of=what == "proposal")
    elif what == "budget":
        position = visible_or_404(Position.objects, request.user, line=line, ref=answer["ref"])
        followed = BudgetLine.objects.followed().filter(forum_id=line.forum_id)
        budget = visible_or_404(followed, request.user, ref=value)
        belonging_writes.settle_budget(line, position, budget, by=person)
    elif what == "caveat":
        caveat = visible_or_404(Caveat.objects, request.user, decision__line=line, ref=answer["ref"])
        change_writes.settle_caveat(line, caveat, visible_person(value) if value else None, by=person)
    else:
        action = visible_or_404(Action.objects, request.user, line=line, ref=answer["ref"])
        if what == "instead":
            change_writes.take_instead(line, action, visible_person(value) if value else None, by=person)
        elif what == "owner":
            change_writes.settle_owner(line, action, visible_person(value) if value else None, by=person)
        else:
            change_writes.settle_date(line, action, _day(value), by=person, on=line.day)
    return []


def visible_person(ref: str) -> Person:
    """The person of that ref; everybody who may write may name anybody."""
    person = Person.objects.named().filter(ref=ref).first()
    if person is None:
        raise Http404("No such person")
    return person


def _day(value: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Http404("No such day") from None

"""Pages of an agenda: its items, their order, what was suggested, what comes over from last time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hackit import tokens
from hackit.edit_forms import status_of
from hackit.models import Person
from hackit.records import StaleRecord
from hackit.shortcuts import asked, sent, today, viewer, writer
from meetings.actions.looked_at import show_looked_at
from meetings.agenda import reading, running, writes
from meetings.agenda.about import show_about
from meetings.agenda.bank_holidays import holiday_words
from meetings.agenda.beside import beside
from meetings.agenda.meeting_forms import (
    AnswerForm,
    ItemForm,
    ItemNewForm,
    PaperForm,
    PasteAgendaForm,
    SuggestForm,
)  # fmt: skip
from meetings.agenda.models import AgendaItem, Meeting, Paper
from meetings.agenda.order_views import on_agenda
from meetings.agenda.order_writes import OFF_THE_AGENDA
from meetings.ahead.reading import coming_beside
from meetings.enquiries.reading import questions_beside
from meetings.form_fields import KnownPeople
from meetings.reminders.asked import answers_of, asking_of, beside_actions, unasked

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def meeting_agenda(request: HttpRequest, ref: str) -> HttpResponse:
    """The agenda before the meeting: its items in order, suggestions, and beside it what comes over."""
    meeting, asker = _member_meeting(request, ref), viewer(request)
    runs = asker.runs(meeting.forum_id)
    form = PasteAgendaForm(request.POST if request.method == "POST" else None, on=meeting.date)
    if request.method == "POST":
        reading.run_meeting(request.user, ref)
        if form.is_valid():
            return _paste(request, meeting, form)
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting).order_by("position", "pk")
    items = list(rows.select_related("lead", "created_by").prefetch_related("papers", "topics"))
    for item in items:
        item.meeting = meeting
    show_about(items, request.user)
    if meeting.state != Meeting.State.PLANNED:
        show_looked_at(meeting, items, request.user)
    settled = [item for item in items if item.state not in OFF_THE_AGENDA]
    gone = [item for item in items if item.state == AgendaItem.State.WITHDRAWN]
    times = running.begin_times(meeting, settled)
    for item in settled:
        item.begins = times[item.ref]
    is_open = meeting.state in (Meeting.State.PLANNED, Meeting.State.IN_PROGRESS)
    found = beside(meeting, request.user, on=today()) if is_open else None
    asking = asking_of(meeting, request.user, on=today()) if runs and is_open else None
    if found:
        actions = found["overdue"].rows + found["open_actions"].rows
        said = asking.said if asking else answers_of(meeting, request.user, actions, on=today())
        beside_actions(actions, said)
    context = {
        "nav": "meetings",
        "form": form,
        "meeting": meeting,
        "items": settled,
        "plan": running.plan_words(meeting, settled),
        "has_times": sum(at is not None for at in times.values()) > 1,
        "proposed": [item for item in items if item.state == AgendaItem.State.PROPOSED],
        "skipped": [item for item in gone if item.standing_item_id],
        "withdrawn": [item for item in gone if not item.standing_item_id],
        "runs": runs,
        "may_write": asker.writes_in(meeting.forum_id),
        "trail": _trail(meeting),
        "on": today(),
        "is_ahead": meeting.state == Meeting.State.PLANNED and meeting.date > today(),
        "is_open": is_open,
        "holiday": holiday_words(meeting.date) if meeting.state == Meeting.State.PLANNED else "",
        "coming_up": coming_beside(meeting, request.user, on=today()) if is_open else [],
        "beside": found,
        "questions": questions_beside(meeting, request.user) if is_open else [],
        "asking": asking,
        "unasked": unasked(asking, on=today()) if asking else [],
    }
    return render(request, "meetings/agenda_detail.html", context, status=status_of(form))


@form_page
def item_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Add an item; a member who does not run the group suggests it."""
    meeting, by = reading.written_meeting(request.user, ref), writer(request)
    runs = viewer(request).runs(meeting.forum_id)
    form = ItemNewForm(request.POST or None, known=KnownPeople(on=meeting.date))
    if request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            item = AgendaItem(meeting=meeting, state=AgendaItem.State.OPEN if runs else AgendaItem.State.PROPOSED)
            topics = form.cleaned_data["topics"]
            writes.add_item(form.fill(item), by=by, topics=topics, verb="added" if runs else "suggested")
            url = f"{reverse('meetings:meeting-agenda', args=[ref])}#{item.anchor}"
            claim.finish(url)
        messages.success(request, f"“{item.title}” is {'on the agenda' if runs else 'suggested'}.")
        return redirect(url)
    context = {"nav": "meetings", "form": form, "meeting": meeting, "runs": runs, "trail": _trail(meeting, True)}
    return render(request, "meetings/item_new.html", context, status=status_of(form))


@form_page
def item_suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """Anybody on the staff asks a group to talk about something at its next meeting."""
    forum, by = reading.group_or_404(request.user, slug), writer(request)
    meeting = reading.next_to_suggest_to(forum, on=today())
    form = SuggestForm(request.POST or None, initial={"title": asked(request, "title", longest=200)})
    if meeting and request.method == "POST" and form.is_valid():
        with tokens.once(form.cleaned_data["token"], person=by) as claim:
            if claim.used:
                return redirect(claim.result_url)
            typed = form.cleaned_data
            item = AgendaItem(
                meeting=meeting, title=typed["title"], purpose=typed["purpose"], minutes=typed["minutes"],
                lead=by, state=AgendaItem.State.PROPOSED, audience=forum.outcome_audience,
            )  # fmt: skip
            writes.add_item(item, by=by, verb="suggested")
            claim.finish(forum.get_absolute_url())
        messages.success(request, f"“{item.title}” is with {forum.name}. The answer will stand on this page.")
        return redirect(forum)
    trail = [(reverse("meetings:forum-list"), "Groups"), (forum.get_absolute_url(), forum.name)]
    context = {"nav": "meetings", "form": form, "forum": forum, "has_meeting": meeting is not None, "trail": trail}
    return render(request, "meetings/item_suggest.html", context, status=status_of(form))


@form_page
def item_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change an item, its topics and its papers. A paper that is typed but not added yet is added with the rest."""
    item, by = reading.run_item(request.user, ref), writer(request)
    title = item.title
    form = ItemForm(request.POST or None, item=item, known=KnownPeople(on=item.meeting.date))
    paper_form = _paper_typed(request)
    status, stored = max(status_of(form), status_of(paper_form)), None
    if request.method == "POST" and form.is_valid() and (paper_form is None or paper_form.is_valid()):
        try:
            version = form.cleaned_data["version"]
            writes.save_item(form.fill(item), by=by, topics=form.cleaned_data["topics"], version=version)
        except StaleRecord as clash:
            status, stored = 409, clash.stored
            form.raised_to(stored.version)
        else:
            if paper_form is not None:
                _add_paper(item, paper_form, by=by)
            messages.success(request, f"“{item.title}” is saved.")
            return redirect(on_agenda(item))
    return _edit_page(request, item, form, paper_form, status=status, title=title, stored=stored)


def _edit_page(
    request: HttpRequest, item: AgendaItem, form: ItemForm, paper_form: PaperForm | None, *, status: int,
    title: str, stored: AgendaItem | None = None,
) -> HttpResponse:  # fmt: skip
    context = {
        "nav": "meetings",
        "form": form,
        "item": item,
        "stored": stored,
        "title": title,
        "papers": item.papers.all(),
        "paper_form": paper_form or PaperForm(prefix="paper"),
        "error_forms": [form, paper_form] if paper_form else [form],
        "trail": _trail(item.meeting, True),
    }
    return render(request, "meetings/item_edit.html", context, status=status)


def _paper_typed(request: HttpRequest) -> PaperForm | None:
    """The form of a paper, if anything of one was typed."""
    names = ("paper-title", "paper-url")
    return PaperForm(request.POST, prefix="paper") if any(request.POST.get(n, "").strip() for n in names) else None


def _add_paper(item: AgendaItem, form: PaperForm, *, by: Person) -> Paper:
    """Put the paper with its item, once for each time the form was shown."""
    paper = Paper(item=item, title=form.cleaned_data["title"], url=form.cleaned_data["url"])
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if not claim.used:
            writes.add_paper(paper, by=by)
            claim.finish(f"{reverse('meetings:item-edit', args=[item.ref])}#papers")
    return paper


@require_POST
def item_papers(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a link to a paper, or take one off (`remove` = its ref). What else was typed on the page stays typed."""
    item, by = reading.run_item(request.user, ref), writer(request)
    known = KnownPeople(on=item.meeting.date)
    shown = ItemForm(item=item, known=known)
    typed = ItemForm(request.POST, item=item, known=known) if "version" in request.POST else None
    edit = typed if typed is not None and typed.says_otherwise(shown) else None
    paper_form: PaperForm | None = None
    if request.POST.get("remove"):
        paper = item.papers.filter(ref=sent(request, "remove")).first()
        if paper is not None:
            writes.remove_paper(paper, by=by)
        elif edit is None:
            raise Http404("There is no such paper with the item")
        paper_form = _paper_typed(request) if edit else None
        done = f"“{paper.title}” is off the list." if paper else "That paper is off the list already."
    else:
        paper_form = PaperForm(request.POST, prefix="paper")
        if not paper_form.is_valid():
            return _edit_page(request, item, edit or shown, paper_form, status=422, title=item.title)
        done = f"“{_add_paper(item, paper_form, by=by).title}” is with the item."
        paper_form = None
    if edit is None:
        messages.success(request, done)
        return redirect(f"{reverse('meetings:item-edit', args=[item.ref])}#papers")
    messages.success(request, f"{done} The other changes are not saved yet.")
    status = max(status_of(edit), status_of(paper_form))
    return _edit_page(request, item, edit, paper_form, status=status, title=item.title)


@require_POST
def item_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a suggested item, or decline it with a sentence to the one who asked."""
    item, by = reading.run_item(request.user, ref), writer(request)
    if item.state != AgendaItem.State.PROPOSED:
        messages.error(request, f"“{item.title}” has its answer already.")
        return redirect(on_agenda(item))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors) + ".")
        return redirect(on_agenda(item))
    take = form.cleaned_data["do"] == "take"
    writes.answer_proposal(item, take=take, answer=form.cleaned_data["answer"], by=by)
    messages.success(request, f"“{item.title}” is {'on the agenda' if take else 'declined'}.")
    return redirect(on_agenda(item))


def _paste(request: HttpRequest, meeting: Meeting, form: PasteAgendaForm) -> HttpResponse:
    by = writer(request)
    url = reverse("meetings:meeting-agenda", args=[meeting.ref])
    with tokens.once(form.cleaned_data["token"], person=by) as claim:
        if claim.used:
            return redirect(claim.result_url)
        made = writes.add_pasted(meeting, form.cleaned_data["items"], by=by)
        claim.finish(url)
    words = f"{len(made)} item{'s are' if len(made) != 1 else ' is'} on the agenda."
    if any(item.lead or item.minutes for item in made):
        words += " Who leads and the minutes were read from the list: change an item where they are wrong."
    messages.success(request, words)
    return redirect(url)


def _member_meeting(request: HttpRequest, ref: str) -> Meeting:
    """The meeting for its group: to the rest of the staff its agenda is not there."""
    meeting = reading.seen_meeting(request.user, ref)
    if not viewer(request).belongs_to(meeting.forum_id):
        raise Http404("Nothing here that you may see")
    return meeting


def _trail(meeting: Meeting, agenda: bool = False) -> list[tuple[str, str]]:
    trail = [(reverse("meetings:meeting-list"), "Meetings"), (meeting.get_absolute_url(), meeting.label())]
    if agenda:
        trail.append((reverse("meetings:meeting-agenda", args=[meeting.ref]), "Agenda"))
    return trail

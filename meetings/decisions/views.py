"""Reading decisions: the list, the same as a file, one decision, its history."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.csv_out import csv_response
from hackit.filters import page_of
from hackit.joining import raising
from hackit.mentions import written_about
from hackit.models import Entry
from hackit.presses import just_deleted
from hackit.record_history import history_or_404, may_read_history
from hackit.shortcuts import today, viewer, visible_or_404
from meetings.decisions.filters import SORTS, DecisionFilter
from meetings.decisions.models import Caveat, Decision, Referral
from meetings.decisions.reading import (
    ended_with,
    full_decisions,
    outcome_words,
    published_caveats,
    published_decision,
    rows_of,
    tag_of,
)
from meetings.publishing.outdated import decision_is_outdated

CSV_HEADER = ("Decision", "Outcome", "Decided by", "Group", "Date", "Topics", "Address")


@public
@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """What was decided, as far as this reader may know: a stranger what was published."""
    filters = _filters(request)
    entries = filters.sorted(filters.found())
    page = page_of(request, entries.select_related("forum").prefetch_related("topics"))
    return render(
        request,
        "meetings/decision_list.html",
        {
            "nav": "decisions",
            "page": page,
            "rows": rows_of(page, request.user),
            **filters.for_page(),
            "keep": [("sort", "" if filters.sort == "newest" else filters.sort)],
            "sort": filters.sort,
            "sorts": list(SORTS),
            "clear": reverse("meetings:decision-list"),
            "may_record": viewer(request).writes_in_a_group,
            "is_stranger": viewer(request).is_stranger,
            "deleted": _just_deleted(request),
        },
    )


@public
@require_safe
def decision_csv(request: HttpRequest) -> StreamingHttpResponse:
    """What the list shows, all pages of it, as CSV."""
    filters = _filters(request)
    entries = filters.sorted(filters.found())
    rows = entries.select_related("forum").prefetch_related("topics").iterator(chunk_size=500)
    return csv_response("decisions.csv", CSV_HEADER, (_cells(request, entry) for entry in rows))


@public
@require_safe
def decision_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The live record for who may see it, with the buttons that are theirs; else the published copy."""
    seen = viewer(request)
    if not seen.is_stranger:
        decision = full_decisions(request.user).filter(ref=ref.replace("\x00", "")).first()
        if decision is not None:
            return _live(request, decision)
    part = published_decision(ref.replace("\x00", ""), request.user)
    if part is None:
        raise Http404("No decision here for this reader")
    caveats = published_caveats(part, request.user)
    context = {
        "nav": "decisions",
        "part": part,
        "caveats": caveats,
        "text": part.text.partition("Subject to:\n")[0] if caveats else part.text,
        "outcome": outcome_words(part.status),
        "tag": tag_of(part.status),
        "topics": part.topics.known_to(request.user),
        "written": written_about(request.path, request.user),
    }
    return render(request, "meetings/decision_public.html", context)


@require_safe
def decision_history(request: HttpRequest, ref: str) -> HttpResponse:
    """Every change of the decision, its caveats and where it was taken, for who could see it all along."""
    decision = visible_or_404(Decision.objects, request.user, ref=ref)
    caveats = Caveat.objects.visible_to(request.user).filter(decision=decision)
    referrals = Referral.objects.visible_to(request.user).filter(decision=decision).select_related("to_forum")
    history = history_or_404(decision, request.user, beside=[*caveats, *referrals])
    context = {"nav": "decisions", "decision": decision, "history": history}
    return render(request, "meetings/decision_history.html", context)


def _live(request: HttpRequest, decision: Decision) -> HttpResponse:
    seen = viewer(request)
    referrals = Referral.objects.visible_to(request.user).filter(decision=decision, withdrawn=False)
    published = published_decision(decision.ref, request.user)
    may_publish = decision.meeting is not None and seen.runs(decision.meeting.forum_id)
    context = {
        "nav": "decisions",
        "decision": decision,
        "caveats": decision.caveats.all(),
        "outcome": decision.summary_line(),
        "tag": tag_of(decision.outcome, decision),
        "topics": decision.topics.all(),
        "replaces": Decision.objects.visible_to(request.user).filter(replaced_by=decision).order_by("pk"),
        "referrals": referrals.select_related("to_forum", "answer").order_by("pk"),
        "published": published,
        "outdated": may_publish and decision_is_outdated(decision, published),
        "raising": raising.beside([decision.get_absolute_url()], request.user, on=today()),
        "written": written_about(decision.get_absolute_url(), request.user),
        "may_change": decision.may_be_changed_by(seen),
        "may_put": seen.writes_in_a_group,
        "has_history": may_read_history(decision, request.user),
        "on": today(),
    }
    return render(request, "meetings/decision_detail.html", context)


def _filters(request: HttpRequest) -> DecisionFilter:
    rows = Entry.objects.visible_to(request.user).filter(kind="decision")
    return DecisionFilter(request.GET, rows, request=request)


def _just_deleted(request: HttpRequest) -> Decision | None:
    """The decision that this person has just deleted and may bring back, with `ended`: how many actions ended so."""
    decision = just_deleted(request, Decision.objects)
    if decision is not None:
        decision.ended = ended_with(decision)
    return decision


def _cells(request: HttpRequest, entry: Entry) -> list[object]:
    return [
        entry.title,
        outcome_words(entry.status),
        entry.said,
        entry.forum.name if entry.forum else "",
        entry.date,
        ", ".join(topic.name for topic in entry.topics.all()),
        request.build_absolute_uri(entry.url),
    ]

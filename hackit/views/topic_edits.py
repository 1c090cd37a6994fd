"""Writing topics: a new one, what one is called, the wordings about it, two made one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hackit import tokens
from hackit.audience import Audience, Reach, Viewer
from hackit.models import Topic, TopicWording
from hackit.seen_forms import ChangedMeanwhile
from hackit.shortcuts import administrator, today, viewer, writer
from hackit.topics.course import course_of
from hackit.topics.forms import TAKEN, MergeForm, TopicForm, WordingForm
from hackit.topics.name_preview import WouldFind, would_find
from hackit.topics.standing import Stand, where_it_stands, wordings
from hackit.topics.story import beside_story
from hackit.topics.writes import merge_topics, save_topic, stored_values
from hackit.views.topics import known_family

LOOKED_AT = 8
"""New names of which is shown at once what they would find."""
EARLIER = 50
"""Earlier wordings that are listed."""

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
def topic_new(request: HttpRequest) -> HttpResponse:
    """A new topic. It is found at once where its name already stands."""
    by = writer(request)
    form = TopicForm(request.POST or None)
    looked = _looked(form, request)
    if request.method == "POST" and looked is None and form.is_valid():
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                topic = save_topic(Topic(), **_values(form), by=by)
                claim.finish(topic.get_absolute_url())
            messages.success(request, f"{topic.name} is a topic now.")
            return redirect(topic)
        except IntegrityError:
            form.add_error("name", TAKEN)
    return render(request, "hackit/topic_new.html", {"nav": "topics", "form": form, "looked": looked})


@reads_and_writes
def topic_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """What a topic is called, and its place among the others. Its address stays."""
    topic = known_family(request, slug).topic
    by = writer(request)
    form = TopicForm(request.POST or None, topic=topic, stored=stored_values(topic))
    status, clash = 200, None
    looked = _looked(form, request, topic)
    if request.method == "POST" and looked is None and form.is_valid():
        try:
            with transaction.atomic():
                stored = Topic.objects.select_for_update().get(pk=topic.pk)
                form.check_seen(stored_values(stored))
                save_topic(stored, **_values(form), by=by)
            messages.success(request, "Saved.")
            return redirect(topic)
        except ChangedMeanwhile:
            status, clash = 409, _clash(stored)
            form.raised_to(stored_values(stored))
        except IntegrityError:
            form.add_error("name", TAKEN)
    context = {
        "nav": "topics",
        "form": form,
        "topic": topic,
        "clash": clash,
        "looked": looked,
        "may_merge": viewer(request).is_administrator,
    }
    return render(request, "hackit/topic_edit.html", context, status=status)


def _looked(form: TopicForm, request: HttpRequest, topic: Topic | None = None) -> list[WouldFind] | None:
    """What the first few new names would find, where that is asked and nothing is to be saved; None where it is not."""
    if request.POST.get("do") != "look" or not form.is_valid():
        return None
    had = {topic.name.lower(), *stored_values(topic)["also_called"].lower().split("\n")} if topic else set()
    names = [form.cleaned_data["name"], *form.cleaned_data["also_called"]]
    new = [name for name in names if name.lower() not in had]
    return [would_find(name, topic, request.user) for name in new[:LOOKED_AT]]


def _values(form: TopicForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "description", "broader", "also_called")}


def _clash(stored: Topic) -> list[tuple[str, str]]:
    """What is saved now, as names and values to read beside what was typed."""
    values = stored_values(stored)
    return [
        ("Name", stored.name),
        ("Description", stored.description or "None"),
        ("Also called", values["also_called"].replace("\n", ", ") or "None"),
        ("Broader topic", stored.broader.name if stored.broader else "None"),
    ]


@reads_and_writes
def topic_wording(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Where it stands, or how we explain it, in agreed words. A new wording each time; the earlier ones stay."""
    if kind not in TopicWording.Kind.values:
        raise Http404("No such wording")
    topic = known_family(request, slug).topic
    by, seen, on = writer(request), viewer(request), today()
    if request.method == "POST":
        form = WordingForm(request.POST, viewer=seen, on=on)
        if form.is_valid():
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                form.make(topic, kind).save_as(by=by, verb="worded")
                claim.finish(topic.get_absolute_url())
            messages.success(request, "Saved. The wording before it is kept.")
            return redirect(topic)
    else:
        form = WordingForm(viewer=seen, on=on, initial=_initial(request, topic, kind, seen) | {"said_on": on})
    earlier = TopicWording.objects.visible_to(request.user).filter(topic=topic, kind=kind)
    context = {
        "nav": "topics",
        "form": form,
        "topic": topic,
        "heading": TopicWording.Kind(kind).label,
        "earlier": earlier.select_related("created_by", "forum").order_by("-said_on", "-pk")[:EARLIER],
    }
    return render(request, "hackit/topic_wording.html", context)


def _initial(request: HttpRequest, topic: Topic, kind: str, seen: Viewer) -> dict[str, Any]:
    """The words that stand now, and for no wider circle than they do; or, if asked, those made from the decision."""
    starts_anew = kind == TopicWording.Kind.STANDS and request.GET.get("from") == "decision"
    worded = None if starts_anew else wordings(request.user, topic).get(kind)
    if worded is None and kind == TopicWording.Kind.EXPLAIN:
        return {"audience": Audience.STAFF}
    stand = Stand(worded.text, "", "", False, worded.reach, worded.forum) if worded else _made(request, topic)
    if stand is None:
        return {"audience": Audience.STAFF}
    made = {"source_label": stand.source_label, "source_url": stand.source_url} if stand.is_made else {}
    return {"text": stand.text, "audience": _audience(stand), **made}


def _made(request: HttpRequest, topic: Topic) -> Stand | None:
    course = course_of(request.user, topic)
    return where_it_stands(None, beside_story(request.user, course, most=0), course.marks)


def _audience(stand: Stand) -> str:
    if stand.audience == Reach.MEMBERS:
        return f"members:{stand.forum.pk}" if stand.forum else ""
    return stand.audience if stand.audience in (Reach.STAFF, Reach.EVERYONE) else ""


@reads_and_writes
def topic_merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a topic part of another. For administrators."""
    topic = known_family(request, slug).topic
    by = administrator(request, why="Only an administrator makes two topics one")
    form = MergeForm(request.POST or None, topic=topic)
    if request.method == "POST" and form.is_valid():
        into = form.cleaned_data["into"]
        try:
            merge_topics(topic, into, by=by)
        except ValueError:  # between our look and our write
            form.add_error("into", "Somebody made one of the two part of another topic just now. Look at both again")
        else:
            messages.success(request, f"{topic.name} is part of {into.name} now.")
            return redirect(into)
    context = {"nav": "topics", "form": form, "topic": topic, "trail": [(reverse("topics"), "Topics")]}
    return render(request, "hackit/topic_merge.html", context)

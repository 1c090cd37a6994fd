"""Every address, walked as a stranger, a login without a role, staff, an auditor and a member of the group.

Every text field of a world of private records holds a canary word. Nobody may meet a word above their clearance,
wherever they go; a new address without a row in `TARGETS` fails the suite.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from hackit.dates import monday_of
from hackit.mail import links as mail_links
from hackit.models import Event, FeedKey, Forum, ImportRun, Membership, Organisation, Person, Role, Topic, TopicWording
from meetings.models import Action, Caveat, Decision, Line, Meeting, Point, Referral
from meetings.money.profile_models import Amounts, reprofile
from meetings.proposals.models import YearRow
from tests import factories as make
from tests.weeknotes.pictures import picture
from weeknotes.models import Weeknote, WeeknoteImage
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db

OTHERS_NAMESPACES = ("admin", "djdt")
"""Addresses of Django; those of allauth stand under accounts/. Both test their own pages."""


class World:
    """One private record of every kind, each with its canary words."""

    def __init__(self) -> None:
        day = timezone.localdate()
        self.member = make.make_user("Grace Li")
        self.chair = make.make_user("Helen Marsh")
        self.staff = make.make_user("Yusuf Demir")
        self.nobody = make.make_user("Ruth Bello", role=Role.NONE)
        self.auditor = make.make_user("Martin Frost", role=Role.AUDITOR)
        self.forum = make.make_forum("DMT", location="canarymemberplace")
        self.above = make.make_forum("HMT")
        self.forum.reports_to = self.above
        self.forum.save()
        make.join(self.forum, self.member)
        make.join(self.forum, self.chair, Membership.Part.CHAIR)
        person = self.member.person
        self.topic = make.make_topic("Canarystafftopic", "canarystaffalias", description="canarystaffdescription")
        TopicWording(
            topic=self.topic, kind="stands", text="canarymemberwording", said_on=day, forum=self.forum,
            audience="members",
        ).save_as(by=person, verb="said")  # fmt: skip
        self.body = Organisation.objects.create(name="Canarystaffbody")
        self.meeting = make.make_meeting(
            self.forum, day + timedelta(days=2), title="canarymembertitle", summary="canarymembersummary",
            location="canarymemberroom",
        )  # fmt: skip
        self.item = make.make_item(
            self.meeting, "canarymemberitem", purpose="canarymemberpurpose", topics=[self.topic],
        )  # fmt: skip
        self.line = make.make_line(self.item, "canarymemberline", person)
        self.action = make.make_action(
            "canarymemberaction", owner=person, meeting=self.meeting, item=self.item, topics=[self.topic]
        )
        self.action.add_update("canarymemberupdate", by=person, on=day)
        self.decision = make.make_decision(
            "canarymemberdecision", meeting=self.meeting, item=self.item, reasons="canarymemberreasons",
            alternatives="canarymemberalternatives", topics=[self.topic],
        )  # fmt: skip
        self.caveat = Caveat(
            decision=self.decision, text="canarymembercaveat", evidence="canarymemberevidence", forum=self.forum
        )
        self.caveat.save_as(by=person, verb="added")
        self.referral = Referral(
            title="canarymemberreferral", to_forum=self.above, sent_on=day, decision=self.decision, forum=self.forum
        )
        self.referral.save_as(by=person, verb="sent")
        self.point = Point(item=self.item, title="canarymemberpoint", text="canarymemberprose", forum=self.forum)
        self.point.save_as(by=person, verb="written")
        self.jotting = make.make_line(None, "canaryownjotting", self.chair.person, day=day)
        self.coming = make.make_coming_up(
            "canarymembercoming", forum=self.forum, audience="members", due_text="canarymemberabout",
            start_by=day, start_text="canarymemberstart", topics=[self.topic],
        )  # fmt: skip
        self.proposal = make.make_proposal(
            "canarymemberproposal", self.forum, lead=person, topics=[self.topic], summary="canarymembersummary",
            years=[YearRow(2019, 100)],
        )  # fmt: skip
        self.budget = make.make_budget(
            "Canarymemberbudget", self.forum, lead=person, topic=self.topic, said="canarymembersaid"
        )  # fmt: skip
        self.enquiry = make.make_enquiry(
            "canarymemberquestion", self.forum, asked_by="other", asker_text="canarymemberasker", owner=person,
            answer="canarymemberanswer", budget_line=self.budget, topics=[self.topic], by=person, asked_on=day,
        )  # fmt: skip
        self.budget.put_state("with_finance", by=person, on=day)
        reprofile(self.budget, {day.year: Amounts(1, 2)}, by=person, on=day, why="canarymemberwhy")
        self.figure = make.make_figure(
            "Canarymemberfigure", self.forum, lead=person, topic=self.topic, state="proposed", words="canarymemberheard"
        )
        self.review = make.make_review(
            "canarymemberreview", self.forum, lead=person, note="canarymembernote", auditor_text="canarymemberauditor",
            opinion="canarymemberopinion", topic=self.topic,
        )  # fmt: skip
        self.recommended = make.make_recommendation(
            self.review, "canarymemberrecommended", finding="canarymemberfinding", owner=person,
            agreed="canarymemberagreed", response_words="canarymemberresponse", priority="canarymemberpriority",
            reference="canarymemberreference",
        )  # fmt: skip
        self.evidence = self.recommended.add_evidence("canarymemberevident", dated=day, by=person)
        self.note = Weeknote(
            title="canaryowntitle", week=monday_of(day), summary="canaryownsummary",
            body="Canaryowntext\n\n## Canaryownheading\n\ncanaryownbody",
        )  # fmt: skip
        self.note.save_as(by=self.chair.person, verb="begun")
        self.note.set_authors([self.chair.person])
        self.note.sync_sections()
        self.image = store_image(
            self.note, picture(), alt="canaryownalt", by=self.chair.person, file_name="canaryownname.png"
        ).image
        # A key whose owner is not in the group (any more): it opens nothing, whoever shows it
        self.feed = FeedKey.objects.ensure(self.staff.person, self.forum)
        # A link of a letter to somebody who cannot be written to any more: it opens nothing
        self.mail_token = mail_links.token(make.make_person("Canarystaffperson"), "weekly")
        self.shared_action = make.make_action("canarystaffaction", owner=self.staff.person, forum=self.forum)
        self.brought_in = ImportRun.objects.create(kind="meetings.action", by=self.chair.person, source="canaryownfile")


STAFF_ONLY = {"ref": "nosuchref0", "slug": "no-such-slug", "pk": 999_999}


def targets(world: World) -> dict[str, list[dict[str, Any]]]:
    """For every address of ours the arguments to open it with: the private record's, and those of none."""
    return {
        "forum": {"slug": world.forum.slug},
        "meeting": {"ref": world.meeting.ref},
        "item": {"ref": world.item.ref},
        "line": {"ref": world.line.ref},
        "action": {"ref": world.action.ref},
        "decision": {"ref": world.decision.ref},
        "caveat": {"ref": world.caveat.ref},
        "referral": {"ref": world.referral.ref},
        "point": {"ref": world.point.ref},
        "note": {"ref": world.note.ref, "image": world.image.ref},
        "image": {"ref": world.image.ref},
        "coming": {"ref": world.coming.ref},
        "budget": {"ref": world.budget.ref},
        "figure": {"ref": world.figure.ref},
        "review": {"ref": world.review.ref},
        "recommendation": {"ref": world.recommended.ref},
        "evidence": {"ref": world.evidence.ref},
        "enquiry": {"ref": world.enquiry.ref},
        "proposal": {"ref": world.proposal.ref},
        "topic": {"slug": world.topic.slug},
        "organisation": {"pk": world.body.pk},
        "person": {"slug": world.member.person.slug},
        "feed": {"key": world.feed.key, "slug": world.forum.slug},
        "trial": {"ref": "nosuchref0"},
        # Who has the token of a letter may read: tests/meetings/reminders/test_answer_link.py
        "answer": {"token": "nosuchref0.1xX5if.c2JUd5x47A-wuyJWU7dFLWEyoZEeGsu1rK09TiQJBZs"},
        "mail": {"token": world.mail_token},
        "import": {"ref": world.brought_in.ref},
    }


def arguments(pattern_name: str, converters: dict[str, Any], world: World) -> list[dict[str, Any]]:
    """Arguments for one address: first the private record that its name tells of, then what does not exist."""
    if not converters:
        return [{}]
    kind = kind_of(pattern_name)
    known = targets(world)
    assert kind in known, f"{pattern_name} has no row: say in KINDS what record its address is about"
    real = dict(known[kind])
    missing = {name: STAFF_ONLY.get(name, "nosuchref0") for name in known[kind]}
    for name, converter in converters.items():
        if name in real:
            continue
        value: Any = {
            "kind": "stands",
            "year": 2019,
            "month": 6,
            "day": 3,
            "number": 1,
            "slug": "no-such-slug",
            "part": "what",
        }.get(name)
        if value is None:
            value = 1 if "Int" in type(converter).__name__ else "nosuchref0"
        real[name] = missing[name] = value
    real = {name: value for name, value in real.items() if name in converters}
    missing = {name: value for name, value in missing.items() if name in converters}
    return [real, missing]


KINDS = {
    "forum": "forum", "group": "forum", "standing": "forum", "meeting": "meeting", "live": "meeting",
    "wrap": "meeting", "item": "item", "line": "line", "jotting": "line", "action": "action",
    "decision": "decision", "caveat": "caveat", "referral": "referral", "point": "point", "weeknote": "note",
    "topic": "topic", "person": "person", "people": "person", "attendance": "meeting", "paper": "item",
    "member": "forum", "agenda": "meeting", "section": "note", "user": "person", "login": "person",
    "feed": "feed", "trial": "trial", "coming": "coming", "answer": "answer", "mail": "mail", "import": "import",
    "figure": "figure", "image": "image", "budget": "budget", "position": "budget", "review": "review",
    "recommendation": "recommendation", "evidence": "evidence", "enquiry": "enquiry",
    "proposal": "proposal", "organisation": "organisation",
}  # fmt: skip


def kind_of(pattern_name: str) -> str | None:
    word = pattern_name.split(":")[-1].split("-")[0]
    return KINDS.get(word)


def our_addresses() -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, converters) of every address that is ours."""

    def walk(patterns, namespace: str, converters: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        for entry in patterns:
            here = {**converters, **entry.pattern.converters}
            if isinstance(entry, URLResolver):
                if entry.namespace in OTHERS_NAMESPACES:
                    continue
                if str(entry.pattern).startswith("accounts/"):
                    continue
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry.url_patterns, inner, here)
            elif isinstance(entry, URLPattern):
                assert entry.name, f"{entry.pattern} has no name"
                yield f"{namespace}{entry.name}", here

    found = [pair for pair in walk(get_resolver().url_patterns, "", {}) if pair[0]]
    return iter(found)


def opened(client: Client, world: World) -> Iterator[tuple[str, str, Any]]:
    """Every address opened with GET and sent an empty POST: (method, address, answer)."""
    for name, converters in our_addresses():
        for kwargs in arguments(name, converters, world):
            address = reverse(name, kwargs=kwargs)
            yield "GET", address, client.get(address)
            yield "GET", address, client.get(address, {"q": "canarymemberline", "words": "canarymember", "page": "x"})
            if name not in ("clear-sample",):
                yield "POST", address, client.post(address, {})


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + "\n".join(f"{k}: {v}" for k, v in answer.headers.items())


def words_met(answer: Any, *prefixes: str) -> list[str]:
    """Canary words in an answer, less those that the request itself had sent."""
    sent = {"canarymemberline", "canarymember"}
    text = body_of(answer).lower()
    found = {word.strip(".,;:!?\"'<>()#/&=") for word in text.replace("<", " ").replace(">", " ").split()}
    return sorted(w for w in found if w.startswith(prefixes) and w not in sent)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("who", ["stranger", pytest.param("nobody", marks=pytest.mark.in_full)])
@pytest.mark.in_full("postgresql")  # the canaries walk there each time
def test_a_stranger_meets_public_things_and_nothing_else(world, who):
    client = Client(raise_request_exception=True)
    if who == "nobody":
        client.force_login(world.nobody)
    for method, address, answer in opened(client, world):
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        assert not words_met(answer, "canary"), f"{method} {address}: {words_met(answer, 'canary')}"


@pytest.mark.parametrize("who", ["staff", pytest.param("auditor", marks=pytest.mark.in_full)])
@pytest.mark.in_full("postgresql")  # the canaries walk there each time
def test_staff_outside_the_group_meet_nothing_of_the_group(world, who):
    client = Client()
    client.force_login(getattr(world, who))
    for method, address, answer in opened(client, world):
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        met = words_met(answer, "canarymember", "canaryown")
        assert not met, f"{method} {address}: {met}"


@pytest.mark.in_full("postgresql")  # the canaries walk there each time
def test_a_member_meets_the_groups_words_but_nobody_elses_own(world):
    client = Client()
    client.force_login(world.member)
    everything: set[str] = set()
    for method, address, answer in opened(client, world):
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        everything.update(words_met(answer, "canary"))
        met = words_met(answer, "canaryown")
        assert not met, f"{method} {address}: {met}"
    assert {"canarymemberaction", "canarymemberdecision", "canarymemberitem"} <= everything


def test_refused_looks_like_missing(world):
    """A private record and one that does not exist answer a stranger alike, on every address."""
    client = Client()
    for name, converters in our_addresses():
        if not converters:
            continue
        real, missing = arguments(name, converters, world)
        answers = [client.get(reverse(name, kwargs=kwargs)) for kwargs in (real, missing)]
        statuses = [answer.status_code for answer in answers]
        assert statuses[0] == statuses[1], f"{name}: {statuses}"
        if statuses[0] == 404:
            bodies = [
                body_of(answer).replace(reverse(name, kwargs=kwargs), "")
                for answer, kwargs in zip(answers, (real, missing), strict=True)
            ]
            assert len(bodies[0]) - len(bodies[1]) in range(-200, 200), name


@pytest.mark.in_full("postgresql")  # who may write hangs on no database
def test_an_auditor_writes_nothing_anywhere(world):
    client = Client()
    client.force_login(world.auditor)
    before = snapshot()
    for name, converters in our_addresses():
        for kwargs in arguments(name, converters, world):
            data = {"text": "canary", "title": "x", "name": "x", "ref": "x" * 36, "week": "2019-06-03", "next": "/"}
            client.post(reverse(name, kwargs=kwargs), data)
    assert snapshot() == before


def snapshot() -> dict[str, int]:
    models = (Event, FeedKey, Forum, ImportRun, Person, Topic, Action, Decision, Line, Meeting, Weeknote, WeeknoteImage)
    return {model.__name__: model._base_manager.count() for model in models}

"""A unique word in every text field of everything that is not public, found by looking at the models themselves.

A model or a text field that is new has words from its first day: a model without a row here, or a row of which nobody
said who may read it, fails the test that uses this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from hackit import indexing
from hackit.models import Entry, Follow, FormToken, OldAddress, Organisation, PersonAlias, SearchTold
from meetings.models import ActionBatch, ActionLink, AgendaItem, Idea, NameInGroup, ProposalMove, Scale
from tests import factories as make
from tests.access_world import AccessWorld
from weeknotes.models import Answered, Feedback, PreparedImport, PreparedNote, WeeknoteDraft

STAFF, SETTINGS, MEMBERS, NOBODY = "staff", "settings", "members", "nobody"
"""Who may read a word: all staff; the group and administrators, who set groups up; the group and who is named; those
named, or nobody at all."""

NOT_WORDS = re.compile(
    r"^(ref|slug|reach|audience|timezone|anchor|sort|key|scope|token|result_url|path|form|site|said_by|window|"
    r"(.*_)?(type|ref|key|hash|path|part|page)|about_url|source_url|password|state|status|kind|verb|field)$"
)
"""Fields of characters that hold no words: what they hold leads somewhere, or is one of a few values of ours."""

DERIVED = {
    "hackit.Entry": "made from the records by the rebuild below",
    "hackit.EntryPerson": "the same",
    "hackit.EntryTopic": "the same",
    "hackit.EntryLink": "the same",
    "hackit.Event": "append-only; made with the records, whose first words it holds",
    "hackit.EventValue": "the same",
    "hackit.User": "how somebody signs in",
    "hackit.SiteSettings": "public",
    "hackit.ReminderRun": "names of ours",
    "hackit.BackupMade": "the same",
    "hackit.Mail": "holds no words; what is sent is read below",
    "hackit.SignInLetter": "how somebody signs in, and to which address a letter of that goes",
    "hackit.ImportedItem": "holds no words",
    "hackit.Publication": "public; what of it is not lies in its parts",
    "hackit.Forum": "a name of a group that publishes is public; its room is below",
}
"""Models that get no words of their own, each with its reason."""

WHO = {
    "hackit.Organisation": STAFF, "hackit.Person": STAFF, "hackit.PersonAlias": STAFF, "hackit.Topic": STAFF,
    "hackit.TopicAlias": STAFF, "hackit.Follow": NOBODY, "hackit.ImportRun": NOBODY, "hackit.SearchTold": NOBODY,
    "meetings.StandingItem": SETTINGS, "meetings.NameInGroup": SETTINGS, "meetings.ActionBatch": NOBODY,
}  # fmt: skip
"""Who reads the words of a model whose rows do not say so."""

PARENTS = {
    "meetings.Attendance": "meeting", "meetings.Paper": "item", "meetings.ProposalMove": "proposal",
    "meetings.BudgetProfile": "budget_line",
}  # fmt: skip
"""Models whose rows are read by who reads the record that they belong to."""


def clearance(row: models.Model) -> str | None:
    """Who may read the words of this row; None for a public one. Raises KeyError where nobody has said."""
    label = row._meta.label
    if label in PARENTS:
        return clearance(getattr(row, PARENTS[label]))
    if row._meta.app_label == "weeknotes":
        return NOBODY  # a draft, its revisions, its images: their authors'
    reach = getattr(row, "reach", None)
    if reach is not None:
        return {"everyone": None, "staff": STAFF, "members": MEMBERS}.get(reach, NOBODY)
    return WHO[label]


def is_public(row: models.Model) -> bool:
    """Whether strangers meet this person or topic: a public page names them."""
    names = {"hackit.Person": "people_links__person", "hackit.Topic": "topic_links__topic"}
    at = {"hackit.PersonAlias": "person", "hackit.TopicAlias": "topic"}.get(row._meta.label)
    named = getattr(row, at) if at else row
    path = names.get(named._meta.label)
    return path is not None and Entry.objects.filter(**{path: named}, reach="everyone").exists()


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields of a model that hold words which somebody typed."""
    return [
        one
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField) and not one.choices and not NOT_WORDS.match(one.name)
    ]


def everything(world: AccessWorld) -> None:
    """The rows that the world of the walk has none of."""
    person, chair = world.owner.person, world.chair.person
    group = next(state for state in world.states if state.name == "group only").records
    day = timezone.localdate()
    draft = world.states[0].records["note"]
    item: AgendaItem = group["item"]
    PersonAlias.objects.create(person=make.make_person("Ruth Okoro"), text="Ruthie")
    Organisation.objects.create(name="Outside body")
    item.papers.create(title="Paper", url="https://papers.example/1")
    item.meeting.attendance.create(person=person, representing="Audit")
    world.forum.standing_items.create(title="Standing")
    Idea(line=group["line"], forum=world.forum, text="Idea").save_as(by=chair, verb="kept")
    link = ActionLink(
        action=group["action"], url="https://papers.example/2", words="Link", forum=world.forum, audience="members",
        on=timezone.localdate(),
    )  # fmt: skip
    link.save_as(by=person, verb="linked")
    NameInGroup.objects.create(forum=world.forum, text="JP", said="JP", person=person, set_by=chair)
    Scale(kind="opinion", grades=["High", "Low"], audience="staff").save_as(by=chair, verb="said")
    make.make_action("Waits", person, forum=world.forum, audience="members", status="waiting", waiting_for="Finance")
    ProposalMove.objects.create(proposal=group["proposal"], from_place=1, to_place=2, reason="Sooner", moved_by=person)
    make.make_recommendation(
        group["review"], "Checked", response="not_agreed", risk_by_text="Board", state="not_relevant",
        said_on=day, checked_on=day, checked_by="Audit",
    )  # fmt: skip
    ActionBatch.objects.create(by=chair, said="Moved three")
    Follow.objects.create(person=person, query="phones")
    SearchTold.objects.create(ref="told", words="phones", found=0, day=timezone.localdate())
    FormToken.objects.create(token="x" * 36, claim=uuid4(), person_id=person.pk, result_url="/")
    OldAddress.objects.create(path="/gone/", record_type="meetings.action", record_ref=group["action"].ref)
    WeeknoteDraft.objects.create(
        weeknote=draft, person=person, based_on=draft.version, title="t", summary="s", body="b"
    )
    Answered.objects.create(weeknote=draft, what="line", key="k", words="w", by=person)
    Feedback.objects.create(weeknote=draft, text="t", name="n", email="n@example.org", sent_at=timezone.now())
    prepared = PreparedImport.objects.create(by=person, source="s")
    PreparedNote.objects.create(prepared=prepared, position=1, source_key="k", title="t", body="b")


class Words:
    """The words that were given out, and who may read each."""

    def __init__(self) -> None:
        self.may_read: dict[str, str] = {}
        self.stands_in: dict[str, str] = {}

    def give(self, who: str, place: str) -> str:
        word = f"zq{len(self.may_read):05}qz"
        self.may_read[word], self.stands_in[word] = who, place
        return word

    def above(self, level: int) -> frozenset[str]:
        """The words that somebody who reads up to `level` (as `ranks`; 0: nothing) must not meet."""
        ranks = {STAFF: 1, SETTINGS: 2, MEMBERS: 3, NOBODY: 4}
        return frozenset(word for word, who in self.may_read.items() if ranks[who] > level)


def plant(words: Words) -> list[str]:
    """Put a word into every text field of every row that is not public, and make the index anew.

    Returns the fields that hold no word anywhere. A row whose state allows none in a field goes without.
    """
    lacking = []
    for model in our_models():
        fields = text_fields(model)
        if model._meta.label in DERIVED or not fields:
            continue
        label = model._meta.label
        hidden = [(row.pk, who) for row in model._base_manager.all() if (who := clearance(row)) and not is_public(row)]
        for one in fields:
            held = [pk for pk, who in hidden if _written(model, pk, one, words.give(who, f"{label}.{one.name}"))]
            if not held:
                lacking.append(f"{label}.{one.name}")
    indexing.rebuild()
    return lacking


def _written(model: type[models.Model], pk: Any, one: models.Field, word: str) -> bool:
    try:
        with transaction.atomic():
            return bool(model._base_manager.filter(pk=pk).update(**{one.name: _fitting(one, word)}))
    except IntegrityError:
        return False


def our_models() -> Iterator[type[models.Model]]:
    for label in ("hackit", "weeknotes", "meetings"):
        yield from apps.get_app_config(label).get_models()


def _fitting(one: models.Field, word: str) -> Any:
    """The word as a value of that field."""
    if one.name == "url" or isinstance(one, models.URLField):
        return f"https://papers.example/{word}"
    return f"{word}@example.org" if isinstance(one, models.EmailField) else word

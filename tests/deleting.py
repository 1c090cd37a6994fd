"""Records of every kind, each made and deleted by the site's own functions, with a word of its own that stands nowhere
else; and looking for such words in every table, whatever Django knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from hackit.models import Forum, ImportedItem, ImportRun, OldAddress, Person, TopicWording, User
from hackit.records import Record
from meetings.agenda import writes as agenda
from meetings.agenda.order_writes import move_item
from meetings.audit.writes import delete_recommendation
from meetings.decisions.writes import delete_decision, record_decision
from meetings.enquiries import writes as enquiries
from meetings.figures.writes import take_away
from meetings.models import AgendaItem, FigureSaid, Idea, Line, Meeting, Position, Referral, Scale
from meetings.proposals.models import YearRow
from meetings.proposals.writes import delete_proposal
from meetings.publishing import writes as publishing
from meetings.room import line_writes
from tests import factories as make
from tests.weeknotes.conftest import make_note, make_published
from tests.weeknotes.pictures import picture
from weeknotes.writing.image_writes import remove_image, store_image

WORD = re.compile(r"zq[a-z]+qz")
DAY = date(2026, 3, 4)


@dataclass
class Place:
    """Where it all happens: a group with a meeting that goes on, and somebody who writes in it."""

    user: User
    forum: Forum
    meeting: Meeting
    item: AgendaItem

    @property
    def person(self) -> Person:
        return self.user.person

    def type(self, text: str, *, item: AgendaItem | None = None) -> Line:
        return line_writes.type_line(text, author=self.person, item=item or self.item, ref="", on=DAY).line

    def jot(self, text: str) -> Line:
        return line_writes.type_line(text, author=self.person, item=None, ref="", on=DAY).line

    def undo(self, line: Line) -> None:
        line_writes.undo(Line.objects.get(pk=line.pk), by=self.person)


def a_place() -> Place:
    user = make.make_user("Grace Li")
    forum = make.make_forum("DMT")
    make.join(forum, user)
    meeting = make.make_meeting(forum, DAY)
    return Place(user, forum, meeting, make.make_item(meeting, "Phones"))


def word(name: str) -> str:
    return f"zq{name.replace('_', '')}qz"


# --- Each makes what holds its word, and deletes it ---


def an_action(at: Place, w: str) -> None:
    action = make.make_action(f"{w} plan", at.person, forum=at.forum, by=at.person, owner_text="", due_text=f"{w} day")
    action.add_link("https://files.example/a", by=at.person, on=DAY, words=f"{w} draft")
    action.set_status("waiting", by=at.person, on=DAY, waiting_for=f"{w} board", note=f"{w} note")
    action.complete(by=at.person, on=DAY, note=f"{w} done")
    action.delete_softly(by=at.person)


def a_link_alone(at: Place, w: str) -> None:
    action = make.make_action("Stays", at.person, forum=at.forum)
    link = action.add_link(f"https://files.example/{w}", by=at.person, on=DAY, words=f"{w} link")
    link.take_off(by=at.person)


def an_update_alone(at: Place, w: str) -> None:
    action = make.make_action("Stays too", at.person, forum=at.forum)
    action.add_update(f"{w} said", by=at.person, on=DAY).delete_softly(by=at.person)


def a_typed_action(at: Place, w: str) -> None:
    at.undo(at.type(f"Grace to send the {w} plan by 5 June"))


def a_typed_decision(at: Place, w: str) -> None:
    at.undo(at.type(f"agreed the {w} phone, subject to: {w} check (Grace by 3 July)"))


def an_idea(at: Place, w: str) -> None:
    at.undo(at.type(f"idea: {w} phones"))
    idea = Idea(forum=at.forum, text=f"{w} more")
    idea.save_as(by=at.person, verb="kept")
    idea.delete_softly(by=at.person)


def a_note_typed_anew(at: Place, w: str) -> None:
    line = at.type(f"Grace to count the {w} handsets by 5 June")
    line_writes.retype(line, f"the {w} handsets are counted", by=at.person, on=DAY, expected_version=line.version)
    at.undo(line)


def a_jotting(at: Place, w: str) -> None:
    at.undo(at.jot(f"met the {w} people"))


def an_action_that_a_line_ended(at: Place, w: str) -> None:
    topic = make.make_topic("Handsets")
    at.item.set_topics([topic])
    before = make.make_meeting(at.forum, DAY - timedelta(days=7))
    action = make.make_action(f"{w} ended", at.person, meeting=before, topics=[topic])
    at.type("done 1")
    action.refresh_from_db()
    assert action.status == "done"
    action.delete_softly(by=at.person)


def an_action_that_an_older_line_ended(at: Place, w: str) -> None:
    line = at.type("Nothing was said")
    topic = make.make_topic("Chargers")
    at.item.set_topics([topic])
    before = make.make_meeting(at.forum, DAY - timedelta(days=14))
    action = make.make_action(f"{w} ended", at.person, meeting=before, topics=[topic])
    line_writes.retype(line, "done 1", by=at.person, on=DAY, expected_version=line.version)
    action.refresh_from_db()
    assert action.status == "done"
    action.delete_softly(by=at.person)


def a_position(at: Place, w: str) -> None:
    budget = make.make_budget(f"{w} increases", at.forum, by=at.person)
    line = at.type(f"{w} increases: £40k over at P2")
    assert Position.objects.filter(line=line).exists()
    at.undo(line)
    budget.delete_softly(by=at.person)


def a_budget(at: Place, w: str) -> None:
    budget = make.make_budget(f"{w} estate", at.forum, by=at.person)
    budget.put_state("agreed", by=at.person, on=DAY, line=None)
    budget.delete_softly(by=at.person)


def a_decision(at: Place, w: str) -> None:
    data = {
        "text": f"{w} phones", "date": DAY, "reasons": f"{w} why", "alternatives": f"{w} other", "review_date": None,
        "put_off_until": None, "audience": "staff", "forum": at.forum, "outcome": "caveats", "caveats": [],
    }  # fmt: skip
    decision = record_decision(data, by=at.person)
    decision.add_caveat(f"{w} tax", by=at.person)
    decision.add_caveat("The tax check", by=at.person, owner=at.person)  # its action stays, and what it is about goes
    delete_decision(decision, by=at.person, on=DAY)


def a_referral(at: Place, w: str) -> None:
    decision = make.make_decision("Stays", forum=at.forum)
    other = make.make_forum(f"HMT {len(w)}")
    referral = Referral(title=f"{w} upwards", to_forum=other, sent_on=DAY, decision=decision, forum=at.forum)
    referral.save_as(by=at.person, verb="sent")
    referral.delete_softly(by=at.person)


def an_enquiry(at: Place, w: str) -> None:
    enquiry = make.make_enquiry(
        f"What of the {w} phones?", at.forum, owner=at.person, asked_by="other", asker_text=f"{w} team"
    )
    enquiry.answer_with(f"{w} answer", by=at.person, on=DAY, sent_back_on=DAY)
    enquiries.delete(enquiry, by=at.person)


def a_figure(at: Place, w: str) -> None:
    figure = make.make_figure(f"{w} savings", at.forum, by=at.person, words=f"{w} as said")
    take_away(FigureSaid.objects.get(figure=figure), by=at.person)


def a_proposal(at: Place, w: str) -> None:
    years = [YearRow(2026, 100, 0)]
    proposal = make.make_proposal(f"{w} van", at.forum, years=years, summary=f"{w} sum", benefit=f"{w} good")
    proposal.decisions.add(make.make_decision("Agreed the van", forum=at.forum))
    delete_proposal(proposal, by=at.person)


def a_review(at: Place, w: str) -> None:
    review = make.make_review(f"{w} review", at.forum, by=at.person, auditor_text=f"{w} firm", note=f"{w} aside")
    one = make.make_recommendation(review, f"{w} leavers", reference="R1", owner=at.person, agreed="End it at once")
    one.add_evidence(f"{w} log", dated=DAY, by=at.person)
    delete_recommendation(one, by=at.person, on=DAY)
    review.delete_softly(by=at.person)


def evidence_alone(at: Place, w: str) -> None:
    one = make.make_recommendation(make.make_review("Stays", at.forum), "Stays", owner=at.person)
    one.add_evidence(f"{w} shot", dated=DAY, by=at.person).take_off(by=at.person)


def a_scale(at: Place, w: str) -> None:
    scale = Scale(kind="priority", grades=[f"{w} high", "Low"], audience="staff")
    scale.save_as(by=at.person, verb="set")
    scale.delete_softly(by=at.person)


def a_coming_up(at: Place, w: str) -> None:
    make.make_coming_up(f"{w} fair", DAY, forum=at.forum).delete_softly(by=at.person)


def a_meeting(at: Place, w: str) -> None:
    meeting = make.make_meeting(
        at.forum, DAY + timedelta(days=7), title=f"{w} day", location=f"{w} hall", summary=f"{w} in short"
    )  # fmt: skip
    item = make.make_item(meeting, f"{w} item", purpose=f"{w} purpose")
    agenda.add_paper(item.papers.model(item=item, title=f"{w} paper", url="https://papers.example/1"), by=at.person)
    agenda.add_guest(meeting, make.make_person(f"Guest of {at.forum}"), item=None, representing=f"{w} firm", by=None)
    agenda.delete_meeting(meeting, by=at.person)


def an_item_that_was_moved(at: Place, w: str) -> None:
    item = make.make_item(at.meeting, f"{w} topic")
    move_item(item, up=True, by=at.person)
    item.refresh_from_db()
    item.delete_softly(by=at.person)


def a_point(at: Place, w: str) -> None:
    item = make.make_item(at.meeting, "Point")
    point = publishing.new_point(item, title=f"{w} point", text=f"{w} prose", audience="staff", by=at.person)
    point.delete_softly(by=at.person)


def a_weeknote(at: Place, w: str) -> None:
    note = make_published(at.user, f"## {w} head\n\n{w} body", title=f"{w} week", summary=f"{w} short")
    make.make_action(
        "Raised from it", at.person, forum=at.forum, source_url=note.address(), source_label=f"{w} week",
        source_quote=f"{w} body", source_page=note.address(),
    )  # fmt: skip
    store_image(note, picture(), alt=f"{w} desk", by=at.person)
    note.keep_draft(at.person, based_on=note.version, title=f"{w} a", summary=f"{w} b", body=f"{w} c")
    note.delete_softly(by=at.person)
    run = ImportRun.objects.create(kind="weeknotes.weeknote", by=at.person, source="notes.zip")
    ImportedItem.objects.create(
        run=run, source_key=f"{w}.md", content_hash="1", record_type="weeknotes.weeknote", record_ref=note.ref
    )
    OldAddress.objects.create(path=f"/{w}/", record_type="weeknotes.weeknote", record_ref=note.ref)


def an_image_alone(at: Place, w: str) -> None:
    note = make_note(at.user, "Stays", title="Stays")
    remove_image(store_image(note, picture(colour=(9, 9, 9)), alt=f"{w} van", by=at.person).image, by=at.person)


def a_wording(at: Place, w: str) -> None:
    wording = TopicWording(
        topic=make.make_topic("Vans"), kind="stands", text=f"{w} stands", said_on=DAY, source_label=f"{w} source",
        audience="staff",
    )  # fmt: skip
    wording.save_as(by=at.person, verb="said")
    wording.delete_softly(by=at.person)


MAKERS: list[Callable[[Place, str], None]] = [
    an_action_that_a_line_ended, an_action_that_an_older_line_ended, an_action, a_link_alone, an_update_alone,
    a_typed_action, a_typed_decision,
    an_idea, a_note_typed_anew, a_jotting, a_position, a_budget, a_decision, a_referral, an_enquiry, a_figure,
    a_proposal, a_review, evidence_alone, a_scale, a_coming_up, a_meeting, an_item_that_was_moved, a_point,
    a_weeknote, an_image_alone, a_wording,
]  # fmt: skip


def models_of_records() -> list[type[Record]]:
    return [model for model in apps.get_models() if issubclass(model, Record)]


def deleted_ago(days: float) -> None:
    """Let all that is deleted have been deleted that long ago."""
    at = timezone.now() - timedelta(days=days)
    for model in models_of_records():
        model._base_manager.exclude(deleted_at=None).update(deleted_at=at)


# --- Looking into every table ---


def found_in_tables(pattern: re.Pattern[str] = WORD) -> dict[str, set[str]]:
    """Every such word that stands in any table of the database, with the tables it stands in."""
    found: dict[str, set[str]] = {}
    for table in _tables():
        for text in _texts(table):
            for one in pattern.findall(text):
                found.setdefault(one, set()).add(table)
    return found


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the tables of FTS5 itself show the Entries; what they keep is beside them
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'")
        else:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return [row[0] for row in cursor.fetchall()]


def _texts(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [" ".join(map(_text, row)).lower() for row in cursor.fetchall()]


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return str(value)

"""What was deleted goes for good after its time: its row or its words, and all they were copied into."""

import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit import indexing, purging
from hackit.held.erasing import erase
from hackit.models import Erasure, Event, EventValue, Membership
from hackit.purging.finding import pointers_to
from hackit.purging.purge import leave_blank
from hackit.records import CannotComeBack, Record
from hackit.running import retention
from meetings.agenda import writes as agenda
from meetings.decisions.writes import delete_decision, send_up
from meetings.models import Action, AgendaItem, Decision, Line, Meeting
from meetings.publishing import writes as publishing
from meetings.room import line_writes
from tests import factories as make
from tests.deleting import DAY, MAKERS, WORD, a_place, deleted_ago, found_in_tables, models_of_records, word
from tests.weeknotes.conftest import make_note
from tests.weeknotes.pictures import picture
from weeknotes.writing.image_writes import remove_image, store_image

pytestmark = pytest.mark.django_db


def purge() -> int:
    """How many went: by both rules, for pictures have one of their own."""
    cleared = retention.clear_old(at=timezone.now())
    return cleared["deleted"] + cleared["images"]


def to_purge() -> int:
    would = retention.count_old(at=timezone.now())
    return would["deleted"] + would["images"]


# --- A decision for every model ---


def test_every_model_of_records_has_a_decision_and_of_all_that_would_go_with_one_it_is_said_whether_it_does():
    assert {one.model for one in purging.decisions()} == set(models_of_records())
    for model in models_of_records():
        decision = purging.decision_of(model)
        goes = {
            f"{pointer.model._meta.label}.{pointer.field.name}"
            for pointer in pointers_to(model)
            if pointer.field.remote_field.on_delete is models.CASCADE
        }
        said = [*decision.theirs, *decision.holds]
        assert goes == set(said), model
        assert len(said) == len(set(said)), model


def test_every_model_of_records_is_made_and_deleted_here():
    at = a_place()
    for maker in MAKERS:
        maker(at, word(maker.__name__))
    alone = {"Caveat", "Evidence"}  # go with what they belong to
    never = [
        model.__name__
        for model in models_of_records()
        if not model._base_manager.exclude(deleted_at=None).exists() and model.__name__ not in alone
    ]
    assert never == []
    before = found_in_tables()
    assert set(before) == {word(maker.__name__) for maker in MAKERS}


# --- What is left ---


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_nothing_of_it_is_left_in_any_table(maker):
    at, w = a_place(), word(maker.__name__)
    maker(at, w)
    deleted_ago(31)
    told = list(Event.objects.order_by("pk").values_list("at", "actor_label", "record_ref", "verb"))
    assert w in found_in_tables()
    would = to_purge()
    assert would
    assert purge() == would
    assert found_in_tables() == {}
    now = Event.objects.exclude(verb="purged").order_by("pk")
    assert list(now.values_list("at", "actor_label", "record_ref", "verb")) == told
    assert Event.objects.filter(verb="purged").count() == would
    call_command("rebuild_index", check=True, stdout=io.StringIO())
    assert purge() == 0
    assert not Erasure.objects.filter(is_open=True).exists()


def test_what_was_deleted_29_days_ago_is_untouched():
    at = a_place()
    for maker in MAKERS:
        maker(at, word(maker.__name__))
    deleted_ago(29)
    before = everything()
    assert to_purge() == 0
    assert purge() == 0
    assert everything() == before


def everything() -> dict[str, list]:
    """Every row of every table that Django knows, but for those of sessions and the like that are cleared beside."""
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def test_a_dry_run_counts_it_and_changes_nothing():
    make.make_action("Count the vans").delete_softly(by=None)
    make.make_action("Count the desks").delete_softly(by=None)
    deleted_ago(31)
    before, out = everything(), io.StringIO()
    call_command("clear_old", dry_run=True, stdout=out)
    assert "      2 deleted records, kept 30 days (deleted)" in out.getvalue()
    assert everything() == before
    out = io.StringIO()
    call_command("clear_old", stdout=out)
    assert "      2 deleted records" in out.getvalue()
    assert not Action._base_manager.exists()


def test_they_are_kept_for_as_long_as_the_settings_say(settings):
    settings.KEEP_DAYS = {"deleted": 90}
    make.make_action("Count the vans").delete_softly(by=None)
    deleted_ago(80)
    assert purge() == 0
    Action._base_manager.get().undelete(by=None)
    settings.KEEP_DAYS = {"deleted": 29}
    assert "Keep them 30 days or more" in next(iter(retention.wrong_settings()))


# --- What lives is left as it is ---


@pytest.fixture
def held():
    """Deleted records of the word that something living points to, each in another way; and the pages of the living."""
    at, w = a_place(), "zqheldqz"
    gone = make.make_meeting(at.forum, DAY - timedelta(days=7), title=f"{w} day")
    item = make.make_item(gone, f"{w} item", purpose=f"{w} purpose", topics=[make.make_topic("Vans")])
    follower = make.make_item(at.meeting, "Again", continues=item)
    successor = make.make_decision(f"{w} new", forum=at.forum)
    old = make.make_decision("The old one", forum=at.forum)
    old.replace_with(successor, by=at.person)
    carried = make.make_decision(f"{w} carried", forum=at.forum)
    referral = send_up(
        title="On its way", forum=at.forum, to_forum=make.make_forum("HMT"), on=DAY, by=at.person, decision=carried
    )
    enquiry = make.make_enquiry("How many vans?", at.forum, owner=at.person)
    made_in = make.make_decision("Made there", meeting=gone, item=item)
    line = at.type("Note of the vans")
    action = make.make_action("From it", at.person, forum=at.forum, line=line)
    Action.objects.filter(pk=enquiry.action_id).update(text=f"{w} promise")
    Line.objects.filter(pk=line.pk).update(text=f"{w} line")
    guest_of = make.make_item(at.meeting, f"{w} for guests")
    agenda.add_guest(at.meeting, make.make_person("Ruth Okoro"), item=guest_of, representing="", by=at.person)
    agenda.delete_meeting(gone, by=at.person)
    promise, said = Action.objects.get(pk=enquiry.action_id), Line.objects.get(pk=line.pk)
    for record in (successor, carried, promise, said, guest_of):
        record.delete_softly(by=at.person)
    indexing.rebuild()
    deleted_ago(31)
    pages = [
        follower.meeting.get_absolute_url(), old.get_absolute_url(), referral.get_absolute_url(),
        enquiry.get_absolute_url(), made_in.get_absolute_url(), action.get_absolute_url(),
        reverse("meetings:action-list"), reverse("meetings:decision-list"), reverse("home"),
        reverse("meetings:meeting-attendance", args=[at.meeting.ref]), reverse("meetings:live", args=[at.meeting.ref]),
    ]  # fmt: skip
    return at, old, pages


def test_what_something_living_points_to_stays_as_a_shell_and_the_living_still_renders(held):
    at, old, pages = held
    client = Client()
    client.force_login(at.user)
    before = {address: client.get(address).status_code for address in pages}
    assert set(before.values()) == {200}
    words = to_purge()
    assert words == purge() == 7
    assert found_in_tables() == {}
    assert {address: client.get(address).status_code for address in pages} == before
    call_command("rebuild_index", check=True, stdout=io.StringIO())
    shell = Decision._base_manager.get(pk=Decision.objects.get(pk=old.pk).replaced_by_id)
    assert (shell.text, shell.reach, shell.created_by_id, shell.is_deleted) == ("(deleted)", "nobody", None, True)
    assert AgendaItem._base_manager.filter(title="(deleted)").count() == 2
    assert Meeting._base_manager.filter(deleted_at__isnull=False).count() == 1


def test_a_shell_goes_when_what_held_it_is_gone(held):
    at, old, _pages = held
    purge()
    successor = old.replaced_by_id
    old.refresh_from_db()
    old.delete_softly(by=at.person)
    deleted_ago(31)
    assert purge() == 1
    assert not Decision._base_manager.filter(pk__in=[old.pk, successor]).exists()


def test_a_shell_of_any_model_is_taken_by_its_table_and_holds_no_word():
    at = a_place()
    for maker in MAKERS:
        maker(at, word(maker.__name__))
    tried = set()
    for model in models_of_records():
        rows = list(model._base_manager.exclude(deleted_at=None).values_list("pk", flat=True))
        if rows and any(not pointer.is_theirs for pointer in pointers_to(model)):
            leave_blank(model, rows)
            tried.add(model)
            texts = [str(row) for row in model._base_manager.filter(pk__in=rows).values()]
            assert not [text for text in texts if WORD.search(text)], model
    assert len(tried) >= 8


def test_what_is_published_stays_and_what_was_withdrawn_goes(client):
    at, w, v = a_place(), "zqstaysqz", "zqgoesqz"
    stays, goes = (make.make_decision(f"{one} decided", meeting=at.meeting, item=at.item) for one in (w, v))
    how = {"points": [], "actions": [], "by": at.person, "at": timezone.now()}
    publishing.publish_meeting(at.meeting, decisions=[stays, goes], **how)
    publishing.publish_meeting(at.meeting, decisions=[stays], reason="One was wrong", **how)
    for one in (stays, goes):
        one.refresh_from_db()
        delete_decision(one, by=at.person, on=DAY)
    deleted_ago(31)
    assert purge() == 2
    assert found_in_tables() == {w: {"hackit_publishedpart", *found_in_tables().get(w, set())}}
    assert w in client.get(at.meeting.get_absolute_url()).text
    call_command("rebuild_index", check=True, stdout=io.StringIO())


# --- Bringing back ---

BACK = {
    "action": "meetings:action-restore",
    "decision": "meetings:decision-restore",
    "coming": "meetings:coming-up-restore",
    "enquiry": "meetings:enquiry-restore",
    "proposal": "meetings:proposal-restore",
    "review": "meetings:review-restore",
    "recommendation": "meetings:recommendation-restore",
    "evidence": "meetings:evidence-put-back",
    "meeting": "meetings:meeting-deleted",
    "point": "meetings:point-delete",
    "line": "meetings:line-undo",
    "note": "weeknotes:weeknote-undelete",
}


@pytest.fixture
def brought_back():
    """A deleted record of every kind that can be brought back, with the address that does it, and who may."""
    at = a_place()
    Membership.objects.update(role=Membership.Part.SECRETARY)
    later = make.make_meeting(at.forum, DAY + timedelta(days=7))
    review = make.make_review("Leavers", at.forum)
    one = make.make_recommendation(make.make_review("Other", at.forum), "End it", owner=at.person)
    point = publishing.new_point(at.item, title="Point", text="Prose", audience="staff", by=at.person)
    kept = make.make_recommendation(make.make_review("Third", at.forum), "Keep it", owner=at.person)
    note = make_note(at.user, "Words", title="A week")
    image = store_image(make_note(at.user, "More", title="Other"), picture(), alt="A van", by=at.person).image
    action = make.make_action("With a link", at.person, forum=at.forum)
    link = action.add_link("https://files.example/a", by=at.person, on=DAY)
    records = {
        "action": make.make_action("Count", at.person, forum=at.forum, by=at.person),
        "decision": make.make_decision("Agreed", forum=at.forum), "review": review, "recommendation": one,
        "coming": make.make_coming_up("Fair", DAY, forum=at.forum), "point": point, "note": note,
        "enquiry": make.make_enquiry("How many?", at.forum, owner=at.person),
        "proposal": make.make_proposal("A van", at.forum), "meeting": later, "line": at.type("a note"),
        "evidence": kept.add_evidence("A log", dated=DAY, by=at.person),
    }  # fmt: skip
    for record in (*records.values(), link):
        record.refresh_from_db()
        record.delete_softly(by=at.person)
    remove_image(image, by=at.person)
    addresses = {kind: (reverse(BACK[kind], args=[record.ref]), record) for kind, record in records.items()}
    addresses["link"] = reverse("meetings:action-link-back", args=[action.ref, link.ref]), link
    addresses["image"] = reverse("weeknotes:weeknote-images", args=[image.weeknote.ref]), image
    client = Client()
    client.force_login(at.user)
    return client, addresses


def bring_back(client: Client, kind: str, address: str, record: Record):
    sent = {"do": {"image": f"back:{record.ref}", "point": "restore"}.get(kind, ""), "again": "1"}
    return client.post(address, sent)


def test_what_was_deleted_lately_comes_back(brought_back):
    client, addresses = brought_back
    for kind, (address, record) in addresses.items():
        assert bring_back(client, kind, address, record).status_code == 302, kind
        record.refresh_from_db()
        assert not record.is_deleted, kind


def test_to_bring_it_back_too_late_is_refused_in_plain_words_and_once_it_is_gone_it_is_not_there(brought_back):
    client, addresses = brought_back
    deleted_ago(31)
    for kind, (address, record) in addresses.items():
        answer = bring_back(client, kind, address, record)
        assert answer.status_code == 410, kind
        assert "It was deleted more than 30 days ago, so it can’t be brought back." in answer.text
        record.refresh_from_db()
        assert record.is_deleted, kind
    assert client.get(addresses["meeting"][0]).status_code == 410
    purge()
    for kind, (address, record) in addresses.items():
        assert bring_back(client, kind, address, record).status_code == 404, kind


def test_a_shell_stays_away_even_where_records_are_kept_for_longer_now(held, settings):
    purge()
    settings.KEEP_DAYS = {"deleted": 90}
    shell = Decision._base_manager.get(text="(deleted)", replaces__isnull=False)
    with pytest.raises(CannotComeBack):
        shell.undelete(by=None)


def test_what_comes_back_leaves_aside_what_went_with_it_and_is_gone():
    at = a_place()
    line = at.type("Grace to send the plan by 5 June")
    action = Action.objects.get(line=line)
    at.undo(line)
    Action._base_manager.filter(pk=action.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    purge()
    line_writes.restore(Line._base_manager.get(pk=line.pk), by=at.person, on=DAY)
    assert Line.objects.live().get(pk=line.pk).text == "Grace to send the plan by 5 June"
    shell = Action._base_manager.filter(pk=action.pk).first()
    assert shell is None or shell.is_deleted


# --- In batches, each whole ---


def test_a_purge_that_ends_in_its_midst_leaves_each_record_whole_or_gone_and_goes_on_at_the_next(monkeypatch):
    monkeypatch.setattr("hackit.purging.purge.AT_ONCE", 1)
    at = a_place()
    for number in range(5):
        action = make.make_action(f"{WORDS[number]} plan", at.person, forum=at.forum)
        action.add_update(f"{WORDS[number]} said", by=at.person, on=DAY)
        action.delete_softly(by=at.person)
    deleted_ago(31)
    seen = []

    def fails_at_the_third(gone):
        seen.append(gone)
        if len(seen) == 3:
            raise KeyboardInterrupt

    monkeypatch.setitem(purging._elsewhere, "zz", fails_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        purge()
    found = found_in_tables()
    # SQLite's index of words is written anew at the end of a whole run: a word of what went may stand in it until then.
    left = {word: tables for word, tables in found.items() if not all("_fts_" in table for table in tables)}
    assert len(left) == 3
    for tables in left.values():
        assert {"meetings_action", "meetings_actionupdate", "hackit_eventvalue"} <= tables
    assert not Erasure.objects.filter(is_open=True).exists()
    assert purge() == 3
    assert found_in_tables() == {}


WORDS = ("zqaqz", "zqbqz", "zqcqz", "zqdqz", "zqeqz")


def test_outside_of_a_purge_the_history_refuses_as_ever():
    make.make_action("Count the vans").delete_softly(by=None)
    deleted_ago(31)
    make.make_action("Stays")
    purge()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        EventValue.objects.update(new="Something else")


def test_somebody_is_erased_beside_it():
    at = a_place()
    for maker in MAKERS:
        maker(at, word(maker.__name__))
    make.make_user("Priya Nair", role="administrator")
    deleted_ago(31)
    purge()
    told = erase(at.person, on=timezone.localdate(), really=True)
    assert told.neutral["names beside changes"]
    assert not Event.objects.filter(actor_label="Grace Li").exists()

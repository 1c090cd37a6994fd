"""What one go brought in is there to be looked at, and can be taken back whole."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit.models import Entry, Event, ImportedItem, ImportRun, OldAddress, Publication, Topic
from tests import factories as make
from tests.weeknotes.bringing_in.sources import read_of, source_note
from weeknotes.bringing_in.list_writes import begin, bring_some
from weeknotes.bringing_in.preparing import prepare
from weeknotes.models import PreparedImport, PreparedNote, Weeknote
from weeknotes.publishing.writes import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def bring(helen):
    """`bring(note, …)`: an invented blog brought in whole, with new topics for all its terms."""

    def done(*notes, by=helen, as_published=True, take_changed=False, **extra):
        at = timezone.now()
        prepared = prepare(read_of(*notes, **extra), source="blog.xml", by=by.person, user=by, at=at)
        prepared.publish = as_published
        for term in prepared.terms.values():
            term["topic"] = term["topic"] or term["word"]
        prepared.save()
        if take_changed:
            PreparedNote.objects.update(is_wanted=True)
        run = begin(prepared, by=by.person, at=at)
        while bring_some(prepared, by=by.person, user=by, at=at):
            pass
        run.refresh_from_db()
        return run

    return done


def undo(client, run, **data):
    return client.post(reverse("weeknotes:import-undo", args=[run.ref]), data, follow=True).content.decode()


def test_a_run_is_taken_back_whole(as_helen, client, helen, bring):
    run = bring(source_note(1, terms=("Fresh air",)), source_note(2, is_draft=True))
    assert client.get("/2019/phones-1/").status_code == 301
    page = undo(as_helen, run)
    assert "2 weeknotes taken back." in page
    assert not Weeknote.objects.live().exists()
    assert not Publication.objects.current().exists()
    assert not Entry.objects.visible_to(helen).exists()
    assert not OldAddress.objects.exists()
    assert not Topic.objects.exists()
    assert not ImportedItem.objects.exists()
    assert client.get("/2019/phones-1/").status_code == 404
    assert Event.objects.filter(verb="import taken back").count() == 3  # two notes and a topic
    assert "Taken back on" in page
    assert "can’t be taken back" in undo(as_helen, run)


def test_after_that_it_can_be_brought_in_again(as_helen, client, bring):
    notes = (source_note(1), source_note(2))
    undo(as_helen, bring(*notes))
    bring(*notes)
    assert Weeknote.objects.live().count() == 2
    assert client.get("/2019/phones-1/").status_code == 301


@pytest.mark.parametrize("how", ["saved", "typed", "tagged", "published"])
def test_what_was_changed_since_stays_unless_it_is_ticked(as_helen, helen, bring, how):
    run = bring(source_note(1), source_note(2), as_published=False)
    note = Weeknote.objects.order_by("week").first()
    change = {
        "saved": lambda: note.save_revision(by=helen.person, expected_version=_retitled(note)),
        "typed": lambda: note.keep_draft(helen.person, based_on=note.version, title="T", summary="", body="Words"),
        "tagged": lambda: note.save_as(by=helen.person, verb="tagged"),
        "published": lambda: publish(
            note, by=helen.person, user=helen, at=timezone.now(), expected_version=note.version
        ),
    }  # fmt: skip
    change[how]()
    shown = as_helen.get(reverse("weeknotes:import-run", args=[run.ref])).content.decode()
    assert "1 was changed since and will stay" in shown
    page = undo(as_helen, run)
    assert "1 weeknote taken back. 1 weeknote changed since and stays." in page
    assert [n.ref for n in Weeknote.objects.live()] == [note.ref]
    assert OldAddress.objects.get().record_ref == note.ref


def _retitled(note):
    note.title = "Mine"
    return note.version


def test_a_ticked_one_goes_all_the_same(as_helen, helen, bring):
    run = bring(source_note(1))
    note = Weeknote.objects.get()
    note.title = "Mine"
    note.save_revision(by=helen.person)
    undo(as_helen, run, even=[note.ref, "nosuchref0"])
    assert not Weeknote.objects.live().exists()


def test_a_new_text_that_was_taken_goes_and_the_former_comes_back(as_helen, client, bring):
    first = bring(source_note(1))
    run = bring(source_note(1, body="Another text.\n"), take_changed=True)
    note = Weeknote.objects.get()
    assert "Another text" in client.get(note.address()).content.decode()
    assert "1 weeknote got the former text again." in undo(as_helen, run)
    note.refresh_from_db()
    assert note.body.startswith("We counted")
    assert "We counted" in client.get(note.address()).content.decode()
    undo(as_helen, first)
    assert not Weeknote.objects.live().exists()


def test_a_topic_that_is_used_elsewhere_by_now_stays(as_helen, bring):
    run = bring(source_note(1, terms=("Fresh air", "Old bricks")))
    make.make_action("Open the windows", topics=[Topic.objects.get(name="Fresh air")])
    undo(as_helen, run)
    assert [topic.name for topic in Topic.objects.all()] == ["Fresh air"]


def test_a_long_run_is_taken_back_in_several_presses(as_helen, bring, monkeypatch):
    run = bring(*(source_note(n) for n in range(3)))
    monkeypatch.setattr("weeknotes.bringing_in.undo_writes.SECONDS", -1)
    assert "There are more" in undo(as_helen, run)
    monkeypatch.setattr("weeknotes.bringing_in.undo_writes.SECONDS", 60)
    undo(as_helen, run)
    assert not Weeknote.objects.live().exists()


def test_what_is_half_brought_in_is_taken_back_with_what_is_still_to_come(as_helen, helen):
    at = timezone.now()
    prepared = prepare(
        read_of(*(source_note(n) for n in range(3))), source="blog.xml", by=helen.person, user=helen, at=at
    )
    run = begin(prepared, by=helen.person, at=at)
    assert bring_some(prepared, by=helen.person, user=helen, at=at, most=1) == 2
    assert "Not all of it is here yet" in as_helen.get(reverse("weeknotes:import-run", args=[run.ref])).content.decode()
    undo(as_helen, run)
    assert not Weeknote.objects.live().exists()
    assert not PreparedImport.objects.exists()


def test_after_30_days_it_stays(as_helen, bring):
    run = bring(source_note(1))
    ImportRun.objects.update(at=timezone.now() - timedelta(days=31))
    assert "can’t be taken back" in undo(as_helen, run)
    assert Weeknote.objects.live().count() == 1


def test_a_run_is_its_persons_own(as_sam, client, bring):
    run = bring(source_note(1))
    auditor = Client()
    auditor.force_login(make.make_user("Martin Frost", role="auditor"))
    page, way_back = (reverse(f"weeknotes:import-{name}", args=[run.ref]) for name in ("run", "undo"))
    assert (as_sam.get(page).status_code, as_sam.post(way_back).status_code) == (404, 404)
    assert (auditor.get(page).status_code, auditor.post(way_back).status_code) == (403, 403)
    assert (client.get(page).status_code, client.post(way_back).status_code) == (302, 302)
    assert Weeknote.objects.live().count() == 1


def test_drafts_of_others_are_counted_and_not_shown(as_helen, bring):
    make.make_person("Sam Whitfield", "samw")
    run = bring(source_note(1, authors=("samw",), title="Canary"), as_published=False)
    page = as_helen.get(reverse("weeknotes:import-run", args=[run.ref])).content.decode()
    assert "1 weeknote, 1 of them by others" in page
    assert "Canary" not in page


def test_links_between_notes_hold_while_one_is_a_draft_and_after(client, helen, as_helen, bring):
    body = "See [desks](/2019/desks-2/#About-desks) and [never](/2019/never/).\n"
    bring(source_note(1, body=body), source_note(2, is_draft=True))
    first, second = Weeknote.objects.order_by("week")
    link = f"/weeknotes/{second.ref}/"
    assert f"[desks]({link}#about-desks)" in first.body
    assert "[never](/2019/never/)" in first.body
    assert f'href="{link}#about-desks"' in client.get(first.address()).content.decode()
    assert client.get(link).status_code == 404
    assert as_helen.get(link).url == second.get_edit_url()
    publish(second, by=helen.person, user=helen, at=timezone.now(), expected_version=second.version)
    assert client.get(link).url == second.address()


def test_a_link_to_a_note_that_could_not_be_saved_stays_as_it_was(helen):
    notes = (source_note(1, body="See [desks](/2019/desks-2/).\n"), source_note(2))
    at = timezone.now()
    prepared = prepare(read_of(*notes), source="blog.xml", by=helen.person, user=helen, at=at)
    prepared.publish = True
    prepared.save()
    PreparedNote.objects.filter(position=1).update(body="word " * 60_000)
    begin(prepared, by=helen.person, at=at)
    bring_some(prepared, by=helen.person, user=helen, at=at)
    note = Weeknote.objects.get()
    assert note.body == "See [desks](/2019/desks-2/).\n"
    assert 'href="/2019/desks-2/"' in note.current_publication().parts.get().html


def test_links_to_what_an_earlier_import_brought_lead_there(bring):
    bring(source_note(1))
    bring(source_note(2, body="As [before](https://blog.example/2019/phones-1/).\n"))
    first, second = Weeknote.objects.order_by("week")
    assert f"(/weeknotes/{first.ref}/)" in second.body


def test_nobody_takes_back_a_note_of_somebody_else_that_was_changed_since(as_helen, sam, bring):
    run = bring(source_note(1), source_note(2), as_published=False)
    note = Weeknote.objects.order_by("week").first()
    note.set_authors([sam.person])
    note.created_by = sam.person
    note.body += "\n\nMine now."
    note.save_revision(by=sam.person)
    undo(as_helen, run, even=[note.ref])
    assert list(Weeknote.objects.live()) == [note]


def test_a_link_to_the_old_address_of_somebody_elses_draft_stays_as_it_was(helen, sam, bring):
    bring(source_note(1), by=sam, as_published=False)
    bring(source_note(2, body="See [it](https://blog.example/2019/phones-1/)."), as_published=False)
    unseen = Weeknote.objects.written_by(sam.person).get()
    body = Weeknote.objects.written_by(helen.person).get().body
    assert unseen.ref not in body
    assert "https://blog.example/2019/phones-1/" in body


def test_an_edited_one_that_is_ticked_gets_the_text_from_before_the_run(as_helen, client, helen, bring):
    bring(source_note(1))
    run = bring(source_note(1, body="Another text.\n"), take_changed=True)
    note = Weeknote.objects.get()
    for words in ("Edited once.\n", "Edited twice.\n"):
        note.body = words
        note.save_revision(by=helen.person)
    publish(note, by=helen.person, user=helen, at=timezone.now(), expected_version=note.version, reason="Edited")
    undo(as_helen, run, even=[note.ref])
    note.refresh_from_db()
    assert note.body.startswith("We counted")
    assert "We counted" in client.get(note.address()).content.decode()


def test_of_two_new_texts_from_one_source_each_run_takes_its_own_back(as_helen, bring):
    bring(source_note(1))
    second = bring(source_note(1, body="A second text.\n"), take_changed=True)
    third = bring(source_note(1, body="A third text.\n"), take_changed=True)
    note = Weeknote.objects.get()
    undo(as_helen, third)
    note.refresh_from_db()
    assert note.body == "A second text.\n"
    undo(as_helen, second)
    note.refresh_from_db()
    assert note.body.startswith("We counted")


def test_an_address_of_this_place_is_not_taken_and_it_is_said(bring):
    run = bring(source_note(1, address="https://blog.example/weeknotes/2031/01/06/a-note-to-come/"))
    assert run.items.count() == 1
    assert not OldAddress.objects.exists()


def test_an_address_of_this_place_is_told_of_before(helen):
    address = "https://blog.example/weeknotes/2031/01/06/a-note-to-come/"
    read = read_of(source_note(1, address=address))
    prepared = prepare(read, source="blog.xml", by=helen.person, user=helen, at=timezone.now())
    words = "Addresses of this place lead to nothing else: /weeknotes/2031/01/06/a-note-to-come/"
    assert words in prepared.notes.get().warnings

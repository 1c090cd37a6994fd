"""Beginning a note, the sheet, autosave, a stale save, the preview."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit.audience import Audience
from hackit.dates import monday_of
from hackit.models import Event
from tests.factories import make_line, make_topic, make_user
from tests.weeknotes.conftest import BODY, MONDAY, make_note, make_published
from weeknotes.models import Revision, Section, Weeknote, WeeknoteDraft
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.sheet import boxes

pytestmark = pytest.mark.django_db


def url(note, page: str = "edit") -> str:
    return f"/weeknotes/{note.ref}/{page}/"


def sheet(note, body: str | None = None, **extra) -> dict[str, str]:
    """What the page sends."""
    data = {"version": str(note.version), "title": note.title, "summary": note.summary}
    for box in boxes(note.body if body is None else body):
        data[f"body-{box.number}"] = box.text
        if box.point:
            data[f"point-{box.number}"] = box.point
    return {**data, **extra}


# --- Beginning ---


def test_a_note_begins_for_the_week_chosen(as_helen, helen):
    page = as_helen.get("/weeknotes/new/")
    first = page.context["form"].fields["week"].choices[0][0]
    assert first == monday_of(timezone.localdate()).isoformat()
    answer = as_helen.post("/weeknotes/new/", {"week": first, "token": "a"})
    note = Weeknote.objects.visible_to(helen).get()
    assert answer.headers["Location"] == url(note)
    assert "## Highlights" in note.body
    assert "Carry on" not in page.text
    again = as_helen.get("/weeknotes/new/").text
    assert again.index(f"Carry on with {note}") < again.index("Or begin another") < again.index('name="week"')


def test_another_date_counts_before_the_list_and_becomes_its_monday(as_helen):
    week = monday_of(timezone.localdate()).isoformat()
    as_helen.post("/weeknotes/new/", {"week": week, "other": "Thu 6 June 2019", "token": "a"})
    assert Weeknote.objects.get().week == MONDAY


def test_pressing_twice_begins_one_note(as_helen):
    week = monday_of(timezone.localdate()).isoformat()
    places = {as_helen.post("/weeknotes/new/", {"week": week, "token": "once"}).headers["Location"] for _ in "12"}
    assert len(places) == 1
    assert Weeknote.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"other": "31 February 2019"}, "Date must be a real date, like 3 June 2019"),
        ({"other": "0000-00-00"}, "Date must be a real date"),
        ({"other": "1 January 2099"}, "at most a year from now"),
        ({"other": "x" * 5000}, "at most 40 characters"),
        ({"week": "1999-01-01"}, "Choose a week from the list"),
        ({"week": "\x00"}, "Choose a week from the list"),
    ],
)
def test_a_week_that_is_none_is_answered_in_words(as_helen, sent, says):
    week = monday_of(timezone.localdate()).isoformat()
    page = as_helen.post("/weeknotes/new/", {"week": week, "token": "a", **sent})
    assert page.status_code == 422
    assert says in page.text
    assert "<title>Error: " in page.text
    assert not Weeknote.objects.exists()


# --- The sheet ---


def test_nobody_but_its_authors_opens_the_sheet(client, as_sam, helen):
    note = make_note(helen)
    for page in ("edit", "preview", "publish", "unpublish", "history", "details", "sections", "delete"):
        assert as_sam.get(url(note, page)).status_code == 404
        assert client.get(url(note, page)).headers["Location"].startswith("/accounts/login/")
    assert as_sam.post(url(note, "draft"), sheet(note)).status_code == 404


def test_an_author_whose_role_only_reads_may_not_write(as_helen, helen):
    note = make_note(helen)
    helen.role = "auditor"
    helen.save()
    assert as_helen.get(url(note)).status_code == 403
    assert as_helen.post(url(note, "draft"), sheet(note)).status_code == 403


def test_the_sheet_shows_the_text_in_boxes_around_the_points(as_helen, helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "We agreed.")
    note = make_note(helen, "## DMT\n\nShort.\n\n{{point:abcdefghij}}\n\n## Highlights\n\nLong.")
    page = as_helen.get(url(note))
    assert 'name="body-0"' in page.text
    assert 'name="point-0" value="abcdefghij"' in page.text
    assert 'name="body-1"' in page.text
    assert "Point from DMT, Mon 3 June" in page.text
    assert '<a href="/points/abcdefghij/edit/">Edit this point</a>' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_saving_makes_a_revision_and_saving_the_same_again_makes_none(as_helen, helen):
    note = make_note(helen)
    answer = as_helen.post(url(note), sheet(note, BODY + "\nMore.", title="  New \n title ", do="save"))
    assert answer.headers["Location"] == url(note)
    note.refresh_from_db()
    assert (note.title, note.body) == ("New title", BODY + "\nMore.")
    count = Revision.objects.count()
    as_helen.post(url(note), sheet(note, do="save"))
    assert Revision.objects.count() == count


def test_autosave_keeps_a_draft_and_makes_no_revision_and_no_event(as_helen, helen):
    note = make_note(helen)
    before = (Revision.objects.count(), Event.objects.count())
    answer = as_helen.post(url(note, "draft"), sheet(note, "half a sen"))
    assert answer.json()["words"].startswith("Saved at ")
    assert (Revision.objects.count(), Event.objects.count()) == before
    assert "half a sen" in as_helen.get(url(note)).text
    assert Weeknote.objects.get().body == note.body
    assert as_helen.post(url(note), {"do": "discard"}).status_code == 302
    assert "half a sen" not in as_helen.get(url(note)).text


def test_a_stale_save_is_answered_with_both_texts_and_nothing_is_lost(as_helen, helen, sam):
    note = make_note(helen)
    old = sheet(note, "## Highlights\n\nWhat Helen typed & meant", do="save")
    note.set_authors([helen.person, sam.person])
    other = Weeknote.objects.get()
    other.body = "## Highlights\n\nWhat Sam saved"
    other.save_revision(by=sam.person)

    page = as_helen.post(url(note), old)
    assert page.status_code == 409
    assert "Someone else changed this" in page.text
    assert "What Helen typed &amp; meant" in page.text
    assert "What Sam saved" in page.text
    assert "Sam Whitfield saved it" in page.text
    assert Weeknote.objects.get().body == "## Highlights\n\nWhat Sam saved"
    assert WeeknoteDraft.objects.get(person=helen.person).body.endswith("What Helen typed & meant")

    mine = {**old, "version": str(page.context["version"])}
    assert as_helen.post(url(note), mine).status_code == 302
    assert Weeknote.objects.get().body.endswith("What Helen typed & meant")
    assert Revision.objects.filter(body__contains="What Sam saved").exists()


def test_autosave_on_an_older_version_is_kept_and_says_so(as_helen, helen):
    note = make_note(helen)
    old = sheet(note, "typed on an old page")
    note.body += "\nNewer."
    note.save_revision(by=helen.person)
    answer = as_helen.post(url(note, "draft"), old).json()
    assert (answer["changed"], answer["words"]) == (True, "Kept. Someone else changed this note")
    assert "Someone else saved this note since you began" in as_helen.get(url(note)).text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"body-0": "x" * 5_000_000}, "The text is too long: 5,000 kB, and at most 200 kB fit"),
        ({"body-0": "é" * 150_000}, "The text is too long: 300 kB"),
        ({"title": "t" * 201}, "Title must be 200 characters or fewer. It has 201"),
        ({"summary": "s" * 1001}, "30 second read must be 1000 characters or fewer"),
        ({"body-0": "GIF89a\x00\x01binary"}, "The text holds something that is not text"),
        ({"body-1": "a\x00b"}, "The text holds something that is not text"),
        ({"title": "a\x00b"}, "Null characters are not allowed"),
        ({"version": ""}, "Open the note again"),
        ({"version": "x"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_saved_is_said_and_what_was_typed_stays(as_helen, helen, sent, says):
    note = make_note(helen)
    for page in ("edit", "draft"):
        answer = as_helen.post(url(note, page), sheet(note, **sent))
        assert answer.status_code == 422
        assert says in answer.text
        if page == "edit":
            assert "There is a problem" in answer.text
            assert "What happened" in answer.text
    assert Weeknote.objects.get().version == note.version
    assert not WeeknoteDraft.objects.exists()


def test_a_form_without_boxes_or_with_wild_ones_is_no_error(as_helen, helen):
    note = make_note(helen)
    assert as_helen.post(url(note), {"version": note.version, "do": "preview"}).status_code == 302
    wild = {f"body-{number}": "x" for number in range(900)} | {"body-": "y", "body-9999": "z", "point-0": "../../etc"}
    assert as_helen.post(url(note), {**wild, "version": note.version, "do": "take-out:nothing"}).status_code == 302
    for do in ("put-in:x", "topic:x:y", "topic:1", "quote:1:2", "quote:::", "dance", "take-out"):
        assert as_helen.post(url(note), sheet(note, do=do)).status_code == 302


# --- What stands beside it ---


def test_a_point_can_be_taken_out_and_what_was_typed_is_kept(as_helen, helen, shelf):
    shelf.add("abcdefghij", "One phone", "We agreed.")
    note = make_note(helen, "## DMT\n\n{{point:abcdefghij}}\n\nAfter")
    data = sheet(note, do="take-out:abcdefghij")
    data["body-1"] = "After, reworded"
    as_helen.post(url(note), data)
    assert WeeknoteDraft.objects.get().body == "## DMT\n\nAfter, reworded"


def test_a_jotting_not_used_yet_is_offered_and_put_under_its_sort(as_helen, helen, sam):
    note = make_note(helen)
    make_line(None, "Asked the area offices", helen.person, day=MONDAY + timedelta(days=1), sort="learning")
    make_line(None, "canary of Sam", sam.person, day=MONDAY, sort="learning")
    page = as_helen.get(url(note))
    (jotting,) = page.context["beside"].jottings
    assert jotting.label == "Tue, Something I’m learning"
    as_helen.post(url(note), sheet(note, do=f"put-in:{jotting.ref}"))
    assert WeeknoteDraft.objects.get().body.endswith("how many people share one.\n\n- Tue: Asked the area offices")
    assert as_helen.get(url(note)).context["beside"].jottings == []


def test_a_topic_is_suggested_with_the_reason_and_added_to_its_section_only(as_helen, helen):
    note = make_note(helen)
    phones = make_topic("Mobile phones", "handset")
    (offer,) = as_helen.get(url(note)).context["beside"].offers
    assert (offer.name, offer.anchor) == ("Mobile phones", "highlights")
    assert "“mobile phones”" in offer.reason
    as_helen.post(url(note), sheet(note, do=f"topic:{offer.value}"))
    assert {row.anchor: list(row.topics.all()) for row in Section.objects.all()} == {
        "highlights": [phones],
        "something-im-learning": [],
    }
    assert as_helen.get(url(note)).context["beside"].offers == []


def test_a_topic_put_on_a_section_not_saved_yet_is_there_once_it_is_saved(as_helen, helen):
    note = make_note(helen)
    phones = make_topic("Mobile phones")
    text = BODY + "\n## Brand new\n\nWords."
    as_helen.post(url(note), sheet(note, text, do=f"topic:{phones.pk}:brand-new"))
    as_helen.post(url(note), sheet(note, text, do="save"))
    assert list(Section.objects.get(anchor="brand-new").topics.all()) == [phones]
    assert Section.objects.count() == 3


def test_what_was_said_before_on_its_topic_is_shown_and_can_be_quoted(as_helen, helen, sam):
    other = make_topic("Aardvarks")
    phones = make_topic("Mobile phones")
    before = make_note(helen, "## Phones\n\nI’d rather lose a month finding out.", week=MONDAY - timedelta(weeks=3))
    before.sections.get().topics.add(other, phones)
    publish(before, by=helen.person, user=helen, at=now(), expected_version=before.version)
    hidden = make_note(sam, "## Phones\n\ncanary mobile phones", week=MONDAY - timedelta(weeks=1))
    hidden.sections.get().topics.add(phones)
    note = make_note(helen)
    page = as_helen.get(url(note))
    assert "Previously on Mobile phones" in page.text
    assert "In w/c 13 May you wrote: “I’d rather lose a month finding out.”" in page.text
    assert "canary" not in page.text
    (said,) = page.context["beside"].stories[0].said
    as_helen.post(url(note), sheet(note, do=f"quote:{said.value}"))
    assert "> I’d rather lose a month finding out." in WeeknoteDraft.objects.get().body


def test_sections_for_staff_and_empty_headings_are_named_as_left_out(as_helen, helen):
    note = make_note(helen, BODY + "\n## This didn’t work\n")
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF)
    page = as_helen.get(url(note))
    assert "“Highlights”: the section is for all staff" in page.text
    assert "Nothing under “This didn’t work” yet" in page.text


# --- Preview ---


def test_the_preview_shows_what_was_typed_as_each_would_read_it(as_helen, helen):
    note = make_note(helen)
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF)
    answer = as_helen.post(url(note), sheet(note, BODY + "\nJust typed.", do="preview"))
    assert answer.headers["Location"] == url(note, "preview")
    everyone = as_helen.get(url(note, "preview")).text
    assert "Just typed." in everyone
    assert "the pilot" not in everyone
    assert "the pilot" in as_helen.get(url(note, "preview") + "?as=staff").text


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_long_sheet_needs_as_many_queries_as_a_short_one(as_helen, helen, shelf):
    note = make_note(helen)
    counts = []
    for size in (1, 30):
        topics = [make_topic(f"Topic {size} {number}") for number in range(size)]
        note.body = "".join(f"## H {n}\n\nAbout topic {size} {n}.\n\n" for n in range(size))
        note.save_revision(by=helen.person)
        for row, topic in zip(note.sections.all(), topics, strict=True):
            row.topics.add(topic)
        make_line(None, f"jotting {size}", helen.person, day=MONDAY)
        with CaptureQueriesContext(connection) as captured:
            assert as_helen.get(url(note)).status_code == 200
        counts.append(len(captured))
    assert counts == [20, 20]


def test_a_deleted_note_is_gone_from_every_page(as_helen, helen):
    note = make_published(helen)
    as_helen.post(url(note, "delete"))
    for page in ("edit", "preview", "publish", "history", "details", "sections", "delete"):
        assert as_helen.get(url(note, page)).status_code == 404
    assert as_helen.get("/weeknotes/2019/06/03/fewer-phones/").status_code == 404


def test_several_authors_share_a_note_and_each_has_a_draft(as_helen, as_sam, helen, sam):
    note = make_note(helen)
    note.set_authors([helen.person, sam.person])
    as_helen.post(url(note, "draft"), sheet(note, "by Helen"))
    as_sam.post(url(note, "draft"), sheet(note, "by Sam"))
    assert "by Helen" in as_helen.get(url(note)).text
    assert "by Sam" in as_sam.get(url(note)).text
    assert make_user("Grace Li").person not in note.authors.all()


def test_an_autosave_that_the_save_overtook_leaves_no_stale_draft(as_helen, helen):
    note = make_note(helen)
    data = sheet(note, BODY + "\nMore.")
    as_helen.post(url(note), {**data, "do": "save"})
    as_helen.post(url(note, "draft"), data)
    assert not WeeknoteDraft.objects.exists()

"""What becomes of a note when it is published, and what never does."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from hackit.audience import Audience
from hackit.models import Entry, Publication
from hackit.publishing import ReasonNeeded
from hackit.records import StaleRecord
from tests.factories import make_person, make_topic
from tests.weeknotes.conftest import BODY, MONDAY, make_note, make_published
from weeknotes.models import Weeknote
from weeknotes.publishing.writes import CannotPublish, now, publish, unpublish

pytestmark = pytest.mark.django_db
STRANGER = AnonymousUser()


def again(note: Weeknote, user, **extra) -> Publication:
    return publish(note, by=user.person, user=user, at=now(), expected_version=note.version, **extra)


def parts(note: Weeknote, reach: str = "everyone") -> list:
    return list(note.current_publication().parts.filter(reach=reach).order_by("order"))


def test_a_note_begins_on_a_monday():
    with pytest.raises(IntegrityError), transaction.atomic():
        Weeknote(week=MONDAY.replace(day=4)).save()


def test_each_section_is_a_part_with_its_heading_anchor_topics_people_and_sort(helen):
    note = make_note(helen)
    grace, phones = make_person("Grace Li"), make_topic("Handsets")
    row = note.sections.get(anchor="highlights")
    row.sort = "highlight"
    row.save()
    row.topics.add(phones)
    again(note, helen, people=[(grace.pk, "highlights")])
    first, second = parts(note)
    assert (first.heading, first.anchor, first.sort) == ("Highlights", "highlights", "highlight")
    assert (list(first.topics.all()), list(first.people.all())) == ([phones], [grace])
    assert first.html.startswith('<h2 id="highlights">Highlights</h2>')
    assert first.text == "Mon: the pilot of mobile phones ended"
    assert second.html.startswith('<h2 id="something-im-learning">')


def test_a_heading_with_nothing_under_it_is_left_out(helen):
    note = make_published(helen, "## One\n\nWords.\n\n## Two\n\n## Three\n\n{{point:0000000000}}\n")
    assert [part.heading for part in parts(note)] == ["One"]


def test_a_heading_over_smaller_headings_stays(helen):
    note = make_published(helen, "# Part\n\n## One\n\nWords.")
    assert [part.heading for part in parts(note)] == ["Part", "One"]


def test_the_address_is_made_of_week_and_title_and_the_second_of_a_title_gets_2(helen):
    first, second = make_published(helen), make_published(helen)
    assert first.get_absolute_url() == "/weeknotes/2019/06/03/fewer-phones/"
    assert second.get_absolute_url() == "/weeknotes/2019/06/03/fewer-phones-2/"


def test_the_address_stays_when_the_title_changes(helen):
    note = make_published(helen)
    note.title = "Quite another title"
    note.save_revision(by=helen.person)
    publication = again(note, helen, reason="A better title")
    assert publication.url == "/weeknotes/2019/06/03/fewer-phones/"
    assert (publication.number, publication.title) == (2, "Quite another title")


def test_a_title_of_other_letters_still_gives_an_address(helen):
    assert make_published(helen, title="…!").slug == "weeknote"


def test_a_note_without_a_title_or_without_words_cannot_be_published(helen):
    for note in (make_note(helen, title=""), make_note(helen, "## Only a heading")):
        with pytest.raises(CannotPublish):
            again(note, helen)
    assert not Publication.objects.exists()


def test_a_correction_needs_a_reason_and_nothing_is_saved_without_one(helen):
    note = make_published(helen)
    version = note.version
    with pytest.raises(ReasonNeeded):
        again(note, helen)
    assert Weeknote.objects.get(pk=note.pk).version == version
    assert Publication.objects.count() == 1


def test_publishing_what_somebody_saved_in_the_meantime_is_refused(helen):
    note = make_note(helen)
    Weeknote.objects.get(pk=note.pk).save_as(by=None, verb="changed")
    with pytest.raises(StaleRecord):
        again(note, helen)
    assert not Publication.objects.exists()


def test_a_section_for_staff_leaves_no_trace_in_what_everyone_reads(helen, sam):
    body = (
        "## Open\n\nFor all [^1].\n\n## Kept\n\ncanaryword here [^2].\n\n## Last\n\nThe end.\n\n"
        "[^1]: an open footnote\n\n[^2]: canarynote for staff\n"
    )
    note = make_note(helen, body)
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    again(note, helen)
    public = "".join(part.heading + part.text + part.html for part in parts(note))
    assert "canary" not in public
    assert "Kept" not in public
    assert "an open footnote" in public
    (kept,) = parts(note, "staff")
    assert "canaryword" in kept.html
    assert "canarynote" in kept.html
    assert Entry.objects.visible_to(sam).filter(text__contains="canaryword").count() == 1
    assert not Entry.objects.visible_to(STRANGER).filter(text__contains="canary").exists()


def test_footnotes_lead_both_ways_wherever_they_are_written(helen):
    note = make_published(helen, "## A\n\nOne[^x].\n\n[^x]: The note.\n\n## B\n\nTwo[^y].\n\n[^y]: Another.\n")
    html = "".join(part.html for part in parts(note))
    for number in (1, 2):
        assert f'href="#footnote_{number}"' in html
        assert f'<li id="footnote_{number}">' in html
        assert f'href="#footnote_ref_{number}"' in html


def test_the_points_in_it_are_published_with_it_and_frozen(helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "We agreed.")
    shelf.add("0123456789", "Not written")
    note = make_published(helen, "## DMT\n\n{{point:abcdefghij}}\n\n{{point:0123456789}}\n\nAfter it.")
    section, embed = parts(note)
    assert shelf.published == ["abcdefghij"]
    assert section.html.index("One phone, or none") < section.html.index("We agreed.") < section.html.index("After it.")
    assert "Not written" not in section.html
    assert (embed.kind, embed.heading, embed.html) == ("embed", "One phone, or none", "<p>We agreed.</p>\n")
    shelf.add(
        "abcdefghij",
        "One phone, or none",
        "Changed later.",
    )
    assert "Changed later" not in parts(note)[0].html


def test_a_point_that_cannot_be_published_stops_the_note(helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "canary of the group")
    shelf.refuses = True
    note = make_note(helen, "## DMT\n\n{{point:abcdefghij}}")
    with pytest.raises(CannotPublish, match="One phone, or none"):
        again(note, helen)
    assert not Publication.objects.exists()


def test_a_point_in_a_section_for_staff_is_not_published_with_it(helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "canary of the group")
    note = make_note(helen, "## Open\n\nWords.\n\n## Kept\n\n{{point:abcdefghij}}\n\nMore.")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    again(note, helen)
    assert shelf.published == []
    assert "canary" not in "".join(part.html for part in [*parts(note), *parts(note, "staff")])


def test_a_note_taken_back_can_be_found_by_nobody_but_its_author(helen, sam):
    note = make_published(helen, "## A\n\nzebrafish\n")
    assert Entry.objects.visible_to(STRANGER).filter(text__contains="zebrafish").exists()
    unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    for user, seen in ((STRANGER, 0), (sam, 0), (helen, 1)):
        assert Entry.objects.visible_to(user).filter(text__contains="zebrafish").count() == seen


def test_a_note_taken_back_keeps_its_address_when_it_is_published_again(helen):
    note = make_published(helen)
    unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    assert again(note, helen, reason="Ready now").url == "/weeknotes/2019/06/03/fewer-phones/"


def test_what_was_typed_and_not_saved_is_not_published(helen, sam):
    note = make_note(helen)
    note.keep_draft(helen.person, based_on=note.version, title="t", summary="canary", body="## Highlights\n\ncanary")
    again(note, helen)
    assert "canary" not in "".join(part.text + part.html for part in parts(note))
    assert not Entry.objects.filter(text__contains="canary").exists()


def test_publishing_does_not_make_anybodys_unsaved_typing_stale(helen):
    note = make_note(helen)
    draft = note.keep_draft(helen.person, based_on=note.version, title="", summary="", body=BODY + "More.")
    again(note, helen)
    draft.refresh_from_db()
    assert draft.based_on == note.version


def test_saving_drops_ones_own_draft_and_nobody_elses(helen, sam):
    note = make_note(helen)
    note.set_authors([helen.person, sam.person])
    for user in (helen, sam):
        note.keep_draft(user.person, based_on=note.version, title="", summary="", body=user.person.name)
    note.save_revision(by=helen.person)
    assert [draft.person for draft in note.drafts.all()] == [sam.person]


def test_a_deleted_note_is_read_by_nobody_and_comes_back_unpublished(helen, sam):
    note = make_published(helen, "## A\n\nzebrafish\n")
    note.delete_softly(by=helen.person)
    assert not Publication.objects.current().exists()
    assert not Entry.objects.filter(text__contains="zebrafish").exists()
    note.undelete(by=helen.person)
    assert not note.is_published
    assert Entry.objects.visible_to(helen).filter(text__contains="zebrafish").exists()


def test_a_note_of_which_all_is_for_staff_is_there_for_staff_alone(helen, as_helen, as_sam, client):
    make_published(helen, "Words.", title="Another")
    before = {address: client.get(address).content for address in ("/weeknotes/", "/weeknotes/feed/", "/")}
    note = make_note(helen, "## Kept\n\nCanary words.", title="Canary title")
    note.summary = "Canary summary"
    note.save_revision(by=helen.person)
    note.sections.update(audience=Audience.STAFF)
    assert "Publish to all staff" in as_helen.get(f"/weeknotes/{note.ref}/publish/").text
    again(note, helen)
    assert client.get(note.get_absolute_url()).status_code == 404
    for address, body in before.items():
        assert client.get(address).content == body, address
    assert "Canary title" in as_sam.get("/weeknotes/").text
    assert "Canary words" in as_sam.get(note.get_absolute_url()).text
    note.sections.update(audience=Audience.EVERYONE)
    again(note, helen, reason="For everyone after all")
    assert "Canary words" in client.get(note.get_absolute_url()).text


def test_a_note_that_is_all_for_staff_is_no_file_for_everyone(helen, as_sam):
    note = make_note(helen, "## Kept\n\nCanary words.", title="Canary title")
    note.sections.update(audience=Audience.STAFF)
    again(note, helen)
    assert as_sam.get(f"{note.get_absolute_url()}markdown/").status_code == 404
    assert "Canary words" in as_sam.get(f"{note.get_absolute_url()}markdown/?for=staff").text

"""Conversation points of meetings in a weeknote: one text with one home, published with the note that embeds it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Entry, Publication
from meetings.models import Point
from tests.factories import join, make_forum, make_item, make_line, make_meeting, make_topic
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import CannotPublish, now, publish
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt(helen):
    forum = make_forum("DMT")
    join(forum, helen, "chair")
    return forum


def make_point(forum, text: str = "canary of the group", **extra) -> Point:
    item = make_item(make_meeting(forum, MONDAY, **extra), "Phones", topics=[make_topic()])
    point = Point(item=item, title="One phone, or none", forum=forum, audience="everyone", text=text)
    point.save_as(by=None, verb="written")
    return point


def test_a_draft_embeds_the_points_of_ones_own_groups_of_that_week_only(dmt, helen, sam):
    point = make_point(dmt)
    begun = begin(MONDAY, author=helen.person, user=helen, on=MONDAY)
    assert begun.body.startswith(f"## DMT conversations\n\n{{{{point:{point.ref}}}}}")
    assert "{{point:" not in begin(MONDAY, author=sam.person, user=sam, on=MONDAY).body


def test_a_points_text_is_read_by_nobody_outside_until_the_note_is_published(client, as_sam, dmt, helen):
    point = make_point(dmt)
    note = make_note(helen, f"## DMT\n\n{{{{point:{point.ref}}}}}")
    for browser in (client, as_sam):
        for path in ("/weeknotes/", "/weeknotes/feed/", "/weeknotes/?q=canary"):
            assert "of the group" not in browser.get(path).text
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    for browser in (client, as_sam):
        assert "canary of the group" in browser.get(note.get_absolute_url()).text
    assert Publication.objects.current().filter(document_type="meetings.meeting").exists()
    assert Entry.objects.visible_to(None).filter(kind="point", text="canary of the group").count() == 1


def test_a_member_who_does_not_run_the_group_cannot_publish_its_points(as_sam, dmt, sam):
    join(dmt, sam)
    point = make_point(dmt)
    note = make_note(sam, f"## DMT\n\n{{{{point:{point.ref}}}}}")
    with pytest.raises(CannotPublish, match="secretary"):
        publish(note, by=sam.person, user=sam, at=now(), expected_version=note.version)
    assert not Publication.objects.exists()
    answer = as_sam.post(f"/weeknotes/{note.ref}/publish/", {"version": note.version, "token": "a"})
    assert answer.status_code == 422
    assert "Ask the group’s secretary" in answer.text


def test_a_strangers_points_in_ones_text_show_nothing(as_sam, dmt, sam):
    point = make_point(dmt)
    note = make_note(sam, f"## Mine\n\n{{{{point:{point.ref}}}}}\n\nWords.")
    sheet = as_sam.get(f"/weeknotes/{note.ref}/edit/").text
    assert "A point that you can’t see" in sheet
    assert "canary" not in sheet
    assert "canary" not in as_sam.get(f"/weeknotes/{note.ref}/preview/").text
    publish(note, by=sam.person, user=sam, at=now(), expected_version=note.version)
    assert "canary" not in as_sam.get(note.get_absolute_url()).text


def test_a_full_sheet_keeps_to_its_queries_whatever_stands_in_it(as_helen, dmt, helen):
    topic = make_topic("Audit")
    before = make_note(helen, "## Audit\n\nIt went well.", week=MONDAY.replace(month=5, day=6))
    before.sections.get().topics.add(topic)
    publish(before, by=helen.person, user=helen, at=now(), expected_version=before.version)
    make_published(helen, title="Beside it")
    make_line(None, "A jotting", helen.person, day=MONDAY)
    counts = []
    points = [make_point(dmt)]
    points[0].item.topics.add(topic)
    for size in (1, 6):
        while len(points) < size:
            item = make_item(points[0].item.meeting, f"Item {len(points)}", topics=[topic])
            points.append(Point(item=item, title=f"P{len(points)}", forum=dmt, audience="everyone", text="Words"))
            points[-1].save_as(by=None, verb="written")
        note = make_note(helen, "## Audit\n\nAudit.\n\n" + "\n\n".join(f"{{{{point:{p.ref}}}}}" for p in points))
        note.sections.get().topics.add(topic)
        note.keep_draft(helen.person, based_on=note.version, title="t", summary="", body=note.body + "\n\nMore.")
        with CaptureQueriesContext(connection) as captured:
            page = as_helen.get(f"/weeknotes/{note.ref}/edit/")
        assert page.context["beside"].stories[0].said
        counts.append(len(captured))
    assert counts[0] == counts[1], counts
    assert counts[0] == 23, "\n".join(query["sql"][:150] for query in captured)


def test_history_calls_a_point_by_its_title_and_never_one_that_its_reader_cannot_see(as_helen, dmt, helen):
    point = make_point(dmt)
    other = Point(item=make_item(make_meeting(make_forum("Others"), MONDAY), "canary"), title="canary", text="canary")
    other.forum = other.item.meeting.forum
    other.save_as(by=None, verb="written")
    note = make_note(helen, "## DMT\n\nBefore.")
    note.body = f"## DMT\n\n{{{{point:{point.ref}}}}}\n\n{{{{point:{other.ref}}}}}"
    note.save_revision(by=helen.person)
    page = as_helen.get(f"/weeknotes/{note.ref}/history/").text
    assert "[Point: One phone, or none]" in page
    assert "[Point: one that you can’t see]" in page
    assert "{{point:" not in page
    assert "canary" not in page

"""Conversation points: half written from lines, changed, looked at, embedded and published with a weeknote."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hackit.joining import embeds
from hackit.models import Entry, Publication
from meetings.models import Point
from meetings.publishing import writes
from meetings.publishing.embed_writes import PointSource
from meetings.publishing.figures import private_figures
from tests.factories import join, make_decision, make_item, make_line, make_meeting, make_topic, make_user

DAY = date(2019, 6, 10)


@pytest.fixture
def item(forum, priya):
    return make_item(make_meeting(forum, DAY), "Mobile phones", topics=[make_topic()])


def begin(item):
    return reverse("meetings:point-for-item", args=[item.ref])


def typed(**changed):
    return {"title": "How the pilot ended", "text": "Forty people.", "audience": "everyone", "token": "t"} | changed


def test_a_point_begins_with_what_may_be_shown(as_user, item, priya):
    make_line(item, "Nobody liked the colour", priya.person)
    make_line(item, "Forty people carried one", priya.person, audience="staff")
    make_decision("One standard phone", meeting=item.meeting, item=item)
    make_decision("Not for the chair", meeting=item.meeting, item=item, audience="members")
    page = as_user(priya).get(begin(item)).content.decode()
    assert "- Agreed: One standard phone\n- Forty people carried one</textarea>" in page
    assert "What was typed" in page
    assert "Nobody liked the colour" in page


def test_a_point_begins_with_how_each_thing_was_decided(as_user, item, priya):
    make_decision("Three phones each", meeting=item.meeting, item=item, outcome="not_agreed")
    later = {"outcome": "put_off", "put_off_until": date(2019, 7, 1)}
    make_decision("New chairs", meeting=item.meeting, item=item, **later)
    page = as_user(priya).get(begin(item)).content.decode()
    assert "- Not agreed: Three phones each\n- Put off until Mon 1 July 2019: New chairs</textarea>" in page


def test_members_write_points_and_others_do_not(as_user, item, grace, sam):
    assert as_user(None).get(begin(item)).status_code == 302
    assert as_user(sam).post(begin(item), typed()).status_code == 404
    assert as_user(grace).post(begin(item), typed()).status_code == 302
    point = Point.objects.get()
    assert (point.title, point.text, point.item, point.created_by) == (
        "How the pilot ended", "Forty people.", item, grace.person,
    )  # fmt: skip


def test_a_double_click_makes_one_point_and_a_second_writer_is_told(as_user, item, grace, priya):
    as_user(grace).post(begin(item), typed())
    assert as_user(grace).post(begin(item), typed()).status_code == 302
    page = as_user(priya).post(begin(item), typed(token="other", text="Mine, typed at the same time"))
    assert page.status_code == 409
    assert "Mine, typed at the same time" in page.content.decode()
    assert "Forty people." in page.content.decode()
    assert Point.objects.get().text == "Forty people."


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "Enter a heading"),
        ({"title": "x" * 201}, "Make the heading 200 letters or fewer"),
        ({"text": "x" * 20_001}, "Make it 20,000 letters or fewer"),
        ({"audience": "me"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(as_user, item, priya, changed, message):
    page = as_user(priya).post(begin(item), typed(**changed))
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not Point.objects.exists()


def test_a_stale_save_keeps_both_texts(as_user, item, priya):
    point = writes.new_point(item, title="A", text="First", audience="everyone", by=priya.person)
    point.text = "Theirs"
    point.save_as(by=None, verb="changed")
    page = as_user(priya).post(point.get_edit_url(), typed(text="Mine", version="1"))
    assert page.status_code == 409
    assert "Theirs" in page.content.decode()
    assert "Mine" in page.content.decode()
    point.refresh_from_db()
    assert point.text == "Theirs"


def test_preview_saves_nothing_and_lets_nothing_in(as_user, item, priya):
    point = writes.new_point(item, title="A", text="First", audience="everyone", by=priya.person)
    data = typed(text="**Bold** <script>alert(1)</script>", version="1", preview="1")
    page = as_user(priya).post(point.get_edit_url(), data).content.decode()
    assert "<strong>Bold</strong>" in page
    assert "<script>alert" not in page
    partial = as_user(priya).post(reverse("meetings:point-preview"), data).content.decode()
    assert "<strong>Bold</strong>" in partial
    point.refresh_from_db()
    assert point.text == "First"


def test_a_point_is_deleted_and_brought_back(as_user, item, priya, grace):
    point = writes.new_point(item, title="A", text="First", audience="everyone", by=priya.person)
    address = reverse("meetings:point-delete", args=[point.ref])
    assert "Undo" in as_user(priya).post(address).content.decode()
    assert as_user(priya).get(point.get_edit_url()).status_code == 404
    assert as_user(grace).post(address, {"do": "restore"}).status_code == 404
    assert as_user(priya).post(address, {"do": "restore"}).status_code == 302
    assert as_user(priya).get(point.get_edit_url()).status_code == 200


def test_the_source_is_registered_for_weeknotes(db):
    assert isinstance(embeds.source("point"), PointSource)


def test_members_get_the_live_text_and_strangers_what_is_published(item, priya, sam):
    point = writes.new_point(item, title="A", text="As **published**", audience="everyone", by=priya.person)
    source = PointSource()
    assert source.fetch([point.ref], AnonymousUser()) == {}
    assert source.fetch([point.ref], sam) == {}
    source.publish([point.ref], by=priya.person)
    point.refresh_from_db()
    point.text = "Live now"
    point.save_as(by=priya.person, verb="changed")
    live, public = source.fetch([point.ref], priya)[point.ref], source.fetch([point.ref], AnonymousUser())[point.ref]
    assert (live.text, live.edit_url, live.is_published) == ("Live now", point.get_edit_url(), True)
    assert (public.text, public.edit_url) == ("As **published**", "")
    assert "<strong>published</strong>" in public.html
    assert live.label == "Point from DMT, Mon 10 June"
    assert source.fetch([point.ref], sam)[point.ref].text == "As **published**"


def test_publishing_with_a_weeknote_adds_to_what_is_public_and_shares(item, priya):
    source = PointSource()
    first = writes.new_point(item, title="A", text="One", audience="everyone", by=priya.person)
    source.publish([first.ref], by=priya.person)
    item.meeting.refresh_from_db()
    assert item.meeting.shared_at is not None
    other = writes.new_point(
        make_item(item.meeting, "Desks"), title="B", text="Two", audience="everyone", by=priya.person
    )
    source.publish([first.ref, other.ref], by=priya.person)
    source.publish([first.ref, other.ref], by=priya.person)
    publications = list(Publication.objects.of(item.meeting))
    assert [row.number for row in publications] == [1, 2]
    parts = publications[-1].parts.filter(kind="point").values_list("heading", flat=True)
    assert sorted(parts) == ["A", "B"]


def test_only_who_runs_the_group_publishes_its_points_with_a_weeknote(item, priya, grace):
    point = writes.new_point(item, title="A", text="One", audience="everyone", by=priya.person)
    with pytest.raises(PermissionDenied):
        PointSource().publish([point.ref], by=grace.person)
    assert not Publication.objects.exists()


def test_the_weeks_points_are_offered_to_the_groups_writers(item, forum, priya, grace, sam):
    written = writes.new_point(item, title="A", text="One", audience="everyone", by=priya.person)
    waiting = writes.new_point(make_item(item.meeting, "B"), title="B", text="", audience="everyone", by=priya.person)
    make_item(make_meeting(forum, date(2019, 6, 17)), "Later")
    source = PointSource()
    week = date(2019, 6, 10), date(2019, 6, 16)
    assert [(one.ref, one.is_written) for one in source.of_week(*week, grace)] == [
        (written.ref, True), (waiting.ref, False),
    ]  # fmt: skip
    assert source.of_week(*week, sam) == []
    assert source.of_week(date(2019, 6, 17), date(2019, 6, 23), grace) == []


def test_a_published_point_is_found_once_by_everyone(item, priya, sam):
    point = writes.new_point(item, title="A", text="Zebra crossing", audience="everyone", by=priya.person)
    auditor = make_user("Martin Frost", role="auditor")
    join(item.meeting.forum, auditor)

    def found(user):
        return Entry.objects.visible_to(user).filter(search_body__contains=" zebra ").count()

    assert [found(user) for user in (AnonymousUser(), sam, priya)] == [0, 0, 1]
    PointSource().publish([point.ref], by=priya.person)
    assert [found(user) for user in (AnonymousUser(), sam, priya, auditor)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "private", "found"),
    [
        ("It cost £590k.", ["about £590K over three years"], ["£590k"]),
        ("It cost £590,000 in all", ["£590,000"], ["£590,000"]),
        ("We saved 12%", ["12 per cent off"], ["12%"]),
        ("In 2019 we met 40 people", ["40 people in 2019"], []),
        ("It cost £5", ["£50"], []),
        ("", ["£5"], []),
    ],
)
def test_a_figure_known_only_to_the_group_is_noticed(text, private, found):
    assert private_figures(text, private) == found

"""Share with staff, publish to everyone: who reads what, before and after."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from hackit.history import Event
from hackit.models import Entry, Publication
from meetings.models import Meeting, Point
from meetings.publishing import writes
from tests.factories import make_action, make_decision, make_item, make_line, make_meeting, make_topic, make_user

DAY = date(2019, 6, 10)


@pytest.fixture
def meeting(forum, priya, grace):
    """A meeting with one item, a line, a decision with a caveat, an action, and an item kept with the group."""
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Mobile phones", topics=[make_topic()], position=1)
    make_line(item, "The pilot cost £590k and nobody liked the colour", priya.person)
    decision = make_decision("One standard phone for field staff", meeting=meeting, item=item, by=priya.person)
    decision.add_caveat("Tax check done", by=priya.person, owner=grace.person, due=date(2019, 7, 3))
    make_action("Bring three costed options", grace.person, meeting=meeting, item=item, due=date(2019, 6, 13))
    kept = make_item(meeting, "Restructure of teams", audience="members", position=2)
    make_decision("Merge two of the teams", meeting=meeting, item=kept, by=priya.person)
    return meeting


@pytest.fixture
def point(meeting, priya):
    item = meeting.items.get(title="Mobile phones")
    text = "Forty people carried a **new phone**."
    return writes.new_point(item, title="How the pilot ended", text=text, audience="everyone", by=priya.person)


def url(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.ref])


def publish(client, meeting, point, **changed):
    meeting.refresh_from_db()
    data = {
        "version": meeting.version, "token": "t", "lead": "A short meeting.", "points": [point.ref],
        "decisions": [row.ref for row in writes.publishable_decisions(meeting)],
        "actions": [row.ref for row in writes.publishable_actions(meeting)],
    }  # fmt: skip
    return client.post(url("meeting-publish", meeting), data | changed)


def test_before_sharing_only_the_group_finds_the_meeting(as_user, meeting, priya, sam):
    address = meeting.get_absolute_url()
    assert as_user(None).get(address).status_code == 404
    assert as_user(sam).get(address).status_code == 404
    page = as_user(priya).get(address).content.decode()
    assert "nobody liked the colour" in page
    assert "One standard phone" in page
    assert "Tax check done" in page
    assert "Bring three costed options" in page


def test_sharing_shows_staff_decisions_and_actions_and_no_line(as_user, meeting, priya, sam):
    before = as_user(priya).get(url("meeting-share", meeting)).content.decode()
    assert "Staff will see 1 decision and 1 action." in before
    assert "1 note stays DMT only" in before
    assert as_user(priya).post(url("meeting-share", meeting)).status_code == 302
    page = as_user(sam).get(meeting.get_absolute_url()).content.decode()
    assert "One standard phone" in page
    assert "Grace Li" in page
    assert "Tax check done" in page
    assert "nobody liked the colour" not in page
    assert "Merge two of the teams" not in page
    assert "Restructure" not in page
    assert as_user(None).get(meeting.get_absolute_url()).status_code == 404


def test_what_nobody_owns_is_counted_nowhere_as_seen_by_staff(as_user, meeting, priya, sam):
    item = meeting.items.get(title="Mobile phones")
    make_action("Tidy the cupboards", meeting=meeting, item=item)
    make_decision("Agreed outside any item", meeting=meeting)
    words = "Staff will see 2 decisions and 1 action."
    client = as_user(priya)
    assert words in client.get(url("wrap-up", meeting)).content.decode()
    page = client.get(url("meeting-share", meeting)).content.decode()
    assert words in page
    assert "Tidy the cupboards. Staff see it once somebody has it." in page
    answer = client.post(url("meeting-share", meeting), follow=True).content.decode()
    assert "Shared. Staff see 2 decisions and 1 action." in answer
    page = as_user(sam).get(meeting.get_absolute_url()).content.decode()
    assert "Agreed outside any item" in page
    assert "Tidy" not in page


def test_to_publish_says_how_it_was_decided_and_takes_nothing_that_nobody_owns(as_user, meeting, priya):
    item = meeting.items.get(title="Mobile phones")
    make_action("Tidy the cupboards", meeting=meeting, item=item)
    make_decision("Three phones each", meeting=meeting, item=item, outcome="not_agreed")
    page = as_user(priya).get(url("meeting-publish", meeting)).content.decode()
    assert "<span>Not agreed: Three phones each</span>" in page
    ticks = re.findall(r'<input type="checkbox" name="actions"[^>]*?( checked)?>\s*<span>([^<]+)</span>', page)
    assert dict(map(reversed, ticks)) == {"Bring three costed options": " checked", "Tidy the cupboards": ""}


def test_sharing_writes_one_event_for_each_record_that_more_people_see(meeting, priya):
    writes.share(meeting, by=priya.person)
    assert writes.share(meeting, by=priya.person) is False
    shared = Event.objects.filter(verb="shared with staff").values_list("record_type", flat=True)
    assert sorted(shared) == [
        "meetings.action", "meetings.action", "meetings.agendaitem", "meetings.decision", "meetings.meeting",
    ]  # fmt: skip


def test_sharing_brings_the_index_up_to_date(meeting, priya, sam):
    assert not Entry.objects.visible_to(sam).exists()
    writes.share(meeting, by=priya.person)
    kinds = Entry.objects.visible_to(sam).values_list("kind", flat=True)
    assert sorted(kinds) == ["action", "action", "caveat", "decision", "item", "meeting"]


def test_sharing_begins_a_point_for_what_there_is_to_tell(meeting, priya):
    writes.share(meeting, by=priya.person)
    assert [(point.title, point.text, point.audience) for point in Point.objects.all()] == [
        ("Mobile phones", "", "everyone")
    ]


@pytest.mark.parametrize("page", ["meeting-share", "meeting-publish", "meeting-unpublish"])
def test_only_secretary_and_chair_share_and_publish(as_user, meeting, grace, sam, page):
    assert as_user(None).post(url(page, meeting)).status_code == 302
    assert as_user(sam).post(url(page, meeting)).status_code == 404
    assert as_user(grace).post(url(page, meeting)).status_code == 403
    admin = make_user("Ruth Bello", role="administrator")
    assert as_user(admin).post(url(page, meeting)).status_code == 404
    meeting.refresh_from_db()
    assert meeting.shared_at is None


def test_publishing_shares_first_and_strangers_read_the_copy(as_user, meeting, point, priya):
    assert publish(as_user(priya), meeting, point).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.PUBLISHED
    assert meeting.shared_at is not None
    page = as_user(None).get(meeting.get_absolute_url()).content.decode()
    for words in (
        "A short meeting.", "How the pilot ended", "<strong>new phone</strong>", "One standard phone",
        "Agreed with caveats", "Tax check done", "What will happen next", "Bring three costed options",
        "Monday 10 June 2019", "Mobile phones",
    ):  # fmt: skip
        assert words in page
    for words in (
        "Grace",
        "Priya",
        "13 June",
        "3 July",
        "overdue",
        "colour",
        "590k",
        "Restructure",
        "Merge two",
        "csrf",
    ):
        assert words not in page


def test_what_is_done_shows_live_and_nothing_else_does(as_user, meeting, point, priya):
    publish(as_user(priya), meeting, point)
    action = meeting.actions.get(text="Bring three costed options")
    action.complete(by=priya.person, on=DAY)
    action.text = "Bring a SECRETWORD"
    action.save_as(by=priya.person, verb="changed")
    point.refresh_from_db()
    point.text = "SECRETWORD"
    point.save_as(by=priya.person, verb="changed")
    page = as_user(None).get(meeting.get_absolute_url()).content.decode()
    assert "Done:</span> Bring three costed options" in page
    assert "SECRETWORD" not in page
    found = Entry.objects.visible_to(AnonymousUser()).filter(search_body__contains="secretword")
    assert not found.exists()
    assert "SECRETWORD" in as_user(priya).get(reverse("meetings:point-edit", args=[point.ref])).content.decode()


def test_a_later_publication_needs_a_reason_and_is_the_next_version(as_user, meeting, point, priya):
    client = as_user(priya)
    publish(client, meeting, point)
    page = publish(client, meeting, point, token="t2")
    assert page.status_code == 422
    assert "Say why it is published again" in page.content.decode()
    assert Publication.objects.of(meeting).count() == 1
    assert publish(client, meeting, point, token="t3", reason="A date was wrong", decisions=[]).status_code == 302
    public = as_user(None).get(meeting.get_absolute_url()).content.decode()
    assert "A date was wrong" in public
    assert "One standard phone" not in public
    assert "version 2" in as_user(priya).get(meeting.get_absolute_url()).content.decode()


def test_a_double_click_publishes_once(as_user, meeting, point, priya):
    client = as_user(priya)
    version = meeting.version
    publish(client, meeting, point)
    publish(client, meeting, point, version=version)
    assert Publication.objects.of(meeting).count() == 1


def test_publishing_over_another_persons_change_asks_first(as_user, meeting, point, priya):
    meeting.summary = "Grace wrote this lead"
    meeting.save_as(by=priya.person, verb="changed")
    page = publish(as_user(priya), meeting, point, version=1)
    assert page.status_code == 409
    assert "Grace wrote this lead" in page.content.decode()
    assert "A short meeting." in page.content.decode()
    assert not Publication.objects.of(meeting).exists()


def test_publishing_nothing_is_refused(as_user, meeting, point, priya):
    page = publish(as_user(priya), meeting, point, points=[], decisions=[], actions=[])
    assert page.status_code == 422
    assert "Tick at least one thing to publish" in page.content.decode()


def test_what_is_kept_with_the_group_can_not_be_ticked(as_user, meeting, point, priya):
    kept = meeting.decisions.get(text="Merge two of the teams")
    page = publish(as_user(priya), meeting, point, decisions=[kept.ref])
    assert page.status_code == 422
    assert not Publication.objects.of(meeting).exists()


def test_a_figure_that_is_the_groups_alone_is_pointed_out_and_not_cut(as_user, meeting, point, priya):
    point.text = "It cost £590k."
    point.save_as(by=priya.person, verb="changed")
    client = as_user(priya)
    page = client.get(url("meeting-publish", meeting)).content.decode()
    assert "“How the pilot ended” says £590k, which stands in a line that is DMT only" in page
    publish(client, meeting, point)
    assert "£590k" in as_user(None).get(meeting.get_absolute_url()).content.decode()


def test_taking_it_back_leaves_strangers_nothing(as_user, meeting, point, priya, sam):
    client = as_user(priya)
    publish(client, meeting, point)
    assert client.post(url("meeting-unpublish", meeting), {"reason": ""}).status_code == 422
    assert client.post(url("meeting-unpublish", meeting), {"reason": "Too early"}).status_code == 302
    assert as_user(None).get(meeting.get_absolute_url()).status_code == 404
    assert not Entry.objects.visible_to(AnonymousUser()).exists()
    assert as_user(sam).get(meeting.get_absolute_url()).status_code == 200
    assert publish(as_user(priya), meeting, point, token="again", reason="Now it is time").status_code == 302
    assert as_user(None).get(meeting.get_absolute_url()).status_code == 200


def test_a_point_for_staff_is_published_to_staff_alone(as_user, meeting, point, priya, sam):
    point.audience = "staff"
    point.save_as(by=priya.person, verb="changed")
    publish(as_user(priya), meeting, point, decisions=[], actions=[])
    assert as_user(None).get(meeting.get_absolute_url()).status_code == 404
    assert "A short meeting" not in as_user(None).get(reverse("meetings:meeting-list")).content.decode()
    assert "new phone" in as_user(sam).get(meeting.get_absolute_url()).content.decode()


def test_a_stranger_goes_to_the_published_meetings_before_and_after_only(as_user, forum, meeting, point, priya):
    publish(as_user(priya), meeting, point)
    make_meeting(forum, date(2019, 6, 3))
    other = make_meeting(forum, date(2019, 5, 27))
    item = make_item(other, "Wi-Fi")
    early = writes.new_point(item, title="Wi-Fi", text="It works.", audience="everyone", by=priya.person)
    publish(as_user(priya), other, early, token="other")
    page = as_user(None).get(meeting.get_absolute_url()).content.decode()
    assert "Monday 27 May 2019" in page
    assert "3 June" not in page
    assert 'rel="next"' not in page


def test_a_member_may_look_at_what_everyone_reads(as_user, meeting, point, priya):
    client = as_user(priya)
    publish(client, meeting, point)
    page = client.get(meeting.get_absolute_url() + "?as=everyone").content.decode()
    assert "as everyone reads it" in page
    assert "nobody liked the colour" not in page

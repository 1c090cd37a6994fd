"""What happened to a meeting and to a point: for who could see it all along."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from meetings.agenda.writes import add_item, save_attendance, save_item
from meetings.models import AgendaItem, Referral
from meetings.publishing import writes
from tests.factories import make_forum, make_item, make_meeting, make_topic

DAY = date(2019, 6, 10)


def told(forum, by):
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Mobile phones")
    point = writes.new_point(item, title="The pilot", text="Forty people.", audience="everyone", by=by.person)
    return meeting, point


def test_members_read_what_happened_to_a_meeting_and_why_it_was_published_again(as_user, forum, priya, grace):
    meeting, point = told(forum, priya)
    for reason in ("", "A number was wrong"):
        writes.publish_meeting(
            meeting, points=[point], decisions=[], actions=[], by=priya.person, at=timezone.now(), reason=reason
        )
    writes.unpublish_meeting(meeting, by=priya.person, reason="A name stood in it")
    page = as_user(grace).get(meeting.get_absolute_url()).content.decode()
    address = reverse("meetings:meeting-history", args=[meeting.ref])
    assert address in page
    page = as_user(grace).get(address).content.decode()
    for words in (
        "Version 1", "Version 2", "A number was wrong", "Published again</b> by Priya Nair", "Shared with staff",
        "Unpublished", "Reason: A name stood in it", "Time: 10am",
    ):  # fmt: skip
        assert words in page, words


def test_a_meetings_history_tells_of_its_items_as_far_as_they_were_seen_all_along(as_user, forum, priya, grace):
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Mobile phones", lead=priya.person)
    item.title = "Phones"
    item.save_as(by=priya.person, verb="changed")
    add_item(AgendaItem(meeting=meeting, title="My own", audience="me"), by=grace.person)
    was_own = add_item(AgendaItem(meeting=meeting, title="Once my own", audience="me"), by=grace.person)
    was_own.audience = "members"
    was_own.save_as(by=grace.person, verb="changed")
    add_item(AgendaItem(meeting=meeting, title="Gone again"), by=grace.person).delete_softly(by=grace.person)
    sent = Referral(title="Phones", to_forum=make_forum("HMT"), sent_on=DAY, item=item, forum=forum)
    sent.save_as(by=priya.person, verb="sent")
    save_attendance(meeting, {grace.person: "apologies"}, by=priya.person)
    handsets = make_topic("Handsets")
    for _twice in range(2):
        save_item(item, by=grace.person, topics=[handsets])
    page = as_user(grace).get(reverse("meetings:meeting-history", args=[meeting.ref])).content.decode()
    for words in (
        "Changed</b> by Priya Nair: agenda item “Phones”", "Title: Phones (was Mobile phones)", "Lead: Priya Nair",
        "Sent</b> by Priya Nair: referral “Phones to HMT”", "Attendance</b> by Priya Nair", "Grace Li: Sorry",
        "Topics changed</b> by Grace Li: agenda item “Phones”", "Topics: Handsets",
    ):  # fmt: skip
        assert words in page, words
    assert "Changed</b> by Grace Li: agenda item “Phones”" not in page, "a form saved as it stood was told of"
    for hidden in ("My own", "Once my own", "Gone again"):
        assert hidden not in page, hidden


def test_members_read_what_a_point_said_before(as_user, forum, priya, grace):
    _meeting, point = told(forum, priya)
    point.text = "Forty-one people."
    point.save_as(by=grace.person, verb="changed")
    assert (
        reverse("meetings:point-history", args=[point.ref]) in as_user(priya).get(point.get_edit_url()).content.decode()
    )
    page = as_user(priya).get(reverse("meetings:point-history", args=[point.ref])).content.decode()
    assert "Text: Forty-one people. (was Forty people.)" in page
    assert "Changed</b> by Grace Li" in page


def test_who_could_not_see_it_all_along_reads_no_history(as_user, forum, priya, sam):
    meeting, point = told(forum, priya)
    writes.publish_meeting(meeting, points=[point], decisions=[], actions=[], by=priya.person, at=timezone.now())
    assert as_user(sam).get(meeting.get_absolute_url()).status_code == 200
    for name, ref in (("meeting-history", meeting.ref), ("point-history", point.ref)):
        assert as_user(sam).get(reverse(f"meetings:{name}", args=[ref])).status_code == 404
        assert as_user(None).get(reverse(f"meetings:{name}", args=[ref])).status_code == 302

"""What was published stays as it was; who may publish it again is told where it no longer says the same."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.publishing import writes
from meetings.publishing.outdated import outdated
from meetings.publishing.words import title_of
from tests.factories import make_action, make_decision, make_item, make_line, make_meeting

FORMER = "The published record of the meeting still shows the former words."


@pytest.fixture
def meeting(forum, priya, grace):
    """Published: a point, a decision with a caveat, an action."""
    meeting = make_meeting(forum, date(2019, 6, 10))
    item = make_item(meeting, "Mobile phones", position=1)
    decision = make_decision("One standard phone", meeting=meeting, item=item, by=priya.person)
    decision.add_caveat("Tax check done", by=priya.person, owner=grace.person)
    make_action("Bring three options", grace.person, meeting=meeting, item=item)
    writes.new_point(item, title="How it ended", text="Forty people.", audience="everyone", by=priya.person)
    publish(meeting, priya)
    return meeting


def publish(meeting, priya, reason=""):
    writes.publish_meeting(
        meeting, points=writes.meeting_points(meeting), decisions=writes.publishable_decisions(meeting),
        actions=writes.publishable_actions(meeting), by=priya.person, at=timezone.now(), reason=reason,
    )  # fmt: skip


def say(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save_as(by=None, verb="changed")


def change_decision(client, decision, text):
    decision.refresh_from_db()
    data = {
        "version": decision.version, "text": text, "outcome": "caveats", "date": "2019-06-10", "audience": "staff",
        "forum": decision.forum_id, "decided_by": decision.decided_by_id or "",
    }  # fmt: skip
    return client.post(reverse("meetings:decision-edit", args=[decision.ref]), data, follow=True)


def test_nothing_is_outdated_just_after_publishing(meeting, priya):
    assert outdated(meeting, priya) == {}


def test_what_says_something_else_now_is_named_until_it_is_published_again(meeting, priya):
    decision, action, point = meeting.decisions.get(), meeting.actions.get(caveat=None), meeting.items.get().point
    say(decision.caveats.get(), text="Tax check done twice")
    say(action, text="Bring four options")
    say(point, text="Fifty people.")
    assert list(outdated(meeting, priya).values()) == ["How it ended", "One standard phone", "Bring three options"]
    publish(meeting, priya, reason="Put right")
    assert outdated(meeting, priya) == {}


def test_what_was_deleted_or_is_the_groups_own_now_is_outdated_and_a_state_is_not(meeting, priya):
    decision, action, point = meeting.decisions.get(), meeting.actions.get(caveat=None), meeting.items.get().point
    say(action, status="dropped", ended_on=date(2019, 6, 20))
    say(decision.caveats.get(), state="done")
    assert outdated(meeting, priya) == {}
    decision.delete_softly(by=None)
    say(point, audience="members")
    assert outdated(meeting, priya) == {point.ref: "How it ended", decision.ref: "One standard phone"}


def test_the_30_second_read_is_of_the_meeting_itself(meeting, priya):
    say(meeting, summary="A short meeting.")
    assert outdated(meeting, priya) == {meeting.ref: title_of(meeting)}


def test_it_takes_as_many_queries_for_many_decisions_as_for_one(meeting, priya):
    for number in range(9):
        made = make_decision(f"Number {number}", meeting=meeting, item=meeting.items.get(), by=priya.person)
        made.add_caveat("A caveat", by=priya.person)
    publish(meeting, priya, reason="More of them")
    assert outdated(meeting, priya) == {}  # who asks is known from now on
    with CaptureQueriesContext(connection) as asked:
        assert outdated(meeting, priya) == {}
    assert len(asked) <= 6


def test_a_corrected_decision_says_that_readers_get_the_former_words(as_user, meeting, priya, grace):
    decision, again = meeting.decisions.get(), reverse("meetings:meeting-publish", args=[meeting.ref])
    page = change_decision(as_user(priya), decision, "Two standard phones").content.decode()
    assert f'{FORMER} <a href="{again}">Publish it again</a>' in page
    assert "It changed since it was published." in page
    page = as_user(priya).get(meeting.get_absolute_url()).content.decode()
    assert "Something changed since it was published." in page
    assert "the former words of “One standard phone”." in page
    for address in (meeting.get_absolute_url(), decision.get_absolute_url()):
        assert "since it was published" not in as_user(grace).get(address).content.decode()
    assert FORMER not in change_decision(as_user(grace), decision, "Three standard phones").content.decode()


def test_a_save_that_changes_no_words_says_nothing(as_user, meeting, priya):
    page = change_decision(as_user(priya), meeting.decisions.get(), "One standard phone").content.decode()
    assert "Changes saved" in page
    assert "since it was published" not in page
    assert FORMER not in page


def test_a_corrected_action_a_point_and_a_line_say_so_too(as_user, meeting, priya):
    client, action, point = as_user(priya), meeting.actions.get(caveat=None), meeting.items.get().point
    address = reverse("meetings:action-edit", args=[action.ref])
    data = client.get(address).context["form"].initial | {"text": "Bring four options", "version": action.version}
    data = {name: value for name, value in data.items() if isinstance(value, (str, int))}
    data |= {"owner": "Grace Li", "audience": "staff"}
    assert FORMER in client.post(address, data, follow=True).content.decode()
    data = {"title": point.title, "text": "Fifty people.", "audience": "everyone", "version": point.version}
    assert FORMER in client.post(point.get_edit_url(), data, follow=True).content.decode()


def test_a_retyped_line_says_so(as_user, meeting, priya):
    line = make_line(meeting.items.get(), "agreed one phone", priya.person)
    decision = meeting.decisions.get()
    say(decision, line=line, text="Two phones")
    line.refresh_from_db()
    address = reverse("meetings:line-retype", args=[line.ref])
    data = {"text": "agreed two phones each", "version": line.version}
    assert FORMER in as_user(priya).post(address, data, follow=True).content.decode()


def test_a_stranger_is_asked_nothing(meeting, as_user):
    say(meeting.decisions.get(), text="Two standard phones")
    assert "since it was published" not in as_user(None).get(meeting.get_absolute_url()).content.decode()
    assert outdated(meeting, AnonymousUser()) != {}

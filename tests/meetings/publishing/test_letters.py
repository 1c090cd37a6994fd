"""Minutes and agendas by email: who gets them, what each may read, sent once unless sent again."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone

from hackit.mail.sending import send_due
from hackit.models import Mail
from meetings.models import Meeting
from meetings.publishing import letters, mail_writes, writes
from meetings.publishing.recipients import recipients_of
from tests.factories import (
    make_action,
    make_decision,
    make_forum,
    make_item,
    make_line,
    make_meeting,
    make_person,
    make_user,
)

DAY = date(2019, 6, 10)
TODAY = timezone.localdate


@pytest.fixture
def guest(db):
    return make_person("Martin Frost", email="martin.frost@audit.example")


@pytest.fixture
def meeting(forum, priya, grace, sam, guest):
    """A shared meeting: something for staff, something kept, actions of a member, of staff and of a guest."""
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Mobile phones", position=1)
    make_line(item, "Nobody liked the colour", priya.person)
    decision = make_decision("One standard phone", meeting=meeting, item=item, by=priya.person)
    decision.add_caveat("Tax check", by=priya.person, owner=guest, due=date(2019, 7, 3))
    make_action("Bring options", grace.person, meeting=meeting, item=item, due=date(2019, 6, 13))
    make_action("Count the phones", sam.person, meeting=meeting, item=item).set_helpers([priya.person])
    make_action("Tidy up", meeting=meeting, item=item)
    make_decision("Merge two teams", meeting=meeting, item=item, audience="members")
    make_action("Tell the teams", grace.person, meeting=meeting, item=item, audience="members")
    meeting.attendance.create(person=guest, state="guest", item=item)
    meeting.attendance.create(person=make_person("Nobody Reachable"))
    writes.share(meeting, by=priya.person)
    return meeting


def page(name, meeting):
    return reverse(f"meetings:{name}", args=[meeting.ref])


def sent_to(name):
    """The text and the HTML of the one letter to this person."""
    (found,) = [mail for mail in django_mail.outbox if name in mail.to[0]]
    return found.body, found.alternatives[0][0]


def test_each_gets_what_they_may_read_and_their_own_first(as_user, meeting, priya, grace, sam):
    answer = as_user(priya).post(page("meeting-mail", meeting), follow=True)
    assert "The minutes are on the way to 4 people." in answer.content.decode()
    assert send_due()["sent"] == 4
    for said in sent_to("grace.li"):
        assert said.index("Bring options") < said.index("One standard phone") < said.index("Count the phones")
        assert "By Thu 13 June 2019" in said
        assert ", with Priya Nair" in said
        assert "An action of yours that is kept with DMT" in said
        assert "1 more thing is kept with DMT." in said
        assert "Tidy up" in said
        assert f"http://localhost:8000{meeting.get_absolute_url()}" in said or meeting.get_absolute_url() in said
        for kept in ("Merge two", "Tell the teams", "colour"):
            assert kept not in said
    for said in sent_to("sam.whitfield"):
        assert "Count the phones" in said
        assert "One standard phone" in said
        for kept in ("Merge two", "Tell the teams", "Tidy up", "colour", "kept with"):
            assert kept not in said


def test_a_guest_without_a_login_gets_their_own_and_what_is_public(meeting, priya, guest):
    letter = letters.minutes_for(meeting, guest)
    assert [action.text for action in letter.context["own"]] == ["Tax check"]
    assert letter.context["copy"] is None
    point = writes.new_point(meeting.items.get(), title="How it ended", text="Well.", audience="everyone", by=None)
    writes.publish_meeting(meeting, points=[point], decisions=[], actions=[], by=priya.person, at=timezone.now())
    mail_writes.send_round("minutes", meeting, by=priya.person, on=DAY)
    send_due()
    for said in sent_to("martin.frost"):
        assert "Tax check" in said
        assert "Well." in said
        for kept in ("One standard", "Bring options", "Count the phones", "Grace"):
            assert kept not in said


def test_words_kept_with_the_group_reach_a_guest_as_a_link_only(meeting, priya, guest):
    kept = make_action("Quietly look", guest, meeting=meeting, audience="members")
    letter = letters.minutes_for(meeting, guest)
    assert kept in letter.context["own_kept"]
    mail_writes.send_round("minutes", meeting, by=priya.person, on=DAY)
    send_due()
    for said in sent_to("martin.frost"):
        assert "Quietly" not in said
        assert "You have an action" in said
        assert kept.get_absolute_url() in said


def test_asking_twice_sends_once_and_again_sends_again(as_user, meeting, priya):
    client, address = as_user(priya), page("meeting-mail", meeting)
    client.post(address)
    answer = client.post(address, follow=True)
    assert "Nothing was sent" in answer.content.decode()
    assert Mail.objects.count() == 4
    html = client.get(address).content.decode()
    assert "Send again to 4 people" in html
    assert 'name="again" value="2"' in html
    for _press in range(2):  # pressed twice by accident
        client.post(address, {"again": "2"})
    assert Mail.objects.count() == 8
    assert 'name="again" value="3"' in client.get(address).content.decode()
    for odd in ("99", "x", "-1", "0", "9" * 30, "²"):
        client.post(address, {"again": odd})
    assert Mail.objects.count() == 8


def test_who_gets_an_address_later_is_sent_it_then(as_user, meeting, priya):
    client, address = as_user(priya), page("meeting-mail", meeting)
    assert "No address" in client.get(address).content.decode()
    client.post(address)
    person = meeting.attendance.get(person__name="Nobody Reachable").person
    person.email = "late@example.org"
    person.save()
    assert "Nothing they may read yet" in client.get(address).content.decode()
    make_action("Write to us", person, meeting=meeting)
    assert "Send to 1 person" in client.get(address).content.decode()
    client.post(address)
    assert Mail.objects.count() == 5


def test_sight_is_asked_for_when_the_letter_leaves(meeting, priya, grace, sam):
    mail_writes.send_round("minutes", meeting, by=priya.person, on=DAY)
    grace.person.memberships.update(to_date=date(2019, 6, 11))  # left the group meanwhile
    sam.role = "none"
    sam.save()
    send_due()
    for said in sent_to("grace.li"):
        assert "One standard phone" in said
        assert "Tidy up" not in said
        assert "1 more thing" not in said
    for said in sent_to("sam.whitfield"):
        assert "Count the phones" not in said
        assert "One standard" not in said


def test_before_sharing_staff_get_only_what_they_promised(forum, priya, sam):
    meeting = make_meeting(forum, DAY, title="Quiet away day", state=Meeting.State.WRAPPED_UP)
    make_action("Count the phones", sam.person, meeting=meeting)
    make_decision("One phone", meeting=meeting)
    letter = letters.minutes_for(meeting, sam.person)
    assert letter.subject == "DMT, Mon 10 June 2019: what was decided, and what you promised"
    assert [action.text for action in letter.context["own"]] == ["Count the phones"]
    assert letter.context["decisions"] == []
    assert letters.minutes_for(meeting, make_user("Yusuf Demir").person) is None


def test_a_deleted_or_reopened_meeting_sends_nothing_more(meeting, priya):
    mail_writes.send_round("minutes", meeting, by=priya.person, on=DAY)
    meeting.delete_softly(by=priya.person)
    assert send_due()["dropped"] == 4
    assert django_mail.outbox == []


def test_only_who_runs_the_group_sends(as_user, meeting, grace, sam):
    for name in ("meeting-mail", "meeting-agenda-mail"):
        assert as_user(grace).post(page(name, meeting)).status_code == 403
        assert as_user(None).post(page(name, meeting)).status_code == 302
        assert as_user(sam).get(page(name, meeting)).status_code == 403
    assert not Mail.objects.exists()


def test_the_preview_is_ones_own_letter(as_user, meeting, grace, sam, auditor):
    html = as_user(grace).get(page("meeting-mail-preview", meeting)).content.decode()
    assert "Bring options" in html
    assert "Merge two" not in html
    html = as_user(sam).get(page("meeting-mail-preview", meeting)).content.decode()
    assert "Tidy up" not in html
    assert as_user(auditor).get(page("meeting-mail-preview", meeting)).status_code == 200
    assert as_user(None).get(page("meeting-mail-preview", meeting)).status_code == 302


@pytest.fixture
def auditor(db):
    return make_user("Ruth Bello", role="auditor")


@pytest.mark.parametrize("count", [1, 15])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_recipients_ask_no_more_than_few(as_user, meeting, priya, django_assert_num_queries, count):
    for number in range(count):
        person = make_person(f"Guest {number}", email=f"guest{number}@example.org")
        meeting.attendance.create(person=person, state="guest")
    with django_assert_num_queries(8):
        recipients_of("minutes", meeting, on=DAY)


# --- The agenda ---


@pytest.fixture
def ahead(forum, priya, grace, guest):
    meeting = make_meeting(forum, TODAY() + timedelta(days=3), title="Summer away day", location="Room 4")
    item = make_item(meeting, "Audit plan", position=1, lead=grace.person, minutes=20, purpose="Say yes or no")
    item.papers.create(title="The plan", url="https://papers.example/plan")
    make_item(meeting, "Secret merger", position=2, audience="members", purpose="Quiet")
    make_item(meeting, "Not taken yet", position=3, state="proposed")
    make_action("Bring options", grace.person, forum=forum)
    make_action("Quietly look", grace.person, forum=forum, audience="members")
    meeting.attendance.create(person=guest, state="guest", item=item)
    return meeting


def test_the_agenda_goes_out_in_one_press(as_user, ahead, priya):
    html = as_user(priya).get(page("meeting-agenda", ahead)).content.decode()
    assert f'action="{page("meeting-agenda-mail", ahead)}"' in html
    answer = as_user(priya).post(page("meeting-agenda-mail", ahead), follow=True)
    assert "The agenda is on the way to 3 people." in answer.content.decode()
    send_due()
    for said in sent_to("grace.li"):
        for words in ("Summer away day", "Room 4", "Audit plan", "20 minutes", "Say yes or no", "The plan"):
            assert words in said
        assert "1 more item is kept with DMT." in said
        assert "Bring options" in said
        for kept in ("Secret", "Quiet", "Not taken"):
            assert kept not in said
    for said in sent_to("martin.frost"):
        assert "Audit plan" in said
        assert "Room 4" in said
        for kept in ("Secret", "Quiet", "Summer", "Bring options", "Not taken"):
            assert kept not in said


def test_an_item_kept_with_the_group_is_counted_to_its_guest(ahead, guest):
    ahead.attendance.filter(person=guest).update(item=ahead.items.get(title="Secret merger"))
    letter = letters.agenda_for(ahead, guest, on=TODAY())
    assert (letter.context["items"], letter.context["kept"]) == ([], 1)


def test_an_agenda_of_a_meeting_that_is_over_is_not_sent(as_user, ahead, priya, grace):
    mail_writes.send_round("agenda", ahead, by=priya.person, on=TODAY())
    ahead.refresh_from_db()
    ahead.state = Meeting.State.CANCELLED
    ahead.save_as(by=None, verb="cancelled")
    assert send_due() == {"dropped": 3}
    answer = as_user(priya).get(page("meeting-agenda-mail", ahead), follow=True)
    assert "sent before the meeting" in answer.content.decode()
    assert letters.agenda_for(ahead, grace.person, on=TODAY()) is None


def test_who_is_not_asked_to_come_gets_no_agenda(ahead, sam):
    assert letters.agenda_for(ahead, sam.person, on=TODAY()) is None


def test_who_is_waited_for_and_which_group_decided_are_said(as_user, meeting, priya, grace):
    item = meeting.items.get()
    waits = {"status": "waiting", "waiting_for": "Finance", "meeting": meeting, "item": item}
    make_action("Say what else they need", **waits)
    make_action("Send the codes", priya.person, **waits)
    make_decision("Mobiles for all", meeting=meeting, item=item, decided_by=make_forum("HMT"))
    as_user(priya).post(page("meeting-mail", meeting))
    send_due()
    for said in sent_to("grace.li"):
        words = " ".join(re.sub(r"<[^>]+>", "", said).split())
        assert "Waiting for Finance: Say what else they need" in words
        assert re.search(r"Priya Nair: Send the codes\. Next DMT, not agreed\.? Waiting for Finance", words)
        assert "Mobiles for all. Agreed by HMT" in words

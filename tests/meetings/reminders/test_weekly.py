"""The weekly mail: who gets it on which day, what stands in it, and the ladder after the due date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hackit.mail import digest, outbox
from hackit.mail.sending import send_due
from hackit.models import Mail, MailWishes, Membership, Role
from meetings.models import Action
from meetings.reminders.asks import letter_of
from meetings.reminders.before_writes import save_answers
from tests import factories as make

pytestmark = pytest.mark.django_db

MONDAY = date(2019, 6, 10)
LATER = datetime(2019, 6, 10, 20, tzinfo=UTC)


class Group:
    """DMT: Grace a member, Helen its chair, Priya its secretary; Sam is staff outside it; Martin has no login."""

    def __init__(self) -> None:
        self.forum = make.make_forum("DMT")
        self.grace, self.helen = make.make_user("Grace Li"), make.make_user("Helen Marsh")
        self.priya, self.sam = make.make_user("Priya Nair"), make.make_user("Sam Whitfield")
        self.martin = make.make_person("Martin Frost", email="martin@audit.example")
        make.join(self.forum, self.grace)
        make.join(self.forum, self.helen, Membership.Part.CHAIR)
        make.join(self.forum, self.priya, Membership.Part.SECRETARY)
        self.meeting = make.make_meeting(self.forum, date(2019, 5, 13))

    def action(self, text: str, owner=None, due: date | None = None, **extra) -> Action:
        """An action of the group; `moved` times before its date was what it is."""
        moved = extra.pop("moved", 0)
        action = make.make_action(text, owner, forum=extra.pop("forum", self.forum), due=due, **extra)
        if moved:
            Action.objects.filter(pk=action.pk).update(times_moved=moved, first_due=date(2019, 5, 3))
            action.refresh_from_db()
        return action


@pytest.fixture
def group(db) -> Group:
    return Group()


def remind(on: date = MONDAY, *arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", "--on", on.isoformat(), *arguments, stdout=out)
    return out.getvalue()


def send(on: date = MONDAY) -> dict[str, tuple[str, str]]:
    """Post what is due that day and send it in the evening: subject and text by the first name written to."""
    remind(on)
    django_mail.outbox.clear()
    send_due(now=lambda: datetime(on.year, on.month, on.day, 20, tzinfo=UTC))
    for letter in django_mail.outbox:
        told = [set(re.findall(r"/actions/\w{10}/", words)) for words in (letter.body, letter.alternatives[0][0])]
        assert told[0] == told[1]
    return {letter.to[0].split("@")[0].split(".")[0]: (letter.subject, letter.body) for letter in django_mail.outbox}


# --- What each action asks of its owner ---


def test_overdue_due_waiting_and_undated_each_in_its_place(group):
    group.action("Write the plan", group.grace.person, date(2019, 6, 4))
    group.action("Ring Finance", group.grace.person, date(2019, 6, 13))
    waiting = group.action("Get the codes", group.grace.person, date(2019, 8, 1))
    waiting.set_status("waiting", by=group.grace.person, on=date(2019, 6, 2), waiting_for="Finance")
    group.action("Draft the note", group.grace.person, date(2019, 6, 20), due_is_assumed=True)
    group.action("Far away", group.grace.person, date(2019, 9, 1))
    group.action("All done", group.grace.person, date(2019, 6, 4)).complete(by=None, on=date(2019, 6, 5))
    group.action("Let go", group.grace.person, date(2019, 6, 4)).drop(by=None, on=date(2019, 6, 5))
    subject, body = send()["grace"]
    assert subject == "Your week: 1 overdue, 1 due this week, 1 to chase, 1 to date"
    places = [body.index(words) for words in (
        "OVERDUE", "Write the plan. 6 days overdue, Tue 4 June", "DUE THIS WEEK", "Ring Finance. By Thu 13 June",
        "WAITING FOR OTHERS", "Get the codes. By Thu 1 August. Waiting for Finance, nothing noted since Sun 2 June",
        "NO DATE AGREED YET", "Draft the note. Suggested: Thu 20 June",
    )]  # fmt: skip
    assert places == sorted(places)
    for gone in ("Far away", "All done", "Let go"):
        assert gone not in body


def test_a_quiet_week_brings_no_mail(group):
    group.action("Far away", group.grace.person, date(2019, 9, 1))
    assert send() == {}
    assert not Mail.objects.exists()


def test_an_action_of_sunday_is_due_this_week_and_one_of_the_next_monday_is_not(group):
    group.action("By Sunday", group.grace.person, date(2019, 6, 16))
    group.action("On Monday", group.grace.person, date(2019, 6, 17))
    assert send()["grace"][0] == "Your week: 1 due this week"


def test_who_has_chosen_friday_hears_of_all_that_is_due_before_the_next_friday(group):
    MailWishes.objects.create(person=group.grace.person, weekday=4)
    group.action("Next Thursday", group.grace.person, date(2019, 6, 20))
    group.action("Next Friday", group.grace.person, date(2019, 6, 21))
    subject, body = send(date(2019, 6, 14))["grace"]
    assert subject == "Your week: 1 due by Thu 20 June"
    assert "Next Friday" not in body


def test_what_waits_is_chased_only_when_nothing_was_noted_for_a_week(group):
    action = group.action("Get the codes", group.grace.person, date(2019, 8, 1))
    action.set_status("waiting", by=None, on=date(2019, 5, 20), waiting_for="Finance")
    action.add_update("Rang them", by=None, on=date(2019, 6, 4))
    assert send() == {}
    assert "to chase" in send(date(2019, 6, 17))["grace"][0]


def test_those_with_the_owner_hear_of_what_is_pressing_only(group):
    for text, due in (("Late", date(2019, 6, 3)), ("Soon", date(2019, 6, 12)), ("Far", date(2019, 9, 1))):
        group.action(text, group.grace.person, due).set_helpers([group.sam.person])
    subject, body = send()["sam"]
    assert subject == "Your week: 2 with you"
    assert "* Grace Li: Late. 7 days overdue, Mon 3 June" in body
    assert "Far" not in body


# --- The ladder ---


def test_the_lead_of_its_item_hears_after_seven_days_and_not_before(group):
    item = make.make_item(group.meeting, "Audit", lead=group.grace.person)
    group.action(
        "Send the plan", group.sam.person, date(2019, 6, 3), meeting=group.meeting, item=item, forum=group.forum
    )
    mails = send()
    assert "sam" in mails
    assert "grace" not in mails
    subject, body = send(date(2019, 6, 17))["grace"]
    assert subject == "Your week: 1 late from your items"
    assert "* Sam Whitfield: Send the plan. 14 days overdue, Mon 3 June" in body


def test_a_lead_who_may_not_see_it_hears_nothing(group):
    item = make.make_item(group.meeting, "Audit", lead=group.sam.person)
    group.action("Quiet", group.grace.person, date(2019, 5, 20), item=item, meeting=group.meeting, audience="members")
    mails = send()
    assert "grace" in mails
    assert "sam" not in mails


def test_moved_twice_and_late_is_for_whoever_runs_the_group(group):
    group.action("Move the phones", group.grace.person, date(2019, 6, 7), moved=2)
    group.action("Moved once", group.grace.person, date(2019, 6, 7), moved=1)
    group.action("Not late", group.grace.person, date(2019, 7, 7), moved=3)
    mails = send()
    for name in ("helen", "priya"):
        subject, body = mails[name]
        assert subject == "Your week: 1 to settle in DMT"
        assert "* Grace Li: Move the phones. 3 days overdue, Fri 7 June. Date moved twice (first 3 May)" in body
        assert "Re-date, reassign or drop: http://localhost:8000/groups/dmt/late/" in body
        assert "Moved once" not in body
    assert mails["grace"][0] == "Your week: 2 overdue"


def test_an_own_action_moved_twice_is_told_once(group):
    group.action("Move the phones", group.helen.person, date(2019, 6, 7), moved=2)
    subject, body = send()["helen"]
    assert subject == "Your week: 1 overdue"
    assert body.count("Move the phones") == 1


def test_what_nobody_has_comes_to_who_runs_the_group(group):
    group.action("Find a room", None)
    group.action("Left behind", make.make_person("Gone Away", to_date=date(2019, 6, 1), email="g@x.example"))
    mails = send()
    assert set(mails) == {"helen", "priya"}
    assert "NOBODY HAS THESE" in mails["helen"][1]
    assert {"Find a room", "Left behind"} <= {line[2:].split(": ")[-1] for line in mails["helen"][1].splitlines()}


# --- Beside the mail before a meeting ---


@pytest.fixture
def asked(group) -> Action:
    """Grace was asked on Saturday, before the meeting of Monday, about what is late."""
    make.make_meeting(group.forum, MONDAY)
    action = group.action("Write the plan", group.grace.person, date(2019, 6, 4))
    remind(date(2019, 6, 8))
    send_due(now=lambda: datetime(2019, 6, 8, 20, tzinfo=UTC))
    assert [letter.to for letter in django_mail.outbox] == [["grace.li@council.example"]]
    return action


def test_what_was_asked_before_a_meeting_and_not_answered_is_led_to_again(group, asked):
    (question,) = Mail.objects.filter(kind="before")
    _subject, body = send()["grace"]
    asks = r"Say how it is going before DMT, without signing in \(the link is yours alone\):\nhttp\S+/answer/(\S+)/"
    (link,) = re.findall(asks, body)
    assert letter_of(link) == question
    (link,) = re.findall(r'"http[^"]+/answer/([^"]+)/"', django_mail.outbox[0].alternatives[0][0])
    assert letter_of(link) == question


def test_what_was_answered_is_not_asked_again(group, asked):
    (question,) = Mail.objects.filter(kind="before")
    replies = {asked.ref: {"kind": "on_track", "words": ""}}
    save_answers(question, replies, on=date(2019, 6, 9))
    _subject, body = send()["grace"]
    assert "Write the plan" in body
    assert "Say how" not in body


def test_being_asked_can_be_stopped_too_even_once_it_was_posted(group):
    make.make_meeting(group.forum, MONDAY)
    group.action("Write the plan", group.grace.person, date(2019, 6, 4))
    remind(date(2019, 6, 8))
    letter = outbox.message_of(Mail.objects.get(), on=date(2019, 6, 8))
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert f"Stop being asked: {address}" in letter.body
    assert f'href="{address}"' in letter.alternatives[0][0]
    Client().post(urlsplit(address).path, {"List-Unsubscribe": "One-Click"})
    assert send(date(2019, 6, 8)) == {}
    assert MailWishes.objects.get().weekly


# --- Who reads what ---


def test_words_kept_with_the_group_do_not_leave(group):
    group.action("Merge two teams", group.grace.person, date(2019, 6, 4), audience="members", moved=2)
    mails = send()
    assert "* An action of yours that is kept with DMT. 6 days overdue, Tue 4 June" in mails["grace"][1]
    assert "* An action that is kept with DMT. 6 days overdue" in mails["helen"][1]
    assert not any("Merge" in subject + body for subject, body in mails.values())


def test_what_it_waits_for_does_not_leave_either(group):
    action = group.action("Quiet", group.grace.person, date(2019, 6, 4), audience="members")
    action.set_status("waiting", by=None, on=date(2019, 5, 1), waiting_for="Secretbody")
    assert "Secretbody" not in send()["grace"][1]


def test_a_guest_without_a_login_hears_of_their_own_and_of_nothing_else(group):
    item = make.make_item(group.meeting, "Audit", lead=group.martin)
    group.action("Check the tax", group.martin, date(2019, 6, 4))
    group.action("Not his", group.grace.person, date(2019, 5, 4), item=item, meeting=group.meeting)
    subject, body = send()["martin"]
    assert subject == "Your week: 1 overdue"
    assert "Check the tax" in body
    assert "Not his" not in body


def test_a_role_that_was_taken_away_between_posting_and_sending_reads_no_words(group):
    group.action("Count the phones", group.sam.person, date(2019, 6, 4))
    remind()
    group.sam.role = Role.NONE
    group.sam.save()
    assert "* You have an action. 6 days overdue" in send()["sam"][1]


def test_the_chair_who_left_between_posting_and_sending_is_not_asked(group):
    group.action("Move the phones", group.grace.person, date(2019, 6, 7), moved=2)
    remind()
    Membership.objects.filter(person=group.helen.person).update(to_date=date(2019, 6, 9))
    assert "helen" not in send()
    assert Mail.objects.get(person=group.helen.person).why == "nothing to say"


def test_what_was_finished_or_deleted_between_posting_and_sending_is_not_mailed(group):
    done, deleted = (group.action(text, group.grace.person, date(2019, 6, 4)) for text in ("Done now", "Deleted now"))
    remind()
    done.complete(by=group.grace.person, on=MONDAY)
    deleted.delete_softly(by=group.grace.person)
    assert send() == {}
    assert Mail.objects.get().why == "nothing to say"


@pytest.mark.parametrize("change", ["inactive", "left"])
def test_who_is_not_here_any_more_gets_nothing(group, change):
    group.action("Count the phones", group.sam.person, date(2019, 6, 4))
    person = group.sam.person
    if change == "left":
        person.to_date = date(2019, 6, 9)
        person.save()
    else:
        person.user.is_active = False
        person.user.save()
    assert "sam" not in send()


def test_without_an_address_nothing_is_posted(group):
    group.action("Count", make.make_person("Nobody Reachable"), date(2019, 6, 4))
    assert send() == {}
    assert not Mail.objects.exists()


# --- Once a week, when it was asked for ---


def test_twice_run_is_one_mail(group):
    group.action("Count", group.grace.person, date(2019, 6, 4))
    assert "weekly: 1 put into the outbox" in remind()
    assert "weekly: 0 put into the outbox, 1 there already" in remind()
    assert set(send()) == {"grace"}
    assert send() == {}


def test_another_day_chosen_after_this_week_s_mail_brings_no_second_one(group):
    group.action("Count", group.grace.person, date(2019, 6, 4))
    assert set(send()) == {"grace"}
    MailWishes.objects.create(person=group.grace.person, weekday=2)
    assert send(date(2019, 6, 12)) == {}
    assert set(send(date(2019, 6, 19))) == {"grace"}


def test_the_hour_is_the_chosen_one_by_the_clock_here(group):
    MailWishes.objects.create(person=group.grace.person, weekday=0, hour=17)
    group.action("Count", group.grace.person, date(2019, 6, 4))
    remind()
    assert Mail.objects.get().not_before == datetime(2019, 6, 10, 16, tzinfo=UTC)
    assert not send_due(now=lambda: datetime(2019, 6, 10, 15, 59, tzinfo=UTC))
    assert send_due(now=lambda: datetime(2019, 6, 10, 16, tzinfo=UTC)) == {"sent": 1}


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2019, 3, 31), datetime(2019, 3, 31, 7, tzinfo=UTC)),  # clocks go forward that night
        (date(2019, 10, 27), datetime(2019, 10, 27, 8, tzinfo=UTC)),  # and back
    ],
)
def test_when_the_clocks_change_it_still_comes_at_eight(group, day, instant):
    MailWishes.objects.create(person=group.grace.person, weekday=6)
    group.action("Count", group.grace.person, day - timedelta(days=3))
    remind(day)
    assert Mail.objects.get().not_before == instant


def test_a_run_within_the_hour_posts_what_has_come_due_since_the_last_and_no_more(group):
    MailWishes.objects.create(person=group.grace.person, hour=9)
    for who in (group.grace, group.sam):
        group.action("Count", who.person, date(2019, 6, 4))
    zone = timezone.get_default_timezone()
    window = digest.Window(datetime(2019, 6, 10, 7, 30, tzinfo=zone), datetime(2019, 6, 10, 9, tzinfo=zone))
    assert [row.person.name for row in digest.due_letters(window)] == ["Sam Whitfield"]
    window = digest.Window(window.until, datetime(2019, 6, 10, 10, tzinfo=zone))
    assert [row.person.name for row in digest.due_letters(window)] == ["Grace Li"]


def test_who_wants_none_gets_none_even_if_it_was_posted(group):
    for who in (group.grace, group.sam):
        group.action("Count", who.person, date(2019, 6, 4))
    MailWishes.objects.create(person=group.grace.person, weekly=False)
    remind()
    assert [mail.person for mail in Mail.objects.all()] == [group.sam.person]
    MailWishes.objects.create(person=group.sam.person, weekly=False)
    assert send() == {}


def test_a_letter_that_could_not_leave_for_a_week_is_given_up_for_the_next(group):
    group.action("Count", group.grace.person, date(2019, 6, 4))
    remind()
    mails = send(date(2019, 6, 17))
    assert (len(django_mail.outbox), set(mails)) == (1, {"grace"})


def test_a_dry_run_tells_who_would_get_what(group):
    group.action("Count the phones", group.grace.person, date(2019, 6, 4), moved=2)
    group.action("Ring", group.grace.person, date(2019, 6, 12)).set_helpers([group.sam.person])
    said = remind(MONDAY, "--dry-run")
    assert "  Grace Li: 1 overdue, 1 due this week (Mon 10 June 2019, 8am)\n" in said
    assert "  Sam Whitfield: 1 with you (Mon 10 June 2019, 8am)\n" in said
    assert "  Helen Marsh: 1 to settle (Mon 10 June 2019, 8am)\n" in said
    assert "Count the phones" not in said
    assert not Mail.objects.exists()


def test_it_says_how_to_stop_it(group):
    group.action("Count", group.grace.person, date(2019, 6, 4))
    remind()
    send_due(now=lambda: LATER)
    (letter,) = django_mail.outbox
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Change the day, or stop this mail: {address}" in letter.body
    assert "It comes on Mondays at 8am" in letter.body
    assert f'href="{address}"' in letter.alternatives[0][0]


@pytest.mark.parametrize("count", [1, 30])
def test_the_poster_asks_no_more_for_many_than_for_few(group, django_assert_num_queries, count):
    for number in range(count):
        owner = make.make_user(f"Owner {number}").person
        group.action(f"Count {number}", owner, date(2019, 6, 4), moved=2)
        make.join(make.make_forum(f"Group {number}"), owner, Membership.Part.CHAIR)
    with django_assert_num_queries(9):
        assert len(list(digest.due_letters(digest.Window.of_day(MONDAY)))) == count + 2

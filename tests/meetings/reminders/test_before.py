"""The mail before a meeting: who is asked, when, about what, once; and the agenda that asks instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone

from hackit.mail import outbox, reminders
from hackit.mail.reminders import Window
from hackit.mail.sending import send_due
from hackit.models import Mail, MailWishes
from meetings.models import Meeting, Reply
from meetings.publishing import mail_writes
from meetings.reminders.asks import BEFORE
from meetings.reminders.before import due_asks
from tests import factories as make
from tests.meetings.reminders.before_world import MONDAY, SATURDAY, World

SUNDAY = date(2019, 6, 9)
HALF_PAST = datetime(2019, 6, 8, 9, 30, tzinfo=UTC)  # 10:30 here, when what leaves at ten has left


@pytest.fixture
def world(db, monkeypatch) -> World:
    """Only the mail before meetings is posted."""
    monkeypatch.setattr(reminders, "_posters", {BEFORE: due_asks})
    return World()


def run(day: date, *arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", "--on", day.isoformat(), *arguments, stdout=out)
    return out.getvalue()


def send(at: datetime = HALF_PAST) -> dict[str, tuple[str, str, str]]:
    """Send what is due: (subject, text, HTML) by the beginning of the address, each person once."""
    django_mail.outbox.clear()
    send_due(now=lambda: at)
    sent = {letter.to[0].split("@")[0]: letter for letter in django_mail.outbox}
    assert len(sent) == len(django_mail.outbox), "somebody got two"
    return {name: (one.subject, one.body, one.alternatives[0][0]) for name, one in sent.items()}


def asked() -> dict[str, list[int]]:
    """What letters ask, by name."""
    return {
        mail.person.name: [pk for ask in mail.data["asks"] for pk in ask["actions"]]
        for mail in Mail.objects.select_related("person")
        if mail.data.get("asks")
    }


def test_each_owner_is_asked_once_two_days_before(world):
    one, two = world.action("Send the plan", due=MONDAY), world.action("Count phones", due=date(2019, 6, 4))
    world.action("Audit evidence", world.martin)
    world.action("Nobody’s yet").give_to(None, by=None)
    world.action("Long done").complete(by=None, on=SATURDAY)
    make.make_action("Of no group", world.grace.person)
    assert "0 put" in run(date(2019, 6, 7))
    assert "before: 2 put into the outbox" in run(SATURDAY)
    assert "before: 0 put into the outbox" in run(SATURDAY)
    assert "before: 0 put into the outbox" in run(SUNDAY)
    assert "before: 0 put into the outbox" in run(MONDAY)
    assert asked()["Grace Li"] == [two.pk, one.pk]
    assert {mail.not_before for mail in Mail.objects.all()} == {datetime(2019, 6, 8, 9, tzinfo=UTC)}
    assert send(datetime(2019, 6, 8, 8, 59, tzinfo=UTC)) == {}
    sent = send()
    assert set(sent) == {"grace.li", "martin.frost"}
    subject, text, html = sent["grace.li"]
    assert subject == "Before DMT on Mon 10 June: how are your 2 actions going?"
    for said in (text, html):
        for words in ("How are they going, Grace?", "DMT meets on Mon 10 June", "Send the plan", "Count phones"):
            assert words in said
        assert "http://localhost:8000/answer/" in said
        assert "It opens until Tue 11 June." in said
        assert "Audit" not in said
    assert send() == {}


def test_a_dry_run_says_who_would_be_asked_and_writes_nothing(world):
    world.action("canaryaction")
    said = run(SATURDAY, "--dry-run")
    assert "  Grace Li: 1 open for DMT, Mon 10 June (Sat 8 June 2019, 10am)" in said
    assert "canary" not in said
    assert not Mail.objects.exists()


def test_a_missed_day_is_made_up_for_and_a_meeting_planned_late_is_asked_for_at_once(world):
    action = world.action("Send the plan")
    run(SUNDAY)
    assert asked() == {"Grace Li": [action.pk]}
    assert "grace.li" in send(datetime(2019, 6, 9, 9, tzinfo=UTC))


def test_what_is_finished_given_away_or_new_is_not_asked_about(world):
    done, given, left = world.action("Send the plan"), world.action("Count phones"), world.action("Ring Finance")
    evidence = world.action("Audit evidence", world.martin)
    run(SATURDAY)
    new = world.action("Raised after the ask")
    done.complete(by=world.grace.person, on=SATURDAY)
    given.give_to(world.sam.person, by=None)
    evidence.drop(by=None, on=SATURDAY)
    sent = send()
    assert set(sent) == {"grace.li"}
    subject, text, _html = sent["grace.li"]
    assert subject.endswith("how is your action going?")
    assert left.text in text
    for action in (done, given, new):
        assert action.text not in text
    assert "Sam Whitfield: 1 open" in run(SUNDAY, "--dry-run")  # it is his now, and nobody asked him


def test_words_kept_with_the_group_are_told_as_a_link(world):
    world.action("Quiet merger", audience="members")
    world.action("Quiet evidence", world.martin, audience="members")
    world.meeting.title = "Quiet away day"
    world.meeting.save()
    run(SATURDAY)
    sent = send()
    for said in (*sent["grace.li"], *sent["martin.frost"]):
        assert "Quiet" not in said
    assert "An action of yours that is kept with DMT" in sent["grace.li"][1]
    assert "You have an action" in sent["martin.frost"][2]
    assert "kept with" not in sent["martin.frost"][1]


def test_who_cannot_be_reached_or_may_not_answer_is_not_asked(world):
    unreachable = make.make_person("Ruth Bello")
    gone = make.make_person("Felix Orr", email="felix@example.org", to_date=date(2019, 6, 1))
    reader, none = make.make_user("Ann Reader", role="auditor"), make.make_user("No Role", role="none")
    inactive, unwilling = make.make_user("In Active", is_active=False), make.make_user("Un Willing")
    MailWishes.objects.create(person=unwilling.person, before_meetings=False)
    for owner in (unreachable, gone, reader, none, inactive, unwilling):
        world.action("Send the plan", owner)
    run(SATURDAY)
    assert asked() == {}


def test_a_role_taken_away_after_the_asking_is_told_nothing(world):
    world.action("Send the plan")
    run(SATURDAY)
    world.grace.role = "none"
    world.grace.save()
    assert send() == {}


@pytest.mark.parametrize("what", ["cancelled", "deleted", "moved to another month", "held"])
def test_a_meeting_that_is_not_ahead_any_more_asks_nothing(world, what):
    world.action("Send the plan")
    run(SATURDAY)
    meeting = world.meeting
    if what == "deleted":
        meeting.delete_softly(by=None)
    else:
        meeting.state = {"cancelled": "cancelled", "held": "wrapped_up"}.get(what, meeting.state)
        meeting.date = date(2019, 7, 10) if "moved" in what else meeting.date
        meeting.save_as(by=None, verb="changed")
    assert send() == {}


def test_a_meeting_moved_by_days_is_not_asked_for_twice_and_one_moved_by_weeks_is_asked_for_anew(world):
    world.action("Send the plan")
    run(SATURDAY)
    assert "grace.li" in send()
    for day, count in ((date(2019, 6, 12), 1), (date(2019, 6, 24), 2)):
        world.meeting.date = day
        world.meeting.save_as(by=None, verb="moved")
        for before in (3, 2, 1, 0):
            run(day - timedelta(days=before))
        assert Mail.objects.count() == count
    assert "grace.li" in send(datetime(2019, 6, 22, 10, tzinfo=UTC))


def test_a_weekly_meeting_asks_every_week_and_two_in_one_week_ask_once(world):
    world.action("Send the plan")
    make.make_meeting(world.dmt, date(2019, 6, 13))
    make.make_meeting(world.dmt, date(2019, 6, 17))
    for days in range(14):
        run(SATURDAY + timedelta(days=days - 3))
    assert sorted(mail.data["asks"][0]["day"] for mail in Mail.objects.all()) == ["2019-06-10", "2019-06-17"]


def test_two_groups_that_meet_in_one_week_ask_in_one_letter(world):
    hmt = make.make_forum("HMT")
    make.make_meeting(hmt, date(2019, 6, 13), title="Secret title")
    next_week = make.make_forum("Board")
    make.make_meeting(next_week, date(2019, 6, 18))
    world.action("Send the plan")
    make.make_action("Brief the chief", world.grace.person, forum=hmt)
    make.make_action("Brief the board", world.grace.person, forum=next_week)
    make.make_action("Only there", world.sam.person, forum=hmt)
    run(SATURDAY)
    assert set(asked()) == {"Grace Li"}
    subject, text, html = send()["grace.li"]
    assert subject == "Before DMT on Mon 10 June and HMT on Thu 13 June: how are your 2 actions going?"
    for said in (text, html):
        assert said.index("Send the plan") < said.index("HMT, Thu 13 June 2019") < said.index("Brief the chief")
        assert "Secret" not in said
        assert "Brief the board" not in said
    run(date(2019, 6, 11))
    assert set(asked()) == {"Grace Li", "Sam Whitfield"}
    assert Mail.objects.count() == 2
    run(date(2019, 6, 16))
    assert Mail.objects.count() == 3


def test_a_meeting_without_a_time_is_asked_for_in_the_morning(world):
    world.meeting.start_time = None
    world.meeting.save()
    world.action("Send the plan")
    run(SATURDAY)
    assert Mail.objects.get().not_before == datetime(2019, 6, 8, 8, tzinfo=UTC)


def test_the_hour_is_the_same_when_the_clocks_change(world):
    meeting = make.make_meeting(world.dmt, date(2019, 4, 1), start_time=time(9))
    world.action("Send the plan")
    run(date(2019, 3, 30))
    assert Mail.objects.get(about_ref=meeting.ref).not_before == datetime(2019, 3, 30, 9, tzinfo=UTC)


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_owners_cost_no_more_questions_than_one(world, django_assert_num_queries, count):
    for number in range(count):
        world.action(f"Action {number}", make.make_person(f"Guest {number}", email=f"guest{number}@example.org"))
    with django_assert_num_queries(7):
        assert len(list(due_asks(Window.of_day(SATURDAY)))) == count


# --- The agenda asks instead ---


@pytest.fixture
def ahead(world) -> Meeting:
    """The group meets in three days: its agenda can be sent today, the asking is tomorrow's."""
    world.meeting.date = timezone.localdate() + timedelta(days=3)
    world.meeting.save_as(by=None, verb="moved")
    return world.meeting


def send_agenda(world, *, again: int = 0) -> None:
    mail_writes.send_round("agenda", world.meeting, by=world.priya.person, on=timezone.localdate(), again=again)


def test_an_agenda_sent_first_asks_and_nothing_asks_again(world, ahead):
    world.action("Send the plan")
    helping = world.action("Count phones", world.priya)
    helping.set_helpers([world.grace.person])
    world.action("Not in the group", world.sam)
    send_agenda(world)
    sent = send(timezone.now())
    assert set(sent) == {"grace.li", "priya.nair"}
    for said in sent["grace.li"][1:]:
        assert "/answer/" in said
        assert said.upper().index("HOW IS YOUR ACTION GOING?") < said.index("Send the plan")
        assert said.count("Send the plan") == 1
        assert said.upper().index("ALSO OPEN WITH YOU") < said.index("Count phones")
    for days in (1, 2, 3):
        run(timezone.localdate() + timedelta(days=days))
    assert [mail.person for mail in Mail.objects.filter(kind=BEFORE)] == [world.sam.person]
    send_agenda(world, again=2)
    again = send(timezone.now())["grace.li"]
    assert "/answer/" not in again[1]
    assert "Send the plan" in again[1]


def test_an_agenda_takes_over_what_has_not_left(world, ahead):
    world.action("Send the plan")
    run(timezone.localdate() + timedelta(days=1))
    waiting = Mail.objects.get(kind=BEFORE)
    send_agenda(world)
    waiting.refresh_from_db()
    assert waiting.why == "asked with the agenda"
    letters = send(timezone.now() + timedelta(days=2))
    assert "/answer/" in letters["grace.li"][1]


def test_an_agenda_sent_after_the_asking_asks_no_second_time(world, ahead):
    world.action("Send the plan")
    run(timezone.localdate() + timedelta(days=1))
    assert "grace.li" in send(timezone.now() + timedelta(days=2))
    send_agenda(world)
    sent = send(timezone.now() + timedelta(days=2))
    assert "/answer/" not in sent["grace.li"][1]
    assert "Send the plan" in sent["grace.li"][1]


def test_an_asking_in_a_senders_hands_is_left_to_it(world, ahead):
    world.action("Send the plan")
    run(timezone.localdate() + timedelta(days=1))
    Mail.objects.update(lease_until=timezone.now() + timedelta(minutes=4))
    send_agenda(world)
    assert asked().keys() == {"Grace Li"}
    assert not Mail.objects.filter(dropped_at__isnull=False).exists()


def test_two_that_were_posted_at_the_same_moment_send_one_asking(world, ahead):
    action = world.action("Send the plan")
    asks = [{"meeting": ahead.ref, "forum": world.dmt.pk, "day": ahead.date.isoformat(), "actions": [action.pk]}]
    for kind in ("agenda", BEFORE):
        outbox.post(kind, world.grace.person, key=f"{kind}:x", by=None, about=ahead, asks=asks)
    assert "Agenda" in send(timezone.now())["grace.li"][0]


def test_the_link_of_an_agenda_answers(world, ahead, client):
    action = world.action("Send the plan")
    send_agenda(world)
    text = send(timezone.now())["grace.li"][1]
    address = next(word for word in text.split() if "/answer/" in word).replace("http://localhost:8000", "")
    assert client.post(address, {f"{action.ref}-kind": "done"}).status_code == 302
    assert Reply.objects.get().update.meeting == ahead

"""Mail that nobody asks for: who posts it, in which stretch of time, once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hackit.mail import outbox, reminders
from hackit.mail.reminders import Reminder, Window
from hackit.models import Mail, MailWishes, ReminderRun
from tests import factories as make

pytestmark = pytest.mark.django_db

MONDAY = date(2019, 6, 3)


@pytest.fixture
def windows(monkeypatch):
    """One poster, that has a letter for everybody at the beginning of each day; the windows it was asked about."""
    asked: list[Window] = []
    grace = make.make_user("Grace Li").person

    def poster(window: Window):
        asked.append(window)
        for day in window.days():
            if (instant := Window.of_day(day).since) in window:
                yield Reminder(grace, "hello", f"hello:{day}", says="1 hello", not_before=instant)

    monkeypatch.setattr(outbox, "_writers", {"hello": lambda mail, on: None})
    monkeypatch.setattr(reminders, "_posters", {"daily": poster})
    return asked


def run(*arguments: str, **options) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out, **options)
    return out.getvalue()


def keys() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("key", flat=True))


def test_a_day_is_posted_once_however_often_it_is_asked_for(windows):
    assert "daily: 1 put into the outbox\n" in run("--on", "2019-06-03")
    assert "daily: 0 put into the outbox, 1 there already" in run("--on", "2019-06-03")
    assert keys() == ["hello:2019-06-03"]


def test_a_dry_run_says_who_would_get_what_and_writes_nothing(windows):
    said = run("--on", "2019-06-03", "--dry-run")
    assert "  Grace Li: 1 hello (Mon 3 June 2019, 12am)\n" in said
    assert "daily: 1 would be put into the outbox" in said
    run("--dry-run")
    assert (keys(), ReminderRun.objects.count()) == ([], 0)


def test_the_next_run_begins_where_the_last_one_ended(windows):
    run()
    run()
    assert windows[1].since == windows[0].until


def test_a_named_day_does_not_move_where_the_next_run_begins(windows):
    run("--on", "2030-01-01")
    assert not ReminderRun.objects.exists()


def test_days_without_a_run_are_made_up_for_but_not_more_than_six(windows):
    now = timezone.now()
    ReminderRun.objects.note("daily", now - timedelta(days=3))
    run()
    assert windows[-1].since == now - timedelta(days=3)
    assert len(keys()) == 3
    ReminderRun.objects.filter(name="daily").update(until=now - timedelta(days=60))
    run()
    assert windows[-1].until - windows[-1].since == timedelta(days=6)


def test_the_first_run_begins_with_today(windows):
    run()
    assert windows[0].since == Window.of_day(timezone.localdate()).since


def test_a_run_that_ends_later_is_not_set_back_by_a_slower_one(db):
    now = timezone.now()
    ReminderRun.objects.note("daily", now)
    ReminderRun.objects.note("daily", now - timedelta(hours=1))
    assert ReminderRun.objects.done_until("daily") == now


def test_one_poster_that_fails_stops_no_other_and_is_asked_again(windows, monkeypatch, caplog):
    def failing(window):
        raise ValueError("no")

    monkeypatch.setitem(reminders._posters, "broken", failing)
    monkeypatch.setattr(reminders, "_posters", {"broken": failing, **reminders._posters})
    with pytest.raises(CommandError, match="broken"):
        run()
    assert [row.name for row in ReminderRun.objects.order_by("name")] == ["daily"]


@pytest.mark.parametrize(("day", "hours"), [(date(2019, 3, 31), 23), (date(2019, 10, 27), 25), (MONDAY, 24)])
def test_a_day_is_as_long_as_its_clock_says(day, hours):
    window = Window.of_day(day)
    assert window.until.astimezone(UTC) - window.since.astimezone(UTC) == timedelta(hours=hours)
    assert window.days() == [day]


def test_an_hour_is_the_clock_s_in_summer_and_in_winter(db):
    wishes = MailWishes(person=make.make_person("Dawn Abbott"), weekday=6, hour=8)
    assert wishes.instant_on(date(2019, 3, 24)) == datetime(2019, 3, 24, 8, tzinfo=UTC)
    assert wishes.instant_on(date(2019, 3, 31)) == datetime(2019, 3, 31, 7, tzinfo=UTC)
    assert wishes.instant_on(date(2019, 4, 1)) is None


def test_what_is_no_date_is_refused(windows):
    with pytest.raises(CommandError, match="is not a date"):
        run("--on", "3 June")


def test_a_stretch_of_no_time_at_all_lies_in_a_day_and_holds_nothing():
    midnight = Window.of_day(MONDAY).since
    nothing = Window(midnight, midnight)
    assert nothing.days() == [MONDAY]
    assert midnight not in nothing


def test_a_trial_s_sender_puts_reminders_there_and_sends_them_in_one_go(windows):
    call_command("send_due", "--reminders", stdout=StringIO())
    assert [mail.why for mail in Mail.objects.all()] == ["nothing to say"]

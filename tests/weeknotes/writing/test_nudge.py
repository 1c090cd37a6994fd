"""The weekly mail's word to an author whose week is not published: for those who asked, and for nobody else."""

import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hackit.mail import digest
from hackit.models import Mail, MailWishes, Person, Publication, Role
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.models import WeeknoteDraft
from weeknotes.publishing.writes import publish, unpublish
from weeknotes.writing import nudge
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db
FRIDAY = MONDAY + timedelta(days=4)
NEXT_MONDAY = MONDAY + timedelta(weeks=1)
WEEK = timedelta(weeks=1)


def asks(user, *, day: date = FRIDAY, **extra) -> None:
    wishes = {"weekly": True, "weekday": day.weekday(), "weeknote": True, **extra}
    MailWishes.objects.update_or_create(person=user.person, defaults=wishes)
    user.person.refresh_from_db()


def letter(user, on: date = FRIDAY):
    return digest.letter_for(user.person, on)


def part(user, on: date = FRIDAY) -> dict:
    return nudge.write(user.person, on).context


def written(user) -> list[str]:
    """The letter's two texts."""
    found = letter(user)
    context = {**found.context, "subject": found.subject}
    return [render_to_string(f"{found.template}.{end}", context) for end in ("txt", "html")]


def out_on(user, *days: date) -> None:
    """One note after another, each first published on one of these days."""
    for number, day in enumerate(days):
        note = make_note(user, title=f"Note {number}", week=MONDAY - WEEK * (number + 2))
        at = timezone.make_aware(datetime.combine(day, datetime.min.time()).replace(hour=22))
        publish(note, by=user.person, user=user, at=at, expected_version=note.version)


# --- What it says ---


def test_it_is_a_reason_to_write_to_who_asked_and_names_the_week(helen, shelf):
    shelf.add("abcdefghij", "Phones", "We agreed.", on=MONDAY)
    shelf.add("0123456789", "Licences", on=MONDAY)
    make.make_line(None, "canary words", helen.person, day=MONDAY)
    assert letter(helen) is None
    asks(helen)
    assert letter(helen).subject == "Your week: weeknote w/c 3 June"
    assert part(helen)["told"] == "2 points, 1 jotting"
    for words in written(helen):
        assert "There already: 2 points, 1 jotting." in words
        assert f"/weeknotes/new/?week={MONDAY}" in words
        assert "canary" not in words


def test_it_knows_the_draft_and_its_last_day_and_leads_to_it(helen):
    asks(helen)
    note = begin(MONDAY, author=helen.person, user=helen, on=MONDAY)
    note.keep_draft(helen.person, based_on=note.version, title="canary", summary="", body="canary")
    tuesday = timezone.make_aware(datetime(2019, 6, 4, 23, 30))
    WeeknoteDraft.objects.update(saved_at=tuesday)
    note.revisions.update(at=tuesday - timedelta(days=1))
    assert part(helen)["told"] == "your draft from Tuesday"
    for words in written(helen):
        assert re.search(rf"https?://[\w.:]+{note.get_edit_url()}", words)
        assert "canary" not in words
    WeeknoteDraft.objects.update(saved_at=tuesday + timedelta(days=3))
    assert part(helen)["told"] == "your draft from today"
    WeeknoteDraft.objects.update(saved_at=tuesday)
    assert part(helen, NEXT_MONDAY + timedelta(days=2))["told"] == "your draft from Tue 4 June"
    note.delete_softly(by=helen.person)
    assert part(helen)["told"] == ""
    assert all("A quiet week: nothing is there for it yet." in words for words in written(helen))


def test_early_in_a_week_it_speaks_of_the_one_that_ended(helen):
    assert nudge.week_to_tell_of(NEXT_MONDAY) == MONDAY
    assert nudge.week_to_tell_of(NEXT_MONDAY + timedelta(days=2)) == MONDAY
    assert nudge.week_to_tell_of(NEXT_MONDAY + timedelta(days=3)) == NEXT_MONDAY
    assert nudge.week_to_tell_of(NEXT_MONDAY - timedelta(days=1)) == MONDAY


# --- Whom it leaves alone ---


@pytest.mark.parametrize(("week", "weeks"), [(MONDAY, 1), (MONDAY - WEEK, 2), (MONDAY - 2 * WEEK, 3)])
def test_a_week_that_is_published_alone_or_among_others_asks_nothing(helen, week, weeks):
    asks(helen)
    note = make_published(helen, week=week, weeks_covered=weeks)
    assert letter(helen) is None
    assert not nudge.find([helen.person], FRIDAY)
    unpublish(note, by=helen.person, reason="Wrong", expected_version=note.version)
    assert letter(helen) is not None


def test_a_note_of_other_weeks_or_of_somebody_else_is_none_of_this_week(helen, sam):
    asks(helen)
    make_published(helen, week=MONDAY - WEEK)
    make_published(sam, week=MONDAY)
    assert letter(helen) is not None


def test_a_co_author_s_note_counts(helen, sam):
    asks(helen)
    note = make_note(sam)
    note.set_authors([sam.person, helen.person])
    publish(note, by=sam.person, user=sam, at=timezone.now(), expected_version=note.version)
    assert letter(helen) is None


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.NONE])
def test_who_only_reads_hears_nothing_and_is_offered_nothing(client, helen, role):
    asks(helen)
    helen.role = role
    helen.save()
    assert letter(helen) is None
    client.force_login(helen)
    page = client.get(reverse("my-mail"))
    assert b"Remind me of my weeknote" not in page.content


def test_who_has_no_login_or_no_wish_hears_nothing(helen):
    dawn = make.make_person("Dawn Abbott", email="dawn@finance.example")
    MailWishes.objects.create(person=dawn, weeknote=True)
    assert not nudge.find([dawn, helen.person], FRIDAY)


def test_two_questions_of_the_database_for_one_and_for_thirty(helen, django_assert_num_queries):
    users = [make.make_user(f"Grace {number}") for number in range(30)]
    for user in [helen, *users]:
        asks(user)
    make_published(users[0])
    with django_assert_num_queries(2):
        assert nudge.find(Person.objects.filter(user=helen).select_related("user", "mail_wishes"), FRIDAY)
    people = list(Person.objects.filter(user__in=users).select_related("user", "mail_wishes"))
    with django_assert_num_queries(1):
        assert len(nudge.find(people, FRIDAY)) == 29


# --- The command ---


def remind(*arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_tells_who_would_get_it_and_posts_it_once(helen, sam):
    asks(helen)
    asks(sam, weeknote=False)
    make.make_user("Priya Nair")
    told = remind("--dry-run", "--on", FRIDAY.isoformat())
    assert "Helen Marsh: weeknote w/c 3 June (Fri 7 June 2019, 8am)" in told
    assert not {"Sam", "Priya"} & set(told.split())
    assert not Mail.objects.exists()
    assert "1 put into the outbox" in remind("--on", FRIDAY.isoformat())
    assert "0 put into the outbox, 1 there already" in remind("--on", FRIDAY.isoformat())
    assert "0 put into the outbox" in remind("--on", (FRIDAY + timedelta(days=1)).isoformat())


@pytest.mark.parametrize("how", ["deactivated", "no weekly mail"])
def test_the_command_leaves_out_who_left_or_stopped_the_weekly_mail(helen, how):
    asks(helen, weekly=how == "deactivated")
    if how == "deactivated":
        helen.is_active = False
        helen.save()
    assert "0 would be put" in remind("--dry-run", "--on", FRIDAY.isoformat())


def test_a_note_published_before_the_letter_leaves_stops_it(helen):
    asks(helen)
    remind("--on", FRIDAY.isoformat())
    make_published(helen)
    assert digest.write(Mail.objects.get(), FRIDAY) is None


# --- The day, and the tick ---


def test_the_usual_day_is_that_of_most_of_the_last_six_by_the_clock_here(helen):
    assert Publication.objects.usual_weekday(helen.person) is None
    sunday = date(2019, 5, 5)
    out_on(helen, *(sunday + WEEK * n for n in range(3)), sunday + timedelta(days=2))
    assert Publication.objects.usual_weekday(helen.person) == 6
    for number in range(4):
        make_published(helen, title=f"Late {number}", week=MONDAY - WEEK * (number + 20))
    rows = Publication.objects.filter(title__startswith="Late")
    rows.update(first_at=datetime(2019, 5, 31, 23, 30, tzinfo=UTC))
    assert Publication.objects.usual_weekday(helen.person) == 5, "23.30 UTC in May is Saturday here"


def test_a_correction_does_not_move_the_day(helen):
    out_on(helen, date(2019, 5, 5))
    row = Publication.objects.get()
    Publication.objects.filter(pk=row.pk).update(is_current=False)
    again = Publication.objects.get(pk=row.pk)
    again.pk, again.number, again.reason, again.is_current, again.at = None, 2, "A slip", True, timezone.now()
    again.save()
    again.authors.set([helen.person])
    assert Publication.objects.usual_weekday(helen.person) == 6


def test_the_page_says_on_which_day_i_publish_and_offers_to_move_the_mail(as_helen, helen):
    out_on(helen, date(2019, 5, 5), date(2019, 5, 12))
    page = as_helen.get(reverse("my-mail")).text
    assert "You usually publish on Sundays. Your weekly mail comes on Mondays." in page
    assert "Send my weekly mail on Sundays, when I usually publish" in page
    sent = {"day": "0", "hour": "8", "weeknote": "on", "on_usual_day": "on", "before_meetings": "on"}
    as_helen.post(reverse("my-mail"), sent)
    kept = MailWishes.objects.of(helen.person)
    assert (kept.weekly, kept.weekday, kept.weeknote) == (True, 6, True)
    page = as_helen.get(reverse("my-mail")).text
    assert "You usually publish on Sundays too." in page
    assert "when I usually publish" not in page


def test_for_who_never_published_it_is_friday_and_nothing_is_claimed(as_helen, helen):
    page = as_helen.get(reverse("my-mail")).text
    assert "Send my weekly mail on Fridays" in page
    assert "usually publish" not in page
    as_helen.post(reverse("my-mail"), {"day": "never", "hour": "8", "weeknote": "on"})
    assert "You get no weekly mail." in as_helen.get(reverse("my-mail")).text
    as_helen.post(reverse("my-mail"), {"day": "0", "hour": "8"})
    assert MailWishes.objects.of(helen.person).weeknote is False

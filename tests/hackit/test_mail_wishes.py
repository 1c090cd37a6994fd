"""What mail of its own accord somebody wants: on their own page, and by the link of a letter."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hackit.mail import digest
from hackit.mail import links as mail_links
from hackit.models import Event, MailWishes, Person
from tests import factories as make

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def grace() -> Person:
    return make.make_user("Grace Li").person


@pytest.fixture
def link(grace) -> str:
    return reverse("mail-wishes", args=[mail_links.token(grace, "weekly")])


def wishes(person: Person) -> tuple[bool, int, int, bool]:
    row = MailWishes.objects.of(person)
    return row.weekly, row.weekday, row.hour, row.before_meetings


def test_who_never_said_gets_it_on_mondays_at_eight(client, grace):
    assert wishes(grace) == (True, 0, 8, True)
    client.force_login(grace.user)
    answer = client.get(reverse("my-mail"))
    form, html = answer.context["form"], answer.content.decode()
    assert (form["day"].value(), form["hour"].value(), form["before_meetings"].value()) == ("0", "8", True)
    assert not MailWishes.objects.exists()
    assert "grace.li@council.example" in html


def test_a_day_and_an_hour_are_chosen_on_one_s_own_page(client, grace):
    client.force_login(grace.user)
    answer = client.post(reverse("my-mail"), {"day": "4", "hour": "16", "before_meetings": "on"}, follow=True)
    assert "Saved" in answer.content.decode()
    assert wishes(grace) == (True, 4, 16, True)
    client.post(reverse("my-mail"), {"day": "never", "hour": "16"})
    assert wishes(grace) == (False, 4, 16, False)


@pytest.mark.parametrize("data", [{}, {"day": "7", "hour": "8"}, {"day": "0", "hour": "3"}, {"day": "x", "hour": "x"}])
def test_what_is_no_day_or_hour_is_refused_with_words(client, grace, data):
    client.force_login(grace.user)
    answer = client.post(reverse("my-mail"), data)
    assert answer.status_code == 422
    assert "Choose " in answer.content.decode()
    assert not MailWishes.objects.exists()


@pytest.mark.parametrize("wrong", [{"weekday": 7}, {"hour": 3}, {"hour": 23}])
def test_the_database_takes_no_other_day_or_hour(grace, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        MailWishes.objects.create(person=grace, **wrong)


def test_the_link_of_a_letter_opens_without_signing_in_and_changes_nothing_by_itself(client, grace, link):
    answer = client.get(link)
    assert "Mail to Grace Li" in answer.content.decode()
    assert not MailWishes.objects.exists()
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_pressing_there_saves_even_where_no_cookie_is_kept(grace, link):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link, {"day": "never", "hour": "8"}, follow=True)
    assert "Saved" in answer.content.decode()
    assert wishes(grace)[0] is False


def test_a_mail_program_s_own_button_stops_the_kind_of_mail_it_stands_in(grace, link):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link, ONE_CLICK).status_code == 200
    assert client.post(link, ONE_CLICK).status_code == 200
    assert wishes(grace) == (False, 0, 8, True)
    client.post(reverse("mail-wishes", args=[mail_links.token(grace, "before")]), ONE_CLICK)
    assert wishes(grace) == (False, 0, 8, False)


def test_an_altered_link_opens_nothing_and_changes_nothing(client, grace, link):
    other = make.make_user("Sam Whitfield").person
    for address in (
        link[:-3] + "x/",
        link.replace(grace.ref, other.ref),
        "/mail/weekly/",
        "/mail/a.b.c/",
        "/mail/%00/",
    ):
        for answer in (client.get(address), client.post(address, ONE_CLICK)):
            assert answer.status_code == 404
    assert not MailWishes.objects.exists()


def test_somebody_else_s_link_leads_to_one_s_own_wishes(client, grace, link):
    sam = make.make_user("Sam Whitfield")
    client.force_login(sam)
    answer = client.get(link, follow=True)
    assert answer.redirect_chain == [(reverse("my-mail"), 302)]
    assert "Grace" not in answer.content.decode()
    client.post(link, {"day": "never", "hour": "8"})
    assert wishes(grace)[0]


def test_the_link_ends_with_the_address_it_was_sent_to(client, grace, link):
    grace.user.is_active = False
    grace.user.save()
    assert client.get(link).status_code == 404


def test_a_guest_without_a_login_has_such_a_link_too(client):
    dawn = make.make_person("Dawn Abbott", email="dawn@finance.example")
    answer = client.get(reverse("mail-wishes", args=[mail_links.token(dawn, "weekly")]))
    assert "Mail to Dawn Abbott" in answer.content.decode()


def test_what_it_would_say_now_is_shown_before_it_comes(client, grace, monkeypatch):
    client.force_login(grace.user)
    assert "No mail this week" in client.get(reverse("my-mail-preview")).content.decode()
    part = digest.Part("hackit/_person_things", {}, "2 overdue")
    monkeypatch.setattr(digest, "_subjects", {"one": (lambda people, on: {}, lambda person, on: part)})
    assert "Your week: 2 overdue" in client.get(reverse("my-mail-preview")).content.decode()


def test_a_remark_is_said_beside_others_and_is_no_reason_to_write(grace, monkeypatch):
    remark = digest.Part("x", {"words": "You usually publish on Sundays"})
    reason = digest.Part("y", {}, "2 overdue")
    subjects = {"remark": (lambda people, on: {}, lambda person, on: remark)}
    monkeypatch.setattr(digest, "_subjects", subjects)
    assert digest.letter_for(grace, make.TUESDAY) is None
    digest.register("reason", lambda people, on: {}, lambda person, on: reason)
    assert digest.letter_for(grace, make.TUESDAY).context["parts"] == [remark, reason]


def test_a_subject_stands_in_the_letter_where_it_says_whenever_it_was_registered(grace, monkeypatch):
    first, then = digest.Part("x", {}, "2 overdue"), digest.Part("y", {}, "a week not published")
    monkeypatch.setattr(digest, "_subjects", {})
    monkeypatch.setattr(digest, "_places", {})
    digest.register("then", lambda people, on: {}, lambda person, on: then)
    digest.register("first", lambda people, on: {}, lambda person, on: first, place=1)
    letter = digest.letter_for(grace, make.TUESDAY)
    assert letter.context["parts"] == [first, then]
    assert letter.subject == "Your week: 2 overdue, a week not published"


def test_wishes_leave_no_event_behind(client, grace):
    client.force_login(grace.user)
    client.post(reverse("my-mail"), {"day": "1", "hour": "9"})
    assert not Event.objects.exists()

"""When a session ends, what gives it another key, and what asks again who somebody is."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hackit.sign_in import sessions
from hackit.sign_in.sessions import IDLE, LONGEST, SEEN, SINCE, WRITTEN_EVERY, SessionStore, written_every

pytestmark = pytest.mark.django_db
PASSWORD = "seven calm herons fishing"
HOUR = 3600


@pytest.fixture
def grace(client):
    cache.clear()
    user = get_user_model().objects.create_user("grace.li@example.org", PASSWORD, name="Grace Li", role="staff")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return user


def turn_back(client, *, since=0, seen=0):
    """Let the session be one that began and was used so many seconds ago."""
    session = SessionStore(client.session.session_key)
    session[SINCE], session[SEEN] = time.time() - since, time.time() - seen
    session.save()


def hours_left(client):
    return (Session.objects.get(pk=client.session.session_key).expire_date - timezone.now()).total_seconds() / HOUR


def is_in(client):
    return client.get("/me/").status_code == 200


def test_a_session_ends_a_day_after_it_was_last_used_and_a_week_after_its_sign_in(client, grace):
    assert round(hours_left(client)) == IDLE.total_seconds() / HOUR
    turn_back(client, since=LONGEST.total_seconds() - 2 * HOUR)
    assert round(hours_left(client)) == 2
    assert is_in(client)
    turn_back(client, since=LONGEST.total_seconds() + 1)
    assert not is_in(client)


def test_an_unused_session_ends_although_its_cookie_lives(client, grace):
    turn_back(client, since=IDLE.total_seconds(), seen=IDLE.total_seconds() + 1)
    assert not is_in(client)


def test_using_it_is_written_down_once_an_hour_and_never_lengthens_the_week(client, grace, django_assert_num_queries):
    turn_back(client, since=2 * HOUR, seen=WRITTEN_EVERY.total_seconds() - 60)
    was = hours_left(client)
    assert is_in(client)
    assert hours_left(client) <= was
    turn_back(client, since=2 * HOUR, seen=WRITTEN_EVERY.total_seconds() + 60)
    assert is_in(client)
    assert round(hours_left(client)) == IDLE.total_seconds() / HOUR
    assert time.time() - client.session[SINCE] > HOUR


def test_where_an_hour_unused_ends_a_session_one_in_use_lives_on(client, grace, monkeypatch):
    monkeypatch.setattr(sessions, "IDLE", timedelta(hours=1))
    monkeypatch.setattr(sessions, "WRITTEN_EVERY", written_every(timedelta(hours=1)))
    turn_back(client, since=2 * HOUR, seen=HOUR - 60)
    assert is_in(client)
    assert round(hours_left(client), 1) == 1
    assert written_every(timedelta(days=1)) == timedelta(hours=1)


def test_who_reads_goes_on_reading_where_the_database_takes_no_writes(client, grace):
    turn_back(client, since=2 * HOUR, seen=2 * HOUR)
    was = hours_left(client)
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:  # PostgreSQL's rule ends with what is taken back here
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            assert is_in(client)
        finally:
            if is_sqlite:
                cursor.execute("PRAGMA query_only = OFF")
            transaction.set_rollback(True)
    assert hours_left(client) <= was


def test_a_session_of_before_they_were_counted_is_counted_from_its_next_use(client, grace):
    old = SessionStore(client.session.session_key)
    del old[SINCE], old[SEEN]
    old.set_expiry(60 * 24 * HOUR)
    old.save()
    assert round(hours_left(client)) == 60 * 24
    assert is_in(client)
    assert round(hours_left(client)) == IDLE.total_seconds() / HOUR
    assert time.time() - client.session[SINCE] < HOUR


def test_writing_it_down_undoes_nothing_that_another_request_wrote_meanwhile(client, grace):
    turn_back(client, since=2 * HOUR, seen=2 * HOUR)
    key = client.session.session_key
    slow = SessionStore(key)
    assert slow[SEEN]  # loaded, with what it held then
    quick = SessionStore(key)
    quick["account_authentication_methods"] = [{"method": "mfa"}]
    quick.save()
    answered = sessions.keep_track(lambda request: HttpResponse())
    answered(SimpleNamespace(session=slow))
    stored = SessionStore(key)
    assert stored["account_authentication_methods"] == [{"method": "mfa"}]
    assert time.time() - stored[SEEN] < HOUR
    turn_back(client, since=2 * HOUR, seen=2 * HOUR)
    slow = SessionStore(key)
    assert slow[SEEN]
    SessionStore().delete(key)  # signed out by another request
    answered(SimpleNamespace(session=slow))
    assert not Session.objects.filter(pk=key).exists()


def test_a_change_of_address_asks_for_the_password_again_and_gives_the_session_another_key(client, grace):
    session = client.session  # one in which nobody was asked lately
    session["account_authentication_methods"] = []
    session.save()
    before = client.session.session_key
    asked = client.post("/accounts/email/", {"action_add": "", "email": "other@example.org"})
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert not EmailAddress.objects.filter(email="other@example.org").exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()
    assert UserSession.objects.get(user=grace).session_key == client.session.session_key


def test_ending_other_sessions_asks_for_the_password_again(client, grace):
    other = Client()
    other.force_login(grace)
    UserSession.objects.create(user=grace, session_key=other.session.session_key, ip="127.0.0.1", user_agent="other")
    assert client.get("/accounts/sessions/").status_code == 200
    assert client.post("/accounts/sessions/").url.startswith("/accounts/reauthenticate/")
    assert is_in(other)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/sessions/"})
    client.post("/accounts/sessions/")
    assert not is_in(other)
    assert is_in(client)


def test_signing_out_ends_the_session_in_the_database_and_clears_what_the_browser_kept(client, grace):
    key = client.session.session_key
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.filter(pk=key).exists()

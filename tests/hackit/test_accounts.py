"""Signing in: closed to sign-ups, limited, silent about who has an account, with a second step if wanted."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from hackit.models import FeedKey
from tests.hackit.test_no_telling import wait_for_mail

pytestmark = pytest.mark.django_db
PASSWORD = "seven calm herons fishing"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_counts_from_other_tests():
    cache.clear()


@pytest.fixture
def grace():
    return get_user_model().objects.create_user("grace.li@example.org", PASSWORD, name="Grace Li", role="staff")


def sign_in(client, password=PASSWORD, email="grace.li@example.org", **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def test_the_right_password_signs_in(client, grace):
    answer = sign_in(client)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(grace.pk)


def test_the_address_may_be_typed_in_capitals(client, grace):
    assert sign_in(client, email="Grace.Li@Example.org").status_code == 302


def test_the_sixth_guess_is_refused_even_with_the_right_password(client, grace):
    for _ in range(5):
        sign_in(client, "not the password at all")
    answer = sign_in(client)
    assert "Too many attempts" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_count_of_guesses_stands_in_the_database(client, grace, settings):
    sign_in(client, "not the password at all")
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")


def test_someone_made_inactive_does_not_come_in(client, grace):
    grace.is_active = False
    grace.save()
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client):
    details = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", details)
    assert "There is no sign-up" in answer.content.decode()
    assert not get_user_model().objects.filter(email="eve@example.org").exists()


def test_signing_out_takes_a_button_not_a_link(client, grace):
    client.force_login(grace)
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db(transaction=True)  # who has the address is looked up by a thread, which sees what is committed
def test_the_link_in_the_mail_sets_a_new_password(client, grace):
    asked = client.post("/accounts/password/reset/", {"email": grace.email})
    assert asked.status_code == 302
    wait_for_mail()
    [message] = mail.outbox
    assert message.to == [grace.email]
    path = next(word for word in message.body.split() if "/password/reset/key/" in word).split("localhost:8000")[1]
    page = client.get(path, follow=True)
    new = "a quite different sentence"
    done = client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert sign_in(client, new).status_code == 302


def test_who_asks_for_links_too_often_is_told_so_on_a_page_of_ours(client, grace):
    address = "/accounts/password/reset/"
    answers = [client.post(address, {"email": "nobody@example.org"}) for _time in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Too often in a short time" in answers[-1].text
    assert "<title>Too often in a short time</title>" in answers[-1].text
    wait_for_mail()


@pytest.mark.parametrize("password", ["short", "passwordpassword"[:14], "grace.li@example.org"])
def test_a_weak_password_is_refused_with_words(client, grace, password):
    client.force_login(grace)
    answer = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": password, "password2": password},
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["password1"]
    grace.refresh_from_db()
    assert grace.check_password(PASSWORD)


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_with_an_authenticator_app_the_password_alone_does_not_sign_in(client, grace, caplog):
    TOTP.activate(grace, "JBSWY3DPEHPK3PXP")
    answer = sign_in(client)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": "000000"})
    assert f"second step refused: person {grace.person.ref}" in caplog.text
    assert "_auth_user_id" not in client.session
    client.post(answer.url, {"code": code_of("JBSWY3DPEHPK3PXP")})
    assert client.session["_auth_user_id"] == str(grace.pk)


def test_the_qr_code_is_an_image_of_this_site_and_gone_once_the_app_is_set_up(client, grace):
    client.force_login(grace)
    assert client.get("/accounts/2fa/totp/qr.svg").status_code == 404
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="/accounts/2fa/totp/qr.svg"' in page
    assert "data:" not in page
    picture = client.get("/accounts/2fa/totp/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert picture["Cache-Control"] == "no-store"
    secret = re.search(r'id="authenticator_secret">(\w+)<', page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/accounts/2fa/totp/qr.svg").status_code == 404


def test_the_sign_in_page_offers_single_sign_on_where_there_is_one(settings, client):
    app = {
        "provider_id": "login-example-org",
        "name": "Council login",
        "client_id": "records",
        "secret": "s",
        "settings": {"server_url": "https://login.example.org"},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    page = client.get(LOGIN).content.decode()
    assert "Sign in with Council login" in page
    assert 'action="/accounts/oidc/login-example-org/login/?process=login"' in page


PAGES = [
    "account_change_password",
    "account_set_password",
    "account_email",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
    "socialaccount_connections",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
]


def test_signing_out_everywhere_else_ends_the_other_sessions_at_their_next_request(client, grace):
    other = Client(headers={"User-Agent": "The other browser"})
    sign_in(other)
    sign_in(client)
    assert other.get("/me/").status_code == 200
    assert "sign out everywhere else" in client.get("/me/").text
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    listed = client.get("/accounts/sessions/").text
    assert "The other browser" in listed
    assert "Sign out everywhere else" in listed
    feed = FeedKey.objects.ensure(grace.person, None, "actions")
    assert client.post("/accounts/sessions/", follow=True).status_code == 200
    assert other.get("/me/").url.startswith("/accounts/login/")
    assert client.get("/me/").status_code == 200
    # A calendar keeps its private address: it can be taken back where it was made
    assert FeedKey.objects.filter(pk=feed.pk).exists()


@pytest.mark.parametrize("name", PAGES)
def test_every_account_page_stands_in_our_frame_and_is_kept_by_no_cache(client, grace, name):
    EmailAddress.objects.create(user=grace, email=grace.email, verified=True, primary=True)
    client.force_login(grace)
    answer = client.get(reverse(name), follow=True)
    words = answer.content.decode()
    assert answer.status_code in (200, 401)
    assert words.count("<h1") == 1
    assert 'href="#main"' in words
    assert "style=" not in words
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]

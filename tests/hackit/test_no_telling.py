"""Nobody learns who has an account: the same words, the same work, for every address."""

from __future__ import annotations

import re
import threading

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hackit.models import User
from hackit.people.writes import add_login
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
UNKNOWN = "nobody@council.example"
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"


class CountingHasher(MD5PasswordHasher):
    """The hasher of the tests, which knows how often it reckoned."""

    reckoned = 0

    def encode(self, password, salt):
        type(self).reckoned += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _counted(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    cache.clear()


def everybody() -> list[str]:
    """Addresses of all kinds: with a password, inactive, invited and without one, of single sign-on, unknown."""
    make.make_user("Known Person")
    make.make_user("Inactive Person", is_active=False)
    add_login(make.make_person("Invited Person"), email="invited.person@council.example", role="staff", by=None)
    sso = User.objects.create_user("sso.person@council.example")
    EmailAddress.objects.create(user=sso, email=sso.email, verified=True, primary=True)
    return [f"{kind}.person@council.example" for kind in ("known", "inactive", "invited", "sso")] + [UNKNOWN]


def plain(answer, email: str) -> tuple:
    """What an answer says, but for tokens and the address that was typed."""
    words = answer.content.decode().replace(email, "ADDRESS")
    words = re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", words)
    differ = ("X-Request-ID", "Expires", "Content-Length")  # the length tells how long the typed address is
    headers = {name: value for name, value in answer.headers.items() if name not in differ}
    return answer.status_code, answer.get("Location"), words, headers


def ask(address: str, fields: dict[str, str], email: str) -> tuple:
    """The answer, how many questions of which kind were asked for it, and how many hashes reckoned."""
    Client().get(address)  # what a process finds out once has been found out
    before = CountingHasher.reckoned
    with CaptureQueriesContext(connection) as asked:
        answer = Client().post(address, fields)
    said = (re.split(r" FROM | VALUES | WHERE ", one["sql"])[0] for one in asked)
    kinds = [re.sub(r"s\d+_x\d+", "a savepoint", sql) for sql in said]
    return plain(answer, email), kinds, CountingHasher.reckoned - before


def wait_for_mail() -> None:
    while waiting := [thread for thread in threading.enumerate() if thread.name.startswith("mail ")]:
        waiting[0].join(5)


def test_a_wrong_password_gets_the_same_words_and_work_for_every_address():
    found = {}
    for email in everybody():
        cache.clear()
        found[email] = ask(LOGIN, {"login": email, "password": "not the password at all"}, email)
    assert "That email address and password do not belong together." in found[UNKNOWN][0][2]
    assert [reckoned for _answer, _kinds, reckoned in found.values()] == [1] * 5
    for email, one in found.items():
        assert one == found[UNKNOWN], email


def test_so_does_one_too_many():
    for email in (everybody()[0], UNKNOWN):
        for _guess in range(5):
            Client().post(LOGIN, {"login": email, "password": "not the password at all"})
        answer, _kinds, reckoned = ask(LOGIN, {"login": email, "password": PASSWORD}, email)
        assert "Too many attempts" in answer[2]
        assert reckoned == 0


@pytest.mark.django_db(transaction=True)  # who has the address is looked up by a thread, which sees what is committed
def test_asking_for_a_link_is_the_same_for_every_address_and_mails_whom_it_is_for():
    found = {}
    for email in everybody():
        cache.clear()
        found[email] = ask(RESET, {"email": email}, email)
        wait_for_mail()
    for email, one in found.items():
        assert one == found[UNKNOWN], email
    assert not [kind for _answer, kinds, _n in found.values() for kind in kinds if "user" in kind or "email" in kind]
    assert sorted(message.to[0] for message in mail.outbox) == [
        "invited.person@council.example", "known.person@council.example", "sso.person@council.example",
    ]  # fmt: skip
    assert "http://localhost:8000/accounts/password/reset/key/" in mail.outbox[0].body


def test_a_closed_sign_up_is_the_same_for_every_address():
    fields = {"password1": PASSWORD, "password2": PASSWORD}
    found = []
    for email in (everybody()[0], UNKNOWN):
        cache.clear()
        found.append(ask("/accounts/signup/", {**fields, "email": email}, email))
    assert found[0] == found[1]
    assert not User.objects.filter(email=UNKNOWN).exists()


@pytest.mark.parametrize("host", [lambda guess: "testserver", lambda guess: f"testserver:{8000 + guess}"])
def test_a_count_begins_anew_neither_with_another_host_nor_with_forged_headers_or_capitals(host):
    known = everybody()[0]
    before = CountingHasher.reckoned
    for guess in range(12):
        Client().post(
            LOGIN, {"login": known.title() if guess % 2 else known, "password": "not the password at all"},
            headers={"Host": host(guess), "X-Forwarded-For": f"203.0.113.{guess}", "Forwarded": f"for=192.0.2.{guess}"},
            REMOTE_ADDR=f"198.51.100.{guess}",
        )  # fmt: skip
    assert CountingHasher.reckoned - before == 5


def test_an_open_session_is_no_other_way_to_try_passwords(client):
    known = everybody()[0]
    client.force_login(User.objects.get(email=known))
    before = CountingHasher.reckoned
    typed = {
        "oldpassword": "not the password at all",
        "password1": "a new one of words",
        "password2": "a new one of words",
    }
    for guess in range(8):
        client.post("/accounts/password/change/", typed)
        client.post("/accounts/reauthenticate/", {"password": f"not the password {guess}"})
        Client().post(LOGIN, {"login": known, "password": "not the password at all"})
    assert CountingHasher.reckoned - before == 5

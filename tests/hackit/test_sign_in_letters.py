"""Letters about signing in: in the outbox with the request, without what opens anything, sent at once or later."""

import re
import threading
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from hackit.held.erasing import erase
from hackit.mail.sending import send_due
from hackit.models import SignInLetter, User
from hackit.running import readiness
from hackit.running.retention import clear_old
from hackit.sign_in.accounts import AccountAdapter
from tests import factories as make

pytestmark = pytest.mark.django_db  # in a transaction that ends without a commit: the thread begins after one
PASSWORD = "a long enough passphrase"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _counts_anew():
    cache.clear()


@pytest.fixture
def grace():
    user = make.make_user("Grace Li")
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


@pytest.fixture
def hers(client, grace):
    """Her browser, which has just shown who she is."""
    client.post("/accounts/login/", {"login": grace.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def link_in(letter) -> str:
    """The path of the letter's link, which is on the site's own address."""
    return re.search(r"http://localhost:8000(/accounts/\S+)", letter.body)[1]


class Away(EmailBackend):
    """A mail server that ends the conversation; it may hear a letter's text."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("grace.li@council.example")


def test_a_letter_outlives_the_process_that_was_asked_for_it(client, grace):
    client.post(RESET, {"email": grace.email}, headers={"Host": "testserver:8443"})
    assert mail.outbox == []  # the thread never began
    assert SignInLetter.objects.count() == 1
    assert send_due()["sent"] == 1
    [letter] = mail.outbox
    assert letter.to == [grace.email]
    assert client.get(link_in(letter), follow=True).status_code == 200
    assert not SignInLetter.objects.exists()
    assert not send_due()


def test_the_row_is_the_same_for_every_address_and_holds_nothing_that_opens(client, grace):
    closed = make.make_user("Inactive Person", is_active=False)
    for typed in (grace.email, closed.email, "nobody@council.example"):
        client.post(RESET, {"email": typed.upper()})
    rows = list(SignInLetter.objects.values("kind", "data", "attempts", "why", "address"))
    assert [row.pop("address") for row in rows] == [grace.email, closed.email, "nobody@council.example"]
    assert rows == [{"kind": "account/email/password_reset_key", "data": {}, "attempts": 0, "why": ""}] * 3
    assert send_due() == {"sent": 1, "dropped": 2}
    assert [letter.to for letter in mail.outbox] == [[grace.email]]
    assert not SignInLetter.objects.exists()


def test_a_link_is_made_when_the_letter_leaves(client, grace):
    client.post(RESET, {"email": grace.email})
    grace.set_password("another passphrase of mine")  # meanwhile; a link made before would be worth nothing now
    grace.save()
    send_due()
    assert "/key/" in client.get(link_in(mail.outbox[0])).url


def test_a_mail_server_that_is_away_is_asked_again_and_the_log_holds_no_address(client, grace, settings, caplog):
    client.post(RESET, {"email": grace.email})
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    assert send_due() == {"failed": 1}
    assert SignInLetter.objects.get().why == "SMTPServerDisconnected"
    assert grace.email not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert not send_due()  # not at once
    assert send_due(now=lambda: timezone.now() + timedelta(minutes=3)) == {"sent": 1}
    assert len(mail.outbox) == 1


def test_one_that_never_leaves_is_noticed_and_gone_after_three_days(client, grace):
    client.post(RESET, {"email": grace.email})
    now = timezone.now()
    said = {part.name: part for part in readiness.parts(now=now + timedelta(hours=2))}
    assert said["mail"].says == "a letter has been due for more than an hour"
    clear_old(at=now + timedelta(days=2))
    assert SignInLetter.objects.count() == 1
    clear_old(at=now + timedelta(days=3, minutes=1))
    assert not SignInLetter.objects.exists()


def test_a_change_of_password_is_told_with_when_and_from_where(hers, grace):
    new = "a quite different sentence"
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    hers.post("/accounts/password/change/", typed, headers={"User-Agent": "Browser of <Grace> & Co"})
    row = SignInLetter.objects.get()
    assert set(row.data) == {"ip", "user_agent", "timestamp"}
    assert PASSWORD not in str(row.data)
    send_due()
    [letter] = mail.outbox
    assert letter.to == [grace.email]
    for said in (
        "Your password was changed.",
        "127.0.0.1",
        "Browser of <Grace> & Co",
        str(timezone.localdate().year),
    ):
        assert said in letter.body


def test_an_address_is_confirmed_by_a_link_that_no_row_holds_and_no_request_leads_astray(hers, grace):
    hers.post("/accounts/email/", {"action_add": "", "email": "grace@home.example"})
    row = SignInLetter.objects.get()
    assert row.data == {"address": EmailAddress.objects.get(email="grace@home.example").pk}
    send_due()
    [letter] = mail.outbox
    assert letter.to == ["grace@home.example"]
    hers.post(link_in(letter))
    assert EmailAddress.objects.get(email="grace@home.example").verified


def test_an_address_that_is_taken_away_meanwhile_is_asked_for_nothing(hers, grace):
    hers.post("/accounts/email/", {"action_add": "", "email": "grace@home.example"})
    EmailAddress.objects.filter(email="grace@home.example").delete()
    assert send_due() == {"dropped": 1}
    assert mail.outbox == []


@pytest.mark.parametrize("kind", [
    "account/email/email_changed", "account/email/email_confirm", "account/email/email_deleted",
    "account/email/password_changed", "account/email/password_reset", "account/email/password_set",
    "mfa/email/recovery_codes_generated", "mfa/email/totp_activated", "mfa/email/totp_deactivated",
    "mfa/email/webauthn_added", "mfa/email/webauthn_removed",
    "socialaccount/email/account_connected", "socialaccount/email/account_disconnected",
])  # fmt: skip
def test_every_letter_of_the_package_can_be_written_from_its_row(rf, kind):
    told = {
        "user": None, "timestamp": timezone.now(), "ip": "192.0.2.7", "user_agent": "a browser", "provider": "Council",
        "from_email": "a@council.example", "to_email": "b@council.example", "deleted_email": "a@council.example",
        "key": "opens-it", "activate_url": "/opens-it/", "password_reset_url": "/opens-it/", "code": "opens-it",
    }  # fmt: skip
    AccountAdapter(rf.get("/")).send_mail(kind, "a@council.example", told)
    assert "opens" not in str(SignInLetter.objects.get().data)
    assert send_due() == {"sent": 1}
    [letter] = mail.outbox
    assert "from the network address 192.0.2.7, with this browser:\na browser\n" in letter.body
    assert "http://localhost:8000/accounts/password/reset/" in letter.body
    assert not re.search(r"Hello from|\bhas been\b|\{|%", letter.subject + letter.body)
    assert mail.outbox[0].extra_headers["Message-ID"].endswith("@localhost>")


def test_whoever_is_erased_takes_their_letters_along(client, grace):
    client.post(RESET, {"email": grace.email})
    client.post(RESET, {"email": "somebody.else@council.example"})
    erase(grace.person, on=timezone.localdate(), really=True)
    assert [row.address for row in SignInLetter.objects.all()] == ["somebody.else@council.example"]
    assert not User.objects.filter(email=grace.email).exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_gets_it_without_waiting_for_the_timer(grace):
    Client().post(RESET, {"email": grace.email})
    for thread in [one for one in threading.enumerate() if one.name.startswith("mail ")]:
        thread.join(5)
    assert [letter.to for letter in mail.outbox] == [[grace.email]]
    assert not SignInLetter.objects.exists()

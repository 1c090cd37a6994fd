"""A second step: members and administrators do nothing without one, unless single sign-on vouches for them."""

import re
import threading
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hackit.models import Event, Role
from hackit.people.writes import add_login
from hackit.running.trial import how_to_sign_in
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
SECRET = "JBSWY3DPEHPK3PXP"
PAGE = "/me/second-step/"
HERE = {"Accept": "text/html,*/*", "Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _needed(settings):
    settings.SECOND_STEP = "members"
    cache.clear()


@pytest.fixture
def grace():
    """A member of a group."""
    user = make.make_user("Grace Li")
    make.join(make.make_forum("DMT"), user)
    return user


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, user, follow=False):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=follow)


@pytest.fixture
def signed_in(client, grace):
    """Grace's browser, signed in by her password alone."""
    assert sign_in(client, grace).status_code == 302
    return client


@pytest.mark.parametrize("address", ["/", "/actions/", "/weeknotes/", "/me/", "/admin/", "/search/?q=phones"])
def test_a_member_with_a_password_alone_is_led_to_set_one_up_wherever_they_go(signed_in, address):
    answer = signed_in.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith(PAGE)
    page = signed_in.get(answer.url).text
    assert "Set up a second step" in page
    assert "/accounts/2fa/webauthn/add/" in page
    assert "/accounts/2fa/totp/activate/" in page
    assert signed_in.get("/privacy/").status_code == signed_in.get("/accessibility/").status_code == 200


@pytest.mark.parametrize(("role", "rule", "led"), [
    (Role.ADMINISTRATOR, "members", True), (Role.STAFF, "members", False), (Role.AUDITOR, "members", False),
    (Role.NONE, "members", False), (Role.STAFF, "everybody", True), (Role.NONE, "everybody", False),
    (Role.ADMINISTRATOR, "off", False),
])  # fmt: skip
def test_who_needs_one_is_told_by_role_and_setting(client, settings, role, rule, led):
    settings.SECOND_STEP = rule
    sign_in(client, make.make_user("Martin Frost", role=role))
    assert (client.get("/me/").status_code == 302) is led


def test_strangers_are_led_nowhere(client):
    assert client.get("/").status_code == 200
    assert client.get(PAGE).url.startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)  # allauth tells of it once it is committed, within the request
def test_an_app_that_is_set_up_opens_everything_and_taken_away_closes_it_again(signed_in, grace):
    page = signed_in.get("/actions/?whose=all", follow=True)
    assert "Set up a second step" in page.text
    signed_in.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r'id="authenticator_secret">(\w+)<', signed_in.get("/accounts/2fa/totp/activate/").text)[1]
    codes = signed_in.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert f'<a href="{PAGE}">I have kept them. Go on</a>' in codes.text
    assert signed_in.get(PAGE).url == "/actions/?whose=all"
    assert signed_in.get("/actions/?whose=all").status_code == 200
    signed_in.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert signed_in.get("/actions/").url.startswith(PAGE)


@pytest.mark.django_db(transaction=True)  # the letter is begun when its row is committed
def test_whom_an_administrator_lets_in_chooses_a_password_by_mail_and_sets_one_up(client):
    dmt, sam = make.make_forum("DMT"), make.make_person("Sam Whitfield")
    make.join(dmt, sam)
    user = add_login(sam, email="sam@council.example", role=Role.STAFF, by=None)
    client.post("/accounts/password/reset/", {"email": user.email})
    for thread in [one for one in threading.enumerate() if one.name.startswith("mail ")]:
        thread.join()
    page = client.get(re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0], follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(client, user, follow=True).redirect_chain[-1][0].startswith(PAGE)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r'id="authenticator_secret">(\w+)<', client.get("/accounts/2fa/totp/activate/").text)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/actions/").status_code == 200


def test_a_browser_that_signed_in_before_there_was_one_takes_it_once(signed_in, grace):
    TOTP.activate(grace, SECRET)
    page = signed_in.get("/actions/", follow=True)
    assert "Use a code or a key" in page.text
    done = signed_in.post(f"/accounts/2fa/reauthenticate/?next={PAGE}", {"code": code_of(SECRET)}, follow=True)
    assert done.redirect_chain[-1][0] == "/actions/"
    assert done.status_code == 200


def test_a_recovery_code_lets_in_once_whose_phone_is_lost(client, grace):
    TOTP.activate(grace, SECRET)
    [code, *_others] = RecoveryCodes.activate(grace).get_unused_codes()
    sign_in(client, grace)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/actions/").status_code == 200
    other = Client()
    sign_in(other, grace)
    assert other.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    assert "_auth_user_id" not in other.session


@pytest.mark.parametrize("method", ["issuer", "mfa"])
def test_single_sign_on_and_a_passkey_vouch_without_a_question_to_the_database(client, grace, method):
    client.force_login(grace)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(grace.pk)
    session.save()
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/me/mail/").status_code == 200
    assert not [one for one in asked if "mfa_authenticator" in one["sql"]]


def test_single_sign_on_by_itself_is_no_second_step(client, grace):
    client.force_login(grace)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": time.time()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(grace.pk)
    session.save()
    assert client.get("/me/mail/").url.startswith(PAGE)


def test_a_form_that_was_typed_meanwhile_is_kept(signed_in):
    page = signed_in.post("/weeknotes/new/", {"body-0": "All of my words, kept and sent"}, headers=HERE)
    assert page.status_code == 403
    assert "A second step is needed first" in page.text
    assert "All of my words, kept and sent" in page.text
    assert f'<a href="{PAGE}" target="_blank" rel="noopener">' in page.text


@pytest.mark.parametrize("headers", [{"HX-Request": "true", "Accept": "*/*"}, {"Accept": "application/json"}])
def test_a_script_is_told_by_a_status_and_not_by_a_page(signed_in, headers):
    for answer in (signed_in.get("/actions/", headers=headers), signed_in.post("/jottings/", {}, headers=headers)):
        assert answer.status_code == 401
        assert answer.json()["second_step"] == PAGE


def test_it_costs_those_who_have_one_no_query(client, grace, settings):
    TOTP.activate(grace, SECRET)
    sign_in(client, grace)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    counts = []
    for rule in ("off", "members", "off", "members"):
        settings.SECOND_STEP = rule
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/actions/").status_code == 200
        counts.append(len(asked))
    assert counts[2] == counts[3]


def test_an_administrator_takes_a_lost_one_away_by_a_command_that_history_tells_of(client, grace, capsys):
    TOTP.activate(grace, SECRET)
    RecoveryCodes.activate(grace)
    sign_in(client, grace)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    assert client.get("/actions/").status_code == 200
    call_command("reset_second_step", "Grace.Li@council.example")
    assert "Grace Li has no second step any more, and is signed out everywhere." in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert client.get("/actions/").url.startswith("/accounts/login/")
    event = Event.objects.filter(record_type="hackit.user").order_by("pk").last()
    assert (event.verb, event.actor_id) == ("second step reset", None)
    sign_in(client, grace)
    assert client.get("/actions/").url.startswith(PAGE)
    with pytest.raises(CommandError):
        call_command("reset_second_step", "nobody@council.example")


def test_an_administrator_takes_a_lost_one_away_by_a_second_press_and_history_says_who(client, grace, settings):
    settings.SECOND_STEP = "off"
    martin = make.make_user("Martin Frost", role=Role.ADMINISTRATOR)
    address = f"/people/{grace.person.slug}/login/"
    client.force_login(martin)
    assert "Second step</h2>" not in client.get(address).text
    TOTP.activate(grace, SECRET)
    sam = Client()
    sam.force_login(make.make_user("Sam Whitfield", role=Role.STAFF))
    assert sam.post(address, {"second_step": "reset"}).status_code == 403
    assert 'value="ask"' in client.get(address).text
    asked = client.post(address, {"second_step": "ask"}).text
    assert "Ring them back first" in asked
    assert 'value="reset"' in asked
    assert Authenticator.objects.count() == 1
    assert client.post(address, {"second_step": "reset"}).url == grace.person.get_absolute_url()
    assert not Authenticator.objects.exists()
    event = Event.objects.filter(record_type="hackit.user", verb="second step reset").get()
    assert event.actor_id == martin.person.pk
    grace.refresh_from_db()
    assert (grace.role, grace.is_active) == (Role.STAFF, True)
    TOTP.activate(martin, SECRET)
    assert client.post(f"/people/{martin.person.slug}/login/", {"second_step": "reset"}).status_code == 403


def test_a_trial_leaves_it_off_and_says_so(client, settings):
    settings.SECOND_STEP = "off"
    assert "A second step is left off in a trial" in how_to_sign_in()
    assert "In this trial a password is enough" in client.get("/accounts/login/").text
    settings.SECOND_STEP = "members"
    assert "a password is enough" not in client.get("/accounts/login/").text


@pytest.mark.parametrize(
    ("rule", "says"), [("members", "Members of groups and administrators"), ("everybody", "Everyb")]
)
def test_a_trial_that_is_told_to_ask_for_one_says_that_instead(settings, rule, says):
    settings.SECOND_STEP = rule
    assert f"\n{says}" in how_to_sign_in()
    assert "left off" not in how_to_sign_in()


def test_the_tab_of_single_sign_on_is_there_where_there_is_an_issuer(client, grace, settings):
    settings.SECOND_STEP = "off"
    client.force_login(grace)
    tab = '<a href="/accounts/3rdparty/">Single sign-on</a>'
    assert tab not in client.get("/accounts/password/change/").text
    settings.OIDC_ISSUER = "https://login.example.org"
    assert tab in client.get("/accounts/password/change/").text

"""What keeps the service closed where no page shows it: methods, secrets at rest, passwords, mail, other machines."""

import logging
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader
from gunicorn.http.parser import RequestParser

from hackit.env import is_this_machine, trusted_certificates
from hackit.gunicorn import asked_from
from hackit.logs import PlainFormatter, WithRequest
from hackit.models import Event, SiteSettings
from hackit.notify import NotifyBackend
from hackit.second_step import encrypt_anew
from tests.hackit.test_settings import IN_SERVICE, NOTIFY_KEY, settings_of, start


@pytest.fixture
def grace(db):
    return get_user_model().objects.create_user("grace.li@example.org", name="Grace Li", role="staff")


# --- What a browser may send, and gets ---


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND"])
def test_a_method_that_no_page_takes_is_refused(client, db, method):
    for path in ("/", "/healthz", "/accounts/login/", "/admin/", "/nowhere/"):
        assert client.generic(method, path).status_code == 405


def test_even_a_request_for_another_host_gets_the_headers(client, db, settings):
    settings.SECURE_SSL_REDIRECT = True  # then the host is asked for first of all
    answer = client.get("/", headers={"Host": "evil.example.net"})
    assert answer.status_code == 400
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_hsts_holds_for_a_year_and_all_below(client, db, settings):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 3600, True
    assert client.get("/", secure=True)["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("second", ["Transfer-Encoding: chunked", "Content-Length: 5"])
def test_a_request_of_two_lengths_is_refused(second):
    sent = f"POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n{second}\r\n\r\n0\r\n\r\n".encode()
    with pytest.raises(InvalidHeader):
        next(RequestParser(Config(), [sent], ("127.0.0.1", 1)))


# --- The log says who, by no name, and from where ---


def test_what_was_refused_is_logged_with_the_person_and_without_a_name(client, grace, caplog):
    caplog.handler.addFilter(WithRequest())
    client.force_login(grace)
    with caplog.at_level(logging.WARNING, logger="django.request"):
        assert client.get("/topics/no-such-thing/edit/").status_code == 404
    (record,) = [one for one in caplog.records if one.name == "django.request"]
    line = PlainFormatter().format(record)
    assert line.endswith(f" (person {grace.person.ref})")
    assert "Grace" not in line


@pytest.mark.parametrize(
    ("forwarded", "proxies", "said"),
    [
        ("", 0, "10.0.0.1"),
        ("198.51.100.7", 0, "10.0.0.1"),  # nobody of ours stands before us: a browser wrote it
        ("198.51.100.7", 1, "198.51.100.7"),
        ("1.1.1.1, 198.51.100.7", 1, "198.51.100.7"),  # what a browser wrote stands further left
        ("198.51.100.7, 10.0.0.9", 2, "198.51.100.7"),
        ("forged\nline", 1, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_the_access_log_says_the_address_that_our_proxy_saw(forwarded, proxies, said):
    assert asked_from("10.0.0.1", forwarded, proxies) == said


# --- Passwords and second steps ---


@pytest.mark.parametrize("password", ["Exampleshire-Council-2026", "hackit records 123456", "weeknotemeeting!!!"])
def test_a_password_made_of_this_places_words_is_refused(db, password):
    SiteSettings(name="Exampleshire").save()
    with pytest.raises(ValidationError, match="everybody here knows"):
        validate_password(password)
    validate_password(f"{password} with herons")


def test_the_key_of_an_authenticator_app_is_encrypted_and_opens_with_an_older_secret_key(grace, settings, caplog):
    authenticator = TOTP.activate(grace, "JBSWY3DPEHPK3PXP").instance
    kept = Authenticator.objects.get(pk=authenticator.pk).data["secret"]
    assert "JBSWY3DPEHPK3PXP" not in kept
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5
    assert get_mfa_adapter().decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    assert get_mfa_adapter().decrypt(kept) not in ("", "JBSWY3DPEHPK3PXP", get_mfa_adapter().decrypt(kept))
    assert "another HACKIT_SECRET_KEY" in caplog.text


def test_one_of_before_they_were_encrypted_still_opens():
    assert get_mfa_adapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"


def test_prepare_puts_all_under_the_present_key_so_that_an_old_one_can_go(grace, settings):
    TOTP.activate(grace, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(grace).get_unused_codes()
    frost = get_user_model().objects.create_user("martin.frost@example.org", name="Martin Frost", role="staff")
    TOTP.activate(frost, "JBSWY3DPEHPK3PXQ")
    Authenticator.objects.filter(user=frost).update(data={"secret": "JBSWY3DPEHPK3PXQ"})  # of before
    old = {"seed": "aa", "used_mask": 0, "migrated_codes": ["11112222"]}
    Authenticator.objects.create(user=frost, type=Authenticator.Type.RECOVERY_CODES, data=old)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5
    events = Event.objects.count()
    said = StringIO()
    call_command("prepare", stdout=said)
    assert "present secret key: 4." in said.getvalue()
    settings.SECRET_KEY_FALLBACKS = []
    kept = {(one.user_id, one.type): one for one in Authenticator.objects.all()}
    decrypt = get_mfa_adapter().decrypt
    assert decrypt(kept[grace.pk, "totp"].data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes(kept[grace.pk, "recovery_codes"]).get_unused_codes() == codes
    assert RecoveryCodes(kept[frost.pk, "recovery_codes"]).get_unused_codes() == ["11112222"]
    assert not [one for one in kept.values() if "JBSWY" in str(one.data) or "1111" in str(one.data)]
    assert encrypt_anew() == 0
    assert Event.objects.count() == events


# --- Other machines ---


def test_what_another_machine_answers_leads_to_no_third(settings, rf):
    assert get_social_adapter(rf.get("/")).get_requests_session().max_redirects == 0
    settings.NOTIFY_KEY = NOTIFY_KEY
    backend = NotifyBackend()
    backend.open()
    assert backend.client.request_session.max_redirects == 0
    backend.close()


@pytest.mark.parametrize(
    ("host", "near"),
    [("", True), ("localhost", True), ("/run/postgresql", True), ("db.example.org", False), ("10.0.0.1", False)],
)
def test_which_hosts_are_this_machine(host, near):
    assert is_this_machine(host) is near
    assert trusted_certificates()


OPTIONS = "settings.DATABASES['default']['OPTIONS'].get('sslmode')"


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgres://a@db.example.org/c", "verify-full"),
        ("postgres://a@db.example.org/c?sslmode=require", "require"),
        ("postgres://a@127.0.0.1/c", "None"),
        ("postgres:///c?host=db.example.org", "verify-full"),
        ("postgres:///c?host=/run/postgresql", "None"),
    ],
)
def test_postgresql_on_another_machine_shows_who_it_is(tmp_path, address, mode):
    assert settings_of(tmp_path, OPTIONS, DATABASE_URL=address, **IN_SERVICE) == mode


@pytest.mark.parametrize(("host", "also"), [("db.example.org", {}), ("", {"host": "db.example.org"})])
def test_a_database_without_a_certificate_is_warned_of(monkeypatch, host, also):
    connection = connections["default"]
    monkeypatch.setattr(connection, "vendor", "postgresql")
    far = {"HOST": host, "OPTIONS": {"sslmode": "require"} | also}
    monkeypatch.setattr(connection, "settings_dict", connection.settings_dict | far)
    found = run_checks(tags=["security"], include_deployment_checks=True)
    assert "hackit.W004" in {one.id for one in found}


def test_mail_to_another_machine_is_encrypted_unless_told_not_to(tmp_path):
    asked = "settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL"
    far = {"HACKIT_MAIL_HOST": "mail.example.org", **IN_SERVICE}
    assert settings_of(tmp_path, asked, **far) == "True False"
    assert settings_of(tmp_path, asked, HACKIT_MAIL_PORT="465", **far) == "False True"
    assert settings_of(tmp_path, asked, **IN_SERVICE) == "False False"
    stopped = start(tmp_path, "-m", "hackit.wsgi", HACKIT_MAIL_PASSWORD="s", HACKIT_MAIL_TLS="0", **far)
    assert "would leave this machine unencrypted" in stopped.stderr

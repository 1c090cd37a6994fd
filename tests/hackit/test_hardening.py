"""What keeps the service closed where no page shows it: methods, secrets at rest, passwords, mail, other machines."""

import logging
import re
from io import StringIO

import pytest
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from dj_database_url import parse
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connections
from django.urls import URLResolver, get_resolver
from gunicorn.config import Config
from gunicorn.http.errors import InvalidHeader
from gunicorn.http.parser import RequestParser
from psycopg.pq import Conninfo

from hackit.env import is_near, is_this_machine, trusted_certificates
from hackit.gunicorn import asked_from
from hackit.mail.notify import NotifyBackend
from hackit.middleware import PROGRAMS
from hackit.models import Event, SiteSettings
from hackit.running.logs import PlainFormatter, WithRequest
from hackit.sign_in.second_step import encrypt_anew
from tests.hackit.test_settings import IN_SERVICE, NOTIFY_KEY, settings_of, start


@pytest.fixture
def grace(db):
    return get_user_model().objects.create_user("grace.li@example.org", name="Grace Li", role="staff")


# --- What a browser may send, and gets ---


PRIVATE = [
    "/feeds/a-key-of-somebody/following/", "/feeds/a-key-of-somebody/topics/phones/", "/feeds/a-key/dmt.ics",
    "/actions/feed/a-key/mine.ics", "/actions/feed/a-key/group/dmt.ics",
]  # fmt: skip
PUBLIC = [
    "/weeknotes/feed/", "/weeknotes/by/grace/feed/", "/topics/phones/feed/", "/meetings/feed/", "/meetings/feed/dmt/",
    "/meetings/k3/calendar.ics?as=file",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE + PUBLIC)
def test_a_program_is_not_led_from_http_to_https(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    for ask in (client.get, client.head, client.post):
        refused = ask(address)
        assert (refused.status_code, "Location" in refused.headers) == (403, False)
    assert "answered by https:// only" in client.get(address).text
    assert client.get(address)["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "address", ["/", "/weeknotes/", "/feedback/", "/topics/", "/search/?q=feed/", "/mail/a-token/"]
)
def test_a_browser_is(client, settings, address):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address).url == f"https://testserver{address}"


def test_over_https_and_in_a_trial_programs_are_answered(client, settings, db):
    assert client.get("/weeknotes/feed/").status_code == 200
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/weeknotes/feed/", secure=True).status_code == 200
    assert client.get("/weeknotes/feed/").status_code == 403


def routes(patterns, before="/"):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, f"{before}{one.pattern}")
        else:
            yield f"{before}{one.pattern}"


def test_no_address_for_programs_is_forgotten():
    """Whatever holds a key, or answers with a feed or a calendar, fits the pattern."""
    found = {route for route in routes(get_resolver().url_patterns) if re.search(r"feed/|feeds/|\.ics|:key>", route)}
    programs = {route for route in found if not route.startswith("/accounts/")}
    assert len(programs) > 12
    assert [route for route in sorted(programs) if not re.search(PROGRAMS, route)] == []


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND"])
def test_a_method_that_no_page_takes_is_refused(client, db, method):
    for path in ("/", "/healthz", "/accounts/login/", "/admin/", "/nowhere/"):
        assert client.generic(method, path).status_code == 405


def test_an_address_that_only_takes_forms_says_so_to_who_opens_it(client, grace):
    client.force_login(grace)
    answer = client.get("/points/preview/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "Nothing to read at this address" in answer.text
    assert client.get("/points/preview/", headers={"HX-Request": "true"}).text == ""


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
        ("postgres:///c", "None"),
    ],
)
def test_postgresql_on_another_machine_shows_who_it_is(tmp_path, address, mode):
    assert settings_of(tmp_path, OPTIONS, DATABASE_URL=address, **IN_SERVICE) == mode


SERVICES = """
# a comment
[far]
host=db.example.org
[by-number]
hostaddr=192.0.2.7
[near]
host=/run/postgresql
dbname=c%3D
[nowhere]
dbname=c
"""


@pytest.mark.parametrize(
    ("address", "environment", "near"),
    [
        ("postgres:///c", {}, True),
        ("postgres:///c", {"PGHOST": "db.example.org"}, False),
        ("postgres:///c", {"PGHOST": "/run/postgresql,db.example.org"}, False),
        ("postgres:///c", {"PGHOST": "/run/postgresql"}, True),
        ("postgres://127.0.0.1/c", {"PGHOST": "db.example.org"}, True),  # the address comes first
        ("postgres://localhost/c", {"PGHOSTADDR": "192.0.2.7"}, False),  # and is reached by the number
        ("postgres:///c?hostaddr=192.0.2.7", {}, False),
        ("postgres:///c?host=/run/postgresql,db.example.org", {}, False),
        ("postgres:///c?host=@records", {}, True),
        ("postgres:///c?service=far", {}, False),
        ("postgres:///c?service=by-number&host=localhost", {}, False),
        ("postgres:///c?service=near", {"PGHOST": "db.example.org"}, True),
        ("postgres:///c?service=nowhere", {}, True),
        ("postgres:///c?service=nowhere", {"PGHOST": "db.example.org"}, False),
        ("postgres:///c?service=unknown", {}, False),
        ("postgres:///c", {"PGSERVICE": "far"}, False),
        ("postgres:///c?service=near", {"PGSERVICE": "far"}, True),
    ],
)
def test_where_postgresql_is_looked_for_is_asked_as_its_own_programs_do(tmp_path, address, environment, near):
    (tmp_path / "services").write_text(SERVICES)
    assert is_near(parse(address), {"PGSERVICEFILE": str(tmp_path / "services"), **environment}) is near


def test_a_server_that_the_environment_names_shows_who_it_is_too(tmp_path):
    told = {"DATABASE_URL": "postgres:///c", "PGHOST": "db.example.org", **IN_SERVICE}
    assert settings_of(tmp_path, OPTIONS, **told) == "verify-full"


def test_files_of_services_are_read_as_libpq_reads_them(tmp_path, monkeypatch):
    (tmp_path / "services").write_text(SERVICES)
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    monkeypatch.setenv("PGHOST", "elsewhere.example.org")
    for service, host, address in (
        ("far", "db.example.org", None), ("by-number", "elsewhere.example.org", "192.0.2.7"),
        ("near", "/run/postgresql", None), ("nowhere", "elsewhere.example.org", None),
    ):  # fmt: skip
        monkeypatch.setenv("PGSERVICE", service)
        filled = {one.keyword.decode(): one.val and one.val.decode() for one in Conninfo.get_defaults()}
        assert (service, filled["host"], filled["hostaddr"]) == (service, host, address)
        assert is_near({}) is (service == "near")


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

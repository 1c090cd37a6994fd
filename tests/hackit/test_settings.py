"""Settings read from the environment: safe as default, and a wrong value is a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hackit.env import Env, WrongSetting

ROOT = Path(__file__).resolve().parents[2]
KEY = "abcdefghij" * 6


def start(tmp_path, *command, **environment):
    """Run a command of the service in an environment that holds nothing but PATH and what the test says."""
    base = {"PATH": os.environ["PATH"], "HACKIT_DATA": str(tmp_path), "PYTHONWARNINGS": "error"}
    base["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix or ""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=base | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_of(tmp_path, expression, **environment):
    """What an expression on `settings` prints in that environment."""
    code = f"from hackit import settings; print({expression})"
    found = start(tmp_path, "-c", code, **environment)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


NOTIFY_KEY = "records-11111111-2222-3333-4444-555555555555-66666666-7777-8888-9999-000000000000"
IN_SERVICE = {"HACKIT_SECRET_KEY": KEY, "HACKIT_HOSTS": "records.example.org"}


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "HACKIT_SECRET_KEY is not set"),
        ({"HACKIT_SECRET_KEY": "short"}, "too easily guessed"),
        ({"HACKIT_SECRET_KEY": KEY}, "HACKIT_HOSTS is not set"),
        ({"HACKIT_SECRET_KEY": KEY, "HACKIT_HOSTS": "*"}, "no star"),
        ({"HACKIT_SECRET_KEY": KEY, "HACKIT_HOSTS": "https://a.example.org/"}, "bare host names"),
        ({"HACKIT_TRIAL": "perhaps"}, "neither yes nor no"),
        ({"HACKIT_DEBUG": "1", **IN_SERVICE}, "only together with HACKIT_TRIAL=1"),
        ({"HACKIT_PROXIES": "one", **IN_SERVICE}, "not a whole number"),
        ({"HACKIT_PROXIES": "99", **IN_SERVICE}, "from 0 to 10"),
        ({"HACKIT_MAIL_PORT": "0", **IN_SERVICE}, "from 1 to 65535"),
        ({"HACKIT_NOTIFY_KEY": "no key", **IN_SERVICE}, "no key of GOV.UK Notify"),
        ({"HACKIT_NOTIFY_KEY": NOTIFY_KEY, **IN_SERVICE}, "HACKIT_NOTIFY_TEMPLATE is not set"),
        ({"HACKIT_SENTRY_DSN": "errors.example.org", **IN_SERVICE}, "begins with https://"),
        ({"HACKIT_SECURITY_CONTACT": "security@example.org", **IN_SERVICE}, "mailto:"),
        ({"HACKIT_LOG": "loud", **IN_SERVICE}, "Use one of: plain, json"),
        ({"DATABASE_URL": "nonsense", **IN_SERVICE}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://a@b/c", **IN_SERVICE}, "neither SQLite nor PostgreSQL"),
        ({"HACKIT_OIDC_ISSUER": "http://login.example.org", **IN_SERVICE}, "begins with https://"),
        (
            {"HACKIT_OIDC_ISSUER": "https://login.example.org", **IN_SERVICE},
            "HACKIT_OIDC_CLIENT_ID is not set",
        ),
        ({"HACKIT_OIDC_STRONG": "mfa", **IN_SERVICE}, "such as amr:mfa"),
        ({"HACKIT_OIDC_STRONG": "amr:mfa,always", **IN_SERVICE}, "holds “always”"),
        ({"HACKIT_DATA": "/dev/null/records", **IN_SERVICE}, "cannot be made"),
    ],
)
@pytest.mark.parametrize("command", [["manage.py", "check"], ["-m", "hackit.wsgi"]])
def test_a_wrong_value_stops_the_start_with_a_sentence(tmp_path, environment, sentence, command):
    stopped = start(tmp_path, *command, **environment)
    assert stopped.returncode in (2, 4)
    assert stopped.stderr.startswith("Cannot start: ")
    assert sentence in stopped.stderr
    assert stopped.stderr.count("\n") == 1


def test_gunicorn_says_the_sentence_too(tmp_path):
    stopped = start(tmp_path, "-m", "gunicorn", "--config", "hackit/gunicorn.py", "hackit.wsgi")
    assert stopped.returncode == 2
    assert stopped.stderr.startswith("Cannot start: HACKIT_SECRET_KEY is not set")
    assert "Traceback" not in stopped.stderr


def test_in_service_everything_is_strict(tmp_path):
    facts = settings_of(
        tmp_path,
        "settings.DEBUG, settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, "
        "settings.CSRF_COOKIE_NAME, settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 0, "
        "settings.ALLOWED_HOSTS",
        **IN_SERVICE,
    )
    assert facts == "False __Host-session True __Host-csrf True True ['records.example.org']"


def test_a_trial_answers_to_its_own_machine_only_and_keeps_its_key(tmp_path):
    first = settings_of(tmp_path, "settings.SECRET_KEY, settings.ALLOWED_HOSTS", HACKIT_TRIAL="1")
    again = settings_of(tmp_path, "settings.SECRET_KEY, settings.ALLOWED_HOSTS", HACKIT_TRIAL="1")
    assert first == again
    assert first.endswith("['localhost', '127.0.0.1', '[::1]']")
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_sqlite_runs_as_it_was_measured_to_be_safe(tmp_path):
    facts = settings_of(tmp_path, "settings.DATABASES['default']['OPTIONS']", **IN_SERVICE)
    assert "'transaction_mode': 'IMMEDIATE'" in facts
    assert "journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON" in facts


def test_postgresql_gives_up_waiting_and_checks_its_connections(tmp_path):
    facts = settings_of(
        tmp_path, "settings.DATABASES['default']", DATABASE_URL="postgres://a@db.example.org/c", **IN_SERVICE
    )
    assert "statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s" in facts
    assert "'CONN_HEALTH_CHECKS': True" in facts


@pytest.mark.parametrize(("said", "prepares"), [({}, True), ({"HACKIT_POSTGRES_PREPARES": "0"}, False)])
def test_postgresql_prepares_questions_unless_told_not_to(tmp_path, said, prepares):
    options = "settings.DATABASES['default']['OPTIONS']"
    facts = settings_of(
        tmp_path, f"{options}['server_side_binding'], {options}['prepare_threshold']",
        DATABASE_URL="postgres://a@db.example.org/c", **said, **IN_SERVICE,
    )  # fmt: skip
    assert facts == ("True 3" if prepares else "False None")


def test_single_sign_on_is_settings_alone_and_names_accounts_by_their_issuer(tmp_path):
    oidc = {"HACKIT_OIDC_CLIENT_ID": "records", "HACKIT_OIDC_SECRET": "s"}
    names = {
        settings_of(
            tmp_path,
            "settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['provider_id'], "
            "settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'][1]",
            HACKIT_OIDC_ISSUER=issuer,
            **oidc,
            **IN_SERVICE,
        )
        for issuer in ("https://login.example.org/council/", "https://login.example.org/other")
    }
    assert names == {
        "login-example-org-council https://login.example.org",
        "login-example-org-other https://login.example.org",
    }


@pytest.mark.parametrize(("said", "strong"), [
    ("", {}),
    ("always", {"always": []}),
    ("amr:mfa, amr:hwk", {"amr": ["mfa", "hwk"]}),
    ("acr:urn:example:gold,acrs:c1", {"acr": ["urn:example:gold"], "acrs": ["c1"]}),
])  # fmt: skip
def test_how_single_sign_on_shows_its_strength_is_read_by_claim(said, strong):
    assert Env({"STRONG": said}).strengths("STRONG") == strong


@pytest.mark.parametrize("wrong", ["amr", "amr:", "AMR:mfa", "scope:mfa", "acr:two words", "always,always"])
def test_a_strength_that_no_token_could_say_is_refused(wrong):
    with pytest.raises(WrongSetting, match="such as amr:mfa"):
        Env({"STRONG": wrong}).strengths("STRONG")


def test_a_list_holds_its_words_without_blanks():
    assert Env({"HOSTS": " a.example.org, ,b.example.org "}).words("HOSTS") == [
        "a.example.org",
        "b.example.org",
    ]


def test_a_number_outside_its_bounds_is_refused():
    with pytest.raises(WrongSetting, match="from 1 to 4"):
        Env({"N": "5"}).number("N", 2, least=1, most=4)


def test_with_a_key_mail_goes_through_notify_and_in_a_trial_never(tmp_path):
    notify = {"HACKIT_NOTIFY_KEY": NOTIFY_KEY, "HACKIT_NOTIFY_TEMPLATE": "t"}
    assert settings_of(tmp_path, "settings.EMAIL_BACKEND", **notify, **IN_SERVICE) == "hackit.mail.notify.NotifyBackend"
    assert "filebased" in settings_of(tmp_path, "settings.EMAIL_BACKEND", **notify, HACKIT_TRIAL="1")

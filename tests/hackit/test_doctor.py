"""`manage.py doctor`: what is broken is named, each with how to mend it, and the gravest decides how it ends."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from hackit import database_objects
from hackit.models import BackupMade, Role, User
from hackit.running import doctor
from hackit.running.doctor import ERROR, OK, WARNING, examine
from tests import factories as make
from tests.campaigns.serving import free_port


@pytest.fixture
def in_service(db, settings, tmp_path):
    """An installation in service that lacks nothing but a mail server."""
    settings.TRIAL, settings.ALLOWED_HOSTS, settings.PROXIES = False, ["records.example.org"], 1
    settings.SITE_ADDRESS, settings.SITE_DOMAIN = "https://records.example.org", "records.example.org"
    settings.DATA, settings.STATIC_ROOT, settings.BACKUP_DAYS = tmp_path, tmp_path, 2
    settings.DEFAULT_FROM_EMAIL = "records@example.org"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", free_port(), 1
    tmp_path.chmod(0o700)
    (tmp_path / "staticfiles.json").touch()
    return settings


def wrong(state: str | None = None) -> str:
    """What is not well, as the command says it."""
    found = [one for one in examine(now=timezone.now()) if one.state != OK and state in (None, one.state)]
    assert all(one.mend for one in found), [one for one in found if not one.mend]
    return "\n".join(map(str, found))


def test_what_lacks_nothing_but_a_mail_server_has_no_error(in_service):
    assert "the mail server 127.0.0.1:" in wrong(WARNING)
    # The tests' own settings: no waiting for the disc, a folder for a while, a browser's event loop in this process
    ours = ("synchronous", "network share", "DJANGO_ALLOW_ASYNC_UNSAFE")
    found = [line for line in wrong(ERROR).splitlines() if line.startswith("error")]
    assert not [line for line in found if not any(word in line for word in ours)]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PROXIES", 0, "Set HACKIT_PROXIES"),
        ("SITE_DOMAIN", "elsewhere.example", "Set HACKIT_ADDRESS"),
        ("DEFAULT_FROM_EMAIL", "records@localhost", "Set HACKIT_MAIL_FROM"),
        ("TIME_ZONE", "UTC", "the time zone is UTC"),
        ("STATIC_ROOT", Path("/nowhere"), "collectstatic"),
        ("BACKUPS", "/nowhere", "Make or mount it"),
        ("DATA", Path("/nowhere"), "/nowhere cannot be written"),
        ("TRIAL", True, "Unset HACKIT_TRIAL"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_set(in_service, name, value, says):
    assert says not in wrong()
    setattr(in_service, name, value)
    assert says in wrong()


def test_a_folder_that_all_may_read_and_a_full_disk_are_named(in_service, monkeypatch):
    in_service.DATA.chmod(0o755)
    assert "chmod 700" in wrong(WARNING)
    monkeypatch.setattr(doctor, "LEAST_FREE", 10**18)
    assert "Make room" in wrong(ERROR)


def test_single_sign_on_of_unknown_strength_is_named(in_service):
    in_service.SECOND_STEP = "members"
    assert "HACKIT_OIDC_STRONG" not in wrong()
    in_service.OIDC_ISSUER = "https://login.example.org"
    assert "Set HACKIT_OIDC_STRONG" in wrong(WARNING)
    in_service.OIDC_STRONG = {"always": []}
    assert "HACKIT_OIDC_STRONG" not in wrong()


def test_missing_triggers_a_late_backup_and_a_clock_that_is_behind_are_named(in_service):
    now = timezone.now()
    BackupMade.objects.note(made_at=now + timedelta(days=1), name="x", size=1, rows=1)
    assert "the clock is behind" in wrong(ERROR)
    BackupMade.objects.update(made_at=now - timedelta(days=9))
    assert "the clock" not in wrong()
    assert "`manage.py backup DIR` every day" in wrong(WARNING)
    database_objects.drop_guards(connection)
    assert "Run `manage.py prepare`" in wrong(ERROR)


def test_an_installation_without_an_administrator_says_which_command_makes_one(in_service):
    somebody = make.make_user("Martin Frost", role=Role.ADMINISTRATOR)
    assert "createsuperuser" not in wrong()
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert "createsuperuser --email" in wrong(WARNING)


def test_a_database_without_tables_is_told_from_one_that_is_away(in_service):
    MigrationRecorder.Migration.objects.all().delete()
    assert "database: it has no tables yet" in wrong(ERROR)
    with pytest.raises(CommandError, match="`manage\\.py prepare`"):
        call_command("createsuperuser", email="martin.frost@council.example", interactive=False)


@pytest.mark.parametrize(("states", "code"), [([OK], 0), ([OK, WARNING], 1), ([WARNING, ERROR], 2)])
def test_the_gravest_decides_how_it_ends(monkeypatch, states, code):
    monkeypatch.setattr(
        "hackit.management.commands.doctor.examine", lambda now: [doctor.Finding(state, "x", "y") for state in states]
    )
    said = StringIO()
    if not code:
        call_command("doctor", stdout=said)
    else:
        with pytest.raises(SystemExit) as ended:
            call_command("doctor", stdout=said)
        assert ended.value.code == code
    assert said.getvalue().count("x\n") == len(states)

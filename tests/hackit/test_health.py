"""/healthz and /readyz: alive, and able to work; not a word about the records."""

from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hackit import database_objects
from hackit.models import BackupMade, Mail
from hackit.running import readiness
from hackit.running.retention import clear_old
from tests import factories as make

ALL = b"database: ok\nmigrations: ok\nindex: ok\nbackup: ok\nmail: ok\n"


def ago(minutes: int) -> datetime:
    return timezone.now() - timedelta(minutes=minutes)


def not_ok(client) -> list[str]:
    """The parts that /readyz complains of; its status says the same."""
    answer = client.get("/readyz")
    parts = [line.split(":")[0] for line in answer.content.decode().splitlines() if line.endswith("not ok")]
    assert answer.status_code == (503 if parts else 200)
    return parts


def test_a_service_that_is_well_says_so_and_is_kept_by_nobody(db, client, django_assert_num_queries):
    client.get("/readyz")  # the migrations that this code has are read once
    with django_assert_num_queries(6 if connection.vendor == "sqlite" else 5):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, ALL, "no-store")


def test_a_missing_trigger_is_not_ready(db, client):
    database_objects.drop_guards(connection)
    assert not_ok(client) == ["index"]


@pytest.mark.django_db
def test_what_was_written_past_the_index_is_not_ready(client):
    if connection.vendor != "sqlite":
        return  # PostgreSQL computes it from the row
    make.make_action("Count the handsets", forum=make.make_forum())
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO entry_fts_all (entry_fts_all) VALUES ('delete-all')")
    assert not_ok(client) == ["index"]


def test_a_migration_that_is_missing_is_not_ready(db, client, monkeypatch):
    known = readiness._migrations_known() | {("hackit", "9999_to_come")}
    monkeypatch.setattr(readiness, "_migrations_known", lambda: known)
    assert not_ok(client) == ["migrations"]


def test_a_database_of_newer_code_is_not_ready_and_is_left_alone_by_prepare(db, client, monkeypatch):
    known = readiness._migrations_known()
    older = known - {max(one for one in known if one[0] == "hackit")}
    monkeypatch.setattr(readiness, "_migrations_known", lambda: older)
    assert not_ok(client) == ["migrations"]
    with pytest.raises(CommandError, match="newer code than this"):
        call_command("prepare")


def test_a_backup_that_is_too_old_is_not_ready(db, client, settings):
    settings.BACKUP_DAYS = 2
    now = timezone.now()
    BackupMade.objects.note(made_at=now - timedelta(days=3), name="old.zip", size=1, rows=1)
    assert not_ok(client) == ["backup"]
    BackupMade.objects.note(made_at=now - timedelta(days=1), name="new.zip", size=1, rows=1)
    assert not_ok(client) == []


def test_a_new_place_has_time_for_its_first_backup(db, settings):
    settings.BACKUP_DAYS = 2
    installed = readiness.MigrationRecorder.Migration.objects.order_by("applied").first().applied
    soon, late = (readiness.parts(now=installed + timedelta(days=days)) for days in (1, 3))
    assert [part.name for part in soon if not part.is_well] == []
    assert [part.name for part in late if not part.is_well] == ["backup"]


def test_a_letter_that_nobody_sends_is_not_ready(db, client):
    person = make.make_user("Grace Li").person
    mail = Mail.objects.create(kind="weekly", person=person, key="x", not_before=ago(59), made_at=ago(90))
    assert not_ok(client) == []
    Mail.objects.filter(pk=mail.pk).update(not_before=ago(61))
    assert not_ok(client) == ["mail"]
    Mail.objects.filter(pk=mail.pk).update(made_at=ago(5))  # a missed reminder: made now, due since this morning
    assert not_ok(client) == []
    Mail.objects.filter(pk=mail.pk).update(made_at=ago(61))
    assert not_ok(client) == ["mail"]
    mail.mark_sent(at=timezone.now())
    assert not_ok(client) == []


def test_mail_that_is_tried_for_an_hour_in_vain_is_not_ready_but_for_one_bad_address(db, client):
    for name, why in (("Grace Li", "SMTPRecipientsRefused"), ("Omar Diaz", "ConnectionRefusedError")):
        person = make.make_user(name).person
        mail = Mail.objects.create(kind="weekly", person=person, key=name)
        mail.attempts = 4
        mail.try_later(why, at=timezone.now())
        Mail.objects.filter(pk=mail.pk).update(attempts=4)
    assert not_ok(client) == []
    Mail.objects.filter(why="SMTPRecipientsRefused").update(attempts=5)
    assert not_ok(client) == []
    Mail.objects.filter(why="ConnectionRefusedError").update(attempts=5)
    assert not_ok(client) == ["mail"]
    Mail.objects.update(why="NotifyRefused")  # one address may be wrong; of two readers' it is the key
    assert not_ok(client) == ["mail"]


def test_backups_of_long_ago_are_forgotten(db):
    for days in (500, 300, 0):
        BackupMade.objects.note(made_at=timezone.now() - timedelta(days=days), name=str(days), size=1, rows=1)
    clear_old(at=timezone.now())
    assert set(BackupMade.objects.values_list("name", flat=True)) == {"300", "0"}

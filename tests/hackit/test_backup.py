"""`manage.py backup` and `restore`: nothing is missing, nothing damaged is put back, nothing half is left."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from hashlib import sha256
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from hackit import database_objects
from hackit.backups import archive, making, postgresql, restoring, sqlite
from hackit.backups.archive import BackupError
from hackit.backups.thinning import Rule
from hackit.models import BackupMade
from hackit.sample import make_sample
from tests.campaigns.serving import OwnDatabase

ROOT = Path(__file__).resolve().parents[2]


def here() -> dict:
    """The settings of the database that this test runs on."""
    return dict(connection.settings_dict)


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[dict]:
    """The settings of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        (tmp_path / "elsewhere").mkdir()
        yield here() | {"NAME": str(tmp_path / "elsewhere" / "records.sqlite3")}
        return
    with OwnDatabase(os.environ["DATABASE_URL"]) as address:
        yield here() | {"NAME": address.rpartition("/")[2]}


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def backup(db, folder) -> Path:
    """A backup of a database that has its tables and little in them."""
    return making.make_backup(here(), folder, Rule()).file


def every_row(database: dict) -> dict[str, list[str]]:
    """Every row of every table as text, in an order that does not hang on where it lies."""
    if database["ENGINE"].endswith("sqlite3"):
        with closing(sqlite3.connect(database["NAME"])) as opened:
            names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: sorted(map(repr, opened.execute(f'SELECT * FROM "{name}"'))) for name in names}
    with postgresql._connect(database) as opened:
        return {
            name: sorted(row for (row,) in opened.execute(f'SELECT t::text FROM "{name}" t'))
            for name in postgresql._tables(opened)
        }


def what_is_laid_out(database: dict) -> list[str]:
    """Every table, index and trigger as the database keeps them."""
    if database["ENGINE"].endswith("sqlite3"):
        with closing(sqlite3.connect(database["NAME"])) as opened:
            return sorted(map(repr, opened.execute("SELECT type, name, tbl_name, sql FROM sqlite_master")))
    with postgresql._connect(database) as opened:
        # Names, and not conditions: PostgreSQL writes the same one in other words after a dump
        asked = (
            "SELECT tablename || indexname FROM pg_indexes WHERE schemaname = current_schema()"
            " UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            " UNION ALL SELECT prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " UNION ALL SELECT conrelid::regclass::text || conname || contype::text"
            "  FROM pg_constraint WHERE conrelid <> 0"
            " UNION ALL SELECT table_name || column_name || data_type || is_nullable || is_generated"
            "  FROM information_schema.columns WHERE table_schema = current_schema()"
        )
        return sorted(row for (row,) in opened.execute(asked))


# --- The drill ---


@pytest.mark.django_db(transaction=True)
def test_everything_is_put_back_and_works_as_before(folder, elsewhere):
    make_sample(on=timezone.localdate())
    before = every_row(here())
    assert sum(map(len, before.values())) > 5000
    made = making.make_backup(here(), folder, Rule())
    assert made.manifest.tables.items() >= {"hackit_event": len(before["hackit_event"])}.items()

    restoring.restore(made.file, elsewhere)

    after = every_row(elsewhere)
    assert before.keys() == after.keys()
    for table, rows in before.items():
        assert rows == after[table], table
    assert what_is_laid_out(elsewhere) == what_is_laid_out(here())
    restored = ConnectionHandler({"default": elsewhere})["default"]
    try:
        assert database_objects.missing(restored) == []
        with restored.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
            cursor.execute("UPDATE hackit_event SET verb = 'unmade'")
    finally:
        restored.close()
    if connection.vendor == "postgresql":
        place = {"DATABASE_URL": os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{elsewhere['NAME']}"}
    else:
        place = {"HACKIT_DATA": str(Path(elsewhere["NAME"]).parent)}
    said = subprocess.run(
        [sys.executable, "manage.py", "rebuild_index", "--check"], cwd=ROOT, capture_output=True, text=True,
        env=os.environ | {"HACKIT_TRIAL": "1", "DJANGO_SETTINGS_MODULE": "hackit.settings"} | place, check=False,
    )  # fmt: skip
    assert "The index is right" in said.stdout, said.stderr


# --- What is refused ---


def remade(file: Path, **changes) -> Path:
    """The same backup with other words in its manifest, and a checksum that fits them."""
    manifest = replace(archive.read_manifest(file), **changes)
    other = file.with_name("records-20190603T090000Z.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(other, "w") as new:
        words = json.dumps(asdict(manifest)).encode()
        new.writestr(archive.MANIFEST, words)
        new.writestr(archive.CONTENT[manifest.engine], old.read(archive.CONTENT[connection.vendor]))
        new.comment = sha256(words).hexdigest().encode()
    return other


def bent(file: Path, at: float) -> Path:
    """The same file with one byte changed at that share of its length."""
    content = bytearray(file.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    file.write_bytes(content)
    return file


def cut(file: Path, at: float) -> Path:
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * at)])
    return file


DAMAGES = {
    "cut short": (lambda file: cut(file, 0.9), "damaged or cut short"),
    "cut to nothing": (lambda file: cut(file, 0), "damaged or cut short"),
    "a byte changed in the middle": (lambda file: bent(file, 0.5), "damaged"),
    "a byte changed near its beginning": (lambda file: bent(file, 0.01), "damaged"),
    "another checksum": (lambda file: remade(file, sha256="0" * 64), "its checksum is not the one"),
    "a row too many": (lambda file: remade(file, tables=more(file)), "the table django_content_type has"),
    "of newer code": (lambda file: remade(file, migrations=["hackit.9999_to_come"]), "newer code.*9999_to_come"),
    "of another kind": (lambda file: remade(file, engine=other_engine()), "names a database of"),
    "not there": (lambda file: file.with_name("none.zip"), "No such file"),
    "a folder": (lambda file: file.parent, "Is a directory"),
}


def more(file: Path) -> dict[str, int]:
    tables = archive.read_manifest(file).tables
    return tables | {"django_content_type": tables["django_content_type"] + 1}


def other_engine() -> str:
    return "postgresql" if connection.vendor == "sqlite" else "sqlite"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_with_a_sentence_and_nothing_is_written(backup, elsewhere, damage):
    hurt, says = DAMAGES[damage]
    with pytest.raises(BackupError, match=says):
        restoring.restore(hurt(backup), elsewhere)
    if connection.vendor == "sqlite":
        assert list(Path(elsewhere["NAME"]).parent.iterdir()) == []
    else:
        postgresql.refuse_unless_empty(elsewhere)


@pytest.mark.django_db
def test_a_database_that_is_there_is_never_written_over(backup):
    with pytest.raises(BackupError, match="already"):
        restoring.restore(backup, here())


@pytest.mark.django_db
def test_the_command_says_so_and_ends_with_an_error(backup):
    with pytest.raises(CommandError, match=r"Nothing was put back\..* already"):
        call_command("restore", str(backup))
    said = StringIO()
    call_command("restore", str(backup), check=True, stdout=said)
    assert "The backup is whole" in said.getvalue()
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(cut(backup, 0.5)), check=True)


# --- Making one ---


@pytest.mark.django_db
def test_the_command_tells_what_it_wrote_and_the_service_knows_of_it(folder):
    said = StringIO()
    call_command("backup", str(folder), stdout=said)
    (file,) = folder.glob("*.zip")
    assert str(file) in said.getvalue()
    assert file.stat().st_mode & 0o777 == 0o600
    assert BackupMade.objects.newest() == archive.made_by_name(file.name)


@pytest.mark.django_db
def test_without_a_folder_the_one_of_the_settings_is_taken(settings, folder):
    settings.BACKUPS = ""
    with pytest.raises(CommandError, match="or set HACKIT_BACKUPS"):
        call_command("backup")
    settings.BACKUPS = str(folder)
    call_command("backup", verbosity=0)
    assert len(list(folder.glob("*.zip"))) == 1


@pytest.mark.django_db
def test_a_folder_that_is_not_there_or_takes_nothing_is_a_sentence(tmp_path, folder):
    with pytest.raises(CommandError, match=r"No backup was made\. There is no folder"):
        call_command("backup", str(tmp_path / "none"))
    (tmp_path / "a-file").touch()
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "a-file"))
    assert not (tmp_path / "none").exists()
    with making._alone_in(folder), pytest.raises(CommandError, match="Another backup is being written"):
        call_command("backup", str(folder))


@pytest.mark.django_db
@pytest.mark.parametrize("when", ["copying", "packing", "checking", "naming"])
def test_what_fails_half_way_leaves_nothing_and_the_old_ones(monkeypatch, folder, when):
    old = making.make_backup(here(), folder, Rule()).file

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    place = {
        "copying": (making.engine_of(here()), "dump"), "packing": (making, "pack"), "checking": (making, "unpack"),
        "naming": (Path, "rename"),
    }[when]  # fmt: skip
    monkeypatch.setattr(*place, full)
    with pytest.raises(BackupError, match="No space left on device"):
        making.make_backup(here(), folder, Rule())
    assert [path.name for path in folder.iterdir() if path.name != making._LOCK] == [old.name]


@pytest.mark.django_db
def test_what_a_killed_backup_left_goes_with_the_next(folder):
    (folder / making._PART).mkdir()
    (folder / making._PART / "content").write_bytes(b"half")
    made = making.make_backup(here(), folder, Rule())
    assert {path.name for path in folder.iterdir()} == {made.file.name, making._LOCK}


@pytest.mark.django_db
def test_older_ones_are_thinned_and_files_of_others_stay(folder):
    for name in ("records-20190603T090000Z.zip", "records-20190604T090000Z.zip", "records-notes.zip", "mine.zip"):
        (folder / name).touch()
    made = making.make_backup(here(), folder, Rule())
    assert [path.name for path in made.removed] == ["records-20190603T090000Z.zip"]
    assert {path.name for path in folder.glob("*.zip")} == {
        made.file.name, "records-20190604T090000Z.zip", "records-notes.zip", "mine.zip"
    }  # fmt: skip


@pytest.mark.django_db
def test_a_missing_or_older_tool_of_postgresql_is_named(monkeypatch, tmp_path, folder):
    if connection.vendor != "postgresql":
        assert sqlite.NAME == "sqlite"  # SQLite's is built in
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match="pg_dump is not on the PATH"):
        making.make_backup(here(), folder, Rule())
    old = tmp_path / "pg_dump"
    old.write_text(f"#!{shutil.which('sh', path='/bin:/usr/bin')}\necho 'pg_dump (PostgreSQL) 9.6'\n")
    old.chmod(0o755)
    with pytest.raises(BackupError, match="pg_dump is of PostgreSQL 9 and the server of"):
        making.make_backup(here(), folder, Rule())


def test_a_server_that_is_away_is_a_sentence(folder):
    away = {"ENGINE": "django.db.backends.postgresql", "NAME": "records", "HOST": "127.0.0.1", "PORT": "1"}
    with pytest.raises(BackupError, match="The database could not be copied: connection"):
        making.make_backup(away, folder, Rule())
    assert issubclass(psycopg.OperationalError, psycopg.Error)

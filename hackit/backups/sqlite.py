"""A SQLite database copied while people type, and put back as a file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3._functions import register

from hackit.backups.archive import BackupError, Manifest, force_names_to_disk

NAME = "sqlite"
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database's file under these endings."""


def dump(database: dict[str, Any], place: Path) -> tuple[dict[str, int], list[str], str]:
    """Copy the database to the file `place`; returns rows by table, applied migrations and SQLite's version.

    Rows are counted and pages copied inside one read transaction, so both are of one state; the pages in one step, for
    SQLite's stepwise copy begins anew at every write. Nobody who types waits for it. Raises BackupError.
    """
    source_file = Path(database["NAME"])
    if not source_file.exists():
        raise BackupError(f"There is no database at {source_file}: there is nothing to back up yet.")
    try:
        with closing(_open(source_file, "rw")) as source, closing(sqlite3.connect(place)) as target:
            source.execute("PRAGMA query_only=1")
            source.execute("BEGIN")
            tables, migrations = _rows_by_table(source), _migrations(source)
            source.backup(target, pages=-1)
            source.execute("COMMIT")
            target.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be copied: {error}.") from None
    return tables, migrations, sqlite3.sqlite_version


def check_copy(place: Path, manifest: Manifest) -> None:
    """Look a copy through: every page, every key, every table's rows. Raises BackupError where something is wrong."""
    try:
        with closing(_open(place, "ro&immutable=1")) as copy:
            if (said := copy.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise BackupError(f"The copy is not whole: {said}.")
            if copy.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupError("The copy is not whole: a row points to one that is not there.")
            found = _rows_by_table(copy)
    except sqlite3.Error as error:
        raise BackupError(f"The copy is not whole: {error}.") from None
    if found != manifest.tables:
        raise BackupError(f"The copy is not whole: {different_table(found, manifest.tables)}.")


def refuse_unless_empty(database: dict[str, Any]) -> None:
    """Raises BackupError where there is a database already: one is never written over."""
    file = Path(database["NAME"])
    try:
        taken = [
            one for one in (file, *(Path(f"{file}{end}") for end in BESIDE)) if one.exists() and one.stat().st_size
        ]
    except OSError as error:
        raise BackupError(f"{file} cannot be looked at: {error.strerror}.") from None
    if taken:
        raise BackupError(
            f"There is a database at {file} already, and it is never written over. Stop the service and move it away "
            f"(with {file.name}-wal and {file.name}-shm), or give another HACKIT_DATA."
        )


def staging_folder(database: dict[str, Any]) -> Path:
    """Where a copy is unpacked: beside its place, so that renaming it is one step."""
    return Path(database["NAME"]).parent


def load(database: dict[str, Any], place: Path, manifest: Manifest) -> None:
    """Give a copy that was checked its name. Raises BackupError if a database has appeared there meanwhile."""
    refuse_unless_empty(database)
    file = Path(database["NAME"])
    try:
        for end in ("", *BESIDE):  # empty ones, as a command that only looked may have left them
            Path(f"{file}{end}").unlink(missing_ok=True)
        os.link(place, file)  # unlike a rename it fails where somebody was quicker
        place.unlink()
        force_names_to_disk(file.parent)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}.") from None


def different_table(found: dict[str, int], wanted: dict[str, int]) -> str:
    """The first table whose rows are not as many as were counted, in words."""
    name = next(one for one in sorted({*found, *wanted}) if found.get(one) != wanted.get(one))
    return f"the table {name} has {found.get(name, 'no')} rows, and {wanted.get(name, 'none')} were counted"


def _open(file: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, isolation_level=None, timeout=20)
    register(connection)  # conditions of tables use functions of Django's
    return connection


def _rows_by_table(connection: sqlite3.Connection) -> dict[str, int]:
    """Full-text tables count through the tables that SQLite keeps them in."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    return {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names}  # noqa: S608


def _migrations(connection: sqlite3.Connection) -> list[str]:
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [f"{app}.{name}" for app, name in rows]

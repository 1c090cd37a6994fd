"""A PostgreSQL database copied by its own `pg_dump`, and put back by `pg_restore`, both found on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from hackit.backups.archive import BackupError, Manifest
from hackit.backups.sqlite import different_table

NAME = "postgresql"
_ENVIRONMENT = {
    "NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT",
}  # fmt: skip
_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")
_COPY = re.compile(rb'^COPY (?:"?\w+"?\.)?"?(\w+)"? \(.*\) FROM stdin;$')


def dump(database: dict[str, Any], place: Path) -> tuple[dict[str, int], list[str], str]:
    """Have `pg_dump` write the file `place`; returns rows by table, applied migrations and the server's version.

    Rows are counted in one transaction, and `pg_dump` is given its snapshot: both see one state, and nobody who types
    waits. Raises BackupError where the tool is missing, is older than the server, or fails.
    """
    try:
        with _connect(database) as connection:
            version = connection.info.server_version // 10000
            tool = _tool("pg_dump", version)
            connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
            tables, migrations = _rows_by_table(connection), _migrations(connection)
            (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            _run(
                database, tool, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}",
                f"--file={place}",
            )  # fmt: skip
    except psycopg.Error as error:
        raise BackupError(f"The database could not be copied: {_first_line(str(error))}.") from None
    return tables, migrations, str(version)


def check_copy(place: Path, manifest: Manifest) -> None:
    """Read a dump through and count its rows. Raises BackupError where they are not those that were counted."""
    tool = _tool("pg_restore", 0)
    found: dict[str, int] = {}
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(  # noqa: S603 (its own tool, and a file of ours)
            [tool, "--data-only", "--file=-", str(place)], stdout=subprocess.PIPE, stderr=said
        )
        assert running.stdout is not None  # noqa: S101 (it is a pipe)
        name = ""
        for line in running.stdout:
            if name:
                if line == b"\\.\n":
                    name = ""
                else:
                    found[name] += 1
            elif match := _COPY.match(line.rstrip(b"\n")):
                name = match[1].decode()
                found[name] = 0
        running.stdout.close()
        if running.wait():
            said.seek(0)
            raise BackupError(f"The dump is not whole: {_first_line(said.read().decode(errors='replace'))}.")
    if found != manifest.tables:
        raise BackupError(f"The dump is not whole: {different_table(found, manifest.tables)}.")


def refuse_unless_empty(database: dict[str, Any]) -> None:
    """Raises BackupError where the database has tables, or can't be reached: it is never written over."""
    try:
        with _connect(database) as connection:
            tables = _tables(connection)
    except psycopg.Error as error:
        raise BackupError(f"The database cannot be reached: {_first_line(str(error))}.") from None
    if tables:
        raise BackupError(
            f"The database {database['NAME']} has tables already, and nothing is ever written over. Make an empty one "
            "(createdb) and name it in DATABASE_URL."
        )


def staging_folder(database: dict[str, Any]) -> Path:
    """Where a dump is unpacked for `pg_restore`, which reads files."""
    return Path(settings.DATA)


def load(database: dict[str, Any], place: Path, manifest: Manifest) -> None:
    """Put a dump that was checked into an empty database: all of it, or nothing. Raises BackupError."""
    refuse_unless_empty(database)
    _run(
        database, _tool("pg_restore", 0), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={database['NAME']}", str(place),
    )  # fmt: skip
    with _connect(database) as connection:
        found = _rows_by_table(connection)
        connection.commit()
        connection.autocommit = True
        connection.execute("ANALYZE")  # a dump does not hold what the planner knew
    if found != manifest.tables:
        raise BackupError(f"Put back, but not whole: {different_table(found, manifest.tables)}. Drop that database.")


def _connect(database: dict[str, Any]) -> psycopg.Connection:
    """A connection without the limits of pages: a backup takes as long as it does."""
    options = {name: value for name, value in database.get("OPTIONS", {}).items() if name in _OPTIONS}
    connection = psycopg.connect(
        dbname=database["NAME"], user=database.get("USER") or None, password=database.get("PASSWORD") or None,
        host=database.get("HOST") or None, port=database.get("PORT") or None, connect_timeout=10, **options,
    )  # fmt: skip
    for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(f"SET {limit} = 0".encode())
    connection.commit()
    return connection


def _tables(connection: psycopg.Connection) -> list[str]:
    asked = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    return [name for (name,) in connection.execute(asked)]


def _rows_by_table(connection: psycopg.Connection) -> dict[str, int]:
    return {name: _number(connection, f'SELECT COUNT(*) FROM "{name}"') for name in _tables(connection)}  # noqa: S608


def _number(connection: psycopg.Connection, asked: str) -> int:
    row = connection.execute(asked.encode()).fetchone()
    return row[0] if row else 0


def _migrations(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return sorted(f"{app}.{name}" for app, name in rows)


def _tool(name: str, at_least: int) -> str:
    """The path of a tool of PostgreSQL. Raises BackupError if there is none, or it is older than the server."""
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"{name} is not on the PATH. Install PostgreSQL's client programs (Debian: apt install postgresql-client)."
        )
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.search(r"\) (\d+)", said)
    if version and int(version[1]) < at_least:
        raise BackupError(
            f"{name} is of PostgreSQL {version[1]} and the server of {at_least}: it reads no newer server. Install "
            f"the client programs of PostgreSQL {at_least} and put them first on the PATH."
        )
    return path


def _run(database: dict[str, Any], *command: str) -> None:
    """Run a tool of PostgreSQL on a database; the password goes through its environment, which only we can read."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    for key, name in _ENVIRONMENT.items():
        if database.get(key):
            environment[name] = str(database[key])
    for option in _OPTIONS:
        if value := database.get("OPTIONS", {}).get(option):
            environment[f"PG{option.upper()}"] = str(value)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{Path(command[0]).name} failed: {_first_line(done.stderr)}.")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0].rstrip(".") if lines else "it said nothing"

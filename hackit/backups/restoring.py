"""Putting a backup back: into an empty place only, and only one that is whole and that this code can read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from hackit.backups.archive import BackupError, Manifest, read_manifest, unpack
from hackit.backups.making import engine_of


def restore(file: Path, database: dict[str, Any]) -> Manifest:
    """Put a backup back into the empty database that `database` (an entry of DATABASES) names.

    Raises BackupError with a sentence where the place is not empty, or the file is damaged, of the other kind of
    database or of newer code; then nothing was written.
    """
    engine = engine_of(database)
    engine.refuse_unless_empty(database)
    return _checked(file, engine, engine.staging_folder(database), database)


def check(file: Path, database: dict[str, Any]) -> Manifest:
    """Read a backup through as `restore` does, and write nothing that stays. Raises what `restore` raises."""
    return _checked(file, engine_of(database), Path(settings.DATA), None)


def _checked(file: Path, engine: Any, folder: Path, database: dict[str, Any] | None) -> Manifest:
    manifest = read_manifest(file)
    if manifest.engine != engine.NAME:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupError(
            f"{file} is of {kinds[manifest.engine]}, and DATABASE_URL names a database of {kinds[engine.NAME]}."
        )
    refuse_newer(manifest, file)
    try:
        part = Path(tempfile.mkdtemp(prefix=".records-restore-", dir=folder))
    except OSError as error:
        raise BackupError(f"Nothing can be written to {folder}: {error.strerror}.") from None
    try:
        content = part / "content"
        unpack(file, manifest, content)
        try:
            engine.check_copy(content, manifest)
        except BackupError as wrong:
            raise BackupError(f"{file} is damaged. {wrong}") from None
        if database is not None:
            engine.load(database, content, manifest)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def refuse_newer(manifest: Manifest, file: Path) -> None:
    """Raises BackupError for a backup with migrations that this code does not have."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations or {}}
    if unknown := [one for one in manifest.migrations if one not in known]:
        raise BackupError(
            f"{file} is of newer code than this: it knows {unknown[-1]}. Install the version that wrote it "
            f"({manifest.app_version} or later) and put it back with that."
        )

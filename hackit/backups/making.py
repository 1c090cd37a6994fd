"""Making a backup: a copy of one state, checked, packed, checked again, and only then given its name."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from hackit.backups import postgresql, sqlite
from hackit.backups.archive import (
    BackupError,
    Manifest,
    digest_of,
    force_names_to_disk,
    made_by_name,
    name_of,
    pack,
    unpack,
)
from hackit.backups.thinning import Rule, superfluous

_LOCK = ".backup.lock"
_PART = ".records-part"


@dataclass(frozen=True)
class Made:
    """A backup that was made: its file, its size in bytes, what it says of itself, and the older files that went."""

    file: Path
    size: int
    manifest: Manifest
    removed: list[Path]


def engine_of(database: dict[str, Any]) -> Any:
    """The module that copies this kind of database. `database` is an entry of Django's DATABASES."""
    return sqlite if database["ENGINE"].endswith("sqlite3") else postgresql


def make_backup(database: dict[str, Any], folder: Path, rule: Rule) -> Made:
    """Copy the database into a new file in `folder`, then remove what need not be kept there.

    Raises BackupError with a sentence; then nothing new is left in the folder.
    """
    try:
        with _alone_in(folder):
            part = folder / _PART
            shutil.rmtree(part, ignore_errors=True)  # of one that was killed
            part.mkdir(mode=0o700)
            try:
                file, manifest = _made_in(part, database, folder)
            finally:
                shutil.rmtree(part, ignore_errors=True)
            return Made(file, file.stat().st_size, manifest, _thin(folder, rule))
    except OSError as error:
        raise BackupError(f"Nothing can be written to {folder}: {error.strerror or error}.") from None


def _made_in(part: Path, database: dict[str, Any], folder: Path) -> tuple[Path, Manifest]:
    engine = engine_of(database)
    made = datetime.now(UTC).replace(microsecond=0)
    while (file := folder / name_of(made)).exists():
        time.sleep(0.1)
        made = datetime.now(UTC).replace(microsecond=0)
    content, packed = part / "content", part / "packed"
    tables, migrations, version = engine.dump(database, content)
    with content.open("rb") as stream:
        sha256, length = digest_of(stream)
    manifest = Manifest(
        made_at=made.isoformat(), engine=engine.NAME, engine_version=version, app_version=app_version(),
        migrations=migrations, tables=tables, content_bytes=length, sha256=sha256,
    )  # fmt: skip
    engine.check_copy(content, manifest)
    pack(content, manifest, packed)
    content.unlink()
    unpack(packed, manifest, None)  # what the disk gives back is what was written
    packed.rename(file)
    force_names_to_disk(folder)
    return file, manifest


def _thin(folder: Path, rule: Rule) -> list[Path]:
    files = {made: path for path in folder.iterdir() if (made := made_by_name(path.name))}
    removed = []
    for made in superfluous(files, rule, now=datetime.now(UTC)):
        with suppress(OSError):  # the new one is good; that an old one can't be removed does not change it
            files[made].unlink()
            removed.append(files[made])
    return removed


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder for one backup at a time. Raises BackupError where it is missing or held."""
    if not folder.is_dir():
        raise BackupError(f"There is no folder {folder}. Make it, or mount what it stands for.")
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup is being written to {folder}.") from None
        yield
    finally:
        os.close(handle)


def app_version() -> str:
    """The version of this code, from pyproject.toml."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]

"""A backup as a file: a zip of the database's copy and a manifest that says what must be in it.

A zip, so that whoever has nothing but the file can open it anywhere: in it lies a SQLite database or a dump that
`pg_restore` reads. The manifest's own checksum is the zip's comment.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
CONTENT = {"sqlite": "records.sqlite3", "postgresql": "records.pgdump"}
ENDING = ".zip"
_NAMED = "records-%Y%m%dT%H%M%SZ"
_CHUNK = 1024 * 1024
_LARGEST_MANIFEST = 4 * 1024 * 1024


class BackupError(Exception):
    """A backup can't be made, is damaged, or can't be put back; the message is a sentence for whoever runs it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    made_at: the instant it shows, as ISO 8601 in UTC; engine: "sqlite" or "postgresql"; migrations: every applied one
    as "app.name"; tables: rows by table; content_bytes and sha256: of the database's copy before it was packed.
    """

    made_at: str
    engine: str
    engine_version: str
    app_version: str
    migrations: list[str]
    tables: dict[str, int]
    content_bytes: int
    sha256: str
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)


def name_of(made: datetime) -> str:
    """The file's name, which holds the instant in UTC: files are thinned by it."""
    return made.astimezone(UTC).strftime(_NAMED) + ENDING


def made_by_name(name: str) -> datetime | None:
    """The instant that a file's name tells, or None for a file that is no backup of ours."""
    try:
        return datetime.strptime(name, _NAMED + ENDING).replace(tzinfo=UTC)
    except ValueError:
        return None


def digest_of(stream: BinaryIO, copy_to: BinaryIO | None = None) -> tuple[str, int]:
    """SHA-256 and length in bytes of what a stream holds, written to `copy_to` on the way. Raises what reading does."""
    digest, length = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        length += len(chunk)
        if copy_to is not None:
            copy_to.write(chunk)
    return digest.hexdigest(), length


def pack(content: Path, manifest: Manifest, file: Path) -> None:
    """Write the backup's file, forced to the disk. Raises OSError where it can't be written."""
    words = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    # What pg_dump writes is packed already
    how = zipfile.ZIP_DEFLATED if manifest.engine == "sqlite" else zipfile.ZIP_STORED
    with _new_file(file) as raw:
        with zipfile.ZipFile(raw, "w", how, compresslevel=6) as packed:
            packed.writestr(MANIFEST, words)
            packed.write(content, CONTENT[manifest.engine])
            packed.comment = hashlib.sha256(words).hexdigest().encode()
        raw.flush()
        os.fsync(raw.fileno())


def read_manifest(file: Path) -> Manifest:
    """What a backup says of itself. Raises BackupError where the file is none, or its manifest is damaged."""
    try:
        with zipfile.ZipFile(file) as packed:
            if packed.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
                raise BackupError(f"{file} is damaged: its manifest is too large.")
            words = packed.read(MANIFEST)
            if hashlib.sha256(words).hexdigest().encode() != packed.comment:
                raise BackupError(f"{file} is damaged: its manifest is not the one that was written.")
            return _manifest_of(json.loads(words), file)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError):
        raise BackupError(f"{file} is no backup of this service, or it is damaged or cut short.") from None


def unpack(file: Path, manifest: Manifest, place: Path | None) -> None:
    """Read the database's copy through to its end, checking it, and write it to `place` if there is one.

    Raises BackupError where it is damaged. Whatever was written by then is the caller's to take away.
    """
    try:
        with zipfile.ZipFile(file) as packed, packed.open(CONTENT[manifest.engine]) as stream:
            if place is None:
                found = digest_of(stream)
            else:
                with _new_file(place) as out:
                    found = digest_of(stream, out)
                    out.flush()
                    os.fsync(out.fileno())
    except OSError as error:
        raise BackupError(f"{file} cannot be unpacked: {error.strerror or error}.") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError):
        raise BackupError(f"{file} is damaged: what is packed in it cannot be read.") from None
    if found != (manifest.sha256, manifest.content_bytes):
        raise BackupError(f"{file} is damaged: its checksum is not the one that was written.")


def force_names_to_disk(folder: Path) -> None:
    """Have what was made, renamed or removed in a folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _manifest_of(read: Any, file: Path) -> Manifest:
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise BackupError(f"{file} was written by a newer version of this service. Put it back with that version.")
    try:
        manifest = Manifest(**read)
        manifest.made  # noqa: B018 (reading it is the check)
    except (TypeError, ValueError):
        raise BackupError(f"{file} is damaged: its manifest lacks something.") from None
    if manifest.engine not in CONTENT:
        raise BackupError(f"{file} is of a database that this service does not know.")
    return manifest


def _new_file(file: Path) -> BinaryIO:
    """A new file that other users of the machine cannot read: everything confidential is in there."""
    return os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")

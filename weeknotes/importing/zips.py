"""A zip's files, read into memory within limits; nothing of it is ever written to a disk. Pure."""

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO

from weeknotes.importing.items import CannotRead, Failed, Skipped, Why

MOST_FILES = 5_000
MOST_BYTES_OF_ONE = 10_000_000
MOST_BYTES_OF_ALL = 200_000_000
MOST_RATIO = 200  # unpacked to packed, of a file over RATIO_FROM bytes
RATIO_FROM = 1_000_000

_LEFT_BY_MACHINES = re.compile(
    r"(?:^|/)(?:__MACOSX|\.[^/.][^/]*|Thumbs\.db|desktop\.ini|node_modules)(?:/|$)", re.IGNORECASE
)
_OFFICE = ("word/", "xl/", "ppt/", "META-INF/manifest.xml")


@dataclass
class Unpacked:
    """The files by path in the order of their paths, what was passed over, and what could not be read."""

    files: list[tuple[str, bytes]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpack(data: bytes) -> Unpacked:
    """Read a zip. Raises CannotRead where it is none, is too big, or is a document of another program."""
    if data.count(b"PK\x01\x02") > 4 * MOST_FILES:
        raise CannotRead(f"The zip holds too many files: at most {MOST_FILES:,} can be brought in at once.")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, zlib.error, EOFError) as error:
        raise CannotRead("This zip is damaged and cannot be opened. Make it again and try once more.") from error
    if any(info.filename.startswith(_OFFICE) for info in infos):
        raise CannotRead(
            "This is a Word or other office file. Save it as a web page (filtered HTML) and bring that in."
        )
    if len(infos) > MOST_FILES:
        raise CannotRead(f"The zip holds {len(infos):,} files: at most {MOST_FILES:,} can be brought in at once.")
    if sum(info.file_size for info in infos) > MOST_BYTES_OF_ALL:
        raise CannotRead(f"Unpacked, the zip is over {MOST_BYTES_OF_ALL // 1_000_000} MB. Split it and try again.")
    unpacked = Unpacked()
    seen: set[str] = set()
    left = MOST_BYTES_OF_ALL
    for info in sorted(infos, key=lambda info: info.filename):
        if is_left_by_machine(info.filename):
            continue
        if (reason := _why_not(info)) or info.filename.lower() in seen:
            unpacked.failed.append(
                Failed(info.filename[:500], "", reason or "The zip holds a file of this name twice.")
            )
            continue
        seen.add(info.filename.lower())
        content = _content(archive, info, min(left, MOST_BYTES_OF_ONE))
        if isinstance(content, str):
            unpacked.failed.append(Failed(info.filename, "", content))
            continue
        left -= len(content)
        if is_zip(content):
            unpacked.skipped.append(Skipped(info.filename, "", Why.OTHER_FILE))
        else:
            unpacked.files.append((info.filename, content))
    return unpacked


def is_left_by_machine(path: str) -> bool:
    """Whether a path is one of those that no person made: hidden files, a Mac's or Windows' own."""
    return bool(_LEFT_BY_MACHINES.search(path))


def leads_outside(path: str) -> bool:
    """Whether a path leads out of the folder in which it is named."""
    return path.startswith(("/", "\\")) or bool(re.match(r"[A-Za-z]:", path)) or ".." in re.split(r"[/\\]", path)


def _why_not(info: zipfile.ZipInfo) -> str:
    """Why a file is not read, as a sentence; "" for none."""
    if leads_outside(info.filename) or "\\" in info.filename or "\x00" in info.orig_filename:
        return "Its path leads outside the zip."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link to another file."
    if info.flag_bits & 0x1:
        return "It is behind a password."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "It is packed in an unusual way. Make the zip again with a usual program."
    if info.file_size > MOST_BYTES_OF_ONE:
        return f"It is too big: at most {MOST_BYTES_OF_ONE // 1_000_000} MB."
    if info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(1, info.compress_size):
        return "It unpacks to far more than any text or image does."
    return ""


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes | str:
    """The bytes of a file, or why they cannot be had. Reads no more than `most`, whatever the zip says."""
    try:
        with archive.open(info) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError):
        return "It is damaged."
    return content if len(content) <= most else f"It is too big: at most {MOST_BYTES_OF_ONE // 1_000_000} MB."

"""Uploaded bytes as text, and the key by which the same text is known again. Pure."""

import codecs
import hashlib
import re
import unicodedata

MAX_BYTES = 1_000_000

PASTE_INSTEAD = "Copy the words out of it and paste them instead."

_ZIP = b"PK\x03\x04"
_MAGIC = {
    b"%PDF": "a PDF",
    _ZIP: "a Word, spreadsheet or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file",
    b"{\\rtf": "a rich text file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a zip file",
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8, read as Windows writes them."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


WINDOWS_WHERE_NOT_UTF8 = "windows_where_not_utf8"
codecs.register_error(WINDOWS_WHERE_NOT_UTF8, _as_windows)


class UnreadableFile(ValueError):
    """The upload cannot be read as text; the message says why, to the person who sent it."""


class BinaryFile(UnreadableFile):
    """The upload is a document, a picture or a program, not text."""


class FileTooBig(UnreadableFile):
    """The upload is too long."""


def decode(data: bytes, *, most: int = MAX_BYTES, instead: str = PASTE_INSTEAD) -> tuple[str, str | None]:
    """The text of an upload and, where its encoding had to be guessed, a sentence about that.

    Reads UTF-8, UTF-16 and Windows-1252. Raises FileTooBig over `most` bytes, and BinaryFile for anything else;
    `instead` is what its message advises where the upload is known for a document.
    """
    if len(data) > most:
        raise FileTooBig(f"The file is too big: at most {most // 1_000_000} MB of text can be brought in.")
    for start, name in _MAGIC.items():
        if data.startswith(start):
            name = "an Excel workbook" if start == _ZIP and b"xl/" in data else name
            raise BinaryFile(f"This is {name}, not text. {instead}")
    if encoding := _utf_16(data):
        return _decoded(data, encoding), None
    try:
        return _checked(data.decode("utf-8-sig")), None
    except UnicodeDecodeError:
        if _has_utf8(data):
            return _checked(data.decode("utf-8", WINDOWS_WHERE_NOT_UTF8)), _MIXED
        text = _decoded(data, "cp1252")
    return text, "The file is not in UTF-8. It was read as Windows text: look at the quotation marks and pounds."


_MIXED = "The file is not all in UTF-8. The rest was read as Windows text: look at the quotation marks and pounds."
_UTF8_SIGNS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _has_utf8(data: bytes) -> bool:
    """Whether most of the signs beyond ASCII are UTF-8, as where texts of two programs were put together."""
    signs = _UTF8_SIGNS.findall(data)
    others = len(re.findall(rb"[\x80-\xff]", data)) - sum(len(sign) for sign in signs)
    return len(signs) > others


def content_key(text: str) -> str:
    """A key that is the same for the same words, whatever the line ends and spaces between them."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return hashlib.sha256(" ".join(visible.split()).encode("utf-8", "replace")).hexdigest()


def _utf_16(data: bytes) -> str | None:
    """The kind of UTF-16 by its mark, or by every other byte being zero."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = data[:2000]
    if len(sample) < 8 or len(data) % 2:
        return None
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.6 and sample[::2].count(0) == 0:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.6 and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return None


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return _checked(data.decode(encoding))
    except UnicodeDecodeError as error:
        raise BinaryFile("This is not a text file. Save it as plain text (UTF-8) and try again.") from error


def _checked(text: str) -> str:
    """The text, unless it holds what no typed text holds. Raises BinaryFile."""
    if "\x00" in text or len(_CONTROL.findall(text)) > 2 + len(text) // 500:
        raise BinaryFile("This is not a text file. Save it as plain text (UTF-8) and try again.")
    return text.removeprefix("\ufeff")

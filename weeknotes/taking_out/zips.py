"""A zip as a stream: one file after the other, never all of it in memory; the same files give the same bytes. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16
_AT_ONCE = 64 * 1024


class _Pipe(io.RawIOBase):
    """Where the zip is written to; what was written is taken out piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def zip_stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a zip that holds these (path, content) pairs. Images are stored, texts are deflated."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as made:
        for path, content in files:
            entry = zipfile.ZipInfo(path, _NO_TIME)
            entry.external_attr = _FILE_MODE
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED if path.endswith(".md") else zipfile.ZIP_STORED
            made.writestr(entry, content, compresslevel=6)
            if len(pipe.waiting) >= _AT_ONCE:
                yield pipe.take()
    yield pipe.take()

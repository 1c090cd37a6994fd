"""A power cut that is simulated: of what a service wrote, only what it had asked to be on the disk is there.

`written_down.c` is loaded into every process of the service and keeps, in order, each write and each sync of the files
of its folder. From that a disk can be made as it would be found had the power gone at any moment: what was written
before a file's last sync is there; of what came after it nothing, or any part, sector by sector. A file's name is there
from its first sync, a removal from the next sync of any file: as on file systems that keep a journal (ext4, XFS).
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.serving import Service

SOURCE = Path(__file__).with_name("written_down.c")
SECTOR = 512
HEAD = struct.Struct("=c3xIIIQ")


def loaded_library(folder: Path) -> Path:
    """The library, compiled. Raises AssertionError where there is no C compiler: then nothing can be shown."""
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc")
    assert compiler, "A power cut is simulated with a small library in C: install a C compiler (apt install gcc)"
    made = folder / "written_down.so"
    done = subprocess.run(
        [compiler, "-Wall", "-Wextra", "-Werror", "-O2", "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return made


class Recorder:
    """What a service writes from its next start on. `at()` is a moment: so much was told by then."""

    def __init__(self, service: Service, beside: Path) -> None:
        self.log = beside / "written"
        self.log.touch()
        self.before = beside / "before"
        self.before.mkdir()
        for file in service.folder.glob("records.sqlite3*"):
            shutil.copy(file, self.before)
        self.folder = str(service.folder)
        service.environment |= {
            "LD_PRELOAD": str(loaded_library(beside)), "POWER_FOLDER": self.folder, "POWER_LOG": str(self.log),
        }  # fmt: skip

    def at(self) -> int:
        return self.log.stat().st_size

    def found_after(self, moments: list[int], chance: random.Random) -> Iterator[tuple[int, Disk]]:
        """The disk as it stood at each of these moments, in their order in time."""
        disk = Disk({file.name: bytearray(file.read_bytes()) for file in self.before.iterdir()}, chance)
        waiting = sorted(moments)
        with self.log.open("rb") as log:
            while waiting:
                head = log.read(HEAD.size)
                assert len(head) == HEAD.size, "the log ends before that moment"
                what, path, size, _unused, at = HEAD.unpack(head)
                name, data = log.read(path).decode(), log.read(size)
                while waiting and log.tell() > waiting[0]:
                    yield waiting.pop(0), disk
                disk.hear(what.decode(), name.removeprefix(self.folder).lstrip("/"), at, data)
                while waiting and log.tell() == waiting[0]:
                    yield waiting.pop(0), disk


@dataclass
class Disk:
    """What is surely on it, what was written since by file, and what was removed since the last sync."""

    sure: dict[str, bytearray]
    chance: random.Random
    since: dict[str, list[tuple[str, int, bytes]]] = field(default_factory=dict)
    removed: dict[str, bytearray] = field(default_factory=dict)

    def hear(self, what: str, name: str, at: int, data: bytes) -> None:
        """One record of the log: a write, a truncation, a sync or a removal."""
        if not name.startswith("records.sqlite3") or name.endswith("-shm"):
            return  # letters of the trial; what SQLite makes anew from the log after every start
        if what == "s":
            content = self.sure.setdefault(name, bytearray())
            for change in self.since.pop(name, []):
                _apply(content, *change)
            self.removed.clear()
        elif what == "u":
            self.since.pop(name, None)
            if name in self.sure:
                self.removed[name] = self.sure.pop(name)
        else:
            self.since.setdefault(name, []).append((what, at, data))

    def put(self, folder: Path, *, keeps: float) -> None:
        """Write what is found after the cut into a folder; of what was not synced each sector is there by chance."""
        found = {name: bytearray(content) for name, content in self.sure.items()}
        for name, content in self.removed.items():
            if name not in found and self.chance.random() < 0.5:
                found[name] = bytearray(content)
        for name, changes in self.since.items():
            for what, at, data in changes:
                if what == "t":
                    if self.chance.random() < keeps:
                        _apply(found.setdefault(name, bytearray()), what, at, data)
                    continue
                for start in range(0, len(data), SECTOR):
                    if self.chance.random() < keeps:
                        part = data[start : start + SECTOR]
                        _apply(found.setdefault(name, bytearray()), "w", at + start, part)
        for name, content in found.items():
            (folder / name).write_bytes(content)


def _apply(content: bytearray, what: str, at: int, data: bytes) -> None:
    end = at + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if what == "t":
        del content[at:]
    else:
        content[at:end] = data

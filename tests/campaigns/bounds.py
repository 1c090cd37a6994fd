"""What one request may take: seconds of a processor, and memory beyond what the process had before; what it writes."""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MOST_SECONDS = 5.0
MOST_MEGABYTES = 256.0


class Bounds:
    """The most that any block took."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.megabytes = 0.0

    @contextmanager
    def kept(self, what: str) -> Iterator[None]:
        """Fail where the block takes more than it may; `what` says what it was."""
        before = _begin_anew()
        began = time.process_time()
        yield
        seconds, megabytes = time.process_time() - began, _highest() - before
        self.seconds, self.megabytes = max(self.seconds, seconds), max(self.megabytes, megabytes)
        assert seconds < MOST_SECONDS, f"{what} took {seconds:.1f} s of a processor"
        assert megabytes < MOST_MEGABYTES, f"{what} took {megabytes:.0f} MB"

    def __str__(self) -> str:
        return f"at most {self.seconds:.1f} s of a processor and {self.megabytes:.0f} MB each"


def _begin_anew() -> float:
    """Forget the highest so far where the system can (Linux); what the process has now, in MB."""
    if sys.platform != "linux":
        return _highest()
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _highest() -> float:
    """The most memory that the process had, in MB: since the mark was put back, or elsewhere since it began."""
    if sys.platform == "linux":
        return _status("VmHWM")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def _status(name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found, name
    return int(found[1]) / 1024


class Writes:
    """Whether anything is written at all, if only to be taken back: a wrapper around what the database is asked."""

    def __init__(self) -> None:
        self.any = False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.any |= sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return execute(sql, *rest)

"""docs/operate.md as somebody at a machine reads it: the commands of each part, in their order."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "operate.md"

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEPS = ("1. Program", "2. Settings", "3. Database", "4. Tables, files and the first administrator",
         "5. Service and timers", "6. Proxy", "7. Look")  # fmt: skip


def commands(heading: str) -> list[str]:
    """The blocks of commands below a heading of the page, each as it would be pasted into a shell."""
    parts = PAGE.read_text().split("\n## ")
    (part,) = [part for part in parts if part.startswith(heading + "\n")]
    return _BLOCK.findall(part)

"""The service's settings with a fault: SQLite does not wait for the disk. What a power cut then loses is to be seen."""

from hackit.settings import *  # noqa: F403 (all of them, but for one)
from hackit.settings import DATABASES

_options = DATABASES["default"]["OPTIONS"]
_options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
assert "synchronous=NORMAL" in _options["init_command"]

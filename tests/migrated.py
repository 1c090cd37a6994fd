"""A SQLite database with every migration applied, kept under var/cache from one run to the next.

Applying the migrations is most of what a run of one file takes. So the first run keeps what they made, and every later
one begins with a copy. Its name is made from all that shaped it: a changed migration, trigger or package makes another.
"""

from __future__ import annotations

import os
import shutil
from hashlib import sha256
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var/cache/migrated"
SHAPED_BY = ("*/migrations/*.py", "hackit/database_objects.py", "hackit/__init__.py", "requirements-dev.lock")


def kept() -> Path:
    """Where the database that these sources make is kept, made yet or not."""
    digest = sha256()
    for path in sorted(path for pattern in SHAPED_BY for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:24]}.sqlite3"


def lay_out(place: Path) -> bool:
    """Put a copy there, if one is kept; Django then finds nothing left to migrate."""
    if not kept().exists():
        return False
    shutil.copyfile(kept(), place)
    return True


def keep() -> None:
    """Keep the database as it stands for the next run, in place of those that other sources made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for older in FOLDER.glob("*.sqlite3"):
        older.unlink(missing_ok=True)
    made = FOLDER / f"{os.getpid()}.part"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(made)])
    made.replace(kept())

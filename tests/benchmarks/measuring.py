"""What the benchmarks of pages share: a database with much in it, a clock of processors, the table's place in docs/."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils.timezone import localdate

from hackit.dates import british_day
from hackit.sample import holds_anything
from hackit.scale import Size, make_scale

DOCS = Path(__file__).resolve().parents[2] / "docs"


@contextmanager
def much_to_measure() -> Iterator[None]:
    """The database filled as `seed_scale` fills it, or as it is if it holds anything; nothing done inside stays."""
    logging.disable(logging.ERROR)
    call_command("migrate", verbosity=0)
    if not holds_anything():
        make_scale(Size(), on=localdate())
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing has to be collected
    changed = override_settings(ALLOWED_HOSTS=["testserver"], STORAGES={**settings.STORAGES, "staticfiles": plain})
    gc.collect()  # as in each worker of the service: hackit/gunicorn.py
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    with changed, transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # so that all that is done is done by the process that is watched
                cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL statement_timeout = 0")
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # other work may hold this one up
        yield
        transaction.set_rollback(True)


def processor_clock() -> Callable[[], float]:
    """Seconds of a processor: of this process, and of the database's where that is another one on this machine."""
    if connection.vendor != "postgresql":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        other = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not other.exists():
        return time.perf_counter
    return lambda: time.process_time() + int(other.read_text().split()[0]) / 1e9


def p95(times: Sequence[float]) -> float:
    """The time that 95 of a hundred do not pass."""
    return sorted(times)[int(len(times) * 0.95)]


def write_table(page: Path, intro: str, table: str, on: date) -> None:
    """Put a table into a page of docs/ in place of what stood there of the same engine."""
    heading = {"sqlite": "## On SQLite", "postgresql": "## On PostgreSQL"}[connection.vendor]
    old = page.read_text() if page.exists() else intro
    above = old.partition("\n## ")[0].rstrip() + "\n"
    parts = [part for part in old.split("\n## ")[1:] if not f"## {part}".startswith(heading)]
    parts.append(f"{heading.removeprefix('## ')}, {british_day(on)}\n\n{table}\n")
    page.write_text(above + "".join(f"\n## {part.strip()}\n" for part in sorted(parts)))

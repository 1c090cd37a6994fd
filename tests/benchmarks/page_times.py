"""What `bench_pages` does: find the pages that a reader has, open each some times, draw the table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from hackit.models import Entry, Role, User
from hackit.scale import EMAIL
from tests.benchmarks.measuring import DOCS, much_to_measure, p95, processor_clock, write_table
from tests.benchmarks.page_kinds import Kind, kinds_for

PAGE = DOCS / "speed-of-pages.md"
REACH_MS, ROUNDS = 250, 3
HEAD = "| page | staff | | member | | stranger | | questions |\n|---|---|---|---|---|---|---|---|"
INTRO = """# What a page costs among 186,000 things

Made by `python -m tests.benchmarks.bench_pages --write`: 10,000 made-up weeknotes (60,000 sections), 5,000 meetings and
100,000 actions, as `seed_scale` makes them. Median and 95th percentile in milliseconds of a processor, of the whole
request: the service's own and, on PostgreSQL, those of its database process, to which no worker is lent. Each kind of
page is opened warm, for up to eight records three times over, the largest among them. Staff are in no group, the member
is in one. The last column is how many questions the first of them puts to the database for the member.
"""


class Seen(NamedTuple):
    median: float
    p95: float
    questions: int


def bench(words: Sequence[str], *, write: bool) -> int:
    """Measure, print, and write if asked to; 1 where a kind of page takes longer than the reach, 0 else."""
    with much_to_measure():
        found = _measured(words)
    table = "\n".join([HEAD, *(_row(name, of) for name, of in found.items())])
    print(f"{connection.vendor}: {Entry.objects.count():,} findable things\n{table}")  # noqa: T201
    if write:
        write_table(PAGE, INTRO, table, localdate())
    return int(any(seen.p95 > REACH_MS for of in found.values() for seen in of.values()))


def _measured(words: Sequence[str]) -> dict[str, dict[str, Seen]]:
    member = User.objects.filter(email=EMAIL).first() or User.objects.exclude(person__memberships=None).first()
    staff = User.objects.create_user("bench-staff@council.example", name="Nobody’s Member", role=Role.STAFF)
    clock = processor_clock()
    found: dict[str, dict[str, Seen]] = {}
    for who, user in (("staff", staff), ("member", member), ("stranger", None)):
        client = Client()
        if user:
            client.force_login(user)
        for kind in kinds_for(user):
            if not words or any(word in kind.name for word in words):
                seen = _opened(client, kind, clock)
                if seen:
                    found.setdefault(kind.name, {})[who] = seen
                    print(f"{who:9} {kind.name:30} {seen.median:6.0f} {seen.p95:6.0f}", flush=True)  # noqa: T201
    return found


def _opened(client: Client, kind: Kind, clock: Callable[[], float]) -> Seen | None:
    """What a kind of page takes; None if this reader may not read it."""
    there = [address for address in kind.addresses if client.get(address).status_code == 200]
    if not there:
        return None
    asked: list[str] = []

    def note(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        client.get(there[0])
    times = []
    for address in there * (ROUNDS if len(there) > 3 else 3 * ROUNDS):
        began = clock()
        client.get(address)
        times.append((clock() - began) * 1000)
    return Seen(statistics.median(times), p95(times), len(asked))


# --- The table ---


def _row(name: str, of: dict[str, Seen]) -> str:
    cells = []
    for who in ("staff", "member", "stranger"):
        seen = of.get(who)
        cells += [f"{seen.median:.0f}", f"{seen.p95:.0f}"] if seen else ["–", "–"]
    questions = next((of[who].questions for who in ("member", "staff", "stranger") if who in of), 0)
    return f"| {name} | {' | '.join(cells)} | {questions} |"

"""What `bench_search` does: ask 200 fixed questions of eight kinds, time page and engine, draw the table."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from hackit.models import Entry, User
from hackit.scale import EMAIL
from hackit.scale.prose import Prose
from hackit.scale.topics import TOPICS
from tests.benchmarks.measuring import DOCS, much_to_measure, p95, processor_clock, write_table

PAGE = DOCS / "speed.md"
EACH = 25
REACH, COMMONEST_MS, SLOWEST_MS = 2.0, 150, 250
HEAD = "| question | staff | | engine | ratio | stranger | | engine | ratio |\n|---|---|---|---|---|---|---|---|---|"
INTRO = """# How long a search page takes

Made by `python -m tests.benchmarks.bench_search --write`: 10,000 made-up weeknotes (60,000 sections), 5,000 meetings
and 100,000 actions, as `seed_scale` makes them; 200 fixed questions of eight kinds, each opened warm once. Median and
95th percentile of the whole page in milliseconds of a processor: the service's own and, on PostgreSQL, those of its
database process, to which no worker is lent. "Engine" is the median of the same statements put to the driver by hand;
"ratio" the median page over that and a page of words. Asked: no ratio over 2, no 95th percentile over 250 ms, the
commonest word under 150 ms.
"""


class Took(NamedTuple):
    """Milliseconds of a page and of its statements alone."""

    page: float
    engine: float


Clock = Callable[[], float]


def queries(prose: Prose) -> dict[str, list[str]]:
    """25 questions of each kind, the same for the same seed."""
    dice = random.Random(11)
    words = prose.content
    rare = prose.words[-3000:]
    names = [name for names in TOPICS for name in names]
    return {
        "a common word": dice.choices(prose.words[1:120], k=EACH),
        "two words": [" ".join(dice.sample(words[:150], 2)) for _ in range(EACH)],
        "a rare word": dice.choices(rare, k=EACH),
        "a phrase": [f'"{" ".join(dice.sample(words[:60], 2))}"' for _ in range(EACH)],
        "a beginning": [f"{dice.choice(words)[:5]}*" for _ in range(EACH)],
        "a topic's name": dice.choices(names, k=EACH),
        "words and filters": [
            f"{dice.choice(words[:150])} kind:action fy:{dice.randrange(2018, 2026)}" for _ in range(EACH)
        ],
        "a slip": [_slip(dice, dice.choice([w for w in words if len(w) > 6])) for _ in range(EACH)],
    }


def _slip(dice: random.Random, word: str) -> str:
    at = dice.randrange(1, len(word) - 2)
    return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"


def bench(*, write: bool) -> int:
    """Measure, print, and write if asked to; 1 where something is over its reach, 0 else."""
    with much_to_measure():
        table, is_over = _measured(Prose(random.Random(7), TOPICS))
    print(f"{connection.vendor}: {Entry.objects.count():,} findable things\n{table}")  # noqa: T201
    if write:
        write_table(PAGE, INTRO, table, localdate())
    return int(is_over)


def _measured(prose: Prose) -> tuple[str, bool]:
    clock = processor_clock()
    staff, stranger = Client(), Client()
    staff.force_login(User.objects.get(email=EMAIL))
    small = statistics.median(_took(lambda: staff.get("/privacy/"), clock) for _ in range(50))
    rows: dict[str, list[str]] = {}
    is_over = False
    for client in (staff, stranger):
        every: list[Took] = []
        for kind, asked in queries(prose).items():
            found = [_asked(client, text, clock) for text in asked]
            every += found
            rows.setdefault(kind, []).extend(_cells(found, small))
            print(kind, *rows[kind][-4:], flush=True)  # noqa: T201
        rows.setdefault("all", []).extend(_cells(every, small))
        is_over |= _ratio(every, small) > REACH or p95([took.page for took in every]) > SLOWEST_MS
        commonest = [_asked(client, prose.words[0], clock) for _ in range(7)]
        rows.setdefault("the commonest word", []).extend(_cells(commonest, small))
        is_over |= statistics.median(took.page for took in commonest) > COMMONEST_MS
    lines = [f"| {kind} | {' | '.join(cells)} |" for kind, cells in rows.items()]
    return "\n".join([HEAD, *lines, "", f"A page of words takes {small:.1f}."]), is_over


def _asked(client: Client, text: str, clock: Clock) -> Took:
    """Milliseconds of a whole page and of its statements by hand, warm."""
    statements: list[tuple[str, object]] = []

    def keep(execute: Callable, sql: str, params: object, many: bool, context: object) -> object:
        if sql.lstrip(" (").upper().startswith(("SELECT", "WITH")):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    def page() -> None:
        assert client.get("/search/", {"q": text}).status_code == 200

    def by_hand() -> None:
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()

    with connection.execute_wrapper(keep):
        page()
    return Took(_took(page, clock), _took(by_hand, clock))


def _took(do: Callable[[], object], clock: Clock) -> float:
    began = clock()
    do()
    return (clock() - began) * 1000


def _ratio(found: list[Took], small: float) -> float:
    page = statistics.median(took.page for took in found)
    return page / (statistics.median(took.engine for took in found) + small)


def _cells(found: list[Took], small: float) -> list[str]:
    pages = [took.page for took in found]
    engine = statistics.median(took.engine for took in found)
    return [f"{statistics.median(pages):.0f}", f"{p95(pages):.0f}", f"{engine:.0f}", f"{_ratio(found, small):.2f}"]

"""What `bench_growth` does: make Entries, measure at each step, draw the table and the picture."""

from __future__ import annotations

import math
import random
import resource
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max
from django.utils.html import format_html, format_html_join

from hackit.database_objects import COPIED_TO_TOPICS
from hackit.indexing import index_all
from hackit.models import Entry, EntryPerson, EntryTopic, User
from hackit.scale import EMAIL, Size, make_scale
from hackit.search.searching import search
from meetings.models import Action
from tests.benchmarks.measuring import DOCS, processor_clock

STEPS = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ON, SEED, BATCH = date(2026, 11, 2), 7, 10_000
EACH, SAVED = 8, 40
OF_A_TOPIC = ("topic_id", "how", *COPIED_TO_TOPICS)


class Seen(NamedTuple):
    """What was seen with so many Entries: milliseconds of a processor for a search and for a save, megabytes."""

    entries: int
    median: float
    p95: float
    commonest: float
    save: float
    index: float
    size: float
    memory: float


def grow(steps: Sequence[int]) -> None:
    """Fill, measure, write, step by step; what is written so far stays if it is broken off."""
    call_command("migrate", verbosity=0)
    scale = make_scale(Size(steps[0] * 54 // 1000, steps[0] * 27 // 1000, steps[0] * 54 // 100), on=ON, seed=SEED)
    dice = random.Random(SEED)
    words, rare = scale.prose.content, scale.prose.words[-3000:]
    queries = [
        *dice.choices(scale.prose.words[1:120], k=EACH),
        *(" ".join(dice.sample(words[:150], 2)) for _ in range(EACH)),
        *dice.choices(rare, k=EACH),
        *(f"{dice.choice(words)[:5]}*" for _ in range(EACH)),
        *(f"{dice.choice(words[:150])} kind:action" for _ in range(EACH)),
    ]
    seen = []
    for step in steps:
        index = copy(step, batch=BATCH)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        seen.append(measure(queries, scale.prose.words[0], index))
        print(*seen[-1:], flush=True)  # noqa: T201
        page = {"sqlite": "growth", "postgresql": "growth-postgresql"}[connection.vendor]
        (DOCS / f"{page}.md").write_text(table(seen, connection.vendor, page))
        (DOCS / f"{page}.svg").write_text(picture(seen))


def copy(wanted: int, *, batch: int) -> float:
    """Copies of Entries with their people and topics, until there are so many; milliseconds for one."""
    had = Entry.objects.count()
    columns = [field.column for field in Entry._meta.concrete_fields]
    back = "date(date, '-1 day')" if connection.vendor == "sqlite" else "date - 1"
    clock = processor_clock()
    began = clock()
    while (left := wanted - Entry.objects.count()) > 0:
        offset = Entry.objects.aggregate(Max("id"))["id__max"]
        changed = {"id": f"id + {offset}", "source_id": f"source_id + {offset}", "date": back}
        values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        take = min(left, batch)
        with transaction.atomic(), connection.cursor() as cursor:
            some = f"ORDER BY id LIMIT {take}"
            cursor.execute(f"INSERT INTO hackit_entry ({names}) SELECT {values} FROM hackit_entry {some}")
            for model, also in ((EntryPerson, ("person_id", "role")), (EntryTopic, OF_A_TOPIC)):
                column, value = ", ".join(also), ", ".join({"date": back}.get(name, name) for name in also)
                cursor.execute(
                    f"INSERT INTO {model._meta.db_table} (entry_id, {column}) SELECT entry_id + {offset}, {value}"
                    f" FROM {model._meta.db_table} WHERE entry_id IN (SELECT id FROM hackit_entry {some})"
                )
    return (clock() - began) * 1000 / max(1, wanted - had)


def measure(queries: Sequence[str], commonest: str, index: float) -> Seen:
    """Ask every search warm, save some records, weigh."""
    user = User.objects.select_related("person").get(email=EMAIL)
    times = []
    for text in queries:
        search(text, user=user, on=ON)
        times.append(took(lambda text=text: search(text, user=user, on=ON)))
    actions = list(Action.to_index()[:SAVED])
    for action in actions:
        action.text += " anew"
    save = statistics.median(took(lambda one=one: index_all([one])) for one in actions)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            size = Path(settings.DATABASES["default"]["NAME"]).stat().st_size
        else:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    return Seen(
        Entry.objects.count(), statistics.median(times), sorted(times)[int(len(times) * 0.95)],
        min(took(lambda: search(commonest, user=user, on=ON)) for _ in range(3)), save, index,
        size / 1e6, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    )  # fmt: skip


def took(do: Callable[[], object]) -> float:
    """Milliseconds of a processor: of this process, and of the database's where that is another one."""
    clock = processor_clock()
    began = clock()
    do()
    return (clock() - began) * 1000


def table(seen: Sequence[Seen], vendor: str, page: str) -> str:
    """The page with the table."""
    head = "a search, median ms|95th percentile ms|the commonest word ms|a record saved anew ms|a copy indexed ms"
    head = f"| findable things | {head.replace('|', ' | ')} | database MB | memory MB |"
    rows = "\n".join(
        f"| {one.entries:,} | {one.median:.0f} | {one.p95:.0f} | {one.commonest:.0f} | {one.save:.1f} | {one.index:.2f}"
        f" | {one.size:,.0f} | {one.memory:.0f} |"
        for one in seen
    )
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[vendor]
    return f"""# How a search grows on {name}

Made by `python -m tests.benchmarks.bench_growth` on {name}: made-up records of a council, as `seed_scale` makes them,
then copies of them on other days. 40 searches as staff, warm; milliseconds of a processor that had other work too.

![Search time by number of findable things]({page}.svg)

{head}
|---|---|---|---|---|---|---|---|
{rows}

A search looks at no more than its newest 2,500 hits; what still grows is reading the full-text index where words are
common and few things have all of them.
"""


def picture(seen: Sequence[Seen]) -> str:
    """The median and the 95th percentile over the number of Entries, both by powers of ten in width."""
    most = max(max(one.p95, one.commonest) for one in seen) * 1.1
    low, high = math.log10(seen[0].entries), max(math.log10(seen[-1].entries), math.log10(seen[0].entries) + 1)

    def place(entries: int, value: float) -> str:
        return f"{60 + 560 * (math.log10(entries) - low) / (high - low):.0f},{260 - 230 * value / most:.0f}"

    lines = (
        ("#1d70b8", "median", [place(one.entries, one.median) for one in seen]),
        ("#d4351c", "95th percentile", [place(one.entries, one.p95) for one in seen]),
        ("#505a5f", "commonest word", [place(one.entries, one.commonest) for one in seen]),
    )
    drawn = format_html_join(
        "\n", '<polyline fill="none" stroke="{}" stroke-width="2" points="{}"/>',
        ((colour, " ".join(points)) for colour, _name, points in lines),
    )  # fmt: skip
    named = format_html_join(
        "\n", '<text x="{}" y="20" fill="{}">{}</text>',
        ((70 + 150 * number, colour, name) for number, (colour, name, _points) in enumerate(lines)),
    )  # fmt: skip
    across = format_html_join(
        "\n", '<text x="{}" y="280" text-anchor="middle">{}</text>',
        ((place(one.entries, 0).split(",")[0], f"{one.entries:,}") for one in seen),
    )  # fmt: skip
    up = format_html_join(
        "\n", '<text x="52" y="{}" text-anchor="end">{} ms</text>',
        ((place(seen[0].entries, value).split(",")[1], f"{value:.0f}") for value in (0, most / 2, most)),
    )  # fmt: skip
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 300" font-family="sans-serif" font-size="12"'
        ' role="img" aria-label="Milliseconds of a search by number of findable things">\n'
        '<path d="M60 30V260H640" fill="none" stroke="#b1b4b6"/>\n{}\n{}\n{}\n{}\n</svg>\n',
        drawn, named, across, up,
    )  # fmt: skip

"""What searching costs among 60,000 sections, 5,000 meetings and 100,000 actions. Run it by name, on either database:

    python -m pytest tests/benchmarks/bench_search.py -q -s

Making the records takes minutes; SCALE=0.1 makes a tenth. 200 fixed queries of eight kinds, as staff and as a stranger:
beside each whole page the same statements put to the driver by hand ("engine") and an empty page, in one run.
Milliseconds; the machine may be shared, so what is asserted is the ratio of medians and no more.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from hackit.models import Entry, User
from hackit.scale import EMAIL, Scale, Size, make_scale
from hackit.scale.topics import TOPICS

SCALE = float(os.environ.get("SCALE", "1"))
EACH = 25
REACH, COMMONEST_MS, SLOWEST_MS = 2.0, 150, 250


def queries(scale: Scale) -> dict[str, list[str]]:
    """25 queries of each kind, the same for the same seed."""
    dice = random.Random(11)
    words = scale.prose.content
    rare = scale.prose.words[-3000:]
    names = [name for names in TOPICS for name in names]
    return {
        "a common word": dice.choices(scale.prose.words[1:120], k=EACH),
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


def took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def by_hand(statements: list[tuple[str, object]]) -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


def statements_of(ask: Callable[[], object]) -> list[tuple[str, object]]:
    """What a page puts to the driver, with its parameters."""
    asked: list[tuple[str, object]] = []

    def keep(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        ask()
    return asked


def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nothing")


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def measured(client: Client, address: str) -> tuple[float, float]:
    """Milliseconds of a whole page and of its statements by hand, warm."""

    def ask() -> None:
        assert client.get(address).status_code == 200

    asked = statements_of(ask)
    return took(ask), took(lambda: by_hand(asked))


@pytest.mark.django_db
def test_a_search_costs_little_more_than_its_statements():
    size = Size(*(int(count * SCALE) for count in (10_000, 5_000, 100_000)))
    began = time.perf_counter()
    scale = make_scale(size, on=localdate())
    print(f"\n{connection.vendor}: {Entry.objects.count():,} Entries made in {time.perf_counter() - began:.0f} s")  # noqa: T201
    staff, stranger = Client(), Client()
    staff.force_login(User.objects.get(email=EMAIL))
    request = RequestFactory().get("/")
    nothing = statistics.median(took(lambda: empty(request)) for _ in range(50))
    small = statistics.median(took(lambda: staff.get("/privacy/")) for _ in range(50))
    print(f"an empty view {nothing:.2f}, a page of words {small:.1f}")  # noqa: T201
    ratios, slowest = [], 0.0
    for who, client in (("staff", staff), ("a stranger", stranger)):
        print(f"{who:22} median    p95  engine  ratio")  # noqa: T201
        every: list[tuple[float, float]] = []
        for kind, asked in queries(scale).items():
            found = [measured(client, f"/search/?q={text.replace(' ', '+')}") for text in asked]
            every += found
            tell(kind, found, small)
        tell("all", every, small)
        ratios.append(ratio(every, small))
        slowest = max(slowest, p95([page for page, _engine in every]))
    commonest = statistics.median(measured(staff, f"/search/?q={scale.prose.words[0]}")[0] for _ in range(7))
    print(f"the commonest word {commonest:.0f}")  # noqa: T201
    pages(staff)
    assert max(ratios) <= REACH, ratios
    assert commonest < COMMONEST_MS
    assert slowest < SLOWEST_MS


def ratio(found: list[tuple[float, float]], small: float) -> float:
    page = statistics.median(page for page, _engine in found)
    return page / (statistics.median(engine for _page, engine in found) + small)


def tell(name: str, found: list[tuple[float, float]], small: float) -> None:
    times = [page for page, _engine in found]
    engine = statistics.median(engine for _page, engine in found)
    line = f"{name:22} {statistics.median(times):6.1f} {p95(times):6.1f} {engine:7.1f} {ratio(found, small):6.2f}"
    print(line)  # noqa: T201


def pages(client: Client) -> None:
    """The other pages that read much: topics, lists, each ten times."""
    addresses = {
        "a topic": "/topics/mobile-phones/",
        "all topics": "/topics/",
        "weeknotes": "/weeknotes/",
        "weeknotes of a topic": "/weeknotes/?topic=audit-plan",
        "decisions": "/decisions/",
        "actions": "/actions/?whose=all",
        "this week": "/",
    }
    for name, address in addresses.items():
        found = [measured(client, address) for _ in range(10)]
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        times = [page for page, _engine in found]
        engine = statistics.median(engine for _page, engine in found)
        line = f"{name:22} {statistics.median(times):6.1f} {p95(times):6.1f} {engine:7.1f} {len(caught):6} questions"
        print(line)  # noqa: T201

"""Known things are found: sixty questions as people type them, the shares answered first and in the first five."""

from __future__ import annotations

from collections import defaultdict

import pytest

from hackit.models import User
from hackit.search.searching import search
from tests.hackit.search_questions import ON, QUESTIONS, make_world

LEAST_FIRST = {"exact": 1.0, "person": 1.0, "dated": 1.0, "misspelt": 0.9, "signs": 1.0, "nickname": 1.0, "helen": 1.0}
LEAST_IN_FIVE = {"theme": 0.9, "asked": 1.0, "stemmed": 1.0, "spelling": 1.0}


def answers(query: str, user) -> list[str]:
    """The titles of the first five hits: of a part, that of its note."""
    hits = search(query, user=user, on=ON, size=5).hits
    return [hit.entry.document_title if hit.entry.kind == "section" else hit.entry.title for hit in hits]


@pytest.mark.django_db
def test_known_things_are_found(proof):
    assert len(QUESTIONS) >= 60
    make_world()
    helen = User.objects.get(email="helen.marsh@example.org")
    ranks: dict[str, list[int]] = defaultdict(list)
    missed = []
    for kind, query, wanted in QUESTIONS:
        found = answers(query, helen if kind == "helen" else None)
        rank = found.index(wanted) + 1 if wanted in found else 0
        ranks[kind].append(rank)
        if rank != 1:
            missed.append((kind, query, wanted, found))
    lines = [
        f"{kind} {sum(r == 1 for r in of_kind)} first and {sum(map(bool, of_kind))} in the first five of {len(of_kind)}"
        for kind, of_kind in ranks.items()
    ]
    print("\n" + "\n".join([*lines, *map(str, missed)]))  # noqa: T201 (shown by `pytest -s`)
    proof("; ".join(lines))
    for kind, of_kind in ranks.items():
        assert sum(r == 1 for r in of_kind) >= LEAST_FIRST.get(kind, 0) * len(of_kind), (kind, missed)
        assert sum(map(bool, of_kind)) >= LEAST_IN_FIVE.get(kind, 0.9) * len(of_kind), (kind, missed)

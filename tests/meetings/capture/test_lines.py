"""Every line of the table becomes exactly what the table says, and nothing more."""

from typing import Any

import pytest

from meetings.capture import Owner, Recognised
from tests.meetings.capture.lines import ALL, Expected
from tests.meetings.capture.world import read

# What a thing does not mention must be as empty as it was made.
WATCHED = (
    "owners",
    "candidates",
    "due",
    "due_text",
    "due_loose",
    "waiting_for",
    "done",
    "outcome",
    "group_key",
    "caveats",
    "caveats_to_follow",
    "target",
    "status",
    "new_date",
    "reason",
    "alternatives",
    "sort",
    "topics",
    "topics_typed",
    "audience",
    "yearly",
    "start_by",
    "start_text",
)
EMPTY = Recognised(1, "", "note", "")


def short(owner: Owner | None) -> Any:
    if owner is None:
        return None
    return f"?{owner.typed}" if owner.key is None else owner.key


def seen(thing: Recognised, name: str) -> Any:
    if name == "owners":
        return tuple(short(owner) for owner in thing.owners)
    if name == "caveats":
        return tuple((caveat.text, short(caveat.owner), caveat.due) for caveat in thing.caveats)
    return getattr(thing, name)


@pytest.mark.parametrize(("typed", "expected"), ALL, ids=[typed for typed, _ in ALL])
def test_a_line_becomes_what_the_table_says(typed: str, expected: list[Expected]) -> None:
    things = read(typed)
    assert [thing.kind for thing in things] == [one["kind"] for one in expected]
    for thing, one in zip(things, expected, strict=True):
        names = {*WATCHED, *one} - {"flags"}
        wanted = {name: one.get(name, getattr(EMPTY, name)) for name in names}
        assert {name: seen(thing, name) for name in names} == wanted
        if "flags" in one or thing.kind != "note":
            assert set(thing.flags) == set(one.get("flags", ()))
        assert thing.raw == typed
        assert thing.line == 1


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({typed for typed, _ in ALL}) >= 150

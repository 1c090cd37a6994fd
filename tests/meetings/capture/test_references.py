"""Recommendations of audit meant by their own references, as actions by their numbers."""

from datetime import date

import pytest

from meetings.capture import OpenAction
from tests.meetings.capture.world import OPEN_ACTIONS, read

SEEN_TO = (
    *OPEN_ACTIONS,
    OpenAction("r21", 4, "Switch off access", "Henry Ade", "R2.1"),
    OpenAction("it7", 5, "Patch the servers", "Cate Moss", "IT-07"),
    OpenAction("110", 6, "Review access", "Dawn Price", "1.10"),
    OpenAction("11", 7, "Ask payroll", "Dawn Price", "1.1"),
    OpenAction("twice-a", 8, "Old one", "Dawn Price", "A3"),
    OpenAction("twice-b", 9, "New one", "Dawn Price", "a 3"),
    OpenAction("digit", 10, "Plain", "Dawn Price", "2"),
)


def told(text: str) -> list[tuple]:
    return [(one.kind, one.target, one.status) for one in read(text, open_actions=SEEN_TO)]


@pytest.mark.parametrize(
    ("text", "targets", "status"),
    [
        ("R2.1 now 30 Sept", ["r21"], "moved"), ("IT-07 done", ["it7"], "done"), ("it 07 is done.", ["it7"], "done"),
        ("done R2.1", ["r21"], "done"), ("R2.1 and IT-07 done", ["r21", "it7"], "done"),
        ("done 2, IT07", ["a2", "it7"], "done"), ("1.1 by 30 June", ["11"], "moved"),
        ("1.10 moved to 31 July: leave", ["110"], "moved"), ("recommendation 1.1 dropped: gone", ["11"], "dropped"),
        ("rec R2.1 by Fri", ["r21"], "moved"),
        ("start IT-07", ["it7"], "in_progress"), ("R2.1 on track", ["r21"], "on_track"),
        ("on track: R2.1", ["r21"], "on_track"), ("IT-07 waiting for Finance", ["it7"], "waiting"),
        ("[x] R2.1", ["r21"], "done"), ("[x] it-07 patched", ["it7"], "done"), ("- R2.1 done", ["r21"], "done"),
        ("move R2.1 to 31 July", ["r21"], "moved"), ("A3 done", [None], "done"), ("A3 by 30 June", [None], "moved"),
        ("2 done", ["a2"], "done"), ("2 by 30 June", ["a2"], "moved"), ("2 now 30 June", ["a2"], "moved"),
    ],
)  # fmt: skip
def test_a_reference_means_the_action(text, targets, status):
    assert told(text) == [("update", target, status) for target in targets]


@pytest.mark.parametrize(
    "text",
    [
        "1.1", "R2.1", "R2.10 done", "1.100 by 30 June", "xR2.1 done", "R2.1.3 done", "R9.9 by 30 June",
        "12 now 30 June",
        "R2.1 was discussed with audit", "The 1.10 train was late",
    ],
)  # fmt: skip
def test_what_is_no_reference_or_no_update_is_a_note(text):
    assert [kind for kind, *_rest in told(text)] == ["note"]


def test_words_beside_it_are_kept_as_typed():
    moved = read("R2.1 now 30 Sept: waits for IT-07", open_actions=SEEN_TO)[0]
    assert (moved.target, moved.new_date, moved.reason) == ("r21", date(2019, 9, 30), "waits for IT-07")
    unclear = read("A3 moved to 31 July", open_actions=SEEN_TO)[0]
    assert (unclear.target, unclear.text, unclear.flags) == (None, "A3", ("which_action",))


def test_a_line_that_cannot_hold_one_asks_for_no_action():
    class Asked:
        def __iter__(self):
            raise AssertionError("it was looked up")

        def __len__(self) -> int:
            return 1

    for text in ("Grace to bring it by Fri", "Spend on 40 phones"):
        assert read(text, open_actions=Asked())

"""Whom a typed name means."""

import pytest

from meetings.capture.people import Directory
from meetings.capture.things import KnownPerson
from tests.meetings.capture.world import GROUPS, ORGANISATIONS, PEOPLE, PRIYA

KNOWN = Directory(PEOPLE, GROUPS, ORGANISATIONS, PRIYA)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Henry", "henry"),
        ("henry ade", "henry"),
        ("H Ade", "henry"),
        ("H. Ade", "henry"),
        ("HA", "henry"),
        ("Cate D", "cate-d"),
        ("Cate", "cate"),
        ("Yus", "yusuf"),
        ("Zieliński", None),
        ("ZIELINSKI", None),
        ("tomasz zielinski", "tomasz"),
        ("Tom", "tomasz"),
        ("O’Neill", None),
        ("Will", "will"),
        ("will", None),
        ("may", None),
        ("ha", None),
        ("I", "priya"),
    ],
)
def test_a_name_is_known_by_the_ways_people_type_it(typed: str, key: str | None) -> None:
    found = KNOWN.lookup(typed)
    assert (found.key if found else None) == key


def test_both_first_names_mean_whoever_has_two() -> None:
    mei, mary = KnownPerson("mei", "Mei Lin Chow"), KnownPerson("mary", "Mary Ann Okafor Bello")
    known = Directory([mei, mary])
    names = ["Mei Lin", "mei", "Mei Lin Chow", "Mary Ann Okafor", "Mei Lin Wong"]
    found = [known.lookup(name) for name in names]
    assert [one and one.key for one in found] == ["mei", "mei", "mei", "mary", None]
    assert known.at("Mei Lin to write the plan", 0).typed == "Mei Lin"


@pytest.mark.parametrize(
    "typed", ["Cate Z to send it", "Henry Smith to send it", "Henryk to send it", "Cate-Ann to go"]
)
def test_a_name_is_never_stretched_to_somebody_elses(typed: str) -> None:
    assert KNOWN.at(typed, 0) is None


def test_the_longest_name_is_meant() -> None:
    found = KNOWN.at("Housing steering group to meet", 0)
    assert found is not None
    assert (found.what, found.key, found.typed) == ("group", "housing", "Housing steering group")


def test_two_people_of_one_name_in_the_nearest_circle_are_both_offered() -> None:
    found = KNOWN.lookup("Sam")
    assert found is not None
    assert (found.what, found.key, found.candidates) == ("unclear", None, ("sam-w", "samira"))


def test_whoever_types_is_known_even_if_not_among_the_people() -> None:
    found = Directory((), speaker=PRIYA).lookup("Priya")
    assert found is not None
    assert found.key == "priya"

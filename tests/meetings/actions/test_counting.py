"""What stands beside the ticks of a list of actions is what one would count by hand, however it is counted."""

from collections import Counter
from datetime import date
from itertools import product

import pytest

from hackit.audience import Reach
from meetings.actions.counting import WAS_MOVED, counts_of
from meetings.actions.models import Action
from tests import factories as make

FACETS = ("status", "owner", "group", "topic", "moved")
ALL = [value for value, _words in Action.Status.choices]
TICKS: list[dict[str, list[str]]] = [
    {},
    {"status": ["not_started", "in_progress", "waiting"]},
    {"status": ["done"]},
    {"status": ALL},
    {"owner": ["grace-li"]},
    {"group": ["dmt"], "status": ["done", "waiting"]},
    {"topic": ["grants"], "status": ["done"]},
    {"topic": ["grants", "housing"]},
    {"moved": ["yes"], "status": ["done", "in_progress"]},
    {"moved": ["no"]},
    {"owner": ["grace-li", "nobody"], "topic": ["housing"], "moved": ["yes"]},
]


@pytest.fixture
def many(dmt) -> list[Action]:
    """Actions of every status, owner, group and topic, some deleted, some for nobody but their owner."""
    topics = [[], [make.make_topic("Grants")], [make.make_topic("Housing")]]
    topics.append([*topics[1], *topics[2]])
    people, groups = (None, dmt.grace.person, dmt.helen.person), (None, dmt.forum, make.make_forum("Board"))
    for number, (status, owner, forum) in enumerate(product(ALL, people, groups)):
        ended = {"ended_on": date(2019, 6, 3)} if status in ("done", "dropped") else {}
        action = make.make_action(f"Promise {number}", owner, forum=forum, status=status, **ended)
        action.topics.set(topics[number % 4])
        reach = (Reach.STAFF, Reach.STAFF, Reach.MEMBERS, Reach.NAMED, Reach.NOBODY)[number % 5]
        Action.objects.filter(pk=action.pk).update(times_moved=number % 3, reach=reach)
    return list(Action.objects.order_by("pk").prefetch_related("topics"))


def values_of(action: Action, name: str) -> set[str]:
    """What an action has of a facet, as the address says it."""
    if name == "topic":
        return {topic.slug for topic in action.topics.all()}
    one = {
        "status": action.status,
        "owner": action.owner.slug if action.owner else "",
        "group": action.forum.slug if action.forum else "",
        "moved": "yes" if action.times_moved else "",
    }[name]
    return {one}


def by_hand(seen: list[Action], ticked: dict[str, list[str]], name: str = "") -> list[Action]:
    """The actions that the ticks of all facets but this one leave."""
    return [
        action for action in seen
        if all(values_of(action, other) & {*values} for other, values in ticked.items() if other != name)
    ]  # fmt: skip


def test_counts_are_those_made_by_hand(dmt, many):
    """One record for all the ways to tick and to count: to make it is what takes time here."""
    for user in (dmt.grace, dmt.yusuf):
        visible = Action.objects.visible_to(user)
        pks = {*visible.values_list("pk", flat=True)}
        seen = [action for action in many if action.pk in pks]
        assert 0 < len(seen) < len(many)
        asked = visible.annotate(was_moved=WAS_MOVED)
        for ticked, keep, nearly_all in product(TICKS, (True, False), (True, False)):
            counts = counts_of(asked, ticked, FACETS, keep=keep, nearly_all=nearly_all)
            case = f"{user}: {ticked}, {keep=}, {nearly_all=}"
            left = by_hand(seen, ticked)
            assert (counts.total, counts.open) == (len(left), sum(action.is_open for action in left)), case
            for name in FACETS:
                made = Counter(value for action in by_hand(seen, ticked, name) for value in values_of(action, name))
                made.pop("", None)
                assert {value: n for value, (_words, n) in counts.facets[name].items()} == made, f"{case}: {name}"

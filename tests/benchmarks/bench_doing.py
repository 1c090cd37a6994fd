"""What "How we are doing" and the calendars cost among 100,000 actions. Not in the suite; run it by name:

    python -m pytest tests/benchmarks/bench_doing.py -q -s

60,000 of them belong to one group of ten; 20 moves of a date for every hundred. On SQLite processor time tells, since
the machine may be shared; PostgreSQL works in a process of its own.
"""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from hackit.models import FeedKey
from hackit.models.feed_keys import ACTIONS
from meetings.models import Action, ActionUpdate
from tests import factories as make

ALL, MEASURED = 100_000, 10


@pytest.mark.django_db
def test_a_group_with_60_000_actions_opens_quickly():
    users = [make.make_user(f"Member {number}") for number in range(10)]
    forum, other = make.make_forum("DMT"), make.make_forum("HMT")
    for user in users:
        make.join(forum, user)
    on = timezone.localdate()
    fill(users, forum, other, on)
    client = Client()
    client.force_login(users[0])
    own = f"/actions/feed/{FeedKey.objects.ensure(users[0].person, None, ACTIONS).key}/mine.ics"
    group = f"/actions/feed/{FeedKey.objects.ensure(users[0].person, forum, ACTIONS).key}/group/dmt.ics"
    for address in ("/groups/dmt/doing/", f"/groups/dmt/doing/?year={on.year - 1}", own, group):
        assert client.get(address).status_code == 200
        began, began_cpu = time.perf_counter(), time.process_time()
        for _ in range(MEASURED):
            client.get(address)
        each, cpu = ((now - then) * 1000 / MEASURED for now, then in (
            (time.perf_counter(), began), (time.process_time(), began_cpu),
        ))  # fmt: skip
        print(f"\n{connection.vendor} {address[:28]}: {each:.0f} ms, processor {cpu:.0f} ms", end="")  # noqa: T201


def fill(users: list, forum, other, on: date) -> None:
    """The actions, as plain rows: no index, no history."""
    rows = []
    for number in range(ALL):
        age = number * 7 % 900
        day = on - timedelta(days=age)
        is_done = number % 100 >= 4
        due = day + timedelta(days=number % 60)
        rows.append(
            Action(
                text=f"Thing {number}", owner=users[number % 10].person, forum=forum if number % 5 < 3 else other,
                audience="staff", reach="staff" if number % 3 else "members", due=due, first_due=due,
                times_moved=number % 5 == 0, status="done" if is_done else "in_progress",
                ended_on=min(on, due + timedelta(days=number % 9 - 5)) if is_done else None,
            )
        )  # fmt: skip
    made = Action.objects.bulk_create(rows, batch_size=2_000)
    moved = [
        ActionUpdate(
            action=action, on=action.due, old_due=action.due - timedelta(days=9), new_due=action.due, reach="staff"
        )
        for action in made[::5]
    ]
    ActionUpdate.objects.bulk_create(moved, batch_size=2_000)
    old = datetime(on.year - 1, on.month, 1, 12, tzinfo=UTC)
    Action.objects.filter(pk__in=[action.pk for action in made[::50]]).update(created_at=old)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

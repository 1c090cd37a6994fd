"""Fill the database that the environment names with people to write to, and tell how their letters stand.

Run in a process of its own: `fill PEOPLE ACTIONS [DAY]` (with a weekly mail to each as on that day), `wait`,
`state`. The last prints one line of JSON.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import date, timedelta

import django
from django.core.management import call_command

django.setup()

from django.db import transaction  # noqa: E402 (models load after setup)
from django.utils import timezone  # noqa: E402

from hackit.audience import Audience, Reach  # noqa: E402
from hackit.mail import digest, outbox  # noqa: E402
from hackit.models import Mail, Membership, Person, User  # noqa: E402
from meetings.models import Action  # noqa: E402
from tests import factories as make  # noqa: E402

SEED = 4
GROUPS = 50
AT_ONCE = 2000
STATES = ("not_started", "in_progress", "waiting", "done", "dropped")
SHARES = (5, 4, 2, 8, 1)


def fill(people: int, actions: int) -> None:
    """So many people with logins in groups, each group with a chair and items with leads, and so many actions."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    chance = random.Random(SEED)
    with transaction.atomic():
        owners = _people(people)
        groups = [make.make_forum(f"Group {number}") for number in range(min(GROUPS, people))]
        parts = [Membership.Part.CHAIR, Membership.Part.SECRETARY, Membership.Part.MEMBER]
        Membership.objects.bulk_create(
            Membership(person=person, forum=groups[number % len(groups)], role=parts[min(number // len(groups), 2)])
            for number, person in enumerate(owners)
        )
        items = []
        for group in groups:
            meeting = make.make_meeting(group, date(2019, 5, 13))
            items.append(make.make_item(meeting, "Audit", lead=chance.choice(owners)))
        for start in range(0, actions, AT_ONCE):
            rows = [_action(number, chance, owners, items) for number in range(start, min(start + AT_ONCE, actions))]
            Action.objects.bulk_create(rows)


def _people(count: int) -> list[Person]:
    users = [User(email=f"person{number}@council.example", role="staff") for number in range(count)]
    User.objects.bulk_create(users, batch_size=AT_ONCE)
    users = list(User.objects.order_by("pk"))
    rows = [Person(name=f"Person {number}", slug=f"person-{number}", user=user) for number, user in enumerate(users)]
    Person.objects.bulk_create(rows, batch_size=AT_ONCE)
    return list(Person.objects.order_by("pk"))


def _action(number: int, chance: random.Random, owners: list[Person], items: list) -> Action:
    """One action: each person has the first of theirs overdue, the rest are as in life."""
    is_first = number < len(owners)
    owner = owners[number] if is_first else chance.choice(owners)
    status = STATES[0] if is_first else chance.choices(STATES, SHARES)[0]
    item = chance.choice(items)
    today = timezone.localdate()
    due = today - timedelta(days=9) if is_first else today + timedelta(days=chance.randrange(-60, 90))
    return Action(
        text=f"Action number {number}", owner=None if not is_first and number % 97 == 0 else owner, item=item,
        meeting_id=item.meeting_id, forum_id=item.forum_id, due=due, first_due=due, audience=Audience.STAFF,
        reach=Reach.STAFF, status=status, waiting_for="Finance" if status == "waiting" else "",
        ended_on=due if status in ("done", "dropped") else None, times_moved=chance.choice((0, 0, 0, 1, 2, 3)),
    )  # fmt: skip


def post(day: date) -> None:
    """A weekly mail to everybody, due now."""
    people = Person.objects.order_by("pk")
    data = {"day": day.isoformat()}
    outbox.post_all(
        outbox.new_mail(digest.WEEKLY, person, key=f"campaign:{person.pk}", by=None, data=data) for person in people
    )


def wait() -> None:
    """Five minutes go by: who was killed has lost the letter that it held."""
    Mail.objects.waiting().exclude(lease_until=None).update(lease_until=timezone.now())


def state() -> dict[str, object]:
    """How many letters there are, wait, were sent and were given up; how many people and actions."""
    rows = Mail.objects
    return {
        "letters": rows.count(),
        "waiting": rows.waiting().count(),
        "sent": rows.exclude(sent_at=None).count(),
        "dropped": rows.exclude(dropped_at=None).count(),
        "ids": {mail.person.user.email: mail.message_id for mail in rows.select_related("person__user")[:500]},
    }


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "fill":
        fill(*map(int, arguments[:2]))
        if arguments[2:]:
            post(date.fromisoformat(arguments[2]))
    elif what == "wait":
        wait()
    elif what == "state":
        print(json.dumps(state()))  # noqa: T201 (what the caller reads)

"""A world with a record of every kind and, for each round, what the forms of `creating` are about.

Run in a process of its own by `serving.Service.prepare`; prints one line of JSON.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from urllib.parse import urlencode

import django
from django.conf import settings

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one here
django.setup()

from django.core.management import call_command  # noqa: E402 (models load after setup)
from django.utils import timezone  # noqa: E402

from hackit.dates import british_day, monday_of  # noqa: E402
from hackit.models import Entry, Role  # noqa: E402
from tests import factories as make  # noqa: E402
from tests.campaigns.make_room import tell  # noqa: E402
from tests.test_walk import World  # noqa: E402
from tests.weeknotes.conftest import make_note, make_published  # noqa: E402


def main(rounds: int) -> None:
    """The chair is an administrator as well: one person who may send every form."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    world, day = World(), timezone.localdate()
    user = world.chair
    user.role = Role.ADMINISTRATOR
    user.save()
    monday = monday_of(day)
    shown = make_published(user, "## The phones\n\nIt saves £590k over three years.\n", title="A week", week=monday)
    section = Entry.objects.visible_to(None).get(title="The phones")
    same = {
        "forum": world.forum.slug, "topic": world.topic.slug, "budget": world.budget.ref, "figure": world.figure.ref,
        "review": world.review.ref, "recommended": world.recommended.ref, "published": shown.get_absolute_url(),
        "keep": f"/figures/keep/?{urlencode({'of': section.url, 'words': '£590k over three years'})}",
    }  # fmt: skip
    told = []
    for number in range(rounds):
        meeting = make.make_meeting(world.forum, day + timedelta(days=10 + number))
        item = make.make_item(meeting, f"Round {number}")
        decision = make.make_decision(f"Agreed {number}", meeting=meeting, item=item, audience="everyone")
        note = make_note(user, "## Highlights\n\n- Fine\n", title=f"Note {number}", week=monday)
        of_round = {
            "meeting": meeting.ref, "item": item.ref, "decision": decision.ref, "note": note.ref,
            "line": make.make_line(item, f"What was said {number}", user.person).ref,
            "action": make.make_action(f"Done by {number}", owner=user.person, forum=world.forum).ref,
            "proposal": make.make_proposal(f"Asked {number}", world.forum, lead=user.person).ref,
            "person": make.make_person(f"Without Login{number}").slug,
            "ahead": british_day(day + timedelta(days=100 + number)),
            "monday": british_day(monday - timedelta(days=700 + 7 * number)),
        }  # fmt: skip
        told.append(same | of_round)
    tell(world.meeting, [world.item], [user], targets=told)


if __name__ == "__main__":
    main(int(sys.argv[1]))

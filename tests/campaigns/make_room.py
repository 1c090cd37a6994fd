"""Prepare the database that the environment names, with a meeting of today and so many people who type in it.

Run in a process of its own by `serving.Service.prepare`; prints one line of JSON.
"""

from __future__ import annotations

import json
import sys

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in with one here
django.setup()

from importlib import import_module  # noqa: E402 (models load after setup)

from django.utils import timezone  # noqa: E402

from hackit.models import User  # noqa: E402
from meetings.models import AgendaItem, Meeting  # noqa: E402
from tests import factories as make  # noqa: E402


def session_of(user: User) -> str:
    """The key of a session in which this user is signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return store.session_key


def make_room(writers: int) -> tuple[Meeting, list[AgendaItem], list[User]]:
    """The room: a directory of 60 people and 40 topics, a meeting of four items, the writers, who are its members."""
    call_command("migrate", interactive=False, verbosity=0)  # and not `prepare`, which would fill in the sample
    call_command("createcachetable", verbosity=0)
    for number in range(60):
        make.make_person(f"Person{number} Elsewhere{number}", f"P{number}")
    for number in range(40):
        make.make_topic(f"Other topic {number}", f"alias {number}")
    forum = make.make_forum("Campaign group")
    users = [make.make_user(f"Writer{number} Surname{number}") for number in range(writers)]
    for user in users:
        make.join(forum, user)
    meeting = make.make_meeting(forum, timezone.localdate())
    topics = [make.make_topic(f"Campaign topic {number}") for number in range(4)]
    items = [
        make.make_item(meeting, f"Item {number}", position=number, topics=[topic])
        for number, topic in enumerate(topics)
    ]
    return meeting, items, users


def tell(meeting: Meeting, items: list[AgendaItem], users: list[User], **more: object) -> None:
    """Print what the caller reads: a `serving.Room`, with a session for each user."""
    told = {
        "meeting": meeting.ref,
        "items": [item.ref for item in items],
        "sessions": {user.person.name: session_of(user) for user in users},
    }
    print(json.dumps(told | more))  # noqa: T201


if __name__ == "__main__":
    tell(*make_room(int(sys.argv[1])))

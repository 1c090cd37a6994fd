"""A unique word in every text field of everything that is not public: nobody meets one above their clearance.

And the site of a stranger with what is private beside it, and without: the same to the byte.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from django.core import mail as post
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit.mail import digest, outbox
from hackit.mail.sending import send_due
from hackit.models import FeedKey, Person, User
from meetings.publishing import mail_writes
from tests.access_world import AccessWorld
from tests.canary_words import Words, everything, plant
from tests.hackit.notes import publish_note
from tests.hackit.test_no_difference import add_what_is_private, addresses, phones  # noqa: F401 (a fixture)
from tests.test_access_table import states_of
from tests.test_walk import our_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.campaign]

LEVELS = {"stranger": 0, "no role": 0, "staff": 1, "auditor": 1, "administrator": 2, "member": 3}
"""How far each reads: nothing, what all staff read, how groups are set up, what the group reads too."""

WORD = re.compile(r"zq\d{5}qz")


def all_addresses(world: AccessWorld) -> list[str]:
    """Every address for every record of the world, and for none."""
    return [
        reverse(name, kwargs=kwargs)
        for name, converters in our_addresses()
        for _state, kwargs in states_of(name, converters, world)
    ]


def without_keys(world: AccessWorld, found: list[str]) -> list[str]:
    """Each once, less private feeds and links of letters: who has the key of one reads as its owner."""
    keys = [*FeedKey.objects.values_list("key", flat=True), world.mail_token]
    return [one for one in dict.fromkeys(found) if not any(key in one for key in keys)]


def searches(words: Words, every: int) -> Iterator[str]:
    """Searches for a word itself, for how it begins, and for one beside it."""
    for word in sorted(words.may_read)[::every]:
        yield f"/search/?q={word}"
        yield f"/search/suggest/?q={word[:6]}"
        yield f"/topics/?q={word}"
        yield f"/weeknotes/?q={word}"


def met(answer: Any, sent: str) -> set[str]:
    """The words in an answer's text and headers, less those of the address itself."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode("utf-8", "replace") + str(answer.headers)
    return set(WORD.findall(text)) - set(WORD.findall(sent))


def own_words(user: User | None) -> set[str]:
    """Everybody meets their own name."""
    return set(Person.objects.filter(user=user).values_list("name", flat=True)) if user else set()


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line of the log, from the finest on, but for the statements of the database."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("django.db"):
                lines.append(f"{record.getMessage()} {record.exc_text or ''}")

    handler = Keep(level=logging.DEBUG)
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


def test_canaries(campaign: Callable[[int, int], int], proof: Callable[[str], None], log: list[str]):
    world = AccessWorld()
    everything(world)
    words = Words()
    lacking = plant(words)
    assert not lacking, "\n".join(["no word stands in these: give tests/canary_words.py a row", *lacking])
    assert len(words.may_read) >= 200
    every = campaign(8, 1)
    wrong, opened = [], 0
    asked = [*without_keys(world, all_addresses(world)), *searches(words, campaign(40, 5))]
    for role, level in LEVELS.items():
        forbidden = words.above(level) - own_words(world.roles[role])
        client = Client()
        if world.roles[role]:
            client.force_login(world.roles[role])
        seen: set[str] = set()
        for address in asked:
            if crc32(f"{role}{address}".encode()) % every and "?" not in address:
                continue
            with transaction.atomic():
                answer = client.get(address)
                transaction.set_rollback(True)
            assert answer.status_code < 500, address
            found = met(answer, address)
            seen |= found
            opened += 1
            wrong += [f"{role} at {address}: {word} ({words.stands_in[word]})" for word in sorted(found & forbidden)]
        assert seen or level == 0, f"{role} met no word at all: this test would see nothing"
    said = {word for line in log for word in WORD.findall(line) if "q=" not in line}
    assert not wrong, "\n".join(wrong)
    assert said == set()
    letters = letters_to(world)
    for person, level in ((world.staff, 1), (world.auditor, 1), (world.roles["member"], 3), (world.nobody, 0)):
        text = letters.get(person.email, "")
        assert not (set(WORD.findall(text)) & words.above(level)) - own_words(person), person
    proof(f"{len(words.may_read)} words, {len(LEVELS)} roles, {opened:,} pages: 0 above clearance")


def letters_to(world: AccessWorld) -> dict[str, str]:
    """What the letters say that each address gets: agenda, minutes and weekly mail, to everybody whom they might go."""
    group = next(state for state in world.states if state.name == "group only").records["meeting"]
    group.refresh_from_db()
    people = [world.staff, world.auditor, world.roles["member"], world.nobody]
    for kind in ("agenda", "minutes"):
        mail_writes.send_round(kind, group, by=world.chair.person, on=timezone.localdate())
        for user in people:
            outbox.post(kind, user.person, key=f"{kind}:{user.pk}", by=None, about=group)
    for user in people:
        day = timezone.localdate().isoformat()
        outbox.post(digest.WEEKLY, user.person, key=f"weekly:{user.pk}", by=None, day=day)
    send_due()
    found: dict[str, str] = {}
    for letter in post.outbox:
        found[letter.to[0]] = found.get(letter.to[0], "") + letter.message().as_string() + letter.body
    return found


# --- The differential ---

MAY_DIFFER = ("date", "x-request-id")


def site_of_a_stranger(asked: list[str]) -> dict[str, tuple[int, dict[str, str], bytes, str]]:
    """What a stranger gets at each address: status, headers, body."""
    found = {}
    client = Client()
    for address in asked:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        headers = {name: value for name, value in answer.headers.items() if name.lower() not in MAY_DIFFER}
        found[address] = (answer.status_code, headers, body, str(answer.cookies))
    return found


def test_the_site_with_and_without_what_is_private(phones: Any, proof: Callable[[str], None]):  # noqa: F811
    """The private rows are written inside a savepoint, the site is read, they are taken back, it is read again."""
    publish_note([phones], "What stays", "A public sentence about desks.")
    with transaction.atomic():
        world = AccessWorld(has_public=False)
        add_what_is_private(phones, world.forum, world.above)
        asked = without_keys(world, [*addresses(phones), *all_addresses(world)])
        having = site_of_a_stranger(asked)
        transaction.set_rollback(True)
    assert connection.in_atomic_block
    lacking = site_of_a_stranger(asked)
    differ = [address for address in asked if having[address] != lacking[address]]
    assert not differ, "\n".join(f"{one}: {having[one][:2]} {lacking[one][:2]}" for one in differ[:20])
    assert sum(status == 200 for status, *_ in lacking.values()) > 60
    proof(f"{len(asked):,} addresses, headers and cookies too: the same to the byte")

"""The server is killed while somebody types: what was acknowledged is there, the rest is still in the browser."""

from __future__ import annotations

import json
import random

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.campaigns.conftest import service
from tests.campaigns.serving import Room, Service

__all__ = ["service"]  # the fixture: a service in processes of its own
pytestmark = [pytest.mark.campaign, pytest.mark.in_full]

LINES_BETWEEN = 6


def stored(service: Service, room: Room) -> list[str]:
    """The texts that are in the database, in the order in which they were written."""
    return json.loads(service.run("-m", "tests.campaigns.look", room.meeting).splitlines()[-1])["texts"]


def unsent(page: Page) -> list[str]:
    """The texts that the browser still keeps for the server."""
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([k]) => k.startsWith('unsent-lines:')).map(([, v]) => v)"
    )
    return [entry["text"] for value in kept for entry in json.loads(value)]


def live_page(browser: Browser, service: Service, room: Room) -> Page:
    """The first item's live page, of the first writer."""
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    session = next(iter(room.sessions.values()))
    context.add_cookies([{"name": "session", "value": session, "url": service.address}])
    page = context.new_page()
    page.goto(f"{service.address}/meetings/{room.meeting}/live/?item={room.items[0]}")
    return page


def test_of_lines_typed_while_the_server_is_killed_none_is_lost_and_none_is_there_twice(
    service, chromium, campaign, proof
):
    kills = campaign(2, 20)
    chance = random.Random(20190610)
    running = service(workers=2)
    room = running.prepare(1)
    running.collect()
    running.start()
    page = live_page(chromium, running, room)
    box = page.get_by_label("Type a note, action or decision")
    typed: list[str] = []
    held: set[str] = set()

    def type_lines(count: int) -> None:
        for _ in range(count):
            typed.append(f"Said {len(typed)} of the phones")
            box.fill(typed[-1])
            box.press("Enter")
            page.wait_for_timeout(chance.uniform(0, 120))

    for _ in range(kills):
        type_lines(LINES_BETWEEN)
        running.kill()
        type_lines(2)
        kept = unsent(page)
        acknowledged = [words for words in typed if words not in kept]
        held |= set(kept)
        assert set(acknowledged) <= set(stored(running, room)), "an acknowledged line is gone"
        running.start()
    page.reload()  # as one who comes back to a closed tab: what waits is sent
    expect(page.locator(".ln--unsent")).to_have_count(0, timeout=60_000)
    assert unsent(page) == []
    texts = stored(running, room)
    assert sorted(texts) == sorted(typed)
    page.context.close()
    proof(
        f"{kills} kills in the middle of {len(typed)} lines: every acknowledged line was there; the {len(held)} that "
        "the browser held at a kill arrived after a restart, once"
    )

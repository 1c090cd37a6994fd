"""What is typed to do harm is shown as it was typed: through every rich-text field, and under the policy alone.

The payloads are of tests/payloads.py. Every text field that a model has gets some of them too, found as the canaries
find them: a new field is tried without a line here.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.templatetags.static import static
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from hackit import indexing
from hackit.models import Role, User
from meetings.models import Line
from meetings.publishing.writes import new_point, publish_meeting
from meetings.room.line_writes import type_line
from tests import factories as make
from tests.access_world import AccessWorld
from tests.browser.hostile import READY, Ran, raw
from tests.canary_words import DERIVED, everything, our_models, text_fields
from tests.payloads import Payload, payloads
from tests.test_canaries import all_addresses
from tests.weeknotes.conftest import make_note
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.campaign

FROM_HTML = """async ([address, all]) => {
  const { fromHtml } = await import(address);
  return all.map((html) => fromHtml(html).markdown.length);
}"""

EACH = 200
"""Payloads in one record."""


@dataclass
class Cast:
    """A group, its chair, and a topic."""

    chair: User
    forum: Any
    topic: Any


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    chair, forum = make.make_user("Helen Marsh"), make.make_forum("DMT")
    make.join(forum, chair, "chair")
    return Cast(chair, forum, make.make_topic("Mobile phones"))


def batches(count: int) -> list[list[Payload]]:
    """On PostgreSQL without NUL, which it keeps nowhere: every form refuses it there and here."""
    made = payloads(count)
    if connection.vendor == "postgresql":
        made = [replace(one, markdown=one.markdown.replace("\0", "")) for one in made]
    return [made[at : at + EACH] for at in range(0, count, EACH)]


def addresses_of(batch: list[Payload], cast: Cast, number: int) -> Iterator[tuple[User | None, str]]:
    """Write the payloads into every field that is rich text, then where they are shown, and to whom."""
    text, day, by = "\n\n".join(one.markdown for one in batch), timezone.localdate(), cast.chair.person
    meeting = make.make_meeting(cast.forum, day - timedelta(days=number), summary=batch[0].markdown)
    item = make.make_item(meeting, "Phones", topics=[cast.topic], audience="everyone")
    point = new_point(item, title=batch[1].markdown[:200], text=text, audience="everyone", by=by)
    for one in batch:
        type_line(one.markdown, author=by, item=item, ref=str(uuid.uuid4()), on=day)
    for one in batch[:10]:
        type_line(one.markdown, author=by, item=None, ref=str(uuid.uuid4()), on=day)
    publish_meeting(
        meeting, points=[point], decisions=meeting.decisions.live(), actions=meeting.actions.live(), by=by,
        at=timezone.now(), lead=batch[2].markdown,
    )  # fmt: skip
    note = make_note(
        cast.chair, f"{text}\n\n## Kept for staff\n\n{text}\n\n{{{{point:{point.ref}}}}}\n", title=f"Week {number}",
        week=day - timedelta(days=day.weekday() + 7 * number), summary=batch[3].markdown[:300],
    )  # fmt: skip
    note.sections.filter(heading="Kept for staff").update(audience="staff")
    publish(note, by=by, user=cast.chair, at=now(), expected_version=note.version)
    note.refresh_from_db()
    for reader in (None, cast.chair):
        yield reader, note.get_absolute_url()
        yield reader, meeting.get_absolute_url()
        yield reader, f"/search/?q={100_000 + batch[4].number}"
        yield reader, cast.topic.get_absolute_url()
    for page in ("edit/", "preview/", "sections/", "history/"):
        yield cast.chair, f"/weeknotes/{note.ref}/{page}"
    for page in (f"live/?item={item.ref}", "wrap-up/", "publish/"):
        yield cast.chair, f"/meetings/{meeting.ref}/{page}"
    yield cast.chair, point.get_edit_url()
    for address in ("/", "/jottings/", "/actions/?whose=all", "/decisions/", "/weeknotes/"):
        yield cast.chair, address


def test_nothing_typed_as_rich_text_runs(cast, new_page, sign_in, campaign, proof, caplog):
    readers = {None: new_page(), cast.chair: new_page()}
    sign_in(readers[cast.chair], cast.chair)
    runs = {reader: Ran(page) for reader, page in readers.items()}
    for page, ran in zip(readers.values(), runs.values(), strict=True):
        page.goto("/")
        ran.watch_requests()
    ready, opened, total = [], 0, campaign(100, 7_000)
    with caplog.at_level(logging.ERROR):
        for number, batch in enumerate(batches(total)):
            seen: set[str] = set()
            for reader, address in addresses_of(batch, cast, number):
                page = readers[reader]
                page.goto(address)
                seen |= _seen(page, runs[reader], ready, batch)
                if page.url.endswith("/edit/") and "/points/" in page.url:
                    page.get_by_role("button", name="Preview").click()
                    expect(page.locator("#preview")).not_to_be_empty()
                    seen |= _seen(page, runs[reader], ready, batch)
                opened += 1
            type_some(readers[cast.chair], batch, cast)
            seen |= _seen(readers[cast.chair], runs[cast.chair], ready, batch)
            assert len(seen) > 0.8 * len(batch), (
                "more are shown nowhere than hide their numbers: this would see nothing"
            )
            _nothing(runs.values(), ready)
    faults = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not faults  # a line that could not be understood is a fault of ours
    proof(f"{total:,} payloads through weeknotes, points, lines and what comes of them, {opened:,} pages: 0 run")


def _seen(page: Page, ran: Ran, ready: list[str], batch: list[Payload]) -> set[str]:
    """Poke the page, note what stands ready in it, and say which payloads' numbers it shows."""
    ran.poke()
    ready += [f"{page.url}: {one}" for one in page.evaluate(READY)]
    content = page.content()
    return {str(one.number) for one in batch if str(one.number) in content}


def _nothing(runs: Any, ready: list[str]) -> None:
    assert not ready, "\n".join(ready[:10])
    for ran in runs:
        assert not ran.numbers
        assert not ran.outside


def type_some(page: Page, batch: list[Payload], cast: Cast) -> None:
    """What scripts of ours draw of them: a row before the server answers, and what it answers."""
    line = Line.objects.visible_to(cast.chair).exclude(item=None).latest("pk")
    page.goto(f"/meetings/{line.item.meeting.ref}/live/?item={line.item.ref}")
    box = page.locator("#line-box")
    for one in batch[::25]:
        rows = page.locator("#stream > .ln:not(.ln--unsent)").count()
        box.fill(" ".join(one.markdown.replace("\x00", "").split()))
        box.press("Enter")
        expect(page.locator("#stream > .ln:not(.ln--unsent)")).to_have_count(rows + 1)


def test_nothing_pasted_runs(transactional_db, chromium, site_url, campaign, proof):
    """Bare HTML on the clipboard is read in a document of its own. What it refuses there, it says aloud."""
    page = chromium.new_context(base_url=site_url).new_page()
    ran, total = Ran(page), campaign(100, 7_000)
    page.goto("/")
    ran.watch_requests()
    for at in range(0, total, EACH):
        found = [one.html for one in payloads(total)[at : at + EACH]]
        assert len(page.evaluate(FROM_HTML, [static("hackit/js/from_html.js"), found])) == len(found)
    page.context.close()
    assert (ran.numbers, ran.outside) == (set(), set())
    proof(f"{total:,} payloads on the clipboard: 0 run")


# --- Every other field ---


def fill(made: Iterator[Payload], texts: int) -> int:
    """Payloads into every text field of every row, as many as it holds. Returns how many."""
    used = 0
    for model in our_models():
        if model._meta.label in DERIVED and model._meta.label not in ("hackit.Forum", "hackit.SiteSettings"):
            continue
        for row in model._base_manager.all():
            for one in text_fields(model):
                if one.name == "html":
                    continue  # what hackit.text.render() made of a text: nobody types it
                room = one.max_length or 10_000
                values = [payload.markdown for payload in islice(made, texts if one.max_length is None else 2)]
                value = "\n".join(values)[:room].replace("\x00", "")
                if one.name == "url" or one.name.endswith("_url"):
                    value = f"https://papers.example/{value}"[:room]
                try:
                    with transaction.atomic():
                        used += len(values) * model._base_manager.filter(pk=row.pk).update(**{one.name: value})
                except IntegrityError:
                    continue  # its state allows no words in that field
    indexing.rebuild()
    return used


@pytest.mark.in_full
def test_nothing_typed_into_any_field_runs(transactional_db, new_page, sign_in, proof):
    world = AccessWorld()
    everything(world)
    made = iter(payloads(40_000))
    used = fill(made, 6)
    chair = world.chair
    User.objects.filter(pk=chair.pk).update(role=Role.ADMINISTRATOR)
    page = new_page()
    sign_in(page, chair)
    ran = Ran(page)
    page.goto("/")
    ran.watch_requests()
    ready: list[str] = []
    shown: set[str] = set()
    opened = 0
    for address in dict.fromkeys(all_addresses(world)):
        if not is_page(address, chair):
            continue
        page.goto(address)
        ran.poke()
        ready += [f"{page.url}: {one}" for one in page.evaluate(READY)]
        shown |= {word for word in page.content().split() if "ran" in word}
        opened += 1
    _nothing([ran], ready)
    assert len(shown) > 500
    proof(f"{used:,} payloads in every text field of every model, {opened:,} pages: 0 run")


def is_page(address: str, user: User) -> bool:
    """Whether this address answers with a page of HTML: a file would be taken into the downloads."""
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


# --- The policy alone ---


def test_nothing_runs_under_the_policy_alone(transactional_db, chromium, site_url, campaign, proof):
    """The same texts as bare HTML: none runs on a page with our header, and with no header most do."""
    header = "Content-Security-Policy"
    policy = {header: Client().get("/").headers[header]}
    total = campaign(100, 7_000)
    without, under = run_all(chromium, site_url, {}, total), run_all(chromium, site_url, policy, total)
    assert len(without.numbers | {int(one) for one in without.outside}) > total // 4
    assert not under.numbers
    assert not under.outside
    proof(
        f"{total:,} payloads as bare HTML: 0 run and 0 load anything under our header alone; with no header "
        f"{len(without.numbers):,} run, and {len(without.outside):,} ask another site"
    )


def run_all(chromium: Any, site_url: str, headers: dict[str, str], total: int) -> Ran:
    context = chromium.new_context(base_url=site_url)
    page = context.new_page()
    ran = Ran(page)
    made: Callable[[int], list[Payload]] = payloads
    found = made(total)
    for at in range(0, total, 20):
        raw(page, found[at : at + 20], headers, ran)
    context.close()
    return ran

"""A browser for the tests: Chromium against the live server, strict about everything a user would never see.

A page that logs an error, breaks the Content-Security-Policy, throws in a script or gets a 5xx answer fails
its test at the end, whatever the test itself looked at.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

from tests.browser.rules import LEAVING, arrived, broken_rules
from tests.conftest import IN_FULL

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 640}

LOOKED_AT = pytest.mark.parametrize(
    "size",
    [
        pytest.param(DESKTOP, id="desktop", marks=pytest.mark.in_full),
        pytest.param(PHONE, id="phone", marks=pytest.mark.in_full),
    ],
)
"""Pages that are only looked at: the walk through all pages sees them on a phone with every run."""

SCREENSHOTS = Path("var/screenshots")
PATIENCE = 30_000
"""Milliseconds that anything may take: only a failing test waits as long, and a busy machine fails none."""

# The first that is there. The one without windows is the same engine: a profile of its own and its first page, which
# nearly every test begins with, take it a sixth of what they take the others (0.12 s of the processor, not 0.8).
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# No drawing by a graphics card that is not there, and no asking of its maker's servers
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


# Driven on a desk with every run and on a phone under `make prove`: how they look there, the walk through every page
# shows each time; what is done while it meets is done at both sizes each time.
AT_A_DESK = (
    "accounts",
    "actions",
    "agenda",
    "answering",
    "after_a_meeting",
    "coming_up",
    "correcting",
    "figures",
    "meetings",
    "raising",
    "suggestions",
    "topics",
    "typing",
    "weeknotes",
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test. Some of it is seen on a phone under `make prove` only."""
    here, later = Path(__file__).parent, []
    for item in items:
        if here not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        callspec = getattr(item, "callspec", None)
        if callspec and "phone" in callspec.id and item.path.stem.removeprefix("test_") in AT_A_DESK:
            item.add_marker(pytest.mark.campaign)
            later.append(item)
    if later and not IN_FULL:
        config.hook.pytest_deselected(items=later)
        items[:] = [item for item in items if item not in later]


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The machine's own Chromium. Without one these tests are skipped, but where CI is set they fail.

    After the database is made, so that it is closed before that is taken away: a page that is still open keeps a
    thread of the server, and that its connection.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("There is no chromium on the PATH.")
    # Playwright's sync API runs an event loop in this thread; Django would refuse it the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=SWITCHES)
        yield browser
        browser.close()
        # While that loop runs, Django keeps another connection than before and after it. Left open, nobody would find
        # it again, and PostgreSQL does not drop a database that somebody is connected to.
        connections.close_all()


class Watch:
    """Collects what goes wrong behind a page's face."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def follow(self, page: Page) -> None:
        """From now on note this page's script errors, console errors and 5xx answers."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        # A page answered with 404, 409 or 422 is logged as an error too. The tests look at statuses
        # themselves; a missing file of ours, though, is a fault.
        address = (message.location or {}).get("url", "")
        if message.text.startswith("Failed to load resource") and settings.STATIC_URL not in address:
            return
        self.faults.append(f"console: {message.text} ({address})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")


NewPage = Callable[..., Page]


@pytest.fixture
def site_url(live_server: Any) -> str:
    """Where the site is served. A module that fills its own database once serves it itself and says so here."""
    return live_server.url


@pytest.fixture
def new_page(chromium: Browser, site_url: str, request: pytest.FixtureRequest) -> Iterator[NewPage]:
    """`new_page(js=True, size=DESKTOP)`: a page in a profile of its own, addresses relative to the site."""
    cache.clear()  # counts of wrong passwords outlive a test's flush: their table is no model's
    contexts = []
    watch = Watch()

    def make(js: bool = True, size: dict[str, int] = DESKTOP, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=site_url,
            java_script_enabled=js,
            viewport=size,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LEAVING)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        return page

    yield make
    failed = getattr(request.node, "failed_in_call", False)
    for number, context in enumerate(contexts):
        if failed and context.pages:
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.name)
            context.pages[0].screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
        context.close()
    assert watch.faults == [], "\n".join(watch.faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell the fixtures whether the test itself failed, so that they keep a picture of it."""
    report = yield
    if report.when == "call":
        item.failed_in_call = report.failed
    return report


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A desktop window, 1280 by 900."""
    return new_page()


@pytest.fixture
def phone_page(new_page: NewPage) -> Page:
    """A phone, 390 by 844, with touch."""
    return new_page(size=PHONE, has_touch=True)


@pytest.fixture
def no_js_page(new_page: NewPage) -> Page:
    """A desktop window with JavaScript off."""
    return new_page(js=False)


@pytest.fixture
def sign_in(site_url: str) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: the page's browser now holds a session of that user (no form is filled in)."""

    def with_session(page: Page, user: Any) -> None:
        client = Client(REMOTE_ADDR="127.0.0.1")
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site_url}])

    return with_session


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: no violation of any of axe-core's rules on the page as it stands."""

    def check(page: Page) -> None:
        broken = broken_rules(page)
        assert not broken, f"{page.url}\n" + "\n".join(broken)

    return check


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """`fits(page)`: no sideways scroll at 320 px; the window's size is put back afterwards."""

    def check(page: Page) -> None:
        arrived(page)
        size = page.viewport_size or DESKTOP
        page.set_viewport_size(NARROWEST)
        width = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size(size)
        assert width <= NARROWEST["width"], f"{page.url} is {width} px wide in a window of 320"

    return check

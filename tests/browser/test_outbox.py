"""Lines the server could not take yet: they wait in this browser, go in order and once, and leave nothing behind."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.signals import request_started
from playwright.sync_api import Page, Route, expect

from meetings.models import Line
from tests.browser.test_room import open_live
from tests.meetings.lines.conftest import Room, make_room

FIVE = [f"Something said, number {number}" for number in range(5)]
NO_STORAGE = {
    "full": """Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };""",
    "denied": """Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("no", "SecurityError"); },
    });""",
}


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


def type_all(page: Page, lines: list[str]) -> None:
    for words in lines:
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("form[data-line] textarea")).to_have_value("")


def kept(page: Page) -> str:
    """Everything the browser keeps of unsent lines."""
    return page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('unsent')).join()")


def stored() -> list[str]:
    return [line.text for line in Line.objects.order_by("position", "pk")]


@pytest.fixture
def failing_page(chromium, site_url) -> Iterator[Page]:
    """A window whose server may answer 503: the usual one takes that for a fault."""
    context = chromium.new_context(base_url=site_url, locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("away", ["offline", "answers 503"])
def test_what_is_typed_while_the_server_is_away_is_sent_in_order_and_leaves_nothing(room, failing_page, sign_in, away):
    page = failing_page
    sign_in(page, room.priya)
    open_live(page, room)
    if away == "offline":
        page.context.set_offline(True)
    else:
        page.route("**/live/lines/", lambda route: route.fulfill(status=503, body="away"))
    type_all(page, FIVE)
    expect(page.locator(".ln--unsent")).to_have_count(5)
    expect(page.locator(".ln--unsent").last).to_contain_text("Not sent yet")
    expect(page.locator("[data-save]")).to_have_text("Not saved. We’ll keep trying")
    expect(page.locator("#live")).to_have_text("Not saved. We’ll keep trying")
    assert all(words in kept(page) for words in FIVE)
    if away == "offline":
        page.context.set_offline(False)
    else:
        page.unroute("**/live/lines/")
    expect(page.locator(".ln--unsent")).to_have_count(0, timeout=20_000)
    assert stored() == FIVE
    assert kept(page) == ""


def test_a_line_taken_by_the_server_whose_answer_was_lost_is_there_once(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    lost = []

    def loses_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort()

    page.route("**/live/lines/", loses_the_first_answer)
    type_all(page, FIVE[:2])
    expect(page.locator(".ln:not(.ln--unsent)")).to_have_count(2, timeout=20_000)
    assert lost == [200]
    assert stored() == FIVE[:2]


def test_what_was_unsent_when_the_tab_was_closed_is_sent_from_any_page_with_the_line(room, new_page, sign_in):
    page = new_page()
    sign_in(page, room.priya)
    open_live(page, room)
    page.context.set_offline(True)
    type_all(page, FIVE[:3])
    expect(page.locator(".ln--unsent")).to_have_count(3)
    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)
    again.goto("/jottings/")
    for _turn in range(50):
        if not kept(again):
            break
        again.wait_for_timeout(200)
    assert stored() == FIVE[:3]
    assert all(line.item == room.phones for line in Line.objects.all())


def test_two_windows_of_one_person_send_each_line_once_and_both_show_it(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    other = page.context.new_page()
    open_live(other, room)
    sent: list[str] = []
    # Answered ones: an attempt that finds one window still offline is no sending
    page.context.on(
        "requestfinished",
        lambda request: sent.append(request.post_data or "") if "/live/lines/" in request.url else None,
    )
    page.context.set_offline(True)
    type_all(page, FIVE[:2])
    type_all(other, FIVE[2:])
    expect(other.locator(".ln--unsent")).to_have_count(3)
    sent.clear()
    page.context.set_offline(False)
    for window in (page, other):
        expect(window.locator(".ln--unsent")).to_have_count(0, timeout=20_000)
        for words in FIVE:
            expect(window.locator(".ln__x", has_text=words)).to_have_count(1, timeout=20_000)
    assert stored() == FIVE
    assert len(sent) == 5
    assert kept(page) == ""


def test_two_windows_of_jottings_tell_of_what_the_other_has_sent(room, page, sign_in):
    sign_in(page, room.priya)
    page.goto("/jottings/")
    other = page.context.new_page()
    other.goto("/jottings/")
    page.context.set_offline(True)
    for window, words in ((page, "tip: one"), (other, "tip: two")):
        window.locator("#line-box").focus()
        type_all(window, [words])
    page.context.set_offline(False)
    for window in (page, other):
        expect(window.locator(".ln--unsent")).to_have_count(0, timeout=20_000)
    assert sorted(stored()) == ["tip: one", "tip: two"]


@pytest.mark.parametrize("why", NO_STORAGE)
def test_a_browser_that_keeps_nothing_gives_the_words_back_and_says_so(room, page, sign_in, why):
    sign_in(page, room.priya)
    page.add_init_script(NO_STORAGE[why])
    open_live(page, room)
    type_all(page, FIVE[:1])  # with the server there nobody notices
    expect(page.locator(".ln:not(.ln--unsent)")).to_have_count(1)
    page.context.set_offline(True)
    page.keyboard.type(FIVE[1])
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_contain_text("this browser keeps nothing for later")
    expect(page.locator("#live")).to_contain_text("Your words are back in the box")
    expect(page.locator("#line-box")).to_have_value(FIVE[1])
    expect(page.locator("#line-box")).to_be_focused()
    expect(page.locator(".ln--unsent")).to_have_count(0)
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator(".ln:not(.ln--unsent)")).to_have_count(2)
    assert stored() == FIVE[:2]


def test_a_line_refused_for_good_comes_back_before_what_was_typed_since(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    page.locator("#line-box").fill("x" * 4001)
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_contain_text("too long for one line")
    assert kept(page) == ""
    assert not Line.objects.exists()


def test_a_line_is_saved_that_met_the_sign_in_page_just_as_one_had_signed_in_again(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    (session,) = Session.objects.all()
    Session.objects.all().delete()

    def sign_in_again(environ, **_rest) -> None:
        """What another window did, between the answer that sends a line there and the sign-in page itself."""
        if environ["PATH_INFO"].startswith("/accounts/login"):
            session.save(force_insert=True)
        if Session.objects.exists():
            environ["HTTP_COOKIE"] = f"{environ['HTTP_COOKIE']}; {settings.SESSION_COOKIE_NAME}={session.session_key}"

    request_started.connect(sign_in_again)
    try:
        type_all(page, ["Grace to ring by Fri"])
        expect(page.locator(".ln--unsent")).to_have_count(0)
    finally:
        request_started.disconnect(sign_in_again)
    expect(page.locator("#stream")).to_contain_text("Grace Li")
    assert Line.objects.get().text == "Grace to ring by Fri"

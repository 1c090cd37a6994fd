"""An agenda of eight items is prepared in a browser without the mouse, put in order by keys, mouse and finger."""

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from hackit.models import Forum
from meetings.models import AgendaItem, Meeting
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_meeting, make_user

pytestmark = pytest.mark.django_db(transaction=True)

AHEAD = date(2099, 6, 9)
FOCUSED = """() => {
  const found = document.activeElement;
  return found === document.body ? "" : found.getAttribute("aria-label") || found.innerText || "";
}"""
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
TITLES = ["Finance", "Audit", "Phones", "Desks", "Parking", "Apprenticeships", "Area offices", "Any other business"]


@pytest.fixture
def forum(db) -> Forum:
    forum = make_forum("DMT", weekday=1)
    join(forum, make_user("Priya Nair"), "secretary")
    for title in TITLES[:2]:
        forum.standing_items.create(title=title, minutes=10)
    return forum


@pytest.fixture
def meeting(forum) -> Meeting:
    meeting = make_meeting(forum, AHEAD)
    for place, title in enumerate(TITLES):
        make_item(meeting, title, position=place, minutes=10)
    return meeting


@pytest.fixture
def open_agenda(new_page, sign_in, forum):
    def opened(meeting, **options) -> Page:
        page: Page = new_page(**options)
        sign_in(page, forum.memberships.get().person.user)
        page.goto(f"/meetings/{meeting.ref}/agenda/")
        return page

    return opened


def order(page: Page) -> Locator:
    return page.locator("ol[data-agenda] > li b")


def stored(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.items.order_by("position", "pk")]


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called that."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if name in re.sub(r"\s+", " ", page.evaluate(FOCUSED)).replace(" :", ":"):
            return
    raise AssertionError(f"Tab never comes to “{name}”")


def is_saved(page: Page) -> None:
    expect(page.locator("[data-order-said]")).to_have_text("The order is saved.")


@SIZES
def test_eight_items_are_prepared_without_the_mouse(new_page, sign_in, axe, fits, forum, size):
    page: Page = new_page(size=size)
    sign_in(page, forum.memberships.get().person.user)
    held = make_meeting(forum, date(2099, 6, 2))
    make_item(held, "Apprenticeships", state="ran_out")
    make_decision("One phone for field staff", forum=forum, review_date=AHEAD).add_caveat("Tax check", by=None)
    make_action("Chase the bids", forum.memberships.get().person, forum=forum)

    page.goto("/meetings/new/")
    tab_to(page, "Plan it")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Agenda")
    meeting = Meeting.objects.get(date=AHEAD)
    expect(order(page)).to_have_text(TITLES[:2])

    tab_to(page, "Paste a list of items")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Phones\nDesks\nParking\nArea offices")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 items are on the agenda.")).to_be_visible()
    tab_to(page, "Take up: Apprenticeships")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Apprenticeships” is on the agenda.")).to_be_visible()
    tab_to(page, "Put on: One phone for field staff")
    page.keyboard.press("Enter")
    expect(order(page)).to_have_count(8)

    tab_to(page, "Move: One phone for field staff")
    page.keyboard.press("Home")
    expect(order(page).first).to_have_text("One phone for field staff")
    expect(page.locator("#live")).to_have_text("One phone for field staff, 1 of 8")
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#live")).to_have_text("One phone for field staff, 3 of 8")
    expect(page.get_by_role("button", name="Move: One phone for field staff")).to_be_focused()
    is_saved(page)
    wanted = ["Finance", "Audit", "One phone for field staff", "Phones", "Desks", "Parking", "Area offices"]
    assert stored(meeting) == [*wanted, "Apprenticeships"]

    tab_to(page, "Skip this time: Audit")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Audit” is skipped this time.")).to_be_visible()
    expect(order(page)).to_have_count(7)
    axe(page)
    fits(page)
    tab_to(page, "Put it back: Audit")
    page.keyboard.press("Enter")
    expect(order(page)).to_have_text([*wanted, "Apprenticeships"])


@SIZES
def test_an_item_is_dragged_with_the_mouse(open_agenda, axe, meeting, size):
    page = open_agenda(meeting, size=size)
    grip = page.get_by_role("button", name="Move: Phones")
    grip.hover()
    page.mouse.down()
    top = page.locator("ol[data-agenda] > li").first.bounding_box()
    page.mouse.move(top["x"] + 20, top["y"] + top["height"] * 0.75, steps=8)
    expect(page.locator(".drop-before")).to_contain_text("Audit")
    axe(page)
    page.mouse.up()
    expect(order(page).nth(1)).to_have_text("Phones")
    is_saved(page)
    assert stored(meeting)[:3] == ["Finance", "Phones", "Audit"]
    expect(page.locator("[data-begins]").nth(1)).to_have_text("10:10am")
    assert page.locator("ol[data-agenda] [style]").count() == 0


def test_escape_leaves_the_order_as_it_was(open_agenda, meeting):
    page = open_agenda(meeting)
    page.get_by_role("button", name="Move: Phones").hover()
    page.mouse.down()
    page.mouse.move(300, 320, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(order(page)).to_have_text(TITLES)
    expect(page.locator(".is-dragged, .drop-before, .drop-after")).to_have_count(0)


def test_an_item_is_dragged_with_a_finger(open_agenda, meeting):
    page = open_agenda(meeting, size=PHONE, has_touch=True)
    grip = page.get_by_role("button", name="Move: Finance")
    grip.scroll_into_view_if_needed()
    at, third = grip.bounding_box(), page.locator("ol[data-agenda] > li").nth(2).bounding_box()
    x, y = at["x"] + 20, at["y"] + 20
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        params = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        finger.send("Input.dispatchTouchEvent", params)

    touch("touchStart", (x, y))
    goal = third["y"] + third["height"] * 0.75
    for step in range(1, 9):
        touch("touchMove", (x, y + (goal - y) * step / 8))
    touch("touchEnd")
    expect(order(page).nth(2)).to_have_text("Finance")
    is_saved(page)
    assert stored(meeting)[:3] == ["Audit", "Phones", "Finance"]


def test_who_moves_after_somebody_else_did_is_told(open_agenda, meeting):
    page = open_agenda(meeting)
    last = meeting.items.get(title="Any other business")
    AgendaItem.objects.filter(pk=last.pk).update(position=0)
    AgendaItem.objects.filter(title="Finance").update(position=9)
    page.get_by_role("button", name="Move: Phones").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text("Somebody else changed the order while you were moving.")).to_be_visible()
    expect(order(page).first).to_have_text("Any other business")


def test_while_the_server_is_away_it_says_so_and_sends_the_order_afterwards(open_agenda, meeting):
    page = open_agenda(meeting)
    address = re.compile("/agenda/order/$")
    page.route(address, lambda route: route.abort())
    page.get_by_role("button", name="Move: Phones").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-order-said]")).to_contain_text("The order is not saved.")
    page.unroute(address)
    page.keyboard.press("ArrowUp")
    is_saved(page)
    assert stored(meeting)[0] == "Phones"


def test_on_paper_stand_times_leads_and_addresses_and_no_buttons(open_agenda, meeting):
    item = meeting.items.get(title="Phones")
    item.papers.create(title="Costs", url="https://papers.example/costs")
    page = open_agenda(meeting)
    page.emulate_media(media="print")
    expect(page.locator("[data-begins]").nth(2)).to_have_text("10:20am")
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()
    expect(page.get_by_text("Add an item")).to_be_hidden()
    content = "getComputedStyle(document.querySelector('.papers a'), '::after').content"
    assert "https://papers.example/costs" in page.evaluate(content)
    assert page.evaluate("getComputedStyle(document.querySelector('[data-agenda] > li')).breakInside") == "avoid"


def test_a_bank_holiday_is_told_while_the_day_is_typed(new_page, sign_in, axe, forum):
    page: Page = new_page()
    sign_in(page, forum.memberships.get().person.user)
    page.goto("/meetings/new/")
    page.get_by_label("Or another date").fill("25 December 2098")
    expect(page.locator("#day-said")).to_contain_text("Thu 25 December 2098 is a bank holiday, Christmas Day")
    axe(page)
    page.get_by_label("Or another date").fill("24 December 2098")
    expect(page.locator("#day-said")).to_have_text("")


@SIZES
def test_moving_a_meeting_and_changing_a_group_at_once_stand_the_rules(new_page, sign_in, axe, fits, forum, size):
    """Two pages that are met on the way only: what was due that day, and who else changed the group."""
    priya = forum.memberships.get().person
    meeting = make_meeting(forum, AHEAD)
    make_action("Chase the bids", priya, forum=forum, due=AHEAD, due_is_assumed=True)
    page: Page = new_page(size=size)
    sign_in(page, priya.user)
    page.goto(f"/meetings/{meeting.ref}/edit/")
    page.get_by_label("Date", exact=True).fill("16 June 2099")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move what was due that day?")
    expect(page.get_by_role("checkbox", name="Chase the bids")).to_be_checked()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Move those that are ticked").click()
    expect(page.get_by_text("1 action is due on Tue 16 June 2099 now.")).to_be_visible()

    page.goto(f"/groups/{forum.slug}/edit/")
    Forum.objects.filter(pk=forum.pk).update(location="Cellar", version=2)
    page.get_by_label("Where").fill("Attic")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone else changed this")
    expect(page.get_by_text("Cellar")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Save mine").click()
    expect(page.get_by_text("DMT is saved.")).to_be_visible()
    forum.refresh_from_db()
    assert forum.location == "Attic"

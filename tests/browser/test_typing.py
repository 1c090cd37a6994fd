"""Typing with help: a block pasted and previewed; names offered after "@" and "#"."""

import pytest
from playwright.sync_api import expect

from meetings.models import Action, Line
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_person
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
BLOCK = "Mobile phones\n- Grace to bring three costed options by Thu\n- tidy the cost codes\n- agreed one phone"


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


@SIZES
@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_a_block_is_pasted_previewed_given_an_owner_and_kept(room, new_page, sign_in, axe, fits, size, js):
    page = new_page(js=js, size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    page.get_by_role("link", name="Paste several lines").click()
    page.get_by_role("button", name="See what they become").click()
    expect(page.locator("#problem")).to_contain_text("Paste some lines first")
    page.get_by_label("Your notes").fill(BLOCK)
    if js:
        axe(page)
        fits(page)
    page.get_by_role("button", name="See what they become").click()
    expect(page.get_by_role("heading", name="Mobile phones")).to_be_visible()
    page.get_by_label("One owner for these").select_option(label="Daniel Okafor")
    page.get_by_label("agreed one phone").uncheck()
    page.get_by_role("button", name="Show again").click()
    expect(page.locator("main")).to_contain_text("Action for Daniel Okafor.")
    expect(page.get_by_label("agreed one phone")).not_to_be_checked()
    if js:
        axe(page)
        fits(page)
    page.get_by_role("button", name="Keep the ticked lines").click()
    expect(page.locator("main")).to_contain_text("3 lines kept: 2 actions among them.")
    assert Line.objects.count() == 3
    assert {action.owner.name for action in Action.objects.all()} == {"Grace Li", "Daniel Okafor"}


@SIZES
def test_what_was_pasted_into_the_line_is_taken_along_to_be_seen_line_by_line(room, new_page, sign_in, axe, size):
    page = new_page(size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    box = page.locator("#line-box")
    expect(box).to_be_focused()
    box.fill(BLOCK)
    box.dispatch_event("paste")
    expect(page.locator("[data-save]")).to_contain_text("4 lines: Enter keeps them as one")
    axe(page)
    page.get_by_role("link", name="Paste several lines").press("Enter")
    expect(page.get_by_role("heading", name="Mobile phones")).to_be_visible()
    page.get_by_role("button", name="Keep the ticked lines").click()
    expect(page.locator("main")).to_contain_text("4 lines kept")
    assert Line.objects.count() == 4


@SIZES
def test_names_are_offered_and_taken_by_the_keyboard_alone(room, new_page, sign_in, axe, fits, size):
    for number in range(9):
        make_person(f"Kim Number{number}", role_title="Engineer")
    page = new_page(size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    box, options = page.locator("#line-box"), page.get_by_role("option")
    expect(box).to_be_focused()
    page.keyboard.type("@kim")
    expect(options).to_have_count(8)
    axe(page)
    fits(page)
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("@kim")
    page.keyboard.press("Control+A")
    page.keyboard.type("@sam")
    expect(options).to_have_count(2)
    expect(page.locator("#live")).to_contain_text("2 names. Enter takes Sam Whitfield")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(box).to_have_value("@Samira Khan ")
    expect(options).to_have_count(0)
    page.keyboard.type("to ask the offices by Fri #pho")
    expect(options).to_have_text(["Mobile phones"])
    page.keyboard.press("Tab")
    expect(box).to_have_value("@Samira Khan to ask the offices by Fri #mobile-phones ")
    expect(box).to_be_focused()
    assert not Line.objects.exists()
    page.keyboard.press("Enter")
    expect(page.locator("#stream > .ln").last).to_contain_text("for Samira Khan, due Fri 14 June")
    expect(box).to_have_value("")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("@Samira Khan to ask the offices by Fri #mobile-phones ")


def test_this_week_offers_names_too_and_an_address_is_no_name(room, page, sign_in, axe):
    sign_in(page, room.priya)
    page.goto("/")
    page.locator("#line").focus()
    page.keyboard.type("write to grace@dan")
    page.wait_for_timeout(400)
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.type(" @dan")
    expect(page.get_by_role("option")).to_have_text(["Daniel Okafor"])
    axe(page)
    page.get_by_role("option").click()
    expect(page.locator("#line")).to_have_value("write to grace@dan @Daniel Okafor ")
    expect(page.locator("#line")).to_be_focused()
    assert not Line.objects.exists()

"""What was understood is put right under its line, by the keyboard, and the focus goes where one goes on."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from meetings.models import Action, Idea
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_room import last_row, open_live
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


def back_to(page: Page, name: str, *, most: int) -> None:
    """Shift+Tab until what has that name has the focus, at most so often."""
    for _press in range(most):
        page.keyboard.press("Shift+Tab")
        if re.search(name, page.evaluate("document.activeElement.textContent")):
            return
    raise AssertionError(f"{name} was not reached by {most} presses of Shift+Tab")


def is_uncovered(page: Page) -> bool:
    """Whether what has the focus is in view and not under the docked line."""
    return page.evaluate("""() => {
      const {left, top, width, height} = document.activeElement.getBoundingClientRect();
      const met = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
      return document.activeElement === met || document.activeElement.contains(met);
    }""")


@SIZES
def test_owner_date_and_kind_are_put_right_without_the_mouse(room, new_page, sign_in, axe, fits, size):
    for number in range(9):
        room.type(f"Something said, number {number}")
    page = new_page(size=size)
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type("Grace to order ten by Thu")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("due Thu 13 June")
    box = page.locator("#line-box")

    back_to(page, "^Grace Li", most=4)
    assert is_uncovered(page)
    page.keyboard.press("Enter")
    field = page.get_by_label("Who does it?")
    expect(field).to_be_focused()
    expect(field).to_have_value("Grace Li")
    assert is_uncovered(page)
    axe(page)
    fits(page)
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    expect(page.locator("[data-part=owner]").last).to_be_focused()

    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("Sam")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Which Sam? Write Sam Whitfield or Samira Khan")
    expect(field).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Which Sam?")
    axe(page)
    page.keyboard.type("samira khan")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("for Samira Khan")
    expect(box).to_be_focused()
    expect(page.locator("#live")).to_have_text("Action for Samira Khan, due Thu 13 June")

    back_to(page, "^Thu 13 June", most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_label("When is it due?")).to_be_focused()
    axe(page)
    fits(page)
    page.keyboard.type("next DMT")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("due Mon 17 June")
    expect(box).to_be_focused()
    action = Action.objects.get()
    assert (action.owner.name, action.due.isoformat()) == ("Samira Khan", "2019-06-17")

    back_to(page, "^Change", most=2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Action")).to_be_focused()
    assert is_uncovered(page)
    axe(page)
    fits(page)
    for _press in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Idea for later")).to_be_checked()
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Idea for later")
    expect(box).to_be_focused()
    assert Idea.objects.filter(deleted_at=None).count() == 1
    back_to(page, "^Undo", most=2)  # at a desk "Put on an agenda" stands between
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Taken back")
    expect(page.locator("#live")).to_contain_text("Taken back")


def test_a_row_that_is_being_put_right_is_left_when_news_arrive(room, new_page, sign_in):
    line = room.type("Grace to order ten by Thu")
    page = new_page()
    sign_in(page, room.priya)
    open_live(page, room)
    back_to(page, "^Thu 13 June", most=3)
    page.keyboard.press("Enter")
    field = page.get_by_label("When is it due?")
    expect(field).to_be_focused()
    page.keyboard.type("end of")
    Action.objects.get().give_to(room.daniel, by=room.helen.person)
    other = room.type("Daniel to count them by Fri", author=room.helen.person)
    expect(page.locator(f"#line-{other.ref}")).to_contain_text("for Daniel Okafor")
    expect(field).to_be_focused()
    page.keyboard.type(" June")
    page.keyboard.press("Enter")
    expect(page.locator(f"#line-{line.ref}")).to_contain_text("Someone else changed this")
    expect(field).to_have_value("end of June")
    page.get_by_label("When is it due?").press("Enter")
    expect(page.locator(f"#line-{line.ref}")).to_contain_text("for Daniel Okafor, due Fri 28 June")


@SIZES
def test_without_scripts_each_part_is_put_right_on_a_page_of_its_own(room, new_page, sign_in, fits, size):
    room.type("Grace to order ten by Thu")
    page = new_page(js=False, size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    page.get_by_role("link", name="Grace Li (change the owner)").click()
    expect(page.get_by_label("Who does it?")).to_be_focused()
    fits(page)
    page.get_by_label("Who does it?").fill("Zorg")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#problem")).to_contain_text("Nobody here is called “Zorg”")
    page.get_by_label("Who does it?").fill("Daniel")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#stream")).to_contain_text("Daniel Okafor")
    page.get_by_role("link", name="Thu 13 June (change the date)").click()
    page.get_by_label("When is it due?").fill("next DMT")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#stream")).to_contain_text("Mon 17 June")


def test_a_jotting_is_put_right_on_this_week_and_among_the_jottings(room, page, sign_in, axe):
    room.jot("idea: lend the old phones", on=localdate())
    sign_in(page, room.priya)
    for address in ("/", "/jottings/"):
        page.goto(address)
        chip = page.locator(".ln [data-of=audience]").first
        chip.focus()
        page.keyboard.press("Enter")
        expect(
            page.get_by_role("radio", name=re.compile("Only me|All staff")).and_(page.locator(":checked"))
        ).to_be_focused()
        axe(page)
        page.keyboard.press("ArrowDown" if address == "/" else "ArrowUp")
        page.keyboard.press("Enter")
        expect(page.locator(".ln").first).to_contain_text("All staff" if address == "/" else "Only me")
        expect(page.locator("form[data-line] textarea")).to_be_focused()

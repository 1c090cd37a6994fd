"""Typing with help: a block pasted and previewed."""

import pytest
from playwright.sync_api import expect

from meetings.models import Action, Line
from tests.browser.conftest import DESKTOP, PHONE
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

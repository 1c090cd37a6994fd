"""What is printed of a record: its words, and nothing to press. And lists whose words need the width of a phone."""

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, Decision
from tests.browser.conftest import PHONE
from tests.meetings.lines.conftest import make_room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(db):
    room = make_room()
    room.type("agreed one standard phone for everybody who works out of the office, subject to: app works on it")
    room.type("Sam Whitfield to ask the area offices who shares a phone by Fri")
    return room


def printed(page: Page, address: str) -> Page:
    """The page as it comes out of the printer."""
    page.goto(address)
    page.emulate_media(media="print")
    return page


def test_a_decision_on_paper_says_what_was_decided_and_nothing_that_can_be_pressed(new_page, sign_in, room):
    decision = Decision.objects.get()
    page = new_page()
    sign_in(page, room.helen)
    printed(page, decision.get_absolute_url())
    for shown in ("About this decision", "Caveats", "App works on it"):
        expect(page.get_by_text(shown).first).to_be_visible()
    for gone in ("What next", "Edit", "Every change", "Add another caveat", "What follows from it", "Raise an action"):
        expect(page.get_by_text(gone, exact=True).first).to_be_hidden()


def test_an_action_and_the_list_of_actions_on_paper_hold_no_form(new_page, sign_in, room):
    action = Action.objects.filter(text__startswith="Ask the area").get()
    page = new_page()
    sign_in(page, room.helen)
    printed(page, action.get_absolute_url())
    expect(page.get_by_role("heading", name="How it went")).to_be_visible()
    for gone in ("How is it going?", "Give it to somebody else"):
        expect(page.get_by_text(gone)).to_be_hidden()
    expect(page.locator("main").get_by_role("textbox")).to_have_count(0)
    printed(page, "/actions/?whose=all")
    expect(page.get_by_role("heading", name=action.text)).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    for gone in ("Sorted by", "Download what is shown (CSV)"):
        expect(page.get_by_text(gone)).to_be_hidden()


def test_on_a_phone_the_title_of_a_decision_has_the_width_of_its_row(new_page, sign_in, fits, axe, room):
    page = new_page(size=PHONE)
    sign_in(page, room.helen)
    page.goto("/decisions/")
    row = page.locator(".rows > li", has_text="one standard phone")
    tag, title = row.locator(".tag").bounding_box(), row.get_by_role("link").first
    assert title.locator("xpath=..").bounding_box()["width"] == row.bounding_box()["width"]
    assert tag["y"] + tag["height"] <= title.bounding_box()["y"]
    fits(page)
    axe(page)

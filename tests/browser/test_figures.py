"""A figure is kept from its line by the keyboard, and what was said of it before stands below the box as one types."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from meetings.models import FigureSaid
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_correcting import back_to
from tests.browser.test_room import last_row, open_live
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
SAVES = "Mobile contract saves £650k over three years"


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


@SIZES
def test_a_figure_is_kept_in_five_keystrokes_and_the_caret_is_in_the_line_again(
    room, new_page, sign_in, axe, fits, size
):  # fmt: skip
    page = new_page(size=size)
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type(SAVES)
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Keep £650k over three years as a figure")

    back_to(page, "^Keep £650k", most=3)
    page.keyboard.press("Enter")
    field = page.get_by_label("What is it?")
    expect(field).to_be_focused()
    expect(field).to_have_value("Mobile contract saving")
    axe(page)
    fits(page)
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Mobile contract saving: £650k over 3 years")
    expect(page.locator("#line-box")).to_be_focused()
    assert FigureSaid.objects.get().high == 65_000_000


def test_escape_leaves_the_form_and_nothing_is_kept(room, new_page, sign_in):
    page = new_page(size=DESKTOP)
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type(SAVES)
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Keep £650k over three years as a figure")
    back_to(page, "^Keep £650k", most=3)
    page.keyboard.press("Enter")
    expect(page.get_by_label("What is it?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("What is it?")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent").startswith("Keep £650k")
    assert not FigureSaid.objects.exists()


@SIZES
def test_what_was_said_last_stands_below_the_box_as_one_types(room, new_page, sign_in, axe, fits, size):
    make.make_figure("Mobile contract saving", room.dmt, 65_000_000, state="proposed", said_on=date(2019, 5, 20))
    page = new_page(size=size)
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type("mobile contract now saves ")
    said = page.locator("[data-said-before]")
    expect(said).to_be_empty()
    page.keyboard.type("£590k")
    expect(said).to_have_text("Mobile contract saving, last said: £650k, 3 weeks ago")
    axe(page)
    fits(page)
    page.keyboard.press("Enter")
    expect(said).to_be_empty()
    expect(last_row(page)).to_contain_text("last said: £650k, 3 weeks ago")
    back_to(page, "^Keep £590k for Mobile contract saving", most=4)
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text(re.compile(r"Mobile contract saving: £590k, was £650k, 3 weeks ago"))
    assert FigureSaid.objects.count() == 2

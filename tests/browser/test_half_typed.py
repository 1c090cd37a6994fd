"""Words in the line's box that nobody pressed Enter for: they are there after a refresh and on the way back, and going
on in the meeting saves them."""

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Line
from tests.browser.test_room import last_row, open_live
from tests.meetings.lines.conftest import Room, make_room


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


@pytest.fixture
def live(room, page, sign_in) -> Page:
    sign_in(page, room.priya)
    open_live(page, room)
    return page


def test_half_a_line_is_there_after_a_refresh_and_on_the_way_back(live):
    live.keyboard.type("The landlord wants")
    live.reload()
    expect(live.locator("#line-box")).to_have_value("The landlord wants")
    expect(live.locator("[data-save]")).to_have_text("Not saved yet. Enter saves")
    live.goto("/topics/")
    live.go_back()
    expect(live.locator("#line-box")).to_have_value("The landlord wants")
    live.locator("#line-box").press("End")
    live.keyboard.type(" an answer")
    live.keyboard.press("Enter")
    expect(last_row(live)).to_have_attribute("data-mine", "")
    live.reload()
    expect(live.locator("#line-box")).to_have_value("")
    assert [line.text for line in Line.objects.all()] == ["The landlord wants an answer"]


def test_half_a_line_stays_with_its_item_and_with_who_typed_it(room, live, sign_in):
    live.keyboard.type("Only of the phones")
    live.goto(f"/meetings/{room.meeting.ref}/live/?item={room.finance.ref}")
    expect(live.locator("#line-box")).to_be_focused()
    expect(live.locator("#line-box")).to_have_value("")
    live.context.clear_cookies()
    sign_in(live, room.helen)
    open_live(live, room)
    expect(live.locator("#line-box")).to_have_value("")


def test_a_line_that_is_typed_anew_is_still_that_line_after_a_refresh(room, live):
    live.keyboard.type("Cost codes are a mess")
    live.keyboard.press("Enter")
    expect(last_row(live)).to_have_attribute("data-mine", "")
    live.keyboard.press("ArrowUp")
    live.keyboard.type(" still")
    live.reload()
    expect(live.locator("#line-box")).to_have_value("Cost codes are a mess still")
    live.locator("#line-box").press("Enter")
    expect(last_row(live)).to_contain_text("a mess still")
    assert [line.text for line in Line.objects.all()] == ["Cost codes are a mess still"]


def test_who_jots_half_a_line_at_home_finds_it_again(room, page, sign_in):
    sign_in(page, room.priya)
    page.goto("/")
    page.locator("#line").fill("Thank Felix for")
    page.reload()
    expect(page.locator("#line")).to_have_value("Thank Felix for")


@pytest.mark.parametrize("way", ["next", "agenda", "wrap up"])
def test_going_on_saves_what_stands_in_the_box(room, live, way):
    live.keyboard.type("Grace to ring the landlord by Thu")
    if way == "next":
        live.locator("form[data-next] button").click()
    elif way == "agenda":
        live.locator("#agenda").get_by_role("link", name=room.finance.title).click()
    else:
        live.get_by_role("link", name="Wrap up", exact=True).click()
    expect(live.locator("h1")).not_to_have_text(room.phones.title)
    line = Line.objects.get()
    assert (line.text, line.item) == ("Grace to ring the landlord by Thu", room.phones)
    live.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    expect(live.locator("#line-box")).to_have_value("")


def test_lines_that_were_taken_to_be_seen_one_by_one_are_not_in_the_box_again(room, live):
    live.locator("#line-box").fill("Cost codes are a mess\nGrace to ring the landlord by Thu")
    live.get_by_role("link", name="Paste several lines").click()
    live.get_by_role("button", name="Keep the ticked lines").click()
    expect(last_row(live)).to_contain_text("ring the landlord")
    expect(live.locator("#line-box")).to_have_value("")
    assert Line.objects.count() == 2

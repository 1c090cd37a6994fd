"""A short meeting typed with the keyboard alone, with scripts and without; the line that could not be sent."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from meetings.models import Action, AgendaItem, Decision, Line
from tests.browser.conftest import DESKTOP, PHONE
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


def open_live(page: Page, room: Room) -> None:
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    expect(page.locator("#line-box")).to_be_focused()


def last_row(page: Page):
    return page.locator("#stream > .ln").last


@SIZES
def test_a_meeting_is_typed_by_the_keyboard_alone(room, new_page, sign_in, axe, fits, size):
    page = new_page(size=size)
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type("Grace to bring three costed options by Thu")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("for Grace Li, due Thu 13 June")
    expect(page.locator("#line-box")).to_have_value("")
    expect(page.locator("#live")).to_have_text("Action for Grace Li, due Thu 13 June")
    expect(page.locator("[data-save]")).to_have_text(re.compile("Saved at"))
    page.keyboard.type("agreed one phone, subject to: tax check (Daniel by 3 July)")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("and that was all")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Agreed, with 1 caveat")
    page.keyboard.type("Sam to ask the area offices by Fri")
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Which Sam?")
    expect(page.locator(".dock")).to_be_in_viewport()
    axe(page)
    fits(page)
    last_row(page).get_by_role("button", name="Samira Khan").focus()
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("for Samira Khan")
    expect(page.locator("#line-box")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#line-box")).to_have_value("Sam to ask the area offices by Fri")
    page.keyboard.press("Escape")
    expect(page.locator("#line-box")).to_have_value("")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Finance: period 2")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text(re.compile("need"))
    assert {item.state for item in AgendaItem.objects.filter(meeting=room.meeting)} == {"discussed"}
    assert (Line.objects.count(), Action.objects.filter(caveat=None).count(), Decision.objects.count()) == (3, 2, 1)


def is_above_the_box(page: Page) -> bool:
    """Whether the newest line can be read: it ends above the dock."""
    row, dock = last_row(page).bounding_box(), page.locator(".dock").bounding_box()
    return bool(row and dock and row["y"] + row["height"] <= dock["y"] + 1)


@SIZES
@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_the_newest_line_stands_above_the_box_however_many_there_are(room, new_page, sign_in, size, js):
    for number in range(12):
        room.type(f"Something said, number {number}")
    page = new_page(js=js, size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    page.locator("#line-box").fill("Grace to bring three costed options by Thu")
    page.get_by_role("button", name="Save").click()
    expect(last_row(page)).to_contain_text("due Thu 13 June")
    page.wait_for_timeout(300)
    assert is_above_the_box(page)


@SIZES
def test_without_scripts_the_same_meeting_is_typed_and_the_caret_comes_back(room, new_page, sign_in, fits, size):
    page = new_page(js=False, size=size)
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    for typed in ("Grace to bring three costed options by Thu", "Sam to ask the area offices by Fri"):
        box = page.locator("#line-box")
        box.fill(typed)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#line-box")).to_be_focused()
    expect(page.locator("#stream")).to_contain_text("due Thu 13 June")
    expect(page.locator(".dock")).to_be_in_viewport()
    page.get_by_role("button", name="Sam Whitfield").click()
    expect(page.locator("#stream")).to_contain_text("for Sam Whitfield")
    page.locator("#line-box").fill("   ")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#problem")).to_contain_text("Type something first")
    fits(page)
    page.get_by_role("button", name="Next: Finance").click()
    expect(page.locator("h1")).to_have_text("Finance: period 2")
    page.get_by_role("button", name="Wrap up").click()
    expect(page.locator("h1")).to_have_text("Nothing needs you")


def test_the_error_of_a_page_without_scripts_is_accessible(room, page, sign_in, axe):
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_have_text("Type something first")
    axe(page)
    page.locator("#line-box").fill("x" * 4001)
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_contain_text("too long for one line")
    expect(page.locator("#line-box")).to_have_value("x" * 4001)
    axe(page)


def test_a_line_typed_offline_stays_in_view_and_is_sent_later_once(room, page, sign_in, axe, fits):
    sign_in(page, room.priya)
    open_live(page, room)
    page.context.set_offline(True)
    for typed in ("Grace to ring the supplier by Fri", "agreed one phone"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    expect(page.locator(".ln--unsent")).to_have_count(2)
    expect(page.locator("[data-save]")).to_have_text("Not saved. We’ll keep trying")
    axe(page)
    fits(page)
    assert not Line.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".ln--unsent")).to_have_count(0)
    expect(page.locator("#stream")).to_contain_text("for Grace Li")
    assert [line.text for line in Line.objects.order_by("position")] == [
        "Grace to ring the supplier by Fri",
        "agreed one phone",
    ]


def test_lines_left_unsent_are_sent_when_the_page_is_opened_again(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    page.route("**/live/lines/", lambda route: route.abort())
    page.keyboard.type("Grace to ring the supplier by Fri")
    page.keyboard.press("Enter")
    expect(page.locator(".ln--unsent")).to_have_count(1)
    page.unroute("**/live/lines/")
    page.reload()
    expect(page.locator("#stream")).to_contain_text("for Grace Li")
    assert Line.objects.count() == 1


def test_what_others_type_appears_without_taking_the_focus(room, new_page, sign_in):
    page = new_page()
    sign_in(page, room.helen)
    open_live(page, room)
    page.keyboard.type("half a thou")
    line = room.type("Grace to ring the supplier by Fri")
    expect(page.locator(f"#line-{line.ref}")).to_contain_text("for Grace Li")
    expect(page.locator("#line-box")).to_be_focused()
    page.keyboard.type("ght")
    expect(page.locator("#line-box")).to_have_value("half a thought")


def test_the_keys_answer_the_current_question_only_while_it_has_the_focus(room, page, sign_in, axe, fits):
    room.type("Sam to ask the area offices by Fri")
    room.type("Daniel to bring the plan asap")
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/wrap-up/")
    expect(page.locator("h1")).to_have_text("3 things need you")
    axe(page)
    fits(page)
    page.locator("#main").focus()
    page.keyboard.press("2")
    assert Action.objects.get(text__contains="area offices").owner is None
    page.locator("[data-keys] button").first.focus()
    page.keyboard.press("2")
    expect(page.locator("h1")).to_have_text("2 things need you")
    assert Action.objects.get(text__contains="area offices").owner.name == "Samira Khan"
    page.keyboard.press("1")
    expect(page.locator("h1")).to_have_text("1 thing needs you")
    due = Action.objects.get(text__contains="plan").due
    assert due.weekday() == 4  # the Friday to come, not that of a week that has passed
    assert timedelta() < due - localdate() <= timedelta(days=7)


def test_jottings_are_typed_and_taken_back_in_place(room, page, sign_in, axe, fits):
    sign_in(page, room.priya)
    page.goto("/jottings/")
    page.locator("#line-box").fill("learning: four people share one phone #mobile-phones")
    page.keyboard.press("Enter")
    row = page.locator("#today > .ln").first
    expect(row).to_contain_text("Something I’m learning")
    axe(page)
    fits(page)
    row.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator("#today > .ln").first).to_contain_text("Taken back")
    page.get_by_role("button", name=re.compile("^Bring it back")).click()
    expect(page.locator("#today > .ln").first).to_contain_text("Only me")
    page.goto(f"/lines/{Line.objects.get().ref}/change/")
    axe(page)
    fits(page)

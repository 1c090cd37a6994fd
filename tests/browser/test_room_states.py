"""The live page, jottings, paste and wrap-up in every state one can meet them in: accessible, readable, in view.

Each state is looked at by axe-core at a desk; those with most in them on a phone and by night too, and under `make
prove` all of them in every way, with text of twice the size and in forced colours as well. Pictures of all are kept
under var/screenshots when ROOM_PICTURES is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, Attendance
from tests.browser.conftest import DESKTOP, NARROWEST, PHONE, SCREENSHOTS
from tests.browser.rules import broken_rules
from tests.browser.test_room import last_row, open_live
from tests.conftest import IN_FULL
from tests.factories import make_action, make_meeting, make_person
from tests.meetings.lines.conftest import MONDAY, Room, make_room

BLOCK = "Mobile phones\n- Grace to bring three costed options by Thu\n- tidy the cost codes\n- agreed one phone"
State = Callable[[Page, Room], None]


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


def typed(page: Page, words: str) -> None:
    page.keyboard.type(words)
    page.keyboard.press("Enter")


# --- The states. Each leaves the page standing in it ---


def empty(page: Page, room: Room) -> None:
    open_live(page, room)


def many_lines(page: Page, room: Room) -> None:
    last = make_meeting(room.dmt, MONDAY.replace(month=5, day=20))
    make_action("Compare tariffs", room.grace, meeting=last, due=MONDAY.replace(day=7), topics=room.phones.topics.all())
    Attendance.objects.create(meeting=room.meeting, person=room.grace)
    Attendance.objects.create(meeting=room.meeting, person=make_person("Martin Frost"), state="guest", item=room.phones)
    for words in (
        "Pilot ended Friday 31st. 34 of the 40 people would keep the new phone", "done 1",
        "agreed one standard phone, subject to: tax check (Daniel by 3 July); repairs app works on it",
        "Grace to bring three costed options by Thu", "need to tidy the cost codes", "Grace to ring them asap",
        "Sam to ask the area offices who shares a phone by Fri", "idea: lend the old phones !staff",
    ):  # fmt: skip
        room.type(words)
    open_live(page, room)


def names_offered(page: Page, room: Room) -> None:
    many_lines(page, room)
    for number in range(9):
        make_person(f"Kim Number{number}", role_title="Engineer")
    page.keyboard.type("@kim")
    expect(page.get_by_role("option")).to_have_count(8)


def topics_offered(page: Page, room: Room) -> None:
    open_live(page, room)
    page.keyboard.type("costs are up #mob")
    expect(page.get_by_role("option")).to_have_text(["Mobile phones"])


def refused(page: Page, room: Room) -> None:
    many_lines(page, room)
    page.locator("#line-box").fill("too long " * 450)
    page.keyboard.press("Enter")
    expect(page.locator("#line-error")).to_contain_text("too long")


def offline(page: Page, room: Room) -> None:
    many_lines(page, room)
    page.context.set_offline(True)
    typed(page, "Grace to ring the supplier by Fri")
    typed(page, "agreed to wait")
    expect(page.locator(".ln--unsent")).to_have_count(2)
    expect(page.locator("[data-save]")).to_have_text("Not saved. We’ll keep trying")


def both_texts(page: Page, room: Room) -> None:
    line = room.type("Grace to order ten by Fri")
    open_live(page, room)
    page.keyboard.press("ArrowUp")
    expect(page.locator("#line-box")).to_have_value("Grace to order ten by Fri")
    line.text = "Grace to order twelve by Fri"
    line.save_as(by=room.helen.person, verb="typed anew")
    page.keyboard.press("End")
    typed(page, " please")
    expect(page.locator("[data-clash]")).to_contain_text("order twelve")


def taken_back(page: Page, room: Room) -> None:
    many_lines(page, room)
    last_row(page).get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(last_row(page)).to_contain_text("Taken back")


def owner_open(page: Page, room: Room) -> None:
    room.type("Grace to order ten by Fri")
    open_live(page, room)
    page.locator("[data-part=owner]").last.press("Enter")
    expect(page.get_by_label("Who does it?")).to_be_focused()


def owner_refused(page: Page, room: Room) -> None:
    owner_open(page, room)
    typed(page, "Zorg")
    expect(last_row(page)).to_contain_text("Nobody here is called “Zorg”")


def due_open(page: Page, room: Room) -> None:
    room.type("Grace to order ten by Fri")
    open_live(page, room)
    page.locator("[data-part=due]").last.press("Enter")
    expect(page.get_by_label("When is it due?")).to_be_focused()


def kind_open(page: Page, room: Room) -> None:
    many_lines(page, room)
    page.locator(".ln a[data-part=what]", has_text="Change").last.press("Enter")
    expect(page.get_by_role("radio", name="Idea for later")).to_be_focused()


def part_clash(page: Page, room: Room) -> None:
    owner_open(page, room)
    Action.objects.get().give_to(room.daniel, by=room.helen.person)
    typed(page, "Priya")
    expect(last_row(page)).to_contain_text("Someone else changed this")


def others_typing(page: Page, room: Room) -> None:
    open_live(page, room)
    page.keyboard.type("half a thought")
    line = room.type("Grace to ring the supplier by Fri", author=room.helen.person)
    expect(page.locator(f"#line-{line.ref}")).to_contain_text("for Grace Li")


def nothing_on_the_agenda(page: Page, room: Room) -> None:
    meeting = make_meeting(room.dmt, MONDAY.replace(month=7, day=1))
    page.goto(f"/meetings/{meeting.ref}/live/")
    expect(page.locator("h1")).to_have_text("Nothing on the agenda yet")


def paste_preview(page: Page, room: Room) -> None:
    page.goto(f"/meetings/{room.meeting.ref}/live/paste/?item={room.phones.ref}")
    page.get_by_label("Your notes").fill(BLOCK)
    page.get_by_role("button", name="See what they become").press("Enter")
    expect(page.locator("h1")).to_have_text("What the lines become")


def paste_refused(page: Page, room: Room) -> None:
    page.goto(f"/meetings/{room.meeting.ref}/live/paste/?item={room.phones.ref}")
    page.get_by_role("button", name="See what they become").press("Enter")
    expect(page.locator("#problem")).to_contain_text("Paste some lines first")


def wrap_up(page: Page, room: Room) -> None:
    many_lines(page, room)
    page.goto(f"/meetings/{room.meeting.ref}/wrap-up/")
    expect(page.locator("[data-keys]")).to_be_visible()


def nothing_to_wrap_up(page: Page, room: Room) -> None:
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text(room.finance.title)
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Nothing needs you")


def no_jottings(page: Page, room: Room) -> None:
    page.goto("/jottings/")
    expect(page.locator("#line-box")).to_be_visible()


def jottings(page: Page, room: Room) -> None:
    for words in ("learning: four people share one phone #mobile-phones", "I'll write it up by Fri", "tip: ask first"):
        room.jot(words)
    page.goto("/jottings/")
    page.locator("[data-of=audience]").first.press("Enter")
    expect(page.get_by_role("radio", name="Only me")).to_be_focused()


STATES: list[State] = [
    empty, many_lines, names_offered, topics_offered, refused, offline, both_texts, taken_back, owner_open,
    owner_refused, due_open, kind_open, part_clash, others_typing, nothing_on_the_agenda, paste_preview, paste_refused,
    wrap_up, nothing_to_wrap_up, no_jottings, jottings,
]  # fmt: skip
IN_DEPTH = {many_lines, names_offered, refused, offline, both_texts, kind_open, paste_preview, wrap_up}
"""States that hold every kind of thing the others show."""

IN_EVERY_STATE = pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])

COVERED = """() => {
  const on = document.activeElement;
  if (on === document.body || on.id === "main") return "";
  const {left, top, width, height} = on.getBoundingClientRect();
  const met = document.elementFromPoint(left + Math.min(width / 2, 12), top + Math.min(height / 2, 12));
  return on === met || on.contains(met) || met?.contains(on) ? "" : on.outerHTML.slice(0, 120);
}"""


@pytest.mark.campaign
@IN_EVERY_STATE
def test_every_state_of_the_room_is_accessible_however_it_is_looked_at(room, page, sign_in, axe, state):
    sign_in(page, room.priya)
    state(page, room)
    looks_right(page, axe, state.__name__, "desk")
    page.set_viewport_size(PHONE)
    if IN_FULL or state in IN_DEPTH:
        looks_right(page, axe, state.__name__, "phone")
        page.emulate_media(color_scheme="dark")
        looks_right(page, axe, state.__name__, "dark")
    page.emulate_media(color_scheme="light", forced_colors="active")
    if IN_FULL:
        looks_right(page, keeps_the_rules_in_forced_colours, state.__name__, "forced")
    page.emulate_media(forced_colors="none")
    page.set_viewport_size(NARROWEST)
    assert not sideways(page), f"{state.__name__} scrolls sideways at 320"
    # Text of twice the size is what a window of half the width shows
    page.set_viewport_size({"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2})
    if IN_FULL:
        looks_right(page, axe, state.__name__, "text-200")
    page.set_viewport_size(DESKTOP)
    page.context.set_offline(False)


def keeps_the_rules_in_forced_colours(page: Page) -> None:
    """All rules but contrast: the colours are the reader's own then, and axe-core reads ours behind them."""
    broken = broken_rules(page, rules={"color-contrast": {"enabled": False}})
    assert not broken, "\n".join(broken)


def sideways(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def looks_right(page: Page, axe: Callable[[Page], None], state: str, how: str) -> None:
    """No rule broken, nothing beside the window, and what has the focus can be seen."""
    axe(page)
    assert not sideways(page), f"{state} scrolls sideways ({how})"
    page.evaluate("document.activeElement.scrollIntoView({block: 'nearest'})")
    covered = page.evaluate(COVERED)
    if os.environ.get("ROOM_PICTURES"):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(SCREENSHOTS) / f"{state}-{how}.png")
    assert covered == "", f"{state} ({how}): what has the focus is covered: {covered}"

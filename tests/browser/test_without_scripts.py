"""The meeting without JavaScript: all but what is live by nature, and the same records come of it."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, Attendance, Decision, Line, Meeting
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_person
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
BLOCK = "Next steps\n- Grace to count the handsets by Fri\n- agreed two chargers each\n- nobody minds"


@pytest.fixture
def room(transactional_db) -> Room:
    make_person("Dawn Price")
    return make_room()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("button", name=name).last.click()


def type_line(page: Page, words: str) -> None:
    page.locator("#line-box").fill(words)
    press(page, "Save")
    expect(page.locator("#line-box")).to_be_focused()
    expect(page.locator("#stream > .ln .ln__x").last).to_have_text(words)


@SIZES
def test_a_meeting_is_typed_corrected_pasted_settled_and_shared_without_scripts(room, new_page, sign_in, size):
    page = new_page(js=False, size=size)
    sign_in(page, room.helen)
    page.goto(f"/meetings/{room.meeting.ref}/live/")
    type_line(page, "Dawn here for item 1")
    type_line(page, "Dawn to send the evidence by Fri")
    type_line(page, "agreed one phone, subject to: tax check (Daniel by 3 July)")
    type_line(page, "Sam to ask the area offices by Fri")
    type_line(page, "need to tidy the cost codes")
    type_line(page, "Grace to buy a boat by Fri")

    # Taken back and brought back, put right by its parts, made something else
    press(page, re.compile("^Undo ?: Grace to buy a boat"))
    expect(page.locator("#stream")).to_contain_text("Taken back")
    page.get_by_role("link", name="Dawn Price (change the owner)").click()
    page.get_by_label("Who does it?").fill("Grace")
    press(page, "Save")
    page.get_by_role("link", name="Fri 14 June (change the date)").first.click()
    page.get_by_label("When is it due?").fill("next DMT")
    press(page, "Save")
    expect(page.locator("#stream")).to_contain_text("Grace Li, due Mon 17 June")
    page.get_by_role("link", name=re.compile("^Change ?: need to tidy")).click()
    page.get_by_label("Action", exact=True).check()
    page.get_by_label("Owner").select_option(label="Daniel Okafor")
    press(page, "Save")
    expect(page.locator("#stream")).to_contain_text("for Daniel Okafor")

    # A block
    page.get_by_role("link", name="Paste several lines").click()
    page.get_by_label("Your notes").fill(BLOCK)
    press(page, "See what they become")
    press(page, "Keep the ticked lines")
    expect(page.get_by_role("main")).to_contain_text("4 lines kept: 1 action and 1 decision among them.")

    # On to the end, and share
    press(page, re.compile("^Next: Finance"))
    expect(page.locator("h1")).to_have_text("Finance: period 2")
    press(page, "Wrap up")
    expect(page.locator("h1")).to_have_text("2 things need you")
    page.get_by_role("button", name="Samira Khan").click()
    press(page, re.compile("Next DMT"))
    expect(page.locator("h1")).to_have_text("Nothing needs you")
    press(page, "Share with staff")
    expect(page.get_by_role("main")).to_contain_text("Shared. Staff see 2 decisions")

    made = {a.text: (a.owner.name, a.due) for a in Action.objects.filter(deleted_at=None, caveat=None)}
    assert made == {
        "Send the evidence": ("Grace Li", date(2019, 6, 17)),
        "Ask the area offices": ("Samira Khan", date(2019, 6, 14)),
        "Need to tidy the cost codes": ("Daniel Okafor", date(2019, 6, 17)),
        "Count the handsets": ("Grace Li", date(2019, 6, 14)),
    }
    assert Decision.objects.filter(deleted_at=None).count() == 2
    assert Attendance.objects.get().item == room.phones
    assert Meeting.objects.get(pk=room.meeting.pk).state == "shared"


@SIZES
def test_what_is_decided_in_a_corridor_is_a_decision_outside_a_meeting_with_scripts_and_the_keyboard(
    room, new_page, sign_in, size
):
    page = new_page(size=size)
    sign_in(page, room.priya)
    page.goto("/")
    box = page.locator("form[data-line] textarea")
    expect(box).to_be_focused()
    page.keyboard.type("learning: four people share one phone")
    page.keyboard.press("Enter")
    rows = page.locator("#today > .ln:not(.ln--unsent)")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Something I’m learning")
    expect(rows.first).to_contain_text("Only me")
    page.keyboard.type("agreed with Daniel that the pilot goes on to July")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Agreed")
    expect(rows.first).to_contain_text("DMT only")
    expect(box).to_be_focused()
    decision = Decision.objects.get()
    assert (decision.meeting, decision.forum, decision.audience) == (None, room.dmt, "members")
    learned = Line.objects.get(sort="learning")
    assert (learned.audience, learned.forum) == ("me", None)
    other = new_page(size=size)
    sign_in(other, room.helen)
    other.goto("/decisions/")
    expect(other.get_by_role("main")).to_contain_text("the pilot goes on to July")
    other.goto("/search/?q=share+one+phone")
    expect(other.get_by_role("main")).not_to_contain_text("four people share")

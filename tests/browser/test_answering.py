"""Answering a mail before a meeting: on a phone, without scripts, and by the keyboard alone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.models import ActionUpdate
from tests.browser.conftest import DESKTOP, PHONE, SCREENSHOTS
from tests.meetings.reminders.before_world import World, link


@pytest.fixture
def world(transactional_db) -> World:
    """Grace is asked, two days before the meeting, about what she owns."""
    world = World()
    today = timezone.localdate()
    world.meeting.date = today + timedelta(days=2)
    world.meeting.save_as(by=None, verb="planned")
    late = world.action("Send evidence for recommendation 4 of the cyber review", due=today - timedelta(days=2))
    late.move_to(today - timedelta(days=1), by=world.grace.person, on=today, reason="Leave")
    soon = world.action("Say which apprenticeship bids we back", due=today + timedelta(days=1))
    waits = world.action("Agree who signs off hardware over £25,000", due=today + timedelta(days=20))
    waits.set_status("waiting", by=world.grace.person, on=today, waiting_for="Finance")
    world.actions = [late, soon, waits, world.action("Write two sides on what shared desks need from us")]
    world.letter = world.ask(*world.actions)
    return world


def one(page: Page, words: str):
    return page.get_by_role("group", name=words)


def look(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"answer-{name}.png", full_page=True)


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_is_answered_on_one_page(world, new_page, axe, fits, size, js):
    page = new_page(js=js, size=size)
    where = f"{size['width']}{'' if js else '-plain'}"
    page.goto(link(world.letter))
    look(page, f"asked-{where}")
    fits(page)
    late, soon, waits, desks = (one(page, action.text) for action in world.actions)
    expect(late.get_by_label("Anything to add?")).to_be_hidden()
    late.get_by_label("Done").check()
    late.get_by_label("Anything to add?").fill("Sent this morning")
    soon.get_by_label("On track").check()
    waits.get_by_label("New date").check()
    expect(waits.get_by_label("Anything to add?")).to_be_hidden()
    waits.get_by_label("Which day?").fill("31 February")
    desks.get_by_label("Need help").check()
    look(page, f"chosen-{where}")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    look(page, f"wrong-{where}")
    if js:
        axe(page)
    fits(page)
    assert not ActionUpdate.objects.exclude(answer="").exists()
    waits.get_by_label("Which day?").fill("20 December")
    waits.get_by_label("Why does the date move?").fill("Budget")
    desks.get_by_label("What do you need?").fill("A plan of the second floor")
    desks.get_by_label("Who from?").fill("Facilities")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, Grace")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Priya will see this on \w+day"))
    expect(page.get_by_role("main")).to_contain_text("Facilities")
    look(page, f"thanks-{where}")
    if js:
        axe(page)
    fits(page)
    assert sorted(ActionUpdate.objects.exclude(answer="").values_list("answer", flat=True)) == [
        "done", "help", "moved", "on_track",
    ]  # fmt: skip


def test_it_is_answered_by_the_keyboard_alone(world, new_page, axe):
    page = new_page(size=PHONE)
    page.goto(link(world.letter))
    axe(page)
    radio = one(page, world.actions[0].text).get_by_label("Done")
    radio.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(one(page, world.actions[0].text).get_by_label("On track")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Nearly there")
    look(page, "keyboard")
    page.get_by_role("button", name="Send my answers").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("3 are still to be answered")
    look(page, "some")


def test_a_link_that_opens_nothing_says_why(world, new_page, axe, fits):
    page = new_page(size=PHONE)
    page.goto(f"{link(world.letter)[:-3]}xx/")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not work")
    axe(page)
    fits(page)
    look(page, "closed")

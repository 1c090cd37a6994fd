"""What one missed while away, and a name that was settled once: by keyboard, with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.agenda.name_writes import remember
from meetings.models import Action, Presence
from tests.meetings.lines.conftest import Room, make_room


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_who_left_early_reads_what_they_missed_and_says_so(room, new_page, sign_in, axe, fits, js):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Presence.objects.note(room.meeting, room.helen.person, item=room.phones, now=an_hour_ago)
    room.type("agreed one phone for field staff, subject to: tax check (Daniel by 3 July)")
    room.type("Grace to bring three costed options by Thu", room.finance)
    page = new_page(js=js)
    sign_in(page, room.helen)
    page.goto(f"/meetings/{room.meeting.ref}/")
    news = page.get_by_role("region", name="Since you were last here")
    expect(news).to_contain_text("2 lines, 1 decision, 1 action.")
    expect(news.get_by_role("link", name="One phone for field staff")).to_be_visible()
    if js:
        axe(page)
    fits(page)
    news.get_by_role("link", name="1 line under Finance: period 2").click()
    assert page.url.endswith(room.finance.anchor)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    if js:
        expect(news).to_contain_text("2 lines, 1 decision, 1 action.")
        axe(page)
    fits(page)
    if not js:
        page.get_by_role("link", name="What happened since you were last here").click()
    news.get_by_role("button", name="I’ve read this").press("Enter")
    expect(page.locator("h1")).to_have_text(re.compile("Investment" if js else "DMT"))
    expect(news).to_have_count(0)


def test_a_name_settled_once_is_taken_the_next_time_and_put_right_with_one_press(room, page, sign_in, axe, fits):
    sign_in(page, room.priya)
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    page.keyboard.type("Sam to ask the area offices by Fri")
    page.keyboard.press("Enter")
    page.locator("#stream > .ln").last.get_by_role("button", name="Sam Whitfield").press("Enter")
    expect(page.locator("#stream > .ln").last).to_contain_text("Sam Whitfield")
    expect(page.locator("#line-box")).to_be_focused()
    page.keyboard.type("Sam to order two more by Fri")
    page.keyboard.press("Enter")
    row = page.locator("#stream > .ln").last
    expect(row).to_contain_text("“Sam” is Sam Whitfield, as last time.")
    expect(page.locator("#live")).to_have_text(re.compile("as last time"))
    axe(page)
    fits(page)
    row.get_by_role("button", name="No, Samira Khan").press("Enter")
    expect(row).not_to_contain_text("as last time")
    expect(row).to_contain_text("Samira Khan")
    expect(page.locator("#line-box")).to_be_focused()
    assert Action.objects.get(text__contains="order").owner.name == "Samira Khan"


def test_the_chair_forgets_a_name_on_the_groups_page(room, new_page, sign_in, axe, fits):
    remember(room.dmt, "Sam", room.grace, by=room.priya.person)
    page = new_page()
    sign_in(page, room.helen)
    page.goto(room.dmt.get_absolute_url())
    axe(page)
    fits(page)
    page.get_by_role("button", name="Forget whom “Sam” means").press("Enter")
    expect(page.locator("main")).to_contain_text("it is asked who that is")
    expect(page.get_by_role("button", name=re.compile("^Forget"))).to_have_count(0)

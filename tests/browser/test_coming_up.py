"""What is coming up in a browser: asked and answered on This week, written down, filtered; on a desk and on a phone."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import ComingUp
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def dmt():
    """Helen of DMT, whom Grace owes something; a fire drill that is past, a budget to begin with, a loose date."""
    on = timezone.localdate()
    forum = make.make_forum("DMT")
    helen, grace = make.make_user("Helen Marsh"), make.make_user("Grace Li")
    for member in (helen, grace):
        make.join(forum, member)
    phones = make.make_topic("Mobile phones")
    meeting = make.make_meeting(forum, on + timedelta(days=2))
    make.make_item(meeting, "Apprenticeships", topics=[phones])
    make.make_action("Write two sides", helen.person, forum=forum, due=on).set_helpers([grace.person])
    make.make_action("Cost three options", grace.person, forum=forum).set_helpers([helen.person])
    drill = make.make_coming_up("Fire drill", on - timedelta(days=3), forum=forum, yearly=True)
    make.make_coming_up("Budget round", on + timedelta(days=99), forum=forum, start_by=on, topics=[phones])
    make.make_coming_up("Shared desks", due_text="some time", forum=forum, topics=[phones])
    return SimpleNamespace(helen=helen, meeting=meeting, drill=drill, on=on)


@SIZES
@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_this_week_asks_what_came_of_it_and_undoes(new_page, sign_in, dmt, axe, fits, size, js):
    page = new_page(js=js, size=size)
    sign_in(page, dmt.helen)
    page.goto("/")
    side = page.get_by_role("region", name="Coming up")
    expect(side.get_by_text("Start by")).to_be_visible()
    if js:
        axe(page)
    fits(page)
    side.get_by_role("button", name=re.compile("^Happened.*Fire drill")).click()
    expect(side.get_by_text("Happened ✓")).to_be_visible()
    undo = side.get_by_role("button", name=re.compile("^Undo.*Fire drill"))
    if js:
        expect(undo).to_be_focused()
        expect(page.locator("#live")).to_contain_text("Next year’s is kept by itself")
        axe(page)
    else:
        expect(page.locator(".notice")).to_contain_text("Next year’s is kept by itself: Fire drill")
    assert ComingUp.objects.filter(follows=dmt.drill, deleted_at=None).count() == 1
    undo.click()
    expect(side.get_by_role("button", name=re.compile("^Happened.*Fire drill"))).to_be_visible()
    assert ComingUp.objects.get(pk=dmt.drill.pk).state == "ahead"
    assert not ComingUp.objects.filter(follows=dmt.drill, deleted_at=None).exists()


@SIZES
def test_moved_to_words_by_the_keyboard_alone(new_page, sign_in, dmt, axe, size):
    page = new_page(size=size)
    sign_in(page, dmt.helen)
    page.goto("/coming-up/")
    asks = page.get_by_role("region", name="What came of these?")
    asks.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("31 June")
    axe(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("When must be a real date")
    axe(page)
    box = page.get_by_label("Moved to")
    box.fill("before Christmas")
    box.press("Enter")
    expect(page.locator(".notice")).to_contain_text("Moved to Before Christmas")
    expect(page.get_by_text("Moved once")).to_be_visible()
    assert ComingUp.objects.get(pk=dmt.drill.pk).due_text == "before Christmas"


@SIZES
def test_written_down_found_by_topic_changed_and_deleted_with_undo(new_page, sign_in, dmt, axe, fits, size):
    page = new_page(size=size)
    sign_in(page, dmt.helen)
    page.goto("/meetings/")
    page.get_by_role("link", name="Coming up").click()
    axe(page)
    fits(page)
    page.get_by_role("link", name="Add something").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what is coming up")
    axe(page)
    fits(page)
    page.get_by_label("What is coming up?").fill("Telephony contract runs out")
    page.get_by_label(re.compile("^When")).fill("next April")
    page.get_by_label("Mobile phones").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Telephony contract runs out")
    axe(page)
    fits(page)
    page.goto("/coming-up/?topic=mobile-phones&sort=topic")
    expect(page.get_by_role("region", name="Mobile phones")).to_contain_text("Telephony contract runs out")
    expect(page.get_by_text("Fire drill")).to_have_count(0)
    page.get_by_role("link", name="Telephony contract runs out").click()
    page.get_by_role("link", name="Change", exact=True).click()
    axe(page)
    page.get_by_label("It repeats every year").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("dl")).to_contain_text("Every year")
    page.locator("summary", has_text="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".notice")).to_contain_text("It is back")


@SIZES
def test_this_week_tells_of_the_next_meeting_and_whom_one_meets(new_page, sign_in, dmt, axe, size):
    page = new_page(size=size)
    sign_in(page, dmt.helen)
    page.goto("/")
    expect(page.get_by_role("region", name="Next meeting")).to_contain_text("First: Apprenticeships")
    company = page.get_by_role("region", name=re.compile("^People I see"))
    expect(company).to_contain_text("You both own something here.")
    expect(company).to_contain_text("Cost three options")
    page.get_by_role("button", name=re.compile("^Done.*Write two sides")).click()
    notice = page.locator(".notice").filter(has_text="Done: Write two sides")
    expect(notice).to_be_visible()
    axe(page)
    notice.get_by_role("button").click()
    expect(page.get_by_role("button", name=re.compile("^Done.*Write two sides"))).to_be_visible()


@SIZES
def test_the_agenda_shows_what_comes_before_the_next_time(new_page, sign_in, dmt, axe, fits, size):
    page = new_page(size=size)
    sign_in(page, dmt.helen)
    page.goto(f"{dmt.meeting.get_absolute_url()}agenda/")
    side = page.get_by_role("region", name="Coming up")
    expect(side).to_contain_text("Budget round")
    expect(side).to_contain_text("Fire drill")
    expect(side.get_by_text("Shared desks")).to_have_count(0)
    axe(page)
    fits(page)

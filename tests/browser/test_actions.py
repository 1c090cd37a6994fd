"""Actions and decisions in a browser: done with undo, an action with an error, what the higher group said."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from meetings.decisions.writes import send_up
from meetings.models import Action
from tests import factories as make
from tests.browser.conftest import DESKTOP, LOOKED_AT, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture
def dmt():
    """Helen of DMT with an overdue action, one that nobody owns, a decision with a caveat, and HMT to ask."""
    on = timezone.localdate()
    hmt = make.make_forum("HMT")
    forum = make.make_forum("DMT", reports_to=hmt)
    helen = make.make_user("Helen Marsh")
    make.join(forum, helen)
    phones = make.make_topic("Mobile phones")
    meeting = make.make_meeting(forum, on - timedelta(days=7))
    make.make_meeting(forum, on + timedelta(days=7))
    late = make.make_action("Send evidence", helen.person, meeting=meeting, due=on - timedelta(days=2))
    make.make_action("Write two sides", helen.person, meeting=meeting)
    make.make_action("Check the app", meeting=meeting, topics=[phones])
    decision = make.make_decision("One standard phone", meeting=meeting, topics=[phones], by=helen.person)
    late.add_link("https://files.example/plan", by=helen.person, on=on, words="The signed plan")
    decision.add_caveat("Tax check", by=helen.person, needed_before="launch")
    referral = send_up(title="Mobile phones", forum=forum, to_forum=hmt, on=on, by=helen.person, decision=decision)
    return SimpleNamespace(helen=helen, late=late, decision=decision, referral=referral, hmt=hmt)


@SIZES
@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_done_stays_in_its_place_and_can_be_undone(new_page, sign_in, dmt, size, js):
    page = new_page(js=js, size=size)
    sign_in(page, dmt.helen)
    page.goto("/actions/")
    overdue = page.get_by_role("region", name="Overdue")
    overdue.get_by_role("button", name=re.compile("^Done.*Send evidence")).click()
    expect(overdue.get_by_text("Done ✓")).to_be_visible()
    undo = overdue.get_by_role("button", name=re.compile("^Undo.*Send evidence"))
    if js:
        expect(undo).to_be_focused()
        expect(page.locator("#live")).to_have_text("Done: Send evidence")
    undo.click()
    expect(overdue.get_by_role("button", name=re.compile("^Done.*Send evidence"))).to_be_visible()
    expect(overdue.get_by_text("2 days overdue")).to_be_visible()
    assert Action.objects.get(pk=dmt.late.pk).status == "not_started"


@SIZES
@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_several_are_moved_by_the_keyboard_and_put_back_by_one_press(new_page, sign_in, axe, fits, dmt, size, js):
    page = new_page(js=js, size=size)
    sign_in(page, dmt.helen)
    page.goto("/actions/")
    bar = page.get_by_role("form", name="With those that are ticked")
    expect(bar).to_be_hidden()
    page.get_by_label("Select: Send evidence").press("Space")
    page.get_by_label("Select: Write two sides").press("Space")
    expect(bar).to_be_visible()
    if js:
        expect(bar.get_by_text("2 ticked")).to_be_visible()
        page.get_by_label("Select: Write two sides").press("Enter")
        expect(bar.get_by_role("button", name="Done")).to_be_focused()
        axe(page)
        fits(page)
    bar.locator("summary", has_text="New date").press("Enter")
    bar.get_by_label("New date").fill("1 July 2030")
    bar.get_by_label("New date").press("Enter")
    expect(page.get_by_role("link", name=re.compile("Enter why the date moves. One of them"))).to_be_visible()
    expect(page.get_by_label("Select: Send evidence")).to_be_checked()
    axe(page) if js else None
    bar.get_by_label("Why").fill("The audit is later")
    bar.get_by_role("button", name="Move them").click()
    expect(page.get_by_role("status").first).to_contain_text("2 actions moved to Mon 1 July 2030")
    page.get_by_role("button", name=re.compile("^Undo.*2 actions moved")).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Undone: 2 actions as before")
    dmt.late.refresh_from_db()
    assert (dmt.late.times_moved, dmt.late.status) == (0, "not_started")


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_all_that_are_shown_are_given_away_at_once(new_page, sign_in, dmt, js):
    page = new_page(js=js)
    sign_in(page, dmt.helen)
    grace = make.make_person("Grace Li")
    page.goto("/actions/?whose=group-dmt")
    page.get_by_label("Select all 3 shown").check()
    if js:
        expect(page.get_by_label("Select: Check the app")).to_be_checked()
    page.locator("summary", has_text="Give to somebody").click()
    page.get_by_label("Give to", exact=True).fill("Grace")
    page.get_by_role("button", name="Give them").click()
    expect(page.get_by_role("status").first).to_contain_text("3 actions given to Grace Li")
    assert Action.objects.filter(owner=grace).count() == 3


def test_taking_one_and_accepting_a_date_need_no_other_page(page, sign_in, dmt):
    sign_in(page, dmt.helen)
    page.goto("/actions/")
    page.get_by_role("button", name=re.compile("take it.*Check the app")).click()
    expect(page.locator("#live")).to_have_text("Yours: Check the app")
    page.get_by_role("button", name=re.compile("^Accept.*Write two sides")).click()
    expect(page.locator("#live")).to_have_text("Date agreed: Write two sides")
    assert not Action.objects.filter(owner=None).exists()


@pytest.mark.parametrize("js", [True, False], ids=["with-script", "without-script"])
def test_a_wrong_action_leads_to_what_is_wrong(new_page, sign_in, axe, dmt, js):
    page = new_page(js=js)
    sign_in(page, dmt.helen)
    page.goto("/actions/new/")
    page.get_by_label("Or another date").fill("31 Feb")
    page.get_by_role("button", name="Save action").click()
    expect(page).to_have_title("Error: Add an action – HackIT")
    expect(page.locator("#problem")).to_be_focused()
    axe(page) if js else None
    page.get_by_role("link", name="Due date must be a real date, like 14 June 2019").click()
    expect(page.get_by_label("Or another date")).to_be_focused()
    page.get_by_label("Or another date").fill("14 June 2030")
    page.get_by_label("What needs doing?").fill("Send the plan")
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send the plan")
    expect(page.get_by_role("status").first).to_contain_text("Action added")


def test_one_tap_says_what_the_higher_group_said(phone_page, sign_in, dmt):
    sign_in(phone_page, dmt.helen)
    phone_page.goto(dmt.referral.get_absolute_url())
    phone_page.get_by_role("button", name="With caveats").click()
    expect(phone_page.get_by_text("Agreed, caveats to be listed", exact=True)).to_be_visible()
    dmt.referral.refresh_from_db()
    assert dmt.referral.answer.decided_by == dmt.hmt


@LOOKED_AT
def test_every_page_passes_axe_and_fits(new_page, sign_in, axe, fits, dmt, size):
    page = new_page(size=size)
    sign_in(page, dmt.helen)
    action, decision = dmt.late.get_absolute_url(), dmt.decision.get_absolute_url()
    caveat = dmt.decision.caveats.get()
    addresses = [
        "/actions/", "/actions/?whose=recorded", "/actions/?whose=waiting", "/actions/?whose=group-dmt",
        "/actions/?whose=all&topic=mobile-phones", "/actions/?q=zebra", "/actions/?before=31/2",
        "/actions/new/", action, f"{action}edit/", f"{action}give/", f"{action}history/",
        f"/actions/?done={dmt.late.ref}",
        "/decisions/", "/decisions/?q=zebra", "/decisions/new/", decision, f"{decision}edit/", f"{decision}history/",
        f"{decision}caveats/", f"/caveats/{caveat.ref}/owner/", f"{decision}take/", dmt.referral.get_absolute_url(),
    ]  # fmt: skip
    for address in addresses:
        page.goto(address)
        axe(page)
        fits(page)


@LOOKED_AT
def test_empty_lists_pass_axe_and_say_what_to_do_next(new_page, sign_in, axe, fits, size):
    page = new_page(size=size)
    page.goto("/decisions/")
    expect(page.get_by_role("heading", name="No decisions have been published yet")).to_be_visible()
    axe(page)
    fits(page)
    sign_in(page, make.make_user("Yusuf Demir"))
    for address, words in (("/actions/", "Nothing for you"), ("/decisions/", "No decisions yet")):
        page.goto(address)
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        axe(page)
        fits(page)

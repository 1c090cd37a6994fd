"""Going through the open actions of a meeting: by the keyboard alone, on a phone, without scripts, two at once."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from meetings.actions.answers import Answer
from meetings.models import Action, ActionUpdate
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2019, 6, 10)


@pytest.fixture
def dmt():
    """Priya's and Helen's meeting of Monday with an item that goes through actions: late, due, waiting, unowned."""
    forum = make.make_forum("DMT")
    priya, helen = make.make_user("Priya Nair"), make.make_user("Helen Marsh")
    grace = make.make_person("Grace Li")
    for who in (priya, helen, grace):
        make.join(forum, who)
    make.make_person("Samira Khan")
    weeks = [make.make_meeting(forum, MONDAY - timedelta(weeks=n)) for n in (1, 2, 3, 4)]
    meeting = make.make_meeting(forum, MONDAY)
    make.make_meeting(forum, MONDAY + timedelta(weeks=1))
    item = make.make_item(meeting, "Actions from last week", kind="actions", position=1)
    make.make_item(meeting, "Finance: period 2", kind="finance", position=2)
    late = make.make_action("Compare SIM-only tariffs", grace, meeting=weeks[3], due=date(2019, 6, 7))
    for asked, on in ((weeks[0], weeks[0].date), (weeks[1], weeks[1].date), (meeting, MONDAY - timedelta(days=2))):
        late.add_update("", by=grace, on=on)
        late.updates.filter(answer="").update(meeting=asked, answer=Answer.ON_TRACK)
    make.make_action("List phones nobody has used since March", grace, meeting=weeks[1], due=date(2019, 6, 14))
    make.make_action(
        "Send the cost codes back", helen.person, meeting=weeks[2], status="waiting", waiting_for="Finance"
    )
    make.make_action("Ask the area offices who shares a phone", meeting=weeks[3])
    make.make_action("Write the apprenticeship bids", priya.person, meeting=weeks[3], due=date(2019, 7, 1))
    address = f"/meetings/{meeting.ref}/live/?item={item.ref}"
    return SimpleNamespace(priya=priya, helen=helen, meeting=meeting, item=item, late=late, address=address)


def action(text: str) -> Action:
    return Action.objects.get(text__startswith=text)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_all_of_them_by_the_keyboard_alone(new_page, sign_in, axe, fits, dmt, size):
    page = new_page(size=size)
    sign_in(page, dmt.priya)
    page.goto(dmt.address)
    box = page.get_by_label("Type a note, action or decision")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    asked = page.get_by_role("group", name="Compare SIM-only tariffs")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    expect(asked).to_contain_text("Raised four meetings ago, asked at the last two meetings")
    expect(asked).to_contain_text("Grace answered on Saturday: on track")
    axe(page)
    fits(page)

    page.keyboard.press("1")
    asked = page.get_by_role("group", name="List phones nobody has used")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Done: Compare SIM-only tariffs. 4 left. List phones nobody has used")
    page.keyboard.press("3")
    page.keyboard.type("31 July because of the budget")
    page.keyboard.press("Enter")
    asked = page.get_by_role("group", name="Send the cost codes back")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("2")
    asked = page.get_by_role("group", name="Ask the area offices")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("4")
    expect(asked.get_by_label("Who has it from now on?")).to_be_focused()
    page.keyboard.type("Samira Khan")
    page.keyboard.press("Enter")
    asked = page.get_by_role("group", name="Write the apprenticeship bids")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("5")
    expect(page.get_by_role("heading", name="All looked at")).to_be_visible()
    expect(box).to_be_focused()
    words = "5 actions looked at: 1 done, 1 moved, 1 on track, 1 given to others, 1 no longer needed"
    expect(page.locator("#live")).to_contain_text(f"That was the last. {words}")
    axe(page)
    fits(page)

    assert action("Compare").status == "done"
    moved = action("List phones")
    assert (moved.due, moved.updates.get(meeting=dmt.meeting).text) == (date(2019, 7, 31), "the budget")
    assert action("Ask the area").owner.name == "Samira Khan"
    assert action("Write").status == "dropped"
    assert ActionUpdate.objects.filter(meeting=dmt.meeting, on=MONDAY).count() == 5


def test_keys_act_only_while_the_question_has_the_focus(page, sign_in, dmt):
    sign_in(page, dmt.priya)
    page.goto(dmt.address)
    page.keyboard.type("152u")
    expect(page.get_by_label("Type a note, action or decision")).to_have_value("152u")
    page.keyboard.press("Escape")  # something is typed: it stays, and so does the caret
    expect(page.get_by_label("Type a note, action or decision")).to_be_focused()
    page.get_by_role("link", name="Add an item").focus()
    page.keyboard.press("1")
    page.keyboard.press("u")
    page.get_by_label("Type a note, action or decision").fill("")
    page.get_by_label("Type a note, action or decision").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.keyboard.type("152u")
    expect(page.get_by_label("New date, and why")).to_have_value("152u")
    page.keyboard.press("Enter")
    expect(page.locator("#step-error")).to_contain_text("“152u” names no day that is certain")
    expect(page.get_by_label("New date, and why")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="New date").or_(page.get_by_role("link", name="New date"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Type a note, action or decision")).to_be_focused()
    assert not ActionUpdate.objects.filter(meeting=dmt.meeting, on=MONDAY).exists()


def test_one_key_undoes_and_arrows_skip_and_go_back(page, sign_in, dmt):
    sign_in(page, dmt.priya)
    page.goto(dmt.address)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("group", name="List phones")).to_be_visible()
    page.keyboard.press("u")
    asked = page.get_by_role("group", name="Compare SIM-only tariffs")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    expect(page.locator("#live")).to_contain_text("Taken back: Compare SIM-only tariffs")
    assert action("Compare").status == "not_started"
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("group", name="List phones").get_by_role("button", name="Done")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()


def test_the_line_and_another_screen_stay_in_step(new_page, sign_in, dmt):
    mine, hers = new_page(), new_page()
    sign_in(mine, dmt.priya)
    sign_in(hers, dmt.helen)
    mine.goto(dmt.address)
    hers.goto(dmt.address)
    hers.keyboard.press("Escape")
    expect(hers.get_by_role("group", name="Compare SIM-only").get_by_role("button", name="Done")).to_be_focused()
    mine.keyboard.type("done 1")
    mine.keyboard.press("Enter")
    for page in (mine, hers):
        expect(page.get_by_role("heading", name="4 to go through")).to_be_visible()
        expect(page.get_by_text("1 action looked at: 1 done")).to_be_visible()
    expect(hers.get_by_role("group", name="List phones").get_by_role("button", name="Done")).to_be_focused()
    expect(hers.locator("#live")).to_contain_text("Done: Compare SIM-only tariffs")
    hers.keyboard.press("2")
    expect(mine.get_by_text("2 actions looked at: 1 done, 1 on track")).to_be_visible()
    expect(mine.get_by_label("Type a note, action or decision")).to_be_focused()


def test_news_of_before_an_answer_does_not_take_it_back(page, sign_in, dmt):
    """News is under way when a press is answered: what it tells is older than what the page shows by then."""
    held = []
    asks = re.compile("since=")

    def hold(route):
        answer = route.fetch()
        if held or 'id="steps"' not in answer.text():
            route.fulfill(response=answer)
        else:
            held.append((route, answer))

    sign_in(page, dmt.priya)
    page.goto(dmt.address)
    page.route(asks, hold)
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(page.get_by_role("group", name="List phones").get_by_role("button", name="Done")).to_be_focused()
    while not held:
        page.wait_for_timeout(50)
    page.keyboard.press("2")
    asked = page.get_by_role("group", name="Send the cost codes back")
    expect(asked.get_by_role("button", name="Done")).to_be_focused()
    said = re.compile(r"^On track: List phones nobody has used since March\. 3 left\. Send the cost codes back")
    expect(page.locator("#live")).to_have_text(said)
    old, answer = held[0]
    assert "On track: List phones" not in answer.text()
    for answered in (lambda: old.fulfill(response=answer), lambda: None):
        with page.expect_response(asks):
            answered()
        page.wait_for_timeout(200)  # what it brings is put, and said 50 ms later
        expect(asked.get_by_role("button", name="Done")).to_be_focused()
        expect(page.locator("#live")).to_have_text(said)


def test_without_scripts_the_same_is_plain_forms(no_js_page, sign_in, dmt):
    page = no_js_page
    sign_in(page, dmt.priya)
    page.goto(dmt.address)
    page.get_by_role("button", name="On track").click()
    expect(page.get_by_text("On track: Compare SIM-only tariffs").first).to_be_visible()
    page.get_by_role("link", name="New date").click()
    page.get_by_label("New date, and why").fill("whenever")
    page.get_by_role("button", name="Record").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("New date, and why").fill("Fri")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Moved to Fri 14 June").first).to_be_visible()
    page.get_by_role("button", name="Undo my last answer").click()
    expect(page.get_by_role("group", name="List phones")).to_be_visible()
    assert ActionUpdate.objects.live().filter(meeting=dmt.meeting, on=MONDAY).count() == 1

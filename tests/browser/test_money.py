"""Money and audit from the meeting by the keyboard alone, with scripts and without, in a few keys beside the words."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, Decision, Enquiry, Position
from tests import factories as make
from tests.browser.conftest import DESKTOP
from tests.meetings.lines.conftest import MONDAY, Room, make_room

SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
MOST_KEYS = 15
"""Fewer than these are pressed beside the words that are the news themselves."""


@pytest.fixture
def room(transactional_db) -> Room:
    return make_room()


class Keys:
    """Presses keys, counts them, and knows which of them were the news."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def type(self, text: str) -> None:
        expect(self.page.locator("#line-box")).to_be_focused()  # nobody has to look for it
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def save(self, *, js: bool) -> None:
        """Enter saves; without scripts it begins another line of the box, and the button is one Tab away."""
        for key in ["Enter"] if js else ["Tab", "Enter"]:
            self.page.keyboard.press(key)
            self.pressed += 1

    def beside(self, *news: str) -> int:
        return self.pressed - sum(len(words) for words in news)


def open_item(page: Page, room: Room, item) -> Keys:
    page.goto(f"/meetings/{room.meeting.ref}/live/?item={item.ref}")
    return Keys(page)


@SCRIPTS
def test_a_position(room, new_page, sign_in, js):
    make.make_budget("Vendor increases", room.dmt)
    page = new_page(js=js, size=DESKTOP)
    sign_in(page, room.priya)
    keys = open_item(page, room, room.finance)
    keys.type("working P2: £40k over on agency staff")
    keys.save(js=js)
    expect(page.locator("#stream")).to_contain_text("working £40k over at P2")
    assert keys.beside("£40k over on agency staff") < MOST_KEYS
    assert Position.objects.get().high == 4_000_000


@SCRIPTS
def test_the_outcome_of_a_proposal(room, new_page, sign_in, js):
    proposal = make.make_proposal("One phone for field staff", room.dmt, by=room.priya.person)
    item = make.make_item(room.meeting, proposal.title, about_type="proposal", about_ref=proposal.ref, position=3)
    page = new_page(js=js, size=DESKTOP)
    sign_in(page, room.priya)
    keys = open_item(page, room, item)
    keys.type("agreed")
    keys.save(js=js)
    expect(page.locator("#stream")).to_contain_text("Decision Agreed")
    assert keys.beside() < MOST_KEYS
    assert Decision.objects.get().outcome == Decision.Outcome.AGREED
    page.goto(proposal.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Agreed by DMT")


@SCRIPTS
def test_an_answered_question(room, new_page, sign_in, js):
    make.make_enquiry("What is the run rate?", room.dmt, owner=room.daniel, asked_on=date(2019, 5, 6))
    page = new_page(js=js, size=DESKTOP)
    sign_in(page, room.priya)
    keys = open_item(page, room, room.finance)
    expect(page.locator("main")).to_contain_text("asked 5 weeks ago")
    keys.type("answered 1: £40k a month")
    keys.save(js=js)
    expect(page.locator("#stream")).to_contain_text("Sent back to finance")
    assert keys.beside("£40k a month") < MOST_KEYS
    assert (Enquiry.objects.get().sent_back_on, Action.objects.get().status) == (MONDAY, "done")


@SCRIPTS
def test_a_date_of_audit_is_moved(room, new_page, sign_in, js):
    item = make.make_item(room.meeting, "Audit", kind="audit", position=3)
    review = make.make_review("Access to systems", room.dmt)
    late = make.make_recommendation(
        review, "End access at once", reference="1.2", owner=room.daniel, due=date(2019, 5, 31)
    )
    page = new_page(js=js, size=DESKTOP)
    sign_in(page, room.priya)
    keys = open_item(page, room, item)
    expect(page.locator("main")).to_contain_text("Number 1 below")
    keys.type("1 by 30 June: payroll is late")
    keys.save(js=js)
    expect(page.locator("#stream .got").last).to_contain_text("30 June")
    assert keys.beside("30 June", "payroll is late") < MOST_KEYS
    action = Action.objects.get(pk=late.action_id)
    assert (action.first_due, action.due) == (date(2019, 5, 31), date(2019, 6, 30))


def test_a_chart_is_readable_in_print_and_in_forced_colours(room, new_page, sign_in):
    budget = make.make_budget("Vendor increases", room.dmt)
    for month, pence in ((4, 6_500_000), (5, 4_000_000)):
        make.make_position(budget, pence, said_on=date(2019, month, 10), period=month - 3)
    page = new_page(size=DESKTOP)
    sign_in(page, room.priya)
    page.goto(budget.get_absolute_url())
    bar = page.locator("svg.broad rect").first
    look = "(node) => { const s = getComputedStyle(node); return [s.fill, s.stroke, s.strokeWidth, s.visibility]; }"
    for media in ({"media": "print"}, {"media": "screen", "forced_colors": "active"}):
        page.emulate_media(**media)
        expect(page.locator("svg.broad")).to_be_visible()
        expect(page.locator("svg.broad text").first).to_be_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        fill, stroke, width, visibility = bar.evaluate(look)
        assert visibility == "visible"
        assert (stroke not in ("none", ground) and float(width.removesuffix("px")) > 0) or fill != ground, media
        expect(page.locator("table").first).to_be_visible()


@SCRIPTS
def test_a_position_that_names_none_of_several_lines_is_settled_by_keys(room, new_page, sign_in, js):
    revenue = make.make_budget("Revenue budget", room.dmt)
    vendor = make.make_budget("Vendor increases", room.dmt)
    page = new_page(js=js, size=DESKTOP)
    sign_in(page, room.priya)
    keys = open_item(page, room, room.finance)
    keys.type("working P2: £40k over")
    if js:
        expect(page.locator("[data-said-before]")).to_contain_text("Of Revenue budget?")
    keys.save(js=js)
    stream = page.locator("#stream")
    expect(stream).to_contain_text("Is it of Revenue budget?")
    for _press in range(2):  # back from the box: typing it anew, and the other line
        page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Vendor increases")).to_be_focused()
    page.keyboard.press("Enter")
    expect(stream).to_contain_text("Vendor increases: working £40k over at P2")
    expect(stream).not_to_contain_text("Is it of")
    assert Position.objects.get().budget_line == vendor
    assert not revenue.positions.exists()

"""From an empty database to a weeknote found by topic: what a new user does in the first hour, as one story."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.factories import make_user

PASSWORD = "a long enough passphrase"
WEEKNOTE = """Weeknote, week of 3 June: a hundred handsets in a drawer

We counted what nobody has switched on since Christmas.

What we talked about

- The survey came back, from Monday 3 June 2019 to Friday
- Most people would rather carry one device than two

Who needs a handset

Six hundred people answered. A receptionist told us that a shared handset is a shared cold.

Something I am learning

Asking people is cheaper than buying for them.
"""
MEETING_WORDS = ["underspend", "courier", "budget codes"]


class Person:
    """Somebody at a browser: presses what a keyboard presses where there is JavaScript, and buttons where not."""

    def __init__(self, page: Page, js: bool) -> None:
        self.page = page
        self.js = js
        self.main = page.get_by_role("main")

    def press(self, name: str | re.Pattern[str], within: object = None) -> None:
        """Press a button: with the keyboard alone where scripts run."""
        button = (within or self.main).get_by_role("button", name=name)
        if self.js:
            button.focus()
            self.page.keyboard.press("Enter")
        else:
            button.click()

    def type_line(self, text: str) -> None:
        """Type into the line as it stands there, and save: Enter, or the button where no script listens."""
        box = self.page.get_by_label("Type a note, action or decision")
        expect(box).to_be_focused()
        if self.js:
            self.page.wait_for_load_state()  # the box has the focus before the scripts have come
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
            expect(box).to_have_value("")
        else:
            box.fill(text)
            self.main.get_by_role("button", name="Save", exact=True).click()
        expect(self.line(text)).to_be_visible()

    def line(self, text: str):
        """The row of a line, once the server has said what it understood."""
        return self.main.locator("li.ln:not(.ln--unsent)").filter(has_text=text)

    def said(self):
        """The one notification above the heading."""
        return self.main.locator(".notice:not([hidden])")

    def heading(self):
        return self.main.get_by_role("heading", level=1)


@pytest.mark.parametrize("js", [True, False], ids=["with-js", "without-js"])
def test_a_new_user_logs_a_meeting_keeps_its_actions_and_finds_a_weeknote_by_topic(
    transactional_db, new_page, js, live_server
):
    make_user("Helen Marsh")
    me = Person(new_page(js=js), js)
    signs_in(me, live_server)
    sets_up_the_meeting(me)
    types_what_is_said(me)
    wraps_up_and_shares(me)
    keeps_hold_of_the_actions(me)
    address = brings_a_weeknote_in(me)
    finds_it_by_topic(me, address)
    finds_it_by_search(me, address)
    a_stranger_reads_the_weeknote_alone(new_page(js=js), address)


def signs_in(me, live_server):
    me.page.goto("/begin/")
    expect(me.heading()).to_have_text("Sign in")
    me.page.get_by_label("Email address").fill("helen.marsh@council.example")
    me.page.get_by_label("Password", exact=True).fill(PASSWORD)
    me.press(re.compile("^Sign in$"))
    expect(me.page).to_have_url(f"{live_server.url}/begin/")
    expect(me.heading()).to_have_text("Three ways to begin")


def sets_up_the_meeting(me):
    me.page.get_by_label("What you call it").fill("DMT")
    me.page.get_by_label("Day", exact=True).select_option(label=f"{localdate():%A}")
    me.page.get_by_label("Time", exact=True).fill("10am")
    me.page.get_by_label("Who comes").fill("Grace Li\nDaniel Okafor")
    expect(me.page.get_by_label("Finance", exact=True)).to_be_checked()
    me.press("Make the first meeting")
    expect(me.heading()).to_contain_text("DMT")
    expect(me.said()).to_contain_text("DMT is set up")
    expect(me.main).to_contain_text("Daniel Okafor")


def types_what_is_said(me):
    me.main.get_by_role("link", name=re.compile(rf"^\w+ {localdate():%-d %B %Y}")).click()
    me.main.get_by_role("link", name="Open the live page").click()
    me.type_line("Grace to order the courier by tomorrow")
    expect(me.line("order the courier")).to_contain_text("Grace Li")
    me.type_line("agreed one handset each, subject to: tax check (Daniel by 3 July); app tested")
    expect(me.line("one handset each")).to_contain_text("tax check")
    me.type_line("underspend is smaller than last month")
    expect(me.line("underspend is smaller")).to_contain_text("Note")
    me.type_line("Daniel to tidy the budget codes")
    me.press(re.compile("^Next: "))
    expect(me.main.locator("li.ln")).to_have_count(0)


def wraps_up_and_shares(me):
    me.main.get_by_role("link", name="Wrap up").click()
    expect(me.heading()).to_have_text("2 things need you")
    answer(me, "Who sees to the caveat: app tested?", "Nobody yet")
    expect(me.heading()).to_have_text("1 thing needs you")
    answer(me, "Were these 2 items reached?", "Ran out of time")
    expect(me.heading()).to_have_text("Nothing needs you")
    expect(me.main.get_by_role("region", name="What we decided")).to_contain_text("One handset each")
    expect(me.main.get_by_role("region", name="Who does what")).to_contain_text("Daniel Okafor: Tidy the budget codes")
    me.press("Share with staff")
    expect(me.said()).to_contain_text("Shared")


def answer(me, question, choice):
    """Answer a question by its number key where scripts run, else by its button."""
    form = me.main.get_by_role("form", name=question)
    button = form.get_by_role("button", name=choice)
    if me.js:
        expect(form.locator("button").first).to_be_focused()
        me.page.wait_for_load_state()  # the question has the focus before the scripts have come
        me.page.keyboard.press(button.locator("kbd").inner_text())
    else:
        button.click()


def keeps_hold_of_the_actions(me):
    me.page.get_by_role("navigation", name="Main").get_by_role("link", name="Actions").click()
    me.main.get_by_role("link", name="All", exact=True).click()
    row = me.main.get_by_role("listitem").filter(has_text="order the courier")
    expect(row).to_contain_text("For Grace Li")
    expect(row).to_contain_text("Tomorrow")
    expect(me.main.get_by_role("listitem").filter(has_text="tidy the budget codes")).to_contain_text("Daniel Okafor")
    me.press(re.compile("^Done ?: Order the courier"))
    expect(row.get_by_text("Done ✓")).to_be_visible()
    me.press(re.compile("^Undo ?: Order the courier"))
    expect(row.get_by_role("button", name="Done")).to_be_visible()
    me.page.reload()
    expect(row.get_by_role("button", name="Done")).to_be_visible()


def brings_a_weeknote_in(me):
    me.page.goto("/begin/")
    me.page.get_by_label("A weeknote").fill(WEEKNOTE)
    me.press("Bring it in")
    expect(me.heading()).to_have_text("What was understood")
    title = me.main.get_by_label("Title")
    expect(title).to_have_value(re.compile("a hundred handsets in a drawer"))
    title.fill("A hundred handsets in a drawer")
    expect(me.main.get_by_label("Week commencing")).to_have_value("3 June 2019")
    me.press("Save as drafts")
    expect(me.said()).to_contain_text("brought in as a draft that only you see")
    me.main.get_by_label("30 second read").fill("We counted handsets. Most of them were asleep.")
    me.press("Save")
    expect(me.said()).to_contain_text("Saved")
    me.press("Publish to everyone")
    expect(me.main.get_by_role("definition").filter(has_text="Who needs a handset")).to_be_visible()
    me.press("Publish to everyone")
    expect(me.said()).to_have_text("Published. Everyone can read it now.")
    expect(me.heading()).to_have_text("A hundred handsets in a drawer")
    return me.page.url


def finds_it_by_topic(me, address):
    me.page.get_by_role("navigation", name="Main").get_by_role("link", name="Topics").click()
    me.main.get_by_role("link", name=re.compile("topic", re.I)).first.click()
    me.page.get_by_label("Name").fill("Mobile phones")
    me.page.get_by_label("Also called").fill("handset")
    me.press("Make the topic")
    expect(me.heading()).to_have_text("Mobile phones")
    section = me.main.get_by_role("link", name="Who needs a handset")
    expect(section).to_be_visible()
    leads_to_the_heading(me, section, address)


def finds_it_by_search(me, address):
    me.page.get_by_role("banner").locator("input[name=q]").fill("mobile phone")
    me.page.keyboard.press("Enter")
    hit = me.main.get_by_role("listitem").filter(has_text="A hundred handsets in a drawer")
    expect(me.main).to_contain_text("Also searched: handset")
    hit = hit.filter(has=me.page.get_by_role("link", name="Who needs a handset"))
    expect(hit.locator("mark").first).to_have_text(re.compile("handset", re.I))
    leads_to_the_heading(me, hit.get_by_role("link", name="Who needs a handset"), address)


def leads_to_the_heading(me, link, address):
    link.click()
    expect(me.page).to_have_url(re.compile(re.escape(address) + "#."))
    anchor = me.page.url.partition("#")[2]
    expect(me.main.locator(f"[id='{anchor}']")).to_contain_text("Who needs a handset")
    expect(me.main.locator(f"[id='{anchor}']")).to_be_in_viewport()


def a_stranger_reads_the_weeknote_alone(page, address):
    for path in ("/", "/weeknotes/", "/topics/", "/topics/mobile-phones/", "/search/?q=handset"):
        page.goto(path)
        expect(page.get_by_role("main")).to_contain_text(re.compile("handset|mobile phones", re.I))
        holds_none_of_the_meeting(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("A hundred handsets in a drawer")
    holds_none_of_the_meeting(page)
    for path in ("/meetings/", "/decisions/", *(f"/search/?q={word}" for word in MEETING_WORDS)):
        page.goto(path)
        holds_none_of_the_meeting(page, but=path)
    page.goto("/actions/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def holds_none_of_the_meeting(page, but=""):
    """No word of the meeting stands in the page, nor in its source; `but` the words that the address itself holds."""
    text = page.content().lower()
    found = [word for word in (*MEETING_WORDS, "one handset each", "grace li") if word in text and word not in but]
    assert not found, f"A stranger met {found} at {page.url}"

"""A whole meeting by the keyboard alone: from the first line to what strangers read, and back in the database.

Nobody touches a mouse here: everything is typed, or reached with Tab and pressed, and the presses are counted.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from meetings.models import Action, AgendaItem, Attendance, Decision, Idea, Line, Meeting, Referral
from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import make_action, make_item, make_meeting, make_person, make_topic
from tests.meetings.lines.conftest import Room, make_room

SIZES = pytest.mark.parametrize(
    "size",
    [pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone", marks=pytest.mark.in_full)],
)

NAME_OF_FOCUS = """() => {
  const on = document.activeElement;
  const label = on.labels?.[0]?.textContent ?? "";
  return (on.getAttribute("aria-label") || on.textContent || label || on.id).replace(/\\s+/g, " ").trim();
}"""
UNCOVERED = """() => {
  const on = document.activeElement, {left, top, width, height} = on.getBoundingClientRect();
  const met = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
  return on === met || on.contains(met);
}"""
ABOVE_THE_BOX = """() => {
  const row = [...document.querySelectorAll("#stream > .ln")].at(-1).getBoundingClientRect();
  return row.bottom <= document.querySelector(".dock").getBoundingClientRect().top + 1;
}"""

# What is said under each item, in order. What each line must become stands in ACTIONS and DECISIONS below.
SAID: list[tuple[str, list[str]]] = [
    ("Actions from last week", [
        "present: Helen, Grace, Daniel, Priya; apols Tomasz; Dawn for audit",
        "done 1",
        "2 moved to 31 July: leave",
    ]),
    ("Finance: period 2", [
        "Forecast is £40k over, mostly licences",
        "Daniel to send the period 2 forecast by Fri",
        "Helen and Daniel to agree the cost codes by end of June",
        "Finance to say what else they need by 3/7",
        "agreed to move the training budget to licences",
        "? who signs off the period 3 forecast",
    ]),
    ("Investment: mobile phones", [
        "Pilot ended on Friday. 34 of the 40 people would keep the new phone",
        "Grace to bring three costed options by Thu",
        "Yusuf will compare SIM-only tariffs by next DMT",
        "agreed one standard phone, subject to: tax check (Daniel by 3 July); repairs app works on it",
        "Sam to ask the area offices who shares a phone by Fri",
        "idea: lend the old phones to the digital skills sessions",
    ]),
    ("Audit: cyber review", [
        "Dawn to send the evidence list by Fri",
        "Priya to close the two open findings by 12 July",
        "I'll write to the auditors by tomorrow",
        "agreed the review plan provided the supplier signs (Priya by 21 June)",
    ]),
    ("Apprenticeships", [
        "Grace, Priya to write the adverts by w/c 17 June",
        "[ ] book interview rooms (Priya) by 2019-06-20",
        "put off: the second cohort until 1 July",
    ]),
    ("Data platform", [
        "Yusuf to list the datasets in July",
        "action: Grace: show the demo by 28 June",
    ]),
    ("Office move", [
        "Daniel's going to measure the desks by Mon",
        "Priya to ring facilities before 19 June",
        "Helen to tell staff by 14/6",
        "decided: two team days a week in the office",
    ]),
    ("Any other business", [
        "Grace to thank Felix by Fri",
        "Samira Khan to share the training dates by end of the week",
        "noted: the summer party is on 5 July",
    ]),
]  # fmt: skip

ACTIONS: dict[str, tuple[str | None, date | None]] = {
    "Send the period 2 forecast": ("Daniel Okafor", date(2019, 6, 14)),
    "Agree the cost codes": ("Helen Marsh", date(2019, 6, 28)),
    "Say what else they need": ("Daniel Okafor", date(2019, 7, 3)),
    "Bring three costed options": ("Grace Li", date(2019, 6, 13)),
    "Compare SIM-only tariffs": ("Yusuf Demir", date(2019, 6, 17)),
    "Ask the area offices who shares a phone": ("Samira Khan", date(2019, 6, 14)),
    "Send the evidence list": ("Dawn Price", date(2019, 6, 14)),
    "Close the two open findings": ("Priya Nair", date(2019, 7, 12)),
    "Write to the auditors": ("Helen Marsh", date(2019, 6, 11)),
    "Write the adverts": ("Grace Li", date(2019, 6, 17)),
    "Book interview rooms": ("Priya Nair", date(2019, 6, 20)),
    "Confirm the salary budget": ("Daniel Okafor", date(2019, 6, 14)),
    "List the datasets": ("Yusuf Demir", date(2019, 7, 31)),
    "Show the demo": ("Grace Li", date(2019, 6, 28)),
    "Need to tidy the data dictionary": ("Priya Nair", date(2019, 6, 17)),
    "Measure the desks": ("Daniel Okafor", date(2019, 6, 17)),
    "Ring facilities": ("Priya Nair", date(2019, 6, 19)),
    "Tell staff": ("Helen Marsh", date(2019, 6, 14)),
    "Thank Felix": ("Grace Li", date(2019, 6, 14)),
    "Share the training dates": ("Samira Khan", date(2019, 6, 14)),
}
DECISIONS: dict[str, tuple[str, list[tuple[str, str | None]]]] = {
    "Move the training budget to licences": ("agreed", []),
    "One standard phone": ("caveats", [("tax check", "Daniel Okafor"), ("repairs app works on it", None)]),
    "The review plan": ("caveats", [("the supplier signs", "Priya Nair")]),
    "The second cohort": ("put_off", []),
    "Two team days a week in the office": ("agreed", []),
}


@pytest.fixture
def room(transactional_db) -> Room:
    """The usual cast, with a meeting of eight items and three actions still open from the last one."""
    room = make_room()
    for name in ("Dawn Price", "Felix Orr", "Tomasz Zieliński"):
        make_person(name)
    AgendaItem.objects.filter(meeting=room.meeting).delete()
    kinds = {"Actions": "actions", "Finance": "finance", "Investment": "investment", "Audit": "audit"}
    for position, (title, _lines) in enumerate(SAID, start=1):
        topics = [make_topic("Smartphones")] if "phones" in title else []
        make_item(room.meeting, title, position=position, kind=kinds.get(title.split(":")[0].split()[0], "general"),
                  lead=room.daniel if "Finance" in title else room.grace, topics=topics)  # fmt: skip
    last = make_meeting(room.dmt, date(2019, 5, 20))
    for text in ("Count the handsets", "Close the old contract", "Write up the pilot"):
        make_action(text, room.grace, meeting=last, due=date(2019, 6, 7))
    return room


class Typist:
    """Somebody at a keyboard. There is no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = page.keyboard
        self.box = page.locator("#line-box")
        self.presses = 0

    def press(self, *names: str) -> None:
        for name in names:
            self.keys.press(name)
            self.presses += 1

    def line(self, words: str) -> Locator:
        """Type a line and Enter; the row that comes back. The caret never leaves the box."""
        expect(self.box).to_be_focused()
        expect(self.box).to_have_value("")
        self.keys.type(words)
        self.press("Enter")
        expect(self.box).to_have_value("")
        row = self.page.locator("#stream > .ln:not(.ln--unsent)").last
        expect(row.locator(".ln__x")).to_have_text(words)
        expect(self.box).to_be_focused()
        self.newest_is_readable()
        return row

    def newest_is_readable(self) -> None:
        """The newest line ends above the docked box, without anybody scrolling."""
        self.page.wait_for_function(ABOVE_THE_BOX, timeout=2000)

    def reach(self, name: str, *, most: int, back: bool = False) -> None:
        """Tab (or Shift+Tab) to what has that name, in at most so many presses; it can be seen when it is reached."""
        if re.search(name, self.page.evaluate(NAME_OF_FOCUS)):
            return
        met = []
        for _press in range(most):
            self.press("Shift+Tab" if back else "Tab")
            met.append(self.page.evaluate(NAME_OF_FOCUS))
            if re.search(name, met[-1]):
                assert self.page.evaluate(UNCOVERED), f"{met[-1]!r} has the focus and is covered"
                return
        shown = self.page.get_by_role("main").inner_text()
        raise AssertionError(f"{name!r} is more than {most} presses away: {met}. The page shows: {shown}")

    def open(self, title: str) -> None:
        expect(self.page.locator("h1")).to_have_text(title)


@SIZES
def test_a_whole_meeting_is_typed_settled_shared_and_published_without_a_mouse(room, new_page, sign_in, size):
    page = new_page(size=size)
    sign_in(page, room.helen)
    me = Typist(page)
    page.goto(f"/meetings/{room.meeting.ref}/live/")
    types_all_that_is_said(me)
    settles_what_needs_somebody(me)
    shares_and_publishes(me)
    everything_is_in_the_database(room)
    staff_read_what_is_for_staff(room, new_page(size=size), sign_in)
    strangers_read_what_was_published(room, new_page(size=size))


def types_all_that_is_said(me: Typist) -> None:
    asides = {
        "Investment: mobile phones": takes_the_decision_to_hmt,
        "Apprenticeships": takes_a_name_from_the_list,
        "Data platform": changes_a_kind_and_takes_a_line_back,
    }
    for title, lines in SAID:
        me.open(title)
        before = me.presses
        for words in lines:
            me.line(words)
        assert me.presses - before == len(lines)  # nothing but one Enter each
        if title in asides:
            asides[title](me)
        me.press("Control+Enter")


def takes_the_decision_to_hmt(me: Typist) -> None:
    """Two lines above the newest: a few presses back, one to go there, one to send it, and the box again."""
    expect(me.page.locator("#stream .ln").last).to_contain_text("Put on an agenda")  # the last one is kept, and stands
    me.reach("^Take to HMT: agreed one standard", most=16, back=True)
    me.press("Enter")
    me.open("Take to HMT")
    expect(me.page.get_by_role("button", name="Save")).to_be_focused()
    me.press("Enter")
    me.open("Investment: mobile phones")
    expect(me.box).to_be_focused()


def takes_a_name_from_the_list(me: Typist) -> None:
    me.keys.type("@dan")
    expect(me.page.get_by_role("option")).to_have_text(["Daniel Okafor"])
    me.press("Enter")
    expect(me.box).to_have_value("@Daniel Okafor ")
    me.keys.type("to confirm the salary budget by Fri")
    me.press("Enter")
    expect(me.page.locator("#stream")).to_contain_text("confirm the salary budget")
    expect(me.box).to_have_value("")


def changes_a_kind_and_takes_a_line_back(me: Typist) -> None:
    row = me.line("need to tidy the data dictionary")
    expect(row.locator(".tag")).to_have_text("Note")
    me.reach("^Change: need to tidy", most=2, back=True)
    me.press("Enter")
    expect(me.page.get_by_role("radio", name="Note", exact=True)).to_be_focused()
    me.press("ArrowDown", "Enter")
    expect(row).to_contain_text("no owner yet")
    expect(me.box).to_be_focused()
    me.reach("^no owner yet", most=4, back=True)
    me.press("Enter")
    expect(me.page.get_by_label("Who does it?")).to_be_focused()
    me.keys.type("Priya")
    me.press("Enter")
    expect(row).to_contain_text("for Priya Nair")
    expect(me.box).to_be_focused()
    me.line("Grace to buy a boat by Fri")
    me.reach("^Undo: Grace to buy", most=1, back=True)
    me.press("Enter")
    expect(me.page.locator("#stream > .ln").last).to_contain_text("Taken back")
    expect(me.box).to_be_focused()


def settles_what_needs_somebody(me: Typist) -> None:
    """One key a question, and then one button: it has the focus by then."""
    questions = [
        ("Which Sam: ask the area offices", "Samira Khan"),
        ("Who sees to the caveat: repairs app works on it?", "Nobody yet"),
        ("No date was said: Need to tidy the data dictionary", "Next DMT"),
    ]
    me.open("3 things need you")
    for left, (question, answer) in enumerate(questions):
        form = me.page.locator("[data-keys]")
        expect(form.locator("h2")).to_contain_text(question.split(":")[0])
        key = form.get_by_role("button", name=answer).locator("kbd").inner_text()
        expect(form.locator("button").first).to_be_focused()
        me.page.wait_for_load_state()  # the question has the focus before the scripts have come
        me.press(key)
        need = ["2 things need you", "1 thing needs you", "Nothing needs you"][left]
        me.open(need)


def shares_and_publishes(me: Typist) -> None:
    me.reach("^Share with staff$", most=2)
    me.press("Enter")
    expect(me.page.locator("main")).to_contain_text("Shared.")
    assert Meeting.objects.get(date=date(2019, 6, 10)).state == "shared"
    me.reach("^Publish to everyone$", most=16)
    me.press("Enter")
    me.open("Publish to everyone")
    me.page.wait_for_load_state()
    me.reach("^Publish to everyone$", most=60)
    me.press("Enter")
    expect(me.page.locator("main")).to_contain_text(re.compile("Published"))


# --- What came of it ---


def everything_is_in_the_database(room: Room) -> None:
    made = Action.objects.filter(meeting=room.meeting, caveat=None, deleted_at=None)
    assert {a.text: (a.owner.name if a.owner else None, a.due) for a in made} == ACTIONS
    assert made.get(text="Say what else they need").waiting_for == "Finance"
    assert [p.name for p in made.get(text="Agree the cost codes").helpers.all()] == ["Daniel Okafor"]
    decided = Decision.objects.filter(meeting=room.meeting, deleted_at=None)
    found = {
        d.text.split(" (until")[0]: (
            d.outcome,
            [(c.text, c.action.owner.name if c.action and c.action.owner else None) for c in d.caveats.order_by("pk")],
        )
        for d in decided
    }
    assert found == DECISIONS
    assert {a.audience for a in made} == {"staff"}
    assert {d.audience for d in decided} == {"staff"}
    assert Referral.objects.get().decision.text == "One standard phone"
    assert Idea.objects.get(deleted_at=None).audience == "members"
    assert set(Line.objects.filter(item__meeting=room.meeting, kind="note").values_list("audience", flat=True)) == {
        "members"
    }
    here = {row.person.name: (row.state, row.item.title if row.item else "") for row in Attendance.objects.all()}
    assert here["Dawn Price"] == ("guest", "Audit: cyber review")
    assert here["Tomasz Zieliński"] == ("apologies", "")
    carried = {a.text: (a.status, a.due) for a in Action.objects.filter(meeting__date=date(2019, 5, 20))}
    assert carried["Count the handsets"][0] == "done"
    assert carried["Close the old contract"][1] == date(2019, 7, 31)
    assert {item.state for item in AgendaItem.objects.filter(meeting=room.meeting)} == {"discussed"}
    assert Meeting.objects.get(pk=room.meeting.pk).state == "published"


SECRETS = {
    "lend": "the old phones to the digital", "signs": "who signs off", "pilot": "34 of the 40", "boat": "buy a boat",
    "party": "the summer party", "forecast": "mostly licences",
}  # fmt: skip
"""What a stranger might search for, and the words of the group that must not be found by it."""

PRIVATE = tuple(SECRETS.values())


def staff_read_what_is_for_staff(room: Room, page: Page, sign_in) -> None:
    sign_in(page, room.staff)
    page.goto(room.meeting.get_absolute_url())
    words = page.locator("main").inner_text()
    for text, (owner, _due) in ACTIONS.items():
        assert text in words, f"staff don't read {text!r}"
        assert owner in words
    for text in DECISIONS:
        assert text in words, f"staff don't read {text!r}"
    assert not [text for text in PRIVATE if text in page.content()]


def strangers_read_what_was_published(room: Room, page: Page) -> None:
    page.goto(room.meeting.get_absolute_url())
    words = page.locator("main").inner_text()
    for text in DECISIONS:
        assert text in words, f"a stranger doesn't read {text!r}"
    source = page.content()
    assert not [text for text in PRIVATE if text in source]
    assert "overdue" not in words
    for owner in ("Daniel Okafor", "Dawn Price", "Samira Khan"):
        assert owner not in source, f"a stranger reads of {owner}"
    for sought, secret in SECRETS.items():
        page.goto(f"/search/?q={sought}")
        assert secret not in page.content(), f"a stranger finds {secret!r}"

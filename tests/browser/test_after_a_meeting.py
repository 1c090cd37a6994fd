"""After a meeting, in a browser: wrap-up by keys alone, sharing, minutes by email, Markdown to take along."""

import time

import pytest
from django.core import mail as django_mail
from playwright.sync_api import expect

from hackit.mail.sending import send_due
from hackit.models import Mail
from meetings.models import Action
from tests.browser.conftest import PHONE
from tests.meetings.lines.conftest import make_room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(db):
    """A normal meeting with one of each that needs somebody."""
    room = make_room()
    for line in (
        "Sam to ask the area offices who shares a phone by Fri", "Grace to bring the cost codes back asap",
        "agreed one phone, subject to: repairs app works on it", "action: tidy the cupboards by Fri",
        "Daniel to check the bill",
    ):  # fmt: skip
        room.type(line)
    return room


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_a_meeting_is_wrapped_up_by_keys_alone_in_under_a_minute(new_page, sign_in, room, size):
    page = new_page(**({"size": size} if size else {}))
    sign_in(page, room.helen)
    page.goto(f"/meetings/{room.meeting.ref}/wrap-up/")
    began, answers = time.monotonic(), 0
    while page.locator("form[data-keys]").count():
        question = page.locator("form[data-keys] h2").inner_text()
        page.wait_for_load_state()  # the question has the focus before the scripts have come
        page.keyboard.press("1")
        expect(page.locator("form[data-keys] h2", has_text=question)).to_have_count(0)
        answers += 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing needs you")
    assert answers == 6  # whose, when, caveat, owner, the item with nothing under it, a date for what has none
    assert time.monotonic() - began < 60
    page.get_by_role("button", name="Share with staff").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Shared. Staff see 1 decision and 4 actions.")).to_be_visible()
    assert not Action.objects.filter(owner=None).exists()


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without"])
def test_the_minutes_are_looked_at_and_sent(new_page, sign_in, axe, fits, room, js):
    room.meeting.refresh_from_db()
    room.meeting.wrap_up(by=None)
    page = new_page(js=js)
    sign_in(page, room.helen)
    page.goto(f"/meetings/{room.meeting.ref}/")
    page.get_by_role("link", name="Send by email").click()
    if js:
        axe(page)
        fits(page)
    page.get_by_role("link", name="See how yours would read").click()
    expect(page.get_by_role("heading", name="What was decided")).to_be_visible()
    if js:
        axe(page)
        fits(page)
    page.go_back()
    page.get_by_role("button", name="Send to 2 people").click()
    expect(page.get_by_text("The minutes are on the way to 2 people.")).to_be_visible()
    assert send_due()["sent"] == Mail.objects.count() == len(django_mail.outbox) == 2
    page.get_by_role("link", name="Send by email").click()
    expect(page.get_by_role("button", name="Send again to 2 people")).to_be_visible()
    expect(page.get_by_text("No address").first).to_be_visible()


def test_the_record_is_copied_as_markdown_for_who_shall_read_it(new_page, sign_in, room):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, room.helen)
    page.goto(f"/meetings/{room.meeting.ref}/")
    page.get_by_role("button", name="Copy as Markdown: DMT only").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("# DMT, Monday 10 June 2019")
    assert "This copy is for DMT only." in copied
    with page.expect_download() as found:
        page.get_by_role("link", name="Download as Markdown: DMT only").click()
    assert found.value.suggested_filename.endswith("-members.md")


def test_the_agenda_leaves_in_one_press(new_page, sign_in, room):
    meeting = room.next_meeting
    meeting.date = meeting.date.replace(year=2099)
    meeting.save_as(by=None, verb="moved")
    page = new_page()
    sign_in(page, room.helen)
    page.goto(f"/meetings/{meeting.ref}/agenda/")
    page.get_by_role("button", name="Send the agenda by email").click()
    expect(page.get_by_text("The agenda is on the way to 2 people.")).to_be_visible()
    assert {mail.kind for mail in Mail.objects.all()} == {"agenda"}

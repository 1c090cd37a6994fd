"""Meetings in a browser: a group is set up, a meeting held, shared and published, with JavaScript and without."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hackit.models import Forum
from meetings.models import Meeting
from meetings.publishing import writes
from tests.browser.conftest import LOOKED_AT
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_line, make_meeting, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("js", [True, False], ids=["with JavaScript", "without"])
def test_from_a_new_group_to_what_everyone_reads(new_page, sign_in, js):
    helen = make_user("Helen Marsh")
    make_user("Grace Li")
    page: Page = new_page(js=js)
    sign_in(page, helen)

    page.goto("/groups/new/")
    page.get_by_label("What you call it").fill("DMT")
    page.get_by_label("Day (optional)").select_option("Monday")
    page.get_by_label("Time (optional)").fill("10am")
    page.get_by_label("Who comes").fill("Grace Li\nYusuf Demir")
    page.get_by_role("button", name="Make the first meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("DMT")
    expect(page.get_by_role("status").first).to_contain_text("DMT is set up")

    page.get_by_role("link", name="Agenda of").click()
    page.get_by_text("Paste a list of items").click()
    page.get_by_label("Paste a list").fill("1. Mobile phones\n2. Desks")
    page.get_by_role("button", name="Put them on the agenda").click()
    expect(page.get_by_text("2 items are on the agenda.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Up ?: Desks")).click()
    titles = page.locator("main ol.rows > li b")
    expect(titles).to_have_text(["Finance", "Investment", "Audit", "Desks", "Mobile phones"])

    meeting = Meeting.objects.get()
    item = meeting.items.get(title="Mobile phones")
    make_line(item, "Nobody liked the colour", helen.person)
    make_decision("One standard phone for field staff", meeting=meeting, item=item)
    make_action("Bring three costed options", helen.person, meeting=meeting, item=item)
    meeting.refresh_from_db()
    meeting.wrap_up(by=helen.person)

    page.goto(meeting.get_absolute_url())
    page.get_by_role("link", name=re.compile("^Write it ?: Mobile phones")).click()
    text = page.get_by_label("For people who weren’t there")
    expect(text).to_have_value("- Agreed: One standard phone for field staff")
    text.fill("We chose **one phone**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".point strong")).to_have_text("one phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Mobile phones” is saved.")).to_be_visible()

    page.get_by_role("link", name="Share with staff").first.click()
    expect(page.get_by_text("Staff will see 1 decision and 1 action.")).to_be_visible()
    page.get_by_role("button", name="Share with staff").click()
    expect(page.get_by_text("Shared. Staff see 1 decision and 1 action.")).to_be_visible()

    page.get_by_role("link", name="Publish to everyone").click()
    page.get_by_label("30 second read").fill("One decision about phones.")
    page.get_by_role("button", name="Publish to everyone").click()
    expect(page.get_by_text("Published. Everyone can read it.")).to_be_visible()

    stranger: Page = new_page(js=js)
    stranger.goto("/meetings/")
    stranger.get_by_role("link", name="DMT,").click()
    expect(stranger.get_by_text("One decision about phones.")).to_be_visible()
    expect(stranger.get_by_role("heading", name="One standard phone for field staff")).to_be_visible()
    expect(stranger.get_by_text("Bring three costed options")).to_be_visible()
    expect(stranger.get_by_text("Nobody liked the colour")).to_have_count(0)
    expect(stranger.get_by_text("Helen Marsh")).to_have_count(0)


@pytest.fixture
def dmt(db) -> tuple[Forum, Meeting]:
    """A group with a published meeting that has something of everything."""
    forum = make_forum("DMT", full_name="Divisional management team", weekday=1)
    priya = make_user("Priya Nair")
    join(forum, priya, "secretary")
    meeting = make_meeting(forum, date(2019, 6, 4))
    item = make_item(meeting, "Mobile phones", lead=priya.person, minutes=20)
    make_line(item, "Nobody liked the colour", priya.person)
    make_decision("One phone", meeting=meeting, item=item).add_caveat("Tax check", by=None)
    make_action("Bring options", priya.person, meeting=meeting, item=item, due=date(2019, 6, 14))
    make_item(meeting, "Wi-Fi", state="proposed", created_by=priya.person)
    point = writes.new_point(item, title="Phones", text="- One\n- Two", audience="everyone", by=priya.person)
    writes.publish_meeting(
        meeting, points=[point], decisions=writes.publishable_decisions(meeting),
        actions=writes.publishable_actions(meeting), by=priya.person, at=timezone.now(), lead="Short.",
    )  # fmt: skip
    forum.standing_items.create(title="Finance", kind="finance")
    return forum, meeting


@LOOKED_AT
def test_every_page_of_meetings_is_accessible_and_fits(new_page, sign_in, axe, fits, dmt, size):
    forum, meeting = dmt
    ahead = make_meeting(forum, date(2099, 6, 9))
    make_item(ahead, "Desks")
    priya = forum.memberships.get().person.user
    one, group = f"/meetings/{meeting.ref}/", f"/groups/{forum.slug}/"
    item, point = meeting.items.get(title="Mobile phones"), meeting.items.get(title="Mobile phones").point
    private = [
        "/meetings/", one, f"{one}?as=everyone", f"{one}agenda/", f"/meetings/{ahead.ref}/agenda/",
        f"/meetings/{ahead.ref}/", f"/meetings/{ahead.ref}/share/", f"{one}publish/", f"{one}unpublish/",
        f"{one}history/", f"/points/{point.ref}/history/", f"{one}mail/", f"{one}mail/preview/",
        f"/meetings/{ahead.ref}/agenda/mail/", f"/meetings/{ahead.ref}/agenda/mail/preview/",
        f"{one}edit/", f"{one}attendance/", f"{one}items/new/", f"/items/{item.ref}/edit/", point.get_edit_url(),
        "/meetings/new/", "/groups/", "/groups/new/", group, f"{group}edit/", f"{group}members/",
        f"{group}standing-items/", f"{group}suggest/",
    ]  # fmt: skip
    page = new_page(size=size)
    sign_in(page, priya)
    stranger = new_page(size=size)
    for where, address in [(page, address) for address in private] + [(stranger, "/meetings/"), (stranger, one)]:
        response = where.goto(address)
        assert response is not None
        assert response.status == 200, address
        axe(where)
        fits(where)


def test_errors_are_said_first_and_lead_to_their_fields(page, sign_in, axe):
    sign_in(page, make_user("Helen Marsh"))
    page.goto("/groups/new/")
    page.get_by_role("button", name="Make the first meeting").click()
    expect(page).to_have_title("Error: Set up a group – HackIT")
    expect(page.locator("#problem")).to_be_focused()
    axe(page)
    page.get_by_role("link", name="Enter what you call the group").click()
    expect(page.get_by_label("What you call it")).to_be_focused()

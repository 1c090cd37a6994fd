"""Old weeknotes, the whole way: a zip is looked at, one week corrected, brought in, found in the list, taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import make_user
from tests.weeknotes.bringing_in.sources import zip_of_notes
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("js", [True, False], ids=["with-javascript", "without"])
def test_a_zip_of_old_notes_is_looked_at_corrected_brought_in_and_taken_back(new_page, sign_in, axe, fits, js):
    page = new_page(js=js)
    sign_in(page, make_user("Helen Marsh"))
    page.goto("/weeknotes/import/")
    page.get_by_label("Or files").set_input_files(
        {"name": "old notes.zip", "mimeType": "application/zip", "buffer": zip_of_notes(12)}
    )
    page.get_by_role("button", name="Look at them").click()

    expect(page.get_by_text("12 of 12 ticked")).to_be_visible()
    if js:
        axe(page)
        fits(page)
    second = page.get_by_role("listitem").filter(has_text="phones").first
    second.get_by_text("Correct the title or the week").click()
    second.get_by_label("Week commencing").fill("5 February 2018")
    page.get_by_text("Publish those that were published").click()
    page.get_by_role("button", name="Bring in what is ticked").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in from old notes.zip")
    expect(page.get_by_text("w/c 5 February 2018")).to_be_visible()
    assert Weeknote.objects.live().count() == 12
    page.goto("/weeknotes/")
    expect(page.locator("#results")).to_contain_text("12 weeknotes")

    page.goto("/weeknotes/import/")
    page.get_by_role("link", name="old notes.zip").click()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("12 weeknotes taken back.")).to_be_visible()
    assert not Weeknote.objects.live().exists()


def test_what_is_still_to_come_is_brought_in_by_itself(page, sign_in, axe, fits, monkeypatch):
    monkeypatch.setattr("weeknotes.bringing_in.list_writes.SECONDS", 0)
    sign_in(page, make_user("Helen Marsh"))
    page.goto("/weeknotes/import/")
    page.get_by_label("Or files").set_input_files(
        {"name": "old notes.zip", "mimeType": "application/zip", "buffer": zip_of_notes(4)}
    )
    page.get_by_role("button", name="Look at them").click()
    page.route("**/going.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.get_by_role("button", name="Bring in what is ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bringing in old notes.zip")
    axe(page)
    fits(page)
    page.unroute("**/going.js")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in from old notes.zip")
    assert Weeknote.objects.live().count() == 4


def test_the_box_for_a_year_shows_all_of_it(page, sign_in):
    sign_in(page, make_user("Helen Marsh"))
    page.goto("/weeknotes/import/")
    box = page.get_by_label("Year")
    box.fill("2026")
    assert box.evaluate("node => node.scrollWidth <= node.clientWidth")

"""A week becomes a published note by the keyboard alone, in as few keys as may be."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hackit.dates import monday_of
from tests.weeknotes.writing.week_world import LivedWeek
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_an_empty_page_to_a_published_week_in_three_keys(new_page, sign_in):
    week = LivedWeek(monday_of(timezone.localdate()))
    page = new_page()
    sign_in(page, week.helen)
    page.goto("/weeknotes/new/")
    expect(page.get_by_role("button", name="Begin", exact=True)).to_be_focused()
    expect(page.get_by_label("Week", exact=True)).to_contain_text("25 jottings")
    page.wait_for_load_state()

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Weeknote draft")
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish to everyone")
    expect(page.get_by_role("button", name="Publish to everyone")).to_be_focused()
    page.wait_for_load_state()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Published. Everyone can read it now.")).to_be_visible()
    assert Weeknote.objects.get().is_published
    stranger = new_page()
    stranger.goto("/weeknotes/")
    stranger.get_by_role("link", name="Weeknote w/c").first.click()
    expect(stranger.get_by_text("count people, not handsets 10")).to_be_visible()
    assert "canary" not in stranger.content()


@pytest.mark.parametrize("js", [True, False], ids=["with-javascript", "without"])
def test_what_the_group_kept_is_put_in_for_staff(new_page, sign_in, axe, fits, js):
    week = LivedWeek(monday_of(timezone.localdate()))
    page = new_page(js=js)
    sign_in(page, week.helen)
    page.goto("/weeknotes/new/")
    page.get_by_role("button", name="Begin", exact=True).click()
    section = page.get_by_role("region", name="Decided and done, not in it")
    expect(section.get_by_role("listitem")).to_have_count(3)
    if js:
        axe(page)
        fits(page)
    section.get_by_role("listitem").filter(has_text="canarygroup decision").get_by_role("button").click()
    expect(section.get_by_role("listitem")).to_have_count(2)
    assert "canarygroup decision" in page.locator("#d textarea.md").last.input_value()
    expect(page.get_by_text("the section is for all staff")).to_be_visible()

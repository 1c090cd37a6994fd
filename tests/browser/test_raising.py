"""Raising an action from words selected in a weeknote, with the keyboard and on a phone, and without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from hackit.dates import monday_of
from meetings.models import Action
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE
from tests.weeknotes.conftest import make_published

pytestmark = pytest.mark.django_db(transaction=True)
BODY = """## Highlights

The pilot ended.

## Something I’m learning

Ask how many people share one. Then count again.
"""


@pytest.fixture
def note():
    helen = make.make_user("Helen Marsh")
    make.join(make.make_forum("DMT"), helen)
    week = monday_of(timezone.localdate())
    note = make_published(helen, BODY, week=week)
    note.helen = helen
    return note


def select(page: Page, words: str) -> None:
    """Select these words in the text, as one does with caret browsing or a finger."""
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector(".prose"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                walker.currentNode.parentElement.scrollIntoView({ block: "center" });
                document.getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
                return;
            }
        }""",
        words,
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_selected_words_become_an_action_with_its_source(new_page, sign_in, axe, fits, note, size):
    page = new_page(size=size)
    sign_in(page, note.helen)
    page.goto(note.get_absolute_url())
    axe(page)
    select(page, "Then count again")
    link = page.locator(".raise-here")
    expect(link).to_be_in_viewport()
    axe(page)
    fits(page)
    page.keyboard.press("Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add an action")).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("Then count again")
    expect(page.get_by_label("What needs doing?")).to_have_value("Then count again")
    axe(page)
    fits(page)
    page.get_by_label("What needs doing?").fill("Count the phones again")
    page.get_by_role("button", name="Save action").click()
    section = page.get_by_role("region", name="Something I’m learning")
    expect(section.get_by_role("link", name="1 action")).to_be_visible()
    end = page.get_by_role("region", name="What happens next")
    expect(end.get_by_role("link", name="Count the phones again")).to_be_visible()
    expect(end.get_by_text("Helen Marsh")).to_be_visible()
    axe(page)
    assert Action.objects.get().source_quote == "Then count again"


def test_the_link_goes_with_the_selection(page, sign_in, note):
    sign_in(page, note.helen)
    page.goto(note.get_absolute_url())
    select(page, "The pilot ended")
    expect(page.locator(".raise-here")).to_be_visible()
    page.evaluate("document.getSelection().removeAllRanges()")
    expect(page.locator(".raise-here")).to_have_count(0)


def test_without_scripts_each_section_has_its_link(no_js_page, sign_in, note):
    page = no_js_page
    sign_in(page, note.helen)
    page.goto(note.get_absolute_url())
    page.get_by_role("link", name="Raise an action from Something I’m learning").click()
    expect(page.locator("blockquote")).to_contain_text("Ask how many people share one.")
    page.get_by_label("What needs doing?").fill("Count the phones again")
    page.get_by_role("button", name="Save action").click()
    expect(page.get_by_role("link", name="Count the phones again")).to_be_visible()

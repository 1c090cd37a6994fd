"""What the search boxes offer, by keyboard and by finger, on a desk and a phone; and the same box without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.factories import join, make_decision, make_forum, make_person, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grace():
    user, dmt = make_user("Grace Li"), make_forum("DMT")
    join(dmt, user)
    make_person("Phoebe Hart", role_title="Head of finance")
    phones = make_topic("Mobile phones", "handset")
    make_topic("Phone lines")
    make_decision("Phones for field staff", forum=dmt, topics=[phones])
    return user


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_box_offers_and_is_led_by_the_keyboard(new_page, sign_in, axe, fits, grace, size):
    page = new_page(size=size)
    sign_in(page, grace)
    page.goto("/decisions/")
    box, options = page.get_by_label("Search everything"), page.get_by_role("option")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.focus()
    page.keyboard.type("pho")
    expect(options).to_have_count(4)
    expect(options.nth(0)).to_contain_text("Phone lines")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#live")).to_contain_text("4 suggestions")
    axe(page)
    fits(page)
    offered = page.get_by_role("listbox").bounding_box()
    assert offered["x"] >= 0, "The list begins outside of the screen"
    assert offered["x"] + offered["width"] <= size["width"]
    page.screenshot(path=f"var/screenshots/search-box-{size['width']}.png")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("pho")
    page.keyboard.type("e")
    expect(options.nth(0)).to_contain_text("Phoebe Hart")
    page.keyboard.press("Tab")
    expect(options).to_have_count(0)
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    box.fill("pho")
    expect(options).to_have_count(4)
    page.keyboard.press("ArrowUp")
    expect(options.nth(3)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "found-sq-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/topics/phone-lines/$"))


def test_enter_without_an_arrow_searches_and_filters_are_put_together(new_page, sign_in, axe, grace):
    page = new_page()
    sign_in(page, grace)
    page.goto("/search/")
    box, options = page.get_by_label("Search for"), page.get_by_role("option")
    expect(box).to_be_focused()
    page.keyboard.type("field to")
    expect(options).to_contain_text(["Phones for field staff", "topic:", "to:"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value("field topic:")
    expect(options).to_contain_text(["Mobile phones", "Phone lines"])
    axe(page)
    options.nth(0).click()
    expect(box).to_have_value("field topic:mobile-phones ")
    page.keyboard.type("pho")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=field\+topic%3Amobile-phones\+pho$"))


def test_without_scripts_it_is_a_box_and_a_button(new_page, sign_in, grace):
    page = new_page(js=False, size=PHONE)
    sign_in(page, grace)
    page.goto("/decisions/")
    box = page.get_by_label("Search everything")
    assert box.get_attribute("role") is None
    box.fill("phones")
    box.press("Enter")
    expect(page.get_by_role("heading", name="1 result")).to_be_visible()

"""Following, what is like a record, an answer put together, in a browser: by hand, on a phone, and by axe's rules."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hackit.models import Follow, SearchTold, Topic, TopicWording
from hackit.shortcuts import today
from tests.browser.conftest import LOOKED_AT, PHONE
from tests.factories import join, make_decision, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def grace():
    user = make_user("Grace Li")
    dmt = make_forum("DMT")
    join(dmt, user)
    phones = make_topic("Mobile phones", "handset")
    make_decision("The handset contract costs £590k", forum=dmt, topics=[phones], date=today())
    make_decision("Another handset contract is signed", forum=dmt, topics=[phones], date=today())
    return user


def test_a_topic_is_followed_and_a_decision_shows_what_is_like_it(new_page, sign_in, axe, grace):
    page = new_page()
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/")
    expect(page.locator("#fg + ul")).to_contain_text("£590k")
    page.get_by_role("button", name="Tell me when there’s more about Mobile phones").click()
    expect(page.get_by_text("You follow this topic.")).to_be_visible()
    assert Follow.objects.count() == 1
    axe(page)
    page.get_by_role("link", name="What I follow").first.click()
    expect(page.get_by_role("heading", name="Mobile phones")).to_be_visible()
    page.get_by_role("button", name="Make the address").click()
    expect(page.get_by_label("The feed’s private address")).to_have_value(re.compile("/feeds/.+/following/$"))
    axe(page)
    page.get_by_role("link", name="The handset contract costs £590k").click()
    page.keyboard.press("End")
    like = page.locator("section", has=page.get_by_role("heading", name="More like this"))
    expect(like.get_by_role("link", name="Another handset contract is signed")).to_be_visible()
    expect(like).to_contain_text("also Mobile phones; shares:")
    axe(page)


def test_an_answer_is_put_together_on_a_phone_without_scripts(new_page, sign_in, grace):
    page = new_page(js=False, size=PHONE)
    sign_in(page, grace)
    page.goto("/answers/")
    page.get_by_label("Topic").select_option("Mobile phones")
    page.get_by_label("A freedom of information request").check()
    page.get_by_role("button", name="Put it together").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was said about Mobile phones")
    expect(page.get_by_role("link", name="The handset contract costs £590k").first).to_be_visible()


@LOOKED_AT
def test_the_pages_keep_axes_rules_and_fit(new_page, sign_in, axe, fits, grace, size):
    SearchTold.objects.bulk_create(
        SearchTold(ref=f"{n:016x}", words=words, found=found, day=today())
        for n, (words, found) in enumerate([("cellular", 0), ("cellular", 0), ("handset", 2)])
    )
    make_topic("Quiet")
    phones = Topic.objects.get(slug="mobile-phones")
    wording = TopicWording(topic=phones, kind="stands", text="We ask.", said_on=today() - timedelta(days=9))
    wording.audience = "staff"
    wording.save_as(by=grace.person, verb="worded")
    page = new_page(size=size)
    sign_in(page, grace)
    for address in (
        "/answers/", "/answers/?topic=mobile-phones&audience=foi", "/answers/?audience=foi", "/topics/all/names/",
        "/topics/all/names/?word=contract&topic=mobile-phones", "/topics/all/bring-in/", "/like/?of=/nowhere/",
        "/topics/mobile-phones/", "/topics/quiet/", "/topics/mobile-phones/wording/stands/?from=decision",
        "/people/grace-li/", "/following/",
    ):  # fmt: skip
        page.goto(address)
        axe(page)
        fits(page)


def test_a_new_name_is_looked_at_before_it_is_saved_by_whoever_has_no_scripts(no_js_page, sign_in, grace):
    page = no_js_page
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/edit/")
    page.get_by_label("Also called").fill("handset\ncontract")
    page.get_by_role("button", name="See what new names find").click()
    expect(page.get_by_text("contract stands in 2 things, all of Mobile phones already.")).to_be_visible()
    expect(page.get_by_label("Also called")).to_have_value("handset\ncontract")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Also called contract, handset")).to_be_visible()


def test_on_paper_an_answer_shows_its_addresses_and_no_buttons(new_page, sign_in, grace, site_url):
    page = new_page()
    sign_in(page, grace)
    page.goto("/answers/?topic=mobile-phones&audience=foi")
    address = page.get_by_text(f"{site_url}/decisions/").first
    expect(address).to_be_hidden()
    page.emulate_media(media="print")
    expect(address).to_be_visible()
    expect(page.get_by_role("button", name="Put it together")).to_be_hidden()
    expect(page.get_by_role("link", name="Download as CSV")).to_be_hidden()


# --- Narrowing a search down ---


def test_ticks_and_the_box_stay_in_step(new_page, sign_in, axe, grace):
    page = new_page()
    sign_in(page, grace)
    page.goto("/search/?q=handset")
    box, topic = (
        page.get_by_label("Search for"),
        page.locator("label", has_text="Mobile phones").get_by_role("checkbox"),
    )
    topic.check()
    expect(box).to_have_value("handset topic:mobile-phones")
    box.fill("handset")
    expect(topic).not_to_be_checked()
    topic.check()
    box.press("Enter")
    chip = page.get_by_role("link", name="Mobile phones , remove")
    expect(chip).to_be_visible()
    expect(topic).to_be_checked()
    axe(page)
    chip.click()
    expect(box).to_have_value("handset")
    expect(topic).not_to_be_checked()


def test_a_search_is_narrowed_down_on_a_phone_without_scripts(new_page, sign_in, grace):
    page = new_page(js=False, size=PHONE)
    sign_in(page, grace)
    page.goto("/search/?q=handset")
    page.get_by_role("link", name="Narrow down").click()
    page.locator("#filters label", has_text="Decisions").get_by_role("checkbox").check()
    page.locator("#filters").get_by_role("button", name="Apply").first.click()
    expect(page.get_by_label("Search for")).to_have_value("handset kind:decisions")
    page.get_by_role("link", name="Narrow down").click()
    page.get_by_role("link", name=re.compile("^not Mobile phones")).click()
    expect(page.get_by_label("Search for")).to_have_value("handset kind:decisions -topic:mobile-phones")
    expect(page.get_by_text("Nothing with these filters")).to_be_visible()

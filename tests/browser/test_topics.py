"""A topic in a browser: it reads well in light and dark, fits everywhere, and its sentence can be taken along."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from hackit.models import TopicWording
from tests import factories as make
from tests.browser.conftest import LOOKED_AT
from tests.hackit.notes import publish_note


@pytest.fixture
def grace(transactional_db):
    """A member of DMT, and a topic with everything that can stand on its page."""
    dmt, user = make.make_forum(), make.make_user("Grace Li")
    make.join(dmt, user)
    on = localdate()
    phones = make.make_topic("Mobile phones", "handsets", broader=make.make_topic("Devices"))
    publish_note([phones], "The drawer of dead phones", week=on - timedelta(weeks=30))
    item = make.make_item(make.make_meeting(dmt, on - timedelta(days=3)), "Investment: mobile phones", topics=[phones])
    make.make_line(item, "The handset pilot ended", user.person)
    make.make_line(item, "Who has a handset?", user.person, kind="question")
    decision = make.make_decision(
        "One standard phone for field staff", forum=dmt, topics=[phones], date=on - timedelta(days=2)
    )
    decision.add_caveat("Tax check on SIMs", by=user.person, owner=user.person, needed_before="launch")
    make.make_action("Ask the area offices", user.person, forum=dmt, topics=[phones], due=on)
    for number in range(20):
        make.make_decision(f"Older {number}", forum=dmt, topics=[phones], date=on - timedelta(weeks=31))
    TopicWording(
        topic=phones, kind="explain", text="People on visits get a phone.", said_on=on, audience="everyone"
    ).save_as(by=user.person, verb="worded")
    return user


@pytest.mark.parametrize("scheme", ["light", "dark"])
@LOOKED_AT
def test_a_topics_page_breaks_no_accessibility_rule_and_fits(grace, new_page, sign_in, axe, fits, size, scheme):
    page = new_page(size=size, color_scheme=scheme)
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/")
    page.get_by_text("The same as a table").click()
    axe(page)
    fits(page)
    pictures = page.get_by_role("img", name="Things recorded about Mobile phones each month")
    expect(pictures.locator("visible=true")).to_have_count(1)


@LOOKED_AT
def test_the_other_pages_of_topics_and_people_break_no_rule_either(grace, new_page, sign_in, axe, fits, size):
    grace.role = "administrator"
    grace.save()
    make.make_person("Helen Marsh")
    page = new_page(size=size)
    sign_in(page, grace)
    for path in (
        "/topics/",
        "/topics/?q=zebras",
        "/topics/new/",
        "/topics/devices/",
        "/topics/mobile-phones/?page=2",
        "/topics/mobile-phones/edit/",
        "/topics/mobile-phones/merge/",
        "/topics/mobile-phones/wording/stands/",
        "/people/",
        "/people/new/",
        "/people/grace-li/",
        "/people/helen-marsh/edit/",
        "/people/helen-marsh/login/",
    ):
        page.goto(path)
        axe(page)
        fits(page)


def test_where_it_stands_is_copied_as_a_message(grace, new_page, sign_in, live_server):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/")
    page.get_by_role("button", name="Copy as a message").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Mobile phones: DMT agreed on ")
    assert "One standard phone for field staff." in copied
    assert copied.endswith(f"{live_server.url}/topics/mobile-phones/")


def test_without_scripts_the_message_stands_in_a_box_to_be_selected(grace, no_js_page, sign_in, live_server):
    page = no_js_page
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/")
    expect(page.get_by_role("button", name="Copy as a message")).to_have_count(0)
    message = page.get_by_label("To copy as a message").input_value()
    assert message.startswith("Mobile phones: DMT agreed on ")
    assert message.endswith(f"{live_server.url}/topics/mobile-phones/")


@pytest.mark.parametrize("js", [True, False], ids=["with-js", "without-js"])
def test_an_action_is_done_from_its_topic(grace, new_page, sign_in, js):
    page = new_page(js=js)
    sign_in(page, grace)
    page.goto("/topics/mobile-phones/")
    page.get_by_role("button", name="Ask the area offices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobile phones")
    expect(page.get_by_role("button", name="Ask the area offices")).to_have_count(0)


def test_a_topic_is_written_down_without_javascript(grace, no_js_page, sign_in):
    page = no_js_page
    sign_in(page, grace)
    page.goto("/topics/")
    page.get_by_role("link", name="New topic").click()
    page.get_by_role("button", name="Make the topic").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter what the topic is called")
    page.get_by_label("Name").fill("Pilots")
    page.get_by_label("Also called (optional)").fill("pilot")
    page.get_by_role("button", name="Make the topic").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pilots")
    expect(page.get_by_text("Its words name it").first).to_be_visible()

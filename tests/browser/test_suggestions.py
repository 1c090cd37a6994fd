"""The list of names as assistive technology meets it, and keys that never send what is half typed."""

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Attendance, Line
from tests.browser.test_room import open_live
from tests.factories import make_person
from tests.meetings.lines.conftest import Room, make_room


@pytest.fixture
def room(transactional_db) -> Room:
    room = make_room()
    guest = make_person("Gregor Zorn")
    Attendance.objects.create(meeting=room.meeting, person=guest, state="guest", item=room.phones)
    make_person("Cate Dunn")
    make_person("Cate Moss")
    make_person("Renée O’Neill")
    return room


def nodes(page: Page, role: str) -> list[dict]:
    """What the browser tells assistive technology of things in that role, by property."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    found = []
    for node in tree:
        if node.get("role", {}).get("value") != role or node.get("ignored"):
            continue
        said = {one["name"]: one["value"] for one in node.get("properties", [])}
        found.append({"name": node.get("name", {}).get("value", ""), **said})
    return found


def test_the_box_tells_of_its_list_and_of_the_name_that_is_chosen(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type("@gr")
    expect(page.get_by_role("option")).to_have_text(["Gregor ZornHere for this item", "Grace Li"])
    (box,) = [node for node in nodes(page, "textbox") if node["name"].startswith("Type a note")]
    assert box["autocomplete"]["value"] == "list"
    assert box["hasPopup"]["value"] == "listbox"
    assert [one["idref"] for one in box["controls"]["relatedNodes"]] == ["suggestions"]
    assert [one["idref"] for one in box["activedescendant"]["relatedNodes"]] == ["suggestion-0"]
    assert [node["name"] for node in nodes(page, "listbox")] == ["People"]
    assert [node["selected"]["value"] for node in nodes(page, "option")] == [True, False]
    expect(page.locator("#live")).to_contain_text("2 names. Enter takes Gregor Zorn, Escape closes the list")
    page.keyboard.press("ArrowDown")
    assert [node["selected"]["value"] for node in nodes(page, "option")] == [False, True]
    page.keyboard.press("Escape")
    assert nodes(page, "listbox") == []
    (box,) = [node for node in nodes(page, "textbox") if node["name"].startswith("Type a note")]
    assert "activedescendant" not in box
    assert not Line.objects.exists()


@pytest.mark.parametrize(
    ("typed", "offered", "key", "then"),
    [
        ("@cate d", ["Cate Dunn"], "Tab", "@Cate Dunn "),
        ("@renee", ["Renée O’Neill"], "Enter", "@Renée O’Neill "),
        ("@GL", ["Grace Li"], "Enter", "@Grace Li "),
        ("costs #hands", ["Mobile phones"], "Tab", "costs #mobile-phones "),
    ],
)
def test_names_with_accents_initials_and_letters_are_taken_and_nothing_is_sent(
    room, page, sign_in, typed, offered, key, then
):
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type(typed)
    expect(page.get_by_role("option")).to_have_text(offered)
    page.keyboard.press(key)
    expect(page.locator("#line-box")).to_have_value(then)
    expect(page.locator("#line-box")).to_be_focused()
    assert not Line.objects.exists()


def test_a_topic_that_is_none_offers_nothing_and_the_line_is_kept_as_typed(room, page, sign_in):
    sign_in(page, room.priya)
    open_live(page, room)
    page.keyboard.type("costs are up #nosuchthing")
    page.wait_for_timeout(500)
    expect(page.get_by_role("option")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#stream > .ln .ln__x").last).to_have_text("costs are up #nosuchthing")

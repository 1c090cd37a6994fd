"""Weeknotes in a browser: written, previewed, published and read, with JavaScript and without; no word is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from hackit.dates import monday_of
from meetings.models import Point
from tests.browser.conftest import LOOKED_AT
from tests.factories import join, make_forum, make_item, make_line, make_meeting, make_person, make_topic, make_user
from tests.weeknotes.conftest import BODY, MONDAY, make_note, make_published
from tests.weeknotes.writing.test_images import add as add_image
from weeknotes.models import Feedback, Revision, WeeknoteDraft
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db(transaction=True)


def chair():
    """Helen, who runs a group with a written point this week, and jotted two things."""
    helen = make_user("Helen Marsh")
    monday = monday_of(timezone.localdate())
    dmt = make_forum("DMT")
    join(dmt, helen, "chair")
    item = make_item(make_meeting(dmt, monday), "Mobile phones", topics=[make_topic("Mobile phones", "handset")])
    point = Point(
        item=item, title="One phone, or none", forum=dmt, audience="everyone", text="The pilot settled the argument."
    )  # fmt: skip
    point.save_as(by=helen.person, verb="written")
    make_line(None, "period 2 closed early", helen.person, day=monday, sort="highlight")
    make_line(None, "count people, not handsets", helen.person, day=monday, sort="learning")
    return helen


def body(page, number=0):
    return page.locator(f"#id_body-{number}")


@pytest.mark.parametrize("js", [True, False], ids=["with-javascript", "without"])
def test_a_note_is_begun_half_full_written_previewed_published_and_read(new_page, sign_in, js):
    helen = chair()
    page = new_page(js=js)
    sign_in(page, helen)
    page.goto("/weeknotes/")
    page.get_by_role("link", name="New weeknote").first.click()
    page.get_by_role("button", name="Begin", exact=True).click()

    expect(page.get_by_role("heading", name="One phone, or none")).to_be_visible()
    expect(body(page)).to_have_value("## DMT conversations")
    assert "- Mon: period 2 closed early" in body(page, 1).input_value()
    body(page).fill("## DMT conversations\n\nShort agenda, and we still overran.")
    page.get_by_label("Title").fill("Fewer phones")
    page.get_by_label("30 second read").fill("We ended an argument.")
    if js:
        expect(page.locator("#save-state")).to_contain_text("Saved at")
    page.get_by_role("button", name="Preview as everyone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fewer phones")
    expect(page.get_by_text("The pilot settled the argument.")).to_be_visible()
    page.get_by_role("link", name="Write").click()
    assert "Short agenda" in body(page).input_value()
    page.get_by_role("button", name="Publish to everyone").click()
    expect(page.get_by_text("Published with it")).to_be_visible()
    page.get_by_role("button", name="Publish to everyone").click()
    expect(page.get_by_text("Published. Everyone can read it now.")).to_be_visible()

    stranger = new_page(js=js)
    stranger.goto("/weeknotes/")
    stranger.get_by_role("link", name="Fewer phones").click()
    expect(stranger.get_by_text("Short agenda, and we still overran.")).to_be_visible()
    expect(stranger.get_by_text("The pilot settled the argument.")).to_be_visible()
    stranger.get_by_role("link", name="Something I’m learning").first.click()
    assert stranger.url.endswith("#something-im-learning")
    assert WeeknoteDraft.objects.count() == 0


def test_what_the_server_did_not_get_is_there_when_the_page_is_opened_again(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    address = f"/weeknotes/{note.ref}/edit/"
    page.goto(address)
    expect(page.locator("#put-back")).to_be_hidden()
    page.context.set_offline(True)
    body(page).press("Control+End")
    body(page).press_sequentially("\nTyped while the network was away.")
    expect(page.locator("#save-state")).to_contain_text("Not saved. We’ll keep trying")
    page.close()

    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address)
    assert "Typed while the network was away." in body(again).input_value()
    expect(again.locator("#put-back")).to_be_visible()
    expect(again.locator("#save-state")).to_contain_text("Saved at")
    again.wait_for_load_state("networkidle")
    assert "Typed while the network was away." in WeeknoteDraft.objects.get().body
    again.reload()
    expect(again.locator("#put-back")).to_be_hidden()


def test_a_tab_closed_in_the_middle_of_a_word_loses_nothing(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(f"/weeknotes/{note.ref}/edit/")
    body(page).press("Control+End")
    body(page).press_sequentially("\nIn the middle of a wo")
    page.close()
    again = page.context.new_page()
    again.goto(f"/weeknotes/{note.ref}/edit/")
    assert body(again).input_value().endswith("In the middle of a wo")


def test_words_typed_while_signed_out_wait_for_signing_in(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    address = f"/weeknotes/{note.ref}/edit/"
    page.goto(address)
    page.context.clear_cookies()
    body(page).press("Control+End")
    body(page).press_sequentially("\nNobody knows me.")
    expect(page.locator("#save-state")).to_contain_text("you are signed out")
    page.get_by_role("button", name="Save", exact=True).click()  # the sign-in page, or a refusal: the words stay
    sign_in(page, helen)
    page.goto(address)
    assert "Nobody knows me." in body(page).input_value()


def test_saving_by_hand_makes_a_version_and_no_words_come_back_a_second_time(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(f"/weeknotes/{note.ref}/edit/")
    body(page).fill(BODY + "\n\n\nSaved by hand.  \n\n")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.locator("#put-back")).to_be_hidden()
    assert Revision.objects.order_by("-number").first().body.endswith("Saved by hand.")
    assert page.evaluate("localStorage.length") == 0


def test_a_jotting_is_put_in_without_a_jump_and_what_was_typed_stays(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen, BODY + "\n".join(f"\nLine {number}." for number in range(60)))
    make_line(None, "met the new lead", helen.person, day=MONDAY + timedelta(days=1), sort="met")
    sign_in(page, helen)
    page.goto(f"/weeknotes/{note.ref}/edit/")
    page.get_by_label("Title").fill("Just typed")
    button = page.get_by_role("button", name="Put in")
    button.scroll_into_view_if_needed()
    page.mouse.wheel(0, 300)
    button.click()
    expect(button).to_have_count(0)
    assert body(page).input_value().endswith("## Met\n\n- Tue: met the new lead")
    expect(page.get_by_label("Title")).to_have_value("Just typed")
    expect(page.locator("#save-state")).to_contain_text("Saved at")
    assert page.evaluate("scrollY") > 0
    body(page).press("Control+End")
    body(page).press_sequentially("\nAnd more.")
    expect(page.locator("#save-state")).to_contain_text("Saved at")
    assert WeeknoteDraft.objects.get().body.endswith("And more.")


@LOOKED_AT
def test_every_page_is_accessible_and_fits(new_page, sign_in, axe, fits, size):
    helen = chair()
    make_person("Grace Li")
    published = make_note(
        helen, BODY + "\n## A_very_long_heading_" + "x" * 80 + "\n\nGrace Li[^1] said.\n\n[^1]: So.\n"
    )
    published.sections.filter(anchor="highlights").update(audience="staff")
    published.sections.get(anchor="something-im-learning").topics.add(make_topic("Area offices"))
    publish(published, by=helen.person, user=helen, at=now(), expected_version=published.version)
    for number in range(30):
        make_published(helen, title=f"Note {number} " + "w" * 40, week=MONDAY - timedelta(weeks=number))
    page = new_page(size=size)
    public = ["/weeknotes/", "/weeknotes/?author=helen-marsh&page=2", "/weeknotes/?year=abc", "/weeknotes/2019/"]
    for path in [*public, published.get_absolute_url()]:
        page.goto(path)
        axe(page)
        fits(page)
    sign_in(page, helen)
    page.goto("/weeknotes/new/")
    axe(page)
    fits(page)
    page.get_by_label("Another date").fill("someday")
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    axe(page)
    page.get_by_label("Another date").fill("")
    page.get_by_role("button", name="Begin", exact=True).click()
    draft = page.url
    names = (
        "edit",
        "publish",
        "unpublish",
        "details",
        "history",
        "sections",
        "sections/highlights",
        "preview",
        "delete",
    )
    own = [f"/weeknotes/{published.ref}/{name}/" for name in names]
    own += [draft, draft.replace("edit", "preview") + "?as=staff", "/weeknotes/", published.get_absolute_url()]
    image = add_image(published)
    Feedback.objects.create(weeknote=published, text="It helped. " * 30, name="Ann", sent_at=now())
    own += [f"/weeknotes/{published.ref}/images/{image.ref}/", "/weeknotes/feedback/"]
    for path in own:
        page.goto(path)
        axe(page)
        fits(page)
    page.goto(f"/weeknotes/{published.ref}/diary/")
    page.get_by_label("Paste the week").fill("Monday 3 June 2019\n10:00 Stand-up\n14:00 Phones, with Grace Li\n")
    page.get_by_role("button", name="Look at the entries").click()
    expect(page.get_by_text("Stand-up")).to_be_visible()
    axe(page)
    fits(page)
    other = published.__class__.objects.get(pk=published.pk)
    page.goto(f"/weeknotes/{published.ref}/edit/")
    other.body = "Something else."
    other.save_revision(by=helen.person)
    body(page).fill("Mine.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone else changed this")
    axe(page)
    fits(page)

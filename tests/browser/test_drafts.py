"""The sheet under all that can happen to it: no word typed is lost, and nobody else is shown one."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.factories import make_decision, make_line, make_topic, make_user
from tests.weeknotes.conftest import BODY, MONDAY, make_note
from tests.weeknotes.pictures import picture
from weeknotes.models import Weeknote, WeeknoteDraft
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db(transaction=True)


def body(page, number=0):
    return page.locator(f"#id_body-{number}")


def add(page, words):
    body(page).press("Control+End")
    body(page).press_sequentially(words)


def sheet_of(note) -> str:
    return f"/weeknotes/{note.ref}/edit/"


def state(page):
    return page.locator("#save-state")


def test_a_draft_typed_while_the_sign_in_ends_the_network_is_cut_and_the_tab_closed_is_whole(page, sign_in):
    helen, sam = make_user("Helen Marsh"), make_user("Sam Whitfield")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    add(page, "\nBefore anything happened.")
    expect(state(page)).to_contain_text("Saved at")
    Session.objects.all().delete()
    add(page, "\nWhile the sign-in ended.")
    expect(state(page)).to_contain_text("you are signed out")
    expect(state(page)).to_contain_text("Your words are kept in this browser")
    page.context.set_offline(True)
    page.get_by_label("Title").fill("A title of the train")
    page.get_by_label("30 second read").fill("Two sentences.")
    add(page, "\nWhile the network was cut. And the last wo")
    context = page.context
    page.close()

    context.set_offline(False)
    other = context.new_page()
    sign_in(other, sam)
    assert other.goto(sheet_of(note)).status == 404
    theirs = make_note(sam, "Of Sam.")
    other.goto(sheet_of(theirs))
    expect(body(other)).to_have_value("Of Sam.")
    expect(other.locator("#put-back")).to_be_hidden()
    assert "network was cut" not in other.content()
    other.close()

    again = context.new_page()
    sign_in(again, helen)
    again.goto(sheet_of(note))
    expect(again.locator("#put-back")).to_be_visible()
    expect(again.get_by_label("Title")).to_have_value("A title of the train")
    expect(again.get_by_label("30 second read")).to_have_value("Two sentences.")
    assert body(again).input_value() == (
        BODY.rstrip("\n")
        + "\nBefore anything happened.\nWhile the sign-in ended.\nWhile the network was cut. And the last wo"
    )
    expect(state(again)).to_contain_text("Saved at")
    again.reload()
    expect(again.locator("#put-back")).to_be_hidden()
    assert body(again).input_value().endswith("And the last wo")
    assert again.evaluate("localStorage.length") == 0


def test_signing_in_in_another_window_is_noticed_and_what_waits_is_sent(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    Session.objects.all().delete()
    add(page, "\nTyped while nobody was signed in.")
    expect(state(page)).to_contain_text("you are signed out")
    second = page.context.new_page()
    second.goto("/accounts/login/")
    second.get_by_label("Email").fill(helen.email)
    second.get_by_label("Password").fill("a long enough passphrase")
    second.get_by_role("button", name="Sign in", exact=True).click()
    second.wait_for_url("**/")
    expect(state(page)).to_contain_text("Saved at")
    assert WeeknoteDraft.objects.get().body.endswith("Typed while nobody was signed in.")


def test_two_windows_of_one_note_never_write_over_each_other(page, sign_in, axe, fits):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    second = page.context.new_page()
    second.goto(sheet_of(note))
    add(page, "\nTyped in the first window.")
    expect(state(page)).to_contain_text("Saved at")
    add(second, "\nTyped in the second.")
    expect(second.locator("#open-twice")).to_be_visible()
    assert "first window" in WeeknoteDraft.objects.get().body
    second.get_by_role("button", name="See both").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("You have this open twice")
    axe(second)
    fits(second)
    expect(second.get_by_label("Text")).to_have_value(BODY.rstrip("\n") + "\nTyped in the second.")
    expect(second.locator(".clash")).to_contain_text("Typed in the first window.")
    second.get_by_role("button", name="Save mine").click()
    expect(second.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Weeknote.objects.get().body.endswith("Typed in the second.")


def test_a_window_that_was_closed_unsent_is_found_by_the_one_that_is_open(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    context = page.context
    second = context.new_page()
    second.goto(sheet_of(note))
    context.set_offline(True)
    add(page, "\nOnly in the first.")
    add(second, "\nOnly in the second.")
    page.close()
    context.set_offline(False)
    expect(state(second)).to_contain_text("Saved at")
    second.close()
    third = context.new_page()
    third.goto(sheet_of(note))
    expect(third.locator("#put-back")).to_be_visible()
    assert body(third).input_value().endswith("Only in the second.")
    third.get_by_role("button", name="Show those that are not here").click()
    assert body(third).input_value().endswith("Only in the first.")
    third.get_by_role("button", name="Show those that are not here").click()
    assert body(third).input_value().endswith("Only in the second.")


@pytest.mark.parametrize("answer", [503, 500, None], ids=["unavailable", "broken", "gone"])
def test_a_server_that_does_not_answer_is_asked_again_until_it_does(page, sign_in, answer):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page = page.context.new_page()  # one whose 5xx are meant
    page.goto(sheet_of(note))
    page.clock.install()
    away = [True]

    def refuse(route):
        if not away[0]:
            route.continue_()
        elif answer is None:
            route.abort()
        else:
            route.fulfill(status=answer, body="not now")

    page.route("**/draft/", refuse)
    add(page, "\nWhile it was down.")
    page.clock.run_for(1500)
    expect(state(page)).to_contain_text("Not saved. We’ll keep trying")
    away[0] = False
    page.clock.run_for(5000)
    expect(state(page)).to_contain_text("Saved at")
    assert WeeknoteDraft.objects.get().body.endswith("While it was down.")


@pytest.mark.parametrize("how", ["full", "refused"])
def test_a_browser_that_keeps_nothing_is_told_and_the_server_still_gets_every_word(new_page, sign_in, how):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    page = new_page()
    broken = {
        "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "refused": "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no leave'); } });",
    }
    page.add_init_script(broken[how])
    sign_in(page, helen)
    page.goto(sheet_of(note))
    add(page, "\nKept by the server alone.")
    expect(state(page)).to_contain_text("Saved at")
    page.context.set_offline(True)
    add(page, "\nKept by nobody yet.")
    expect(state(page)).to_contain_text("Keep this page open: this browser can’t keep your words")
    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved at")
    assert WeeknoteDraft.objects.get().body.endswith("Kept by nobody yet.")


def test_what_is_typed_while_a_jotting_is_put_in_stays_with_it(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    make_line(None, "met the new lead", helen.person, day=MONDAY, sort="met")
    sign_in(page, helen)
    page.goto(sheet_of(note))
    held = []
    page.route("**/edit/", lambda route: held.append(route) if not held else route.continue_())
    body(page).press("Control+End")
    page.get_by_role("button", name="Put in").dispatch_event("click")
    expect(page.locator(".htmx-request")).to_have_count(1)
    body(page).press("Control+Home")
    body(page).press_sequentially("Typed meanwhile. ")
    held[0].continue_()
    expect(page.get_by_role("button", name="Put in")).to_have_count(0)
    text = body(page).input_value()
    assert text.startswith("Typed meanwhile. ## Highlights")
    assert text.endswith("## Met\n\n- Mon: met the new lead")
    body(page).press_sequentially("Still at the caret. ")
    expect(body(page)).to_have_value("Typed meanwhile. Still at the caret. " + text.removeprefix("Typed meanwhile. "))
    expect(state(page)).to_contain_text("Saved at")
    page.reload()
    assert body(page).input_value().startswith("Typed meanwhile. Still at the caret. ## High")


def test_without_scripts_a_save_after_the_sign_in_ended_loses_nothing(no_js_page, sign_in):
    page = no_js_page
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    body(page).fill(BODY + "\n\nTyped for an hour.\n\n  - and “indented”")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    expect(page.get_by_text("Typed for an hour.")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in, in another window").click()
    second = opened.value
    second.get_by_label("Email").fill(helen.email)
    second.get_by_label("Password").fill("a long enough passphrase")
    second.get_by_role("button", name="Sign in", exact=True).click()
    expect(second.get_by_role("heading", level=1)).to_have_text("You are signed in")
    page.get_by_role("button", name="Send it once more").click()
    # the token is of before the sign-in: once more, and it is there
    expect(page.get_by_role("heading", level=1)).to_have_text("Send it once more")
    page.get_by_role("button", name="Send it once more").click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    assert Weeknote.objects.get().body.endswith("Typed for an hour.\n\n  - and “indented”")


def test_two_brackets_open_a_list_whose_choice_stands_as_a_plain_link(page, sign_in, axe):
    helen = make_user("Helen Marsh")
    first = make_decision("Phones for depots", date=MONDAY)
    make_decision("Phones for offices", date=MONDAY)
    note = make_note(helen, "Before.\n" + "\n".join(f"Line {number}." for number in range(40)))
    sign_in(page, helen)
    page.goto(sheet_of(note))
    add(page, " See [[phones for")
    options = page.get_by_role("listbox", name="Links").get_by_role("option")
    expect(options).to_have_count(2)
    axe(page)
    caret = page.locator(".sheet ul[role=listbox]:not([hidden])").bounding_box()
    assert abs(caret["y"] - body(page).bounding_box()["y"] - body(page).bounding_box()["height"]) < 80
    body(page).press("Escape")
    expect(page.get_by_role("listbox", name="Links")).to_have_count(0)
    body(page).press_sequentially(" d")
    expect(options).to_have_count(1)
    body(page).press("Enter")
    assert body(page).input_value().endswith(f" See [Phones for depots]({first.get_absolute_url()})")
    expect(state(page)).to_contain_text("Saved at")


def test_no_thanks_leaves_the_sheet_alone_and_the_focus_where_one_goes_on(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen, "## Phones\n\nMobile phones, area offices.\n" + "\n".join(f"Line {n}." for n in range(60)))
    make_topic("Mobile phones")
    make_topic("Area offices")
    sign_in(page, helen)
    page.goto(sheet_of(note))
    add(page, "\nJust typed.")
    body(page).evaluate("box => { box.mark = 'the same box'; }")
    refusals = page.locator("button[value^='no-topic:']")
    expect(refusals).to_have_count(2)
    refusals.first.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    expect(page.locator("button[value^='undo:']")).to_be_visible()
    expect(refusals).to_have_count(1)
    expect(page.locator("section[aria-labelledby=su] button").nth(1)).to_be_focused()
    assert page.evaluate("scrollY") == before
    assert body(page).evaluate("box => box.mark") == "the same box"
    assert body(page).input_value().endswith("Just typed.")
    page.reload()
    assert body(page).input_value().endswith("Just typed.")
    expect(refusals).to_have_count(1)


def test_nothing_on_the_page_moves_while_the_state_changes(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen)
    sign_in(page, helen)
    page.goto(sheet_of(note))
    top = body(page).bounding_box()["y"]
    add(page, "x")
    assert body(page).bounding_box()["y"] == top
    expect(state(page)).to_contain_text("Saved at")
    assert body(page).bounding_box()["y"] == top
    Session.objects.all().delete()
    add(page, "y")
    expect(state(page)).to_contain_text("you are signed out")
    assert body(page).bounding_box()["y"] == top


def test_an_image_put_in_without_a_caret_stands_before_what_is_for_staff(page, sign_in):
    helen = make_user("Helen Marsh")
    text = "## Phones\n\nOne each.\n\n## Money\n\nNone left."
    note = make_note(helen, text)
    note.sections.filter(heading="Money").update(audience="staff")
    image = store_image(note, picture(), alt="A box of phones", by=helen.person).image
    sign_in(page, helen)
    page.goto(sheet_of(note))
    button = page.get_by_role("button", name="Put in")
    button.click()
    before, after = text.split("\n\n## Money")
    expect(body(page)).to_have_value(f"{before}\n\n{image.markdown()}\n\n## Money{after}")
    body(page).press("Control+End")
    button.click()
    expect(body(page)).to_have_value(f"{before}\n\n{image.markdown()}\n\n## Money{after}\n\n{image.markdown()}")


def test_an_image_added_without_a_caret_stands_before_what_is_for_staff(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen, "## Phones\n\nOne each.\n\n## Money\n\nNone left.")
    note.sections.filter(heading="Money").update(audience="staff")
    sign_in(page, helen)
    page.goto(sheet_of(note))
    page.get_by_text("Add an image", exact=True).click()
    file = {"name": "phones.png", "mimeType": "image/png", "buffer": picture()}
    page.locator("#id_image-file").set_input_files(file)
    page.locator("#id_image-alt").fill("A box of phones")
    page.get_by_role("button", name="Add it to the text").click()
    marked = re.compile(r"One each\.\n\n!\[A box of phones\]\(\S+\)\n\n## Money\n\nNone left\.$")
    expect(body(page)).to_have_value(marked)

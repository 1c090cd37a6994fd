"""Reading a note and telling its author something: with scripts and without, with the keyboard, on paper."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hackit.audience import Audience
from tests.browser.conftest import PHONE
from tests.browser.rules import broken_rules
from tests.factories import make_user
from tests.weeknotes.conftest import make_note, make_published
from weeknotes.models import Feedback
from weeknotes.publishing.writes import now, publish
from weeknotes.reading import feedback_forms

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "/weeknotes/2019/06/03/fewer-phones/"
TEXT = "## One\n\nWords.[^1]\n\n## Two\n\nSee [the paper](https://example.org/paper).\n\n[^1]: A footnote."


@pytest.mark.parametrize("js", [True, False], ids=["with-javascript", "without"])
def test_a_stranger_reads_to_the_end_and_tells_the_author_something(new_page, monkeypatch, js):
    helen = make_user("Helen Marsh")
    make_published(helen, TEXT)
    page = new_page(js=js)
    page.goto(NOTE)
    page.get_by_role("link", name="Footnote 1").click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#footnote_1")
    page.get_by_role("link", name="Back to footnote mark 1").click()
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#footnote_ref_1")
    link = page.get_by_role("link", name="Link to “Two”")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    link.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#two")

    page.get_by_role("link", name="Tell the author something").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert").or_(page.locator(".problem")).first).to_contain_text("Enter what you want to say")
    expect(page.get_by_label("Leave this box empty")).not_to_be_in_viewport()
    if js:  # axe waits for a timer, which never comes where scripts are off
        assert not broken_rules(page)
    monkeypatch.setattr(feedback_forms, "QUICKEST", timedelta(seconds=-1))
    page.get_by_label("What you want to say").fill("It helped.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert Feedback.objects.get().text == "It helped."


def test_on_paper_the_words_stand_alone_with_the_addresses_of_links(new_page):
    make_published(make_user("Helen Marsh"), TEXT)
    page = new_page()
    page.goto(NOTE)
    page.emulate_media(media="print")
    for gone in ("header.top", "footer.foot", ".crumbs", ".toc-lg", ".prevnext", ".after", ".anchor"):
        expect(page.locator(gone).first).to_be_hidden()
    printed = page.get_by_role("link", name="the paper").evaluate("node => getComputedStyle(node, '::after').content")
    assert "https://example.org/paper" in printed or "attr(href)" in printed
    expect(page.get_by_text("A footnote.")).to_be_visible()


def test_on_a_phone_the_contents_are_folded_up_and_staff_read_both_kinds_of_footnotes(new_page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen, f"{TEXT}\n\n## Kept\n\nFor staff.[^2]\n\n[^2]: Another.")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    page = new_page(size=PHONE)
    sign_in(page, helen)
    page.goto(NOTE)
    contents = page.locator("details.toc-sm")
    expect(contents.get_by_role("link", name="Two")).to_be_hidden()
    contents.locator("summary").click()
    contents.get_by_role("link", name="Two").click()
    expect(page.get_by_role("heading", name="Two")).to_be_in_viewport()
    assert not broken_rules(page)

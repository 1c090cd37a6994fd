"""What is pasted from documents, mails and web pages into the sheet: a table of clipboards, and the paste itself."""

import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from tests.factories import make_user
from tests.weeknotes.conftest import make_note

# ruff: noqa: E501  a clipboard in one line is read more easily than one in three

pytestmark = pytest.mark.django_db(transaction=True)

WORD_LIST = (
    "<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>"
    "Phones<o:p></o:p></p>"
    "<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]>"
    "<span style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>One each</p>"
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Laptops</p>"
)
WORD_NUMBERS = (
    "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span> </span></span>First</p>"
    "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.<span> </span></span>Then</p>"
)
GOOGLE = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr"><span>What we did'
    '</span></h2><p dir="ltr"><span style="font-weight:400">We </span><span style="font-weight:700">agreed</span><span '
    'style="font-style:italic"> at last</span>.</p><ul><li dir="ltr" aria-level="1"><p role="presentation"><span>One'
    '</span></p></li><ul><li aria-level="2"><p role="presentation"><span>Within</span></p></li></ul><li><p><span>Two'
    "</span></p></li></ul></b><br>"
)
CLIPBOARDS = {
    "heading": ("<h2>Highlights</h2><p>Good.</p>", "## Highlights\n\nGood."),
    "the highest heading of a page becomes a section": ("<h1>Top</h1><h2>Below</h2>", "## Top\n\n### Below"),
    "heading in bold": ("<h3><b>Why</b> now</h3>", "### Why now"),
    "Word's title": ('<p class="MsoTitle">Report<o:p></o:p></p><p class=MsoNormal>Words.</p>', "## Report\n\nWords."),
    "bold and italic": ("<p>So <b>very</b> <i>new</i>, <b><i>both</i></b></p>", "So **very** *new*, ***both***"),
    "spaces outside the marks": ("<p>a<b> b </b>c</p>", "a **b** c"),
    "two bold pieces side by side": ("<p><b>one</b><b> two</b></p>", "**one two**"),
    "struck out": ("<p><s>old</s> <del>older</del> new</p>", "~~old older~~ new"),
    "list": ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
    "list in a list": ("<ul><li>One<ul><li>In<ol><li>Deep</li></ol></li></ul></li></ul>", "- One\n  - In\n    1. Deep"),
    "numbers that begin later": ('<ol start="3"><li>C</li><li>D</li></ol>', "3. C\n4. D"),
    "item of two paragraphs": ("<ul><li><p>One</p><p>More</p></li></ul>", "- One\n\n  More"),
    "Word's list": (WORD_LIST, "- Phones\n   - One each\n- Laptops"),
    "Word's numbers": (WORD_NUMBERS, "1. First\n2. Then"),
    "Google's document": (GOOGLE, "## What we did\n\nWe **agreed** *at last*.\n\n- One\n  - Within\n- Two"),
    "link": ('<p>See <a href="https://example.org/a?b=c">the plan</a>.</p>', "See [the plan](https://example.org/a?b=c)."),
    "link that is its own address": ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
    "link of a mail program": (
        '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fx&data=1">x</a>',
        "[x](https://example.org/x)",
    ),
    "link through a search": ('<a href="https://www.google.com/url?q=https://example.org/y&sa=D">y</a>', "[y](https://example.org/y)"),
    "mail address": ('<a href="mailto:a@example.org?subject=Hi">Ann</a>', "[Ann](mailto:a@example.org)"),
    "brackets in an address": ('<a href="https://example.org/a_(b)">w</a>', "[w](https://example.org/a_%28b%29)"),
    "link that would run": ('<b><a href="javascript:alert(1)">press</a></b>', "**press**"),
    "link within a page that is not here": ('<b>x</b> <a href="#top">up</a>', "**x** up"),
    "table": (
        "<table><tr><th>What</th><th>£</th></tr><tr><td>Phones | SIMs</td><td><b>41</b></td></tr></table>",
        "| What | £ |\n| --- | --- |\n| Phones \\| SIMs | **41** |",
    ),
    "table with a cell over two": (
        '<table><tr><td colspan="2">Both</td></tr><tr><td>a</td><td>b</td></tr></table>',
        "| Both |  |\n| --- | --- |\n| a | b |",
    ),
    "table that only lays out": ('<table role="presentation"><tr><td><h2>A</h2></td><td><p>b</p></td></tr></table>', "## A\n\nb"),
    "quotation": ("<blockquote><p>Said.</p><p>Twice.</p></blockquote>", "> Said.\n>\n> Twice."),
    "code": ("<p>Run <code>make run</code></p><pre>a = 1\n  b</pre>", "Run `make run`\n\n```\na = 1\n  b\n```"),
    "rule": ("<h2>a</h2><hr><p>b</p>", "## a\n\n---\n\nb"),
    "lines of an address": ("<p><b>Hall</b><br>Room 2<br><br></p>", "**Hall**  \nRoom 2"),
    "scripts and styles": ("<style>p{}</style><script>alert(1)</script><h2>Left</h2><p style='display:none'>no</p>", "## Left"),
    "tracking image": ('<p><b>Hi</b><img src="https://t.example/p.gif" width="1" height="1" alt="x"></p>', "**Hi**"),
    "image that says what it shows": ('<img src="https://example.org/c.png" alt="A chart">', "[A chart](https://example.org/c.png)"),
    "image carried in the page": ('<b>a</b><img alt="b" src="data:image/png;base64,AAAA">', "**a**"),
    "signs that are no marks": ("<p><b>x</b> 2 * 3, snake_case, a_b</p><p># no</p><p>1. no</p>", "**x** 2 \\* 3, snake_case, a_b\n\n\\# no\n\n1\\. no"),
    "Outlook's paragraphs": (
        "<div class=WordSection1><p class=MsoNormal><b>Hi</b>,<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>All&nbsp;well.</p></div>",
        "**Hi**,\n\nAll well.",
    ),
    "a piece of a page with comments": ("<html><body><!--StartFragment--><p>A <em>b</em></p><!--EndFragment--></body></html>", "A *b*"),
    "bare divs": ("<div>One <b>b</b></div><div>Two</div>", "One **b**\n\nTwo"),
    "unclosed and wild": ("<ul><li>a<li>b<p>c</ul><h2>d", "- a\n- b\n\n  c\n\n## d"),
}  # fmt: skip


@pytest.fixture
def sheet(page, sign_in):
    helen = make_user("Helen Marsh")
    note = make_note(helen, "Before.")
    sign_in(page, helen)
    page.goto(f"/weeknotes/{note.ref}/edit/")
    return page


def paste(page, html, plain=""):
    """A paste as the browser tells of it."""
    return page.locator("#id_body-0").evaluate(
        """(box, [html, plain]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", plain);
            box.focus();
            return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, plain],
    )


def test_a_table_of_clipboards_becomes_markdown(sheet):
    address = static("hackit/js/from_html.js")
    found = sheet.evaluate(
        """async ([address, all]) => {
            const { fromHtml } = await import(address);
            return all.map((html) => fromHtml(html).markdown);
        }""",
        [address, [html for html, _markdown in CLIPBOARDS.values()]],
    )
    wrong = {
        name: (markdown, expected)
        for (name, (_html, expected)), markdown in zip(CLIPBOARDS.items(), found, strict=True)
        if markdown != expected
    }
    assert wrong == {}


def test_a_paste_keeps_its_form_runs_nothing_and_is_undone_by_one_key(sheet):
    box = sheet.locator("#id_body-0")
    box.press("Control+End")
    ours = sheet.url.removesuffix("edit/")
    hostile = (
        f'<img src=x onerror="document.title=1"><script>document.title=1</script><a href="{ours}history/">history</a>'
    )
    assert not paste(sheet, f"<h2>Pasted</h2><ul><li>One</ul>{hostile}", "Pasted One")
    expected = (
        "Before.\n\n## Pasted\n\n- One\n\n[history]("
        + ours.removeprefix(sheet.evaluate("location.origin"))
        + "history/)"
    )
    expect(box).to_have_value(expected)
    expect(sheet.locator("#save-state")).to_contain_text("Saved at")
    assert "Weeknote draft" in sheet.title()
    box.press("Control+z")
    expect(box).to_have_value("Before.")


def test_bare_words_and_a_wish_for_bare_words_are_left_to_the_browser(sheet):
    assert paste(sheet, "<div><span style='color:red'>2 * 3</span></div>", "2 * 3")
    box = sheet.locator("#id_body-0")
    box.dispatch_event("keydown", {"key": "V", "ctrlKey": True, "shiftKey": True})
    assert paste(sheet, "<h2>Pasted</h2>", "Pasted")
    expect(box).to_have_value("Before.")

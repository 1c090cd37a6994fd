"""weeknotes/importing/: what the programs that people write and publish with save comes in as it was read.

Word and Google Docs, Medium, Blogger, WordPress with its habits of many years; and every encoding they use.
"""

from datetime import date

import pytest

from tests.weeknotes.importing.exports import Post, atom, rss, rss_item, wordpress
from weeknotes.importing.items import Read, SourceNote, Why
from weeknotes.importing.sources import read_files, read_source

TODAY = date(2019, 6, 28)


def read(name: str, data: bytes) -> Read:
    return read_source(name, data, today=TODAY)


def note_of(html: str, name: str = "a.html") -> SourceNote:
    [note] = read(name, html.encode()).notes
    return note


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"><title>Document1</title>
<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Helen</o:Author></o:DocumentProperties></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm;} --></style></head>
<body lang=EN-GB><div class=WordSection1>
<p class=MsoTitle>Weeknote w/c 3 June 2019<o:p></o:p></p>
<h1><span style='mso-fareast-font-family:"Times New Roman"'>Desks<o:p></o:p></span></h1>
<p class=MsoNormal>It cost £5, “all in”<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference><![if !supportFootnotes]><span>[1]</span><![endif]></span></a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Chairs<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span>with arms<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;
</span></span>Order<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>2.<span>&nbsp;
</span></span>Wait<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p></div>
<div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%"><div style='mso-element:footnote'
id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">[1]</a> Without tax.<o:p></o:p></p></div></div>
</body></html>"""

WORD_READ = """# Desks

It cost £5, “all in”[^1].

- Chairs
  - with arms

1. Order
2. Wait

[^1]: Without tax.
"""


def test_a_document_of_word_keeps_its_title_lists_numbers_and_footnote():
    [note] = read("a.htm", WORD.encode("cp1252")).notes
    assert (note.note.title, note.note.body_markdown) == ("Weeknote w/c 3 June 2019", WORD_READ)
    assert note.note.warnings == (), "its encoding is declared, and not guessed"


DOCS = """<html><head><meta content="text/html; charset=UTF-8" http-equiv="content-type"><style type="text/css">\
.c1{font-weight:700}.c2{font-style:italic}.c5{color:#1155cc}</style></head><body class="doc-content">\
<p class="c3 title"><span>Weeknote w/c 3 June 2019</span></p><h2 class="c4"><span>Desks</span></h2>\
<p><span class="c1">All</span><span> of them</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span>.</span></p>\
<ul class="lst-kix_a-0 start"><li><span>Chairs</span></li></ul><ul class="lst-kix_a-1 start"><li><span>with arms</span>\
</li></ul><ul class="lst-kix_a-0"><li><span class="c2">Lamps</span><span> </span><span class="c5"><a \
href="https://www.google.com/url?q=https://shop.example/?a%3D1&amp;sa=D&amp;usg=x">here</a></span></li></ul>\
<p><span></span></p><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;But one.</span></p></div>\
</body></html>"""

DOCS_READ = """## Desks

**All** of them[^1].

- Chairs
  - with arms
- *Lamps* [here](https://shop.example/?a=1)

[^1]: But one.
"""


def test_a_document_of_google_keeps_its_styles_lists_and_links():
    note = note_of(DOCS).note
    assert (note.title, note.body_markdown) == ("Weeknote w/c 3 June 2019", DOCS_READ)


MEDIUM = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Weeknotes: desks</title></head><body><article \
class="h-entry"><header><h1 class="p-name">Weeknotes: desks</h1></header><section data-field="subtitle" \
class="p-summary">A week of chairs, said in short.</section><section data-field="body" class="e-content"><section>\
<div class="section-divider"><hr class="section-divider"></div><div class="section-content"><div>\
<h3 class="graf graf--h3 graf--title">Weeknotes: desks</h3><p class="graf">We moved on Monday, all of us and the \
plants too.</p></div></div></section></section><footer><p>By <a href="https://medium.com/@helen" class="p-author \
h-card">Helen Marsh</a> on <a href="https://medium.com/p/1"><time class="dt-published" \
datetime="2019-06-07T17:11:55.799Z">June 7, 2019</time></a>.</p><p><a href="https://medium.com/@helen/desks-1" \
class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a> on June 20, 2019.\
</p></footer></article></body></html>"""


def test_a_post_of_medium_is_its_text_and_what_stands_around_it_is_told_apart():
    note = note_of(MEDIUM)
    assert note.note.body_markdown == "We moved on Monday, all of us and the plants too.\n"
    assert (note.note.title, note.note.summary) == ("Weeknotes: desks", "A week of chairs, said in short.")
    assert (note.authors, note.published_on, note.address) == (
        ("Helen Marsh",),
        date(2019, 6, 7),
        "https://medium.com/@helen/desks-1",
    )
    assert note.note.warnings == ()


@pytest.mark.parametrize(
    ("encoding", "warned"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("utf-16-le", False), ("utf-16-be", False),
     ("cp1252", True)],
)  # fmt: skip
def test_a_text_comes_in_whatever_its_encoding(encoding: str, warned: bool):
    text = "# Weeknote w/c 3 June 2019\n\nIt cost £5 – “all in”, café and all.\n"
    [note] = read("a.md", text.encode(encoding)).notes
    assert note.note.body_markdown == "It cost £5 – “all in”, café and all.\n"
    assert bool(note.note.warnings) is warned


def test_a_text_put_together_from_two_encodings_keeps_both():
    data = "# Weeknote w/c 3 June 2019\n\nIt’s a café – naïve.\n\n".encode() + "Or £5.\n".encode("cp1252")
    [note] = read("a.md", data).notes
    assert note.note.body_markdown == "It’s a café – naïve.\n\nOr £5.\n"
    assert "not all in UTF-8" in note.note.warnings[0]


def test_pictures_of_several_signs_stay_whole():
    note = note_of("<p>She 👩🏽‍💻 and they ❤️‍🔥 so\u200bft\u00adly, 🏴󠁧󠁢󠁥󠁮󠁧󠁿.</p><p>Two</p>")
    assert note.note.body_markdown == "She 👩🏽‍💻 and they ❤️‍🔥 softly, 🏴󠁧󠁢󠁥󠁮󠁧󠁿.\n\nTwo\n"


def post(content: str, **more: str) -> str:
    [note] = read("a.xml", wordpress(Post(content=content, **more))).notes  # type: ignore[arg-type]
    return note.note.body_markdown


LIST = "<ul>\n<li>One\n<ul>\n<li>two</li>\n</ul>\n</li>\n</ul>"
MEDIA = """<figure><audio controls src="https://b.example/a.ogg"></audio></figure><video><source
src="https://b.example/v.mp4"><source src="https://b.example/v.ogv"></video>"""
MEDIA_READ = (
    "[https://b.example/a.ogg](https://b.example/a.ogg)\n\n[https://b.example/v.mp4](https://b.example/v.mp4)\n"
)
FILE = """<div class="wp-block-file"><a href="https://b.example/p.pdf">The plan</a><a href="https://b.example/p.pdf"
class="wp-block-file__button" download>Download</a></div>"""
NOTES = "Desks [efn_note]Four.[/efn_note] and lamps[ref]Two.[/ref]."
CONTENT = {
    "a text without a paragraph": ("One\ntwo\n\nThree", "One\\\ntwo\n\nThree\n"),
    "Windows lines": ("One\r\n\r\nTwo", "One\n\nTwo\n"),
    "more and the next page": ("One\n\n<!--more-->\n\nTwo\n\n<!--nextpage-->\n\nThree", "One\n\nTwo\n\nThree\n"),
    "blocks of more": ("<!-- wp:more -->\n<!--more-->\n<!-- /wp:more --><p>One</p>", "One\n"),
    "a heading and its text": (f"<h3>A</h3>\nMoved.\n{LIST}\nEnd", "## A\n\nMoved.\n\n- One\n  - two\n\nEnd\n"),
    "sound and film": (MEDIA, MEDIA_READ),
    "a picture of a sign": ('Good <img class="emoji" alt="😀" src="https://s.w.org/e.png" /> day', "Good 😀 day\n"),
    "a file": (FILE, "[The plan](https://b.example/p.pdf)\n"),
    "a code with words in it": ('A [my_box c="red"]kept[/my_box] word, [not] this', "A kept word, \\[not\\] this\n"),
    "a code with a title": ('[su_box title="Note"]Boxed[/su_box]', "**Note**\n\nBoxed\n"),
    "codes in each other, one never closed": ("[col][box c=1]A[/box] [x_y]B[/col] C[/z]", "A \\[x_y\\]B C\\[/z\\]\n"),
    "a footnote where it is called": (NOTES, "Desks[^1] and lamps[^2].\n\n[^1]: Four.\n\n[^2]: Two.\n"),
    "an end of CDATA": ("Two ]]]]><![CDATA[> three", "Two \\]\\]> three\n"),
    "signs that no XML has": ("One\x0b two\x08", "One two\n"),
}


@pytest.mark.parametrize(("content", "read_as"), CONTENT.values(), ids=CONTENT)
def test_a_post_is_read_as_wordpress_shows_it(content: str, read_as: str):
    assert post(content) == read_as


def test_several_authors_terms_of_every_kind_and_posts_in_one_week():
    head = "<wp:author><wp:author_login>priya</wp:author_login><wp:author_first_name>Priya</wp:author_first_name>"
    head += "<wp:author_last_name>Nair</wp:author_last_name></wp:author>"
    days = ["03", "05", "07"]
    terms = (("category", "IT &amp; phones"), ("post_tag", "Desks"), ("post_format", "Status"), ("category", "Desks"))
    found = read("a.xml", wordpress(
        *(Post(number=n, date=f"2019-06-{day} 10:00:00", creator=who, terms=terms)
          for n, (day, who) in enumerate(zip(days, ["helen", "priya", "gone"], strict=True))),
        version="1.1", head=head,
    ))  # fmt: skip
    assert [note.authors for note in found.notes] == [("Helen Marsh",), ("Priya Nair",), ("gone",)]
    assert found.notes[0].terms == ("IT & phones", "Desks")
    assert len({note.key for note in found.notes}) == 3


def test_an_export_that_breaks_off_gives_the_posts_before_the_fault():
    whole = wordpress(*(Post(title=f"Weeknote {n}", number=n) for n in range(10)))
    cut = whole[: whole.index(b"Weeknote 7") + 40]
    found = read("a.xml", cut)
    assert [note.note.title for note in found.notes] == [f"Weeknote {n}" for n in range(7)]
    assert "What stands before that was read." in found.warnings[0]


def test_names_that_a_file_never_explains_do_not_stop_it():
    draft = (
        '<id>urn:1</id><title>Desks</title><app:control><app:draft>yes</app:draft></app:control><content type="html">'
    )
    [note] = read("a.xml", atom(f"{draft}&lt;p&gt;Moved.&lt;/p&gt;</content>")).notes
    assert (note.is_draft, note.note.body_markdown) == (True, "Moved.\n")


def test_a_feed_that_begins_with_a_remark_is_a_feed():
    feed = b"<!-- made by hand -->\n" + rss(rss_item("Desks", "<p>Moved.</p>")).split(b"?>", 1)[1]
    assert read("a.xml", feed).form == "an RSS feed"
    assert [note.note.title for note in read_files([("a/feed.xml", feed)], today=TODAY).notes] == ["Desks"]


def test_items_without_a_name_of_their_own_all_come_in_and_the_same_again_does_not():
    item = "<title>Weeknotes</title><pubDate>{}</pubDate><description>&lt;p&gt;{}&lt;/p&gt;</description>"
    told = ((7, "Desks"), (14, "Lamps"), (14, "Keys"))
    items = [item.format(f"{day} Jun 2019 10:00:00 GMT", words) for day, words in told]
    found = read("a.xml", rss(*items, items[0]))
    assert [note.note.body_markdown for note in found.notes] == ["Desks\n", "Lamps\n", "Keys\n"]
    assert [note.key for note in found.notes] == ["Weeknotes", "Weeknotes 2019-06-14", "Weeknotes 2019-06-14 2"]
    assert [one.why for one in found.skipped] == [Why.OTHER]

"""weeknotes/importing/syndication.py: the entries of RSS and Atom feeds become notes."""

from datetime import date

from tests.weeknotes.importing.exports import SITE, atom, rdf, rss, rss_item
from weeknotes.importing.items import Read, Why
from weeknotes.importing.sources import read_source

TODAY = date(2019, 6, 28)


def read(data: bytes) -> Read:
    return read_source("feed", data, today=TODAY)


def test_an_item_of_rss_keeps_its_text_address_and_day():
    html = '<p>Words of <a href="/b/">ours</a>.</p>'
    found = read(rss(rss_item("Weeknotes", html, more="<category>Phones</category><dc:creator>Helen</dc:creator>")))
    [note] = found.notes
    assert (found.form, found.site) == ("an RSS feed", SITE)
    assert note.note.body_markdown == f"Words of [ours]({SITE}/b/).\n"
    assert (note.address, note.published_on, note.note.week) == (f"{SITE}/a/", date(2019, 6, 7), date(2019, 6, 3))
    assert (note.terms, note.authors) == (("Phones",), ("Helen",))


def test_a_summary_alone_is_told():
    [note] = read(rss("<title>A</title><link>/a</link><description>Short. [&amp;hellip;]</description>")).notes
    assert any("only a summary" in warning for warning in note.note.warnings)


def test_rss_1_0_has_its_items_beside_the_channel():
    [note] = read(rdf("<title>A</title><dc:date>2019-06-07T10:00:00Z</dc:date><description>Words.</description>")).notes
    assert (note.note.title, note.published_on, note.address) == ("A", date(2019, 6, 7), f"{SITE}/0")


def test_atom_of_every_type_is_read():
    head = "<id>urn:{0}</id><published>2019-06-02T23:30:00Z</published><updated>2019-06-20T10:00:00Z</updated>"
    found = read(
        atom(
            head.format(1) + '<title type="html">A &amp;amp; B</title><link rel="edit" href="/x"/><link href="/1"/>'
            '<content type="html">&lt;p&gt;One &lt;b&gt;two&lt;/b&gt;&lt;/p&gt;</content>',
            head.format(2) + '<title>B</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
            "<p>One <em>two</em></p></div></content>",
            head.format(3) + "<title>C</title><content>One &lt; two</content>",
        )
    )
    assert [note.note.title for note in found.notes] == ["A & B", "B", "C"]
    assert [note.note.body_markdown for note in found.notes] == ["One **two**\n", "One *two*\n", "One \\< two\n"]
    assert (found.notes[0].address, found.notes[0].published_on) == (f"{SITE}/1", date(2019, 6, 3))


def test_bloggers_export_holds_more_than_posts():
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://blogger.example/kind#{0}"/>'
    entry = "<id>{0}</id><title>{0}</title><content type='html'>Words</content>" + kind
    found = read(atom(*(entry.format(name) for name in ("post", "comment", "template", "settings"))))
    assert [note.note.title for note in found.notes] == ["post"]
    assert [one.why for one in found.skipped] == [Why.COMMENT, Why.OTHER, Why.OTHER]

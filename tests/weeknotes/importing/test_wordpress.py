"""weeknotes/importing/wordpress.py: an export's posts become notes, all else is counted."""

from collections import Counter
from datetime import date

import pytest

from hackit.text import render
from tests.weeknotes.importing.exports import BLOCK_FOOTNOTES, BLOCKS, CLASSIC, SITE, Post, wordpress
from weeknotes.importing.items import Read, SourceNote, Why
from weeknotes.importing.sources import read_source

TODAY = date(2019, 6, 28)


def read(*posts: Post, **more) -> Read:
    return read_source("export.xml", wordpress(*posts, **more), today=TODAY)


def only(post: Post) -> SourceNote:
    [note] = read(post).notes
    return note


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_of_every_version_becomes_a_note(version: str):
    found = read(
        Post(terms=(("category", "Phones"), ("post_tag", "budget"), ("post_format", "Aside"))), version=version
    )
    assert (found.form, found.site, found.warnings, found.failed) == ("a WordPress export", SITE, [], [])
    [note] = found.notes
    assert (note.note.title, note.note.week, note.note.body_markdown) == ("Weeknotes", date(2019, 6, 3), "Words.\n")
    assert (note.key, note.address) == (f"{SITE}/?p=1", f"{SITE}/2019/06/post-1/")
    assert note.aliases == (f"{SITE}/?p=1",)
    assert (note.terms, note.authors) == (("Phones", "budget"), ("Helen Marsh",))
    assert (note.published_on, note.is_draft) == (date(2019, 6, 7), False)


def test_the_block_editors_text_keeps_its_headings_points_pictures_and_footnotes():
    note = only(Post(content=BLOCKS, more=BLOCK_FOOTNOTES)).note
    assert note.body_markdown == (
        "We moved **two** teams & nobody minded.[^1]\n\n## What we learned\n\n- Talk first\n  - then type\n\n"
        "![A desk](https://blog.example/wp-content/uploads/2019/06/desk-1024x768.jpg)\n\n*The new desk*\n\n"
        "[https://www.youtube.com/watch?v=abc](https://www.youtube.com/watch?v=abc)\n\n[^1]: Except the *cat*.\n"
    )
    assert note.footnotes == ("Except the *cat*.",)
    assert not any("lost" in warning for warning in note.warnings)


def test_the_classic_editors_line_ends_are_paragraphs_and_its_shortcodes_words():
    note = only(Post(content=CLASSIC)).note
    assert note.body_markdown == (
        "We began on Monday.\\\nAnd went on on Tuesday.\n\n## Numbers\n\n- 600 replies\n- 40 handsets\n\n"
        "![A board](https://blog.example/wp-content/uploads/board-300x200.jpg)\n\n*The board, full*\n\n"
        "[https://vimeo.com/1](https://vimeo.com/1)\n\nA line \\[in brackets\\] stays.\n"
    )
    assert "[in brackets]" in render(note.body_markdown)


def test_what_is_no_post_is_passed_over_and_counted():
    comments = "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>Hi</wp:comment_content></wp:comment>"
    found = read(
        Post(number=1, more=comments * 2),
        Post(number=2, kind="page", title="About us"),
        Post(number=3, kind="page", title="Week notes: early ones"),
        Post(number=4, kind="attachment"),
        Post(number=5, kind="nav_menu_item"),
        Post(number=6, kind="wp_global_styles"),
        Post(number=7, status="trash"),
        Post(number=8, status="private"),
        Post(number=9, password="secret"),
        Post(number=10, status="inherit", kind="revision"),
        Post(number=11, title="", content=""),
    )
    assert [note.note.title for note in found.notes] == ["Weeknotes", "Week notes: early ones"]
    assert Counter(one.why for one in found.skipped) == {
        Why.COMMENT: 2, Why.PAGE: 1, Why.ATTACHMENT: 1, Why.MENU: 1, Why.OTHER: 2, Why.TRASH: 1, Why.PRIVATE: 1,
        Why.PASSWORD: 1, Why.EMPTY: 1,
    }  # fmt: skip


@pytest.mark.parametrize("status", ["draft", "pending", "future"])
def test_what_was_not_published_is_a_draft_without_an_address(status: str):
    note = only(Post(status=status, date="0000-00-00 00:00:00", link=f"{SITE}/?p=1", title="Weeknotes w/c 3 June 2019"))
    assert (note.is_draft, note.published_on, note.address) == (True, None, "")
    assert note.note.week == date(2019, 6, 3)


def test_titles_that_repeat_stay_and_each_post_has_its_week():
    found = read(*(Post(number=n, date=f"2019-06-{day:02} 10:00:00") for n, day in enumerate((7, 16, 17, 25), start=1)))
    assert {note.note.title for note in found.notes} == {"Weeknotes"}
    # A Friday, a Sunday; a Monday and a Tuesday when the week before has its note already.
    assert [note.note.week for note in found.notes] == [date(2019, 6, day) for day in (3, 10, 17, 24)]
    told = ["deduced from the day of its publication" in " ".join(note.note.warnings) for note in found.notes]
    assert told == [False, False, True, True]


def test_the_same_post_twice_is_one_note():
    found = read(Post(), Post())
    assert len(found.notes) == 1
    assert [one.why for one in found.skipped] == [Why.OTHER]


def test_a_post_that_is_too_long_is_told_and_the_rest_is_read():
    found = read(Post(number=1, content="word " * 50_000), Post(number=2))
    assert len(found.notes) == 1
    assert [one.reason for one in found.failed] == ["The text is too long: at most 200 kB fit into one record."]


def test_an_excerpt_is_the_summary():
    assert only(Post(excerpt="In <b>short</b>: phones")).note.summary == "In short: phones"

"""weeknotes/importing/plaintext.py: a pasted weeknote read into title, headings, lists, footnotes and links."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackit.text import plain_text, render
from tests.weeknotes.importing import notes
from weeknotes.importing.comparing import words_lost
from weeknotes.importing.plaintext import ParsedNote, is_markdown, read_plaintext

TODAY = date(2019, 6, 28)


def read(text: str, **known) -> ParsedNote:
    return read_plaintext(text, today=TODAY, **known)


def body_of(text: str) -> str:
    """The body of a note with this text under its title."""
    return read(f"Weeknote w/c 10 June 2019\n\n{text}").body_markdown


# The whole of a note


def test_a_note_is_read_into_title_week_headings_points_and_footnotes():
    note = read(notes.FOOTNOTED)
    assert note.title == "Weeknote w/c 10 June: fewer chairs, more talk"
    assert note.title_found == "the first line"
    assert note.week == date(2019, 6, 10)
    assert note.warnings == ()
    body = note.body_markdown
    assert "feared[^1] and nobody lost a plant." in body
    assert "corner’ now…[^2]\n" in body
    for heading in ("Management team", "Audit", "Something I’m learning"):
        assert f"\n\n## {heading}\n\n" in body
    assert "- Two old actions are closed, which leaves:\n  - the one about leavers’ accounts\n" in body
    assert "\n- We will look again in July.\n" in body
    assert "came for the last item:\n\n- The plan" in body
    assert note.footnotes == (
        "It rained, of course.",
        "A corner without telephones, which opens on Monday 17 June.",
    )
    assert body.endswith(
        "[^1]: It rained, of course.\n\n[^2]: A corner without telephones, which opens on Monday 17 June.\n"
    )


def test_the_footnotes_of_a_note_lead_there_and_back_on_its_page():
    html = render(read(notes.FOOTNOTED).body_markdown)
    assert html.count('class="footnote-ref"') == 2
    assert html.count('class="footnote-back"') == 2


@pytest.mark.parametrize("text", [notes.FOOTNOTED, notes.LINKED, notes.LATE_TITLE, notes.WORD, notes.MARKDOWN])
def test_no_word_of_a_note_is_lost_on_its_page(text: str):
    note = read(text)
    assert words_lost(text, f"{note.title} {note.body_markdown}") == []
    without_addresses = text.replace("](https://a.example)", "]")
    lost = words_lost(without_addresses.replace("[^1]", ""), f"{note.title} {plain_text(note.body_markdown)}")
    assert [word for word in lost if word not in ("1", "2")] == []  # the numbers of points are signs


def test_links_become_links_and_are_listed_without_the_full_stop():
    note = read(notes.LINKED)
    assert note.links == ("https://blog.example/2019/05/21/brown-paper-and-string/", "https://tool.example/a_b(c)")
    assert (
        "<https://blog.example/2019/05/21/brown-paper-and-string/>. (The tool is at <https://tool.example/a_b(c)>.)"
        in (note.body_markdown)
    )
    assert 'href="https://tool.example/a_b(c)"' in render(note.body_markdown)


# Title


def test_a_title_that_stands_further_down_is_found_and_the_lines_above_stay():
    note = read(notes.LATE_TITLE)
    assert note.title == "Weeknotes: w/c 3 June 2019"
    assert note.title_found == "line 6"
    assert "Home | About | Contact" in note.body_markdown
    assert note.title not in note.body_markdown


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Weeknote 12\n\nText of it.", "Weeknote 12"),
        ("**Weeknote w/c 3 June**\n\nText of it.", "Weeknote w/c 3 June"),
        ("Chairs and tables\n\nThe text of this note is longer than that.", "Chairs and tables"),
        ("Week commencing 3 June\n\nText.", "Week commencing 3 June"),
        ("# Cables and phones\n\nw/c 3 June 2019\n\nText.", "Cables and phones"),
        ("# Our blog\n\n## Weeknote w/c 3 June 2019\n\nText.", "Weeknote w/c 3 June 2019"),
        ("# Our blog\n\nWeeknote w/c 3 June 2019: cables\n\nText.", "Weeknote w/c 3 June 2019: cables"),
        ("---\ntitle: Our week\ndate: 2019-06-07\n---\n\nText.", "Our week"),
        ("This is how a text begins that has no title.\n\nAnd goes on.", ""),
        ("My week notes of last week were short.\n\nThese are not.", ""),
        ("Only one line", ""),
        ("", ""),
    ],
)
def test_the_title_is_the_line_that_looks_like_one(text: str, title: str):
    assert read(text).title == title


def test_a_note_without_a_title_says_so_and_keeps_all_its_text():
    note = read("This is how a text begins that has no title.\n\nAnd goes on.")
    assert "No title was found. Give it one before you save it." in note.warnings
    assert note.body_markdown.startswith("This is how")


def test_lines_above_the_text_that_are_not_used_are_named():
    note = read("---\ntitle: Our week\ndate: 2019-06-07\nlayout: post\n---\n\nText.")
    assert note.week == date(2019, 6, 3)
    assert note.week_found_by == "the date 2019-06-07 at the top"
    assert note.warnings == ("Left out from the top: layout: post.",)


def test_a_line_that_says_it_is_the_summary_becomes_the_summary():
    note = read("Weeknote w/c 10 June\n\nIn short: we moved.\n\nMore about it.")
    assert note.summary == "we moved."
    assert note.body_markdown == "More about it.\n"
    assert note.warnings == ()


# Headings


@pytest.mark.parametrize(
    "heading",
    ["Finance", "Developing our thinking on telephones", "What didn’t work?", "3 things I learned", "‘Agile’ again"],
)
def test_a_short_line_of_its_own_is_a_heading(heading: str):
    assert f"## {heading}\n" in body_of(f"Some text before it.\n\n{heading}\n\nSome text after it.")


@pytest.mark.parametrize(
    "line",
    [
        "Other highlights of the last week were:",
        "It rained.",
        "and so on",
        "Hello everybody,",
        "See https://a.example",
        "A very long line that goes on for so many words that it cannot be the heading of anything",
    ],
)
def test_a_sentence_or_a_lead_in_is_no_heading(line: str):
    assert "#" not in body_of(f"Some text before it.\n\n{line}\n\n- a point")


def test_a_short_last_line_is_no_heading():
    assert "#" not in body_of("Some text before it.\n\nHelen")


def test_an_underlined_line_is_a_heading():
    assert body_of("Finance\n-------\n\nText.") == "## Finance\n\nText.\n"


def test_a_short_line_right_above_a_longer_one_is_a_heading():
    assert "## Finance\n\nWe met" in body_of("Finance\nWe met to look at the figures for the month of May again.\n")


def test_three_short_lines_in_a_row_are_no_headings():
    assert "#" not in body_of("One thing\n\nAnother thing\n\nA third thing\n\nThen the text goes on.")


def test_a_word_with_a_colon_above_points_is_a_heading():
    assert "## Highlights\n\n- one" in body_of("Text before.\n\nHighlights:\n- one\n- two")


# Points


@pytest.mark.parametrize("sign", ["•", "-", "*", "–", "—", "◦", "o", "+", "·", "▪", "●"])
def test_points_of_every_kind_become_points(sign: str):
    assert (
        body_of(f"Text.\n\n{sign} one here\n{sign} two here\n\nMore text.")
        == "Text.\n\n- one here\n- two here\n\nMore text.\n"
    )


def test_numbered_points_keep_their_numbers():
    assert "3. three\n4. four" in body_of("Text.\n\n3) three\n4) four")


def test_points_pasted_from_a_word_processor_nest_by_their_signs():
    body = read(notes.WORD).body_markdown
    assert "- The first point\n  - a point under it\n  - and another\n- The second point" in body
    assert "broke it and went on here in the next line\n" in body
    assert "1. 600 replies\n2. 40 handsets\n   - a) of which six broken" in body


def test_points_three_deep_come_back_to_the_first_level():
    text = "• one\n    • two\n        • three\n    • two again\n• one again"
    html = render(body_of(text))
    assert html.count("<ul>") == 3
    assert body_of(text) == "- one\n  - two\n    - three\n  - two again\n- one again\n"


def test_blank_lines_between_points_do_not_part_the_list():
    assert body_of("• one\n\n• two\n\n• three") == "- one\n- two\n- three\n"


def test_a_hanging_line_belongs_to_its_point_and_a_new_paragraph_does_not():
    assert body_of("• one\n  goes on\n\nA paragraph.") == "- one goes on\n\nA paragraph.\n"


def test_a_bullet_alone_on_its_line_takes_the_next():
    assert body_of("•\nfirst\n•\nsecond") == "- first\n- second\n"


def test_points_marked_by_asterisks_are_no_footnotes():
    body = body_of("There was a catch * in it.\n\n* one\n* two\n\nThe end of it.")
    assert "- one\n- two" in body
    assert "[^" not in body
    assert "catch \\* in it." in body


def test_points_and_a_footnote_may_use_the_same_sign():
    body = body_of("There was a catch * in it.\n\n* one\n* two\n\nThe end of it.\n\n* The catch.")
    assert "catch[^1] in it." in body
    assert "- one\n- two" in body
    assert body.endswith("[^1]: The catch.\n")


# Footnotes


@pytest.mark.parametrize("sign", ["*", "**", "†", "‡", "§", "¹", "[1]"])
def test_footnotes_of_every_sign_are_read(sign: str):
    body = body_of(f"A word{sign} and more.\n\n{sign} What it means\nin two lines.")
    assert body == "A word[^1] and more.\n\n[^1]: What it means in two lines.\n"


def test_a_sign_without_its_footnote_stays_a_sign():
    assert body_of("A word* and 3 * 4, *so* there.") == "A word\\* and 3 \\* 4, \\*so\\* there.\n"


def test_two_marks_may_lead_to_one_footnote():
    body = body_of("A word* and another*.\n\n* Both.")
    assert body.count("[^1]") == 3


# Signs, Markdown, addresses


@pytest.mark.parametrize(
    "line",
    [
        "#hashtag, not a heading",
        "> he said",
        "1986. A great year",
        "a_b and _c_ and __d__",
        "*x* `y` ~~z~~ <b>bold</b> [a] [b](c) \\n &amp; ![i](j)",
        "| a | b |",
        "{{point:k3m9x2p7qa}}",
        "=====",
        "+ plus",
    ],
)
def test_signs_of_plain_text_are_shown_as_they_were_typed(line: str):
    from_page = plain_text(body_of(f"Some words before it, in a sentence.\n{line}, and so on."))
    assert f"{line.removeprefix('+ ')}, and so on." in from_page


def test_what_is_markdown_already_stays_as_it_is():
    assert is_markdown(notes.MARKDOWN)
    note = read(notes.MARKDOWN)
    assert note.title == "Weeknote w/c 3 June 2019"
    assert note.body_markdown == notes.MARKDOWN.split("\n", 2)[2]
    assert note.footnotes == ("A note.",)


def test_links_typed_as_html_become_links_that_work():
    note = read(
        'Weeknote w/c 3 June 2019\n\nWe <a href="https://a.example/x?a=1&amp;b=2">wrote</a> it.\n\n'
        "<a href='https://p.example/1'><img src='https://p.example/1.jpg' alt='A board'></a>"
    )
    html = render(note.body_markdown)
    assert '<a href="https://a.example/x?a=1&amp;b=2" rel="noopener noreferrer">wrote</a>' in html
    assert '<a href="https://p.example/1" rel="noopener noreferrer">A board</a>' in html
    assert "&lt;" not in html


def test_html_that_could_run_is_shown_as_text():
    assert "<script" not in render(read("Weeknote\n\n<script>x</script> <a href='javascript:x'>y</a>").body_markdown)


def test_short_lines_that_were_ended_on_purpose_stay_apart():
    assert "<br>" in render(body_of("The address is this one, as far as anybody knows:\nHouse 1\nLong Street\nTown"))


def test_an_empty_text_is_read_without_complaint():
    note = read(" \n\n")
    assert note.body_markdown == ""
    assert note.week is None
    assert "There is no text under the title." in note.warnings


WORDS = st.sampled_from(
    [
        *("finance", "Audit", "phones", "we", "£590k", "2019/20", "it’s", "w/c", "https://a.example/b_c"),
        *("a_b", "*so*", "C#", "[x]", "<b>", "&", "…"),
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
LINE = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "", "  ", "    ", "\t"]),
    st.sampled_from(["", "", "", "• ", "- ", "* ", "– ", "◦ ", "o ", "1. ", "2) ", "a) ", "# ", "> ", "** ", "† "]),
    SENTENCE,
    st.sampled_from(["", "", ".", ":", " *", "**", "†", ",", "\\"]),
)
TEXT = st.lists(LINE | st.sampled_from(["", "", "", "---", "===", "•", "***", "* * *"]), max_size=25).map("\n".join)


@settings(max_examples=600, deadline=None)
@given(TEXT, st.sampled_from(["\n", "\r\n"]))
def test_no_word_of_any_text_is_lost_on_its_page(text: str, line_end: str):
    text = text.replace("\n", line_end)
    note = read(text)
    shown = f"{note.title} {note.summary} {plain_text(note.body_markdown)}"
    lost = words_lost(text, shown)
    # The signs of points are words to a counter, and not to a reader.
    assert [word for word in lost if word not in ("o", "1", "2", "a")] == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab \n\t*†-•#[]()<>_`~.:1o\\/\r\x00\u00a0\u200b", max_size=120))
def test_any_text_is_read_without_complaint(text: str):
    note = read(text)
    render(note.body_markdown)
    assert note.week is None or note.week.weekday() == 0


def test_under_a_heading_at_the_top_the_line_that_says_when_gives_the_week_and_stays():
    note = read("# Cables and phones\n\nw/c 3 June 2019\n\nText.")
    assert (note.week, note.body_markdown) == (date(2019, 6, 3), "w/c 3 June 2019\n\nText.\n")

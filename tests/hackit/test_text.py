"""hackit/text.py and hackit/markdown.py: headings, anchors, footnotes, embedded points, plain words."""

import pytest
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from hackit.text import (
    EmbedPart,
    TextPart,
    anchor_for,
    embedded_refs,
    excerpt,
    plain_text,
    reading_minutes,
    render,
    split_embeds,
    split_sections,
)
from tests.hackit.html_checks import Page, dangers

REF = "k3m9x2p7qa"
NOTE = """Some words first.

# Phones *and* handsets

Text of the first.[^1]

### A deeper one

More.

## Audit

[^1]: Only the survey of May.

Audit
-----

The end."""


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="#*_`~[](){}<>!|:-+.\\\"'&\n\r\t ^point:az09/\x00é🙂", max_size=200))
def test_any_text_renders_splits_and_joins_again(text: str):
    assert dangers(render(text)) == []
    assert "".join(section.source for section in split_sections(text)) == text
    assert "".join(part.source for part in split_embeds(text)) == text
    plain_text(text)


# Markup


def test_lists_nest_tables_and_struck_words_are_kept():
    html = render("- a\n  - b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n~~old~~ **bold** *em* `code`")
    assert "<li>a\n<ul>\n<li>b</li>" in html
    assert "<td>1</td>" in html
    assert "<s>old</s> <strong>bold</strong> <em>em</em> <code>code</code>" in html


def test_an_image_from_elsewhere_inside_a_link_is_its_words():
    html = render("[![A board](https://a.example/b.jpg)](https://a.example/c)")
    assert html == '<p><a href="https://a.example/c" rel="noopener noreferrer">A board</a></p>\n'


def test_a_local_image_stays_and_one_from_elsewhere_becomes_a_link():
    assert '<img src="/media/x.png" alt="A chart">' in render("![A chart](/media/x.png)")
    html = render("![A chart](https://pictures.example/x.png)")
    assert "<img" not in html
    assert '<a href="https://pictures.example/x.png" rel="noopener noreferrer">A chart</a>' in html


def test_a_bare_address_becomes_a_link_without_the_sentences_full_stop():
    html = render("See https://a.example/b_c_d?e=1&f=(g). Or (http://h.example).")
    assert '<a href="https://a.example/b_c_d?e=1&amp;f=(g)" rel="noopener noreferrer">' in html
    assert '<a href="http://h.example" rel="noopener noreferrer">http://h.example</a>).' in html


def test_an_address_that_is_a_link_already_or_code_is_left_alone():
    html = render("[https://a.example](https://b.example) `https://c.example`")
    assert html.count("<a ") == 1


def test_a_link_inside_the_site_carries_no_rel():
    assert '<a href="/topics/audit/">x</a>' in render("[x](/topics/audit/)")


# Headings and sections


def test_headings_start_under_the_pages_own_and_skip_no_level():
    html = render("# One\n\n#### Deep\n\n## Two\n\n# Three")
    assert [tag for tag, _ in Page(html).tags if tag[0] == "h"] == ["h2", "h3", "h3", "h2"]
    assert "<h3" in render("## One", top_level=3)


def test_the_anchors_of_a_page_are_those_of_its_sections():
    html = render(NOTE)
    sections = split_sections(NOTE)
    assert [s.anchor for s in sections] == ["start", "phones-and-handsets", "audit", "audit-2"]
    for section in sections[1:]:
        assert f'id="{section.anchor}">' in html
    assert 'id="a-deeper-one"' in html


def test_sections_are_cut_at_the_two_highest_headings_only():
    sections = split_sections(NOTE)
    assert [(s.order, s.level, s.heading) for s in sections] == [
        (0, 0, ""),
        (1, 1, "Phones and handsets"),
        (2, 2, "Audit"),
        (3, 2, "Audit"),
    ]
    assert "### A deeper one" in sections[1].body
    assert sections[3].body == "\nThe end."
    assert "".join(s.source for s in sections) == NOTE
    assert all(NOTE[s.start : s.end] == s.source for s in sections)


def test_line_ends_of_any_system_keep_the_sections_exact():
    text = "a\r\n\r\n# X\rfoo\r\n## Y\nbody\r\n"
    assert [s.heading for s in split_sections(text)] == ["", "X", "Y"]
    assert "".join(s.source for s in split_sections(text)) == text


def test_blank_lines_before_the_first_heading_are_no_section():
    assert [s.heading for s in split_sections("\n\n# X\n")] == ["X"]
    assert split_sections("") == []


def test_a_hash_in_code_or_in_a_list_starts_no_section():
    assert len(split_sections("```\n# not\n```\n\n- # nor this\n")) == 1


@pytest.mark.parametrize(
    ("heading", "taken", "anchor"),
    [
        ("Something I’m learning", set(), "something-im-learning"),
        ("Łódź & £590k", set(), "lodz-590k"),
        ("!!!", set(), "section"),
        ("Audit", {"audit", "audit-2"}, "audit-3"),
        ("Main", set(), "main-2"),
        ("snake_case", set(), "snake-case"),
        ("word " * 40, set(), "word-" * 11 + "word"),
    ],
)
def test_an_anchor_is_made_of_the_headings_words(heading: str, taken: set[str], anchor: str):
    assert anchor_for(heading, taken) == anchor


# Footnotes


def test_footnotes_lead_there_and_back_with_words_for_a_screen_reader():
    html = render("One[^a] and again[^a].\n\n[^a]: The note.", anchor_prefix="p-")
    assert '<a href="#p-footnote_1" id="p-footnote_ref_1" aria-label="Footnote 1">1</a>' in html
    assert '<li id="p-footnote_1">' in html
    assert '<a href="#p-footnote_ref_1" class="footnote-back" aria-label="Back to footnote mark 1">' in html
    assert '<a href="#p-footnote_ref_1_2" class="footnote-back"' in html
    ids = {attrs["id"] for _, attrs in Page(html).tags if "id" in attrs}
    targets = {attrs["href"][1:] for _, attrs in Page(html).tags if "href" in attrs}
    assert targets <= ids


def test_a_footnote_that_nothing_points_to_is_not_lost():
    html = render("Words.\n\n[^x]: Left alone.")
    assert "Left alone." in html
    assert "footnote-back" not in html
    assert "Left alone." in plain_text("[^x]: Left alone.")


# Embedded points


def test_an_embedded_points_html_stands_in_place_of_its_line():
    html = render(f"Before\n{{{{point:{REF}}}}}\nafter", embeds={REF: SafeString('<div class="point">P</div>')})
    assert "<p>Before</p>\n" + '<div class="point">P</div>' in html
    assert "<p>after</p>" in html


def test_a_point_without_its_html_leaves_nothing_behind():
    assert render(f"{{{{point:{REF}}}}}") == "\n"
    assert REF not in render(f"a\n\n{{{{point:{REF}}}}}\n\nb", embeds={"zzzzzzzzzz": SafeString("x")})


@pytest.mark.parametrize(
    "text",
    [
        f"In a line {{{{point:{REF}}}}} it is text",
        f"- {{{{point:{REF}}}}}",
        f"> {{{{point:{REF}}}}}",
        f"```\n{{{{point:{REF}}}}}\n```",
        "{{point:SHOUTING00}}",
        "{{point:short}}",
    ],
)
def test_only_a_line_of_its_own_embeds_a_point(text: str):
    assert embedded_refs(text) == []
    assert "point:" in render(text, embeds={REF: SafeString("EMBEDDED")})
    assert "EMBEDDED" not in render(text, embeds={REF: SafeString("EMBEDDED")})


def test_a_text_is_cut_at_its_embedded_points_and_joins_again():
    text = f"a\n{{{{point:{REF}}}}}\nb\n\n{{{{point:{REF}}}}}  "
    parts = split_embeds(text)
    assert parts == [
        TextPart("a\n"),
        EmbedPart(f"{{{{point:{REF}}}}}\n", REF),
        TextPart("b\n\n"),
        EmbedPart(f"{{{{point:{REF}}}}}  ", REF),
    ]
    assert embedded_refs(text) == [REF]


# Plain words


def test_plain_text_keeps_the_words_and_drops_the_markup():
    text = plain_text(
        f"## A *head*\n\n- one [two](http://a.example)\n- `x`\n\n{{{{point:{REF}}}}}\n\n| a | b |\n|--|--|\n| c | d |"
    )
    assert text.splitlines() == ["A head", "one two", "x", "a", "b", "c", "d"]


def test_a_footnote_mark_without_its_footnote_is_no_word():
    assert plain_text("The survey[^1] ended.") == "The survey ended."


def test_reading_takes_a_minute_at_least():
    assert reading_minutes("") == 1
    assert reading_minutes("word " * 441) == 3


def test_an_excerpt_ends_at_a_word():
    assert excerpt("One **two**, three four", 2) == "One two …"
    assert excerpt("One two", 2) == "One two"

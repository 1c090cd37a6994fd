"""hackit/search/snippets.py: the sentence of a hit, escaped, with its words marked."""

import re
from html import unescape

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from hackit.search.query import parse_query
from hackit.search.snippets import mark, matched_words, snippet

LONG = (
    "The week began with a long talk about desks and chairs that went nowhere at all. " * 6
    + "Then forty handsets came back from the pilot. "
    + "Nobody had asked for them. " * 10
    + "We counted handsets in the drawer and the mobiles on the shelf. "
    + "The week ended quietly and without any cake to speak of. " * 6
)


def marked(html: str) -> list[str]:
    return re.findall("<mark>(.*?)</mark>", html)


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("Forty handsets in pockets", "handset", ["handsets"]),
        ("Organising, organized, organisations", "organisation", ["Organising", "organized", "organisations"]),
        ("The café’s tills", "cafes", ["café’s"]),
        ("An audit plan, a plan to audit", '"audit plan"', ["audit plan"]),
        ("A follow-up and follow up", "follow-up", ["follow-up", "follow up"]),
        ("It cost £590,000 then", "£590k", ["590,000"]),
        ("In 2019/20 only", "2019/20", ["2019/20"]),
        ("Mobility of mobiles", "mobile*", ["Mobility", "mobiles"]),
        ("Redirect the redistribution", "redis*", ["redistribution"]),
        ("a follow upset", "follow-u*", ["follow upset"]),
        ("plan b or plan a", "plan OR b", ["plan", "b", "plan"]),
        ("Nothing here", "-here -nothing", []),
        ("audit plan", '"audit plan" plan', ["audit plan"]),
        ("audit audit plan", '"audit plan"', ["audit plan"]),
        ("plan audit", '"audit plan"', []),
    ],
)
def test_the_words_that_match_are_marked_as_they_were_written(text: str, query: str, words: list[str]):
    assert marked(mark(text, parse_query(query).terms)) == words


def test_typed_text_is_escaped_before_it_is_marked():
    html = mark("<script>audit</script> & <mark>", parse_query("audit script").terms)
    assert html == "&lt;<mark>script</mark>&gt;<mark>audit</mark>&lt;/<mark>script</mark>&gt; &amp; &lt;mark&gt;"
    assert isinstance(html, SafeString)


def test_a_text_already_marked_safe_is_escaped_all_the_same():
    assert "<b>" not in snippet(SafeString("<b>audit</b>"), parse_query("audit").terms)


def test_a_snippet_shows_the_place_where_most_terms_stand_together():
    html = snippet(LONG, parse_query("handset mobile").terms)
    assert marked(html) == ["handsets", "mobiles"]
    assert "We counted <mark>handsets</mark> in the drawer and the <mark>mobiles</mark> on the shelf." in html


def test_a_snippet_begins_with_its_sentence_and_tells_that_text_was_left_out():
    html = snippet(LONG, parse_query("drawer").terms, width=100)
    assert html.startswith("… We counted handsets")
    assert html.endswith(" …")


def test_a_sentence_that_began_far_away_is_cut_at_a_word():
    html = snippet("word " * 200 + "audit " + "word " * 200, parse_query("audit").terms, width=60)
    assert re.fullmatch(r"… (word )+<mark>audit</mark>( word)+ …", html)


def test_a_snippet_without_a_match_is_the_beginning():
    assert snippet(LONG, parse_query("zebra").terms, width=40) == "The week began with a long talk about …"
    assert snippet("Short.", ()) == "Short."
    assert snippet("", parse_query("x").terms) == ""


def test_the_words_that_led_to_a_hit_can_be_named():
    assert matched_words("Handsets, a handset, HANDSETS", parse_query("handset").terms) == ["Handsets", "handset"]


@given(st.text(alphabet="audit plnhse-\n <>&'\".é½🙂\x00", max_size=400), st.integers(10, 300))
def test_any_snippet_is_text_of_the_original_with_nothing_but_marks(text: str, width: int):
    html = snippet(text, parse_query('audit "plan a" h*').terms, width=width)
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
    assert unescape(bare).removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert len(unescape(bare)) <= width + 6


@given(st.text(alphabet="audit plnhse-\n <>&'\".é½🙂\x00", max_size=200))
def test_marking_changes_no_letter_of_a_title(text: str):
    html = mark(text, parse_query('audit "plan a" he*').terms)
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text

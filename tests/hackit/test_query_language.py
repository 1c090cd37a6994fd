"""hackit/search/query.py: whatever is typed is understood, or answered by a sentence."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hackit.search.query import MAX_LENGTH, MAX_NOTES, MAX_TERMS, Query, Term, parse_query


def words(query: Query) -> list[list[str]]:
    """The words of each group, as the index holds them."""
    return [[f"{term.kind[0]}:{' '.join(term.norms)}" for term in group] for group in query.all_of]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("", []),
        ("mobile phones", [["w:mobil"], ["w:phone"]]),
        ('"audit plan" may', [["p:audit plan"], ["w:may"]]),
        ("“audit plan”", [["p:audit plan"]]),
        ("«audit plan» x", [["p:audit plan"], ["w:x"]]),
        ('"audit plan', [["p:audit plan"]]),
        ("handset OR mobile", [["w:handset", "w:mobil"]]),
        ("a handset OR mobile OR sim b", [["w:a"], ["w:handset", "w:mobil", "w:sim"], ["w:b"]]),
        ("handset | mobile", [["w:handset", "w:mobil"]]),
        ('"a b" OR c', [["p:a b", "w:c"]]),
        ("a b a OR c", [["w:a"], ["w:b"], ["w:a", "w:c"]]),
        ("audit AND plan", [["w:audit"], ["w:plan"]]),
        ("this or that", [["w:this"], ["w:or"], ["w:that"]]),
        ("mobil*", [["p:mobil"]]),
        ("follow-u*", [["p:follow u"]]),
        ("w/c", [["w:w c"]]),
        ("2019/20", [["w:2019 20"]]),
        ("follow-up", [["w:follow up"]]),
        ("£590k", [["w:590000"]]),
        ("12:30", [["w:12 30"]]),
        ("https://a.example/b", [["w:https a exampl b"]]),
        ("henry’s café", [["w:henri"], ["w:cafe"]]),
        ("(handset OR mobile)", [["w:handset", "w:mobil"]]),
        ("audit audit", [["w:audit"]]),
        ("'; DROP TABLE entry; --", [["w:drop"], ["w:tabl"], ["w:entri"]]),
        ("NEAR(a b, 2)", [["w:near a"], ["w:b"], ["w:2"]]),
        ("title:x AND {y}", [["w:titl x"], ["w:y"]]),
        ("a:b", [["w:a b"]]),
    ],
)
def test_words_phrases_and_alternatives_are_read(text: str, groups: list):
    assert words(parse_query(text)) == groups


@pytest.mark.parametrize(
    "text", ["audit -budget", "audit NOT budget", "audit –budget", "audit --budget", "-budget audit"]
)
def test_a_minus_or_not_leaves_a_word_out(text: str):
    query = parse_query(text)
    assert words(query) == [["w:audit"]]
    assert [term.norms for term in query.none_of] == [("budget",)]


def test_a_phrase_a_prefix_and_a_filter_can_be_left_out_too():
    query = parse_query('-"cost codes" -mobil* -topic:audit')
    assert [term.kind for term in query.none_of] == ["phrase", "prefix"]
    assert query.values("topic", without=True) == ["audit"]
    assert query.values("topic") == []


def test_a_lone_dash_is_no_minus():
    assert parse_query("audit - budget").none_of == ()


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("topic:mobiles", "topic", "mobiles"),
        ('topic:"mobile phones"', "topic", "mobile phones"),
        ("topic: mobiles", "topic", "mobiles"),
        ("TOPIC:mobile-phones", "topic", "mobile-phones"),
        ("person:cate", "person", "cate"),
        ("by:helen.", "by", "helen"),
        ("author:helen", "by", "helen"),
        ("owner:me", "owner", "me"),
        ("in:dmt", "in", "dmt"),
        ("group:dmt", "in", "dmt"),
        ("kind:action", "kind", "action"),
        ("kind:Actions", "kind", "action"),
        ("kind:weeknotes", "kind", "section"),
        ("kind:coming-up", "kind", "coming_up"),
        ("kind:coming_up", "kind", "coming_up"),
        ('kind:"conversation point"', "kind", "point"),
        ("sort:learning", "sort", "learning"),
        ("sort:didnt-work", "sort", "didnt_work"),
        ("sort:didn’t-work", "sort", "didnt_work"),
        ('sort:"this didn\'t work"', "sort", "didnt_work"),
        ("is:open", "is", "open"),
        ("is:overdue", "is", "overdue"),
        ("is:late", "is", "overdue"),
        ('is:"in progress"', "is", "in_progress"),
        ("from:2019", "from", date(2019, 1, 1)),
        ("from:2019-04", "from", date(2019, 4, 1)),
        ("from:2019-06-03", "from", date(2019, 6, 3)),
        ("from:3/6/2019", "from", date(2019, 6, 3)),
        ('from:"3 June 2019"', "from", date(2019, 6, 3)),
        ("from:june-2019", "from", date(2019, 6, 1)),
        ("since:2019", "from", date(2019, 1, 1)),
        ("from:2019/20", "from", date(2019, 4, 1)),
        ("to:2019/20", "to", date(2020, 3, 31)),
        ("to:2019", "to", date(2019, 12, 31)),
        ("to:2019-04", "to", date(2019, 4, 30)),
        ("to:2020-02", "to", date(2020, 2, 29)),
        ("until:2019-06-03", "to", date(2019, 6, 3)),
        ("fy:2019/20", "fy", 2019),
        ("fy:2019-20", "fy", 2019),
        ("fy:2019/2020", "fy", 2019),
        ("fy:19/20", "fy", 2019),
        ("fy:2019", "fy", 2019),
        ("fy:1999/00", "fy", 1999),
    ],
)
def test_a_filter_is_read(text: str, field: str, value):
    query = parse_query(text)
    assert query.values(field) == [value]
    assert query.notes == ()
    assert query.all_of == ()


def test_filters_stand_among_words_in_any_order():
    query = parse_query('from:2019 audit kind:action "cost codes" -by:helen topic:a topic:b')
    assert words(query) == [["w:audit"], ["p:cost code"]]
    assert query.values("topic") == ["a", "b"]
    assert query.values("by", without=True) == ["helen"]


def test_a_filter_without_a_value_does_not_swallow_the_next_filter():
    query = parse_query("topic: kind:action")
    assert query.values("kind") == ["action"]
    assert query.notes == ("“topic:” needs something after it, like topic:phones.",)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("from:2019-13", "“from:2019-13” is not a date I can read. Type it like 2019, 2019-04 or 2019-06-03."),
        ("to:2019-02-30", "“to:2019-02-30” is not a date I can read. Type it like 2019, 2019-04 or 2019-06-03."),
        ("from:yesterday", "“from:yesterday” is not a date I can read. Type it like 2019, 2019-04 or 2019-06-03."),
        ("-from:2019", "“-from:2019” was left out: a date cannot be taken away, only “from:” and “to:” set."),
        ("fy:2019/21", "“fy:2019/21” is not a financial year. Type it like 2019/20."),
        ("topic:", "“topic:” needs something after it, like topic:phones."),
        ("topic:!?", "“topic:” needs something after it, like topic:phones."),
        ("topic:🙂", "“topic:🙂” names nothing, so it was left out."),
        ("colour:red", "There is no filter called “colour:”, so its words were searched for."),
        ('"audit plan', "A quotation mark was not closed, so the phrase goes to the end."),
        ("OR audit", "“OR” needs a word on both sides."),
        ("audit OR", "“OR” needs a word after it."),
        ("audit NOT", "“NOT” needs a word after it."),
        ("audit OR -plan", "“OR” cannot be used with “-”: the word after the minus is left out everywhere."),
        ("audit OR kind:action", "“OR” works between words and between values of one filter."),
        ("m*", "Type at least 2 letters before “*”."),
        ("mo*ile", "“*” works only at the end of a word."),
        ("🙂 audit", "“🙂” has no letters or digits, so it was left out."),
        ("from:2019 from:2020", "“from:” was given twice; the last counts."),
        ("from:2020 to:2019", "Nothing can be both from 2020 and to 2019: the first is later."),
        ("audit " * 200, "Only the first 500 characters were read."),
        (" ".join(f"w{n}" for n in range(40)), f"Only the first {MAX_TERMS} words were searched for."),
    ],
)
def test_what_is_not_understood_is_said_in_a_sentence(text: str, note: str):
    assert note in parse_query(text).notes


@pytest.mark.parametrize(
    ("text", "known"), [("kind:egg", "decision"), ("sort:egg", "didnt-work"), ("is:egg", "overdue")]
)
def test_an_unknown_choice_is_answered_by_those_there_are(text: str, known: str):
    query = parse_query(text)
    (note,) = query.notes
    assert known in note
    assert query.filters == ()


def test_the_last_of_two_dates_counts():
    assert parse_query("from:2019 from:2020").values("from") == [date(2020, 1, 1)]


def test_a_prefix_carries_the_stems_that_its_letters_miss():
    (term,) = parse_query("mobile*").terms
    assert term == Term("prefix", "mobile", ("mobile",), ("mobil",))


def test_a_query_knows_whether_anything_is_asked():
    assert not parse_query("  🙂 … ")
    assert parse_query("is:open")
    assert parse_query("-audit")


def test_one_filter_can_be_taken_away():
    query = parse_query("audit topic:a topic:b")
    assert query.without_filter(query.filters[0]).to_text() == "audit topic:b"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("  mobile   phones ", "mobile phones"),
        ("“audit plan” -x NOT y", '"audit plan" -x -y'),
        ("a | b c", "a OR b c"),
        ("is:open audit", "audit is:open"),
        ('about:"mobile phones"', 'topic:"mobile phones"'),
        ("(£590k)", "£590k"),
        ("OR, and", "or and"),
        ("?topic:x", "topic/x"),
        ("mobil* ", "mobil*"),
    ],
)
def test_a_query_is_written_in_its_plainest_form(text: str, canonical: str):
    assert parse_query(text).to_text() == canonical


ODD = (
    'audit mobile* -budget OR AND NOT " “ ” « | topic: from:2019 to:2019-06 fy:2019/20 kind:action is:egg by:me'
    " - -- * ** ( ) : :: ' ; \\ / £590k 1.2m 2019/20 w/c e-mail don’t 🙂 \x00 \ud800 ｆｕｌｌ é \t foo:bar NEAR/2"
    ' col:x {a} ^b a"b c:d:e 590,000 ½ \u0301 ?topic:x'
)
PIECES = st.sampled_from(ODD.split(" ")) | st.text(max_size=8)
TYPED = st.lists(PIECES, max_size=15).map(" ".join) | st.text(max_size=80)


@settings(max_examples=2000, deadline=None)
@given(TYPED, st.sampled_from(["", "x"]))
def test_anything_typed_is_read_and_reads_the_same_in_its_plainest_form(text: str, glue: str):
    query = parse_query(text.replace(" ", glue) if glue else text)
    assert len(query.notes) <= MAX_NOTES
    for term in (*query.terms, *query.none_of):
        assert term.norms
        assert all(norm.isalnum() for norm in (*term.norms, *term.stems))
    again = parse_query(query.to_text())
    if len(query.to_text()) <= MAX_LENGTH:
        assert [[t.norms for t in g] for g in again.all_of] == [[t.norms for t in g] for g in query.all_of]
        assert [t.norms for t in again.none_of] == [t.norms for t in query.none_of]
        assert [(f.field, f.value, f.without) for f in again.filters] == [
            (f.field, f.value, f.without) for f in query.filters
        ]


@pytest.mark.parametrize(
    "text", ["a" * 10_000, '"' * 10_000, "-" * 10_000, "topic:" * 2_000, "a OR " * 2_000, "* " * 5_000]
)
def test_ten_thousand_characters_take_no_time(text: str):
    began = time.process_time()
    parse_query(text)
    assert time.process_time() - began < 0.2

"""hackit/matching.py: whom and what a text names, and by which words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackit.matching import PersonName, TopicName, find_people, find_topics

PHONES = TopicName("phones", "Mobile phones", ("handset", "SIM", "BYOD"))
AUDIT = TopicName("audit", "Audit")
IT = TopicName("it", "IT")
TOPICS = (PHONES, AUDIT, IT, TopicName("programme", "Organisational programme"))

AUDITOR = PersonName("mf", "Michael Frost", (), "Head of internal audit", "Audit and risk")
DESK = PersonName("mo", "Michael Okafor", (), "Service desk manager")
HELEN = PersonName("hm", "Helen Marsh", ("Nell", "HM"))
DAWN = PersonName("dp", "Dawn Price", (), "Finance business partner")
CATE_D = PersonName("cd", "Cate Demir")
CATE_L = PersonName("cl", "Cate Li")
MAY = PersonName("mw", "May Whitfield")
TOMASZ = PersonName("tz", "Tomasz Zieliński")
PEOPLE = (AUDITOR, DESK, HELEN, DAWN, CATE_D, CATE_L, MAY, TOMASZ)


def topics_in(text: str) -> dict:
    return {match.key: match for match in find_topics(text, TOPICS)}


def people_in(text: str) -> list:
    return [match.key if match.key is not None else match.candidates for match in find_people(text, PEOPLE)]


# Topics


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("We talked about mobile phones.", "phones"),
        ("MOBILE PHONES", "phones"),
        ("A mobile-phone survey", "phones"),
        ("Forty handsets came back", "phones"),
        ("SIMs were counted", "phones"),
        ("the audit's findings", "audit"),
        ("organizational programs", "programme"),
        ("our IT service", "it"),
    ],
)
def test_a_topic_is_found_in_any_spelling_of_its_names(text: str, key: str):
    assert key in topics_in(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("A mobile library and phones", "phones"),
        ("We simply went", "phones"),
        ("The auditorium", "audit"),
        ("so it goes, and It stays", "it"),
    ],
)
def test_a_topic_is_not_found_in_parts_of_words_or_other_words(text: str, key: str):
    assert key not in topics_in(text)


def test_a_topic_says_which_words_led_to_it_and_where_they_stand():
    text = "Handsets cost money. A handset is a mobile phone; handsets age."
    match = topics_in(text)["phones"]
    assert match.words == ("Handsets", "handset", "mobile phone")
    assert [text[start:end] for start, end in match.where] == [
        "Handsets",
        "handset",
        "mobile phone",
        "handsets",
    ]
    assert match.reason == "The text says “Handsets”, “handset”, “mobile phone”, 4 times"


def test_a_topic_found_only_by_what_it_is_also_called_says_so():
    assert topics_in("The BYOD pilot")["phones"].reason == "The text says “BYOD”: Mobile phones is also called that"


def test_the_topic_named_most_comes_first():
    assert [m.key for m in find_topics("Audit, handset, handset", TOPICS)] == ["phones", "audit"]


def test_what_is_found_for_one_topic_does_not_depend_on_the_others():
    text = "Mobile phones and the audit of handsets"
    together = {match.key: match for match in find_topics(text, TOPICS)}
    assert all(find_topics(text, [topic]) == [together[topic.key]] for topic in TOPICS if topic.key in together)


def test_no_topics_or_no_text_find_nothing():
    assert find_topics("audit", []) == []
    assert find_topics("", TOPICS) == []
    assert find_topics("words", [TopicName("x", "!!!", ("",))]) == []


# People


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Thanks to Helen Marsh.", ["hm"]),
        ("Thanks to Helen’s team", ["hm"]),
        ("Nell and I went", ["hm"]),
        ("HM to send it", ["hm"]),
        ("hm, not sure", []),
        ("HELEN MARSH wrote", ["hm"]),
        ("thanks helen", []),
        ("Marsh land", []),
        ("Ms Marsh spoke", ["hm"]),
        ("H Marsh spoke", ["hm"]),
        ("Cate D is leading", ["cd"]),
        ("Cate D. is leading", ["cd"]),
        ("Cate Li and Cate D", ["cl", "cd"]),
        ("Tomasz Zielinski", ["tz"]),
        ("Helen Brown is somebody else", []),
        ("Helen DMT", ["hm"]),
        ("Helen I met", ["hm"]),
        ("Mr Helen", []),
        ("with Helen\nMonday was quiet", ["hm"]),
        ("Dawn broke over the offices", []),
        ("Dawn from finance came", ["dp"]),
        ("We saw Dawn again", ["dp"]),
        ("The monitor for May is late", []),
        ("May Whitfield spoke", ["mw"]),
        ("Michael spoke", [("mf", "mo")]),
        ("Cate spoke", [("cd", "cl")]),
        ("Helenic", []),
    ],
)
def test_a_name_is_read_as_people_write_names(text: str, found: list):
    assert people_in(text) == found


def test_a_name_several_bear_is_asked_about_once_with_the_likeliest_first():
    text = "We met Michael, who heads up our audit service. Later Michael’s team, and Michael, came."
    (match,) = find_people(text, [DESK, AUDITOR])
    assert match.key is None
    assert match.question == "Which Michael?"
    assert match.candidates == ("mf", "mo")
    assert match.beside == "who heads up our audit service"
    assert "fits Michael Frost (Head of internal audit)" in match.reason
    assert [text[start:end] for start, end in match.where] == ["Michael"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Michael from the service desk",
        "Michael (service desk)",
        "our desk manager Michael",
        "Michael, our desk lead",
    ],
)
def test_words_of_the_role_beside_a_name_rank_who_may_be_meant(text: str):
    (match,) = find_people(text, PEOPLE)
    assert match.candidates == ("mo", "mf")


def test_nothing_beside_the_name_means_nobody_is_said_to_be_likelier():
    (match,) = find_people("Michael spoke.", PEOPLE)
    assert match.reason == "2 people may be meant by “Michael”"


def test_a_first_name_after_the_full_one_is_the_same_person():
    assert people_in("Michael Okafor came. Michael stayed.") == ["mo"]


def test_an_initial_beside_one_name_says_nothing_about_the_bare_one():
    assert people_in("Cate D came. Cate stayed.") == ["cd", ("cd", "cl")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Helen Marsh", "Helen Marsh is named in full"),
        ("Helen", "Helen Marsh is the only Helen in the records"),
        ("Nell", "Helen Marsh is also called “Nell”"),
        ("Ms Marsh", "“Ms Marsh” is Helen Marsh"),
    ],
)
def test_a_match_says_why(text: str, reason: str):
    (match,) = find_people(text, PEOPLE)
    assert match.reason == reason
    assert match.question == ""


def test_a_person_named_in_several_ways_is_found_once():
    (match,) = find_people("Helen Marsh, then Nell, then Helen", PEOPLE)
    assert match.words == ("Helen Marsh", "Nell", "Helen")


@given(st.text(alphabet="HelnMarshMichadTomszCteDLi’'.,-\n \x00🙂é", max_size=200))
def test_any_text_is_read_without_complaint(text: str):
    for match in [*find_people(text, PEOPLE), *find_topics(text, TOPICS)]:
        assert all(0 <= start < end <= len(text) for start, end in match.where)


def test_five_hundred_names_in_a_long_note_take_a_moment():
    topics = [TopicName(n, f"Thing {n}", (f"alias{n}",)) for n in range(500)]
    people = [PersonName(n, f"First{chr(97 + n % 26)}{n} Last") for n in range(500)]
    text = "On Monday Helen and the team looked at alias7 and Thing 9 again. " * 1000
    began = time.process_time()
    assert len(find_topics(text, topics)) == 2
    find_people(text, people)
    assert time.process_time() - began < 2


def test_a_text_that_repeats_a_name_thousands_of_times_takes_a_moment():
    began = time.process_time()
    (match,) = find_topics("audit audit " * 10_000, [TopicName("a", "audit audit", ("audit",))])
    assert len(match.where) < 20_000
    find_people("our my Helen, who " * 10_000, PEOPLE)
    assert time.process_time() - began < 4

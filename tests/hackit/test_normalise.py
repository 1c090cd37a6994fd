"""hackit/search/normalise.py: written differently, found alike."""

import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackit.search.normalise import LONGEST_WORD, Token, folded, normalise, norms, prefix_forms, tokens, written_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mobiles", "mobile"),
        ("Café", "cafe"),
        ("cafe\u0301s", "cafés"),
        ("Zieliński", "zielinski"),
        ("ŁÓDŹ", "lodz"),
        ("straße", "STRASSE"),
        ("don’t", "don't"),
        ("don’t", "dont"),
        ("Henry’s", "Henry"),
        ("users'", "users"),
        ("O’Brien", "obrien"),
        ("follow-up", "follow up"),
        ("follow‑up", "follow up"),
        ("and/or", "and or"),
        ("w/c", "W C"),
        ("2019/20", "2019-20"),
        ("2019/20", "2019 20"),
        ("£590k", "590k"),
        ("£590k", "£590,000"),
        ("£0.59m", "590,000"),
        ("£1.2m", "£1,200,000"),
        ("£1.2M", "1200k"),
        ("£2bn", "2,000m"),
        ("£1,000.50", "1000.50"),
        ("organisation", "organization"),
        ("organised", "organizes"),
        ("analyse", "analyzing"),
        ("colour", "colors"),
        ("neighbourhood", "neighborhoods"),
        ("behavioural", "behavioral"),
        ("programmes", "program"),
        ("centre", "centers"),
        ("centred", "centering"),
        ("licence", "licenses"),
        ("practise", "practice"),
        ("defence", "defense"),
        ("travelled", "traveling"),
        ("modelling", "modeled"),
        ("enrolment", "enrollments"),
        ("fulfil", "fulfilled"),
        ("skilful", "skillful"),
        ("judgement", "judgment"),
        ("catalogue", "catalog"),
        ("grey", "gray"),
        ("enquiry", "inquiries"),
        ("artefact", "artifacts"),
        ("e-mail", "emails"),
        ("co-ordinate", "coordinated"),
        ("ｆｕｌｌ", "full"),
        ("ﬁnance", "finance"),
        ("#mobile-phones", "mobile phone"),
    ],
)
def test_two_ways_of_writing_meet_in_one_form(one: str, other: str):
    assert normalise(one) == normalise(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("redis", "redirect"),
        ("department", "depart"),
        ("over", "overall"),
        ("experience", "experiment"),
        ("hour", "hor"),
        ("four", "for"),
        ("tour", "tor"),
        ("cheque", "check"),
        ("storey", "story"),
        ("£59k", "£590k"),
        ("1.2m", "12m"),
        ("policy", "police"),
    ],
)
def test_different_words_stay_apart(one: str, other: str):
    assert normalise(one) != normalise(other)


def test_no_word_is_dropped_for_being_common():
    assert normalise("What we do is to be it") == "what we do is to be it"


def test_a_text_without_words_gives_nothing():
    assert normalise(" – … 🙂 \x00 !?") == ""
    assert tokens("🙂") == []


def test_a_token_tells_where_its_word_stands():
    text = "The café’s £590k, agreed."
    found = tokens(text)
    assert [text[t.start : t.end] for t in found] == ["The", "café’s", "590k", "agreed"]
    assert found[1] == Token("cafe", 4, 10)


def test_one_written_word_may_be_two_tokens_at_one_place():
    assert tokens("½") == [Token("1", 0, 1), Token("2", 0, 1)]


def test_an_endless_word_is_cut_the_same_way_in_index_and_query():
    assert normalise("a" * 5000) == normalise("A" * 4000)
    assert len(normalise("a" * 5000)) <= LONGEST_WORD


def test_folding_keeps_the_letters_that_were_typed():
    assert folded("Mobilés’ re-use") == ("mobiles", "re", "use")


@pytest.mark.parametrize(
    ("prefix", "word", "found"),
    [
        ("mobile", "mobiles", True),
        ("mobil", "mobility", True),
        ("redis", "redirect", False),
        ("redis", "redistribution", True),
        ("organisa", "organisation", True),
        ("organiz", "organising", True),
        ("colou", "colour", True),
        ("programm", "programmes", True),
        ("Zieliń", "Zieliński", True),
        ("phone", "phonetics", True),
        ("phones", "phone", True),  # stems hold no plural, so "phones*" is as good as "phone"
        ("hand", "headset", False),
    ],
)
def test_a_prefix_finds_words_that_begin_with_it_though_the_index_holds_stems(prefix, word, found):
    forms = prefix_forms(prefix)
    (norm,) = norms(word)
    assert (norm.startswith(forms.prefix) or norm in forms.stems) is found


@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_gives_plain_tokens_in_order(text: str):
    found = tokens(text)
    assert normalise(text) == " ".join(t.norm for t in found) == " ".join(norms(text))
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert [t.start for t in found] == sorted(t.start for t in found)
    assert all(part.isalnum() for t in found for part in [t.norm])


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz'’- £0123456789.,/km", max_size=100))
def test_capitals_and_the_space_around_never_matter(text: str):
    assert normalise(f"  {text.upper()}\n") == normalise(text)


def test_a_megabyte_takes_about_a_second_at_most():
    text = "The follow-up about organisational programmes costs £590k in 2019/20, they’ve agreed. " * 12_000
    began = time.process_time()
    tokens(text)
    assert time.process_time() - began < 1.5 * len(text) / 1_000_000


def test_written_forms_are_those_that_no_stem_tells():
    assert written_forms("Aiming to cover covers, aiming at £590k: Réunions don't end.") == [
        "ƿaiming", "ƿcovers", "ƿreunions",
    ]  # fmt: skip


def test_words_read_by_several_threads_at_once_are_read_as_by_one():
    endings = ("ing", "ed", "ational", "ies", "fulness")
    words = [
        [f"thread{a}{b}{thread}{ending}" for a in "bcdfgk" for b in "lmnprst" for ending in endings]
        for thread in "vwxz"
    ]
    read: dict[int, list[tuple[str, ...]]] = {}

    def go(thread: int) -> None:
        read[thread] = [norms(word) for word in words[thread]]

    threads = [threading.Thread(target=go, args=(number,)) for number in range(len(words))]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # so that each is in the middle of a word when the next goes on
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    # Endings in front of an apostrophe are another word to what remembers words, and the same to the reader
    assert read == {number: [norms(f"{word}’s") for word in some] for number, some in enumerate(words)}

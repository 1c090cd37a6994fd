"""hackit/decoding.py: bytes as text, and the same text known again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hackit.decoding import MAX_BYTES, BinaryFile, FileTooBig, UnreadableFile, content_key, decode
from weeknotes.importing.comparing import words_lost

TEXT = "Weeknote w/c 3 June: “phones” – £590k… it’s done"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_of_every_kind_is_read_without_a_word(encoding: str):
    assert decode(TEXT.encode(encoding)) == (TEXT, None)


def test_windows_text_is_read_and_said():
    text, warning = decode(TEXT.encode("cp1252"))
    assert text == TEXT
    assert warning == ("The file is not in UTF-8. It was read as Windows text: look at the quotation marks and pounds.")


def test_an_empty_file_is_an_empty_text():
    assert decode(b"") == ("", None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.7 words", "This is a PDF, not text. Copy the words out of it and paste them instead."),
        (b"PK\x03\x04 word", "This is a Word, spreadsheet or zip file"),
        (b"\x89PNG\r\n\x1a\n", "This is a picture"),
        (b"{\\rtf1 words}", "This is a rich text file"),
        (b"words\x00and\x00zeros", "This is not a text file"),
        (bytes(range(256)) * 4, "This is not a text file"),
        (b"\x81\x8d\x8f\x90\x9d words", "This is not a text file"),
        (b"\xff\xfe\x00", "This is not a text file"),
        (b"\x01\x02\x03\x04\x05 words", "This is not a text file"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, message: str):
    with pytest.raises(BinaryFile, match=message):
        decode(data)


def test_a_file_over_a_megabyte_is_refused_with_a_sentence():
    decode(b"a" * MAX_BYTES)
    with pytest.raises(FileTooBig, match="at most 1 MB"):
        decode(b"a" * (MAX_BYTES + 1))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes):
    try:
        text, _ = decode(data)
    except UnreadableFile:
        return
    assert "\x00" not in text


def test_the_same_words_have_the_same_key_whatever_the_spaces():
    assert content_key("a  b\r\n\r\nc ") == content_key("\ufeffa b\n\nc\n") == content_key("a\u00a0b c")
    assert content_key("a b c") != content_key("a b d")


# What was lost


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("one two two", "two one", ["two"]),
        ("It’s Fine", "it's fine", []),
        ("snake_case *so*", "snake\\_case \\*so\\*", []),
        ("https://a.example/b", "<https://a.example/b>", []),
        ("o\ta point", "- a point", []),
        ("a point o", "a point", ["o"]),
        ("word¹", "word[^1]", []),
        ("£590k", "£59k", ["590k"]),
    ],
)
def test_words_that_are_gone_are_named_in_order(before: str, after: str, lost: list[str]):
    assert words_lost(before, after) == lost

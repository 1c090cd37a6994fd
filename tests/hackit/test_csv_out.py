"""CSV of a list: read as UTF-8 by a spreadsheet, and no cell of it taken for a formula."""

import csv
from io import StringIO

import pytest

from hackit.csv_out import csv_response, plain_cell, safe_cell

DANGEROUS = [
    "=1+1", '=HYPERLINK("http://evil.example")', "+44 20 7946 0000", "-2 days", "@SUM(A1)", "|calc", "%windir%",
    "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1", "\"' =1", "＝1", "＋1", "－1", "＠x", "｜x", "％x", "=1\n=2",
]  # fmt: skip
HARMLESS = ["", "Ring Finance", "2 = 2", "a-b", "£12", "’tis", "'quoted'", "14/6/2019", "Zoë, “soon”", "1\n2", "0"]


def read_back(response) -> tuple[bytes, list[list[str]]]:
    content = b"".join(response.streaming_content)
    return content, list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_takes_for_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_anything_else_stays_as_it_is(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS])
def test_the_apostrophe_comes_off_again_and_no_other(text):
    assert plain_cell(safe_cell(text)) == text


def test_an_apostrophe_that_somebody_typed_stays():
    assert plain_cell("'tis the season") == "'tis the season"


def test_a_file_is_read_back_as_it_was_written():
    rows = [["Zoë’s “plan”", 'Say "yes", then\nring', None, 7], ["=1+1", "", "é;\t|", "x" * 200_000]]
    response = csv_response("actions.csv", ["One", "Two", "Three", "Four"], rows)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="actions.csv"'
    csv.field_size_limit(300_000)
    try:
        content, found = read_back(response)
    finally:
        csv.field_size_limit(131_072)
    assert content.startswith(b"\xef\xbb\xbf")
    assert found == [
        ["One", "Two", "Three", "Four"],
        ["Zoë’s “plan”", 'Say "yes", then\nring', "", "7"],
        ["'=1+1", "", "é;\t|", "x" * 200_000],
    ]


def test_rows_are_sent_as_they_are_read():
    def rows():
        yield ["first"]
        raise AssertionError("The second row is asked for before the first was sent")

    stream = iter(csv_response("x.csv", ["Head"], rows()).streaming_content)
    assert [next(stream), next(stream)] == ["\ufeffHead\r\n".encode(), b"first\r\n"]


def test_less_than_nothing_is_a_number_that_a_spreadsheet_adds_up():
    assert [safe_cell(text) for text in ("-4000.00", "-4")] == ["-4000.00", "-4"]
    assert [safe_cell(text) for text in ("-4+1", "'-4", "-A1", "-1.")] == ["'-4+1", "''-4", "'-A1", "'-1."]

"""A spreadsheet's text as headings and rows: any delimiter, any line ends, bounded, and broken ones said."""

import pytest

from meetings.actions.importing.columns import COLUMNS
from meetings.actions.importing.table import LIMITS, read_table
from meetings.importing.headings import LONGEST_HEADING, plain_heading
from meetings.importing.table import UnreadableTable

ROWS = [["Action", "Owner", "Due"], ["Ring Zoë, soon", "Grace", "14/6/2019"], ['Say "yes"', "", ""]]


def written(delimiter: str, ends: str) -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in '",;\t|') else text

    return ends.join(delimiter.join(cell(text) for text in row) for row in ROWS)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_any_line_ends_give_the_same_table(delimiter, ends):
    table = read_table(written(delimiter, ends))
    assert table.headings == ("Action", "Owner", "Due")
    assert [(row.line, row.cells) for row in table.rows] == [(2, tuple(ROWS[1])), (3, tuple(ROWS[2]))]


def test_lines_are_counted_as_in_the_file():
    text = 'sep=;\nDMT action log;;\n;;\nAction;Owner;Due\n"one\ntwo";;\n\nthree;Grace;\n'
    table = read_table(text)
    assert table.headings == ("Action", "Owner", "Due")
    assert [row.line for row in table.rows] == [5, 8]


@pytest.mark.parametrize("said", ["sep=\r\n", 'sep="\n', "sep=\x00\n", "sep=\n", "sep=ab\n"])
def test_a_line_that_names_no_delimiter_is_only_a_line(said):
    assert read_table(f"{said}Action,Owner\na,b\n").headings == ("Action", "Owner")


def test_headings_that_come_again_on_each_page_are_no_rows():
    assert len(read_table("Action,Owner\na,b\nAction,Owner\nc,d\n").rows) == 2


def test_a_row_that_only_adds_up_is_left_out_and_its_line_kept():
    text = 'Action,Owner,Due\nTotal the invoices,Grace,\n,Total,\nGrand total: 3,,\n,TOTAL,"£1,250.00"\nTotal,Grace,\n'
    table = read_table(text)
    assert [row.cells[0] for row in table.rows] == ["Total the invoices", "Total"]
    assert table.totals == (3, 4, 5)


def test_short_rows_are_filled_and_long_ones_counted():
    table = read_table("Action,Owner,Due\na\nb,c,d,e,,f\n")
    assert [(row.cells, row.more) for row in table.rows] == [(("a", "", ""), 0), (("b", "c", "d"), 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing in it"),
        (" ,, \n,,", "There is nothing in it"),
        ("Action,Owner\n", "There are headings and no rows below them"),
        ('Action,Owner\na,b\nc,"d\ne,f\n', "From line 3 on it can’t be read: a quotation mark is not closed"),
        ('Action,Owner\na,"b" c\n', "From line 2 on it can’t be read"),
        ("Action,Owner\na,b\n" + "c" * 131_073 + ",d\n", "A cell that begins on line 3 is longer than any cell can be"),
        ("Action,Owner\n" + "a,b\n" * (LIMITS.rows + 200), "at most 1,000 rows and 2 MB are taken"),
        ("Action,Owner\n" + "a,b\n" * 100_000, "at most 1,000 rows and 2 MB are taken"),
        ("Action\n" + "é" * 1_100_000, "at most 1,000 rows and 2 MB are taken"),
        (",".join(f"Column {n}" for n in range(60)) + "\na\n", "It has 60 columns, and at most 50 are read"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(text, said):
    with pytest.raises(UnreadableTable) as raised:
        read_table(text)
    assert said in str(raised.value)


def test_what_a_browser_makes_of_line_ends_is_not_counted():
    text = "Action,Notes\n" + "\n".join(f'Ring,"{chr(10) * 1_900}"' for _ in range(900)) + "\n"
    assert len(read_table(text).rows) == len(read_table(text.replace("\n", "\r\n")).rows) == 900


def test_as_many_rows_as_are_taken_are_taken():
    assert len(read_table("Action,Owner\n" + "a,b\n" * LIMITS.rows).rows) == LIMITS.rows
    with pytest.raises(UnreadableTable):
        read_table("Action,Owner\n" + "a,b\n" * (LIMITS.rows + 1))


# --- Headings ---


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        ("Action|Owner|Due", "text|owner|due"),
        ("What|Who|By when", "text|owner|due"),
        ("TASK:|Assigned To|Deadline", "text|owner|due"),
        ("Ref|Date raised|Action agreed|Lead officer|Target Date (dd/mm/yy)|RAG", "||text|owner|due|status"),
        ("DueDate|assigned_to|Task Name|Comments|Board|Tags|With", "due|owner|text|note|group|topics|helpers"),
        ("Description|Action|Latest update|Details", "|text|note|"),
        ("Details|Who", "text|owner"),
        ("Action|Action|Owner", "text||owner"),
        ("Waiting for|Status|Completed on", "waiting_for|status|ended_on"),
        ("Colour|Flavour|", "||"),
    ],
)
def test_columns_are_known_by_headings_in_many_wordings(headings, keys):
    assert COLUMNS.match(headings.split("|")) == keys.split("|")


def test_each_heading_is_compared_as_it_would_be_typed():
    for column in COLUMNS.columns:
        for heading in column.headings:
            assert column.key in COLUMNS.match([heading.upper()]) or heading in ("description", "details")


def test_a_cell_longer_than_any_heading_is_none_and_takes_no_time():
    long = "a" + "(" * 130_000
    assert not COLUMNS.is_known(long)
    assert plain_heading("owner" + "(" * 130_000).startswith("owner")
    assert len(plain_heading(long)) <= LONGEST_HEADING

"""Files of requests to finance: our own come in as they went out, others in any shape, and what is none is said."""

import re
from datetime import date

import pytest

from hackit.models import ImportedItem
from meetings.models import BudgetLine
from meetings.money.profile_models import Amounts, reprofile
from tests import factories as make
from tests.meetings.money.sheets import ADDRESS, EVERYTHING, keep, look, text_of

# --- Round trip ---


def everything_of(title: str) -> dict[str, object]:
    """All that a line is, but for when and by whom it was written."""
    budget = BudgetLine.objects.get(title=title, deleted_at=None)
    names = (
        "state", "basis", "period", "financial_year", "said_on", "words", "low", "high", "near", "nature", "brings",
        "final_on", "final_text", "audience",
    )  # fmt: skip
    latest = budget.positions.filter(deleted_at=None).first()
    profile = budget.profiles.filter(holds=True).first()
    return {
        "line": [getattr(budget, name) for name in (*budget.history_fields, "forum")],
        "amounts": (profile.amounts(), profile.total, profile.said_on, profile.why) if profile else None,
        "position": [getattr(latest, name) for name in names] if latest else None,
    }


@pytest.fixture
def lines(ready) -> list[str]:
    topic = make.make_topic("Laptops", "notebooks")
    phones = make.make_budget("=Handset refresh, “new”", ready.dmt, lead=ready.grace, topic=topic, financial_year=2019)
    phones.put_state("with_finance", by=None, on=date(2019, 5, 30))
    reprofile(phones, {2018: Amounts(1, 2)}, by=None, on=date(2019, 4, 2))
    amounts = {2019: Amounts(77_000_001, -5), 2021: Amounts(0, 40)}
    reprofile(phones, amounts, by=None, on=date(2019, 5, 20), total=77_000_036, why="Slipped\nagain")
    make.make_position(phones, 99, period=1, said_on=date(2019, 5, 1))
    said = make.make_position(
        phones, 5_000_001, state="under", period=13, financial_year=2018, near="about", nature="capital",
        words="-5% on licences\nand more", brings=ready.daniel, final_on=date(2019, 6, 24),
    )  # fmt: skip
    said.low = 4_000_000
    said.save_as(by=None, verb="changed")
    vendor = make.make_budget("Vendor increases", ready.dmt, closed_on=date(2019, 6, 3))
    make.make_position(vendor, None, state="in_line", basis="final", said_on=date(2019, 4, 1), period=12)
    make.make_budget("Nothing yet", ready.dmt)
    unknown = make.make_budget("Off site", ready.dmt)
    make.make_position(unknown, None, state="not_known", final_text="when Dawn is back")
    return [phones.title, vendor.title, "Nothing yet", unknown.title]


def test_what_the_list_gives_out_comes_in_again_as_it_went(as_, ready, lines):
    client = as_(ready.priya)
    text = b"".join(client.get("/money/csv/?followed=yes&followed=no").streaming_content).decode()
    before = {title: everything_of(title) for title in lines}
    known = look(client, text).context["plan"].known
    assert [row.said for row in known] == [["It is here already and stays as it is"]] * 4
    for budget in BudgetLine.objects.all():
        for position in budget.positions.all():
            position.delete_softly(by=None)
        budget.delete_softly(by=None)
    assert "4 budget lines brought in" in text_of(keep(client, text))
    assert {title: everything_of(title) for title in lines} == before
    again = b"".join(client.get("/money/csv/?followed=yes&followed=no").streaming_content).decode()
    addresses = r"http://testserver/money/\w+/"
    # But for what was said the time before: the file has only what was said last
    assert re.sub(addresses, "", again) == re.sub(addresses, "", text).replace("working £0.99 over at P1", "")


def test_amounts_by_year_come_in_again_without_those_that_were_superseded(as_, ready, lines):
    client = as_(ready.priya)
    text = b"".join(client.get("/money/years/csv/").streaming_content).decode()
    phones = BudgetLine.objects.get(title=lines[0])
    every = b"".join(client.get(f"{phones.get_absolute_url()}years/csv/").streaming_content).decode()
    before = everything_of(lines[0])["amounts"]
    for title in ("now", "every"):
        BudgetLine.objects.filter(title=lines[0]).update(title=f"Before {title}")
        page = keep(client, text if title == "now" else every)
        assert "1 budget line brought in" in text_of(page)
        amounts, _total, *rest = before
        new_amounts, _none, *new_rest = everything_of(lines[0])["amounts"]
        assert (new_amounts, new_rest) == (amounts, rest)
        ImportedItem.objects.all().delete()
    assert "1 row of amounts that hold no more is passed over" in text_of(look(client, every))


# --- Files of all kinds ---


@pytest.mark.parametrize(
    "raw",
    [
        "Budget line;Capital 2019/20\r\nCafé;£5,00\r\n".replace("5,00", "5.00").encode("cp1252"),
        "\ufeffBudget line\tCapital 2019/20\nCafé\t£5.00\n".encode(),
        "sep=;\nBudget line;Capital 2019/20\nCafé;(-5)\n".replace("(-5)", "5").encode("utf-16"),
        "Requests to finance\n\nBudget line|Capital 2019/20|\nCafé|5|\n".encode(),
    ],
)
def test_semicolons_tabs_marks_and_older_encodings_are_read(as_, ready, raw):
    page = look(as_(ready.priya), raw)
    planned = page.context["plan"]
    assert not planned.problems
    assert [(row.values["title"], row.amounts) for row in planned.new] == [("Café", {2019: Amounts(500, 0)})]


def test_a_pasted_table_is_read_as_well(as_, ready):
    form = {"text": "Budget line\tRequest\nLicences\tagreed\n", "forum": "dmt", "audience": "staff"}
    page = as_(ready.priya).post(ADDRESS, form)
    data = {field.html_name: field.value() or "" for field in page.context["form"]} | {"do": "save"}
    as_(ready.priya).post(ADDRESS, data)
    assert (BudgetLine.objects.get().state, BudgetLine.objects.get().reach) == ("agreed", "staff")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"Budget line,Request\nX\x00Y,Agreed\n", "not text"),
        (b"PK\x03\x04" + bytes(range(256)) * 20, "CSV"),
        (b"%PDF-1.4 " + bytes(range(256)), "CSV"),
        (b"", "There is nothing in it"),
        (b"Budget line,Request\n", "There are headings and no rows below them"),
        (b"Budget line,Request\nX,\"Agreed\n", "a quotation mark is not closed"),
        (b"Budget line" + b",x" * 100_000 + b"\nX\n", "That is too much at once"),
        (b"Budget line" + b",x" * 60 + b"\nX\n", "It has 61 columns, and at most 50 are read"),
        (b"Budget line,Why\nX," + b"y" * 200_000 + b"\n", "longer than any cell can be"),
        (b"Budget line,Why,Capital 2019/20\nX," + b"y" * 100_000 + b",1\n", "At most 500 characters fit"),
        (b"Budget line,Capital 2019/20\nX," + b"9" * 100_000 + b"\n", "is more than any amount can be"),
        (b"Name of a thing,Other\nX,Y\n", "Say which column names the budget line"),
        (b"Budget line,Capital\nX,1\n", "Say which column names the year of the amounts"),
        (b"Budget line\n" + b"X\n" * 10_020, "That is too much at once"),
        (b"<html><body>Sign in</body></html>", "There are headings and no rows below them"),
    ],
)  # fmt: skip
def test_what_is_no_table_of_requests_is_said_in_a_sentence(as_, ready, raw, sentence):
    page = look(as_(ready.priya), raw)
    assert page.status_code in (200, 422)
    assert sentence in text_of(page)
    for model in EVERYTHING:
        assert not model.objects.exists()


def test_formulas_are_words_and_go_out_harmless(as_, ready):
    client = as_(ready.priya)
    keep(client, 'Budget line,Why,Capital 2019/20\n"=HYPERLINK(""http://x"")",<script>alert(1)</script>,1\n')
    budget = BudgetLine.objects.get()
    assert budget.title == '=HYPERLINK("http://x")'
    assert b"<script>alert" not in client.get(budget.get_absolute_url()).content
    text = b"".join(client.get("/money/csv/").streaming_content).decode()
    assert "\"'=HYPERLINK" in text

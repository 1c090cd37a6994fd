"""Requests to finance from a spreadsheet: what each row becomes, errors by row, all or nothing, safe to run again."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit import indexing
from hackit.models import Entry, Event, ImportRun
from meetings.models import BudgetLine, Position
from meetings.money.importing.columns import times_of, year_column
from meetings.money.profile_models import Amounts, reprofile
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY
from tests.meetings.money.sheets import ADDRESS, EVERYTHING, HEAD, ROWS, amounts_of, keep, look, sheet, text_of


def test_each_row_becomes_a_budget_line_with_its_amounts_state_and_position(as_, ready):
    page = text_of(keep(as_(ready.priya), sheet(*ROWS)))
    assert "3 budget lines brought in" in page
    phones = BudgetLine.objects.get(title="Handset refresh")
    assert (phones.state, phones.state_since, phones.lead, phones.topic.name, phones.audience, phones.reach) == (
        "with_finance", date(2019, 5, 30), ready.grace, "Mobile phones", "members", "members",
    )  # fmt: skip
    profile = phones.profiles.get()
    assert (profile.holds, profile.total, profile.said_on, profile.why) == (
        True, 59_000_000, MONDAY, "Slipped\nSpeaks of it: Daniel Okafor",
    )  # fmt: skip
    assert amounts_of("Handset refresh") == {2019: Amounts(77_000_000, -18_000_000)}
    assert amounts_of("Licences") == {2019: Amounts(0, 100), 2020: Amounts(10, 0)}
    assert [(step.state, step.on) for step in phones.steps.all()] == [("with_finance", date(2019, 5, 30))]
    said = Position.objects.get(budget_line__title="Vendor increases")
    assert (said.state, said.basis, said.period, said.low, said.high, said.said_on, said.financial_year) == (
        "over", "working", 2, 4_000_000, 4_000_000, date(2019, 6, 7), 2019,
    )  # fmt: skip
    assert {event.verb for event in Event.objects.about(phones)} == {"brought in"}
    told = {value.field: value.new for value in Event.objects.about(phones).get().values.all()}
    assert told["amounts"] == "2019/20: £770,000 from capital, −£180,000 to revenue"
    assert Entry.objects.filter(kind="budget_line").count() == 3
    assert Entry.objects.filter(kind="position").count() == 2


def test_the_index_is_what_a_rebuild_makes(as_, ready):
    keep(as_(ready.priya), sheet(*ROWS))
    before = list(indexing.fingerprint())
    assert before
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before


def test_it_is_looked_at_first_and_what_was_guessed_is_said(as_, ready):
    page = text_of(look(as_(ready.priya), sheet(*ROWS)))
    assert "Nothing is kept yet. 3 budget lines will be made" in page
    assert "No day is given since when, so Mon 10 June 2019 stands there" in page
    assert "2019/20: £770,000 from capital, −£180,000 to revenue" in page
    assert not BudgetLine.objects.exists()


def test_rows_of_one_title_are_the_years_of_one_line(as_, ready):
    head = "Budget line;Year;From capital;To revenue;Total;State"
    rows = [
        "Handset refresh;2019/20;770,000.00;;2,306,000;Agreed", "handset refresh;20/21;1,536,000;;;",
        "Handset refresh;2021/22;;0;2306000;Agreed", "Vendor increases;2019/20;;£40k;;",
    ]  # fmt: skip
    keep(as_(ready.priya), sheet(*rows, head=head))
    assert amounts_of("Handset refresh") == {2019: Amounts(77_000_000, 0), 2020: Amounts(153_600_000, 0)}
    assert amounts_of("Vendor increases") == {2019: Amounts(0, 4_000_000)}
    assert BudgetLine.objects.get(title="Handset refresh").state == "agreed"
    assert BudgetLine.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Handset refresh;2019/20;1;;;", "2019/20 is there already, in a line above"),
        ("Handset refresh;2020/21;1;;;Set up", "Line 2 says something else of the same budget line"),
        ("Handset refresh;2020/21;1;;;", "The years come to £11: £1 more than £10"),
        ("Other;;1;;;", "Say of which year the amounts are"),
        ("Other;2019/21;1;;;", "“2019/21” is no financial year"),
    ],
)
def test_rows_of_one_title_that_contradict_each_other_are_named(as_, ready, row, sentence):
    head = "Budget line;Year;From capital;To revenue;Total;State"
    page = text_of(keep(as_(ready.priya), sheet("Handset refresh;2019/20;10;;10;Agreed", row, head=head)))
    assert sentence in page
    assert not BudgetLine.objects.exists()


def test_run_again_it_changes_nothing_and_says_where_it_differs(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    phones = BudgetLine.objects.get(title="Handset refresh")
    phones.put_state("agreed", by=None, on=MONDAY)
    reprofile(phones, {2019: Amounts(5, 0)}, by=None, on=MONDAY)
    page = text_of(look(client, sheet(*ROWS)))
    assert "There is nothing new in it, so nothing will change" in page
    assert "You brought this same file in before" in page
    assert page.count("It is here already and stays as it is") == 3
    assert "Request: Agreed here, With finance in the file" in page
    assert "2019/20, from capital: £0.05 here, £770,000 in the file" in page
    assert "Since: Mon 10 June 2019 here, Thu 30 May 2019 in the file" in page
    keep(client, sheet(*ROWS, "Laptops,,,,,,,,,,,,,,"))
    assert BudgetLine.objects.count() == 4
    assert BudgetLine.objects.get(title="Handset refresh").state == "agreed"


def test_nothing_differs_where_nothing_was_changed(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    page = look(client, sheet(*ROWS))
    assert [row.said for row in page.context["plan"].known] == [["It is here already and stays as it is"]] * 3


def test_one_that_was_followed_here_or_renamed_since_is_known(as_, ready):
    make.make_budget("VENDOR increases", ready.dmt)
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    assert BudgetLine.objects.count() == 3
    BudgetLine.objects.filter(title="Licences").update(title="Software")
    assert len(look(client, sheet(*ROWS)).context["plan"].known) == 3


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",Proposed,,,,,1,,,,,,,,", "Enter what it is called"),
        ("X,Perhaps,,,,,,,,,,,,,", "“Perhaps” is none of proposed, with finance, agreed or set up"),
        ("X,,30 May,,,,,,,,,,,,", "Say how far the request is since that day"),
        ("X,Proposed,1 July 2019,,,,,,,,,,,,", "That day is still to come"),
        ("X,Proposed,31/02/2019,,,,,,,,,,,,", "“31/02/2019” is no date"),
        ("X,,,,,,a lot,,,,,,,,", "“a lot” is not an amount in whole pence"),
        ("X,,,,,,1.005,,,,,,,,", "“1.005” is not an amount in whole pence"),
        ("X,,,,,,(5,,,,,,,,", "“(5” is not an amount in whole pence"),
        ("X,,,,,,999999999999k,,,,,,,,", "is not an amount in whole pence"),
        ('X,,,,,"£771,000.01",770000,1000,,,,,,,', "The years come to £771,000: £0.01 less than £771,000.01"),
        ("X,,,,,5,,,,,,,,,", "The years come to £0: £5 less than £5"),
        ("X,,,,,,,,,A note,,,,,", "A note is kept with amounts or with how it stands"),
        ("X,,,,,,,,,,sideways,,,,", "“sideways” is none of in line, over budget, under budget or not known"),
        ("X,,,,,,,,,,,,,£40k,", "Say how it stands"),
        ("X,,,,,,,,,,in line,,,£40k,", "An amount goes with over or under budget only"),
        ("X,,,,,,,,,,over,,,(£40k),", "It is less than nothing, and the row says over budget"),
        ("X,,,,,,,,,,over,,P14,,", "“P14” is no period"),
        ("X,,,,,,,,,,over,,,,1 July 2019", "That day is still to come"),
        ("vendor increases,Agreed,,,,,,,,,,,,,", "Line 2 has that name already, and says something else of it"),
        ("X,,,,,,,,,,,,,,,,too,many", "There are more cells than headings"),
        (f"{'X' * 161},,,,,,,,,,,,,,", "At most 160 characters fit, and this has 161"),
    ],
)
def test_a_bad_row_is_named_and_saves_nothing(as_, ready, row, sentence):
    page = text_of(keep(as_(ready.priya), sheet(ROWS[1], row)))
    assert sentence in page
    assert "Nothing can be kept yet" in page
    assert re.search(rf"\b3 .{{0,60}}{re.escape(sentence)}", page)
    for model in EVERYTHING:
        assert not model.objects.exists()


def test_what_breaks_on_the_way_saves_nothing(as_, ready, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("The power went")

    monkeypatch.setattr("meetings.money.import_writes.keep_items", broken)
    with pytest.raises(RuntimeError):
        keep(as_(ready.priya), sheet(*ROWS))
    for model in EVERYTHING:
        assert not model.objects.exists()


def test_pressed_twice_it_is_brought_in_once(as_, ready):
    client = as_(ready.priya)
    page = look(client, sheet(*ROWS))
    data = {field.html_name: field.value() or "" for field in page.context["form"]} | {"do": "save"}
    first, second = (client.post(ADDRESS, data | {"text": sheet(*ROWS)}) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert BudgetLine.objects.count() == 3


def test_taken_back_what_changed_since_stays(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    run = ImportRun.objects.get()
    make.make_position(BudgetLine.objects.get(title="Licences"))
    page = text_of(client.post(f"{ADDRESS}{run.ref}/undo/", follow=True))
    assert "2 budget lines taken back. 1 changed since and stays" in page
    assert [one.title for one in BudgetLine.objects.live()] == ["Licences"]
    assert {one.budget_line.title for one in Position.objects.live()} == {"Licences"}
    assert Entry.objects.filter(kind="budget_line").count() == 1
    gone = BudgetLine.objects.get(title="Handset refresh")
    assert [event.verb for event in Event.objects.about(gone)] == ["brought in", "import taken back"]
    before = list(indexing.fingerprint())
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before
    keep(client, sheet(*ROWS))
    assert BudgetLine.objects.live().count() == 3


def test_one_that_an_enquiry_or_a_proposal_names_stays(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    make.make_enquiry("Why?", ready.dmt, budget_line=BudgetLine.objects.get(title="Licences"))
    ends = {"move_from": BudgetLine.objects.get(title="Handset refresh")}
    ends["move_to"] = make.make_budget("Elsewhere", ready.dmt)
    make.make_proposal("Move it", ready.dmt, asked="move", **ends)
    client.post(f"{ADDRESS}{ImportRun.objects.get().ref}/undo/")
    assert {one.title for one in BudgetLine.objects.live()} == {"Licences", "Handset refresh", "Elsewhere"}


def test_what_is_changed_while_it_is_taken_back_undoes_nothing(as_, ready, monkeypatch):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    monkeypatch.setattr("meetings.money.import_writes.changed_since", lambda run, made: set())
    BudgetLine.objects.filter(title="Licences").update(version=2)
    page = text_of(client.post(f"{ADDRESS}{ImportRun.objects.get().ref}/undo/", follow=True))
    assert "Somebody changed some of it at the same moment" in page
    assert BudgetLine.objects.live().count() == 3
    assert ImportRun.objects.standing().exists()


def test_only_who_writes_in_a_group_brings_anything_in(as_, ready):
    client = as_(ready.staff)
    assert "Choose one of your groups" in text_of(look(client, sheet(ROWS[0])))
    page = text_of(look(client, sheet(ROWS[0]), forum=""))
    assert "Choose the group that follows it" in page
    assert "Choose a group" in page
    assert "No group" not in page
    named = look(client, sheet(f"{ROWS[0]},DMT", head=f"{HEAD},Group"), forum="")
    assert "You are in no group called “DMT”" in text_of(named)
    assert as_(make.make_user("Ines Roy", role="auditor")).get(ADDRESS).status_code == 403
    assert "bring-in" not in as_(ready.staff).get("/money/").content.decode()
    assert "bring-in" in as_(ready.priya).get("/money/").content.decode()


def test_somebody_elses_import_is_nobodys_business(as_, ready):
    keep(as_(ready.priya), sheet(*ROWS))
    run = ImportRun.objects.get()
    helen = as_(ready.helen)
    assert helen.get(f"{ADDRESS}{run.ref}/").status_code == 404
    assert helen.post(f"{ADDRESS}{run.ref}/undo/").status_code == 404
    assert BudgetLine.objects.live().count() == 3


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Capital 2019/20", "capital-2019"), ("Revenue 19/20", "revenue-2019"),
        ("2019-20 From capital", "capital-2019"), ("Rev 2021", "revenue-2021"),
        ("To revenue FY19/20 (£000)", "revenue-2019"),
        ("Capital (2019/2020)", "capital-2019"),

        ("2019/20", ""), ("Capital", ""), ("Capital or revenue 2019/20", ""), ("Capital 2019/21", ""),
        ("Capital spend to date 2019/20", ""), ("Capital 2019/20 to 2021/22", ""), ("Capital" * 9999, ""),
    ],
)  # fmt: skip
def test_columns_of_years(heading, key):
    assert year_column(heading) == key


def test_a_year_that_says_not_of_what_its_amounts_are_is_told_as_left_out(as_, ready):
    page = text_of(look(as_(ready.priya), sheet("Licences,770,,5", head="Budget line,2019/20,2020/21,Capital 2021/22")))
    assert "2019/20 is left out: the heading names a year, and not whether" in page
    assert "2020/21 is" not in page  # nothing stands in it
    page = text_of(look(as_(ready.priya), sheet("Licences,5", head="Budget line,Capital 2021/22")))
    assert "left out: the heading" not in page


def test_what_is_in_thousands_is_multiplied(as_, ready):
    keep(as_(ready.priya), sheet("Licences,770.5", head="Budget line,Capital 2019/20 (£000)"))
    assert amounts_of("Licences") == {2019: Amounts(77_050_000, 0)}
    page = text_of(look(as_(ready.priya), sheet("X,£770k", head="Budget line,Capital 2019/20 £’000")))
    assert "The heading says that it is in 1,000s, and “£770k” says so again" in page
    assert [times_of(words) for words in ("Capital £m 2019/20", "Capital 2000", "Total (in thousands)")] == [
        10**6,
        1,
        1000,
    ]


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_run_asks_as_often_for_one_line_as_for_thirty(as_, ready):
    client, counts = as_(ready.priya), []
    for many in (1, 30):
        rows = [f"{ROWS[0].replace('Handset refresh', f'Line {many} {number}')}" for number in range(many)]
        keep(client, sheet(*rows))
        run = ImportRun.objects.first()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{ADDRESS}{run.ref}/").status_code == 200
        with CaptureQueriesContext(connection) as asked_again:
            assert len(look(client, sheet(*rows)).context["plan"].known) == many
        counts.append((len(asked), len(asked_again)))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("May", date(2019, 5, 31)), ("30 Sept", date(2018, 9, 30)), ("17.7.12", date(2012, 7, 17)),
        ("Dec", date(2018, 12, 31)), ("July", date(2018, 7, 31)), ("June", None), ("July 2019", None),
    ],
)  # fmt: skip
def test_days_as_people_write_them_have_been(as_, ready, typed, day):
    planned = look(as_(ready.priya), sheet(f"X,Agreed,{typed},,,,,,,,,,,,")).context["plan"]
    assert [row.values["state_since"] for row in planned.new] == ([day] if day else [])
    assert [problem.words for problem in planned.problems] == ([] if day else ["That day is still to come"])

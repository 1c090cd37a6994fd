"""Budget lines: the list, one with its history, its forms and presses, the item's memory, the agenda, the files."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Role
from meetings.agenda.beside import becoming_final
from meetings.models import BudgetLine, Position
from meetings.money.charts import Said, budget_chart
from tests import factories as make

MONDAY = date(2019, 6, 10)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def vendor(room, on) -> BudgetLine:
    budget = BudgetLine(title="Vendor increases", forum=room.dmt, financial_year=2019, lead=room.daniel)
    budget.save_as(by=None, verb="followed")
    return budget


def say(budget, state="over", pence=4_000_000, basis="working", period=2, said_on=MONDAY, **extra) -> Position:
    position = Position(
        budget_line=budget, forum=budget.forum, state=state, basis=basis, period=period, financial_year=2019,
        said_on=said_on, low=pence, high=pence, **extra,
    )  # fmt: skip
    position.save_as(by=None, verb="said")
    return position


FORM = {
    "state": "over", "amount": "about 40k", "nature": "revenue", "basis": "working", "period": "2",
    "words": "Agency staff",
    "brings": "Daniel Okafor", "final_on": "17 June", "said_on": "10 June 2019", "token": "",
}  # fmt: skip


def test_who_may_see_and_follow(client, as_, room, vendor):
    say(vendor)
    assert client.get("/money/").status_code == 302
    assert as_(make.make_user("Olu Ade", role=Role.NONE)).get("/money/").status_code == 403
    staff = as_(room.staff)
    assert "Vendor increases" not in text_of(staff.get("/money/"))
    assert staff.get(vendor.get_absolute_url()).status_code == 404
    assert staff.get("/money/new/").status_code == 403
    assert staff.post(f"{vendor.get_absolute_url()}said/", FORM).status_code == 404
    assert "Working £40k over at P2" in text_of(as_(room.priya).get("/money/"))


def test_what_is_said_by_hand_is_kept_beside_what_was_said_before(as_, room, vendor):
    say(vendor, pence=6_500_000, period=1, said_on=date(2019, 5, 13))
    response = as_(room.priya).post(f"{vendor.get_absolute_url()}said/", FORM, follow=True)
    latest = Position.objects.in_order().first()
    assert (latest.near, latest.high, latest.nature, latest.brings, latest.final_on, latest.words) == (
        "about", 4_000_000, "revenue", room.daniel, date(2019, 6, 17), "Agency staff",
    )  # fmt: skip
    words = text_of(response)
    assert "Working about £40k over at P2, was working £65k over at P1." in words
    assert "£25k better" in words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "plenty"}, "The amount must be one sum in pounds, like £40k or £1,250"),
        ({"amount": "£4 and £5"}, "The amount must be one sum in pounds, like £40k or £1,250"),
        ({"state": "in_line"}, "An amount goes with over or under budget only"),
        ({"state": "sideways"}, "Choose how it stands"),
        ({"said_on": "12 June 2019"}, "The day on which it was said cannot lie ahead"),
        ({"said_on": ""}, "Enter the day on which it was said"),
        ({"period": "14"}, "Choose a period from the list"),
        ({"brings": "Zorg"}, "Nobody here is called “Zorg”. Choose a name from the list"),
        ({"words": "x" * 1001}, "Why must be 1000 characters or fewer"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_and_kept(as_, room, vendor, wrong, sentence):
    response = as_(room.priya).post(f"{vendor.get_absolute_url()}said/", FORM | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Position.objects.exists()


def test_sent_twice_it_is_said_once(as_, room, vendor):
    for _time in range(2):
        as_(room.priya).post(f"{vendor.get_absolute_url()}said/", FORM | {"token": "once-only"})
    assert Position.objects.count() == 1


def test_a_position_of_another_line_goes_there_and_a_mistake_is_taken_away(as_, room, vendor):
    other = BudgetLine(title="Revenue budget", forum=room.dmt)
    other.save_as(by=None, verb="followed")
    elsewhere = BudgetLine(title="Secret", forum=room.hmt)
    elsewhere.save_as(by=None, verb="followed")
    position, client = say(vendor), as_(room.priya)
    address = vendor.get_absolute_url()
    assert client.post(f"{address}said/move/", {"position": position.ref, "to": elsewhere.ref}).status_code == 404
    client.post(f"{address}said/move/", {"position": position.ref, "to": other.ref})
    position.refresh_from_db()
    assert position.budget_line == other
    assert client.post(f"{address}said/delete/", {"position": position.ref}).status_code == 404
    client.post(f"{other.get_absolute_url()}said/delete/", {"position": position.ref})
    assert not Position.objects.live().exists()


def test_a_line_is_followed_changed_and_let_go(as_, room, on):
    client = as_(room.priya)
    form = {
        "title": " Vendor  increases ",
        "financial_year": "2019",
        "forum": "dmt",
        "audience": "members",
        "token": "a",
    }
    client.post("/money/new/", form)
    budget = BudgetLine.objects.get()
    assert (budget.title, budget.financial_year) == ("Vendor increases", 2019)
    assert client.post("/money/new/", form).headers["Location"] == budget.get_absolute_url()
    again = client.post("/money/new/", form | {"token": "b", "title": "VENDOR increases"})
    assert "This group already follows a line of that name" in text_of(again)
    say(budget)
    edit = f"{budget.get_absolute_url()}edit/"
    client.post(edit, form | {"title": "Suppliers", "version": "1"})
    found = text_of(client.get("/search/?q=suppliers"))
    assert "Suppliers : working £40k over at P2" in found, found
    assert client.post(edit, form | {"title": "Mine", "version": "1"}).status_code == 409
    client.post(f"{budget.get_absolute_url()}close/", {"answer": "close"})
    assert "Suppliers" not in text_of(client.get("/money/"))
    assert "No longer followed" in text_of(client.get("/money/?followed=no"))
    client.post(f"{budget.get_absolute_url()}close/", {"answer": "open"})
    assert "Suppliers" in text_of(client.get("/money/"))
    assert client.get(f"{budget.get_absolute_url()}history/").status_code == 200


def test_the_chart_has_all_its_numbers_in_words(as_, room, vendor):
    say(vendor, pence=6_500_000, period=1, said_on=date(2019, 5, 13), basis="final")
    say(vendor, "under", 500_000)
    html = as_(room.priya).get(vendor.get_absolute_url()).content.decode()
    assert "Vendor increases, position by position. P1: £65k over; P2: £5k under, working" in html
    assert html.count("<svg class=") == 2


def test_what_was_always_in_line_is_no_picture(as_, room, vendor):
    for period in (1, 2):
        say(vendor, "in_line", None, period=period)
    html = as_(room.priya).get(vendor.get_absolute_url()).content.decode()
    assert "position by position" not in html
    assert "Working: in line" in html


def test_the_files_add_up_to_the_penny(as_, room, vendor):
    say(vendor, pence=6_512_345, period=1, said_on=date(2019, 5, 13))
    say(vendor, "under", 500_001)
    rows = b"".join(as_(room.priya).get("/money/csv/").streaming_content).decode().splitlines()
    assert ",-5000.01,-5000.01," in rows[1]
    said = b"".join(as_(room.priya).get(f"{vendor.get_absolute_url()}csv/").streaming_content).decode()
    assert "65123.45" in said


def test_a_finance_item_opens_with_its_memory_and_the_agenda_with_what_is_to_come(as_, room, vendor, rf):
    say(vendor, pence=6_500_000, period=1, said_on=date(2019, 5, 13))
    say(vendor, brings=room.daniel, final_on=MONDAY, said_on=date(2019, 6, 3))
    live = as_(room.priya).get(f"/meetings/{room.meeting.ref}/live/?item={room.finance.ref}")
    assert "Vendor increases Working £40k over at P2, was working £65k over at P1" in text_of(live)
    agenda = as_(room.priya).get(f"/meetings/{room.meeting.ref}/agenda/")
    assert "Final figures to come Vendor increases" in text_of(agenda)
    assert becoming_final(room.meeting, room.staff) == []


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_list_asks_as_often_for_thirty_as_for_one(as_, room, vendor):
    client = as_(room.priya)
    say(vendor)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/money/").status_code == 200
        return len(asked)

    first = questions()
    for number in range(30):
        budget = BudgetLine(title=f"Line {number}", forum=room.dmt)
        budget.save_as(by=None, verb="followed")
        say(budget)
        say(budget, pence=100)
    assert questions() == first


def test_the_amount_below_a_bar_stands_above_the_label_at_the_foot():
    chart = budget_chart("Revenue", [Said("P1", -1_800_000, True), Said("P2", 0, False)])
    below, foot = (float(label.y) for label in chart.wide.labels[:2])
    assert foot - below >= 14

"""Figures: the list and what it comes to, one with all that was said of it, its forms and presses, the files."""

import csv
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hackit.models import Entry, Role
from meetings.models import Figure, FigureSaid
from tests import factories as make

MONDAY = date(2019, 6, 10)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sheet_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def saving(room, on) -> Figure:
    return make.make_figure(
        "Mobile contract", room.dmt, 65_000_000, state="proposed", lead=room.grace, said_on=date(2019, 5, 20),
        by=room.priya.person,
    )  # fmt: skip


FORM = {"amount": "£590k", "state": "agreed", "words": "Two bids", "said_on": "10 June 2019", "token": ""}
NEW = {
    "title": " Mobile  contract ", "amount": "about £1.2m over three years", "state": "proposed", "forum": "dmt",
    "words": "Two bids", "audience": "members", "said_on": "10 June 2019", "profile": "", "token": "a",
}  # fmt: skip


def test_who_may_see_and_keep(client, as_, room, saving):
    assert client.get("/figures/").status_code == 302
    assert as_(make.make_user("Olu Ade", role=Role.NONE)).get("/figures/").status_code == 403
    staff = as_(room.staff)
    assert "Mobile contract" not in text_of(staff.get("/figures/"))
    assert staff.get(saving.get_absolute_url()).status_code == 404
    assert staff.get("/figures/new/").status_code == 403
    assert staff.post(f"{saving.get_absolute_url()}said/", FORM).status_code == 404
    assert staff.post(f"{saving.get_absolute_url()}state/", {"state": "agreed"}).status_code == 404
    assert "Mobile contract" in text_of(as_(room.priya).get("/figures/"))


def test_who_speaks_of_it_sees_what_was_said_though_no_member(as_, room, saving):
    partner = make.make_user("Ruth Adeyemi")
    assert as_(partner).get(saving.get_absolute_url()).status_code == 404
    edit = f"{saving.get_absolute_url()}edit/"
    as_(room.priya).post(edit, NEW | {"lead": "Ruth Adeyemi", "version": str(saving.version)})
    page = text_of(as_(partner).get(saving.get_absolute_url()))
    assert "£650k, said 3 weeks ago" in page
    assert "Write it down" not in page


def test_what_is_said_later_stands_beside_what_was_said_first(as_, room, saving):
    page = text_of(as_(room.priya).post(f"{saving.get_absolute_url()}said/", FORM, follow=True))
    assert [one.high for one in FigureSaid.objects.in_order()] == [59_000_000, 65_000_000]
    assert "£650k, Mon 20 May 2019 £590k , Mon 10 June 2019 £60k less" in page
    saving.refresh_from_db()
    assert (saving.state, saving.state_on) == ("agreed", MONDAY)
    assert [one.state for one in FigureSaid.objects.in_order()] == ["agreed", "proposed"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": ""}, "Enter one figure, like £590k, 600 or 12%"),
        ({"amount": "12%"}, "Enter one figure in pounds, like £590k"),
        ({"amount": "£4 and £5"}, "Enter one figure in pounds, like £590k"),
        ({"state": "sideways"}, "Choose how far it has come"),
        ({"said_on": "12 June 2019"}, "The day on which it was said cannot lie ahead"),
        ({"said_on": ""}, "Enter the day on which it was said"),
        ({"words": "x" * 1001}, "Why must be 1000 characters or fewer"),
        ({"profile": "2019/20 £300k"}, "The years come to £300k, £290k less than £590k"),
        ({"profile": "2019/20 £300k\n2020/21 £290,000.01"}, "The years come to £590,000.01, £0.01 more than £590k"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_and_kept(as_, room, saving, wrong, sentence):
    response = as_(room.priya).post(f"{saving.get_absolute_url()}said/", FORM | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert FigureSaid.objects.count() == 1


def test_years_that_add_up_to_the_penny_are_kept_and_shown_first_and_latest(as_, room, saving):
    client, address = as_(room.priya), f"{saving.get_absolute_url()}said/"
    client.post(address, FORM | {"profile": "2019/20 £300k\n2020/21: £289,999.99\nlater £0.01"})
    client.post(address, FORM | {"amount": "£600k", "profile": "2019-20 £600k"})
    page = text_of(client.get(saving.get_absolute_url()))
    assert "2019/20 £300,000 £600,000 2020/21 £289,999.99 Later £0.01" in page


def test_a_profile_that_does_not_add_up_is_refused_by_the_record_itself(room, saving):
    with pytest.raises(ValidationError, match=r"£0\.01 less than"):
        make.say_figure(saving, 10_000, profile=[[2019, 9_999]])


@pytest.mark.parametrize(
    "bad",
    [
        {"title": ""}, {"forum": None}, {"state": "agreed", "is_saving": False, "state_on": MONDAY},
        {"is_saving": True, "state": "", "state_on": None}, {"unit": "count"},
    ],
)  # fmt: skip
def test_the_database_refuses_a_figure_that_makes_no_sense(room, saving, bad):
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.filter(pk=saving.pk).update(**bad)


def test_the_database_refuses_a_range_with_its_ends_turned_round(room, saving):
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureSaid.objects.update(low=2, high=1)


def test_a_saving_goes_from_state_to_state_by_one_press_each(as_, room, saving):
    client, address = as_(room.priya), saving.get_absolute_url()
    for state in ("agreed", "delivered", "not_achievable"):
        client.post(f"{address}state/", {"state": state})
    saving.refresh_from_db()
    assert (saving.state, saving.state_on) == ("not_achievable", MONDAY)
    page = text_of(client.get(address))
    steps = re.search(r"How far it has come (.*?) All that was said", page)[1]
    assert re.findall(r"Proposed|Agreed|Delivered|Not achievable", steps) == [
        "Proposed", "Agreed", "Delivered", "Not achievable",
    ]  # fmt: skip
    assert Entry.objects.get(kind="figure").status == "not_achievable"
    assert client.post(f"{address}state/", {"state": "gone"}).status_code == 404
    count = make.make_figure("Replies", room.dmt, 60_000, unit="count")
    assert client.post(f"{count.get_absolute_url()}state/", {"state": "agreed"}).status_code == 404


def test_sent_twice_it_is_said_once(as_, room, saving):
    for _time in range(2):
        as_(room.priya).post(f"{saving.get_absolute_url()}said/", FORM | {"token": "once-only"})
    assert FigureSaid.objects.count() == 2


def test_it_goes_to_the_figure_it_was_said_of_and_a_mistake_is_taken_away(as_, room, saving):
    other, count = make.make_figure("Printers", room.dmt), make.make_figure("Replies", room.dmt, 600, unit="count")
    elsewhere = make.make_figure("Secret", room.hmt)
    said, client, address = FigureSaid.objects.get(figure=saving), as_(room.priya), saving.get_absolute_url()
    for wrong in (count, elsewhere):
        assert client.post(f"{address}said/move/", {"said": said.ref, "to": wrong.ref}).status_code == 404
    client.post(f"{address}said/move/", {"said": said.ref, "to": other.ref})
    said.refresh_from_db()
    assert said.figure == other
    assert client.post(f"{address}said/delete/", {"said": said.ref}).status_code == 404
    client.post(f"{other.get_absolute_url()}said/delete/", {"said": said.ref})
    assert FigureSaid.objects.live().filter(figure=other).count() == 1
    last = FigureSaid.objects.live().get(figure=other)
    assert client.post(f"{other.get_absolute_url()}said/delete/", {"said": last.ref}).headers["Location"] == "/figures/"
    assert not Figure.objects.live().filter(pk=other.pk).exists()


def test_a_figure_is_kept_and_changed(as_, room, on):
    client = as_(room.priya)
    client.post("/figures/new/", NEW)
    figure, said = Figure.objects.get(), FigureSaid.objects.get()
    assert (figure.title, figure.state, said.near, said.high, said.years) == (
        "Mobile contract", "proposed", "about", 120_000_000, 3,
    )  # fmt: skip
    assert client.post("/figures/new/", NEW).headers["Location"] == figure.get_absolute_url()
    again = client.post("/figures/new/", NEW | {"token": "b", "title": "MOBILE contract"})
    assert "This group already keeps a figure of that name" in text_of(again)
    edit = f"{figure.get_absolute_url()}edit/"
    client.post(edit, NEW | {"title": "Handsets", "version": "1", "state": "agreed"})
    assert "Handsets : about £1.2m over 3 years" in text_of(client.get("/search/?q=handsets"))
    assert client.post(edit, NEW | {"title": "Mine", "version": "1"}).status_code == 409
    assert client.get(f"{figure.get_absolute_url()}history/").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter what it is called"),
        ({"amount": "600"}, "A saving is an amount in pounds"),
        ({"forum": "nowhere"}, "Choose one of your groups"),
        ({"audience": "everyone"}, "Choose who may see it"),
        ({"amount": "600", "state": "", "profile": "2019/20 £5"}, "Only money is told year by year"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(as_, room, on, wrong, sentence):
    response = as_(room.priya).post("/figures/new/", NEW | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Figure.objects.exists()


def test_the_rest_comes_later_by_one_press(as_, room, on):
    client = as_(room.priya)
    refused = client.post("/figures/new/", NEW | {"amount": "£9,378k (£770k in 2025/26, £1,536k in 2026/27)"})
    assert refused.status_code == 422
    assert "Keep it, with £7,072,000 later" in text_of(refused)
    client.post("/figures/new/", NEW | {"amount": "£9,378k (£770k in 2025/26, £1,536k in 2026/27)", "rest": "later"})
    assert sum(pence for _year, pence in FigureSaid.objects.get().profile) == 937_800_000


def test_what_the_savings_come_to_is_exact_to_the_penny_and_as_filtered(as_, room, on):
    make.make_figure("One", room.dmt, 10_000_001, state="agreed")
    make.make_figure("Two", room.dmt, 20_000_002, state="agreed", said_on=date(2019, 6, 3))
    make.say_figure(Figure.objects.get(title="Two"), 30_000_003, said_on=date(2019, 6, 5))
    make.make_figure("Three", room.dmt, 5_000, state="proposed", lead=room.grace)
    make.make_figure("Secret", room.hmt, 7_000, state="proposed")
    make.make_figure("Replies", room.dmt, 60_000, unit="count")
    client = as_(room.priya)
    assert "Proposed 1 £50 Agreed 2 £400,000.04" in text_of(client.get("/figures/"))
    only = text_of(client.get("/figures/?state=proposed"))
    assert "Proposed 1 £50" in only
    assert "£400,000.04" not in only
    assert "Replies" in text_of(client.get("/figures/?saving=no"))
    assert "Three" in text_of(client.get("/figures/?lead=grace-li"))
    assert "One" not in text_of(client.get("/figures/?lead=grace-li")).split("Downloads")[0].split("results")[-1]


def test_the_files_hold_what_is_shown_to_the_penny(as_, room, saving):
    make.say_figure(saving, 59_000_001, said_on=MONDAY, profile=[[2019, 50_000_000], [0, 9_000_001]])
    (row,) = sheet_of(as_(room.priya).get("/figures/csv/"))
    assert (row["Figure"], row["First to"], row["To"], row["Change"], row["2019/20"], row["Later"], row["Saving"]) == (
        "Mobile contract", "650000.00", "590000.01", "-59999.99", "500000.00", "90000.01", "Proposed",
    )  # fmt: skip
    said = sheet_of(as_(room.priya).get(f"{saving.get_absolute_url()}csv/"))
    assert [one["To"] for one in said] == ["590000.01", "650000.00"]


def test_the_chart_has_all_its_numbers_in_words(as_, room, saving):
    make.say_figure(saving, 59_000_000, said_on=MONDAY)
    html = as_(room.priya).get(saving.get_absolute_url()).content.decode()
    assert "Mobile contract, as it was said time after time. 20 May: £650k; 10 Jun: £590k" in html
    assert html.count("<svg class=") == 2


@pytest.mark.parametrize("many", [1, 30])
@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_figure_with_all_that_was_said_costs_the_same(as_, room, saving, many):
    for number in range(many):
        make.say_figure(saving, number * 100 + 1, said_on=MONDAY, meeting=room.meeting, item=room.finance)
    client = as_(room.priya)
    client.get(saving.get_absolute_url())
    with CaptureQueriesContext(connection) as asked:
        assert client.get(saving.get_absolute_url()).status_code == 200
    assert len(asked) <= 14, "\n".join(query["sql"][:150] for query in asked)

"""Requests to finance: how far each is and since when, amounts by year, profiles side by side, the item's memory."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hackit.models import Entry, Event
from meetings.models import BudgetLine, BudgetProfile
from meetings.money.profile_models import Amounts, DoesNotAddUp, profiles_of, reprofile
from meetings.money.profiles import Profiles
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def phones(room, on) -> BudgetLine:
    return make.make_budget("Handset refresh", room.dmt)


def profiles(budget) -> Profiles:
    return Profiles(profiles_of([budget])[budget.pk])


FIRST = {2019: Amounts(77_000_000, 10), 2020: Amounts(153_600_001, 0)}
NOW = {2020: Amounts(153_600_001, 59_000_000), 2021: Amounts(77_000_000, 10)}


def test_a_new_profile_supersedes_and_the_first_stays_beside_it_to_the_penny(room, phones):
    reprofile(phones, FIRST, by=room.priya.person, on=MONDAY, total=230_600_011)
    reprofile(phones, NOW, by=room.priya.person, on=date(2019, 6, 17), why="Slipped a year")
    shown = profiles(phones)
    assert [(row.label, part.label, part.first, part.now, part.difference) for row in shown.rows for part in row.parts
            if part.label != "In all"] == [
        ("2019/20", "From capital", 77_000_000, 0, -77_000_000), ("2019/20", "To revenue", 10, 0, -10),
        ("2020/21", "From capital", 153_600_001, 153_600_001, 0), ("2020/21", "To revenue", 0, 59_000_000, 59_000_000),
        ("2021/22", "From capital", 0, 77_000_000, 77_000_000), ("2021/22", "To revenue", 0, 10, 10),
    ]  # fmt: skip
    assert [(part.label, part.difference) for part in shown.total.parts] == [
        ("From capital", 0), ("To revenue", 59_000_000), ("In all", 59_000_000),
    ]  # fmt: skip
    assert (shown.total.first, shown.total.now) == (Amounts(230_600_001, 10), Amounts(230_600_001, 59_000_010))
    assert list(BudgetProfile.objects.filter(holds=True)) == [shown.now]
    assert [version.profile.number for version in shown.earlier] == [1]


def test_what_does_not_add_up_is_refused_with_the_difference(room, phones):
    with pytest.raises(DoesNotAddUp, match=r"The years come to £2,306,000\.11: £0\.01 less than £2,306,000\.12"):
        reprofile(phones, FIRST, by=None, on=MONDAY, total=230_600_012)
    with pytest.raises(DoesNotAddUp, match=r"£0\.11 more than £2,306,000"):
        reprofile(phones, FIRST, by=None, on=MONDAY, total=230_600_000)
    assert not BudgetProfile.objects.exists()


def test_only_one_profile_holds(room, phones):
    reprofile(phones, FIRST, by=None, on=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetProfile.objects.create(budget_line=phones, number=2, said_on=MONDAY, holds=True)


def test_the_state_is_kept_with_the_day_and_every_change_of_it(as_, room, phones):
    client, address = as_(room.priya), phones.get_absolute_url()
    for state in ("proposed", "with_finance", "agreed", "set_up"):
        client.post(f"{address}state/", {"state": state})
    phones.refresh_from_db()
    assert (phones.state, phones.state_since) == ("set_up", MONDAY)
    assert [step.state for step in phones.steps.all()] == ["proposed", "with_finance", "agreed", "set_up"]
    assert [event.verb for event in Event.objects.about(phones)][-2:] == ["agreed", "set up"]
    assert client.post(f"{address}state/", {"state": "set_up"}, follow=True).status_code == 200
    assert phones.steps.count() == 4
    assert client.post(f"{address}state/", {"state": "lost"}).status_code == 404
    assert as_(room.staff).post(f"{address}state/", {"state": "agreed"}).status_code == 404


def test_a_state_without_its_day_is_refused_by_the_database(room, phones):
    phones.state = "agreed"
    with pytest.raises(IntegrityError), transaction.atomic():
        phones.save()


def test_the_amounts_are_written_down_by_year_without_a_script(as_, room, phones):
    client, address = as_(room.priya), f"{phones.get_absolute_url()}years/"
    page = client.get(address)
    assert 'name="capital_2019"' in page.content.decode()
    sent = {"version": "1", "capital_2019": "£770k", "revenue_2019": "0.10", "capital_2020": "1,536,000.01"}
    wrong = client.post(address, sent | {"total": "2306001"})
    assert wrong.status_code == 422
    assert "The years come to £2,306,000.11: £0.89 less than £2,306,001" in text_of(wrong)
    assert 'value="1,536,000.01"' in wrong.content.decode()
    client.post(address, sent | {"total": "2,306,000.11"})
    assert profiles(phones).now.amounts() == FIRST
    late = client.post(address, {"version": "1", "capital_2019": "5"})
    assert late.status_code == 409
    assert "Someone else changed this" in text_of(late)
    assert profiles(phones).now.amounts() == FIRST
    client.post(address, {"version": "2", "capital_2020": "1,536,000.01", "revenue_2020": "590k", "why": "Slipped"})
    words = text_of(client.get(phones.get_absolute_url()))
    assert "2020/21 To revenue £0 £590,000 +£590,000" in words
    assert "All years In all £2,306,000.11 £2,126,000.01 −£180,000.10" in words
    assert "Profile 1, written down Mon 10 June 2019 by Priya Nair" in words


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Enter an amount for at least one year"),
        ({"capital_2019": "plenty"}, "2019/20, from capital must be an amount in pounds, like 770,000 or £770k"),
        ({"capital_2019": "9" * 30}, "2019/20, from capital must be an amount in pounds, like 770,000 or £770k"),
        ({"capital_2019": "1.005"}, "2019/20, from capital must be an amount in pounds, like 770,000 or £770k"),
        ({"capital_2019": "5", "why": "x" * 501}, "Why must be 500 characters or fewer"),
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence(as_, room, phones, sent, sentence):
    response = as_(room.priya).post(f"{phones.get_absolute_url()}years/", {"version": "1", **sent})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not BudgetProfile.objects.exists()


def test_later_years_are_offered_by_a_link(as_, room, phones):
    html = as_(room.priya).get(f"{phones.get_absolute_url()}years/?more=5").content.decode()
    assert 'name="capital_2029"' in html
    assert 'name="capital_2030"' not in html


def test_the_files_hold_every_year_to_the_penny(as_, room, phones):
    reprofile(phones, FIRST, by=room.priya.person, on=MONDAY)
    reprofile(phones, NOW, by=room.priya.person, on=MONDAY)
    phones.put_state("with_finance", by=None, on=MONDAY)
    client = as_(room.priya)
    every = b"".join(client.get(f"{phones.get_absolute_url()}years/csv/").streaming_content).decode()
    assert "Handset refresh,DMT,With finance,2019-06-10,1,no,2019-06-10,,2020/21,1536000.01,0.00,1536000.01" in every
    now = b"".join(client.get("/money/years/csv/").streaming_content).decode().splitlines()
    assert [row.split(",")[8:] for row in now[1:]] == [
        ["2020/21", "1536000.01", "590000.00", "2126000.01"], ["2021/22", "770000.00", "0.10", "770000.10"],
    ]  # fmt: skip


def test_the_list_is_narrowed_down_by_state_and_by_the_years_that_hold(as_, room, phones):
    make.make_budget("Vendor increases", room.dmt)
    reprofile(phones, FIRST, by=None, on=MONDAY)
    reprofile(phones, NOW, by=None, on=MONDAY)
    phones.put_state("with_finance", by=None, on=MONDAY)
    client = as_(room.priya)
    assert "Vendor increases" not in text_of(client.get("/money/?request=with_finance"))
    assert "Handset refresh" not in text_of(client.get("/money/?request=none"))
    assert "Handset refresh" in text_of(client.get("/money/?money_in=2021"))
    superseded = text_of(client.get("/money/?money_in=2019"))
    assert "Nothing matches" in superseded
    assert "With finance since Mon 10 June £2,306,000.01 from capital, £590,000.10 to revenue" in text_of(
        client.get("/money/")
    )


def test_an_item_of_investment_remembers_what_is_not_set_up_and_a_press_there_moves_it(as_, room, phones):
    phones.put_state("with_finance", by=None, on=date(2019, 6, 3))
    done = make.make_budget("Long done", room.dmt)
    done.put_state("set_up", by=None, on=MONDAY)
    reprofile(phones, {2019: Amounts(77_000_000, 59_000_000)}, by=None, on=MONDAY)
    client, live = as_(room.priya), f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}"
    words = text_of(client.get(live))
    assert "Handset refresh With finance since Mon 3 June £770k from capital, £590k to revenue" in words
    assert "Long done" not in words
    back = client.post(f"{phones.get_absolute_url()}state/", {"state": "agreed", "next": live})
    assert back.headers["Location"] == live
    assert "Handset refresh Agreed since Mon 10 June" in text_of(client.get(live))


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_page_asks_as_often_for_thirty_years_and_profiles_as_for_one(as_, room, phones):
    client = as_(room.priya)
    reprofile(phones, FIRST, by=room.priya.person, on=MONDAY)

    def questions(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    pages = (phones.get_absolute_url(), "/money/", f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}")
    phones.put_state("proposed", by=room.priya.person, on=MONDAY)
    before = [questions(page) for page in pages]
    for number in range(30):
        reprofile(phones, {2019 + number: Amounts(number + 1, 0)}, by=room.priya.person, on=MONDAY)
        budget = make.make_budget(f"Line {number}", room.dmt)
        budget.put_state("proposed", by=room.priya.person, on=MONDAY)
        reprofile(budget, FIRST, by=room.priya.person, on=MONDAY)
    assert [questions(page) for page in pages] == before


def test_it_is_found_with_its_state_by_the_group_alone(room, phones):
    phones.put_state("with_finance", by=None, on=MONDAY)
    assert Entry.objects.visible_to(room.priya).get(kind="budget_line").said == "With finance"
    assert not Entry.objects.visible_to(room.staff).filter(kind="budget_line").exists()

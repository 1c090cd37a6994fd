"""What bringing in 10,000 recommendations and 10,000 budget lines costs. Not in the suite; run it by name:

python -m pytest tests/benchmarks/bench_money_import.py -q -s
"""

from __future__ import annotations

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from hackit.models import Entry
from meetings.models import BudgetLine, BudgetYear, Recommendation
from tests import factories as make

ROWS = 10_000
REACH_S = 30  # for looking at them and keeping them, on a machine that has nothing else to do
MONTHS = ("June", "30 Sept", "17.7.12", "31/12/2019")


def _client() -> Client:
    grace, forum = make.make_user("Grace Li"), make.make_forum()
    make.join(forum, grace)
    for number in range(200):
        make.make_person(f"Person{number} Surname{number}", f"P{number}")
    for number in range(60):
        make.make_topic(f"Topic {number}", f"alias {number}")
    client = Client()
    client.force_login(grace)
    return client


class Clock:
    """Seconds that passed, and those that the process was at work: others may use the machine as well."""

    def __init__(self) -> None:
        self.began, self.worked = time.monotonic(), time.process_time()

    def __str__(self) -> str:
        return f"{self.passed:.1f} s ({self.work:.1f} s of work)"

    def stop(self) -> Clock:
        self.passed, self.work = time.monotonic() - self.began, time.process_time() - self.worked
        return self


def _timed(client: Client, address: str, text: str) -> tuple[Clock, Clock, str]:
    """How long it took to look at a sheet and to keep it, and the address of what came of it."""
    clock = Clock()
    form = {"file": SimpleUploadedFile("sheet.csv", text.encode()), "forum": "dmt", "audience": "members"}
    page = client.post(address, form)
    looked = clock.stop()
    found = page.context["form"]
    assert not page.context["plan"].problems, page.context["plan"].problems[:3]
    data = {field.html_name: field.value() or "" for field in found} | {"do": "save", "text": text}
    clock = Clock()
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return looked, clock.stop(), answer["Location"]


@pytest.mark.django_db
def test_ten_thousand_recommendations():
    client = _client()
    head = (
        "Review,Plan year,Reference,Finding,Recommendation,Priority,Our response,Agreed action,Owner,First date,Status"
    )
    rows = [
        f"Review {i % 200},2019/20,{i // 200}.{i},Two of {i} accounts were still open after their owners had left,"
        f"Close accounts of kind {i} on the last day,{('High', 'Medium', 'Low')[i % 3]},Agreed,Close {i} each Friday,"
        f"P{i % 200}/P{(i + 1) % 200},{MONTHS[i % 4]},{('', 'In progress', 'Implemented')[i % 3]}"
        for i in range(ROWS)
    ]
    looked, kept, run = _timed(client, "/audit/recommendations/bring-in/", "\n".join([head, *rows]))
    assert Recommendation.objects.live().count() == ROWS
    assert Entry.objects.filter(kind="recommended").count() == ROWS
    clock = Clock()
    client.post(f"{run}undo/")
    undone = clock.stop()
    assert not Recommendation.objects.live().exists()
    print(  # noqa: T201
        f"\n{connection.vendor}: {ROWS:,} recommendations read in {looked}, kept in {kept}, taken back in {undone}"
    )
    assert looked.passed + kept.passed < REACH_S


@pytest.mark.django_db
def test_ten_thousand_budget_lines():
    client = _client()
    head = (
        "Budget line,Request,Since,Who speaks of it,Topic,Total,Capital 2019/20,Revenue 2019/20,Capital 2020/21,"
        "Revenue 2020/21,Why,How it stands,Figures,Period,By how much,Said on"
    )
    rows = [
        f"Budget of service {i},{('Proposed', 'With finance', 'Agreed', 'Set up')[i % 4]},{MONTHS[i % 4]},"
        f'P{i % 200}/P{(i + 1) % 200},Topic {i % 60},"£{1_000 + i:,}.50","£{1_000 + i:,}.50",'
        f'"({i + 1}.25)",{i + 1}.25,,'
        f"Moved a year as the supplier is late,{('over budget', 'in line')[i % 2]},working,P{i % 3 + 1},"
        f"{('£40k', '')[i % 2]},3 June 2019"
        for i in range(ROWS)
    ]
    text = "\n".join([head, *rows])
    looked, kept, run = _timed(client, "/money/bring-in/", text)
    assert BudgetLine.objects.live().count() == ROWS
    assert BudgetYear.objects.count() == 2 * ROWS
    assert Entry.objects.filter(kind__in=("budget_line", "position")).count() == 2 * ROWS
    clock = Clock()
    client.post("/money/bring-in/", {"text": text, "forum": "dmt", "audience": "members"})
    again = clock.stop()
    clock = Clock()
    client.post(f"{run}undo/")
    undone = clock.stop()
    assert not BudgetLine.objects.live().exists()
    assert not Entry.objects.filter(kind__in=("budget_line", "position")).exists()
    print(  # noqa: T201
        f"\n{connection.vendor}: {ROWS:,} budget lines read in {looked}, kept in {kept}, "
        f"looked at again in {again}, taken back in {undone}"
    )
    assert looked.passed + kept.passed < REACH_S

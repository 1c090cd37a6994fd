"""A year of finance, investment and audit is replayed: at each opening there stands what is due and nothing else.

At its end all that was ever said is still read on its page and in its file, and every chart shows its table's numbers.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.utils import timezone

from hackit.dates import british_day
from hackit.models import User
from meetings.agenda import setup
from meetings.models import AgendaItem, BudgetLine, Decision, Enquiry, Figure, Meeting, Proposal, Recommendation, Review
from meetings.room.line_writes import type_line
from meetings.room.memory import Memory, memory_under
from tests import factories as make
from tests.meetings.a_year import ANSWERS, DATES, EVER, MONTHS, PROFILES, SAVING, Cast

pytestmark = pytest.mark.in_full("postgresql")  # what a year comes to hangs on no database
KINDS = ("finance", "investment", "audit")


def on_day(monkeypatch, day: date) -> None:
    """Whoever asks which day it is hears this one."""
    real = timezone.localdate
    monkeypatch.setattr(
        timezone, "localdate", lambda value=None, timezone=None: real(value, timezone) if value else day
    )


@pytest.fixture
def priya(db) -> User:
    return make.make_user("Priya Nair")


@pytest.fixture
def cast(priya) -> Cast:
    daniel, grace = make.make_person("Daniel Okafor"), make.make_person("Grace Li")
    hmt = make.make_forum("HMT")
    dmt = setup.set_up_forum(
        name="DMT", by=priya.person, on=date(2019, 4, 1), weekday=0, people="Daniel Okafor, Grace Li", reports_to=hmt,
        standing=KINDS, first_date=MONTHS[0].on,
    ).forum  # fmt: skip
    for month in MONTHS[1:]:
        setup.plan_meeting(dmt, on=month.on, by=priya.person)
    return Cast(dmt, hmt, priya.person, daniel, grace)


def short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def memory_in_words(memory: Memory) -> list[str]:
    """What an item opens with, one thing a line, in the order in which it stands there."""
    words = []
    for one in memory.budgets:
        said = f"{one.budget.title}: {one.latest.in_short() if one.latest else 'nothing said'}"
        said += f", was {one.before.in_short()}" if one.before else ""
        said += f", waits for {one.latest.brings} {short(one.latest.final_on)}" if one.is_working else ""
        words.append(said)
    for asked in memory.asked_for:
        budget = asked.budget
        state = f"{budget.get_state_display().lower()} since {short(budget.state_since)}"
        moved = ", reprofiled" if asked.profiles.is_reprofiled else ""
        words.append(f"{budget.title} {state}: {asked.profiles.in_short()}{moved}")
    for one in memory.proposals:
        said = f"proposal {one.proposal.title}: {one.standing.label}"
        said += f", {len(one.standing.open_caveats)} to meet" if one.standing.open_caveats else ""
        words.append(said + (f", benefit due {short(one.benefit_due)}" if one.benefit_due else ""))
    for saving in memory.savings:
        first = f", first {saving.first.value_words()}" if saving.was_changed else ""
        words.append(f"saving {saving.figure.title}: {saving.latest.value_words()}{first}")
    audit = memory.audit
    words += [f"plan of {audit.plan_year}: {audit.plan}"] if audit.plan else []
    for how, rows in (("overdue", audit.overdue), ("open", audit.coming)):
        for row in (numbered.shown for numbered in rows):
            now = f", now {short(row.revised)}" if row.revised else ""
            words.append(f"{how} {row.one.reference} first {short(row.first)}{now}")
    words += [f"{audit.to_check} to check"] if audit.to_check else []
    words += [f"{row.one.reference} risk accepted until {short(row.one.risk_until)}" for row in audit.risks]
    words += [f"{one.number} {one.enquiry.text} {one.age}" for one in memory.questions]
    return words


def live_through(cast: Cast, user: User) -> dict[date, dict[str, list[str]]]:
    """Replay the year; gives what each item of each meeting opened with."""
    opened = {}
    for month in MONTHS:
        for day, do in month.before:
            do(cast, day)
        meeting = Meeting.objects.get(forum=cast.dmt, date=month.on)
        items = {item.kind: item for item in AgendaItem.objects.filter(meeting=meeting).select_related("meeting")}
        opened[month.on] = {
            kind: memory_in_words(memory_under(items[kind], user, numbers={}, on=month.on)) for kind in KINDS
        }
        items["proposal"] = AgendaItem.objects.filter(meeting=meeting, about_type="proposal").first()
        for kind, lines in month.typed.items():
            for text in lines:
                type_line(text, author=cast.priya, item=items[kind], ref="", on=month.on)
    return opened


@pytest.fixture
def opened(cast, priya) -> dict[date, dict[str, list[str]]]:
    return live_through(cast, priya)


@pytest.fixture
def member(opened, client, priya, monkeypatch):
    """A member of the group who looks back on the last day of the year."""
    on_day(monkeypatch, date(2020, 3, 31))
    client.force_login(priya)
    return client


def page(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'").split())


def rows_of(client, address: str) -> list[dict[str, str]]:
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_each_item_opens_with_what_is_due_and_nothing_else(opened):
    wanted = {month.on: {kind: list(month.expected.get(kind, [])) for kind in KINDS} for month in MONTHS}
    assert opened == wanted


def test_the_meeting_page_says_the_same_as_its_memory(cast, priya, opened, client, monkeypatch):
    """The last meeting's page shows what the last meeting's memory holds."""
    on_day(monkeypatch, MONTHS[-1].on)
    client.force_login(priya)
    meeting = Meeting.objects.get(forum=cast.dmt, date=MONTHS[-1].on)
    item = meeting.items.get(kind="finance")
    shown = words_of(page(client, f"/meetings/{meeting.ref}/live/?item={item.ref}"))
    assert "working £4k under at P11, was final £2k under at P9" in shown
    assert "Vendor increases" not in shown  # closed in February


def in_file_pounds(how: str) -> str:
    """As a spreadsheet adds it up: under budget is less than nothing."""
    found = re.search(r"£(\d+)k", how)
    return f"{'-' if 'under' in how else ''}{found[1]}000.00" if found else ""


@pytest.mark.parametrize("title", EVER)
def test_no_position_is_lost_to_the_page_or_the_file(member, title):
    budget = BudgetLine.objects.get(title=title)
    html = page(member, budget.get_absolute_url())
    told = re.findall(r'id="position-[^"]+">(.*?)</tr>', html, re.S)
    newest_first = list(reversed(EVER[title]))
    assert len(told) == len(newest_first)
    for row, (day, how) in zip(told, newest_first, strict=True):
        shown = words_of(row).replace(":", "")
        assert how in shown, shown
        assert british_day(day, year=day.year != 2020) in shown, shown
    in_file = rows_of(member, f"{budget.get_absolute_url()}csv/")
    assert [(row["Said on"], row["Figures"]) for row in in_file] == [
        (day.isoformat(), how.split()[0]) for day, how in newest_first
    ]
    assert [row["To"] for row in in_file] == [in_file_pounds(how) for _day, how in newest_first]


def test_no_profile_is_lost(member):
    budget = BudgetLine.objects.get(title="Handset refresh")
    shown = page(member, budget.get_absolute_url())
    in_file = rows_of(member, f"{budget.get_absolute_url()}years/csv/")
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for row in in_file:
        capital, revenue = row["From capital"], row["To revenue"]
        year = int(row["Year"][:4])
        found.setdefault(int(row["Profile"]), {})[year] = (
            capital.removesuffix("000.00"),
            revenue.removesuffix("000.00"),
        )
        assert f"£{capital.removesuffix('000.00')},000" in shown
        assert f"£{revenue.removesuffix('000.00')},000" in shown
    assert found == PROFILES
    assert {row["Why"] for row in in_file} == {"All at once", "The depot waits"}
    assert "All at once" in shown
    for state in ("Proposed", "With finance", "Agreed", "Set up"):
        assert state in shown


def test_no_figure_is_lost(member):
    figure = Figure.objects.get()
    shown = words_of(page(member, figure.get_absolute_url()))
    in_file = rows_of(member, f"{figure.get_absolute_url()}csv/")
    assert [(row["Said on"], row["To"]) for row in reversed(in_file)] == [
        (day.isoformat(), f"{value[1:-1]}000.00") for day, value in SAVING
    ]
    for day, value in SAVING:
        assert value in shown
        assert british_day(day) in shown
    assert re.search("Proposed .*Agreed .*Delivered", shown)


def test_nothing_that_became_of_a_proposal_is_lost(member):
    proposal = Proposal.objects.get()
    shown = words_of(page(member, proposal.get_absolute_url()))
    for words in (
        *(one.summary_line() for one in Decision.objects.all()), "8 July 2019",
        "spare ones at the depot", "Six spare ones in a drawer",
        "New handsets, all of them", "20 September 2019", "£420,000", "£90,000", "Mending the old ones",
    ):  # fmt: skip
        assert words.lower() in shown.lower(), (words, shown)
    (row,) = rows_of(member, "/proposals/csv/")
    assert {"510000.00", "New handsets"} <= set(row.values())


def test_no_answer_is_lost(member):
    in_file = {row["Question"]: row for row in rows_of(member, "/enquiries/csv/?state=sent_back&state=open")}
    assert set(in_file) == set(ANSWERS)
    for question, (answer, day) in ANSWERS.items():
        assert in_file[question]["Answer"] == answer
        assert in_file[question]["Sent back on"] == day.isoformat()
        shown = words_of(page(member, Enquiry.objects.get(text=question).get_absolute_url()))
        assert answer in shown
        assert british_day(day, year=day.year != 2020) in shown


@pytest.mark.parametrize("reference", DATES)
def test_no_date_of_a_recommendation_is_lost(member, reference):
    one = Recommendation.objects.get(reference=reference)
    shown = words_of(page(member, one.get_absolute_url()))
    everything = "".join(f"&standing={value}" for value in ("overdue", "open", "said_done", "risk", "checked"))
    rows = rows_of(member, f"/audit/recommendations/csv/?{everything[1:]}")
    row = next(row for row in rows if row["Reference"] == reference)
    dates = DATES[reference]
    for day in dates:
        assert british_day(day) in shown
    assert row["First date"] == (dates[0].isoformat() if dates else "")
    assert row["Revised date"] == (dates[-1].isoformat() if len(dates) > 1 else "")
    if reference == "1.1":
        assert row["Times moved"] == "2"
        assert "payroll is late" in shown
        assert "the new payroll starts then" in shown
    if reference == "1.2":
        assert (row["Evidence"], row["Date of evidence"]) == ("Eleven names, signed", "2019-10-15")


def pictures(html: str) -> list[tuple[str, list[str]]]:
    """Every picture with its description and the numbers that stand in it."""
    found = re.findall(r'<svg[^>]*role="img"[^>]*aria-label="([^"]*)"[^>]*>(.*?)</svg>', html, re.S)
    return [(told, re.findall(r'<text class="v-t v-t--b"[^>]*>([^<]+)</text>', inside)) for told, inside in found]


def tables(html: str) -> str:
    return words_of(" ".join(re.findall(r"<table.*?</table>", html, re.S)))


def test_every_chart_has_its_table_with_the_same_numbers(member):
    review = Review.objects.get()
    addresses = [
        *(one.get_absolute_url() for one in BudgetLine.objects.all()), Figure.objects.get().get_absolute_url(),
        review.get_absolute_url(), "/money/", "/figures/", "/audit/", "/audit/recommendations/", "/enquiries/",
        Proposal.objects.get().get_absolute_url(), "/proposals/",
        "/audit/committee/?standing=checked&standing=open&standing=overdue&standing=said_done",
    ]  # fmt: skip
    drawn = {}
    for address in addresses:
        html = page(member, address)
        in_tables = tables(html)
        for told, numbers in pictures(html):
            drawn[address] = drawn.get(address, 0) + 1
            assert numbers, address
            assert told, address
            for number in numbers:
                wanted = "in line" if number == "0" and "/money/" in address else number
                assert re.search(rf"(?<![\w£.]){re.escape(wanted)}(?![\d.]\w)", in_tables), (address, number)
                assert wanted in told, (address, number, told)
    assert sorted(drawn.values()) == [2, 2, 2, 2]  # two budget lines, the saving, by priority: wide and narrow

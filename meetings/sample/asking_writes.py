"""What the sample's finance asks and what DMT is asked for: two questions, and two proposals on their way."""

from __future__ import annotations

from datetime import date
from typing import Any

from hackit.audience import Audience
from hackit.dates import financial_year
from hackit.models import Forum
from hackit.sample_ground import Sample
from meetings.agenda.models import AboutType
from meetings.agenda.writes import put_on_agenda
from meetings.enquiries.writes import ask
from meetings.models import BudgetLine, Enquiry, Meeting, Proposal
from meetings.proposals.models import YearRow
from meetings.proposals.writes import propose
from meetings.sample.after_writes import Told
from meetings.sample.money_writes import PHONES, THOUSAND, VENDORS

DESKS = "Shared desks: two floors of the Guildhall"
PHONE = "One standard phone for people who work out of the office"
RUN_RATE = "What do the vendor lines cost us in a usual month?"
CODES = "Which cost code carries the first fifty phones?"


def told() -> list[Told]:
    """What was asked between the meetings, and on which day."""
    return [
        (-38, _finance_asks),
        (-25, _phones_are_proposed),
        (-19, _finance_is_answered),
        (-13, _desks_are_proposed),
        (-12, _finance_asks_again),
    ]


def _ask(sample: Sample, on: date, text: str, owner: str, due: int, budget: str, topic: str) -> None:
    data = {
        "text": text, "asked_by": Enquiry.AskedBy.FINANCE, "asker": None, "asker_group": None, "asker_text": "",
        "asked_on": on, "forum": Forum.objects.get(name="DMT"), "audience": Audience.MEMBERS,
        "budget_line": BudgetLine.objects.get(title=budget), "topics": [sample.topics[topic]],
        "owner": sample.people[owner], "due": sample.day(due),
    }  # fmt: skip
    ask(data, by=sample.people["Priya Nair"])


def _finance_asks(sample: Sample, on: date) -> None:
    _ask(sample, on, RUN_RATE, "Daniel Okafor", -18, VENDORS, "Licences")


def _finance_is_answered(sample: Sample, on: date) -> None:
    words = "About £8k more than budgeted, of which £5k is one supplier"
    daniel = sample.people["Daniel Okafor"]
    Enquiry.objects.live().get(text=RUN_RATE).answer_with(words, by=daniel, on=on, sent_back_on=on)


def _finance_asks_again(sample: Sample, on: date) -> None:
    _ask(sample, on, CODES, "Yusuf Demir", 9, PHONES, "Mobile phones")


def _propose(sample: Sample, on: date, title: str, meeting: int, item: str, **said: Any) -> None:
    """Write a proposal down and put it on a meeting’s agenda as `item`, where what is decided is as open as it is."""
    data: dict[str, Any] = {
        "title": title, "move_from": None, "move_to": None, "capital_total": None, "revenue_total": None,
        "lasting_cost": None, "benefit_owner": None, "benefit_due": None, "paper_url": "", "years": [],
        "forum": Forum.objects.get(name="DMT"), "audience": Audience.MEMBERS,
    }  # fmt: skip
    proposal = propose(data | said, by=sample.people["Priya Nair"], on=on)
    proposal.created_at = sample.at(on, 15)
    proposal.save(update_fields=["created_at"])
    agenda = Meeting.objects.get(forum__name="DMT", date=sample.day(meeting))
    put_on_agenda(proposal, AboutType.PROPOSAL, agenda, title=item, by=sample.people["Priya Nair"], runs=True)


def _phones_are_proposed(sample: Sample, on: date) -> None:
    year = financial_year(sample.on)
    _propose(
        sample, on, PHONE, -21, "One standard phone", asked=Proposal.Asked.SPEND,
        summary="The same phone for everybody who works out of the office, and a SIM for anybody else who wants one.",
        capital_total=510 * THOUSAND, revenue_total=80 * THOUSAND,
        years=[
            YearRow(year, 310 * THOUSAND, 20 * THOUSAND), YearRow(year + 1, 140 * THOUSAND, 30 * THOUSAND),
            YearRow(year + 2, 60 * THOUSAND, 30 * THOUSAND),
        ],
        alternatives="Order the same phones again; or give everybody a SIM and nobody a phone.",
        benefit="Nobody at the depot waits for a phone that somebody else has.", lead=sample.people["Yusuf Demir"],
        benefit_owner=sample.people["Grace Li"], benefit_due=sample.day(180), topics=[sample.topics["Mobile phones"]],
        audience=Audience.STAFF,
    )  # fmt: skip


def _desks_are_proposed(sample: Sample, on: date) -> None:
    _propose(
        sample, on, DESKS, -7, "Shared desks", asked=Proposal.Asked.RESOURCE,
        summary="Two floors with thirty fixed cables, where nobody has a desk of their own and nobody books one.",
        capital_total=38 * THOUSAND, lasting_cost=4 * THOUSAND,
        alternatives="A booking system on every floor; or leaving the desks as they are.",
        benefit="Two floors that are full on Tuesdays instead of four that are half empty.",
        lead=sample.people["Grace Li"], topics=[sample.topics["Shared desks"]],
    )  # fmt: skip

"""The sample's money: budget lines that DMT follows, a saving that shrank, and an investment moved to other years."""

from __future__ import annotations

from datetime import date

from hackit.amounts import read_amounts
from hackit.audience import Audience
from hackit.dates import financial_year, financial_year_label
from hackit.models import Forum
from hackit.sample_ground import Sample
from meetings.figures.said import read_one
from meetings.figures.writes import keep_figure, say, say_anew
from meetings.models import BudgetLine, Figure
from meetings.money.models import Nature, Position, RequestState
from meetings.money.profile_models import Amounts, reprofile
from meetings.money.writes import follow_budget, record_position
from meetings.sample.after_writes import Told

VENDORS, PHONES, SUITE = "Vendor increases", "Mobile phones, three years", "One office suite instead of two"
THOUSAND = 1_000_00


def told() -> list[Told]:
    """What happened to money between the meetings, and on which day."""
    return [
        (-80, _lines_are_followed),
        (-45, _a_saving_is_promised),
        (-30, _phones_are_profiled),
        (-18, _the_saving_shrinks),
        (-16, _vendors_are_looked_at),
        (-4, _phones_move_to_later_years),
    ]


def _lines_are_followed(sample: Sample, on: date) -> None:
    year = financial_year(sample.on)
    told = (
        (f"Revenue budget {financial_year_label(year)}", year, "Daniel Okafor", None),
        (VENDORS, None, "Daniel Okafor", "Licences"),
        (PHONES, None, "Yusuf Demir", "Mobile phones"),
    )
    for title, of_year, lead, topic in told:
        data = {
            "title": title, "financial_year": of_year, "forum": Forum.objects.get(name="DMT"),
            "lead": sample.people[lead], "topic": sample.topics[topic] if topic else None,
            "audience": Audience.MEMBERS,
        }  # fmt: skip
        follow_budget(data, by=sample.people["Priya Nair"])


def _a_saving_is_promised(sample: Sample, on: date) -> None:
    """Said and kept outside a meeting, as the form of a new figure keeps it."""
    quantity, daniel = read_one("£70k a year"), sample.people["Daniel Okafor"]
    data = {
        "title": SUITE, "quantity": quantity, "state": Figure.State.PROPOSED, "forum": Forum.objects.get(name="DMT"),
        "topic": sample.topics["Licences"], "lead": daniel, "audience": Audience.MEMBERS,
    }  # fmt: skip
    figure = keep_figure(data, by=daniel, on=on)
    words = "If every team gives up the second suite by the end of the year"
    say(figure, quantity, words=words, day=on, by=daniel)


def _the_saving_shrinks(sample: Sample, on: date) -> None:
    data = {
        "quantity": read_one("£62k a year"), "state": Figure.State.AGREED, "said_on": on,
        "words": "Planning keep the second suite for their drawings: eleven licences stay",
    }  # fmt: skip
    say_anew(Figure.objects.live().get(title=SUITE), data, by=sample.people["Daniel Okafor"], on=on)


def _phones_are_profiled(sample: Sample, on: date) -> None:
    """What finance is asked to move from capital and to revenue, when it was first asked."""
    budget, yusuf, year = BudgetLine.objects.get(title=PHONES), sample.people["Yusuf Demir"], financial_year(sample.on)
    budget.put_state(RequestState.PROPOSED, by=yusuf, on=on)
    amounts = {
        year: Amounts(310 * THOUSAND, 20 * THOUSAND), year + 1: Amounts(140 * THOUSAND, 30 * THOUSAND),
        year + 2: Amounts(60 * THOUSAND, 30 * THOUSAND),
    }  # fmt: skip
    reprofile(budget, amounts, by=yusuf, on=on, total=590 * THOUSAND, why="Most phones are bought in the first year")


def _phones_move_to_later_years(sample: Sample, on: date) -> None:
    budget, yusuf, year = BudgetLine.objects.get(title=PHONES), sample.people["Yusuf Demir"], financial_year(sample.on)
    amounts = {
        year: Amounts(180 * THOUSAND, 20 * THOUSAND), year + 1: Amounts(270 * THOUSAND, 30 * THOUSAND),
        year + 2: Amounts(60 * THOUSAND, 30 * THOUSAND),
    }  # fmt: skip
    why = "The area offices come after the depot, so half of the phones are bought a year later"
    reprofile(budget, amounts, by=yusuf, on=on, total=590 * THOUSAND, why=why)
    budget.put_state(RequestState.WITH_FINANCE, by=yusuf, on=on)


def _vendors_are_looked_at(sample: Sample, on: date) -> None:
    """A position that was said in no meeting."""
    data = {
        "state": Position.State.OVER, "amount": next(iter(read_amounts("about £40k"))), "nature": Nature.REVENUE,
        "basis": Position.Basis.WORKING, "period": None, "financial_year": financial_year(on), "said_on": on,
        "words": "One supplier took its increase back when Daniel rang", "brings": sample.people["Ruth Bello"],
        "final_on": sample.day(7),
    }  # fmt: skip
    record_position(BudgetLine.objects.get(title=VENDORS), data, by=sample.people["Daniel Okafor"])

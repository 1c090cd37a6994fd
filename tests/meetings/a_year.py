"""A financial year of a management team's money and audit, invented: what is typed and written down, month by month.

`expected` of a month is what its three items open with, in the words of `test_a_year.memory_in_words`, and nothing
else. `EVER` is everything that was said in the year and must be readable at its end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hackit.audience import Audience
from hackit.models import Forum, Person
from meetings.agenda.writes import put_on_agenda
from meetings.audit.querysets import Response, Stage
from meetings.audit.writes import change_recommendation, change_review, record_recommendation, record_review
from meetings.figures.said import read_one
from meetings.figures.writes import keep_figure, say, say_anew, set_state
from meetings.models import BudgetLine, Caveat, Decision, Figure, Meeting, Proposal, Recommendation, Referral, Review
from meetings.money.models import RequestState
from meetings.money.profile_models import Amounts, reprofile
from meetings.money.writes import close_budget, follow_budget
from meetings.proposals.models import YearRow
from meetings.proposals.writes import propose, take_further

K = 1_000_00


@dataclass
class Cast:
    """Whom the year is about."""

    dmt: Forum
    hmt: Forum
    priya: Person
    daniel: Person
    grace: Person


Step = tuple[date, Callable[[Cast, date], object]]


@dataclass(frozen=True)
class Month:
    """A meeting: what was done before it, what its items open with, what is typed under them."""

    on: date
    before: Sequence[Step] = ()
    expected: Mapping[str, Sequence[str]] = field(default_factory=dict)
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def follow(title: str, lead: str) -> Callable[[Cast, date], object]:
    def do(cast: Cast, on: date) -> object:
        data = {
            "title": title, "financial_year": 2019, "forum": cast.dmt, "lead": getattr(cast, lead), "topic": None,
            "audience": Audience.MEMBERS,
        }  # fmt: skip
        return follow_budget(data, by=cast.priya)

    return do


def request(title: str, state: RequestState) -> Callable[[Cast, date], object]:
    return lambda cast, on: BudgetLine.objects.get(title=title).put_state(state, by=cast.grace, on=on)


def profile(title: str, why: str, *years: tuple[int, int, int]) -> Callable[[Cast, date], object]:
    """Thousands from capital and to revenue by year, £590k in all."""

    def do(cast: Cast, on: date) -> object:
        amounts = {year: Amounts(capital * K, revenue * K) for year, capital, revenue in years}
        return reprofile(BudgetLine.objects.get(title=title), amounts, by=cast.grace, on=on, total=590 * K, why=why)

    return do


def close(title: str) -> Callable[[Cast, date], object]:
    return lambda cast, on: close_budget(BudgetLine.objects.get(title=title), by=cast.priya, on=on)


def keep_saving(cast: Cast, on: date) -> None:
    quantity = read_one("£70k a year")
    data = {
        "title": "One tariff", "quantity": quantity, "state": Figure.State.PROPOSED, "forum": cast.dmt, "topic": None,
        "lead": cast.daniel, "audience": Audience.MEMBERS,
    }  # fmt: skip
    say(keep_figure(data, by=cast.daniel, on=on), quantity, words="If all change over", day=on, by=cast.daniel)


def saving_shrinks(cast: Cast, on: date) -> None:
    data = {
        "quantity": read_one("£62k a year"), "state": Figure.State.AGREED, "words": "Lifts keep the old one",
        "said_on": on,
    }  # fmt: skip
    say_anew(Figure.objects.get(), data, by=cast.daniel, on=on)


def saving_delivered(cast: Cast, on: date) -> None:
    set_state(Figure.objects.get(), Figure.State.DELIVERED, by=cast.daniel, on=on)


def _review(cast: Cast, **extra: Any) -> dict[str, Any]:
    return {
        "title": "Access to systems", "plan_year": 2019, "stage": Stage.FIELDWORK, "note": "", "planned_for": "Q1",
        "reported_on": None, "opinion": "", "lead": cast.grace, "auditor": (None, "Ada Bright"), "forum": cast.dmt,
        "topic": None, "audience": Audience.MEMBERS,
    } | extra  # fmt: skip


def review_begins(cast: Cast, on: date) -> None:
    record_review(_review(cast), by=cast.priya)


def _recommended(reference: str, text: str, **extra: Any) -> dict[str, Any]:
    return {
        "reference": reference, "priority": "High", "finding": "", "text": text, "response": Response.AGREED,
        "response_words": "", "risk_by": (None, ""), "risk_until": None, "action_text": "", "owner": None,
        "helpers": [], "due": None,
    } | extra  # fmt: skip


def review_reports(cast: Cast, on: date) -> None:
    review = Review.objects.get()
    data = _review(cast, stage=Stage.FINAL, reported_on=on, opinion="Limited assurance")
    change_review(review, data, by=cast.priya, version=review.version)
    for recommended in (
        _recommended("1.1", "End access at once", action_text="Switch off access on the last day", owner=cast.daniel,
                     due=date(2019, 6, 28)),
        _recommended("1.2", "Know who may change what", action_text="Look at the list of administrators",
                     owner=cast.grace, due=date(2019, 9, 30), priority="Low"),
        _accepted(cast, date(2019, 12, 1)),
    ):  # fmt: skip
        record_recommendation(review, recommended, by=cast.grace, on=on)


def _accepted(cast: Cast, until: date) -> dict[str, Any]:
    return _recommended(
        "1.3", "Replace the old screens", response=Response.NOT_AGREED, risk_by=(cast.grace, ""), risk_until=until
    )


def _one(reference: str) -> Recommendation:
    return Recommendation.objects.select_related("review", "action").get(reference=reference)


def checked(reference: str) -> Callable[[Cast, date], object]:
    return lambda cast, on: _one(reference).mark_checked(on=on, who="Ada Bright", by=cast.grace)


def risk_looked_at_again(cast: Cast, on: date) -> None:
    one = _one("1.3")
    change_recommendation(one, _accepted(cast, date(2020, 12, 1)), by=cast.grace, on=on, version=one.version)


def evidence(cast: Cast, on: date) -> None:
    _one("1.2").add_evidence("Eleven names, signed", dated=on, by=cast.grace)


def handsets_are_proposed(cast: Cast, on: date) -> None:
    data = {
        "title": NEW, "summary": "", "asked": Proposal.Asked.SPEND, "move_from": None, "move_to": None,
        "capital_total": 510 * K, "revenue_total": None, "lasting_cost": 4 * K, "alternatives": "Mending the old ones",
        "benefit": "Nobody shares a phone.", "benefit_owner": cast.grace, "benefit_due": date(2020, 3, 1),
        "lead": cast.grace, "paper_url": "", "forum": cast.dmt, "topics": [], "audience": Audience.MEMBERS,
        "years": [YearRow(2019, 420 * K), YearRow(2020, 90 * K)],
    }  # fmt: skip
    propose(data, by=cast.grace, on=on)


def handsets_come_on(cast: Cast, on: date) -> None:
    meeting = Meeting.objects.get(forum=cast.dmt, date=date(2019, 7, 8))
    put_on_agenda(Proposal.objects.get(), "proposal", meeting, title=NEW, by=cast.priya, runs=True)


def handsets_go_to_the_board(cast: Cast, on: date) -> None:
    take_further(
        Proposal.objects.get(), title=NEW, to_forum=cast.hmt, on=on, by=cast.priya, decision=Decision.objects.get()
    )


def the_board_agrees(cast: Cast, on: date) -> None:
    Referral.objects.get().answer_with(Decision.Outcome.AGREED, by=cast.priya, on=on, text="New handsets, all of them")


def the_caveat_is_met(cast: Cast, on: date) -> None:
    Caveat.objects.get().settle(Caveat.State.DONE, by=cast.grace, on=on, evidence="Six spare ones in a drawer")


NEW = "New handsets"
REVENUE, VENDORS, HANDSETS = "Revenue budget 2019/20", "Vendor increases", "Handset refresh"
SCREENS = "1.3 risk accepted until 1 Dec 2019"
PLAN = ["plan of 2019/20: 1 of 1 reported"]
MOVED_ONCE, MOVED_TWICE = "1.1 first 28 Jun 2019, now 31 Aug 2019", "1.1 first 28 Jun 2019, now 30 Nov 2019"

MONTHS = (
    Month(
        date(2019, 4, 8),
        [(date(2019, 4, 1), follow(REVENUE, "daniel")), (date(2019, 4, 1), follow(VENDORS, "daniel")),
         (date(2019, 4, 2), review_begins)],
        {"finance": [f"{REVENUE}: nothing said", f"{VENDORS}: nothing said"],
         "audit": ["plan of 2019/20: 0 of 1 reported, 1 in fieldwork"]},
        {"finance": ["Vendor increases: working P12: £65k over, Daniel final next DMT",
                     "question from finance: what do the vendor lines cost a month? Daniel to answer by 3 May"]},
    ),
    Month(
        date(2019, 5, 13), [(date(2019, 4, 30), keep_saving), (date(2019, 5, 2), review_reports)],
        {"finance": [f"{VENDORS}: working £65k over at P12, waits for Daniel Okafor 13 May 2019",
                     f"{REVENUE}: nothing said", "saving One tariff: £70k",
                     "1 What do the vendor lines cost a month? asked 5 weeks ago"],
         "audit": [*PLAN, "open 1.1 first 28 Jun 2019", "open 1.2 first 30 Sep 2019"]},
        {"finance": ["Vendor increases: final P12: £61k over",
                     "Revenue budget: working P1: in line, Daniel final next DMT"]},
    ),
    Month(
        date(2019, 6, 10),
        [(date(2019, 5, 20), follow(HANDSETS, "grace")),
         (date(2019, 5, 20), request(HANDSETS, RequestState.PROPOSED)),
         (date(2019, 5, 20), profile(HANDSETS, "All at once", (2019, 420, 30), (2020, 90, 50))),
         (date(2019, 5, 22), handsets_are_proposed)],
        {"finance": [f"{REVENUE}: working in line at P1, waits for Daniel Okafor 10 Jun 2019",
                     f"{HANDSETS}: nothing said", f"{VENDORS}: final £61k over at P12, was working £65k over at P12",
                     "saving One tariff: £70k", "1 What do the vendor lines cost a month? asked 9 weeks ago"],
         "investment": [f"{HANDSETS} proposed since 20 May 2019: £510k from capital, £80k to revenue",
                        "proposal New handsets: Not decided yet"],
         "audit": [*PLAN, "open 1.1 first 28 Jun 2019", "open 1.2 first 30 Sep 2019"]},
        {"finance": ["answered 1: about £5k a month", "Revenue budget: final P1: in line",
                     "Vendor increases: working P2: £52k over, Daniel final next DMT"]},
    ),
    Month(
        date(2019, 7, 8), [(date(2019, 6, 20), saving_shrinks),
         (date(2019, 6, 24), handsets_come_on)],
        {"finance": [(f"{VENDORS}: working £52k over at P2, was final £61k over at P12, "
                      "waits for Daniel Okafor 8 Jul 2019"),
                     f"{HANDSETS}: nothing said", f"{REVENUE}: final in line at P1, was working in line at P1",
                     "saving One tariff: £62k, first £70k"],
         "investment": [f"{HANDSETS} proposed since 20 May 2019: £510k from capital, £80k to revenue",
                        "proposal New handsets: Not decided yet"],
         "audit": [*PLAN, "overdue 1.1 first 28 Jun 2019", "open 1.2 first 30 Sep 2019"]},
        {"finance": ["Vendor increases: final P2: £49k over"],
         "proposal": ["agreed new handsets, subject to: spare ones at the depot (Grace by 1 September)"],
         "audit": ["question from audit: who holds the keys to the server room? Grace to answer by 1 August",
                   "Switch off access on the last day moved to 31 August: payroll is late"]},
    ),
    Month(
        date(2019, 8, 12), [(date(2019, 7, 15), request(HANDSETS, RequestState.WITH_FINANCE))],
        {"finance": [f"{HANDSETS}: nothing said", f"{REVENUE}: final in line at P1, was working in line at P1",
                     f"{VENDORS}: final £49k over at P2, was working £52k over at P2",
                     "saving One tariff: £62k, first £70k"],
         "investment": [f"{HANDSETS} with finance since 15 Jul 2019: £510k from capital, £80k to revenue",
                        "proposal New handsets: Agreed with caveats: DMT, 1 to meet"],
         "audit": [*PLAN, f"open {MOVED_ONCE}", "open 1.2 first 30 Sep 2019",
                   "1 Who holds the keys to the server room? asked 5 weeks ago"]},
        {"finance": ["Revenue budget: working P4: £30k over, Daniel final next DMT"]},
    ),
    Month(
        date(2019, 9, 9),
        [(date(2019, 8, 20), profile(HANDSETS, "The depot waits", (2019, 180, 30), (2020, 330, 50))),
         (date(2019, 8, 15), handsets_go_to_the_board)],
        {"finance": [(f"{REVENUE}: working £30k over at P4, was final in line at P1, "
                      "waits for Daniel Okafor 9 Sep 2019"),
                     f"{HANDSETS}: nothing said", f"{VENDORS}: final £49k over at P2, was working £52k over at P2",
                     "saving One tariff: £62k, first £70k"],
         "investment": [f"{HANDSETS} with finance since 15 Jul 2019: £510k from capital, £80k to revenue, reprofiled",
                        "proposal New handsets: Waiting for HMT, 1 to meet"],
         "audit": [*PLAN, f"overdue {MOVED_ONCE}", "open 1.2 first 30 Sep 2019",
                   "1 Who holds the keys to the server room? asked 9 weeks ago"]},
        {"finance": ["Revenue budget: final P4: £26k over"],
         "audit": ["answered 1: the caretaker",
                   "Switch off access on the last day moved to 30 November: the new payroll starts then"]},
    ),
    Month(
        date(2019, 10, 14), [(date(2019, 9, 20), the_board_agrees)],
        {"finance": [f"{HANDSETS}: nothing said", f"{REVENUE}: final £26k over at P4, was working £30k over at P4",
                     f"{VENDORS}: final £49k over at P2, was working £52k over at P2",
                     "saving One tariff: £62k, first £70k"],
         "investment": [f"{HANDSETS} with finance since 15 Jul 2019: £510k from capital, £80k to revenue, reprofiled",
                        "proposal New handsets: Agreed by HMT, 1 to meet"],
         "audit": [*PLAN, "overdue 1.2 first 30 Sep 2019", f"open {MOVED_TWICE}"]},
        {"finance": ["Vendor increases: working P6: £45k over, Daniel final next DMT",
                     "Revenue budget: working P6: £12k over, Daniel final next DMT"],
         "audit": ["done look at the list of administrators"]},
    ),
    Month(
        date(2019, 11, 11), [(date(2019, 10, 15), evidence),
         (date(2019, 10, 20), the_caveat_is_met)],
        {"finance": [(f"{REVENUE}: working £12k over at P6, was final £26k over at P4, "
                      "waits for Daniel Okafor 11 Nov 2019"),
                     (f"{VENDORS}: working £45k over at P6, was final £49k over at P2, "
                      "waits for Daniel Okafor 11 Nov 2019"),
                     f"{HANDSETS}: nothing said", "saving One tariff: £62k, first £70k"],
         "investment": [f"{HANDSETS} with finance since 15 Jul 2019: £510k from capital, £80k to revenue, reprofiled"],
         "audit": [*PLAN, f"open {MOVED_TWICE}", "1 to check"]},
        {"finance": ["Revenue budget: final P6: £9k over"]},
    ),
    Month(
        date(2019, 12, 9), [(date(2019, 11, 20), checked("1.2")), (date(2019, 11, 25), saving_delivered)],
        {"finance": [(f"{VENDORS}: working £45k over at P6, was final £49k over at P2, "
                      "waits for Daniel Okafor 11 Nov 2019"),
                     f"{HANDSETS}: nothing said", f"{REVENUE}: final £9k over at P6, was working £12k over at P6"],
         "investment": [f"{HANDSETS} with finance since 15 Jul 2019: £510k from capital, £80k to revenue, reprofiled"],
         "audit": [*PLAN, f"overdue {MOVED_TWICE}", SCREENS]},
        {"finance": ["Vendor increases: final P6: £44k over"], "audit": ["done switch off access on the last day"]},
    ),
    Month(
        date(2020, 1, 13),
        [(date(2019, 12, 16), request(HANDSETS, RequestState.AGREED)), (date(2019, 12, 17), risk_looked_at_again)],
        {"finance": [f"{HANDSETS}: nothing said", f"{REVENUE}: final £9k over at P6, was working £12k over at P6",
                     f"{VENDORS}: final £44k over at P6, was working £45k over at P6"],
         "investment": [f"{HANDSETS} agreed since 16 Dec 2019: £510k from capital, £80k to revenue, reprofiled"],
         "audit": [*PLAN, "1 to check"]},
        {"finance": ["Revenue budget: working P9: in line, Daniel final next DMT"],
         "investment": ["question from the board: why are the handsets late? Grace to answer by 7 February"]},
    ),
    Month(
        date(2020, 2, 10),
        [(date(2020, 2, 3), checked("1.1")), (date(2020, 2, 5), request(HANDSETS, RequestState.SET_UP))],
        {"finance": [(f"{REVENUE}: working in line at P9, was final £9k over at P6, "
                      "waits for Daniel Okafor 10 Feb 2020"),
                     f"{HANDSETS}: nothing said", f"{VENDORS}: final £44k over at P6, was working £45k over at P6"],
         "investment": ["proposal New handsets: Agreed by HMT, benefit due 1 Mar 2020",
                        "1 Why are the handsets late? asked 4 weeks ago"], "audit": PLAN},
        {"finance": ["Revenue budget: final P9: £2k under"], "investment": ["answered 1: the supplier had none"]},
    ),
    Month(
        date(2020, 3, 9), [(date(2020, 2, 28), close(VENDORS))],
        {"finance": [f"{HANDSETS}: nothing said", f"{REVENUE}: final £2k under at P9, was working in line at P9"],
         "investment": ["proposal New handsets: Agreed by HMT, benefit due 1 Mar 2020"], "audit": PLAN},
        {"finance": ["Revenue budget: working P11: £4k under, Daniel final 20 April"]},
    ),
)  # fmt: skip

EVER: Mapping[str, Sequence[tuple[date, str]]] = {
    VENDORS: [
        (date(2019, 4, 8), "Working £65k over"), (date(2019, 5, 13), "Final £61k over"),
        (date(2019, 6, 10), "Working £52k over"), (date(2019, 7, 8), "Final £49k over"),
        (date(2019, 10, 14), "Working £45k over"), (date(2019, 12, 9), "Final £44k over"),
    ],
    REVENUE: [
        (date(2019, 5, 13), "Working in line"), (date(2019, 6, 10), "Final in line"),
        (date(2019, 8, 12), "Working £30k over"), (date(2019, 9, 9), "Final £26k over"),
        (date(2019, 10, 14), "Working £12k over"), (date(2019, 11, 11), "Final £9k over"),
        (date(2020, 1, 13), "Working in line"), (date(2020, 2, 10), "Final £2k under"),
        (date(2020, 3, 9), "Working £4k under"),
    ],
    HANDSETS: [],
}  # fmt: skip
"""Every position that was said of a budget line, oldest first."""

PROFILES = {1: {2019: ("420", "30"), 2020: ("90", "50")}, 2: {2019: ("180", "30"), 2020: ("330", "50")}}
SAVING = [(date(2019, 4, 30), "£70k"), (date(2019, 6, 20), "£62k")]
ANSWERS = {
    "What do the vendor lines cost a month?": ("about £5k a month", date(2019, 6, 10)),
    "Who holds the keys to the server room?": ("the caretaker", date(2019, 9, 9)),
    "Why are the handsets late?": ("the supplier had none", date(2020, 2, 10)),
}
DATES = {
    "1.1": [date(2019, 6, 28), date(2019, 8, 31), date(2019, 11, 30)], "1.2": [date(2019, 9, 30)], "1.3": [],
}  # fmt: skip

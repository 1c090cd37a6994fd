"""The sample's audit: two reviews and what they recommend; what is late, what was checked, which risk was accepted."""

from __future__ import annotations

from datetime import date
from typing import Any

from hackit.audience import Audience
from hackit.dates import financial_year
from hackit.models import Forum
from hackit.sample_ground import Sample
from meetings.audit.querysets import Response, Stage, State
from meetings.audit.writes import record_recommendation, record_review
from meetings.models import Recommendation, Review
from meetings.sample.after_writes import Told

CYBER, LEAVERS = "Cyber security", "Leavers’ access"


def told() -> list[Told]:
    """What happened to reviews and recommendations between the meetings, and on which day."""
    return [
        (-62, _the_cyber_review_reports),
        (-34, _one_is_done),
        (-24, _one_moves),
        (-15, _audit_looks),
        (-11, _the_next_review_begins),
        (-8, _one_moves_again),
    ]


def _the_cyber_review_reports(sample: Sample, on: date) -> None:
    """Four of its sixteen recommendations: the others ended before anybody kept them here."""
    review = _review(sample, CYBER, Stage.FINAL, reported_on=on, opinion="Reasonable assurance", planned_for="Q1")
    people = sample.people
    for reference, priority, owner, due, finding, text, agreed in (
        ("2", "High", "Tomasz Zielinski", -33,
         "Nine accounts of people who had moved elsewhere could still change the firewall.",
         "Let only those change the firewall who need to, and look at the list each quarter.",
         "Cut the list of firewall administrators to four"),
        ("4", "High", "Yusuf Demir", -22,
         "Nobody could show who had asked for a server to be open to the internet, or when.",
         "Keep, for each server that is open, who asked for it and until when.",
         "Write down for each open server who asked for it"),
        ("12", "Medium", "Tomasz Zielinski", 45,
         "Two suppliers sign in with a password that they share.",
         "Give each person of a supplier a login of their own.",
         "Give both suppliers logins by name"),
    ):  # fmt: skip
        data = _recommended(reference, priority, finding, text)
        data |= {"action_text": agreed, "owner": people[owner], "due": sample.day(due)}
        record_recommendation(review, data, by=people["Tomasz Zielinski"], on=on)
    data = _recommended(
        "15", "Low", "Two screens in reception run software that gets no updates.", "Replace both screens."
    )
    data |= {
        "response": Response.NOT_AGREED, "risk_by": (people["Helen Marsh"], ""), "risk_until": sample.day(150),
        "response_words": "They hang on a network of their own and show nothing but the weather and the queue.",
    }  # fmt: skip
    record_recommendation(review, data, by=people["Tomasz Zielinski"], on=on)


def _review(sample: Sample, title: str, stage: str, **extra: Any) -> Review:
    data = {
        "title": title, "plan_year": financial_year(sample.on), "stage": stage, "note": "", "planned_for": "",
        "reported_on": None, "opinion": "", "lead": sample.people["Tomasz Zielinski"],
        "auditor": (sample.people["Martin Frost"], ""), "forum": Forum.objects.get(name="DMT"),
        "topic": sample.topics["Cyber review"], "audience": Audience.MEMBERS,
    }  # fmt: skip
    return record_review(data | extra, by=sample.people["Priya Nair"])


def _recommended(reference: str, priority: str, finding: str, text: str) -> dict[str, Any]:
    return {
        "reference": reference, "priority": priority, "finding": finding, "text": text, "response": Response.AGREED,
        "response_words": "", "risk_by": (None, ""), "risk_until": None, "action_text": "", "owner": None,
        "helpers": [], "due": None,
    }  # fmt: skip


def _of_cyber(reference: str) -> Recommendation:
    rows = Recommendation.objects.live().select_related("review", "action")
    return rows.get(review__title=CYBER, reference=reference)


def _one_is_done(sample: Sample, on: date) -> None:
    one, tomasz = _of_cyber("2"), sample.people["Tomasz Zielinski"]
    one.add_evidence("The list of firewall administrators, four names", dated=on, by=tomasz)
    one.say(State.DONE, by=tomasz, on=on)


def _one_moves(sample: Sample, on: date) -> None:
    _move(sample, on, -10, "Half of the servers belong to teams that were on leave")


def _one_moves_again(sample: Sample, on: date) -> None:
    _move(sample, on, -2, "Two of the teams have not answered yet")


def _move(sample: Sample, on: date, to: int, why: str) -> None:
    one, yusuf = _of_cyber("4"), sample.people["Yusuf Demir"]
    one.give_action(owner=yusuf, due=sample.day(to), by=yusuf, on=on, reason=why)


def _audit_looks(sample: Sample, on: date) -> None:
    _of_cyber("2").mark_checked(on=on, who="Martin Frost", by=sample.people["Tomasz Zielinski"])


def _the_next_review_begins(sample: Sample, on: date) -> None:
    """In draft, with the one thing that it has found so far."""
    review = _review(sample, LEAVERS, Stage.DRAFT, planned_for="Q3", lead=sample.people["Daniel Okafor"])
    data = _recommended(
        "1", "Medium", "Three of forty people who left could still read their mail a week later.",
        "End access on the last day, without anybody having to ask.",
    )  # fmt: skip
    data |= {
        "response": Response.PARTLY, "action_text": "End access from the list that Payroll sends on Thursdays",
        "response_words": "Payroll tells us on Thursdays, so it may take six days.",
        "owner": sample.people["Daniel Okafor"], "due": sample.day(60),
    }  # fmt: skip
    record_recommendation(review, data, by=sample.people["Tomasz Zielinski"], on=on)

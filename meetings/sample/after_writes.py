"""What happened between the sample's meetings: the board's answer, dates moved, promises made elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hackit.audience import Audience
from hackit.models import Forum, TopicWording
from hackit.sample_ground import Sample
from meetings.actions.sources import Source
from meetings.actions.writes import record_action
from meetings.decisions.writes import send_up
from meetings.models import Action, Caveat, Decision, Referral

PHONE = "one standard phone for people who work out"
PHONES_STAND = (
    "The board agreed that people who work out of the office get one standard phone and everyone else who wants one "
    "gets a SIM. The first fifty phones are out, at the repairs depot; the area offices are next."
)
PHONES_EXPLAINED = (
    "If your work takes you out of the office you get a phone that works with the systems you use. If you mostly work "
    "at a desk you keep your own phone, and we give you a SIM if you want one. Nobody is asked to share a phone with "
    "three colleagues any more."
)
DESKS_STAND = "DMT wants two floors of the Guildhall with thirty fixed cables and no booking system. It waits for HMT."
TAX, APP = "Tax check on a SIM in somebody’s own phone", "The repairs app works on the standard phone"


Told = tuple[int, Callable[[Sample, date], object]]
"""What happened so many days from the Monday of the latest meeting."""


@dataclass(frozen=True)
class Step:
    """Something that happened on a day: done after that day's meeting, before the next one."""

    on: date
    do: Callable[[], object]


def steps(sample: Sample, *others: Sequence[Told]) -> list[Step]:
    """Everything that happened between meetings, and what others tell, in order."""
    told: list[Told] = [
        (-41, _finance_is_late),
        (-21, _phones_go_to_the_board),
        (-20, _the_board_answers),
        (-12, _a_promise_is_begun),
        (-10, _the_app_works),
        (-9, _the_tax_check_is_done),
        (-6, _desks_go_to_the_board),
        (-5, _promises_from_one_to_ones),
        (0, _words_about_topics),
    ]
    told += [one for other in others for one in other]
    days = [(sample.day(offset), do) for offset, do in sorted(told, key=lambda one: one[0])]
    return [Step(day, lambda day=day, do=do: do(sample, day)) for day, do in days]


def action_called(words: str) -> Action:
    """The one action whose text holds these words. Raises DoesNotExist."""
    return Action.objects.live().get(text__icontains=words)


def decision_called(words: str) -> Decision:
    """The one decision whose text holds these words. Raises DoesNotExist."""
    return Decision.objects.live().get(text__icontains=words)


def _recorded_on(sample: Sample, on: date, action: Action | None) -> None:
    """An action of no meeting stands in time where it was recorded."""
    if action is not None:
        action.created_at = sample.at(on, 15)
        action.save(update_fields=["created_at"])


def _finance_is_late(sample: Sample, on: date) -> None:
    action = action_called("sign off hardware over")
    daniel = sample.people["Daniel Okafor"]
    action.add_update("Ruth has asked for the scheme of delegation. Nothing yet.", by=daniel, on=on)
    action.move_to(sample.day(18), by=daniel, on=on, reason="The scheme is being rewritten")


def _phones_go_to_the_board(sample: Sample, on: date) -> None:
    """The division's choice with its reasons takes the place of the earlier one, and goes to the board."""
    helen = sample.people["Helen Marsh"]
    decision = decision_called(PHONE)
    decision.reasons = (
        "34 of the 40 people in the pilot would keep the phone, and the six who wouldn’t never needed one. "
        "It costs more in the first year and less from the second on."
    )
    decision.alternatives = (
        "One phone for everybody. Doing nothing until the contract ends: cheaper for a year, then dearer."
    )
    decision.review_date = on + timedelta(days=270)
    decision.save_as(by=helen, verb="reasons added")
    decision_called("no new work phones are bought until").replace_with(decision, by=helen)
    _send_up(sample, "Mobile phones", "Mobile phones: one standard phone, and SIM-only for everyone else", decision, on)


def _send_up(sample: Sample, topic: str, title: str, decision: Decision, on: date) -> None:
    dmt, hmt = Forum.objects.get(name="DMT"), Forum.objects.get(name="HMT")
    send_up(
        title=title, forum=dmt, to_forum=hmt, on=on, by=sample.people["Helen Marsh"], decision=decision,
        item=decision.item, topic=sample.topics[topic],
    )  # fmt: skip


def _the_board_answers(sample: Sample, on: date) -> None:
    helen = sample.people["Helen Marsh"]
    referral = Referral.objects.live().get(title__startswith="Mobile phones")
    answer = referral.answer_with(
        Decision.Outcome.CAVEATS, by=helen, on=on,
        text="People who work out of the office get one standard phone, and everyone else who wants one gets a SIM",
    )  # fmt: skip
    told = ((TAX, "Daniel Okafor", 13, "launch"), (APP, "Yusuf Demir", 12, "any spend"))
    for text, owner, days, needed_before in told:
        due = on + timedelta(days=days)
        caveat = answer.add_caveat(text, by=helen, owner=sample.people[owner], due=due, needed_before=needed_before)
        _recorded_on(sample, on, caveat.action)


def _a_promise_is_begun(sample: Sample, on: date) -> None:
    grace = sample.people["Grace Li"]
    action_called("write to everyone who carries a phone").set_status(
        Action.Status.IN_PROGRESS, by=grace, on=on, note="Half the letters are out; Housing wants to see the rest first"
    )
    action_called("evidence for recommendation 4").set_status(
        Action.Status.IN_PROGRESS, by=sample.people["Yusuf Demir"], on=on
    )


def _the_app_works(sample: Sample, on: date) -> None:
    Caveat.objects.live().get(text=APP).settle(
        Caveat.State.DONE, by=sample.people["Yusuf Demir"], on=on,
        evidence="Two people at the depot opened twenty jobs each: five seconds at most",
    )  # fmt: skip
    action_called("name two people at the depot").complete(by=sample.people["Ravi Sethi"], on=on)


def _the_tax_check_is_done(sample: Sample, on: date) -> None:
    Caveat.objects.live().get(text=TAX).settle(
        Caveat.State.DONE, by=sample.people["Daniel Okafor"], on=on,
        evidence="Advice in writing: no tax to pay so long as the council owns the contract",
    )  # fmt: skip


def _desks_go_to_the_board(sample: Sample, on: date) -> None:
    """What the board has not answered yet."""
    decision = decision_called("two floors of the Guildhall")
    _send_up(sample, "Shared desks", "Shared desks: two floors of the Guildhall", decision, on)


def _promises_from_one_to_ones(sample: Sample, on: date) -> None:
    """Actions that no meeting made, as the form of a new action makes them."""
    people, topics = sample.people, sample.topics
    source = Source(f"one-to-one, {on:%a} {on.day} {on:%B}")
    told: tuple[tuple[str, str, list[str], int, list[str]], ...] = (
        ("Name somebody to run the Wi-Fi pilot", "Helen Marsh", ["Grace Li"], 3, ["Workplace"]),
        ("Lend two tablets to the repairs depot", "Yusuf Demir", [], 25, ["Housing repairs"]),
        ("Find out how many people come in on the same day", "Samira Khan", ["Grace Li"], 14, ["Shared desks"]),
        ("Write down how a new starter gets a phone", "Sam Whitfield", [], 19, ["Mobile phones"]),
    )  # fmt: skip
    for text, owner, helpers, days, about in told:
        data = {
            "text": text, "owner": people[owner], "due": sample.day(days), "audience": Audience.STAFF, "forum": None,
            "helpers": [people[name] for name in helpers], "topics": [topics[name] for name in about],
        }  # fmt: skip
        _recorded_on(sample, on, record_action(data, by=people["Helen Marsh"], source=source))
    action_called("Wi-Fi pilot").complete(by=people["Helen Marsh"], on=on)
    action_called("order phones for the six area offices").set_status(
        Action.Status.IN_PROGRESS, by=people["Yusuf Demir"], on=on, note="Four of six ordered"
    )


def _words_about_topics(sample: Sample, on: date) -> None:
    """Where topics stand, and how we explain one of them; what everyone may read and what the group says apart."""
    helen, topics = sample.people["Helen Marsh"], sample.topics
    answer = Referral.objects.live().get(title__startswith="Mobile phones").answer
    desks = decision_called("two floors of the Guildhall")
    stands, explain = TopicWording.Kind.STANDS, TopicWording.Kind.EXPLAIN
    told = (
        ("Mobile phones", stands, Audience.EVERYONE, answer, "HMT", PHONES_STAND),
        ("Mobile phones", explain, Audience.EVERYONE, answer, "DMT", PHONES_EXPLAINED),
        ("Shared desks", stands, Audience.STAFF, desks, "DMT", DESKS_STAND),
    )
    for topic, kind, audience, decision, group, text in told:
        TopicWording(
            topic=topics[topic], kind=kind, text=text, said_on=on, audience=audience, forum_id=desks.forum_id,
            source_label=f"{group}, {decision.date:%a} {decision.date.day} {decision.date:%B %Y}",
            source_url=decision.get_absolute_url(),
        ).save_as(by=helen, verb="worded")  # fmt: skip

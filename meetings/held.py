"""What the tables of meetings hold about people, and which rows are one person's own."""

from __future__ import annotations

from collections.abc import Iterable

from hackit.held import NAMED, PRIVATE, TECHNICAL, WRITTEN, Held, Removal
from hackit.models import Person
from hackit.running.retention import Rule
from meetings.models import ActionBatch, Line, NameInGroup, Presence

ROWS = (
    Held(
        ("meetings.Attendance", "meetings.Meeting", "meetings.AgendaItem", "meetings.StandingItem"), NAMED,
        "Meetings: who was there, and who leads an item.",
        "to say who took part",
    ),
    Held(
        (
            "meetings.Action", "meetings.ActionHelper", "meetings.ActionUpdate", "meetings.ActionLink",
            "meetings.Reply",
        ), NAMED,
        "What you promised, with its dates and what you said of it, and answers you gave by the link in a letter.",
        "so that it gets done. People outside never see whose it is",
    ),
    Held(
        ("meetings.Decision", "meetings.Caveat", "meetings.Referral", "meetings.Enquiry", "meetings.ComingUp"), NAMED,
        "Decisions, questions and what is coming up, with who asked, answers or sees to it.",
        "so that they can be explained years later",
    ),
    Held(
        (
            "meetings.BudgetLine", "meetings.BudgetStep", "meetings.BudgetProfile", "meetings.Position",
            "meetings.Figure", "meetings.FigureSaid", "meetings.Proposal", "meetings.ProposalMove", "meetings.Review",
            "meetings.Recommendation", "meetings.Evidence", "meetings.Scale",
        ), NAMED,
        "Money and audit: who leads a budget, a figure, a proposal or a review, and who said what of it.",
        "to account for it",
    ),
    Held(
        ("meetings.Line", "meetings.Idea", "meetings.Point"), WRITTEN,
        "Lines that you type in a meeting, as typed, and conversation points. A jotting is yours alone until you "
        "use it.",
        "to be the record",
    ),
    Held(
        ("meetings.NameInGroup",), NAMED, "Whom a group means by a short name.", "so that a typed name finds you",
    ),
    Held(
        ("meetings.Presence",), TECHNICAL,
        "When you last had a meeting’s page open, and up to where you have read it.",
        "to show who is there and what is new to you", "presence",
    ),
    Held(
        ("meetings.ActionBatch",), PRIVATE, "Which actions you changed in one go.", "so that you can take it back",
        "batches",
    ),
)  # fmt: skip

NOBODY = {
    "meetings.Paper": "titles and addresses of papers",
    "meetings.BudgetYear": "amounts",
    "meetings.ProposalYear": "amounts",
}

NAMES = {
    "attendance": "*",  # the field is who it is
    "member added": "member", "member's part changed": "member", "member left": "member",
    "name settled": "name", "name forgotten": "name",
}  # fmt: skip

RULES = (
    Rule(
        "presence", "who had a meeting’s page open", 365, 30,
        lambda before: [Presence.objects.filter(seen_at__lt=before)]
    ),
    Rule("batches", "ways back from one press", 30, 1, lambda before: [ActionBatch.objects.filter(at__lt=before)]),
)  # fmt: skip


def removals(person: Person) -> Iterable[Removal]:
    """Jottings, whatever became of them keeps its own words; names settled in groups; presence; ways back."""
    yield Removal("jottings", Line.objects.filter(author=person, item=None))
    yield Removal("short names in groups", NameInGroup.objects.filter(person=person))
    yield Removal("when they had meetings open", Presence.objects.filter(person=person))
    yield Removal("several actions changed in one go", ActionBatch.objects.filter(by=person))

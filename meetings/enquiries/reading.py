"""Questions put to a group, as an item's memory, the agenda and the lists show them, each with its age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When

from meetings.agenda.models import AgendaItem, Meeting
from meetings.enquiries.models import Enquiry, EnquiryQuerySet
from meetings.money.models import BudgetLine

MOST_BESIDE = 8
"""So many stand beside an agenda, the longest asked first; the rest a link away."""


@dataclass(frozen=True)
class EnquiryShown:
    """A question with its age on a day, and the number that the line means it by (0: none)."""

    enquiry: Enquiry
    age: str
    number: int = 0


def age_words(asked_on: date, *, on: date) -> str:
    """How long ago it was asked: "asked today", "asked 9 days ago", "asked 5 weeks ago", "asked 4 months ago"."""
    days = (on - asked_on).days
    if days <= 0:
        return "asked today"
    if days == 1:
        return "asked yesterday"
    if days < 14:
        return f"asked {days} days ago"
    if days < 92:
        return f"asked {days // 7} weeks ago"
    months = (on.year - asked_on.year) * 12 + on.month - asked_on.month - (on.day < asked_on.day)
    return f"asked {max(months, 3)} months ago"


def for_rows(enquiries: EnquiryQuerySet) -> EnquiryQuerySet:
    """Questions with all that a row asks of each."""
    return enquiries.select_related("forum", "asker", "asker_group", "action__owner", "budget_line")


def shown(enquiries: Iterable[Enquiry], *, on: date) -> list[EnquiryShown]:
    """Each with its age."""
    return [EnquiryShown(one, age_words(one.asked_on, on=on)) for one in enquiries]


def questions_beside(meeting: Meeting, user) -> list[EnquiryShown]:
    """What the group was asked by the day of a meeting and nobody sent back yet: stands beside its agenda."""
    rows = Enquiry.objects.visible_to(user).waiting().filter(forum_id=meeting.forum_id, asked_on__lte=meeting.date)
    return shown(for_rows(rows)[:MOST_BESIDE], on=meeting.date)


def questions_about(page: str, user, *, budget: BudgetLine | None = None) -> list[Enquiry]:
    """What this reader sees of what was asked about a page or a budget line, the open ones first. One question."""
    about = Q(about_url=page) if budget is None else Q(about_url=page) | Q(budget_line=budget)
    is_open = Case(When(state=Enquiry.State.OPEN, then=0), default=1)
    rows = Enquiry.objects.visible_to(user).filter(about).order_by(is_open, "-asked_on", "-pk")
    return list(rows.select_related("asker", "asker_group")[:MOST_BESIDE])


def questions_above(item: AgendaItem, user) -> list[EnquiryShown]:
    """What stands above an item of finance, investment or audit until it is answered. One question for all."""
    day = item.meeting.date
    rows = for_rows(Enquiry.objects.visible_to(user).beside(item))
    return [EnquiryShown(one, age_words(one.asked_on, on=day), number) for number, one in enumerate(rows, 1)]

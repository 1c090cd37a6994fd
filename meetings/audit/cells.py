"""A recommendation as one row of a spreadsheet: the list's file and the committee's are the same."""

from __future__ import annotations

from django.http import HttpRequest

from hackit.dates import financial_year_label
from meetings.audit.reading import Shown

HEADER = (
    "Review", "Plan year", "Reference", "Priority", "Finding", "Recommendation", "Our response", "Response in words",
    "Risk accepted by", "Risk accepted until", "Agreed action", "Owner", "First date", "Revised date", "Times moved",
    "Reason for the revised date", "Where it stands", "We say since", "Audit checked", "Checked by",
    "Evidence", "Date of evidence", "Replaced by", "Group", "Address",
)  # fmt: skip


def cells_of(request: HttpRequest, row: Shown) -> list[object]:
    """The cells under `HEADER`. Without a revised date that cell is empty."""
    one = row.one
    return [
        one.review.title, financial_year_label(one.review.plan_year), one.reference, one.priority, one.finding,
        one.text, one.get_response_display(), one.response_words, one.risk_accepted_by, one.risk_until, row.agreed,
        row.owner, row.first, row.revised, row.action.times_moved if row.action else "", row.why if row.revised else "",
        row.standing.label, one.said_on, one.checked_on, one.checked_by, row.evidence, row.evidence_on,
        one.replaced_by.label() if one.replaced_by else "", one.review.forum.name,
        request.build_absolute_uri(one.get_absolute_url()),
    ]  # fmt: skip

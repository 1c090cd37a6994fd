"""What the columns of a spreadsheet of recommendations are, by their headings. Pure."""

from __future__ import annotations

from meetings.importing.headings import Column, Columns
from meetings.importing.table import Limits

LIMITS = Limits(rows=10_000, bytes=5_000_000)

REVIEW, YEAR, STAGE, OPINION, AUDITOR = "review", "year", "stage", "opinion", "auditor"
REFERENCE, FINDING, TEXT, PRIORITY = "reference", "finding", "text", "priority"
RESPONSE, RESPONSE_WORDS, RISK_BY, RISK_UNTIL = "response", "response_words", "risk_by", "risk_until"
ACTION, OWNER, HELPERS = "action", "owner", "helpers"
FIRST, REVISED, MOVED, WHY = "first", "revised", "moved", "why"
STATUS, SAID, CHECKED, CHECKED_BY = "status", "said", "checked", "checked_by"
EVIDENCE, EVIDENCE_ON, GROUP, ADDRESS = "evidence", "evidence_on", "group", "address"

COLUMNS = Columns((
    Column(REVIEW, "Review", (
        "review", "audit", "audit title", "audit name", "audit review", "name of audit", "report", "report title",
        "audit report", "audit area", "review title",
    )),
    Column(YEAR, "Plan year", ("plan year", "audit year", "financial year", "audit plan year", "year")),
    Column(OPINION, "Opinion", ("opinion", "assurance", "assurance level", "assurance opinion", "overall opinion")),
    Column(AUDITOR, "Lead auditor", ("lead auditor", "auditor", "audit lead")),
    Column(REFERENCE, "Reference", (
        "reference", "ref", "rec ref", "recommendation ref", "recommendation reference", "rec no",
        "recommendation no", "recommendation number", "reference number", "ref no", "rec", "no", "number", "id",
    )),
    Column(FINDING, "Finding", (
        "finding", "findings", "what was found", "issue", "issue identified", "weakness", "observation",
        "risk identified", "finding and risk", "control weakness", "risk",
    )),
    Column(TEXT, "Recommendation", (
        "recommendation", "what is recommended", "recommendations", "recommended action", "audit recommendation",
        "recommendation text",
    )),
    Column(PRIORITY, "Priority", (
        "priority", "priority rating", "rating", "risk rating", "grade", "priority level", "importance", "category",
    )),
    Column(RESPONSE, "Our response", (
        "our response", "response", "agreed", "accepted", "agreed y n", "management decision", "agreed or not",
    )),
    Column(RESPONSE_WORDS, "Response in words", (
        "response in words", "management response", "management comment", "management comments", "response comments",
    )),
    Column(RISK_BY, "Risk accepted by", ("risk accepted by", "risk owner", "accepted by")),
    Column(RISK_UNTIL, "Risk accepted until", ("risk accepted until", "accepted until")),
    Column(ACTION, "Agreed action", (
        "agreed action", "agreed actions", "management action", "action agreed", "action plan", "action", "actions",
    )),
    Column(OWNER, "Owner", (
        "owner", "action owner", "responsible officer", "officer responsible", "responsible", "person responsible",
        "responsible person", "lead officer", "assigned to", "who", "by whom", "officer", "lead",
    )),
    Column(HELPERS, "With", ("with", "supported by", "others")),
    Column(FIRST, "First date", (
        "first date", "original date", "original due date", "original target date", "agreed date", "target date",
        "due date", "implementation date", "date due", "deadline", "by when", "due", "target", "when",
    )),
    Column(REVISED, "Revised date", (
        "revised date", "revised due date", "revised target date", "revised implementation date", "new date",
        "latest date", "current due date", "extended date",
    )),
    Column(MOVED, "Times moved", ("times moved", "date changes", "number of revisions")),
    Column(WHY, "Reason for the revised date", (
        "reason for the revised date", "reason for revised date", "reason for delay", "reason for extension",
        "reason for change", "reason",
    )),
    Column(STATUS, "Where it stands", (
        "where it stands", "status", "current status", "implementation status", "state", "progress status", "rag",
        "implemented", "complete", "completed", "progress",
    )),
    Column(SAID, "We say since", (
        "we say since", "date implemented", "implemented on", "date completed", "completion date", "completed on",
        "closed on", "date closed",
    )),
    Column(CHECKED, "Audit checked", (
        "audit checked", "date verified", "verified on", "verified", "validated on", "date validated", "checked on",
        "date checked by audit",
    )),
    Column(CHECKED_BY, "Checked by", ("checked by", "verified by", "validated by")),
    Column(EVIDENCE, "Evidence", ("evidence", "evidence of implementation", "evidence provided", "latest update",
                                  "update", "progress update", "comments")),
    Column(EVIDENCE_ON, "Date of evidence", ("date of evidence", "evidence date", "date of update")),
    Column(GROUP, "Group", ("group", "forum", "board")),
    Column(ADDRESS, "Address of the recommendation here", ("address",)),
))  # fmt: skip

"""Every form that makes something: where it stands, what is typed into it, and of which table it makes a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Creating:
    """One form. `{n}` in what is typed differs each time; other names in braces are refs that `make_forms` tells.

    `by`: the function in which its token is taken. `asked`: sent to the page first; the form stands in the answer.
    `most`: how often it is tried at most; None: as often as all. `waits`: seconds that it must have been open.
    `to`: where a button of its own sends it; "" for where the form goes.
    """

    by: str
    page: str
    typed: Mapping[str, str]
    table: str
    token: str = "token"
    asked: Mapping[str, str] | None = None
    most: int | None = None
    by_nobody: bool = False
    waits: float = 0.0
    to: str = ""


FOR_GROUP = {"forum": "{forum}"}
AGENDA = {"title": "Put on agenda {n}", "meeting": "{meeting}"}
REFERRAL = {"title": "A paper {n}", "to_forum": "hmt"}
ACTIONS = "Ref,What,Who\n1,Count the phones {n},Grace Li\n"
BUDGETS = "Budget line,Request\nRefresh {n},Proposed\n"
AUDITS = "Audit,Plan year,Ref,Recommendation,Agreed,Agreed action,Responsible officer,Target date\n"
AUDITS += "Backups {n},2019/20,1.1,Test the backups,Yes,Restore one,Grace Li,30/6/2030\n"
NOTE = "Weeknote w/c {monday}: phones {n}\n\nA good week.\n\nMobile phones\n\nWe counted the handsets.\n"

FORMS = (
    Creating("hackit.views.topic_edits.topic_new", "/topics/new/", {"name": "New topic {n}"}, "hackit_topic"),
    Creating(
        "hackit.views.topic_edits.topic_wording", "/topics/{topic}/wording/stands/", {"text": "It stands so, {n}"},
        "hackit_topicwording",
    ),
    Creating(
        "hackit.views.topic_csv.topics_import", "/topics/all/bring-in/", {"do": "save"}, "hackit_topic",
        asked={"text": "Topic\tAlso called\nBrought topic {n}\t\n"},
    ),
    Creating("hackit.views.people.person_new", "/people/new/", {"name": "Somebody New{n}"}, "hackit_person"),
    Creating(
        "hackit.views.people._new_login", "/people/{person}/login/", {"email": "new{n}@council.example"}, "hackit_user"
    ),
    Creating(
        "hackit.views.organisations.organisation_new", "/organisations/new/", {"name": "Body {n}"},
        "hackit_organisation",
    ),
    Creating("meetings.agenda.forum_views.forum_new", "/groups/new/", {"name": "Group {n}"}, "hackit_forum"),
    Creating(
        "meetings.agenda.forum_views.forum_members", "/groups/{forum}/members/", {"people": "Newcomer Number{n}"},
        "hackit_membership",
    ),
    Creating(
        "meetings.agenda.forum_views.forum_standing_items", "/groups/{forum}/standing-items/",
        {"title": "Standing {n}", "minutes": "10"}, "meetings_standingitem",
    ),
    Creating(
        "meetings.agenda.meeting_views.meeting_new", "/meetings/new/", {"date": "{ahead}", "start_time": "4pm"},
        "meetings_meeting",
    ),
    Creating(
        "meetings.agenda.meeting_views.meeting_attendance", "/meetings/{meeting}/attendance/",
        {"do": "guest", "person": "Guest Number{n}", "representing": "Internal audit"}, "meetings_attendance",
    ),
    Creating(
        "meetings.agenda.item_views._paste", "/meetings/{meeting}/agenda/", {"items": "Pasted {n}"},
        "meetings_agendaitem",
    ),
    Creating(
        "meetings.agenda.item_views.item_new", "/meetings/{meeting}/items/new/", {"title": "Item {n}"},
        "meetings_agendaitem",
    ),
    Creating(
        "meetings.agenda.item_views.item_suggest", "/groups/{forum}/suggest/", {"title": "Suggested {n}"},
        "meetings_agendaitem",
    ),
    Creating(
        "meetings.agenda.item_views._add_paper", "/items/{item}/edit/",
        {"paper-title": "Report {n}", "paper-url": "https://papers.example/{n}"}, "meetings_paper", "paper-token",
        to="/items/{item}/papers/",
    ),
    Creating("meetings.agenda.about_views.put", "/actions/{action}/agenda/", AGENDA, "meetings_agendaitem"),
    Creating("meetings.agenda.about_views.put", "/decisions/{decision}/agenda/", AGENDA, "meetings_agendaitem"),
    Creating("meetings.agenda.about_views.put", "/proposals/{proposal}/agenda/", AGENDA, "meetings_agendaitem"),
    Creating("meetings.agenda.about_views.put", "/lines/{line}/agenda/", AGENDA, "meetings_agendaitem"),
    Creating(
        "meetings.actions.several_views.action_several", "/actions/",
        {"do": "move", "due": "{ahead}", "pick": "{action}:1"}, "meetings_actionbatch",
    ),
    Creating("meetings.actions.views.action_new", "/actions/new/", {"text": "Do this {n}"}, "meetings_action"),
    Creating(
        "meetings.actions.views.action_update", "/actions/{action}/", {"text": "Half done {n}"},
        "meetings_actionupdate",
    ),
    Creating(
        "meetings.actions.detail_views.action_link", "/actions/{action}/",
        {"url": "https://plan.example/{n}", "words": "Plan {n}"}, "meetings_actionlink",
    ),
    Creating(
        "meetings.importing.sheet_writes._sent_again", "/actions/import/", {"do": "save"}, "meetings_action",
        asked={"text": ACTIONS, "forum": "{forum}", "audience": "members"},
    ),
    Creating(
        "meetings.ahead.views.coming_up_new", "/coming-up/new/", {"title": "Ahead {n}", "when": "{ahead}"},
        "meetings_comingup",
    ),
    Creating(
        "meetings.decisions.change_views.decision_new", "/decisions/new/",
        {"text": "Decided {n}", "outcome": "agreed"} | FOR_GROUP,
        "meetings_decision",
    ),
    Creating(
        "meetings.decisions.change_views.caveat_new", "/decisions/{decision}/caveats/", {"text": "Tax check {n}"},
        "meetings_caveat",
    ),
    Creating("meetings.decisions.referral_views._send", "/decisions/{decision}/take/", REFERRAL, "meetings_referral"),
    Creating(
        "meetings.decisions.referral_views._send", "/referrals/new/", REFERRAL | FOR_GROUP,
        "meetings_referral",
    ),
    Creating(
        "meetings.enquiries.change_views.enquiry_new", "/enquiries/new/",
        {"text": "Who holds the keys {n}?", "owner": "Grace Li"} | FOR_GROUP, "meetings_enquiry",
    ),
    Creating(
        "meetings.money.views.budget_new", "/money/new/", {"title": "Budget {n}"} | FOR_GROUP, "meetings_budgetline"
    ),
    Creating(
        "meetings.money.press_views.position_new", "/money/{budget}/", {"state": "over", "amount": "£4{n}k"},
        "meetings_position",
    ),
    Creating(
        "meetings.importing.sheet_writes._sent_again", "/money/bring-in/", {"do": "save"}, "meetings_budgetline",
        asked={"text": BUDGETS, "forum": "{forum}", "audience": "members"},
    ),
    Creating(
        "meetings.importing.sheet_writes._sent_again", "/audit/recommendations/bring-in/", {"do": "save"},
        "meetings_recommendation", asked={"text": AUDITS, "forum": "{forum}", "audience": "members"},
    ),
    Creating(
        "meetings.figures.views.figure_new", "/figures/new/",
        {"title": "Figure {n}", "amount": "£590k", "state": "agreed"} | FOR_GROUP, "meetings_figure",
    ),
    Creating(
        "meetings.figures.press_views.said_new", "/figures/{figure}/", {"amount": "£4{n}k", "state": "agreed"},
        "meetings_figuresaid",
    ),
    Creating(
        "meetings.figures.keep_views.figure_keep", "{keep}",
        {"title": "Kept figure {n}", "state": "proposed"} | FOR_GROUP, "meetings_figure",
    ),
    Creating("meetings.audit.views.review_new", "/audit/new/", {"title": "Review {n}"} | FOR_GROUP, "meetings_review"),
    Creating(
        "meetings.audit.recommendation_views.review_recommend", "/audit/{review}/recommend/",
        {"text": "Keep a list {n}"}, "meetings_recommendation",
    ),
    Creating(
        "meetings.audit.press_views.evidence_new", "/audit/recommendations/{recommended}/", {"words": "A list {n}"},
        "meetings_evidence",
    ),
    Creating(
        "meetings.proposals.views.proposal_new", "/proposals/new/",
        {"title": "Proposal {n}", "asked": "spend", "capital_total": "£1", "capital_0": "1"} | FOR_GROUP,
        "meetings_proposal",
    ),
    Creating(
        "meetings.proposals.press_views.proposal_outcome", "/proposals/{proposal}/", {"outcome": "agreed"},
        "meetings_decision",
    ),
    Creating(
        "meetings.proposals.press_views.proposal_take", "/proposals/{proposal}/take/", REFERRAL, "meetings_referral"
    ),
    Creating(
        "meetings.publishing.point_views.point_for_item", "/items/{item}/point/", {"text": "Forty people {n}."},
        "meetings_point",
    ),
    Creating(
        "meetings.publishing.publish_views.meeting_publish", "/meetings/{meeting}/publish/", {}, "hackit_publication"
    ),
    Creating(
        "weeknotes.writing.new_views._begun", "/weeknotes/new/", {"other": "{monday}"}, "weeknotes_weeknote"
    ),
    Creating(
        "weeknotes.writing.diary_views.weeknote_diary_keep", "/weeknotes/{note}/diary/", {}, "weeknotes_weeknotedraft",
        asked={"text": "Monday\n09:00 – 10:00 Phones {n}\n"},
    ),
    Creating("weeknotes.publishing.views.weeknote_publish", "/weeknotes/{note}/publish/", {}, "hackit_publication"),
    Creating(
        "weeknotes.bringing_in.views._save", "/weeknotes/import/", {"n0-keep": "on"}, "weeknotes_weeknote", "n0-token",
        asked={"text": NOTE},
    ),
    Creating(
        "weeknotes.reading.feedback_views.weeknote_feedback", "{published}feedback/", {"text": "Well done {n}"},
        "weeknotes_feedback", most=1, by_nobody=True, waits=3.2,
    ),
)  # fmt: skip

"""The models of meetings, by subject; the order of the imports is the order in which they may know each other."""

from meetings.actions.batch_models import ActionBatch
from meetings.actions.beside_models import ActionLink, ActionUpdate
from meetings.actions.models import Action
from meetings.agenda.models import AgendaItem, Attendance, ItemKind, Meeting, Paper, StandingItem
from meetings.agenda.names import NameInGroup
from meetings.agenda.presence import Presence
from meetings.ahead.models import ComingUp
from meetings.audit.beside_models import Evidence, Scale
from meetings.audit.models import Recommendation, Review
from meetings.decisions.models import Caveat, Decision, Referral
from meetings.enquiries.models import Enquiry
from meetings.figures.models import Figure, FigureSaid
from meetings.lines.models import Idea, Line, LineKind, Sort
from meetings.money.models import BudgetLine, BudgetStep, Position
from meetings.money.profile_models import BudgetProfile, BudgetYear
from meetings.proposals.models import Proposal, ProposalMove, ProposalYear
from meetings.publishing.models import Point
from meetings.reminders.models import Reply

__all__ = [
    "Action",
    "ActionBatch",
    "ActionLink",
    "ActionUpdate",
    "AgendaItem",
    "Attendance",
    "BudgetLine",
    "BudgetProfile",
    "BudgetStep",
    "BudgetYear",
    "Caveat",
    "ComingUp",
    "Decision",
    "Enquiry",
    "Evidence",
    "Figure",
    "FigureSaid",
    "Idea",
    "ItemKind",
    "Line",
    "LineKind",
    "Meeting",
    "NameInGroup",
    "Paper",
    "Point",
    "Position",
    "Presence",
    "Proposal",
    "ProposalMove",
    "ProposalYear",
    "Recommendation",
    "Referral",
    "Reply",
    "Review",
    "Scale",
    "Sort",
    "StandingItem",
]

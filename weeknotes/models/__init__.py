"""Weeknotes: what is being written, what it was before, and what its sections are about."""

from weeknotes.models.drafts import Answered, OtherWindow, Revision, WeeknoteDraft, Window
from weeknotes.models.feedback import Feedback
from weeknotes.models.images import WeeknoteImage, WeeknoteImageData
from weeknotes.models.preparing import PreparedImage, PreparedImport, PreparedNote
from weeknotes.models.sections import Section, SectionSort, WeeknoteAuthor
from weeknotes.models.weeknotes import MAX_BODY, Weeknote, WeeknoteQuerySet

__all__ = [
    "MAX_BODY",
    "Answered",
    "Feedback",
    "OtherWindow",
    "PreparedImage",
    "PreparedImport",
    "PreparedNote",
    "Revision",
    "Section",
    "SectionSort",
    "Weeknote",
    "WeeknoteAuthor",
    "WeeknoteDraft",
    "WeeknoteImage",
    "WeeknoteImageData",
    "WeeknoteQuerySet",
    "Window",
]

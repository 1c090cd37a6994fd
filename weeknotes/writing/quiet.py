"""The three questions of a quiet week: headings in the author's own voice, to write under or to leave. Pure.

They are plain text of the draft, so they are saved, kept and brought back like any other words. One that nobody answers
is taken out of the text when its author goes on to publishing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hackit.text import Section
from weeknotes.following import written_sections
from weeknotes.models import SectionSort

QUESTIONS: dict[str, tuple[str, ...]] = {
    SectionSort.HIGHLIGHT: (
        "What went well, big or small?",
        "Which moment was the highlight?",
        "What good news can I pass on?",
    ),
    SectionSort.LEARNING: (
        "What have I learnt, however small?",
        "What did I learn from somebody else?",
        "Which lesson will I use again?",
    ),
    SectionSort.DIDNT_WORK: (
        "What didn’t work, and what would I change?",
        "What went wrong that others could avoid?",
        "What did not go well, and why?",
    ),
    SectionSort.THANKS: (
        "Who do I want to thank, and what for?",
        "Who deserves a shout-out?",
        "Whose help am I grateful for?",
    ),
    SectionSort.MET: (
        "Who have I met that I should see again?",
        "What did somebody I met tell me?",
        "Who should have met whom?",
    ),
}
"""What is asked for each sort, in words that name it."""
OPEN = (
    "What took most of my time?",
    "What comes next that others should know of?",
    "What would I like to hear from who reads this?",
)
"""What is asked of anybody, last."""
USUAL = (SectionSort.HIGHLIGHT, SectionSort.LEARNING, SectionSort.THANKS)
ASKED = frozenset(words for some in (*QUESTIONS.values(), OPEN) for words in some)


def questions_for(sorts: Sequence[str], monday: date, *, kept: Sequence[str] = ()) -> list[str]:
    """Three questions: two of what the author's headings are about, in their order, and one of anything.

    `sorts` are those of the headings; `kept` those that the author keeps for staff, of which nothing is asked. The same
    week asks the same questions, the next one others.
    """
    week = monday.toordinal() // 7
    about = [sort for sort in dict.fromkeys([*sorts, *USUAL]) if sort in QUESTIONS and sort not in kept]
    first = week % len(about) if about else 0
    chosen = {about[first], about[(first + 1) % len(about)]} if about else set()
    asked = [QUESTIONS[sort][week % len(QUESTIONS[sort])] for sort in about if sort in chosen]
    return [*asked, *(OPEN[(week + n) % len(OPEN)] for n in range(3 - len(asked)))]


def unanswered(body: str) -> list[str]:
    """The questions in a text under which nothing stands."""
    return [part.heading for part in _empty(body)]


def without_unanswered(body: str) -> str:
    """The text less the questions under which nothing stands; all else stays to the letter."""
    for part in reversed(_empty(body)):
        body = body[: part.start] + body[part.end :]
    return body


def _empty(body: str) -> list[Section]:
    parts = written_sections(body)
    return [
        part
        for part, after in zip(parts, [*parts[1:], None], strict=True)
        if part.heading in ASKED and not part.body.strip() and not (after and after.level > part.level)
    ]

"""What may be typed into the search box, as examples that find something: the page on how to search is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hackit.dates import financial_year, financial_year_label


@dataclass(frozen=True)
class Example:
    """What to type and what that asks for."""

    typed: str
    asks: str


def examples(on: date, *, staff: bool) -> list[tuple[str, list[Example]]]:
    """By heading what may be typed, with days that suit today; those on work in hand are for staff."""
    year = financial_year_label(financial_year(on))
    words = [
        Example("counting phones", "Both words in any form, such as “counted”. Capitals and accents do not matter."),
        Example('"standard phone"', "The words in a row."),
        Example("phone -budget", "With the first word and without the second."),
        Example("handset OR laptop", "One of the two is enough."),
        Example("apprent*", "Words that begin so."),
        Example("what did we say about mobiles?", "A question as you would ask it. A topic’s other names count too."),
        Example("telefony", "A slip is put right, and it says so."),
    ]  # fmt: skip
    about = [
        Example("topic:mobile-phones", "What is about a topic, by any of its names."),
        Example("person:grace", "What somebody has to do with."),
        Example("by:yusuf", "What somebody wrote."),
        Example("in:dmt", "What belongs to a group."),
        Example("kind:decision", "Decisions only. Also action, weeknote, meeting, caveat, question, idea, update."),
        Example("sort:learning", "Parts of weeknotes under that heading. Also thanks, met, tip, benefit, number."),
    ]
    when = [
        Example(f"phones from:{on.year - 1}", "Not before a day, month or year, such as 2019, 2019-04 or 3/6/2019."),
        Example(f"phones to:{on.year}", "Not after it."),
        Example(f"fy:{year}", "Of a financial year, from April to March."),
    ]
    work = [
        Example("is:open", "What is still to be done. Also overdue, done, waiting, agreed, put-off."),
        Example("kind:action phones", "Actions on something."),
        Example("owner:me", "What is yours to do. Put a name for somebody else."),
    ]
    several = [
        Example("topic:mobile-phones topic:area-offices", "Of one filter several: either is enough."),
        Example("topic:mobile-phones kind:decision", "Of two filters: both must hold."),
        Example("phones -topic:area-offices", "A minus before a filter leaves out what it names."),
    ]
    parts = [("Words", words), ("Who and what", about), ("When", when), ("Work in hand", work), ("Together", several)]
    return [part for part in parts if staff or part[0] != "Work in hand"]

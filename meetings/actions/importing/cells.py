"""What the cells of a status say: where an action stands, and what it waits for. Pure."""

from __future__ import annotations

import re

from meetings.importing.cells import one_line

LONGEST_STATUS = 200
"""A longer cell holds no status, and is not searched for one."""

_STATUSES = {
    "not_started": "not started,new,open,outstanding,to do,todo,not begun,not yet started,planned,pending,no,n,false,0",
    "in_progress": "in progress,started,ongoing,on going,underway,under way,on track,active,wip,doing,red,amber,green,"
    "yellow,r,a,g,late,overdue,at risk,delayed,behind,partly done,partially complete,carried forward",
    "waiting": "waiting,blocked,on hold,paused,parked,waiting for,waiting on,awaiting",
    "done": "done,complete,completed,closed,finished,blue,b,yes,y,true,x,1,100,✓,✔,☑,✅,discharged,achieved",
    "dropped": "no longer needed,dropped,cancelled,canceled,withdrawn,not needed,superseded,abandoned,rejected,n/a,na",
}
_MEANING = {word: status for status, words in _STATUSES.items() for word in words.split(",")}
_WAITS = re.compile(
    r"(?:waiting|wait|blocked|on hold)\s*(?:for|on|by|:|-|–)\s+(?P<whom>.+)|awaiting\s+(?P<what>.+)", re.I
)


def read_status(typed: str) -> tuple[str, str] | None:
    """(status, what it is waiting for) of a cell; an empty one is not started; None where it is not known."""
    words = one_line(typed)
    if not words:
        return "not_started", ""
    if len(words) > LONGEST_STATUS:
        return None
    if waits := _WAITS.fullmatch(words):
        return "waiting", (waits["whom"] or waits["what"]).strip()
    plain = words.lower().strip(" .!…")
    if plain in _MEANING:
        return _MEANING[plain], ""
    if share := re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*%(?:\s+(?:done|complete|completed))?", plain):
        part = int(share[1])
        return ("not_started" if part == 0 else "done" if part == 100 else "in_progress"), ""
    bare = re.sub(r"[\s✓✔☑✅]+$", "", plain)
    first = re.split(r"[-–:,(/]", bare)[0].strip()
    status = _MEANING.get(bare) or (_MEANING.get(first) if len(first) > 1 else None)
    return (status, "") if status else None

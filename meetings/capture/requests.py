"""How far a request to finance is: "Vendor increases: with finance". Only after the name of a line that is followed.

"Vendor increases: agreed" may be what the group decided; what finance did is said: "Vendor increases: finance agreed".
"""

from __future__ import annotations

import re

from meetings.capture.actions import Reading
from meetings.capture.things import Recognised

STATES = {
    "proposed": r"proposed(?:\s+to\s+finance)?",
    "with_finance": r"(?:with|sent\s+to|gone\s+to|submitted\s+to)\s+finance",
    "agreed": r"agreed\s+(?:by|with)\s+finance|finance\s+(?:has\s+|have\s+)?agreed(?:\s+(?:it|this|them))?",
    "set_up": r"(?:has\s+been\s+|been\s+)?set\s+up(?:\s+by\s+finance)?",
}
MARK = r"(?:\s*[:–—]\s*|\s+-\s+|,\s+|\s+(?:is|are)\s+)(?:now\s+)?"


def request(line: int, raw: str, text: str, reading: Reading) -> Recognised | None:
    """The state of a request that this line tells, and of which budget line; None where it tells anything else."""
    for budget in sorted(reading.budgets, key=lambda one: -len(one.name)):
        for name in dict.fromkeys((budget.name, re.sub(r"\s+20\d\d/\d\d$", "", budget.name))):
            words = r"[\s-]+".join(re.escape(word) for word in name.split())
            match = re.fullmatch(rf"{words}{MARK}(?P<said>[^:]+?)\s*[.!]?", text, re.I) if words else None
            if match is None:
                continue
            for state, form in STATES.items():
                if re.fullmatch(form, match["said"], re.I):
                    return Recognised(line, raw, "request", match["said"], target=budget.key, status=state)
    return None

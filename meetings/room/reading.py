"""Reading a line by its words or as the kind it is wished to be. A reader that breaks leaves a note."""

from __future__ import annotations

import logging

from meetings.capture import Recognised
from meetings.room.known import Known

logger = logging.getLogger(__name__)

LABELS = {"action": "action: ", "decision": "decision: ", "idea": "idea: ", "question": "? ", "ask": "ask: ",
          "coming_up": "coming up: "}  # fmt: skip


def read_as(kind: str, text: str, known: Known) -> list[Recognised]:
    """What is recognised, with its kind given ("" for: by the words). A reader that breaks leaves a note."""
    try:
        if not kind:
            return known.read(text)
        things = known.read(text)
        if len(things) == 1 and things[0].kind == kind:
            return things
        if kind in LABELS:
            labelled = known.read(LABELS[kind] + text)
            if len(labelled) == 1 and labelled[0].kind == kind:
                return labelled
    except Exception:  # nothing typed is ever lost, whatever the reader makes of it
        logger.exception("a line could not be read")
        return [Recognised(1, text, "note", text, flags=("not_understood",))]
    return [Recognised(1, text, kind, text.strip())]

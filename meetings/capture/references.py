"""References of recommendations in an update: "R2.1 now 30 Sept", "IT-07 done". They mean actions as numbers do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from meetings.capture.things import OpenAction, Recognised

MARK = "\ue000{}\ue001"
ONE = r"(?:#?\d{1,2}|\ue000\d+\ue001)"
"""An action by its number, or by a reference that `mark` has put a mark in the place of."""
MARKED = re.compile("\ue000(\\d+)\ue001")
# Where none stands at the head of a line, after a word of an update at most, nothing need be looked up.
LIKE_ONE = re.compile(
    r"(?:\[\s?[xX✓✔]\s?\]|☑|✅|✓|✔"
    r"|(?:done|with|drop|start|on\s+track|move|moved|push|pushed|delay|delayed|action|rec|recommendation)\b[:–-]?|\s)*"
    r"(?:[A-Za-z]{1,12}[\s.-]?\d|\d+[./-]?(?:\d|[A-Za-z]))",
    re.I,
)


@dataclass
class Marks:
    """A text with its references marked; what each mark stands for, as typed, and which actions it may mean."""

    text: str
    typed: list[str] = field(default_factory=list)
    meant: list[list[OpenAction]] = field(default_factory=list)

    def of(self, token: str) -> tuple[str, OpenAction | None]:
        """What stands behind a mark (as MARKED finds it), and the one action it means: two leave it open."""
        place = int(token.strip("\ue000\ue001"))
        found = self.meant[place]
        return self.typed[place], found[0] if len(found) == 1 else None

    def undone(self, thing: Recognised) -> Recognised:
        """The thing with what was typed in the place of marks in its other words."""
        return replace(
            thing, text=self._typed(thing.text), reason=self._typed(thing.reason),
            waiting_for=self._typed(thing.waiting_for), due_text=self._typed(thing.due_text),
        )  # fmt: skip

    def _typed(self, words: str) -> str:
        return MARKED.sub(lambda match: self.typed[int(match[1])], words)


def mark(text: str, open_actions: Sequence[OpenAction]) -> Marks | None:
    """The text with a mark in the place of every reference of these actions; None where none stands there.

    A reference has a digit, and is no number of one or two digits, which are those shown beside actions. Spaces and
    hyphens within it count for nothing: "IT 07" is "IT-07".
    """
    if not LIKE_ONE.match(text):
        return None
    by_key: dict[str, list[OpenAction]] = {}
    for action in open_actions:
        if re.search(r"\d", action.reference) and not re.fullmatch(r"\d{1,2}", action.reference.strip()):
            by_key.setdefault(_key(action.reference), []).append(action)
    if not by_key:
        return None
    forms = "|".join(_form(key) for key in sorted(by_key, key=len, reverse=True))
    marks = Marks("")

    def put(match: re.Match[str]) -> str:
        marks.typed.append(match[0])
        marks.meant.append(by_key[_key(match[0])])
        return MARK.format(len(marks.typed) - 1)

    marks.text = re.sub(rf"(?<![\w./-])(?:{forms})(?![\w/]|[.-]\w)", put, text, flags=re.I)
    return marks if marks.typed else None


def _key(reference: str) -> str:
    return re.sub(r"[\s-]+", "", reference).casefold()


def _form(key: str) -> str:
    return r"[\s-]?".join(re.escape(piece) for piece in re.findall(r"[^\W\d_]+|\d+|[\W_]", key))

"""What each row of a table would become: a recommendation of a review, one that is here already, or what is wrong.

Here the words of the table meet people, groups, reviews and what is recommended. Nothing is written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hackit.audience import visible_condition
from hackit.dates import british_day, financial_year_label
from hackit.models import Forum, ImportedItem, Person
from meetings.audit.importing import columns as col
from meetings.audit.importing.cells import read_response, read_standing
from meetings.audit.models import Recommendation, Review
from meetings.audit.querysets import Response, State
from meetings.importing.cells import NO_DAY, is_month_alone, looks_like_a_day, read_due, read_year, several_lines
from meetings.importing.kept import in_parts, refs_among
from meetings.importing.rows import HERE, CellReader, Known, Problem, differs
from meetings.importing.table import Row, Table

KIND = Recommendation._meta.label_lower
OF_REVIEW = ("opinion", "auditor", "auditor_text")

ReviewKey = tuple[int, int, str]
"""The group's id, the plan year, and the title in small letters."""


@dataclass
class Planned:
    """What a row becomes.

    values: of the recommendation; of_review: title, year, group, opinion, auditor; action: the values of its action,
    or None; why, moved_from: of a revised date; evidence: (words, day) or None; said: what to know about it.
    """

    line: int
    key: str
    values: dict[str, Any]
    of_review: dict[str, Any]
    action: dict[str, Any] | None
    helpers: list[Person] = field(default_factory=list)
    why: str = ""
    evidence: tuple[str, date] | None = None
    said: list[str] = field(default_factory=list)
    already: str = ""

    @property
    def review_key(self) -> ReviewKey:
        return self.of_review["forum"].pk, self.of_review["plan_year"], self.of_review["title"].casefold()

    @property
    def label(self) -> str:
        return f"{self.values['reference']} {self.values['text'] or self.values['finding']}".strip()

    @property
    def stands(self) -> str:
        """ "Open", "We say done", "Audit checked"."""
        if self.values["checked_on"]:
            return "Audit checked"
        return str(State(self.values["state"]).label)


@dataclass
class Plan:
    """All rows: those to make, those here already or twice in the file, what is wrong; reviews to make, and here."""

    new: list[Planned] = field(default_factory=list)
    known: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reviews: dict[ReviewKey, dict[str, Any]] = field(default_factory=dict)
    stored: dict[ReviewKey, Review] = field(default_factory=dict)

    @property
    def review_names(self) -> list[str]:
        """ "Access to systems, 2019/20" of each review that will be made."""
        return [f"{one['title']}, {financial_year_label(one['plan_year'])}" for one in self.reviews.values()]


@dataclass(frozen=True)
class Settled:
    """What somebody chose for all rows: group, year and review where a row names none; `who` is meant by a name."""

    forum: Forum | None
    plan_year: int
    who: Mapping[str, Person] = field(default_factory=dict)
    priorities: Sequence[str] = ()
    review: str = ""


def plan(table: Table, columns: Sequence[str], known: Known, settled: Settled) -> Plan:
    """What becomes of each row. Two questions and one for every 500 rows, however many there are."""
    made = Plan()
    if col.REVIEW not in columns and not settled.review:
        words = "Say which column names the review, for none of the headings does, or name it for all of them"
        made.problems.append(Problem(0, "", words))
    if col.TEXT not in columns and col.FINDING not in columns:
        made.problems.append(Problem(0, "", "Say which column holds the recommendation or the finding"))
    if made.problems:
        return made
    rows: list[Planned] = []
    for row in table.rows:
        reader = _Reader(row, table.headings, columns, known, settled)
        planned = reader.read()
        if planned:
            rows.append(planned)
        made.problems += reader.problems
    _look_at_what_is_here(made, rows, known)
    return made


def _look_at_what_is_here(made: Plan, rows: Sequence[Planned], known: Known) -> None:
    forums = {planned.of_review["forum"].pk for planned in rows}
    reviews = Review.objects.live().filter(forum__in=forums).select_related("forum")
    stored = {(one.forum_id, one.plan_year, one.title.casefold()): one for one in reviews}
    here = _references(stored.values())
    items = ImportedItem.objects.brought_in(KIND, [planned.key for planned in rows])
    kept = refs_among(Recommendation.objects.live(), items.values())
    lines: dict[str, Planned] = {}
    for planned in rows:
        review = stored.get(planned.review_key)
        item = items.get(planned.key)
        reference = planned.values["reference"].casefold()
        if review and reference and (review.pk, reference) in here:
            planned.already = here[review.pk, reference]
        elif item and item.record_ref in kept:
            planned.already = item.record_ref
        if planned.already:
            made.known.append(planned)
        elif planned.key in lines:
            _look_at_twin(made, planned, lines[planned.key])
        else:
            lines[planned.key] = planned
            made.new.append(planned)
            _want_review(made, planned, review)
    _tell_differences([planned for planned in made.known if planned.already], known)


def _tell_differences(already: Sequence[Planned], known: Known) -> None:
    """What rows say otherwise of what is here already: a question for every 500."""
    stored: dict[str, Recommendation] = {}
    for some in in_parts([planned.already for planned in already]):
        seen = Recommendation.objects.live().filter(visible_condition(Recommendation, known.viewer), ref__in=some)
        stored |= {one.ref: one for one in seen.select_related("action", "action__owner")}
    for planned in already:
        here = stored.get(planned.already)
        planned.said = [HERE, *(differences(planned, here) if here else [])]


def differences(planned: Planned, here: Recommendation) -> list[str]:
    """ "Priority: High here, Low in the file" of each value that the file has and that is another here."""
    pairs = [
        (col.COLUMNS.labels[name], getattr(here, name), planned.values[name])
        for name in ("finding", "text", "priority", "response_words")
    ]
    pairs.append(
        (
            col.COLUMNS.labels[col.RESPONSE],
            *(_label(Response, one) for one in (here.response, planned.values["response"])),
        )
    )
    pairs.append(("Where it stands", _label(State, here.state), _label(State, planned.values["state"])))
    if planned.action is not None:
        action, told = here.action, planned.action
        pairs += [
            ("Owner", action.owner if action else None, told["owner"]),
            ("Due", action.due if action else None, told["due"]),
        ]  # fmt: skip
    return [differs(label, one, other) for label, one, other in pairs if other not in (None, "") and one != other]


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _look_at_twin(made: Plan, planned: Planned, first: Planned) -> None:
    """A row with the key of another: the same again, or another recommendation under a reference that is taken."""
    same = all(planned.values[name].casefold() == first.values[name].casefold() for name in ("text", "finding"))
    if same:
        planned.said = [f"The same as line {first.line:,}: made once"]
        made.known.append(planned)
    else:
        words = f"Line {first.line:,} has reference {planned.values['reference']} of this review already"
        made.problems.append(Problem(planned.line, col.COLUMNS.labels[col.REFERENCE], words))


def _want_review(made: Plan, planned: Planned, review: Review | None) -> None:
    if review is not None:
        made.stored[planned.review_key] = review
        return
    wanted = made.reviews.setdefault(planned.review_key, dict(planned.of_review))
    for name in OF_REVIEW:
        wanted[name] = wanted[name] or planned.of_review[name]
    if wanted["auditor"]:
        wanted["auditor_text"] = ""


def _references(reviews: Iterable[Review]) -> dict[tuple[int, str], str]:
    """The refs of all that these reviews recommend, by review and reference in small letters."""
    ids = [review.pk for review in reviews]
    found: dict[tuple[int, str], str] = {}
    for start in range(0, len(ids), 500):
        rows = Recommendation.objects.live().filter(review__in=ids[start : start + 500]).exclude(reference="")
        for review_id, reference, ref in rows.values_list("review_id", "reference", "ref"):
            found[review_id, reference.casefold()] = ref
    return found


class _Reader(CellReader):
    """One row of recommendations."""

    labels = col.COLUMNS.labels

    def __init__(
        self, row: Row, headings: Sequence[str], columns: Sequence[str], known: Known, settled: Settled
    ) -> None:  # fmt: skip
        super().__init__(row, headings, columns, known, settled.who)
        self.settled = settled

    def read(self) -> Planned | None:
        """What the row becomes; None if something is wrong with it, or there is nothing in it that is looked at."""
        if not self.is_readable():
            return None
        of_review = self._review()
        values = {
            "reference": self.short(col.REFERENCE, 40),
            "finding": self.within(col.FINDING, several_lines(self.raw(col.FINDING)), 4000),
            "text": self.within(col.TEXT, several_lines(self.raw(col.TEXT)), 2000),
            "priority": self._priority(), **self._response(), **self._standing(),
        }  # fmt: skip
        if not values["text"] and not values["finding"]:
            self.wrong(col.TEXT, "Enter what is recommended, or what was found")
        status = values.pop("status")
        owner, owner_text, helpers = self.owner_and_helpers(col.OWNER, col.HELPERS)
        action = self._action(values, status, owner, owner_text)
        evidence = self._evidence()
        if self.nobody and action is not None:
            self.said = [said.replace("the notes", "our response in words") for said in self.said]
            values["response_words"] = "\n".join(
                filter(None, [values["response_words"], f"With: {', '.join(self.nobody)}"])
            )
        if self.problems:
            return None
        return Planned(
            self.row.line, self._key(of_review, values), values, of_review, action, helpers,
            self.short(col.WHY, 1000), evidence, self.said,
        )  # fmt: skip

    def _review(self) -> dict[str, Any]:
        title = self.short(col.REVIEW, 200) or self.settled.review
        if not title:
            self.wrong(col.REVIEW, "Enter the review that it is of")
        forum = self.group(col.GROUP, self.settled.forum)
        if forum is None and not self.cell(col.GROUP):
            self.wrong(col.GROUP, "Choose the group that looks after it")
        typed = self.cell(col.YEAR)
        year = read_year(typed) if typed else self.settled.plan_year
        if year is None:
            self.wrong(col.YEAR, f"“{typed[:20]}” is no plan year. Write it like 2019/20")
        auditors, nobody = self.meant(col.AUDITOR)
        return {
            "title": title, "forum": forum, "plan_year": year or 0, "opinion": self.short(col.OPINION, 60),
            "auditor": auditors[0] if len(auditors) == 1 and not nobody else None,
            "auditor_text": "" if len(auditors) == 1 and not nobody else self.short(col.AUDITOR, 120),
        }  # fmt: skip

    def _priority(self) -> str:
        typed = self.short(col.PRIORITY, 60)
        grade = next((one for one in self.settled.priorities if one.lower() == typed.lower()), typed)
        if typed and grade not in self.settled.priorities:
            self.said.append(f"“{typed}” is not on the scale and is kept as typed")
        return grade

    def _response(self) -> dict[str, Any]:
        typed, words = self.cell(col.RESPONSE), several_lines(self.raw(col.RESPONSE_WORDS))
        response = read_response(typed)
        if response is None and len(typed) > 40:
            response, words = "", "\n".join(filter(None, [several_lines(self.raw(col.RESPONSE)), words]))
            self.said.append("Our response is kept in words")
        if response is None:
            self.wrong(col.RESPONSE, f"“{typed[:60]}” is none of agreed, partly agreed or not agreed")
        takes_risk = response in (Response.PARTLY, Response.NOT_AGREED)
        people, nobody = self.meant(col.RISK_BY)
        by, until = people[0] if len(people) == 1 and not nobody else None, self._due(col.RISK_UNTIL)
        if not takes_risk and (self.cell(col.RISK_BY) or until):
            self.wrong(col.RISK_BY, "A risk is accepted where we do not agree, or agree in part")
        if response == Response.NOT_AGREED and not self.cell(col.RISK_BY):
            self.said.append("Nobody is named who accepts the risk")
        return {
            "response": response or "", "response_words": self.within(col.RESPONSE_WORDS, words, 2000), "risk_by": by,
            "risk_by_text": "" if by else self.short(col.RISK_BY, 120), "risk_until": until,
        }  # fmt: skip

    def _standing(self) -> dict[str, Any]:
        typed = self.cell(col.STATUS)
        read = read_standing(typed)
        if read is None:
            self.wrong(
                col.STATUS, f"“{typed[:60]}” does not say where it stands. Write open, done or no longer relevant"
            )
            read = (State.OPEN, False, "not_started")
        state, is_checked, status = read
        said, checked = self._past(col.SAID), self._past(col.CHECKED)
        if state == State.OPEN and (said or checked):
            state, status = State.DONE, "done"
        if state != State.OPEN and said is None:
            said = checked or self.known.on
            self.said.append(f"No day is given since when, so {british_day(said)} stands there")
        if is_checked and checked is None:
            checked = said
        return {
            "state": state, "said_on": said, "checked_on": checked, "status": status,
            "checked_by": self.short(col.CHECKED_BY, 120) if checked else "",
        }  # fmt: skip

    def _past(self, key: str) -> date | None:
        day = self._due(key)
        if day is not None and day > self.known.on:
            self.wrong(key, "That day is still to come")
        return day

    def _action(
        self, values: Mapping[str, Any], status: str, owner: Person | None, owner_text: str
    ) -> dict[str, Any] | None:  # fmt: skip
        first, revised = self._due(col.FIRST), self._due(col.REVISED)
        words = self.short(col.ACTION, 500)
        moved = self.cell(col.MOVED)
        if moved and not (moved.isdecimal() and len(moved) <= 3):
            self.wrong(col.MOVED, "How often the date moved must be a number")
            moved = ""
        loose = "" if first or revised else self._loose(col.FIRST)
        if not (words or owner or owner_text or first or revised or loose):
            return None
        is_moved = bool(first and revised and first != revised)
        return {
            "text": words or " ".join((values["text"] or values["finding"]).split())[:500], "owner": owner,
            "owner_text": owner_text, "due": revised or first, "first_due": first or revised, "due_text": loose,
            "times_moved": max(int(moved or 0), int(is_moved)), "status": status,
            "ended_on": values["said_on"] if status in ("done", "dropped") else None,
        }  # fmt: skip

    def _loose(self, key: str) -> str:
        """Words for a date that name no day, as they were typed."""
        typed = self.cell(key)
        return "" if typed.lower() in NO_DAY else typed[:80]

    def _due(self, key: str) -> date | None:
        """The day in that column; a month alone is its last working day. Words for a first date may name none."""
        typed = self.cell(key)
        if not typed or typed.lower() in NO_DAY:
            return None
        day = read_due(typed, on=self.known.on)
        if day is not None and is_month_alone(typed):
            self.said.append(f"“{typed}” is taken as {british_day(day)}")
        elif day is None and (key != col.FIRST or looks_like_a_day(typed)):
            self.no_date(key, typed)
        elif day is None:
            self.said.append(f"No date yet: “{typed[:60]}” is kept as typed")
        return day

    def _evidence(self) -> tuple[str, date] | None:
        words, day = self.short(col.EVIDENCE, 500), self._past(col.EVIDENCE_ON)
        if day and not words:
            self.wrong(col.EVIDENCE, "Say what the evidence of that day is")
        if words and not day:
            self.said.append("The evidence has no date, so today stands there")
        return (words, day or self.known.on) if words else None

    def _key(self, of_review: Mapping[str, Any], values: Mapping[str, Any]) -> str:
        """The same for the same recommendation, whatever has become of it: its review and reference, else its words."""
        forum = of_review["forum"]
        parts = [
            forum.ref if forum else "", str(of_review["plan_year"]), of_review["title"].casefold(),
            values["reference"].casefold() or f"{values['text']}\x1e{values['finding']}".casefold(),
        ]  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()

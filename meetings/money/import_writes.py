"""Bringing in what a spreadsheet of requests to finance was read as, all of it or nothing, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from hackit.amounts import pounds
from hackit.bulk import insert_rows
from hackit.dates import financial_year_label
from hackit.models import ImportRun, Person
from hackit.records import save_all_new
from meetings.enquiries.models import Enquiry
from meetings.importing.kept import (
    SomebodyWasQuicker,
    begin_run,
    forget_deleted,
    in_parts,
    index_new,
    keep_items,
    take_out,
)  # fmt: skip
from meetings.money.importing.reading import KIND, Plan
from meetings.money.importing.row_reading import Planned
from meetings.money.models import BudgetLine, BudgetStep, Position
from meetings.money.profile_models import BudgetProfile, BudgetYear
from meetings.proposals.models import Proposal


def bring_in(plan: Plan, *, by: Person, audience: str, source: str, content_hash: str, on: date) -> ImportRun:
    """Make what a plan without problems says, in one transaction. What is here already stays as it is.

    Raises SomebodyWasQuicker if one of the lines has been followed since it was looked at.
    """
    try:
        with transaction.atomic():
            run = begin_run(KIND, by=by, source=source, content_hash=content_hash)
            forget_deleted(KIND, [planned.key for planned in plan.new], BudgetLine.objects.live())
            made = _lines(plan.new, by=by, audience=audience)
            _steps_and_amounts(list(zip(made, plan.new, strict=True)), by=by, on=on)
            _positions(list(zip(made, plan.new, strict=True)), by=by)
            keep_items(run, ((row.line, row.key, one) for row, one in zip(plan.new, made, strict=True)))
    except IntegrityError as error:  # somebody followed one of them at the same moment
        raise SomebodyWasQuicker from error
    return run


def _lines(rows: Sequence[Planned], *, by: Person, audience: str) -> list[BudgetLine]:
    made = [BudgetLine(**row.values, audience=audience) for row in rows]
    told = [{"amounts": words} if (words := _amounts_told(row)) else {} for row in rows]
    save_all_new(made, by=by, verb="brought in", told=told)
    index_new(made)
    return made


def _amounts_told(row: Planned) -> str:
    """Amounts as the history of a line tells them: "2019/20: £770,000 from capital, £10 to revenue"."""
    return "; ".join(
        f"{financial_year_label(year)}: {pounds(one.capital)} from capital, {pounds(one.revenue)} to revenue"
        for year, one in sorted(row.amounts.items())
    )


def _steps_and_amounts(pairs: Sequence[tuple[BudgetLine, Planned]], *, by: Person, on: date) -> None:
    """How far each request is, and its first profile by year."""
    insert_rows(
        [BudgetStep(budget_line=one, state=one.state, on=one.state_since, by=by) for one, _row in pairs if one.state]
    )
    profiles = [
        (BudgetProfile(budget_line=one, number=1, said_on=row.written or on, total=row.total, why=row.note, by=by), row)
        for one, row in pairs
        if row.amounts
    ]
    insert_rows([profile for profile, _row in profiles])
    insert_rows(
        [
            BudgetYear(profile=profile, financial_year=year, capital=amounts.capital, revenue=amounts.revenue)
            for profile, row in profiles
            for year, amounts in sorted(row.amounts.items())
        ]
    )


def _positions(pairs: Sequence[tuple[BudgetLine, Planned]], *, by: Person) -> None:
    made = [
        Position(**row.position, budget_line=one, forum_id=one.forum_id, audience=one.audience)
        for one, row in pairs
        if row.position is not None
    ]
    save_all_new(made, by=by, verb="brought in")
    index_new(made)


def take_back(run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
    """Delete what a run made and nobody changed since: how many budget lines, and how many stay.

    What was brought in as said of them goes with them. Raises SomebodyWasQuicker.
    """
    with transaction.atomic():
        if not ImportRun.objects.standing().filter(pk=run.pk).update(undone_at=at):
            return 0, 0
        made = made_by(run)
        changed = changed_since(run, made)
        gone = [one for one in made if one.pk not in changed]
        for some in in_parts(gone):
            take_out(list(Position.objects.live().filter(budget_line__in=some)), by=by, at=at)
        take_out(gone, by=by, at=at)
        run.items.exclude(record_ref__in=[one.ref for one in made if one.pk in changed]).delete()
    return len(gone), len(changed)


def made_by(run: ImportRun) -> list[BudgetLine]:
    """What the run made and is still here."""
    refs = list(run.items.filter(record_type=KIND).values_list("record_ref", flat=True))
    found: list[BudgetLine] = []
    for some in in_parts(refs):
        found += BudgetLine.objects.live().filter(ref__in=some)
    return found


def changed_since(run: ImportRun, made: Iterable[BudgetLine]) -> set[int]:
    """The ids of those that somebody changed, said something of or named elsewhere since they came."""
    made = list(made)
    changed = {one.pk for one in made if one.version > 1}
    for some in in_parts([one.pk for one in made]):
        said = Position.objects.live().filter(budget_line__in=some)
        said = said.filter(Q(created_at__gt=run.at) | Q(version__gt=1))
        changed |= set(said.values_list("budget_line_id", flat=True))
        asked = Enquiry.objects.live().filter(budget_line__in=some)
        changed |= set(asked.values_list("budget_line_id", flat=True))
        for end in ("move_from_id", "move_to_id"):
            moved = Proposal.objects.live().filter(**{f"{end}__in": some})
            changed |= set(moved.values_list(end, flat=True))
    return changed

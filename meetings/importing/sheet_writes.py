"""The pages of bringing any spreadsheet in: the file, what each row becomes, all or nothing, and the way back.

Each kind of spreadsheet extends `Sheet`: it says what its rows become and how they are kept. Its views pass the day.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hackit import tokens
from hackit.decoding import content_key
from hackit.models import ImportRun, Person
from hackit.shortcuts import viewer, writer
from meetings.importing.forms import ColumnsForm, SheetForm, table_of
from meetings.importing.kept import SomebodyWasQuicker
from meetings.importing.rows import Known, Problem

SHOWN = 50
"""Rows that the page shows; the file has the others."""
MOST_PROBLEMS = 200


class Understood(Protocol):
    """What the rows of a table become: those to make, those that stay as they are, what is wrong."""

    @property
    def new(self) -> Sequence[Any]: ...
    @property
    def known(self) -> Sequence[Any]: ...
    @property
    def problems(self) -> Sequence[Problem]: ...


class Sheet(ABC):
    """One kind of spreadsheet.

    kind: the label of the model that it makes; one, many: what one says for a record of it; at: the name of the first
    page's address ("-run" and "-undo" behind it are the others); pages: where its three templates are; nav: under which
    heading they stand.
    """

    kind: ClassVar[str]
    one: ClassVar[str]
    many: ClassVar[str]
    at: ClassVar[str]
    pages: ClassVar[str]
    file_form: ClassVar[type[SheetForm]]
    nav: ClassVar[str] = "meetings"
    somebody_was_quicker: ClassVar[str] = (
        "Somebody wrote some of these down at the same moment. Look at what is left to make"
    )

    # --- What each kind says ---

    @abstractmethod
    def match_form(self, *args: Any, known: Known, **kwargs: Any) -> Any:
        """The form (a ColumnsForm) of what was understood of a table."""

    @abstractmethod
    def read(self, form: Any) -> Understood:
        """What becomes of the rows of the form's table with what was chosen in it. Writes nothing."""

    @abstractmethod
    def bring_in(self, planned: Any, **how: Any) -> ImportRun:
        """Keep a plan without problems. `how`: by, audience, source, content_hash, on. Raises SomebodyWasQuicker."""

    @abstractmethod
    def take_back(self, run: ImportRun, *, by: Person, at: datetime) -> tuple[int, int]:
        """Delete what the run made and nobody changed since: how many, and how many stay."""

    @abstractmethod
    def about_run(self, request: HttpRequest, run: ImportRun, *, on: date) -> Mapping[str, Any]:
        """For the page of a run: `page` and `rows` of what it made, and how many `changed` since."""

    def about_plan(self, planned: Any) -> Mapping[str, Any]:
        """What the page tells of a plan besides its rows, or of those otherwise."""
        return {}

    # --- What all do ---

    @property
    def run_at(self) -> str:
        return f"{self.at}-run"

    @property
    def undo_at(self) -> str:
        return f"{self.at}-undo"

    def address_of(self, run: ImportRun) -> str:
        """Where a run is looked at."""
        return reverse(self.run_at, args=[run.ref])

    def counted(self, count: int) -> str:
        """ "1 budget line", "10,000 budget lines"."""
        return f"{count:,} {self.one if count == 1 else self.many}"

    def begin(self, request: HttpRequest, *, on: date) -> HttpResponse:
        """The form for a file; what was understood of one (also with `do=again`); or, with `do=save`, bring it in."""
        by = writer(request)
        if request.POST.get("do") in ("again", "save"):
            return self._sent_again(request, by, on=on)
        form = self.file_form(request.POST or None, request.FILES or None, viewer=viewer(request))
        if request.method != "POST" or not form.is_valid():
            context = {
                "nav": self.nav, "sheet": self, "form": form, "runs": ImportRun.objects.of(by, self.kind)[:10],
            }  # fmt: skip
            return render(request, f"{self.pages}.html", context, status=422 if form.is_bound else 200)
        data = form.cleaned_data
        initial = {name: data[name] for name in ("text", "forum", "audience")} | {"source": data["source"][:200]}
        match = self._match(request, by, on=on, initial=initial, table=data["table"])
        return self._found(request, match, by, warning=data["warning"])

    def _match(self, request: HttpRequest, by: Person, *args: Any, on: date, **kwargs: Any) -> ColumnsForm:
        known = Known(viewer=viewer(request), by=by, on=on)
        return self.match_form(*args, viewer=viewer(request), known=known, **kwargs)  # type: ignore[no-any-return]

    def _sent_again(self, request: HttpRequest, by: Person, *, on: date) -> HttpResponse:
        text = request.POST.get("text", "")
        try:
            table = table_of(text, self.file_form.columns, self.file_form.limits)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect(self.at)
        form = self._match(request, by, request.POST, on=on, table=table)
        is_valid = form.is_valid()
        planned = self.read(form)
        if request.POST["do"] != "save" or not is_valid or not planned.new or planned.problems:
            return self._found(request, form, by, planned=planned, status=200 if is_valid else 422)
        try:
            with tokens.once(form.cleaned_data["token"], person=by) as claim:
                if claim.used:
                    return redirect(claim.result_url)
                run = self.bring_in(
                    planned, by=by, audience=form.cleaned_data["audience"], source=form.cleaned_data["source"],
                    content_hash=content_key(text), on=on,
                )  # fmt: skip
                claim.finish(self.address_of(run))
        except SomebodyWasQuicker:
            form.add_error(None, self.somebody_was_quicker)
            return self._found(request, form, by, status=409)
        messages.success(request, f"{self.counted(len(planned.new))} brought in")
        return redirect(self.address_of(run))

    def _found(
        self, request: HttpRequest, form: ColumnsForm, by: Person, *, planned: Understood | None = None,
        warning: str | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        """The page that shows what each row becomes."""
        planned = self.read(form) if planned is None else planned
        text = str(form["text"].value() or "")
        rows = sorted([*planned.new, *planned.known], key=lambda row: row.line)
        # What is said of a row is what to look at: those rows come first
        rows.sort(key=lambda row: not row.said)
        earlier = ImportRun.objects.of(by, self.kind).standing().of_content(self.kind, content_key(text)).first()
        context: dict[str, Any] = {
            "nav": self.nav, "sheet": self, "form": form, "plan": planned, "warning": warning, "on": form.known.on,
            "pasted": text, "problems": planned.problems[:MOST_PROBLEMS],
            "more_problems": max(0, len(planned.problems) - MOST_PROBLEMS), "rows": rows[:SHOWN],
            "more_rows": max(0, len(rows) - SHOWN), "will_be_made": self.counted(len(planned.new)),
            "names": form.known.people.offered if form.doubts else [],
            "same_file": earlier, "same_file_at": self.address_of(earlier) if earlier else "",
            **self.about_plan(planned),
        }  # fmt: skip
        return render(request, f"{self.pages}_found.html", context, status=status)

    def look_at_run(self, request: HttpRequest, ref: str, *, on: date) -> HttpResponse:
        """What one go brought in, for who did it, with the way back for 30 days."""
        run = self._mine(request, ref)
        context = {
            "nav": self.nav, "sheet": self, "run": run, "on": on, "may_undo": run.may_be_undone(at=timezone.now()),
            **self.about_run(request, run, on=on),
        }  # fmt: skip
        return render(request, f"{self.pages}_run.html", context)

    def undo(self, request: HttpRequest, ref: str) -> HttpResponse:
        """Take back what one go brought in. What somebody has changed since stays."""
        run, by = self._mine(request, ref), writer(request)
        at = timezone.now()
        if not run.may_be_undone(at=at):
            messages.error(request, "It can’t be taken back any more")
            return redirect(self.address_of(run))
        try:
            gone, stay = self.take_back(run, by=by, at=at)
        except SomebodyWasQuicker:
            messages.error(request, "Somebody changed some of it at the same moment. Look at it, and press again")
            return redirect(self.address_of(run))
        words = f"{self.counted(gone)} taken back"
        if stay:
            words += f". {stay:,} changed since and {'stays' if stay == 1 else 'stay'}"
        messages.success(request, words)
        return redirect(self.address_of(run))

    def _mine(self, request: HttpRequest, ref: str) -> ImportRun:
        run = ImportRun.objects.of(writer(request), self.kind).filter(ref=ref.replace("\x00", "")).first()
        if run is None:
            raise Http404("Nothing of yours")
        return run

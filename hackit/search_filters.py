"""What a search is narrowed down to, as its page shows it: chips, ticks with counts, and other controls.

Each names the same filters that stand in the box, so a link or a form of the page leads to an address that says all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.dates import british_day, financial_year_label
from hackit.filters import Chip
from hackit.search.counting import Counts
from hackit.search.query import Query
from hackit.search.query_filters import SORTS, Filter
from hackit.search.scope import FACETS, Scope
from hackit.search.ticks import FACET_OF, FIELD_OF

LABELS = {
    "kind": "Kind", "status": "Status", "topic": "Topic", "person": "Person", "group": "Group", "year": "Year",
}  # fmt: skip
SHOWN = 7
MORE_SHOWN = 30
_WORDS = {"by": "by {}", "owner": "owned by {}", "from": "from {}", "to": "to {}"}
_IN_FIXED_ORDER = ("kind", "status")


@dataclass(frozen=True)
class Tick:
    """One value of a facet: in the address, in words, how many hits, as typed, and the search without it."""

    value: str
    label: str
    count: int
    is_ticked: bool
    term: str
    without: str = ""


@dataclass(frozen=True)
class TickGroup:
    """A facet. `more` are the ticks behind "12 more"; one that is on is never hidden; `cut` more are not listed."""

    name: str
    label: str
    ticks: list[Tick]
    more: list[Tick]
    cut: int = 0

    @property
    def rows(self) -> SafeString:
        """The ticks that are shown, as HTML. Made here: thirty of them cost a template a third of the page."""
        return self._rows(self.ticks, "c")

    @property
    def more_rows(self) -> SafeString:
        return self._rows(self.more, "m")

    def _rows(self, ticks: list[Tick], letter: str) -> SafeString:
        rows = (
            {
                "id": f"f-{self.name}-{letter}{number}", "name": self.name, "value": tick.value, "term": tick.term,
                "checked": _CHECKED if tick.is_ticked else "", "label": tick.label, "count": "", "without": "",
                **(_counted(tick) if tick.without else {}),
            }
            for number, tick in enumerate(ticks, 1)
        )  # fmt: skip
        return format_html_join("\n", _ROW, rows)


def _counted(tick: Tick) -> dict[str, SafeString]:
    """How many hits a tick has, and the link to the search without them."""
    return {
        "count": format_html(_COUNT, count=tick.count, s="" if tick.count == 1 else "s"),
        "without": format_html(_WITHOUT, without=tick.without, label=tick.label),
    }


_CHECKED = format_html("{}", " checked")
_ROW = (
    '<div class="tickrow"><label class="tick" for="{id}"><input type="checkbox" id="{id}" name="{name}"'
    ' value="{value}" data-term="{term}"{checked}><span>{label}</span>{count}</label>{without}</div>'
)
_COUNT = '<span class="count nums">{count}<span class="vh"> result{s}</span></span>'
_WITHOUT = (
    '<a class="not" href="?{without}" title="Without {label}">not<span class="vh"> {label}: search without this'
    "</span></a>"
)


@dataclass(frozen=True)
class Control:
    """A field of the form beside the ticks. `choices` (value, words) make it a list to choose from."""

    name: str
    label: str
    value: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


class Narrowing:
    """How the page shows the filters of a query. `keep` are other parts of the address, such as the order."""

    def __init__(self, query: Query, scope: Scope, counts: Counts, *, keep: dict[str, str], public: bool) -> None:
        """`public`: for a stranger, who is not told who owns a thing."""
        self.query, self.scope, self.counts, self.keep, self.public = query, scope, counts, keep, public

    def address(self, query: Query, *more: str) -> str:
        """The query string of another search of the same kind."""
        return urlencode({"q": " ".join([query.to_text(), *more]).strip(), **self.keep})

    def chips(self) -> list[Chip]:
        """Every filter in words, with the address that takes it away."""
        return [Chip(self.words(one), self.address(self.query.without_filter(one))) for one in self.query.filters]

    def words(self, found: Filter) -> str:
        """A filter in words: "Mobile phones", "without Grace Li", "from 3 June 2019"."""
        return in_words(found, self.scope.shown.get(found, {}))

    def form_words(self) -> str:
        """What the form sends along as `q`: the words, and filters that none of its controls shows."""
        shown = {control.name for control in self.controls()}
        hidden = tuple(
            one
            for one in self.query.filters
            if one.field not in FACET_OF and (one.field not in shown or not self._value(one.field))
        )
        return replace(self.query, filters=hidden).to_text()

    def only_words(self) -> str:
        """The search without any filter."""
        return self.address(replace(self.query, filters=()))

    def bare_words(self) -> str:
        """What is asked for beside the filters."""
        return replace(self.query, filters=()).to_text()

    # --- The controls ---

    def groups(self) -> list[TickGroup]:
        """Every facet that has something to tick."""
        return [group for group in map(self._group, FACETS) if group.ticks]

    def controls(self) -> list[Control]:
        """The fields for the other filters, each for one value."""
        sorts = (("", "Any"), *((code.replace("_", "-"), _sort_in_words(code).capitalize()) for code in SORTS))
        controls = [
            Control("from", "From", self._value("from"), "Like 2019, 2019-04 or 3/6/2019"),
            Control("to", "To", self._value("to")),
            Control("by", "Written by", self._value("by")),
            Control("owner", "Owned by", self._value("owner"), "A name, or me"),
            Control("sort", "What a weeknote calls it", self._value("sort"), choices=sorts),
        ]
        return [one for one in controls if not (self.public and one.name == "owner")]

    def _value(self, field: str) -> str:
        """The value of a field that has exactly one filter and leaves nothing out, "" else."""
        of_field = [one for one in self.query.filters if one.field == field]
        if len(of_field) != 1 or of_field[0].without:
            return ""
        return str(of_field[0].value).replace("_", "-") if field == "sort" else of_field[0].text

    def _group(self, name: str) -> TickGroup:
        found = self.counts.get(name, {})
        typed = {value: one for one in self._of(name) if not one.without for value in self.scope.shown.get(one, {})}
        words = {value: shown for one in self._of(name) for value, shown in self.scope.shown.get(one, {}).items()}
        values = [*found, *(value for value in typed if value not in found)]
        ticks = [self._tick(name, value, found, typed.get(value), words.get(value, "")) for value in values]
        if name == "year":
            ticks.sort(key=lambda tick: tick.value, reverse=True)
        elif name not in _IN_FIXED_ORDER:
            ticks.sort(key=lambda tick: (-tick.count, tick.label.lower()))
        first = [tick for number, tick in enumerate(ticks) if number < SHOWN or tick.is_ticked]
        more = [tick for number, tick in enumerate(ticks) if number >= SHOWN and not tick.is_ticked]
        left_out = [self._left_out(one, value) for one in self._of(name) if one.without for value in self._values(one)]
        return TickGroup(name, LABELS[name], [*left_out, *first], more[:MORE_SHOWN], len(more[MORE_SHOWN:]))

    def _of(self, facet: str) -> list[Filter]:
        return [one for one in self.query.filters if one.field == FIELD_OF[facet]]

    def _values(self, one: Filter) -> dict[str, str]:
        return self.scope.shown.get(one, {})

    def _tick(self, name: str, value: str, found: dict[str, tuple[str, int]], typed: Filter | None, words: str) -> Tick:
        label, count = found.get(value) or (words, self.counts.get("one_kind", {}).get(value, ("", 0))[1])
        if name == "year" and value.isdigit():
            label = financial_year_label(int(value))
        term = term_of(name, value)
        rest = self.query.without_filter(typed) if typed else self.query
        return Tick(
            value, label or words or value, count, typed is not None, typed.to_text() if typed else term,
            self.address(rest, f"-{term}"),
        )  # fmt: skip

    def _left_out(self, one: Filter, value: str) -> Tick:
        return Tick(f"-{value}", f"without {self._values(one)[value]}", 0, True, one.to_text())


def term_of(facet: str, value: str) -> str:
    """A tick as one would type it."""
    text = financial_year_label(int(value)) if facet == "year" and value.isdigit() else value
    if facet in _IN_FIXED_ORDER:
        text = text.replace("_", "-")
    return Filter(FIELD_OF[facet], text, text).to_text()


def _sort_in_words(code: str) -> str:
    return code.replace("didnt", "didn’t").replace("_", " ")


def in_words(found: Filter, shown: dict[str, str]) -> str:
    """A filter in words; `shown` are the names of what it stands for."""
    words = _any_of(shown.values()) or found.text
    if found.field in ("from", "to"):
        words = british_day(found.value) if not isinstance(found.value, str | int) else found.text
    elif found.field == "sort":
        words = _sort_in_words(str(found.value))
    words = _WORDS.get(found.field, "{}").format(words)
    return f"without {words}" if found.without else words


def _any_of(words: Iterable[str]) -> str:
    return " or ".join(list(words)[:4])

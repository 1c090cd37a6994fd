"""The query language: whatever is typed becomes words, phrases and filters, or a plain sentence about it.

    mobile phones          sections with both words, in any form
    "audit plan"           the phrase
    -budget  NOT budget    without the word
    handset OR mobile      either
    organis*               words that begin so
    topic:phones by:helen kind:action sort:learning in:dmt from:2019-04 to:2019 fy:2019/20 is:open owner:me

Nothing typed is refused and nothing raises. What an engine gets are the normalised tokens of each term,
letters and digits only, never the typed text.
"""

import re
from dataclasses import dataclass, replace

from hackit.search.normalise import folded, norms, prefix_forms, written_forms
from hackit.search.query_filters import ME, FieldValue, Filter, field_named, read_filter

MAX_LENGTH = 500  # characters of a query that are read
MAX_TERMS = 24
MAX_NOTES = 6
SHORTEST_PREFIX = 2  # letters before a *

_QUOTES = '"“”„‟«»'
_MINUS = "-−–—"
_PIECE = re.compile(
    rf"""
    (?P<minus>[{_MINUS}]*)
    (?: (?P<field>[^\W\d_]+): (?:\s+(?![{_MINUS}]*[^\W\d_]+:))?
        (?: [{_QUOTES}] (?P<quoted_value>[^{_QUOTES}]*) [{_QUOTES}]?
          | ['‘] (?P<singly_quoted>[^{_QUOTES}'‘’]*) ['’] (?=\s|$)
          | (?P<value>[^\s{_QUOTES}]*) )
      | [{_QUOTES}] (?P<phrase>[^{_QUOTES}]*) (?P<closed>[{_QUOTES}]?)
      | (?P<word>[^\s{_QUOTES}]+)
    )""",
    re.VERBOSE,
)
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")  # come along with pasted text
_AROUND = re.compile(r"^[^\w£$€]+|[^\w]+$")
_OR_AND_NOT = "“OR” cannot be used with “-”: the word after the minus is left out everywhere."
_OPERATORS = ("OR", "AND", "NOT")


@dataclass(frozen=True)
class Term:
    """Something to be found.

    kind: "word" (may have several tokens, as w/c has: then they stand side by side), "phrase" or "prefix";
    text: as typed, tidied; norms: the tokens as the index holds them. In a prefix the last of them is the
    letters typed, and a word counts that begins with them or is one of `stems`.
    """

    kind: str
    text: str
    norms: tuple[str, ...]
    stems: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Its words as they were typed, as the index marks them, where their stems do not tell."""
        return () if self.kind == "prefix" else tuple(written_forms(self.text))

    def to_text(self) -> str:
        if self.kind == "phrase":
            return f'"{self.text}"'
        return f"{self.text}*" if self.kind == "prefix" else self.text


Group = tuple[Term, ...]
"""Terms of which one is enough: what stands on the two sides of an OR."""


@dataclass(frozen=True)
class Query:
    """A query as understood. Every group of `all_of` must be met by one of its terms; none of `none_of`.

    `notes` are sentences for the reader about what was not understood or left out.
    """

    all_of: tuple[Group, ...] = ()
    none_of: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.all_of or self.none_of or self.filters)

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that a hit may hold: what is marked in it."""
        return tuple(term for group in self.all_of for term in group)

    def values(self, field: str, *, without: bool = False) -> list[FieldValue]:
        """The values of one filter, in the order typed."""
        return [f.value for f in self.filters if f.field == field and f.without is without]

    def to_text(self) -> str:
        """The query in its plainest form: parsed again it is the same query."""
        words = [" OR ".join(term.to_text() for term in group) for group in self.all_of]
        without = [f"-{term.to_text()}" for term in self.none_of]
        return " ".join([*words, *without, *(found.to_text() for found in self.filters)])

    def without_filter(self, unwanted: Filter) -> "Query":
        """The same query less one filter, for the link that takes it away."""
        kept = tuple(found for found in self.filters if found != unwanted)
        return Query(self.all_of, self.none_of, kept)


def parse_query(text: str) -> Query:
    """What a typed query asks for. Takes any text and never raises."""
    reader = _Reader()
    if len(text) > MAX_LENGTH:
        reader.note(f"Only the first {MAX_LENGTH} characters were read.")
        text = text[:MAX_LENGTH]
    for piece in _PIECE.finditer(_UNREADABLE.sub(" ", _UNSEEN.sub("", text))):
        reader.read(piece)
    query = reader.query()
    if text.strip() and not query and not query.notes:
        return replace(query, notes=("There are no letters or digits in that to search for.",))
    return query


class _Reader:
    """Takes the pieces of a query one after the other."""

    def __init__(self) -> None:
        self.groups: list[list[Term]] = []
        self.none_of: list[Term] = []
        self.filters: list[Filter] = []
        self.notes: list[str] = []
        self.pending = ""  # an operator that waits for its word

    def note(self, sentence: str) -> None:
        if sentence not in self.notes and len(self.notes) < MAX_NOTES:
            self.notes.append(sentence)

    def read(self, piece: re.Match[str]) -> None:
        minus = bool(piece["minus"])
        if piece["phrase"] is not None:
            if not piece["closed"]:
                self.note("A quotation mark was not closed, so the phrase goes to the end.")
            self.add(_phrase(piece["phrase"]), piece["phrase"], minus=minus)
        elif piece["field"] is not None:
            self.read_field(piece, minus=minus)
        elif piece["word"] in _OPERATORS and not minus:
            self.read_operator(piece["word"])
        elif piece["word"] == "|":
            self.read_operator("OR")
        else:
            self.read_word(piece["word"], minus=minus)

    def read_operator(self, word: str) -> None:
        if word == "OR" and not (self.groups or self.filters):
            self.note("“OR” needs a word on both sides.")
        elif word == "NOT" and self.pending == "OR":
            self.note(_OR_AND_NOT)
            self.pending = word
        elif word != "AND":
            self.pending = word

    def read_field(self, piece: re.Match[str], *, minus: bool) -> None:
        field = field_named(piece["field"])
        quoted = piece["quoted_value"] if piece["quoted_value"] is not None else piece["singly_quoted"]
        value = piece["value"] if quoted is None else quoted
        if field is None:
            if not value.startswith("//"):
                self.note(f"There is no filter called “{piece['field']}:”, so its words were searched for.")
            self.read_word(f"{piece['field']} {value}", minus=minus)
            return
        # Values of one filter add up anyway: "topic:a OR topic:b" is "topic:a topic:b".
        if self.pending == "OR" and (not self.filters or self.filters[-1].field != field):
            self.note("“OR” works between words and between values of one filter.")
        minus, self.pending = minus or self.pending == "NOT", ""
        value = value.strip("()[]{},;.!?") if quoted is None else " ".join(value.split())
        value = value.lstrip("@#")  # as in a line: @grace, #mobile-phones
        if not value:
            self.note(f"“{field}:” needs something after it, like {field}:{_EXAMPLES[field]}.")
            return
        found = read_filter(field, value, without=minus)
        if isinstance(found, str):
            self.note(found)
        elif found not in self.filters:
            self.filters.append(found)

    def read_word(self, typed: str, *, minus: bool) -> None:
        stripped = typed.rstrip(".,;:!?()[]{}'’")
        if stripped.endswith("*") and (prefix := _prefix(stripped)):
            if len("".join(prefix.norms)) >= SHORTEST_PREFIX:
                self.add(prefix, typed, minus=minus)
                return
            self.note(f"Type at least {SHORTEST_PREFIX} letters before “*”.")
        elif "*" in stripped.rstrip("*") and stripped.strip("*"):
            self.note("“*” works only at the end of a word.")
        self.add(_word(typed), typed, minus=minus)

    def add(self, term: Term | None, typed: str, *, minus: bool) -> None:
        if term is None:
            if any(letter.isprintable() and not letter.isascii() for letter in typed):
                self.note(f"“{typed.strip()[:20]}” has no letters or digits, so it was left out.")
            return
        minus, joins, self.pending = minus or self.pending == "NOT", self.pending == "OR", ""
        if sum(map(len, self.groups)) + len(self.none_of) >= MAX_TERMS:
            self.note(f"Only the first {MAX_TERMS} words were searched for.")
        elif minus:
            if joins:
                self.note(_OR_AND_NOT)
            if term not in self.none_of:
                self.none_of.append(term)
        elif joins and not self.groups:
            self.note("“OR” needs a word on both sides.")
            self.groups.append([term])
        elif joins:
            if term not in self.groups[-1]:
                self.groups[-1].append(term)
        else:
            self.groups.append([term])

    def query(self) -> Query:
        if self.pending:
            self.note(f"“{self.pending}” needs a word after it.")
        start, end = self.only("from"), self.only("to")
        if start and end and str(start.value) > str(end.value):
            self.note(f"Nothing can be both from {start.text} and to {end.text}: the first is later.")
        groups = tuple(dict.fromkeys(tuple(group) for group in self.groups))
        return Query(groups, tuple(self.none_of), tuple(self.filters), tuple(self.notes))

    def only(self, field: str) -> Filter | None:
        """Of several dates for one end the last counts."""
        found = [item for item in self.filters if item.field == field]
        for item in found[:-1]:
            self.filters.remove(item)
            self.note(f"“{field}:” was given twice; the last counts.")
        return found[-1] if found else None


def _word(typed: str) -> Term | None:
    words = norms(typed)
    return Term("word", _plain(typed), words) if words else None


def _phrase(typed: str) -> Term | None:
    words = norms(typed)
    return Term("phrase", " ".join(typed.split()), words) if words else None


def _prefix(typed: str) -> Term | None:
    parts = folded(typed)
    if not parts:
        return None
    last = prefix_forms(parts[-1])
    return Term("prefix", _plain(typed), (*norms(" ".join(parts[:-1])), last.prefix), last.stems)


def _plain(typed: str) -> str:
    """The word without the signs around it, written so that it means the same when it is read again."""
    word = _AROUND.sub("", typed)
    if word in _OPERATORS:
        return word.lower()
    return re.sub(r"^([^\W\d_]+):", r"\1/", re.sub(r"\s+", "/", word))


_EXAMPLES = {
    "topic": "phones",
    "person": "helen",
    "by": "helen",
    "owner": ME,
    "kind": "action",
    "sort": "learning",
    "in": "dmt",
    "from": "2019-04",
    "to": "2019-06",
    "fy": "2019/20",
    "is": "open",
}

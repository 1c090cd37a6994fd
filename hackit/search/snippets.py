"""The sentence in which a hit's words stand, with those words marked. Pure; the same on every engine.

Escaped by construction: every stretch of typed text is escaped on its own before a mark goes around it.
"""

import re
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hackit.search.normalise import Token, tokens
from hackit.search.query import Term

WIDTH = 240  # characters
LONGEST_TEXT = 100_000  # characters that are looked through for words to mark

_ELLIPSIS = "…"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+")
_LEAD = 3  # a third of the width may stand before the first marked word

Span = tuple[int, int]


def mark(text: str, terms: Iterable[Term]) -> SafeString:
    """The whole of a short text, such as a title, with the words of `terms` marked."""
    return _marked(text, _spans(tokens(text[:LONGEST_TEXT]), tuple(terms)))


def snippet(text: str, terms: Iterable[Term], *, width: int = WIDTH) -> SafeString:
    """About `width` characters of a text: where most of the terms stand together, from a sentence's start if near.

    Without a marked word it is the text's beginning. White space is drawn together; an ellipsis stands where
    text was left out.
    """
    text = " ".join(text[:LONGEST_TEXT].split())
    found = _hits(tokens(text), tuple(terms))
    spans = sorted({span for hits in found for span in hits})
    start = _sentence_start(text, _best_start(found, width), width)
    end = _word_end(text, start + width)
    within = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before = f"{_ELLIPSIS} " if start else ""
    after = f" {_ELLIPSIS}" if end < len(text) else ""
    return format_html("{}{}{}", before, _marked(text[start:end], within), after)


def matched_words(text: str, terms: Iterable[Term]) -> list[str]:
    """The words of a text that the terms match, as written, each once: to say why it is a hit."""
    spans = _spans(tokens(text[:LONGEST_TEXT]), tuple(terms))
    written: dict[str, str] = {}
    for start, end in spans:
        written.setdefault(text[start:end].casefold(), text[start:end])
    return list(written.values())


def _spans(found: Sequence[Token], terms: Sequence[Term]) -> list[Span]:
    return sorted({span for hits in _hits(found, terms) for span in hits})


def _hits(found: Sequence[Token], terms: Sequence[Term]) -> list[list[Span]]:
    """For each term the places of the words it matches, one span a run of words."""
    places: dict[str, list[int]] = {}
    for position, token in enumerate(found):
        places.setdefault(token.norm, []).append(position)
    return [_term_hits(term, found, places) for term in terms]


def _term_hits(term: Term, found: Sequence[Token], places: dict[str, list[int]]) -> list[Span]:
    norms = tuple(token.norm for token in found) if len(term.norms) > 1 else ()
    *before, last = term.norms
    ends = _last_positions(term, last, found, places)
    spans = []
    for end in ends:
        start = end - len(before)
        if start >= 0 and (not before or norms[start:end] == tuple(before)):
            spans.append((found[start].start, found[end].end))
    return spans


def _last_positions(term: Term, last: str, found: Sequence[Token], places: dict[str, list[int]]) -> list[int]:
    if term.kind != "prefix":
        return places.get(last, [])
    matching = [norm for norm in places if norm.startswith(last) or norm in term.stems]
    return sorted(position for norm in matching for position in places[norm])


def _best_start(found: Sequence[Sequence[Span]], width: int) -> int:
    """Where a window begins that holds the most different terms, then the most words; the first such."""
    spans = sorted((start, end, number) for number, hits in enumerate(found) for start, end in hits)
    best, best_score = 0, (0, 0)
    last = 0
    counts: dict[int, int] = {}
    for start, _, number in spans:
        while last < len(spans) and spans[last][1] <= start + width * 2 // _LEAD:
            counts[spans[last][2]] = counts.get(spans[last][2], 0) + 1
            last += 1
        score = (len(counts), sum(counts.values()))
        if score > best_score:
            best, best_score = start, score
        if counts.get(number, 0) > 1:
            counts[number] -= 1
        else:
            counts.pop(number, None)
    return best


def _sentence_start(text: str, first: int, width: int) -> int:
    """The start of the sentence that `first` stands in if it is near, else of a word not too far before."""
    if first <= width // _LEAD:
        return 0
    earliest = first - width // _LEAD
    ends = [found.end() for found in _SENTENCE_END.finditer(text, earliest, first)]
    if ends:
        return ends[0]
    space = text.find(" ", earliest, first)
    return space + 1 if space >= 0 else first


def _word_end(text: str, end: int) -> int:
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", max(0, end - 40), end + 1)
    return space if space > 0 else end


def _marked(text: str, spans: Sequence[Span]) -> SafeString:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        if start < at:  # within what is marked already
            continue
        pieces += [text[at:start], format_html("<mark>{}</mark>", text[start:end])]
        at = end
    pieces.append(text[at:])
    return format_html_join("", "{}", ((piece,) for piece in pieces))

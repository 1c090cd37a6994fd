"""What a query's words are: names of topics and people, times, words of the question, and words to be found.

"What did Grace say about mobiles in spring?" asks for mobiles, for Grace and for a time; the rest of it is grammar.
Nothing quoted is ever taken for grammar; where there is nothing else, grammar is what is searched for ("what we do").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from hackit.models import Person, Topic
from hackit.search.engines import Choice, together
from hackit.search.naming import Names, names_for
from hackit.search.query import Group, Query, Term
from hackit.search.when import When, read_when


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GRAMMAR = _words(
    "a about after all also am an and any are as at be been being but by can could did do does doing done for "
    "from had has have having he her here hers him his how i if in into is it its just me my of off on onto or "
    "our ours she should so some than that the their them then there these they this those to too up us was we "
    "were what when where which who whom whose why will with would you your"
)
"""Words that only hold a sentence together: not asked for where there are others."""

ASKING = _words(
    "anybody anyone anything discuss discussed ever find happen happened happening know look looked looking "
    "mention mentioned say saying said show somebody someone something talk talked talking tell told write "
    "writing wrote written note notes weeknote weeknotes"
)
"""Words of a question, not asked for in one: "what did we say", "who is looking after"."""

_QUESTION = _words("what who whom whose when where why how which did do does is are was were has have can")
_OF_A_WEEK = _words("week weeks weekly note notes weeknote weeknotes w/c wc commencing beginning starting")
_NOTES = _words("note notes weeknote weeknotes")

LONGEST_NAME = 6  # words


@dataclass(frozen=True)
class Part:
    """Some groups of a query in a row, and what they are."""

    groups: tuple[Group, ...]
    names: Names = field(default_factory=Names)
    when: When | None = None
    is_grammar: bool = False


@dataclass(frozen=True)
class Asked:
    """A query as it is put to the engine.

    core: the groups that a hit must meet; choices: for each of them or several in a row, what does as well; phrase:
    the words in a row, for headings; runs: words that follow each other, as phrases that make a text a better hit;
    when: a time that is named, and `when_words` as they were typed.
    """

    core: tuple[Group, ...] = ()
    none_of: tuple[Term, ...] = ()
    choices: tuple[Choice, ...] = ()
    phrase: tuple[str, ...] = ()
    runs: tuple[Term, ...] = ()
    when: When | None = None
    when_words: tuple[Group, ...] = ()
    topics: tuple[Topic, ...] = ()
    people: tuple[Person, ...] = ()
    also: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there are words to be found."""
        return bool(self.core or self.when)

    @property
    def terms(self) -> list[Term]:
        """Every term that a hit may hold: what is marked in it."""
        found = [term for group in self.core for term in group]
        found += [term for group in self.when_words for term in group]
        return list(dict.fromkeys(found + [term for choice in self.choices for term in choice.terms]))


def ask(query: Query, user, *, exactly: bool = False) -> Asked:
    """What the words of a query ask for, as this user may know names. At most three queries.

    `exactly` leaves out what topics and people are also called.
    """
    if not query.all_of:
        return Asked(none_of=query.none_of)
    parts = _parts(query, names_for(query, user) if not exactly else {})
    content = [part for part in parts if not part.is_grammar and part.when is None]
    times = [part for part in parts if part.when]
    if not content and all(part.when.is_a_year for part in times if part.when):
        content, times = (times or parts), []
    topics = {topic.pk: topic for part in content for topic in part.names.topics}
    people = {person.pk: person for part in content for person in part.names.people}
    also = {term.norms: term.text for part in content for term in part.names.terms}
    return Asked(
        core=tuple(group for part in content for group in part.groups),
        none_of=query.none_of,
        choices=tuple(_choice(part) for part in content),
        phrase=_phrase(parts),
        runs=_runs(parts),
        when=times[0].when if times else None,
        when_words=tuple(group for part in times for group in part.groups),
        topics=tuple(topics.values()),
        people=tuple(people.values()),
        also=tuple(also.values()),
    )


def _parts(query: Query, by_name: dict[tuple[str, ...], Names]) -> list[Part]:
    groups = query.all_of
    typed = [group[0].text.lower() if _is_word(group) else "" for group in groups]
    norms = [group[0].norms if len(group) == 1 and group[0].kind != "prefix" else () for group in groups]
    parts: list[Part] = []
    at = 0
    while at < len(groups):
        length, names = _longest_name(norms, at, by_name)
        when = read_when(typed, at)
        if when and when[0] >= length:
            length, names, found = when[0], Names(), when[1]
        else:
            found = None
        length = max(length, 1)
        parts.append(Part(groups[at : at + length], names, found))
        at += length
    grammar = _grammar(
        typed, dated=any(part.when for part in parts), somebodys=any(part.names.people for part in parts)
    )
    return [
        Part(part.groups, is_grammar=True)
        if not part.when and not part.names and len(part.groups) == 1 and _is_word(part.groups[0])
        and part.groups[0][0].text.lower() in grammar
        else part
        for part in parts
    ]  # fmt: skip


def _grammar(typed: Sequence[str], *, dated: bool, somebodys: bool) -> frozenset[str]:
    """Which words of this query only hold it together. In "Grace’s weeknotes" the notes are what she wrote."""
    found = GRAMMAR | _NOTES if somebodys else GRAMMAR
    if typed[0] in _QUESTION and len(typed) > 2:
        found |= ASKING
    return found | _OF_A_WEEK if dated else found


def _is_word(group: Group) -> bool:
    return len(group) == 1 and group[0].kind == "word"


def _longest_name(
    norms: Sequence[tuple[str, ...]], start: int, by_name: dict[tuple[str, ...], Names]
) -> tuple[int, Names]:
    """How many groups from `start` on make the longest name, and what is called so."""
    words: tuple[str, ...] = ()
    best = (0, Names())
    for length, tokens in enumerate(norms[start : start + LONGEST_NAME], 1):
        if not tokens:
            break
        words += tokens
        if words in by_name:
            best = (length, by_name[words])
    return best


def _phrase(parts: Sequence[Part]) -> tuple[str, ...]:
    """The words from the first that matters to the last, in a row; () where an OR or a prefix is among them."""
    matters = [n for n, part in enumerate(parts) if not part.is_grammar] or range(len(parts))
    groups = [group for part in parts[matters[0] : matters[-1] + 1] for group in part.groups]
    if any(len(group) > 1 or group[0].kind == "prefix" for group in groups):
        return ()
    return tuple(token for group in groups for token in group[0].norms)


def _runs(parts: Sequence[Part]) -> tuple[Term, ...]:
    """Words that follow each other, grammar between them included; names of people and times stand for themselves.

    All that was typed is one more.
    """
    runs: list[list[Part]] = [[]]
    for part in parts:
        ends = part.when or part.names.people or any(len(g) > 1 or g[0].kind == "prefix" for g in part.groups)
        if ends:
            runs.append([])
        else:
            runs[-1].append(part)
    found = []
    for run in runs:
        matters = [n for n, part in enumerate(run) if not part.is_grammar]
        groups = [group for part in run[matters[0] : matters[-1] + 1] for group in part.groups] if matters else []
        if len(groups) > 1:
            found.append(_in_a_row(groups))
    if len(runs) == 1 and len(parts) > 1 and len(groups := [group for part in parts for group in part.groups]) > 2:
        found.append(_in_a_row(groups))
    return tuple(dict.fromkeys(found))


def _in_a_row(groups: Sequence[Group]) -> Term:
    """Words in a row as the index holds them. Without its text: a form of one of them alone is not all of them."""
    return Term("phrase", "", together(groups).norms)


def _choice(part: Part) -> Choice:
    """What does for these groups: their words, other names, and being tagged or on it."""
    if not part.names:
        return Choice(part.groups)
    return Choice(
        part.groups,
        part.names.terms,
        tuple(topic.pk for topic in part.names.topics),
        tuple(person.pk for person in part.names.people),
    )

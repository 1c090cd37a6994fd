"""What a note's front matter told of its sections, put on them when it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hackit import indexing
from hackit.audience import Audience
from hackit.models import Person, Topic
from weeknotes.following import written_sections
from weeknotes.models import Section, SectionSort, Weeknote
from weeknotes.taking_out.front_matter import SectionTold


def put_sections_back(note: Weeknote, told: Sequence[SectionTold]) -> None:
    """Give the stored sections of a note (its body saved) their topics, people, sorts and audiences.

    Names that nobody and no topic here has are left out. If a section for staff is told of that the text does not
    have, every section that nothing was told of is for staff: text must not become public by coming back.
    """
    if not told:
        return
    rows = {row.anchor: row for row in note.sections.all()}
    matched = set_audiences(rows, note.body, told)
    topics, people = _topics_called(told), _people_called(told)
    for anchor, row in rows.items():
        one = matched.get(anchor)
        if one is not None:
            row.sort = one.sort if one.sort in SectionSort.values else ""
        row.save()
        if one is not None:
            row.topics.set([topics[key] for name in one.topics if (key := name.casefold()) in topics])
            row.people.set([people[key] for name in one.people if (key := name.casefold()) in people])
    indexing.index(note)


def set_audiences(rows: Mapping[str, Section], body: str, told: Sequence[SectionTold]) -> dict[str, SectionTold]:
    """Give the rows of a text, by anchor, the audiences told of them; returns what was told of each. Saves nothing."""
    if not told:
        return {}
    matched = _matched([(part.anchor, part.heading) for part in written_sections(body)], told)
    found = {id(one) for one in matched.values()}
    lost = any(one.audience == Audience.STAFF and id(one) not in found for one in told)
    for anchor, row in rows.items():
        one = matched.get(anchor)
        if one is None:
            row.audience = Audience.STAFF if lost else row.audience
        else:
            row.audience = Audience.STAFF if one.audience == Audience.STAFF else Audience.EVERYONE
    return matched


def _matched(parts: Sequence[tuple[str, str]], told: Sequence[SectionTold]) -> dict[str, SectionTold]:
    """For each anchor what was told of it: by heading, of equal headings in their order."""
    waiting: dict[str, list[SectionTold]] = {}
    for one in told:
        waiting.setdefault(one.heading.casefold(), []).append(one)
    found = {}
    for anchor, heading in parts:
        same = waiting.get(" ".join(heading.split())[:300].casefold())
        if same:
            found[anchor] = same.pop(0)
    return found


def _topics_called(told: Iterable[SectionTold]) -> dict[str, Topic]:
    wanted = {name.casefold() for one in told for name in one.topics}
    found: dict[str, Topic] = {}
    for topic in Topic.objects.current().prefetch_related("aliases"):
        for name in (topic.name, *(alias.text for alias in topic.aliases.all())):
            if name.casefold() in wanted:
                found.setdefault(name.casefold(), topic)
    return found


def _people_called(told: Iterable[SectionTold]) -> dict[str, Person]:
    """People by name; a name that two have is nobody's."""
    found: dict[str, Person] = {}
    for name in {name for one in told for name in one.people}:
        people = list(Person.objects.called(name)[:2])
        if len(people) == 1:
            found[name.casefold()] = people[0]
    return found

"""What pressing a button beside the sheet makes of the text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from hackit.audience import Audience
from hackit.matching import find_topics
from hackit.models import Person, Topic
from weeknotes.following import written_sections
from weeknotes.models import SectionSort, Weeknote
from weeknotes.writing.drafting import as_bullet, jottings_of_week
from weeknotes.writing.headings import HEADINGS, heading_for, outline
from weeknotes.writing.image_writes import with_image
from weeknotes.writing.links import with_link
from weeknotes.writing.previously import as_quotation, stories
from weeknotes.writing.sheet import put_under
from weeknotes.writing.writes import describe_section

WANTED = {"topic", "person", "sort"}


def change_from_beside(
    note: Weeknote, do: str, value: str, body: str, *, person: Person, user, data: Mapping[str, str], on: date
) -> str:
    """The text after a button beside the sheet was pressed.

    put-in:ID puts a jotting under its sort, as the draft of the day `on` would; put-image:REF an image into it,
    quote:ID:TOPIC what was said before, explain:TOPIC the agreed wording, link:KEY:WORDS makes a link of [[WORDS]];
    topic:, person: and sort: say what a section is, with no- before them they are refused, undo:ID takes a refusal
    back; section:ANCHOR sets what `data` holds of it. Anything else, or something that this author may not see, leaves
    the text as it is.
    """
    if do == "put-in":
        found = jottings_of_week(note.week, note.ends_on, person, user)
        jotting = next((entry for entry in found if str(entry.pk) == value), None)
        if jotting is None:
            return body
        line = as_bullet(jotting, on=on, with_date=note.weeks_covered > 1)
        return put_under(body, _heading(note, body, jotting.sort), line)
    if do == "put-image":
        image = note.images.visible_to(user).filter(ref=value).first()
        return with_image(note, body, image) if image else body
    if do in ("quote", "explain"):
        return _said_before(note, body, do, value, person=person, user=user)
    if do == "link":
        key, _colon, words = value.partition(":")
        return with_link(body, key, words, user=user)
    if do in WANTED or do == "section":
        _describe(note, body, do, value, data, by=person)
    elif do.removeprefix("no-") in WANTED:
        _refuse(note, body, do.removeprefix("no-"), value, by=person)
    elif do == "undo" and value.isdecimal():
        note.forget_answer(int(value))
    return body


def _describe(note: Weeknote, body: str, do: str, value: str, data: Mapping[str, str], *, by: Person) -> None:
    """Say one thing more of a section: a topic, a person, its sort, or its sort and for whom it is."""
    one, _colon, anchor = value.partition(":") if do != "section" else ("", "", value)
    row = note.sections_in(body).get(anchor)
    if row is None:
        return
    topics, people = (list(row.topics.all()), list(row.people.all())) if row.pk else ([], [])
    sort, audience = row.sort, row.audience
    if do == "topic" and one.isdecimal():
        topics += Topic.objects.current().filter(pk=int(one))
    elif do == "person" and one.isdecimal():
        people += Person.objects.named().filter(pk=int(one))
    elif do == "sort":
        sort = one if one in SectionSort.values else sort
    elif do == "section":
        typed = data.get(f"sort-{anchor}", sort)
        sort = typed if typed in ("", *SectionSort.values) else sort
        audience = Audience.STAFF if data.get(f"for-staff-{anchor}") else Audience.EVERYONE
    describe_section(note, row, topics=topics, people=people, sort=sort, audience=audience, by=by)


def _refuse(note: Weeknote, body: str, what: str, value: str, *, by: Person) -> None:
    """Remember that the author wants none of it in this note: a topic, a person, or this sort for that section."""
    one, _colon, anchor = value.partition(":")
    if what == "sort":
        if one in SectionSort.values and anchor in note.sections_in(body):
            note.remember_answer(what, value, SectionSort(one).label, by=by)
        return
    rows = Topic.objects.current() if what == "topic" else Person.objects.named()
    found = rows.filter(pk=int(one)).first() if one.isdecimal() and len(one) < 16 else None
    if found:
        note.remember_answer(what, str(found.pk), found.name, by=by)


def _heading(note: Weeknote, body: str, sort: str) -> str:
    """The author's own heading for a sort in this text, else the usual one."""
    own = outline(Weeknote(body=body, pk=note.pk))
    return next((row.words for row in own if sort and row.sort == sort), heading_for(sort))


def _said_before(note: Weeknote, body: str, do: str, value: str, *, person: Person, user) -> str:
    """The text with what was said before, or is agreed to be said, below the section that is about its topic."""
    topic_id = value.rpartition(":")[2]
    if not topic_id.isdecimal() or len(topic_id) > 15:
        return body
    story = next(iter(stories([int(topic_id)], before=note.week, person=person, user=user)), None)
    said = next((one for one in story.said if one.value == value), None) if story else None
    text = story.explain if story and do == "explain" else as_quotation(said) if said else ""
    if not text:
        return body
    rows = note.sections_in(body)
    about = [row.heading for row in rows.values() if row.pk and any(t.pk == int(topic_id) for t in row.topics.all())]
    parts = written_sections(body)
    names = [name for name in Topic.objects.names() if name.key == int(topic_id)]
    naming = [part.heading for part in parts if find_topics(f"{part.heading}\n{part.body}", names)]
    named = [part.heading for part in parts if part.heading]
    heading = next(iter([*filter(None, about), *filter(None, naming), *named]), HEADINGS[SectionSort.HIGHLIGHT])
    return put_under(body, heading, text)

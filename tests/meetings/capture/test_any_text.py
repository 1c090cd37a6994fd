"""Whatever is typed: nothing raises, no line disappears, nobody and no date is invented."""

import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.capture import KINDS, as_json, read_date, say_back
from meetings.capture.people import fold
from tests.meetings.capture.lines import ALL
from tests.meetings.capture.world import GROUPS, OPEN_ACTIONS, PEOPLE, PRIYA, TUESDAY, read

PIECES = """
    Henry Cate D Sam Dawn Zorg I We we'll Finance HMT DMT to will by before until agreed action: AP [ ] [x] done 2
    moved Fri Tue 12 June 3/7 5/29 next meeting ASAP (Henry) (Henry by Fri) – → -> @henry #psn !staff subject to: ; ,
    . : and & / send the plan present: apols for away day: working May: in line £40k 600 replies https://a.example/#x
    a@b.example with caveats put off: ? idea: > " ' ( ) ** not said if Henry's I'll Q3 P3 w/c end of
"""
WORDS = st.sampled_from(PIECES.split())
TIME_WORDS = re.compile(
    r"\d|day|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|month|year|fortnight"
    r"|today|tomorrow|tonight|next|end|cop|cob|eod|eow|eom|close",
    re.I,
)
TYPED = st.one_of(
    st.text(max_size=200),
    st.lists(WORDS, max_size=25).map(" ".join),
    st.lists(st.sampled_from([line for line, _ in ALL]), max_size=4).map("\n".join),
    st.tuples(st.sampled_from([line for line, _ in ALL]), st.text(max_size=12), st.integers(0, 80)).map(
        lambda parts: parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]
    ),
)
SPELLINGS = {
    person.key: {fold(name) for name in (person.name, *person.aliases)} | {fold(person.name).split()[0]}
    for person in PEOPLE
}


def initials(name: str) -> str:
    return "".join(part[0] for part in fold(name).replace("-", " ").split())


def stands_in(key: object, raw: str) -> bool:
    """Whether a known person's name, nickname or initials can be read in this text."""
    text = fold(raw)
    person = next(person for person in PEOPLE if person.key == key)
    first, last = fold(person.name).split()[0], fold(person.name).split()[-1]
    ways = SPELLINGS[key] | {f"{first[0]} {last}"}
    return (
        any(way in text for way in ways)
        or initials(person.name).upper() in raw.replace(".", "")
        or (f"{first[0]}{last[0]}".upper() in raw)
    )


@settings(max_examples=400, deadline=None)
@given(TYPED)
def test_any_text_is_read_without_losing_a_line_or_inventing_an_owner(typed: str) -> None:
    things = read(typed)
    by_line = {thing.line for thing in things}
    lines = typed.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert by_line == {number for number, line in enumerate(lines, start=1) if line.strip()}
    for thing in things:
        assert thing.kind in KINDS
        assert thing.raw == lines[thing.line - 1]
        assert thing.text.strip()
        people = [*thing.owners, *thing.present, *thing.apologies, *(guest.person for guest in thing.guests)]
        people += [caveat.owner for caveat in thing.caveats if caveat.owner]
        for owner in people:
            assert owner.key is None or owner.key == PRIYA.key or stands_in(owner.key, thing.raw)
        assert thing.due is None or thing.kind in ("action", "decision", "coming_up", "enquiry")
        assert thing.due is None or not thing.due_text


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_any_thing_can_be_said_back_and_printed(typed: str) -> None:
    for thing in read(typed):
        assert say_back(thing, people=PEOPLE, on=TUESDAY, groups=GROUPS, open_actions=OPEN_ACTIONS)
        assert as_json(thing)["raw"] == thing.raw


@settings(max_examples=200, deadline=None)
@given(TYPED)
def test_a_due_date_is_never_given_where_no_time_word_stands(typed: str) -> None:
    for thing in read(typed):
        dates = [thing.due, thing.new_date, *(caveat.due for caveat in thing.caveats)]
        assert TIME_WORDS.search(thing.raw) or not any(dates)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=30), st.lists(WORDS, max_size=6).map(" ".join)), st.dates(date(1990, 1, 1)))
def test_any_date_field_is_read_on_any_day(typed: str, on: date) -> None:
    reading = read_date(typed, on=on)
    assert reading.date is None or not (reading.loose or reading.when)
    assert reading.typed == typed.strip()

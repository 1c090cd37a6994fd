"""A calendar file: the entries of these days by the clock here, repeats among them, and nothing that hurts."""

import time as clock
from datetime import date

import pytest

from weeknotes.writing.diary_file import NotACalendar, read_file

MONDAY, SUNDAY = date(2019, 6, 3), date(2019, 6, 9)


def event(*lines, title="DMT", start="DTSTART:20190603T090000Z", uid="one"):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", start, *lines, "END:VEVENT"])


def read(*events):
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//", *events, "END:VCALENDAR", ""])
    return [
        f"{'x ' if e.why_not else ''}{e.day:%a} {f'{e.start:%H:%M} ' if e.start else ''}{e.title}"
        for e in read_file(text, monday=MONDAY, ends_on=SUNDAY)
    ]


WEEKLY = "DTSTART;TZID=Europe/London:20190107T090000"


@pytest.mark.parametrize(
    ("found", "entries"),
    [
        (event(), ["Mon 10:00 DMT"]),  # UTC, an hour later in June
        (event(start="DTSTART;TZID=Europe/London:20190603T090000"), ["Mon 09:00 DMT"]),
        (event(start="DTSTART;TZID=America/New_York:20190603T090000"), ["Mon 14:00 DMT"]),
        (event(start="DTSTART:20190603T090000"), ["Mon 09:00 DMT"]),
        (event(start="DTSTART;TZID=No/Where:20190603T090000"), ["Mon 09:00 DMT"]),
        (event(start="DTSTART;VALUE=DATE:20190604"), ["Tue DMT"]),
        (event("DTEND;VALUE=DATE:20190606", start="DTSTART;VALUE=DATE:20190604"), ["Tue DMT", "Wed DMT"]),
        (event(start="DTSTART:20190610T090000Z"), []),
        (event("STATUS:CANCELLED"), ["x Mon 10:00 DMT"]),
        (event("CLASS:PRIVATE"), ["x Mon 10:00 DMT"]),
        (event("X-MICROSOFT-CDO-BUSYSTATUS:OOF", start="DTSTART;VALUE=DATE:20190603"), ["x Mon DMT"]),
        (event(title=""), ["x Mon 10:00 Private appointment"]),
        (event(title="Phones\\, and\\nmore"), ["Mon 10:00 Phones, and more"]),
        (event("RRULE:FREQ=WEEKLY", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=WEEKLY;BYDAY=MO,TH", start=WEEKLY), ["Mon 09:00 DMT", "Thu 09:00 DMT"]),
        (event("RRULE:FREQ=WEEKLY;INTERVAL=2", start=WEEKLY), []),
        (event("RRULE:FREQ=WEEKLY;INTERVAL=3", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=WEEKLY;UNTIL=20190520T090000Z", start=WEEKLY), []),
        (event("RRULE:FREQ=WEEKLY;COUNT=22", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=WEEKLY;COUNT=21", start=WEEKLY), []),
        (event("RRULE:FREQ=DAILY;INTERVAL=2", start="DTSTART:20190603T080000Z"), [
            "Mon 09:00 DMT", "Wed 09:00 DMT", "Fri 09:00 DMT", "Sun 09:00 DMT",
        ]),
        (event("RRULE:FREQ=MONTHLY;BYDAY=1MO", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=MONTHLY;BYDAY=-1FR", start=WEEKLY), []),
        (event("RRULE:FREQ=MONTHLY;BYMONTHDAY=5", start=WEEKLY), ["Wed 09:00 DMT"]),
        (event("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=YEARLY", start="DTSTART;VALUE=DATE:20100606"), ["Thu DMT"]),
        (event("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/London:20190603T090000", start=WEEKLY), []),
        # Nonsense and malice
        (event("RRULE:FREQ=SECONDLY;COUNT=999999999", start=WEEKLY), []),
        (event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start="DTSTART:19000101T000000Z"), []),
        (event("RRULE:FREQ=DAILY;COUNT=5", start="DTSTART:16010101T000000Z"), []),
        (event("RRULE:FREQ=WEEKLY;INTERVAL=0", start=WEEKLY), ["Mon 09:00 DMT"]),
        (event("RRULE:FREQ=NEVER", start=WEEKLY), []),
        (event("RRULE:", start=WEEKLY), []),
        (event(start="DTSTART:99999999T999999Z"), []),
        (event(start="NOTHING:1"), []),
        ("BEGIN:VEVENT\r\nnonsense\r\nEND:VEVENT", []),
    ],
)  # fmt: skip
def test_what_is_on_in_these_days_is_read(found, entries):
    assert read(found) == entries


def test_one_moved_out_of_a_repeat_stands_where_it_was_moved_to():
    moved = event(
        "RECURRENCE-ID;TZID=Europe/London:20190603T090000", start="DTSTART;TZID=Europe/London:20190604T110000"
    )
    assert read(event("RRULE:FREQ=WEEKLY", start=WEEKLY), moved) == ["Tue 11:00 DMT"]


@pytest.mark.parametrize("text", ["", "Monday\n9am DMT", "PK\x03\x04", "<html>"])
def test_what_is_no_calendar_is_refused_with_a_sentence(text):
    with pytest.raises(NotACalendar, match="not a calendar"):
        read_file(text, monday=MONDAY, ends_on=SUNDAY)


@pytest.mark.parametrize(
    "block",
    [
        event("RRULE:FREQ=SECONDLY", start="DTSTART:19700101T000000Z"),
        event("RRULE:FREQ=DAILY;COUNT=390", start="DTSTART:20180601T000000Z"),
        event("DESCRIPTION:" + "x" * 3000),
        "BEGIN:VEVENT\r\n" * 5,
    ],
)
def test_megabytes_are_read_in_seconds(block):
    began = clock.monotonic()
    read(*[block] * (1_500_000 // len(block)))
    assert clock.monotonic() - began < 30

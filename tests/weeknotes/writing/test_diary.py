"""A diary copied out of a calendar, in the shapes that calendars give: every entry in order, noise told as noise."""

from datetime import date, timedelta

import pytest

from weeknotes.writing.diary import MOST_ENTRIES, read_diary

MONDAY = date(2019, 6, 3)
SUNDAY = date(2019, 6, 9)


def read(text, *, ends_on=SUNDAY):
    """The entries as "Mon 09:00 Title", and "x" before those that are not ticked."""
    return [
        " ".join(
            filter(
                None,
                [
                    "x" if entry.why_not else "",
                    f"{entry.day:%a}" if entry.day else "",
                    f"{entry.start:%H:%M}" if entry.start else "",
                    entry.title,
                ],
            )
        )
        for entry in read_diary(text, monday=MONDAY, ends_on=ends_on)
    ]


@pytest.mark.parametrize(
    ("pasted", "entries"),
    [
        # Day headers, times below
        ("Monday 3 June\n09:00 – 10:00 1:1 with Priya", ["Mon 09:00 1:1 with Priya"]),
        ("Monday 3 June 2019\n09:00-10:00 DMT", ["Mon 09:00 DMT"]),
        ("Mon 3\n9am DMT\nTue 4\n2pm Phones", ["Mon 09:00 DMT", "Tue 14:00 Phones"]),
        ("3 June\n9.30am DMT", ["Mon 09:30 DMT"]),
        ("June 3\n9:30 AM DMT", ["Mon 09:30 DMT"]),
        ("Mon, Jun 3\n10am – 11am DMT", ["Mon 10:00 DMT"]),
        ("Monday\n9-10am DMT", ["Mon 09:00 DMT"]),
        ("Monday\n11-12pm DMT", ["Mon 11:00 DMT"]),
        ("Monday\n2 - 3pm Show and tell", ["Mon 14:00 Show and tell"]),
        ("MONDAY\n0900-1000 Board", ["Mon 09:00 Board"]),
        ("Tuesday 4th June\nnoon Show and tell", ["Tue 12:00 Show and tell"]),
        ("03/06/2019\n14:00 Audit", ["Mon 14:00 Audit"]),
        ("2019-06-05\n14:00 Audit", ["Wed 14:00 Audit"]),
        ("5 Wed\n14:00 Audit", ["Wed 14:00 Audit"]),
        ("Thu 6/6\n14:00 Audit", ["Thu 14:00 Audit"]),
        # A time, its title below; a title, its time below
        ("Monday 3 June\n09:00 – 10:00\nDMT", ["Mon 09:00 DMT"]),
        ("Monday 3 June\nDMT\n09:00 – 10:00", ["Mon 09:00 DMT"]),
        # One line an entry
        ("Mon 3 June 09:00 DMT\nTue 4 June 10:00 Phones", ["Mon 09:00 DMT", "Tue 10:00 Phones"]),
        ("Mon: DMT\nTue: Phones", ["Mon DMT", "Tue Phones"]),
        ("- Mon 9am: DMT\n- Tue 9am: Phones", ["Mon 09:00 DMT", "Tue 09:00 Phones"]),
        ("Monday\n• DMT\n• Phones", ["Mon DMT", "Mon Phones"]),
        ("1. DMT\n2. Phones", ["DMT", "Phones"]),
        # Outlook's list
        (
            (
                "DMT\nWhen: 03 June 2019 09:00-10:00\nWhere: Elm House\n\n"
                "Phones\nWhen: Tuesday 4 June 2019 14:00\nWhere: Teams"
            ),
            ["Mon 09:00 DMT", "Tue 14:00 Phones"],
        ),
        ("Subject: DMT\nStart: Mon 03/06/2019 09:00\nEnd: Mon 03/06/2019 10:00", ["Mon 09:00 DMT"]),
        ("DMT\nWhen: Monday 3 June 2019 09:00-10:00 (UTC+00:00) London\nOrganizer: Priya", ["Mon 09:00 DMT"]),
        # A table
        (
            "Subject\tStart Date\tStart Time\tLocation\nDMT\t03/06/2019\t09:00\tElm House\nPhones\t04/06/2019\t14:00\t",
            ["Mon 09:00 DMT", "Tue 14:00 Phones"],
        ),
        ("Mon 3 June\t09:00\t10:00\tDMT", ["Mon 09:00 DMT"]),
        ("03/06/2019\tAll day\tAway day", ["Mon Away day"]),
        # A printed agenda
        (
            "Mon Jun 3, 2019\nAll day\tAway day\n9am - 10am\tDMT\nTue Jun 4, 2019\n2pm - 3pm\tPhones",
            ["Mon Away day", "Mon 09:00 DMT", "Tue 14:00 Phones"],
        ),
        ("3 MON\n09:00 – 10:00 DMT\nhttps://meet.example/abc\nJoin with Google Meet", ["Mon 09:00 DMT"]),
        # What an entry is not
        ("Monday\n12:00 Lunch", ["x Mon 12:00 Lunch"]),
        ("Monday\n09:00 Focus time", ["x Mon 09:00 Focus time"]),
        ("Monday\n09:00 Canceled: DMT", ["x Mon 09:00 Canceled: DMT"]),
        ("Monday\n09:00 Cancelled: DMT", ["x Mon 09:00 Cancelled: DMT"]),
        ("Monday\n09:00 Declined: DMT", ["x Mon 09:00 Declined: DMT"]),
        ("Monday\n09:00 Private appointment", ["x Mon 09:00 Private appointment"]),
        ("Monday\nAll day Annual leave", ["x Mon Annual leave"]),
        ("Monday\n10:00 Lunch with the Mayor", ["Mon 10:00 Lunch with the Mayor"]),
        ("Monday\n10:00 Focus groups about phones", ["Mon 10:00 Focus groups about phones"]),
        ("Monday\nMicrosoft Teams Meeting\n_______\nWeek 23", []),
        # Other weeks, impossible days, order, repeats
        ("Mon 10 June\n09:00 Not this week\nTue 4 June\n10:00 DMT", ["Tue 10:00 DMT"]),
        (
            "Tuesday\n14:00 Second\n09:00 First\nMonday\nall day Zero",
            ["Mon Zero", "Tue 09:00 First", "Tue 14:00 Second"],
        ),
        ("Monday\n09:00 DMT\n09:00 DMT", ["Mon 09:00 DMT"]),
        ("31 February\n25:99 Nonsense", ["25:99 Nonsense", "31 February"]),
        ("Sun screen for the van\nMay we talk", ["Sun screen for the van", "May we talk"]),
        ("", []),
        ("\n\n  \t \n", []),
    ],
)
def test_entries_are_read_in_the_shapes_of_calendars(pasted, entries):
    assert sorted(read(pasted)) == sorted(entries)


def test_days_come_in_order_and_what_has_no_day_comes_last():
    assert read("Something\nWed\n9am B\nMon\n9am A") == ["Mon 09:00 A", "Wed 09:00 B", "Something"]


def test_of_two_weeks_a_weekday_is_the_next_one_in_the_text():
    found = read_diary("Mon\n9am A\nMon\n9am A", monday=MONDAY, ends_on=SUNDAY + timedelta(days=7))
    assert [entry.day for entry in found] == [MONDAY]
    found = read_diary("Mon 3\n9am A\nMon 10\n9am A", monday=MONDAY, ends_on=SUNDAY + timedelta(days=7))
    assert [entry.day.day for entry in found] == [3, 10]


def test_a_huge_paste_is_bounded_and_quick():
    pasted = "Monday\n" + "\n".join(f"9am Meeting {n} " + "x" * 300 for n in range(9000))
    found = read_diary(pasted, monday=MONDAY, ends_on=SUNDAY)
    assert len(found) <= MOST_ENTRIES
    assert max(len(entry.title) for entry in found) <= 200


NONSENSE = ["\x00" * 50, "9" * 5000, "Mon " * 3000, "(" * 4000, "1/1/1/1/1", "\ud800", "٣ June", "9am" * 900]


@pytest.mark.parametrize("pasted", NONSENSE)
def test_nonsense_is_read_without_a_fault(pasted):
    read_diary(pasted, monday=MONDAY, ends_on=SUNDAY)

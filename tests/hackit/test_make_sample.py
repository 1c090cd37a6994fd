"""`manage.py make_sample`: only into an empty database, only in a trial, with days that fit any day of the week."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hackit.models import Entry, Person, SiteSettings, Topic, User
from hackit.sample import holds_anything
from hackit.sample_ground import Sample
from meetings.sample import reading
from tests import factories as make
from weeknotes.sample.writes import notes

WEDNESDAY = date(2019, 6, 12)
A_WEEK = [WEDNESDAY + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("what", ["a login", "a person", "a topic", "a meeting"])
def test_a_database_with_anything_in_it_is_left_alone(db, what):
    {
        "a login": make.make_user,
        "a person": lambda: make.make_person("Grace Li"),
        "a topic": make.make_topic,
        "a meeting": lambda: make.make_meeting(make.make_forum()),
    }[what]()
    before = [model.objects.count() for model in (Person, User, Topic, Entry)]

    with pytest.raises(CommandError, match="already, so nothing was written"):
        call_command("make_sample", stdout=StringIO())

    assert [model.objects.count() for model in (Person, User, Topic, Entry)] == before
    assert not SiteSettings.current().is_sample


def test_outside_a_trial_nothing_is_written(db, settings):
    settings.TRIAL = False
    with pytest.raises(CommandError, match="for a trial only"):
        call_command("make_sample", stdout=StringIO())
    assert not holds_anything()


def test_settings_of_the_site_alone_leave_a_database_empty(db):
    SiteSettings(name="Elsewhere").save()
    assert not holds_anything()


@pytest.mark.parametrize("on", A_WEEK, ids=lambda day: f"{day:%A}")
def test_the_latest_meeting_was_held_and_the_next_is_not_past(on):
    sample = Sample(on)
    assert sample.monday.weekday() == 0
    assert sample.monday < on <= sample.day(7)


@pytest.mark.parametrize("on", A_WEEK, ids=lambda day: f"{day:%A}")
@pytest.mark.parametrize("words", ["«soon»", "«end of week»"])
def test_what_is_due_soon_is_due_this_week_and_not_past(on, words):
    fortnight = [on + timedelta(days=n) for n in range(-7, 7)]
    due = next(day for day in fortnight if Sample(on).fill(words, on=on) == f"{day.day} {day:%B}")
    assert due >= on
    assert due.isocalendar()[:2] == on.isocalendar()[:2]


def test_days_in_texts_are_written_out():
    sample = Sample(WEDNESDAY)
    assert sample.fill("by «+4», «today-1» and «tomorrow»", on=date(2019, 5, 30)) == "by 3 June, 11 June and 13 June"
    assert sample.fill("working «last month»", on=date(2019, 3, 31)) == "working February"


def test_a_line_that_fits_nowhere_in_a_meetings_file_is_refused():
    with pytest.raises(ValueError, match="strayed"):
        reading.read_meeting("group: DMT\nday: 0\nends: shared\n\n# Finance\nstrayed\n")


def test_no_text_is_filler():
    texts = [note.body for note in notes()]
    texts += [text for meeting in reading.meetings() for item in meeting.items for _author, text in item.lines]
    texts += [text for _author, _day, text in reading.jottings()]
    assert len(texts) > 150
    assert not [text for text in texts if "lorem" in text.lower() or "example.com" in text]


def test_most_weeknotes_are_as_long_as_real_ones_with_sections_bullets_footnotes_and_links():
    whole = [
        note
        for note in notes()
        if 350 <= len(note.body.split()) <= 700
        and note.body.count("\n## ") >= 3
        and ("\n- " in note.body or "\n1. " in note.body)
        and "\n[^1]: " in note.body
        and "](https://example.org/" in note.body
    ]
    assert len(whole) >= 8

"""A line "coming up: …" makes the record, as lines make actions: typed anew, taken back and changed of kind with it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from hackit.models import Entry
from meetings.models import ComingUp, Line
from meetings.publishing.writes import share
from meetings.room.change_writes import Wanted, change
from meetings.room.line_writes import restore, retype, undo
from tests.meetings.lines.conftest import MONDAY, Room, make_room


@pytest.fixture
def room(db) -> Room:
    return make_room()


def only() -> ComingUp:
    return ComingUp.objects.exclude(reach="nobody").get()


def said(thing: ComingUp) -> tuple:
    return thing.title, thing.due, thing.due_text, thing.sorts_as


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("coming up: show and tell, 20 June", ("Show and tell", date(2019, 6, 20), "", None)),
        (
            "coming up: telephony contract runs out next April, yearly",
            ("Telephony contract runs out", None, "April 2020", date(2020, 4, 30)),
        ),
        (
            "coming up: phones before the summer break",
            ("Phones", None, "before the summer break", date(2019, 7, 31)),
        ),
        ("coming up: a party for Felix", ("A party for Felix", None, "", None)),
        # To start by 3 May one cannot mean this July, for that is past
        (
            "coming up: budget round before the summer break, start by 3 May",
            ("Budget round", None, "before the summer break", date(2020, 7, 31)),
        ),
    ],
)
def test_a_line_makes_it_with_its_date_said_once(room, typed, expected):
    line = room.jot(typed)
    thing = only()
    assert said(thing) == expected
    assert (thing.line, thing.audience, thing.reach) == (line, "me", "named")
    assert line.heard[0]["ref"] == thing.ref


def test_who_when_to_start_and_every_year_are_kept(room):
    room.type("coming up: budget round before Christmas, every year, start by next October (Grace) #mobile-phones")
    thing = only()
    assert (thing.person, thing.yearly) == (room.grace, True)
    assert (thing.start_by, thing.start_text) == (date(2019, 10, 1), "October 2019")
    assert [topic.name for topic in thing.topics.all()] == ["Mobile phones"]
    assert (thing.forum, thing.audience, thing.reach) == (room.dmt, "members", "members")


def test_a_name_that_fits_two_is_not_guessed(room):
    room.type("coming up: new starters next week (Sam)")
    thing = only()
    assert thing.person is None
    assert "(Sam)" in thing.title


def test_it_is_found_once_and_its_line_is_not(room):
    room.type("coming up: audit committee on 18 June")
    entry = Entry.objects.get(kind="coming_up")
    assert (entry.source_type, entry.title, entry.due) == ("meetings.comingup", "Audit committee", date(2019, 6, 18))
    assert not Entry.objects.filter(source_type="meetings.line").exists()
    assert entry.document == f"meetings.meeting:{room.meeting.ref}"


def test_typed_anew_it_is_another(room):
    line = room.jot("coming up: show and tell, 20 June")
    first = only()
    retype(line, "coming up: show and tell, 27 June", by=line.author, on=MONDAY, expected_version=line.version)
    assert only().due == date(2019, 6, 27)
    assert only().pk != first.pk
    assert ComingUp.objects.get(pk=first.pk).is_deleted


def test_taken_back_it_goes_and_brought_back_it_comes(room):
    line = room.jot("coming up: show and tell, 20 June")
    undo(line, by=line.author)
    assert not Entry.objects.filter(kind="coming_up").exists()
    restore(Line.objects.get(pk=line.pk), by=line.author, on=MONDAY)
    assert only().title == "Show and tell"
    assert Entry.objects.filter(kind="coming_up").count() == 1


def test_another_kind_takes_it_back_and_that_kind_again_makes_it(room):
    line = room.jot("show and tell, 20 June")
    wanted = Wanted(line.text, "coming_up", "me", "", [])
    change(line, wanted, by=line.author, on=MONDAY, version=line.version, child_version=None)
    assert said(only()) == ("Show and tell", date(2019, 6, 20), "", None)
    line = Line.objects.get(pk=line.pk)
    change(line, Wanted(line.text, "note", "me", "", []), by=line.author, on=MONDAY, version=line.version,
           child_version=None)  # fmt: skip
    assert not Entry.objects.filter(kind="coming_up").exists()


def test_words_and_date_changed_on_the_line_change_the_record(room):
    line = room.type("coming up: show and tell, 20 June")
    thing = only()
    wanted = Wanted(line.text, "coming_up", "staff", "", [], words="Show, tell and tea", due=date(2019, 6, 27))
    change(line, wanted, by=line.author, on=MONDAY, version=line.version, child_version=thing.version)
    thing = only()
    assert (thing.title, thing.due, thing.times_moved, thing.audience) == (
        "Show, tell and tea", date(2019, 6, 27), 1, "staff",
    )  # fmt: skip
    assert Line.objects.get(pk=line.pk).due == date(2019, 6, 27)


def test_staff_see_what_is_meant_for_them_once_the_meeting_is_shared(room):
    room.type("coming up: show and tell, 20 June !staff")
    thing = only()
    assert thing.reach == "members"
    room.phones.audience = "staff"
    room.phones.save()
    share(room.meeting, by=room.helen.person)
    thing.refresh_from_db()
    assert thing.reach == "staff"


def test_lines_from_before_get_their_record_and_nothing_is_found_twice(room):
    """The migration, run on lines as they were before there were records."""
    migration = import_module("meetings.migrations.0004_lines_that_tell_what_is_coming_up")
    text = "coming up: telephony contract runs out next April #mobile-phones"
    line = room.jot(text)
    thing = only()
    entry = Entry.objects.get(kind="coming_up")
    kept = {name: getattr(entry, name) for name in ("pk", "title", "text", "said", "search_title", "search_body")}
    Entry.objects.filter(pk=entry.pk).update(source_type="meetings.line", source_id=line.pk, text=text, title="?")
    ComingUp.objects.filter(pk=thing.pk).delete()
    Line.objects.filter(pk=line.pk).update(heard=[{"kind": "coming_up"}], due_text="next April")
    migration.make_records(apps, None)
    migration.make_records(apps, None)
    made = only()
    assert said(made) == ("Telephony contract runs out", None, "April 2020", date(2020, 4, 30))
    assert Line.objects.get(pk=line.pk).heard == [{"kind": "coming_up", "ref": made.ref}]
    moved = Entry.objects.get(kind="coming_up")
    assert {name: getattr(moved, name) for name in kept} == kept
    made.save()  # what saving writes is what the migration wrote
    assert {name: getattr(Entry.objects.get(pk=moved.pk), name) for name in kept} == kept
    assert Entry.objects.get(pk=moved.pk).url == moved.url == made.get_absolute_url()

"""Many rows at once are the same rows as one by one, with ids that nobody else gets."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit import bulk
from hackit.audience import Reach
from hackit.bulk import FEW, insert_rows, insert_values
from hackit.history import Event, EventValue
from hackit.models import Entry, ImportRun
from tests import factories as make

NASTY = "tab\there, a \\N, \\., “quotes”, a\nline, 'one' and £"


def _entry(number: int, **values) -> Entry:
    return Entry(
        source_type="x", source_id=number, kind="note", title=f"{number} {NASTY}", url="/", date=date(2019, 6, 3),
        financial_year=2019, reach=Reach.STAFF, **values,
    )  # fmt: skip


@pytest.mark.django_db
def test_many_are_kept_as_they_were_given_with_ids_that_rise():
    forum = make.make_forum()
    before = Entry.objects.create(source_type="x", source_id=0, kind="note", title="Before", url="/",
                                  date=date(2019, 6, 3), financial_year=2019, reach=Reach.STAFF)  # fmt: skip
    entries = [_entry(number, forum=forum, due=date(2019, 7, 1), public_copy=number % 2 == 0)
               for number in range(1, FEW + 2)]  # fmt: skip
    insert_rows(entries)
    assert [entry.pk for entry in entries] == sorted({entry.pk for entry in entries})
    assert entries[0].pk > before.pk
    for entry in (entries[0], entries[-1]):
        stored = Entry.objects.get(pk=entry.pk)
        fields = [field.attname for field in Entry._meta.concrete_fields]
        assert {name: getattr(stored, name) for name in fields} == {name: getattr(entry, name) for name in fields}
        assert not entry._state.adding
    after = _entry(FEW + 2)
    after.save()
    assert after.pk > entries[-1].pk


@pytest.mark.django_db
def test_times_choices_and_json_are_prepared_as_django_does():
    grace = make.make_person("Grace Li")
    told = {"reviews": ["a\tb", None, 1]}
    runs = [ImportRun(kind="x", by=grace, content_hash=str(number), told=told) for number in range(FEW)]
    events = [Event(record_type="x", record_ref=number, verb="z", reach=Reach.STAFF) for number in range(FEW)]
    begun = timezone.now()
    insert_rows(runs)
    insert_rows(events)
    run, event = ImportRun.objects.get(pk=runs[-1].pk), Event.objects.get(pk=events[-1].pk)
    assert (run.told, run.at) == (told, runs[-1].at)
    assert event.reach == "staff"
    assert begun <= event.at <= timezone.now()


@pytest.mark.django_db
def test_what_the_database_refuses_is_refused_of_all_of_them():
    entries = [_entry(number // 2) for number in range(FEW)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(entries)
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_no_statement_takes_the_rows_of_a_whole_sheet(monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    event = Event.objects.create(record_type="x", record_ref="y", verb="z", reach=Reach.STAFF)
    rows = ((event.pk, f"field {number}", "", str(number)) for number in range(5))
    with CaptureQueriesContext(connection) as asked:
        insert_values(EventValue, ("event_id", "field", "old", "new"), rows)
    assert [value.new for value in event.values.order_by("pk")] == ["0", "1", "2", "3", "4"]
    if connection.vendor == "postgresql":
        assert len([one for one in asked if "COPY" in one["sql"]]) == 3


@pytest.mark.django_db
def test_values_are_put_where_they_are_said_to_belong():
    event = Event.objects.create(record_type="x", record_ref="y", verb="z", reach=Reach.STAFF)
    insert_values(EventValue, ("event_id", "field", "old", "new"), [(event.pk, "title", "", NASTY)])
    assert event.values.get().new == NASTY

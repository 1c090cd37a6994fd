"""A source of many notes: looked at as a list, corrected, ticked, brought in."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.models import Entry, ImportRun, Mail, OldAddress, Publication, Topic
from hackit.running.retention import clear_old
from tests import factories as make
from tests.weeknotes.bringing_in.sources import MONDAY, read_of, source_note
from weeknotes.bringing_in.list_writes import Step, begin
from weeknotes.bringing_in.preparing import prepare
from weeknotes.importing.items import Failed, Skipped, Why
from weeknotes.models import PreparedImport, PreparedNote, Weeknote

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(helen):
    """`listed(note, …)`: an invented blog of these notes, as the list that its sender looks at."""

    def made(*notes, by=helen, **extra):
        read = read_of(*(notes or (source_note(),)), **extra)
        return prepare(read, source="blog.xml", by=by.person, user=by, at=timezone.now())

    return made


def fields_of(answer):
    """What the page would send back as it stands."""
    context = answer.context
    data = {"shown": str(context["page"].number)}
    for form in (context["for_all"], *context["rows"]):
        for bound in form:
            value = bound.value()
            if value not in (None, "", False):
                data[bound.html_name] = "1" if value is True else value
    return data


def send(client, prepared, do, *, page=1, **changed):
    address = prepared.get_absolute_url()
    data = fields_of(client.get(address, {"page": page})) | changed | {"do": do}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def name_of(row, field):
    return f"n{row.pk}-{field}"


def test_the_list_says_what_each_note_becomes_and_saves_nothing(as_helen, listed):
    make.make_topic("Mobile phones", "handset")
    prepared = listed(
        source_note(1, terms=("handsets", "Weeknotes"), authors=("helen marsh",)),
        source_note(2, is_draft=True, week=None),
        skipped=[Skipped("a", "Menu", Why.MENU), Skipped("b", "Other", Why.MENU)],
        failed=[Failed("c", "Broken", "It is broken in the middle.")],
        warnings=["Something about all of it."],
    )
    page = as_helen.get(prepared.get_absolute_url()).content.decode()
    for words in (
        "2 new", "Passed over: 2 menu item", "Broken: It is broken in the middle.", "Something about all of it.",
        "A week of phones 1", "found by the date in the title", "Published 19 June 2019", "Draft at its source",
        "Which week is this note about?", "2 sections", "Mobile phones is also called that",
        "It says nothing about what a note is about", "https://blog.example/2019/phones-1/", "needs a title or a week",
    ):  # fmt: skip
        assert words in page, words
    assert not Weeknote.objects.exists()


def test_what_was_corrected_and_ticked_is_brought_in_as_drafts(as_helen, helen, listed):
    prepared = listed(source_note(1), source_note(2), source_note(3))
    first, second, _third = prepared.notes.all()
    answer = send(
        as_helen, prepared, "bring",
        **{name_of(first, "title"): "Corrected", name_of(first, "week"): "12 June 2019", name_of(second, "keep"): None},
    )  # fmt: skip
    run = ImportRun.objects.get()
    assert answer.url == reverse("weeknotes:import-run", args=[run.ref])
    notes = list(Weeknote.objects.order_by("week"))
    assert [(n.title, n.week) for n in notes] == [
        ("Corrected", date(2019, 6, 10)),
        ("A week of lamps 3", date(2019, 6, 24)),
    ]
    assert not any(n.is_published for n in notes)
    assert [s.heading for s in notes[1].sections.all()] == ["", "About lamps"]
    assert Entry.objects.visible_to(helen).filter(kind="section").count() == 4
    assert run.told["left_out"] == 1
    assert not PreparedImport.objects.exists(), "nothing of what was sent is kept"
    assert "2 weeknotes" in as_helen.get(answer.url).content.decode()


def test_published_ones_keep_their_day_and_drafts_stay_drafts(as_helen, client, listed):
    prepared = listed(source_note(1), source_note(2, is_draft=True), source_note(3, published_on=None))
    send(as_helen, prepared, "bring", publish="1")
    published = Weeknote.objects.exclude(published_at=None).order_by("week")
    assert [note.title for note in published] == ["A week of phones 1", "A week of lamps 3"]
    first = Publication.objects.of(published[0]).get()
    assert timezone.localtime(first.first_at).date() == MONDAY + timedelta(weeks=1, days=9)
    assert Entry.objects.visible_to(None).filter(title="About phones").exists()
    assert client.get("/2019/phones-1/").url == published[0].address()
    assert client.get("/2019/desks-2/").status_code == 404
    feed = client.get(reverse("weeknotes:weeknote-feed")).content.decode()
    assert "2019-06-19T" in feed
    assert not Mail.objects.exists()


def test_authors_of_the_source_are_people_here_where_they_match(as_helen, helen, listed):
    sam = make.make_person("Sam Whitfield", "samw")
    ruth = make.make_person("Ruth Bello")
    prepared = listed(
        source_note(1, authors=("samw",)),
        source_note(2, authors=("Nobody Known", "samw")),
        source_note(3, authors=("R.",)),
    )
    names = sorted(prepared.authors)
    send(as_helen, prepared, "bring", **{f"who-{names.index('R.')}": "ruth bello"})
    authors = [list(n.authors.order_by("name")) for n in Weeknote.objects.order_by("week")]
    assert authors == [[sam], [sam], [ruth]]


def test_a_name_that_nobody_has_is_asked_about_again(as_helen, listed):
    prepared = listed(source_note(1, authors=("R.",)))
    answer = send(as_helen, prepared, "bring", **{"who-0": "Nobody At All"})
    assert answer.status_code == 422
    assert "Nobody here is called that" in answer.content.decode()
    assert not Weeknote.objects.exists()


def test_terms_become_topics_on_the_sections_that_name_them(as_helen, listed):
    phones = make.make_topic("Phones", "handset")
    prepared = listed(
        source_note(1, terms=("Handsets", "uncategorised", "Fresh air")),
        source_note(2, terms=("handset", "Unused")),
    )
    terms = list(as_helen.get(prepared.get_absolute_url()).context["for_all"].terms)
    place = next(n for n, (_key, term) in enumerate(terms) if term["word"] == "Fresh air")
    send(as_helen, prepared, "bring", **{f"topic-{place}": "Fresh air"})
    first, second = Weeknote.objects.order_by("week")
    assert {s.heading: [t.name for t in s.topics.all()] for s in first.sections.all()} == {
        "": ["Fresh air", "Phones"],
        "About phones": ["Phones"],
    }
    assert [list(s.topics.all()) for s in second.sections.all()] == [[phones], []]
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["Fresh air", "Phones"]


def test_the_same_again_changes_nothing(as_helen, listed):
    notes = (source_note(1), source_note(2))
    send(as_helen, listed(*notes), "bring")
    again = listed(*notes)
    assert [row.here for row in again.notes.all()] == ["same", "same"]
    before = list(Weeknote.objects.values_list("ref", "version"))
    assert (
        "Tick at least one"
        in as_helen.post(
            again.get_absolute_url(), fields_of(as_helen.get(again.get_absolute_url())) | {"do": "bring"}, follow=True
        ).content.decode()
    )
    forged = {name_of(row, "keep"): "1" for row in again.notes.all()}
    send(as_helen, again, "bring", **forged)
    assert list(Weeknote.objects.values_list("ref", "version")) == before


def test_a_new_text_at_its_source_is_offered_and_taken_as_a_revision(as_helen, listed):
    send(as_helen, listed(source_note(1)), "bring", publish="1")
    changed = listed(source_note(1, body="Another text altogether.\n"))
    row = changed.notes.get()
    assert (row.here, row.is_wanted) == ("changed", False)
    send(as_helen, changed, "bring", publish="1", **{name_of(row, "keep"): "1"})
    note = Weeknote.objects.get()
    assert note.body == "Another text altogether.\n"
    assert next(r.body for r in note.revisions.order_by("number")).startswith("We counted")
    assert "Another text" in note.current_publication().parts.get().text
    assert [row.here for row in listed(source_note(1, body="Another text altogether.\n")).notes.all()] == ["same"]


def test_what_was_changed_here_is_never_written_over(as_helen, helen, listed):
    send(as_helen, listed(source_note(1)), "bring")
    note = Weeknote.objects.get()
    note.body = "Mine now.\n"
    note.save_revision(by=helen.person)
    changed = listed(source_note(1, body="Another text altogether.\n"))
    row = changed.notes.get()
    assert row.here == "both"
    send(as_helen, changed, "bring", **{name_of(row, "keep"): "1"})
    note.refresh_from_db()
    assert note.body == "Mine now.\n"


def test_one_bad_note_never_stops_the_rest(as_helen, listed):
    prepared = listed(source_note(1), source_note(2), source_note(3))
    PreparedNote.objects.filter(position=1).update(body="word " * 60_000)
    send(as_helen, prepared, "bring", publish="1")
    assert Weeknote.objects.count() == 2
    run = ImportRun.objects.get()
    ((title, reason),) = run.told["failed"]
    assert title == "A week of desks 2"
    assert "too long" in reason or "200000" in reason
    assert "Not brought in" in as_helen.get(reverse("weeknotes:import-run", args=[run.ref])).content.decode()


def test_a_note_without_text_is_left_a_draft_with_the_reason(as_helen, listed):
    prepared = listed(source_note(1, body=""), source_note(2))
    row = prepared.notes.first()
    assert not row.is_wanted
    send(as_helen, prepared, "bring", publish="1", **{name_of(row, "keep"): "1"})
    assert ImportRun.objects.get().told["drafts"] == [
        ["A week of phones 1", "Left as a draft. There is nothing in it yet"]
    ]


def test_a_ticked_note_without_a_week_is_asked_for_and_nothing_begins(as_helen, listed):
    prepared = listed(source_note(1), source_note(2, week=None))
    answer = send(as_helen, prepared, "bring")
    assert answer.url.endswith("?page=1#note-1")
    assert "1 ticked weeknote needs a title or a week" in as_helen.get(answer.url).content.decode()
    assert not ImportRun.objects.exists()


def test_a_press_in_the_middle_goes_on_where_it_was(as_helen, listed, monkeypatch):
    monkeypatch.setattr("weeknotes.bringing_in.list_writes.SECONDS", 0)
    prepared = listed(*(source_note(n) for n in range(3)))
    answer = send(as_helen, prepared, "bring")
    going = reverse("weeknotes:import-going", args=[prepared.ref])
    assert (answer.url, Weeknote.objects.count()) == (going, 1)
    assert "1 of 3 are dealt with" in as_helen.get(going).content.decode()
    assert as_helen.get(prepared.get_absolute_url()).url == going
    assert as_helen.post(prepared.get_absolute_url(), {"do": "bring"}).url == going, "pressed twice"
    while Weeknote.objects.count() < 3:
        answer = as_helen.post(going)
    assert answer.url == reverse("weeknotes:import-run", args=[ImportRun.objects.get().ref])
    assert as_helen.post(going).status_code == 404


def test_looking_how_far_it_is_writes_nothing_even_if_only_the_end_is_left(as_helen, helen, listed):
    prepared = listed()
    begin(prepared, by=helen.person, at=timezone.now())
    Step(prepared, by=helen.person, user=helen, at=timezone.now()).bring(prepared.notes.get())
    going = reverse("weeknotes:import-going", args=[prepared.ref])
    with CaptureQueriesContext(connection) as seen:
        page = as_helen.get(going).content.decode()
    written = [one["sql"] for one in seen.captured_queries if not one["sql"].startswith("SELECT")]
    assert not [sql for sql in written if "SAVEPOINT" not in sql], written
    assert "1 of 1 are dealt with" in page
    assert ">Finish</button>" in page
    assert as_helen.post(going).url == reverse("weeknotes:import-run", args=[ImportRun.objects.get().ref])
    assert not PreparedImport.objects.exists()


def test_two_presses_at_once_bring_a_note_in_once(helen, listed):
    prepared = listed()
    row = prepared.notes.get()
    begin(prepared, by=helen.person, at=timezone.now())
    for _press in range(2):  # both had read the row before either wrote
        Step(prepared, by=helen.person, user=helen, at=timezone.now()).bring(row)
    row.refresh_from_db()
    assert (Weeknote.objects.count(), row.outcome) == (1, "made")


def test_pages_keep_what_was_corrected_on_each(as_helen, listed):
    prepared = listed(*(source_note(n) for n in range(60)))
    last = prepared.notes.last()
    answer = send(as_helen, prepared, "page-2")
    assert answer.url.endswith("?page=2#notes")
    send(as_helen, prepared, "page-1", page=2, **{name_of(last, "title"): "The last", name_of(last, "keep"): None})
    last.refresh_from_db()
    assert (last.title, last.is_wanted) == ("The last", False)
    send(as_helen, prepared, "none")
    assert not prepared.notes.to_bring_in().exists()
    send(as_helen, prepared, "all")
    assert prepared.notes.to_bring_in().count() == 60


def test_the_list_asks_the_same_of_the_database_for_1_and_for_60_notes(as_helen, listed):
    many, one = listed(*(source_note(n) for n in range(60))), listed(source_note(99))

    def asked(prepared):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_helen.get(prepared.get_absolute_url())
        return len(queries)

    asked(one)
    assert asked(many) == asked(one)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", "x" * 201, "Title must be 200 characters or fewer"),
        ("week", "30 February 2019", "Date must be a real date"),
        ("week", "\x00", "Null characters are not allowed"),
        ("week", "3 June 1066", "Date must be a real date"),
    ],
)
def test_a_wrong_correction_is_refused_and_what_was_typed_stays(as_helen, listed, field, value, words):
    prepared = listed()
    answer = send(as_helen, prepared, "bring", **{name_of(prepared.notes.get(), field): value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"shown": "x"}, {"shown": "9" * 40}, {"do": "page-x"}, {"publish": "2"}, {"do": "\x00"}]
)
def test_a_tampered_form_is_no_error_of_ours(as_helen, listed, data):
    assert as_helen.post(listed().get_absolute_url(), data).status_code in (302, 422)
    assert not Weeknote.objects.exists()


def test_more_fields_than_any_list_has_are_refused(as_helen, listed):
    answer = as_helen.post(listed().get_absolute_url(), {f"n{n}-title": "x" for n in range(1200)})
    assert answer.status_code == 400


def test_it_can_be_dropped(as_helen, listed):
    as_helen.post(listed().get_absolute_url(), {"do": "drop"})
    assert not PreparedImport.objects.exists()
    assert not PreparedNote.objects.exists()


def test_others_find_nothing_at_its_address(as_sam, client, listed):
    prepared = listed()
    auditor = Client()
    auditor.force_login(make.make_user("Martin Frost", role="auditor"))
    for address in (prepared.get_absolute_url(), reverse("weeknotes:import-going", args=[prepared.ref])):
        for method in ("get", "post"):
            assert getattr(as_sam, method)(address).status_code == 404
            assert getattr(auditor, method)(address).status_code == 403
            assert getattr(client, method)(address).status_code == 302
    assert PreparedImport.objects.exists()


def test_after_a_day_it_is_forgotten(as_helen, listed):
    prepared = listed()
    PreparedImport.objects.update(made_at=timezone.now() - timedelta(days=1, seconds=1))
    assert as_helen.get(prepared.get_absolute_url()).status_code == 404
    clear_old(at=timezone.now())
    assert not PreparedNote.objects.exists()


def test_old_addresses_that_lead_elsewhere_already_stay(as_helen, helen, listed):
    send(as_helen, listed(source_note(1)), "bring")
    other = source_note(2, address="https://blog.example/2019/phones-1/")
    send(as_helen, listed(other), "bring")
    first = Weeknote.objects.order_by("week").first()
    assert OldAddress.objects.get(path="/2019/phones-1/").record_ref == first.ref


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 of one"])
def test_what_no_database_takes_is_replaced(as_helen, listed, text):
    prepared = listed(source_note(1, title=f"{text} title", body=f"{text}\n", terms=(text,), authors=(text,), key=text))
    send(as_helen, prepared, "bring")
    assert Weeknote.objects.count() == 1


def test_the_list_narrows_to_what_has_warnings_or_lacks_something_and_keeps_so_when_it_is_sent(as_helen, listed):
    prepared = listed(source_note(1), source_note(2), source_note(3, week=None))
    second = prepared.notes.get(position=prepared.notes.values_list("position", flat=True)[1])
    PreparedNote.objects.filter(pk=second.pk).update(warnings=["An image is missing"])
    address = prepared.get_absolute_url()
    page = as_helen.get(address)
    assert [choice[2] for choice in page.context["choices"]] == [3, 1, 1]
    assert [form.row.pk for form in as_helen.get(address, {"show": "warnings"}).context["rows"]] == [second.pk]
    lacking = as_helen.get(address, {"show": "unready"}).context["rows"]
    assert [form.row.week for form in lacking] == [None]
    assert len(as_helen.get(address, {"show": "canary"}).context["rows"]) == 3
    data = {"shown": "1", "show": "warnings", "do": "keep", name_of(second, "title"): "Corrected", "publish": ""}
    answer = as_helen.post(address, {**data, name_of(second, "week"): "3 June 2019"})
    assert answer.headers["Location"] == f"{address}?show=warnings&page=1#notes"
    second.refresh_from_db()
    assert (second.title, second.is_wanted) == ("Corrected", False)


def test_a_note_that_was_not_on_the_page_that_was_sent_keeps_its_tick_and_title(as_helen, listed):
    prepared = listed(source_note(1), source_note(2))
    first, second = prepared.notes.all()
    sent = {"shown": "1", "do": "keep", name_of(first, "title"): "Alone", name_of(first, "week"): "3 June 2019"}
    as_helen.post(prepared.get_absolute_url(), sent)
    second.refresh_from_db()
    assert (second.is_wanted, second.title) == (True, "A week of desks 2")

"""Recommendations from a spreadsheet: what each row becomes, errors by row, all or nothing, safe to run again."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hackit import indexing
from hackit.models import Entry, ImportRun
from meetings.audit.importing.cells import read_response, read_standing
from meetings.importing.cells import read_due, read_year
from meetings.models import Action, Evidence, Recommendation, Review
from tests import factories as make

MONDAY = date(2019, 6, 10)
ADDRESS = "/audit/recommendations/bring-in/"

HEAD = (
    "Audit,Plan year,Ref,Finding,Recommendation,Priority,Agreed,Agreed action,Responsible officer,Target date,"
    "Revised date,Reason,Status,Evidence,Evidence date"
)
ROWS = [
    "Backups,2019/20,1.1,No test was made,Test the backups,High,Yes,Restore one each month,GL/DO,June,,,,,",
    "Backups,2019/20,1.2,,Say who,Medium,Partly,,DO,30 Sept,31/12/19,No staff,In progress,List of names,3 June 2019",
    "Licences,2018/19,A,Nobody counts,Count them,Low,Y,,Grace Li,17.7.12,,,Implemented,,",
    "Licences,2018/19,B,,Buy no more,Grave,Not agreed,,,,,,,,",
]


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sheet(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


@pytest.fixture
def ready(room, on, monkeypatch):
    monkeypatch.setattr("meetings.audit.import_views.today", lambda: MONDAY)
    for person, short in ((room.grace, "GL"), (room.daniel, "DO")):
        person.aliases.create(text=short)
    return room


def look(client, text: str, **more):
    form = {"file": SimpleUploadedFile("tracker.csv", text.encode()), "forum": "dmt", "audience": "members"}
    return client.post(ADDRESS, form | more)


def keep(client, text: str, **more):
    page = look(client, text)
    assert page.status_code == 200, text_of(page)
    form = page.context["form"]
    data = {field.html_name: field.value() or "" for field in form} | {"do": "save", "text": text}
    return client.post(ADDRESS, data | more, follow=True)


def test_each_row_becomes_a_recommendation_with_its_action(as_, ready):
    page = text_of(keep(as_(ready.priya), sheet(*ROWS)))
    assert "4 recommendations brought in" in page
    backups = Review.objects.get(title="Backups")
    assert (backups.plan_year, backups.stage, backups.audience) == (2019, "final", "members")
    first = Recommendation.objects.select_related("action").get(reference="1.1")
    action = first.action
    assert (action.text, action.owner, list(action.helpers.all())) == (
        "Restore one each month", ready.grace, [ready.daniel],
    )  # fmt: skip
    assert (action.due, action.first_due) == (date(2019, 6, 28), date(2019, 6, 28))
    second = Recommendation.objects.select_related("action").get(reference="1.2")
    action = second.action
    assert (action.first_due, action.due, action.times_moved, action.status) == (
        date(2019, 9, 30), date(2019, 12, 31), 1, "in_progress",
    )  # fmt: skip
    assert action.updates.get().text == "No staff"
    assert Evidence.objects.get().dated == date(2019, 6, 3)
    done = Recommendation.objects.select_related("action").get(reference="A")
    assert (done.state, done.said_on, done.checked_on, done.action.due) == ("done", MONDAY, None, date(2012, 7, 17))
    risk = Recommendation.objects.get(reference="B")
    assert (risk.response, risk.action, risk.priority) == ("not_agreed", None, "Grave")
    assert Entry.objects.filter(kind="recommended").count() == 4
    assert {one.reach for one in Recommendation.objects.all()} == {"members"}


def test_a_review_that_stands_above_the_table_is_named_for_all_rows_that_name_none(as_, ready):
    client = as_(ready.priya)
    text = "Access to systems\n\nRef,Recommendation,Priority\n1,End access,High\n2,Look each month,Low\n"
    asked = keep(client, text)
    assert "or name it for all of them" in text_of(asked)
    assert not Review.objects.exists()
    page = text_of(keep(client, text, review="  Access to systems "))
    assert "2 recommendations brought in" in page
    assert Review.objects.get().title == "Access to systems"
    both = "Review,Ref,Recommendation\nBackups,1,Try one\n,2,Buy a safe\n"
    keep(client, both, review="Storage")
    assert set(Review.objects.values_list("title", flat=True)) == {"Access to systems", "Backups", "Storage"}


def test_the_index_is_what_a_rebuild_makes(as_, ready):
    keep(as_(ready.priya), sheet(*ROWS))
    before = list(indexing.fingerprint())
    assert before
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before


def test_it_is_looked_at_first_and_what_was_guessed_is_said(as_, ready):
    page = text_of(look(as_(ready.priya), sheet(*ROWS)))
    assert "Nothing is kept yet. 4 recommendations will be made" in page
    assert "2 reviews will be made as well: Backups, 2019/20; Licences, 2018/19" in page
    assert "“June” is taken as Fri 28 June 2019" in page
    assert "“Grave” is not on the scale and is kept as typed" in page
    assert "Nobody is named who accepts the risk" in page
    assert not Review.objects.exists()


def test_run_again_it_changes_nothing_and_a_row_more_makes_one_more(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    Recommendation.objects.get(reference="1.1").say("done", by=None, on=MONDAY)
    page = text_of(look(client, sheet(*ROWS)))
    assert "There is nothing new in it, so nothing will change" in page
    assert "You brought this same file in before" in page
    assert page.count("It is here already and stays as it is") == 4
    assert "Where it stands: " in page
    changed = look(client, sheet(ROWS[1].replace("Medium", "Low").replace(",DO,", ",GL,").replace("31/12/19", "")))
    assert changed.context["plan"].known[0].said == [
        "It is here already and stays as it is", "Priority: Medium here, Low in the file",
        "Owner: Daniel Okafor here, Grace Li in the file",
        "Due: Tue 31 December 2019 here, Mon 30 September 2019 in the file",
    ]  # fmt: skip
    keep(client, sheet(*ROWS, "Backups,2019/20,1.3,,Buy a safe,Low,Yes,,,,,,,,"))
    assert Recommendation.objects.count() == 5
    assert Review.objects.count() == 2
    assert Recommendation.objects.get(reference="1.1").state == "done"


def test_one_that_was_typed_here_is_known_by_its_reference(as_, ready, audit):
    page = text_of(look(as_(ready.priya), sheet("ACCESS to systems,2019/20,1.2,,Something,High,,,,,,,,,")))
    assert "It is here already and stays as it is" in page


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Backups,2019/20,9,,,High,,,,,,,,,", "Enter what is recommended, or what was found"),
        (",2019/20,9,,Do it,,,,,,,,,,", "Enter the review that it is of"),
        ("Backups,2019/21,9,,Do it,,,,,,,,,,", "“2019/21” is no plan year"),
        ("Backups,2019/20,9,,Do it,,Maybe,,,,,,,,", "“Maybe” is none of agreed, partly agreed or not agreed"),
        ("Backups,2019/20,9,,Do it,,,,,31/02/2019,,,,,", "“31/02/2019” is no date"),
        ("Backups,2019/20,9,,Do it,,,,,,soon,,,,", "“soon” is no date"),
        ("Backups,2019/20,9,,Do it,,,,,,,,Sideways,,", "“Sideways” does not say where it stands"),
        ("Backups,2019/20,9,,Do it,,,,,,,,,List,1 July 2019", "That day is still to come"),
        ("Backups,2019/20,1.1,,Another,,,,,,,,,,", "Line 2 has reference 1.1 of this review already"),
        ("Backups,2019/20,9,,Do it,,,,,,,,,,,,too,many", "There are more cells than headings"),
        (f"Backups,2019/20,{'9' * 41},,Do it,,,,,,,,,,", "At most 40 characters fit, and this has 41"),
    ],
)
def test_a_bad_row_is_named_and_saves_nothing(as_, ready, row, sentence):
    page = text_of(keep(as_(ready.priya), sheet(ROWS[0], row)))
    assert sentence in page
    assert "Nothing can be kept yet" in page
    for model in (Review, Recommendation, Action, Evidence, ImportRun):
        assert not model.objects.exists()


def test_what_breaks_on_the_way_saves_nothing(as_, ready, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("The power went")

    monkeypatch.setattr("meetings.audit.import_writes.keep_items", broken)
    with pytest.raises(RuntimeError):
        keep(as_(ready.priya), sheet(*ROWS))
    for model in (Review, Recommendation, Action, Evidence, ImportRun):
        assert not model.objects.exists()


def test_taken_back_what_changed_since_stays(as_, ready):
    client = as_(ready.priya)
    keep(client, sheet(*ROWS))
    run = ImportRun.objects.get()
    Recommendation.objects.get(reference="1.2").say("done", by=None, on=MONDAY)
    page = text_of(client.post(f"{ADDRESS}{run.ref}/undo/", follow=True))
    assert "3 recommendations taken back. 1 changed since and stays" in page
    assert [one.reference for one in Recommendation.objects.live()] == ["1.2"]
    assert [one.title for one in Review.objects.live()] == ["Backups"]
    assert Action.objects.live().count() == 1
    assert Entry.objects.filter(kind="recommended").count() == 1
    keep(client, sheet(*ROWS))
    assert Recommendation.objects.live().count() == 4


def test_only_who_writes_in_a_group_brings_anything_in(as_, ready):
    client = as_(ready.staff)
    assert "Choose one of your groups" in text_of(look(client, sheet(ROWS[0])))
    page = text_of(look(client, sheet(ROWS[0]), forum=""))
    assert "Choose the group that looks after it" in page
    assert "Choose a group" in page
    assert "No group" not in page
    named = look(client, sheet(f"{ROWS[0]},DMT", head=f"{HEAD},Group"), forum="")
    assert "You are in no group called “DMT”" in text_of(named)
    auditor = make.make_user("Ines Roy", role="auditor")
    assert as_(auditor).get(ADDRESS).status_code == 403


def test_our_own_file_comes_back_as_it_went(as_, ready, audit):
    audit.late.give_action(owner=ready.daniel, due=date(2019, 7, 31), by=None, on=MONDAY, reason="Payroll is late")
    audit.late.add_evidence("A list", dated=date(2019, 6, 3), by=None)
    audit.coming.say("done", by=None, on=MONDAY)
    client = as_(ready.priya)
    text = b"".join(client.get("/audit/recommendations/csv/").streaming_content).decode()
    Review.objects.update(title="Another name")
    keep(client, text)
    for old in (audit.late, audit.coming):
        old = Recommendation.objects.select_related("action", "review").get(pk=old.pk)
        new = Recommendation.objects.select_related("action").get(
            reference=old.reference, review__title="Access to systems"
        )
        for name in ("finding", "text", "priority", "response", "state", "said_on", "checked_on"):
            assert getattr(new, name) == getattr(old, name), name
        for name in ("text", "owner", "due", "first_due", "times_moved"):
            assert getattr(new.action, name) == getattr(old.action, name), name


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("June", date(2019, 6, 28)), ("30 Sept", date(2019, 9, 30)), ("17.7.12", date(2012, 7, 17)),
        ("Sept", date(2019, 9, 30)), ("end of May", date(2019, 5, 31)), ("March 2020", date(2020, 3, 31)),
        ("Dec 18", date(2018, 12, 31)), ("January", date(2019, 1, 31)), ("Q3", None), ("soon", None),
        ("31/12/2019", date(2019, 12, 31)), ("43646", date(2019, 6, 30)), ("5/29", None),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(typed, day):
    assert read_due(typed, on=MONDAY) == day


@pytest.mark.parametrize(
    ("typed", "year"),
    [("2019/20", 2019), ("19/20", 2019), ("2019-2020", 2019), ("2019", 2019), ("2019/21", None), ("19", None)],
)
def test_plan_years(typed, year):
    assert read_year(typed) == year


def test_words_for_status_and_response():
    assert read_standing("") == ("open", False, "not_started")
    assert read_standing("In progress") == ("open", False, "in_progress")
    assert read_standing("Implemented") == ("done", False, "done")
    assert read_standing("Audit checked") == ("done", True, "done")
    assert read_standing("Superseded") == ("not_relevant", False, "dropped")
    assert read_standing("Sideways") is None
    typed = ("Yes", "Partially agreed", "Not agreed, risk accepted", "TBC", "?x")
    assert [read_response(words) for words in typed] == ["agreed", "partly", "not_agreed", "", None]

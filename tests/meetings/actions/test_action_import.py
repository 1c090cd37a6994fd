"""Bringing actions in from a spreadsheet: looked at, put right, kept all or not at all, and taken back."""

import re
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from hackit.audience import Viewer
from hackit.models import Entry, Event, ImportedItem, ImportRun, Role
from meetings.actions.import_writes import bring_in
from meetings.actions.importing.reading import Settled, plan
from meetings.actions.importing.table import read_table
from meetings.importing.kept import SomebodyWasQuicker
from meetings.importing.rows import Known
from meetings.models import Action
from tests import factories as make
from tests.meetings.actions.test_action_pages import text_of

PAGE = "/actions/import/"
SHEET = """Ref,What,Who,With,By when,RAG,Theme,Comments
1,Send the audit plan,Grace Li,Helen Marsh,14/6/2019,Green,Mobile phones,Half written
2,Ring Finance,Nobody Known,,ASAP,,,
3,"Count the phones, all of them",Yusuf Demir,,43630,Closed,,
"""


def looked(site, text=SHEET, *, raw: bytes | None = None, name="log.csv", **choices):
    """The answer to a file that was sent; `raw` are its bytes."""
    file = SimpleUploadedFile(name, text.encode() if raw is None else raw)
    return site.post(PAGE, {"file": file, "forum": "dmt", "audience": "staff", **choices})


def fields_of(answer) -> dict[str, str]:
    """What the page would send back as it stands."""
    form = answer.context["form"]
    values = {}
    for field in form:
        value = field.value()
        if value not in (None, ""):
            values[field.html_name] = getattr(value, "slug", value)
    return values | {"text": answer.context["pasted"]}


def kept(site, answer, **changes):
    """The answer to "Bring in", pressed on the page as it stands, or with these fields changed."""
    return site.post(PAGE, fields_of(answer) | {"do": "save"} | changes)


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (Action, Event, Entry, ImportRun, ImportedItem))


@pytest.fixture
def site(as_, dmt):
    make.make_topic("Mobile phones", "handsets")
    return as_(dmt.grace)


# --- Looking ---


def test_what_each_row_becomes_is_shown_and_nothing_is_kept(site, dmt):
    before = counts()
    page = looked(site)
    words = text_of(page)
    assert page.status_code == 200
    assert "Nothing is kept yet. 3 actions will be made" in words
    assert "Send the audit plan" in words
    assert "Fri 14 June 2019" in words
    assert "With Helen Marsh" in words
    assert "No owner yet: “Nobody Known” is kept as typed" in words
    assert "No date yet: “ASAP” is kept as typed" in words
    assert counts() == before


def test_columns_are_matched_by_name_and_can_be_changed(site):
    page = looked(site, "Idea,Jobs,Boss\nBlue,Ring Finance,Grace Li\n")
    form = page.context["form"]
    assert [form[f"col-{n}"].value() for n in range(3)] == ["", "", ""]
    assert "Say which column holds the actions" in text_of(page)
    assert "Bring in 1 action" not in text_of(page)
    again = site.post(PAGE, fields_of(page) | {"col-1": "text", "col-2": "owner", "do": "again"})
    assert "Bring in 1 action" in text_of(again)
    kept(site, again)
    action = Action.objects.get()
    assert (action.text, action.owner.name) == ("Ring Finance", "Grace Li")


def test_one_thing_stands_in_one_column_only(site):
    page = looked(site, "Action,Other\nRing Finance,Write\n")
    answer = kept(site, page, **{"col-1": "text"})
    assert answer.status_code == 422
    assert "“Action” holds that already" in text_of(answer)
    assert not Action.objects.exists()


# --- Keeping ---


def test_rows_are_kept_as_they_were_shown(site, dmt):
    answer = kept(site, looked(site))
    run = ImportRun.objects.get()
    assert answer["Location"] == f"/actions/import/{run.ref}/"
    assert (run.by, run.source) == (dmt.grace.person, "log.csv")
    audit, finance, phones = Action.objects.order_by("pk")
    assert (audit.owner, audit.due, audit.first_due) == (dmt.grace.person, date(2019, 6, 14), date(2019, 6, 14))
    assert [person.name for person in audit.helpers.all()] == ["Helen Marsh"]
    assert [topic.name for topic in audit.topics.all()] == ["Mobile phones"]
    assert [update.text for update in audit.updates.all()] == ["Half written"]
    assert (audit.status, audit.reach, audit.forum, audit.created_by) == (
        "in_progress", "staff", dmt.forum, dmt.grace.person,
    )  # fmt: skip
    assert (finance.owner, finance.owner_text, finance.due, finance.due_text) == (None, "Nobody Known", None, "ASAP")
    assert finance.reach == "members"  # what nobody owns is the group's affair
    assert (phones.text, phones.status, phones.due) == ("Count the phones, all of them", "done", date(2019, 6, 14))
    assert (phones.ended_on, phones.ended_by) == (date(2019, 6, 12), dmt.grace.person)
    assert phones.owner == dmt.yusuf.person
    assert [event.verb for event in Event.objects.about(audit)] == ["brought in"]
    assert Event.objects.about(audit).get().values.get(field="text").new == "Send the audit plan"


def test_what_was_brought_in_is_found_as_if_it_had_been_typed(site):
    kept(site, looked(site))
    assert Entry.objects.filter(kind="action").count() == 3
    call_command("rebuild_index", check=True, stdout=StringIO())


def test_an_unknown_name_can_be_said_to_be_somebody(site, dmt):
    page = looked(site)
    [(field, _people)] = [(f, f.field) for f in page.context["form"].name_fields()]
    assert "“Nobody Known”" in text_of(page)
    kept(site, page, **{field.html_name: "Helen Marsh"})
    assert Action.objects.get(text="Ring Finance").owner == dmt.helen.person


def test_a_name_of_two_people_is_asked_about(site, dmt):
    make.make_person("Grace Okoro")
    page = looked(site, "Action,Owner\nRing Finance,Grace\n")
    assert "Write Grace Li or Grace Okoro" in text_of(page)
    wrong = kept(site, page, **{page.context["form"].name_fields()[0].html_name: "Zog"})
    assert wrong.status_code == 422
    assert "Nobody here is called “Zog”" in text_of(wrong)
    kept(site, page)
    assert Action.objects.get().owner_text == "Grace"


def test_a_word_for_a_status_that_says_nothing_is_asked_about(site):
    page = looked(site, "Action,Status\nRing Finance,Escalated\n")
    assert "Choose below what “Escalated” means" in text_of(page)
    field = page.context["form"].status_fields()[0].html_name
    assert kept(site, page).status_code == 200
    assert not Action.objects.exists()
    kept(site, page, **{field: "in_progress"})
    assert Action.objects.get().status == "in_progress"


def test_names_and_topics_that_are_nothing_here_stay_in_the_notes(site):
    page = looked(site, "Action,Owner,With,Topics,Notes\nRing,Grace Li & Bob,Zed,Desks,Soon\n")
    kept(site, page)
    assert Action.objects.get().updates.get().text == "Soon\nWith: Bob, Zed\nTopics: Desks"


def test_a_row_names_its_group_and_only_one_of_mine(site, dmt):
    hmt = make.make_forum("HMT")
    page = looked(site, "Action,Group\nRing,HMT\nWrite,DMT\n")
    assert "You are in no group called “HMT”" in text_of(page)
    make.join(hmt, dmt.grace)
    kept(site, looked(site, "Action,Group\nRing,HMT\nWrite,\n"))
    assert [action.forum.name for action in Action.objects.order_by("pk")] == ["HMT", "DMT"]


def test_nobody_brings_in_for_a_group_that_is_not_theirs(as_, dmt):
    site = as_(dmt.yusuf)
    answer = looked(site, "Action,Owner\nRing,Grace Li\n")
    assert answer.status_code == 422
    assert "Choose one of your groups" in text_of(answer)
    page = looked(site, "Action,Owner\nRing,Yusuf Demir\n", forum="")
    assert kept(site, page, forum="dmt").status_code == 422
    assert not Action.objects.exists()
    auditor = make.make_user("Martin Frost", role=Role.AUDITOR)
    assert as_(auditor).get(PAGE).status_code == 403
    assert looked(as_(auditor)).status_code == 403


# --- What is wrong ---

WRONG = [
    ("Action,Due\nRing,31/02/2019\n", "2 Due “31/02/2019” is no date. Write it day first"),
    ("Action,Due\nRing,06/25/2019\n", "“06/25/2019” is no date"),
    ("Action,Owner\nRing,Grace Li\n,Helen Marsh\n", "3 Action Enter what needs doing"),
    ("Action,Owner\n" + "x" * 501 + ",Grace\n", "At most 500 characters fit, and this has 501"),
    ("Action,Owner\nRing," + "y" * 121 + "\n", "At most 120 characters fit, and this has 121"),
    ("Action,Notes\nRing," + "z" * 1001 + "\n", "At most 1,000 characters fit in the notes, and this has 1,001"),
    ("Action,Waiting for\nRing," + "w" * 121 + "\n", "At most 120 characters fit"),
    ("Action,Owner\nRing,Grace,Friday\n", "There are more cells than headings"),
    ("Action,Status,Completed on\nRing,Done,1/7/2019\n", "can’t have ended on a day that is still to come"),
    ("Action,Times moved\nRing,often\n", "How often the date moved must be a number"),
    (f"Action,Times moved\nRing,{'9' * 5000}\n", "How often the date moved must be a number"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_one_wrong_row_is_said_with_its_line_and_nothing_is_kept(site, text, said):
    text += "And another,\n" if text.startswith("Action,Owner\nRing,Grace Li") else ""
    before = counts()
    page = looked(site, text)
    assert said in text_of(page)
    assert "Nothing can be kept yet" in text_of(page)
    assert kept(site, page).status_code == 200
    assert counts() == before


def test_a_row_needs_an_owner_or_a_group(site):
    page = looked(site, "Action,Owner\nRing,Nobody Known\n", forum="")
    assert "Nobody here is meant and there is no group" in text_of(page)


FILES = [
    (b"PK\x03\x04" + b"\x00" * 40 + b"xl/workbook.xml", "This is an Excel workbook, not text. In your spreadsheet"),
    (b"%PDF-1.7 words", "This is a PDF, not text"),
    (b"Action,Owner\nRi\x00ng,Grace\n", "This holds something that is not text"),
    (b"\x81\x8d\x8f Action", "This holds something that is not text"),
    (b"", "There is nothing in it"),
    (b'Action,Owner\na,"b\n', "a quotation mark is not closed"),
    (b"Action,Owner\n" + b"c" * 131_073 + b",d\n", "longer than any cell can be"),
    (b"Action,Owner\n" + b"Ring,Grace\n" * 100_000, "at most 1,000 rows and 2 MB are taken"),
    (b"x" * 3_000_000, "at most 1,000 rows and 2 MB are taken"),
]


@pytest.mark.parametrize(("raw", "said"), FILES)
def test_what_is_no_csv_file_is_said_in_a_sentence(site, raw, said):
    answer = looked(site, raw=raw)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_of_any_spreadsheet_program_are_read(site, encoding, delimiter):
    text = f"Action{delimiter}Due\r\nPay £590k to Zoë – “soon”{delimiter}14/6/2019\r\n"
    kept(site, looked(site, raw=text.encode(encoding)))
    action = Action.objects.get()
    assert (action.text, action.due) == ("Pay £590k to Zoë – “soon”", date(2019, 6, 14))


def test_cells_can_be_pasted_instead(site):
    answer = site.post(PAGE, {"text": "What\tWho\nRing Finance\tGrace Li\n", "forum": "dmt", "audience": "members"})
    kept(site, answer)
    assert Action.objects.get().source_label == "a pasted table"
    empty = site.post(PAGE, {"forum": "dmt", "audience": "members"})
    assert "Choose a file, or paste the cells" in text_of(empty)


def test_what_is_sent_again_may_have_been_spoilt(site):
    fields = fields_of(looked(site))
    before = counts()
    for text in ("", "\x00", 'Action\n"', "x" * 2_100_000, "Action,Owner\n"):
        assert site.post(PAGE, fields | {"do": "save", "text": text}).status_code in (302, 422)
    for spoilt in ({"col-1": "zog"}, {"forum": "nosuch"}, {"audience": "everyone"}, {"token": "\x00" * 50}):
        assert site.post(PAGE, fields | {"do": "save"} | spoilt).status_code in (200, 422)
    assert counts() == before


# --- Again ---


def test_a_double_click_keeps_them_once(site):
    page = looked(site)
    first, second = kept(site, page), kept(site, page)
    assert first["Location"] == second["Location"]
    assert Action.objects.count() == 3


def test_the_same_file_again_says_so_and_changes_nothing(site):
    kept(site, looked(site))
    page = looked(site, SHEET.replace("\n", "\r\n"))
    assert "You brought this same file in before: log.csv" in text_of(page)
    assert "There is nothing new in it" in text_of(page)
    before = counts()
    kept(site, page)
    assert counts() == before


def test_the_same_rows_kept_by_two_at_once_are_made_once(site, dmt):
    known = Known(viewer=Viewer.of(dmt.grace), by=dmt.grace.person, on=date(2019, 6, 12))
    table = read_table("Action,Owner\nRing,Grace Li\nWrite,Grace Li\n")
    first, second = (
        plan(table, ["text", "owner"], known, Settled(forum=dmt.forum), user=dmt.grace) for _ in range(2)
    )  # both looked before either kept
    about = {"by": dmt.grace.person, "audience": "staff", "source": "x", "content_hash": "", "on": date(2019, 6, 12)}
    bring_in(first, **about)
    with pytest.raises(SomebodyWasQuicker):
        bring_in(second, **about)
    assert (Action.objects.count(), ImportRun.objects.count()) == (2, 1)


def test_a_row_whose_action_is_hidden_from_me_since_is_here_all_the_same(site, dmt):
    kept(site, looked(site, "Action,Owner\nRing,Helen Marsh\n"))
    action = Action.objects.get()
    action.audience, action.created_by = "me", dmt.helen.person
    action.save()
    page = looked(site, "Action,Owner\nRing,Helen Marsh\n")
    assert "There is nothing new in it" in text_of(page)
    assert action.get_absolute_url() not in page.content.decode()


def test_a_longer_file_brings_in_what_is_new(site):
    kept(site, looked(site))
    page = looked(site, SHEET.replace("Green", "Closed") + "4,Write to Audit,Grace Li,,,,,\n")
    assert "1 action will be made, and 3 rows left as they are" in text_of(page)
    kept(site, page)
    assert Action.objects.count() == 4
    assert Action.objects.get(text="Send the audit plan").status == "in_progress"


def test_a_row_that_stands_there_twice_is_made_once(site):
    page = looked(site, "Action,Owner\nRing,Grace Li\nRing,Grace Li\n")
    assert "The same as line 2: made once" in text_of(page)
    kept(site, page)
    assert Action.objects.count() == 1


def test_what_was_deleted_since_can_be_brought_in_again(site, dmt):
    kept(site, looked(site))
    Action.objects.get(text="Ring Finance").delete_softly(by=dmt.grace.person)
    page = looked(site)
    assert "1 action will be made" in text_of(page)
    kept(site, page)
    assert Action.objects.live().count() == 3


def test_our_own_file_comes_back_in_unchanged(site, dmt, on):
    person = dmt.grace.person
    ours = {"forum": dmt.forum, "by": person}
    phones = make.make_topic("Money, and people")
    first = make.make_action("=SUM(A1) is what the sheet says", person, **ours, due=date(2019, 5, 31))
    first.move_to(date(2019, 6, 14), by=person, on=on, reason="Late")
    first.set_helpers([dmt.helen.person, dmt.yusuf.person])
    first.set_topics([phones])
    second = make.make_action("Wait, then “ring”", dmt.helen.person, source_label="One-to-one, 3 June", **ours)
    second.set_status("waiting", by=person, on=on, waiting_for="Finance; and Audit")
    make.make_action("No longer wanted", person, **ours, due=date(2019, 6, 3)).drop(by=person, on=on)
    make.make_action("Assumed", person, **ours, due=date(2019, 6, 20), due_is_assumed=True)
    make.make_action("Nobody’s", None, **ours, owner_text="-Sam or Alex", due_text="before any spend")
    states = "&".join(f"status={value}" for value in Action.Status.values)
    address = f"/actions/csv/?whose=all&{states}"

    def exported() -> str:
        return b"".join(site.get(address).streaming_content).decode()

    before = exported()
    assert "'=SUM" in before
    page = looked(site, raw=before.encode(), name="actions.csv")
    assert "There is nothing new in it" in text_of(page)
    for action in Action.objects.all():
        action.delete_softly(by=person)
    kept(site, looked(site, raw=before.encode(), name="actions.csv"))
    assert without_addresses(exported()) == without_addresses(before)


def without_addresses(text: str) -> list[str]:
    return sorted(re.sub(r"http://testserver/actions/\w+/", "", text).splitlines())

"""Notes as files: what each audience gets, the same bytes each time, and nothing that it could not read."""

import io
import logging
import zipfile
from datetime import timedelta

import pytest
import yaml
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError

from hackit.audience import Audience
from hackit.models import PublishedPart
from tests.factories import make_person, make_topic, make_user
from tests.weeknotes.conftest import MONDAY, make_note
from tests.weeknotes.pictures import picture
from weeknotes.importing.own import read_own
from weeknotes.models import Weeknote
from weeknotes.publishing.writes import now, publish, unpublish
from weeknotes.taking_out import notes as taking
from weeknotes.taking_out.front_matter import SectionTold
from weeknotes.taking_out.notes import joined
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limits_begin_anew():
    cache.clear()


BODY = (
    "Before it[^a].\n\n# Highlights\n\n- One[^b]\n  - Two\n\n[^b]: Of the *best*.\n\n"
    "## Money\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nSee [^c].\n\n## Rest\n\n> End.\n\n[^a]: First.\n\n[^c]: Canary.\n"
)


def published(user, body: str = BODY, *, staff: str = "", **extra) -> Weeknote:
    note = make_note(user, body, **extra)
    if staff:
        note.sections.filter(heading=staff).update(audience=Audience.STAFF)
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
    return note


def parted(file: str) -> tuple[dict, str]:
    _nothing, front, body = file.split("---\n", 2)
    return yaml.safe_load(front), body


def zip_of(client, audience: str = "public") -> dict[str, bytes]:
    answer = client.get("/weeknotes/take-out/zip/", {"for": audience})
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


# --- One note ---


def test_a_note_for_everyone_is_the_text_that_was_written(client, helen):
    note = published(helen, title="Fewer: phones")
    note.sections.filter(heading="Rest")
    answer = client.get(f"{note.address()}markdown/")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2019-06-03-fewer-phones.md"'
    front, body = parted(answer.text)
    assert body.strip() == BODY.strip()
    assert front["title"] == "Fewer: phones"
    assert (front["week"], front["authors"]) == (MONDAY, ["Helen Marsh"])
    assert front["address"] == f"http://testserver{note.address()}"
    assert "sections" not in front
    assert "draft" not in front


def test_what_is_for_staff_is_given_to_staff_only_and_says_so(client, as_sam, helen):
    note = published(helen, staff="Money")
    section = note.sections.get(heading="Money")
    section.topics.add(make_topic("Canarytopic"))
    section.people.add(make_person("Canary Person"))
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version, reason="Tagged")
    address = f"{note.address()}markdown/"
    for asking in (client, as_sam):
        file = asking.get(address).text
        assert "anary" not in file
        assert "| 1 | 2 |" not in file
        assert "[^a]: First." in file
    assert client.get(address, {"for": "staff"}).status_code == 404
    front, body = parted(as_sam.get(address, {"for": "staff"}).text)
    assert sorted(body.split()) == sorted(BODY.split())
    assert "See [^c].\n\n[^c]: Canary.\n\n## Rest" in body, "the footnote stands where it is pointed to"
    told = {section["heading"]: section for section in front["sections"]}
    assert told["Money"] == {
        "heading": "Money", "topics": ["Canarytopic"], "people": ["Canary Person"], "audience": "staff",
    }  # fmt: skip
    assert "council.example" not in as_sam.get(address, {"for": "staff"}).text, "no address of mail"
    for page, says in ((client, False), (as_sam, True)):
        assert ("with what is for staff" in page.get(note.address()).text) is says


def test_a_footnote_that_stands_among_what_is_for_staff_comes_with_the_text_that_points_to_it(client, helen):
    note = published(helen, "## A\n\nSee[^x].\n\n## B\n\nHidden[^y].\n\n[^x]: Shown.\n\n[^y]: Canary.", staff="B")
    body = parted(client.get(f"{note.address()}markdown/").text)[1]
    assert body.strip() == "## A\n\nSee[^x].\n\n[^x]: Shown."


def test_what_was_published_before_parts_kept_their_markdown_is_made_from_its_page(client, helen):
    note = published(helen, "## A\n\n- One **two** [three](https://example.org/)\n\n> Four")
    PublishedPart.objects.update(markdown="")
    body = parted(client.get(f"{note.address()}markdown/").text)[1]
    assert body.strip() == "## A\n\n- One **two** [three](https://example.org/)\n\n> Four"


def test_a_point_is_written_out_under_a_mark(client, as_helen, helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "We *agreed*.\n\n# High\n\nMore.")
    note = published(helen, "## DMT\n\nShort.\n\n{{point:abcdefghij}}\n\n## End\n\nLong.")
    expected = (
        "## DMT\n\nShort.\n\n### One phone, or none\n\n*Conversation point*\n\nWe *agreed*.\n\n### High\n\nMore.\n\n"
        "## End\n\nLong."
    )
    assert " ".join(parted(client.get(f"{note.address()}markdown/").text)[1].split()) == " ".join(expected.split())
    draft = make_note(helen, note.body, title="Draft")
    body = parted(as_helen.get(f"/weeknotes/{draft.ref}/markdown/").text)[1]
    assert " ".join(body.split()) == " ".join(expected.split())


def test_a_draft_is_its_authors_as_it_stands_on_the_sheet(client, as_helen, as_sam, helen):
    note = make_note(helen, BODY)
    note.keep_draft(helen.person, based_on=note.version, title="New", summary="", body="## Typed\n\nJust now.")
    address = f"/weeknotes/{note.ref}/markdown/"
    front, body = parted(as_helen.get(address).text)
    assert (front["title"], front["draft"], body.strip()) == ("New", True, "## Typed\n\nJust now.")
    assert as_sam.get(address).status_code == 404
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


# --- All of them ---


@pytest.fixture
def shelves(helen, sam) -> dict[str, Weeknote]:
    """A published note with a part for staff, one taken back, one deleted, drafts of two people; images in each."""

    def with_image(user, body: str, alt: str, colour: tuple[int, int, int], under: str = "", **extra) -> Weeknote:
        note = make_note(user, body, **extra)
        image = store_image(note, picture(colour=colour), alt=alt, by=user.person).image
        note.body = note.body.replace(f"## {under}\n", f"## {under}\n\n{image.markdown()}\n")
        note.save_revision(by=user.person)
        return note

    def put_out(note: Weeknote, user) -> Weeknote:
        publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
        return note

    body = "## Open\n\nWords.\n\n## Kept\n\nCanarystaff words."
    two = with_image(helen, body, "A box", (1, 2, 3), "Open", title="Two")
    hidden = store_image(two, picture(colour=(9, 9, 9)), alt="Canarystaff picture", by=helen.person).image
    two.body = two.body.replace("## Kept\n", f"## Kept\n\n{hidden.markdown()}\n")
    two.save_revision(by=helen.person)
    two.sections.filter(heading="Kept").update(audience=Audience.STAFF)
    put_out(two, helen)
    one = put_out(make_note(helen, "## Open\n\nEarlier.", title="One", week=MONDAY - timedelta(weeks=1)), helen)
    deleted = put_out(with_image(helen, "## Canarygone\n\nx", "Canarygone", (4, 4, 4), "Canarygone", title="G"), helen)
    deleted.delete_softly(by=helen.person)
    draft = with_image(helen, "## Canarydraft\n\nx", "Canarydraft", (5, 5, 5), "Canarydraft", title="Mine")
    theirs = with_image(sam, "## Canarytheirs\n\nx", "Canarytheirs", (6, 6, 6), "Canarytheirs", title="Theirs")
    return {"one": one, "two": two, "deleted": deleted, "draft": draft, "theirs": theirs}


def test_a_stranger_who_asks_for_all_again_and_again_is_asked_to_wait(client, as_helen, helen):
    published(helen)
    address = "/weeknotes/take-out/zip/"
    assert [client.get(address).status_code for _time in range(20)] == [200] * 20
    for page in (client.get(address), client.head(address)):
        assert page.status_code == 429
        assert page.headers["Cache-Control"] == "no-store"
    assert "Ask for all weeknotes again in an hour" in client.get(address).text
    assert client.get(f"{address}?for=staff").status_code == 404, "refused looks like missing"
    assert client.get(address, REMOTE_ADDR="192.0.2.9").status_code == 200
    assert as_helen.get(address).status_code == 200


def test_what_is_taken_back_or_corrected_on_the_way_is_not_given_as_it_was(helen, monkeypatch):
    monkeypatch.setattr(taking, "AT_ONCE", 1)
    first, back, other = (published(helen, title=title) for title in ("First", "Back", "Corrected"))
    files = taking.taken_out(taking.For.PUBLIC, site="")
    assert next(files).front.title == first.title
    unpublish(back, by=helen.person, reason="Too early", expected_version=back.version)
    other.body = "Canaryless."
    other.save_revision(by=helen.person)
    publish(other, by=helen.person, user=helen, at=now(), expected_version=other.version, reason="Wrong")
    (rest,) = files
    assert (rest.front.title, rest.body) == ("Corrected", "Canaryless.")


def test_the_zip_for_everyone_is_the_same_whoever_asks_and_holds_nothing_else(client, as_helen, as_sam, shelves):
    files = zip_of(client)
    image = shelves["two"].images.get(alt_text="A box")
    assert list(files) == ["2019-05-27-one.md", "2019-06-03-two.md", f"images/{image.ref}.png"]
    assert f"![A box](images/{image.ref}.png)".encode() in files["2019-06-03-two.md"]
    assert not any(b"canary" in content.lower() for content in files.values())
    assert zip_of(as_helen) == zip_of(as_sam) == files


def test_the_zip_for_staff_holds_what_is_for_staff_and_no_drafts(as_helen, as_sam, client, shelves):
    files = zip_of(as_sam, "staff")
    assert len([name for name in files if name.startswith("images/")]) == 2
    everything = b"".join(files.values()).lower()
    assert b"canarystaff words" in everything
    for secret in (b"canarygone", b"canarydraft", b"canarytheirs"):
        assert secret not in everything
    assert zip_of(as_helen, "staff") == files
    assert client.get("/weeknotes/take-out/zip/?for=staff").status_code == 404


def test_my_own_drafts_are_mine(as_helen, as_sam, client, shelves):
    files = zip_of(as_helen, "mine")
    everything = b"".join(files.values()).lower()
    assert b"canarydraft" in everything
    assert len(files) == 2
    for secret in (b"canarygone", b"canarytheirs", b"canarystaff"):
        assert secret not in everything
    assert b"canarytheirs" in b"".join(zip_of(as_sam, "mine").values()).lower()
    assert client.get("/weeknotes/take-out/zip/?for=mine").status_code == 404
    assert client.get("/weeknotes/take-out/zip/?for=x").status_code == 404


def test_the_same_notes_give_the_same_zip(client, shelves):
    first, second = (b"".join(client.get("/weeknotes/take-out/zip/").streaming_content) for _time in range(2))
    assert first == second


@pytest.mark.in_full("postgresql")  # as many questions there
def test_more_notes_ask_the_database_no_more_often(as_helen, helen, django_assert_num_queries):
    for number in range(3):
        published(helen, "## A\n\nWords.", title=f"N{number}")
    expected = 11
    with django_assert_num_queries(expected):
        zip_of(as_helen)
    for number in range(20):
        published(helen, "## A\n\nWords.", title=f"M{number}")
    with django_assert_num_queries(expected):
        zip_of(as_helen)


def test_the_page_offers_what_one_may_take(client, as_helen, shelves):
    page = client.get("/weeknotes/take-out/").text
    assert "What everyone can read (2 notes)" in page
    assert "What all staff can read" not in page
    assert 'type="radio"' not in page  # nothing to choose
    page = as_helen.get("/weeknotes/take-out/").text
    assert "My own drafts (1 note)" in page
    auditor = make_user("Martin Frost", role="auditor")
    client.force_login(auditor)
    assert "My own drafts" not in client.get("/weeknotes/take-out/").text
    assert "Take them out" in client.get("/weeknotes/").text


def test_what_strangers_could_not_read_leaves_a_line_in_the_log(client, as_sam, shelves, caplog):
    with caplog.at_level(logging.INFO, logger="weeknotes.taking_out"):
        zip_of(client)
        assert caplog.text == ""
        zip_of(as_sam, "staff")
    assert "Taken out for staff by person" in caplog.text


# --- From the command line ---


def test_a_folder_and_a_zip_hold_the_same(tmp_path, client, shelves, capsys):
    call_command("export_weeknotes", str(tmp_path / "out"))
    call_command("export_weeknotes", str(tmp_path / "out.zip"))
    assert "3 files written" in capsys.readouterr().out
    in_folder = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    with zipfile.ZipFile(tmp_path / "out.zip") as found:
        assert set(found.namelist()) == in_folder == set(zip_of(client))
    with pytest.raises(CommandError, match="not an empty folder"):
        call_command("export_weeknotes", str(tmp_path / "out"))
    assert not (tmp_path / "out.zip.part").exists()


def test_for_whom_is_checked_there_too(tmp_path, shelves):
    nobody = make_user("Ruth Bello", role="none")
    for email in ("", nobody.email):
        with pytest.raises(CommandError, match="somebody who may read what is for staff"):
            call_command("export_weeknotes", str(tmp_path / "a"), "--audience", "staff", "--as", email)
    with pytest.raises(CommandError, match="Nobody signs in as"):
        call_command("export_weeknotes", str(tmp_path / "a"), "--as", "who@example.org")
    email = "helen.marsh@council.example"
    call_command("export_weeknotes", str(tmp_path / "b"), "--audience", "mine", "--as", email)
    (file,) = (tmp_path / "b").glob("*.md")
    note = read_own(*parted(file.read_text()), key=file.name)
    assert (note.is_draft, note.authors, note.sections) == (True, ("Helen Marsh",), ())


def test_footnotes_of_two_parts_stand_once():
    assert joined(["A[^1]\n\n[^1]: x", "## B[^1]\n\n[^1]: x\n\n[^2]: y"]) == "A[^1]\n\n[^1]: x\n\n## B[^1]\n\n[^2]: y"
    assert SectionTold("x").is_plain

"""The archive by financial year and month, and what an author's page shows to whom."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.audience import Audience
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish
from weeknotes.reading import archive as archiving

pytestmark = pytest.mark.django_db
ARCHIVE = "/weeknotes/archive/"


@pytest.fixture
def notes(helen, sam):
    """Two of 2019/20, one of the last week of 2018/19, one of 2017/18."""
    make_published(helen, title="In June", week=MONDAY)
    make_published(helen, title="In May", week=date(2019, 5, 6))
    make_published(sam, title="In March", week=date(2019, 3, 25))
    make_published(helen, title="Long ago", week=date(2017, 5, 1))


def test_it_tells_the_years_and_their_months_with_how_many(client, notes):
    years = client.get(ARCHIVE).context["years"]
    told = [(year.label, year.count, [(month.first.month, month.count) for month in year.months]) for year in years]
    assert told == [("2019/20", 2, [(6, 1), (5, 1)]), ("2018/19", 1, [(3, 1)]), ("2017/18", 1, [(5, 1)])]
    assert f'href="{ARCHIVE}2019-20/#m2019-05"' in client.get(ARCHIVE).text


def test_a_financial_year_shows_its_months_and_leads_to_the_other_years(client, notes):
    page = client.get(f"{ARCHIVE}2019-20/").text
    assert "Weeknotes of 2019/20" in page
    assert "Long ago" not in page
    assert "In March" not in page
    assert page.index("In June") < page.index("In May")
    assert f'href="{ARCHIVE}2017-18/"' in page
    assert "In March" in client.get(f"{ARCHIVE}2018-19/").text
    assert "Nothing was published for that year" in client.get(f"{ARCHIVE}2011-12/").text


def test_a_year_leads_to_no_other_years_where_there_are_none(client, helen):
    make_published(helen, title="In June", week=MONDAY)
    others = 'aria-label="Financial years"'
    assert others not in client.get(f"{ARCHIVE}2019-20/").text
    assert others in client.get(f"{ARCHIVE}2018-19/").text


@pytest.mark.parametrize("year", ["2019", "2019-21", "2019-2020", "19-20", "x", "99999-00", "२०१९-20", "0000-01"])
def test_what_is_no_financial_year_is_no_page(client, year):
    assert client.get(f"{ARCHIVE}{year}/").status_code == 404


def test_the_beginning_of_a_notes_address_is_still_the_calendar_year(client, notes):
    page = client.get("/weeknotes/2019/").text
    assert all(title in page for title in ("In June", "In May", "In March"))
    assert "Long ago" not in page
    assert "Nothing was published for that year" in client.get("/weeknotes/2011/").text
    for year in ("0", "1", "99999", "123456789012345678901234567890"):
        assert client.get(f"/weeknotes/{year}/").status_code == 404


def test_a_note_leads_to_its_financial_year(client, helen):
    note = make_published(helen, week=date(2019, 3, 25))
    assert f'<a href="{ARCHIVE}2018-19/">2018/19</a>' in client.get(note.get_absolute_url()).text


def test_a_long_year_has_pages_and_its_months_are_on_the_right_one(client, notes, monkeypatch):
    monkeypatch.setattr(archiving, "ON_A_PAGE", 1)
    assert f'href="{ARCHIVE}2019-20/?page=2#m2019-05"' in client.get(ARCHIVE).text


def test_drafts_are_in_no_count(client, as_helen, helen, notes):
    before = client.get(ARCHIVE).content
    make_note(helen, title="canary")
    assert client.get(ARCHIVE).content == before
    assert "canary" not in as_helen.get(f"{ARCHIVE}2019-20/").text


def test_an_empty_archive_says_so(client):
    assert "Nothing published yet" in client.get(ARCHIVE).text


# --- An author's page ---


def test_a_stranger_gets_an_authors_notes_topics_and_kinds(client, as_sam, helen, sam):
    note = make_note(helen)
    note.sections.get(anchor="highlights").topics.add(make.make_topic("Mobile phones"))
    note.sections.filter(anchor="highlights").update(sort="highlight")
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    make_published(sam, title="Sam’s own")
    page = client.get("/weeknotes/by/helen-marsh/")
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "Fewer phones" in page.text
    assert "Sam’s own" not in page.text
    assert 'href="/weeknotes/?author=helen-marsh&amp;topic=mobile-phones"' in page.text
    assert 'href="/weeknotes/sorts/highlight/?author=helen-marsh"' in page.text
    assert "/people/" not in page.text
    assert 'href="/people/helen-marsh/"' in as_sam.get("/weeknotes/by/helen-marsh/").text


def test_who_has_published_nothing_has_no_page(client, as_sam, helen):
    make_note(helen)
    missing = client.get("/weeknotes/by/nobody/")
    for browser in (client, as_sam):
        assert browser.get("/weeknotes/by/helen-marsh/").status_code == 404
    assert client.get("/weeknotes/by/helen-marsh/").text.replace("helen-marsh", "nobody") == missing.text


def test_a_topic_that_only_staff_know_is_on_no_authors_page_for_strangers(client, as_sam, helen):
    note = make_note(helen, "## Open\n\nWords.\n\n## Highlights\n\nKept.")
    note.sections.get(anchor="highlights").topics.add(make.make_topic("Canarytopic"))
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF, sort="tip")
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    page = client.get("/weeknotes/by/helen-marsh/").text
    assert "Canarytopic" not in page
    assert "sorts/tip" not in page
    assert "Canarytopic" in as_sam.get("/weeknotes/by/helen-marsh/").text


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_notes_cost_no_more_questions_than_one(client, as_helen, helen):
    paths = (ARCHIVE, f"{ARCHIVE}2019-20/", "/weeknotes/2019/", "/weeknotes/by/helen-marsh/")
    counts: dict[str, list[int]] = {path: [] for path in paths}
    for numbers in (range(1), range(1, 25)):
        for number in numbers:
            make_published(helen, title=f"Note {number}", week=MONDAY + timedelta(weeks=number))
        for path in paths:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counts[path].append(len(captured))
    assert list(counts.values()) == [[2, 2], [5, 5], [5, 5], [7, 7]]

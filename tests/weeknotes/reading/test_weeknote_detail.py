"""The reading page, and who reads what on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.audience import Audience
from hackit.models import OldAddress
from tests.factories import make_topic
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish, unpublish

pytestmark = pytest.mark.django_db
ADDRESS = "/weeknotes/2019/06/03/fewer-phones/"

HOSTILE = """## <script>alert(1)</script> heading "onload=x

<script>alert(1)</script>

<img src=x onerror=alert(1)>

[click](javascript:alert(1)) [data](data:text/html;base64,PHNjcmlwdD4=) <svg/onload=alert(1)>

![x](https://example.org/x.png "a\\" onerror=\\"alert(1)")
"""


def published_again(note, user, **extra):
    return publish(note, by=user.person, user=user, at=now(), expected_version=note.version, **extra)


def test_a_stranger_reads_title_lead_sections_contents_and_when(client, helen):
    make_published(helen)
    page = client.get(ADDRESS)
    assert "<h1>Fewer phones</h1>" in page.text
    assert "Week commencing Monday 3 June 2019" in page.text
    assert '<p class="lead">One phone, or none.</p>' in page.text
    assert '<h2 id="highlights">Highlights</h2>' in page.text
    assert page.text.count('<a href="#something-im-learning">') == 2  # beside the text, and folded up on a phone
    assert "1 minute read" in page.text
    assert '<a href="/weeknotes/by/helen-marsh/" rel="author">Helen Marsh</a>' in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"
    assert "/edit/" not in page.text


def test_strangers_and_staff_read_the_newest_publication_and_the_author_is_told_which(client, as_sam, as_helen, helen):
    note = make_published(helen)
    note.body = "## Highlights\n\ncanary of a later edit"
    note.save_revision(by=helen.person)
    for browser in (client, as_sam, as_helen):
        assert "canary" not in browser.get(ADDRESS).text
    published_again(note, helen, reason="More to say")
    for browser in (client, as_sam, as_helen):
        assert "canary of a later edit" in browser.get(ADDRESS).text
    assert "The public sees version 2" in as_helen.get(ADDRESS).text
    assert "The public sees version" not in as_sam.get(ADDRESS).text
    assert "Corrected" in client.get(ADDRESS).text


def test_staff_read_the_parts_for_staff_and_strangers_do_not(client, as_sam, helen):
    note = make_note(helen)
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF)
    published_again(note, helen)
    public = client.get(ADDRESS).text
    assert "Highlights" not in public
    assert "the pilot" not in public
    assert "the pilot" in as_sam.get(ADDRESS).text
    assert "All staff" in as_sam.get(ADDRESS).text


def test_an_unpublished_note_is_there_for_its_author_only(client, as_sam, as_helen, helen):
    note = make_published(helen)
    missing = client.get("/weeknotes/2019/06/03/none/")
    unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    for browser in (client, as_sam):
        gone = browser.get(ADDRESS)
        assert gone.status_code == 404
    assert client.get(ADDRESS).text.replace("fewer-phones", "none") == missing.text
    assert as_helen.get(ADDRESS).headers["Location"] == note.get_edit_url()


@pytest.mark.parametrize(
    "path", ["2019/06/04/fewer-phones", "2019/13/45/fewer-phones", "2019/6/3/fewer-phones", "0/0/0/x"]
)
def test_an_address_that_is_not_quite_it_is_none(client, as_helen, helen, path):
    make_published(helen)
    for browser in (client, as_helen):
        assert browser.get(f"/weeknotes/{path}/").status_code == 404


def test_an_old_address_leads_to_the_note_for_who_may_read_it(client, as_sam, as_helen, helen):
    note = make_published(helen)
    OldAddress.objects.remember("/weeknotes/2018/06/04/of-old/", note)
    for browser in (client, as_sam, as_helen):
        assert browser.get("/weeknotes/2018/06/04/of-old/").headers["Location"] == ADDRESS
    unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    for browser in (client, as_sam):
        assert browser.get("/weeknotes/2018/06/04/of-old/").status_code == 404


def test_nothing_typed_becomes_code(client, helen):
    make_published(helen, HOSTILE, title="<script>alert(2)</script>", summary='"><img src=x onerror=alert(3)>')
    page = client.get("/weeknotes/2019/06/03/scriptalert2script/")
    assert page.status_code == 200
    for dangerous in ("<script>alert", "<img src=x", "<svg/", 'href="javascript:', 'href="data:', "<img"):
        assert dangerous not in page.text
    for path in ("/weeknotes/", "/weeknotes/2019/"):
        assert "<script>alert" not in client.get(path).text
        assert "<img src=x" not in client.get(path).text


def test_topics_stand_at_their_section_and_a_stranger_gets_those_with_a_page(client, helen):
    note = make_note(helen)
    note.sections.get(anchor="highlights").topics.add(make_topic("Handsets"))
    published_again(note, helen)
    page = client.get(ADDRESS)
    assert '<a class="topic" href="/topics/handsets/">Handsets</a>' in page.text
    assert page.text.index('id="highlights"') < page.text.index("/topics/handsets/") < page.text.index('id="something')


def test_it_leads_to_the_authors_notes_before_and_after_and_to_those_of_all(client, helen, sam):
    weeks = [MONDAY.replace(day=day) for day in (3, 10, 17, 24)]
    make_published(helen, title="Helen one", week=weeks[0])
    make_published(sam, title="Sam between", week=weeks[1])
    middle = make_published(helen, title="Helen two", week=weeks[2])
    make_published(helen, title="Helen three", week=weeks[3])
    beside = client.get(middle.get_absolute_url()).context["beside"]
    assert (beside.before.title, beside.after.title) == ("Helen one", "Helen three")
    assert (beside.before_of_all.title, beside.after_of_all.title) == ("Sam between", "Helen three")
    last = client.get("/weeknotes/2019/06/24/helen-three/")
    assert "Nothing yet" in last.text


def test_a_second_look_at_an_unchanged_page_costs_no_page(client, helen):
    make_published(helen)
    tag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_note_of_thirty_sections_needs_as_many_queries_as_one_of_one(client, as_helen, helen):
    for size, title in ((1, "Short"), (30, "Long")):
        body = "".join(f"## Section {number}\n\nWords.\n\n" for number in range(size))
        note = make_note(helen, body, title=title)
        for row in note.sections.all():
            row.topics.add(make_topic(f"{title} topic {row.order}"))
        published_again(note, helen)
    counts = {}
    for slug in ("short", "long"):
        for who, browser in (("stranger", client), ("author", as_helen)):
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(f"/weeknotes/2019/06/03/{slug}/").status_code == 200
            counts.setdefault(who, []).append(len(captured))
    assert counts == {"stranger": [14, 14], "author": [20, 20]}

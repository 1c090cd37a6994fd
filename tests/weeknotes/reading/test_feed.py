"""The Atom feeds: what a stranger may read, in full, under ids that never change."""

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from hackit.audience import Audience
from hackit.publishing import PartData
from hackit.publishing import publish as publish_copy
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from tests.weeknotes.pictures import picture
from weeknotes.publishing.writes import now, publish, unpublish
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db
FEED = "/weeknotes/feed/"


def read(client, path: str = FEED):
    """The feed as a reader's program parses it, without a complaint."""
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    assert all(found.feed.get(name) for name in ("id", "title", "updated"))
    return found


def titles(client, path: str) -> list[str]:
    return [entry.title for entry in read(client, path).entries]


def corrected(note, user, **changes):
    for name, value in changes.items():
        setattr(note, name, value)
    note.save_revision(by=user.person)
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version, reason="It was wrong")


def about(note, user, name: str, anchor: str = "highlights"):
    topic = make.make_topic(name)
    note.sections.get(anchor=anchor).topics.add(topic)
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
    return topic


def test_it_carries_the_whole_public_text(client, helen):
    about(make_note(helen), helen, "Mobile phones")
    (entry,) = read(client).entries
    assert (entry.title, entry.summary) == ("Fewer phones", "One phone, or none.")
    assert [(author.name, author.href) for author in entry.authors] == [
        ("Helen Marsh", "http://testserver/weeknotes/by/helen-marsh/")
    ]
    assert [tag.term for tag in entry.tags] == ["Mobile phones"]
    assert "the pilot of mobile phones ended" in entry.content[0].value
    assert entry.link == "http://testserver/weeknotes/2019/06/03/fewer-phones/"


def test_every_author_is_named(client, helen, sam):
    note = make_note(helen)
    note.set_authors([helen.person, sam.person])
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    assert [author.name for author in read(client).entries[0].authors] == ["Helen Marsh", "Sam Whitfield"]


def test_an_id_stays_whatever_is_corrected_and_updated_moves_on(client, helen):
    note = make_published(helen)
    before = read(client).entries[0]
    corrected(note, helen, title="Another title", week=MONDAY + timedelta(weeks=1))
    after = read(client).entries[0]
    assert after.id == before.id
    assert after.id.startswith("urn:uuid:")
    assert after.title == "Another title"
    assert after.published == before.published
    assert after.updated_parsed >= before.updated_parsed
    assert "Corrected: It was wrong" in after.content[0].value


def test_ids_are_the_same_under_another_name_of_the_host_and_differ_from_one_another(client, helen, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_published(helen)
    make_published(helen, title="Another")
    here = read(client)
    there = feedparser.parse(client.get(FEED, headers={"host": "records.example.org"}).content)
    assert [entry.id for entry in here.entries] == [entry.id for entry in there.entries]
    assert len({entry.id for entry in here.entries}) == 2


def test_staff_get_what_strangers_get(client, as_sam, helen):
    note = make_note(helen, "## Open\n\nWords.\n\n## Kept\n\ncanaryword", title="Half")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    about(note, helen, "Canarytopic", "kept")
    make_note(helen, title="canarydraft")
    assert "canary" not in client.get(FEED).text.lower()
    for path in (FEED, "/weeknotes/by/helen-marsh/feed/", f"{FEED}?topic=canarytopic"):
        assert client.get(path).content == as_sam.get(path).content
    for browser in (client, as_sam):
        assert browser.get("/weeknotes/about/canarytopic/feed/").status_code == 404


def test_there_is_one_of_each_author_and_topic(client, as_sam, helen, sam):
    about(make_note(helen), helen, "Mobile phones")
    make_published(sam, "Plain words.", title="Sam’s")
    for path in ("/weeknotes/by/sam-whitfield/feed/", f"{FEED}?author=sam-whitfield"):
        assert titles(client, path) == ["Sam’s"]
    for path in ("/weeknotes/about/mobile-phones/feed/", f"{FEED}?topic=mobile-phones"):
        assert titles(client, path) == ["Fewer phones"]
    assert read(client, "/weeknotes/by/sam-whitfield/feed/").feed.title == "Weeknotes by Sam Whitfield, HackIT"
    assert titles(client, f"{FEED}?author=nobody") == titles(client, f"{FEED}?year=x") == []
    assert len({read(client, path).feed.id for path in (FEED, "/weeknotes/by/sam-whitfield/feed/")}) == 2


def test_who_has_published_nothing_has_no_feed(client, as_helen, helen):
    make_note(helen)
    for path in ("by/helen-marsh", "by/nobody", "about/nothing", "group/dmt"):
        for browser in (client, as_helen):
            assert browser.get(f"/weeknotes/{path}/feed/").status_code == 404


def test_there_is_one_of_the_notes_that_tell_of_a_group(client, helen, shelf):
    group = make.make_forum("DMT")
    meeting = make.make_meeting(group, MONDAY)
    point = make.make_item(meeting)
    shelf.add("a1b2c3d4e5", "Fewer phones", "Forty people share one.")
    publish_copy(
        meeting, title="DMT", summary="", url="/meetings/x/", day=MONDAY, authors=[], by=helen.person,
        at=timezone.now(), forum_id=group.pk,
        parts=[PartData("point", heading="Fewer phones", source=_ref(point, "a1b2c3d4e5"), forum_id=group.pk)],
    )  # fmt: skip
    make_published(helen, "## DMT\n\n{{point:a1b2c3d4e5}}\n", title="With DMT")
    make_published(helen, title="Without")
    assert titles(client, "/weeknotes/group/dmt/feed/") == ["With DMT"]


def _ref(record, ref: str):
    record.ref = ref
    return record


def test_a_reader_that_has_it_gets_nothing_twice(client, helen):
    make_published(helen)
    first = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    head = client.head(FEED)
    assert (head.status_code, head.content) == (200, b"")
    assert client.post(FEED).status_code == 405


def test_what_is_not_public_changes_no_validator(client, helen):
    note = make_note(helen, "## Open\n\nWords.\n\n## Kept\n\nKept.")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    before = client.get(FEED)
    make_note(helen, title="A draft")
    taken_back = make_published(helen, title="Taken back")
    unpublish(taken_back, by=helen.person, reason="Too early", expected_version=taken_back.version)
    after = client.get(FEED)
    assert before.headers["ETag"] == after.headers["ETag"]


def test_a_reader_that_asks_by_time_loses_the_note_that_was_taken_back(client, helen):
    make_published(helen, title="First")
    newest = make_published(helen, title="Too early")
    unpublish(newest, by=helen.person, reason="Too early", expected_version=newest.version)
    answer = client.get(FEED, headers={"If-Modified-Since": http_date((now() + timedelta(days=1)).timestamp())})
    assert answer.status_code == 200
    assert "Too early" not in answer.text
    assert "Last-Modified" not in answer.headers


def test_an_empty_one_is_the_same_each_time(client):
    assert client.get(FEED).content == client.get(FEED).content
    assert read(client).entries == []


@pytest.mark.in_full("postgresql")  # as many notes there
def test_it_has_pages_that_name_one_another(client, helen):
    for number in range(45):
        make_published(helen, "Words.", title=f"Note {number:02}", week=MONDAY + timedelta(weeks=number))
    seen, path, pages = [], FEED, 0
    while path:
        found = read(client, path)
        links = {link.rel: link.href for link in found.feed.links}
        assert links["self"] == f"http://testserver{path}"
        assert links["first"] == f"http://testserver{FEED}"
        assert links["last"] == f"http://testserver{FEED}?page=3"
        seen += [entry.title for entry in found.entries]
        path, pages = links.get("next", "").removeprefix("http://testserver"), pages + 1
    assert pages == 3
    assert seen == [f"Note {number:02}" for number in reversed(range(45))]
    for wrong in ("?page=x", "?page=99", "?page=-1", "?page="):
        assert client.get(FEED + wrong).status_code == 200
    narrowed = read(client, f"{FEED}?author=helen-marsh&page=2")
    links = {link.rel: link.href for link in narrowed.feed.links}
    assert links["next"] == f"http://testserver{FEED}?author=helen-marsh&page=3"


def test_links_images_and_footnotes_lead_back_here(client, helen):
    text = (
        "See [that](/decisions/x/), [there](https://example.org/).[^1]\n\n![A phone](/images/phone.png)\n\n[^1]: Note."
    )
    make_published(helen, text)
    html = read(client).entries[0].content[0].value
    assert 'href="http://testserver/decisions/x/"' in html
    assert 'href="https://example.org/"' in html
    assert 'src="http://testserver/images/phone.png"' in html
    assert 'href="http://testserver/weeknotes/2019/06/03/fewer-phones/#footnote_1"' in client.get(FEED).text.replace(
        "&quot;", '"'
    )


def test_the_images_that_everyone_sees_come_with_it_and_no_others(client, helen):
    note = make_note(helen, "## One\n\nSee it.")
    image = store_image(note, picture(), alt="A box, 3 > 2", by=helen.person).image
    hidden = store_image(note, picture(colour=(9, 9, 9)), alt="Coins", by=helen.person).image
    note.body += f'\n\n{image.markdown()}\n\nType href="/x".\n\n## Staff\n\n{hidden.markdown()}'
    note.save_revision(by=helen.person)
    note.sections.filter(heading="Staff").update(audience="staff")
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    html = read(client).entries[0].content[0].value
    assert f'src="http://testserver{image.address()}"' in html
    assert 'Type href="/x".' in html
    assert hidden.ref not in client.get(FEED).text


def test_every_page_of_notes_names_its_feed(client, helen):
    note = make_note(helen)
    about(note, helen, "Mobile phones")
    for path, feed in (
        ("/weeknotes/", FEED),
        ("/weeknotes/?author=helen-marsh", f"{FEED}?author=helen-marsh"),
        (note.get_absolute_url(), FEED),
        ("/weeknotes/by/helen-marsh/", "/weeknotes/by/helen-marsh/feed/"),
        ("/weeknotes/archive/", FEED),
        ("/weeknotes/archive/2019-20/", FEED),
        ("/weeknotes/sorts/learning/", FEED),
        ("/topics/mobile-phones/", "/weeknotes/about/mobile-phones/feed/"),
    ):
        page = client.get(path).text
        assert 'rel="alternate" type="application/atom+xml"' in page
        assert f'href="{feed}"' in page


@pytest.mark.parametrize(
    "title", ["A & B <c>", "]]> &amp;", "nul\x0b\x1f\ufffe end", "<script>alert(1)</script>", "😀 “x”"]
)
def test_what_xml_cannot_hold_and_markup_leave_the_feed_sound(client, helen, title):
    helen.person.name = "Helen \x07 <b> & Marsh"
    helen.person.save()
    make_published(helen, "Words & <b>more</b> ]]> \x0b\x1f end", title=title, summary="30 \x08 & <i>seconds</i>")
    entry = read(client).entries[0]
    sound = "".join(char for char in title if char not in "\x0b\x1f\ufffe")
    assert entry.title_detail.value == sound
    assert "<script>" not in entry.content[0].value
    assert "\x07" not in entry.author


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_notes_cost_no_more_questions_than_one(client, helen):
    paths = (FEED, "/weeknotes/by/helen-marsh/feed/", "/weeknotes/about/topic-0/feed/", f"{FEED}?topic=topic-0")
    counts: list[list[int]] = [[] for _path in paths]
    topic = make.make_topic("Topic 0")
    for numbers in (range(1), range(1, 20)):
        for number in numbers:
            note = make_note(helen, title=f"Note {number}", week=MONDAY + timedelta(weeks=number))
            note.sections.get(anchor="highlights").topics.add(topic, make.make_topic(f"Another {number}"))
            publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
        for counted, path in zip(counts, paths, strict=True):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            counted.append(len(captured))
    assert counts == [[6, 6], [7, 7], [7, 7], [7, 7]]

"""The Atom feed: what a stranger may read, in full, under ids that never change."""

from dataclasses import dataclass
from xml.etree import ElementTree

import pytest

from hackit.audience import Audience
from tests.factories import make_topic
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from tests.weeknotes.pictures import picture
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.image_writes import store_image

pytestmark = pytest.mark.django_db
FEED = "/weeknotes/feed/"


ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class Entry:
    title: str
    summary: str
    author: str
    content: str
    link: str
    id: str
    published: str
    updated: str


def read(client, path: str = FEED) -> list[Entry]:
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    names = ("title", "summary", "author/name", "content", "link", "id", "published", "updated")
    entries = []
    for entry in feed.findall(f"{ATOM}entry"):
        found = {name: entry.find("/".join(ATOM + step for step in name.split("/"))) for name in names}
        values = {name.split("/")[0]: (node.get("href") or node.text) for name, node in found.items()}
        assert entry.find(f"{ATOM}content").get("type") == "html"
        entries.append(Entry(**values))
    return entries


def test_it_carries_the_whole_public_text(client, helen):
    make_published(helen)
    (entry,) = read(client)
    assert (entry.title, entry.summary, entry.author) == ("Fewer phones", "One phone, or none.", "Helen Marsh")
    assert "the pilot of mobile phones ended" in entry.content
    assert entry.link == "http://testserver/weeknotes/2019/06/03/fewer-phones/"


def test_an_id_stays_when_a_note_is_corrected_and_updated_moves_on(client, helen):
    note = make_published(helen)
    before = read(client)[0]
    note.title = "Another title"
    note.save_revision(by=helen.person)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version, reason="Better")
    after = read(client)[0]
    assert after.id == before.id
    assert after.id.startswith("tag:testserver,2019-06-03:weeknote/")
    assert after.title == "Another title"
    assert after.published == before.published
    assert after.updated >= before.updated


def test_staff_get_what_strangers_get(client, as_sam, helen):
    note = make_note(helen, "## Open\n\nWords.\n\n## Kept\n\ncanaryword", title="Half")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    make_note(helen, title="canarydraft")
    assert "canary" not in client.get(FEED).text
    assert client.get(FEED).content == as_sam.get(FEED).content


def test_it_can_be_of_one_author_or_topic(client, helen, sam):
    note = make_note(helen)
    note.sections.get(anchor="highlights").topics.add(make_topic("Mobile phones"))
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    make_published(sam, "Plain words.", title="Sam’s", week=MONDAY)
    assert [e.title for e in read(client, f"{FEED}?author=sam-whitfield")] == ["Sam’s"]
    assert [e.title for e in read(client, f"{FEED}?topic=mobile-phones")] == ["Fewer phones"]
    assert read(client, f"{FEED}?author=nobody") == []
    assert read(client, f"{FEED}?year=x") == []


def test_a_reader_that_has_it_gets_nothing_twice(client, helen):
    make_published(helen)
    first = client.get(FEED)
    assert client.get(FEED, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(FEED, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_the_list_and_the_note_name_the_feed(client, helen):
    note = make_published(helen)
    for path in ("/weeknotes/", note.get_absolute_url()):
        assert 'rel="alternate" type="application/atom+xml"' in client.get(path).text


def test_control_characters_and_markup_in_a_note_leave_the_feed_sound(client, helen):
    make_published(helen, "Words & <b>more</b> ]]> \x0b\x1f end", title="A & B <c>")
    assert read(client)[0].title == "A & B <c>"


def test_images_and_links_of_this_site_have_whole_addresses(client, helen):
    note = make_note(helen, "## One\n\nSee [it](/topics/) and [elsewhere](https://example.org/a).")
    image = store_image(note, picture(), alt="A box, 3 > 2", by=helen.person).image
    hidden = store_image(note, picture(colour=(9, 9, 9)), alt="Coins", by=helen.person).image
    note.body += f"\n\n{image.markdown()}\n\n## Staff\n\n{hidden.markdown()}"
    note.save_revision(by=helen.person)
    note.sections.filter(heading="Staff").update(audience="staff")
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    text = client.get("/weeknotes/feed/").text
    assert f'src="http://testserver{image.address()}"' in text.replace("&quot;", '"')
    assert 'href="http://testserver/topics/"' in text.replace("&quot;", '"')
    assert 'href="https://example.org/a"' in text.replace("&quot;", '"')
    assert hidden.ref not in text

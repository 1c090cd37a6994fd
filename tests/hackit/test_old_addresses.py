"""An address that stood on another site leads on to the record, for those who may go there."""

import pytest

from hackit.models import ImportRun, OldAddress
from hackit.models.site import is_ours, path_of
from tests import factories as make
from tests.weeknotes.conftest import make_note, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def helen():
    return make.make_user("Helen Marsh")


def brought(note, *addresses):
    run = ImportRun.objects.create(kind="weeknotes.weeknote", source="a blog")
    return OldAddress.objects.remember_import(addresses, note, run)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://blog.example/2019/06/03/some-note/", "/2019/06/03/some-note/"),
        ("//blog.example/2019/a", "/2019/a"),
        ("2019/a.html#top", "/2019/a.html"),
        ("https://blog.example/?p=123", "/?p=123"),
        ("https://blog.example/index.php?utm_source=x&page_id=7", "/index.php?page_id=7"),
        ("https://blog.example/a/?utm_source=x", "/a/"),
        ("https://blog.example/caf%C3%A9/", "/café/"),
        ("https://blog.example/", ""),
        ("https://blog.example", ""),
        ("", ""),
        ("https://[broken/", ""),
        ("https://blog.example/%00", ""),
        ("https://blog.example/%ff", ""),
        ("https://blog.example/" + "a" * 500, ""),
        ("////evil.example/x", "/evil.example/x"),
    ],
)
def test_the_path_of_an_address_elsewhere_is_kept_without_its_host(address, path):
    assert path_of(address) == path


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/static/hackit/css/x.css", True),
        ("/accounts/somebody/", True),
        ("/topics/a-topic-to-come/", True),
        ("/actions/zzzzzzzzzz/", True),
        ("/weeknotes/2031/01/06/a-note-to-come/", True),
        ("/weeknotes/2031/01/06/a-note-to-come", True),
        ("/weeknotes/0123456789/", True),
        ("/weeknotes/import/", True),
        ("/weeknotes/some-note/edit/", True),
        ("/healthz", True),
        ("/weeknotes/week-12-lifts/", False),
        ("/weeknotes/2018/26/lifts/", False),
        ("/2019/06/03/phones/", False),
        ("/?p=12", False),
        ("/index.php?page_id=7", False),
        ("/blog/topics/", False),
    ],
)
def test_what_is_brought_in_claims_no_address_of_this_place(helen, path, ours):
    note = make_note(helen)
    assert is_ours(path) is ours
    assert brought(note, f"https://blog.example{path}") == ([] if ours else [path])
    assert OldAddress.objects.exists() is not ours


@pytest.mark.parametrize("asked", ["/2019/06/03/phones/", "/2019/06/03/phones", "/?p=12", "/?utm=x&p=12"])
def test_a_stranger_is_led_on_to_what_everyone_may_read(client, helen, asked):
    note = make_published(helen)
    brought(note, "https://blog.example/2019/06/03/phones/", "https://blog.example/?p=12")
    answer = client.get(asked)
    assert (answer.status_code, answer.url.split("?")[0]) == (301, note.address())


@pytest.mark.parametrize("asked", ["/2019/06/03/phones/", "/?p=12"])
def test_of_a_draft_a_stranger_meets_what_is_met_where_nothing_ever_was(client, helen, asked):
    brought(make_note(helen), "https://blog.example/2019/06/03/phones/", "https://blog.example/?p=12")
    there, never = client.get(asked), client.get(asked.replace("phones", "phoney").replace("12", "13"))
    assert there.status_code == never.status_code
    assert there.content.replace(b"phones", b"phoney").replace(b"12", b"13") == never.content.replace(b"12", b"13")


def test_its_author_is_led_to_a_draft(client, helen):
    note = make_note(helen)
    brought(note, "/2019/06/03/phones/")
    client.force_login(helen)
    assert client.get("/2019/06/03/phones/").url == note.get_edit_url()


def test_what_leads_somewhere_already_is_left_alone(helen):
    first, second = make_published(helen), make_note(helen, title="Another")
    assert brought(first, "/old/") == ["/old/"]
    assert brought(second, "/old/") == []
    assert OldAddress.objects.resolve("/old/", helen) == first.address()


def test_a_page_that_stands_is_never_hidden_by_an_old_address(client, helen):
    brought(make_published(helen), "https://blog.example/weeknotes/")
    assert client.get("/weeknotes/").status_code == 200


@pytest.mark.parametrize("query", ["p=", "p=%00", "p=" + "9" * 3000, "&" * 200 + "p=1", "p=1&" * 60])
def test_odd_queries_are_no_address(client, query):
    assert client.get(f"/?{query}").status_code == 200
    assert client.get(f"/nowhere/?{query}").status_code == 404

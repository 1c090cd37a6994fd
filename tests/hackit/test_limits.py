"""How often one may search and save files: by login, strangers by address; nobody who types is held in."""

import time

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit import limits
from hackit.env import Env, WrongSetting
from hackit.limits import COUNTS, Counts
from hackit.models import Role
from meetings.models import Line
from tests import factories as make

pytestmark = pytest.mark.django_db
DEFAULTS = {"searches": 300, "files": 60, "strangers-searches": 120, "strangers-files": 20}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _few(settings):
    settings.LIMITS = {"searches": 3, "files": 2, "strangers-searches": 2, "strangers-files": 1}
    settings.PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    COUNTS.since.clear()
    cache.clear()


@pytest.fixture
def grace(client):
    user = make.make_user("Grace Li", role=Role.STAFF)
    client.force_login(user)
    return user


def of(name: str) -> Client:
    client = Client()
    client.force_login(make.make_user(name, role=Role.STAFF))
    return client


def test_a_search_too_many_is_refused_with_what_was_typed_and_nobody_else_is_held_in(client, grace):
    address = "/search/?q=phones+%3Cb%3E&order=newest&topic=one&topic=two"
    assert [client.get(address).status_code for _time in range(4)] == [200, 200, 200, 429]
    page = client.get(address)
    assert page.status_code == 429
    assert page["Cache-Control"] == "no-store"
    assert 0 < int(page["Retry-After"]) <= 60
    assert 'name="q" type="search" value="phones &lt;b&gt;"' in page.text
    for name, value in (("order", "newest"), ("topic", "one"), ("topic", "two")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page.text
    assert "With your login" in page.text
    assert of("Priya Nair").get(address).status_code == 200
    assert Client().get(address).status_code == 200
    for elsewhere in ("/", "/me/", "/topics/", "/weeknotes/"):
        assert client.get(elsewhere).status_code == 200, elsewhere


def test_lists_that_are_asked_for_words_and_what_boxes_offer_are_searches_too(client, grace):
    assert client.get("/topics/?q=phones").status_code == 200
    assert client.get("/actions/?q=phones").status_code == 200
    assert client.get("/search/suggest/?q=ph", headers=SCRIPT).status_code == 200
    refused = client.get("/search/suggest/?q=pho", headers=SCRIPT)
    assert (refused.status_code, refused.content) == (429, b"")
    assert client.get("/topics/?q=phones", headers={"HX-Request": "true"}).content == b""
    assert client.get("/topics/?q=+").status_code == client.get("/actions/").status_code == 200


def test_to_ask_for_the_headers_alone_is_a_search_too(client, grace):
    assert [client.head("/search/?q=phones").status_code for _time in range(4)] == [200, 200, 200, 429]
    assert client.get("/search/?q=phones").status_code == 429


def test_there_is_room_again_after_a_minute(client, grace, monkeypatch):
    for _time in range(4):
        last = client.get("/search/?q=phones")
    assert last.status_code == 429
    later = time.monotonic() + 61
    monkeypatch.setattr(limits.time, "monotonic", lambda: later)
    assert client.get("/search/?q=phones").status_code == 200


def test_a_file_too_many_is_refused_wherever_it_comes_from(client, grace, caplog):
    assert client.get("/topics/csv/").status_code == 200
    assert client.get("/weeknotes/take-out/zip/?for=staff").status_code == 200
    before = caplog.text.count("took out")
    for address in ("/topics/csv/?sort=name", "/people/csv/", "/actions/csv/", "/decisions/csv/"):
        refused = client.get(address)
        assert (refused.status_code, refused.get("Content-Disposition")) == (429, None), address
        assert f'action="{address.partition("?")[0]}"' in refused.text
    assert '<input type="hidden" name="sort" value="name">' in client.get("/topics/csv/?sort=name").text
    assert caplog.text.count("took out") == before
    assert client.get("/topics/").status_code == 200
    assert of("Priya Nair").get("/people/csv/").status_code == 200


def test_strangers_are_counted_by_the_address_that_our_proxy_saw(client):
    def ask(address: str) -> int:
        return client.get("/search/?q=phones", headers={"X-Forwarded-For": f"203.0.113.9, {address}"}).status_code

    assert [ask("192.0.2.1") for _time in range(3)] == [200, 200, 429]
    assert ask("192.0.2.2") == 200
    assert "From your network" in client.get("/search/?q=a", headers={"X-Forwarded-For": "192.0.2.1"}).text


@pytest.mark.parametrize(
    ("mine", "elsewhere"),
    [
        (["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:0:5:6:7"], "2001:db8:1:3::1"),
        (["::ffff:192.0.2.1", "192.0.2.1", "::ffff:c000:201"], "::ffff:192.0.2.2"),
    ],
    ids=["a network of its own", "an older address in newer dress"],
)
def test_who_has_many_addresses_is_counted_once(client, mine, elsewhere):
    def ask(address: str) -> int:
        return client.get("/search/?q=phones", headers={"X-Forwarded-For": address}).status_code

    assert [ask(address) for address in mine] == [200, 200, 429]
    assert ask(elsewhere) == 200


@pytest.mark.parametrize("said", ["2001:db8::1%eth0", "[2001:db8::1]:443", "192.0.2.1:5678", "nonsense"])
def test_an_address_written_in_another_way_breaks_nothing(client, said):
    assert client.get("/search/?q=phones", headers={"X-Forwarded-For": said}).status_code in (200, 403)


def test_nobody_who_types_is_ever_held_in(client):
    priya, forum = make.make_user("Priya Nair"), make.make_forum()
    make.join(forum, priya)
    meeting = make.make_meeting(forum)
    item = make.make_item(meeting)
    client.force_login(priya)
    room = [meeting.ref]
    asked = {
        reverse("meetings:line-suggest"): {"q": "@p", "item": item.ref},
        reverse("weeknotes:weeknote-links"): {"q": "[[ph"},
        reverse("meetings:live-since", args=room): {"item": item.ref},
        reverse("meetings:line-last-said"): {"text": "phones 250"},
    }
    for count in range(6):
        for address, query in asked.items():
            assert client.get(address, query, headers=SCRIPT).status_code != 429, address
        said = client.post(
            reverse("meetings:line-create", args=room), {"text": f"Line {count}", "item": item.ref},
            headers={"HX-Request": "true"},
        )  # fmt: skip
        assert said.status_code == 200
        assert client.get(reverse("meetings:live", args=room)).status_code == 200
        assert client.post(reverse("meetings:live-here", args=room), headers=SCRIPT).status_code != 429
    assert Line.objects.count() == 6


def test_counting_asks_and_writes_nothing(client, grace, settings):
    client.get("/search/suggest/?q=ph")
    found = []
    for most in (0, 100):
        settings.LIMITS = dict.fromkeys(DEFAULTS, most)
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/suggest/?q=phones")
        found.append([one["sql"].split(" ")[0] for one in asked])
    assert found[0] == found[1]
    assert "INSERT" not in found[1]


def test_what_is_remembered_has_an_end():
    counts = Counts(most=100)
    for who in range(1000):
        assert counts.wait("files", f"address {who}", limit=1, now=0.0) == 0
    assert len(counts.since) == 100
    assert counts.wait("files", "address 999", limit=1, now=10.0) == 3590
    assert counts.wait("files", "address 999", limit=1, now=3600.0) == 0


@pytest.mark.parametrize(("said", "found"), [
    ("", DEFAULTS),
    ("off", dict.fromkeys(DEFAULTS, 0)),
    ("searches=600, strangers-files=0", DEFAULTS | {"searches": 600, "strangers-files": 0}),
])  # fmt: skip
def test_the_setting_says_what_differs_from_what_holds_by_default(said, found):
    assert Env({"LIMITS": said}).limits("LIMITS", DEFAULTS) == found


@pytest.mark.parametrize("wrong", ["searches", "searches=many", "search=3", "searches=-1", "off,searches=3"])
def test_a_wrong_limit_stops_the_start(wrong):
    with pytest.raises(WrongSetting, match="The words are searches, files"):
        Env({"LIMITS": wrong}).limits("LIMITS", DEFAULTS)

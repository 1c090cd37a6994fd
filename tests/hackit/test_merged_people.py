"""A person who was made one with another is still found by what led to them, by whoever may know them."""

import pytest

from hackit.people.merging_writes import merge_people
from hackit.search.searching import search
from tests import factories as make

pytestmark = pytest.mark.django_db

LISTS = [
    "/actions/?whose=all&owner=kate-doyle", "/actions/csv/?whose=all&owner=kate-doyle", "/proposals/?owner=kate-doyle",
    "/coming-up/?who=kate-doyle", "/enquiries/?who=kate-doyle", "/audit/?lead=kate-doyle", "/figures/?lead=kate-doyle",
    "/audit/recommendations/?owner=kate-doyle", "/search/?q=sign&owner=kate-doyle",
]  # fmt: skip


@pytest.fixture
def grace():
    return make.make_user("Grace Li")


@pytest.fixture
def catherine(grace):
    """Whose action was Kate Doyle's, as a colleague had typed her."""
    kate, catherine = make.make_person("Kate Doyle"), make.make_person("Catherine Doyle")
    dmt = make.make_forum()
    make.join(dmt, grace)
    make.make_action("Sign once", owner=kate, forum=dmt)
    merge_people(kate, catherine, by=None)
    return catherine


@pytest.mark.parametrize("address", LISTS)
def test_a_list_by_the_old_name_leads_on_to_who_that_is(client, grace, catherine, address):
    client.force_login(grace)
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (301, address.replace("kate-doyle", "catherine-doyle"))
    assert client.get(answer.url).status_code == 200
    assert client.post(address).status_code != 301


def test_an_address_that_begins_like_another_site_leads_to_none(client, grace, catherine):
    client.force_login(grace)
    answer = client.get("/", {"owner": "kate-doyle"}, PATH_INFO="//elsewhere.example/")
    assert answer.url == "/%2Felsewhere.example/?owner=catherine-doyle"


def test_the_list_led_to_has_what_was_theirs_and_names_them(client, grace, catherine):
    client.force_login(grace)
    page = client.get("/actions/?whose=all&owner=kate-doyle", follow=True).content.decode()
    assert "Sign once" in page
    assert "Catherine Doyle" in page
    assert "kate-doyle" not in page


def test_others_named_beside_and_a_topic_led_on_with_them_stay(client, grace, catherine):
    client.force_login(grace)
    answer = client.get("/actions/?owner=grace-li&owner=kate-doyle&owner=catherine-doyle&status=done")
    assert answer.url == "/actions/?owner=grace-li&owner=catherine-doyle&status=done"


@pytest.mark.parametrize("typed", ["owner:kate-doyle", 'owner:"Kate Doyle"', "owner:catherine-doyle"])
def test_a_search_for_the_old_name_finds_what_is_theirs(grace, catherine, typed):
    assert [hit.title for hit in search(typed, user=grace, on=make.TUESDAY).hits] == ["Sign once"]


def test_a_stranger_is_not_told_who_somebody_is(client, catherine):
    answer = client.get("/search/?q=sign&owner=kate-doyle")
    assert answer.status_code == 200
    assert "catherine" not in answer.content.decode().lower()

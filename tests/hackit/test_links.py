"""Which pages of this site a text links to, and that the index keeps them with the rest."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit import indexing
from hackit.links import addresses_in, links_in, page_of
from hackit.mentions import mentions_of
from hackit.models import EntryLink
from tests import factories as make


def test_links_of_html_are_pages_of_this_site(settings):
    settings.SITE_ADDRESS = "https://records.example.org"
    html = (
        '<p><a href="/weeknotes/2019/06/03/x/#one">a</a> <a href="https://records.example.org/decisions/abc/?q=1">b</a>'
        '<a href="https://example.org/decisions/abc/">c</a><a href="//evil.example/x">d</a>'
        '<a href="#footnote_1">e</a></p>'
    )
    assert links_in(html) == {"/weeknotes/2019/06/03/x/", "/decisions/abc/"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See /decisions/abc/.", {"/decisions/abc/"}),
        ("(https://records.example.org/weeknotes/2019/06/03/x/#y)", {"/weeknotes/2019/06/03/x/"}),
        ("https://elsewhere.example/decisions/abc/", set()),
        ("and/decisions/abc/ 1/2 w/c /topics/x/", set()),
        ("/actions/" + "a" * 500, set()),
    ],
)
def test_addresses_in_plain_words_are_those_of_records(settings, text, found):
    settings.SITE_ADDRESS = "https://records.example.org"
    assert addresses_in(text) == found


@pytest.mark.parametrize("address", ["", "x", "//x/", "/\\x", "mailto:a@example.org", "javascript:alert(1)"])
def test_what_is_no_page_of_ours_is_none(address):
    assert page_of(address) == ""


@pytest.mark.django_db
def test_what_links_to_a_page_is_found_by_who_may_see_it_and_follows_each_change():
    writer, reader = make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    group = make.make_forum("DMT")
    make.join(group, writer)
    decision = make.make_decision("One phone", forum=group, reasons="As in /decisions/abc/.", audience="members")
    assert [one.title for one in mentions_of("/decisions/abc/", writer)] == ["One phone"]
    assert mentions_of("/decisions/abc/", reader) == mentions_of("/decisions/abc/", None) == []
    before = list(indexing.fingerprint())
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before
    decision.reasons = "As in /decisions/xyz/."
    decision.save_as(by=writer.person, verb="changed")
    assert list(EntryLink.objects.values_list("path", flat=True)) == ["/decisions/xyz/"]
    decision.reasons = "None"
    decision.save_as(by=writer.person, verb="changed")
    assert not EntryLink.objects.exists()


@pytest.mark.django_db
def test_words_without_an_address_cost_no_question():
    decision = make.make_decision("One phone")
    with CaptureQueriesContext(connection) as captured:
        indexing.index(decision)
    assert not [query for query in captured.captured_queries if "entrylink" in query["sql"]]

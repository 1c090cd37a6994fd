"""The list of decisions and one decision: what strangers, staff and members read of it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Referral
from tests import factories as make


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def phones(dmt):
    """A decision with two caveats, one of them met, in a meeting that nobody outside the group knows of."""
    topic = make.make_topic("Mobile phones")
    decision = make.make_decision("One standard phone", meeting=dmt.meeting, topics=[topic], reasons="It is cheaper")
    first = decision.add_caveat("Tax check", by=dmt.grace.person, needed_before="launch")
    decision.add_caveat("Repairs app works", by=dmt.grace.person, owner=dmt.grace.person, due=date(2019, 7, 3))
    first.settle("done", by=dmt.grace.person, on=date(2019, 6, 11))
    return decision


def test_a_stranger_finds_nothing_until_it_is_published(client, dmt, phones, made_public):
    assert "No decisions have been published yet" in text_of(client.get("/decisions/"))
    assert client.get(phones.get_absolute_url()).status_code == 404
    made_public(phones)
    assert "One standard phone" in text_of(client.get("/decisions/"))
    assert client.get(phones.get_absolute_url()).status_code == 200


def test_a_stranger_reads_the_published_words_and_the_state_of_caveats_now(client, dmt, phones, made_public):
    made_public(phones)
    phones.text, phones.reasons = "Two phones after all", "Secret reasons"
    phones.save_as(by=None, verb="changed")
    phones.caveats.get(text="Repairs app works").settle("not_needed", by=None, on=date(2019, 6, 12))
    words = text_of(client.get(phones.get_absolute_url()))
    assert "One standard phone" in words
    assert "Tax check Done" in words
    assert "Repairs app works No longer needed" in words
    for hidden in ("Two phones", "Secret", "Grace Li", "3 July"):
        assert hidden not in words


def test_a_public_page_holds_get_forms_only(client, dmt, phones, made_public):
    made_public(phones)
    for address in ("/decisions/", phones.get_absolute_url()):
        assert 'method="post"' not in client.get(address).content.decode()


def test_staff_see_it_once_the_meeting_is_shared_and_may_press_nothing(as_, dmt, phones, made_public):
    assert as_(dmt.yusuf).get(phones.get_absolute_url()).status_code == 404
    made_public(phones)
    response = as_(dmt.yusuf).get(phones.get_absolute_url())
    words = text_of(response)
    assert "Agreed, 1 of 2 caveats met" in words
    assert "It is cheaper" in words
    assert "/edit/" not in response.content.decode()
    for path in ("edit/", "caveats/", "take/"):
        assert as_(dmt.yusuf).get(f"{phones.get_absolute_url()}{path}").status_code == 403
    assert as_(dmt.yusuf).post(f"{phones.get_absolute_url()}delete/").status_code == 403


def test_staff_read_the_published_copy_when_the_live_one_is_kept_with_the_group(as_, dmt, phones, made_public):
    made_public(phones)
    phones.audience, phones.text = "members", "Two phones after all"
    phones.save_as(by=None, verb="changed")
    words = text_of(as_(dmt.yusuf).get(phones.get_absolute_url()))
    assert "One standard phone" in words
    assert "Two phones" not in words


def test_a_member_reads_all_of_it(as_, dmt, phones):
    words = text_of(as_(dmt.grace).get(phones.get_absolute_url()))
    for said in ("1 of 2 caveats met", "Needed before launch", "By Wed 3 July 2019", "From DMT, Mon 10 June 2019",
                 "Take to HMT", "It is cheaper"):  # fmt: skip
        assert said in words


@pytest.mark.parametrize("outcome", ["agreed", "not_agreed", "put_off"])
def test_only_what_was_agreed_is_said_to_be_agreed_without_caveats(as_, dmt, outcome):
    decision = make.make_decision("Three phones each", meeting=dmt.meeting, outcome=outcome)
    words = text_of(as_(dmt.grace).get(decision.get_absolute_url()))
    assert ("It was agreed without any" in words) == (outcome == "agreed")


def test_its_history_is_for_who_could_see_it_all_along(as_, dmt, phones, made_public):
    address = f"{phones.get_absolute_url()}history/"
    assert "Recorded" in text_of(as_(dmt.grace).get(address))
    made_public(phones)
    assert as_(dmt.yusuf).get(address).status_code == 404


def test_what_was_deleted_and_brought_back_has_its_history_again(as_, dmt, phones, made_public):
    address = f"{phones.get_absolute_url()}history/"
    phones.delete_softly(by=dmt.grace.person)
    assert as_(dmt.grace).get(address).status_code == 404
    phones.undelete(by=dmt.grace.person)
    words = text_of(as_(dmt.grace).get(address))
    assert "Deleted by Grace Li" in words
    assert "Restored by Grace Li" in words
    made_public(phones)
    assert as_(dmt.yusuf).get(address).status_code == 404


def test_its_history_tells_of_its_caveats_and_where_it_was_taken(as_, dmt, phones):
    sent = Referral(title="Phones", to_forum=dmt.hmt, sent_on=date(2019, 6, 12), decision=phones, forum=dmt.forum)
    sent.save_as(by=dmt.grace.person, verb="sent")
    gone = phones.add_caveat("Nobody minds", by=dmt.grace.person)
    gone.delete_softly(by=dmt.grace.person)
    page = as_(dmt.grace).get(f"{phones.get_absolute_url()}history/").content.decode()
    for said in ("Added</b> by Grace Li: caveat “Tax check”", "Needed before: launch", "State: Done (was To do)",
                 "Sent</b> by Grace Li: referral “Phones to HMT”", "To: HMT"):  # fmt: skip
        assert said in page, said
    assert "Nobody minds" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"One standard phone", "Hire two people"}),
        ("q=phones", {"One standard phone"}),
        ("q=cheaper+standard", {"One standard phone"}),
        ("outcome=not_agreed", {"Hire two people"}),
        ("group=hmt", {"Hire two people"}),
        ("topic=mobile-phones", {"One standard phone"}),
        ("year=2018", {"Hire two people"}),
        ("year=abc", set()),
        ("group=zebra", set()),
    ],
)
def test_each_filter_narrows_the_list(as_, dmt, phones, query, found):
    make.join(dmt.hmt, dmt.grace)
    make.make_decision("Hire two people", forum=dmt.hmt, outcome="not_agreed", date=date(2019, 3, 5))
    response = as_(dmt.grace).get(f"/decisions/?{query}")
    assert {row.entry.title for row in response.context["rows"]} == found
    if not found:
        assert "No decision matches" in text_of(response)


@pytest.mark.parametrize("query", ["q=%00", "year=%00", "page=x", "sort=drop", "topic=" + "x" * 200, "year=99999"])
def test_a_query_string_that_nobody_wrote_is_harmless(as_, dmt, phones, query):
    assert as_(dmt.grace).get(f"/decisions/?{query}").status_code == 200


def test_counts_and_years_are_said_in_words(as_, dmt, phones):
    response = as_(dmt.grace).get("/decisions/?outcome=caveats")
    facets = {
        facet.name: [(c.label, c.count) for c in facet.choices if c.count] for facet in response.context["facets"]
    }
    assert facets["year"] == [("2019/20", 1)]
    assert facets["outcome"] == [("Agreed with caveats", 1)]


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_decisions_ask_no_more_than_one(as_, dmt, phones):
    client = as_(dmt.grace)
    few = queries(client, "/decisions/")
    for number in range(29):
        decision = make.make_decision(f"Thing {number}", meeting=dmt.meeting)
        decision.add_caveat("Tax check", by=None)
    assert queries(client, "/decisions/") == few
    assert few <= 12


def test_a_decisions_page_stays_within_twelve_queries(as_, dmt, phones, client):
    few = queries(as_(dmt.grace), phones.get_absolute_url())
    for number in range(9):
        phones.add_caveat(f"Caveat {number}", by=None, owner=dmt.grace.person)
    assert queries(as_(dmt.grace), phones.get_absolute_url()) == few
    assert few <= 12


def test_csv_holds_what_this_reader_may_know_and_no_formula(client, dmt, phones, made_public):
    make.make_decision("=1+1", forum=dmt.forum)

    def csv() -> str:
        return b"".join(client.get("/decisions/csv/").streaming_content).decode()

    assert "phone" not in csv()
    made_public(phones)
    assert "One standard phone" in csv()
    assert "1+1" not in csv()
    client.force_login(dmt.grace)
    assert "'=1+1" in csv()

"""The list of actions: whose, in which groups, narrowed down how, and what one may press."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Role
from tests import factories as make


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def headings(response) -> list[str]:
    return re.findall(r'<h2 id="g-[\w-]+">([^<]+)', response.content.decode())


def test_a_stranger_is_sent_to_sign_in(client, db):
    response = client.get("/actions/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_login_without_a_role_may_not_open_it(as_, db):
    assert as_(make.make_user("Ruth Bello", role=Role.NONE)).get("/actions/").status_code == 403


def test_mine_stand_in_their_groups_by_need(as_, dmt):
    me = dmt.grace.person
    make.make_action("Tell the leads", me, due=date(2019, 6, 21), forum=dmt.forum)
    make.make_action("Say which bids", me, due=date(2019, 6, 14), forum=dmt.forum)
    make.make_action("Send evidence", me, due=date(2019, 6, 10), forum=dmt.forum)
    make.make_action("Check the app", forum=dmt.forum)
    make.make_action("Somebody else’s", dmt.helen.person, forum=dmt.forum)
    response = as_(dmt.grace).get("/actions/")
    assert headings(response) == ["No owner yet", "Overdue", "Due this week", "Later"]
    words = text_of(response)
    for said in ("2 days overdue", "Fri 14 June", "In 2 days", "Fri 21 June", "I’ll take it"):
        assert said in words
    assert "Somebody else’s" not in words
    assert "Somebody else’s" in text_of(as_(dmt.grace).get("/actions/?whose=all"))


def test_what_i_help_with_is_mine_and_says_for_whom(as_, dmt):
    action = make.make_action("Run the pilot", dmt.helen.person, forum=dmt.forum)
    action.set_helpers([dmt.grace.person])
    words = text_of(as_(dmt.grace).get("/actions/"))
    assert "Run the pilot" in words
    assert "For Helen Marsh" in words
    assert "With Grace Li" in text_of(as_(dmt.helen).get("/actions/"))


def test_no_owner_yet_is_the_groups_affair(as_, dmt):
    make.make_action("Check the app", forum=dmt.forum)
    assert "Check the app" in text_of(as_(dmt.helen).get("/actions/?whose=all"))
    assert "Check the app" not in text_of(as_(dmt.yusuf).get("/actions/?whose=all"))


def test_an_undated_action_offers_the_groups_next_meeting(as_, dmt):
    make.make_meeting(dmt.forum, date(2019, 6, 17))
    action = make.make_action("Write two sides", dmt.grace.person, meeting=dmt.meeting)
    response = as_(dmt.grace).get("/actions/")
    assert "Next DMT, not agreed" in text_of(response)
    assert "Accept Mon 17 June" in text_of(response)
    as_(dmt.grace).post(f"/actions/{action.ref}/date/", {"due": "2019-06-17", "next": "/actions/"})
    action.refresh_from_db()
    assert (action.due, action.times_moved, action.due_is_assumed) == (date(2019, 6, 17), 0, False)


def test_where_it_came_from_is_told_to_who_may_see_the_meeting(as_, dmt):
    make.make_action("Send evidence", dmt.yusuf.person, meeting=dmt.meeting)
    make.make_action("Send costs", dmt.grace.person, meeting=dmt.meeting)
    assert dmt.meeting.get_absolute_url() in as_(dmt.grace).get("/actions/").content.decode()
    outside = as_(dmt.yusuf).get("/actions/").content.decode()
    assert "Send evidence" in outside
    assert dmt.meeting.ref not in outside


def test_a_caveats_words_are_not_told_to_its_owner_outside_the_group(as_, dmt):
    decision = make.make_decision("Secretly one phone", meeting=dmt.meeting)
    decision.add_caveat("Tax check", by=dmt.grace.person, owner=dmt.yusuf.person)
    assert "Secretly" in text_of(as_(dmt.grace).get("/actions/?whose=all"))
    words = text_of(as_(dmt.yusuf).get("/actions/"))
    assert "Tax check" in words
    assert "Secretly" not in words


def test_moves_and_what_it_waits_for_are_said(as_, dmt):
    me = dmt.grace.person
    action = make.make_action("Agree who signs", me, due=date(2019, 5, 31), forum=dmt.forum)
    for day in (5, 28):
        action.move_to(date(2019, 6, day), by=me, on=date(2019, 6, 1))
    action.set_status("waiting", by=me, on=date(2019, 6, 1), waiting_for="Finance")
    words = text_of(as_(dmt.grace).get("/actions/"))
    assert "Waiting for Finance" in words
    assert "Date moved twice (first 31 May)" in words


@pytest.fixture
def three(dmt):
    """Three actions that each filter tells apart."""
    phones = make.make_topic("Mobile phones")
    make.make_action("Count the phones", dmt.grace.person, forum=dmt.forum, due=date(2019, 6, 13), topics=[phones])
    make.make_action("Book a room", dmt.helen.person, due=date(2019, 6, 20))
    moved = make.make_action("Chase audit", dmt.yusuf.person, due=date(2019, 5, 1))
    moved.move_to(date(2019, 7, 1), by=None, on=date(2019, 5, 2))
    done = make.make_action("Sign journals", dmt.grace.person)
    done.complete(by=dmt.grace.person, on=date(2019, 6, 7))
    return dmt


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Count the phones", "Book a room", "Chase audit"}),
        ("q=PHONES", {"Count the phones"}),
        ("q=helen", {"Book a room"}),
        ("owner=yusuf-demir&owner=helen-marsh", {"Book a room", "Chase audit"}),
        ("topic=mobile-phones", {"Count the phones"}),
        ("group=dmt", {"Count the phones"}),
        ("moved=yes", {"Chase audit"}),
        ("before=14/6", {"Count the phones"}),
        ("after=Fri", {"Book a room", "Chase audit"}),
        ("status=done", {"Sign journals"}),
        ("status=done&status=not_started", {"Count the phones", "Book a room", "Chase audit", "Sign journals"}),
        ("owner=nobody-here", set()),
    ],
)
def test_each_filter_narrows_the_list(as_, three, query, found):
    words = text_of(as_(three.grace).get(f"/actions/?whose=all&{query}")).split("Sorted by")[-1]
    listed = {
        text for text in ("Count the phones", "Book a room", "Chase audit", "Sign journals") if f"{text} " in words
    }
    assert listed == found


def test_counts_are_those_with_all_other_filters_applied(as_, three):
    response = as_(three.grace).get("/actions/?whose=all&owner=grace-li")
    facets = {facet.name: {c.value: c.count for c in facet.choices} for facet in response.context["facets"]}
    assert facets["owner"] == {"grace-li": 1, "helen-marsh": 1, "yusuf-demir": 1}
    assert facets["status"]["done"] == 1
    assert facets["status"]["not_started"] == 1
    assert facets["topic"] == {"mobile-phones": 1}


def test_chips_take_themselves_off_and_default_ticks_are_none(as_, three):
    response = as_(three.grace).get("/actions/?whose=all&owner=grace-li&topic=mobile-phones")
    assert [(chip.label, chip.without) for chip in response.context["chips"]] == [
        ("Grace Li", "whose=all&topic=mobile-phones"),
        ("Mobile phones", "whose=all&owner=grace-li"),
    ]
    assert as_(three.grace).get("/actions/").context["chips"] == []


def test_sorted_by_owner_it_is_grouped_by_owner(as_, three):
    assert headings(as_(three.grace).get("/actions/?whose=all&sort=owner")) == [
        "Grace Li",
        "Helen Marsh",
        "Yusuf Demir",
    ]


@pytest.mark.parametrize("query", ["before=31/2", "after=soon", "q=%00", "before=" + "9" * 500])
def test_a_wrong_filter_is_answered_by_a_sentence(as_, three, query):
    response = as_(three.grace).get(f"/actions/?whose=all&{query}")
    assert response.status_code == 200
    words = text_of(response)
    assert "There is a problem" in words
    assert "Count the phones" not in words


def test_an_impossible_date_says_what_a_date_looks_like(as_, three):
    assert "Due before must be a real date, like 14 June 2019" in text_of(as_(three.grace).get("/actions/?before=31/2"))


@pytest.mark.parametrize("query", ["page=99", "page=x", "sort=;drop", "status=%00", "owner=" + "x" * 300, "whose=7"])
def test_a_query_string_that_nobody_wrote_is_harmless(as_, three, query):
    assert as_(three.grace).get(f"/actions/?{query}").status_code == 200


def test_nothing_for_me_says_what_i_did_last(as_, dmt):
    done = make.make_action("Sign journals", dmt.grace.person)
    done.complete(by=dmt.grace.person, on=date(2019, 6, 7))
    words = text_of(as_(dmt.grace).get("/actions/"))
    assert "Nothing for you" in words
    assert "Last done: Sign journals, on Fri 7 June." in words
    assert "No action matches" in text_of(as_(dmt.grace).get("/actions/?q=zebra"))
    assert "No open actions" in text_of(as_(dmt.grace).get("/actions/?whose=all"))


def queries(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "query", ["", "whose=all", "whose=all&sort=owner&topic=audit", "whose=recorded", "whose=group-dmt", "whose=waiting"]
)
@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_rows_ask_no_more_than_one(as_, dmt, query):
    address = f"/actions/?{query}"
    topic = make.make_topic("Audit")
    make.make_meeting(dmt.forum, date(2019, 6, 17))

    def one(number: int) -> None:
        owner = dmt.grace.person if number % 3 else None
        action = make.make_action(f"Thing {number}", owner, meeting=dmt.meeting, topics=[topic])
        action.set_helpers([dmt.helen.person])
        other = make.make_action(f"Hers {number}", dmt.helen.person, meeting=dmt.meeting, by=dmt.grace.person)
        other.set_status("waiting", by=None, on=date(2019, 6, 1), waiting_for=f"Body {number}")

    client = as_(dmt.grace)
    one(1)
    few = queries(client, address)
    for number in range(2, 25):
        one(number)
    assert queries(client, address) == few
    assert few <= 12


def test_pages_are_numbered(as_, dmt):
    for number in range(30):
        make.make_action(f"Thing {number:02}", dmt.grace.person)
    first, second = (as_(dmt.grace).get(f"/actions/?page={page}") for page in (1, 2))
    assert "Page 2 of 2" in text_of(second)
    assert "page 2" in re.search(r"<title>(.*?)</title>", second.content.decode())[1]
    assert "Thing 00" in text_of(first)
    assert "Thing 29" in text_of(second)
    assert "Thing 29" not in text_of(first)


def csv_of(client, query: str = "") -> str:
    return b"".join(client.get(f"/actions/csv/?{query}").streaming_content).decode()


def test_csv_holds_what_is_shown_and_no_formula(as_, dmt):
    make.make_action('=HYPERLINK("http://x")', dmt.grace.person, due=date(2019, 6, 14))
    make.make_action("Not mine", dmt.helen.person)
    make.make_action("No owner", forum=dmt.forum)
    table = csv_of(as_(dmt.grace))
    assert "'=HYPERLINK" in table
    assert "2019-06-14" in table
    assert "Not mine" not in table
    assert "Not mine" in csv_of(as_(dmt.grace), "whose=all")
    assert "No owner" not in csv_of(as_(dmt.yusuf), "whose=all")


# --- Whose ---


@pytest.fixture
def others(dmt):
    """One on each list of Grace's, and one on none of them."""
    me = dmt.grace.person
    make.make_action("Mine", me, by=me)
    make.make_action("For Yusuf", dmt.yusuf.person, by=me)
    make.make_action("Of the group", dmt.helen.person, forum=dmt.forum)
    for text, owner, who in (
        ("Mine waits", me, "Finance"), ("Hers waits", dmt.helen.person, "Grace Li"), ("Not ours", dmt.yusuf.person, "X")
    ):  # fmt: skip
        make.make_action(text, owner).set_status("waiting", by=None, on=date(2019, 6, 1), waiting_for=who)
    return dmt


@pytest.mark.parametrize(
    ("whose", "found"),
    [
        ("", {"Mine", "Mine waits"}),
        ("recorded", {"For Yusuf"}),
        ("group-dmt", {"Of the group"}),
        ("waiting", {"Mine waits", "Hers waits"}),
        ("all", {"Mine", "For Yusuf", "Of the group", "Mine waits", "Hers waits", "Not ours"}),
        ("group-nobody", {"Mine", "Mine waits"}),
    ],
)
def test_each_list_holds_what_it_says_and_so_does_its_file(as_, others, whose, found):
    response = as_(others.grace).get(f"/actions/?whose={whose}")
    assert {row.action.text for row in response.context["rows"]} == found
    lines = csv_of(as_(others.grace), f"whose={whose}").splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == found


def test_the_switch_marks_the_list_and_keeps_what_fits_every_list(as_, others):
    html = as_(others.grace).get("/actions/?whose=group-dmt&q=the&owner=helen-marsh&page=2").content.decode()
    switch = re.search(r'<ul class="seg\b.*?</ul>', html, re.DOTALL)[0]
    assert re.findall(r">([^<]+)</a>", switch) == ["Mine", "I recorded", "DMT", "Waiting for", "All"]
    assert re.findall(r'href="([^"]+)" aria-current', switch) == ["?whose=group-dmt&amp;q=the"]
    assert "<title>Actions, DMT" in html
    assert "<title>Actions, I recorded" in as_(others.grace).get("/actions/?whose=recorded").content.decode()


def test_a_group_one_is_not_in_shows_what_staff_see_of_it(as_, dmt):
    make.make_action("Open to staff", dmt.helen.person, forum=dmt.forum)
    make.make_action("Kept in the group", dmt.helen.person, forum=dmt.forum, audience="members")
    response = as_(dmt.yusuf).get("/actions/?whose=group-dmt")
    assert [row.action.text for row in response.context["rows"]] == ["Open to staff"]


def test_what_waits_stands_under_whom_it_waits_for_and_me_first(as_, others):
    response = as_(others.grace).get("/actions/?whose=waiting")
    assert headings(response) == ["Waiting for you", "Waiting for Finance"]
    assert "status" not in {facet.name for facet in response.context["facets"]}
    assert headings(as_(others.grace).get("/actions/?whose=waiting&sort=due")) == ["Later"]


def test_a_switch_of_many_groups_stays_short_and_holds_the_chosen_one(as_, dmt):
    for number in range(9):
        make.join(make.make_forum(f"Group {number}"), dmt.grace)
    response = as_(dmt.grace).get("/actions/?whose=group-group-8")
    labels = [one.label for one in response.context["lists"]]
    assert labels == ["Mine", "I recorded", "DMT", "Group 0", "Group 1", "Group 8", "Waiting for", "All"]


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ("recorded", "Nothing that you recorded for others is open"),
        ("group-dmt", "No open actions of DMT"),
        ("waiting", "Nothing waits for anybody"),
    ],
)
def test_each_empty_list_says_what_comes_here(as_, dmt, whose, said):
    assert said in text_of(as_(dmt.grace).get(f"/actions/?whose={whose}"))

"""Searching: the same sets on both engines, ordered by named tiers, confined to what one may see."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hackit.models import Entry
from hackit.search import statement
from hackit.search.scope import FACETS
from hackit.search.searching import search
from hackit.search.ticks import FIELD_OF
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A group with a member, a colleague outside it, and notes, an action and a decision about phones."""
    dmt = make.make_forum()
    member, staff = make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    make.join(dmt, member)
    phones = make.make_topic("Mobile phones", "handset", "SIM", "telephony")
    desks = make.make_topic("Shared desks")
    meeting = make.make_meeting(dmt)
    item = make.make_item(meeting, "Mobile phones", topics=[phones])
    other = make.make_item(meeting, "Area offices")
    lines = [
        make.make_line(other, "Nobody counted the handsets in the follow-up survey", member.person),
        make.make_line(other, "We pay £590k for organisation-wide telephony in 2019/20, w/c 3 June", member.person),
        make.make_line(item, "The budget is tight", member.person),
        make.make_line(other, "Desks move in July", member.person),
    ]
    make.make_action("Compare SIM tariffs", owner=staff.person, meeting=meeting, topics=[phones])
    make.make_decision("One standard phone for field staff", forum=dmt, topics=[phones])
    return type("World", (), locals())


def found(text, user, **kwargs):
    return [hit.entry.text or hit.entry.title for hit in search(text, user=user, on=make.TUESDAY, **kwargs).hits]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("counted", "handsets in the follow-up"),
        ("counting", "handsets in the follow-up"),
        ("follow up", "handsets in the follow-up"),
        ('"follow up survey"', "handsets in the follow-up"),
        ("£590k", "£590k"),
        ("organization", "organisation-wide"),
        ("w/c", "w/c 3 June"),
        ("2019/20", "2019/20"),
        ("tele*", "telephony"),
        ("desks -survey", "Desks move"),
        ("zebra OR budget", "The budget is tight"),
    ],
)
def test_what_is_typed_finds_what_was_written(world, typed, words):
    assert any(words in text for text in found(typed, world.member)), typed


def test_a_phrase_is_not_found_in_another_order(world):
    assert found('"survey follow"', world.member) == []


def test_a_topics_other_name_widens_the_search_and_exact_words_come_first(world):
    results = search("handsets", user=world.member, on=make.TUESDAY)
    assert "counted the handsets" in results.hits[0].entry.text
    titles = [hit.entry.title for hit in results.hits]
    assert "Compare SIM tariffs" in titles
    assert set(results.asked.also) >= {"Mobile phones", "SIM"}
    only = found("handsets", world.member, exactly=True)
    assert len(only) == 1


def test_words_in_the_heading_come_before_words_in_the_text(world):
    later = make.make_item(make.make_meeting(world.dmt, make.TUESDAY.replace(day=11)), "Any other business")
    line = make.make_line(later, "The mobile phones again", world.member.person)
    hits = search("mobile phones", user=world.member, on=make.TUESDAY).hits
    order = [hit.entry.source_id for hit in hits if hit.entry.kind in ("note", "item")]
    assert order.index(world.item.pk) < order.index(line.pk)
    assert hits[0].why == "phrase in the heading"


def test_nobody_finds_what_they_may_not_see_nor_a_count_of_it(world):
    for user in (world.staff, None):
        results = search("budget", user=user, on=make.TUESDAY)
        assert (results.total, results.hits) == (0, [])
        assert not any(results.counts.values())


def test_a_strangers_search_asks_the_public_index_only(world):
    with CaptureQueriesContext(connection) as queries:
        search("handsets -zebra", user=None, on=make.TUESDAY)
    asked = " ".join(q["sql"] for q in queries if "hackit_entry " in q["sql"] or "fts" in q["sql"])
    assert "entry_fts_all" not in asked
    assert "everyone" in asked


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("kind:decision", "One standard phone for field staff"),
        ("topic:mobile-phones is:open", "Compare SIM tariffs"),
        ("owner:yusuf", "Compare SIM tariffs"),
        ("in:dmt phone kind:decision", "One standard phone for field staff"),
        ("from:2019-06 to:2019 fy:2019/20 kind:decision", "One standard phone for field staff"),
    ],
)
def test_filters_typed_into_the_query_narrow_it(world, typed, title):
    hits = search(typed, user=world.member, on=make.TUESDAY).hits
    assert [hit.entry.title for hit in hits] == [title]


def test_me_is_whoever_searches(world):
    assert [h.entry.title for h in search("owner:me", user=world.staff, on=make.TUESDAY).hits] == [
        "Compare SIM tariffs"
    ]
    assert search("owner:me", user=world.member, on=make.TUESDAY).hits == []


def test_a_filter_that_names_nothing_says_so(world):
    results = search("topic:zebras", user=world.member, on=make.TUESDAY)
    assert results.hits == []
    assert "zebras" in results.notes[0]


def test_counts_are_those_of_the_hits_with_the_other_ticks_applied(world):
    everything = search("phones OR desks OR survey OR budget", user=world.member, on=make.TUESDAY, exactly=True)
    ticked = search(
        "phones OR desks OR survey OR budget", user=world.member, on=make.TUESDAY, exactly=True,
        ticks={"kind": ["decisions"]},
    )  # fmt: skip
    assert ticked.total == everything.counts["kind"]["decisions"][1]
    assert ticked.counts["kind"] == everything.counts["kind"]
    assert sum(n for _, n in ticked.counts["topic"].values()) <= ticked.total * 2
    assert sum(n for _, n in everything.counts["kind"].values()) == everything.total


def test_a_document_shows_three_hits_and_says_how_many_more(world):
    for number in range(9):
        make.make_line(world.other, f"Scaffolding report {number}", world.member.person)
    results = search("scaffolding", user=world.member, on=make.TUESDAY)
    assert (results.total, len(results.hits)) == (9, 3)
    assert [hit.more_in_document for hit in results.hits] == [0, 0, 6]


@pytest.mark.parametrize("typed", ["survey", "handset survey", "handset survey -desks"])
def test_the_engine_is_asked_once_and_not_once_a_row(world, typed):
    with CaptureQueriesContext(connection) as queries:
        search(typed, user=world.member, on=make.TUESDAY)
    asked = [q["sql"] for q in queries if "hit AS MATERIALIZED" in q["sql"]]
    assert asked
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + sql)
            plan = [str(row[-1]) for row in cursor.fetchall()]
        once_a_row = [step for step in plan if "VIRTUAL TABLE INDEX" in step and "=" in step.partition("INDEX")[2]]
        assert not once_a_row


def test_of_very_many_hits_the_newest_are_counted_and_that_there_are_more_is_said(world, monkeypatch):
    monkeypatch.setattr(statement, "MOST_HITS", 4)
    meetings = [make.make_meeting(make.make_forum(f"Group {n}"), on=date(2018 + n, 5, 1)) for n in range(7)]
    for meeting in meetings:
        make.join(meeting.forum, world.member)
        make.make_line(make.make_item(meeting, "Roofs"), "Scaffolding is up", world.member.person)
    results = search("scaffolding", user=world.member, on=make.TUESDAY)
    assert (results.total, results.is_more) == (4, True)
    assert results.hits[0].entry.date.year == 2024
    older = search("scaffolding", user=world.member, on=make.TUESDAY, ticks={"year": ["2018", "2019"]})
    assert (older.total, older.is_more) == (2, False)
    assert {hit.entry.date.year for hit in older.hits} == {2018, 2019}
    assert len(older.counts["year"]) >= 4
    few = search("scaffolding fy:2018/19", user=world.member, on=make.TUESDAY)
    assert (few.total, few.is_more, few.is_more_beside) == (1, False, True)


@pytest.mark.parametrize("who", ["member", "staff", "stranger"])
@pytest.mark.parametrize(
    "typed", ["in:dmt", "kind:decision", "topic:mobile-phones", "is:open kind:action", "fy:2019/20"]
)
def test_a_filter_alone_counts_what_every_tick_would_find(world, typed, who):
    """By asking for each of them; of things in no group as well, of which a condition on the group is unknown."""
    user = {"member": world.member, "staff": world.staff, "stranger": None}[who]
    results = search(typed, user=user, on=make.TUESDAY)
    assert not results.is_more_beside
    for facet, counted in results.counts.items():
        if facet not in FACETS:
            continue
        field = FIELD_OF[facet]
        other = " ".join(part for part in typed.split() if not part.startswith(f"{field}:"))
        for value, (_words, n) in counted.items():
            assert n == search(other, user=user, on=make.TUESDAY, ticks={facet: [value]}).total, (facet, value)


def test_of_what_a_filter_leaves_out_the_newest_are_counted_and_that_is_said(world, client, monkeypatch):
    client.force_login(world.member)
    assert "newest things only" not in client.get("/search/?q=kind:decision").content.decode()
    monkeypatch.setattr(statement, "MOST_HITS", 4)
    page = client.get("/search/?q=kind:decision").content.decode()
    assert "newest things only" in page
    assert (
        sum(n for _words, n in search("kind:decision", user=world.member, on=make.TUESDAY).counts["kind"].values()) > 4
    )


def test_a_hit_marks_the_words_and_escapes_the_rest(world):
    make.make_line(world.other, "<script>alert(1)</script> zebra & co", world.member.person)
    hit = search("zebra", user=world.member, on=make.TUESDAY).hits[0]
    assert "<mark>zebra</mark>" in hit.snippet
    assert "<script" not in hit.snippet


def test_a_search_follows_a_change_and_a_deletion(world):
    line = world.lines[3]
    line.text = "Chairs move in July"
    line.save_as(by=world.member.person, verb="changed")
    assert found("chairs", world.member) == ["Chairs move in July"]
    assert "Chairs move in July" not in found("desks", world.member)
    line.delete_softly(by=world.member.person)
    assert found("chairs", world.member) == []


def test_what_becomes_public_is_found_by_strangers_and_not_after(world):
    entry = Entry.objects.get(title="One standard phone for field staff")
    assert found("standard", None) == []
    Entry.objects.filter(pk=entry.pk).update(reach="everyone")
    assert found("standard", None) == ["One standard phone for field staff"]
    Entry.objects.filter(pk=entry.pk).update(reach="staff")
    assert found("standard", None) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120) | st.from_regex(r"([\"'()*:^+\-]|OR|AND|NOT|NEAR| |phone|£5k){0,30}", fullmatch=True))
def test_whatever_is_typed_gives_an_answer(world, text):
    results = search(text, user=world.member, on=make.TUESDAY)
    assert results.total >= 0
    search(text, user=None, on=make.TUESDAY, ticks={"kind": [text], "year": [text], "topic": [text]})


@pytest.mark.parametrize(
    "text", ["\x00", "😀", "a" * 10_000, "'; DROP TABLE hackit_entry; --", '"', "NEAR(a b)", "a*b*", "-", "OR OR"]
)
def test_hostile_input_gives_an_answer(world, text):
    search(text, user=world.member, on=make.TUESDAY)
    assert Entry.objects.exists()

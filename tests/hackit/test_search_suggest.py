"""What a search box offers while one types: names by any word of them, titles, filters; each as far as one may see."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Role
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    """In a group that decided something about its phones."""
    user, dmt = make.make_user("Grace Li", role=Role.STAFF), make.make_forum("DMT", full_name="Divisional team")
    make.join(dmt, user)
    make.make_person("Catherine Dale", "Cate", role_title="Head of finance")
    make.make_person("Zoë Brontë-Hall")
    make.make_person("Conor O’Brien")
    phones = make.make_topic("Mobile phones", "handset")
    make.make_topic("Council tax")
    make.make_decision("One standard phone for field staff", forum=dmt, topics=[phones])
    make.make_decision("The £590k stays in the budget", forum=dmt)
    item = make.make_item(make.make_meeting(dmt), "Follow-up of the audit")
    make.make_line(item, "zanzibar stands in a line only", user.person)
    return user


@pytest.fixture
def ask(grace):
    """What is offered for a typed text: to Grace, to a stranger (`who=None`) or to another user."""

    def offered(typed, who=grace):
        client = Client()
        if who:
            client.force_login(who)
        answer = client.get(reverse("search-suggest"), {"q": typed})
        assert answer.status_code == 200
        return answer.json()["suggestions"]

    return offered


def names(found):
    return [one["name"] for one in found]


FOUND_BY = {
    "Mobile phones": (
        "mob",
        "pho",
        "mobile ph",
        "hands",
    ),
    "Council tax": ("tax",),
    "Catherine Dale": (
        "cath",
        "dale",
        "cate",
        "cate d",
        "CD",
        "c da",
    ),
    "Zoë Brontë-Hall": (
        "zoe",
        "Zoë bronte",
        "hall",
    ),
    "Conor O’Brien": (
        "o'br",
        "obrien",
    ),
    "One standard phone for field staff": (
        "one sta",
        "phone fie",
        "phones ",
    ),
    "The £590k stays in the budget": (
        "£590k",
        "590",
    ),
    "Follow-up of the audit": (
        "follow-u",
        "follow-up aud",
    ),
}


def test_a_name_or_title_is_offered_from_any_word_of_it(ask):
    for name, all_typed in FOUND_BY.items():
        for typed in all_typed:
            assert name in names(ask(typed)), typed


def test_names_come_before_titles_and_each_line_says_what_it_is_and_where_it_leads(ask):
    first, second = ask("phone")
    assert first == {"name": "Mobile phones", "small": "Topic", "url": "/topics/mobile-phones/"}
    assert second["name"] == "One standard phone for field staff"
    assert second["small"].startswith("Decision, ")
    assert second["url"].startswith("/decisions/")
    assert ask("handset")[0]["small"] == "Topic, also handset"
    assert ask("cate")[0] == {
        "name": "Catherine Dale", "small": "Person, Head of finance", "url": "/people/catherine-dale/"
    }  # fmt: skip


def test_what_is_no_beginning_of_a_name_offers_nothing(ask):
    for typed in ("zan", "zanzibar", "xyzzy", "🙂", "", "   ", "q", "mobile -ph", '"mob', "mob OR tax"):
        assert ask(typed) == [], typed


AFTER_A_FILTER = {
    "topic:": ["topic:council-tax", "topic:mobile-phones"],
    "audit topic:mo": ["audit topic:mobile-phones"],
    "audit -topic:hand": ["audit -topic:mobile-phones"],
    'topic:"mobile p': ["topic:mobile-phones"],
    "topic:mobile-p": ["topic:mobile-phones"],
    "about:mob": ["about:mobile-phones"],
    "in:": ["in:dmt"],
    "in:div": ["in:dmt"],
    "is:ov": ["is:overdue"],
    "is:in": ["is:in-progress"],
    "kind:dec": ["kind:decision"],
    "sort:th": ["sort:thanks"],
    "owner:m": ["owner:me"],
    "by:gr": ["by:grace-li"],
    "person:cate": ["person:catherine-dale"],
    "from:2019": [],
    "foo:b": [],
    "topic:xyzzy": [],
}


def test_what_may_stand_after_a_filter_is_put_into_the_box(ask):
    for typed, inserts in AFTER_A_FILTER.items():
        assert [one["insert"] for one in ask(typed)] == inserts, typed


def test_the_financial_years_are_those_up_to_now(ask):
    found = [one["insert"] for one in ask("fy:")]
    assert len(found) == 6
    assert found == sorted(found, reverse=True)


def test_a_filters_name_is_completed_and_typing_goes_on(ask):
    assert ask("ki")[-1] == {
        "name": "kind:", "small": "Only actions, decisions, weeknotes…", "insert": "kind:", "goes_on": True
    }  # fmt: skip
    assert ask("audit to")[-2:] == [
        {"name": "topic:", "small": "Only what is about a topic", "insert": "audit topic:", "goes_on": True},
        {"name": "to:", "small": "Only up to a day, month or year", "insert": "audit to:", "goes_on": True},
    ]


def test_a_stranger_is_offered_public_things_and_no_person(ask, grace):
    assert (
        ask("phone", None) == ask("cath", None) == ask("grace", None) == ask("in:", None) == ask("topic:", None) == []
    )
    publish_note([make.Topic.objects.get(name="Mobile phones")], heading="Phones for all")
    (topic, section) = ask("phone", None)
    assert (topic["name"], section["name"]) == ("Mobile phones", "Phones for all")
    assert ask("handset", None) == [], "what a topic is also called is not for strangers"
    assert ask("is:", None) == ask("owner:", None) == []
    assert [one["insert"] for one in ask("by:", None)] == ["by:helen-marsh"], "who wrote it stands on it"
    assert ask("helen", None) == []


def test_what_only_a_group_has_written_is_offered_to_nobody_else(ask, grace):
    hidden, member = make.make_forum("Canarysecretgroup"), make.make_user("Member One")
    make.join(hidden, member)
    topic = make.make_topic("Canarysecrettopic")
    make.make_decision("Canarysecretword is agreed", forum=hidden, topics=[topic], audience="members")
    for typed in ("canarysec", "canarysecretword", "topic:canary", "in:canary", "by:canary", "canary "):
        assert ask(typed, None) == [], typed
        assert "Canarysecretword is agreed" not in names(ask(typed, grace)), typed
    assert "Canarysecretword is agreed" in names(ask("canarysecretword", member))


def test_a_strangers_statements_read_no_other_index_and_no_name_of_a_person(client, grace):
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("search-suggest"), {"q": "phones aud"})
    statements = " ".join(query["sql"] for query in asked)
    assert "entry_fts_all" not in statements
    assert "hackit_person" not in statements.replace("hackit_personalias", "hackit_person")


AT_MOST = {"pho": 6, "mobile phones audit": 6, "topic:mo": 4, "is:": 3, "x" * 500: 3}
"""Questions for a text, those that tell who asks among them."""


def test_so_many_questions_are_asked_however_much_there_is(client, grace):
    client.force_login(grace)
    few = {typed: questions(client, typed) for typed in AT_MOST}
    for number in range(20):
        make.make_topic(f"Phones {number}", f"audit {number}")
        make.make_person(f"Phoebe {number}", f"Pho {number}")
        make.make_decision(f"Phones {number}", forum=make.Forum.objects.get())
    assert {typed: questions(client, typed) for typed in AT_MOST} == few
    assert all(few[typed] <= most for typed, most in AT_MOST.items()), few


def questions(client, typed):
    with CaptureQueriesContext(connection) as asked:
        found = client.get(reverse("search-suggest"), {"q": typed}).json()["suggestions"]
    assert len(found) <= 8
    return len(asked)


ODD = [
    "\x00", "\x00mob", "'", '"', "mob'; DROP TABLE hackit_entry; --", "NEAR(a b)", "^mob", "{search_body} : mob",
    "mob*", "%", "_", "a" * 10_000, "topic:" * 40, ":", "::", "topic::", "-", "--topic:", "½", "ß", "İ", "ﬁnance",
    "e\u0301", "mob & tax", "mob | tax", "!mob", "(mob", "mob:*", "<->", "\\", "1.2m", "12:30", "w/c", "2019/2",
    "🙂 mob", "mob\ttax", "mob\ntax", "co-op", "don’t", "٣", "\ufffd",
]  # fmt: skip


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_whatever_is_typed_is_answered(ask, grace, who):
    for typed in ODD:
        found = ask(typed, grace if who == "member" else None)
        assert len(found) <= 8, typed


def test_only_strangers_answers_may_be_kept(client, grace):
    address = reverse("search-suggest")
    assert "max-age=60" in client.get(address, {"q": "pho"})["Cache-Control"]
    client.force_login(grace)
    assert client.get(address, {"q": "pho"})["Cache-Control"] == "no-store"
    assert client.post(address, {"q": "pho"}).status_code == 405

""" "What did we say about…?": for an audience; what is withheld is counted for its maker and told to nobody."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Entry, EntryKind
from hackit.search.saying import saying
from hackit.topics.answers import SECTIONS
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db

JUNE = date(2019, 6, 4)


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones", "handsets")


@pytest.fixture
def grace(dmt, client):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    client.force_login(user)
    return user


@pytest.fixture
def said(dmt, phones, grace):
    """A public section, a decision for staff, a line of the group, and one of a group that Grace is not in."""
    publish_note([phones], "Publicheading", "We had 600 replies.")
    make.make_decision("Staffdecision on handsets", forum=dmt, topics=[phones], date=JUNE)
    meeting = make.make_meeting(dmt, JUNE)
    item = make.make_item(meeting, "Memberitem", topics=[phones])
    make.make_line(item, "Memberline: handsets cost £590k", grace.person)
    other = make.make_forum("HMT")
    make.make_decision("Othersecret handsets", forum=other, audience="members", topics=[phones], date=JUNE)


def bodies(client, **query):
    """The answer as page, Markdown and CSV."""
    found = {}
    for name in ("answers", "answers-markdown", "answers-csv"):
        response = client.get(reverse(name), query)
        assert response.status_code == 200
        content = b"".join(response.streaming_content) if response.streaming else response.content
        found[name] = content.decode()
    return found


def test_an_answer_for_the_public_holds_what_is_published_and_counts_the_rest(client, said):
    for name, body in bodies(client, topic="mobile-phones", audience="public").items():
        assert "Publicheading" in body, name
        assert "600 replies" in body, name
        assert not any(word in body for word in ("Staffdecision", "Memberline", "Memberitem", "Othersecret")), name
        assert "kept to members of" not in body, name
        if name == "answers":
            assert "1 × Decision: kept to staff, not published" in body
        else:
            assert "×" not in body, name
            assert "kept to" not in body, name


@pytest.mark.parametrize("audience", ["public", "foi"])
def test_a_file_is_the_same_with_and_without_what_is_withheld(client, dmt, phones, grace, audience):
    publish_note([phones], "Publicheading", "We had 600 replies.")
    query = {"topic": "mobile-phones", "audience": audience}
    before = bodies(client, **query)
    make.make_decision("Memberdecision on handsets", forum=dmt, audience="members", topics=[phones], date=JUNE)
    after = bodies(client, **query)
    assert "1 × Decision" in after.pop("answers")
    assert after == {name: before[name] for name in after}


def test_an_answer_to_a_request_holds_what_staff_may_read(client, said):
    for name, body in bodies(client, topic="mobile-phones", audience="foi").items():
        assert "Staffdecision" in body, name
        assert not any(word in body for word in ("Memberline", "Othersecret")), name
        assert ("kept to a group" in body) is (name == "answers"), name
        assert "kept to members of" not in body, name
        assert "HMT" not in body, name


def test_an_answer_for_members_holds_what_the_group_may_read_and_no_other_group(client, said):
    for name, body in bodies(client, topic="mobile-phones", audience="members", group="dmt").items():
        assert "£590k" in body, name
        assert "Othersecret" not in body, name
        assert "HMT" not in body, name


def test_words_and_days_narrow_it_down(client, said):
    body = bodies(client, q="staffdecision", audience="foi")["answers-markdown"]
    assert "Staffdecision" in body
    assert "Publicheading" not in body
    assert "For a freedom of information request. From the beginning until now." in body
    query = {"topic": "mobile-phones", "audience": "foi", "since": "5 June 2019", "until": "31 March 2020"}
    body = bodies(client, **query)["answers-markdown"]
    assert "From 5 June 2019 to 31 March 2020." in body
    assert "Staffdecision" not in body
    assert "Nothing" not in body


def test_links_are_permanent_and_whole(client, said):
    assert "](http://testserver/" in bodies(client, topic="mobile-phones", audience="foi")["answers-markdown"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"audience": "public"}, "Choose a topic, or enter words"),
        ({"audience": "x", "q": "a"}, "Choose for whom it is"),
        ({"audience": "members", "q": "a"}, "Choose the group"),
        ({"audience": "members", "q": "a", "group": "hmt"}, "Choose one of your groups"),
        ({"audience": "public", "topic": "nowhere"}, "Choose a topic from the list"),
        ({"audience": "public", "q": "a", "since": "soon"}, "must be a real date"),
        ({"audience": "public", "q": "a", "since": "2 May 2019", "until": "1 May 2019"}, "must be after"),
        ({"audience": "public", "q": "a\x00b"}, "Null characters are not allowed"),
        ({"audience": "public", "q": "x" * 401}, "400 characters or fewer"),
    ],
)
def test_a_mistake_is_said(client, said, query, says):
    response = client.get(reverse("answers"), query)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert client.get(reverse("answers-csv"), query).status_code == 302
    assert client.get(reverse("answers-markdown"), query).status_code == 302


@pytest.mark.parametrize(
    "words", ['"', "-", "OR OR", "%_\\", "'; DROP TABLE hackit_entry; --", "kind:nothing", "is:open a*"]
)
def test_any_words_give_an_answer(client, grace, words):
    assert client.get(reverse("answers"), {"q": words, "audience": "foi"}).status_code == 200


def test_it_is_for_those_with_a_role(client, said):
    client.logout()
    for name in ("answers", "answers-csv", "answers-markdown"):
        assert client.get(reverse(name)).status_code == 302
    client.force_login(make.make_user("Ruth Bello", role="none"))
    assert client.get(reverse("answers")).status_code in (403, 404)


def test_what_leaves_is_logged_without_a_word_that_was_asked(client, said, caplog):
    with caplog.at_level(logging.INFO, logger="hackit.views.answers"):
        client.get(reverse("answers-csv"), {"q": "staffdecision", "audience": "foi"})
    assert "Answer taken out as CSV for foi" in caplog.text
    assert "staffdecision" not in caplog.text


def test_a_long_one_is_read_in_parts_and_taken_out_whole(client, dmt, phones, grace, monkeypatch):
    monkeypatch.setattr("hackit.views.answers.PART", 2)
    monkeypatch.setattr("hackit.topics.answers.READ_AT_ONCE", 2)
    for number in range(3):
        make.make_decision(
            f"Decision {number} cost £{number}k", forum=dmt, topics=[phones], date=JUNE + timedelta(number)
        )
    for number in range(2):
        make.make_action(f"Action {number} is for us", owner=grace.person, topics=[phones])
    query = {"topic": "mobile-phones", "audience": "foi"}
    parts = [client.get(reverse("answers"), {**query, "page": page}).content.decode() for page in (1, 2, 3)]
    seen = [re.findall(r">((?:Decision|Action) \d)[^<]*</a> <span class=\"on-paper", part) for part in parts]
    assert [list(dict.fromkeys(found)) for found in seen] == [
        ["Decision 2", "Decision 1"], ["Decision 0", "Action 1"], ["Action 0"],
    ]  # fmt: skip
    assert "5 things" in parts[0]
    assert "Decisions: 3; Actions: 2. This is part 1 of 3; the downloads are whole." in parts[0]
    assert "3 to 3 of 3" in parts[1]
    assert "1 to 1 of 2" in parts[1]
    assert "£0k" in parts[1]
    assert "£2k" not in parts[1]
    found = bodies(client, **query)
    for name in ("answers-markdown", "answers-csv"):
        order = list(dict.fromkeys(re.findall(r"(?:Decision|Action) \d", found[name])))
        assert order == ["Decision 2", "Decision 1", "Decision 0", "Action 1", "Action 0"], name
        assert all(f"£{number}k" in found[name].partition("Action 0")[2] for number in range(3)), name
    assert "page=" not in parts[1].partition("Download as Markdown")[0].rpartition("<a")[2]


def test_every_kind_of_thing_stands_under_one_heading():
    kinds = [kind for _title, kinds in SECTIONS for kind in kinds]
    assert sorted(kinds) == sorted(EntryKind)


def test_words_find_what_a_search_finds(client, dmt, phones, grace):
    for title in ("Counted the handsets", "Handset tariffs", "The follow-up survey", "Desks move"):
        make.make_decision(title, forum=dmt, date=JUNE)
    for words, titles in {
        "counting": ["Counted the handsets"],
        '"follow up"': ["The follow-up survey"],
        "tari* OR desks": ["Desks move", "Handset tariffs"],
        "handset -tariff": ["Counted the handsets"],
        "-handset": ["Desks move", "The follow-up survey"],
        "Mobile phones": ["Counted the handsets", "Handset tariffs"],
    }.items():
        rows = saying(Entry.objects.visible_to(grace), words, user=grace, on=JUNE)
        assert sorted(rows.values_list("title", flat=True)) == titles, words


def test_a_cell_is_no_formula_and_a_title_no_markdown(client, dmt, phones, grace):
    make.make_decision("=HYPERLINK(1) [x](javascript:1) <b>", forum=dmt, topics=[phones], date=JUNE)
    found = bodies(client, topic="mobile-phones", audience="foi")
    assert "'=HYPERLINK" in found["answers-csv"]
    assert "\\[x\\](javascript:1) \\<b\\>" in found["answers-markdown"]
    assert "&lt;b&gt;" in found["answers"]


@pytest.mark.in_full("postgresql")  # as many questions there
def test_as_many_queries_for_one_thing_as_for_thirty(client, dmt, phones, grace):
    counts = []
    for number in range(30):
        make.make_decision(f"Decision {number} is taken", forum=dmt, topics=[phones], date=JUNE)
        if number in (0, 29):
            client.get(reverse("answers"))
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(reverse("answers"), {"topic": "mobile-phones", "audience": "foi"})
            counts.append(len(captured))
    assert counts[0] == counts[1]

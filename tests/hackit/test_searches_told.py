"""Searches as lines of the log, the command that counts them, and the page of what topics are also called."""

import json
import logging
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from hackit.models import SearchTold
from hackit.running.logs import JsonFormatter
from hackit.search.told import lines_of, tell
from hackit.shortcuts import today
from hackit.topics.names import missed, named_topics
from tests import factories as make

pytestmark = pytest.mark.django_db

ON = date(2019, 6, 14)


@pytest.fixture
def sam(client):
    user = make.make_user("Sam Whitfield")
    client.force_login(user)
    return user


def told(caplog, typed, user, found=0):
    caplog.clear()
    with caplog.at_level(logging.INFO, logger="hackit.search.told"):
        tell(typed, found, user=user, on=today())
    return caplog.messages


def counted(tmp_path, *lines):
    log = tmp_path / "site.log"
    log.write_text("\n".join(lines))
    out = StringIO()
    call_command("count_searches", str(log), stdout=out)
    return out.getvalue()


def line(words, found=0, ref="0123456789abcdef", day=None):
    return "Searched: " + json.dumps({"ref": ref, "words": words, "found": found, "day": (day or today()).isoformat()})


def rows(words, times, found=0, day=None):
    SearchTold.objects.bulk_create(
        SearchTold(ref=f"{words[:6]}{found}{n}".replace(" ", "_"), words=words, found=found, day=day or today())
        for n in range(times)
    )


# --- The line ---


def test_a_search_is_a_line_with_its_words_and_not_with_who_asked(caplog, sam):
    (text,) = told(caplog, "  Café Handsts ", sam, found=3)
    found = next(lines_of([text]))
    assert (found.words, found.found, found.day) == ("cafe handsts", 3, today())
    assert "sam" not in text.lower()


@pytest.mark.parametrize(
    "typed", ["", "kind:action handset", "-handset", "call 020 7946 0000", "a@b.example", "one two three four five",
              "x" * 70],
)  # fmt: skip
def test_what_may_be_more_than_a_name_of_something_makes_no_line(caplog, sam, typed):
    assert told(caplog, typed, sam) == []


def test_a_strangers_search_makes_no_line(caplog):
    assert told(caplog, "handset", None) == []
    assert told(caplog, "handset", make.make_user("Ruth Bello", role="none")) == []


def test_the_search_page_tells_its_first_page_without_ticks(client, sam, caplog):
    with caplog.at_level(logging.INFO, logger="hackit.search.told"):
        client.get(reverse("search"), {"q": "handset"})
        client.get(reverse("search"), {"q": "handset", "kind": "actions"})
    assert len([text for text in caplog.messages if text.startswith("Searched")]) == 1


# --- The command ---


def test_the_same_log_again_counts_nothing_twice(tmp_path, caplog, sam):
    told(caplog, "handsts", sam)
    record = caplog.records[-1]
    lines = [f"INFO {record.getMessage()}", JsonFormatter().format(record), "GET /search/?q=x", "Searched: {nonsense}"]
    assert counted(tmp_path, *lines) == "1 search counted.\n"
    assert counted(tmp_path, *lines) == "0 searches counted.\n"
    assert SearchTold.objects.get().words == "handsts"


def test_searches_for_people_are_not_kept(tmp_path, sam):
    assert counted(tmp_path, line("whitfield review"), line("review", ref="f" * 16)) == "1 search counted.\n"
    assert [row.words for row in SearchTold.objects.all()] == ["review"]


@pytest.mark.parametrize(
    "text", ['Searched: {"ref": "x", "words": "a", "found": 1, "day": "2019-06-14"}', line("<b>"),
             line("a", day=ON)[:-4],
             'Searched: {"ref": "0123456789abcdef", "words": "a", "found": 1, "day": "2019-99-14"}'],
)  # fmt: skip
def test_a_line_that_is_none_of_ours_is_passed_over(text):
    assert list(lines_of([text])) == []


def test_a_log_that_is_not_there():
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("count_searches", "/nowhere.log")


# --- The page ---


def test_it_shows_how_often_a_name_helped_and_what_found_nothing(client, sam):
    make.make_topic("Mobile phones", "handset", "SIM")
    rows("handsets for staff", 3, found=5)
    rows("handsts", 4)
    rows("once only", 1)
    html = client.get(reverse("topics-names")).content.decode()
    assert "helped 3" in html
    assert "searched 4 times, found nothing" in html
    assert "once only" not in html
    assert "SIM" in html


def test_a_word_becomes_a_name_by_a_press_and_is_no_longer_suggested(client, sam):
    topic = make.make_topic("Mobile phones", "handset")
    rows("handsts", 4)
    client.post(reverse("topics-names"), {"words": "handsts", "topic": topic.slug})
    assert [alias.text for alias in topic.aliases.all()] == ["handset", "handsts"]
    assert missed(on=today()) == []


def test_a_word_is_put_away(client, sam):
    rows("handsts", 4)
    client.post(reverse("topics-names"), {"words": "handsts", "do": "forget"})
    assert not SearchTold.objects.exists()


def test_wrong_presses_change_nothing(client, sam):
    topic = make.make_topic("Mobile phones", *(f"n{n}" for n in range(40)))
    rows("handsts", 4)
    client.post(reverse("topics-names"), {"words": "handsts", "topic": ""})
    client.post(reverse("topics-names"), {"words": "", "topic": topic.slug})
    client.post(reverse("topics-names"), {"words": "handsts", "topic": topic.slug})
    assert client.post(reverse("topics-names"), {"words": "handsts", "topic": "nowhere"}).status_code == 404
    assert topic.aliases.count() == 40


def test_it_is_for_staff_to_read_and_for_writers_to_change(client):
    rows("canaryword", 4)
    assert client.get(reverse("topics-names")).status_code == 302
    client.force_login(make.make_user("Ruth Bello", role="none"))
    assert client.get(reverse("topics-names")).status_code in (403, 404)
    client.force_login(make.make_user("Martin Frost", role="auditor"))
    assert "Add it" not in client.get(reverse("topics-names")).content.decode()
    assert client.post(reverse("topics-names"), {"words": "canaryword", "do": "forget"}).status_code == 403
    assert SearchTold.objects.count() == 4


def test_as_many_questions_for_one_topic_as_for_thirty(django_assert_num_queries):
    for count in (1, 30):
        while len(named_topics(on=ON)) < count:
            make.make_topic(f"Topic {make.Topic.objects.count()}", f"alias {make.Topic.objects.count()}")
        with django_assert_num_queries(3):
            named_topics(on=ON)

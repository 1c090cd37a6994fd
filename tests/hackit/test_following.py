"""Following a topic or a search: the page, the private feed, the weekly mail, and what none of them may tell."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.following import letters
from hackit.following.news import begin
from hackit.mail import digest
from hackit.models import FeedKey, Follow, FollowTold, Mail
from hackit.models.follows import FOLLOWING
from hackit.shortcuts import today
from hackit.topics.writes import merge_topics
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db

ON = date(2019, 6, 14)


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones", "handsets")


@pytest.fixture
def sam(client):
    user = make.make_user("Sam Whitfield")
    client.force_login(user)
    return user


def decide(text, forum, day, **extra):
    return make.make_decision(text, forum=forum, date=day, **extra)


def feed_of(user):
    return reverse("feed-following", args=[FeedKey.objects.ensure(user.person, None, FOLLOWING).key])


# --- The page ---


def test_a_topic_is_followed_from_its_page_and_left_again(client, sam, phones):
    page = phones.get_absolute_url()
    assert "Tell me when there’s more" in client.get(page).content.decode()
    for _ in range(2):
        answer = client.post(reverse("following"), {"do": "follow", "topic": phones.slug, "next": page})
        assert answer.url == page
    follow = Follow.objects.get()
    assert "You follow this topic." in client.get(page).content.decode()
    assert "Mobile phones" in client.get(reverse("following")).content.decode()
    client.post(reverse("following"), {"do": "stop", "follow": follow.pk})
    assert not Follow.objects.exists()


def test_a_search_is_followed_from_its_page(client, sam, dmt):
    text = client.get(reverse("search"), {"q": "handsets -laptops"}).content.decode()
    assert "Tell me when there’s more" in text
    client.post(reverse("following"), {"do": "follow", "q": "handsets  -laptops"})
    decide("Handsets are counted", dmt, today())
    decide("Handsets and laptops are counted", dmt, today())
    text = client.get(reverse("following")).content.decode()
    assert "Handsets are counted" in text
    assert "Handsets and laptops" not in text


def test_a_search_is_followed_with_what_it_is_narrowed_to(client, sam, dmt, phones):
    page = client.get(reverse("search"), {"q": "handsets", "kind": "decisions", "topic": phones.slug, "group": "dmt"})
    box = page.content.decode().split(f'action="{reverse("following")}"')[1].split("</form>")[0]
    query = unescape(re.search(r'name="q" value="([^"]*)"', box)[1])
    client.post(reverse("following"), {"do": "follow", "q": query})
    decide("Handsets are counted", dmt, today())
    decide("Handsets elsewhere", make.make_forum("HMT"), today())
    make.make_action("Count handsets", forum=dmt)
    text = client.get(reverse("following")).content.decode()
    called = "“handsets”, only decisions, about mobile phones, of DMT"
    assert f">{called}</a>" in text
    assert "Handsets are counted" in text
    assert "Handsets elsewhere" not in text
    assert "Count handsets" not in text
    feed = client.get(feed_of(sam)).content.decode()
    assert "Handsets are counted" in feed
    assert "Handsets elsewhere" not in feed
    assert "Count handsets" not in feed
    part = letter_on(sam.person, today())
    assert titles(part) == ["Handsets are counted"]
    assert called in render_to_string(f"{part.template}.txt", {"part": part.context})


def test_the_same_search_in_other_words_is_followed_once(client, sam, dmt):
    for query in ("phones kind:decision in:dmt", "in:DMT phones kind:decisions", "Phone in:dmt kind:decision"):
        client.post(reverse("following"), {"do": "follow", "q": query})
    assert Follow.objects.count() == 1
    client.post(reverse("following"), {"do": "follow", "q": "phones -kind:decision in:dmt"})
    assert Follow.objects.count() == 2
    client.post(reverse("following"), {"do": "stop", "follow": Follow.objects.first().pk})
    assert Follow.objects.count() == 1


def test_a_search_too_long_to_be_kept_is_not_cut(client, sam):
    client.post(reverse("following"), {"do": "follow", "q": "phones " * 57 + "-laptops"})
    client.post(reverse("following"), {"do": "follow", "q": "?! --"})
    assert not Follow.objects.exists()


def test_nobody_stops_what_another_follows(client, sam, phones):
    theirs = begin(make.make_user("Grace Li").person, None, topic=phones, on=ON)
    for value in (theirs.pk, "x", "9" * 18, "", "１"):
        client.post(reverse("following"), {"do": "stop", "follow": value})
    assert Follow.objects.count() == 1


def test_wrong_things_to_follow(client, sam, monkeypatch):
    assert client.post(reverse("following"), {"do": "follow", "topic": "nowhere"}).status_code == 404
    client.post(reverse("following"), {"do": "follow", "q": " \x00 "})
    client.post(reverse("following"), {"do": "nothing"})
    assert not Follow.objects.exists()
    monkeypatch.setattr("hackit.following.news.MOST_FOLLOWS", 1)
    for word in ("one", "two"):
        client.post(reverse("following"), {"do": "follow", "q": word})
    assert Follow.objects.count() == 1


def test_it_is_for_those_who_may_write(client, phones):
    assert client.get(reverse("following")).status_code == 302
    assert "Tell me when" not in client.get(reverse("search"), {"q": "phones"}).content.decode()
    for role in ("none", "auditor"):
        client.force_login(make.make_user(f"Ruth {role}", role=role))
        assert client.post(reverse("following"), {"do": "follow", "topic": phones.slug}).status_code in (403, 404)
        assert "Tell me when" not in client.get(reverse("search"), {"q": "phones"}).content.decode()
    assert not Follow.objects.exists()


def test_a_topic_that_became_part_of_another_is_still_followed(client, sam, phones):
    begin(sam.person, sam, topic=phones, on=ON)
    both = make.make_topic("Devices")
    begin(sam.person, sam, topic=both, on=ON)
    merge_topics(phones, both, by=sam.person)
    assert Follow.objects.get().topic == both


def test_this_week_shows_what_i_follow(client, sam, dmt, phones):
    assert "What I follow" not in client.get("/").content.decode()
    begin(sam.person, sam, topic=phones, on=today())
    decide("Handsets are counted", dmt, today())
    text = client.get("/").content.decode()
    assert "What I follow" in text
    assert "1 this week" in text


# --- The feed ---


def test_the_feed_shows_what_its_owner_may_see_and_no_groups_words(client, sam, dmt, phones):
    begin(sam.person, sam, topic=phones, on=ON)
    decide("Handsets are counted", dmt, ON)
    decide("Canary handsets", dmt, ON, audience="members")
    client.logout()
    answer = client.get(feed_of(sam))
    assert answer.status_code == 200
    assert "Handsets are counted" in answer.content.decode()
    assert "Canary" not in answer.content.decode()
    make.join(dmt, sam)
    text = client.get(feed_of(sam)).content.decode()
    assert "Decision, for the group only" in text
    assert "Canary" not in text


def test_a_key_opens_nothing_once_it_is_renewed_or_its_owner_has_no_role(client, sam, phones):
    address = feed_of(sam)
    by_topic = address.replace("following", f"topics/{phones.slug}")
    assert client.get(by_topic).status_code == 200
    client.post(reverse("following"), {"do": "renew"})
    assert client.get(address).status_code == client.get(by_topic).status_code == 404
    address = feed_of(sam)
    sam.role = "none"
    sam.save()
    client.logout()
    assert client.get(address).status_code == 404
    assert client.get(address.replace("following", f"topics/{phones.slug}")).status_code == 404
    FeedKey.objects.ensure(sam.person, None, "actions")
    other = FeedKey.objects.of(sam.person, None, "actions")
    assert client.get(reverse("feed-following", args=[other.key])).status_code == 404


def test_a_key_opens_nothing_once_its_owner_may_not_sign_in(client, sam, phones):
    address = feed_of(sam)
    by_topic = address.replace("following", f"topics/{phones.slug}")
    assert client.get(address).status_code == client.get(by_topic).status_code == 200
    sam.is_active = False
    sam.save()
    client.logout()
    assert client.get(address).status_code == client.get(by_topic).status_code == 404


def test_the_feed_of_a_topic_is_public_text_whoever_asks(client, sam, dmt, phones):
    address = reverse("topic-feed", args=[phones.slug])
    decide("Canary handsets", dmt, ON)
    client.logout()
    assert client.get(address).status_code == 404
    publish_note([phones], "Forty phones")
    public = client.get(address).content.decode()
    assert "Forty phones" in public
    assert "Canary" not in public
    client.force_login(sam)
    assert client.get(address).content.decode() == public


def test_the_address_is_made_and_switched_off_on_the_page(client, sam):
    client.post(reverse("following"), {"do": "feed"})
    key = FeedKey.objects.of(sam.person, None, FOLLOWING).key
    assert key in client.get(reverse("following")).content.decode()
    client.post(reverse("following"), {"do": "stop-feed"})
    assert FeedKey.objects.of(sam.person, None, FOLLOWING) is None


# --- The weekly mail ---


def letter_on(person, day):
    """The letter that leaves on that day, as the outbox writes it."""
    mail = Mail(person=person, kind=digest.WEEKLY, data={"day": day.isoformat()})
    letter = digest.write(mail, day)
    return (
        next((part for part in letter.context["parts"] if part.template.endswith("_following")), None)
        if letter
        else None
    )


def titles(part):
    return [entry.title for row in part.context["rows"] for entry in row.entries]


def test_the_letter_tells_each_thing_once(sam, dmt, phones):
    decide("Handsets of old", dmt, ON - timedelta(days=1))
    begin(sam.person, sam, topic=phones, on=ON)
    assert letter_on(sam.person, ON) is None
    decide("Handsets are counted", dmt, ON)
    assert letters.find([sam.person], ON) == {sam.person.pk: "1 new on what you follow"}
    first = letter_on(sam.person, ON + timedelta(days=3))
    assert titles(first) == ["Handsets are counted"]
    assert titles(letter_on(sam.person, ON + timedelta(days=5))) == ["Handsets are counted"]  # written again: the same
    late = decide("Handsets told late", dmt, ON - timedelta(days=2))
    assert titles(letter_on(sam.person, ON + timedelta(days=10))) == [late.text]
    assert letter_on(sam.person, ON + timedelta(days=24)) is None
    assert FollowTold.objects.count() == 3


def test_looking_at_the_letter_beforehand_tells_nothing(sam, dmt, phones):
    begin(sam.person, sam, topic=phones, on=ON)
    decide("Handsets are counted", dmt, ON)
    digest.letter_for(sam.person, ON)
    assert not FollowTold.objects.exists()


def test_a_groups_words_are_counted_and_not_told(sam, dmt, phones):
    make.join(dmt, sam)
    begin(sam.person, sam, topic=phones, on=ON)
    decide("Canary handsets", dmt, ON, audience="members")
    part = letters.write(sam.person, ON)
    assert titles(part) == []
    assert part.headline == "1 new on what you follow"


def test_who_sees_it_no_more_when_the_letter_leaves_is_told_nothing(sam, dmt, phones):
    begin(sam.person, sam, topic=phones, on=ON)
    decide("Handsets are counted", dmt, ON, audience="members")
    assert letters.write(sam.person, ON) is None
    decide("All handsets are counted", dmt, ON)
    assert letters.write(sam.person, ON) is not None
    sam.role = "none"
    sam.save()
    sam.__dict__.pop("_viewer", None)
    sam.person.user = sam
    assert letters.write(sam.person, ON) is None
    assert letters.find([sam.person], ON) == {}


def test_who_follows_nothing_costs_one_question(sam, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert letters.find([sam.person], ON) == {}


def test_the_page_asks_the_same_of_the_database_for_one_thing_and_for_thirty(client, sam, dmt, phones):
    begin(sam.person, sam, topic=phones, on=ON)
    counts = []
    for number in range(30):
        decide(f"Handsets {number} are counted", dmt, ON)
        if number in (0, 29):
            client.get(reverse("following"))
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("following"))
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_followed_search_keeps_its_ticks_and_is_called_by_what_it_asks(client, sam, dmt, phones):
    html = client.get(
        reverse("search"), {"q": "handsets", "kind": "decisions", "topic": "mobile-phones"}
    ).content.decode()
    query = unescape(re.search(r'name="q" value="([^"]*)"><input type="hidden" name="next"', html)[1])
    client.post(reverse("following"), {"do": "follow", "q": query})
    assert str(Follow.objects.get()) == "“handsets”, only decisions, about mobile phones"
    decide("Handsets are counted", dmt, today(), topics=[phones])
    make.make_action("Count the handsets again", owner=sam.person, topics=[phones])
    feed = client.get(feed_of(sam)).content.decode()
    assert "Handsets are counted" in feed
    assert "Count the handsets again" not in feed


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("handsets -laptops", "“handsets -laptops”"),
        ("in:dmt is:overdue owner:me", "Everything, of DMT, overdue, owned by me"),
        ("-topic:mobile-phones from:2019-05", "Everything, not about mobile phones, from Wed 1 May 2019"),
        ("sort:learning fy:2019/20 by:helen", "Everything, under “learning”, in 2019/20, by helen"),
    ],
)  # fmt: skip
def test_a_followed_search_is_called_by_a_sentence(query, words):
    assert str(Follow(query=query)) == words

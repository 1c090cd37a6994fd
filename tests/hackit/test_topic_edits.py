"""Writing topics: a new one, its names, the wordings about it, two made one, and the addresses left behind."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.history import Event
from hackit.models import Entry, EntryTopic, OldAddress, Topic, TopicWording
from hackit.topics.writes import merge_topics
from meetings.models import Decision, StandingItem
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones", "handsets")


def typed(topic=None, **values):
    return {"name": "Mobile phones", "description": "", "also_called": "", "broader": "", **values}


def edit(client, topic, **values):
    """Open the form and send it with these values instead."""
    address = reverse("topic-edit", args=[topic.slug])
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**data, **values})


# --- Who may ---


@pytest.mark.parametrize("name", ["topic-edit", "topic-merge"])
def test_readers_change_nothing(client, phones, name):
    address = reverse(name, args=[phones.slug])
    assert client.get(address).status_code == 302
    client.force_login(make.make_user("Ruth Bello", role="auditor"))
    assert client.post(address, typed()).status_code == 403
    client.force_login(make.make_user("Priya Nair", role="none"))
    assert client.get(address).status_code == 404


def test_an_auditor_makes_no_topic_and_no_wording(client, phones):
    client.force_login(make.make_user("Ruth Bello", role="auditor"))
    assert client.post(reverse("topic-new"), typed(name="Phones")).status_code == 403
    assert client.post(reverse("topic-wording", args=[phones.slug, "stands"]), {"text": "x"}).status_code == 403
    assert Topic.objects.count() == 1


# --- A new one ---


def test_a_new_topic_is_found_where_its_names_stand_already(client, dmt, grace):
    decision = make.make_decision("Every handset is counted", forum=dmt)
    client.force_login(grace)
    answer = client.post(reverse("topic-new"), typed(also_called="handset; work phone\nhandset\n"))
    topic = Topic.objects.get()
    assert answer.url == topic.get_absolute_url()
    assert [alias.text for alias in topic.aliases.all()] == ["handset", "work phone"]
    assert EntryTopic.objects.get(topic=topic).entry.source_id == decision.pk
    event = Event.objects.about(topic).get()
    assert (event.verb, event.actor_label, event.reach) == ("made", "Grace Li", "staff")


def test_the_same_form_twice_makes_one_topic(client, grace):
    client.force_login(grace)
    token = client.get(reverse("topic-new")).context["form"]["token"].value()
    answers = [client.post(reverse("topic-new"), typed(token=token)) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/topics/mobile-phones/"] * 2
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "Enter what the topic is called"),
        ({"name": "x" * 81}, "The name must be 80 characters or fewer"),
        ({"name": "mobile  PHONES"}, "There is a topic of that name already"),
        ({"name": "A\x00b"}, "Null characters are not allowed"),
        ({"name": "B", "description": "x" * 301}, "The description must be 300 characters or fewer"),
        ({"name": "B", "also_called": "y" * 81}, "must be 80 characters or fewer"),
        ({"name": "B", "also_called": ";".join(f"n{i}" for i in range(41))}, "Give 40 other names at most"),
        ({"name": "B", "broader": "999"}, "Choose a broader topic from the list"),
        ({"name": "B", "broader": "abc"}, "Choose a broader topic from the list"),
    ],
)
def test_a_mistake_is_said_and_nothing_saved(client, grace, phones, values, said):
    client.force_login(grace)
    html = client.post(reverse("topic-new"), typed(**values)).content.decode()
    assert said in html
    assert "<title>Error: New topic" in html
    assert Topic.objects.count() == 1


# --- Changing ---


def test_a_renamed_topic_keeps_its_address_and_finds_anew(client, dmt, grace, phones):
    make.make_decision("A tablet each", forum=dmt)
    client.force_login(grace)
    assert edit(client, phones, name="Phones and tablets", also_called="tablet").status_code == 302
    phones.refresh_from_db()
    assert (phones.name, phones.slug) == ("Phones and tablets", "mobile-phones")
    assert EntryTopic.objects.filter(topic=phones).count() == 1
    values = dict(Event.objects.about(phones).get().values.values_list("field", "new"))
    assert values == {"name": "Phones and tablets", "also_called": "tablet"}


def test_no_topic_lies_below_itself(client, grace, phones):
    android = make.make_topic("Android", broader=phones)
    old = make.make_topic("Old Android", broader=android)
    client.force_login(grace)
    for broader in (phones, android, old):
        answer = edit(client, phones, broader=str(broader.pk))
        assert "none that is narrower than this one" in answer.content.decode()
    phones.refresh_from_db()
    assert phones.broader is None


def test_a_stale_save_shows_both_texts_and_then_is_a_choice(client, grace, phones):
    client.force_login(grace)
    address = reverse("topic-edit", args=[phones.slug])
    seen = client.get(address).context["form"]["seen"].value()
    edit(client, phones, description="What Sam wrote")
    answer = client.post(address, typed(description="What Grace wrote", also_called="handsets", seen=seen))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "What Sam wrote" in html
    assert "What Grace wrote" in html
    assert "Save mine" in html
    assert Topic.objects.get().description == "What Sam wrote"
    again = answer.context["form"]["seen"].value()
    assert client.post(address, typed(description="What Grace wrote", seen=again)).status_code == 302
    assert Topic.objects.get().description == "What Grace wrote"


# --- Wordings ---


def wording(**values):
    return {"text": "One phone each.", "said_on": "11 June 2019", "audience": "staff", **values}


def test_each_wording_is_a_new_one_and_the_earlier_ones_stay(client, grace, phones):
    client.force_login(grace)
    address = reverse("topic-wording", args=[phones.slug, "explain"])
    for text in ("First words", "Second words"):
        assert client.post(address, wording(text=text)).url == phones.get_absolute_url()
    assert TopicWording.objects.count() == 2
    html = client.get(address).content.decode()
    assert html.count("First words") == 1
    assert html.count("Second words") == 2  # in the box, and listed
    assert "Written down by Grace Li" in html


def test_a_wording_for_a_group_stays_with_it(client, dmt, grace, phones):
    client.force_login(grace)
    client.post(reverse("topic-wording", args=[phones.slug, "stands"]), wording(audience=f"members:{dmt.pk}"))
    stored = TopicWording.objects.get()
    assert (stored.reach, stored.forum) == ("members", dmt)
    assert "One phone each." in client.get(phones.get_absolute_url()).content.decode()
    client.force_login(make.make_user("Sam Whitfield"))
    assert "One phone each." not in client.get(phones.get_absolute_url()).content.decode()
    assert "One phone each." not in client.get(reverse("topic-wording", args=[phones.slug, "stands"])).content.decode()


def test_the_box_begins_with_what_stands_for_those_who_see_it(client, dmt, grace, phones):
    meeting = make.make_meeting(dmt)
    make.make_decision("One phone each", meeting=meeting, topics=[phones])
    client.force_login(grace)
    form = client.get(reverse("topic-wording", args=[phones.slug, "stands"])).context["form"]
    assert form["text"].value() == "DMT agreed on Tuesday 4 June 2019: One phone each."
    assert form["audience"].value() == f"members:{dmt.pk}"  # the meeting is not shared with staff
    assert form["source_label"].value() == "DMT, Tue 4 June 2019"


def test_the_same_wording_sent_twice_is_one(client, grace, phones):
    client.force_login(grace)
    address = reverse("topic-wording", args=[phones.slug, "stands"])
    token = client.get(address).context["form"]["token"].value()
    for _ in range(2):
        assert client.post(address, wording(token=token)).status_code == 302
    assert TopicWording.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": ""}, "Enter the wording"),
        ({"text": "x" * 1001}, "The wording must be 1,000 characters or fewer"),
        ({"said_on": ""}, "Enter the date"),
        ({"said_on": "31 June 2019"}, "Date must be a real date, like 14 June 2019"),
        ({"said_on": "1 January 2199"}, "The date must not lie in the future"),
        ({"audience": ""}, "Say who may read it"),
        ({"audience": "members:999"}, "Choose who may read it from the list"),
        ({"source_label": "x", "source_url": "javascript:alert(1)"}, "Enter a web address"),
        ({"source_label": "x", "source_url": "//evil.example/"}, "Enter a web address"),
        ({"source_label": "x", "source_url": f"www.example.org/{'x' * 384}"}, "must be 400 characters or fewer"),
        ({"source_url": "/decisions/x/"}, "Say in words where it was said"),
    ],
)
def test_a_wrong_wording_is_not_kept(client, grace, phones, values, said):
    client.force_login(grace)
    answer = client.post(reverse("topic-wording", args=[phones.slug, "stands"]), wording(**values))
    assert said in answer.content.decode()
    assert not TopicWording.objects.exists()


def test_there_are_two_kinds_of_wording(client, grace, phones):
    client.force_login(grace)
    assert client.get(f"/topics/{phones.slug}/wording/insults/").status_code == 404


# --- Two made one ---


def test_only_an_administrator_merges(client, grace, phones):
    client.force_login(grace)
    assert client.get(reverse("topic-merge", args=[phones.slug])).status_code == 403


def test_a_merged_topic_leaves_everything_to_the_other(client, dmt, grace):
    phones, smart = make.make_topic("Mobile phones", "handsets"), make.make_topic("Smartphones", "iPhones")
    narrower = make.make_topic("Old Androids", broader=smart)
    both = make.make_decision("Phones for all", forum=dmt, topics=[phones, smart])
    one = make.make_decision("A pilot", forum=dmt, topics=[smart])
    named = make.make_decision("iPhones are dear. So are mobile phones", forum=dmt, topics=[smart])
    item = StandingItem.objects.create(forum=dmt, title="Devices", topic=smart)
    said = TopicWording(topic=smart, kind="stands", text="Soon.", said_on=date(2019, 6, 3), audience="staff")
    said.save_as(by=grace.person, verb="worded")
    client.force_login(make.make_user("Martin Frost", role="administrator"))
    answer = client.post(reverse("topic-merge", args=[smart.slug]), {"into": phones.pk})
    assert answer.url == phones.get_absolute_url()
    smart.refresh_from_db()
    assert smart.merged_into == phones
    assert {alias.text for alias in phones.aliases.all()} == {"handsets", "iPhones", "Smartphones"}
    for record in (narrower, item, said):
        record.refresh_from_db()
    assert (narrower.broader, item.topic, said.topic) == (phones, phones, phones)
    for decision in (both, one, named):
        assert [topic.pk for topic in Decision.objects.get(pk=decision.pk).topics.all()] == [phones.pk]
        link = EntryTopic.objects.get(entry__source_id=decision.pk, entry__kind="decision")
        assert (link.topic, link.how) == (phones, "tagged")
    assert not EntryTopic.objects.filter(topic=smart).exists()
    assert Event.objects.about(smart).last().verb == "merged"


def test_a_merge_leaves_the_index_as_a_rebuild_would_make_it(dmt, grace):
    phones, smart = make.make_topic("Mobile phones"), make.make_topic("Smartphones")
    make.make_decision("Mobile phones are dear", forum=dmt, topics=[smart])
    make.make_decision("Smartphones are dearer", forum=dmt)
    merge_topics(smart, phones, by=grace.person)

    def links():
        return sorted(EntryTopic.objects.values_list("entry_id", "topic_id", "how"))

    before = links()
    for decision in Decision.objects.all():
        decision.save()
    assert links() == before
    assert {how for _, _, how in before} == {"tagged", "matched"}


@pytest.mark.parametrize("depth", [1, 2])
def test_a_topic_merged_into_one_below_it_leaves_no_circle(depth):
    top = make.make_topic("Top")
    broad = make.make_topic("Broad", broader=top)
    below = broad
    for number in range(depth):
        below = make.make_topic(f"Below {number}", broader=below)
    merge_topics(broad, below, by=None)
    seen, topic = set(), Topic.objects.get(pk=below.pk)
    while topic.broader:
        assert topic.pk not in seen
        seen.add(topic.pk)
        topic = topic.broader
    assert topic == top


def test_two_who_merge_the_same_two_either_way_leave_one_that_stands(phones):
    other = make.make_topic("Handsets")
    as_read = Topic.objects.get(pk=phones.pk), Topic.objects.get(pk=other.pk)
    merge_topics(other, phones, by=None)
    with pytest.raises(ValueError, match="both stand"):
        merge_topics(*as_read, by=None)
    assert list(Topic.objects.current()) == [phones]
    other.refresh_from_db()
    assert other.merged_into == phones


def test_a_topic_is_not_merged_with_itself_or_twice(phones):
    other = make.make_topic("Other")
    with pytest.raises(ValueError, match="both stand"):
        merge_topics(phones, phones, by=None)
    merge_topics(other, phones, by=None)
    with pytest.raises(ValueError, match="both stand"):
        merge_topics(other, phones, by=None)


# --- Old addresses ---


def test_the_address_of_a_merged_topic_leads_on(client, grace, phones):
    first, second = make.make_topic("First"), make.make_topic("Second")
    merge_topics(first, second, by=None)
    merge_topics(second, phones, by=None)
    client.force_login(grace)
    answer = client.get("/topics/first/?order=oldest")
    assert (answer.status_code, answer.url) == (301, "/topics/mobile-phones/?order=oldest")
    assert client.get("/topics/second/").url == "/topics/mobile-phones/"
    assert client.post("/topics/first/").status_code in (404, 405)


def test_an_old_address_tells_a_stranger_nothing(client, phones):
    merge_topics(make.make_topic("First"), phones, by=None)
    missing, old = client.get("/topics/nowhere/"), client.get("/topics/first/")
    assert old.status_code == 404
    assert old.content.replace(b"first", b"nowhere") == missing.content


def test_an_old_address_of_a_record_leads_whoever_may_see_it(client, dmt, grace):
    decision = make.make_decision("One phone each", forum=dmt, audience="members")
    OldAddress.objects.remember("/2019/06/03/phones/", decision)
    client.force_login(grace)
    assert client.get("/2019/06/03/phones/").url == decision.get_absolute_url()
    client.force_login(make.make_user("Sam Whitfield"))
    assert client.get("/2019/06/03/phones/").status_code == 404
    assert Entry.objects.filter(source_id=decision.pk).exists()

"""What happened to a topic and to a person: who reads it, and in which words."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.models import FeedKey, Organisation, Role, Topic, TopicWording
from hackit.people.writes import add_login, change_login, save_person
from hackit.topics.writes import merge_topics, save_topic
from tests import factories as make

pytestmark = pytest.mark.django_db

HIDDEN, SIGN_IN, REFUSED = 404, 302, 403


@pytest.fixture
def martin():
    return make.make_user("Martin Frost", role=Role.ADMINISTRATOR)


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


@pytest.fixture
def ruth():
    return make.make_user("Ruth Bello", role=Role.AUDITOR)


@pytest.fixture
def nobody():
    return make.make_user("Ana Cruz", role=Role.NONE)


def answer(client, user, address):
    client.logout()
    if user:
        client.force_login(user)
    return client.get(address)


# --- A topic ---


@pytest.fixture
def phones(martin):
    by = martin.person
    kit = save_topic(Topic(), name="Kit", description="", broader=None, also_called=[], by=by)
    topic = save_topic(Topic(), name="Mobiles", description="", broader=None, also_called=["handsets"], by=by)
    save_topic(topic, name="Mobile phones", description="", broader=kit, also_called=["handsets", "SIM"], by=by)
    merge_topics(make.make_topic("Smartphones"), topic, by=by)
    dmt = make.make_forum()
    for text, audience, forum in (("Forty are out.", "staff", None), ("They cost too much.", "members", dmt)):
        words = TopicWording(
            topic=topic, kind="stands", text=text, said_on=date(2019, 6, 3), audience=audience, forum=forum
        )
        words.save_as(by=by, verb="worded")
    return topic


def test_staff_and_auditors_read_what_happened_to_a_topic(client, phones, sam, ruth, nobody):
    address = reverse("topic-history", args=[phones.slug])
    for reader in (sam, ruth):
        assert address in answer(client, reader, phones.get_absolute_url()).content.decode()
        page = answer(client, reader, address).content.decode()
        for words in (
            "Made</b> by Martin Frost", "Name: Mobile phones (was Mobiles)", "Broader: Kit",
            "Also called: SIM, handsets (was handsets)", "Took in</b> by Martin Frost", "Also called: Smartphones",
            "Worded</b> by Martin Frost: topic wording “Mobile phones: Where this stands”", "Text: Forty are out.",
        ):  # fmt: skip
            assert words in page, words
        assert "cost too much" not in page
    assert answer(client, None, address).status_code == SIGN_IN
    assert answer(client, nobody, address).status_code == HIDDEN
    assert answer(client, sam, reverse("topic-history", args=["no-such-topic"])).status_code == HIDDEN


def test_a_group_reads_its_own_wording_in_the_topics_history(client, phones, sam):
    make.join(TopicWording.objects.get(audience="members").forum, sam)
    assert "cost too much" in answer(client, sam, reverse("topic-history", args=[phones.slug])).content.decode()


def test_a_topic_that_nothing_happened_to_says_so(client, sam):
    page = answer(client, sam, reverse("topic-history", args=[make.make_topic("Desks").slug])).content.decode()
    assert "Nothing has been changed since it was made." in page


# --- A person ---


@pytest.fixture
def helen(martin):
    by, finance = martin.person, Organisation.objects.create(name="Finance")
    person = make.make_person("Helen Marsh")
    changed = {"role_title": "Head", "organisation": finance, "new_organisation": "", "from_date": date(2019, 6, 3)}
    save_person(person, name="Helen Marsh", to_date=None, also_called=["HM"], by=by, **changed)
    user = add_login(person, email="helen.marsh@council.example", role=Role.STAFF, by=by)
    FeedKey.objects.ensure(person, make.make_forum())
    change_login(user, role=Role.AUDITOR, is_active=True, by=by)
    return user


def test_a_person_and_administrators_read_what_happened_to_them(client, helen, martin, sam, ruth, nobody):
    address = reverse("person-history", args=[helen.person.slug])
    key = FeedKey.objects.get(person=helen.person).key
    for reader in (helen, martin):
        assert address in answer(client, reader, helen.person.get_absolute_url()).content.decode()
        page = answer(client, reader, address).content.decode()
        for words in (
            "Changed</b> by Martin Frost", "Role: Head", "Organisation: Finance", "From: Mon 3 June 2019",
            "Also called: HM", "Given a login</b> by Martin Frost", "May sign in: yes",
            "Role of the login: Auditor (reads, never writes) (was Staff)",
            "Feed address made</b> by Helen Marsh", "Private address: a group’s meetings",
        ):  # fmt: skip
            assert words in page, words
        assert key not in page
    for other in (sam, ruth):
        assert answer(client, other, address).status_code == HIDDEN
        assert address not in answer(client, other, helen.person.get_absolute_url()).content.decode()
    assert answer(client, None, address).status_code == SIGN_IN
    assert answer(client, nobody, address).status_code == REFUSED
    assert answer(client, martin, reverse("person-history", args=["no-such-person"])).status_code == HIDDEN

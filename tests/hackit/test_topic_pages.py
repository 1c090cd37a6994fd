"""Topics as their readers meet them: one topic's whole story on a page.

Grace belongs to DMT, Sam is staff elsewhere, a stranger is nobody we know.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit import shortcuts
from hackit.audience import Audience
from hackit.models import Entry, Topic
from hackit.views import topics as topic_views
from tests import factories as make
from tests.hackit.notes import publish_note

pytestmark = pytest.mark.django_db

TODAY = date(2019, 6, 14)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(topic_views, "today", lambda: TODAY)
    assert shortcuts.today() != TODAY  # the pages ask their own `today`, and only there


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones", "handsets")


def page(client, topic, **query):
    answer = client.get(topic.get_absolute_url(), query)
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client, **query):
    answer = client.get(reverse("topics"), query)
    assert answer.status_code == 200
    return answer.content.decode()


# --- Who sees what ---


def test_a_topic_that_only_a_private_line_names_is_no_page_for_a_stranger(client, dmt, grace, phones):
    item = make.make_item(make.make_meeting(dmt), "Area offices")
    make.make_line(item, "Nobody counted the handsets", grace.person)
    missing = client.get("/topics/no-such-topic/")
    refused = client.get(phones.get_absolute_url())
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert refused.content.replace(b"mobile-phones", b"no-such-topic") == missing.content
    assert "Mobile phones" not in listed(client)


def test_a_stranger_reads_what_is_public_and_nothing_else(client, dmt, grace, phones):
    devices = make.make_topic("Secret devices programme")
    phones.broader = devices
    phones.save()
    make.make_topic("Narrower and hidden", broader=phones)
    publish_note([phones], "Forty phones in forty pockets")
    item = make.make_item(make.make_meeting(dmt), "Kestrel", topics=[phones])
    make.make_line(item, "Handsets: the kestrel clause", grace.person)
    make.make_decision("Kestrel goes ahead", forum=dmt, topics=[phones], audience=Audience.STAFF)
    make.make_action("Ring Kestrel", grace.person, forum=dmt, topics=[phones])
    html = page(client, phones)
    assert "Forty phones in forty pockets" in html
    for word in ("Kestrel", "kestrel", "Secret devices", "Narrower and hidden", "Open actions", "handsets", "csrf"):
        assert word not in html, word
    assert "Kestrel" not in listed(client)
    assert "Open actions" not in listed(client)


def test_a_stranger_reads_another_name_once_something_public_says_it(client, phones):
    publish_note([phones], "Old ones", "We found 61 handsets in a drawer.")
    assert "Also called handsets" in page(client, phones)


def test_staff_see_what_is_shared_and_not_the_groups_lines(client, dmt, sam, grace, phones):
    item = make.make_item(make.make_meeting(dmt), "Offices", topics=[phones])
    make.make_line(item, "Handsets: the kestrel clause", grace.person)
    make.make_decision("One phone each", forum=dmt, topics=[phones])
    client.force_login(sam)
    html = page(client, phones)
    assert "One phone each" in html
    assert "kestrel" not in html
    client.force_login(grace)
    assert "kestrel" in page(client, phones)


def test_a_login_without_a_role_reads_the_public_site(client, dmt, phones):
    make.make_decision("One phone each", forum=dmt, topics=[phones])
    client.force_login(make.make_user("Priya Nair", role="none"))
    assert client.get(phones.get_absolute_url()).status_code == 404
    publish_note([phones])
    assert "One phone each" not in page(client, phones)


# --- Beside the story ---


def test_done_is_offered_to_those_who_may_say_it(client, dmt, grace, sam, phones):
    action = make.make_action("Ask the area offices", sam.person, forum=dmt, topics=[phones], due=TODAY)
    button = f'action="{action.get_absolute_url()}done/"'
    for user, offered in ((grace, True), (sam, True), (make.make_user("Ruth Bello"), False)):
        client.force_login(user)
        html = page(client, phones)
        assert "Today" in html
        assert (button in html) == offered, user
    client.force_login(make.make_user("Tomasz Zielinski", role="auditor"))
    assert button not in page(client, phones)


def test_a_caveat_with_an_action_is_said_once_beside_the_story(client, dmt, grace, phones):
    decision = make.make_decision("One phone each", forum=dmt, topics=[phones])
    decision.add_caveat("Tax check on SIMs", by=grace.person, owner=grace.person, due=TODAY)
    client.force_login(grace)
    html = page(client, phones)
    assert 'id="ca"' in html
    assert 'id="oa"' not in html


# --- The story ---


def test_the_story_tells_silences_and_what_was_agreed_later(client, dmt, grace, phones):
    publish_note([phones], "The drawer of dead phones", week=date(2019, 1, 28))
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    client.force_login(grace)
    html = page(client, phones)
    assert "Nothing from 4 February to 10 June 2019" in html
    assert "Eighteen weeks of silence, from 4 February to 10 June 2019." in html
    drawer = html.split("The drawer of dead phones")[-1]
    assert "<b>Later:</b> agreed by DMT" in drawer
    assert "w/c 28 January 2019" in drawer


def test_a_topic_that_has_gone_quiet_says_so_with_what_is_open(client, dmt, grace, phones):
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 4, 12))
    for text in ("Count them", "Sort them"):
        action = make.make_action(text, grace.person, forum=dmt, topics=[phones])
        Entry.objects.filter(source_type="meetings.action", source_id=action.pk).update(date=date(2019, 4, 11))
    client.force_login(grace)
    html = page(client, phones)
    assert "Not mentioned for nine weeks, two actions open." in html
    assert "Nothing since 12 April 2019" in html


def test_oldest_first_and_only_decisions(client, dmt, grace, phones):
    publish_note([phones], "The drawer", week=date(2019, 1, 28))
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    client.force_login(grace)
    newest, oldest = (page(client, phones, order=order).split('class="time"')[1] for order in ("", "oldest"))
    assert newest.index("The drawer") > newest.index(">DMT agreed<")
    assert oldest.index("The drawer") < oldest.index(">DMT agreed<")
    decisions = page(client, phones, only="decisions")
    assert "The drawer" not in decisions
    assert "Nothing from" not in decisions


def test_what_was_said_under_one_item_stands_together(client, dmt, grace, phones):
    item = make.make_item(make.make_meeting(dmt), "Investment: mobile phones", topics=[phones])
    make.make_line(item, "Mobile phones pilot ended", grace.person)
    make.make_line(item, "question: Who has a handset?", grace.person, kind="question")
    client.force_login(grace)
    html = page(client, phones)
    assert html.count(">Investment: mobile phones</a></h3>") == 1
    assert "Mobile phones pilot ended" in html
    assert ">Question</a>: Who has a handset?" in html


def test_sections_of_one_note_stand_together_in_their_order(client, phones):
    publish_note([phones], "Zinc phones|Amber phones")
    publish_note([phones], "Alone", week=date(2019, 5, 6))
    story = page(client, phones).split('class="time"')[1]
    assert story.count("<h3>") == 2
    assert '/#a0">Zinc phones</a>: Nobody knows yet.' in story
    assert story.index("Zinc phones") < story.index("Amber phones")
    assert ">Alone</a></h3>" in story
    assert "<span>in Week</span>" in story


def test_a_jotting_of_ones_own_is_told_without_its_marks_and_to_nobody_else(client, dmt, grace, sam, phones):
    make.make_line(None, "handsets at #3 the depot #mobile-phones !me", grace.person)
    client.force_login(grace)
    story = page(client, phones).split('class="time"')[1]
    assert ">Handsets at #3 the depot</a></h3>" in story
    assert "Only me" in story
    client.force_login(sam)
    assert "depot" not in page(client, phones)


def test_what_only_names_the_topic_says_so(client, dmt, grace, phones):
    item = make.make_item(make.make_meeting(dmt), "Offices")
    make.make_line(item, "Nobody counted the handsets", grace.person)
    client.force_login(grace)
    assert "Its words name it" in page(client, phones)


def test_pages_of_twenty_say_how_much_is_left(client, dmt, grace, phones):
    for number in range(32):
        make.make_decision(f"Thing {number}", forum=dmt, topics=[phones], date=TODAY - timedelta(days=number))
    client.force_login(grace)
    first, second = page(client, phones), page(client, phones, page=2)
    assert "Earlier: 12 more things" in first
    assert "Thing 19<" in first
    assert "Thing 20<" not in first
    assert "Thing 20<" in second
    assert "Earlier:" not in second
    assert 'rel="prev"' in second


def test_a_silence_between_two_pages_is_told(client, dmt, grace, phones):
    for number in range(20):
        make.make_decision(f"Thing {number}", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    make.make_decision("Long ago", forum=dmt, topics=[phones], date=date(2019, 1, 10))
    client.force_login(grace)
    assert "Nothing from" not in page(client, phones).split('class="time"')[1]
    assert "Nothing from 11 January to 10 June 2019" in page(client, phones, page=2)


def test_names_are_shown_as_text(client, dmt, grace):
    attack = "<script>alert(1)</script>\"'"
    topic = make.make_topic(f"T {attack}", f"Other {attack}", description=attack)
    decision = make.make_decision(f"D {attack}", forum=dmt, topics=[topic])
    decision.add_caveat(f"C {attack}", by=grace.person)
    make.make_action(f"A {attack}", grace.person, forum=dmt, topics=[topic])
    client.force_login(grace)
    for html in (page(client, topic), listed(client), listed(client, q=attack)):
        assert "<script>alert" not in html
    assert "A &lt;script&gt;alert(1)" in page(client, topic)


@pytest.mark.parametrize(
    "query", [{"page": "abc"}, {"page": "-1"}, {"page": "9" * 30}, {"order": "drop"}, {"only": "\x00"}]
)
def test_a_wrong_address_still_gives_the_page(client, dmt, grace, phones, query):
    make.make_decision("One phone each", forum=dmt, topics=[phones])
    client.force_login(grace)
    assert "One phone each" in page(client, phones, **query)


def test_a_topic_with_nothing_says_what_will_stand_there(client, grace, phones):
    client.force_login(grace)
    html = page(client, phones)
    assert "No decision is recorded here." in html
    assert "Nothing yet" in html
    assert "Month by month" not in html


def test_the_page_takes_the_same_queries_for_one_thing_and_for_thirty(client, dmt, grace, phones):
    def count(user=None):
        if user:
            client.force_login(user)
        with CaptureQueriesContext(connection) as queries:
            page(client, phones)
        return len(queries)

    def more(number):
        on = TODAY - timedelta(days=number)
        publish_note([phones], f"Note {number}", week=on)
        decision = make.make_decision(f"Thing {number}", forum=dmt, topics=[phones], date=on)
        decision.add_caveat(f"Caveat {number}", by=grace.person, owner=make.make_person(f"Owner {number}"))
        make.make_action(f"Do {number}", make.make_person(f"Doer {number}"), forum=dmt, topics=[phones], due=on)
        make.make_topic(f"Narrower {number}", broader=phones)

    more(0)
    stranger, few = count(), count(grace)
    for number in range(1, 30):
        more(number)
    assert count() == few
    client.logout()
    assert count() == stranger
    assert few <= 20
    assert stranger <= 16


def test_a_topic_called_like_a_page_has_an_address_of_its_own(client, grace):
    topic = Topic.objects.create(name="New")
    client.force_login(grace)
    assert topic.get_absolute_url() == "/topics/new-2/"
    assert ">New</h1>" in page(client, topic)


# --- Figures said, and what goes with it ---


def test_figures_said_stand_with_their_day_newest_first_and_the_same_thing_together(client, dmt, phones, grace):
    make.make_decision("We read 600 replies on handsets", forum=dmt, topics=[phones], date=date(2019, 5, 2))
    make.make_decision("We read 640 replies on handsets", forum=dmt, topics=[phones], date=date(2019, 6, 4))
    client.force_login(grace)
    html = page(client, phones)
    assert html.index("<b>640 replies</b>") < html.index("before: 600 replies")
    assert "<b>600 replies</b>" not in html


def test_figures_of_other_matters_in_a_note_that_only_names_it_are_not_told(client, dmt, phones, grace):
    reasons = "Handsets go to 40 teams\nLaptops cost £5k"
    make.make_decision("Kit is bought for all", forum=dmt, date=date(2019, 5, 2), reasons=reasons)
    client.force_login(grace)
    assert "<b>40 teams</b>" in page(client, phones)
    assert "<b>£5k</b>" not in page(client, phones)


def test_a_stranger_meets_no_figure_and_no_company_of_what_is_not_public(client, dmt, phones, grace):
    publish_note([phones], text="We had 600 replies.")
    devices = make.make_topic("Canarydevices")
    for number in range(2):
        make.make_decision(f"Canary £{number + 590}k", forum=dmt, topics=[phones, devices], date=TODAY)
    html = page(client, phones)
    assert "<b>600 replies</b>" in html
    assert "Canary" not in html
    assert "£59" not in html
    client.force_login(grace)
    html = page(client, phones)
    assert "£590k" in html
    assert 'id="gw"' in html
    assert "Canarydevices" in html

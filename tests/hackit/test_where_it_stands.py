"""Where a topic stands, as its page says it: in agreed words with what came later, or made from the latest decision."""

from datetime import date

import pytest
from django.urls import reverse

from hackit import shortcuts
from hackit.models import TopicWording
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
def phones():
    return make.make_topic("Mobile phones", "handsets")


def page(client, topic, **query):
    answer = client.get(topic.get_absolute_url(), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_latest_decision_is_said_in_one_sentence_with_its_caveats(client, dmt, grace, phones):
    hmt = make.make_forum("HMT")
    make.make_decision("An older thing", forum=dmt, topics=[phones], date=date(2019, 5, 1))
    decision = make.make_decision(
        "One standard phone for field staff", forum=dmt, decided_by=hmt, date=date(2019, 6, 11), topics=[phones]
    )
    decision.add_caveat("Tax check on SIMs", by=grace.person, needed_before="launch")
    decision.add_caveat("Repairs app works", by=grace.person).settle("done", by=grace.person, on=TODAY)
    client.force_login(grace)
    html = page(client, phones)
    said = (
        "HMT agreed on Tuesday 11 June 2019: One standard phone for field staff. "
        "Two caveats: Tax check on SIMs (to do); Repairs app works (done)."
    )
    assert f'<p class="stand">{said}</p>' in html
    assert "Made from the latest decision" in html
    assert f'data-copy-text="Mobile phones: {said}\nhttp://testserver/topics/mobile-phones/"' in html
    assert "HMT agreed, with two caveats" in html


def test_a_replaced_decision_stands_no_longer(client, dmt, grace, phones):
    old = make.make_decision("Two phones each", forum=dmt, topics=[phones], date=date(2019, 6, 12))
    new = make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    old.replace_with(new, by=grace.person)
    client.force_login(grace)
    assert "DMT agreed on Tuesday 11 June 2019: One phone each." in page(client, phones)


def test_agreed_wording_stands_before_a_made_sentence_and_says_what_came_later(client, dmt, grace, phones):
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    wording = TopicWording(
        topic=phones, kind="stands", text="We are asking around.", said_on=date(2019, 6, 3), audience="staff"
    )
    wording.save_as(by=grace.person, verb="worded")
    client.force_login(grace)
    html = page(client, phones)
    assert '<p class="stand">We are asking around.</p>' in html
    assert "Made from" not in html
    assert "<b>Later:</b> agreed by DMT" in html.split("How we explain it")[0]


def worded(grace, phones, **values):
    values = {"text": "We are asking around.", "said_on": TODAY, "audience": "staff", **values}
    wording = TopicWording(topic=phones, kind="stands", **values)
    wording.save_as(by=grace.person, verb="worded")
    return wording


def stand_of(client, phones):
    return page(client, phones).split("The whole story")[0]


def test_a_decision_of_the_wordings_own_day_counts_as_later_if_it_was_written_down_after_it(client, dmt, grace, phones):
    before = make.make_decision("One phone each", forum=dmt, topics=[phones], date=TODAY)
    worded(grace, phones)
    client.force_login(grace)
    assert "Later:" not in stand_of(client, phones)
    after = make.make_decision("No phone at all", forum=dmt, topics=[phones], date=TODAY)
    html = stand_of(client, phones)
    assert f'<b>Later:</b> agreed by DMT, <a href="{after.get_absolute_url()}">14 June 2019</a>' in html
    assert before.get_absolute_url() not in html
    assert "Later: agreed by DMT, 14 June 2019.\nhttp://testserver/topics/" in html  # taken along in the message


@pytest.mark.parametrize(("outcome", "said"), [("not_agreed", "not agreed by DMT"), ("put_off", "put off by DMT")])
def test_whatever_was_decided_later_is_told_beside_a_wording(client, dmt, grace, phones, outcome, said):
    worded(grace, phones, said_on=date(2019, 6, 3))
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11), outcome=outcome)
    client.force_login(grace)
    html = stand_of(client, phones)
    assert f"<b>Later:</b> {said}, " in html


def test_a_wording_tells_its_day_and_can_be_written_anew_from_the_decision(client, dmt, grace, phones):
    worded(grace, phones, said_on=date(2019, 6, 3), source_label="Board papers")
    make.make_decision("One phone each", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    client.force_login(grace)
    html = stand_of(client, phones)
    assert "Wording of Mon 3 June 2019" in html
    assert "Mobile phones: We are asking around. (Board papers, Mon 3 June 2019)\n" in html
    address = f"{reverse('topic-wording', args=[phones.slug, 'stands'])}?from=decision"
    assert address in html
    form = client.get(address).content.decode()
    assert "DMT agreed on Tuesday 11 June 2019: One phone each." in form
    assert "We are asking around." not in form.split("Wordings so far")[0]
    client.force_login(make.make_user("Tomasz Zielinski", role="auditor"))
    assert address not in stand_of(client, phones)


def test_a_strangers_wording_tells_of_no_decision_that_is_not_public(client, dmt, grace, phones):
    publish_note([phones])
    worded(grace, phones, audience="everyone", said_on=date(2019, 6, 3))
    make.make_decision("canarydecision", forum=dmt, topics=[phones], date=date(2019, 6, 11))
    html = page(client, phones)
    assert "We are asking around." in html
    assert "Later:" not in html
    assert "11 June" not in html


def test_a_wording_for_staff_is_not_a_strangers(client, grace, phones):
    publish_note([phones])
    for text, audience in (("For all to say", "everyone"), ("For us to say", "staff")):
        wording = TopicWording(topic=phones, kind="stands", text=text, said_on=TODAY, audience=audience)
        wording.source_label, wording.source_url = "DMT", "/decisions/abc/"
        wording.save_as(by=grace.person, verb="worded")
    html = page(client, phones)
    assert "For all to say" in html
    assert "For us to say" not in html
    assert "/decisions/abc/" not in html
    client.force_login(grace)
    assert "For us to say" in page(client, phones)

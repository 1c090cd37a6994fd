"""Taking something to a higher group, and recording by one tap what they said."""

import re
from datetime import date

import pytest
from django.test import RequestFactory

from meetings.decisions.waiting import waiting_panel
from meetings.models import Decision, Referral
from tests import factories as make


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def sent(dmt):
    """The decision about phones, on its way to HMT since yesterday."""
    topic = make.make_topic("Mobile phones")
    decision = make.make_decision("One standard phone", forum=dmt.forum, topics=[topic])
    referral = Referral(
        title="Mobile phones", forum=dmt.forum, to_forum=dmt.hmt, sent_on=date(2019, 6, 11), decision=decision
    )
    referral.save_as(by=dmt.grace.person, verb="sent")
    return referral


def panel_for(user) -> list:
    request = RequestFactory().get("/")
    request.user = user
    return waiting_panel(request)["asks"]


def test_a_decision_goes_to_the_group_above(as_, dmt):
    decision = make.make_decision("One standard phone", forum=dmt.forum)
    address = f"{decision.get_absolute_url()}take/"
    page = as_(dmt.grace).get(address)
    assert "Take to HMT" in text_of(page)
    assert page.context["form"]["to_forum"].initial == dmt.hmt
    as_(dmt.grace).post(address, {"title": "Mobile phones", "to_forum": "hmt", "sent_on": "11 June"})
    referral = Referral.objects.get()
    assert (referral.decision, referral.to_forum, referral.sent_on) == (decision, dmt.hmt, date(2019, 6, 11))
    assert "Waiting for HMT" in text_of(as_(dmt.grace).get(decision.get_absolute_url()))


def test_an_item_a_topic_or_nothing_goes_as_well(as_, dmt):
    topic = make.make_topic("Mobile phones")
    item = make.make_item(dmt.meeting, "Laptops")
    data = {"title": "For you", "forum": "dmt", "to_forum": "hmt", "sent_on": "today"}
    for query in (f"?item={item.ref}", f"?topic={topic.slug}", ""):
        assert as_(dmt.grace).post(f"/referrals/new/{query}", data).status_code == 302
    carried = Referral.objects.order_by("pk").values_list("item_id", "topic_id")
    assert list(carried) == [(item.pk, None), (None, topic.pk), (None, None)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what goes to them"),
        ({"to_forum": "dmt"}, "Choose another group"),
        ({"to_forum": ""}, "Choose where it goes"),
        ({"sent_on": "31 Feb"}, "When must be a real date"),
        ({"forum": "hmt"}, "Choose one of your groups"),
    ],
)
def test_a_wrong_referral_is_answered(as_, dmt, wrong, said):
    data = {"title": "For you", "forum": "dmt", "to_forum": "hmt", "sent_on": "today"} | wrong
    response = as_(dmt.grace).post("/referrals/new/", data)
    assert said in text_of(response)
    assert not Referral.objects.exists()


@pytest.mark.parametrize("outcome", ["agreed", "caveats", "not_agreed", "put_off"])
def test_one_tap_records_their_decision(as_, dmt, sent, outcome):
    response = as_(dmt.grace).post(f"/referrals/{sent.ref}/answer/", {"outcome": outcome, "next": "/actions/"})
    assert response["Location"] == "/actions/"
    sent.refresh_from_db()
    answer = sent.answer
    assert (answer.outcome, answer.decided_by, answer.date) == (outcome, dmt.hmt, date(2019, 6, 12))
    assert [topic.name for topic in answer.topics.all()] == ["Mobile phones"]
    assert answer.caveats_to_follow == (outcome == "caveats")


def test_a_line_and_caveats_can_go_with_the_answer(as_, dmt, sent):
    data = {"outcome": "caveats", "text": "For field staff only", "caveats": "Tax check\nApp tested", "said_on": "11/6"}
    as_(dmt.grace).post(f"/referrals/{sent.ref}/answer/", data)
    sent.refresh_from_db()
    assert (sent.answer.text, sent.answer.date) == ("For field staff only", date(2019, 6, 11))
    assert sent.answer.summary_line() == "Agreed, 0 of 2 caveats met"
    assert "Agreed, 0 of 2 caveats met" in text_of(as_(dmt.grace).get(sent.get_absolute_url()))


def test_the_second_tap_records_nothing(as_, dmt, sent):
    for _ in range(2):
        response = as_(dmt.grace).post(f"/referrals/{sent.ref}/answer/", {"outcome": "agreed"}, follow=True)
    assert "answered or withdrawn already" in text_of(response)
    assert Decision.objects.filter(decided_by=dmt.hmt).count() == 1


@pytest.mark.parametrize("data", [{}, {"outcome": "maybe"}, {"outcome": "agreed", "said_on": "31/2"},
                                  {"outcome": "not_agreed", "caveats": "Tax check"}])  # fmt: skip
def test_a_wrong_answer_is_said_and_nothing_is_saved(as_, dmt, sent, data):
    response = as_(dmt.grace).post(f"/referrals/{sent.ref}/answer/", data)
    assert "There is a problem" in text_of(response)
    sent.refresh_from_db()
    assert sent.answer is None


def test_only_the_group_that_sent_it_answers(as_, client, dmt, sent):
    address = f"/referrals/{sent.ref}/answer/"
    assert client.post(address, {"outcome": "agreed"})["Location"].startswith("/accounts/login/")
    assert as_(dmt.yusuf).post(address, {"outcome": "agreed"}).status_code == 404
    sent.audience = "staff"
    sent.save()
    assert as_(dmt.yusuf).post(address, {"outcome": "agreed"}).status_code == 403
    assert "What did they say?" not in text_of(as_(dmt.yusuf).get(sent.get_absolute_url()))


def test_withdrawn_it_waits_no_longer(as_, dmt, sent):
    assert len(panel_for(dmt.grace)) == 1
    as_(dmt.grace).post(f"/referrals/{sent.ref}/withdraw/")
    sent.refresh_from_db()
    assert sent.withdrawn
    assert "Withdrawn" in text_of(as_(dmt.grace).get(sent.get_absolute_url()))
    assert panel_for(dmt.grace) == []


def test_this_week_asks_the_group_that_sent_it_once_it_has_gone(dmt, sent):
    assert [(referral.title, went) for referral, went in panel_for(dmt.grace)] == [("Mobile phones", "yesterday")]
    assert panel_for(dmt.yusuf) == []
    sent.sent_on = date(2019, 6, 20)
    sent.save()
    assert panel_for(dmt.grace) == []


def test_the_answer_reaches_no_further_than_the_question(as_, dmt, sent):
    as_(dmt.grace).post(f"/referrals/{sent.ref}/answer/", {"outcome": "agreed"})
    sent.refresh_from_db()
    assert as_(dmt.yusuf).get(sent.answer.get_absolute_url()).status_code == 404

"""A proposal in its meetings: on the agenda, decided by a typed line, remembered by the investment item."""

import re
from datetime import date

import pytest

from meetings.agenda.writes import put_on_agenda
from meetings.decisions.writes import send_up
from meetings.models import AgendaItem, Decision, Proposal
from meetings.proposals.standing import standing_of_one
from meetings.room.memory import memory_under
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def on_agenda(room, proposal: Proposal, meeting=None) -> AgendaItem:
    item, _new = put_on_agenda(
        proposal, "proposal", meeting or room.meeting, title=proposal.title, by=room.helen.person, runs=True
    )
    return item


def test_it_goes_on_an_agenda_which_says_what_is_asked(as_, room, phones):
    client = as_(room.helen)
    client.post(f"{phones.get_absolute_url()}agenda/", {"meeting": room.next_meeting.ref, "title": phones.title})
    item = AgendaItem.objects.get(about_type="proposal")
    assert (item.about_ref, item.title) == (phones.ref, phones.title)
    words = text_of(client.get(f"/meetings/{room.next_meeting.ref}/agenda/"))
    assert "Proposal , spend approval, £590k capital, £40k a year for good" in words
    assert standing_of_one(phones, room.priya).where(on=MONDAY) == "on the agenda of DMT, Mon 17 June"


def test_a_line_typed_under_it_is_its_decision_by_itself(as_, room, phones):
    """Without JavaScript and without a mouse: the box has the focus; what is typed is the decision's own text."""
    item, client = on_agenda(room, phones), as_(room.priya)
    live = f"/meetings/{room.meeting.ref}/live/?item={item.ref}"
    page = client.get(live).content.decode()
    box = re.search(r"<(?:textarea|input)[^>]*autofocus[^>]*>", page)
    assert box, "the line has the focus as the page opens: no key is needed to get there"
    action = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(?:(?!</form>).)*autofocus', page, re.S)[1]
    typed = "agreed subject to: tax check (Daniel by 3 July); app tested"
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.split(action, 1)[1]))
    client.post(action.replace("&amp;", "&"), hidden | {re.search(r'name="([^"]+)"', box[0])[1]: typed})
    decision = Decision.objects.get()
    assert decision.item == item
    words = text_of(client.get(phones.get_absolute_url()))
    assert "Agreed with caveats: DMT" in words
    assert "Agreed, 0 of 2 caveats met" in words
    assert "Tax check" in words
    assert "Daniel Okafor" in words


@pytest.mark.parametrize(
    ("typed", "outcome", "decided_by"),
    [
        ("agreed", "agreed", "DMT"), ("Agreed.", "agreed", "DMT"), ("approved", "agreed", "DMT"),
        ("not agreed", "not_agreed", "DMT"), ("put off", "put_off", "DMT"), ("deferred", "put_off", "DMT"),
        ("HMT agreed", "agreed", "HMT"), ("agreed with caveats", "caveats", "DMT"),
        ("put off until 1 July", "put_off", "DMT"), ("agreed as proposed", "agreed", "DMT"),
    ],
)  # fmt: skip
def test_the_bare_word_says_enough_under_it_and_nowhere_else(room, phones, typed, outcome, decided_by):
    room.type(typed, item=on_agenda(room, phones))
    decision = Decision.objects.select_related("decided_by").get()
    assert (decision.outcome, decision.decided_by.name) == (outcome, decided_by)
    assert decision.text.startswith(phones.title)
    assert standing_of_one(phones, room.priya).state == outcome
    assert room.type("agreed", item=room.finance).kind == "note"


@pytest.mark.parametrize("typed", ["Cate agreed", "agreed?", "we all agreed to differ on it", "agreed\nthat"])
def test_what_only_sounds_like_it_is_read_as_ever(room, phones, typed):
    item = on_agenda(room, phones)
    assert room.type(typed, item=item).heard[0]["kind"] == room.type(typed, item=room.finance).heard[0]["kind"]


def test_a_line_taken_back_takes_its_decision_back(room, phones):
    item = on_agenda(room, phones)
    line = room.type("agreed", item=item)
    assert standing_of_one(phones, room.priya).state == "agreed"
    decision = Decision.objects.get(line=line)
    assert decision.text == phones.title
    decision.delete_softly(by=None)
    assert standing_of_one(phones, room.priya).state == "undecided"


def test_what_is_taken_further_from_the_decision_is_on_its_way_too(room, phones):
    room.type("agreed", item=on_agenda(room, phones))
    referral = send_up(
        title="Phones",
        forum=room.dmt,
        to_forum=room.hmt,
        on=MONDAY,
        by=room.priya.person,
        decision=Decision.objects.get(),
    )
    standing = standing_of_one(phones, room.priya)
    assert (standing.state, standing.label) == ("waiting", "Waiting for HMT")
    referral.answer_with("caveats", by=room.priya.person, on=date(2019, 6, 20), caveats=["tax check"])
    standing = standing_of_one(phones, room.priya)
    assert (standing.label, len(standing.open_caveats)) == ("Agreed with caveats: HMT", 1)


def test_the_investment_item_opens_with_what_is_live(as_, room, phones):
    agreed, refused, gone = (make.make_proposal(title, room.dmt) for title in ("Desks", "Cars", "Yachts"))
    for proposal, outcome in ((agreed, "agreed"), (refused, "not_agreed")):
        proposal.decisions.add(make.make_decision(proposal.title, forum=room.dmt, outcome=outcome, audience="members"))
    gone.ended, gone.ended_on, gone.place = "withdrawn", MONDAY, None
    Proposal.objects.filter(pk=gone.pk).update(place=None)
    gone.save_as(by=None, verb="withdrawn")
    assert [one.proposal for one in memory_under(room.phones, room.priya, numbers={}, on=MONDAY).proposals] == [phones]
    assert not memory_under(room.finance, room.priya, numbers={}, on=MONDAY).proposals
    agreed.decisions.get().add_caveat("tax check", by=None)
    refused.benefit_action = make.make_action("Look", room.grace, due=date(2019, 6, 20), forum=room.dmt)
    refused.save_as(by=None, verb="changed")
    words = text_of(as_(room.priya).get(f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}"))
    assert "One phone for field staff Not decided yet, not on an agenda yet" in words
    assert "1 caveat open" in words
    assert "Benefit to look at, Grace Li, Thu 20 June" in words
    assert "Yachts" not in words
    assert memory_under(room.phones, room.staff, numbers={}, on=MONDAY).proposals == []

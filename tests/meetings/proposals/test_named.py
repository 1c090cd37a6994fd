"""A decision typed under an item of investment is of the proposal that it names: tied if it is plain, else offered."""

import re

import pytest
from django.urls import reverse

from meetings.models import Decision, Line, Proposal
from meetings.proposals.standing import standing_of_one
from meetings.publishing.writes import share
from meetings.room.line_writes import restore, retype, undo
from meetings.room.proposing import KnownProposal, proposal_meant
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY


def known(*titles: str) -> list[KnownProposal]:
    return [KnownProposal(place, f"ref-{place}", title) for place, title in enumerate(titles)]


@pytest.mark.parametrize(
    ("text", "titles", "tied", "offered"),
    [
        ("One phone for field staff", ["One phone for field staff"], 0, []),
        ("the spend on one phone for field-staff, £590k", ["Desks", "One phone for field staff"], 1, []),
        ("see /proposals/ref-1/", ["Desks", "Chairs"], 1, []),
        ("Phones for the field", ["Phones", "Phones for the field"], 1, []),
        ("desks", ["Desks", "Phones for the field"], 0, []),
        ("the desks", ["Desks", "Phones for the field"], 0, []),
        ("desks for the new floor", ["Desks", "Phones for the field"], None, [0]),
        ("New desks and old chairs", ["New desks", "Old chairs"], None, [0, 1]),
        ("one phone", ["Desks", "One phone for field staff"], None, [1]),
        ("to go ahead", ["One phone for field staff"], None, [0]),
        ("to go ahead", ["Desks", "One phone for field staff"], None, []),
        ("to go ahead with the", ["Work on the", "A plan of ours"], None, []),
        ("anything", [], None, []),
    ],
)  # fmt: skip
def test_which_is_meant(text, titles, tied, offered):
    meant = proposal_meant(text, known(*titles))
    assert meant.tied == (known(*titles)[tied] if tied is not None else None)
    assert [one.key for one in meant.offered] == offered


def state(proposal: Proposal, user) -> str:
    return standing_of_one(proposal, user).state


def test_the_one_that_is_named_is_decided(room, phones):
    make.make_proposal("Desks for the new floor", room.dmt)
    line = room.type("agreed one phone for field staff, subject to: tax check (Daniel by 3 July)")
    assert line.heard[0]["proposal"] == [phones.ref, phones.title]
    assert [one.line for one in phones.decisions.all()] == [line]
    assert state(phones, room.priya) == "caveats"
    line = Line.objects.get(pk=line.pk)
    undo(line, by=room.priya.person)
    assert state(phones, room.priya) == "undecided"
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert state(phones, room.priya) == "caveats"
    again = Line.objects.get(pk=line.pk)
    retype(again, "agreed desks for the new floor", by=room.priya.person, on=MONDAY, expected_version=again.version)
    assert state(phones, room.priya) == "undecided"
    assert state(Proposal.objects.get(title="Desks for the new floor"), room.priya) == "agreed"


def test_only_what_is_before_the_group_is_meant(room, phones):
    """Not what was withdrawn or deleted, not another group's, and only under an item of investment."""
    text = f"agreed {phones.title}"
    assert "proposal" not in room.type(text, item=room.finance).heard[0]
    Proposal.objects.filter(pk=phones.pk).update(ended="withdrawn", ended_on=MONDAY, place=None)
    assert not {"proposal", "may_be_of"} & room.type(text).heard[0].keys()
    Proposal.objects.filter(pk=phones.pk).update(ended="", ended_on=None, forum=room.hmt)
    assert not {"proposal", "may_be_of"} & room.type(text).heard[0].keys()
    Proposal.objects.filter(pk=phones.pk).update(forum=room.dmt)
    Proposal.objects.get(pk=phones.pk).delete_softly(by=None)
    assert not {"proposal", "may_be_of"} & room.type(text).heard[0].keys()
    assert not phones.decisions.exists()


def test_under_the_item_about_one_none_is_tied_beside(room, phones):
    """There every decision is of what the item is about."""
    other = make.make_proposal("Desks for the new floor", room.dmt)
    item = make.make_item(room.meeting, phones.title, kind="investment", about_type="proposal", about_ref=phones.ref)
    assert "proposal" not in room.type("agreed desks for the new floor", item=item).heard[0]
    assert not other.decisions.exists()


def press(client, page: str, label: str, *, htmx: bool) -> str:
    """Press the button of that label on the page, as a browser would."""
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.S) if label in one)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    address = re.search(r'action="([^"]+)"', form)[1]
    answer = client.post(address, fields, headers={"HX-Request": "true"} if htmx else {}, follow=not htmx)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("htmx", [True, False], ids=["scripts", "no scripts"])
def test_in_doubt_it_is_offered_and_what_was_tied_can_be_let_go(as_, room, phones, htmx):
    make.make_proposal("Desks for the new floor", room.dmt)
    line, client = room.type("agreed the phones, one for each"), as_(room.priya)
    assert not phones.decisions.exists()
    live = f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}"
    page = client.get(live).content.decode()
    page = press(client, page, f"Of the proposal “{phones.title}”", htmx=htmx)
    assert [one.line for one in phones.decisions.all()] == [line]
    page = press(client, page, "Not of this proposal", htmx=htmx)
    assert not phones.decisions.exists()
    press(client, page, f"Of the proposal “{phones.title}”", htmx=htmx)
    assert state(phones, room.priya) == "agreed"


def test_who_reads_along_is_not_told_of_the_proposal(as_, room, phones):
    room.type(f"agreed {phones.title} !staff")
    share(room.meeting, by=room.helen.person)
    for address in ("live/", ""):
        answer = as_(room.staff).get(f"/meetings/{room.meeting.ref}/{address}?item={room.phones.ref}")
        assert answer.status_code in (200, 403)
        assert phones.ref not in answer.content.decode()


def test_nobody_else_ties_it(as_, room, phones):
    line = room.type("agreed the phones")
    decision = Decision.objects.get(line=line)
    other = make.make_proposal("Theirs", room.hmt)
    address = reverse("meetings:line-settle", args=[line.ref])
    sent = {"what": "proposal", "ref": decision.ref, "value": phones.ref}
    for user in (room.staff, room.outsider):
        assert as_(user).post(address, sent).status_code in (403, 404)
    assert as_(room.priya).post(address, sent | {"value": other.ref}).status_code == 404
    assert as_(room.priya).post(address, sent | {"value": "nonsense"}).status_code == 404
    assert not phones.decisions.exists()
    assert not other.decisions.exists()
    assert as_(room.priya).post(address, sent).status_code == 302
    assert phones.decisions.exists()

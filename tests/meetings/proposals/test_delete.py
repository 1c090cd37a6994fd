"""Deleting a proposal that was written down by mistake, and bringing it back."""

import re
from datetime import date

from meetings.models import Proposal
from tests import factories as make


def places(room) -> list[tuple[str, int | None]]:
    rows = Proposal.objects.live().filter(forum=room.dmt).in_order()
    return [(one.title, one.place) for one in rows]


def test_it_goes_with_its_benefits_action_and_comes_back_last_by_the_press_that_is_offered(as_, room, phones):
    make.make_proposal("Desks", room.dmt)
    phones.benefit_action = make.make_action("See whether it came true", room.grace, due=date(2019, 9, 1))
    phones.save_as(by=None, verb="changed")
    decision = make.make_decision("One phone", forum=room.dmt)
    phones.decisions.add(decision)
    client = as_(room.priya)
    page = phones.get_absolute_url()
    assert "Delete this proposal" in client.get(page).content.decode()
    answer = client.post(f"{page}delete/", follow=True)
    assert client.get(page).status_code == 404
    assert places(room) == [("Desks", 1)]
    phones.benefit_action.refresh_from_db()
    decision.refresh_from_db()
    assert phones.benefit_action.is_deleted
    assert not decision.is_deleted
    address = re.search(r'<form method="post" action="([^"]+restore/)"', answer.content.decode())[1]
    assert as_(room.helen).post(address).status_code == 404  # only who deleted it
    assert as_(room.priya).post(address).status_code == 302
    assert client.get(page).status_code == 200
    assert places(room) == [("Desks", 1), (phones.title, 2)]
    phones.benefit_action.refresh_from_db()
    assert not phones.benefit_action.is_deleted
    assert as_(room.priya).post(address).status_code == 404


def test_only_the_group_deletes_it(as_, room, phones):
    phones.audience = "staff"
    phones.save_as(by=None, verb="changed")
    page = phones.get_absolute_url()
    assert "Delete this proposal" not in as_(room.staff).get(page).content.decode()
    assert as_(room.staff).post(f"{page}delete/").status_code == 403
    assert as_(room.outsider).post(f"{page}delete/").status_code in (403, 404)
    assert not Proposal.objects.get(pk=phones.pk).is_deleted

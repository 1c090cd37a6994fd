"""A record's page leads to its history where there is one for this reader, and nobody to a page that is not there."""

import pytest
from django.urls import reverse

from hackit.audience import Audience
from meetings.models import Recommendation
from tests import factories as make

pytestmark = pytest.mark.django_db

KINDS = {
    "action": lambda dmt, **more: make.make_action("Send costs", make.make_person("Yusuf Demir"), forum=dmt, **more),
    "decision": lambda dmt, **more: make.make_decision("One phone", forum=dmt, **more),
    "coming-up": lambda dmt, **more: make.make_coming_up("Show and tell", forum=dmt, **more),
    "proposal": lambda dmt, **more: make.make_proposal("One phone", dmt, **more),
    "enquiry": lambda dmt, **more: make.make_enquiry("What is the run rate?", dmt, **more),
    "budget": lambda dmt, **more: make.make_budget("Phones", dmt, **more),
    "figure": lambda dmt, **more: make.make_figure("Phones given out", dmt, **more),
    "review": lambda dmt, **more: make.make_review("Cyber", dmt, **more),
    "recommendation": lambda dmt, **more: make.make_recommendation(make.make_review("Cyber", dmt, **more), "Use it"),
}


@pytest.fixture
def grace():
    return make.make_user("Grace Li")


@pytest.fixture
def dmt(grace):
    dmt = make.make_forum("DMT")
    make.join(dmt, grace)
    return dmt


def leads_to_history(client, user, kind, record) -> bool:
    """Whether the page has the link; fails where that is another answer than the history itself gives."""
    client.force_login(user)
    address = reverse(f"meetings:{kind}-history", args=[record.ref])
    page = client.get(record.get_absolute_url())
    assert page.status_code == 200
    is_there = address in page.content.decode()
    assert is_there == (client.get(address).status_code == 200)
    return is_there


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_the_groups_first_has_a_history_for_the_group(client, grace, dmt, kind):
    record = KINDS[kind](dmt, audience=Audience.MEMBERS)
    for one in [record.review, record] if isinstance(record, Recommendation) else [record]:
        one.refresh_from_db()
        one.audience = Audience.STAFF
        one.save_as(by=grace.person, verb="shared")
    assert leads_to_history(client, grace, kind, record)
    assert not leads_to_history(client, make.make_user("Sam Whitfield"), kind, record)


@pytest.mark.parametrize("kind", ["action", "decision", "coming-up", "proposal"])
def test_what_was_for_all_staff_from_the_first_has_one_for_them(client, dmt, kind):
    record = KINDS[kind](dmt, audience=Audience.STAFF)
    assert leads_to_history(client, make.make_user("Sam Whitfield"), kind, record)

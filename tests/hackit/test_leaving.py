"""Who leaves: what still stands that somebody has to end."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.models import Membership, Role
from hackit.people.writes import change_login
from tests import factories as make

pytestmark = pytest.mark.django_db


def page(client, person):
    return client.get(person.get_absolute_url()).text


def test_of_somebody_who_left_an_administrator_is_told_the_groups_that_still_have_them(client):
    dmt, grace = make.make_forum("DMT"), make.make_user("Grace Li")
    martin = make.make_user("Martin Frost", role=Role.ADMINISTRATOR)
    helen = make.make_user("Helen Marsh")
    make.join(dmt, helen, Membership.Part.SECRETARY)
    still = f'<a href="{reverse("meetings:forum-members", args=[dmt.slug])}">DMT</a>'
    client.force_login(martin)
    assert still not in page(client, helen.person)
    change_login(helen, role=Role.STAFF, is_active=False, by=martin.person)
    assert f"Helen has left and is still in {still}" in page(client, helen.person)
    client.force_login(grace)
    assert "has left" not in page(client, helen.person)
    dmt.memberships.update(to_date=date(2019, 6, 3))
    client.force_login(martin)
    assert "has left" not in page(client, helen.person)

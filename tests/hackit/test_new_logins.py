"""Logins that two administrators give at the same moment."""

import pytest
from django.db import connection
from django.urls import reverse

from hackit.models import Role
from hackit.people.writes import add_login
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_of_two_who_give_one_address_at_once_the_second_is_told(client):
    helen, sam = make.make_person("Helen Marsh"), make.make_person("Sam Whitfield")
    client.force_login(make.make_user("Martin Frost", role=Role.ADMINISTRATOR))
    given = []

    def quicker(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "hackit_user"') and not given:
            given.append(sam)
            add_login(sam, email="one@example.org", role="staff", by=None)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(quicker):
        answer = client.post(
            reverse("person-login", args=[helen.slug]), {"email": "one@example.org", "role": "staff", "token": "t"}
        )
    assert (answer.status_code, len(given)) == (422, 1)
    assert "Somebody has that email address already" in answer.content.decode()

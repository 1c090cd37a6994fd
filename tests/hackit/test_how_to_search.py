"""The page on how to search: each example on it is understood and finds something in the sample."""

import pytest
from django.urls import reverse

from hackit.models import User
from hackit.sample import make_sample
from hackit.search.examples import examples
from hackit.search.searching import search
from hackit.shortcuts import today
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_every_example_is_understood_and_finds_something():
    make_sample(on=today())
    helen = User.objects.get(email="helen.marsh@example.org")
    for _heading, rows in examples(today(), staff=True):
        for row in rows:
            results = search(row.typed, user=helen, on=today())
            assert results.notes == [], row.typed
            assert results.hits, row.typed


def test_the_page_is_linked_from_the_search_and_its_examples_are_links(client):
    assert f'href="{reverse("how-to-search")}"' in client.get(reverse("search")).content.decode()
    html = client.get(reverse("how-to-search")).content.decode()
    assert 'href="/search/?q=%22standard%20phone%22"' in html
    assert "owner:me" not in html
    client.force_login(make.make_user("Grace Li"))
    assert "owner:me" in client.get(reverse("how-to-search")).content.decode()

"""The page on privacy tells of every table that holds people, of every cookie that is set, and how long it is so."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hackit import held
from hackit.cookies import cookies
from tests import factories as make
from tests.access_world import AccessWorld

pytestmark = pytest.mark.django_db


def test_it_says_what_is_held_and_how_long(client, settings):
    settings.KEEP_DAYS = {"letters": 217}
    settings.SESSION_LONGEST, settings.SESSION_UNUSED = timedelta(days=12), timedelta(hours=36)
    page = html.unescape(client.get(reverse("privacy")).content.decode())
    assert [row.what for row in held.rows() if row.what not in page] == []
    assert "217 days" in page
    assert "for 12 days at most, and for 36 hours while you don’t use" in page
    assert "stays as it was, with the names in it" in page
    assert "until you remove it" in page
    assert "Open Government Licence" in page
    assert not client.cookies


def test_no_cookie_is_set_that_it_does_not_tell_of():
    known = {cookie.name for cookie in cookies()}
    world = AccessWorld()
    user = make.make_user("Ann Other")
    public = next(state for state in world.states if state.name == "public")
    stranger, signed_in = Client(), Client()
    note = public.records["note"].get_absolute_url()
    for address in ("/", note, f"{note}feedback/", "/search/?q=desks", "/accounts/login/", "/no-such-page/"):
        stranger.get(address)
    signed_in.get("/accounts/login/")
    sent = {"login": user.email, "password": "a long enough passphrase", "remember": "on"}
    assert signed_in.post("/accounts/login/", sent).status_code == 302
    for address in ("/", "/me/", "/me/mail/", "/actions/", "/weeknotes/new/"):
        signed_in.get(address)
    assert set(stranger.cookies) | set(signed_in.cookies) == known


def test_public_feeds_and_pages_say_by_what_licence(client):
    world = AccessWorld()
    words = "Open Government Licence"
    for name, kwargs in (
        ("home", {}), ("topics", {}), ("weeknotes:weeknote-feed", {}),
        ("meetings:meeting-feed", {}), ("meetings:group-meeting-feed", {"slug": world.forum.slug}),
    ):  # fmt: skip
        answer = client.get(reverse(name, kwargs=kwargs))
        assert answer.status_code == 200, name
        assert words in answer.content.decode(), name

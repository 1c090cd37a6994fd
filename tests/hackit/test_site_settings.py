"""The page on which an administrator says what this place is called, whom to write to and by what licence."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hackit.history import Event
from hackit.mail.outbox import Letter, rendered
from hackit.models import Mail, Role, SiteSettings
from hackit.models.site import OPEN_GOVERNMENT_LICENCE
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/"
FEEDS = ("weeknotes:weeknote-feed", "meetings:meeting-feed")


@pytest.fixture
def nadia():
    return make.make_user("Nadia Rowe", role=Role.ADMINISTRATOR)


@pytest.fixture
def as_nadia(client, nadia):
    client.force_login(nadia)
    return client


def filled(client, **changes):
    """What the page's form holds as it is opened, with these changes."""
    form = client.get(ADDRESS).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


def words(client, name):
    return client.get(reverse(name)).content.decode()


def test_an_administrator_changes_what_every_page_feed_and_letter_says(as_nadia, client, nadia):
    answer = as_nadia.post(
        ADDRESS,
        filled(
            client, name="Exampleshire  Digital", strapline="Its record", contact_email="records@example.org",
            licence_text="Free for  everyone under <CC> BY.", licence_url="https://creativecommons.org/licenses/by/4.0/",
        ),
        follow=True,
    )  # fmt: skip
    assert "Saved. It stands on every page from now on." in answer.content.decode()
    assert "<b>Exampleshire Digital</b><small>Its record</small>" in answer.content.decode()
    letter = rendered(Letter("Hello", "mail/base", {}), Mail(person=nadia.person))
    assert "Exampleshire Digital, Its record:" in letter.body
    client.logout()
    said, where = "Free for everyone under &lt;CC&gt; BY.", "https://creativecommons.org/licenses/by/4.0/"
    licence = f'<a href="{where}" rel="license">{said}</a>'
    for name in ("home", "topics", "privacy", "accessibility"):
        assert "Exampleshire Digital" in words(client, name)
        assert licence in words(client, name)
    for name in ("privacy", "accessibility", "feedback"):
        assert 'href="mailto:records@example.org"' in words(client, name)
    assert "Contact: mailto:records@example.org\n" in words(client, "security-txt")
    for name in FEEDS:
        feed = words(client, name)
        assert "Exampleshire Digital</title>" in feed
        assert f"<rights>{said}</rights>" in feed
        assert re.search(f'<link (?:rel="license" href="{where}"|href="{where}" rel="license")', feed)


def test_a_new_place_is_open_under_the_open_government_licence_and_leads_to_it(client):
    assert f'href="{OPEN_GOVERNMENT_LICENCE}" rel="license">What is published here' in words(client, "home")
    SiteSettings(licence_url="").save()
    assert "<p>What is published here is open under the Open Government" in words(client, "home")
    assert 'rel="license"' not in words(client, "home") + words(client, FEEDS[0])


def test_what_is_written_wrong_is_named_and_changes_nothing(as_nadia):
    for change, said in (
        ({"name": "  "}, "Enter what it is called"),
        ({"name": "x" * 61}, "Make the name 60 characters or fewer"),
        ({"contact_email": "records"}, "Enter an email address in the right form"),
        ({"licence_url": "http://example.org/licence"}, "must be a web address that starts with https://"),
        ({"licence_url": "javascript:alert(1)"}, "must be a web address that starts with https://"),
        ({"licence_text": ""}, "Enter the licence’s sentence, or take its address away"),
    ):
        answer = as_nadia.post(ADDRESS, filled(as_nadia, **change))
        assert answer.status_code == 422
        assert "<title>Error: Settings" in answer.content.decode()
        assert said in answer.content.decode()
    assert not SiteSettings.objects.exists()
    assert not Event.objects.filter(record_type="hackit.sitesettings").exists()


def test_the_second_of_two_administrators_reads_both_texts_and_chooses(as_nadia):
    typed = filled(as_nadia, name="Mine")
    as_nadia.post(ADDRESS, filled(as_nadia, name="Theirs"))
    clash = as_nadia.post(ADDRESS, typed)
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "<title>Someone else changed the settings" in page
    assert "<dt>What it is called</dt><dd>Theirs</dd>" in page
    assert 'value="Mine"' in page
    assert SiteSettings.current().name == "Theirs"
    form = clash.context["form"]
    as_nadia.post(ADDRESS, {name: form[name].value() or "" for name in form.fields})
    assert SiteSettings.current().name == "Mine"


def test_a_save_that_changes_nothing_writes_nothing(as_nadia):
    assert as_nadia.post(ADDRESS, filled(as_nadia)).status_code == 302
    assert not SiteSettings.objects.exists()


def test_of_two_first_saves_at_one_moment_the_second_is_asked(as_nadia, monkeypatch):
    typed = filled(as_nadia, name="Mine")
    locked = SiteSettings.locked

    def theirs_comes_between():
        found = locked()
        SiteSettings(name="Theirs").save()
        return found

    monkeypatch.setattr(SiteSettings, "locked", theirs_comes_between)
    assert as_nadia.post(ADDRESS, typed).status_code == 409


def test_every_change_stands_in_the_history_with_what_was_there_before(as_nadia):
    history = as_nadia.get("/settings/history/").content.decode()
    assert "Nothing has been changed since it was made." in history
    as_nadia.post(ADDRESS, filled(as_nadia, name="Exampleshire", contact_email="a@example.org"))
    as_nadia.post(ADDRESS, filled(as_nadia))
    assert Event.objects.filter(record_type="hackit.sitesettings").count() == 1
    history = as_nadia.get("/settings/history/").content.decode()
    for said in ("Changed</b> by Nadia Rowe", "Name: Exampleshire (was HackIT)", "Who to write to: a@example.org"):
        assert said in history
    assert 'href="/settings/history/"' in as_nadia.get(ADDRESS).content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.NONE])
def test_nobody_else_opens_or_changes_it(client, role):
    client.force_login(make.make_user("Sam Whitfield", role=role))
    for address in (ADDRESS, "/settings/history/"):
        assert client.get(address).status_code == 403
    assert client.post(ADDRESS, {"name": "Mine"}).status_code == 403
    assert 'href="/settings/"' not in client.get("/me/").content.decode()
    assert not SiteSettings.objects.exists()


def test_an_administrator_finds_it_from_every_page_and_under_their_name(as_nadia):
    assert 'href="/settings/"' in words(as_nadia, "people")
    assert words(as_nadia, "me").count('href="/settings/"') == 2


@pytest.mark.parametrize("url", ["http://example.org/", "javascript:alert(1)", "https://example.org/"])
def test_the_database_keeps_no_address_of_a_licence_that_is_unsafe_or_without_words(url):
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteSettings(licence_url=url, licence_text="" if url.startswith("https") else "Open.").save()

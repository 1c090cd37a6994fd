"""A form sent while signed out: its words are on the page that says so, and arrive once one has signed in."""

import pytest
from django.test import Client

from tests.factories import make_user
from tests.weeknotes.conftest import make_published
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db
HERE = {"Accept": "text/html,*/*", "Origin": "http://testserver"}


def test_a_stranger_who_presses_a_button_keeps_what_they_typed_and_nothing_is_stored(client):
    typed = {"do": "save", "body-0": 'All of my <b>words</b> & "more"\r\nof them'}
    page = client.post("/weeknotes/new/?x=1", {**typed, "csrfmiddlewaretoken": "old"}, headers=HERE)
    assert page.status_code == 401
    assert page.headers["Cache-Control"] == "no-store"
    assert 'action="/weeknotes/new/?x=1"' in page.text
    assert "All of my &lt;b&gt;words&lt;/b&gt; &amp; &quot;more&quot;\r\nof them" in page.text
    assert 'value="old"' not in page.text
    assert 'href="/accounts/login/?next=/me/signed-in/"' in page.text
    assert "typed" not in client.session
    assert not Weeknote.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html", "Origin": "https://elsewhere.example"},
        {"Accept": "text/html", "Origin": "null"},
        {"Accept": "text/html"},
        {"Accept": "application/json", "Origin": "http://testserver"},
        {**HERE, "HX-Request": "true"},
    ],
    ids=["another site", "no site", "says nothing", "a script", "a piece of a page"],
)
def test_words_of_another_site_or_of_a_script_are_not_put_into_a_page(client, headers):
    answer = client.post("/weeknotes/new/", {"body-0": "Their words and a button"}, headers=headers)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/")


def test_a_token_of_an_earlier_sign_in_loses_no_words():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Helen Marsh"))
    typed = {"week": "2019-06-03", "note": "Some words of mine, kept", "csrfmiddlewaretoken": "x" * 32}
    page = client.post("/weeknotes/new/", typed, headers=HERE)
    assert page.status_code == 403
    assert "Send it once more" in page.text
    assert "Some words of mine, kept" in page.text
    assert "You are signed in as <b>Helen Marsh</b>. It will be sent under that name." in page.text
    assert "<li>week: 2019-06-03</li>" in page.text
    assert "<code>/weeknotes/new/</code>, as the page did that you came from." in page.text
    plain = client.post(
        "/weeknotes/new/", typed, headers={"Origin": "https://elsewhere.example", "Accept": "text/html"}
    )
    assert plain.status_code == 403
    assert "Some words of mine" not in plain.text


def test_a_stranger_whose_form_was_open_too_long_is_not_told_to_sign_in_and_sends_it_again():
    make_published(make_user("Helen Marsh"))
    form = "/weeknotes/2019/06/03/fewer-phones/feedback/"
    browser = Client(enforce_csrf_checks=True)
    typed = {"text": "It helped, all of it did", "website": "", "csrfmiddlewaretoken": "x" * 32}
    page = browser.post(form, typed, headers=HERE)
    assert page.status_code == 403
    assert "That page had been open too long, so nothing was sent." in page.text
    assert "It helped, all of it did" in page.text
    assert "signed" not in page.text.lower()
    assert f'action="{form}"' in page.text
    answer = browser.post(form, {**typed, "csrfmiddlewaretoken": page.context["csrf_token"]}, headers=HERE)
    assert answer.status_code == 422
    assert "It helped, all of it did" in answer.text


def test_who_signs_in_meanwhile_is_told_whose_name_it_will_bear(client):
    page = client.post("/weeknotes/new/", {"note": "Some words of mine, kept"}, headers=HERE)
    assert "It will be sent under the name that you signed in with." in page.text


def test_a_password_is_never_carried(client):
    answer = client.post("/accounts/password/change/", {"oldpassword": "my old secret words"}, headers=HERE)
    assert "my old secret words" not in answer.content.decode()


def test_files_are_named_as_what_cannot_be_kept(client, tmp_path):
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"x")
    with picture.open("rb") as file:
        page = client.post("/weeknotes/import/", {"text": "Words beside the file", "files": file}, headers=HERE)
    assert "Files can’t be kept." in page.text
    assert "Words beside the file" in page.text


def test_the_page_after_signing_in_leads_back_to_the_words(client):
    client.force_login(make_user("Helen Marsh"))
    assert "go back to the one that holds your words" in client.get("/me/signed-in/").text

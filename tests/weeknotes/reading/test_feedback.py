"""Telling an author something: who may, who reads it, and what robots get."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from hackit.mail.digest import letter_for
from hackit.models import FormToken
from tests import factories as make
from tests.weeknotes.conftest import make_note, make_published
from weeknotes.models import Feedback
from weeknotes.publishing.writes import unpublish
from weeknotes.reading import feedback_forms

pytestmark = pytest.mark.django_db
NOTE = "/weeknotes/2019/06/03/fewer-phones/"
FORM = f"{NOTE}feedback/"
MINE = "/weeknotes/feedback/"


@pytest.fixture(autouse=True)
def _no_hurry(monkeypatch):
    """A test types quicker than anybody. The limits begin anew."""
    monkeypatch.setattr(feedback_forms, "QUICKEST", timedelta(seconds=-1))
    cache.clear()


@pytest.fixture
def note(helen):
    return make_published(helen)


def filled(client, **typed):
    """The form as it is opened, with something typed in."""
    form = client.get(FORM).context["form"]
    return {"stamp": form["stamp"].value(), "token": form["token"].value(), "text": "It helped.", **typed}


def text_of(response) -> str:
    return " ".join(strip_tags(response.text).split())


def told(note, text="It helped.", **extra):
    return Feedback.objects.create(weeknote=note, text=text, sent_at=extra.pop("sent_at", timezone.now()), **extra)


# --- Sending ---


def test_a_stranger_tells_the_author_something(client, note):
    assert f'<a href="{FORM}">Tell the author something</a>' in client.get(NOTE).text
    page = client.get(FORM)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Only the author reads it" in page.text
    assert "for a year at most" in page.text
    answer = client.post(FORM, filled(client, name="  Ann\n Other ", email="ann@example.org"), follow=True)
    assert answer.redirect_chain == [(f"{FORM}sent/", 302)]
    assert "Helen Marsh will find your message" in answer.text
    (kept,) = Feedback.objects.all()
    assert (kept.weeknote, kept.text, kept.name, kept.email) == (note, "It helped.", "Ann Other", "ann@example.org")
    assert mail.outbox == []


def test_it_needs_the_forms_own_token_against_forgery(note):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(FORM, filled(browser)).status_code == 403
    assert not Feedback.objects.exists()


def test_the_same_form_twice_is_one_message(client, note):
    data = filled(client)
    for _time in range(2):
        assert client.post(FORM, data).headers["Location"] == f"{FORM}sent/"
    assert Feedback.objects.count() == 1
    assert FormToken.objects.get().person_id is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "  "}, "Enter what you want to say"),
        ({"text": "x" * 4001}, "must be 4,000 characters or fewer"),
        ({"text": "http://a http://b www.c"}, "can hold 2 links at most"),
        ({"text": "a\x00b"}, "Null characters are not allowed"),
        ({"name": "x" * 81}, "Your name must be 80 characters or fewer"),
        ({"email": "ann"}, "Enter an email address in the right format"),
        ({"email": "ann@example.org\nBcc: all@example.org"}, "Enter an email address in the right format"),
        ({"website": "https://example.org"}, "Leave this box empty"),
        ({"stamp": ""}, "This page was open for too long"),
        ({"stamp": "x:y:z"}, "This page was open for too long"),
    ],
)
def test_what_is_wrong_is_said_and_every_word_kept(client, note, typed, said):
    page = client.post(FORM, filled(client, **{"text": "Keep this"} | typed))
    assert page.status_code == 422
    assert said in page.text
    assert "<title>Error: " in page.text
    assert not Feedback.objects.exists()
    if "text" not in typed:
        assert "Keep this" in page.text


def test_a_stamp_ends_with_the_day_and_the_page_that_comes_back_has_a_new_one(client, note, monkeypatch):
    data = filled(client)
    monkeypatch.setattr(feedback_forms, "OPEN_FOR", timedelta(seconds=-1))
    page = client.post(FORM, data)
    monkeypatch.setattr(feedback_forms, "OPEN_FOR", timedelta(hours=24))
    again = data | {"stamp": page.context["form"]["stamp"].value()}
    assert client.post(FORM, again).status_code == 302


def test_a_stamp_of_another_note_opens_nothing(client, note, helen):
    other = make_published(helen, title="Another")
    data = client.get(f"{other.get_absolute_url()}feedback/").context["form"]
    assert client.post(FORM, filled(client, stamp=data["stamp"].value())).status_code == 422


def test_what_comes_quicker_than_anybody_types_is_asked_to_wait(client, note, monkeypatch):
    monkeypatch.setattr(feedback_forms, "QUICKEST", timedelta(seconds=30))
    page = client.post(FORM, filled(client))
    assert page.status_code == 422
    assert "Wait a few seconds" in page.text
    assert "It helped." in page.text


def test_one_address_sends_five_an_hour(client, note):
    for _number in range(5):
        assert client.post(FORM, filled(client)).status_code == 302
    page = client.post(FORM, filled(client, text="The sixth"))
    assert page.status_code == 429
    assert "Many messages came from your network just now" in page.text
    assert "The sixth" in page.text
    assert Feedback.objects.count() == 5


def test_no_flood_closes_a_notes_form_to_somebody_else(client, note):
    statuses = [
        client.post(FORM, filled(client), headers={"x-real-ip": "1"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(25)
    ]
    assert statuses == [302] * 25
    assert Feedback.objects.count() == 25


def test_there_is_no_form_where_nobody_could_read_it(client, helen):
    missing = client.get("/weeknotes/2019/06/03/none/feedback/")
    draft = make_note(helen, title="Draft")
    note = make_published(helen)
    helen.is_active = False
    helen.save()
    assert "Tell the author" not in client.get(NOTE).text
    for address in (FORM, f"{FORM}sent/", "/weeknotes/2019/06/03/draft/feedback/"):
        assert client.get(address).status_code == client.post(address, {"text": "x"}).status_code == 404 or (
            client.post(address, {"text": "x"}).status_code == 405
        )
    helen.is_active = True
    helen.save()
    unpublish(note, by=helen.person, reason="Too early", expected_version=note.version)
    assert client.get(FORM).text.replace("fewer-phones", "none") == missing.text
    assert draft.title == "Draft"


# --- Reading ---


def test_it_is_read_by_the_notes_authors_and_nobody_else(as_helen, as_sam, note):
    told(note, "canaryword <b>bold</b>", name="canaryname", email="canary@example.org")
    administrator = Client()
    administrator.force_login(make.make_user("Nadia Rowe", role="administrator"))
    page = as_helen.get(MINE).text
    assert "canaryword &lt;b&gt;bold&lt;/b&gt;" in page
    assert 'href="mailto:canary@example.org?subject=Fewer%20phones"' in page
    for browser in (as_sam, administrator):
        assert "canary" not in browser.get(MINE).text
        assert "canary" not in browser.get(NOTE).text
    assert Client().get(MINE).status_code == 302


def test_every_author_reads_it_and_one_who_left_the_note_does_not(as_sam, helen, sam, note):
    note.set_authors([helen.person, sam.person])
    told(note)
    assert "It helped." in as_sam.get(MINE).text
    note.set_authors([helen.person])
    assert "It helped." not in as_sam.get(MINE).text


def test_a_letter_cannot_be_addressed_to_more_than_who_wrote(as_helen, note):
    told(note, email="a?cc=all@example.org")
    assert 'href="mailto:a%3Fcc%3Dall@example.org?subject=' in as_helen.get(MINE).text


def test_authors_mark_it_read_and_remove_it_and_others_find_nothing(as_helen, as_sam, note):
    one = told(note)
    for press in ("read", "delete"):
        assert as_sam.post(f"{MINE}{one.ref}/{press}/").status_code == 404
        assert as_helen.get(f"{MINE}{one.ref}/{press}/").status_code == 405
    assert "Not read yet" in as_helen.get(MINE).text
    as_helen.post(f"{MINE}{one.ref}/read/")
    assert "Not read yet" not in as_helen.get(MINE).text
    as_helen.post(f"{MINE}{one.ref}/delete/")
    assert not Feedback.objects.exists()


def test_authors_are_told_on_the_note_at_home_and_in_the_weekly_mail_without_its_words(as_helen, as_sam, helen, note):
    assert "messages from readers" not in as_helen.get(NOTE).text
    told(note, "canaryword")
    told(note, "canaryword")
    assert "2 messages from readers" in as_helen.get(NOTE).text
    assert "2 messages about your weeknotes" in text_of(as_helen.get("/"))
    assert "messages" not in text_of(as_sam.get("/"))
    letter = letter_for(helen.person, timezone.localdate())
    assert letter.subject == "Your week: 2 messages from readers"
    assert "canary" not in str(letter.context)
    Feedback.objects.update(read_at=timezone.now())
    assert letter_for(helen.person, timezone.localdate()) is None


def flood(note, count, *, since=None):
    since = since or timezone.now().replace(minute=0)
    return [told(note, f"Said {number}.", sent_at=since + timedelta(seconds=number)) for number in range(count)]


def test_what_comes_about_a_note_beyond_twenty_in_an_hour_is_held_and_the_author_told(as_helen, helen, note):
    flood(note, 23)
    told(make_published(helen, title="Another"), "Of another note.")
    earlier = told(note, "The hour before.", sent_at=timezone.now() - timedelta(hours=2))
    page = as_helen.get(MINE)
    assert [one.text for one in page.context["page"]][-1] == earlier.text
    assert "Of another note." in page.text
    assert "Said 19." in page.text
    assert "Said 20." not in page.text
    assert "3 more are held: many came in one hour." in text_of(page)
    held = as_helen.get(f"{MINE}?held=1")
    assert [one.text for one in held.context["page"]] == ["Said 22.", "Said 21.", "Said 20."]
    assert "held: many" not in held.text


def test_an_author_removes_what_is_held_and_not_what_came_after_the_page(as_helen, as_sam, note):
    flood(note, 23)
    until = as_helen.get(f"{MINE}?held=1").context["until"]
    told(note, "Came after.", sent_at=timezone.now().replace(minute=59))
    for browser, wanted in ((Client(), until), (as_sam, until), (as_helen, ""), (as_helen, "x")):
        browser.post(f"{MINE}held/delete/", {"until": wanted})
        assert Feedback.objects.count() == 24
    assert as_helen.get(f"{MINE}held/delete/").status_code == 405
    answer = as_helen.post(f"{MINE}held/delete/", {"until": until}, follow=True)
    assert "3 messages removed for good." in answer.text
    assert Feedback.objects.count() == 21
    assert [one.text for one in as_helen.get(f"{MINE}?held=1").context["page"]] == ["Came after."]


def test_it_is_gone_after_a_year(note):
    told(note, sent_at=timezone.now() - timedelta(days=366))
    kept = told(note, sent_at=timezone.now() - timedelta(days=364))
    call_command("clear_old", stdout=StringIO())
    assert list(Feedback.objects.all()) == [kept]


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_cost_no_more_questions_than_one(as_helen, note, django_assert_num_queries):
    for size in (1, 30):
        while Feedback.objects.count() < size:
            told(note)
        with django_assert_num_queries(7):
            assert as_helen.get(MINE).status_code == 200

"""What a report of a fault holds: where it happened, and nothing that anybody wrote."""

import json
import logging

import pytest
import sentry_sdk
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import path
from sentry_sdk.transport import Transport

from hackit.running.error_reports import bare, begin

pytestmark = pytest.mark.django_db  # Django looks after its connections where a request begins
SECRET = "canaryphrase"


class Kept(Transport):
    """Keeps what would have been sent."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent += [item.payload.json for item in envelope.items]


@pytest.fixture
def told():
    begin("https://key@errors.example.org/1")
    kept = Kept()
    sentry_sdk.get_client().transport = kept
    yield kept.sent
    sentry_sdk.init()


def fail(request, key):
    typed = request.POST["text"]
    raise ValueError(f"{typed} cannot be")


urlpatterns = [path("feeds/<str:key>/", fail)]


def test_a_fault_is_told_without_words_cookies_keys_or_addresses_of_people(told, settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["hackit.middleware.request_ids"]
    head = {"User-Agent": SECRET, "Cookie": f"session={SECRET}"}
    asked = RequestFactory().post(f"/feeds/{SECRET}/?q={SECRET}", {"text": SECRET}, headers=head)
    answered = {}
    answer = WSGIHandler()(asked.environ, lambda status, headers, *_: answered.update(headers, status=status))
    answer.close()
    (event,) = told
    assert answered["status"].startswith("500")
    text = json.dumps(event)
    assert SECRET not in text
    assert "ValueError" in text
    assert event["request"] == {"method": "POST", "url": "/feeds/-/"}
    assert event["tags"]["request"] == answered["X-Request-ID"]


def test_a_logged_fault_is_told_by_the_words_of_the_code_alone(told):
    logging.getLogger("hackit.mail.sending").error("a letter to %s could not be written", SECRET)
    (event,) = told
    assert SECRET not in json.dumps(event)
    assert event["logentry"]["message"] == "a letter to %s could not be written"


def test_whatever_else_an_event_holds_stays_here():
    event = {
        "user": {"ip_address": SECRET},
        "extra": {"argv": [SECRET]},
        "breadcrumbs": [SECRET],
        "server_name": SECRET,
    }
    assert SECRET not in json.dumps(bare(event))

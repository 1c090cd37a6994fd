"""What every answer carries, and who may keep a copy of it."""

import json
import logging
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.middleware.http import ConditionalGetMiddleware
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils import timezone

from hackit import tokens
from hackit.access import public
from hackit.middleware import cache_headers, repeats_lead_on
from hackit.models import SiteSettings
from hackit.running.logs import JsonFormatter
from tests import factories as make

pytestmark = pytest.mark.django_db


class Stranger:
    is_authenticated = False


class Signed:
    is_authenticated = True


@public
def open_page(request):
    return HttpResponse("the same for all strangers")


@public
def page_with_cookie(request):
    answer = HttpResponse("yours")
    answer.set_cookie("seen", "1")
    return answer


def members_page(request):
    return HttpResponse("for members")


def answer_of(view, *, user=None, method="get", **headers):
    """The view's answer after the part of the middleware that speaks about caches."""

    def respond(request):
        request.resolver_match = ResolverMatch(view, (), {})
        request.user = user or Stranger()
        return view(request)

    request = getattr(RequestFactory(), method)("/", headers=headers)
    return ConditionalGetMiddleware(cache_headers(SessionMiddleware(respond)))(request)


def test_an_open_page_may_be_kept_for_a_minute_and_carries_a_validator():
    answer = answer_of(open_page)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["ETag"]
    assert "Cookie" in answer["Vary"]


def test_an_unchanged_open_page_is_not_sent_again():
    tag = answer_of(open_page)["ETag"]
    again = answer_of(open_page, **{"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("view", [open_page, members_page])
def test_nothing_that_somebody_signed_in_sees_is_kept(view):
    answer = answer_of(view, user=Signed())
    assert answer["Cache-Control"] == "no-store"
    assert not answer.has_header("ETag")


def test_a_page_that_is_not_marked_public_is_never_kept():
    assert answer_of(members_page)["Cache-Control"] == "no-store"


def test_a_page_that_sets_a_cookie_is_never_kept():
    assert answer_of(page_with_cookie)["Cache-Control"] == "no-store"


def test_an_answer_to_a_post_is_never_kept():
    assert answer_of(open_page, method="post")["Cache-Control"] == "no-store"


def test_the_browser_is_told_what_it_may_do(client):
    answer = client.get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_body_larger_than_any_form_takes_is_refused_before_it_is_read(client, settings):
    settings.REQUEST_MAX_BYTES = 100
    answer = client.post("/accounts/login/", {"login": "x" * 200})
    assert answer.status_code == 413
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data"])
def test_a_form_that_cannot_be_read_is_said_to_be_wrong_and_is_no_fault_of_ours(kind):
    """Both are found out while the token is looked for, and Django's own page of that error would look for it too."""
    browser = Client(enforce_csrf_checks=True)
    browser.get("/accounts/login/")
    answer = browser.post("/accounts/login/", b"login=x", content_type=kind)
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()


def test_the_health_page_asks_the_database_and_is_kept_by_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"ok\n", "no-store")


def test_the_log_as_json_is_one_object_a_line():
    record = logging.makeLogRecord({"name": "hackit.search", "levelname": "INFO", "msg": "found\n%d", "args": (3,)})
    record.query = "mobile phones"
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == "found\n3"
    assert json.loads(line)["query"] == "mobile phones"


def test_who_found_a_weakness_is_told_where_to_tell_of_it(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "https://council.example.org/tell-us"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "https://council.example.org/tell-us"
    ahead = datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert timedelta(days=180) < ahead < timedelta(days=365)
    assert told["Canonical"].endswith("/.well-known/security.txt")
    settings.SECURITY_CONTACT = ""
    SiteSettings(contact_email="records@example.org").save()
    assert "Contact: mailto:records@example.org\n" in client.get("/.well-known/security.txt").content.decode()


def posted(token, person, status=422):
    """The answer to a form whose view shows its page again; meanwhile the first one of that token was kept."""
    request = RequestFactory().post("/topics/new/", {"token": token})
    request.user = Signed()
    request.user.person = person
    return repeats_lead_on(lambda request: HttpResponse("There is one already", status=status))(request)


def test_who_is_refused_for_what_the_same_press_made_is_led_to_it():
    grace, priya = make.make_person("Grace Li"), make.make_person("Priya Nair")
    with tokens.once("t1", person=grace) as claim:
        claim.finish("/topics/phones/")
    for status in (200, 422):
        assert posted("t1", grace, status)["Location"] == "/topics/phones/"
    for status in (409, 503):
        assert posted("t1", grace, status).status_code == status
    assert posted("t1", priya).status_code == 422
    assert posted("t2", grace).status_code == 422
    assert posted("\x00", grace).status_code == 422

"""Mail through GOV.UK Notify: the real client against a server on this machine that speaks Notify's protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
from django.core.mail import EmailMessage, send_mail
from django.utils import timezone

from hackit.mail import outbox
from hackit.mail.notify import NotifyAway, NotifyRefused, plain
from hackit.mail.sending import send_due
from hackit.models import Mail, Person
from hackit.models.mail import LEASE
from tests import factories as make

pytestmark = pytest.mark.django_db

SERVICE, SECRET, TEMPLATE = str(uuid4()), str(uuid4()), str(uuid4())


class Notify(ThreadingHTTPServer):
    """What Notify answers, and what it took. `answers` are statuses to give before it takes anything."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[dict] = []
        self.answers: list[int] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Notify

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answers:
            self._refuse(self.server.answers.pop(0))
        elif not self._knows_key():
            self._refuse(403)
        elif self.path != "/v2/notifications/email" or body["template_id"] != TEMPLATE:
            self._refuse(400)
        else:
            self.server.taken.append(body)
            self._answer(201, {"id": str(uuid4()), "reference": body.get("reference")})

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        found = [row for row in self.server.taken if [row.get("reference")] == asked.get("reference")]
        self._answer(200, {"notifications": found, "links": {}})

    def _knows_key(self) -> bool:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        try:
            return jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})["iss"] == SERVICE
        except jwt.PyJWTError:
            return False

    def _refuse(self, status: int) -> None:
        if status == 0:  # hang up without a word
            self.close_connection = True
            return
        about = "email_address grace.li@council.example is not valid"
        self._answer(status, {"status_code": status, "errors": [{"error": "Error", "message": about}]})

    def _answer(self, status: int, data: dict) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def notify(settings) -> Iterator[Notify]:
    """A Notify of our own, and the service told to send by it."""
    server = Notify()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.EMAIL_BACKEND = "hackit.mail.notify.NotifyBackend"
    settings.NOTIFY_KEY, settings.NOTIFY_TEMPLATE = f"records-{SERVICE}-{SECRET}", TEMPLATE
    settings.NOTIFY_ADDRESS = server.address
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def grace(monkeypatch) -> Person:
    """Somebody to write to, and a kind of letter that says something."""
    headers = {"List-Unsubscribe": "<https://records.example.org/mail/x/>"}
    letter = outbox.Letter("Your week: 1 overdue", "mail/weekly", {"parts": [], "when": "on Mondays"}, headers)
    monkeypatch.setattr(outbox, "_writers", {"hello": lambda mail, on: letter})
    return make.make_user("Grace Li").person


def test_a_letter_goes_with_our_ref_and_its_text(notify, grace):
    mail = outbox.post("hello", grace, key="hello:1", by=None)
    assert send_due() == {"sent": 1}
    (taken,) = notify.taken
    assert taken["email_address"] == "grace.li@council.example"
    assert taken["reference"] == mail.ref
    assert taken["personalisation"]["subject"] == "Your week: 1 overdue"
    assert "http://localhost:8000/" in taken["personalisation"]["body"]
    assert taken["one_click_unsubscribe_url"] == "https://records.example.org/mail/x/"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (429, "NotifyBusy"),
        (400, "NotifyRefused"),
        (403, "NotifyRefused"),
        (500, "NotifyAway"),
        (503, "NotifyAway"),
        (0, "NotifyAway"),
    ],
)
def test_what_it_does_not_take_is_tried_again_later(notify, grace, caplog, status, why):
    outbox.post("hello", grace, key="hello:1", by=None)
    notify.answers = [status]
    now = timezone.now()
    assert send_due(now=lambda: now) == {"failed": 1}
    assert Mail.objects.get().why == why
    assert "grace" not in caplog.text
    assert send_due(now=lambda: now + timedelta(minutes=3)) == {"sent": 1}
    assert len(notify.taken) == 1


def test_one_that_fails_does_not_stop_the_next(notify, grace):
    for number in range(3):
        outbox.post("hello", grace, key=f"hello:{number}", by=None)
    notify.answers = [500]
    assert send_due() == {"failed": 1, "sent": 2}


def test_one_that_was_taken_before_its_sender_was_killed_is_not_sent_twice(notify, grace):
    mail = outbox.post("hello", grace, key="hello:1", by=None)
    now = timezone.now()
    Mail.objects.take(mail, now=now)
    outbox.message_of(mail, on=now.date()).send()  # and killed before it could note that
    assert send_due(now=lambda: now + LEASE) == {"sent": 1}
    assert [taken["reference"] for taken in notify.taken] == [mail.ref]


def test_a_wrong_key_is_refused_by_notify_and_says_so(notify, settings):
    settings.NOTIFY_KEY = f"records-{SERVICE}-{uuid4()}"
    with pytest.raises(NotifyRefused, match="403"):
        send_mail("Hello", "words", None, ["grace.li@council.example"])


def test_where_nobody_answers_it_is_away(notify, settings):
    settings.NOTIFY_ADDRESS = "http://127.0.0.1:9"
    with pytest.raises(NotifyAway):
        send_mail("Hello", "words", None, ["grace.li@council.example"])
    assert send_mail("Hello", "words", None, ["grace.li@council.example"], fail_silently=True) == 0


def test_mail_of_the_account_pages_goes_the_same_way_to_each_reader(notify):
    EmailMessage("Reset", "a link", to=["a@b.example", "c@d.example"]).send()
    assert [(row["email_address"], row.get("reference")) for row in notify.taken] == [
        ("a@b.example", None), ("c@d.example", None),
    ]  # fmt: skip


def test_typed_words_become_no_link_of_other_words():
    assert plain("* See [the plan](https://evil.example) [x][y] [z]: a") == (
        "* See [the plan] (https://evil.example) [x] [y] [z]: a"
    )

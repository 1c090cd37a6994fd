"""The mail that a trial writes into files, where one can open and read it."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


@pytest.fixture
def grace(client):
    user = make.make_user("Grace Li")
    client.force_login(user)
    return user


def send(*subjects: str) -> None:
    """Several messages over one connection, which the backend writes into one file."""
    with get_connection() as connection:
        for subject in subjects:
            message = EmailMultiAlternatives(
                subject, f"About {subject}: http://localhost:8000/x/ <b>", to=["a@b.example"]
            )
            message.attach_alternative("<p>HTML</p>", "text/html")
            message.connection = connection
            message.send()


def test_what_was_sent_can_be_opened_and_read(client, grace, folder):
    send("Agenda for Müller’s meeting", "Minutes")
    page = client.get(reverse("trial-mail"))
    first, second = page.context["mails"]
    assert {first.subject, second.subject} == {"Agenda for Müller’s meeting", "Minutes"}
    read = client.get(reverse("trial-mail-detail", args=[first.ref])).content.decode()
    assert f"About {first.subject}".split("’")[0] in read
    assert 'href="http://localhost:8000/x/"' in read
    assert "&lt;b&gt;" in read


def test_without_mail_the_page_says_so(client, grace, folder):
    assert "No mail so far" in client.get(reverse("trial-mail")).content.decode()


@pytest.mark.parametrize("ref", ["nosuchref0", "..%2F..%2Fsecret-key-0", "0"])
def test_there_is_no_other_message(client, grace, folder, ref):
    assert client.get(f"/trial/mail/{ref}/").status_code == 404


def test_where_mail_really_leaves_there_is_no_such_page(client, grace, settings):
    settings.TRIAL = False
    assert client.get(reverse("trial-mail")).status_code == 404


def test_it_is_drawn_as_a_mail_program_draws_it_and_runs_no_script(client, grace, folder):
    send("Minutes")
    (mail,) = client.get(reverse("trial-mail")).context["mails"]
    answer = client.get(reverse("trial-mail-html", args=[mail.ref]))
    assert answer.content.decode().strip() == "<p>HTML</p>"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert client.get(reverse("trial-mail-html", args=["nosuchref0"])).status_code == 404

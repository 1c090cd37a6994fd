"""Mail: a row written with the change that asks for it, written and sent later, once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from hackit.mail import outbox, sending
from hackit.models import Mail, Person
from hackit.models.mail import LEASE, MOST_ATTEMPTS
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def greeting(monkeypatch, tmp_path, settings):
    """A kind of letter of these tests' own, that greets its reader."""
    (tmp_path / "greeting.txt").write_text('{% extends "mail/base.txt" %}{% block body %}Hello {{ who }}{% endblock %}')
    (tmp_path / "greeting.html").write_text('{% extends "mail/base.html" %}{% block body %}{{ who }}{% endblock %}')
    engine = {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}
    settings.TEMPLATES = [engine]

    def write(mail: Mail, on) -> outbox.Letter | None:
        if mail.data.get("silent"):
            return None
        if mail.data.get("broken"):
            raise ValueError("broken")
        return outbox.Letter("Hello\nBcc: all@example.org", "greeting", {"who": f"O’Hara & {mail.person.name}"})

    monkeypatch.setattr(outbox, "_writers", {"greeting": write})


@pytest.fixture
def grace() -> Person:
    return make.make_user("Grace Li").person


class Refusing(EmailBackend):
    def send_messages(self, messages):
        raise SMTPRecipientsRefused({"grace.li@council.example": (550, b"no")})


def test_a_letter_asked_for_twice_is_one(grace):
    first = outbox.post("greeting", grace, key="greeting:1", by=None)
    assert outbox.post("greeting", grace, key="greeting:1", by=None) == first
    assert sending.send_due()["sent"] == 1
    assert len(django_mail.outbox) == 1


def test_nothing_is_sent_for_a_change_that_did_not_happen(grace):
    with transaction.atomic():
        outbox.post("greeting", grace, key="greeting:1", by=None)
        transaction.set_rollback(True)
    assert not sending.send_due()


def test_a_kind_that_nobody_writes_is_refused(grace):
    with pytest.raises(KeyError):
        outbox.post("unheard-of", grace, key="x", by=None)


def test_a_letter_is_text_and_html_and_its_subject_one_line(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None)
    sending.send_due()
    (message,) = django_mail.outbox
    assert message.subject == "Hello Bcc: all@example.org"
    assert message.to == ["grace.li@council.example"]
    assert "Hello O’Hara & Grace Li" in message.body
    assert "O’Hara &amp; Grace Li" in message.alternatives[0].content
    assert message.extra_headers["Message-ID"] == Mail.objects.get().message_id


def test_sending_again_sends_nothing(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None)
    call_command("send_due")
    call_command("send_due")
    assert len(django_mail.outbox) == 1


def test_a_letter_waits_for_its_time(grace):
    now = timezone.now()
    outbox.post("greeting", grace, key="greeting:1", by=None, not_before=now + timedelta(hours=1))
    assert not sending.send_due(now=lambda: now)
    assert sending.send_due(now=lambda: now + timedelta(hours=2))["sent"] == 1


def test_of_two_senders_one_takes_a_letter(grace):
    mail = outbox.post("greeting", grace, key="greeting:1", by=None)
    now = timezone.now()
    assert Mail.objects.take(mail, now=now)
    assert not Mail.objects.take(Mail.objects.get(), now=now)


def test_a_letter_whose_sender_was_killed_is_sent_after_the_lease(grace):
    mail = outbox.post("greeting", grace, key="greeting:1", by=None)
    now = timezone.now()
    Mail.objects.take(mail, now=now)
    assert not sending.send_due(now=lambda: now + LEASE / 2)
    assert sending.send_due(now=lambda: now + LEASE)["sent"] == 1


def test_who_may_not_sign_in_any_more_gets_nothing(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None)
    grace.user.is_active = False
    grace.user.save()
    assert sending.send_due()["dropped"] == 1
    assert Mail.objects.get().why == sending.NO_ADDRESS
    assert not django_mail.outbox


def test_a_guest_without_a_login_gets_mail_at_their_own_address():
    dawn = make.make_person("Dawn Abbott", email="dawn@finance.example")
    outbox.post("greeting", dawn, key="greeting:1", by=None)
    sending.send_due()
    assert django_mail.outbox[0].to == ["dawn@finance.example"]


def test_nothing_to_say_is_no_mail(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None, silent=True)
    assert sending.send_due()["dropped"] == 1
    assert not django_mail.outbox


def test_one_letter_that_cannot_be_written_does_not_stop_the_next(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None, broken=True)
    outbox.post("greeting", grace, key="greeting:2", by=None)
    assert sending.send_due() == {"failed": 1, "sent": 1}


def test_a_refused_letter_is_tried_again_later_and_given_up_at_last(grace, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    outbox.post("greeting", grace, key="greeting:1", by=None)
    first = timezone.now()
    for attempt in range(MOST_ATTEMPTS):
        now = partial(lambda hours: first + timedelta(hours=hours), 7 * attempt)
        assert sending.send_due(now=now)["failed"] == 1, attempt
        assert not sending.send_due(now=now)
    mail = Mail.objects.get()
    assert (mail.dropped_at is not None, mail.why) == (True, "SMTPRecipientsRefused")
    assert "grace" not in caplog.text


def test_a_letter_of_a_kind_that_is_gone_is_given_up(grace):
    outbox.post("greeting", grace, key="greeting:1", by=None)
    outbox._writers.clear()
    assert sending.send_due()["dropped"] == 1

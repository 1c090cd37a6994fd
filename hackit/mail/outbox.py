"""Mail: what is to be sent is a row written with the change that asks for it; `send_due` writes and sends it.

So nothing is sent for a change that did not happen, none is lost when a mail server is away, and a letter tells what
its reader may see when it leaves, not when it was asked for (TRUST.md). An app registers in its `ready()` who writes
each kind of letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from hackit.models.mail import Mail
from hackit.models.people import Person
from hackit.models.site import SiteSettings


@dataclass(frozen=True)
class Letter:
    """What a mail says: its subject, and the templates `<template>.txt` and `<template>.html` with their context."""

    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Writer = Callable[[Mail, date], Letter | None]
"""Writes a letter from what its person may see on that day; None: nothing to say (any more), so none is sent."""

_writers: dict[str, Writer] = {}


def register(kind: str, write: Writer) -> None:
    """Say who writes letters of that kind. Again replaces."""
    _writers[kind] = write


def writer_of(kind: str) -> Writer | None:
    return _writers.get(kind)


def post(
    kind: str, person: Person, *, key: str, by: Person | None, about: models.Model | None = None,
    not_before: datetime | None = None, **data: Any,
) -> Mail:  # fmt: skip
    """Put a letter to `person` into the outbox, in the transaction of the caller; the same `key` twice makes one.

    `data` is what its writer needs beside `about`: ids, days, never words. Raises KeyError for a kind nobody writes.
    """
    post_all([new_mail(kind, person, key=key, by=by, about=about, not_before=not_before, data=data)])
    return Mail.objects.get(key=key)


def post_all(rows: Iterable[Mail]) -> None:
    """Put many letters into the outbox at once; one whose key is there already is left out."""
    Mail.objects.bulk_create(rows, ignore_conflicts=True)


def new_mail(
    kind: str, person: Person, *, key: str, by: Person | None, about: models.Model | None = None,
    not_before: datetime | None = None, data: dict[str, Any] | None = None,
) -> Mail:  # fmt: skip
    """A letter that is not in the outbox yet. Takes and raises what `post` does."""
    if kind not in _writers:
        raise KeyError(f"Nobody writes letters of the kind {kind}")
    return Mail(
        kind=kind, person=person, key=key, asked_by=by, data=data or {}, not_before=not_before or timezone.now(),
        about_type=about._meta.label_lower if about else "", about_ref=str(about.ref) if about else "",
    )  # fmt: skip


def message_of(mail: Mail, *, on: date) -> EmailMultiAlternatives | None:
    """The letter as a message in plain text and HTML; None if its writer has nothing to say.

    Raises what its writer or a template raises.
    """
    write = _writers[mail.kind]
    letter = write(mail, on)
    return None if letter is None else rendered(letter, mail)


def rendered(letter: Letter, mail: Mail) -> EmailMultiAlternatives:
    """The message that carries a letter to the mail's person."""
    words = {
        "person": mail.person,
        "site": SiteSettings.current(),
        "site_address": settings.SITE_ADDRESS,
        "subject": letter.subject,
        **letter.context,
    }
    message = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=render_to_string(f"{letter.template}.txt", words).strip() + "\n",
        to=[mail.person.mail_address],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated", **letter.headers},
    )
    message.is_retry = mail.attempts > 1  # for a backend that can ask whether it left before
    message.attach_alternative(render_to_string(f"{letter.template}.html", words), "text/html")
    return message

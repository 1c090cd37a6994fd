"""Sessions in the database as Django keeps them, asked for by a prepared question, and when they end.

A session ends LONGEST after its sign-in, whatever is done in it, and IDLE after it was last used (docs/security.md
says why so long). That it is used is written down once an hour at most, or ten times in an IDLE that is short: a write
with every page would make all wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hackit.prepared import prepared

LONGEST: timedelta = settings.SESSION_LONGEST
IDLE: timedelta = settings.SESSION_UNUSED


def written_every(idle: timedelta) -> timedelta:
    """How long what is written down of a session's use may be old: much less than what would end it."""
    return min(timedelta(hours=1), idle / 10)


WRITTEN_EVERY = written_every(IDLE)

SINCE, SEEN = "since", "seen"
"""What a signed-in session holds: the seconds since 1970 at which it began, and was last written down as used."""


@prepared
def _sessions(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(DatabaseStore):
    """Django's own but for how a session is fetched and when it ends."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None

    def get_expiry_age(self, **kwargs: Any) -> int:
        """For the cookie: seconds until the session ends at the latest."""
        since = self.get(SINCE)
        if since is None:
            return super().get_expiry_age(**kwargs)
        return max(0, round(since + LONGEST.total_seconds() - time.time()))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """For the database, which decides: when the session ends unless it is used before."""
        since, seen = self.get(SINCE), self.get(SEEN)
        if since is None or seen is None:
            return super().get_expiry_date(**kwargs)
        return datetime.fromtimestamp(min(since + LONGEST.total_seconds(), seen + IDLE.total_seconds()), UTC)

    def write(self, news: dict[str, float]) -> None:
        """These values alone, into what is stored now: another request may have changed the rest meanwhile, or have
        ended the session. Raises DatabaseError."""
        with transaction.atomic():
            row = Session.objects.select_for_update().filter(session_key=self.session_key).first()
            if row is not None:
                self._session_cache = self.decode(row.session_data) | news
                row.session_data, row.expire_date = self.encode(self._session_cache), self.get_expiry_date()
                row.save(update_fields=["session_data", "expire_date"])


@receiver(user_logged_in, dispatch_uid="hackit.sign_in.sessions")
def begin(request: HttpRequest, **kwargs: object) -> None:
    """Count from now."""
    request.session[SINCE] = request.session[SEEN] = time.time()


@receiver(authentication_step_completed, dispatch_uid="hackit.sign_in.sessions")
def give_new_key(request: HttpRequest, reauthenticated: bool = False, **kwargs: object) -> None:
    """Another key for a session in which somebody has shown anew who they are; signing in gives one by itself."""
    old = request.session.session_key
    if reauthenticated and old:
        request.session.cycle_key()
        UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)


def keep_track(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write down that a session is used."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        _write_down(request.session)
        return response

    return middleware


def _write_down(session: SessionBase) -> None:
    """Where the database takes no writes, who reads goes on reading, and the session ends as if it had been left."""
    # Asked of what was loaded for this request: a page that asked nobody who they are asks for no session either, and
    # where the database is away that was found out once.
    if SESSION_KEY not in getattr(session, "_session_cache", ()):
        return
    now = time.time()
    if SINCE not in session:
        news = {SINCE: now, SEEN: now}  # of before sessions were counted: from now on it is
    elif now - session.get(SEEN, 0) >= WRITTEN_EVERY.total_seconds():
        news = {SEEN: now}
    else:
        return
    if session.modified:
        session.update(news)  # it is saved whole in any case
        return
    with suppress(DatabaseError):
        SessionStore(session.session_key).write(news)

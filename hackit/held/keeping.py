"""How long the ground's own tables, and the sessions, are kept that are no record; and what was deleted."""

from __future__ import annotations

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from hackit.models import BackupMade, FollowTold, FormToken, Mail, SearchTold, SignInLetter
from hackit.purging.purge import count_old, purge_old
from hackit.running.retention import Rule


def _sessions(before: datetime) -> list[QuerySet]:
    running = Session.objects.filter(expire_date__gte=before).values("session_key")
    return [UserSession.objects.exclude(session_key__in=running), Session.objects.filter(expire_date__lt=before)]


def _letters(before: datetime) -> list[QuerySet]:
    return [Mail.objects.filter(Q(sent_at__lt=before) | Q(dropped_at__lt=before))]


def _searches(before: datetime) -> list[QuerySet]:
    return [SearchTold.objects.filter(day__lt=timezone.localdate(before))]


RULES = (
    # Pages promise 30 days in which what was deleted can be brought back.
    Rule("deleted", "deleted records", 30, 30, count=count_old, clear=purge_old),
    Rule("sessions", "sessions that have run out", 0, 0, _sessions),
    # The link of a letter may be answered by for 120 days, and its row is what knows it.
    Rule("letters", "letters", 400, 130, _letters),
    Rule(
        "sign-in-letters", "letters about signing in that nobody sent", 3, 2,  # tried for two days
        lambda before: [SignInLetter.objects.filter(made_at__lt=before)],
    ),
    Rule("forms", "forms that were sent", 30, 1, lambda before: [FormToken.objects.filter(made_at__lt=before)]),
    Rule("searches", "what was looked for", 365, 1, _searches),
    Rule(
        "told", "what letters told of what is followed", 90, 30,
        lambda before: [FollowTold.objects.filter(day__lt=timezone.localdate(before))],
    ),
    Rule("backups", "notes of backups made", 400, 10, lambda before: [BackupMade.objects.filter(made_at__lt=before)]),
)  # fmt: skip

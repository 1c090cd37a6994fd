"""What waits for a higher group's answer, for the side of This week."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest

from hackit.shortcuts import today, viewer
from meetings.actions.rows import near_day
from meetings.decisions.models import Referral
from meetings.decisions.reading import ONE_TAP, waiting_for_answer


def waiting_panel(request: HttpRequest) -> dict[str, Any]:
    """The oldest three that this reader's groups have sent, each with the day it went."""
    on = today()
    sent = waiting_for_answer(request.user, viewer(request), on=on)
    return {"asks": [(referral, _went(referral, on)) for referral in sent], "taps": ONE_TAP}


def _went(referral: Referral, on: date) -> str:
    """ "yesterday" or "on Tue 11 June"."""
    words = near_day(referral.sent_on, on=on)
    return words if words.islower() else f"on {words}"

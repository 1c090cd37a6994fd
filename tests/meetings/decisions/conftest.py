"""Grace is of DMT, Yusuf is staff outside it, and there is a stranger. HMT stands above DMT."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from hackit.publishing import PartData, publish
from tests import factories as make

WEDNESDAY = date(2019, 6, 12)


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Wednesday 12 June 2019."""
    for module in ("views", "change_views", "referral_views", "waiting"):
        monkeypatch.setattr(f"meetings.decisions.{module}.today", lambda: WEDNESDAY)
    return WEDNESDAY


@pytest.fixture
def dmt(db, on):
    hmt = make.make_forum("HMT")
    forum = make.make_forum("DMT", reports_to=hmt)
    grace, yusuf = make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    make.join(forum, grace)
    meeting = make.make_meeting(forum, date(2019, 6, 10))
    return SimpleNamespace(forum=forum, hmt=hmt, grace=grace, yusuf=yusuf, meeting=meeting)


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def made_public():
    """`made_public(decision)`: its meeting is shared and published to everyone with it and its caveats."""

    def go(decision):
        meeting = decision.meeting
        meeting.shared_at = timezone.now()
        meeting.save()
        decision.save()
        parts = [
            PartData("decision", heading=decision.text, source=decision, status=decision.outcome,
                     anchor=f"decision-{decision.ref}", forum_id=meeting.forum_id,
                     topics=tuple(topic.pk for topic in decision.topics.all())),
            *(PartData("caveat", heading=c.text, source=c, status=c.state) for c in decision.caveats.all()),
        ]  # fmt: skip
        return publish(
            meeting, title=meeting.label(), summary="", url=meeting.get_absolute_url(), day=meeting.date, parts=parts,
            authors=[], by=None, at=timezone.now(), forum_id=meeting.forum_id,
        )  # fmt: skip

    return go

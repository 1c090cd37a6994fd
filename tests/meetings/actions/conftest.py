"""Three named people, and a stranger: Grace belongs to DMT and owns, Helen belongs, Yusuf is staff outside it."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from meetings import actions
from tests import factories as make

WEDNESDAY = date(2019, 6, 12)


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Wednesday 12 June 2019."""
    for page in Path(actions.__file__).parent.glob("*views.py"):
        monkeypatch.setattr(f"meetings.actions.{page.stem}.today", lambda: WEDNESDAY)
    return WEDNESDAY


@pytest.fixture
def dmt(db, on):
    """A group, its people, somebody of staff outside it, and its meeting of Monday 10 June, not yet shared."""
    forum = make.make_forum()
    grace, helen = make.make_user("Grace Li"), make.make_user("Helen Marsh")
    yusuf = make.make_user("Yusuf Demir")
    for member in (grace, helen):
        make.join(forum, member)
    meeting = make.make_meeting(forum, date(2019, 6, 10))
    return SimpleNamespace(forum=forum, grace=grace, helen=helen, yusuf=yusuf, meeting=meeting)


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in

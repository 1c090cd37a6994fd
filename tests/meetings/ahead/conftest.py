"""Helen and Grace of DMT, Yusuf of staff outside it, on Wednesday 12 June 2019; and what is coming up for them."""

from datetime import date
from types import SimpleNamespace

import pytest

from tests import factories as make

WEDNESDAY = date(2019, 6, 12)


@pytest.fixture
def on(monkeypatch) -> date:
    """Pages think that it is Wednesday 12 June 2019."""
    for module in ("list_views", "press_views", "views", "reading"):
        monkeypatch.setattr(f"meetings.ahead.{module}.today", lambda: WEDNESDAY)
    return WEDNESDAY


@pytest.fixture
def dmt(db, on):
    """A group, its people, somebody of staff outside it, and a topic."""
    forum = make.make_forum()
    grace, helen = make.make_user("Grace Li"), make.make_user("Helen Marsh")
    yusuf = make.make_user("Yusuf Demir")
    for member in (grace, helen):
        make.join(forum, member)
    return SimpleNamespace(forum=forum, grace=grace, helen=helen, yusuf=yusuf, phones=make.make_topic())


@pytest.fixture
def as_(client):
    """`as_(user)`: the client, signed in as that user."""

    def signed_in(user):
        client.force_login(user)
        return client

    return signed_in

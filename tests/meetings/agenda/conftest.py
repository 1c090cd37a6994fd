"""A group with a secretary, a member, and somebody of the staff who is in no group."""

import pytest

from tests.factories import join, make_forum, make_user


@pytest.fixture
def forum(db):
    return make_forum("DMT", full_name="Divisional management team", weekday=1)


@pytest.fixture
def priya(forum):
    """The secretary: runs the group."""
    user = make_user("Priya Nair")
    join(forum, user, "secretary")
    return user


@pytest.fixture
def grace(forum):
    """A member: writes, and does not settle the agenda."""
    user = make_user("Grace Li")
    join(forum, user)
    return user


@pytest.fixture
def sam(db):
    """On the staff, in no group."""
    return make_user("Sam Whitfield")


@pytest.fixture
def as_user(client):
    """`as_user(priya)`: a client signed in as that user; `as_user(None)`: a stranger's."""

    def sign_in(user):
        client.logout()
        if user is not None:
            client.force_login(user)
        return client

    return sign_in

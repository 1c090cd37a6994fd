"""Every list and form on the first day, when there is nothing in the database but those who sign in."""

from __future__ import annotations

from typing import Any

import pytest

from hackit.models import Role
from tests.browser.conftest import DESKTOP
from tests.browser.walking import Walk
from tests.factories import make_user

PUBLIC = [
    "/", "/meetings/", "/decisions/", "/weeknotes/", "/topics/", "/search/", "/search/?q=phones", "/accounts/login/",
    "/accounts/password/reset/", "/accounts/signup/",
]  # fmt: skip
OWN = [
    "/", "/begin/", "/actions/", "/actions/?whose=all", "/meetings/", "/decisions/", "/weeknotes/", "/topics/",
    "/people/", "/groups/", "/jottings/", "/me/", "/search/?q=phones",
]  # fmt: skip
BLANK_FORMS = [
    "/actions/new/", "/decisions/new/", "/referrals/new/", "/meetings/new/", "/groups/new/", "/topics/new/",
    "/weeknotes/new/", "/weeknotes/import/", "/ask-for-access/",
]  # fmt: skip

pytestmark = pytest.mark.in_full  # what is there when there is nothing hardly changes


@pytest.fixture
def walk(transactional_db: None, new_page: Any) -> Walk:
    return Walk(new_page(size=DESKTOP), in_depth=False)


def test_a_stranger(walk):
    walk.through(PUBLIC)


def test_staff(walk, sign_in):
    sign_in(walk.page, make_user("Sam Whitfield"))
    walk.through([*OWN, *BLANK_FORMS])


def test_an_administrator(walk, sign_in):
    sign_in(walk.page, make_user("Nadia Rowe", role=Role.ADMINISTRATOR))
    walk.through(["/", "/begin/", "/people/", "/people/new/", "/people/nadia-rowe/", "/people/nadia-rowe/edit/"])


def test_a_login_without_a_role(walk, sign_in):
    sign_in(walk.page, make_user("Ruth Bello", role=Role.NONE))
    walk.through(["/", "/weeknotes/", "/me/", "/ask-for-access/", "403 /actions/"])

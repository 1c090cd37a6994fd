"""Names as long as they may be, without a place to break them: no page of theirs grows wider than its window."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from hackit.models import Membership
from tests.browser.conftest import DESKTOP, NARROWEST, PHONE
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_line, make_meeting, make_user

SOLID = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROWEST], ids=["desk", "phone", "narrowest"])
def test_no_page_scrolls_sideways_for_a_long_name(transactional_db: None, new_page: Any, sign_in: Any, size: Any):
    secretary = make_user("Priya Nair")
    person = make_user(SOLID[:60]).person
    forum = make_forum(SOLID[:30], slug="solid", full_name=SOLID)
    join(forum, secretary, Membership.Part.SECRETARY)
    join(forum, person)
    meeting = make_meeting(forum, localdate() + timedelta(days=2))
    item = make_item(meeting, SOLID)
    make_line(item, f"idea: {SOLID} {SOLID}", secretary.person, kind="idea")
    make_action(SOLID, owner=person, meeting=meeting, item=item)
    decision = make_decision(SOLID, meeting=meeting, item=item, outcome="caveats")
    page = new_page(size=size)
    sign_in(page, secretary)
    at = f"/meetings/{meeting.ref}/"
    wide = []
    for address in (
        "/", "/people/", f"/people/{person.slug}/", "/groups/", "/groups/solid/", "/meetings/", at, f"{at}agenda/",
        f"{at}live/", f"{at}wrap-up/", f"{at}share/", f"{at}history/", "/actions/?whose=all", "/decisions/",
        decision.get_absolute_url(),
    ):  # fmt: skip
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    assert wide == []

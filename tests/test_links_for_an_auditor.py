"""Somebody who only reads is led to no page that is only for who writes."""

import re

import pytest

from hackit.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/me/", "/meetings/", "/actions/", "/actions/?whose=all", "/actions/?whose=recorded", "/decisions/",
    "/weeknotes/", "/topics/", "/topics/phones/", "/people/", "/groups/", "/groups/dmt/", "/coming-up/",
]  # fmt: skip


@pytest.mark.parametrize("has_records", [False, True])
@pytest.mark.parametrize("address", PAGES)
def test_nothing_on_a_page_leads_an_auditor_to_a_refusal(client, settings, address, has_records):
    settings.TRIAL = True
    dmt, phones = make.make_forum("DMT"), make.make_topic("Phones")
    client.force_login(make.make_user("Martin Frost", role=Role.AUDITOR))
    if has_records:
        make.make_action("Send costs", make.make_person("Grace Li"), forum=dmt, topics=[phones])
        make.make_decision("One phone", forum=dmt, topics=[phones])
    page = client.get(address)
    assert page.status_code == 200
    led_to = set(re.findall(r'<a [^>]*href="(/[^"#]*)', page.text))
    refused = {href for href in led_to if client.get(href.replace("&amp;", "&")).status_code in (403, 404)}
    assert not refused

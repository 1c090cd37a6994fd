"""A question about a page: its form is a press away from a budget line, a proposal, a review and a recommendation."""

import re

import pytest

from meetings.models import Enquiry
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY

KINDS = ("budget", "proposal", "review", "recommendation")


def record(kind: str, room, topic):
    """A record of the group, about the topic where it has one."""
    if kind == "budget":
        return make.make_budget("Vendor increases", room.dmt, topic=topic)
    if kind == "proposal":
        proposal = make.make_proposal("One phone for field staff", room.dmt)
        proposal.set_topics([topic])
        return proposal
    review = make.make_review("Access to systems", room.dmt, topic=topic)
    return review if kind == "review" else make.make_recommendation(review)


def link(client, page: str) -> str:
    """Where the page leads to ask about it, or ""."""
    html = client.get(page).content.decode()
    found = re.search(r'href="([^"]+)">Ask a question about this', html)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_asked_from_the_page_and_stands_on_it(as_, room, kind):
    make.join(room.hmt, room.priya)  # who writes in two groups need not choose the one whose it is
    topic = make.make_topic("Audit trail")
    one, client = record(kind, room, topic), as_(room.priya)
    page = one.get_absolute_url()
    form = client.get(link(client, page))
    html = form.content.decode()
    assert re.search(r'<option value="dmt"[^>]*selected', html)
    assert re.search(rf'<input[^>]*name="topics"[^>]*value="{topic.slug}"[^>]*checked', html)
    by = "audit" if kind in ("review", "recommendation") else "finance"
    assert re.search(rf'<input[^>]*name="asked_by"[^>]*value="{by}"[^>]*checked', html)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))
    chosen = re.search(r'<option value="([^"]+)"[^>]*selected[^>]*>\s*Vendor', html)
    sent = {"text": "Who pays?", "asked_by": by, "asked_on": "3 June 2019", "forum": "dmt", "audience": "members"}
    client.post("/enquiries/new/", fields | sent | ({"budget_line": chosen[1]} if chosen else {}))
    enquiry = Enquiry.objects.get()
    assert enquiry.budget_line == one if kind == "budget" else enquiry.about_url == page
    assert "Who pays?" in client.get(page).content.decode()
    assert one.ref in client.get(enquiry.get_absolute_url()).content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_who_only_reads_sees_no_question_of_the_groups_and_no_way_to_ask(as_, room, kind):
    one = record(kind, room, make.make_topic("Audit trail"))
    for record_ in {one, getattr(one, "review", one)}:
        record_.audience = "staff"
        record_.save_as(by=None, verb="changed")
    if kind == "recommendation":
        one.refresh_from_db()
        one.save()
    page = one.get_absolute_url()
    about = {"budget_line": one} if kind == "budget" else {"about_url": page}
    make.make_enquiry("Who pays?", room.dmt, asked_on=MONDAY, **about)
    client = as_(room.staff)
    assert link(client, page) == ""
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Who pays?" not in answer.content.decode()

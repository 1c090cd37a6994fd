"""Every kind of page, as everybody who may open it, at a desk and on a phone, with the sample data.

The sample is written once for this module, and its tests only read: no test fills or flushes the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.utils.timezone import localdate
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from hackit.dates import financial_year
from hackit.models import Entry, Forum, Person, Publication, Topic, User
from hackit.running.trial import SIGN_INS
from hackit.sample import make_sample
from meetings.models import (
    Action,
    BudgetLine,
    Caveat,
    Decision,
    Enquiry,
    Figure,
    Line,
    Meeting,
    Point,
    Proposal,
    Recommendation,
    Referral,
)
from tests.browser.conftest import DESKTOP
from tests.browser.walking import Walk, leave_out_scripts
from tests.weeknotes.bringing_in.sources import zip_of_notes
from weeknotes.models import Weeknote
from weeknotes.reading.archive import financial


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The sample, committed, and a server that reads it. Flushed when the module is done."""
    with django_db_blocker.unblock():
        make_sample(on=localdate())
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def transactional_db(served: str, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's, which would flush the sample away after the first test."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def site_url(served: str, transactional_db: None) -> str:
    """In place of the tests' own server, which is bound to that flush."""
    return served


@pytest.fixture(
    params=[
        pytest.param("with scripts", marks=pytest.mark.campaign),
        pytest.param("without scripts", marks=[pytest.mark.campaign, pytest.mark.in_full]),
    ]
)
def walk(new_page: Any, request: pytest.FixtureRequest, proof: Any) -> Iterator[Walk]:
    page = new_page(size=DESKTOP)
    if request.param == "without scripts":
        leave_out_scripts(page)
    begun = Walk(page)
    yield begun
    proof(f"{begun.looked_at} pages at a desk, on a phone and at 320: 0 of axe-core's rules broken")


def login(part: str) -> User:
    return User.objects.get(email=next(one.email for one in SIGN_INS if one.part == part))


def test_a_stranger(walk):
    newest = Publication.objects.visible_to(None).current().order_by("-date", "pk")
    walk.through([
        "/", "/meetings/", "/decisions/", "/weeknotes/", "/weeknotes/?q=nothing-of-the-kind", "/topics/",
        newest.filter(document_type="weeknotes.weeknote").first().url,
        newest.filter(document_type="meetings.meeting").first().url,
        f"/weeknotes/{localdate().year}/", "/weeknotes/archive/", financial(financial_year(localdate())).url,
        "/weeknotes/by/helen-marsh/", "/weeknotes/sorts/", "/weeknotes/sorts/learning/",
        newest.filter(document_type="weeknotes.weeknote").first().url + "feedback/",
        newest.filter(document_type="weeknotes.weeknote").first().url + "feedback/sent/",
        published_decision(),
        Topic.objects.get(name="Mobile phones").get_absolute_url(),
        "/search/", "/search/?q=phones", "/search/?q=nothing-of-the-kind",
        "/accessibility/", "/privacy/", "/how-to-type/", "/search/how/", "/feedback/",
        "/accounts/login/", "404 /nowhere/", "404 /weeknotes/2019/06/03/nothing/",
    ])  # fmt: skip


def published_decision() -> str:
    part = Publication.objects.visible_to(None).current().get(parts__kind="decision", date__gte="2000-01-01")
    return part.url


def test_staff_outside_the_group(walk, sign_in):
    staff = login("staff")
    sign_in(walk.page, staff)
    meeting = Meeting.objects.visible_to(staff).filter(state="shared", forum__name="DMT").latest("date")
    decision = Decision.objects.visible_to(staff).filter(outcome="caveats").first()
    mine = Action.objects.visible_to(staff).filter(owner=staff.person).first()
    walk.through([
        "/", "/begin/", "/actions/", "/actions/?whose=all", "/meetings/", "/decisions/", "/jottings/", "/me/",
        "/me/mail/", "/me/mail/preview/",
        meeting.get_absolute_url(), decision.get_absolute_url(), mine.get_absolute_url(),
        "/groups/", "/groups/dmt/", "/groups/dmt/suggest/", "/people/grace-li/", "404 /nowhere/",
    ])  # fmt: skip


def test_the_secretary_and_the_meeting(walk, sign_in):
    secretary = login("secretary")
    sign_in(walk.page, secretary)
    meetings = Meeting.objects.visible_to(secretary).filter(forum__name="DMT")
    by_state = {state: meetings.filter(state=state).order_by("-date").first() for state in meetings_states()}
    planned, held = by_state["planned"], by_state["wrapped_up"]
    item = held.items.get(title__startswith="Investment")
    walk.through([
        "/", *(meeting.get_absolute_url() for meeting in by_state.values() if meeting),
        f"/meetings/{held.ref}/live/?item={item.ref}", f"/meetings/{held.ref}/wrap-up/", f"/meetings/{held.ref}/share/",
        f"/meetings/{by_state['shared'].ref}/publish/", f"/meetings/{by_state['published'].ref}/unpublish/",
        f"/meetings/{planned.ref}/edit/", f"/meetings/{planned.ref}/agenda/", f"/meetings/{planned.ref}/attendance/",
        f"/meetings/{planned.ref}/items/new/", f"/items/{item.ref}/edit/", "/meetings/new/",
        f"/lines/{Line.objects.filter(item=item, kind='action').first().ref}/change/",
        f"/points/{Point.objects.visible_to(secretary).exclude(text='').first().ref}/edit/",
        "/groups/new/", "/groups/dmt/", "/groups/dmt/late/", "/groups/dmt/edit/", "/groups/dmt/members/",
        "/groups/dmt/standing-items/",
        f"/groups/dmt/standing-items/{Forum.objects.get(slug='dmt').standing_items.first().pk}/",
    ])  # fmt: skip


def meetings_states() -> list[str]:
    return list(Meeting.State.values)


def test_the_director_and_the_record(walk, sign_in):
    director = login("director")
    sign_in(walk.page, director)
    action = Action.objects.visible_to(director).filter(times_moved__gt=0).first()
    decision = Caveat.objects.visible_to(director).first().decision
    caveat = decision.caveats.first()
    referral = Referral.objects.visible_to(director).first()
    jotting = Line.objects.filter(item=None, author=director.person).first()
    figure = Figure.objects.visible_to(director).get(title="Phones over three years")
    told = Entry.objects.visible_to(director).filter(kind="section", text__contains="£").first()
    walk.through([
        "/actions/?whose=all", "/actions/?after=31+February", "/actions/new/", action.get_absolute_url(),
        *(f"/actions/{action.ref}/{page}/" for page in ("edit", "history")),
        "/decisions/", "/decisions/new/", decision.get_absolute_url(),
        *(f"/decisions/{decision.ref}/{page}/" for page in ("edit", "history", "caveats")),
        f"/caveats/{caveat.ref}/owner/", referral.get_absolute_url(), "/referrals/new/", "/meetings/",
        "/jottings/", f"/lines/{jotting.ref}/change/", "/figures/", "/figures/new/", figure.get_absolute_url(),
        f"/figures/{figure.ref}/edit/", f"/figures/{figure.ref}/history/",
        f"/figures/keep/?of={quote(told.url)}", "/figures/?saving=yes",
        f"/lines/{figure.said.first().line.ref}/figure/",
        "/people/", "/people/grace-li/", "/topics/", "/topics/mobile-phones/", "/topics/mobile-phones/edit/",
        "/topics/mobile-phones/wording/stands/", "/topics/new/", "/search/?q=phones", "/search/?q=phones&kind=action",
    ])  # fmt: skip


def test_money_and_audit(walk, sign_in):
    director = login("director")
    sign_in(walk.page, director)
    vendors, phones = (BudgetLine.objects.get(title__startswith=name) for name in ("Vendor", "Mobile phones"))
    late = Recommendation.objects.filter(action__times_moved=2).first()
    asked, proposed = Enquiry.objects.visible_to(director).first(), Proposal.objects.visible_to(director).first()
    coming = Meeting.objects.visible_to(director).filter(forum__name="DMT", state="planned").latest("date")
    walk.through([
        "/money/", "/money/new/", vendors.get_absolute_url(), phones.get_absolute_url(),
        *(f"{phones.get_absolute_url()}{page}/" for page in ("edit", "history", "years")),
        "/enquiries/", "/enquiries/new/", asked.get_absolute_url(),
        *(f"{asked.get_absolute_url()}{page}/" for page in ("edit", "history")),
        "/proposals/", "/proposals/new/", proposed.get_absolute_url(),
        *(f"{proposed.get_absolute_url()}{page}/" for page in ("edit", "history", "move", "take", "agenda")),
        "/audit/", "/audit/new/", late.review.get_absolute_url(), f"{late.review.get_absolute_url()}edit/",
        f"{late.review.get_absolute_url()}recommend/", "/audit/recommendations/", late.get_absolute_url(),
        f"{late.get_absolute_url()}edit/", "/audit/committee/",
        *(f"/meetings/{coming.ref}/live/?item={coming.items.filter(kind=kind).first().ref}"
          for kind in ("finance", "investment", "audit")),
    ])  # fmt: skip


def test_the_author_and_the_weeknote(walk, sign_in):
    author = Weeknote.objects.exclude(slug="").filter(authors__name="Helen Marsh").latest("week").authors.first().user
    sign_in(walk.page, author)
    notes = Weeknote.objects.visible_to(author)
    published = notes.exclude(slug="").latest("week")
    draft = notes.filter(slug="").first() or published
    walk.through([
        "/weeknotes/", "/weeknotes/new/", "/weeknotes/import/", "/me/mail/", "/me/mail/preview/",
        "/weeknotes/take-out/", "/weeknotes/feedback/",
        published.get_absolute_url(),
        *(f"/weeknotes/{draft.ref}/{page}/" for page in ("edit", "diary", "preview", "publish", "details", "sections")),
        f"/weeknotes/{draft.ref}/images/",
        *(f"/weeknotes/{published.ref}/{page}/" for page in ("history", "unpublish", "delete")),
    ])  # fmt: skip


def test_old_notes_listed_and_brought_in(walk, sign_in):
    sign_in(walk.page, login("director"))
    page = walk.page
    page.goto("/weeknotes/import/")
    page.get_by_label("Or files").set_input_files(
        {"name": "old notes.zip", "mimeType": "application/zip", "buffer": zip_of_notes(4)}
    )
    page.get_by_role("button", name="Look at them").click()
    expect(page.get_by_text("4 of 4 ticked")).to_be_visible()
    walk.here("the list of an import")
    page.get_by_role("button", name="Bring in what is ticked").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Brought in from old notes.zip")
    walk.here("a run of an import")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("4 weeknotes taken back.")).to_be_visible()
    walk.here("a run that was taken back")


def test_the_diary_that_was_pasted(walk, sign_in):
    author = login("director")
    sign_in(walk.page, author)
    note = Weeknote.objects.visible_to(author).latest("week")
    walk.page.goto(f"/weeknotes/{note.ref}/diary/")
    walk.page.get_by_label("Paste the week").fill(
        f"{note.week:%d %B %Y}\n09:00 Board\n12:00 Lunch\n14:00 {'Phones' * 20}"
    )
    walk.page.get_by_role("button", name="Look at the entries").click()
    expect(walk.page.get_by_role("checkbox", name="Board")).to_be_checked()
    expect(walk.page.get_by_role("checkbox", name="Lunch")).not_to_be_checked()
    walk.here("the entries of a diary")


def test_the_administrator(walk, sign_in):
    sign_in(walk.page, login("administrator"))
    person = Person.objects.get(name="Grace Li")
    other = Person.objects.named().filter(user=None).first()
    walk.through([
        "/", "/begin/", "/begin/clear-sample/", "/people/new/",
        *(f"/people/{person.slug}/{page}/" for page in ("edit", "login", "same")),
        f"/people/{person.slug}/same/?other={other.pk}", "/topics/mobile-phones/merge/",
    ])  # fmt: skip

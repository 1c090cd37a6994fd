"""An action raised from a section of a weeknote, a point, a decision: what it keeps; who sees it beside its source."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit.audience import Audience
from meetings.actions.sources import source_at
from meetings.models import Action
from meetings.publishing.writes import meeting_points, new_point, publish_meeting, share
from tests import factories as make
from tests.meetings.actions.test_action_pages import DATA, text_of
from tests.weeknotes.conftest import make_published
from weeknotes.publishing.writes import now, publish

NOTE = "/weeknotes/2019/06/03/fewer-phones/"
SECTION = f"{NOTE}#something-im-learning"
BODY = """## Highlights

The pilot of mobile phones ended.

## Something I’m learning

Ask how many people **share** one.

Then count again.
"""


@pytest.fixture
def note(dmt):
    """Helen's published weeknote, of which one section is for staff."""
    make.make_topic("Mobile phones")
    return make_published(dmt.helen, BODY)


def form_at(address, **query):
    return f"/actions/new/?{urlencode({'from': address, **query})}"


def raised_from(as_, user, address, data=None, **query) -> Action:
    answer = as_(user).post(form_at(address, **query), DATA | {"due": "14 June 2019"} | (data or {}))
    assert answer.status_code == 302, text_of(answer)
    return Action.objects.latest("pk")


# --- The form ---


def test_what_was_selected_is_quoted_and_begins_the_action(as_, dmt, note):
    page = as_(dmt.yusuf).get(form_at(SECTION, quote="how many people share one."))
    assert '<blockquote class="from-quote"><p>how many people share one.</p></blockquote>' in page.text
    assert "how many people share one.</textarea>" in page.text
    assert f'<a href="{SECTION}">Fewer phones: Something I’m learning</a>' in page.text


def test_without_a_selection_the_sections_beginning_is_quoted_and_what_needs_doing_is_left_open(as_, dmt, note):
    page = as_(dmt.yusuf).get(form_at(SECTION))
    assert "<p>Ask how many people share one. Then count again.</p></blockquote>" in page.text
    assert "share one. Then count again.</textarea>" not in page.text


def test_nobody_puts_words_into_a_text_by_a_link(as_, dmt, note):
    page = as_(dmt.yusuf).get(form_at(SECTION, quote="The phones are on fire"))
    assert "on fire" not in page.text


def test_topics_of_the_section_and_the_group_of_a_decision_are_ticked(as_, dmt, note):
    page = as_(dmt.helen).get(form_at(f"{NOTE}#highlights"))
    assert 'value="mobile-phones"' in page.text
    assert page.text.count("checked") == 2  # the topic, and who may see it
    decision = make.make_decision("One standard phone", forum=dmt.forum)
    page = as_(dmt.helen).get(form_at(decision.get_absolute_url()))
    assert '<option value="dmt" selected>' in page.text
    assert "<p>One standard phone</p></blockquote>" in page.text


def test_it_keeps_quote_and_place_and_goes_back_there(as_, dmt, note):
    query = {"quote": "Then count again", "next": SECTION}
    answer = as_(dmt.grace).post(form_at(SECTION, **query), DATA | {"due": "14 June 2019"})
    assert answer["Location"] == SECTION
    action = Action.objects.get()
    assert (action.source_quote, action.source_url, action.source_page) == ("Then count again", SECTION, NOTE)
    page = as_(dmt.grace).get(action.get_absolute_url())
    assert '<blockquote class="from-quote"><p>Then count again</p></blockquote>' in page.text
    assert f'href="{SECTION}"' in page.text


# --- A quote is told to those who may see its source ---


def test_a_decision_of_the_group_is_neither_quoted_nor_named_on_an_action_for_staff(as_, dmt):
    decision = make.make_decision("Canaryphone for all", forum=dmt.forum, audience=Audience.MEMBERS)
    page = as_(dmt.grace).get(form_at(decision.get_absolute_url()))
    assert "Not all staff may read this" in page.text
    action = raised_from(as_, dmt.grace, decision.get_absolute_url())
    assert action.reach == "staff"
    assert "Canaryphone" in as_(dmt.helen).get(action.get_absolute_url()).text
    for address in (
        action.get_absolute_url(),
        "/actions/?whose=all",
        "/actions/csv/?whose=all",
        "/search/?q=canaryphone",
    ):
        answer = as_(dmt.yusuf).get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Canaryphone" not in body


def test_nor_is_it_quoted_where_the_meeting_it_belongs_to_is_named(as_, dmt):
    share(dmt.meeting, by=dmt.helen.person)
    decision = make.make_decision("Canaryphone", meeting=dmt.meeting, audience=Audience.MEMBERS)
    action = raised_from(as_, dmt.grace, decision.get_absolute_url(), meeting=dmt.meeting.ref)
    assert "Canaryphone" in as_(dmt.helen).get(action.get_absolute_url()).text
    page = as_(dmt.yusuf).get(action.get_absolute_url()).text
    assert "DMT, Mon 10 June" in page
    assert "Canaryphone" not in page


def test_a_quote_goes_from_sight_when_its_section_is_kept_from_the_reader(as_, dmt, note):
    action = raised_from(as_, dmt.yusuf, SECTION, {"forum": "", "owner": "Yusuf Demir"}, quote="Then count again")
    assert "Then count again" in as_(dmt.yusuf).get(action.get_absolute_url()).text
    note.refresh_from_db()
    note.body = "## Highlights\n\nNothing else."
    note.save_revision(by=dmt.helen.person)
    publish(note, by=dmt.helen.person, user=dmt.helen, at=now(), expected_version=note.version, reason="Less")
    assert "Then count again" not in as_(dmt.yusuf).get(action.get_absolute_url()).text


def test_words_cut_from_a_source_before_staff_could_read_it_stay_with_its_group(as_, dmt):
    decision = make.make_decision("One phone, because Ann’s post goes", meeting=dmt.meeting, audience=Audience.STAFF)
    given = {"audience": "staff", "owner": "Yusuf Demir"}
    action = raised_from(as_, dmt.grace, decision.get_absolute_url(), given, quote="because Ann’s post goes")
    decision.text = "One phone"
    decision.save_as(by=dmt.grace.person, verb="changed")
    dmt.meeting.refresh_from_db()
    share(dmt.meeting, by=dmt.grace.person)
    assert "Ann’s post" in as_(dmt.helen).get(action.get_absolute_url()).text
    page = as_(dmt.yusuf).get(action.get_absolute_url())
    assert page.status_code == 200
    assert "Ann’s post" not in page.text


def test_what_one_may_not_see_is_no_source(dmt):
    decision = make.make_decision("Canaryphone", forum=dmt.forum, audience=Audience.MEMBERS)
    assert source_at(decision.get_absolute_url(), dmt.yusuf) == source_at("/nothing/", dmt.yusuf)


# --- Beside the source ---


def test_a_section_shows_what_was_raised_from_it_to_who_may_see_the_action(as_, dmt, note):
    raised_from(as_, dmt.grace, SECTION)
    Action.objects.update(reach="members")  # as its group alone sees it
    for user, is_shown in ((dmt.helen, True), (dmt.yusuf, False)):
        assert ("Send the audit plan" in as_(user).get(NOTE).text) == is_shown
    Action.objects.update(reach="staff")
    page = as_(dmt.yusuf).get(NOTE).text
    after = page.partition('id="something-im-learning"')[2]
    assert "Grace Li, due Fri 14 June" in after
    assert "Send the audit plan" not in page.partition('id="something-im-learning"')[0]


def test_strangers_see_neither_actions_nor_a_way_to_raise_one(as_, dmt, note):
    raised_from(as_, dmt.grace, SECTION)
    page = Client().get(NOTE)
    assert page.status_code == 200
    for words in ("Send the audit plan", "Grace Li", "Raise an action", "data-raise", "14 June", "raise.js"):
        assert words not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=60"


def test_its_end_shows_beside_the_source(as_, dmt, note):
    action = raised_from(as_, dmt.grace, SECTION)
    action.complete(by=dmt.grace.person, on=date(2019, 6, 12))
    page = text_of(as_(dmt.yusuf).get(NOTE))
    assert "Done: Send the audit plan" in page


def test_a_decision_and_its_meetings_pages_show_it(as_, dmt):
    meeting = dmt.meeting
    decision = make.make_decision("One standard phone", meeting=meeting)
    address = decision.get_absolute_url()
    raised_from(as_, dmt.grace, address)
    share(meeting, by=dmt.helen.person)
    for user in (dmt.helen, dmt.yusuf):
        for page in (address, meeting.get_absolute_url()):
            text = text_of(as_(user).get(page))
            assert "Send the audit plan Grace Li, due Fri 14 June" in text
            assert "Raise an action from" in text


def test_a_point_shows_it_to_members_and_to_staff_who_read_it_published(as_, dmt):
    meeting, by = dmt.meeting, dmt.helen.person
    item = make.make_item(meeting)
    point = new_point(item, title="Fewer phones", text="Forty people share one.", audience="everyone", by=by)
    address = point.get_absolute_url()
    raised_from(as_, dmt.grace, address, quote="Forty people")
    share(meeting, by=by)
    publish_meeting(
        meeting, points=meeting_points(meeting), decisions=[], actions=[], by=by, at=timezone.now(), reason="It is time"
    )
    for user in (dmt.helen, dmt.yusuf):
        text = text_of(as_(user).get(meeting.get_absolute_url()))
        assert "Send the audit plan Grace Li, due Fri 14 June" in text
    assert "Send the audit plan" not in Client().get(meeting.get_absolute_url()).text


def test_an_auditor_sees_the_state_and_is_offered_nothing(as_, dmt, note):
    raised_from(as_, dmt.grace, SECTION)
    page = as_(make.make_user("Martin Frost", role="auditor")).get(NOTE).text
    assert "Grace Li, due Fri 14 June" in page
    assert "Raise an action" not in page


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_cost_no_more_questions_than_one(as_, dmt, note):
    client = as_(dmt.yusuf)

    def counted():
        client.get(NOTE)
        with CaptureQueriesContext(connection) as queries:
            client.get(NOTE)
        return len(queries)

    place = {"source_url": SECTION, "source_page": NOTE}
    make.make_action("Ring", dmt.grace.person, **place)
    one = counted()
    for number in range(30):
        make.make_action(f"Ring {number}", dmt.grace.person, **place)
    assert counted() == one

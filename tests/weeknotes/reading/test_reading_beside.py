"""What stands beside a published note: what came later, what follows, what mentions it, its neighbours by topic."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hackit.audience import Audience
from hackit.models import Entry
from meetings.publishing import writes as publishing
from tests import factories as make
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish

pytestmark = pytest.mark.django_db
ADDRESS = "/weeknotes/2019/06/03/fewer-phones/"
LATER = date(2019, 7, 16)


@pytest.fixture
def dmt(helen):
    group = make.make_forum("DMT")
    make.join(group, helen, "chair")
    return group


@pytest.fixture
def phones():
    return make.make_topic("Mobile phones")


def about(note, user, topic, anchor="highlights"):
    note.sections.get(anchor=anchor).topics.add(topic)
    publish(note, by=user.person, user=user, at=now(), expected_version=note.version)
    return note


def decided(forum, topic, text="One phone each", *, day=LATER, is_public=False, by, **extra):
    """A decision of a meeting on that day; its meeting published or not."""
    meeting = make.make_meeting(forum, day)
    decision = make.make_decision(
        text, meeting=meeting, topics=[topic], date=day, audience="staff", decided_by=forum, **extra
    )
    publishing.share(meeting, by=by)
    if is_public:
        publishing.publish_meeting(meeting, points=[], decisions=[decision], actions=[], by=by, at=timezone.now())
    return decision


# --- Later ---


def test_a_later_decision_on_a_sections_topic_is_named_beside_it_and_nowhere_else(client, as_sam, helen, dmt, phones):
    about(make_note(helen), helen, phones)
    decided(dmt, phones, is_public=True, by=helen.person)
    for browser in (client, as_sam):
        page = browser.get(ADDRESS).text
        assert page.count("<b>Later:</b>") == 1
        assert "agreed by DMT, 16 July 2019</a>" in page
        assert page.index("<b>Later:</b>") < page.index('id="something-im-learning"')


def test_a_stranger_is_told_of_published_decisions_only(client, as_sam, helen, dmt, phones):
    about(make_note(helen), helen, phones)
    before = client.get(ADDRESS).content
    decided(dmt, phones, by=helen.person)
    assert "Later:" in as_sam.get(ADDRESS).text
    assert client.get(ADDRESS).content == before
    assert client.get(client.get(ADDRESS).request["PATH_INFO"]).status_code == 200


def test_the_newest_outcome_counts_with_its_caveats(client, helen, dmt, phones):
    about(make_note(helen), helen, phones)
    decided(dmt, phones, is_public=True, by=helen.person)
    second = make.make_meeting(dmt, date(2019, 7, 23))
    decision = make.make_decision("Two", meeting=second, topics=[phones], date=second.date, audience="staff",
                                  outcome="caveats")  # fmt: skip
    decision.add_caveat("A tax check", by=helen.person, owner=None, due=None)
    decision.add_caveat("A price", by=helen.person, owner=None, due=None)
    publishing.publish_meeting(second, points=[], decisions=[decision], actions=[], by=helen.person, at=timezone.now())
    page = client.get(ADDRESS).text
    assert "agreed by DMT with two caveats, 23 July 2019</a>" in page
    assert "16 July" not in page


@pytest.mark.parametrize("day", [date(2019, 5, 20), date(2019, 6, 9), timezone.localdate() + timedelta(days=2)])
def test_what_was_decided_before_the_week_was_over_is_not_later_nor_what_is_to_come(client, helen, dmt, phones, day):
    about(make_note(helen), helen, phones)
    decided(dmt, phones, day=day, is_public=True, by=helen.person)
    assert "Later:" not in client.get(ADDRESS).text


def test_of_several_topics_the_one_is_named_and_what_was_replaced_is_left_out(client, helen, dmt, phones):
    note = make_note(helen)
    note.sections.get(anchor="highlights").topics.add(make.make_topic("Licences"))
    about(note, helen, phones)
    decided(dmt, phones, is_public=True, by=helen.person, outcome="not_agreed")
    Entry.objects.filter(pk=decided_again(dmt, phones, helen)).update(status="replaced")
    assert "Mobile phones not agreed by DMT, 16 July 2019</a>" in client.get(ADDRESS).text


def test_of_a_section_without_topics_the_one_that_its_words_name_counts(client, as_sam, helen, dmt, phones):
    """As on a hit of the search: hardly any section that was brought in is tagged."""
    make_published(helen, "## Fewer handsets\n\nMobile phones for forty.\n\n## Parks\n\nGrass.")
    decided(dmt, phones, is_public=True, by=helen.person)
    for browser in (client, as_sam):
        page = browser.get(ADDRESS).text
        assert "Mobile phones agreed by DMT, 16 July 2019</a>" in page
        assert page.count("<b>Later:</b>") == 1
        assert page.index("<b>Later:</b>") < page.index('id="parks"')


def test_what_a_tagged_section_merely_names_is_not_told_beside_it(client, helen, dmt, phones):
    note = make_note(helen, "## Highlights\n\nMobile phones again.")
    about(note, helen, make.make_topic("Licences"))
    decided(dmt, phones, is_public=True, by=helen.person)
    assert "Later:" not in client.get(ADDRESS).text


def test_a_decision_of_a_group_is_told_to_its_members_alone(client, as_sam, as_helen, helen, dmt, phones):
    make_published(helen, "## Fewer handsets\n\nMobile phones for forty.")
    decided(dmt, phones, by=helen.person)
    Entry.objects.filter(kind="decision").update(reach="members")
    assert "Later:" not in client.get(ADDRESS).text + as_sam.get(ADDRESS).text
    assert "Later:" in as_helen.get(ADDRESS).text


def decided_again(forum, topic, user) -> int:
    """The public entry of a decision that came later still."""
    decision = decided(forum, topic, day=date(2019, 8, 1), is_public=True, by=user.person)
    return Entry.objects.visible_to(None).get(kind="decision", date=decision.date).pk


# --- What happens next ---


@pytest.fixture
def told(helen, dmt):
    """A published meeting with a point and an action, and a note that tells of the point."""
    meeting = make.make_meeting(dmt, MONDAY)
    item = make.make_item(meeting, "Phones")
    point = publishing.new_point(item, title="Phones", text="Forty share one.", audience="everyone", by=helen.person)
    action = make.make_action("Ask who shares a phone", owner=helen.person, meeting=meeting, item=item,
                              audience="staff", due=date(2019, 6, 14))  # fmt: skip
    private = make.make_action("Canaryaction", owner=helen.person, meeting=meeting, item=item, audience="members")
    publishing.publish_meeting(
        meeting, points=[point], decisions=[], actions=[action], by=helen.person, at=timezone.now()
    )
    make_published(helen, f"## DMT\n\n{{{{point:{point.ref}}}}}\n\n## Again\n\nSee [it](/actions/{action.ref}/).")
    return action, private


def test_strangers_read_once_what_will_happen_and_nothing_of_who_and_when(client, told):
    page = client.get(ADDRESS).text
    after = page.partition('id="happens_next"')[2]
    assert page.count("Ask who shares a phone") == 1
    assert "<li>Ask who shares a phone</li>" in after
    for word in ("14 June", "Canaryaction", "due", "verdue", "/actions/canary"):
        assert word not in after
    assert '<a href="#happens_next">What happens next</a>' in page


def test_and_whether_it_has(client, helen, told):
    told[0].complete(by=helen.person, on=MONDAY)
    assert '<li><span class="done">Done:</span> Ask who shares a phone</li>' in client.get(ADDRESS).text


def test_staff_and_members_read_owner_and_date_of_what_they_may_see(as_sam, as_helen, told):
    for browser, sees_all in ((as_sam, False), (as_helen, True)):
        page = browser.get(ADDRESS).text
        assert page.count("Ask who shares a phone") == 1
        assert "Helen Marsh, due Fri 14 June 2019" in page
        assert ("Canaryaction" in page) == sees_all


def test_an_action_raised_from_a_section_for_staff_says_nothing_to_strangers(client, as_sam, helen, dmt):
    note = make_note(helen)
    note.sections.filter(anchor="highlights").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    meeting = make.make_meeting(dmt, MONDAY)
    action = make.make_action("Ring them", owner=helen.person, meeting=meeting, audience="staff")
    action.source_url, action.source_page = f"{ADDRESS}#staff_highlights", ADDRESS
    action.save()
    before = client.get(ADDRESS).content
    publishing.publish_meeting(meeting, points=[], decisions=[], actions=[action], by=helen.person, at=timezone.now())
    assert client.get(ADDRESS).content == before
    assert "Ring them" in as_sam.get(ADDRESS).text


# --- Mentioned in ---


def test_later_notes_and_decisions_that_link_to_a_note_stand_on_it(client, as_sam, as_helen, helen, dmt, phones):
    make_published(helen)
    make_published(helen, f"As I [wrote]({ADDRESS}#highlights).", title="A month on", week=MONDAY + timedelta(weeks=4))
    make_note(helen, f"Again {ADDRESS}", title="Canarydraft")
    decided(dmt, phones, by=helen.person, reasons=f"See http://localhost:8000{ADDRESS} for why.")
    public = client.get(ADDRESS).text
    assert '<a href="/weeknotes/2019/07/01/a-month-on/#start">A month on</a>' in public
    assert "One phone each" not in public
    for browser in (as_sam, as_helen):
        page = browser.get(ADDRESS).text
        assert "One phone each" in page.partition("Mentioned in")[2]
        assert "Canarydraft" not in page.partition("Mentioned in")[2]


def test_a_link_in_a_part_for_staff_is_told_to_staff_only_and_one_taken_out_to_nobody(client, as_sam, helen):
    make_published(helen)
    note = make_note(helen, f"## Open\n\nWords.\n\n## Kept\n\n[It]({ADDRESS}).", title="Half")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    assert "Mentioned in" not in client.get(ADDRESS).text
    assert "Mentioned in" in as_sam.get(ADDRESS).text
    note.body = "## Open\n\nWords."
    note.save_revision(by=helen.person)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version, reason="Shorter")
    assert "Mentioned in" not in as_sam.get(ADDRESS).text


def test_a_decision_and_an_action_say_in_which_note_they_were_written_about(as_sam, helen, dmt, phones):
    decision = decided(dmt, phones, is_public=True, by=helen.person)
    action = make.make_action("Ring them", owner=helen.person, audience="staff")
    make_published(helen, f"[It]({decision.get_absolute_url()}) and {action.get_absolute_url()}, in words.")
    for browser, address in (
        (Client(), decision.get_absolute_url()),
        (as_sam, decision.get_absolute_url()),
        (as_sam, action.get_absolute_url()),
    ):
        page = browser.get(address).text
        assert "Written about in" in page
        assert f'<a href="{ADDRESS}#start">Fewer phones</a>' in page


# --- Before and after on a topic ---


def test_the_main_topics_lead_to_what_was_written_before_and_after(client, as_sam, helen, sam, phones):
    for user, weeks, title in ((sam, -2, "Long before"), (helen, -1, "Before"), (sam, 1, "After"), (helen, 2, "Late")):
        about(make_note(user, title=title, week=MONDAY + timedelta(weeks=weeks)), user, phones)
    about(make_note(helen), helen, phones)
    for browser in (client, as_sam):
        (one,) = browser.get(ADDRESS).context["by_topic"]
        assert (one.topic, one.before.document_title, one.after.document_title) == (phones, "Before", "After")
    hidden = make_note(sam, title="Kept", week=MONDAY + timedelta(days=7), body="## Highlights\n\nWords.")
    hidden.sections.update(audience=Audience.STAFF)
    before = client.get(ADDRESS).content
    about(hidden, sam, phones)
    assert 'rel="next"' in client.get(ADDRESS).text
    assert client.get(ADDRESS).context["by_topic"][0].after.document_title == "After"
    assert len(before) > 0


# --- The page itself ---


def test_every_heading_has_a_link_to_itself_with_a_name(client, helen):
    make_published(helen, "## One “two” & <three>\n\nWords.\n\n### Four\n\nWords.")
    page = client.get(ADDRESS).text
    assert '<a class="anchor" href="#four" aria-label="Link to “Four”">#</a>' in page
    assert 'aria-label="Link to “One “two” &amp; &lt;three&gt;”"' in page


def test_it_tells_machines_what_it_is_about_in_public_words_only(client, as_sam, helen):
    note = make_note(helen, "## Kept\n\nCanary.\n\n## Open\n\nOpen words.", summary="")
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    for browser in (client, as_sam):
        page = browser.get(ADDRESS).text
        assert '<meta name="description" content="Open words.">' in page
        assert f'<link rel="canonical" href="http://testserver{ADDRESS}">' in page
        assert '<meta property="og:title" content="Fewer phones">' in page


def test_a_correction_says_when_and_why(client, helen):
    note = make_published(helen)
    note.body = "## Highlights\n\nOther."
    note.save_revision(by=helen.person)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version, reason="<b>Forty</b>, not four")
    page = client.get(ADDRESS).text
    assert "&lt;b&gt;Forty&lt;/b&gt;, not four" in page
    assert "<b>Corrected" in page


def test_footnotes_lead_there_and_back_in_each_readers_text(client, as_sam, helen):
    text = "## Open\n\nA.[^1] B.[^1]\n\n## Kept\n\nC.[^2]\n\n[^1]: One.\n[^2]: Two canary."
    note = make_note(helen, text)
    note.sections.filter(anchor="kept").update(audience=Audience.STAFF)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    page = client.get(ADDRESS).text
    for needed in ('href="#footnote_1" id="footnote_ref_1"', 'href="#footnote_ref_1"', 'href="#footnote_ref_1_2"',
                   'aria-label="Back to footnote mark 1', "One."):  # fmt: skip
        assert needed in page, needed
    assert "canary" not in page
    staff = as_sam.get(ADDRESS).text
    assert 'href="#staff_footnote_1"' in staff
    assert 'href="#staff_footnote_ref_1"' in staff

"""What was decided and done stands in the draft; what everyone can't read yet never in a part for everyone."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hackit.audience import Audience
from hackit.joining import happened
from meetings.publishing import writes as meeting_writes
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_line, make_meeting
from tests.weeknotes.conftest import MONDAY, make_note, make_published
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.drafting import FOR_STAFF, first_text, week_of
from weeknotes.writing.weeks import weeks_to_offer
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY + timedelta(days=6)
WEDNESDAY = MONDAY + timedelta(days=2)


@pytest.fixture
def dmt(helen):
    forum = make_forum("DMT")
    join(forum, helen, "chair")
    return forum


def done(text, owner=None, *, on=WEDNESDAY, **extra):
    action = make_action(text, owner, **extra)
    action.complete(by=owner, on=on)
    return action


def started(user, *, on=WEDNESDAY, **extra):
    return begin(MONDAY, author=user.person, user=user, on=on, **extra)


def audiences(note):
    return {row.heading: row.audience for row in note.sections.all()}


def under(note, heading):
    return note.body.split(f"## {heading}\n", 1)[1].split("\n## ")[0].strip()


def test_what_staff_may_read_stands_in_a_part_for_staff(helen, sam, dmt):
    make_decision("One phone each", forum=dmt, date=MONDAY, outcome="caveats")
    done("send the audit plan", helen.person, forum=dmt)
    done("print the posters", sam.person, forum=dmt, on=SUNDAY)
    note = started(helen)
    assert under(note, FOR_STAFF).splitlines() == [
        "- Mon: Agreed with caveats: One phone each",
        "- Wed: Done: send the audit plan",
        "- Sun: Done: print the posters (Sam Whitfield)",
    ]
    assert audiences(note)[FOR_STAFF] == Audience.STAFF
    assert {value for name, value in audiences(note).items() if name != FOR_STAFF} == {Audience.EVERYONE}


def test_what_a_group_keeps_is_not_written_at_all(helen, dmt):
    make_decision("canary decision", forum=dmt, date=MONDAY, audience=Audience.MEMBERS)
    done("canary action", helen.person, forum=dmt, audience=Audience.MEMBERS)
    done("canary promise", helen.person, audience=Audience.ME, by=helen.person)
    done("canary nobody's", None, forum=dmt)
    assert "canary" not in started(helen).body
    week = week_of(MONDAY, SUNDAY, helen.person, helen)
    assert [thing.is_kept for thing in week.happened] == [True] * 4


def test_of_others_only_what_ones_groups_did_and_decided_is_told(helen, sam, dmt):
    other = make_forum("HMT")
    make_decision("canary decided elsewhere", forum=other, date=MONDAY)
    done("canary of sam's own", sam.person)
    done("with helen's help", sam.person).set_helpers([helen.person])
    done("canary too early", helen.person, on=MONDAY - timedelta(days=1))
    done("canary too late", helen.person, on=SUNDAY + timedelta(days=1))
    make_action("canary open", helen.person, forum=dmt)
    make_action("canary dropped", helen.person, forum=dmt).drop(by=helen.person, on=WEDNESDAY)
    old = make_decision("canary replaced", forum=dmt, date=MONDAY)
    old.replace_with(make_decision("put off instead", forum=dmt, date=MONDAY, outcome="put_off"), by=None)
    body = started(helen).body
    assert "canary" not in body
    assert "- Mon: Put off: put off instead" in body
    assert "- Wed: Done: with helen's help (Sam Whitfield)" in body


def public_meeting(dmt, helen):
    meeting = make_meeting(dmt, MONDAY, state="wrapped_up")
    item = make_item(meeting, "Phones", state="discussed", audience=Audience.EVERYONE)
    make_decision("One phone each", meeting=meeting, item=item, audience=Audience.EVERYONE)
    action = make_action("Order forty phones", helen.person, meeting=meeting, item=item, audience=Audience.EVERYONE)
    meeting_writes.share(meeting, by=helen.person)
    meeting_writes.publish_meeting(
        meeting, points=[], decisions=meeting_writes.publishable_decisions(meeting),
        actions=meeting_writes.publishable_actions(meeting), by=helen.person, at=timezone.now(),
    )  # fmt: skip
    action.refresh_from_db()
    action.complete(by=helen.person, on=WEDNESDAY)
    return meeting, action


def test_what_everyone_reads_already_stands_under_headings_for_everyone(helen, dmt):
    public_meeting(dmt, helen)
    note = started(helen)
    assert under(note, "Decisions") == "- Mon: Agreed: One phone each"
    assert under(note, "Actions closed") == "- Wed: Done: Order forty phones"
    assert set(audiences(note).values()) == {Audience.EVERYONE}
    assert [part for part in note.body.splitlines() if part.startswith("## ")][:3] == [
        "## DMT conversations",
        "## Decisions",
        "## Actions closed",
    ]


def test_in_public_only_the_published_words_stand_and_nobodys_name(helen, sam, dmt):
    _meeting, action = public_meeting(dmt, helen)
    action.refresh_from_db()
    action.text = "canary words changed since"
    action.owner = sam.person
    action.save_as(by=helen.person, verb="changed")
    body = started(helen).body
    assert "canary" not in body
    assert "Sam" not in body
    assert "- Wed: Done: Order forty phones" in body


def test_ones_own_headings_take_them_but_never_one_that_is_for_staff(helen, dmt):
    public_meeting(dmt, helen)
    earlier = make_note(helen, "## What we decided\n\na\n\n## Done\n\nb", week=MONDAY - timedelta(weeks=1))
    note = started(helen)
    assert under(note, "What we decided") == "- Mon: Agreed: One phone each"
    assert under(note, "Done") == "- Wed: Done: Order forty phones"
    note.delete_softly(by=helen.person)
    earlier.sections.filter(heading="Done").update(audience=Audience.STAFF)
    note = started(helen)
    assert under(note, "Actions closed") == "- Wed: Done: Order forty phones"
    assert audiences(note)["Done"] == Audience.STAFF


def test_a_heading_learnt_for_staff_takes_no_points(helen, dmt, shelf):
    shelf.add("abcdefghij", "Phones", "We agreed.")
    earlier = make_note(helen, "## DMT conversations\n\na", week=MONDAY - timedelta(weeks=1))
    earlier.sections.update(audience=Audience.STAFF)
    note = started(helen)
    assert under(note, "DMT conversations for everyone") == "{{point:abcdefghij}}"
    assert audiences(note)["DMT conversations"] == Audience.STAFF


def test_published_as_it_was_begun_nothing_private_is_public(helen, sam, dmt):
    make_decision("canarystaff decision", forum=dmt, date=MONDAY)
    done("canarystaff action", helen.person, forum=dmt)
    make_decision("canarygroup decision", forum=dmt, date=MONDAY, audience=Audience.MEMBERS)
    done("canarygroup action", helen.person, forum=dmt, audience=Audience.MEMBERS)
    make_line(None, "a jotting of mine", helen.person, day=MONDAY)
    make_line(None, "canarygroup jotting", sam.person, day=MONDAY)
    note = started(helen)
    note.title = "A week"
    note.save_revision(by=helen.person)
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    stranger, staff = Client(), Client()
    staff.force_login(sam)
    pages = [note.get_absolute_url(), "/weeknotes/", "/weeknotes/feed/", "/search/?q=canarystaff", "/search/?q=week"]
    seen = " ".join(stranger.get(page).content.decode() for page in pages).replace("q=canarystaff", "")
    assert "a jotting of mine" in seen
    assert "canarystaff decision" not in seen
    assert "canarystaff action" not in seen
    assert "canarygroup" not in seen
    seen = staff.get(note.get_absolute_url()).content.decode()
    assert "canarystaff decision" in seen
    assert "canarystaff action" in seen
    assert "canarygroup" not in seen


def test_begun_in_a_later_week_this_thursday_has_its_date(helen):
    make_line(None, "show and tell this Thursday", helen.person, day=MONDAY)
    assert "- Mon: show and tell this Thursday (6 June)" in started(helen, on=MONDAY + timedelta(days=10)).body
    assert "- Mon: show and tell this Thursday\n" in started(helen, on=SUNDAY).body + "\n"


def test_a_jotting_given_its_date_counts_as_used(as_helen, helen):
    make_line(None, "learning: show and tell this Thursday\n# not a heading", helen.person, day=MONDAY, sort="learning")
    note = started(helen, on=MONDAY + timedelta(days=10))
    assert "not used yet" not in as_helen.get(note.get_edit_url()).content.decode()


def test_a_note_of_two_weeks_has_both_and_says_which_monday(helen):
    make_line(None, "began", helen.person, day=MONDAY)
    make_line(None, "ended", helen.person, day=MONDAY + timedelta(days=7))
    note = started(helen, weeks=2, on=MONDAY + timedelta(days=9))
    assert note.weeks_covered == 2
    assert under(note, "Also this week") == "- Mon 3 June: began\n- Mon 10 June: ended"


def test_a_week_that_a_longer_note_covers_is_not_offered_first(helen):
    make_published(helen, week=MONDAY - timedelta(weeks=2), weeks_covered=3)
    assert weeks_to_offer(helen.person, on=WEDNESDAY)[0] == MONDAY - timedelta(weeks=3)


def test_who_only_reads_has_nothing_to_tell(dmt, helen):
    make_decision("One phone each", forum=dmt, date=MONDAY)
    helen.role = "auditor"
    helen.save()
    helen.__dict__.pop("_viewer", None)
    assert happened.of_days(MONDAY, SUNDAY, helen) == []


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_busy_week_takes_as_many_queries_as_a_quiet_one(helen, dmt, django_assert_num_queries):
    def fill(count):
        for number in range(count):
            make_decision(f"decided {number}", forum=dmt, date=MONDAY)
            done(f"did {number}", helen.person, forum=dmt)
            make_line(None, f"jotted {number}", helen.person, day=date(2019, 6, 5))

    fill(1)
    helen.__dict__.pop("_viewer", None)
    with django_assert_num_queries(7):
        first_text(week_of(MONDAY, SUNDAY, helen.person, helen), helen.person, on=SUNDAY)
    fill(29)
    with django_assert_num_queries(6):  # who she is was asked before
        found = first_text(week_of(MONDAY, SUNDAY, helen.person, helen), helen.person, on=SUNDAY)
    assert found.body.count("\n- ") == 90

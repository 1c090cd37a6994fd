"""What the sample data holds, and that the site's own rules hold for it."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.utils import timezone

from hackit import indexing
from hackit.history import Event
from hackit.models import Entry, EntryKind, Forum, Membership, Person, Publication, SiteSettings, Topic, User
from hackit.running.trial import PASSWORD, SIGN_INS
from hackit.sample import clear_sample, make_sample
from meetings.models import Action, AgendaItem, Attendance, Caveat, Decision, Line, Meeting, Point, Referral
from weeknotes.models import Weeknote

ON = timezone.localdate()
HELD = ("wrapped_up", "shared", "published")


@pytest.fixture(scope="module")
def _made(django_db_setup, django_db_blocker):
    """The sample, made once for this module; each test works on it inside a transaction of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_sample(on=ON)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def sample(_made, db):
    """Every test of this module finds the sample there."""


def helen() -> User:
    return User.objects.get(person__name="Helen Marsh")


def entries_about_phones():
    return Entry.objects.visible_to(helen()).about(Topic.objects.get(slug="mobile-phones"))


# --- What it holds ---


def test_two_groups_one_above_the_other():
    dmt, hmt = Forum.objects.get(name="DMT"), Forum.objects.get(name="HMT")
    assert dmt.reports_to == hmt
    assert set(dmt.standing_items.values_list("kind", flat=True)) == {"finance", "investment", "audit", "actions"}
    parts = dict(dmt.memberships.active(on=ON).values_list("person__name", "role"))
    assert parts["Helen Marsh"] == Membership.Part.CHAIR
    assert parts["Priya Nair"] == Membership.Part.SECRETARY
    assert len(parts) == 6


def test_eight_meetings_were_held_and_the_next_has_its_agenda():
    states = list(Meeting.objects.filter(state__in=HELD).order_by("date", "pk").values_list("state", flat=True))
    assert len(states) == 8
    assert states.count("published") >= 3
    assert states[-1] == Meeting.State.WRAPPED_UP
    coming = Meeting.objects.still_to_come(on=ON).filter(forum__name="DMT").get()
    assert coming.items.filter(continues__state=AgendaItem.State.RAN_OUT).count() == 1
    assert coming.items.filter(state=AgendaItem.State.PROPOSED).exists()
    assert coming.items.filter(standing_item=None, lead__isnull=False).count() >= 3


def test_some_meetings_have_points_and_no_decision_at_all():
    talked = Meeting.objects.filter(state="published", decisions=None).distinct()
    assert talked.count() >= 2
    assert all(Point.objects.filter(item__meeting=meeting).exclude(text="").count() >= 2 for meeting in talked)


def test_lines_are_of_every_kind_and_each_was_understood():
    assert set(Line.objects.filter(item__isnull=False).values_list("kind", flat=True)) == {
        *("note", "action", "decision", "idea", "question", "ask", "update", "coming_up")
    }
    heard = [(line.text, thing) for line in Line.objects.all() for thing in line.heard]
    assert {thing["kind"] for _text, thing in heard} >= {"attendance", "agenda", "position", "update"}
    assert [text for text, thing in heard if "not_understood" in thing.get("flags", [])] == []
    assert [text for text, thing in heard if thing["kind"] == "update" and not thing.get("action")] == []
    assert Line.objects.filter(noted=True).exists()
    assert set(Attendance.objects.values_list("state", flat=True)) == {"present", "apologies", "guest"}


def test_the_latest_meeting_leaves_something_to_settle():
    latest = Meeting.objects.get(state=Meeting.State.WRAPPED_UP)
    heard = [thing for line in Line.objects.filter(item__meeting=latest) for thing in line.heard]
    flags = {flag for thing in heard for flag in thing.get("flags", [])}
    assert flags >= {"which_person", "when", "looks_like_promise"}


def test_a_decision_was_agreed_with_caveats_by_the_board_in_answer_to_a_referral():
    answer = Referral.objects.get(title__startswith="Mobile phones").answer
    assert (answer.decided_by.name, answer.outcome) == ("HMT", Decision.Outcome.CAVEATS)
    assert answer.caveats.filter(state=Caveat.State.DONE).count() == 2
    assert Caveat.objects.filter(state=Caveat.State.TO_DO, action__owner__isnull=False).exists()


def test_decisions_have_every_outcome():
    assert set(Decision.objects.values_list("outcome", flat=True)) == set(Decision.Outcome.values)
    assert Decision.objects.get(outcome="replaced").replaced_by.outcome == Decision.Outcome.AGREED


def test_something_waits_for_the_board():
    waiting = [row.title for row in Referral.objects.filter(to_forum__name="HMT") if row.is_waiting]
    assert waiting == ["Shared desks: two floors of the Guildhall"]


def test_forty_actions_in_every_state():
    assert Action.objects.count() >= 40
    assert set(Action.objects.values_list("status", flat=True)) == set(Action.Status.values)
    assert Action.objects.overdue(on=ON).count() >= 3
    assert Action.objects.due_this_week(on=ON).count() >= 3
    assert Action.objects.later(on=ON).filter(due__isnull=False).count() >= 5
    assert Action.objects.filter(status="waiting", waiting_for="Finance").exists()
    assert Action.objects.open().filter(owner=None).count() >= 2
    assert Action.objects.open().filter(owner__isnull=False, due=None).exists()
    assert Action.objects.overdue(on=ON).filter(times_moved=2).exists()
    assert Action.objects.exclude(helpers=None).count() >= 3
    assert Action.objects.filter(meeting=None, line=None).exists()


def test_the_director_has_jotted_for_a_fortnight_and_today():
    rows = Line.objects.filter(item=None, author__name="Helen Marsh")
    days = set(rows.values_list("day", flat=True))
    assert ON in days
    assert len(days) >= 9
    assert min(days) >= ON - timedelta(days=15)
    assert len(set(rows.exclude(sort="").values_list("sort", flat=True))) >= 6
    assert rows.filter(kind="coming_up").count() >= 2


def test_twelve_weeknotes_by_three_authors_and_two_drafts():
    published = Weeknote.objects.exclude(published_at=None)
    assert published.count() == 12
    assert set(published.values_list("authors__name", flat=True)) == {"Helen Marsh", "Yusuf Demir", "Grace Li"}
    assert Weeknote.objects.unpublished().count() == 2
    current = Publication.objects.current().filter(document_type="weeknotes.weeknote")
    assert current.count() == 12
    assert all(publication.at <= timezone.now() for publication in current)
    embedded = current.filter(parts__kind="embed").get()
    assert embedded.title == "One phone, or none"


def test_topics_have_other_names_and_broader_topics():
    assert 10 <= Topic.objects.count() <= 14
    phones = Topic.objects.get(slug="mobile-phones")
    assert phones.broader.name == "Devices"
    assert {"handset", "SIM", "smartphone", "telephony"} <= set(phones.aliases.values_list("text", flat=True))
    assert {wording.kind for wording in phones.wordings.all()} == {"stands", "explain"}


def test_mobile_phones_run_from_a_survey_to_a_roll_out_with_silences():
    found = entries_about_phones()
    assert set(found.values_list("kind", flat=True)) >= {"section", "point", "decision", "action", "caveat", "item"}
    weeks = sorted(set(found.filter(kind="section").values_list("date", flat=True)))
    assert weeks[-1] - weeks[0] >= timedelta(weeks=10)
    gaps = [later - earlier for earlier, later in pairwise(weeks)]
    assert sum(gap >= timedelta(weeks=2) for gap in gaps) >= 2
    sections = found.filter(kind="section").order_by("date", "pk")
    titles = " ".join(sections.values_list("title", flat=True))
    steps = ["The drawer", "What we heard", "Three recommendations", "The first three days", "What the board asked for"]
    places = [titles.index(step) for step in [*steps, "Two mornings at the depot"]]
    assert places == sorted(places)


def test_there_is_something_of_every_kind_to_find():
    kinds = set(Entry.objects.visible_to(helen()).values_list("kind", flat=True))
    assert set(EntryKind.values) - kinds == {EntryKind.UPDATE}  # found with its action


def test_every_person_and_topic_is_spoken_of():
    about = Entry.objects.visible_to(helen())
    assert [topic.name for topic in Topic.objects.all() if not about.about(topic).exists()] == []
    assert Person.objects.count() == 15


def test_no_text_has_a_day_left_open():
    texts = [*Entry.objects.values_list("title", flat=True), *Entry.objects.values_list("text", flat=True)]
    assert [text for text in texts if "«" in text or "{{" in text] == []


# --- The site's rules hold for it ---


def test_nobody_sees_the_jottings_of_another():
    for user in [None, *User.objects.all()]:
        seen = Line.objects.visible_to(user).filter(item=None)
        own = user.person if user else None
        assert not seen.exclude(author=own).exists()
        found = Entry.objects.visible_to(user).filter(kind=EntryKind.JOTTING)
        assert not found.exclude(people_links__person=own, people_links__role="author").exists()
    assert Line.objects.visible_to(helen()).filter(item=None).exists()


def test_a_stranger_finds_what_was_published_and_nothing_else():
    found = Entry.objects.visible_to(None)
    assert set(found.values_list("source_type", flat=True)) == {"hackit.publishedpart"}
    assert set(found.values_list("kind", flat=True)) >= {"section", "point", "decision", "meeting"}
    assert not found.filter(text__contains="£540k").exists()


def test_a_rebuild_of_the_index_changes_nothing():
    before = list(indexing.fingerprint())
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before


def test_those_whom_the_start_names_can_sign_in(client):
    for person in SIGN_INS:
        assert client.login(username=person.email, password=PASSWORD)
        assert User.objects.get(email=person.email).person.name == person.name
    roles = {person.part: User.objects.get(email=person.email).role for person in SIGN_INS}
    assert roles == {"director": "staff", "secretary": "staff", "staff": "staff", "administrator": "administrator"}


def test_everybody_and_everything_in_it_has_a_history_that_begins_with_being_made():
    first = {"hackit.person": "added", "hackit.topic": "made", "hackit.forum": "set up"}
    for record in (*Person.objects.all(), *Topic.objects.all(), *Forum.objects.all()):
        assert Event.objects.about(record).first().verb == first[record._meta.label_lower], record


def test_the_sample_can_be_cleared_and_leaves_the_logins():
    logins = User.objects.count()
    clear_sample()
    assert not SiteSettings.current().is_sample
    assert (User.objects.count(), Person.objects.count()) == (logins, logins)
    models = (Entry, Meeting, Line, Action, Decision, Weeknote, Topic, Forum, Publication)
    assert [model.__name__ for model in models if model._base_manager.exists()] == []

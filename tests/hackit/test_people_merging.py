"""Two rows of one person made one by an administrator: nothing points to who went, and nobody gains a right unseen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import UniqueConstraint
from django.utils import timezone

from hackit import indexing
from hackit.audience import Viewer
from hackit.mail.links import read, token
from hackit.models import (
    EntryPerson,
    FeedKey,
    Follow,
    Mail,
    MailWishes,
    Membership,
    Person,
    PersonAlias,
    PublishedPart,
    User,
)
from hackit.people import merging_writes as merging
from hackit.people.merging_writes import merge_people
from hackit.people.writes import add_login, change_login
from hackit.repointing import links_to, unique_beside
from hackit.seen_forms import ChangedMeanwhile
from meetings.actions.answers import Answer
from meetings.actions.beside_models import ActionHelper, ActionLink
from meetings.audit.beside_models import Scale
from meetings.models import (
    Action,
    ActionBatch,
    Attendance,
    Idea,
    Line,
    NameInGroup,
    Presence,
    Recommendation,
    Review,
    StandingItem,
)
from meetings.proposals.models import ProposalMove
from meetings.room import line_writes
from meetings.room.step_writes import Answered as Said
from meetings.room.step_writes import answer, take_back
from tests import factories as make
from tests.deleting import DAY, a_place
from tests.test_walk import World
from tests.weeknotes.conftest import make_note
from weeknotes.models import Answered, PreparedImport, Section, WeeknoteDraft
from weeknotes.publishing.writes import now as at_now
from weeknotes.publishing.writes import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def kate():
    """Somebody who is here twice: with a login, and as a name that a colleague typed."""
    return make.make_user("Catherine Doyle").person


@pytest.fixture
def slip():
    return make.make_person("Kate Doyle", "KD", role_title="Head of data")


# --- Everything moves ---


def fill_every_table(world: World) -> None:
    """A row in every table with a foreign key to Person that the walk's records leave empty."""
    person, now = world.member.person, timezone.now()
    PersonAlias.objects.create(person=person, text="GL")
    Follow.objects.create(person=person, topic=world.topic)
    Mail.objects.create(kind="x", person=person, key="x:1", asked_by=person)
    MailWishes.objects.create(person=person)
    note = make_note(world.member, "## Desks\n\nThirty desks were counted.", title="Desks")
    publish(note, by=person, user=world.member, at=at_now(), expected_version=note.version)
    Section.objects.filter(weeknote=note).first().people.add(person)
    PublishedPart.objects.first().people.add(person)
    WeeknoteDraft.objects.create(weeknote=note, person=person, based_on=1)
    Answered.objects.create(weeknote=note, what="person", key=str(person.pk), by=person)
    PreparedImport.objects.create(by=person, source="old blog", authors={"Grace": person.pk})
    before = {"owner_id": person.pk, "helpers": [person.pk]}
    ActionBatch.objects.create(by=person, said="Done", changed=[{"id": 0, "version": 1, "before": before, "lines": []}])
    StandingItem.objects.create(forum=world.forum, title="Round the table", lead=person)
    Attendance.objects.create(meeting=world.meeting, person=person)
    ActionHelper.objects.create(action=world.action, person=world.staff.person)
    ActionLink(action=world.action, url="https://example.org/", words="Plan", on=now.date()).save_as(
        by=person, verb="linked"
    )
    Idea(line=world.line, text="An idea").save_as(by=person, verb="kept")
    NameInGroup.objects.create(forum=world.forum, text="gee", said="Gee", person=person, set_by=person)
    Presence.objects.create(meeting=world.meeting, person=person, seen_at=now, here_since=now)
    Scale(kind="opinion", grades=["High"]).save_as(by=person, verb="made")
    ProposalMove.objects.create(proposal=world.proposal, moved_by=person, from_place=2, to_place=1, reason="Sooner")
    Action._base_manager.update(status="waiting", waiting_for="Grace Li")
    Review._base_manager.update(auditor_text="")
    Recommendation._base_manager.update(response="not_agreed")


def point_all_to(person: Person) -> list[str]:
    """Point one row by every foreign key to this person. A new table without a row in the test fails here."""
    found = []
    for model, link in links_to(Person):
        if model in (EntryPerson, Person):
            continue
        name = f"{model._meta.label}.{link.name}"
        rows = model._base_manager.exclude(**{link.name: person}) if model is Membership else model._base_manager
        row = rows.order_by("-pk").first()
        assert row is not None, f"{name}: give this test a row of it"
        model._base_manager.filter(pk=row.pk).update(**{link.name: person})
        found.append(name)
    return found


def left_with(person: Person) -> dict[str, int]:
    return {
        f"{model._meta.label}.{link.name}": count
        for model, link in links_to(Person)
        if (count := model._base_manager.filter(**{link.name: person}).count())
    }


def test_nothing_in_any_table_points_to_who_went(slip):
    world = World()
    fill_every_table(world)
    into = world.staff.person
    earlier = make.make_person("K Doyle", merged_into=slip)
    assert len(point_all_to(slip)) > 70
    indexing.rebuild()
    assert len(left_with(slip)) > 70
    merge_people(slip, into, by=world.chair.person)
    assert left_with(slip) == {}
    slip.refresh_from_db()
    earlier.refresh_from_db()
    assert (slip.merged_into, earlier.merged_into) == (into, into)
    call_command("rebuild_index", "--check")


def test_every_rule_of_one_row_a_person_is_kept_by_the_walk_or_has_a_treatment():
    """A rule with a condition, or on an expression, is not seen by `unique_beside`: such a table needs its own."""
    for model, link in links_to(Person):
        seen = {tuple(sorted((link.name, *others))) for others in unique_beside(model, link)}
        for rule in model._meta.constraints:
            named = {*getattr(rule, "fields", ()), *(str(one) for one in getattr(rule, "expressions", ()))}
            if not isinstance(rule, UniqueConstraint) or not any(link.name in text for text in named):
                continue
            plain = rule.fields and rule.condition is None and tuple(sorted(rule.fields)) in seen
            assert plain or model._meta.label in merging.treated(), rule.name
    assert merging.treated() == {
        "hackit.Membership", "hackit.PersonAlias", "hackit.Follow", "meetings.Attendance", "meetings.ActionHelper",
        "meetings.Presence", "meetings.ActionBatch", "meetings.Line", "meetings.ActionUpdate",
        "weeknotes.WeeknoteDraft", "weeknotes.Answered",
        "weeknotes.PreparedImport",
    }  # fmt: skip


def test_ids_kept_as_values_are_pointed_on(slip, kate, dmt):
    note = make_note(kate.user, "## Desks\n\nThirty desks.", title="Desks")
    for what, rest in (("person", ""), ("named", ":Kate counts")):
        Answered.objects.create(weeknote=note, what=what, key=f"{slip.pk}{rest}")
    Answered.objects.create(weeknote=note, what="named", key=f"{kate.pk}:Kate counts")
    Answered.objects.create(weeknote=note, what="topic", key=str(slip.pk))
    before = {"owner_id": slip.pk, "waiting_on_id": None, "times_moved": slip.pk, "helpers": [kate.pk, slip.pk]}
    batch = ActionBatch.objects.create(by=slip, said="Done", changed=[{"id": 0, "version": 1, "before": before}])
    prepared = PreparedImport.objects.create(by=slip, source="old blog", authors={"Kate": slip.pk, "Nobody": 0})
    Follow.objects.create(person=kate, query=f"q=phones&person={slip.slug}")
    merge_people(slip, kate, by=None)
    keys = sorted(note.answers.values_list("what", "key"))
    assert keys == [("named", f"{kate.pk}:Kate counts"), ("person", str(kate.pk)), ("topic", str(slip.pk))]
    batch.refresh_from_db()
    prepared.refresh_from_db()
    kept = batch.changed[0]["before"]
    assert kept == {"owner_id": kate.pk, "waiting_on_id": None, "times_moved": slip.pk, "helpers": [kate.pk]}
    assert prepared.authors == {"Kate": kate.pk, "Nobody": 0}
    assert Follow.objects.get().query == f"q=phones&person={kate.slug}"


@pytest.fixture
def room(kate):
    """A place where lines are typed, and who went is on the list of none."""
    at = a_place()
    at.item.set_topics([make.make_topic("Vans")])
    make.join(at.forum, kate)
    return at


def stored(line: Line) -> Line:
    return Line.objects.get(pk=line.pk)


def test_a_line_that_is_taken_back_and_brought_back_says_of_who_stays_who_was_here(slip, kate, room):
    line = room.type("present: Kate Doyle")
    assert [row.person for row in room.meeting.attendance.all()] == [slip]
    merge_people(slip, kate, by=None)
    line_writes.undo(stored(line), by=room.person)
    assert not room.meeting.attendance.exists()
    line_writes.restore(stored(line), by=room.person, on=DAY)
    assert [(row.person, row.state) for row in room.meeting.attendance.all()] == [(kate, "present")]


def test_what_another_line_said_of_who_stays_is_not_taken_back_with_it(slip, kate, room):
    room.type("present: Catherine Doyle")
    line = room.type("present: Kate Doyle")
    merge_people(slip, kate, by=None)
    line_writes.undo(stored(line), by=room.person)
    assert [row.person for row in room.meeting.attendance.all()] == [kate]


def test_what_is_taken_back_gives_an_action_back_to_who_stays(slip, kate, room):
    before = make.make_meeting(room.forum, DAY - timedelta(days=7))
    topics = list(room.item.topics.all())
    ended, given = (make.make_action(text, slip, meeting=before, topics=topics) for text in ("Count", "Clean"))
    line = room.type("done 1")
    answered = Said(Answer.GIVEN, owner=room.person)
    update = answer(given, answered, item=room.item, by=room.person, version=given.version)
    merge_people(slip, kate, by=None)
    update.refresh_from_db()
    line_writes.undo(stored(line), by=room.person)
    assert take_back(update, item=room.item, by=room.person) == ""
    for action in (ended, given):
        action.refresh_from_db()
        assert (action.owner, action.status) == (kate, "not_started")
    assert left_with(slip) == {}


# --- What there may be one of ---


@pytest.fixture
def dmt():
    return make.make_forum("DMT")


@pytest.mark.parametrize(
    ("mine", "theirs", "left"),
    [
        ((None, None, "member"), (None, None, "chair"), [(None, None, "chair")]),
        ((2015, None, "member"), (2013, 2016, "chair"), [(2013, None, "member")]),
        ((2013, 2016, "chair"), (2015, None, "member"), [(2013, None, "member")]),
        ((2013, 2014, "chair"), (2016, None, "member"), [(2013, 2014, "chair"), (2016, None, "member")]),
    ],
)
def test_times_in_one_group_become_one_where_they_lie_over_each_other(kate, slip, dmt, mine, theirs, left):
    def row(person, first, last, part):
        day = [date(year, 1, 1) if year else None for year in (first, last)]
        Membership.objects.create(person=person, forum=dmt, role=part, from_date=day[0], to_date=day[1])

    row(slip, *mine)
    row(kate, *theirs)
    merge_people(slip, kate, by=None)
    rows = kate.memberships.order_by("from_date")
    assert [(r.from_date and r.from_date.year, r.to_date and r.to_date.year, r.role) for r in rows] == left


def test_whoever_was_there_was_there(kate, slip, dmt):
    for number, states in enumerate([("present", "apologies"), ("apologies", "present"), ("guest", "apologies")]):
        meeting = make.make_meeting(dmt, date(2019, 6, 4) + timedelta(days=7 * number))
        for person, state in zip((slip, kate), states, strict=True):
            Attendance.objects.create(meeting=meeting, person=person, state=state)
    merge_people(slip, kate, by=None)
    rows = Attendance.objects.filter(person=kate).order_by("meeting__date")
    assert [row.state for row in rows] == ["present", "present", "guest"]
    assert Attendance.objects.count() == 3


def test_nobody_helps_with_their_own_or_twice(kate, slip, dmt):
    owned, with_both = make.make_action("Owned", owner=kate, forum=dmt), make.make_action("Both", forum=dmt)
    for action, person in ((owned, slip), (with_both, slip), (with_both, kate)):
        ActionHelper.objects.create(action=action, person=person)
    merge_people(slip, kate, by=None)
    assert [(row.action, row.person) for row in ActionHelper.objects.all()] == [(with_both, kate)]


def test_follows_feeds_wishes_drafts_and_spellings_are_there_once(kate, slip):
    topic = make.make_topic("Phones")
    note = make_note(kate.user, "Thirty desks.", title="Desks")
    for person, body in ((kate, "Mine."), (slip, "Hers.")):
        for thing in ({"topic": topic}, {"query": "q=phones"}):
            Follow.objects.create(person=person, **thing)
        FeedKey.objects.ensure(person, None, "actions")
        MailWishes.objects.create(person=person, hour=9 if person == kate else 11)
        WeeknoteDraft.objects.create(weeknote=note, person=person, based_on=1, title="Desks", body=body)
        person.aliases.create(text="Cate" if person == kate else "CATE")
    key = FeedKey.objects.get(person=kate).key
    merge_people(slip, kate, by=None)
    assert Follow.objects.filter(person=kate).count() == 2
    assert FeedKey.objects.get().key == key
    assert MailWishes.objects.get().hour == 9
    assert WeeknoteDraft.objects.get().body == "Mine.\n\nHers."
    assert {alias.text for alias in kate.aliases.all()} == {"Cate", "KD", "Kate Doyle"}
    assert list(Person.objects.called("kate doyle")) == [kate]


def test_a_search_for_either_is_followed_once_by_everybody(kate, slip):
    others = make.make_user("Sam Whitfield").person
    for person in (kate, others):
        for one in (kate, slip):
            Follow.objects.create(person=person, query=f"q=phones&person={one.slug}")
    merge_people(slip, kate, by=None)
    followed = Follow.objects.order_by("person_id").values_list("person_id", "query")
    assert list(followed) == [(person.pk, f"q=phones&person={kate.slug}") for person in (kate, others)]


# --- Logins ---


def test_the_only_login_goes_to_who_stays_with_its_wishes(client, kate, slip, dmt):
    user = kate.user
    make.join(dmt, slip)
    action = make.make_action("For her eyes", owner=slip, audience="me")
    MailWishes.objects.create(person=kate, hour=9)
    MailWishes.objects.create(person=slip, hour=11)
    client.force_login(user)
    letter = token(kate, "weekly")
    merge_people(kate, slip, by=None)
    user = User.objects.get(pk=user.pk)
    assert user.person == slip
    assert Viewer.of(user).belongs_to(dmt.pk)
    assert action in Action.objects.visible_to(user)
    assert MailWishes.objects.get(person=slip).hour == 9
    assert client.get("/people/").status_code == 200
    assert read(letter) == (slip, "weekly")


@pytest.mark.parametrize(
    ("stayed", "came", "left"),
    [
        (((2018, 2024), (2026, None)), "login", (2018, None)),
        (((None, 2024), (None, None)), "login", (None, None)),
        (((2026, None), (2018, 2024)), "login", (2018, None)),
        (((2018, 2024), (None, None)), "no login", (2018, 2024)),
        (((2018, 2024), (None, None)), "asleep", (2018, 2024)),
    ],
)
def test_who_gets_a_login_is_here_as_long_as_either_was(kate, slip, stayed, came, left):
    goes = slip if came == "no login" else kate
    stays = kate if came == "no login" else slip
    if came == "asleep":
        User.objects.filter(pk=kate.user.pk).update(is_active=False)
    for person, years in zip((stays, goes), stayed, strict=True):
        person.from_date, person.to_date = (year and date(year, 5, 1) for year in years)
        person.save()
    merge_people(goes, stays, by=None)
    stays.refresh_from_db()
    assert (stays.from_date and stays.from_date.year, stays.to_date and stays.to_date.year) == left


@pytest.mark.parametrize(("which", "has"), [("the other stays", "following"), ("the other goes", "actions")])
def test_addresses_of_a_login_that_sleeps_open_nothing_afterwards_and_those_of_the_other_stay(client, kate, which, has):
    other = make.make_user("Kate Doyle").person
    mine = FeedKey.objects.ensure(kate, None, has).key
    old = FeedKey.objects.ensure(other, None, "following").key
    User.objects.filter(pk=other.user.pk).update(is_active=False)  # not on its page, which would stop them
    merge_people(*((kate, other) if which == "the other stays" else (other, kate)), by=None)
    address = f"/feeds/{mine}/following/" if has == "following" else f"/actions/feed/{mine}/mine.ics"
    assert client.get(address).status_code == 200
    assert client.get(f"/feeds/{old}/following/").status_code == 404


@pytest.mark.parametrize("sleeper", ["goes", "stays", "both"])
def test_of_two_logins_the_one_that_may_sign_in_is_the_persons(kate, sleeper):
    goes, stays = make.make_user("Kate Doyle").person, kate
    own = {"goes": goes.user, "stays": stays.user}
    for name, user in own.items():
        if sleeper in (name, "both"):
            User.objects.filter(pk=user.pk).update(is_active=False)
    merge_people(goes, stays, by=None)
    stays.refresh_from_db()
    goes.refresh_from_db()
    kept = own["goes" if sleeper == "stays" else "stays"]
    assert stays.user == kept
    assert goes.user in own.values()
    assert goes.user != kept


def test_a_login_that_stayed_with_who_went_is_not_let_in_by_who_read_it_before(kate):
    goes = make.make_user("Kate Doyle").person
    User.objects.filter(pk=goes.user.pk).update(is_active=False)
    as_read = User.objects.get(pk=goes.user.pk)
    merge_people(goes, kate, by=None)
    with pytest.raises(ChangedMeanwhile):
        change_login(as_read, role="staff", is_active=True, by=None)
    assert not User.objects.get(pk=as_read.pk).is_active


def test_who_went_is_given_no_login_and_nothing_is_undone_by_who_read_it_before(kate, slip):
    as_read = Person.objects.get(pk=slip.pk)
    merge_people(slip, kate, by=None)
    with pytest.raises(ChangedMeanwhile):
        add_login(as_read, email="kate.doyle@council.example", role="staff", by=None)
    slip.refresh_from_db()
    assert slip.merged_into == kate
    assert not User.objects.filter(email="kate.doyle@council.example").exists()


def test_a_login_is_given_once_and_what_else_was_changed_meanwhile_stays(slip):
    as_read = Person.objects.get(pk=slip.pk)
    Person.objects.filter(pk=slip.pk).update(role_title="Head of desks")
    user = add_login(as_read, email="kate.doyle@council.example", role="staff", by=None)
    slip.refresh_from_db()
    assert (slip.user, slip.role_title) == (user, "Head of desks")
    with pytest.raises(ChangedMeanwhile):
        add_login(as_read, email="kd@council.example", role="staff", by=None)

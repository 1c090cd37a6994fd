"""Who sees what, and that nothing a record's state says can be got round."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction

from hackit import database_objects, indexing
from hackit.audience import Reach
from hackit.models import Entry, Event, EventValue, Role
from hackit.records import StaleRecord
from meetings.models import Action, Line
from tests import factories as make

pytestmark = pytest.mark.django_db


def sees(user, record) -> bool:
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


def test_a_line_is_seen_by_its_group_and_by_nobody_else():
    dmt = make.make_forum()
    member, staff = make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    admin = make.make_user("Priya Nair", role=Role.ADMINISTRATOR)
    make.join(dmt, member)
    line = make.make_line(make.make_item(make.make_meeting(dmt)), "We may move offices", member.person)
    assert sees(member, line)
    assert not sees(staff, line)
    assert not sees(admin, line)
    assert not sees(AnonymousUser(), line)
    assert not sees(None, line)


def test_a_jotting_is_seen_by_its_author_only():
    author, other = make.make_user("Grace Li"), make.make_user("Yusuf Demir")
    line = make.make_line(None, "thanks: Tomasz", author.person)
    assert sees(author, line)
    assert not sees(other, line)


def test_an_action_reaches_staff_once_its_meeting_is_shared_and_its_owner_from_the_start():
    dmt = make.make_forum()
    staff, owner = make.make_user("Yusuf Demir"), make.make_user("Grace Li")
    meeting = make.make_meeting(dmt)
    action = make.make_action(owner=owner.person, meeting=meeting)
    assert action.reach == Reach.MEMBERS
    assert sees(owner, action)
    assert not sees(staff, action)
    helper = make.make_user("Helen Marsh")
    action.set_helpers([helper.person])
    assert sees(helper, action)


def test_a_login_without_a_role_or_switched_off_sees_what_a_stranger_sees():
    action = make.make_action(owner=make.make_person("Grace Li"), forum=make.make_forum())
    assert action.reach == Reach.STAFF
    nobody = make.make_user("Ruth Bello", role=Role.NONE)
    gone = make.make_user("Martin Frost", is_active=False)
    assert not sees(nobody, action)
    assert not sees(gone, action)


def test_a_deleted_record_is_seen_by_nobody_and_comes_back_whole():
    owner = make.make_user("Grace Li")
    action = make.make_action(owner=owner.person, forum=make.make_forum())
    action.delete_softly(by=owner.person)
    assert not sees(owner, action)
    assert not Entry.objects.filter(kind="action").exists()
    action.undelete(by=owner.person)
    assert sees(owner, action)
    assert Entry.objects.filter(kind="action").count() == 1


def test_a_stale_save_is_refused_and_changes_nothing():
    by = make.make_person("Grace Li")
    action = make.make_action(forum=make.make_forum())
    mine = Action.objects.get(pk=action.pk)
    action.text = "Send the audit plan today"
    action.save_as(by=by, verb="changed")
    mine.text = "Never mind"
    with pytest.raises(StaleRecord) as caught:
        mine.save_as(by=by, verb="changed")
    assert caught.value.stored.text == "Send the audit plan today"
    assert Action.objects.get(pk=action.pk).text == "Send the audit plan today"


def test_every_change_leaves_an_event_with_old_and_new():
    by = make.make_person("Grace Li")
    action = make.make_action(forum=make.make_forum(), by=by)
    action = Action.objects.get(pk=action.pk)
    action.move_to(make.TUESDAY, by=by, on=make.TUESDAY)
    event = Event.objects.about(action).last()
    assert (event.verb, event.actor_label) == ("date agreed", "Grace Li")
    assert event.values.get(field="due").new == "2019-06-04"


@pytest.mark.parametrize("sql", ["UPDATE hackit_event SET verb = 'x'", "DELETE FROM hackit_event"])
def test_the_history_refuses_to_be_changed(sql):
    make.make_action(forum=make.make_forum())
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Event.objects.exists()


def test_a_value_of_the_history_refuses_to_be_changed():
    make.make_action(forum=make.make_forum())
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        EventValue.objects.update(new="x")


def test_all_triggers_and_indexes_are_there():
    assert database_objects.missing(connection) == []


def test_a_rebuild_of_the_index_changes_nothing():
    dmt, grace = make.make_forum(), make.make_person("Grace Li")
    phones = make.make_topic("Mobile phones", "handset")
    meeting = make.make_meeting(dmt)
    item = make.make_item(meeting, topics=[phones])
    make.make_line(item, "Nobody counted the handsets", grace)
    make.make_action("Count the handsets", owner=grace, meeting=meeting)
    make.make_decision(meeting=meeting).add_caveat("Tax check", by=grace, owner=grace)
    before = list(indexing.fingerprint())
    assert len(before) > 10
    indexing.rebuild()
    assert list(indexing.fingerprint()) == before


def test_what_a_topic_is_also_called_finds_records_written_before():
    grace = make.make_person("Grace Li")
    line = make.make_line(make.make_item(make.make_meeting(make.make_forum()), "Area offices"), "Old handsets", grace)
    topic = make.make_topic("Mobile phones")
    entry = Entry.objects.get(source_type=Line._meta.label_lower, source_id=line.pk)
    assert not entry.topic_links.exists()
    topic.set_aliases(["handset"])
    assert entry.topic_links.get().how == "matched"
    topic.set_aliases([])
    assert not entry.topic_links.exists()

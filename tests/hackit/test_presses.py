"""What follows a press on a record: what somebody deleted, they bring back, and nobody else."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from hackit.audience import Viewer
from hackit.models import Role
from hackit.presses import deleted_or_404, just_deleted
from meetings.models import Action
from tests import factories as make

pytestmark = pytest.mark.django_db


def deleted_by(user):
    action = make.make_action(owner=user.person, forum=make.make_forum())
    action.delete_softly(by=user.person)
    return action


def offered(user, ref):
    request = RequestFactory().get("/actions/", {"deleted": ref})
    request.user = user
    return just_deleted(request, Action.objects)


def test_what_somebody_deleted_is_theirs_alone_to_bring_back():
    helen, grace = make.make_user("Helen Marsh"), make.make_user("Grace Li")
    action = deleted_by(helen)
    assert offered(helen, action.ref) == action
    assert offered(grace, action.ref) is None
    assert deleted_or_404(Action.objects, helen.person, action.ref) == action
    with pytest.raises(Http404):
        deleted_or_404(Action.objects, grace.person, action.ref)


def test_what_was_not_deleted_is_not_brought_back():
    helen = make.make_user("Helen Marsh")
    action = make.make_action(owner=helen.person, forum=make.make_forum())
    assert offered(helen, action.ref) is None
    with pytest.raises(Http404):
        deleted_or_404(Action.objects, helen.person, action.ref)


def test_who_only_reads_by_now_is_offered_nothing():
    helen = make.make_user("Helen Marsh")
    action = deleted_by(helen)
    helen.role, helen._viewer = Role.AUDITOR, None
    assert offered(helen, action.ref) is None


def test_what_is_kept_no_longer_is_not_offered():
    helen = make.make_user("Helen Marsh")
    action = deleted_by(helen)
    Action.objects.filter(pk=action.pk).update(deleted_at=timezone.now() - timedelta(days=400))
    assert offered(helen, action.ref) is None


@pytest.mark.parametrize(
    ("role", "forum_roles", "writes"),
    [("staff", {1: "member"}, True), ("staff", {}, False), ("auditor", {1: "member"}, False)],
)
def test_who_writes_in_a_group_belongs_to_one_and_may_write(role, forum_roles, writes):
    assert Viewer(1, role, forum_roles).writes_in_a_group is writes

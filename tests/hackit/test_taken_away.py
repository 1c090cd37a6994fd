"""Who is no longer in, or no longer writes: refused from the next request, by every way that was open before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail as post
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hackit.mail import digest, outbox
from hackit.mail.sending import send_due
from hackit.models import Event, FeedKey, Follow, Mail, Role, User
from hackit.models.feed_keys import ACTIONS
from hackit.models.follows import FOLLOWING
from hackit.people.writes import change_login
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"


@pytest.fixture
def sam() -> User:
    return make.make_user("Sam Whitfield")


@pytest.fixture
def admin() -> User:
    return make.make_user("Martin Frost", role=Role.ADMINISTRATOR)


@pytest.fixture
def dmt(sam):
    forum = make.make_forum("DMT")
    make.join(forum, sam)
    return forum


def signed_in(user: User) -> Client:
    """A browser in which this person signed in by the form."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("me")).status_code == 200
    return client


def take(user: User, admin: User, *, role: str = Role.NONE, is_active: bool = True) -> None:
    change_login(User.objects.get(pk=user.pk), role=role, is_active=is_active, by=admin.person)


@pytest.mark.parametrize(("role", "is_active"), [(Role.NONE, True), (Role.STAFF, False)])
def test_sessions_end_and_do_not_come_back_with_the_role(sam, admin, role, is_active):
    browsers = [signed_in(sam), signed_in(sam)]
    take(sam, admin, role=role, is_active=is_active)
    for browser in browsers:
        assert browser.get(reverse("me")).status_code == 302
    take(sam, admin, role=Role.STAFF, is_active=True)
    for browser in browsers:
        assert browser.get(reverse("me")).status_code == 302


def test_others_stay_signed_in(sam, admin):
    browser = signed_in(make.make_user("Grace Li"))
    take(sam, admin)
    assert browser.get(reverse("me")).status_code == 200


def feeds(user: User, dmt) -> list[str]:
    """Every private address that this person can have."""
    person, key = user.person, FeedKey.objects.ensure
    args = [dmt.slug]
    return [
        reverse("feed-following", args=[key(person, None, FOLLOWING).key]),
        reverse("meetings:feed", args=[key(person, dmt).key, *args]),
        reverse("meetings:feed-own-actions", args=[key(person, None, ACTIONS).key]),
        reverse("meetings:feed-group-actions", args=[key(person, dmt, ACTIONS).key, *args]),
    ]


@pytest.mark.parametrize(("role", "is_active"), [(Role.NONE, True), (Role.STAFF, False)])
def test_private_feeds_are_dead_and_stay_so(sam, admin, dmt, role, is_active):
    addresses = feeds(sam, dmt)
    assert [Client().get(address).status_code for address in addresses] == [200] * 4
    take(sam, admin, role=role, is_active=is_active)
    assert [Client().get(address).status_code for address in addresses] == [404] * 4
    assert Event.objects.about(sam.person).filter(verb="feed address stopped", actor_label="Martin Frost").count() == 4
    take(sam, admin, role=Role.STAFF)
    assert [Client().get(address).status_code for address in addresses] == [404] * 4


def test_a_groups_feeds_are_dead_once_it_is_left(sam, dmt):
    own, *_ = addresses = feeds(sam, dmt)
    sam.person.memberships.update(to_date=timezone.localdate() - timedelta(days=1))
    assert [Client().get(address).status_code for address in addresses] == [200, 404, 200, 404]
    assert Client().get(own).status_code == 200


def test_letters_that_wait_are_written_for_what_their_reader_may_see_when_they_leave(sam, admin, dmt):
    topic = make.make_topic("Mobile phones")
    Follow.objects.create(person=sam.person, topic=topic)
    meeting = make.make_meeting(dmt, timezone.localdate() + timedelta(days=1), title="Secretmeeting")
    make.make_item(meeting, "Secretitem", topics=[topic])
    make.make_action("Secretaction", owner=sam.person, meeting=meeting, topics=[topic])
    make.make_decision("Secretdecision", forum=dmt, topics=[topic])

    today = timezone.localdate().isoformat()

    def letters(role: str) -> str:
        for kind in ("agenda", "minutes", digest.WEEKLY):
            outbox.post(kind, sam.person, key=f"{kind}:{role}", by=None, about=meeting, day=today)
        take(sam, admin, role=role)
        post.outbox.clear()
        send_due()
        return " ".join(f"{one.message().as_string()} {one.body}" for one in post.outbox)

    assert "Secret" in letters(Role.STAFF)
    assert "Secret" not in letters(Role.NONE)
    assert not Mail.objects.waiting().exists()


def test_a_member_who_has_left_is_refused_from_the_next_request(sam, dmt):
    line = make.make_line(make.make_item(make.make_meeting(dmt), audience="members"), "Said here", sam.person)
    page = line.item.get_absolute_url()
    other = make.make_user("Grace Li")
    make.join(dmt, other)
    browser = signed_in(other)
    assert browser.get(page).status_code == 200
    other.person.memberships.update(to_date=timezone.localdate() - timedelta(days=1))
    assert browser.get(page).status_code == 404


def test_who_becomes_an_auditor_reads_on_and_writes_nothing_from_the_next_request(sam, admin, dmt):
    browser = signed_in(sam)
    action = make.make_action("Count the phones", owner=sam.person, forum=dmt)
    take(sam, admin, role=Role.AUDITOR)
    assert browser.get(action.get_absolute_url()).status_code == 200
    before = Event.objects.count()
    assert browser.post(reverse("meetings:action-new"), {"text": "Another"}).status_code == 403
    assert browser.post(reverse("weeknotes:weeknote-new"), {}).status_code == 403
    assert browser.put(action.get_absolute_url()).status_code == 405  # nobody may
    assert Event.objects.count() == before
    assert browser.post(reverse("account_logout")).status_code == 302


def test_an_auditor_still_chooses_what_mail_comes(admin):
    auditor = make.make_user("Ines Costa", role=Role.AUDITOR)
    assert signed_in(auditor).post(reverse("my-mail"), {}).status_code != 403


@pytest.mark.parametrize("role", [Role.STAFF, Role.AUDITOR, Role.NONE])
def test_the_emergency_admin_is_closed_to_who_is_no_administrator_any_more(role):
    user = User.objects.create_superuser("admin@council.example", PASSWORD)
    browser = signed_in(user)
    assert browser.get("/admin/").status_code == 200
    User.objects.filter(pk=user.pk).update(role=role)
    assert browser.get("/admin/").status_code != 200

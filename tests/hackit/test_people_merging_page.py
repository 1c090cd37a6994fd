"""The page on which an administrator makes two rows of one person one: asked first, done once, by nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone

from hackit.history import Event
from hackit.models import (
    Membership,
    Person,
    Role,
    User,
)
from hackit.people.merging_writes import CannotMerge, merge_people
from tests import factories as make
from tests.weeknotes.conftest import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia():
    return make.make_user("Nadia Rowe", role=Role.ADMINISTRATOR)


@pytest.fixture
def as_nadia(client, nadia):
    client.force_login(nadia)
    return client


@pytest.fixture
def kate():
    """Somebody who is here twice: with a login, and as a name that a colleague typed."""
    return make.make_user("Catherine Doyle").person


@pytest.fixture
def slip():
    return make.make_person("Kate Doyle", "KD", role_title="Head of data")


@pytest.fixture
def dmt():
    return make.make_forum("DMT")


def address_of(person, other=None):
    address = reverse("person-same", args=[person.slug])
    return f"{address}?other={other.pk}" if other else address


def filled(client, person, other, **changes):
    form = client.get(address_of(person, other)).context["form"]
    return {name: form[name].value() for name in form.fields} | changes


def test_two_logins_that_may_sign_in_are_refused_in_words(as_nadia, kate):
    other = make.make_user("Kate Doyle").person
    page = as_nadia.get(address_of(other, kate)).content.decode()
    assert "Both have a login that may sign in" in page
    assert "Make them one person</button>" not in page
    assert as_nadia.post(address_of(other), {"other": kate.pk, "stays": kate.slug}).status_code == 409
    with pytest.raises(CannotMerge, match="take “May sign in” from the other"):
        merge_people(other, kate, by=None)
    assert not Person.objects.exclude(merged_into=None).exists()


def test_an_administrator_chooses_reads_and_makes_two_one_once(as_nadia, nadia, kate, slip, dmt):
    make.join(dmt, slip)
    make.make_action("Count the desks", owner=slip, forum=dmt)
    link = address_of(slip)
    assert link in as_nadia.get(slip.get_absolute_url()).content.decode()
    assert "Catherine Doyle" in as_nadia.get(link).content.decode()
    page = as_nadia.get(address_of(slip, kate)).content.decode()
    for said in ("Actions they own", "Head of data", "catherine.doyle@council.example", "cannot be undone by a button"):
        assert said in page
    assert "will read the records of DMT" in page
    typed = filled(as_nadia, slip, kate)
    assert typed["stays"] == kate.slug
    for _time in range(2):
        assert as_nadia.post(link, typed).headers["Location"] == kate.get_absolute_url()
    old = as_nadia.get(slip.get_absolute_url())
    assert (old.status_code, old.headers["Location"]) == (301, kate.get_absolute_url())
    shown = as_nadia.get(kate.get_absolute_url()).content.decode()
    assert "Also called KD, Kate Doyle" in shown
    assert "Count the desks" in shown
    assert "Head of data" in shown
    assert Event.objects.about(slip).get(verb="merged").values.get().new == "Catherine Doyle"
    assert Event.objects.about(kate).get(verb="took in").actor_label == "Nadia Rowe"
    history = as_nadia.get(reverse("person-history", args=[kate.slug])).content.decode()
    assert "Took in</b> by Nadia Rowe" in history
    assert "Another entry: Kate Doyle" in history
    assert Event.objects.filter(verb="took in").count() == 1


def test_groups_that_are_joined_later_are_named_and_those_that_were_left_are_not(as_nadia, kate, slip, dmt):
    left, today = make.make_forum("HMT"), timezone.localdate()
    Membership.objects.create(person=slip, forum=dmt, from_date=today + timedelta(days=9))
    Membership.objects.create(person=slip, forum=left, to_date=today - timedelta(days=1))
    assert as_nadia.get(address_of(slip, kate)).context["reads"] == [dmt]
    User.objects.update(is_active=Case(When(pk=kate.user_id, then=False), default=True))
    assert as_nadia.get(address_of(slip, kate)).context["reads"] == []


def test_a_meeting_that_runs_shows_the_one_name(as_nadia, nadia, kate, slip, dmt):
    make.join(dmt, nadia)
    earlier = make.make_meeting(dmt, timezone.localdate() - timedelta(days=7))
    topic = make.make_topic("Desks")
    action = make.make_action("Count the chairs", owner=slip, meeting=earlier, topics=[topic], forum=dmt)
    meeting = make.make_meeting(dmt, timezone.localdate())
    make.make_item(meeting, "Desks", topics=[topic])
    live = reverse("meetings:live", args=[meeting.ref])
    before = as_nadia.get(live, follow=True).content.decode()
    assert action.text in before
    assert "Kate Doyle" in before
    merge_people(slip, kate, by=nadia.person)
    after = as_nadia.get(live, follow=True).content.decode()
    assert action.text in after
    assert "Catherine" in after
    assert "Kate Doyle" not in after


def test_the_other_name_stays_if_that_is_chosen(as_nadia, kate, slip):
    as_nadia.post(address_of(slip), filled(as_nadia, slip, kate, stays=slip.slug))
    kate.refresh_from_db()
    slip.refresh_from_db()
    assert kate.merged_into == slip
    assert slip.user.email == "catherine.doyle@council.example"
    assert "may_sign_in" in Event.objects.about(slip).last().values.values_list("field", flat=True)


def test_an_address_leads_on_over_two_merges(as_nadia, kate, slip):
    third = make.make_person("Cate")
    merge_people(slip, third, by=None)
    merge_people(third, kate, by=None)
    for gone in (slip, third):
        assert as_nadia.get(gone.get_absolute_url()).headers["Location"] == kate.get_absolute_url()


def test_what_changed_meanwhile_is_shown_and_nothing_done(as_nadia, kate, slip, dmt):
    typed = filled(as_nadia, slip, kate)
    make.join(dmt, slip)
    answer = as_nadia.post(address_of(slip), typed)
    assert answer.status_code == 409
    assert "Somebody changed one of them meanwhile" in answer.content.decode()
    assert "will read the records of DMT" in answer.content.decode()
    assert not Person.objects.exclude(merged_into=None).exists()
    again = answer.context["form"]
    assert as_nadia.post(address_of(slip), {name: again[name].value() for name in again.fields}).status_code == 302


def test_only_administrators_make_two_one_and_not_themselves(client, nadia, kate, slip):
    client.force_login(make.make_user("Sam Whitfield"))
    assert address_of(slip) not in client.get(slip.get_absolute_url()).content.decode()
    typed = {"other": kate.pk, "stays": kate.slug}
    for user in (
        make.make_user("Grace Li"),
        make.make_user("Al", role=Role.AUDITOR),
        make.make_user("Bo", role="none"),
    ):
        client.force_login(user)
        assert client.get(address_of(slip)).status_code == 403
        assert client.post(address_of(slip), typed).status_code == 403
    client.force_login(nadia)
    assert client.get(address_of(nadia.person)).status_code == 403
    assert client.post(address_of(slip), {"other": nadia.person.pk, "stays": slip.slug}).status_code == 403
    assert client.get("/people/nobody-here/same/").status_code == 404
    assert not Person.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("other", ["", "abc", "99999999999999999999999999", "\x00", "self"])
def test_somebody_who_is_not_in_the_list_is_refused(as_nadia, slip, other):
    other = str(slip.pk) if other == "self" else other
    assert as_nadia.get(address_of(slip), {"other": other}).status_code == 422
    assert as_nadia.post(address_of(slip), {"other": other}).status_code == 422


def test_nobody_is_made_one_with_themself_or_twice(kate, slip):
    with pytest.raises(CannotMerge):
        merge_people(slip, slip, by=None)
    merge_people(slip, kate, by=None)
    for pair in ((slip, kate), (kate, slip)):
        with pytest.raises(CannotMerge):
            merge_people(*pair, by=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_done_and_no_circle_comes_of_it():
    one, two = make.make_person("Kate Doyle"), make.make_person("Cate Doyle")
    start, refused = Barrier(2), []

    def press(goes, stays):
        start.wait()
        try:
            merge_people(goes, stays, by=None)
        except CannotMerge as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Person.objects.named().count() == 1


def test_the_question_says_when_each_is_here(as_nadia, kate, slip):
    Person.objects.filter(pk=slip.pk).update(from_date=date(2018, 5, 1), to_date=date(2024, 4, 30))
    page = as_nadia.get(address_of(slip, kate)).text
    assert ">from Tue 1 May 2018 until Tue 30 April 2024</td>" in page
    assert "who is here as long as either was if it is new to them" in page


def test_what_led_a_stranger_to_an_author_leads_to_who_stays(client, kate):
    goes = make.make_user("Kate Doyle")
    make_published(goes, "## Desks\n\nThirty desks were counted.", title="Thirty desks")
    User.objects.filter(pk=kate.user.pk).update(is_active=False)
    merge_people(goes.person, kate, by=None)
    kate.aliases.all().delete()  # whatever becomes of the name that the merge left behind
    for address in (
        "/weeknotes/by/kate-doyle/", "/weeknotes/by/kate-doyle/feed/", "/weeknotes/?author=kate-doyle",
        "/weeknotes/feed/?author=kate-doyle", "/search/?person=kate-doyle",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "hirty desks" in answer.text, address
    assert client.get("/weeknotes/by/nobody-here/").status_code == 404

"""A prepared question finds what the ORM's own does, for every value, and refuses to decide by a stand-in."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit.models import Forum, Membership, Person
from hackit.models.like import like
from hackit.prepared import few_lengths, prepared
from hackit.sign_in.sessions import IDLE, SEEN
from tests.factories import join, make_forum, make_person, make_user

pytestmark = pytest.mark.django_db


@prepared
def by_name(name: str, groups: list[int]):
    members = Membership.objects.filter(forum_id__in=groups).values("person_id")
    return Person.objects.select_related("user").filter(Q(name=name) | Q(pk__in=members)).order_by("name")


@prepared
def since(on: date | None):
    rows = Membership.objects.filter(from_date__gte=on) if on else Membership.objects.all()
    return rows.order_by("pk").values_list("person_id", "from_date")


def test_it_finds_records_with_what_is_joined_to_them():
    group, other = make_forum("One"), make_forum("Two")
    ada, ben, cara = make_user("Ada One").person, make_person("Ben Two"), make_person("Cara Three")
    join(group, ben)
    assert by_name(name="Ada One", groups=[group.pk]) == [ada, ben]
    assert by_name(name="Cara Three", groups=[other.pk]) == [cara]
    assert by_name(name="Cara Three", groups=[other.pk, group.pk]) == [ben, cara]
    assert by_name(name="Cara Three", groups=[]) == [cara]
    with CaptureQueriesContext(connection) as asked:
        found = by_name(name="Ada One", groups=[group.pk])
        assert [person.user and person.user.email for person in found] == [ada.user.email, None]
    assert len(asked) == 1


def test_it_finds_plain_rows_by_a_day_and_by_none():
    group, ada, ben = make_forum("One"), make_person("Ada One"), make_person("Ben Two")
    day = date(2019, 6, 10)
    Membership.objects.create(forum=group, person=ada, from_date=day)
    Membership.objects.create(forum=group, person=ben)
    assert since(on=None) == [(ada.pk, day), (ben.pk, None)]
    assert since(on=day) == [(ada.pk, day)]
    assert since(on=day + timedelta(days=1)) == []


def test_a_question_that_can_find_nothing_is_not_asked():
    nothing = prepared(lambda groups: Forum.objects.filter(pk__in=groups))
    assert nothing(groups=[]) == []


def test_who_decides_by_a_value_is_told():
    decides = prepared(lambda number: Forum.objects.filter(pk=1) if number > 3 else Forum.objects.none())
    with pytest.raises(TypeError, match="compares no column"):
        decides(number=4)


def test_an_instant_is_compared_as_the_orm_compares_it(client):
    user = make_user("Ada One")
    client.force_login(user)
    assert client.session.exists(client.session.session_key)
    assert client.get("/").wsgi_request.user == user
    session = client.session
    session[SEEN] = (timezone.now() - IDLE - timedelta(minutes=1)).timestamp()
    session.save()
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_lists_of_few_lengths_mean_what_they_meant():
    assert [few_lengths(range(length)) for length in (0, 1, 2, 3)] == [[], [0], [0, 1], [0, 1, 2, 2]]
    assert [len(few_lengths(range(length))) for length in (4, 5, 8, 9)] == [4, 8, 8, 16]
    group, ada = make_forum("One"), make_person("Ada One")
    join(group, ada)
    others = [make_forum(f"Other {number}") for number in range(2)]
    assert by_name(name="Nobody", groups=few_lengths([one.pk for one in (*others, group)])) == [ada]


def test_a_text_made_a_pattern_means_itself_and_nothing_else():
    odd, like_it = make_person("A_a 5%\\ One"), make_person("Aba 50%\\ One")
    assert list(Person.objects.filter(name__like=f"{like('a_A')} %")) == [odd]
    assert list(Person.objects.filter(name__like=f"%{like('5%') + like(chr(92))} one")) == [odd]
    assert set(Person.objects.filter(name__like="a_a %")) == {odd, like_it}

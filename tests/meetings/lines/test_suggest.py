"""The names that the box offers: who, in what order, to whom, at what cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Action, Attendance
from tests.factories import make_person, make_topic, make_user
from tests.meetings.lines.test_live import signed_in

ADDRESS = "meetings:line-suggest"


def offered(user, typed, item=None):
    answer = signed_in(user).get(reverse(ADDRESS), {"q": typed, "item": item.ref if item else ""})
    return [one["insert"] for one in answer.json()["suggestions"]]


def test_people_are_found_by_any_word_of_their_name_and_by_what_they_are_called(room):
    make_person("Élodie Petit")
    assert offered(room.priya, "@gra") == ["@Grace Li"]
    assert offered(room.priya, "@okaf") == ["@Daniel Okafor"]
    assert offered(room.priya, "@elo") == ["@Élodie Petit"]
    assert offered(room.priya, "@grace l") == ["@Grace Li"]
    assert set(offered(room.priya, "@sam")) == {"@Sam Whitfield", "@Samira Khan"}
    assert offered(room.priya, "@zzz") == []


def test_those_present_stand_first_then_members_then_the_rest(room):
    make_person("Gavin Otter")
    make_person("Gail Archer")
    gwen = make_person("Gwen Young")
    sorry = make_person("Gemma Adams")
    Attendance.objects.create(meeting=room.meeting, person=gwen)
    Attendance.objects.create(meeting=room.meeting, person=sorry, state=Attendance.State.APOLOGIES)
    wanted = ["@Gwen Young", "@Grace Li", "@Gail Archer", "@Gavin Otter", "@Gemma Adams"]
    assert offered(room.priya, "@g", room.phones) == wanted
    assert offered(room.priya, "@g")[0] == "@Grace Li"


def test_who_is_here_for_this_item_only_stands_before_everybody_and_is_nobody_special_under_another(room):
    guest, other = make_person("Gregor Zorn"), make_person("Gwen Young", role_title="Auditor")
    Attendance.objects.create(meeting=room.meeting, person=room.grace)
    Attendance.objects.create(meeting=room.meeting, person=guest, state="guest", item=room.phones)
    Attendance.objects.create(meeting=room.meeting, person=other, state="guest", representing="Audit")
    assert offered(room.priya, "@g", room.phones) == ["@Gregor Zorn", "@Grace Li", "@Gwen Young"]
    assert offered(room.priya, "@g", room.finance) == ["@Grace Li", "@Gwen Young", "@Gregor Zorn"]
    answer = signed_in(room.priya).get(reverse(ADDRESS), {"q": "@greg", "item": room.phones.ref}).json()
    assert answer["suggestions"][0]["small"] == "Here for this item"


def test_accents_initials_and_a_letter_of_the_surname_find_somebody(room):
    for name in ("Cate Moss", "Cate Dunn", "Renée O’Neill", "Jean-Luc Petit"):
        make_person(name)
    assert offered(room.priya, "@cate d") == ["@Cate Dunn"]
    assert offered(room.priya, "@renee o'n") == ["@Renée O’Neill"]
    assert offered(room.priya, "@JLP") == ["@Jean-Luc Petit"]
    assert offered(room.priya, "@gl") == ["@Grace Li"]


def test_an_item_one_may_not_see_says_nothing_of_who_was_there(room):
    room.phones.audience = "members"
    room.phones.save_as(by=None, verb="narrowed")
    zara = make_person("Zara Young")
    make_person("Zack Adams")
    Attendance.objects.create(meeting=room.meeting, person=zara)
    assert offered(room.staff, "@z", room.phones) == ["@Zack Adams", "@Zara Young"]
    assert offered(room.priya, "@z", room.phones) == ["@Zara Young", "@Zack Adams"]


def test_topics_are_found_by_name_and_by_what_they_are_also_called(room):
    make_topic("Moving house")
    assert offered(room.priya, "#mo") == ["#mobile-phones", "#moving-house"]
    assert offered(room.priya, "#phon") == ["#mobile-phones"]
    assert offered(room.priya, "#hands") == ["#mobile-phones"]


def test_at_most_eight_are_offered_and_anything_else_typed_offers_nothing(room):
    for number in range(12):
        make_person(f"Kim Number{number}")
    assert len(offered(room.priya, "@kim")) == 8
    for typed in ("", "kim", "!kim", "\x00", "@" + "k" * 5000):
        assert offered(room.priya, typed) == []


def test_what_is_offered_is_understood_by_the_line(room):
    for one in ("Grace Li", "Samira Khan"):
        line = room.type(f"@{one} to send the plan by Fri")
        assert line.heard[0]["kind"] == "action"
    assert {action.owner.name for action in Action.objects.all()} == {"Grace Li", "Samira Khan"}


def test_strangers_are_sent_to_sign_in_and_those_who_do_not_type_find_nothing(room):
    assert Client().get(reverse(ADDRESS), {"q": "@g"}).status_code == 302
    for user in (room.outsider, make_user("Martin Frost", role="auditor")):
        assert signed_in(user).get(reverse(ADDRESS), {"q": "@g"}).status_code == 404
    assert signed_in(room.priya).post(reverse(ADDRESS), {"q": "@g"}).status_code == 405


@pytest.mark.parametrize("typed", ["@", "#"])
def test_a_letter_costs_six_questions_at_most_however_many_names_there_are(room, typed):
    for number in range(30):
        make_person(f"Kim Number{number}", f"K{number}")
        make_topic(f"Topic {number}", f"T{number}")
    client = signed_in(room.priya)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse(ADDRESS), {"q": typed, "item": room.phones.ref})
    assert len(queries) <= 6, [query["sql"] for query in queries]

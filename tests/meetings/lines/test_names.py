"""A name that was settled once is remembered for that group, says so, and can be put right or forgotten."""

import uuid

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hackit.models import Event, Person
from meetings.agenda.name_writes import is_a_name
from meetings.capture import KnownPerson, parse
from meetings.models import Action, Attendance, Line, NameInGroup
from meetings.room.line_writes import type_line
from tests.factories import join, make_item, make_meeting, make_person, make_user
from tests.meetings.lines.conftest import MONDAY

SAMS = (KnownPerson("w", "Sam Whitfield"), KnownPerson("k", "Samira Khan", ("Sam",)), KnownPerson("b", "Svend Berg"))


def client_of(user) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def settle(user, line: Line, action: Action, value: str, what: str = "owner") -> str:
    data = {"what": what, "ref": action.ref, "value": value}
    address = reverse("meetings:line-settle", args=[line.ref])
    answer = client_of(user).post(address, data, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def sam(room) -> Person:
    return Person.objects.get(name="Sam Whitfield")


def samira(room) -> Person:
    return Person.objects.get(name="Samira Khan")


@pytest.fixture
def settled(room):
    """ "Which Sam?" was answered once: Sam Whitfield."""
    line = room.type("Sam to ask the area offices by Fri")
    settle(room.priya, line, Action.objects.get(), sam(room).ref)
    return room


def typed_again(room, words: str = "Sam to order two more by Fri") -> tuple[Line, Action, str]:
    line = room.type(words)
    address = reverse("meetings:live", args=[room.meeting.ref])
    html = client_of(room.priya).get(address, {"item": room.phones.ref}).content.decode()
    return line, Action.objects.filter(line=line).get(), html


# --- Reading, without any database ---


def owner_of(words: str, preferred: dict[str, str], people=SAMS):
    return parse(words, on=MONDAY, people=people, preferred=preferred)[0].owners[0].key


def test_a_name_of_two_is_whom_the_group_settled():
    assert owner_of("Sam to ask the offices", {}) is None
    assert owner_of("Sam to ask the offices", {"sam": "w"}) == "w"
    assert owner_of("Sam to ask the offices", {"sam": "k"}) == "k"


def test_a_name_that_nobody_bears_is_whom_the_group_settled():
    assert owner_of("Sven to ask the offices", {"sven": "b"}) == "b"
    assert owner_of("action: Sven: ask the offices", {"sven": "b"}) == "b"


def test_who_is_nearer_is_meant_whatever_was_settled():
    near = (KnownPerson("w", "Sam Whitfield"), KnownPerson("k", "Samira Khan", ("Sam",), circle=1))
    assert owner_of("Sam to ask the offices", {"sam": "w"}, near) == "k"


def test_a_settled_person_who_is_not_among_those_it_may_be_leaves_it_open():
    assert owner_of("Sam to ask the offices", {"sam": "b"}) is None
    assert owner_of("Sam to ask the offices", {"sam": "gone"}) is None


def test_a_clear_name_stays_what_it_is():
    assert owner_of("Svend to ask the offices", {"svend": "w"}) == "b"


# --- Remembering ---


def test_an_answer_is_remembered_for_the_group_and_said_the_next_time(settled):
    _line, action, html = typed_again(settled)
    assert action.owner == sam(settled)
    assert "“Sam” is Sam Whitfield, as last time." in html
    assert html.count("got--ask") == 0
    assert "No, Samira Khan" in html
    row = NameInGroup.objects.get()
    assert (row.text, row.said, row.person, row.forum) == ("sam", "Sam", sam(settled), settled.dmt)
    assert Event.objects.filter(verb="name settled", actor_id=settled.priya.person.pk).count() == 1


def test_it_is_announced_with_what_was_understood(settled):
    address = reverse("meetings:line-create", args=[settled.meeting.ref])
    data = {"text": "Sam to order two more by Fri", "item": settled.phones.ref, "ref": str(uuid.uuid4())}
    html = client_of(settled.priya).post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert "due Fri 14 June. “Sam” is Sam Whitfield, as last time" in html.split('data-said="')[1].split('"')[0]


def test_another_group_asks_for_itself(settled):
    join(settled.hmt, settled.priya)
    board = make_item(make_meeting(settled.hmt, MONDAY), "Phones")
    line = type_line(
        "Sam to ask the area offices", author=settled.priya.person, item=board, ref=str(uuid.uuid4()), on=MONDAY
    ).line
    assert Action.objects.get(line=line).owner is None


def test_ones_own_day_is_no_group_and_neither_remembers_nor_recalls(settled):
    line = settled.jot("Sam to ask about leave")
    assert Action.objects.get(line=line).owner is None
    settle(settled.priya, line, Action.objects.get(line=line), samira(settled).ref)
    assert NameInGroup.objects.get().person == sam(settled)


def test_a_stranger_of_a_name_is_remembered_when_somebody_says_who_it_is(room):
    svend = make_person("Svend Berg")
    line = room.type("action: Sven: ask the area offices")
    action = Action.objects.get()
    assert (action.owner, action.owner_text) == (None, "Sven")
    settle(room.priya, line, action, svend.ref)
    _line, action, html = typed_again(room, "Sven to order two more by Fri")
    assert action.owner == svend
    assert "“Sven” is Svend Berg, as last time." in html


def test_on_the_page_of_all_changes_an_answer_is_remembered_too(room):
    line = room.type("Sam to ask the area offices by Fri")
    child = Action.objects.get()
    data = {
        "text": line.text, "kind": line.kind, "audience": line.audience, "sort": "", "version": line.version,
        "topics": [topic.slug for topic in line.topics.all()], "words": child.text, "due": child.due,
        "owner": sam(room).pk, "child_version": child.version,
    }  # fmt: skip
    answer = client_of(room.priya).post(reverse("meetings:line-change", args=[line.ref]), data)
    assert answer.status_code == 302
    assert NameInGroup.objects.get().person == sam(room)


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [("Sven", True), ("AB", True), ("Sven B", True), ("everyone", False), ("Everyone", False), ("The Team", False),
     ("the man from the council", False), ("", False), ("A B C D", False), ("ops", False)],
)  # fmt: skip
def test_only_what_looks_like_a_name_is_remembered_as_one(typed, is_one):
    assert is_a_name(typed) is is_one


def test_nobody_yet_is_no_answer_to_remember(room):
    line = room.type("Sam to ask the area offices by Fri")
    settle(room.priya, line, Action.objects.get(), "")
    assert not NameInGroup.objects.exists()


def test_the_newest_answer_holds(settled):
    first = Line.objects.get()
    second = settled.type("Sam to ring by Fri", item=settled.finance)
    action = Action.objects.get(line=second)
    settle(settled.priya, second, action, samira(settled).ref, what="instead")
    assert NameInGroup.objects.get().person == samira(settled)
    assert Action.objects.get(line=first).owner == sam(settled)


def test_a_guest_of_that_name_is_meant_all_the_same(settled):
    Attendance.objects.create(
        meeting=settled.meeting, person=samira(settled), state="guest", item=settled.phones, representing="Libraries"
    )
    _line, action, html = typed_again(settled)
    assert action.owner == samira(settled)
    assert "as last time" not in html


# --- Putting it right with one press ---


def test_one_press_makes_it_the_other_one_now_and_from_now_on(settled):
    line, action, _html = typed_again(settled)
    html = settle(settled.priya, line, action, samira(settled).ref, what="instead")
    assert "as last time" not in html
    action.refresh_from_db()
    assert action.owner == samira(settled)
    assert typed_again(settled)[1].owner == samira(settled)


def test_asked_again_the_question_comes_back_and_the_memory_goes(settled):
    line, action, _html = typed_again(settled)
    html = settle(settled.priya, line, action, "", what="instead")
    assert "Which Sam?" in html
    assert html.count("btn--ok btn--sm") == 2
    action.refresh_from_db()
    assert (action.owner, action.owner_text) == (None, "Sam")
    assert not NameInGroup.objects.exists()


def test_two_who_put_it_right_at_once_do_it_once(settled):
    line, action, _html = typed_again(settled)
    settle(settled.priya, line, action, "", what="instead")
    html = settle(settled.helen, line, action, samira(settled).ref, what="instead")
    assert "Someone else changed this at the same time" in html
    assert not NameInGroup.objects.exists()


def test_the_name_of_a_helper_is_not_put_right_as_the_owners(settled):
    line = settled.type("Grace to ask the offices by Fri")
    action = Action.objects.get(line=line)
    assert "Someone else changed" in settle(settled.priya, line, action, samira(settled).ref, what="instead")
    action.refresh_from_db()
    assert action.owner == settled.grace


@pytest.mark.parametrize("who", ["staff", "outsider"])
def test_who_is_not_in_the_group_puts_nothing_right(settled, who):
    line, action, _html = typed_again(settled)
    address = reverse("meetings:line-settle", args=[line.ref])
    answer = client_of(getattr(settled, who)).post(address, {"what": "instead", "ref": action.ref})
    assert answer.status_code in (403, 404)
    assert NameInGroup.objects.exists()


# --- On the group's page ---


def test_who_runs_the_group_sees_and_forgets_the_names(settled):
    html = client_of(settled.helen).get(settled.dmt.get_absolute_url()).content.decode()
    assert "“Sam” is Sam Whitfield" in html
    address = reverse("meetings:forum-name", args=[settled.dmt.slug, NameInGroup.objects.get().pk])
    assert address in html
    answer = client_of(settled.helen).post(address, follow=True)
    assert "Next time somebody types “Sam”, it is asked who that is." in answer.content.decode()
    assert "Which Sam?" in typed_again(settled)[2]
    assert Event.objects.filter(verb="name forgotten", actor_id=settled.helen.person.pk).count() == 1


@pytest.mark.parametrize(("who", "status"), [("priya", 403), ("staff", 403), ("outsider", 404)])
def test_others_neither_see_nor_forget_them(settled, who, status):
    user = getattr(settled, who)
    page = client_of(user).get(settled.dmt.get_absolute_url())
    assert "is Sam Whitfield" not in page.content.decode()
    address = reverse("meetings:forum-name", args=[settled.dmt.slug, NameInGroup.objects.get().pk])
    assert client_of(user).post(address).status_code == status
    assert NameInGroup.objects.exists()


def test_a_name_of_another_group_is_not_forgotten_here(settled):
    row = NameInGroup.objects.get()
    chair = make_user("Ada Long")
    join(settled.hmt, chair, "chair")
    assert client_of(chair).post(reverse("meetings:forum-name", args=[settled.hmt.slug, row.pk])).status_code == 404
    assert NameInGroup.objects.filter(pk=row.pk).exists()


def test_a_group_settles_a_name_once(settled):
    with pytest.raises(IntegrityError), transaction.atomic():
        NameInGroup.objects.create(forum=settled.dmt, text="sam", said="Sam", person=samira(settled))


def test_an_answer_given_where_the_name_stands_is_remembered_too(room):
    line = room.type("Sam to ask the area offices by Fri")
    action = Action.objects.get()
    address = reverse("meetings:line-part", args=[line.ref, "owner"])
    data = {"of": action.ref, "owner": "Sam Whitfield", "version": action.version}
    assert client_of(room.priya).post(address, data).status_code == 302
    assert NameInGroup.objects.get().person == sam(room)

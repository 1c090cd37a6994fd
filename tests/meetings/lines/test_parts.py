"""Putting one part of a line right where it stands: whose it is, when it is due, what it is and for whom."""

import re
from datetime import date

import pytest
from django.urls import reverse

from meetings.models import Action, Caveat, Decision, Idea, Line
from tests.factories import make_topic
from tests.meetings.lines.test_live import HTMX, signed_in


def part(user, line, name, of="", htmx=True, **data):
    address = reverse("meetings:line-part", args=[line.ref, name])
    headers = HTMX if htmx else {}
    client = signed_in(user)
    if not data:
        return client.get(address, {"of": of}, headers=headers)
    return client.post(address, {"of": of, **data}, headers=headers)


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)


@pytest.fixture
def promised(room) -> tuple[Line, Action]:
    line = room.type("Grace to order ten by Fri")
    return line, Action.objects.get(line=line)


# --- Whose it is ---


def test_the_owner_leads_to_a_small_form_with_the_name_in_it(room, promised):
    line, action = promised
    html = part(room.priya, line, "owner", action.ref).content.decode()
    assert 'value="Grace Li"' in html
    assert "Daniel Okafor" in html
    assert f'id="line-{line.ref}"' in html


@pytest.mark.parametrize("typed", ["Daniel Okafor", "daniel", "@Daniel", "D Okafor"])
def test_another_owner_is_named_as_in_the_line(room, promised, typed):
    line, action = promised
    answer = part(room.priya, line, "owner", action.ref, owner=typed, version=action.version)
    assert answer.status_code == 200
    assert "Daniel Okafor" in answer.content.decode()
    assert fresh(action).owner == room.daniel
    assert fresh(line).change_no > line.change_no  # pages that are open hear of it


def test_me_is_who_asks_and_nothing_is_nobody(room, promised):
    line, action = promised
    part(room.helen, line, "owner", action.ref, owner="me", version=action.version)
    assert fresh(action).owner == room.helen.person
    part(room.helen, line, "owner", action.ref, owner="", version=fresh(action).version)
    assert (fresh(action).owner, fresh(action).owner_text) == (None, "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Zorg", "Nobody here is called “Zorg”"),
        ("Sam", "Which Sam? Write Sam Whitfield or Samira Khan"),
        ("Finance", "An action is one person’s"),
        ("x" * 200, "too long for a name"),
    ],
)
def test_a_name_that_is_nobody_or_several_is_refused_and_nothing_changes(room, promised, typed, said):
    line, action = promised
    answer = part(room.priya, line, "owner", action.ref, owner=typed, version=action.version)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert fresh(action).owner == room.grace


def test_a_name_that_fitted_several_is_asked_no_more_once_it_is_said(room):
    line = room.type("Sam to ask the area offices by Fri")
    action = Action.objects.get(line=line)
    html = part(room.priya, line, "owner", action.ref, owner="Samira Khan", version=action.version).content.decode()
    assert "Which Sam?" not in html
    assert fresh(action).owner.name == "Samira Khan"


def test_a_caveat_that_nobody_sees_to_is_given_to_somebody(room):
    line = room.type("agreed one phone, subject to: tax check; app tested (Grace)")
    tax = Caveat.objects.get(text="tax check")
    html = part(room.priya, line, "owner", tax.ref, owner="Daniel", version=tax.version).content.decode()
    assert "Tax check. " in html
    assert fresh(tax).action.owner == room.daniel
    app = Caveat.objects.get(text="app tested").action
    part(room.priya, line, "due", app.ref, due="3 July", version=app.version)
    assert fresh(app).due == date(2019, 7, 3)


# --- When it is due ---


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ({"due": "3/7"}, date(2019, 7, 3)),
        ({"due": "Fri"}, date(2019, 6, 14)),
        ({"due": "end of June"}, date(2019, 6, 28)),
        ({"due": "next DMT"}, date(2019, 6, 17)),
        ({"due": "anything", "quick": "2019-06-17"}, date(2019, 6, 17)),
        ({"due": "anything", "quick": "none"}, None),
    ],
)
def test_a_date_is_said_in_words_or_by_one_press(room, promised, sent, due):
    line, action = promised
    assert part(room.priya, line, "due", action.ref, version=action.version, **sent).status_code == 200
    assert fresh(action).due == due


@pytest.mark.parametrize("sent", [{"due": "soon"}, {"due": ""}, {"due": "31 February"}, {"quick": "2031-01-01"}])
def test_what_is_no_date_is_refused_and_the_words_stay(room, promised, sent):
    line, action = promised
    answer = part(room.priya, line, "due", action.ref, version=action.version, **{"due": "", **sent})
    assert (answer.status_code, "Enter a real date" in answer.content.decode()) == (422, True)
    assert f'value="{sent.get("due", "")}"' in answer.content.decode()
    assert fresh(action).due == date(2019, 6, 14)


def test_each_near_day_is_offered_once_on_the_day_of_the_meeting(room, promised, monkeypatch):
    monkeypatch.setattr("meetings.room.line_views.today", lambda: room.meeting.date)
    line, action = promised
    html = part(room.priya, line, "due", action.ref).content.decode()
    assert re.findall(r'name="quick" value="([^"]+)"', html) == ["2019-06-17", "2019-06-14", "none"]


def test_an_unclear_date_is_asked_no_more_once_it_is_said(room):
    line = room.type("Grace to order ten asap")
    action = Action.objects.get(line=line)
    html = part(room.priya, line, "due", action.ref, due="", quick="none", version=action.version).content.decode()
    assert "when?" not in html


# --- What it is, for whom, its topics ---


def test_the_kind_changes_in_place_and_back(room):
    line = room.type("lend the old phones to libraries")
    sent = {"kind": "idea", "audience": "members", "version": line.version}
    assert "Idea for later" in part(room.priya, line, "what", **sent).content.decode()
    assert Idea.objects.get(line=line).text == "Lend the old phones to libraries"
    part(room.priya, line, "what", **sent | {"kind": "note", "version": fresh(line).version})
    assert fresh(line).kind == "note"
    assert not Idea.objects.filter(line=line, deleted_at=None).exists()


def test_owner_and_date_stay_when_only_the_audience_changes(room, promised):
    line, action = promised
    part(room.priya, line, "what", kind="action", audience="me", version=line.version)
    assert (fresh(action).owner, fresh(action).due) == (room.grace, date(2019, 6, 14))
    assert (fresh(line).audience, fresh(action).audience) == ("me", "me")


def test_a_promise_for_staff_is_made_the_groups_alone_and_says_so(room, promised):
    line, action = promised
    assert re.search('value="staff"[^>]* checked', part(room.priya, line, "what").content.decode())
    html = part(room.priya, line, "what", kind="action", audience="members", version=line.version).content.decode()
    assert "DMT only" in html
    assert (fresh(line).audience, fresh(action).audience) == ("members", "members")


def test_topics_are_ticked_and_added_by_any_of_their_names(room):
    wifi, phones = make_topic("Wifi", "wireless"), room.phones.topics.get()
    line = room.type("Grace to order ten by Fri")
    action = Action.objects.get(line=line)
    sent = {"kind": "action", "audience": "members", "topics": [phones.pk], "topic": "#Wireless"}
    assert "Wifi" in part(room.priya, line, "what", version=line.version, **sent).content.decode()
    assert set(action.topics.all()) == {wifi, phones}
    part(room.priya, line, "what", version=fresh(line).version, **sent | {"topics": [], "topic": "wifi"})
    assert set(line.topics.all()) == {wifi}
    answer = part(room.priya, line, "what", version=fresh(line).version, **sent | {"topic": "nothing of ours"})
    assert (answer.status_code, "There is no topic called" in answer.content.decode()) == (422, True)


# --- Two at once, without scripts, and who may ---


def test_who_was_overtaken_sees_how_it_stands_and_may_save_once_more(room, promised):
    line, action = promised
    action.give_to(room.daniel, by=room.helen.person)
    answer = part(room.priya, line, "owner", action.ref, owner="Priya", version=action.version - 1)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Saved now: Daniel Okafor" in html
    assert 'value="Priya"' in html
    assert f'name="version" value="{fresh(action).version}"' in html
    assert fresh(action).owner == room.daniel


def test_without_scripts_each_part_has_its_page_and_leads_back_to_the_line(room, promised):
    line, action = promised
    html = part(room.priya, line, "due", action.ref, htmx=False).content.decode()
    assert "<h1>Put a line right</h1>" in html
    answer = part(room.priya, line, "due", action.ref, htmx=False, due="soon", version=action.version)
    assert (answer.status_code, "Error: Put a line right" in answer.content.decode()) == (422, True)
    answer = part(room.priya, line, "due", action.ref, htmx=False, due="3 July", version=action.version)
    assert answer.status_code == 302
    assert answer["Location"] == f"/meetings/{room.meeting.ref}/live/?item={room.phones.ref}"


@pytest.mark.parametrize("name", ["owner", "due", "what"])
def test_who_is_not_in_the_group_can_put_nothing_right(room, promised, name):
    line, action = promised
    for user in (room.staff, room.outsider):
        sent = {"owner": "me", "due": "Fri", "kind": "note", "audience": "staff", "version": action.version}
        assert part(user, line, name, action.ref, **sent).status_code in (403, 404)
    assert fresh(line).version == line.version


def test_the_part_of_another_line_is_no_part_of_this_one(room, promised):
    line, _action = promised
    room.type("Daniel to count them by Thu")
    other = Action.objects.get(text__icontains="count")
    assert part(room.priya, line, "owner", other.ref, owner="me", version=other.version).status_code == 404
    assert part(room.priya, line, "nothing", other.ref).status_code == 404
    assert fresh(other).owner == room.daniel


def test_a_decision_keeps_its_words_when_its_topics_change(room):
    line = room.type("agreed one phone, subject to: tax check")
    part(room.priya, line, "what", kind="decision", audience="members", topics=[], version=line.version)
    decision = Decision.objects.get(line=line)
    assert (decision.text, decision.outcome, decision.caveats.count()) == ("One phone", "caveats", 1)


def test_what_is_changed_in_place_can_be_taken_back_whole(room, promised):
    line, action = promised
    part(room.priya, line, "owner", action.ref, owner="Daniel", version=action.version)
    part(room.priya, line, "what", kind="note", audience="members", version=fresh(line).version)
    signed_in(room.priya).post(reverse("meetings:line-undo", args=[line.ref]))
    assert not Action.objects.visible_to(room.priya).exists()
    assert fresh(line).is_deleted

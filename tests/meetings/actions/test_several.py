"""Several at once: another date, another owner, done, no longer needed; what is left, and one press that undoes it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.history import Event
from hackit.models import Entry, Role
from meetings.models import Action, ActionBatch
from tests import factories as make
from tests.meetings.actions.test_action_pages import text_of, value_of

SEVERAL = "/actions/several/"


@pytest.fixture
def three(dmt):
    """Three of Grace's, the last without a date."""
    me = dmt.grace.person
    dues = (date(2019, 6, 10), date(2019, 6, 21), None)
    return [make.make_action(f"Thing {n}", me, forum=dmt.forum, due=due) for n, due in enumerate(dues, 1)]


def picks(*actions) -> dict:
    return {"pick": [f"{action.ref}:{Action.objects.get(pk=action.pk).version}" for action in actions]}


def stored(*actions) -> list[Action]:
    return [Action.objects.get(pk=action.pk) for action in actions]


def undo(client, response):
    ref = re.search(r"batch=(\w+)", response["Location"])[1]
    return client.post(f"{SEVERAL}{ref}/undo/", {"next": "/actions/"}, follow=True)


# --- What each press does, and its undo ---


def test_several_are_moved_with_one_reason_and_put_back_by_one_press(as_, dmt, three):
    client = as_(dmt.grace)
    data = picks(*three) | {"do": "move", "due": "14 June", "why": "The audit is later"}
    response = client.post(f"{SEVERAL}?topic=&page=1", data)
    assert [action.due for action in stored(*three)] == [date(2019, 6, 14)] * 3
    assert [action.times_moved for action in stored(*three)] == [1, 1, 0]
    assert [action.updates.get().text for action in three] == ["The audit is later"] * 3
    page = client.get(response["Location"])
    assert response["Location"].startswith("/actions/?topic=&page=1&batch=")
    assert "3 actions moved to Fri 14 June Undo" in text_of(page)
    assert "Undone: 3 actions as before" in text_of(undo(client, response))
    again = stored(*three)
    assert [(a.due, a.times_moved) for a in again] == [(date(2019, 6, 10), 0), (date(2019, 6, 21), 0), (None, 0)]
    assert [a.first_due for a in again] == [date(2019, 6, 10), date(2019, 6, 21), None]
    assert not three[0].updates.filter(deleted_at=None).exists()
    assert [event.verb for event in Event.objects.about(three[0])] == ["recorded", "date moved", "undone"]


@pytest.mark.parametrize(("do", "said", "status"), [("done", "2 actions done", "done"),
                                                    ("drop", "2 actions no longer needed", "dropped")])  # fmt: skip
def test_several_are_closed_and_opened_again_as_they_were(as_, dmt, three, do, said, status):
    client, pair = as_(dmt.grace), three[:2]
    pair[0].set_status("waiting", by=dmt.grace.person, on=date(2019, 6, 1), waiting_for="Yusuf Demir")
    response = client.post(SEVERAL, picks(*pair) | {"do": do})
    assert {(a.status, a.ended_on) for a in stored(*pair)} == {(status, date(2019, 6, 12))}
    assert said in text_of(client.get(response["Location"]))
    assert Entry.objects.get(title="Thing 1").status == status
    undo(client, response)
    first, second = stored(*pair)
    assert (first.status, first.waiting_for, first.waiting_on) == ("waiting", "Yusuf Demir", dmt.yusuf.person)
    assert (second.status, second.ended_on, second.ended_by) == ("not_started", None, None)


def test_a_caveat_follows_its_action_both_ways(as_, dmt):
    caveat = make.make_decision(meeting=dmt.meeting).add_caveat("Tax check", by=None, owner=dmt.grace.person)
    client = as_(dmt.grace)
    response = client.post(SEVERAL, picks(caveat.action) | {"do": "done"})
    caveat.refresh_from_db()
    assert caveat.state == "done"
    undo(client, response)
    caveat.refresh_from_db()
    assert caveat.state == "to_do"


def test_several_are_given_to_somebody_and_back_with_those_who_helped(as_, dmt, three):
    client, pair = as_(dmt.grace), three[:2]
    pair[0].set_helpers([dmt.helen.person])
    response = client.post(SEVERAL, picks(*pair) | {"do": "give", "owner": "helen"})
    assert {action.owner for action in stored(*pair)} == {dmt.helen.person}
    assert not pair[0].helpers.exists()
    assert "2 actions given to Helen Marsh" in text_of(client.get(response["Location"]))
    undo(client, response)
    assert {action.owner for action in stored(*pair)} == {dmt.grace.person}
    assert list(pair[0].helpers.all()) == [dmt.helen.person]


def test_who_gives_away_what_they_saw_only_as_owner_can_take_it_back(as_, dmt):
    action = make.make_action("Mine only", dmt.yusuf.person, forum=dmt.forum, audience="members")
    client = as_(dmt.yusuf)
    response = client.post(SEVERAL, picks(action) | {"do": "give", "owner": "Grace Li"})
    assert client.get(action.get_absolute_url()).status_code == 404
    undo(client, response)
    assert client.get(action.get_absolute_url()).status_code == 200


def test_all_that_are_shown_are_meant_without_a_script(as_, dmt, three):
    html = as_(dmt.grace).get("/actions/").content.decode()
    shown = re.findall(r'name="shown" value="([\w:]+)"', html)
    assert len(shown) == 3
    as_(dmt.grace).post(SEVERAL, {"shown": shown, "all": "1", "do": "done"})
    assert {action.status for action in stored(*three)} == {"done"}


# --- Who may, and what was changed meanwhile ---


def test_one_that_somebody_changed_meanwhile_is_left_and_named(as_, dmt, three):
    client, data = as_(dmt.grace), picks(*three)
    three[1].text = "Thing 2, larger"
    three[1].save_as(by=dmt.helen.person, verb="changed")
    response = client.post(SEVERAL, data | {"do": "done"})
    words = text_of(client.get(response["Location"]))
    assert "2 actions done. Left as they were, because somebody changed them in the meantime: Thing 2, larger" in words
    assert [action.status for action in stored(*three)] == ["done", "not_started", "done"]


def test_undo_leaves_and_names_what_was_changed_since(as_, dmt, three):
    client = as_(dmt.grace)
    response = client.post(SEVERAL, picks(*three) | {"do": "done"})
    stored(three[0])[0].reopen(by=dmt.helen.person, on=date(2019, 6, 12))
    words = text_of(undo(client, response))
    assert "Undone: 2 actions as before" in words
    assert "Left as they are, because they were changed since: Thing 1" in words
    assert stored(three[0])[0].status == "in_progress"
    assert "That was taken back already" in text_of(undo(client, response))


def test_only_what_one_may_change_is_changed_and_nothing_is_told_of_the_rest(as_, dmt, three):
    seen = make.make_action("Seen only", dmt.helen.person)
    hidden = make.make_action("Hidden words", dmt.helen.person, forum=dmt.forum, audience="members")
    own = make.make_action("My own", dmt.yusuf.person)
    client = as_(dmt.yusuf)
    response = client.post(SEVERAL, picks(seen, hidden, own, *three) | {"do": "done"}, follow=True)
    assert "1 action done" in text_of(response)
    assert "Hidden words" not in text_of(response)
    assert [a.status for a in stored(seen, hidden, own)] == ["not_started", "not_started", "done"]
    assert {a.status for a in stored(*three)} == {"not_started"}


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 302), ("nobody", 403)])
def test_who_only_reads_changes_nothing(client, dmt, three, who, status):
    if who != "stranger":
        role = Role.AUDITOR if who == "auditor" else Role.NONE
        client.force_login(make.make_user("Martin Frost", role=role))
    assert client.post(SEVERAL, picks(*three) | {"do": "done"}).status_code == status
    assert {action.status for action in stored(*three)} == {"not_started"}
    if who == "auditor":
        html = client.get("/actions/?whose=all").content.decode()
        assert "Thing 1" in html
        assert 'name="pick"' not in html


def test_undo_is_for_who_pressed_and_for_a_day(as_, dmt, three):
    response = as_(dmt.grace).post(SEVERAL, picks(*three) | {"do": "done"})
    ref = re.search(r"batch=(\w+)", response["Location"])[1]
    assert "3 actions done" not in text_of(as_(dmt.helen).get(response["Location"]))
    assert as_(dmt.helen).post(f"{SEVERAL}{ref}/undo/").status_code == 404
    ActionBatch.objects.update(at="2019-01-01T00:00Z")
    assert as_(dmt.grace).post(f"{SEVERAL}{ref}/undo/").status_code == 404
    assert {action.status for action in stored(*three)} == {"done"}


# --- What is asked, and refused ---


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"pick": [], "do": "done"}, "Tick the actions that you want to change"),
        ({"pick": ["x", "nosuchref0:1:2", "\x00:1"], "do": "done"}, "Tick the actions that you want to change"),
        ({"pick": [f"a{n}:1" for n in range(101)], "do": "done"}, "Tick 100 actions at most"),
        ({"do": "burn"}, "Choose what becomes of them"),
        ({"do": ""}, "Choose what becomes of them"),
        ({"do": "", "due": "14 June", "owner": "Helen Marsh"}, "Choose what becomes of them"),
        ({"do": "move"}, "Enter the new date"),
        ({"do": "move", "due": "31/2"}, "New date must be a real date, like 14 June 2019"),
        ({"do": "move", "due": "14 June"}, "Enter why the date moves. 2 of them have agreed dates"),
        ({"do": "", "due": "14 June"}, "Enter why the date moves. 2 of them have agreed dates"),
        ({"do": "move", "due": "14 June", "why": "x" * 501}, "Why must be 500 characters or fewer"),
        ({"do": "give"}, "Enter whom to give them to"),
        ({"do": "", "owner": "Zog"}, "Nobody here is called “Zog”"),
    ],
)
def test_what_is_missing_is_said_on_the_list_and_the_ticks_stay(as_, dmt, three, data, said):
    response = as_(dmt.grace).post(f"{SEVERAL}?whose=all&q=thing", picks(*three) | data)
    words = text_of(response)
    assert said in words
    assert "There is a problem" in words
    html = response.content.decode()
    assert html.count('form="several" checked') == (0 if "pick" in data else 3)
    assert f'action="{SEVERAL}?whose=all&amp;q=thing"' in html
    assert not ActionBatch.objects.exists()
    assert {action.version for action in stored(*three)} == {1}


def test_enter_in_a_box_means_that_box(as_, dmt, three):
    as_(dmt.grace).post(SEVERAL, picks(three[2]) | {"do": "", "due": "14 June"})
    as_(dmt.grace).post(SEVERAL, picks(three[1]) | {"do": "", "owner": "Helen Marsh"})
    assert (stored(three[2])[0].due, stored(three[1])[0].owner) == (date(2019, 6, 14), dmt.helen.person)


def test_a_double_click_does_it_once(as_, dmt, three):
    client = as_(dmt.grace)
    data = picks(*three) | {"do": "done", "token": value_of(client.get("/actions/"), "token")}
    first, second = (client.post(SEVERAL, data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert ActionBatch.objects.count() == 1


def test_what_is_so_already_is_not_counted_and_gets_no_event(as_, dmt, three):
    client = as_(dmt.grace)
    response = client.post(SEVERAL, picks(*three) | {"do": "give", "owner": "Grace Li"})
    page = client.get(response["Location"])
    assert "No action was changed" in text_of(page)
    assert f"{SEVERAL}{ActionBatch.objects.get().ref}/undo/" not in page.content.decode()
    assert Event.objects.about(three[0]).count() == 1


def test_the_address_opened_by_hand_leads_to_the_list_with_its_filters(as_, dmt):
    response = as_(dmt.grace).get(f"{SEVERAL}?whose=all&q=thing&batch=x")
    assert response["Location"] == "/actions/?whose=all&q=thing"


def test_a_press_costs_two_dozen_questions_a_row_at_most(as_, dmt):
    def cost(count: int) -> int:
        rows = [make.make_action(f"Row {n}", dmt.grace.person, forum=dmt.forum) for n in range(count)]
        client, data = as_(dmt.grace), picks(*rows) | {"do": "done"}
        with CaptureQueriesContext(connection) as caught:
            client.post(SEVERAL, data)
        return len(caught)

    assert cost(12) - cost(2) <= 10 * 24

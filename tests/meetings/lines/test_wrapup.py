"""The last minute: what needs somebody, what was decided, who does what, and sharing."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Action, Decision
from meetings.room.line_writes import undo
from tests.factories import make_action, make_decision, make_item
from tests.meetings.lines.test_live import signed_in


def page(room, user=None) -> str:
    return signed_in(user or room.priya).get(reverse("meetings:wrap-up", args=[room.meeting.ref])).content.decode()


def answer(room, user=None, **data):
    return signed_in(user or room.priya).post(reverse("meetings:wrap-up", args=[room.meeting.ref]), data)


def settle_items(room):
    for item in (room.phones, room.finance):
        item.mark("discussed", by=None)


def test_nothing_needs_you_when_nothing_does(room):
    settle_items(room)
    room.type("Grace to order ten by Fri")
    html = page(room)
    assert "<h1>Nothing needs you</h1>" in html
    assert "<b>Grace Li</b>: Order ten" in html
    assert "data-keys" not in html


def test_two_sams_and_an_unclear_day_need_you_with_an_answer_a_press(room):
    settle_items(room)
    room.type("Sam to ask the area offices who shares a phone by Fri")
    room.type("Grace to bring the cost codes back asap")
    html = page(room)
    assert "<h1>2 things need you</h1>" in html
    assert "Which Sam: ask the area offices who shares a phone?" in html
    assert "You typed “Sam to ask the area offices who shares a phone by Fri”" in html
    assert "When does Grace do this: bring the cost codes back?" in html
    assert html.count("data-keys") == 1
    assert html.count("<kbd") == 3


@pytest.mark.parametrize(
    ("answered_on", "offered"),
    [
        (date(2019, 6, 11), ["Next DMT<small>Mon 17 June", "This Friday<small>Fri 14 June"]),
        (date(2019, 6, 15), ["Next DMT<small>Mon 17 June", "Next Friday<small>Fri 21 June"]),
        (date(2019, 6, 18), ["This Friday<small>Fri 21 June"]),
    ],
)
def test_no_day_that_has_passed_is_offered_as_the_answer(room, monkeypatch, answered_on, offered):
    monkeypatch.setattr("meetings.room.wrapup_views.today", lambda: answered_on)
    settle_items(room)
    room.type("Grace to bring the cost codes back asap")
    assert re.findall(r"(?:Next DMT|This Friday|Next Friday)<small>\w+ \d+ \w+", page(room)) == offered


def test_nobody_yet_is_an_answer_and_is_not_asked_again(room):
    settle_items(room)
    line = room.type("action: tidy the cupboards by Fri")
    assert "Who does this: tidy the cupboards?" in page(room)
    action = Action.objects.get()
    address = reverse("meetings:line-settle", args=[line.ref])
    signed_in(room.priya).post(address, {"what": "owner", "ref": action.ref, "value": ""})
    html = page(room)
    assert "<h1>Nothing needs you</h1>" in html
    assert "No owner yet" in html


def test_the_items_lead_is_offered_with_the_reason_and_never_assigned(room):
    settle_items(room)
    room.type("action: tidy the cupboards by Fri")
    html = page(room)
    assert "Brought “Investment: mobile phones”" in html
    assert "Priya Nair<small>Typed it</small>" in html
    assert Action.objects.get().owner is None


def test_a_caveat_that_nobody_has_is_asked_about_and_can_be_given(room):
    settle_items(room)
    line = room.type("agreed one phone, subject to: repairs app works on it")
    assert "Who sees to the caveat: repairs app works on it?" in page(room)
    caveat = Decision.objects.get().caveats.get()
    address = reverse("meetings:line-settle", args=[line.ref])
    signed_in(room.priya).post(address, {"what": "caveat", "ref": caveat.ref, "value": room.grace.ref})
    caveat.refresh_from_db()
    assert caveat.action.owner == room.grace
    assert "<h1>Nothing needs you</h1>" in page(room)


def test_items_under_which_nothing_stands_are_asked_about_and_no_others(room):
    room.type("hello")
    html = page(room)
    assert "Was this discussed" not in html
    assert "Was this reached: Finance: period 2?" in html
    answer(room, what="item", ref=room.finance.ref, value="ran_out")
    html = page(room)
    assert "Nothing needs you" in html
    assert "Finance: period 2 ran out of time" in html
    assert "Waits for Mon 17 June" in html
    assert "Investment: mobile phones, for people who weren’t there" in html


def test_items_nobody_reached_are_answered_for_together(room):
    make_item(room.meeting, "Apprenticeships", position=3)
    room.type("hello")
    assert "Were these 2 items reached?" in page(room)
    answer(room, what="untouched", value="ran_out")
    room.phones.refresh_from_db()
    room.finance.refresh_from_db()
    assert (room.phones.state, room.finance.state) == ("open", "ran_out")


def test_a_decision_under_an_item_is_enough_and_with_the_end_it_is_discussed(room):
    make_decision("One phone each", meeting=room.meeting, item=room.finance, by=room.priya.person)
    html = page(room)
    assert "Was this reached: Investment: mobile phones?" in html
    assert "Finance: period 2, for people who weren’t there" in html
    answer(room, what="untouched", value="ran_out")
    answer(room, what="end")
    room.phones.refresh_from_db()
    room.finance.refresh_from_db()
    assert (room.phones.state, room.finance.state) == ("ran_out", "discussed")


def test_actions_without_a_date_are_asked_about_once_for_all(room):
    settle_items(room)
    room.type("Grace to order ten")
    room.type("Daniel to check the bill")
    assert "2 actions have no date" in page(room)
    assert all(action.due is None for action in Action.objects.all())
    answer(room, what="undated", value="2019-06-17")
    assert {action.due for action in Action.objects.all()} == {date(2019, 6, 17)}
    assert "Nothing needs you" in page(room)


def test_no_date_is_an_answer_and_is_not_asked_again(room):
    settle_items(room)
    room.type("Grace to order ten")
    answer(room, what="undated", value="")
    assert Action.objects.get().due is None
    html = page(room)
    assert "Nothing needs you" in html
    assert "next DMT, not agreed" in html


def test_what_was_decided_stands_with_its_caveats(room):
    room.type("agreed one standard phone, subject to: tax check (Daniel by 3 July); repairs app works on it")
    html = page(room)
    assert "<b>One standard phone</b>" in html
    assert "First: tax check (Daniel Okafor, by Wed 3 July); repairs app works on it (nobody named yet)." in html


def test_who_runs_the_group_shares_and_is_told_what_staff_will_see(room):
    room.type("agreed one standard phone")
    room.type("Grace to order ten by Fri")
    room.type("Grace to ring the supplier by Fri !dmt")
    html = page(room, room.helen)
    assert "Staff will see 1 decision and 1 action." in html
    assert reverse("meetings:meeting-share", args=[room.meeting.ref]) in html
    assert "Share with staff</button>" not in page(room, room.priya)


def test_ending_without_sharing_wraps_up(room):
    room.type("hello")
    assert answer(room, what="end").url == room.meeting.get_absolute_url()
    room.meeting.refresh_from_db()
    assert (room.meeting.state, room.meeting.shared_at) == ("wrapped_up", None)


def test_wrong_answers_are_404_and_nobody_outside_answers(room):
    for data in ({}, {"what": "item", "ref": "nope", "value": "discussed"}, {"what": "undated", "value": "31/31"},
                 {"what": "item", "ref": room.phones.ref, "value": "withdrawn"}):  # fmt: skip
        assert answer(room, **data).status_code == 404
    assert answer(room, room.staff, what="end").status_code == 404
    room.meeting.refresh_from_db()
    assert room.meeting.state == "planned"


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_page_asks_as_often_with_one_line_as_with_thirty(room):
    def count() -> int:
        client = signed_in(room.helen)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("meetings:wrap-up", args=[room.meeting.ref]))
        return len(queries)

    room.type("agreed one phone, subject to: tax check (Daniel by 3 July)")
    room.type("Grace and Daniel to ring by Fri")
    few = count()
    for number in range(10):
        room.type(f"agreed phone {number}, subject to: tax check (Daniel by 3 July); app {number} works")
        room.type(f"Sam and Daniel to ring {number} by Fri")
    assert count() == few
    assert few <= 12, few


def test_a_slip_in_a_name_is_settled_with_one_key_and_remembered(room):
    settle_items(room)
    line = room.type("Dnaiel to send the bill by Fri")
    action = Action.objects.get()
    assert (action.owner, action.owner_text, action.text) == (None, "Dnaiel", "Send the bill")
    html = page(room)
    assert "Who is Dnaiel: send the bill?" in html
    assert f'value="{room.daniel.ref}" autofocus' in html
    address = reverse("meetings:line-settle", args=[line.ref])
    signed_in(room.priya).post(address, {"what": "owner", "ref": action.ref, "value": room.daniel.ref})
    assert "<h1>Nothing needs you</h1>" in page(room)
    room.type("Dnaiel to pay the bill")
    assert Action.objects.latest("pk").owner == room.daniel


def test_another_answer_and_a_change_lead_back_to_the_wrap_up(room):
    settle_items(room)
    line = room.type("agreed one phone, subject to: app works on it (Zorg by Fri); tax check")
    html, back = page(room), reverse("meetings:wrap-up", args=[room.meeting.ref])
    caveats = Decision.objects.get().caveats.order_by("pk")
    of_nobody = reverse("meetings:line-part", args=[line.ref, "owner"]) + f"?of={caveats[1].ref}&amp;next={back}"
    assert of_nobody in html
    member = signed_in(room.priya)
    form = member.get(of_nobody.replace("&amp;", "&")).content.decode()
    assert f'<a class="lk" href="{back}">Leave it as it is</a>' in form
    sent = {"of": caveats[1].ref, "owner": "Grace Li", "version": caveats[1].version, "next": back}
    assert member.post(reverse("meetings:line-part", args=[line.ref, "owner"]), sent).url == back
    change = reverse("meetings:line-change", args=[line.ref]) + f"?next={back}"
    assert change in html
    assert f'name="next" value="{back}"' in member.get(change).content.decode()
    outside = member.get(reverse("meetings:line-change", args=[line.ref]), {"next": "https://example.org/"})
    assert "example.org" not in outside.content.decode()


def test_how_long_a_thing_is_put_off_is_said(room):
    settle_items(room)
    room.type("put off: laptops until 1 July")
    assert "<span>Put off until Mon 1 July</span>" in page(room)


def test_an_action_moved_to_nobody_knows_when_keeps_its_date_until_a_key_says(room):
    settle_items(room)
    action = make_action("Compare tariffs", room.daniel, forum=room.dmt, topics=room.phones.topics.all())
    action.move_to(date(2019, 6, 12), by=None, on=date(2019, 6, 3))
    line = room.type("1 moved to 5/29: leave")
    live = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "“5/29”: when? Until somebody says, its date stays" in live
    assert "Date moved" not in live
    assert "When is this moved to: Compare tariffs?" in page(room)
    address = reverse("meetings:line-settle", args=[line.ref])
    signed_in(room.priya).post(address, {"what": "moved", "ref": action.ref, "value": "2019-06-17"})
    action.refresh_from_db()
    assert (action.due, action.updates.latest("pk").text) == (date(2019, 6, 17), "leave")
    assert "<h1>Nothing needs you</h1>" in page(room)
    line.refresh_from_db()
    undo(line, by=room.priya.person)
    action.refresh_from_db()
    assert action.due == date(2019, 6, 12)


def test_its_date_may_be_left_too(room):
    settle_items(room)
    action = make_action("Compare tariffs", room.daniel, forum=room.dmt, topics=room.phones.topics.all())
    line = room.type("1 moved to 5/29")
    address = reverse("meetings:line-settle", args=[line.ref])
    signed_in(room.priya).post(address, {"what": "moved", "ref": action.ref, "value": ""})
    assert "<h1>Nothing needs you</h1>" in page(room)

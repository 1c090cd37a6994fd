"""What can be done to a line later: taking back, bringing back, typing anew, changing, settling."""

from datetime import date

import pytest
from django.db import OperationalError
from django.urls import reverse

from hackit.history import Event
from meetings.models import Action, AgendaItem, Attendance, Decision, Idea, Line
from meetings.room.line_writes import restore, retype, undo
from meetings.room.making import Outcomes
from tests.factories import join, make_action, make_forum, make_meeting, make_topic
from tests.meetings.lines.test_live import HTMX, signed_in, words_in

MONDAY = date(2019, 6, 10)


def post(user, name, line, htmx=False, **data):
    return signed_in(user).post(reverse(f"meetings:{name}", args=[line.ref]), data, headers=HTMX if htmx else {})


def fresh(record):
    return type(record)._base_manager.get(pk=record.pk)


# --- Taking back ---


def test_undo_takes_the_line_and_all_it_made_out_of_sight(room):
    line = room.type("agreed one phone, subject to: tax check (Daniel by 3 July). Grace to order ten by Fri")
    answer = post(room.priya, "line-undo", line)
    assert answer.status_code == 302
    assert not Line.objects.visible_to(room.priya).exists()
    assert not Decision.objects.visible_to(room.priya).exists()
    assert not Action.objects.visible_to(room.priya).exists()


def test_bringing_back_restores_the_line_and_all_it_made(room):
    line = room.type("agreed one phone, subject to: tax check (Daniel by 3 July). Grace to order ten by Fri")
    post(room.priya, "line-undo", line)
    post(room.priya, "line-undo", line, again="1")
    assert Line.objects.visible_to(room.priya).get() == line
    assert Decision.objects.visible_to(room.priya).get().caveats.get().text == "tax check"
    assert Action.objects.visible_to(room.priya).count() == 2


def test_with_scripts_the_row_comes_back_with_a_way_to_bring_it_back(room):
    line = room.type("Grace to order ten by Fri")
    html = post(room.priya, "line-undo", line, htmx=True).content.decode()
    assert "Taken back" in html
    assert "Bring it back" in html
    html = post(room.priya, "line-undo", line, htmx=True, again="1").content.decode()
    assert "for Grace Li" in words_in(html)


def test_undo_of_an_update_puts_the_action_back_as_it_was(room):
    old = make_meeting(room.dmt, date(2019, 5, 20))
    action = make_action("Compare tariffs", room.grace, meeting=old, due=date(2019, 6, 7),
                         topics=room.phones.topics.all())  # fmt: skip
    moved = room.type("1 moved to 31 July: leave")
    done = room.type("done 1")
    assert (fresh(action).status, fresh(action).times_moved) == ("done", 1)
    undo(done, by=room.priya.person)
    assert (fresh(action).status, fresh(action).ended_on, fresh(action).due) == ("not_started", None, date(2019, 7, 31))
    assert action.updates.live().count() == 1
    restore(fresh(done), by=room.priya.person, on=MONDAY)
    assert fresh(action).status == "done"
    assert undo(fresh(moved), by=room.priya.person) != []  # the action changed since
    assert fresh(action).due == date(2019, 7, 31)


def test_undo_of_attendance_puts_back_who_was_here(room):
    Attendance.objects.create(meeting=room.meeting, person=room.daniel, state="present")
    line = room.type("present: Grace; apols Daniel")
    undo(line, by=room.priya.person)
    assert [(row.person, row.state) for row in room.meeting.attendance.all()] == [(room.daniel, "present")]


def test_undo_takes_items_off_the_other_agenda(room):
    away = make_forum("Away day")
    join(away, room.priya)
    make_meeting(away, date(2019, 7, 1))
    line = room.type("for away day: cost codes")
    undo(line, by=room.priya.person)
    assert not AgendaItem.objects.live().filter(forum=away).exists()
    restore(fresh(line), by=room.priya.person, on=MONDAY)
    assert AgendaItem.objects.live().get(forum=away).title == "cost codes"


def test_who_took_it_back_sees_it_in_the_stream_and_others_do_not(room):
    line = room.type("Grace to order ten by Fri")
    post(room.helen, "line-undo", line)
    address = reverse("meetings:live", args=[room.meeting.ref])
    assert "Bring it back" in signed_in(room.helen).get(address, {"item": room.phones.ref}).content.decode()
    assert "order ten" not in signed_in(room.priya).get(address, {"item": room.phones.ref}).content.decode()


# --- Who may ---


@pytest.mark.parametrize("name", ["line-undo", "line-change", "line-settle", "line-retype"])
def test_who_is_not_in_the_group_can_do_nothing_to_a_line(room, name):
    line = room.type("Grace to order ten by Fri")
    for user in (room.staff, room.outsider):
        assert post(user, name, line, text="x", what="action", version=1).status_code in (403, 404)
    assert fresh(line).version == line.version
    assert not fresh(line).is_deleted


def test_a_jotting_is_its_authors_alone(room):
    line = room.jot("learning: patience")
    assert post(room.helen, "line-undo", line).status_code == 404
    assert post(room.priya, "line-undo", line).status_code == 302
    assert post(room.helen, "line-undo", line, again="1").status_code == 404
    assert fresh(line).is_deleted


def test_staff_who_see_a_jotting_shared_with_them_cannot_change_it(room):
    line = room.jot("tip: restart the router !staff")
    assert Line.objects.visible_to(room.staff).exists()
    assert post(room.staff, "line-undo", line).status_code == 403


# --- Typing anew ---


def test_typing_anew_makes_what_it_says_now(room):
    line = room.type("Grace to order ten by Fri")
    answer = post(room.priya, "line-retype", line, htmx=True, text="agreed to order ten", version=line.version)
    assert answer["X-Line"] == line.ref
    assert not Action.objects.live().exists()
    assert Decision.objects.live().get().line == line
    assert (fresh(line).text, fresh(line).kind) == ("agreed to order ten", "decision")


def test_typing_anew_over_somebody_elses_change_shows_both_texts(room):
    line = room.type("Grace to order ten by Fri")
    post(room.helen, "line-retype", line, text="Grace to order twelve by Fri", version=line.version)
    answer = post(room.priya, "line-retype", line, text="Grace to order nine by Fri", version=line.version)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "order nine" in html
    assert "order twelve" in html
    assert Action.objects.live().get().text == "Order twelve"


def test_with_scripts_both_texts_come_as_a_piece_of_the_page(room):
    line = room.type("Grace to order ten by Fri")
    post(room.helen, "line-retype", line, text="Grace to order <twelve>", version=line.version)
    answer = post(room.priya, "line-retype", line, htmx=True, text="Grace to order nine", version=line.version)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert f'data-version="{fresh(line).version}"' in html
    assert "order nine" in html
    assert "order &lt;twelve&gt;" in html
    assert "<h1" not in html


# --- Changing ---


def change(room, line, user=None, **changes):
    made = [m.objects.live().filter(line=line).first() for m in (Action, Decision, Idea)]
    child = next((record for record in made if record), None)
    data = {
        "text": line.text, "kind": line.kind, "audience": line.audience, "sort": line.sort,
        "version": fresh(line).version,
        "topics": [topic.slug for topic in line.topics.all()], "due": "", "owner": "",
        **({"words": child.text, "child_version": child.version} if child else {}),
        **({"owner": child.owner_id or "", "due": child.due or ""} if isinstance(child, Action) else {}), **changes,
    }  # fmt: skip
    return post(user or room.priya, "line-change", line, **data)


def test_the_form_comes_filled_with_what_is_there(room):
    line = room.type("Grace to order ten by Fri")
    html = signed_in(room.priya).get(reverse("meetings:line-change", args=[line.ref])).content.decode()
    assert "What needs doing" in html
    assert "Order ten</textarea>" in html
    assert 'value="Fri 14 June 2019"' in html or 'value="2019-06-14" id="id_due_0_1" checked' in html


def test_the_page_of_a_line_that_was_changed_tells_what_it_said(room):
    line = room.type("Ten phones are left")
    page = reverse("meetings:line-change", args=[line.ref])
    assert "Every change" not in signed_in(room.priya).get(page).content.decode()
    assert change(room, line, text="Nine phones are left").status_code == 302
    assert "Text: Nine phones are left (was Ten phones are left)" in signed_in(room.priya).get(page).content.decode()


def test_another_kind_takes_back_what_was_made_and_makes_the_new(room):
    line = room.type("Grace to order ten by Fri")
    assert change(room, line, kind="decision").status_code == 302
    assert not Action.objects.live().exists()
    assert Decision.objects.live().get().line == line
    assert change(room, fresh(line), kind="idea").status_code == 302
    assert not Decision.objects.live().exists()
    assert Idea.objects.live().get().line == line
    assert change(room, fresh(line), kind="note").status_code == 302
    assert not Idea.objects.live().exists()
    assert (fresh(line).kind, fresh(line).text) == ("note", "Grace to order ten by Fri")


def test_a_note_becomes_an_action_with_the_owner_and_date_given(room):
    line = room.type("cost codes are a mess")
    assert change(room, line, kind="action", owner=room.grace.pk, due="14/6").status_code == 302
    action = Action.objects.get()
    assert (action.owner, action.due, action.line) == (room.grace, date(2019, 6, 14), line)


def test_owner_date_words_and_topics_change_what_was_made(room):
    budget = make_topic("Budget")
    line = room.type("Grace to order ten by Fri")
    change(room, line, owner=room.daniel.pk, due="28 June", words="order twelve", topics=[budget.slug])
    action = Action.objects.get()
    assert (action.owner, action.due, action.text, action.times_moved) == (
        room.daniel, date(2019, 6, 28), "order twelve", 1,
    )  # fmt: skip
    assert list(action.topics.all()) == [budget]
    assert fresh(line).text == "Grace to order ten by Fri"


def test_topics_of_the_line_are_put_on_its_action_by_who_changed_it_and_only_if_they_are_others(room):
    line = room.type("Grace to order ten by Fri")
    action = Action.objects.get()
    action.complete(by=room.grace, on=MONDAY)
    before = fresh(action).version
    change(room, line, sort="learning", child_version=before)
    assert fresh(action).version == before
    change(room, fresh(line), topics=[make_topic("Budget").slug], child_version=before)
    said = [(event.verb, event.actor_label) for event in Event.objects.about(action)]
    assert said[-1] == ("changed", "Priya Nair")
    assert all(actor for _verb, actor in said)


@pytest.mark.parametrize(
    ("fails", "text", "flag"),
    [
        (OperationalError, "Grace to order ten by Fri", False),
        (ZeroDivisionError, "Grace to order twelve by Fri", True),
    ],
)
def test_typed_anew_while_the_database_is_taken_leaves_all_as_it_was(room, monkeypatch, fails, text, flag):
    line = room.type("Grace to order ten by Fri")

    def failing(*args, **kwargs):
        raise fails

    monkeypatch.setattr(Outcomes, "save", failing)
    words = "Grace to order twelve by Fri"
    try:
        retype(fresh(line), words, by=room.priya.person, on=MONDAY, expected_version=fresh(line).version)
    except OperationalError:
        assert fails is OperationalError
    assert fresh(line).text == text
    assert any("not_understood" in entry.get("flags", []) for entry in fresh(line).heard) == flag
    assert Action.objects.live().exists() != flag


def test_audience_and_sort_change_the_line(room):
    line = room.type("a thought")
    change(room, line, audience="me", sort="learning")
    assert (fresh(line).reach, fresh(line).sort) == ("named", "learning")
    assert not Line.objects.visible_to(room.helen).exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "  ", "Type something first"),
        ("text", "x" * 4001, "too long for one line"),
        ("due", "31 February", "Due date must be a real date, like 14 June 2019"),
        ("kind", "joke", "Select a valid choice"),
        ("owner", "999999", "Select a valid choice"),
        ("words", "", "Enter what needs doing"),
    ],
)
def test_a_wrong_field_is_said_and_nothing_is_saved(room, field, value, words):
    line = room.type("Grace to order ten by Fri")
    answer = change(room, line, **{field: value})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert fresh(line).version == line.version


def test_a_stale_form_gets_both_texts_and_a_choice(room):
    line = room.type("a thought")
    change(room, line, user=room.helen, text="her thought")
    answer = change(room, line, text="my thought", version=line.version)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "my thought" in html
    assert "her thought" in html
    assert fresh(line).text == "her thought"
    assert change(room, line, text="my thought", version=fresh(line).version).status_code == 302
    assert fresh(line).text == "my thought"


def test_what_was_made_and_then_changed_elsewhere_is_not_overwritten(room):
    line = room.type("Grace to order ten by Fri")
    action = Action.objects.get()
    version = action.version
    action.give_to(room.daniel, by=room.helen.person)
    answer = change(room, line, child_version=version, owner=room.grace.pk)
    assert answer.status_code == 409
    assert fresh(action).owner == room.daniel


# --- Settling ---


def test_choosing_a_sam_makes_him_the_owner_and_asks_no_more(room):
    line = room.type("Sam to ask the area offices by Fri")
    action = Action.objects.get()
    ref = line.heard[0]["named"]["Sam"][0][0]
    html = post(room.priya, "line-settle", line, htmx=True, what="owner", ref=action.ref, value=ref).content.decode()
    assert "for Sam Whitfield" in words_in(html)
    assert "got--ask" not in html
    assert (fresh(action).owner.name, fresh(action).owner_text) == ("Sam Whitfield", "")


def test_a_sam_beside_a_known_owner_is_settled_as_being_with_them(room):
    line = room.type("Grace and Sam to ask the area offices by Fri")
    action = Action.objects.get()
    assert (action.owner, action.owner_text) == (room.grace, "Sam")
    post(room.priya, "line-settle", line, what="owner", ref=action.ref, value=line.heard[0]["named"]["Sam"][1][0])
    assert (fresh(action).owner, [p.name for p in action.helpers.all()]) == (room.grace, ["Samira Khan"])


def test_a_date_is_accepted_or_said_to_be_none(room):
    line = room.type("Grace to bring the codes asap")
    action = Action.objects.get()
    post(room.priya, "line-settle", line, what="date", ref=action.ref, value="2019-06-17")
    assert (fresh(action).due, fresh(action).times_moved) == (date(2019, 6, 17), 0)
    other = room.type("Daniel to bring the plan asap")
    action = Action.objects.get(line=other)
    post(room.priya, "line-settle", other, what="date", ref=action.ref, value="")
    assert (fresh(action).due, fresh(action).due_text) == (None, "")


def test_a_promise_like_note_becomes_an_action_by_one_press(room):
    line = room.type("need to tidy the cost codes")
    assert "looks_like_promise" in line.heard[0]["flags"]
    post(room.priya, "line-settle", line, what="action")
    assert Action.objects.get().line == line
    assert fresh(line).kind == "action"


def test_a_number_is_kept_by_one_press(room):
    line = room.type("Pilot ended. 34 of the 40 people would keep the new phone")
    html = post(room.priya, "line-settle", line, htmx=True, what="number").content.decode()
    assert fresh(line).sort == "number"
    assert "Keep “" not in html


@pytest.mark.parametrize(
    "data",
    [{"what": "joke"}, {"what": "owner", "value": "nobody-such"}, {"what": "date", "value": "31 February"}, {}],
)
def test_an_answer_that_is_none_is_404_and_changes_nothing(room, data):
    line = room.type("Sam to ask the area offices asap")
    action = Action.objects.get()
    assert post(room.priya, "line-settle", line, **{"ref": action.ref, **data}).status_code == 404
    assert fresh(action).version == action.version


def test_an_action_of_another_line_is_not_settled_here(room):
    line = room.type("Sam to ask the area offices by Fri")
    other = make_action("Something else", None, forum=room.dmt)
    answer = post(room.priya, "line-settle", line, what="owner", ref=other.ref, value=room.grace.ref)
    assert answer.status_code == 404


def test_the_way_back_leads_nowhere_else(room):
    line = room.type("hello")
    answer = post(room.priya, "line-undo", line, next="https://evil.example/")
    assert answer.url.startswith(reverse("meetings:live", args=[room.meeting.ref]))

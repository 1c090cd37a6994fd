"""Writing an action down, reading it, changing it, saying how it goes, and every button."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.models import Role
from meetings.models import Action
from tests import factories as make

DATA = {"text": "Send the audit plan", "owner": "Grace Li", "due": "Fri", "forum": "dmt", "audience": "staff"}


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def value_of(response, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


@pytest.fixture
def action(dmt):
    return make.make_action("Send the audit plan", dmt.grace.person, forum=dmt.forum, due=date(2019, 6, 14))


# --- Writing down ---


def test_an_action_is_written_down_with_owner_date_and_helpers(as_, dmt):
    response = as_(dmt.grace).post("/actions/new/", DATA | {"helpers": "Helen Marsh, Yusuf"})
    action = Action.objects.get()
    assert response["Location"] == action.get_absolute_url()
    assert (action.owner, action.due, action.first_due) == (dmt.grace.person, date(2019, 6, 14), date(2019, 6, 14))
    assert [person.name for person in action.helpers.order_by("name")] == ["Helen Marsh", "Yusuf Demir"]
    assert (action.reach, action.created_by) == ("staff", dmt.grace.person)


def test_what_is_known_is_filled_in(as_, dmt):
    make.make_topic("Mobile phones")
    decision = make.make_decision("One standard phone", meeting=dmt.meeting)
    query = f"?meeting={dmt.meeting.ref}&topic=mobile-phones&from={decision.get_absolute_url()}"
    page = as_(dmt.grace).get(f"/actions/new/{query}")
    assert "From DMT, Mon 10 June 2019" in text_of(page)
    assert re.search(r'value="mobile-phones"[^>]*checked', page.content.decode())
    as_(dmt.grace).post(f"/actions/new/{query}", DATA | {"topics": "mobile-phones", "forum": "other"})
    action = Action.objects.get()
    assert (action.meeting, action.forum) == (dmt.meeting, dmt.forum)
    assert action.source_url == decision.get_absolute_url()
    assert [topic.name for topic in action.topics.all()] == ["Mobile phones"]


def test_nobody_words_a_source_freely_or_writes_into_anothers_meeting(as_, dmt):
    query = f"?meeting={dmt.meeting.ref}&from=https://evil.example/"
    as_(dmt.yusuf).post(f"/actions/new/{query}", DATA | {"forum": ""})
    action = Action.objects.get()
    assert (action.meeting, action.source_url) == (None, "")


def test_a_double_click_writes_one(as_, dmt):
    client = as_(dmt.grace)
    data = DATA | {"token": value_of(client.get("/actions/new/"), "token")}
    first, second = (client.post("/actions/new/", data) for _ in range(2))
    assert Action.objects.count() == 1
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Enter what needs doing"),
        ({"text": "x" * 501}, "What needs doing must be 500 characters or fewer"),
        ({"text": "y" * 5_000_000}, "What needs doing must be 500 characters or fewer"),
        ({"due": "31 Feb"}, "Due date must be a real date, like 14 June 2019"),
        ({"owner": "Zog"}, "Nobody here is called “Zog”"),
        ({"owner": "a\x00b"}, "Null characters"),
        ({"helpers": "Helen Marsh, Zog"}, "Nobody here is called “Zog”"),
        ({"owner": "", "forum": ""}, "Name an owner, or choose the group that will find one"),
        ({"forum": "hmt"}, "Choose one of your groups"),
        ({"audience": "everyone"}, "Choose who may see it"),
    ],
)
def test_a_wrong_action_is_answered_and_nothing_is_saved(as_, dmt, wrong, said):
    make.make_forum("HMT")
    response = as_(dmt.grace).post("/actions/new/", DATA | wrong)
    assert response.status_code == 200
    assert said in text_of(response)
    assert "<title>Error: Add an action" in response.content.decode()
    assert not Action.objects.exists()


def test_a_file_in_place_of_words_is_no_words(as_, dmt):
    upload = SimpleUploadedFile("a.bin", b"\x00\xff\xfe" * 100)
    response = as_(dmt.grace).post("/actions/new/", DATA | {"text": upload})
    assert "Enter what needs doing" in text_of(response)


def test_what_was_typed_stays_in_the_form(as_, dmt):
    response = as_(dmt.grace).post("/actions/new/", DATA | {"due": "31 Feb", "owner": "Zog"})
    assert 'value="31 Feb"' in response.content.decode()
    assert 'value="Zog"' in response.content.decode()
    assert "Send the audit plan</textarea>" in response.content.decode()


# --- Who may ---


def test_a_stranger_is_sent_to_sign_in_whether_it_exists_or_not(client, action):
    for address in (action.get_absolute_url(), "/actions/nothing/", "/actions/new/", "/actions/csv/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 302), ("helper", 302), ("recorder", 302), ("member", 302), ("staff", 403),
                        ("auditor", 403), ("stranger", 302)]
)  # fmt: skip
def test_owner_helper_recorder_and_member_may_press_others_only_see(client, dmt, who, status):
    people = {"owner": dmt.grace, "member": dmt.helen, "staff": dmt.yusuf}
    people |= {"helper": make.make_user("Priya Nair"), "recorder": make.make_user("Ruth Bello")}
    people["auditor"] = make.make_user("Martin Frost", role=Role.AUDITOR)
    action = make.make_action(owner=dmt.grace.person, forum=dmt.forum, by=people["recorder"].person)
    action.set_helpers([people["helper"].person])
    if who != "stranger":
        client.force_login(people[who])
        assert client.get(action.get_absolute_url()).status_code == 200
    assert client.post(f"{action.get_absolute_url()}done/").status_code == status
    action.refresh_from_db()
    assert (action.status == "done") == (status == 302 and who != "stranger")


def test_who_sees_and_may_not_change_gets_no_buttons(as_, dmt, action):
    html = as_(dmt.yusuf).get(action.get_absolute_url()).content.decode()
    assert f"{action.get_absolute_url()}done/" not in html
    assert "How is it going?" not in html
    for path in ("edit/", "give/"):
        assert as_(dmt.yusuf).get(f"{action.get_absolute_url()}{path}").status_code == 403


def test_an_owner_outside_the_group_sees_the_action_but_not_its_item_or_history(as_, dmt):
    item = make.make_item(dmt.meeting, "Secret restructuring")
    action = make.make_action("Send the plan", dmt.yusuf.person, meeting=dmt.meeting, item=item)
    outside = as_(dmt.yusuf).get(action.get_absolute_url())
    assert "Send the plan" in text_of(outside)
    assert "Secret" not in text_of(outside)
    assert dmt.meeting.ref not in outside.content.decode()
    assert as_(dmt.yusuf).get(f"{action.get_absolute_url()}history/").status_code == 404
    inside = text_of(as_(dmt.grace).get(action.get_absolute_url()))
    assert "item “Secret restructuring”" in inside
    assert "Recorded" in text_of(as_(dmt.grace).get(f"{action.get_absolute_url()}history/"))


def test_history_says_who_changed_what(as_, dmt, action):
    as_(dmt.helen).post(f"{action.get_absolute_url()}give/", {"owner": "Yusuf Demir"})
    words = text_of(as_(dmt.grace).get(f"{action.get_absolute_url()}history/"))
    assert "Given to somebody by Helen Marsh" in words
    assert "Owner: Yusuf Demir (was Grace Li)" in words


def test_history_speaks_of_fields_in_the_words_of_the_page(as_, dmt):
    action = Action(text="Ring Elm House", owner_text="Zorg", due=date(2019, 6, 7), forum=dmt.forum)
    action.save_as(by=dmt.helen.person, verb="recorded")
    words = text_of(as_(dmt.grace).get(f"{action.get_absolute_url()}history/"))
    assert "Owner, as typed: Zorg" in words
    assert "Due date: Fri 7 June 2019" in words
    assert "not agreed" not in words  # that nobody offered the date goes without saying


# --- Pressing ---


def test_done_from_the_list_stays_in_its_place_with_undo(as_, dmt, action):
    client = as_(dmt.grace)
    response = client.post(f"/actions/{action.ref}/done/", {"next": "/actions/?topic=&page=1"})
    assert response["Location"] == f"/actions/?page=1&done={action.ref}#act-{action.ref}"
    page = client.get(response["Location"])
    assert re.findall(r'<h2 id="g-[\w-]+">([^<]+)', page.content.decode()) == ["Due this week"]
    assert "Done ✓" in text_of(page)
    assert f"/actions/{action.ref}/undo/" in page.content.decode()
    back = client.post(f"/actions/{action.ref}/undo/", {"next": response["Location"].split("#")[0]})
    assert back["Location"] == f"/actions/?page=1#act-{action.ref}"
    action.refresh_from_db()
    assert action.status == "not_started"


def test_done_from_another_page_goes_back_to_it_and_never_elsewhere(as_, dmt, action):
    client = as_(dmt.grace)
    assert client.post(f"/actions/{action.ref}/done/", {"next": "/topics/"})["Location"] == "/topics/"
    for evil in ("https://evil.example/", "//evil.example/", "javascript:x", ""):
        again = client.post(f"/actions/{action.ref}/done/", {"next": evil})
        assert again["Location"] == action.get_absolute_url()


def test_a_script_gets_the_row_drawn_again_and_words_to_say(as_, dmt, action):
    headers = {"HX-Request": "true", "HX-Target": f"act-{action.ref}"}
    response = as_(dmt.grace).post(f"/actions/{action.ref}/done/", {"next": "/actions/"}, headers=headers)
    html = response.content.decode()
    assert html.lstrip().startswith("<li")
    assert f'id="do-{action.ref}"' in html
    assert "Done: Send the audit plan" in html
    assert "Undo" in html


def test_done_twice_is_done_once(as_, dmt, action):
    for _ in range(2):
        as_(dmt.grace).post(f"/actions/{action.ref}/done/")
    assert action.updates.count() == 1


def test_the_first_to_take_it_has_it(as_, dmt):
    action = make.make_action(forum=dmt.forum)
    as_(dmt.helen).post(f"/actions/{action.ref}/take/")
    as_(dmt.grace).post(f"/actions/{action.ref}/take/")
    action.refresh_from_db()
    assert action.owner == dmt.helen.person
    assert as_(dmt.yusuf).post(f"/actions/{make.make_action(forum=dmt.forum).ref}/take/").status_code == 404


def test_an_agreed_date_is_not_changed_by_accepting_one(as_, dmt, action):
    as_(dmt.grace).post(f"/actions/{action.ref}/date/", {"due": "2019-07-01"})
    action.refresh_from_db()
    assert (action.due, action.times_moved) == (date(2019, 6, 14), 0)
    assert as_(dmt.grace).post(f"/actions/{action.ref}/date/", {"due": "31 Feb"}).status_code == 404


def test_giving_away_what_one_saw_only_as_its_owner_leads_to_the_list(as_, dmt):
    action = make.make_action(owner=dmt.yusuf.person, forum=dmt.forum, audience="members")
    response = as_(dmt.yusuf).post(f"/actions/{action.ref}/give/", {"owner": "Grace Li"})
    assert response["Location"] == "/actions/"
    assert "Given to Grace Li" in text_of(as_(dmt.yusuf).get("/actions/"))


def test_dropped_with_a_reason_and_opened_again(as_, dmt, action):
    client = as_(dmt.grace)
    client.post(f"/actions/{action.ref}/drop/", {"reason": "Finance did it"})
    assert "Finance did it" in text_of(client.get(action.get_absolute_url()))
    client.post(f"/actions/{action.ref}/reopen/")
    action.refresh_from_db()
    assert action.status == "in_progress"


def test_deleting_can_be_undone_by_who_did_it_and_nobody_else(as_, dmt, action):
    response = as_(dmt.helen).post(f"/actions/{action.ref}/delete/", follow=True)
    assert "Deleted: Send the audit plan" in text_of(response)
    for user in (dmt.helen, dmt.grace):
        assert as_(user).get(action.get_absolute_url()).status_code == 404
        assert as_(user).post(f"/actions/{action.ref}/done/").status_code == 404
    assert "Deleted:" not in text_of(as_(dmt.grace).get(f"/actions/?deleted={action.ref}"))
    assert as_(dmt.grace).post(f"/actions/{action.ref}/restore/").status_code == 404
    as_(dmt.helen).post(f"/actions/{action.ref}/restore/")
    assert as_(dmt.grace).get(action.get_absolute_url()).status_code == 200


def test_its_owner_outside_the_group_may_not_delete_it(as_, dmt):
    action = make.make_action(owner=dmt.yusuf.person, forum=dmt.forum)
    assert as_(dmt.yusuf).post(f"/actions/{action.ref}/delete/").status_code == 403


# --- Saying how it goes ---


def test_an_update_keeps_words_status_and_the_move_with_its_reason(as_, dmt, action):
    as_(dmt.grace).post(
        f"/actions/{action.ref}/update/",
        {"text": "Rang them", "status": "waiting", "waiting_for": "Finance", "due": "28 June", "why": "leave"},
    )
    action.refresh_from_db()
    assert (action.status, action.waiting_for, action.due, action.times_moved) == (
        "waiting", "Finance", date(2019, 6, 28), 1,
    )  # fmt: skip
    words = text_of(as_(dmt.grace).get(action.get_absolute_url()))
    assert "Date moved once (first 14 June)" in words
    assert words.index("leave") < words.index("Rang them")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"status": "not_started"}, "Enter what is new"),
        ({"status": "waiting"}, "Enter who or what it is waiting for"),
        ({"status": "done", "text": "x"}, "Choose a status"),
        ({"status": "in_progress", "due": "31/2"}, "New due date must be a real date, like 14 June 2019"),
        ({"status": "in_progress", "text": "x" * 1001}, "What is new must be 1000 characters or fewer"),
    ],
)
def test_a_wrong_update_is_answered_and_nothing_is_saved(as_, dmt, action, data, said):
    response = as_(dmt.grace).post(f"/actions/{action.ref}/update/", data)
    assert said in text_of(response)
    assert not action.updates.exists()
    action.refresh_from_db()
    assert action.version == 1


def test_a_double_click_updates_once(as_, dmt, action):
    client = as_(dmt.grace)
    data = {
        "status": "not_started",
        "text": "Rang them",
        "token": value_of(client.get(action.get_absolute_url()), "token"),
    }
    for _ in range(2):
        client.post(f"/actions/{action.ref}/update/", data)
    assert action.updates.count() == 1


# --- Changing what was written down ---


def test_an_edit_that_meets_anothers_shows_both_and_asks(as_, dmt, action):
    client, address = as_(dmt.grace), f"/actions/{action.ref}/edit/"
    data = DATA | {"text": "Send it today", "version": action.version}
    action.text = "Send it tomorrow"
    action.save_as(by=dmt.helen.person, verb="changed")
    response = client.post(address, data)
    assert response.status_code == 409
    assert "Someone else changed this" in text_of(response)
    assert "Send it tomorrow" in text_of(response)
    assert "Send it today</textarea>" in response.content.decode()
    assert Action.objects.get().text == "Send it tomorrow"
    client.post(address, data | {"version": value_of(response, "version")})
    assert Action.objects.get().text == "Send it today"


def test_another_date_in_an_edit_is_a_move_with_its_reason(as_, dmt, action):
    page = as_(dmt.grace).get(f"/actions/{action.ref}/edit/")
    assert 'value="Fri 14 June 2019"' in page.content.decode()
    as_(dmt.grace).post(f"/actions/{action.ref}/edit/", DATA | {"version": 1, "due": "21 June", "why": "leave"})
    action.refresh_from_db()
    assert (action.due, action.times_moved, action.first_due) == (date(2019, 6, 21), 1, date(2019, 6, 14))
    assert action.updates.get().text == "leave"


def test_an_unchanged_edit_moves_nothing(as_, dmt, action):
    as_(dmt.grace).post(f"/actions/{action.ref}/edit/", DATA | {"version": 1, "due": "Fri 14 June 2019"})
    action.refresh_from_db()
    assert (action.times_moved, action.updates.count()) == (0, 0)


def test_an_edit_of_a_meetings_action_keeps_its_group(as_, dmt):
    other = make.make_forum("Housing")
    make.join(other, dmt.grace)
    action = make.make_action(owner=dmt.grace.person, meeting=dmt.meeting)
    as_(dmt.grace).post(f"/actions/{action.ref}/edit/", DATA | {"version": 1, "forum": "housing"})
    action.refresh_from_db()
    assert action.forum == dmt.forum


# --- What it costs ---


@pytest.mark.parametrize("path", ["", "edit/", "give/", "history/"])
def test_each_page_of_an_action_stays_within_thirteen_queries(as_, dmt, path):
    make.make_meeting(dmt.forum, date(2019, 6, 17))
    topic = make.make_topic("Audit")
    item = make.make_item(dmt.meeting)
    action = make.make_action(owner=dmt.grace.person, meeting=dmt.meeting, item=item, topics=[topic])
    client = as_(dmt.helen)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{action.get_absolute_url()}{path}").status_code == 200
        return len(caught)

    few = count()
    action.set_helpers([make.make_person(f"Person {number}") for number in range(8)])
    for number in range(8):
        action.add_update(f"Update {number}", by=dmt.grace.person, on=date(2019, 6, 11))
    assert count() == few
    assert few <= 13


def test_the_form_for_a_new_action_stays_within_twelve_queries(as_, dmt):
    make.make_topic("Audit")
    make.make_meeting(dmt.forum, date(2019, 6, 17))
    client = as_(dmt.grace)
    with CaptureQueriesContext(connection) as caught:
        client.get(f"/actions/new/?meeting={dmt.meeting.ref}&topic=audit")
    assert len(caught) <= 12

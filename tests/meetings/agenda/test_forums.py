"""Groups: set up, listed, read, changed."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from hackit.history import Event
from hackit.models import Forum, Membership, Person
from meetings.agenda.invitation import Named, read_people
from meetings.agenda.name_writes import remember
from meetings.agenda.next_dates import next_date
from meetings.agenda.setup import add_people, match_person, set_up_forum
from meetings.models import Meeting
from tests.factories import join, make_forum, make_meeting, make_person, make_user

NEW = reverse("meetings:forum-new")


def typed(**changed):
    return {
        "name": "DMT",
        "full_name": "Divisional management team",
        "weekday": "0",
        "start_time": "10am",
        "location": "Room 4",
        "people": "Helen Marsh (chair)\nGrace Li",
        "standing": ["finance", "investment", "audit"],
        "token": "a-token",
    } | changed


def test_a_group_comes_with_people_standing_items_and_its_first_meeting(as_user, sam):
    helen = make_user("Helen Marsh")
    response = as_user(sam).post(NEW, typed())
    forum = Forum.objects.get(name="DMT")
    assert response.status_code == 302
    assert response.url == forum.get_absolute_url()
    assert {(m.person.name, m.role) for m in forum.memberships.all()} == {
        ("Sam Whitfield", "secretary"),
        ("Helen Marsh", "chair"),
        ("Grace Li", "member"),
    }
    assert Person.objects.filter(name="Helen Marsh").get().user == helen
    meeting = Meeting.objects.get(forum=forum)
    assert (meeting.date.weekday(), meeting.start_time, meeting.location) == (0, time(10), "Room 4")
    assert [item.title for item in meeting.items.all()] == ["Finance", "Investment", "Audit"]
    assert {item.audience for item in meeting.items.all()} == {"staff"}
    assert Event.objects.about(forum).filter(verb="set up", actor_id=sam.person.pk).exists()


def test_a_double_click_makes_one_group(as_user, sam):
    first = as_user(sam).post(NEW, typed())
    again = as_user(sam).post(NEW, typed())
    assert Forum.objects.count() == 1
    assert again.url == first.url


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"name": ""}, "Enter what you call the group"),
        ({"name": "x" * 61}, "Make the name 60 letters or fewer"),
        ({"name": "hmt"}, "There is a group of that name already"),
        ({"start_time": "lunch"}, "Time must be like 10am or 14:30"),
        ({"start_time": "25:00"}, "Time must be like 10am or 14:30"),
        ({"weekday": "9"}, "Select a valid choice"),
        ({"people": "x" * 21_000}, "at most 20000 characters"),
        ({"people": "Alex Ray"}, "2 people are called Alex Ray"),
        ({"standing": ["poetry"]}, "Select a valid choice"),
        ({"people": "\n".join(f"Person Number{n:03}a" for n in range(130))}, "Paste 100 at most"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(as_user, sam, changed, message):
    make_forum("HMT")
    make_person("Alex Ray")
    make_person("Alex Ray")
    response = as_user(sam).post(NEW, typed(**changed))
    assert response.status_code == 422
    assert message in response.content.decode()
    assert "Error: " in response.content.decode()
    assert Forum.objects.count() == 1
    assert not Person.objects.filter(name="Grace Li").exists()


def test_known_people_are_matched_by_address_alias_and_first_name(db, sam):
    grace = make_user("Grace Li")
    helen = make_person("Helen Marsh", "HM")
    made = set_up_forum(
        name="DMT", by=sam.person, on=date(2019, 6, 4), people="G. Li <grace.li@council.example>; HM; Newcomer Jones"
    )
    members = {m.person for m in made.forum.memberships.all()}
    assert {grace.person, helen, sam.person} <= members
    assert len(members) == 4
    assert made.meeting is None


def test_who_is_new_with_a_group_has_a_history_that_says_who_added_them(as_user, db, sam):
    made = set_up_forum(name="DMT", by=sam.person, on=date(2019, 6, 4), people="Newcomer Jones")
    newcomer = made.forum.memberships.get(person__name="Newcomer Jones").person
    nadia = make_user("Nadia Rowe", role="administrator")
    page = as_user(nadia).get(reverse("person-history", args=[newcomer.slug])).content.decode()
    for words in ("Added</b> by Sam Whitfield", "Name: Newcomer Jones", "Group: DMT"):
        assert words in page
    assert not Event.objects.about(sam.person).exists()


def test_the_first_meeting_may_be_today(db, sam):
    made = set_up_forum(name="DMT", by=sam.person, on=date(2019, 6, 4), weekday=1)
    assert made.meeting.date == date(2019, 6, 4)


def test_the_next_date_is_a_week_after_the_last_on_the_usual_day(forum):
    assert next_date(forum, on=date(2019, 6, 3)) == date(2019, 6, 4)
    make_meeting(forum, date(2019, 6, 4))
    assert next_date(forum, on=date(2019, 6, 4)) == date(2019, 6, 11)
    make_meeting(forum, date(2019, 6, 13), title="Away day")
    assert next_date(forum, on=date(2019, 6, 20)) == date(2019, 6, 25)


def test_a_stranger_is_sent_to_sign_in(as_user, forum):
    for name, args in [("forum-list", []), ("forum-new", []), ("forum-detail", ["dmt"]), ("forum-detail", ["none"])]:
        response = as_user(None).get(reverse(f"meetings:{name}", args=args))
        assert response.status_code == 302
        assert "/accounts/login/" in response.url


def test_a_login_without_a_role_finds_no_group(as_user, forum):
    nobody = make_user("Tomasz Zielinski", role="none")
    page = as_user(nobody).get(reverse("meetings:forum-list")).content.decode()
    assert "Divisional management team" not in page
    assert as_user(nobody).get(forum.get_absolute_url()).status_code == 404
    assert as_user(nobody).get(NEW).status_code == 403


def test_an_auditor_reads_and_sets_nothing_up(as_user, forum):
    auditor = make_user("Martin Frost", role="auditor")
    assert as_user(auditor).get(forum.get_absolute_url()).status_code == 200
    assert as_user(auditor).post(NEW, typed(name="New")).status_code == 403
    assert not Forum.objects.filter(name="New").exists()


def test_staff_see_members_and_shared_meetings_and_no_others(as_user, forum, priya, sam):
    make_meeting(forum, date(2019, 5, 7), location="Cellar")
    shared = make_meeting(forum, date(2019, 5, 14))
    from_tests_share(shared)
    make_meeting(forum, date(2099, 5, 14), location="Attic")
    page = as_user(sam).get(forum.get_absolute_url()).content.decode()
    assert "Priya Nair" in page
    assert "Tue 14 May 2019" in page
    assert "Tue 7 May 2019" not in page
    assert "2099" not in page
    mine = as_user(priya).get(forum.get_absolute_url()).content.decode()
    assert "Tue 7 May 2019" in mine
    assert "14 May 2099" in mine


def from_tests_share(meeting):
    meeting.shared_at = meeting.created_at
    meeting.state = Meeting.State.SHARED
    meeting.save_as(by=None, verb="shared with staff")


def test_only_who_runs_the_group_and_administrators_change_it(as_user, forum, priya, grace, sam):
    admin = make_user("Ruth Bello", role="administrator")
    url = reverse("meetings:forum-edit", args=[forum.slug])
    assert as_user(sam).get(url).status_code == 403
    assert as_user(grace).get(url).status_code == 403
    assert as_user(priya).get(url).status_code == 200
    data = {
        "name": "Leadership", "full_name": "", "weekday": "3", "start_time": "2pm", "location": "", "reports_to": "",
        "line_audience": "members", "outcome_audience": "staff", "point_audience": "staff", "is_active": "on",
        "version": "1",
    }  # fmt: skip
    assert as_user(admin).post(url, data).status_code == 302
    forum.refresh_from_db()
    assert (forum.name, forum.weekday, forum.start_time, forum.point_audience) == ("Leadership", 3, time(14), "staff")


def test_a_group_cannot_report_to_itself_in_a_circle(as_user, forum, priya):
    below = make_forum("Steering", reports_to=forum)
    url = reverse("meetings:forum-edit", args=[forum.slug])
    data = {
        "name": "DMT", "reports_to": str(below.pk), "line_audience": "members", "outcome_audience": "staff",
        "point_audience": "everyone", "version": "1",
    }  # fmt: skip
    page = as_user(priya).post(url, data)
    assert page.status_code == 422
    assert "Steering reports to DMT already" in page.content.decode()


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_list_shows_mine_first_and_costs_the_same_for_many(as_user, forum, priya):
    url = reverse("meetings:forum-list")
    client = as_user(priya)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for number in range(30):
        make_forum(f"Group {number}", weekday=number % 7)
    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()
    assert len(many) == len(one) <= 12
    assert page.index("Yours") < page.index("DMT") < page.index("Group 0")


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_group_page_costs_the_same_for_many_meetings_and_members(as_user, forum, priya):
    make_meeting(forum, date(2018, 1, 2))
    client = as_user(priya)
    with CaptureQueriesContext(connection) as one:
        client.get(forum.get_absolute_url())
    for number in range(30):
        make_meeting(forum, date(2018, 2, 1 + number % 28), start_time=time(9 + number // 28))
        join(forum, make_person(f"Person {number}"))
    with CaptureQueriesContext(connection) as many:
        page = client.get(forum.get_absolute_url()).content.decode()
    assert len(many) == len(one) <= 12
    assert "Page 1 of 3" in page


def test_an_empty_place_says_what_to_do_next(as_user, sam):
    page = as_user(sam).get(reverse("meetings:forum-list")).content.decode()
    assert "No groups yet" in page
    assert NEW in page


@pytest.mark.parametrize("do", ["end", "member"])
def test_the_last_one_who_runs_a_group_stays(as_user, forum, priya, grace, do):
    own = forum.memberships.get(person=priya.person)
    url = reverse("meetings:forum-member", args=[forum.slug, own.pk])
    data = {"do": "end"} if do == "end" else {"do": "change", "part": "member"}
    page = as_user(priya).post(url, data, follow=True).content.decode()
    assert "Somebody has to run DMT" in page
    own.refresh_from_db()
    assert (own.role, own.to_date) == ("secretary", None)


def test_members_are_added_promoted_and_leave(as_user, forum, priya, grace, sam):
    url = reverse("meetings:forum-members", args=[forum.slug])
    client = as_user(priya)
    client.post(url, {"people": "Sam Whitfield, Yusuf Demir", "part": "member", "token": "t1"})
    client.post(url, {"people": "Sam Whitfield, Yusuf Demir", "part": "member", "token": "t1"})
    assert sorted(forum.memberships.values_list("person__name", flat=True)) == [
        "Grace Li", "Priya Nair", "Sam Whitfield", "Yusuf Demir",
    ]  # fmt: skip
    member = forum.memberships.get(person=sam.person)
    client.post(reverse("meetings:forum-member", args=[forum.slug, member.pk]), {"do": "change", "part": "chair"})
    member.refresh_from_db()
    assert member.role == "chair"
    client.post(
        reverse("meetings:forum-member", args=[forum.slug, forum.memberships.get(person=grace.person).pk]),
        {"do": "end"},
    )
    assert as_user(grace).get(url).status_code == 403
    assert not Membership.objects.active(on=localdate()).filter(person=grace.person).exists()


def test_addresses_of_a_pasted_list_are_kept_and_who_has_no_login_is_marked(as_user, forum, priya):
    url = reverse("meetings:forum-members", args=[forum.slug])
    as_user(priya).post(
        url, {"people": "Li Wen <li.wen@council.example>; Yusuf Demir <y..d@council.example>", "part": "member"}
    )
    li, yusuf = Person.objects.get(name="Li Wen"), Person.objects.get(name="Yusuf Demir")
    assert (li.email, yusuf.email) == ("li.wen@council.example", "")
    assert "No login yet: an administrator adds one" in as_user(priya).get(url).text
    martin = make_user("Martin Frost", role="administrator")
    assert reverse("person-login", args=[li.slug]) in as_user(martin).get(url).text
    assert "Priya Nair is" in as_user(martin).get(url).text
    assert reverse("person-login", args=[priya.person.slug]) not in as_user(martin).get(url).text
    assert match_person(Named("Wen", "Li.Wen@council.example")) == li


def test_members_pages_refuse_who_does_not_run_the_group(as_user, forum, priya, grace, sam):
    url = reverse("meetings:forum-members", args=[forum.slug])
    for user in (grace, sam):
        assert as_user(user).post(url, {"people": "Eve", "part": "chair"}).status_code == 403
    assert not Person.objects.filter(name="Eve").exists()


def test_standing_items_are_added_ordered_retired_and_changed(as_user, forum, priya):
    client, url = as_user(priya), reverse("meetings:forum-standing-items", args=[forum.slug])
    for title in ("Finance", "Audit", "People"):
        client.post(url, {"title": title, "kind": "general", "minutes": "10", "token": title})
    rows = {row.title: row for row in forum.standing_items.all()}
    client.post(reverse("meetings:standing-item-move", args=[forum.slug, rows["People"].pk]), {"do": "up"})
    client.post(reverse("meetings:standing-item-move", args=[forum.slug, rows["Finance"].pk]), {"do": "retire"})
    edit = reverse("meetings:standing-item-edit", args=[forum.slug, rows["Audit"].pk])
    client.post(edit, {"title": "Audit and risk", "kind": "audit", "lead": "Priya Nair", "minutes": ""})
    active = forum.standing_items.filter(is_active=True)
    assert [(row.title, row.kind) for row in active] == [("People", "general"), ("Audit and risk", "audit")]
    assert active[1].lead == priya.person
    page = client.post(url, {"title": "", "minutes": "many"})
    assert page.status_code == 422
    assert "Enter what it is called" in page.content.decode()
    assert "Minutes must be a whole number" in page.content.decode()


# --- What happened to it ---


def test_members_and_administrators_read_what_happened_to_a_group(as_user, forum, priya, grace, sam):
    hmt = make_forum("HMT")
    data = {**as_user(priya).get(reverse("meetings:forum-edit", args=["dmt"])).context["form"].initial}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {"location": "Room 9", "weekday": "2", "reports_to": hmt.pk, "name": "DMT"}
    assert as_user(priya).post(reverse("meetings:forum-edit", args=["dmt"]), data).status_code == 302
    add_people(forum, read_people("Helen Marsh (chair)"), by=priya.person, on=date(2019, 6, 3))
    remember(forum, "Sven", grace.person, by=grace.person)
    address = reverse("meetings:forum-history", args=["dmt"])
    auditor = make_user("Ruth Bello", role="auditor")
    for outside in (sam, auditor):
        assert as_user(outside).get(address).status_code == 404
        assert address not in as_user(outside).get(forum.get_absolute_url()).content.decode()
    assert as_user(None).get(address).status_code == 302
    assert as_user(make_user("Ana Cruz", role="none")).get(address).status_code == 404
    join(forum, auditor)
    for reader in (grace, auditor, make_user("Martin Frost", role="administrator")):
        assert address in as_user(reader).get(forum.get_absolute_url()).content.decode()
        page = as_user(reader).get(address).content.decode()
        for words in (
            "Changed</b> by Priya Nair", "Weekday: Wednesday (was Tuesday)", "Location: Room 9", "Reports to: HMT",
            "Member added</b> by Priya Nair", "Member: Helen Marsh, chair", "Name settled</b> by Grace Li",
        ):  # fmt: skip
            assert words in page, words

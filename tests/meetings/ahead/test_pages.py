"""The list of what is coming up, one thing's page, its forms and presses; This week and the agenda."""

import re
from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.models import Role
from meetings.ahead.reading import coming_beside
from meetings.models import ComingUp
from tests import factories as make


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def side(response) -> str:
    """The words of "Coming up" on This week."""
    html = response.content.decode().partition('id="coming-up"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def headings(response) -> list[str]:
    return re.findall(r'<h2 id="g-[\w-]+">([^<]+)', response.content.decode())


@pytest.fixture
def home_on(monkeypatch, on):
    """This week thinks so too."""
    monkeypatch.setattr("hackit.views.home.today", lambda: on)
    return on


# --- The list ---


def test_a_stranger_signs_in_first_and_who_has_no_role_may_not(client, as_, db):
    assert client.get("/coming-up/").status_code == 302
    assert as_(make.make_user("Ruth Bello", role=Role.NONE)).get("/coming-up/").status_code == 403


def test_past_ones_ask_first_then_months_then_some_time(as_, dmt):
    make.make_coming_up("Telephony contract runs out", due_text="April 2020", sorts_as=date(2020, 4, 30))
    make.make_coming_up("Show and tell", date(2019, 6, 20))
    make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    make.make_coming_up("A party", due_text="some time")
    response = as_(dmt.grace).get("/coming-up/")
    assert headings(response) == ["What came of these?", "June 2019", "April 2020", "Some time"]
    assert text_of(response).count("April 2020") == 1  # the heading says it
    assert "Happened : Away day" in text_of(response)


def test_by_topic_each_stands_under_its_first_topic(as_, dmt):
    desks = make.make_topic("Desks")
    make.make_coming_up("Tariffs", date(2019, 6, 20), topics=[dmt.phones])
    make.make_coming_up("Both", date(2019, 6, 21), topics=[dmt.phones, desks])
    make.make_coming_up("Neither", date(2019, 6, 14))
    assert headings(as_(dmt.grace).get("/coming-up/?sort=topic")) == ["Desks", "Mobile phones", "No topic"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=mobile-phones", {"Tariffs"}),
        ("group=dmt", {"Away day"}),
        ("who=helen-marsh", {"Tariffs"}),
        ("repeats=yes", {"Away day"}),
        ("q=tariff", {"Tariffs"}),
        ("q=helen", {"Tariffs"}),
        ("after=1 July", {"Away day", "Break"}),
        ("before=30 June", {"Tariffs"}),
        ("state=happened", {"Long ago"}),
        ("", {"Tariffs", "Away day", "Break"}),
    ],
)
def test_each_filter_narrows_the_list_and_the_file_alike(as_, dmt, query, found):
    make.make_coming_up("Tariffs", date(2019, 6, 20), topics=[dmt.phones], person=dmt.helen.person)
    make.make_coming_up("Away day", date(2019, 9, 5), forum=dmt.forum, yearly=True)
    make.make_coming_up("Break", due_text="before the summer break", sorts_as=date(2019, 7, 31))
    make.make_coming_up("Long ago", date(2019, 5, 1)).happened(by=None, on=date(2019, 5, 2))
    client = as_(dmt.grace)
    html = client.get(f"/coming-up/?{query}").content.decode()
    assert set(re.findall(r'<a href="/coming-up/\w{10}/">([^<]+)', html)) == found
    rows = b"".join(client.get(f"/coming-up/csv/?{query}").streaming_content).decode("utf-8-sig").splitlines()
    assert {row.split(",")[0] for row in rows[1:]} == found


def test_a_wrong_day_is_said_and_nothing_is_listed(as_, dmt):
    make.make_coming_up("Tariffs", date(2019, 6, 20))
    page = text_of(as_(dmt.grace).get("/coming-up/?after=whenever"))
    assert "must be a real date" in page
    assert "Tariffs" not in page


def test_an_empty_list_says_what_to_do(as_, dmt):
    assert "Nothing is coming up" in text_of(as_(dmt.grace).get("/coming-up/"))
    assert "Nothing matches" in text_of(as_(dmt.grace).get("/coming-up/?topic=nothing"))


def test_what_is_the_groups_is_not_for_other_staff(as_, dmt):
    thing = make.make_coming_up("Secret move", date(2019, 6, 20), forum=dmt.forum, audience="members")
    assert "Secret move" in text_of(as_(dmt.grace).get("/coming-up/"))
    client = as_(dmt.yusuf)
    assert "Secret move" not in text_of(client.get("/coming-up/"))
    for page in ("", "edit/", "history/"):
        assert client.get(f"/coming-up/{thing.ref}/{page}").status_code == 404
    assert client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "dropped"}).status_code == 404


def test_the_list_asks_as_much_for_one_as_for_thirty(as_, dmt):
    client = as_(dmt.grace)

    def fill(count):
        for number in range(count):
            make.make_coming_up(f"Thing {number}", date(2019, 6, 10 + number % 15), topics=[dmt.phones],
                                person=make.make_person(f"Person {count} {number}"))  # fmt: skip

    fill(1)
    client.get("/coming-up/")
    with CaptureQueriesContext(connection) as few:
        client.get("/coming-up/")
    fill(24)
    with CaptureQueriesContext(connection) as many:
        client.get("/coming-up/")
    assert len(many) == len(few) == 8


# --- Writing down and changing ---


def test_written_down_once_however_often_sent(as_, dmt):
    client = as_(dmt.grace)
    html = client.get("/coming-up/new/?topic=mobile-phones").content.decode()
    token = re.search(r'name="token" value="([^"]+)"', html)[1]
    assert re.search(r'value="mobile-phones"[^>]* checked', html)
    said = {
        "token": token, "title": "Budget round", "when": "before Christmas", "month": "", "start": "next October",
        "person": "Helen Marsh", "forum": "dmt", "audience": "members", "yearly": "on", "topics": ["mobile-phones"],
    }  # fmt: skip
    first, second = client.post("/coming-up/new/", said), client.post("/coming-up/new/", said)
    thing = ComingUp.objects.get()
    assert first.url == second.url == thing.get_absolute_url()
    assert (thing.due_text, thing.sorts_as) == ("before Christmas", date(2019, 12, 31))
    assert (thing.start_by, thing.start_text, thing.yearly) == (date(2019, 10, 1), "October 2019", True)
    assert (thing.person, thing.forum, thing.reach) == (dmt.helen.person, dmt.forum, "members")
    page = text_of(client.get(first.url))
    for words in ("Before Christmas", "(about December 2019)", "October 2019", "Every year", "Helen Marsh", "DMT only"):
        assert words in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "Enter what is coming up"),
        ({"title": "x" * 301}, "must be 300 characters or fewer"),
        ({"when": "31 June"}, "When must be a real date"),
        ({"start": "soonish"}, "Start by must be a date"),
        ({"person": "Nobody Here"}, "Nobody here is called"),
        ({"month": "2019-01-01"}, "Choose a month from the list"),
        ({"forum": "hmt"}, "Choose one of your groups"),
        ({"audience": "everyone"}, "Choose who may see it"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words_and_nothing_is_kept(as_, dmt, wrong, says):
    said = {"title": "Budget", "when": "", "month": "", "start": "", "person": "", "forum": "", "audience": "staff"}
    response = as_(dmt.grace).post("/coming-up/new/", said | wrong)
    assert response.status_code == 422
    assert says in text_of(response)
    assert not ComingUp.objects.exists()


def edit_values(client, thing) -> dict:
    html = client.get(f"/coming-up/{thing.ref}/edit/").content.decode()
    month = re.search(r'<option value="([^"]*)" selected', html.partition('name="month"')[2].partition("</select>")[0])
    return {
        "version": re.search(r'name="version" value="(\d+)"', html)[1], "title": thing.title,
        "when": re.search(r'name="when" value="([^"]*)"', html)[1] if 'name="when" value' in html else "",
        "month": month[1] if month else "", "start": "", "person": "", "forum": "", "audience": thing.audience,
    }  # fmt: skip


def test_a_loose_date_left_as_it_is_keeps_its_month(as_, dmt):
    """Read again today, "before Christmas 2018" would be another Christmas."""
    thing = make.make_coming_up("Old", due_text="before Christmas", sorts_as=date(2018, 12, 31), by=dmt.grace.person)
    client = as_(dmt.grace)
    said = edit_values(client, thing)
    assert (said["when"], said["month"]) == ("before Christmas", "2018-12-31")
    client.post(f"/coming-up/{thing.ref}/edit/", said | {"title": "Older"})
    thing.refresh_from_db()
    assert (thing.title, thing.sorts_as, thing.times_moved) == ("Older", date(2018, 12, 31), 0)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"month": "2019-09-30"}, (None, "before the summer break", date(2019, 9, 30), 1)),
        ({"when": "next April"}, (None, "April 2020", date(2020, 4, 30), 1)),
        ({"when": "20 June"}, (date(2019, 6, 20), "", None, 1)),
        ({"when": ""}, (None, "", date(2019, 7, 31), 1)),
        ({"when": "", "month": ""}, (None, "", None, 1)),
    ],
)
def test_the_month_of_a_loose_date_can_be_set(as_, dmt, change, expected):
    thing = make.make_coming_up(
        "Desks", due_text="before the summer break", sorts_as=date(2019, 7, 31), by=dmt.grace.person
    )
    client = as_(dmt.grace)
    client.post(f"/coming-up/{thing.ref}/edit/", edit_values(client, thing) | change)
    thing.refresh_from_db()
    assert (thing.due, thing.due_text, thing.sorts_as, thing.times_moved) == expected


def test_a_stale_save_shows_both_and_overwrites_nothing(as_, dmt):
    thing = make.make_coming_up("Desks", date(2019, 6, 20), forum=dmt.forum)
    client = as_(dmt.grace)
    said = edit_values(client, thing)
    thing.title = "Desks at the Guildhall"
    thing.save_as(by=dmt.helen.person, verb="changed")
    response = client.post(f"/coming-up/{thing.ref}/edit/", said | {"title": "Desks and chairs"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Desks at the Guildhall" in html
    assert "Desks and chairs" in html
    thing.refresh_from_db()
    assert thing.title == "Desks at the Guildhall"


def test_who_only_reads_it_may_not_change_or_delete_it(as_, dmt):
    thing = make.make_coming_up("Show and tell", date(2019, 6, 5), forum=dmt.forum)
    client = as_(dmt.yusuf)
    assert "Happened" not in text_of(client.get(thing.get_absolute_url()))
    assert client.get(f"/coming-up/{thing.ref}/edit/").status_code == 403
    assert client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "happened"}).status_code == 403
    assert client.post(f"/coming-up/{thing.ref}/delete/").status_code == 403


def test_who_sees_to_it_may_answer_and_not_delete(as_, dmt):
    thing = make.make_coming_up("Show and tell", date(2019, 6, 5), forum=dmt.forum, person=dmt.yusuf.person)
    client = as_(dmt.yusuf)
    assert client.post(f"/coming-up/{thing.ref}/delete/").status_code == 403
    client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "happened"})
    thing.refresh_from_db()
    assert thing.state == "happened"


# --- Presses ---


def test_happened_says_that_next_years_is_kept(as_, dmt):
    thing = make.make_coming_up("Budget round", date(2019, 6, 5), forum=dmt.forum, yearly=True)
    client = as_(dmt.grace)
    answer = client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "happened", "next": "/coming-up/"})
    assert answer.url == f"/coming-up/?answered={thing.ref}#up-{thing.ref}"
    page = text_of(client.get(answer.url))
    assert "Next year’s is kept by itself: Budget round, Fri 5 June 2020." in page
    assert "Happened ✓" in page
    answer = client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "undo", "next": "/coming-up/"})
    page = text_of(client.get(answer.url))
    assert "Taken back: Budget round" in page
    assert "June 2020" not in page


def test_moved_to_takes_words_and_a_wrong_day_is_asked_again(as_, dmt):
    thing = make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    client = as_(dmt.grace)
    url = f"/coming-up/{thing.ref}/answer/"
    wrong = client.post(url, {"answer": "moved", "when": "31 June", "next": "/"})
    assert wrong.status_code == 422
    assert "When must be a real date" in text_of(wrong)
    assert "Enter the new date" in text_of(client.post(url, {"answer": "moved", "when": "", "next": "/"}))
    client.post(url, {"answer": "moved", "when": "next September", "next": "/"})
    thing.refresh_from_db()
    assert (thing.due, thing.due_text, thing.times_moved) == (None, "September 2019", 1)
    history = text_of(client.get(f"/coming-up/{thing.ref}/history/"))
    assert "Date: none (was Wed 5 June 2019)" in history


def test_an_unknown_answer_is_no_answer(as_, dmt):
    thing = make.make_coming_up(due=date(2019, 6, 5), forum=dmt.forum)
    assert as_(dmt.grace).post(f"/coming-up/{thing.ref}/answer/", {"answer": "exploded"}).status_code == 404


def test_a_script_gets_the_row_again(as_, dmt):
    thing = make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    headers = {"HX-Request": "true", "HX-Target": f"up-{thing.ref}"}
    url = f"/coming-up/{thing.ref}/answer/"
    html = as_(dmt.grace).post(url, {"answer": "dropped", "next": "/"}, headers=headers).content.decode()
    assert html.lstrip().startswith('<li class="up"')
    assert "Dropped: Away day" in html
    assert 'value="undo" autofocus' in html


def test_deleted_it_is_gone_for_all_and_comes_back_for_who_did_it(as_, dmt):
    thing = make.make_coming_up("Away day", date(2019, 6, 20), forum=dmt.forum)
    client = as_(dmt.grace)
    answer = client.post(f"/coming-up/{thing.ref}/delete/")
    assert "Deleted: Away day" in text_of(client.get(answer.url))
    assert client.get(thing.get_absolute_url()).status_code == 404
    assert as_(dmt.helen).post(f"/coming-up/{thing.ref}/restore/").status_code == 404
    as_(dmt.grace).post(f"/coming-up/{thing.ref}/restore/")
    assert as_(dmt.helen).get(thing.get_absolute_url()).status_code == 200


# --- This week ---


def test_this_week_asks_then_says_to_start_then_dates_then_loose_ones_each_once(as_, dmt, home_on):
    make.make_coming_up("Loose", due_text="before the summer break", sorts_as=date(2019, 7, 31), forum=dmt.forum)
    make.make_coming_up("Undated", due_text="some time", forum=dmt.forum)
    make.make_coming_up("Next week", date(2019, 6, 20), forum=dmt.forum)
    make.make_coming_up("Far off", date(2019, 12, 1), forum=dmt.forum)
    make.make_coming_up("Budget round", date(2019, 11, 1), start_by=date(2019, 6, 20), forum=dmt.forum)
    make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    words = side(as_(dmt.grace).get("/"))
    order = ["Away day", "Start by 20 June: Budget round", "Thu 20 June Next week", "Before the summer break Loose",
             "Some time Undated"]  # fmt: skip
    places = [words.index(one) for one in order]
    assert places == sorted(places)
    assert words.count("Budget round") == 2  # with the words that tell its button apart
    assert "Far off" not in words
    assert "All that is coming up" in words


def test_this_week_says_what_two_people_wrote_down_alike_once(as_, dmt, home_on):
    mine = {"audience": "me", "by": dmt.grace.person}
    make.make_coming_up("Contract ends", due_text="April 2020", sorts_as=date(2019, 11, 30), **mine)
    kept = make.make_coming_up("contract ends", due_text="April 2020", sorts_as=date(2019, 11, 30), forum=dmt.forum)
    response = as_(dmt.grace).get("/")
    assert side(response).lower().count("contract ends") == 1
    assert kept.get_absolute_url() in response.content.decode()


def test_past_ones_ask_only_who_may_answer(as_, dmt, home_on):
    make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    assert "Happened" in side(as_(dmt.grace).get("/"))
    assert "Away day" not in side(as_(dmt.yusuf).get("/"))


def test_answered_on_this_week_it_stays_with_its_undo(as_, dmt, home_on):
    thing = make.make_coming_up("Away day", date(2019, 6, 5), forum=dmt.forum)
    client = as_(dmt.grace)
    answer = client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "dropped", "next": "/"})
    assert answer.url == f"/?answered={thing.ref}#up-{thing.ref}"
    words = side(client.get(answer.url))
    assert "Dropped Undo : Away day" in words
    client.post(f"/coming-up/{thing.ref}/answer/", {"answer": "undo", "next": answer.url})
    assert "Happened" in side(client.get("/"))


def test_a_jotting_asks_quietly_when_to_start_until_somebody_says(as_, dmt, home_on, monkeypatch):
    monkeypatch.setattr("meetings.room.jotting_views.today", lambda: home_on)
    client = as_(dmt.grace)
    client.post(reverse("meetings:jotting-create"), {"text": "coming up: telephony contract runs out next April"})
    page = client.get("/")
    today = page.content.decode().partition('id="today"')[2]
    thing = ComingUp.objects.get()
    assert f'href="/coming-up/{thing.ref}/edit/#id_start"' in today
    assert "April 2020" in side(page)
    client.post(f"/coming-up/{thing.ref}/edit/", edit_values(client, thing) | {"start": "3 November"})
    assert "When should we start?" not in client.get("/").content.decode()


# --- An agenda ---


def test_an_agenda_shows_its_groups_and_topics_until_the_following_meeting(dmt, on):
    first, _second = (
        make.make_meeting(dmt.forum, day, start_time=time(10)) for day in (date(2019, 6, 17), date(2019, 7, 1))
    )
    make.make_item(first, topics=[dmt.phones])
    make.make_coming_up("Of the group", date(2019, 6, 25), forum=dmt.forum)
    make.make_coming_up("Of the topic", due_text="June 2019", sorts_as=date(2019, 6, 30), topics=[dmt.phones])
    make.make_coming_up("Past", date(2019, 6, 5), forum=dmt.forum)
    make.make_coming_up("To begin", date(2019, 12, 5), start_by=date(2019, 6, 28), forum=dmt.forum)
    make.make_coming_up("After it", date(2019, 7, 2), forum=dmt.forum)
    make.make_coming_up("Elsewhere", date(2019, 6, 25))
    make.make_coming_up("Undated", forum=dmt.forum)
    with CaptureQueriesContext(connection) as queries:
        rows = coming_beside(first, dmt.grace, on=on)
    assert [row.thing.title for row in rows] == ["Past", "Of the group", "Of the topic", "To begin"]
    assert len(queries) <= 2  # one of its own, and who looks


def test_the_agendas_page_shows_them(as_, dmt):
    meeting = make.make_meeting(dmt.forum, timezone.localdate())
    make.make_coming_up("Show and tell", timezone.localdate(), forum=dmt.forum)
    page = as_(dmt.grace).get(f"{meeting.get_absolute_url()}agenda/").content.decode()
    assert "Show and tell" in page.partition('aria-labelledby="coming-up"')[2]


# --- Topics, people, search ---


def test_topic_person_and_search_find_it(as_, dmt):
    thing = make.make_coming_up(
        "Tariffs change", due_text="April 2020", sorts_as=date(2020, 4, 30), topics=[dmt.phones],
        person=dmt.helen.person,
    )  # fmt: skip
    client = as_(dmt.yusuf)
    topic = client.get("/topics/mobile-phones/").content.decode()
    assert "April 2020" in topic.partition('id="cu"')[2].partition("</section>")[0]
    assert "/coming-up/?topic=mobile-phones" in topic
    for page in ("/topics/mobile-phones/", "/people/helen-marsh/", "/search/?q=tariffs"):
        assert thing.get_absolute_url() in client.get(page).content.decode(), page

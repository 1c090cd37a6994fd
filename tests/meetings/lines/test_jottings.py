"""One's own day: jotting down, the panel on This week, all jottings by day with their filters."""

import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hackit.joining import used
from meetings.models import Action, Line
from meetings.room.jotting_views import today_panel
from tests.factories import make_user
from tests.meetings.lines.test_live import HTMX, signed_in, words_in


def jot(user, text, htmx=False, **data):
    fields = {"text": text, "ref": str(uuid.uuid4()), **data}
    return signed_in(user).post(reverse("meetings:jotting-create"), fields, headers=HTMX if htmx else {})


def listing(user, **query):
    return signed_in(user).get(reverse("meetings:jottings"), query)


def panel(user):
    request = RequestFactory().get("/")
    request.user = user
    return today_panel(request)


def test_a_jotting_is_kept_for_today_and_leads_back(room):
    answer = jot(room.staff, "learning: patience", next="/jottings/")
    assert answer.url == "/jottings/"
    line = Line.objects.get()
    assert (line.author, line.day, line.sort, line.reach) == (
        room.staff.person, timezone.localdate(), "learning", "named",
    )  # fmt: skip


def test_with_scripts_the_row_comes_back(room):
    answer = jot(room.priya, "I'll send the figures by Fri", htmx=True)
    html = answer.content.decode()
    assert "for you, due" in words_in(html)
    assert "Only me" in html
    assert answer["X-Line"] == Line.objects.get().ref


def test_nothing_typed_keeps_the_page_and_says_so(room):
    answer = jot(room.priya, "  ")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Jot something down" in html
    assert "Type something first" in html


def test_too_much_keeps_what_was_typed(room):
    assert "y" * 4001 in jot(room.priya, "y" * 4001).content.decode()


def test_strangers_logins_without_a_role_and_auditors_jot_nothing(room):
    auditor = make_user("Martin Frost", role="auditor")
    assert Client().post(reverse("meetings:jotting-create"), {"text": "x"}).status_code == 302
    assert jot(room.outsider, "x").status_code == 403
    assert jot(auditor, "x").status_code == 403
    assert not Line.objects.exists()


def test_the_panel_shows_todays_lines_newest_first_and_nobody_elses(room):
    jot(room.priya, "first thing")
    jot(room.priya, "second thing")
    jot(room.staff, "not mine")
    room.jot("of another day", on=timezone.localdate() - timedelta(days=1))
    assert [row.line.text for row in panel(room.priya)["rows"]] == ["second thing", "first thing"]
    assert panel(AnonymousUser()) == {"may_jot": False, "rows": []}


def test_jottings_stand_by_day(room):
    room.jot("tip: restart it", on=date(2019, 6, 3))
    room.jot("learning: patience", on=date(2019, 6, 4))
    html = listing(room.priya).content.decode()
    assert html.index("Tue 4 June 2019") < html.index("Mon 3 June 2019")
    assert "learning: patience" in html


def test_nobody_sees_anothers_jottings(room):
    room.jot("secret thought")
    for user in (room.helen, room.staff):
        assert "secret thought" not in listing(user).content.decode()
    assert Client().get(reverse("meetings:jottings")).status_code == 302


PLACE = used.Place("In your weeknote w/c 3 June", "/weeknotes/x/")


def test_filters_narrow_down_by_week_sort_and_use(room, monkeypatch):
    today = timezone.localdate()
    room.jot("learning: patience", on=today)
    room.jot("tip: restart it", on=today - timedelta(days=7))
    monkeypatch.setattr(
        used, "_finders", [lambda person, jotted: {one.pk: PLACE for one in jotted if one.sort == "tip"}]
    )
    monday = today - timedelta(days=today.weekday())
    assert "restart it" not in listing(room.priya, sort="learning").content.decode()
    assert "restart it" not in listing(room.priya, week=monday.isoformat()).content.decode()
    assert "restart it" not in listing(room.priya, used="no").content.decode()
    assert "patience" not in listing(room.priya, used="yes").content.decode()


@pytest.mark.parametrize(
    "query", [{"week": "2019-02-31"}, {"sort": "joke"}, {"used": "maybe"}, {"page": "x"}, {"page": "-9"}]
)
def test_a_wrong_query_string_is_no_error(room, query):
    room.jot("learning: patience")
    answer = listing(room.priya, **query)
    assert answer.status_code == 200
    assert "patience" in answer.content.decode()
    assert ("not one of ours" in answer.content.decode()) == ("page" not in query)


def test_empty_states_say_what_to_do_next(room):
    assert "No jottings yet" in listing(room.priya).content.decode()
    room.jot("learning: patience")
    assert "No jottings like that" in listing(room.priya, sort="tip").content.decode()


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_list_asks_as_often_with_one_row_as_with_thirty(room):
    def count() -> int:
        client = signed_in(room.priya)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("meetings:jottings"))
        return len(queries)

    room.jot("DMT agreed one phone, subject to: tax check (Daniel by 3 July). Grace to ring by Fri")
    one = count()
    for number in range(15):
        room.jot(f"learning: {number}")
        room.jot(f"agreed {number}. Grace and Daniel to ring {number} by Fri")
    assert count() == one
    assert one <= 12, one


def test_a_jotted_action_is_undone_with_its_line(room):
    jot(room.priya, "I'll send the figures by Fri")
    signed_in(room.priya).post(reverse("meetings:line-undo", args=[Line.objects.get().ref]), {"next": "/jottings/"})
    assert not Action.objects.live().exists()
    assert "Bring it back" not in listing(room.helen).content.decode()

"""The live meeting's page: typing, what comes back, who may, what others typed."""

import re
import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Membership
from meetings.models import Action, AgendaItem, Line, Meeting
from tests.factories import join, make_action, make_decision, make_item, make_line, make_meeting, make_user

HTMX = {"HX-Request": "true"}


def words_in(html: str) -> str:
    """What is read on the page: without tags, and without what only screen readers are told."""
    shown = re.sub(r'<span class="vh">.*?</span>', "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split())


def signed_in(user) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def page(room, user, item=None, **query):
    address = reverse("meetings:live", args=[room.meeting.ref])
    return signed_in(user).get(address, {**({"item": item.ref} if item else {}), **query})


def send(room, user, text, item=None, htmx=False, **fields):
    address = reverse("meetings:line-create", args=[room.meeting.ref])
    data = {"text": text, "item": (item or room.phones).ref, "ref": str(uuid.uuid4()), **fields}
    return signed_in(user).post(address, data, headers=HTMX if htmx else {})


# --- The page ---


def test_a_member_sees_agenda_lines_and_the_box_with_the_items_title_as_heading(room):
    room.type("Grace to bring three costed options by Thu")
    html = page(room, room.priya, room.phones).content.decode()
    assert '<h1 class="item">Investment: mobile phones</h1>' in html
    assert "Grace to bring three costed options by Thu" in html
    assert "for Grace Li, due Thu 13 June" in words_in(html)
    assert 'id="line-box"' in html
    assert "Next: Finance: period 2" in html
    assert "<title>1. Investment: mobile phones, DMT, Mon 10 June 2019" in html


def test_without_an_item_asked_for_the_first_open_one_is_shown(room):
    room.phones.mark(AgendaItem.State.DISCUSSED, by=None)
    assert '<h1 class="item">Finance: period 2</h1>' in page(room, room.priya).content.decode()


def test_a_meeting_without_items_says_what_to_do_next(room):
    empty = make_meeting(room.dmt, room.next_meeting.date, start_time=None)
    html = signed_in(room.priya).get(reverse("meetings:live", args=[empty.ref])).content.decode()
    assert "Nothing on the agenda yet" in html
    assert reverse("meetings:item-new", args=[empty.ref]) in html


def test_last_time_and_open_actions_stand_above_the_lines_with_their_numbers(room):
    old = make_meeting(room.dmt, room.meeting.date.replace(month=5, day=20))
    topics = list(room.phones.topics.all())
    make_decision("Keep the pilot going", meeting=old, topics=topics)
    make_action(
        "Compare SIM-only tariffs", room.grace, meeting=old, topics=topics, due=old.date.replace(month=6, day=7)
    )
    make_action("Something else", room.grace, meeting=old)
    html = page(room, room.priya, room.phones).content.decode()
    assert "Last time, Mon 20 May:" in html
    assert "Keep the pilot going" in html
    assert "Compare SIM-only tariffs" in html
    assert ', <span class="late">3 days overdue</span></span>' in html  # one sentence: no gap before the comma's words
    assert "Something else" not in html


def test_which_sam_is_asked_with_a_button_each(room):
    room.type("Sam to ask the area offices by Fri")
    html = page(room, room.priya, room.phones).content.decode()
    assert "Action, due Fri 14 June. Which Sam?" in html
    assert html.count("btn--ok btn--sm") == 2


def test_a_date_that_is_unclear_is_asked_with_near_days(room):
    room.type("Grace to bring the codes asap")
    html = page(room, room.priya, room.phones).content.decode()
    assert "asap”: when?" in html
    assert "Next DMT<" in html
    assert "This Friday<" in html


def test_a_day_that_was_typed_without_a_by_is_the_first_answer(room):
    room.type("Grace to visit the depot next Friday")
    html = page(room, room.priya, room.phones).content.decode()
    answers = re.findall(r'name="value" value="([\d-]+)"', html)
    assert "next Friday”: when?" in html
    assert answers == ["2019-06-21", "2019-06-17"]
    assert "Next Friday<" in html


def test_typed_words_are_escaped(room):
    room.type("<script>alert(1)</script> & <b>bold</b>")
    html = page(room, room.priya, room.phones).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


# --- Who may ---


@pytest.mark.parametrize("who", ["stranger", "outsider", "staff"])
def test_who_is_not_in_the_group_finds_no_live_meeting(room, who):
    client = Client() if who == "stranger" else signed_in(getattr(room, who))
    for name in ("live", "wrap-up"):
        answer = client.get(reverse(f"meetings:{name}", args=[room.meeting.ref]))
        assert answer.status_code == (302 if who == "stranger" else 404)
    answer = client.post(
        reverse("meetings:line-create", args=[room.meeting.ref]), {"text": "mine", "item": room.phones.ref}
    )
    assert answer.status_code == (302 if who == "stranger" else 404)
    assert not Line.objects.exists()


def test_staff_who_see_that_a_meeting_was_held_may_not_open_it_live(room):
    Meeting.objects.filter(pk=room.meeting.pk).update(reach="staff", shared_at=room.meeting.created_at)
    assert page(room, room.staff).status_code == 403
    assert send(room, room.staff, "mine").status_code == 403


def test_an_auditor_in_the_group_reads_and_does_not_type(room):
    auditor = make_user("Martin Frost", role="auditor")
    join(room.dmt, auditor)
    html = page(room, auditor, room.phones).content.decode()
    assert 'id="line-box"' not in html
    assert send(room, auditor, "mine").status_code == 403


def test_a_member_who_left_types_no_more(room):
    Membership.objects.filter(person=room.priya.person).update(to_date=room.meeting.date.replace(year=2018))
    assert send(room, room.priya, "mine").status_code == 404


def test_nobody_types_in_a_cancelled_meeting(room):
    room.meeting.state = Meeting.State.CANCELLED
    room.meeting.save_as(by=None, verb="cancelled")
    for htmx in (True, False):
        answer = send(room, room.priya, "my canarywords", htmx=htmx)
        assert answer.status_code == 422
        assert "This meeting was cancelled meanwhile" in answer.content.decode()
        assert ("canarywords" in answer.content.decode()) is not htmx  # without scripts they stay in the box
    assert not Line.objects.exists()


def test_a_line_only_for_me_is_seen_by_me_only(room):
    room.type("the supplier is in trouble !me")
    assert "in trouble" in page(room, room.priya, room.phones).content.decode()
    assert "in trouble" not in page(room, room.helen, room.phones).content.decode()


def test_an_item_of_another_meeting_is_not_typed_under(room):
    other = make_item(make_meeting(room.hmt, room.meeting.date), "Secret board item")
    for htmx in (True, False):
        answer = send(room, room.priya, "my canarywords", item=other, htmx=htmx)
        assert answer.status_code == 422
        assert "That item is no longer on this agenda" in answer.content.decode()
        assert "Secret board item" not in answer.content.decode()
    assert "canarywords" in answer.content.decode()
    assert not Line.objects.exists()


# --- Typing ---


def test_without_scripts_the_page_comes_back_with_the_caret_in_the_line(room):
    answer = send(room, room.priya, "Grace to ring by Fri")
    assert answer.status_code == 302
    assert answer.url == f"{reverse('meetings:live', args=[room.meeting.ref])}?item={room.phones.ref}#line-box"
    assert Action.objects.get().owner == room.grace


def test_with_scripts_the_row_comes_back_with_what_was_understood(room):
    answer = send(room, room.priya, "Grace to ring by Fri", htmx=True)
    html = answer.content.decode()
    line = Line.objects.get()
    assert answer.status_code == 200
    assert answer["X-Line"] == line.ref
    assert f'id="line-{line.ref}"' in html
    assert 'data-said="Action for Grace Li, due Fri 14 June"' in html
    assert "<h1" not in html


def test_a_double_click_makes_one_line(room):
    ref = str(uuid.uuid4())
    for _again in range(2):
        send(room, room.priya, "Grace to ring by Fri", ref=ref)
    assert (Line.objects.count(), Action.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type something first"),
        ("  \r\n ", "Type something first"),
        ("x" * 4001, "That is too long for one line"),
        ("GIF89a\x00\x01\x02", "That is a file, not words"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_no_line_is_refused_in_words_and_stays_typed(room, text, words, htmx):
    answer = send(room, room.priya, text, htmx=htmx)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert not Line.objects.exists()
    if not htmx:
        assert "<title>Error: " in html


def test_five_megabytes_are_refused_and_nothing_is_saved(room):
    answer = send(room, room.priya, "x" * 5_000_000, htmx=True)
    assert answer.status_code == 422
    assert not Line.objects.exists()


def test_a_made_up_reference_is_replaced(room):
    answer = send(room, room.priya, "hello", htmx=True, ref='"><script>')
    assert answer.status_code == 200
    assert "script" not in Line.objects.get().ref


# --- What others typed ---


def test_nothing_new_is_204(room):
    room.type("one")
    assert page(room, room.helen, room.phones, since=1).status_code == 204


def test_only_what_changed_since_comes_and_what_was_taken_back_goes(room):
    first = room.type("one")
    room.type("two")
    signed_in(room.priya).post(reverse("meetings:line-undo", args=[first.ref]))
    answer = page(room, room.helen, room.phones, since=1)
    html = answer.content.decode()
    assert answer["X-Change"] == "3"
    assert "two" in html
    assert ">one<" not in html
    assert f'id="line-{first.ref}" data-gone' in html


def with_open_action(room) -> Action:
    old = make_meeting(room.dmt, room.meeting.date.replace(month=5, day=20))
    return make_action("Compare tariffs", room.grace, meeting=old, topics=list(room.phones.topics.all()))


def test_with_a_line_that_ends_an_action_the_actions_above_come_too_with_their_numbers(room):
    with_open_action(room)
    room.type("a note")
    assert 'id="memo"' not in page(room, room.helen, room.phones, since=0).content.decode()
    room.type("done 1")
    html = page(room, room.helen, room.phones, since=1).content.decode()
    assert 'id="memo"' in html
    assert '<li value="1"><s>' in html
    assert html.count("data-update") == 1


def test_the_actions_above_come_alone_where_they_are_asked_for(room):
    with_open_action(room)
    answer = page(room, room.helen, room.phones, since=room.meeting.change_no, memo=1)
    assert answer.status_code == 200
    assert "Compare tariffs" in answer.content.decode()
    assert 'class="ln"' not in answer.content.decode()


def test_a_number_means_the_same_action_to_the_end_of_the_meeting(room):
    first = with_open_action(room)
    make_action("Ask the offices", room.grace, meeting=first.meeting, topics=list(room.phones.topics.all()))
    room.type("done 1")
    room.type("done 2")
    assert set(Action.objects.values_list("text", "status")) == {
        ("Compare tariffs", "done"), ("Ask the offices", "done"),
    }  # fmt: skip


def test_an_action_above_that_only_some_may_see_comes_to_those_alone(room):
    old = make_meeting(room.dmt, room.meeting.date.replace(month=5, day=20))
    make_action("canarymine", room.priya.person, meeting=old, topics=list(room.phones.topics.all()), audience="me")
    assert "canarymine" in page(room, room.priya, room.phones, since=0, memo=1).content.decode()
    assert "canarymine" not in page(room, room.helen, room.phones, since=0, memo=1).content.decode()


@pytest.mark.parametrize("since", ["-1", "x", "9" * 40, "1.5"])
def test_a_wrong_number_gives_the_page(room, since):
    assert "<h1" in page(room, room.helen, room.phones, since=since).content.decode()


# --- Going on ---


def test_next_marks_this_item_discussed_and_goes_on(room):
    address = reverse("meetings:live-next", args=[room.meeting.ref])
    answer = signed_in(room.priya).post(address, {"item": room.phones.ref})
    room.phones.refresh_from_db()
    assert room.phones.state == "discussed"
    assert answer.url.endswith(f"?item={room.finance.ref}")
    answer = signed_in(room.priya).post(address, {"item": room.finance.ref})
    assert answer.url == reverse("meetings:wrap-up", args=[room.meeting.ref])


def test_getting_marks_nothing(room):
    assert signed_in(room.priya).get(reverse("meetings:live-next", args=[room.meeting.ref])).status_code == 405
    page(room, room.priya, room.phones)
    room.meeting.refresh_from_db()
    assert room.meeting.state == "planned"


# --- Queries ---


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_page_asks_as_often_with_one_line_as_with_thirty(room):
    def count() -> int:
        client = signed_in(room.priya)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("meetings:live", args=[room.meeting.ref]), {"item": room.phones.ref})
        return len(queries)

    room.type("Grace and Daniel to ring by Fri #mobile-phones")
    one = count()
    for number in range(10):
        room.type(f"Grace and Daniel to ring {number} by Fri")
        room.type(f"agreed phone {number}, subject to: tax check (Daniel by 3 July)")
        make_line(room.phones, f"a note {number}", room.helen.person)
    assert count() == one
    assert one <= 15, one  # with what finance was asked for, the questions to answer, the figures that are offered

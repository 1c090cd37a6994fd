"""Who has the live page open, and what is news to somebody who comes back to a meeting."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetings.agenda.presence import AWAY_AFTER, HERE_FOR
from meetings.models import Action, Attendance, Decision, Line, Meeting, Presence
from meetings.publishing.reading import record_of
from meetings.publishing.since import may_be_news, news_of
from meetings.room.line_writes import retype
from tests.factories import join, make_user

NOW = timezone.now()
HOUR = timedelta(hours=1)


def client_of(user) -> Client:
    cache.clear()
    client = Client()
    client.force_login(user)
    return client


def say(room, user, item=None, **fields):
    address = reverse("meetings:live-here", args=[room.meeting.ref])
    data = {**({"item": item.ref} if item else {}), **fields}
    return client_of(user).post(address, data, headers={"HX-Request": "true"})


def was_here(room, user, when: datetime, item=None) -> Presence:
    Presence.objects.note(room.meeting, user.person, item=item, now=when)
    return Presence.objects.of(room.meeting, user.person)


def live(room, user, item=None) -> str:
    address = reverse("meetings:live", args=[room.meeting.ref])
    return client_of(user).get(address, {"item": (item or room.phones).ref}).content.decode()


def record(room, user) -> str:
    return client_of(user).get(room.meeting.get_absolute_url()).content.decode()


def news(room, user, presence: Presence | None, *, now: datetime):
    """What is news to this user, of the record as they see it."""
    attendance = list(room.meeting.attendance.all())
    return news_of(room.meeting, record_of(room.meeting, user), user, presence, attendance, now=now)


def piece(room, user, item=None) -> str:
    """What the live page fetches once it can be typed on."""
    address = reverse("meetings:live-since", args=[room.meeting.ref])
    return client_of(user).get(address, {"item": (item or room.phones).ref}).content.decode()


def aged(rows, back: timedelta) -> None:
    """Make records as old as that."""
    rows.update(created_at=timezone.now() - back)


def of_today(room) -> None:
    """Let the meeting be today: what happened long ago is no news to who was never there."""
    Meeting.objects.filter(pk=room.meeting.pk).update(date=timezone.localdate())
    room.meeting.refresh_from_db()


# --- Who is here ---


def test_who_else_has_the_page_open_stands_beside_the_agenda_with_their_item(room):
    assert say(room, room.helen, room.finance).status_code == 200
    html = say(room, room.priya, room.phones).content.decode()
    assert "Helen Marsh (item 2) also has this page open." in html
    assert "Priya Nair" not in html.split("also")[0].split("<p")[-1]
    assert "Helen Marsh (item 2) also has this page open." in live(room, room.priya)
    assert "Helen Marsh also has" in live(room, room.priya, room.finance)


def test_having_the_page_open_is_no_attendance(room):
    say(room, room.helen, room.phones)
    assert "Nobody noted yet." in live(room, room.priya)
    assert not Attendance.objects.exists()


def test_several_others_have_it_open(room):
    yusuf = room.staff
    join(room.dmt, yusuf)
    for user in (room.helen, yusuf):
        say(room, user, room.phones)
    assert "Helen Marsh and Yusuf Demir also have this page open." in live(room, room.priya)


def test_after_a_silence_nobody_counts_as_here(room):
    was_here(room, room.helen, timezone.now() - HERE_FOR - timedelta(seconds=1), room.phones)
    assert "also has this page open" not in live(room, room.priya)


def test_reading_the_record_is_not_having_the_live_page_open(room):
    assert say(room, room.helen).content == b""
    assert Presence.objects.get().item is None
    assert "also has this page open" not in live(room, room.priya)


def test_saying_it_again_keeps_one_row(room):
    for _again in range(3):
        say(room, room.helen, room.phones)
    assert Presence.objects.count() == 1


def test_opening_a_page_writes_nothing(room):
    live(room, room.priya)
    record(room, room.priya)
    assert not Presence.objects.exists()
    assert client_of(room.priya).get(reverse("meetings:live-here", args=[room.meeting.ref])).status_code == 405


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_who_is_not_in_the_group_is_told_nothing(room, who):
    say(room, room.helen, room.phones)
    answer = say(room, getattr(room, who), room.phones)
    assert answer.status_code == 404
    assert Presence.objects.count() == 1


def test_an_auditor_in_the_group_leaves_no_trace(room):
    auditor = make_user("Martin Frost", role="auditor")
    join(room.dmt, auditor)
    assert say(room, auditor, room.phones).status_code == 403
    assert "data-presence" not in live(room, auditor)
    assert not Presence.objects.exists()


def test_an_item_of_no_agenda_is_not_found(room):
    address = reverse("meetings:live-here", args=[room.meeting.ref])
    for ref in ("nosuchref0", "x\x00y", "x" * 5000):
        assert client_of(room.helen).post(address, {"item": ref}).status_code == 404
    assert not Presence.objects.exists()


def test_a_visit_cannot_end_before_it_begins(room):
    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(
            meeting=room.meeting, person=room.helen.person, seen_at=NOW - HOUR, here_since=NOW
        )  # fmt: skip


# --- When somebody was away ---


def test_a_visit_goes_on_while_the_page_says_so(room):
    was_here(room, room.helen, NOW)
    row = was_here(room, room.helen, NOW + AWAY_AFTER)
    assert (row.here_since, row.seen_at, row.read_to) == (NOW, NOW + AWAY_AFTER, None)


def test_coming_back_after_a_while_is_a_new_visit_and_what_lies_between_is_unread(room):
    was_here(room, room.helen, NOW)
    row = Presence.objects.of(room.meeting, room.helen.person)
    assert row.unread(now=NOW + HOUR) == (NOW, NOW + HOUR)
    row = was_here(room, room.helen, NOW + HOUR)
    assert row.unread(now=NOW + HOUR + timedelta(minutes=2)) == (NOW, NOW + HOUR)


def test_pressing_read_leaves_nothing_unread(room):
    was_here(room, room.helen, timezone.now() - HOUR)
    room.type("Grace to ring the supplier by Fri")
    assert "Since you were last here" in record(room, room.helen)
    answer = say(room, room.helen, None, do="read", next=room.meeting.get_absolute_url())
    assert answer.url == room.meeting.get_absolute_url()
    assert "Since you were last here" not in record(room, room.helen)


def test_read_goes_to_no_other_site(room):
    answer = say(room, room.helen, None, do="read", next="https://elsewhere.example/")
    assert answer.url == room.meeting.get_absolute_url()


# --- What is news ---


def test_who_left_early_reads_what_was_typed_decided_and_taken_on_since(room):
    before = room.type("we began")
    aged(Line.objects.filter(pk=before.pk), 2 * HOUR)
    was_here(room, room.helen, timezone.now() - HOUR, room.phones)
    room.type("Grace to ring the supplier by Fri")
    room.type("agreed one phone for field staff")
    room.type("nothing to report", room.finance)
    assert reverse("meetings:live-since", args=[room.meeting.ref]) in live(room, room.helen)
    for html in (record(room, room.helen), piece(room, room.helen)):
        assert "Since you were last here" in html
        assert "3 lines, 1 decision, 1 action." in html
    html = record(room, room.helen)
    assert reverse("meetings:action-detail", args=[Action.objects.get().ref]) in html.split("</section>")[0]
    assert "One phone for field staff" in html.split("</section>")[0]
    assert f'href="#{room.finance.anchor}"' in html


def test_who_was_never_here_reads_what_they_missed(room):
    of_today(room)
    room.type("agreed one phone for field staff")
    html = piece(room, room.helen)
    assert "New to you" in html
    assert "1 line, 1 decision." in html


def test_a_meeting_of_long_ago_that_one_was_never_at_is_no_news(room):
    room.type("agreed one phone for field staff")
    assert "New to you" not in record(room, room.helen)
    of_today(room)
    assert "New to you" in record(room, room.helen)


def test_who_was_noted_as_here_missed_nothing_of_that_day_only(room):
    of_today(room)
    room.type("agreed one phone for field staff")
    Attendance.objects.create(meeting=room.meeting, person=room.helen.person)
    assert news(room, room.helen, None, now=timezone.now()) is None
    late = timezone.now() + timedelta(days=2)
    Line.objects.update(created_at=late - HOUR)
    assert news(room, room.helen, None, now=late).lines == 1


def test_my_own_lines_are_no_news_and_tell_how_far_i_had_read(room):
    old = room.type("she said")
    aged(Line.objects.filter(pk=old.pk), 2 * HOUR)
    mine = room.type("I said", author=room.helen.person)
    aged(Line.objects.filter(pk=mine.pk), HOUR)
    assert "last here" not in record(room, room.helen)
    room.type("she said more")
    assert "1 line." in record(room, room.helen)


def test_a_line_of_mine_that_somebody_changed_is_news_once(room):
    line = room.type("Grace to ring by Fri", author=room.helen.person)
    aged(Line.objects.filter(pk=line.pk), 2 * HOUR)
    aged(Action.objects.all(), 2 * HOUR)
    was_here(room, room.helen, timezone.now() - HOUR)
    Action.objects.get().give_to(room.daniel, by=room.priya.person)
    since = news(room, room.helen, Presence.objects.get(), now=timezone.now())
    assert since.words == "1 change"
    assert since.changed[0][0] == "Ring"
    line.refresh_from_db()
    retype(line, "just a note", by=room.priya.person, on=room.meeting.date, expected_version=line.version)
    since = news(room, room.helen, Presence.objects.get(), now=timezone.now())
    assert since.changed == [("just a note", line.get_absolute_url())]


def test_what_one_did_oneself_is_no_news(room):
    line = room.type("Grace to ring by Fri")
    aged(Line.objects.filter(pk=line.pk), 2 * HOUR)
    aged(Action.objects.all(), 2 * HOUR)
    was_here(room, room.helen, timezone.now() - HOUR)
    Action.objects.get().give_to(room.daniel, by=room.helen.person)
    assert news(room, room.helen, Presence.objects.get(), now=timezone.now()) is None


def test_what_is_only_for_others_is_counted_for_nobody_else(room):
    was_here(room, room.helen, timezone.now() - HOUR)
    room.type("the canarysupplier is in trouble !me")
    assert "last here" not in record(room, room.helen)
    assert "canarysupplier" not in live(room, room.helen)
    assert piece(room, room.helen) == ""


def test_what_was_taken_back_is_no_news(room):
    was_here(room, room.helen, timezone.now() - HOUR)
    line = room.type("agreed one phone")
    client_of(room.priya).post(reverse("meetings:line-undo", args=[line.ref]))
    assert news(room, room.helen, Presence.objects.get(), now=timezone.now()) is None


def test_many_are_counted_and_the_newest_five_named(room):
    was_here(room, room.helen, timezone.now() - HOUR)
    for number in range(7):
        room.type(f"agreed phone {number}")
    since = news(room, room.helen, Presence.objects.get(), now=timezone.now())
    assert since.words == "7 lines, 7 decisions"
    assert [decision.text for decision in since.decisions] == [f"Phone {n}" for n in (6, 5, 4, 3, 2)]
    assert since.more_decisions == 2


def test_in_the_room_it_stands_for_the_first_minutes_only(room):
    was_here(room, room.helen, timezone.now() - 2 * HOUR)
    room.type("agreed one phone")
    room.meeting.refresh_from_db()
    now = timezone.now()
    for minutes, told in ((0, True), (3, True), (6, False)):
        row = was_here(room, room.helen, now + timedelta(minutes=minutes))
        assert may_be_news(room.meeting, row, now=now + timedelta(minutes=minutes)) is told, minutes


def test_before_anything_was_typed_there_is_nothing_to_ask_for(room):
    assert "live-since" not in live(room, room.helen)
    assert "/live/since/" not in live(room, room.helen)
    assert piece(room, room.helen) == ""


@pytest.mark.parametrize("who", ["staff", "outsider"])
def test_who_is_not_in_the_group_is_told_no_news(room, who):
    room.type("agreed one phone")
    address = reverse("meetings:live-since", args=[room.meeting.ref])
    assert client_of(getattr(room, who)).get(address).status_code == 404


def test_it_leads_back_to_an_item_of_this_meeting_only(room):
    was_here(room, room.helen, timezone.now() - HOUR)
    room.type("agreed one phone")
    address = reverse("meetings:live-since", args=[room.meeting.ref])
    html = client_of(room.helen).get(address, {"item": "canary&next=//elsewhere.example"}).content.decode()
    assert "canary" not in html
    assert f'value="{reverse("meetings:live", args=[room.meeting.ref])}"' in html


def test_staff_outside_the_group_get_no_panel(room):
    of_today(room)
    room.type("agreed one phone")
    Meeting.objects.filter(pk=room.meeting.pk).update(reach="staff", shared_at=NOW)
    assert "New to you" not in record(room, room.staff)


def test_who_only_reads_leaves_no_trace_and_is_told_nothing_as_new(room):
    auditor = make_user("Martin Frost", role="auditor")
    join(room.dmt, auditor)
    of_today(room)
    room.type("agreed one phone")
    assert "New to you" not in record(room, auditor)
    assert piece(room, auditor) == ""


def test_as_many_questions_for_one_piece_of_news_as_for_thirty(room):
    was_here(room, room.helen, timezone.now() - HOUR)

    def count() -> int:
        client = client_of(room.helen)
        with CaptureQueriesContext(connection) as queries:
            client.get(room.meeting.get_absolute_url())
        return len(queries)

    room.type("agreed one phone")
    room.type("Grace to ring by Fri")
    one = count()
    for number in range(10):
        room.type(f"agreed phone {number}")
        room.type(f"Grace to ring {number} by Fri", room.finance)
    assert Decision.objects.count() == 11
    assert count() == one
    assert one <= 12

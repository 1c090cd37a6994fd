"""The order of an agenda: by buttons, all at once, by two people at the same time; items that are skipped."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.history import Event
from meetings.agenda.order_writes import merged
from meetings.models import AgendaItem
from tests.factories import make_forum, make_item, make_line, make_meeting

AHEAD = date(2099, 6, 9)


@pytest.fixture
def meeting(forum):
    return make_meeting(forum, AHEAD)


@pytest.fixture
def items(meeting):
    return [make_item(meeting, title, position=place) for place, title in enumerate("ABCD")]


def url(name, record):
    return reverse(f"meetings:{name}", args=[record.ref])


def order_of(meeting):
    return "".join(item.title for item in meeting.items.order_by("position", "pk"))


def refs(items, order):
    by_title = {item.title: item.ref for item in items}
    return [by_title[title] for title in order]


def test_items_move_up_and_down(as_user, meeting, priya, grace):
    items = [make_item(meeting, title, position=place) for place, title in enumerate("ABC")]
    assert as_user(grace).post(url("item-move", items[2]), {"do": "up"}).status_code == 403
    as_user(priya).post(url("item-move", items[2]), {"do": "up"})
    assert [item.title for item in meeting.items.all()] == ["A", "C", "B"]
    as_user(priya).post(url("item-move", items[0]), {"do": "up"})
    as_user(priya).post(url("item-move", items[0]), {"do": "down"})
    assert [item.title for item in meeting.items.all()] == ["C", "A", "B"]


def test_one_request_carries_the_whole_order(as_user, meeting, items, priya):
    answer = as_user(priya).post(
        url("agenda-order", meeting), {"item": refs(items, "DACB"), "seen": refs(items, "ABCD")}
    )
    assert (answer.status_code, order_of(meeting)) == (200, "DACB")
    assert answer.json()["reload"] is False
    event = Event.objects.about(meeting).get(verb="agenda put in order")
    assert list(event.values.values_list("old", "new")) == [("A; B; C; D", "D; A; C; B")]
    as_user(priya).post(url("agenda-order", meeting), {"item": refs(items, "DACB"), "seen": refs(items, "DACB")})
    assert Event.objects.about(meeting).filter(verb="agenda put in order").count() == 1


def test_the_answer_says_when_each_item_begins(as_user, meeting, items, priya):
    for item, minutes in zip(items, (15, 5, 10, None), strict=True):
        item.minutes = minutes
        item.save_as(by=None, verb="changed")
    answer = as_user(priya).post(url("agenda-order", meeting), {"item": refs(items, "CADB")})
    begins = answer.json()["times"]
    assert [begins[ref] for ref in refs(items, "CADB")] == ["10am", "10:10am", "10:25am", ""]


def test_only_who_runs_the_group_puts_it_in_order(as_user, meeting, items, grace, sam):
    data = {"item": refs(items, "DCBA"), "seen": refs(items, "ABCD")}
    assert as_user(grace).post(url("agenda-order", meeting), data).status_code == 403
    assert as_user(sam).post(url("agenda-order", meeting), data).status_code == 404
    assert as_user(None).post(url("agenda-order", meeting), data).status_code == 302
    assert as_user(grace).get(url("agenda-order", meeting)).status_code == 405
    assert order_of(meeting) == "ABCD"


def test_who_moves_after_somebody_else_did_is_told_and_loses_them_nothing(as_user, meeting, items, priya):
    client, address = as_user(priya), url("agenda-order", meeting)
    client.post(address, {"item": refs(items, "BACD"), "seen": refs(items, "ABCD")})
    answer = client.post(address, {"item": refs(items, "ABDC"), "seen": refs(items, "ABCD")})
    assert (answer.status_code, order_of(meeting)) == (409, "BACD")
    assert "Somebody else changed the order" in client.get(url("meeting-agenda", meeting)).content.decode()


def test_an_item_that_came_meanwhile_keeps_its_neighbour_and_the_page_is_told(as_user, meeting, items, priya):
    make_item(meeting, "E", position=4)
    data = {"item": refs(items, "DABC"), "seen": refs(items, "ABCD")}
    answer = as_user(priya).post(url("agenda-order", meeting), data)
    assert (answer.json()["reload"], order_of(meeting)) == (True, "DEABC")


def test_one_that_was_taken_off_meanwhile_is_passed_over(as_user, meeting, items, priya):
    items[1].mark("withdrawn", by=priya.person)
    data = {"item": refs(items, "DBCA"), "seen": refs(items, "ABCD")}
    answer = as_user(priya).post(url("agenda-order", meeting), data)
    assert answer.json()["reload"] is True
    left = meeting.items.exclude(state="withdrawn").order_by("position")
    assert [item.title for item in left] == ["D", "C", "A"]


@pytest.mark.parametrize(
    ("sent", "status", "order"),
    [
        ([], 422, "ABCD"),
        (["nosuchref0", "\x00", "x" * 300], 200, "ABCD"),
        (["D", "B", "D"], 200, "ADBC"),
    ],
)
def test_odd_orders_lose_no_item(as_user, meeting, items, priya, sent, status, order):
    known = {item.title: item.ref for item in items}
    other = make_item(make_meeting(make_forum("HMT"), AHEAD), "Theirs")
    data = {"item": [known.get(one, one) for one in sent] + ([other.ref] if sent else [])}
    answer = as_user(priya).post(url("agenda-order", meeting), data | {"seen": ["nosuchref0"]})
    assert (answer.status_code, order_of(meeting)) == (status, order)


@pytest.mark.parametrize(
    ("wanted", "now", "order"),
    [("cab", "abc", "cab"), ("ca", "abc", "cab"), ("", "abc", "abc"), ("b", "abc", "abc"), ("zc", "abc", "abc")],
)
def test_what_is_not_named_stays_behind_its_neighbour(wanted, now, order):
    assert "".join(merged(list(wanted), list(now))) == order


def test_moving_is_no_clash_for_who_changes_the_title(as_user, meeting, items, priya):
    as_user(priya).post(url("agenda-order", meeting), {"item": refs(items, "DCBA")})
    data = {"title": "A2", "purpose": "", "kind": "general", "lead": "", "minutes": "", "topics": "", "version": "1"}
    assert as_user(priya).post(url("item-edit", items[0]), data).status_code == 302
    items[1].mark("discussed", by=None)  # a copy read before the move
    assert [item.title for item in meeting.items.order_by("position")] == ["D", "C", "B", "A2"]


# --- Skipped ---


@pytest.fixture
def standing(forum):
    return forum.standing_items.create(title="Audit", kind="audit", minutes=10)


def test_a_standing_item_is_skipped_once_and_put_back(as_user, forum, meeting, standing, priya):
    meeting.add_standing_items(by=None)
    item, client = meeting.items.get(), as_user(priya)
    assert "Skip this time" in client.get(url("meeting-agenda", meeting)).content.decode()
    page = client.post(url("item-state", item), {"state": "withdrawn"}, follow=True).content.decode()
    assert "“Audit” is skipped this time." in page
    assert "Put it back" in page
    meeting.add_standing_items(by=None)
    assert [(one.title, one.state) for one in meeting.items.all()] == [("Audit", "withdrawn")]
    later = make_meeting(forum, date(2099, 6, 16))
    later.add_standing_items(by=None)
    assert later.items.get().state == "open"
    page = client.post(url("item-state", item), {"state": "open"}, follow=True).content.decode()
    assert "“Audit” is back on the agenda." in page
    assert "Put it back" not in page
    verbs = list(Event.objects.about(item).values_list("verb", flat=True))
    assert verbs == ["added", "skipped this time", "put back"]


def test_a_skipped_item_takes_no_time_and_is_not_on_the_record(as_user, meeting, standing, priya):
    meeting.add_standing_items(by=None)
    make_item(meeting, "Phones", minutes=20, position=1)
    meeting.items.get(title="Audit").mark("withdrawn", by=priya.person)
    assert "20 minutes planned, until 10:20am" in as_user(priya).get(url("meeting-agenda", meeting)).content.decode()
    assert "Audit" not in as_user(priya).get(meeting.get_absolute_url()).content.decode()


def test_a_standing_item_that_was_deleted_from_an_agenda_or_retired_does_not_come_back(meeting, standing):
    meeting.add_standing_items(by=None)
    meeting.items.get().delete_softly(by=None)
    meeting.add_standing_items(by=None)
    assert not meeting.items.live().exists()
    standing.is_active = False
    standing.save()
    other = make_meeting(meeting.forum, date(2099, 6, 16))
    other.add_standing_items(by=None)
    assert not other.items.exists()


def test_what_was_talked_about_cannot_be_skipped(as_user, meeting, items, priya):
    make_line(items[0], "Nobody liked the colour", priya.person)
    page = as_user(priya).post(url("item-state", items[0]), {"state": "withdrawn"}, follow=True).content.decode()
    assert "Something was written down under “A”, so it stays." in page
    assert AgendaItem.objects.get(pk=items[0].pk).state == "open"


def test_a_member_does_not_put_a_skipped_item_back(as_user, meeting, items, grace):
    items[0].mark("withdrawn", by=None)
    assert as_user(grace).post(url("item-state", items[0]), {"state": "open"}).status_code == 403
    assert "Put it back" not in as_user(grace).get(url("meeting-agenda", meeting)).content.decode()


def test_times_stop_where_nobody_can_know_them(as_user, meeting, items, priya):
    AgendaItem.objects.filter(pk=items[0].pk).update(minutes=15)
    page = as_user(priya).get(url("meeting-agenda", meeting)).content.decode()
    assert "10:15am" in page
    assert "15 minutes planned, 3 items without minutes" in page
    meeting.start_time = None
    meeting.save_as(by=None, verb="changed")
    assert "10:15am" not in as_user(priya).get(url("meeting-agenda", meeting)).content.decode()

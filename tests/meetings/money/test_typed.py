"""Positions typed in a meeting: of which line, by how much, and that nothing said before is overwritten."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.dates import financial_year_label
from hackit.models import Entry
from meetings.models import AgendaItem, BudgetLine, Line, Position
from meetings.money.periods import period_in_full, read_period
from meetings.room.line_writes import restore, retype, undo
from tests import factories as make

MONDAY = date(2019, 6, 10)


def follow(room, title: str, **extra) -> BudgetLine:
    budget = BudgetLine(title=title, forum=room.dmt, **extra)
    budget.save_as(by=None, verb="followed")
    return budget


def test_the_first_position_of_a_group_makes_the_line_it_is_of(room):
    line = room.type("working May: in line with the review, Daniel final next DMT", room.finance)
    position = Position.objects.get()
    assert (position.state, position.basis, position.period, position.financial_year) == ("in_line", "working", 2, 2019)
    assert (position.brings, position.final_on) == (room.daniel, room.next_meeting.date)
    assert position.line == line
    assert (position.budget_line.title, position.budget_line.lead) == ("Finance: period 2 2019/20", room.daniel)
    assert "Daniel Okafor brings the final figures, Mon 17 June" in line.heard[0]["said"]


def test_an_amount_is_kept_with_how_near_it_is(room):
    room.type("working P2: about 40k over on agency staff", room.finance)
    position = Position.objects.get()
    assert (position.state, position.low, position.high, position.near) == ("over", 4_000_000, 4_000_000, "about")
    assert position.in_short() == "working about £40k over at P2"


def test_a_range_keeps_both_ends(room):
    room.type("working P2: £40k to £50k under", room.finance)
    position = Position.objects.get()
    assert (position.low, position.high, position.in_short()) == (
        4_000_000,
        5_000_000,
        "working £40k to £50k under at P2",
    )


def test_a_new_position_never_overwrites_and_says_what_was_said_before(room):
    room.type("working P1: £65k over", room.finance)
    line = room.type("working P2: £40k over", room.finance)
    assert [one.in_short() for one in Position.objects.in_order()] == [
        "working £40k over at P2", "working £65k over at P1",
    ]  # fmt: skip
    assert line.heard[0]["said"].endswith("working £40k over at P2, was working £65k over at P1.")
    assert BudgetLine.objects.count() == 1


def test_the_name_at_the_start_says_of_which_line_it_is(room):
    follow(room, "Revenue budget 2019/20")
    vendor = follow(room, "Vendor increases")
    room.type("Vendor increases: £40k over at P2", room.phones)
    assert Position.objects.get().budget_line == vendor


@pytest.fixture
def standing(room):
    """The finance item as a standing one, of a group that follows three lines of this year or of none."""
    standing = room.dmt.standing_items.create(title="Finance", kind="finance")
    AgendaItem.objects.filter(pk=room.finance.pk).update(standing_item=standing)
    room.finance.refresh_from_db()
    return [
        follow(room, "Revenue budget 2019/20", financial_year=2019), follow(room, "Vendor increases"),
        follow(room, "Agency staff"), follow(room, "Revenue budget 2018/19", financial_year=2018),
    ]  # fmt: skip


def settle(client, line: Line, budget: BudgetLine):
    """Press the button that says of which budget line it is."""
    entry = Line.objects.get(pk=line.pk).heard[0]
    sent = {"what": "budget", "ref": entry["ref"], "value": budget.ref}
    return client.post(reverse("meetings:line-settle", args=[line.ref]), sent, headers={"HX-Request": "true"})


def of(line: Line) -> str:
    return Position.objects.live().get(line=line).budget_line.title


def test_without_a_name_it_is_asked_about_and_what_was_named_before_decides_nothing(room, as_, standing):
    revenue, _vendor, _agency, last_year = standing
    client = as_(room.priya)
    room.type("Vendor increases: working P1: in line", room.finance)
    line = room.type("working P2: in line", room.finance)
    assert of(line) == revenue.title
    live = f"/meetings/{room.meeting.ref}/live/?item={room.finance.ref}"
    words = " ".join(client.get(live).content.decode().split())
    assert "No budget line was named. Is it of Revenue budget 2019/20?" in words
    wrap_up = f"/meetings/{room.meeting.ref}/wrap-up/"
    assert "Of which budget line is this?" in client.get(wrap_up).content.decode()
    html = settle(client, line, revenue).content.decode()
    assert "No budget line was named" not in html
    assert "No, Vendor increases" in html
    assert "Of which budget line is this?" not in client.get(wrap_up).content.decode()
    # From here on a line without a name is of it: nothing is asked, whatever was named between
    room.type("Vendor increases: working P2: £5k over", room.finance)
    line = room.type("working P2: £4k over", room.finance)
    assert of(line) == revenue.title
    assert "unnamed" in line.heard[0]
    assert "No budget line was named" not in client.get(live).content.decode()
    assert of(room.type("working 2018/19: in line", room.finance)) == last_year.title


def test_one_press_makes_it_of_another_which_is_the_main_one_from_then_on(room, as_, standing):
    revenue, vendor, *_others = standing
    client = as_(room.priya)
    settle(client, room.type("working P1: in line", room.finance), revenue)
    line = room.type("working P2: £4k over", room.finance)
    html = settle(client, line, vendor).content.decode()
    assert of(line) == vendor.title
    assert "Vendor increases: working £4k over at P2" in html
    assert "No, Revenue budget 2019/20" in html
    assert of(room.type("working P2: £5k over", room.finance)) == vendor.title
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert of(line) == vendor.title


def test_only_the_group_says_so_and_only_of_its_own_lines(room, as_, standing):
    revenue, vendor, *_others = standing
    line = room.type("working P2: in line", room.finance)
    theirs = make.make_budget("Theirs", room.hmt)
    closed = follow(room, "Gone", closed_on=MONDAY)
    assert settle(as_(room.staff), line, vendor).status_code == 404
    for budget in (theirs, closed):
        assert settle(as_(room.priya), line, budget).status_code == 404
    assert of(line) == revenue.title


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("working P2: £4k over", "Of Revenue budget 2019/20, final £3k over at P1"),
        ("May: in line", "Of Revenue budget 2019/20, final £3k over at P1"),
        ("Vendor increases: £4k over", "Of Vendor increases, nothing said yet"),
        ("Grace to bring P2", ""), ("working on it", ""),
    ],
)  # fmt: skip
def test_of_which_it_will_be_is_told_while_one_types_and_before_a_block_is_kept(room, as_, standing, typed, told):
    client = as_(room.priya)
    before = client.post(reverse("meetings:line-last-said"), {"text": "working P1: £3k over", "item": room.finance.ref})
    assert before.json()["said"] == ["Of Revenue budget 2019/20? A name before it says which"]
    settle(client, room.type("final P1: £3k over", room.finance), standing[0])
    said = client.post(reverse("meetings:line-last-said"), {"text": typed, "item": room.finance.ref}).json()["said"]
    assert said[:1] == ([told] if told else [])
    page = client.post(
        f"/meetings/{room.meeting.ref}/live/paste/?item={room.finance.ref}", {"text": typed, "batch": ""}
    )
    assert (told or "Of Revenue") in page.content.decode() if told else "Of Revenue" not in page.content.decode()
    assert Position.objects.count() == 1


def test_a_closed_line_is_not_meant_by_its_name(room):
    follow(room, "Vendor increases", closed_on=MONDAY)
    assert room.type("Vendor increases: £40k over", room.finance).kind == "note"
    assert not Position.objects.exists()


def test_another_groups_line_is_not_known_here(room):
    BudgetLine(title="Vendor increases", forum=room.hmt).save_as(by=None, verb="followed")
    room.type("Vendor increases: £40k over", room.finance)
    assert not Position.objects.exists()


def test_final_figures_wait_for_nothing(room):
    room.type("final P2: £38k over, Daniel final next DMT", room.finance)
    position = Position.objects.get()
    assert (position.basis, position.brings, position.final_on) == ("final", None, None)


def test_in_line_keeps_no_amount_of_something_else(room):
    room.type("working May: in line, the £590k saving holds", room.finance)
    assert Position.objects.get().low is None


def test_taken_back_brought_back_and_typed_anew(room):
    line = room.type("working P2: £40k over", room.finance)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    assert not Position.objects.live().exists()
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert Position.objects.live().get().high == 4_000_000
    again = Line.objects.get(pk=line.pk)
    retype(again, "working P2: £45k over", by=room.priya.person, on=MONDAY, expected_version=again.version)
    assert [one.high for one in Position.objects.live()] == [4_500_000]


def test_a_jotting_is_nobodys_budget(room):
    room.jot("working May: in line")
    assert not Position.objects.exists()


def test_a_position_is_the_groups_alone_and_found_by_them(room):
    room.type("working P2: £40k over on agency staff", room.finance)
    for user, count in ((room.priya, 1), (room.staff, 0), (None, 0)):
        assert Position.objects.visible_to(user).count() == count
        assert Entry.objects.visible_to(user).filter(kind="position").count() == count
        assert Entry.objects.visible_to(user).filter(kind="budget_line").count() == count


def test_a_working_position_comes_back_until_it_is_final(room):
    room.type("working P2: £40k over", room.finance)
    assert [one.in_short() for one in Position.objects.becoming_final()] == ["working £40k over at P2"]
    later = make.make_item(room.next_meeting, "Finance", kind="finance")
    room.type("final P2: £38k over", later)
    assert not Position.objects.becoming_final().exists()


@pytest.mark.parametrize(
    ("typed", "on", "period", "year"),
    [
        ("May", date(2019, 6, 10), 2, 2019), ("P2", date(2019, 6, 10), 2, 2019),
        ("period 12", date(2019, 4, 20), 12, 2018),
        ("March", date(2019, 4, 20), 12, 2018), ("P12", date(2019, 4, 20), 12, 2018), ("Q1", date(2019, 7, 3), 3, 2019),
        ("year end", date(2019, 5, 3), 13, 2018), ("year-end", date(2020, 2, 3), 13, 2019),
        ("May 2018", date(2019, 6, 10), 2, 2018), ("2018/19", date(2019, 6, 10), 13, 2018),
        ("P13", date(2019, 6, 10), None, 2019),
        ("Sept", date(2019, 6, 10), 6, 2018),
    ],
)  # fmt: skip
def test_the_period_meant(typed, on, period, year):
    assert read_period(typed, on=on) == (period, year)


def test_periods_in_full():
    assert [period_in_full(number) for number in (1, 2, 9, 12, 13)] == [
        "P1 (April)", "P2 (May)", "P9 (December)", "P12 (March)", "Year end",
    ]  # fmt: skip
    assert financial_year_label(2019) == "2019/20"


def test_taken_back_the_line_that_it_made_goes_with_it_and_comes_back_with_it(room):
    line = room.type("working P2: £40k over", room.finance)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    assert not BudgetLine.objects.live().exists()
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert BudgetLine.objects.live().get().positions.get() == Position.objects.live().get()


def test_what_else_was_said_of_it_keeps_the_line_that_it_made(room):
    line = room.type("working P2: £40k over", room.finance)
    room.type("working P2: £45k over", room.finance)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    assert BudgetLine.objects.live().count() == 1
    second = Line.objects.live().order_by("-pk").first()
    BudgetLine.objects.get().put_state("proposed", by=None, on=MONDAY)
    undo(second, by=room.priya.person)
    assert BudgetLine.objects.live().count() == 1


def test_brought_back_it_is_of_the_line_of_that_name_that_was_made_since(room):
    line = room.type("working P2: £40k over", room.finance)
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    room.type("working P2: £45k over", room.finance)
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert BudgetLine.objects.live().get().positions.count() == 2


def test_how_far_a_request_is_can_be_typed_and_taken_back(room):
    vendor = follow(room, "Vendor increases")
    first = room.type("Vendor increases: with finance", room.phones)
    assert first.heard[0]["said"] == "Vendor increases: with finance."
    line = room.type("vendor increases: finance agreed", room.finance)
    assert line.heard[0]["said"] == "Vendor increases: agreed, was with finance."
    vendor.refresh_from_db()
    assert (vendor.state, vendor.state_since, vendor.steps.last().line) == ("agreed", MONDAY, line)
    assert undo(Line.objects.get(pk=first.pk), by=room.priya.person) == [
        "“Vendor increases” was moved on since, so it stays as it is."
    ]
    undo(Line.objects.get(pk=line.pk), by=room.priya.person)
    vendor.refresh_from_db()
    assert vendor.state == "with_finance"
    restore(Line.objects.get(pk=line.pk), by=room.priya.person, on=MONDAY)
    vendor.refresh_from_db()
    assert vendor.state == "agreed"


@pytest.mark.parametrize(
    ("typed", "is_request"),
    [
        ("Vendor increases agreed", False), ("Vendor increases: agreed", False), ("agreed Vendor increases", False),
        ("Vendor increases: with finance about the run rate", False), ("Phones: with finance", False),
        ("Vendor increases set up a meeting", False), ("Vendor increases – sent to finance", True),
        ("Vendor increases are set up", True), ("Vendor increases: now with finance.", True),
        ("Vendor increases: proposed", True),
    ],
)  # fmt: skip
def test_only_what_is_plainly_said_of_finance_moves_a_request(room, typed, is_request):
    vendor = follow(room, "Vendor increases")
    kinds = [entry["kind"] for entry in room.type(typed, room.phones).heard]
    vendor.refresh_from_db()
    assert ("request" in kinds, bool(vendor.state)) == (is_request, is_request)

"""Figures of typed lines: offered and never taken, kept by a press, with what was said before; gone with their line."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.models import Entry
from meetings.models import AgendaItem, Figure, FigureSaid, Line
from meetings.room import board, loading
from meetings.room.line_writes import restore, retype, undo
from tests import factories as make
from tests.meetings.figures.test_pages import text_of

MONDAY = date(2019, 6, 10)
SAVES = "Mobile contract saves £590k over three years"


def row_of(room, line: Line):
    meeting = loading.meetings_with_next().get(pk=room.meeting.pk)
    setting = board.setting_of(meeting, room.priya, on=MONDAY)
    return board.one_row(Line.objects.with_place().get(pk=line.pk), room.priya, setting)


def keep(client, line: Line, *, htmx: bool = True, **sent):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("meetings:line-figure", args=[line.ref]), {"n": "0", **sent}, headers=headers)


@pytest.fixture
def client_(as_, room):
    return as_(room.priya)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (SAVES, ["£590k over three years"]),
        ("agreed the contract at c £1.2m", ["c £1.2m"]),
        ("£9,378k (£770k in 2025/26, £1,536k in 2026/27)", ["£9,378k (£770k in 2025/26, £1,536k in 2026/27)"]),
        ("revenue about 40k over", ["about 40k"]),
        ("600 replies to the mobile survey", ["600 replies"]),
        ("Grace to bring the £5k bid by Fri", ["£5k"]),
        ("34 of the 40 people would keep it, 12% would not", ["34 of the 40", "12%"]),
        ("we meet on 3 June 2019 in room 12", []),
        ("!me £5k", []),
    ],
)  # fmt: skip
def test_a_figure_is_offered_on_any_item_and_never_taken(room, typed, offered):
    line = room.type(typed)
    assert [one.words for one in row_of(room, line).offers] == offered
    assert not Figure.objects.exists()


def test_a_jotting_is_offered_as_a_number_of_the_week_alone(room):
    line = room.jot("600 replies to the survey")
    row = board.rows_of([line], loading.material_of([line], room.priya), board.Setting(MONDAY, room.priya.person.pk))[0]
    assert (row.numbers, row.offers) == (["600 replies"], [])


def test_it_is_kept_with_what_it_is_called_and_whose_it_is(room, client_):
    line = room.type(SAVES)
    form = client_.get(f"{reverse('meetings:line-figure', args=[line.ref])}?n=0", headers={"HX-Request": "true"})
    html = form.content.decode()
    assert 'value="Mobile contract saving"' in html
    assert "checked" in html
    answer = keep(client_, line, title="Mobile contract saving", amount="£590k over three years", is_saving="on")
    figure, said = Figure.objects.get(), FigureSaid.objects.get()
    assert (figure.unit, figure.state, figure.state_on, figure.topic.name, figure.lead, figure.audience) == (
        "money", "proposed", MONDAY, "Mobile phones", room.grace, "members",
    )  # fmt: skip
    assert (said.low, said.high, said.years, said.words, said.line, said.item) == (
        59_000_000, 59_000_000, 3, SAVES, line, room.phones,
    )  # fmt: skip
    assert "Mobile contract saving</a>: £590k over 3 years" in answer.content.decode()
    assert "Keep £590k" not in answer.content.decode()


def test_without_scripts_the_form_is_a_page_and_the_press_leads_back(room, client_):
    line = room.type("600 replies to the mobile survey")
    address = reverse("meetings:line-figure", args=[line.ref])
    assert 'value="Replies to the mobile survey"' in client_.get(f"{address}?n=0").content.decode()
    answer = keep(client_, line, htmx=False, title="Replies to the mobile survey", amount="600 replies")
    assert answer.headers["Location"].endswith(f"?item={room.phones.ref}")
    page = text_of(client_.get(answer.headers["Location"]))
    assert "Replies to the mobile survey : 600" in page


def test_the_next_figure_for_the_same_thing_is_offered_for_it_with_what_was_said_last(room, client_):
    make.make_figure("Mobile contract saving", room.dmt, 65_000_000, state="proposed", said_on=date(2019, 5, 20))
    line = room.type(SAVES)
    offer = row_of(room, line).offers[0]
    assert offer.of == [("Mobile contract saving", "last said: £650k, 3 weeks ago")]
    answer = keep(client_, line, title="mobile contract saving", amount="£590k over three years")
    assert Figure.objects.count() == 1
    assert [one.high for one in FigureSaid.objects.in_order()] == [59_000_000, 65_000_000]
    assert "£590k over 3 years, was £650k, 3 weeks ago" in answer.content.decode()


def test_what_was_said_last_is_told_while_one_types_and_to_the_group_alone(room, client_, as_):
    make.make_figure("Mobile contract saving", room.dmt, 65_000_000, state="proposed", said_on=date(2019, 5, 20))
    sent = {"item": room.phones.ref, "text": "mobile contract saves £5"}
    said = client_.post("/lines/last-said/", sent).json()
    assert said == {"said": ["Mobile contract saving, last said: £650k, 3 weeks ago"]}
    assert client_.post("/lines/last-said/", sent | {"text": "mobile contract saves"}).json() == {"said": []}
    assert client_.post("/lines/last-said/", sent | {"text": "the lift costs £5"}).json() == {"said": []}
    assert as_(room.staff).post("/lines/last-said/", sent).status_code == 404


def test_pressed_twice_it_is_kept_once(room, client_):
    line = room.type(SAVES)
    for _time in range(2):
        keep(client_, line, title="Mobile contract", amount="£590k over three years")
    assert FigureSaid.objects.count() == 1


def test_a_profile_that_does_not_add_up_is_refused_with_the_difference_until_it_does(room, client_):
    line = room.type("printers: £9,378k (£770k in 2025/26, £1,536k in 2026/27)")
    asked = {"title": "Printers", "amount": "£9,378k (£770k in 2025/26, £1,536k in 2026/27)"}
    answer = keep(client_, line, **asked)
    assert answer.status_code == 422
    words = text_of(answer)
    assert "The years come to £2,306k, £7,072k less than £9,378k. Add the years that are missing" in words.replace(
        "£9.378m", "£9,378k"
    ).replace("£2.306m", "£2,306k").replace("£7.072m", "£7,072k"), words
    assert "2025/26 £770k" in words
    assert not FigureSaid.objects.exists()
    too_much = keep(client_, line, profile="2025/26 £770k\n2026/27 £8,608,000.01", **asked)
    assert "£0.01 more than" in text_of(too_much)
    keep(client_, line, profile="2025/26 £770k\n2026/27 £1,536k", rest="later", **asked)
    assert FigureSaid.objects.get().profile == [[2025, 77_000_000], [2026, 153_600_000], [0, 707_200_000]]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter what it is called"),
        ({"title": "x" * 161}, "What it is called must be 160 characters or fewer"),
        ({"title": "Replies"}, "“Replies” is kept as a count. Give this one another name"),
        ({"amount": ""}, "Enter one figure, like £590k, 600 or 12%"),
        ({"amount": "plenty"}, "Enter one figure in pounds, like £590k"),
        ({"amount": "£4 and £5"}, "Enter one figure in pounds, like £590k"),
        ({"profile": "soon £5"}, "“soon £5” is no year with its amount. Write one to a line, like 2025/26 £770k"),
        ({"profile": "2025/28 £5"}, "“2025/28 £5” is no year with its amount. Write one to a line, like 2025/26 £770k"),
        ({"profile": "2025/26 £5\n2025/26 £5"}, "2025/26 stands there twice"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence(room, client_, wrong, sentence):
    make.make_figure("Replies", room.dmt, 60_000, unit="count")
    line = room.type(SAVES)
    answer = keep(client_, line, **({"title": "Mobile", "amount": "£590k"} | wrong))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not FigureSaid.objects.filter(line=line).exists()


def test_a_count_is_no_saving(room, client_):
    line = room.type("saved 600 replies to the survey")
    assert "A saving is an amount in pounds" in text_of(
        keep(client_, line, title="Replies", amount="600 replies", is_saving="on")
    )


def test_there_is_no_figure_where_none_stands(room, client_):
    line = room.type("no figure here")
    assert keep(client_, line, title="x", amount="£5").status_code == 404
    line = room.type(SAVES)
    assert keep(client_, line, n="7", title="x", amount="£5").status_code == 404
    assert keep(client_, line, n="²", title="x", amount="£5").status_code == 404


def test_only_the_group_keeps(room, as_):
    line = room.type(f"{SAVES} !staff")
    assert keep(as_(room.staff), line, title="x", amount="£590k").status_code in (403, 404)
    assert not Figure.objects.exists()


def test_taken_back_with_its_line_and_brought_back_with_it(room, client_):
    line = room.type(SAVES)
    keep(client_, line, title="Mobile contract", amount="£590k over three years")
    undo(Line.objects.with_place().get(pk=line.pk), by=room.priya.person)
    assert not FigureSaid.objects.live().exists()
    assert not Figure.objects.live().exists()
    assert not Entry.objects.filter(kind="figure").exists()
    restore(Line.objects.with_place().get(pk=line.pk), by=room.priya.person, on=MONDAY)
    assert FigureSaid.objects.live().get().figure == Figure.objects.live().get()


def test_taken_back_it_leaves_the_figure_of_which_something_else_was_said(room, client_):
    make.make_figure("Mobile contract", room.dmt)
    line = room.type(SAVES)
    keep(client_, line, title="Mobile contract", amount="£590k over three years")
    undo(Line.objects.with_place().get(pk=line.pk), by=room.priya.person)
    assert FigureSaid.objects.live().count() == 1
    assert Figure.objects.live().count() == 1


def test_typed_anew_a_figure_that_still_stands_there_stays_and_another_goes(room, client_):
    line = room.type(SAVES)
    keep(client_, line, title="Mobile contract", amount="£590k over three years")

    def anew(text: str) -> None:
        stored = Line.objects.with_place().get(pk=line.pk)
        retype(stored, text, by=room.priya.person, on=MONDAY, expected_version=stored.version)

    anew("The mobile contract saves £590k over three years.")
    assert FigureSaid.objects.live().count() == 1
    anew("The mobile contract saves £580k over three years.")
    assert not FigureSaid.objects.live().exists()
    assert [one.words for one in row_of(room, line).offers] == ["£580k over three years"]


def test_it_is_the_groups_alone_and_found_by_them(room, client_):
    line = room.type(SAVES)
    keep(client_, line, title="Mobile contract", amount="£590k over three years")
    for user, count in ((room.priya, 1), (room.staff, 0), (None, 0)):
        assert Figure.objects.visible_to(user).count() == count
        assert Entry.objects.visible_to(user).filter(kind="figure").count() == count
    entry = Entry.objects.get(kind="figure")
    assert (entry.title, entry.date, entry.said) == (
        "Mobile contract: £590k over 3 years",
        MONDAY,
        "£590k over 3 years",
    )


def test_for_a_line_of_the_group_alone_a_figure_for_staff_tells_staff_nothing_new(room, client_):
    make.make_figure("Mobile contract", room.dmt, 65_000_000, audience="staff")
    line = room.type(SAVES)
    keep(client_, line, title="Mobile contract", amount="£590k over three years")
    assert FigureSaid.objects.visible_to(room.staff).count() == 1
    assert FigureSaid.objects.visible_to(room.priya).count() == 2
    assert FigureSaid.objects.get(line=line).audience == "members", "once the meeting is shared, staff would read it"


def test_what_was_taken_away_was_not_said_last(room, client_):
    figure = make.make_figure("Mobile contract saving", room.dmt, 65_000_000, said_on=date(2019, 5, 20))
    mistake = make.say_figure(figure, 6_500_000_000, said_on=date(2019, 6, 3))
    sent = {"item": room.phones.ref, "text": "mobile contract saves £5"}
    assert client_.post("/lines/last-said/", sent).json() == {
        "said": ["Mobile contract saving, last said: £65m, 7 days ago"]
    }
    mistake.delete_softly(by=room.priya.person)
    assert client_.post("/lines/last-said/", sent).json() == {
        "said": ["Mobile contract saving, last said: £650k, 3 weeks ago"]
    }


def test_a_finance_item_opens_with_the_savings_still_to_come_first_and_latest(room, client_):
    saving = make.make_figure("Printers", room.dmt, 65_000_000, state="agreed", said_on=date(2019, 5, 20))
    make.say_figure(saving, 59_000_000, said_on=date(2019, 6, 3))
    make.make_figure("Delivered long ago", room.dmt, state="delivered")
    assert AgendaItem.objects.filter(kind="finance").count() == 1
    page = text_of(client_.get(f"/meetings/{room.meeting.ref}/live/?item={room.finance.ref}"))
    assert "Printers Agreed £590k , Mon 3 June First said £650k, Mon 20 May £60k less" in page, page
    assert "Delivered long ago" not in page

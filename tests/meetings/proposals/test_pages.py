"""Proposals: the list, one, its forms and presses, the files, what comes of it."""

import re
from datetime import date

import pytest

from hackit.models import Role
from meetings.models import Action, Decision, Proposal, ProposalMove
from meetings.proposals.models import ProfileDoesNotAddUp, YearRow
from meetings.proposals.standing import standing_of_one
from tests import factories as make

FORM = {
    "title": " Laptop  refresh ", "summary": "Old ones break.", "asked": "spend", "capital_total": "£590k",
    "revenue_total": "", "lasting_cost": "-5,000.50", "alternatives": "Lease them", "benefit": "Fewer calls",
    "benefit_owner": "Grace Li", "benefit_due": "14 June 2020", "lead": "Priya Nair",
    "paper_url": "https://papers.example.org/1", "forum": "dmt", "topics": ["mobile-phones"], "audience": "members",
    "rows": "4", "year_0": "2019", "capital_0": "400,000.01", "revenue_0": "", "year_1": "2020",
    "capital_1": "189999.99", "revenue_1": "", "year_2": "2021", "capital_2": "", "revenue_2": "", "token": "a",
}  # fmt: skip


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_who_may_see_and_propose(client, as_, room, phones):
    assert client.get("/proposals/").status_code == 302
    assert as_(make.make_user("Olu Ade", role=Role.NONE)).get("/proposals/").status_code == 403
    staff = as_(room.staff)
    assert "One phone" not in text_of(staff.get("/proposals/"))
    assert staff.get(phones.get_absolute_url()).status_code == 404
    assert staff.get("/proposals/new/").status_code == 403
    assert staff.post(f"{phones.get_absolute_url()}outcome/", {"outcome": "agreed"}).status_code == 404
    words = text_of(as_(room.priya).get("/proposals/"))
    assert "Spend approval, £590k capital, £40k a year for good Not on an agenda yet" in words


def test_staff_see_what_is_for_staff_and_not_its_place(as_, room, phones):
    phones.audience = "staff"
    phones.save_as(by=None, verb="changed")
    make.make_proposal("Laptops", room.dmt, audience="staff")
    words = text_of(as_(room.staff).get("/proposals/"))
    assert "One phone" in words
    assert "Place" not in words
    assert as_(room.staff).get(f"{phones.get_absolute_url()}move/").status_code == 403
    assert as_(room.staff).get(f"{phones.get_absolute_url()}edit/").status_code == 403


def test_one_is_written_down_to_the_penny_once(as_, room, on):
    client = as_(room.priya)
    for _time in range(2):
        response = client.post("/proposals/new/", FORM, follow=True)
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.place, proposal.capital, proposal.revenue, proposal.lasting_cost) == (
        "Laptop refresh", 1, 59_000_000, None, -500_050,
    )  # fmt: skip
    assert list(proposal.years.values_list("financial_year", "capital")) == [(2019, 40_000_001), (2020, 18_999_999)]
    action = proposal.benefit_action
    assert (action.owner, action.due, action.forum) == (room.grace, date(2020, 6, 14), room.dmt)
    assert action.source_url == proposal.get_absolute_url()
    words = text_of(response)
    assert "2019/20 £400,000.01 £0 £400,000.01" in words
    assert "In all £590,000 Not said £590,000" in words
    assert "Lasting revenue cost: −£5,000.50 a year" in words
    assert "Grace Li sees whether it came true" in words
    found = text_of(client.get("/search/?q=laptop+refresh+kind:proposal"))
    assert "Laptop refresh" in found
    assert "Laptop refresh" in text_of(client.get("/topics/mobile-phones/"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Enter what is proposed"),
        ({"asked": "a yacht"}, "Choose what is asked"),
        ({"capital_1": "189,999.98"}, "The years come to £589,999.99 capital, £0.01 too little for £590,000 in all"),
        ({"capital_1": "190k"}, "The years come to £590,000.01 capital, £0.01 too much for £590,000 in all"),
        ({"revenue_total": "1", "revenue_0": "2"}, "The years come to £2 revenue, £1 too much for £1 in all"),
        ({"capital_total": "plenty"}, "Capital in all must be one amount, like £40k or £1,234.50"),
        ({"lasting_cost": "£1.005"}, "Lasting revenue cost, a year must be one amount, like £40k or £1,234.50"),
        ({"year_1": "2019"}, "2019/20 stands in two rows: give each year one"),
        ({"year_1": ""}, "Choose the year of row 2"),
        ({"year_1": "1066"}, "Choose a year from the list"),
        ({"asked": "move"}, "Choose the budget line that the money comes from"),
        ({"benefit": ""}, "Enter the benefit that is expected"),
        ({"benefit_owner": ""}, "Name who looks whether the benefit came true"),
        ({"paper_url": "javascript:alert(1)"}, "Enter a web address, like https://example.org/page"),
        ({"lead": "Zorg"}, "Nobody here is called “Zorg”. Choose a name from the list"),
        ({"forum": "hmt"}, "Choose one of your groups"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_and_kept(as_, room, on, wrong, sentence):
    response = as_(room.priya).post("/proposals/new/", FORM | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Proposal.objects.exists()
    assert not Action.objects.exists()


def test_a_profile_that_does_not_add_up_is_refused_below_the_form_too(room, phones):
    with pytest.raises(ProfileDoesNotAddUp) as refused:
        phones.set_years([YearRow(2019, 1)], by=None)
    assert refused.value.difference == 58_999_999


def test_another_year_is_a_row_more_and_nothing_typed_is_lost(as_, room, on):
    response = as_(room.priya).post("/proposals/new/", FORM | {"more": "1", "capital_2": "12x"})
    html = response.content.decode()
    assert response.status_code == 200
    assert 'name="year_4"' in html
    for value in ('value="12x"', 'value="£590k"', 'value="14 June 2020"', "Fewer calls", 'value="2020" selected'):
        assert value in html, value
    assert not Proposal.objects.exists()


def test_a_move_between_budgets_names_both(as_, room, on):
    first, second = make.make_budget("Phones", room.dmt), make.make_budget("Desks", room.dmt)
    hidden = make.make_budget("Secret", room.hmt)
    client, wanted = as_(room.priya), FORM | {"asked": "move", "move_from": first.ref}
    assert "Choose another budget line" in text_of(client.post("/proposals/new/", wanted | {"move_to": first.ref}))
    assert "Choose a budget line" in text_of(client.post("/proposals/new/", wanted | {"move_to": hidden.ref}))
    response = client.post("/proposals/new/", wanted | {"move_to": second.ref}, follow=True)
    assert "Move between budgets: from Phones to Desks" in text_of(response)


def test_it_is_changed_and_a_stale_save_shows_both(as_, room, phones):
    client, edit = as_(room.priya), f"{phones.get_absolute_url()}edit/"
    html = client.get(edit).content.decode()
    assert 'value="£190,000"' in html
    assert 'name="year_3"' in html
    client.post(edit, FORM | {"title": "Phones", "version": str(phones.version)})
    phones.refresh_from_db()
    assert (phones.title, phones.place, phones.years.count()) == ("Phones", 1, 2)
    response = client.post(edit, FORM | {"title": "Mine", "version": "1"})
    assert response.status_code == 409
    assert "What is proposed Phones" in text_of(response)
    assert 'value="Mine"' in response.content.decode()
    history = text_of(client.get(f"{phones.get_absolute_url()}history/"))
    assert "Amounts by year: 2019/20 capital £400,000.01, revenue £0; 2020/21 capital £189,999.99" in history


def test_the_history_says_sums_in_pounds(as_, room):
    vans = make.make_proposal("Vans", room.dmt, capital_total=51_000_000, revenue_total=12_345, lasting_cost=-50_000)
    history = text_of(as_(room.priya).get(f"{vans.get_absolute_url()}history/"))
    assert "Capital in all: £510,000 Revenue in all: £123.45 Lasting revenue cost a year: −£500" in history
    assert "pence" not in history


def test_the_benefits_one_action_holds_owner_and_date(as_, room, phones):
    client, edit = as_(room.priya), f"{phones.get_absolute_url()}edit/"
    client.post(edit, FORM | {"version": str(phones.version)})
    phones.refresh_from_db()
    action = phones.benefit_action
    moved = FORM | {"version": str(phones.version), "benefit_owner": "Daniel Okafor", "benefit_due": "1 July 2020"}
    client.post(edit, moved)
    action.refresh_from_db()
    phones.refresh_from_db()
    assert (phones.benefit_action, action.owner, action.due) == (action, room.daniel, date(2020, 7, 1))
    assert action.times_moved == 1
    assert Action.objects.count() == 1
    action.complete(by=room.priya.person, on=date(2020, 7, 1))
    assert "Done : the action" in text_of(client.get(phones.get_absolute_url()))


def test_the_order_is_kept_with_its_reasons(as_, room, phones):
    desks, cars = make.make_proposal("Desks", room.dmt), make.make_proposal("Cars", room.dmt)
    client = as_(room.priya)
    html = client.get("/proposals/").content.decode()
    assert f'aria-label="Move up to place 2: {cars.title}"' in html
    assert f'aria-label="Move down to place 2: {phones.title}"' in html
    assert html.count(">Up</button>") == html.count(">Down</button>") == 2
    address = f"{cars.get_absolute_url()}move/"
    page = client.get(f"{address}?to=2").content.decode()
    assert 'value="2"' in page
    refused = client.post(address, {"place": "1", "seen": "3", "reason": " "})
    assert (refused.status_code, "Say why it moves" in text_of(refused)) == (422, True)
    response = client.post(address, {"place": "1", "seen": "3", "reason": "The lease ends"})
    assert response.headers["Location"] == f"/proposals/?focus=up-{cars.ref}#proposal-{cars.ref}"
    html = client.get(response.headers["Location"].split("#")[0]).content.decode()
    assert re.search(rf"place 2: {cars.title}\" autofocus", html), "it is first: the button left is the one down"
    assert list(Proposal.objects.in_order()) == [cars, phones, desks]
    move = ProposalMove.objects.get()
    assert (move.from_place, move.to_place, move.reason, move.moved_by) == (3, 1, "The lease ends", room.priya.person)
    words = text_of(client.get(cars.get_absolute_url()))
    assert "Place 1 of DMT’s proposals" in words
    assert "From 3 to 1: The lease ends" in words
    history = text_of(client.get(f"{cars.get_absolute_url()}history/"))
    assert "Reason: The lease ends" in history
    assert "Place in the order: 1 (was 3)" in history


def test_who_moves_from_a_stale_page_is_told_and_keeps_the_reason(as_, room, phones):
    desks = make.make_proposal("Desks", room.dmt)
    client, address = as_(room.priya), f"{desks.get_absolute_url()}move/"
    client.post(address, {"place": "1", "seen": "2", "reason": "First"})
    response = client.post(address, {"place": "1", "seen": "2", "reason": "Second"})
    assert response.status_code == 409
    assert "It is place 1 of 2 now" in text_of(response)
    assert 'value="Second"' in response.content.decode()
    assert 'name="seen" value="1"' in response.content.decode()
    assert ProposalMove.objects.count() == 1


def test_what_ends_leaves_the_order_and_comes_back_last(as_, room, phones):
    desks = make.make_proposal("Desks", room.dmt)
    client = as_(room.priya)
    client.post(f"{phones.get_absolute_url()}end/", {"answer": "withdrawn"})
    phones.refresh_from_db()
    desks.refresh_from_db()
    assert (phones.ended, phones.place, desks.place) == ("withdrawn", None, 1)
    assert "One phone" not in text_of(client.get("/proposals/"))
    assert "Withdrawn" in text_of(client.get("/proposals/?live=no"))
    client.post(f"{phones.get_absolute_url()}end/", {"answer": "open"})
    phones.refresh_from_db()
    assert (phones.ended, phones.place) == ("", 2)
    assert client.post(f"{phones.get_absolute_url()}end/", {"answer": "eaten"}).status_code == 404


def test_what_was_decided_outside_a_meeting_and_what_the_group_above_said(as_, room, phones):
    client, address = as_(room.priya), phones.get_absolute_url()
    client.post(f"{address}outcome/", {"outcome": "agreed", "caveats": "tax check\nthe app is tested", "token": "x"})
    client.post(f"{address}outcome/", {"outcome": "agreed", "caveats": "tax check", "token": "x"})
    words = text_of(client.get(address))
    assert "Agreed with caveats: DMT" in words
    assert "Agreed, 0 of 2 caveats met" in words
    page = client.get(f"{address}take/").content.decode()
    assert "Take to HMT" in page
    sent = {"title": phones.title, "to_forum": "hmt", "sent_on": "10 June 2019", "token": "y"}
    client.post(f"{address}take/", sent)
    words = text_of(client.get(address))
    assert "Waiting for HMT" in words
    assert "What did they say?" in words
    referral = phones.referrals.get()
    assert referral.decision == Decision.objects.get()
    client.post(f"/referrals/{referral.ref}/answer/", {"outcome": "put_off", "next": address})
    words = text_of(client.get(address))
    assert "Put off by HMT" in words
    assert "HMT has answered" in words
    assert standing_of_one(phones, room.priya).state == "put_off"


def test_the_list_is_narrowed_down_and_downloaded(as_, room, phones):
    other = make.make_proposal("Desks", room.dmt, asked="nothing", topics=[make.make_topic("Desks")])
    make.make_decision("Desks it is", forum=room.dmt, audience="members")
    other.decisions.add(Decision.objects.get())
    client = as_(room.priya)

    def shown(query: str) -> list[bool]:
        words = text_of(client.get(f"/proposals/?{query}")).split("Download")[0].split("Apply")[-1]
        return [title in words for title in ("One phone", "Desks")]

    assert shown("") == [True, True]
    for query, wanted in {
        "stands=agreed": [False, True], "stands=undecided": [True, False], "asked=nothing": [False, True],
        "group=dmt": [True, True], "group=hmt": [False, False], "topic=desks": [False, True],
        "owner=grace-li": [True, False], "year=2020": [True, False], "year=x": [False, False], "q=phone": [True, False],
        "live=no": [False, False],
    }.items():  # fmt: skip
        assert shown(query) == wanted, query
    rows = b"".join(client.get("/proposals/csv/?year=2020").streaming_content).decode().splitlines()
    assert "Capital 2019/20,Revenue 2019/20,Capital 2020/21" in rows[0]
    assert "400000.00,0.00,190000.00,0.00" in rows[1]
    assert len(rows) == 2

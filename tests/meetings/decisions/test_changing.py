"""Recording, editing, replacing, deleting decisions; adding and settling caveats."""

import re
from datetime import date

import pytest

from hackit.history import Event
from hackit.indexing import fingerprint, rebuild
from meetings.models import Action, Decision
from tests import factories as make

DATA = {"text": "Buy forty phones", "outcome": "agreed", "forum": "dmt", "date": "11 June", "audience": "members"}


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def token_in(response) -> str:
    return re.search(r'name="token" value="([^"]+)"', response.content.decode())[1]


def test_a_decision_made_outside_a_meeting_is_recorded_with_its_caveats(as_, dmt):
    client = as_(dmt.grace)
    response = client.post("/decisions/new/", DATA | {"caveats": "- Tax check\nApp tested\n", "review_date": "1 Oct"})
    decision = Decision.objects.get()
    assert response["Location"] == decision.get_absolute_url()
    assert (decision.date, decision.outcome, decision.meeting) == (date(2019, 6, 11), "caveats", None)
    assert (decision.decided_by, decision.review_date) == (dmt.forum, date(2019, 10, 1))
    assert [caveat.text for caveat in decision.caveats.all()] == ["Tax check", "App tested"]


def test_a_double_click_records_one(as_, dmt):
    client = as_(dmt.grace)
    token = token_in(client.get("/decisions/new/"))
    first, second = (client.post("/decisions/new/", DATA | {"token": token}) for _ in range(2))
    assert Decision.objects.count() == 1
    assert second["Location"] == first["Location"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "Enter what was decided"),
        ({"text": "x" * 2001}, "What was decided must be 2000 characters or fewer"),
        ({"date": "31/2"}, "Date must be a real date, like 14 June 2019"),
        ({"date": ""}, "Enter the date of the decision"),
        ({"forum": "hmt"}, "Choose one of your groups"),
        ({"outcome": "replaced"}, "Choose an outcome"),
        ({"review_date": "some day"}, "Look at it again on must be a real date"),
        ({"text": "a\x00b"}, "Null characters"),
    ],
)
def test_a_wrong_decision_is_answered_and_nothing_is_saved(as_, dmt, wrong, said):
    response = as_(dmt.grace).post("/decisions/new/", DATA | wrong)
    assert response.status_code == 200
    assert said in text_of(response)
    assert "Error: Record a decision" in text_of(response)
    assert not Decision.objects.exists()


def test_one_replaces_another(as_, dmt):
    old = make.make_decision("Three phones", forum=dmt.forum)
    response = as_(dmt.grace).post(f"/decisions/new/?replaces={old.ref}", DATA)
    old.refresh_from_db()
    assert old.outcome == "replaced"
    assert response["Location"] == old.replaced_by.get_absolute_url()
    assert "Replaced by: Buy forty phones" in text_of(as_(dmt.grace).get(old.get_absolute_url()))
    assert "Replaces Three phones" in text_of(as_(dmt.grace).get(old.replaced_by.get_absolute_url()))


def test_nobody_replaces_what_they_may_not_change(as_, dmt):
    old = make.make_decision("Three phones", forum=dmt.forum)
    other = make.make_forum("Housing")
    make.join(other, dmt.yusuf)
    as_(dmt.yusuf).post(f"/decisions/new/?replaces={old.ref}", DATA | {"forum": "housing"})
    old.refresh_from_db()
    assert old.outcome == "agreed"


def test_a_stale_edit_shows_both_texts_and_saves_neither_silently(as_, dmt):
    decision = make.make_decision("Three phones", forum=dmt.forum)
    client, address = as_(dmt.grace), f"{decision.get_absolute_url()}edit/"
    data = DATA | {"version": decision.version}
    decision.text = "Four phones"
    decision.save_as(by=None, verb="changed")
    response = client.post(address, data)
    assert response.status_code == 409
    assert "Four phones" in text_of(response)
    assert "Buy forty phones" in response.content.decode()
    assert Decision.objects.get().text == "Four phones"
    version = re.search(r'name="version" value="(\d+)"', response.content.decode())[1]
    assert client.post(address, data | {"version": version}).status_code == 302
    assert Decision.objects.get().text == "Buy forty phones"


def test_deleting_can_be_undone_by_who_did_it(as_, dmt):
    decision = make.make_decision("Three phones", forum=dmt.forum)
    response = as_(dmt.grace).post(f"{decision.get_absolute_url()}delete/", follow=True)
    assert "Deleted: Three phones" in text_of(response)
    assert as_(dmt.grace).get(decision.get_absolute_url()).status_code == 404
    assert as_(dmt.yusuf).post(f"{decision.get_absolute_url()}restore/").status_code == 404
    as_(dmt.grace).post(f"{decision.get_absolute_url()}restore/")
    assert as_(dmt.grace).get(decision.get_absolute_url()).status_code == 200


def test_a_caveat_with_an_owner_is_an_action_of_theirs(as_, dmt):
    decision = make.make_decision("Three phones", forum=dmt.forum)
    as_(dmt.grace).post(
        f"{decision.get_absolute_url()}caveats/",
        {"text": "Tax check", "needed_before": "launch", "owner": "Yusuf", "due": "3/7"},
    )
    action = Action.objects.get()
    assert (action.owner, action.due) == (dmt.yusuf.person, date(2019, 7, 3))
    assert decision.caveats.get().action == action
    assert Decision.objects.get().outcome == "caveats"


def test_naming_an_owner_and_settling_go_together_with_the_action(as_, dmt):
    decision = make.make_decision("Three phones", forum=dmt.forum)
    caveat = decision.add_caveat("Tax check", by=None, needed_before="any spend")
    as_(dmt.grace).post(f"/caveats/{caveat.ref}/owner/", {"owner": "Yusuf Demir"})
    action = Action.objects.get()
    assert (action.owner, action.due_text) == (dmt.yusuf.person, "any spend")
    as_(dmt.grace).post(f"/caveats/{caveat.ref}/settle/", {"state": "done", "evidence": "Letter of 5 June"})
    action.refresh_from_db()
    caveat.refresh_from_db()
    assert (action.status, caveat.state, caveat.evidence) == ("done", "done", "Letter of 5 June")
    as_(dmt.grace).post(f"/caveats/{caveat.ref}/settle/", {"state": "to_do"})
    action.refresh_from_db()
    assert action.is_open


@pytest.mark.parametrize("data", [{}, {"state": "nonsense"}, {"state": "done", "evidence": "x" * 501}])
def test_a_wrong_state_of_a_caveat_changes_nothing(as_, dmt, data):
    caveat = make.make_decision(forum=dmt.forum).add_caveat("Tax check", by=None)
    response = as_(dmt.grace).post(f"/caveats/{caveat.ref}/settle/", data, follow=True)
    assert "Choose where the caveat stands" in text_of(response)
    caveat.refresh_from_db()
    assert caveat.state == "to_do"


def test_a_caveat_that_was_typed_behind_a_colon_begins_its_sentence(as_, dmt):
    caveat = make.make_decision(forum=dmt.forum).add_caveat("tax check", by=None)
    page = as_(dmt.grace).get(f"/caveats/{caveat.ref}/owner/")
    assert "Tax check. It comes back on their list" in text_of(page)


def test_an_unknown_owner_of_a_caveat_is_said(as_, dmt):
    caveat = make.make_decision(forum=dmt.forum).add_caveat("Tax check", by=None)
    response = as_(dmt.grace).post(f"/caveats/{caveat.ref}/owner/", {"owner": "Zog"})
    assert "Nobody here is called “Zog”" in text_of(response)


def test_strangers_are_sent_to_sign_in_from_every_form(client, dmt):
    decision = make.make_decision(forum=dmt.forum)
    caveat = decision.add_caveat("Tax check", by=None)
    for address in ("/decisions/new/", f"/decisions/{decision.ref}/edit/", f"/caveats/{caveat.ref}/owner/",
                    f"/decisions/{decision.ref}/history/", "/decisions/no-such-ref/edit/"):  # fmt: skip
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_addresses_that_are_none_are_not_found(as_, dmt):
    for address in ("/decisions/zzz/", "/decisions/%00/", "/decisions/%00/edit/", "/referrals/%00/"):
        assert as_(dmt.grace).get(address).status_code == 404


def test_a_rebuild_of_the_index_changes_nothing_after_all_that(as_, dmt):
    decision = make.make_decision("Three phones", forum=dmt.forum, topics=[make.make_topic("Mobile phones")])
    caveat = decision.add_caveat("Tax check", by=None, owner=dmt.grace.person, due=date(2019, 7, 3))
    client = as_(dmt.grace)
    client.post(f"{decision.get_absolute_url()}take/", {"title": "Phones", "to_forum": "hmt", "sent_on": "today"})
    client.post(f"/actions/{caveat.action.ref}/give/", {"owner": "Yusuf Demir"})
    client.post(
        f"/actions/{caveat.action.ref}/update/", {"status": "waiting", "waiting_for": "Finance", "due": "9 July"}
    )
    client.post(f"/actions/{caveat.action.ref}/done/")
    client.post(f"{decision.get_absolute_url()}edit/", DATA | {"version": Decision.objects.get().version, "topics": []})
    before = list(fingerprint())
    rebuild()
    assert list(fingerprint()) == before


def test_what_a_caveat_asked_for_moves_with_the_decision_and_its_history_says_so(as_, dmt):
    make.join(dmt.hmt, dmt.grace)
    decision = make.make_decision("Three phones", forum=dmt.forum, audience="staff")
    caveat = decision.add_caveat("Tax check", by=None, owner=dmt.grace.person)
    client = as_(dmt.grace)
    moved = DATA | {"version": decision.version, "forum": "hmt"}
    assert client.post(f"{decision.get_absolute_url()}edit/", moved).status_code == 302
    caveat.refresh_from_db()
    for one in (caveat, caveat.action):
        assert (one.forum, one.reach) == (dmt.hmt, "members")
    event = Event.objects.about(caveat.action).last()
    assert (event.verb, event.actor_id) == ("moved with its decision", dmt.grace.person.pk)
    told = {value.field: (value.old, value.new) for value in event.values.all()}
    assert told["audience"] == ("staff", "members")
    assert told["forum"] == (str(dmt.forum.pk), str(dmt.hmt.pk))


def test_deleting_a_decision_ends_what_its_caveats_asked_for_and_undo_brings_it_back(as_, dmt, on):
    decision = make.make_decision("One standard phone", meeting=dmt.meeting, by=dmt.grace.person)
    first = decision.add_caveat("Tax check", by=None, owner=dmt.grace.person, due=date(2019, 7, 3)).action
    first.set_status("waiting", by=None, on=on, waiting_for="the tax office")
    second = decision.add_caveat("App tested", by=None, owner=dmt.grace.person).action
    second.complete(by=dmt.grace.person, on=on)
    page = as_(dmt.grace).post(f"{decision.get_absolute_url()}delete/", follow=True).content.decode()
    assert "Deleted: One standard phone. 1 action under it is no longer needed" in page
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("dropped", "done")
    assert "The decision that asked for it was deleted" in text_of(as_(dmt.grace).get(first.get_absolute_url()))
    as_(dmt.grace).post(f"{decision.get_absolute_url()}restore/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.waiting_for, second.status) == ("waiting", "the tax office", "done")
    assert [caveat.state for caveat in decision.caveats.order_by("pk")] == ["to_do", "done"]
    assert "was deleted" not in as_(dmt.grace).get(first.get_absolute_url()).content.decode()

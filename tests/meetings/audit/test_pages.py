"""Reviews and recommendations: lists, pages, forms, presses, files, the committee's table, the scales."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hackit.history import Event
from hackit.models import Role
from meetings.audit.beside_models import Scale
from meetings.audit.committee import implemented
from meetings.models import Action, Evidence, Recommendation, Review
from tests import factories as make

MONDAY = date(2019, 6, 10)

REVIEW = {
    "title": " Cyber  security ", "plan_year": "2019", "stage": "fieldwork", "opinion": "", "auditor": "Ines Roy",
    "lead": "Grace Li", "planned_for": "Q2", "reported_on": "", "note": "", "forum": "dmt", "audience": "members",
    "token": "a",
}  # fmt: skip
RECOMMENDATION = {
    "reference": "2.1", "finding": "No list was kept.", "text": "Keep a list of suppliers", "priority": "Medium",
    "response": "agreed", "response_words": "", "risk_by": "", "risk_until": "", "action_text": "Make the list",
    "owner": "Grace Li", "helpers": "Daniel Okafor", "due": "30 June", "token": "b",
}  # fmt: skip


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def file_of(response) -> str:
    return b"".join(response.streaming_content).decode()


def fresh(one: Recommendation) -> Recommendation:
    return Recommendation.objects.select_related("action__owner", "review").get(pk=one.pk)


LISTS = ("/audit/", "/audit/recommendations/", "/audit/committee/")


def test_who_may_see(client, as_, room, audit):
    for address in LISTS:
        assert client.get(address).status_code == 302
        assert as_(make.make_user(f"Olu {address}", role=Role.NONE)).get(address).status_code == 403
        client.logout()
    staff = as_(room.staff)
    for address in LISTS:
        assert "leavers" not in text_of(staff.get(address))
        assert "Access to systems" not in text_of(staff.get(address))
        assert "Bring in" not in text_of(staff.get(address))
    for record in (audit.review, audit.late):
        assert staff.get(record.get_absolute_url()).status_code == 404
    assert staff.post(f"{audit.late.get_absolute_url()}say/", {"state": "done"}).status_code == 404
    member = as_(room.priya)
    assert "Access to systems" in text_of(member.get("/audit/"))
    recommended = text_of(member.get("/audit/recommendations/"))
    assert "End leavers" in recommended
    assert "Bring in from a spreadsheet" in recommended


def test_all_staff_see_what_is_for_all_staff_and_change_nothing(as_, room, audit):
    review = make.make_review("Open to all", room.dmt, audience="staff")
    one = make.make_recommendation(review, "Tell everybody")
    staff = as_(room.staff)
    assert "Tell everybody" in text_of(staff.get(one.get_absolute_url()))
    assert "We say it is done" not in text_of(staff.get(one.get_absolute_url()))
    for press in ("say", "check", "evidence", "delete", "replace"):
        assert staff.post(f"{one.get_absolute_url()}{press}/", {"state": "done"}).status_code == 403
    assert staff.get(f"{review.get_absolute_url()}edit/").status_code == 403
    assert staff.get("/audit/new/").status_code == 403


def test_a_review_is_written_down_once_changed_and_found(as_, room, on):
    client = as_(room.priya)
    made = client.post("/audit/new/", REVIEW)
    review = Review.objects.get()
    assert (review.title, review.auditor, review.auditor_text, review.lead) == (
        "Cyber security", None, "Ines Roy", room.grace,
    )  # fmt: skip
    assert client.post("/audit/new/", REVIEW).headers["Location"] == made.headers["Location"]
    again = client.post("/audit/new/", REVIEW | {"token": "b", "title": "CYBER security"})
    assert "This group has a review of that name in that year already" in text_of(again)
    one = make.make_recommendation(review, "Count the keys", owner=room.grace)
    edit = f"{review.get_absolute_url()}edit/"
    client.post(edit, REVIEW | {"title": "Keys", "version": "1", "stage": "final", "audience": "staff"})
    assert fresh(one).reach == "staff"
    assert fresh(one).action.reach == "staff"
    event = Event.objects.about(fresh(one).action).last()
    assert (event.verb, event.actor_label) == ("moved with its review", "Priya Nair")
    assert [(v.field, v.old, v.new) for v in event.values.all()] == [("audience", "members", "staff")]
    assert "Keys, 2019/20" in text_of(client.get("/search/?q=keys"))
    assert client.post(edit, REVIEW | {"title": "Mine", "version": "1"}).status_code == 409
    assert "Fieldwork" in text_of(client.get(f"{review.get_absolute_url()}history/"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Enter what is reviewed"),
        ({"stage": "asleep"}, "Choose a stage from the list"),
        ({"stage": "put_off"}, "Enter why it was put off"),
        ({"opinion": "Splendid"}, "Choose from the list"),
        ({"plan_year": "1066"}, "Choose a year from the list"),
        ({"lead": "Zorg"}, "Nobody here is called “Zorg”"),
        ({"reported_on": "31 February"}, "Final report of must be a real date"),
    ],
)
def test_a_review_that_cannot_be_taken(as_, room, on, wrong, sentence):
    response = as_(room.priya).post("/audit/new/", REVIEW | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Review.objects.exists()


def test_a_recommendation_with_its_action(as_, room, audit):
    client = as_(room.priya)
    for _time in range(2):
        client.post(f"{audit.review.get_absolute_url()}recommend/", RECOMMENDATION)
    one = Recommendation.objects.get(reference="2.1")
    action = one.action
    assert (action.text, action.owner, action.due) == ("Make the list", room.grace, date(2019, 6, 30))
    assert list(action.helpers.all()) == [room.daniel]
    assert action.source_url == one.get_absolute_url()
    page = text_of(client.get(one.get_absolute_url()))
    assert "Keep a list of suppliers" in page
    assert "First date Sun 30 June 2019" in page
    assert "Make the list" in text_of(client.get("/actions/?whose=all"))


def test_another_date_says_why_and_both_stand_side_by_side(as_, room, audit):
    client = as_(room.priya)
    edit = f"{audit.late.get_absolute_url()}edit/"
    form = RECOMMENDATION | {
        "reference": "1.2", "owner": "Daniel Okafor", "helpers": "", "due": "31 July", "priority": "High",
        "version": str(audit.late.version),
    }  # fmt: skip
    refused = client.post(edit, form)
    assert refused.status_code == 422
    assert "Enter why the date moves" in text_of(refused)
    client.post(edit, form | {"why": "Payroll is late"})
    page = text_of(client.get("/audit/committee/"))
    assert "Fri 31 May Wed 31 July Moved once: Payroll is late" in page, page
    row = next(line for line in file_of(client.get("/audit/committee/csv/")).splitlines() if "1.2" in line)
    assert "2019-05-31,2019-07-31,1,Payroll is late" in row


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"finding": "", "text": ""}, "Enter what is recommended, or what was found"),
        ({"reference": "1.2"}, "The review has a recommendation of that reference already"),
        ({"response": "not_agreed"}, "Enter who accepts the risk"),
        ({"response": "not_agreed", "risk_by": "Helen Marsh"}, "Enter until when the risk is accepted"),
        ({"risk_by": "Helen Marsh"}, "A risk is accepted where we do not agree"),
        ({"priority": "Enormous"}, "Choose from the list"),
        ({"due": "the day after"}, "Due date must be a real date"),
        ({"owner": "Zorg"}, "Nobody here is called “Zorg”"),
    ],
)
def test_a_recommendation_that_cannot_be_taken(as_, room, audit, wrong, sentence):
    before = Recommendation.objects.count()
    response = as_(room.priya).post(f"{audit.review.get_absolute_url()}recommend/", RECOMMENDATION | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert Recommendation.objects.count() == before


def test_a_risk_that_is_accepted_makes_no_action_and_asks_when_its_day_has_come(as_, room, audit):
    client = as_(room.priya)
    more = {"response": "not_agreed", "risk_by": "Helen Marsh", "risk_until": "10 June 2019", "owner": "", "due": ""}
    client.post(f"{audit.review.get_absolute_url()}recommend/", RECOMMENDATION | more | {"helpers": ""})
    one = Recommendation.objects.get(reference="2.1")
    assert one.action is None
    assert "Helen Marsh accepts the risk until Mon 10 June 2019: that day has come" in text_of(
        client.get(one.get_absolute_url())
    )


def test_what_we_say_and_what_audit_says_are_two_presses(as_, room, audit):
    client, address = as_(room.priya), audit.late.get_absolute_url()
    assert client.post(f"{address}check/", {"checked_on": "10 June"}).status_code == 302
    assert fresh(audit.late).checked_on is None
    client.post(f"{address}say/", {"state": "done"})
    assert "We say done, not checked yet" in text_of(client.get(address))
    ahead = client.post(f"{address}check/", {"checked_on": "12 June 2019"})
    assert ahead.status_code == 422
    assert "The day of the check cannot lie ahead" in text_of(ahead)
    client.post(f"{address}check/", {"checked_on": "7 June", "checked_by": "Ines Roy"})
    assert "Checked Fri 7 June 2019 by Ines Roy" in text_of(client.get(address))
    client.post(f"{address}check/", {"answer": "no"})
    assert fresh(audit.late).checked_on is None
    client.post(f"{address}say/", {"state": "not_relevant"})
    assert fresh(audit.late).state == "done"
    client.post(f"{address}say/", {"state": "open", "why": "Audit found another"})
    assert Action.objects.get(pk=audit.late.action_id).is_open


def test_evidence_has_its_own_date_and_can_be_taken_off(as_, room, audit):
    client, address = as_(room.priya), audit.late.get_absolute_url()
    form = {"words": "List of leavers", "url": "https://files.example/list", "dated": "3 June", "token": "e"}
    for _time in range(2):
        client.post(f"{address}evidence/", form)
    evidence = Evidence.objects.get()
    assert evidence.dated == date(2019, 6, 3)
    assert "Evidence of Mon 3 June" in text_of(client.get("/audit/committee/"))
    bad = client.post(f"{address}evidence/", {"words": "", "url": "", "dated": "1 July 2019", "token": "f"})
    assert bad.status_code == 422
    assert "The date of the evidence cannot lie ahead" in text_of(bad)
    client.post(f"/audit/evidence/{evidence.ref}/take-off/")
    assert not Evidence.objects.live().exists()
    client.post(f"/audit/evidence/{evidence.ref}/put-back/")
    assert Evidence.objects.live().get().words == "List of leavers"
    assert "Evidence: List of leavers" in text_of(client.get(f"{address}history/"))


def test_replaced_deleted_and_brought_back(as_, room, audit):
    client, address = as_(room.priya), audit.late.get_absolute_url()
    secret = make.make_recommendation(make.make_review("Secret", room.hmt), "Theirs")
    assert client.post(f"{address}replace/", {"other": secret.ref}).status_code == 404
    assert client.post(f"{address}replace/", {"other": audit.late.ref}).status_code == 404
    client.post(f"{address}replace/", {"other": audit.coming.ref})
    assert "Replaced by:" in text_of(client.get(address))
    coming = audit.coming.get_absolute_url()
    client.post(f"{coming}delete/")
    assert client.get(coming).status_code == 404
    assert Action.objects.get(pk=audit.coming.action_id).status == "dropped"
    client.post(f"{coming}restore/")
    assert fresh(audit.coming).state == "open"
    assert Action.objects.get(pk=audit.coming.action_id).is_open


def test_a_review_that_recommends_something_is_not_deleted(as_, room, audit):
    client, address = as_(room.priya), audit.review.get_absolute_url()
    assert "Delete what it recommends first" in text_of(client.post(f"{address}delete/", follow=True))
    empty = make.make_review("Empty", room.dmt)
    client.post(f"{empty.get_absolute_url()}delete/")
    assert client.get(empty.get_absolute_url()).status_code == 404
    client.post(f"{empty.get_absolute_url()}restore/")
    assert client.get(empty.get_absolute_url()).status_code == 200


def test_only_an_administrator_sets_the_scales_and_records_keep_their_words(as_, room, audit):
    assert as_(room.priya).get("/audit/scales/").status_code == 403
    admin = make.make_user("Nadia Rowe", role=Role.ADMINISTRATOR)
    client = as_(admin)
    assert "Substantial assurance" in text_of(client.get("/audit/scales/"))
    form = {
        "scale": "priority",
        "priority-version": "0",
        "priority-grades": "Critical\r\n Important \r\nMerits attention",
    }
    client.post("/audit/scales/", form)
    assert Scale.objects.grades()["priority"] == ["Critical", "Important", "Merits attention"]
    assert client.post("/audit/scales/", form).status_code == 409
    for wrong in ("Only one", "Same\nsame", "x" * 61 + "\nb", "\n".join("abcdefghijk")):
        refused = client.post("/audit/scales/", form | {"priority-version": "1", "priority-grades": wrong})
        assert refused.status_code == 422
    assert fresh(audit.late).priority == "High"
    member = as_(room.priya)
    page = member.get(f"{audit.late.get_absolute_url()}edit/").content.decode()
    assert '<option value="High" selected>' in page
    assert '<option value="Critical">' in page
    assert "High" in text_of(member.get("/audit/committee/"))
    assert "End leavers" in text_of(member.get("/audit/recommendations/?priority=High"))


def test_lists_narrow_down_what_presses_comes_first_and_files_tell_the_same(as_, room, audit):
    client = as_(room.priya)
    page = text_of(client.get("/audit/recommendations/"))
    assert page.index("1.2 End leavers") < page.index("1.10 Review who")
    assert "1.2 End" not in text_of(client.get("/audit/recommendations/?stands=open"))
    assert "1.2 End" in text_of(client.get("/audit/recommendations/?stands=overdue&owner=daniel-okafor&year=2019"))
    assert "1.2 End" in text_of(client.get("/audit/recommendations/?q=switch+daniel"))
    assert "1.2" not in file_of(client.get("/audit/recommendations/csv/?stands=open"))
    assert "Access to systems,2019/20,Final report,Limited assurance,,Grace Li,,,,2,2,1" in file_of(
        client.get("/audit/csv/?opinion=Limited+assurance")
    )
    assert "Nothing matches" in text_of(client.get("/audit/?stage=cancelled"))


def test_the_committee_reads_how_much_is_implemented_with_all_numbers_in_words(as_, room, audit):
    audit.coming.say("done", by=None, on=MONDAY)
    old = make.make_recommendation(make.make_review("Backups", room.dmt, plan_year=2018), "Test them", priority="High")
    old.say("done", by=None, on=MONDAY)
    old.mark_checked(on=MONDAY, who="", by=None)
    html = as_(room.priya).get("/audit/committee/").content.decode()
    assert (
        "Recommendations implemented by plan year. 2018/19: 1 of 1 implemented, 1 checked by audit; "
        "2019/20: 1 of 2 implemented, 0 checked by audit" in html
    )
    assert "by priority. High: 1 of 2 implemented, 1 checked by audit; Low: 1 of 1" in html
    assert "2 of 3 implemented (67%), 1 of these checked by audit" in " ".join(re.sub(r"<[^>]+>", "", html).split())
    assert "Test them" not in html
    assert "Test them" in text_of(as_(room.priya).get("/audit/committee/?stands=checked"))


def test_what_nobody_has_to_implement_is_not_counted():
    counts = [(2019, "Low", "risk", 4), (2019, "Low", "not_relevant", 2), (2019, "Odd", "overdue", 3)]
    found = implemented([*counts, (2019, "High", "checked", 1)], ["High", "Low"])
    assert (found.priorities, found.whole.total, found.whole.late) == (["High", "Odd"], 4, 3)
    assert found.by_year is None


@pytest.mark.in_full("postgresql")  # as many questions there
def test_a_page_asks_as_often_for_thirty_as_for_one(as_, room, audit):
    client = as_(room.priya)
    addresses = ["/audit/", "/audit/recommendations/", "/audit/committee/"]
    addresses += [audit.review.get_absolute_url(), audit.late.get_absolute_url()]

    def questions() -> dict[str, int]:
        """How many each page asks."""
        asked = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            asked[address] = len(queries)
        return asked

    audit.late.add_evidence("A list", dated=MONDAY, by=None)
    audit.late.action.move_to(date(2019, 6, 1), by=None, on=MONDAY, reason="Late")
    first = questions()
    for number in range(30):
        review = make.make_review(f"Review {number}", room.dmt, lead=room.grace)
        for where in (review, audit.review):
            one = make.make_recommendation(where, f"Do {number}", owner=room.daniel, due=date(2019, 5, 1 + number))
            one.add_evidence("A list", dated=MONDAY, by=None)
            one.action.move_to(date(2019, 6, 1), by=None, on=MONDAY, reason="Late")
        audit.late.add_evidence(f"A list {number}", dated=MONDAY, by=None)
        audit.late.action.move_to(date(2019, 7, 1 + number), by=None, on=MONDAY, reason="Later")
    assert questions() == first

"""Pages of questions: the list, one with its answer, forms and presses, above items and beside the agenda, the file."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from hackit.models import Role
from meetings.enquiries.reading import age_words
from meetings.models import Action, Enquiry
from tests import factories as make
from tests.meetings.lines.conftest import MONDAY


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def asked(room, on) -> Enquiry:
    return make.make_enquiry(
        "What is the run rate?", room.dmt, owner=room.daniel, asked_on=date(2019, 5, 6), due=date(2019, 6, 7),
        by=room.priya.person,
    )  # fmt: skip


FORM = {
    "text": "Who holds\n the keys?", "asked_by": "audit", "asker": "", "asked_on": "3 June 2019",
    "owner": "Grace Li", "due": "3 July", "forum": "dmt", "audience": "members", "token": "",
}  # fmt: skip


def test_who_may_see_answer_and_change(client, as_, room, asked):
    address = asked.get_absolute_url()
    assert client.get("/enquiries/").status_code == 302
    assert as_(make.make_user("Olu Ade", role=Role.NONE)).get("/enquiries/").status_code == 403
    staff = as_(room.staff)
    assert "run rate" not in text_of(staff.get("/enquiries/"))
    assert staff.get(address).status_code == 404
    assert staff.post(f"{address}answer/", {"answer": "x"}).status_code == 404
    assert staff.get("/enquiries/new/").status_code == 403
    asked.action.give_to(room.staff.person, by=None)
    assert "Answer it" in text_of(staff.get(address))
    assert staff.get(f"{address}edit/").status_code == 403
    assert staff.post(f"{address}delete/").status_code == 403
    staff.post(f"{address}answer/", {"answer": "£40k", "sent_back_on": "10 June", "version": str(asked.version)})
    asked.refresh_from_db()
    assert (asked.answer, asked.state, asked.sent_back_on) == ("£40k", "sent_back", MONDAY)


def test_it_is_listed_with_its_age_and_who_answers(as_, room, asked):
    words = text_of(as_(room.priya).get("/enquiries/"))
    assert "From finance, asked 5 weeks ago Daniel Okafor answers, by Fri 7 June" in words
    assert "run rate" not in text_of(as_(room.priya).get("/enquiries/?asked_by=audit"))
    assert "Nothing matches" in text_of(as_(room.priya).get("/enquiries/?who=grace-li"))
    assert "run rate" in text_of(as_(room.priya).get("/enquiries/?q=daniel+rate"))


def test_answered_ones_are_listed_when_asked_for(as_, room, asked):
    asked.answer_with("£40k", by=None, on=MONDAY, sent_back_on=MONDAY)
    client = as_(room.priya)
    assert "No question is open" in text_of(client.get("/enquiries/"))
    assert "Sent back Mon 10 June From finance" in text_of(client.get("/enquiries/?state=sent_back"))


def test_a_question_is_written_down_once_with_its_promise(as_, room, on):
    client = as_(room.priya)
    for _time in range(2):
        client.post("/enquiries/new/", FORM | {"token": "once"})
    enquiry = Enquiry.objects.get()
    assert (enquiry.text, enquiry.asked_by, enquiry.asked_on) == ("Who holds the keys?", "audit", date(2019, 6, 3))
    action = Action.objects.get()
    assert (enquiry.action, action.owner, action.due, action.text) == (
        action, room.grace, date(2019, 7, 3), "Answer audit: Who holds the keys?",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": " "}, "Enter what is asked"),
        ({"text": "x" * 1001}, "What is asked must be 1000 characters or fewer"),
        ({"asked_by": "other"}, "Enter who asks"),
        ({"asked_by": "nobody"}, "Choose who asks"),
        ({"asked_on": "12 June 2019"}, "The day on which it was asked cannot lie ahead"),
        ({"asked_on": ""}, "Enter the day on which it was asked"),
        ({"owner": "Zorg"}, "Nobody here is called “Zorg”. Choose a name from the list"),
        ({"due": "some day"}, "Answer by must be a real date, like 14 June 2019"),
        ({"forum": "hmt"}, "Choose one of your groups"),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(as_, room, on, wrong, sentence):
    response = as_(room.priya).post("/enquiries/new/", FORM | wrong)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("Grace", "Grace Li"), ("HMT", "HMT"), ("the floor manager", "the floor manager")]
)
def test_somebody_else_is_a_person_a_group_or_words(as_, room, on, typed, words):
    make.join(room.hmt, room.priya)
    as_(room.priya).post("/enquiries/new/", FORM | {"asked_by": "other", "asker": typed})
    enquiry = Enquiry.objects.get()
    assert enquiry.asker_words() == words
    assert bool(enquiry.asker_text) == (typed == "the floor manager")


def test_who_asks_is_named_or_the_database_refuses_it(room):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_enquiry("What?", room.dmt, asked_by="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        make.make_enquiry("What?", room.dmt, state="sent_back")


def test_changing_it_changes_its_promise_and_a_late_save_asks(as_, room, asked):
    client, address = as_(room.priya), f"{asked.get_absolute_url()}edit/"
    assert "Daniel Okafor" in client.get(address).content.decode()
    sent = FORM | {"version": str(asked.version), "text": "What is the rate?", "asked_by": "finance", "due": "12 June"}
    client.post(address, sent)
    action = Action.objects.get()
    assert (action.text, action.owner, action.due) == (
        "Answer finance: What is the rate?",
        room.grace,
        date(2019, 6, 12),
    )
    late = client.post(address, sent | {"text": "Mine"})
    assert late.status_code == 409
    assert "What is the rate?" in text_of(late)
    assert client.get(f"{asked.get_absolute_url()}history/").status_code == 200


def test_an_answer_may_be_written_before_it_is_sent_back(as_, room, asked):
    client, address = as_(room.priya), f"{asked.get_absolute_url()}answer/"
    client.post(address, {"answer": "About £40k", "sent_back_on": "", "version": "1"})
    asked.refresh_from_db()
    assert (asked.is_open, asked.answer, Action.objects.get().is_open) == (True, "About £40k", True)
    assert "Answer, not sent back yet About £40k" in text_of(client.get(asked.get_absolute_url()))
    late = client.post(address, {"answer": "Mine", "sent_back_on": "10 June", "version": "1"})
    assert "Somebody else changed this meanwhile" in text_of(late)
    assert "Mine" in late.content.decode()
    empty = client.post(address, {"answer": "", "sent_back_on": "", "version": "2"})
    assert empty.status_code == 422
    assert "Enter what is answered, or the day on which it was sent back" in text_of(empty)
    ahead = client.post(address, {"answer": "x", "sent_back_on": "12 June 2019", "version": "2"})
    assert "The day on which it was sent back cannot lie ahead" in text_of(ahead)
    client.post(address, {"answer": "£40k", "sent_back_on": "7 June", "version": "2"})
    asked.refresh_from_db()
    assert (asked.state, asked.sent_back_on, Action.objects.get().status) == ("sent_back", date(2019, 6, 7), "done")


def test_no_longer_needed_opened_again_deleted_and_brought_back(as_, room, asked):
    client, address = as_(room.priya), asked.get_absolute_url()
    client.post(f"{address}state/", {"answer": "drop"})
    assert Action.objects.get().status == "dropped"
    client.post(f"{address}state/", {"answer": "open"})
    assert (Enquiry.objects.get().state, Action.objects.get().is_open) == ("open", True)
    assert client.post(f"{address}state/", {"answer": "burn"}).status_code == 404
    deleted = client.post(f"{address}delete/", follow=True)
    assert "Deleted: What is the run rate?" in text_of(deleted)
    assert not Action.objects.live().exists()
    assert as_(room.helen).post(f"{address}restore/").status_code == 404
    as_(room.priya).post(f"{address}restore/")
    assert Enquiry.objects.live().get().action == Action.objects.live().get()


def test_it_stands_above_finance_and_beside_the_agenda_with_its_age(as_, room, asked):
    client = as_(room.priya)
    live = client.get(f"/meetings/{room.meeting.ref}/live/?item={room.finance.ref}")
    words = "What is the run rate? From finance, asked 5 weeks ago Daniel Okafor answers, by Fri 7 June"
    assert f"Questions to answer: Type “answered 1: …” {words}" in text_of(live)
    agenda = client.get(f"/meetings/{room.meeting.ref}/agenda/")
    assert f"Questions to answer {words}" in text_of(agenda)
    assert "run rate" not in text_of(as_(room.staff).get(f"/meetings/{room.meeting.ref}/agenda/"))


def test_it_is_among_the_actions_of_who_answers_and_about_what_it_was_asked(as_, room, asked):
    budget = make.make_budget("Vendor increases", room.dmt)
    as_(room.priya).post(
        "/enquiries/new/",
        FORM | {"owner": "Yusuf Demir", "budget_line": budget.ref, "about": budget.get_absolute_url()},
    )
    enquiry = Enquiry.objects.get(asked_by="audit")
    assert (enquiry.budget_line, enquiry.about_url) == (budget, budget.get_absolute_url())
    assert "Vendor increases" in text_of(as_(room.priya).get(enquiry.get_absolute_url()))
    staff = as_(room.staff)
    assert "Answer audit: Who holds the keys?" in text_of(staff.get("/actions/"))
    page = staff.get(enquiry.get_absolute_url())
    assert page.status_code == 200
    assert "Vendor increases" not in text_of(page)
    assert "Vendor increases" not in b"".join(staff.get("/enquiries/csv/").streaming_content).decode()


def test_the_file_holds_what_is_shown(as_, room, asked):
    rows = b"".join(as_(room.priya).get("/enquiries/csv/").streaming_content).decode().splitlines()
    assert rows[1].startswith(
        "What is the run rate?,finance,2019-05-06,DMT,Daniel Okafor,2019-06-07,Not answered yet,,,"
    )


@pytest.mark.parametrize(
    ("asked_on", "words"),
    [
        (date(2019, 6, 10), "asked today"), (date(2019, 6, 9), "asked yesterday"),
        (date(2019, 5, 28), "asked 13 days ago"), (date(2019, 5, 27), "asked 2 weeks ago"),
        (date(2019, 5, 6), "asked 5 weeks ago"), (date(2019, 3, 11), "asked 13 weeks ago"),
        (date(2019, 3, 10), "asked 3 months ago"), (date(2018, 6, 11), "asked 11 months ago"),
    ],
)  # fmt: skip
def test_how_long_ago_it_was_asked(asked_on, words):
    assert age_words(asked_on, on=MONDAY) == words


def test_an_answer_takes_few_keys_in_the_meeting():
    assert len("answered 1: ") + len("\n") < 15

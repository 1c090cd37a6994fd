"""The agenda: items, order, states, papers, suggestions, what comes over from last time."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hackit.models import Entry
from meetings.agenda.pasted import read_pasted
from meetings.models import AgendaItem
from tests.factories import make_action, make_decision, make_item, make_line, make_meeting, make_topic

DAY = date(2019, 6, 4)
AHEAD = date(2099, 6, 9)


@pytest.fixture
def meeting(forum):
    return make_meeting(forum, AHEAD)


def url(name, record):
    return reverse(f"meetings:{name}", args=[record.ref])


def item_data(**changed):
    data = {
        "title": "Mobile phones",
        "purpose": "Choose one",
        "kind": "investment",
        "lead": "Grace Li",
        "minutes": "20",
    }
    return data | {"minutes": "20", "topics": "mobile phones", "token": "t"} | changed


def test_the_secretary_adds_an_item_with_lead_and_topic(as_user, meeting, priya, grace):
    make_topic()
    client = as_user(priya)
    client.post(url("item-new", meeting), item_data())
    client.post(url("item-new", meeting), item_data())
    item = meeting.items.get()
    assert (item.title, item.kind, item.lead, item.minutes, item.state) == (
        "Mobile phones", "investment", grace.person, 20, "open",
    )  # fmt: skip
    assert [topic.name for topic in item.topics.all()] == ["Mobile phones"]
    assert item.audience == "staff"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"title": ""}, "Enter what to talk about"),
        ({"title": "x" * 201}, "Make it 200 letters or fewer"),
        ({"lead": "Nobody Known"}, "Nobody here is called “Nobody Known”"),
        ({"minutes": "-3"}, "Minutes must be 1 or more"),
        ({"minutes": "ten"}, "Minutes must be a whole number"),
        ({"topics": "Dragons"}, "There is no topic called Dragons"),
        ({"kind": "poetry"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_an_item_is_said(as_user, meeting, priya, changed, message):
    page = as_user(priya).post(url("item-new", meeting), item_data(lead="", topics="") | changed)
    assert page.status_code == 422
    assert message in page.content.decode()
    assert not meeting.items.exists()


def test_a_member_suggests_and_the_secretary_takes_or_declines_with_an_answer(as_user, meeting, priya, grace):
    as_user(grace).post(url("item-new", meeting), item_data(lead="", topics=""))
    item = meeting.items.get()
    assert item.state == AgendaItem.State.PROPOSED
    assert as_user(grace).post(url("item-answer", item), {"do": "take"}).status_code == 403
    assert "Take it" in as_user(priya).get(url("meeting-agenda", meeting)).content.decode()
    page = as_user(priya).post(url("item-answer", item), {"do": "decline", "answer": ""}, follow=True)
    assert "Say why, in a sentence" in page.content.decode()
    as_user(priya).post(url("item-answer", item), {"do": "take"})
    item.refresh_from_db()
    assert item.state == AgendaItem.State.OPEN


def test_anybody_on_the_staff_suggests_an_item_and_reads_the_answer(as_user, forum, meeting, priya, sam):
    address = reverse("meetings:item-suggest", args=[forum.slug])
    assert as_user(None).get(address).status_code == 302
    page = as_user(sam).get(address).content.decode()
    assert "2099" not in page
    as_user(sam).post(address, {"title": "Wi-Fi in the libraries", "purpose": "", "minutes": "", "token": "s"})
    item = meeting.items.get()
    assert (item.state, item.created_by) == ("proposed", sam.person)
    assert as_user(sam).get(meeting.get_absolute_url()).url == forum.get_absolute_url()
    as_user(priya).post(url("item-answer", item), {"do": "decline", "answer": "It is for the libraries’ own board"})
    page = as_user(sam).get(forum.get_absolute_url()).content.decode()
    assert "It is for the libraries’ own board" in page
    assert "Declined" in page


def test_without_a_meeting_to_come_a_suggestion_waits(as_user, forum, sam):
    address = reverse("meetings:item-suggest", args=[forum.slug])
    page = as_user(sam).post(address, {"title": "Wi-Fi", "token": "s"}).content.decode()
    assert "No meeting is planned" in page
    assert not AgendaItem.objects.exists()


def test_a_pasted_list_becomes_items_in_order(as_user, meeting, priya, grace):
    make_item(meeting, "Finance")
    address = url("meeting-agenda", meeting)
    assert as_user(grace).post(address, {"items": "One", "token": "p"}).status_code == 403
    as_user(priya).post(address, {"items": "1. Phones\n- Desks\n\n  • 2019 budget\n", "token": "p"})
    as_user(priya).post(address, {"items": "1. Phones\n- Desks\n\n  • 2019 budget\n", "token": "p"})
    assert [item.title for item in meeting.items.all()] == ["Finance", "Phones", "Desks", "2019 budget"]
    titled = as_user(priya).post(
        address, {"items": "DMT agenda, Monday 3 June\n1. Lifts\n2. Agenda for May\n"}, follow=True
    )
    assert "Lifts" in titled.text
    assert "Agenda for May" in titled.text
    assert "DMT agenda, Monday" not in titled.text
    page = as_user(priya).post(address, {"items": " \n", "token": "q"})
    assert page.status_code == 422
    assert "Paste at least one item" in page.content.decode()
    assert "60 at most" in as_user(priya).post(address, {"items": "a\n" * 70}).content.decode()


@pytest.mark.parametrize(
    ("typed", "title", "leads", "minutes"),
    [
        ("1. Phones (Grace, 20 mins)", "Phones", True, 20),
        ("Phones (15 minutes)", "Phones", False, 15),
        ("Phones - Grace Li - 10 minutes", "Phones", True, 10),
        ("Phones - phase 2 – Grace, 10 mins", "Phones - phase 2", True, 10),
        ("1\tPhones\tGrace\t20 mins", "Phones", True, 20),
        ("Phones\tGrace\tpaper 3", "Phones – paper 3", True, None),
        ("· Phones", "Phones", False, None),
        ("o Phones", "Phones", False, None),
        ("Phones (Zorg, 20 mins)", "Phones (Zorg, 20 mins)", False, None),
        ("Appraisal - Grace", "Appraisal - Grace", False, None),
        ("Plan (2019)", "Plan (2019)", False, None),
        ("Year of (Grace)", "Year of (Grace)", False, None),
        ("Phones (900 mins)", "Phones (900 mins)", False, None),
        ("Budget (20m)", "Budget (20m)", False, None),
        ("2.5 posts for the service desk", "2.5 posts for the service desk", False, None),
        ("2) Posts", "Posts", False, None),
    ],
)
def test_who_leads_and_the_minutes_are_read_where_they_stand_plainly(
    as_user, meeting, priya, grace, typed, title, leads, minutes
):
    address = url("meeting-agenda", meeting)
    page = as_user(priya).post(address, {"items": typed, "token": "p"}, follow=True).content.decode()
    item = meeting.items.get()
    assert (item.title, item.lead, item.minutes) == (title, grace.person if leads else None, minutes)
    assert ("were read from the list" in page) == bool(leads or minutes)


def test_a_line_of_many_dashes_is_looked_at_from_the_last_two_only():
    class Known:
        asked = 0

        def find(self, name):
            self.asked += 1
            return []

    known, line = Known(), "Phones" + " - Desks" * 500
    assert read_pasted(line, known).title == line
    assert known.asked <= 2


def test_a_member_marks_an_item_and_only_who_runs_the_group_withdraws_it(as_user, meeting, priya, grace, sam):
    item = make_item(meeting)
    assert as_user(sam).post(url("item-state", item), {"state": "discussed"}).status_code == 404
    as_user(grace).post(url("item-state", item), {"state": "ran_out"})
    item.refresh_from_db()
    assert item.state == "ran_out"
    assert as_user(grace).post(url("item-state", item), {"state": "withdrawn"}).status_code == 403
    as_user(priya).post(url("item-state", item), {"state": "nonsense"})
    item.refresh_from_db()
    assert item.state == "ran_out"


def test_papers_are_links_and_only_to_the_web(as_user, meeting, priya):
    item = make_item(meeting)
    client, address = as_user(priya), url("item-papers", item)
    page = client.post(address, {"paper-title": "Report", "paper-url": "javascript:alert(1)"})
    assert page.status_code == 422
    assert "Enter a web address, like https://" in page.content.decode()
    client.post(address, {"paper-title": "Report", "paper-url": "https://papers.example/a", "paper-token": "p"})
    client.post(address, {"paper-title": "Report", "paper-url": "https://papers.example/a", "paper-token": "p"})
    paper = item.papers.get()
    assert "https://papers.example/a" in client.get(url("meeting-agenda", meeting)).content.decode()
    client.post(address, {"remove": paper.ref})
    assert not item.papers.exists()


def test_a_stale_save_of_an_item_shows_both(as_user, meeting, priya):
    item = make_item(meeting, "First title")
    item.title = "Theirs"
    item.save_as(by=None, verb="changed")
    page = as_user(priya).post(url("item-edit", item), item_data(title="Mine", lead="", topics="", version="1"))
    assert page.status_code == 409
    assert "Theirs" in page.content.decode()
    assert "Mine" in page.content.decode()
    item.refresh_from_db()
    assert item.title == "Theirs"


def test_keeping_an_item_with_the_group_takes_what_is_under_it_along(as_user, forum, priya, sam):
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting)
    make_decision("Agree on a phone", meeting=meeting, item=item)
    make_action("Buy the phones", priya.person, meeting=meeting, item=item)
    meeting.shared_at = meeting.created_at
    meeting.save_as(by=None, verb="shared")
    for row in (item, *item.decisions.all(), *item.actions.all()):
        row.refresh_from_db()
        row.save()
    assert Entry.objects.visible_to(sam).filter(kind__in=("item", "decision", "action")).count() == 3
    data = item_data(lead="", topics="", version=item.version, keep="on")
    assert as_user(priya).post(url("item-edit", item), data).status_code == 302
    assert not Entry.objects.visible_to(sam).filter(kind__in=("item", "decision", "action")).exists()


def test_the_agenda_is_the_groups_alone_even_when_shared(as_user, forum, sam, priya):
    meeting = make_meeting(forum, DAY)
    meeting.shared_at = meeting.created_at
    meeting.save_as(by=None, verb="shared")
    assert as_user(sam).get(url("meeting-agenda", meeting)).status_code == 404
    assert as_user(None).get(url("meeting-agenda", meeting)).status_code == 302
    assert as_user(priya).get(url("meeting-agenda", meeting)).status_code == 200


@pytest.mark.in_full("postgresql")  # as many questions there
def test_the_agenda_costs_the_same_for_many(as_user, forum, meeting, priya, grace):
    topic = make_topic()
    last = make_meeting(forum, date(2099, 6, 2))

    def fill(number):
        item = make_item(meeting, f"Item {number}", lead=grace.person, topics=[topic], position=number)
        item.papers.create(title="Paper", url="https://papers.example/a")
        make_item(meeting, f"Asked {number}", state="proposed", created_by=grace.person)
        make_item(last, f"Ran out {number}", state="ran_out", lead=grace.person)
        make_action(f"Do {number}", grace.person, meeting=last)
        make_line(item, f"Line {number}", grace.person)

    fill(0)
    client, address = as_user(priya), url("meeting-agenda", meeting)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(1, 30):
        fill(number)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one) <= 25


# --- Papers beside unsaved changes ---


def test_adding_and_taking_off_a_paper_keeps_what_else_was_typed(as_user, meeting, priya):
    item = make_item(meeting, "First title")
    client, address = as_user(priya), url("item-papers", item)
    typed = item_data(title="Half a new title", lead="", topics="", version=str(item.version))
    paper = {"paper-title": "Report", "paper-url": "papers.example/a", "paper-token": "p"}
    page = client.post(address, typed | paper)
    html = page.content.decode()
    assert (page.status_code, item.papers.get().url) == (200, "https://papers.example/a")
    assert 'value="Half a new title"' in html
    assert "“Report” is with the item. The other changes are not saved yet." in html
    assert 'value="Report"' not in html
    page = client.post(address, typed | {"remove": item.papers.get().ref, "paper-title": "Half a paper"})
    assert 'value="Half a new title"' in page.content.decode()
    assert 'value="Half a paper"' in page.content.decode()
    assert not item.papers.exists()
    item.refresh_from_db()
    assert item.title == "First title"
    client.post(url("item-edit", item), typed)
    item.refresh_from_db()
    assert item.title == "Half a new title"


def test_without_other_changes_the_page_comes_back_at_its_papers(as_user, meeting, priya, grace):
    item = make_item(meeting, "First title", lead=grace.person, minutes=20, topics=[make_topic()])
    client = as_user(priya)
    shown = client.get(url("item-edit", item)).context["form"]
    typed = {name: value for name in shown.fields if (value := shown[name].value())}
    answer = client.post(
        url("item-papers", item), typed | {"paper-title": "A", "paper-url": "https://papers.example/a"}
    )
    assert answer.url == f"{url('item-edit', item)}#papers"


def test_saving_takes_a_paper_along_that_was_typed_and_not_added(as_user, meeting, priya):
    item = make_item(meeting, "First title")
    client = as_user(priya)
    typed = item_data(title="Second", lead="", topics="", version=str(item.version))
    page = client.post(url("item-edit", item), typed | {"paper-title": "Report", "paper-token": "p"})
    assert page.status_code == 422
    assert "Enter where the paper is" in page.content.decode()
    item.refresh_from_db()
    assert item.title == "First title"
    client.post(url("item-edit", item), typed | {"paper-title": "Report", "paper-url": "https://papers.example/a"})
    item.refresh_from_db()
    assert (item.title, item.papers.get().title) == ("Second", "Report")

"""An action's life on its page: evidence, whom it waits for, why a date moves, and what its history tells."""

from datetime import date

import pytest

from hackit.history import Event
from hackit.models import Organisation
from meetings.models import Action, ActionLink
from tests import factories as make
from tests.meetings.actions.test_action_pages import DATA, text_of, value_of

PLAN = {"url": "https://files.example/plan.pdf", "words": "The signed plan"}


@pytest.fixture
def action(dmt):
    return make.make_action("Send the audit plan", dmt.grace.person, forum=dmt.forum, due=date(2019, 6, 14))


# --- Evidence ---


def test_links_are_evidence_with_words_and_day_and_stand_in_the_history(as_, dmt, action):
    client = as_(dmt.grace)
    assert "A link to what shows it" in text_of(client.get(action.get_absolute_url()))
    client.post(f"/actions/{action.ref}/links/", PLAN)
    client.post(f"/actions/{action.ref}/links/", {"url": "http://wiki.example/a?b=1&c=2"})
    page = client.get(action.get_absolute_url())
    assert '<a href="https://files.example/plan.pdf" rel="noreferrer">The signed plan</a>' in page.content.decode()
    assert "files.example, Wed 12 June, Grace Li" in text_of(page)
    assert '<a href="http://wiki.example/a?b=1&amp;c=2"' in page.content.decode()
    words = text_of(client.get(f"/actions/{action.ref}/history/"))
    assert "Link added by Grace Li" in words
    assert "Link: The signed plan: https://files.example/plan.pdf" in words


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"url": ""}, "Enter a link"),
        ({"url": "javascript:alert(1)"}, "Enter a web address, like https://example.org/page"),
        ({"url": "ftp://files.example/"}, "Enter a web address, like https://example.org/page"),
        ({"url": "files"}, "Enter a web address, like https://example.org/page"),
        ({"url": "https://files.example/" + "x" * 800}, "The link must be 800 characters or fewer"),
        ({"url": "https://files.example/\x00"}, "Null characters"),
        (PLAN | {"words": "x" * 201}, "What it shows must be 200 characters or fewer"),
    ],
)
def test_a_wrong_link_is_answered_and_stays_in_the_form(as_, dmt, action, data, said):
    response = as_(dmt.grace).post(f"/actions/{action.ref}/links/", data)
    assert said in text_of(response)
    assert "<details open>" in response.content.decode()
    assert not ActionLink.objects.exists()


def test_a_link_is_taken_off_and_put_back_by_who_took_it_off(as_, dmt, action):
    link = action.add_link(PLAN["url"], by=dmt.grace.person, on=date(2019, 6, 12), words=PLAN["words"])
    client = as_(dmt.helen)
    page = client.post(f"/actions/{action.ref}/links/{link.ref}/off/", follow=True)
    assert "Taken off: The signed plan" in text_of(page)
    address = f"/actions/{action.ref}/links/{link.ref}/back/"
    assert as_(dmt.grace).post(address).status_code == 404
    assert "Taken off" not in text_of(as_(dmt.grace).get(f"{action.get_absolute_url()}?off={link.ref}"))
    as_(dmt.helen).post(address)
    assert "The signed plan" in text_of(as_(dmt.grace).get(action.get_absolute_url()))
    verbs = list(Event.objects.about(action).values_list("verb", flat=True))
    assert verbs[-3:] == ["link added", "link taken off", "link added"]


def test_a_double_click_adds_one_link(as_, dmt, action):
    client = as_(dmt.grace)
    page = client.get(action.get_absolute_url()).content.decode()
    token = page.split('id="link_token"')[0].rsplit('value="', 1)[1].split('"')[0]
    for _ in range(2):
        client.post(f"/actions/{action.ref}/links/", PLAN | {"token": token})
    assert ActionLink.objects.count() == 1


def test_links_of_another_action_and_of_who_may_not_change_it_stay(as_, dmt, action):
    link = action.add_link(PLAN["url"], by=dmt.grace.person, on=date(2019, 6, 12))
    other = make.make_action("Another", dmt.grace.person, forum=dmt.forum)
    assert as_(dmt.grace).post(f"/actions/{other.ref}/links/{link.ref}/off/").status_code == 404
    assert as_(dmt.yusuf).post(f"/actions/{action.ref}/links/{link.ref}/off/").status_code == 403
    assert as_(dmt.yusuf).post(f"/actions/{action.ref}/links/", PLAN).status_code == 403
    assert ActionLink.objects.filter(deleted_at=None).count() == 1
    html = as_(dmt.yusuf).get(action.get_absolute_url()).content.decode()
    assert "files.example" in html
    assert "Add a link" not in html


# --- Whom it waits for ---


def test_a_person_a_team_and_a_group_can_be_waited_for_and_a_person_is_linked(as_, dmt, action):
    Organisation.objects.create(name="Finance", is_team=True)
    client = as_(dmt.grace)
    html = client.get(action.get_absolute_url()).content.decode()
    for name in ("Finance", "DMT", "Yusuf Demir"):
        assert f'<option value="{name}">' in html
    client.post(f"/actions/{action.ref}/update/", {"status": "waiting", "waiting_for": "yusuf"})
    stored = Action.objects.get()
    assert (stored.waiting_for, stored.waiting_on) == ("Yusuf Demir", dmt.yusuf.person)
    html = client.get(action.get_absolute_url()).content.decode()
    assert f'Waiting for <a href="{dmt.yusuf.person.get_absolute_url()}">Yusuf Demir</a>' in html
    client.post(f"/actions/{action.ref}/update/", {"status": "waiting", "waiting_for": "Finance"})
    assert Action.objects.get().waiting_on is None


def test_of_two_of_one_name_the_one_that_was_chosen_is_waited_for(as_, dmt, action):
    first, second = (make.make_person("Sam Rowe", role_title=role) for role in ("Finance", "Housing"))
    as_(dmt.grace).post(f"/actions/{action.ref}/update/", {"status": "waiting", "waiting_for": "Sam Rowe (Housing)"})
    assert Action.objects.get().waiting_on == second
    as_(dmt.grace).post(f"/actions/{action.ref}/update/", {"status": "waiting", "waiting_for": "Sam Rowe (Finance)"})
    assert Action.objects.get().waiting_on == first


# --- Why a date moves ---


def test_moving_an_agreed_date_asks_why_on_every_form(as_, dmt, action):
    client = as_(dmt.grace)
    edit = DATA | {"version": action.version, "due": "21 June"}
    for path, data in (("edit/", edit), ("update/", {"status": "not_started", "due": "21 June"})):
        response = client.post(f"/actions/{action.ref}/{path}", data)
        assert "Enter why the date moves" in text_of(response)
        assert 'value="21 June"' in response.content.decode()
        assert Action.objects.get().times_moved == 0
    response = client.post(f"/actions/{action.ref}/edit/", edit | {"due": ""})
    assert "Enter why it has no date any more" in text_of(response)
    client.post(f"/actions/{action.ref}/edit/", edit | {"why": "Leave"})
    assert "Leave Date moved from Fri 14 June to Fri 21 June 2019." in text_of(client.get(action.get_absolute_url()))


def test_agreeing_on_a_first_date_or_on_an_assumed_one_asks_nothing(as_, dmt):
    client = as_(dmt.grace)
    undated = make.make_action("Undated", dmt.grace.person, forum=dmt.forum)
    assumed = make.make_action("Assumed", dmt.grace.person, due=date(2019, 6, 17), due_is_assumed=True)
    for action in (undated, assumed):
        for page in (action.get_absolute_url(), f"{action.get_absolute_url()}edit/"):
            assert "Why the date moves" not in text_of(client.get(page))
        client.post(f"/actions/{action.ref}/update/", {"status": "not_started", "due": "20 June"})
        action.refresh_from_db()
        assert (action.due, action.times_moved) == (date(2019, 6, 20), 0)


def test_moving_a_caveats_agreed_date_asks_why(as_, dmt):
    caveat = make.make_decision(meeting=dmt.meeting).add_caveat(
        "Tax check", by=dmt.grace.person, owner=dmt.grace.person, due=date(2019, 6, 14)
    )
    client, data = as_(dmt.grace), {"owner": "Grace Li", "due": "21 June 2019"}
    assert "Enter why the date moves" in text_of(client.post(f"/caveats/{caveat.ref}/owner/", data))
    client.post(f"/caveats/{caveat.ref}/owner/", {"owner": "Helen Marsh", "due": ""})
    client.post(f"/caveats/{caveat.ref}/owner/", data | {"why": "Leave"})
    action = Action.objects.get()
    assert (action.due, action.times_moved, action.updates.get().text) == (date(2019, 6, 21), 1, "Leave")


# --- Every field's history ---


def test_the_history_names_helpers_topics_and_group_before_and_after(as_, dmt):
    phones = make.make_topic("Mobile phones")
    make.make_topic("Cyber review")
    housing = make.make_forum("Housing")
    make.join(housing, dmt.grace)
    action = make.make_action("Send it", dmt.grace.person, forum=dmt.forum, topics=[phones])
    action.set_helpers([dmt.helen.person], by=dmt.grace.person)
    client = as_(dmt.grace)
    version = value_of(client.get(f"/actions/{action.ref}/edit/"), "version")
    client.post(
        f"/actions/{action.ref}/edit/",
        {"text": "Send it", "owner": "Grace Li", "helpers": "Yusuf Demir", "forum": "housing", "audience": "staff",
         "topics": ["cyber-review", "mobile-phones"], "version": version},
    )  # fmt: skip
    words = text_of(client.get(f"/actions/{action.ref}/history/"))
    assert "With: Yusuf Demir (was Helen Marsh)" in words
    assert "Topics: Cyber review, Mobile phones (was Mobile phones)" in words
    assert "Group: Housing (was DMT)" in words
    assert "With: Helen Marsh" in words


# --- Where it came from ---


def test_log_and_links_go_with_their_action_into_another_group(as_, dmt):
    other = make.make_forum("HMT")
    action = make.make_action("Order one", None, forum=dmt.forum, audience="members")
    action.add_update("Kept words", by=dmt.grace.person, on=date(2019, 6, 11))
    action.add_link("https://example.org/kept", by=dmt.grace.person, on=date(2019, 6, 11))
    stored = Action.objects.get(pk=action.pk)
    stored.forum = other
    stored.save_as(by=dmt.grace.person, verb="changed")
    assert [row.forum for row in (stored.updates.get(), stored.links.get())] == [other, other]


def test_words_about_where_it_came_from_without_an_address_are_for_its_group_and_who_wrote_them(as_, dmt):
    make.make_action(
        "Ring the depot", dmt.yusuf.person, forum=dmt.forum, by=dmt.helen.person, audience="members",
        source_label="one-to-one, Wed 5 June",
    )  # fmt: skip
    for address in ("/actions/?whose=all", Action.objects.get().get_absolute_url()):
        assert "one-to-one, Wed 5 June" in text_of(as_(dmt.grace).get(address))
        assert "one-to-one" not in text_of(as_(dmt.yusuf).get(address))


def test_where_it_came_from_is_told_to_who_may_see_that(as_, dmt):
    decision = make.make_decision("Secretly one phone", meeting=dmt.meeting, audience="members")
    make.make_action(
        "Order one", dmt.yusuf.person, audience="staff", source_label="Secretly one phone",
        source_url=decision.get_absolute_url(),
    )  # fmt: skip
    for address in ("/actions/?whose=all", Action.objects.get().get_absolute_url()):
        assert "Secretly" in text_of(as_(dmt.grace).get(address))
        assert "Secretly" not in text_of(as_(dmt.yusuf).get(address))
    decision.delete_softly(by=dmt.grace.person)
    assert "Secretly" not in text_of(as_(dmt.grace).get("/actions/?whose=all"))

"""`[[words]]` in a note: one clear match becomes a link on saving, the others are asked about beside the sheet."""

from datetime import timedelta

import pytest

from tests.factories import join, make_action, make_decision, make_forum, make_topic, make_user
from tests.weeknotes.conftest import BODY, MONDAY, make_note, make_published
from tests.weeknotes.writing.test_weeknote_edit import sheet, url
from weeknotes.models import Weeknote, WeeknoteDraft

pytestmark = pytest.mark.django_db


def offered(client, typed):
    return client.get("/weeknotes/links/", {"q": typed}).json()["suggestions"]


def test_what_is_typed_finds_notes_decisions_actions_and_topics_newest_first(as_helen, helen):
    make_decision("One standard phone for field staff", date=MONDAY)
    make_action("Send the phone figures", owner=helen.person)
    make_published(helen, "## Phones again\n\nMore.", title="A week of phones", week=MONDAY - timedelta(weeks=3))
    make_topic("Phones")
    found = offered(as_helen, "[[phon")
    assert found[0]["name"] == "Phones"
    assert {one["name"] for one in found} == {
        "Phones", "One standard phone for field staff", "Send the phone figures", "Phones again",
    }  # fmt: skip
    assert (
        offered(as_helen, "[[week of ph")[0]["insert"] == "[A week of phones](/weeknotes/2019/05/13/a-week-of-phones/)"
    )
    assert offered(as_helen, "[[")[0]["small"]


def test_nobody_is_offered_what_they_may_not_see_and_strangers_nothing(as_helen, client, helen, sam):
    dmt = make_forum("DMT")
    make_decision("Secret phones", forum=dmt, audience="members")
    make_note(sam, "## Secret phones of Sam\n\nx")
    assert offered(as_helen, "[[secret ph") == []
    join(dmt, helen)
    assert [one["name"] for one in offered(as_helen, "[[secret ph")] == ["Secret phones"]
    assert client.get("/weeknotes/links/", {"q": "[[secret"}).status_code == 302


@pytest.mark.parametrize("typed", ["[[", "[[(", "[[%_'\"", "[[" + "x" * 500, "[[\x00a", "[[£41,000", "w/c"])
def test_odd_words_are_no_error(as_helen, helen, typed):
    make_note(helen)
    assert as_helen.get("/weeknotes/links/", {"q": typed}).status_code == 200


def test_one_clear_match_is_a_link_once_saved_and_code_is_left_alone(as_helen, helen):
    decision = make_decision("One standard [phone]", date=MONDAY)
    note = make_note(helen)
    text = BODY + "\nSee [[standard phone]] and `[[standard phone]]`.\n\n```\n[[standard phone]]\n```"
    as_helen.post(url(note), sheet(note, text, do="save"))
    saved = Weeknote.objects.get(pk=note.pk).body
    assert f"See [One standard \\[phone\\]]({decision.get_absolute_url()}) and `[[standard phone]]`." in saved
    assert "```\n[[standard phone]]\n```" in saved


def test_what_is_not_clear_stays_and_is_asked_about(as_helen, helen):
    first = make_decision("Phones for depots", date=MONDAY)
    make_decision("Phones for offices", date=MONDAY)
    note = make_note(helen)
    text = BODY + "\nAbout [[phones]] and [[nothing such]]."
    as_helen.post(url(note), sheet(note, text, do="save"))
    note.refresh_from_db()
    assert note.body.endswith("About [[phones]] and [[nothing such]].")
    page = as_helen.get(url(note))
    assert "Links that are not clear" in page.text
    assert "“[[nothing such]]”: nothing has that name." in page.text
    phones = page.context["beside"].links[0]
    key = next(target.key for target in phones.targets if target.title == "Phones for depots")
    as_helen.post(url(note), sheet(note, do=f"link:{key}:phones"))
    assert f"About [Phones for depots]({first.get_absolute_url()}) and" in WeeknoteDraft.objects.get().body
    as_helen.post(url(note), sheet(note, WeeknoteDraft.objects.get().body, do="link:none:nothing such"))
    assert WeeknoteDraft.objects.get().body.endswith("and nothing such.")


def test_an_exact_name_is_clear_though_others_have_its_words(as_helen, helen):
    make_decision("Phones", date=MONDAY)
    make_decision("Phones for offices", date=MONDAY)
    note = make_note(helen)
    as_helen.post(url(note), sheet(note, BODY + "\n[[phones]]", do="save"))
    assert "[Phones](/decisions/" in Weeknote.objects.get().body


def test_a_link_button_for_what_one_may_not_see_changes_nothing(as_helen, helen):
    secret = make_decision("Secret phones", forum=make_forum("DMT"), audience="members")
    note = make_note(helen)
    for key in (f"e{secret.pk}", "e1", "t99", "x", ""):
        as_helen.post(url(note), sheet(note, BODY + "\n[[secret phones]]", do=f"link:{key}:secret phones"))
        assert WeeknoteDraft.objects.get().body.endswith("[[secret phones]]")


@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_marks_ask_no_more_questions_than_one(as_helen, helen, django_assert_num_queries):
    make_user("Grace Li")
    note = make_note(helen)
    counts = []
    for size in (1, 30):
        note.body = "\n".join(f"[[word {n}]]" for n in range(size))
        note.save_revision(by=helen.person)
        with django_assert_num_queries(21, exact=False) as captured:
            as_helen.get(url(note))
        counts.append(len(captured))
    assert counts[0] == counts[1]

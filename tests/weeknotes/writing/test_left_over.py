"""What was decided and done and does not stand in the note is offered beside it; pressing never makes it public."""

from datetime import timedelta

import pytest

from hackit.audience import Audience
from tests.factories import join, make_action, make_decision, make_forum
from tests.weeknotes.conftest import BODY, MONDAY, make_note
from weeknotes.writing.drafting import FOR_STAFF
from weeknotes.writing.left_over import left_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt(helen):
    forum = make_forum("DMT")
    join(forum, helen)
    return forum


def offered(client, note):
    return [(row.thing.text, row.readers) for row in client.get(note.get_edit_url()).context["left_over"]]


def test_what_a_group_keeps_is_offered_and_said_to_be_kept(as_helen, helen, dmt):
    make_decision("a secret reserve", forum=dmt, date=MONDAY, audience=Audience.MEMBERS)
    make_decision("one phone each", forum=dmt, date=MONDAY)
    make_decision("next week’s", forum=dmt, date=MONDAY + timedelta(days=7))
    note = make_note(helen, BODY)
    assert offered(as_helen, note) == [("a secret reserve", "DMT only"), ("one phone each", "All staff")]
    assert "DMT only so far" in as_helen.get(note.get_edit_url()).text


def test_what_stands_in_the_note_is_not_offered(as_helen, helen, dmt):
    make_decision("One phone  each", forum=dmt, date=MONDAY)
    assert offered(as_helen, make_note(helen, "We agreed one phone each.")) == []


def press(client, note, value, **more):
    sent = {"version": note.version, "title": note.title, "summary": "", "body-0": note.body, "do": f"tell:{value}"}
    return client.post(note.get_edit_url(), sent | more)


def test_pressing_puts_it_into_a_section_for_staff_before_anything_is_saved(as_helen, helen, dmt):
    secret = make_decision("a secret reserve", forum=dmt, date=MONDAY, audience=Audience.MEMBERS)
    note = make_note(helen, BODY)
    press(as_helen, note, f"decision:{secret.ref}")
    draft = note.drafts.get()
    assert f"## {FOR_STAFF}\n\n- Mon: Agreed: a secret reserve" in draft.body
    as_helen.post(
        note.get_edit_url(), {"version": note.version, "title": note.title, "body-0": draft.body, "do": "save"}
    )
    audiences = {row.heading: row.audience for row in note.sections.all()}
    assert audiences.pop(FOR_STAFF) == Audience.STAFF
    assert set(audiences.values()) == {Audience.EVERYONE}
    assert "secret" not in as_helen.get(f"/weeknotes/{note.ref}/preview/").content.decode()


def test_a_section_of_that_name_that_was_opened_is_closed_again(as_helen, helen, dmt):
    secret = make_decision("a secret reserve", forum=dmt, date=MONDAY, audience=Audience.MEMBERS)
    note = make_note(helen, f"## {FOR_STAFF}\n\n- Tue: Done: a thing")
    assert note.sections.get().audience == Audience.EVERYONE
    press(as_helen, note, f"decision:{secret.ref}")
    assert note.sections.get().audience == Audience.STAFF


def test_somebody_elses_thing_is_put_into_nothing(as_helen, helen, sam):
    hidden = make_action("canary", sam.person, audience=Audience.ME, by=sam.person)
    hidden.complete(by=sam.person, on=MONDAY)
    note = make_note(helen, BODY)
    for value in (f"action:{hidden.ref}", "action:", "nonsense", "decision:\x00"):
        assert press(as_helen, note, value).status_code == 302
    assert not note.drafts.filter(body__contains="canary").exists()
    assert left_over(note, "", helen) == []

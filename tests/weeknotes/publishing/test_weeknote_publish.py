"""The pages on which a note is published, corrected and taken back."""

import pytest

from hackit.models import Publication
from tests.factories import make_person
from tests.weeknotes.conftest import BODY, make_note, make_published
from weeknotes.models import Weeknote

pytestmark = pytest.mark.django_db


def url(note, page: str = "publish") -> str:
    return f"/weeknotes/{note.ref}/{page}/"


def test_the_last_look_names_what_goes_out_and_what_does_not(as_helen, helen, shelf):
    shelf.add("abcdefghij", "One phone, or none", "We agreed.")
    shelf.add("0123456789", "Apprenticeships")
    body = "## DMT\n\n{{point:abcdefghij}}\n\n{{point:0123456789}}\n\n## Kept\n\nFor us.\n\n## Empty\n"
    note = make_note(helen, body, summary="")
    note.sections.filter(anchor="kept").update(audience="staff")
    page = as_helen.get(url(note))
    for words in (
        "All staff read as well", "Kept", "Published with it", "One phone, or none",
        "Apprenticeships: the point is not written yet", "Empty: nothing stands under it",
        "Write two sentences",
    ):  # fmt: skip
        assert words in page.text


def test_the_last_look_counts_the_pictures_that_everyone_goes_without(as_helen, helen):
    image = "![A phone](/weeknotes/images/abc.png)"
    note = make_note(helen, f"## Phones\n\n{image}\n\n## Kept\n\n{image} and\n\n{image}\n")
    assert "Pictures that only staff see" not in as_helen.get(url(note)).text
    note.sections.filter(anchor="kept").update(audience="staff")
    assert "<dt>Pictures that only staff see</dt><dd>2 in “Kept”<br>" in as_helen.get(url(note)).text
    note.sections.update(audience="staff")  # nothing goes to everyone, and that is said
    assert "Pictures that only staff see" not in as_helen.get(url(note)).text


def test_publishing_leads_to_the_page_that_everyone_reads(client, as_helen, helen):
    note = make_note(helen)
    answer = as_helen.post(url(note), {"version": note.version, "token": "a"})
    assert answer.headers["Location"] == "/weeknotes/2019/06/03/fewer-phones/"
    assert "Published. Everyone can read it now." in as_helen.get(answer.headers["Location"]).text
    assert "the pilot" in client.get(answer.headers["Location"]).text


def test_pressing_twice_publishes_once(as_helen, helen):
    note = make_note(helen)
    data = {"version": note.version, "token": "once"}
    first, second = (as_helen.post(url(note), data) for _ in "12")
    assert first.headers["Location"] == second.headers["Location"]
    assert Publication.objects.count() == 1


def test_people_it_names_are_pointed_out_and_only_the_ticked_are_confirmed(as_helen, helen):
    grace, yusuf = make_person("Grace Li", role_title="Head of support"), make_person("Yusuf Demir")
    note = make_note(helen, "## Thanks\n\nGrace Li fixed it. Yusuf helped.")
    page = as_helen.get(url(note))
    form = page.context["form"]
    assert form.initial["people"] == [f"{grace.pk}:thanks"]  # named in full
    assert "Grace Li, Head of support, in “Thanks”" in page.text
    assert [value for value, _words in form.fields["people"].choices] == [f"{grace.pk}:thanks", f"{yusuf.pk}:thanks"]
    as_helen.post(url(note), {"version": note.version, "token": "a", "people": [f"{yusuf.pk}:thanks"]})
    assert list(Publication.objects.get().parts.get().people.all()) == [yusuf]


def test_a_note_without_a_title_is_not_published_and_it_is_said(as_helen, helen):
    note = make_note(helen, title="")
    answer = as_helen.post(url(note), {"version": note.version, "token": "a"})
    assert answer.status_code == 422
    assert "Enter a title" in answer.text
    assert not Publication.objects.exists()


def test_a_correction_asks_why(as_helen, helen):
    note = make_published(helen)
    assert "What did you change, and why?" in as_helen.get(url(note)).text
    answer = as_helen.post(url(note), {"version": note.version, "token": "a", "reason": " "})
    assert answer.status_code == 422
    assert "Enter what you changed and why" in answer.text
    as_helen.post(url(note), {"version": note.version, "token": "b", "reason": "A wrong figure"})
    assert [p.reason for p in Publication.objects.order_by("number")] == ["", "A wrong figure"]


def test_what_somebody_saved_since_is_looked_at_again_before_it_goes_out(as_helen, helen):
    note = make_note(helen)
    data = {"version": note.version, "token": "a"}
    note.body = BODY + "\nLater."
    note.save_revision(by=helen.person)
    answer = as_helen.post(url(note), data)
    assert answer.status_code == 409
    assert "Somebody saved this note in the meantime" in answer.text
    assert not Publication.objects.exists()
    again = answer.context["form"].data
    assert as_helen.post(url(note), again).status_code == 302


def test_a_point_that_cannot_go_out_stops_it_and_it_is_said(as_helen, helen, shelf):
    shelf.add("abcdefghij", "One phone", "We agreed.")
    shelf.refuses = True
    note = make_note(helen, "{{point:abcdefghij}}\n\nWords.")
    answer = as_helen.post(url(note), {"version": note.version, "token": "a"})
    assert answer.status_code == 422
    assert "“One phone” could not be published" in answer.text


def test_unsaved_typing_is_pointed_out(as_helen, helen):
    note = make_note(helen)
    note.keep_draft(helen.person, based_on=note.version, title="", summary="", body="typed")
    assert "You have typed something since you last saved" in as_helen.get(url(note)).text


def test_the_publish_button_saves_first(as_helen, helen):
    note = make_note(helen)
    data = {"version": note.version, "title": "T", "summary": "", "body-0": "Just typed.", "do": "publish"}
    assert as_helen.post(url(note, "edit"), data).headers["Location"] == url(note)
    assert Weeknote.objects.get().body == "Just typed."


def test_taking_back_needs_a_reason_and_leaves_nothing_public(client, as_helen, helen):
    note = make_published(helen)
    where = note.get_absolute_url()
    assert as_helen.post(url(note, "unpublish"), {"version": note.version}).status_code == 422
    assert client.get(where).status_code == 200
    answer = as_helen.post(url(note, "unpublish"), {"version": note.version, "reason": "Too early"})
    assert answer.headers["Location"] == url(note, "edit")
    for path in (where, "/weeknotes/", "/weeknotes/feed/", "/weeknotes/2019/"):
        assert "Fewer phones" not in client.get(path).text
    assert client.get(where).status_code == 404
    stale = as_helen.post(url(note, "unpublish"), {"version": note.version, "reason": "Again"})
    assert stale.headers["Location"] == url(note, "edit")


def test_taking_back_what_was_saved_since_is_asked_again(as_helen, helen):
    note = make_published(helen)
    old = {"version": note.version - 1, "reason": "Too early"}
    answer = as_helen.post(url(note, "unpublish"), old)
    assert answer.status_code == 409
    assert Publication.objects.current().exists()

"""The page on which a week is chosen: it says beforehand what is there, and of another draft to who may see it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hackit.dates import monday_of
from meetings.models import Point
from tests.factories import join, make_action, make_decision, make_forum, make_item, make_line, make_meeting
from tests.weeknotes.conftest import make_note, make_published
from weeknotes.models import Weeknote
from weeknotes.writing.weeks import weeks_to_offer

pytestmark = pytest.mark.django_db
NEW = "/weeknotes/new/"


def this_week():
    return monday_of(timezone.localdate())


def fill(user, week):
    dmt = make_forum("DMT")
    join(dmt, user)
    item = make_item(make_meeting(dmt, week), "Phones")
    Point(item=item, title="One phone", forum=dmt, audience="everyone", text="Words").save_as(by=None, verb="written")
    make_decision("One phone each", forum=dmt, date=week)
    make_decision("canary put off", forum=dmt, date=week, outcome="put_off")
    make_action("order phones", user.person, forum=dmt).complete(by=user.person, on=week)
    for number in range(3):
        make_line(None, f"jotted {number}", user.person, day=week)


def choices(client):
    return dict(client.get(NEW).context["form"].fields["week"].choices)


def test_each_week_says_what_is_there_for_it(as_helen, helen):
    week = this_week() - timedelta(weeks=1)
    fill(helen, week)
    found = choices(as_helen)
    assert found[week.isoformat()].endswith("last week: 1 point, 3 jottings, 1 action closed, 2 decisions")
    assert found[this_week().isoformat()].endswith(", this week")


def test_what_others_have_is_not_counted(as_sam, helen):
    fill(helen, this_week())
    assert choices(as_sam)[this_week().isoformat()].endswith(", this week")


def test_a_week_that_has_only_begun_gives_way_to_the_last_one(helen):
    last = this_week() - timedelta(weeks=1)
    assert weeks_to_offer(helen.person, on=this_week(), filled=[last])[0] == last
    assert weeks_to_offer(helen.person, on=this_week(), filled=[last, this_week()])[0] == this_week()
    make_published(helen, week=last)
    assert weeks_to_offer(helen.person, on=this_week(), filled=[last])[0] == this_week()


def test_a_note_may_cover_several_weeks(as_helen):
    week = this_week().isoformat()
    as_helen.post(NEW, {"week": week, "weeks": "3", "token": "a"})
    assert Weeknote.objects.get().weeks_covered == 3
    for wrong, says in (("0", "at least 1 week"), ("13", "at most 12 weeks"), ("many", "as a number")):
        answer = as_helen.post(NEW, {"week": week, "weeks": wrong, "token": "b"})
        assert answer.status_code == 422
        assert says in answer.text
    assert Weeknote.objects.count() == 1


def test_a_draft_of_that_week_is_told_of_and_pressing_again_begins_another(as_helen, helen):
    mine = make_note(helen, week=this_week(), title="Half done")
    sent = {"week": this_week().isoformat(), "token": "a"}
    answer = as_helen.post(NEW, sent)
    assert "is begun already, by Helen Marsh" in answer.text
    assert mine.get_edit_url() in answer.text
    assert Weeknote.objects.count() == 1
    as_helen.post(NEW, sent | {"again": answer.context["form"]["again"].value()})
    assert Weeknote.objects.count() == 2


def test_somebody_elses_draft_is_not_told_of_unless_one_writes_it_too(as_sam, helen, sam):
    note = make_note(helen, week=this_week(), title="canary")
    sent = {"week": this_week().isoformat(), "token": "a"}
    assert as_sam.post(NEW, sent).status_code == 302
    note.set_authors([helen.person, sam.person])
    answer = as_sam.post(NEW, sent | {"token": "b"})
    assert "by Helen Marsh and Sam Whitfield" in answer.text
    assert Weeknote.objects.count() == 2


def test_a_draft_of_several_weeks_is_a_draft_of_each(as_helen, helen):
    make_note(helen, week=this_week() - timedelta(weeks=2), weeks_covered=2)
    last = {"week": (this_week() - timedelta(weeks=1)).isoformat()}
    assert "is begun already" in as_helen.post(NEW, last | {"token": "a"}).text
    assert as_helen.post(NEW, {"week": this_week().isoformat(), "token": "b"}).status_code == 302


def test_the_week_can_be_named_in_the_address(as_helen):
    last = (this_week() - timedelta(weeks=1)).isoformat()
    assert f'<option value="{last}" selected>' in as_helen.get(f"{NEW}?week={last}").text
    assert as_helen.get(f"{NEW}?week=%00nonsense").status_code == 200


@pytest.mark.in_full("postgresql")  # as many questions there
def test_many_weeks_take_as_many_queries_as_one(as_helen, helen, django_assert_num_queries):
    fill(helen, this_week())
    with django_assert_num_queries(12):
        as_helen.get(NEW)
    for ago in range(1, 8):
        for number in range(5):
            make_line(None, f"jotted {number}", helen.person, day=this_week() - timedelta(weeks=ago))
            make_decision("One phone each", forum=helen.person.memberships.get().forum, date=this_week())
    with django_assert_num_queries(12):
        as_helen.get(NEW)


def test_the_weeknote_so_far_is_the_draft_of_this_week_where_there_is_one(as_helen, helen):
    so_far = f"{NEW}?go=draft"
    assert f'href="{so_far}">Weeknote so far' in as_helen.get("/").content.decode()
    make_note(helen, week=this_week() - timedelta(weeks=1))
    assert as_helen.get(so_far).status_code == 200
    note = make_note(helen, week=this_week())
    assert as_helen.get(so_far).headers["Location"] == note.get_edit_url()
    assert as_helen.get(NEW).status_code == 200
    note.delete_softly(by=helen.person)
    assert as_helen.get(so_far).status_code == 200

"""What a higher group said, told in a line, answers what waits for it once somebody says so."""

from datetime import date

import pytest
from django.urls import reverse

from hackit.models import Entry
from meetings.models import Decision, Referral
from meetings.room.line_writes import restore, undo
from tests.factories import join, make_decision
from tests.meetings.lines.test_live import signed_in


@pytest.fixture
def sent(room):
    """The phones, and before them the desks, on their way to HMT."""
    carried = make_decision("One standard phone", forum=room.dmt, topics=room.phones.topics.all())
    made = []
    for title, day in (("Shared desks", 3), ("Mobile phones for all", 4)):
        made.append(Referral(title=title, forum=room.dmt, to_forum=room.hmt, sent_on=date(2019, 6, day)))
        made[-1].decision = carried if title.startswith("Mobile") else None
        made[-1].save_as(by=room.grace, verb="sent")
    return made[1]


def settle(room, line, referral, user=None):
    data = {"what": "answers", "ref": Decision.objects.get(line=line).ref, "value": referral.ref}
    return signed_in(user or room.priya).post(reverse("meetings:line-settle", args=[line.ref]), data)


def test_what_they_were_asked_is_offered_the_nearest_by_its_words_first(room, sent):
    line = room.type("HMT agreed mobiles with a couple of caveats")
    assert [title for _ref, title in line.heard[0]["may_answer"]] == ["Mobile phones for all", "Shared desks"]
    page = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "Their answer on “Mobile phones for all”" in page
    sent.refresh_from_db()
    assert sent.is_waiting


def test_one_press_makes_it_the_answer_and_asks_no_more(room, sent):
    line = room.type("HMT agreed mobiles with a couple of caveats")
    assert settle(room, line, sent).status_code == 302
    sent.refresh_from_db()
    assert sent.answer == Decision.objects.get(line=line)
    page = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "Their answer on" not in page
    assert [row.title for row in Referral.objects.waiting()] == ["Shared desks"]


def test_taking_the_line_back_lets_it_wait_again_until_it_is_brought_back(room, sent):
    line = room.type("HMT agreed mobiles with a couple of caveats")
    settle(room, line, sent)
    line.refresh_from_db()
    undo(line, by=room.priya.person)
    assert sent in Referral.objects.waiting()
    assert "waiting" in {row.status for row in sent_entries(sent)}
    restore(line, by=room.priya.person, on=line.day)
    assert sent not in Referral.objects.waiting()
    assert "waiting" not in {row.status for row in sent_entries(sent)}


def sent_entries(referral):
    return Entry.objects.filter(source_type="meetings.referral", source_id=referral.pk)


def test_who_belongs_to_both_groups_tells_it_in_the_corridor_to_the_one_that_asked(room, sent):
    join(room.hmt, room.helen)
    line = room.jot("HMT agreed mobile phones, subject to: tax check (Daniel by 3 July)", author=room.helen.person)
    decision = Decision.objects.get(line=line)
    assert (decision.forum, decision.decided_by) == (room.dmt, room.hmt)
    assert settle(room, line, sent, room.helen).status_code == 302
    sent.refresh_from_db()
    assert sent.answer == decision
    # What nobody asked them is their own group's affair, and not the other's to read
    later = room.jot("HMT agreed the plan for the year", author=room.helen.person)
    assert Decision.objects.get(line=later).forum == room.hmt


def test_another_groups_decision_and_ones_own_answer_nothing(room, sent):
    own = room.type("agreed one phone each")
    assert "may_answer" not in own.heard[0]
    assert settle(room, own, sent).status_code == 404
    theirs = room.type("HMT agreed mobiles")
    assert settle(room, theirs, sent, room.staff).status_code in (403, 404)
    sent.refresh_from_db()
    assert sent.is_waiting

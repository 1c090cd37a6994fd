"""The course of a topic's story: what stands on which page, known from days and ids."""

from datetime import date

import pytest

from hackit.models import Entry
from hackit.timeline import Day, Mark
from hackit.topics.course import Course, course_of
from tests import factories as make

MAY, JUNE, JULY = date(2019, 5, 20), date(2019, 6, 3), date(2019, 7, 1)
COURSE = Course(
    [Day(MAY, 3, MAY), Day(JUNE, 1, JUNE), Day(JULY, 2, JULY)],
    [Mark(MAY, "agreed", pk=2), Mark(JULY, "agreed", pk=5)],
    {MAY: ["1,2", "3"], JUNE: ["4"], JULY: ["6", "5"]},
)


@pytest.mark.parametrize(
    ("start", "size", "oldest_first", "found"),
    [
        (0, 2, False, ({5, 6}, 0)),
        (1, 2, False, ({4, 5, 6}, 1)),
        (3, 2, False, ({1, 2, 3}, 0)),
        (4, 20, False, ({1, 2, 3}, 1)),
        (0, 3, True, ({1, 2, 3}, 0)),
        (2, 2, True, ({1, 2, 3, 4}, 2)),
        (6, 20, False, (set(), 0)),
    ],
)
def test_a_page_lies_on_the_days_that_hold_its_things(start, size, oldest_first, found):
    pks, skip = COURSE.around(start, size, oldest_first=oldest_first)
    assert (set(pks), skip) == found


def test_the_newest_are_those_of_the_last_days():
    assert COURSE.newest(1) == [6]
    assert COURSE.newest(4) == [6, 5, 4, 3]
    assert COURSE.newest(50) == [6, 5, 4, 3, 2, 1]
    assert (COURSE.total, COURSE.only_decisions().total) == (6, 2)
    assert COURSE.only_decisions().around(1, 20, oldest_first=False) == ([2], 0)


@pytest.mark.django_db
def test_what_stands_beside_a_story_is_known_from_its_course():
    dmt, user = make.make_forum(), make.make_user("Grace Li")
    phones = make.make_topic("Mobile phones")
    decision = make.make_decision("One phone each", forum=dmt, topics=[phones], date=JUNE)
    decision.add_caveat("Tax check", by=user.person)
    decision.add_caveat("Not this", by=user.person).settle("not_needed", by=user.person, on=JUNE)
    make.make_action("Count them", user.person, forum=dmt, topics=[phones])
    make.make_action("Sort them", user.person, forum=dmt, topics=[phones]).complete(by=user.person, on=JUNE)
    course = course_of(user, phones)
    titles = set(Entry.objects.filter(pk__among=course.beside).values_list("title", flat=True))
    assert titles == {"Tax check", "Count them"}
    assert course.total == 3
    assert not Entry.objects.filter(pk__among=[]).exists()

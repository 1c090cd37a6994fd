"""What is open between two people, as each of them reads it on the other's page."""

from datetime import date, timedelta

import pytest

from hackit.shortcuts import today
from tests import factories as make
from tests.hackit.test_people_pages import page, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def dmt():
    return make.make_forum()


@pytest.fixture
def grace(dmt):
    user = make.make_user("Grace Li")
    make.join(dmt, user)
    return user


@pytest.fixture
def sam():
    return make.make_user("Sam Whitfield")


def test_what_is_open_between_two_is_told_to_both(client, dmt, grace, sam):
    ours = make.make_action("Ours", grace.person, forum=dmt)
    ours.set_helpers([sam.person])
    theirs = make.make_action("The other way", sam.person, forum=dmt)
    theirs.set_helpers([grace.person])
    done = make.make_action("Long done", grace.person, forum=dmt)
    done.set_helpers([sam.person])
    done.complete(by=None, on=make.TUESDAY)
    make.make_action("Hers alone", grace.person, forum=dmt)
    for reader, other in ((grace, sam), (sam, grace)):
        client.force_login(reader)
        between = section(page(client, other.person), f"Open between you and {other.person.first_name}")
        assert "Ours" in between
        assert "The other way" in between
        assert "Long done" not in between
        assert "Hers alone" not in between
    assert "Open between" not in page(client, sam.person)


def between_us(client, reader, other):
    client.force_login(reader)
    return section(page(client, other.person), f"Open between you and {other.person.first_name}")


def test_what_one_wrote_down_or_waits_for_is_open_between_two(client, dmt, grace, sam):
    make.make_action("Ring Kestrel", sam.person, forum=dmt, by=grace.person, due=date(2019, 6, 3))
    make.make_action("Waits for a name", grace.person, forum=dmt).set_status(
        "waiting", by=grace.person, on=make.TUESDAY, waiting_for="Sam Whitfield"
    )
    make.make_action("Nobody's yet", forum=dmt, by=grace.person)
    for_both = make.make_action("Of a third", make.make_person("Cate D"), forum=dmt)
    for_both.set_helpers([grace.person, sam.person])
    hers, his = between_us(client, grace, sam), between_us(client, sam, grace)
    assert "Sam; you wrote it down" in hers
    assert "You; Grace wrote it down" in his
    assert 'class="late"' in hers
    assert "Waits for Sam" in hers
    assert "Waits for you" in his
    for html in (hers, his):
        assert html.count("<li>") == 2
        assert html.index("Ring Kestrel") < html.index("Waits for a name")


def test_what_is_promised_under_a_decision_is_open_between_two(client, dmt, grace, sam):
    make.make_decision("Kestrel it is", forum=dmt, by=grace.person).add_caveat(
        "a tax check first", by=grace.person, owner=sam.person, due=None
    )
    assert between_us(client, grace, sam).count("A tax check first") == 1
    assert between_us(client, sam, grace).count("A tax check first") == 1


def test_a_question_is_open_between_who_asked_and_whom_it_names(client, dmt, grace, sam):
    make.join(dmt, sam)
    item = make.make_item(make.make_meeting(dmt, today()))
    old = make.make_item(make.make_meeting(dmt, today() - timedelta(days=28)))
    make.make_line(item, "? Sam, who has the phones?", grace.person, kind="question")
    make.make_line(item, "Ask for help: Grace, may we go on?", sam.person, kind="ask")
    make.make_line(item, "Grace, is Cate here?", make.make_person("Cate D"), kind="question")
    make.make_line(old, "Sam, where is the van?", grace.person, kind="question")
    hers, his = between_us(client, grace, sam), between_us(client, sam, grace)
    assert "You asked Sam" in hers
    assert "Sam asked you" in hers
    assert "Grace asked you" in his
    assert hers.count("<li>") == his.count("<li>") == 2


def test_what_is_between_two_is_shown_as_far_as_the_reader_may_see_it(client, dmt, grace, sam):
    item = make.make_item(make.make_meeting(dmt, today()))
    make.make_line(item, "Sam, who has the canary?", grace.person, kind="question")
    make.make_action("Canary waits", grace.person, forum=dmt, audience="members").set_status(
        "waiting", by=grace.person, on=make.TUESDAY, waiting_for="Sam Whitfield"
    )
    assert between_us(client, grace, sam).lower().count("canary") == 2
    html = between_us(client, sam, grace)
    assert "anary" not in html
    assert "Nothing." in html

"""Here for one item only: said in the line, able to own what is promised there, offered first there, taken back."""

import pytest

from meetings.models import Action, Attendance
from meetings.room.line_writes import undo
from tests.factories import make_person
from tests.meetings.lines.test_suggest import offered


def guest(person) -> tuple[str, str, str]:
    row = Attendance.objects.get(person=person)
    return row.state, row.item.title if row.item else "", row.representing


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("Felix here for item 2", "Finance: period 2"),
        ("Felix for finance", "Finance: period 2"),
        ("Felix joins for mobile phones", "Investment: mobile phones"),
        ("guest: Felix for the investment item", ""),
        ("Felix here for item 9", ""),
    ],
)
def test_a_guest_said_in_the_line_is_here_for_that_item(room, typed, item):
    felix = make_person("Felix Orr")
    room.type(typed)
    state, title, representing = guest(felix)
    assert (state, title) == ("guest", item)
    assert bool(representing) == (not item)


def test_a_guest_owns_what_is_promised_under_the_item_and_is_offered_first_there(room):
    """Two people are called Dawn: under the item she is here for, the guest is meant."""
    dawn = make_person("Dawn Price")
    make_person("Dawn Archer")
    room.type("Dawn Price here for item 1")
    room.type("Dawn to send the evidence by Fri")
    assert Action.objects.get().owner == dawn
    assert offered(room.priya, "@daw", room.phones) == ["@Dawn Price", "@Dawn Archer"]
    room.type("Dawn to send the costs by Fri", item=room.finance)
    assert Action.objects.get(text="Send the costs").owner is None  # there either may be meant: asked, never guessed


def test_taking_the_line_back_takes_the_guest_off(room):
    felix = make_person("Felix Orr")
    undo(room.type("Felix here for item 2"), by=room.priya.person)
    assert not Attendance.objects.filter(person=felix).exists()

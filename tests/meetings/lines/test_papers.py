"""A bare link typed under an item is a paper of that item."""

from django.urls import reverse

from meetings.models import Line, Paper
from meetings.room import board
from meetings.room.line_writes import restore, undo

ADDRESS = "https://example.org/papers/phone%20pilot.pdf?v=2"


def test_a_bare_link_is_a_paper_of_the_item_and_says_so(room, client):
    line = room.type(ADDRESS)
    paper = Paper.objects.get()
    assert (paper.item, paper.title, paper.url) == (room.phones, "phone pilot.pdf", ADDRESS)
    setting = board.setting_of(room.meeting, room.priya, on=room.meeting.date)
    assert board.one_row(line, room.priya, setting).said == "Paper phone pilot.pdf"
    client.force_login(room.priya)
    page = client.get(reverse("meetings:live", args=[room.meeting.ref]), {"item": room.phones.ref}).content.decode()
    assert f'<a href="{ADDRESS}" rel="noopener noreferrer">phone pilot.pdf</a>' in page


def test_a_paper_is_called_what_its_link_says(room):
    room.type("[Pilot report](https://example.org/x)")
    room.type("www.example.org")
    assert [(paper.title, paper.url) for paper in Paper.objects.order_by("pk")] == [
        ("Pilot report", "https://example.org/x"),
        ("www.example.org", "https://www.example.org"),
    ]


def test_taking_the_line_back_takes_the_paper_off_and_bringing_it_back_puts_it_on(room):
    line = room.type(ADDRESS)
    undo(line, by=room.priya.person)
    assert not Paper.objects.exists()
    restore(Line._base_manager.get(pk=line.pk), by=room.priya.person, on=line.day)
    assert Paper.objects.get().url == ADDRESS


def test_the_same_paper_stands_once_and_stays_when_its_second_line_is_taken_back(room):
    room.type(ADDRESS)
    undo(room.type(ADDRESS), by=room.priya.person)
    assert Paper.objects.get().url == ADDRESS


def test_a_link_among_words_a_private_one_and_one_in_ones_own_day_are_no_papers(room):
    room.type(f"see {ADDRESS}")
    room.type(f"{ADDRESS} !me")
    room.jot(ADDRESS)
    room.type("https://exa mple.org")
    room.type(f"https://example.org/{'x' * 600}")
    assert not Paper.objects.exists()
    assert Line.objects.count() == 5


def test_links_in_what_was_typed_can_be_followed_and_carry_nothing_else(room, client):
    room.type('see https://example.org/a?b=1&c="><script>alert(1)</script>')
    client.force_login(room.priya)
    for name in ("live", "meeting-detail"):
        page = client.get(reverse(f"meetings:{name}", args=[room.meeting.ref])).content.decode()
        assert 'href="https://example.org/a?b=1&amp;c=' in page
        assert "<script>alert" not in page

"""The record of a meeting says what each line meant, for who reads it a week later."""

import re
from html import unescape

from django.urls import reverse

from meetings.publishing.writes import share
from tests.factories import make_action
from tests.meetings.lines.test_live import signed_in


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def record(room, user=None) -> str:
    return (
        signed_in(user or room.priya).get(reverse("meetings:meeting-detail", args=[room.meeting.ref])).content.decode()
    )


def row(html: str, line) -> str:
    """What stands with one line, in words."""
    found = re.search(rf'<li class="ln" id="line-{line.ref}">(.*?)</li>\s*(?=<li class="ln"|</ol>)', html, re.S)
    assert found is not None
    return words_of(found[1])


def test_an_update_says_which_action_it_was_of(room):
    make_action("Compare tariffs", room.daniel, forum=room.dmt, topics=room.phones.topics.all())
    done = room.type("done 1")
    html = record(room)
    assert row(html, done).endswith("done 1 Done ✓ Compare tariffs , Daniel Okafor")


def test_who_was_here_what_waits_and_what_sort_a_note_is_are_told(room):
    here = room.type("present: Grace; apols Daniel")
    waits = room.type("Finance to say what else they need")
    thanks = room.type("thanks: Grace and Daniel for the workshop")
    plain = room.type("The pilot ended well")
    off = room.type("put off: laptops until 1 July")
    html = record(room)
    assert row(html, here).endswith("Here Grace Li. Sorry: Daniel Okafor.")
    assert "waiting for Finance , Grace Li chases" in row(html, waits)
    assert "No owner yet" not in row(html, waits)
    assert row(html, thanks).endswith("Thanks to Grace Li and Daniel Okafor")
    assert row(html, plain).endswith("The pilot ended well")
    assert "Put off until Mon 1 July" in row(html, off)


def test_what_another_group_decided_says_so_and_is_not_taken_to_it(room):
    line = room.type("HMT agreed mobiles with a couple of caveats")
    assert "Agreed with caveats by HMT" in row(record(room), line)
    live = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "Take to HMT" not in live
    room.type("agreed one phone each")
    live = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert live.count("Take to HMT") == 1


def test_what_a_caveat_is_needed_before_is_kept_apart(room):
    line = room.type("agreed phones, subject to: tax check needed before launch (Daniel by 3 July); app tested")
    caveat = room.meeting.decisions.get().caveats.order_by("pk").first()
    assert (caveat.text, caveat.needed_before, caveat.action.owner) == ("tax check", "launch", room.daniel)
    assert "Tax check, before launch. Daniel Okafor, by Wed 3 July" in row(record(room), line)
    live = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "Tax check, before launch. Daniel Okafor" in words_of(live)


def test_agreed_and_nothing_more_is_of_what_the_item_is_about(room):
    room.type("agreed with caveats")
    assert room.meeting.decisions.get().text == "Investment: mobile phones"


def test_the_papers_of_an_item_stand_with_it(room):
    room.type("https://example.org/pilot.pdf")
    html = record(room)
    assert '<a href="https://example.org/pilot.pdf" rel="noopener noreferrer">pilot.pdf</a>' in html


def test_an_update_is_told_in_the_copy_as_markdown_too(room):
    make_action("Compare tariffs", room.daniel, forum=room.dmt, topics=room.phones.topics.all())
    room.type("done 1")
    address = reverse("meetings:meeting-markdown", args=[room.meeting.ref])
    copy = signed_in(room.priya).get(address, {"for": "members"}).content.decode()
    assert "done 1 (Done ✓ Compare tariffs, Daniel Okafor)" in copy


def test_why_it_was_decided_is_kept_beside_it_and_told(room):
    line = room.type("agreed one phone each because it is cheaper; alternatives: two phones")
    decision = room.meeting.decisions.get()
    assert (decision.text, decision.reasons, decision.alternatives) == ("One phone each", "It is cheaper", "Two phones")
    live = words_of(signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode())
    assert ". Why: It is cheaper. What else we looked at: Two phones" in live
    share(room.meeting, by=room.helen.person)
    told = words_of(record(room, room.staff))
    assert line.text not in told
    assert "One phone each Agreed Why: It is cheaper" in told


def test_what_only_marks_a_line_is_not_read_by_who_was_not_there(room):
    line = room.type("• the **pilot** ended well, _they say_ !dmt <b>")
    html = record(room)
    assert row(html, line).endswith("the pilot ended well, they say <b>")
    live = signed_in(room.priya).get(reverse("meetings:live", args=[room.meeting.ref])).content.decode()
    assert "• the **pilot** ended well, _they say_ !dmt" in live, "to the letter for who typed it, and may type it anew"

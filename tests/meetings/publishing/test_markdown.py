"""Copy as Markdown: what each reader may take along, and typed words that come back as those words."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from hackit.text import render
from meetings.publishing import writes
from meetings.publishing.markdown import as_typed, in_one_line, under_heading
from tests.factories import make_action, make_decision, make_item, make_line, make_meeting

DAY = date(2019, 6, 10)


def words_of(markdown: str) -> str:
    """What a reader sees of Markdown, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", render(markdown).replace("\u2009", ""))).split())


@pytest.mark.parametrize(
    "typed",
    [
        "* not a bullet", "- not one either", "+ nor this", "# x", "## two", "[a](b)", "![a](b)", "**bold**", "_x_",
        "snake_case and __init__", "`code`", "1. one", "12) twelve", "> quoted", "<b>not bold</b>", "<!-- hidden",
        "&copy; 2019", "AT&T", "a | b", "~~gone~~", "back\\slash", "trailing\\", "---", "***", "===", "```",
        "£5 < £6 > £4", "[^1]: note", "[x] done", "https://example.org/a_b_c?d=e*f", "see (https://example.org/x).",
        ": colon", "a*b*c", "5 * 6 * 7", "=", "- - -", "[link]: https://example.org",
    ],
)  # fmt: skip
def test_a_typed_line_comes_back_as_its_words(typed):
    wanted = " ".join(typed.split())
    for markdown in (as_typed(typed), f"- {as_typed(typed, indent='  ')}", f"## {in_one_line(typed)}"):
        assert words_of(markdown).replace(" )", ")").replace(" .", ".").replace("( ", "(") == wanted, markdown
    assert "<a" not in render(as_typed(typed)) or "https://example.org" in typed


@given(st.text(st.sampled_from("ab 1#*_-+>=`~[]()!<&;\\|.:/\n"), max_size=40))
def test_no_typed_line_becomes_anything_but_a_paragraph(typed):
    html = render(as_typed(typed))
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "br"}, html
    seen = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    assert seen == " ".join(typed.split())


def test_a_point_keeps_its_markdown_under_its_heading():
    text = "# Big\n\nSome **bold** <!-- and\n\n```\n# code <b>\n"
    told = under_heading(text, level=3)
    assert told == "### Big\n\nSome **bold** \\<!-- and\n\n```\n# code <b>\n```"


@pytest.fixture
def meeting(forum, priya, grace):
    """A shared, published meeting with something for each audience."""
    meeting = make_meeting(forum, DAY)
    item = make_item(meeting, "Mobile phones", position=1)
    make_line(item, "* the pilot cost £590k", priya.person)
    make_line(item, "lend the old ones", priya.person, kind="idea")
    decision = make_decision("# One standard phone", meeting=meeting, item=item, by=priya.person)
    decision.add_caveat("Tax check", by=priya.person, owner=grace.person, due=date(2019, 7, 3))
    decision.add_caveat("App [tested](x)", by=priya.person)
    bring = make_action("Bring options", grace.person, meeting=meeting, item=item, due=date(2019, 6, 13))
    bring.set_helpers([priya.person])
    make_action("Tidy up", meeting=meeting, item=item)
    make_decision("Merge two teams", meeting=meeting, item=item, audience="members")
    point = writes.new_point(item, title="How it ended", text="Forty **people**.", audience="everyone", by=None)
    staff = make_item(meeting, "Only staff", position=2)
    other = writes.new_point(staff, title="For staff", text="Staffword", audience="staff", by=None)
    meeting.attendance.create(person=grace.person)
    writes.publish_meeting(
        meeting, points=[point, other], decisions=[decision], actions=writes.publishable_actions(meeting)[:1],
        by=priya.person, at=timezone.now(), lead="Short.",
    )  # fmt: skip
    return meeting


def taken(client, meeting, audience=""):
    return client.get(reverse("meetings:meeting-markdown", args=[meeting.ref]), {"for": audience} if audience else {})


def test_a_member_takes_the_whole_record_by_item(as_user, meeting, priya):
    answer = taken(as_user(priya), meeting)
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer["Content-Disposition"].endswith('members.md"')
    assert answer["Cache-Control"] == "no-store"
    text = answer.content.decode()
    assert text.startswith("# DMT, Monday 10 June 2019\n\nThis copy is for DMT only.\n")
    for words in (
        "- Here: Grace Li", "**\\# One standard phone.** Agreed with caveats.",
        "  - Tax check. Grace Li, by Wed 3 July 2019.", "  - App \\[tested\\](x). Nobody named yet.",
        "- **Grace Li**, with Priya Nair: Bring options. By Thu 13 June 2019.",
        "- **No owner yet**: Tidy up. Next DMT, not agreed.",
        "**Merge two teams.** Agreed. (DMT only)", "## How it ended\n\nForty **people**.", "### Mobile phones",
        "- \\* the pilot cost £590k", "- **Idea for later:** lend the old ones",
    ):  # fmt: skip
        assert words in text, words


def test_staff_and_a_member_who_copies_for_staff_take_the_same(as_user, meeting, priya, sam):
    text = taken(as_user(sam), meeting).content.decode()
    assert taken(as_user(priya), meeting, "staff").content.decode() == text
    assert "This copy is for staff." in text
    assert "Bring options. By Thu 13 June 2019" in text
    assert "Staffword" in text
    for kept in ("Tidy up", "Merge two", "£590k", "lend the old", "Here:"):
        assert kept not in text


def test_everybody_takes_the_same_public_copy(as_user, meeting, priya, sam):
    answer = taken(as_user(None), meeting)
    text = answer.content.decode()
    assert "public" in answer["Cache-Control"]
    for user in (priya, sam):
        assert taken(as_user(user), meeting, "everyone").content.decode() == text
    assert "## What will happen next\n\n- Bring options" in text
    for kept in ("Grace", "13 June", "Staffword", "Tidy up", "Merge", "£590k"):
        assert kept not in text


def test_nobody_takes_more_than_they_may_read(as_user, meeting, sam):
    assert taken(as_user(sam), meeting, "members").status_code == 404
    for audience in ("members", "staff", "nonsense"):
        assert taken(as_user(None), meeting, audience).status_code == 404


def test_before_publishing_there_is_no_copy_for_everyone(as_user, forum, priya, sam):
    meeting = make_meeting(forum, DAY)
    assert taken(as_user(None), meeting).status_code == 404
    assert taken(as_user(sam), meeting).status_code == 404
    assert taken(as_user(priya), meeting).status_code == 200
    for audience in ("staff", "everyone"):
        assert taken(as_user(priya), meeting, audience).status_code == 404


def test_the_pages_offer_the_copies_that_their_reader_may_take(as_user, meeting, priya, sam):
    address = reverse("meetings:meeting-markdown", args=[meeting.ref])
    for user, audiences in (
        (priya, ["members", "staff", "everyone"]),
        (sam, ["staff", "everyone"]),
        (None, ["everyone"]),
    ):
        page = as_user(user).get(meeting.get_absolute_url()).content.decode()
        assert re.findall(f'data-copy-address="{address}\\?for=(\\w+)"', page) == audiences

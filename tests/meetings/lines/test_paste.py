"""A pasted block: what each line would become, headings as groups, one owner for a group, kept once."""

import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Action, Decision, Line
from tests.factories import make_user
from tests.meetings.lines.test_live import signed_in

BLOCK = """We went through last month.

Mobile phones
- Grace to bring three costed options by Thu
- tidy the cost codes
- agreed one standard phone

## Audit
Daniel will send the plan by Fri
> somebody else's words
"""


def paste(room, user, text=BLOCK, do="", **fields):
    address = reverse("meetings:live-paste", args=[room.meeting.ref])
    return signed_in(user).post(address, {"item": room.phones.ref, "text": text, "do": do, **fields})


def numbers(answer):
    return [str(line.number) for group, _owner, lines in answer.context["rows"] for _place, line, _tick in lines]


def kept(room, **fields):
    batch = str(uuid.uuid4())
    fields.setdefault("keep", numbers(paste(room, room.priya, batch=batch)))
    return batch, fields, paste(room, room.priya, do="save", batch=batch, **fields)


def test_the_preview_says_what_each_line_becomes_under_its_heading_and_keeps_nothing(room):
    answer = paste(room, room.priya)
    html = answer.content.decode()
    titles = [group.title for group, _owner, _lines in answer.context["rows"]]
    assert titles == ["", "Mobile phones", "Audit"]
    assert "Action for Grace Li, due Thu 13 June." in html
    assert "Decision: agreed." in html
    assert html.count("tidy the cost codes") == 2, "the line, and the words that are sent back"
    assert html.count(" checked") == len(numbers(answer)) == 8
    assert not Line.objects.exists()


def test_ticked_lines_are_kept_in_order_to_the_letter(room):
    _batch, _fields, answer = kept(room, keep=["4", "6", "9"])
    assert answer.url == f"{reverse('meetings:live', args=[room.meeting.ref])}?item={room.phones.ref}"
    assert [line.text for line in Line.objects.order_by("position")] == [
        "- Grace to bring three costed options by Thu",
        "- agreed one standard phone",
        "Daniel will send the plan by Fri",
    ]
    assert {action.owner.name for action in Action.objects.all()} == {"Grace Li", "Daniel Okafor"}
    assert Decision.objects.count() == 1


def test_no_line_disappears_headings_are_kept_as_notes(room):
    kept(room)
    assert [line.text for line in Line.objects.order_by("position")] == [one for one in BLOCK.splitlines() if one]


def test_sent_twice_makes_none_twice(room):
    batch, fields, _answer = kept(room)
    again = paste(room, room.priya, do="save", batch=batch, **fields)
    assert again.status_code == 302
    assert (Line.objects.count(), Action.objects.count()) == (8, 2)
    assert [str(said) for said in get_messages(again.wsgi_request)] == ["Nothing new: these lines were here already."]


def test_one_owner_for_a_group_takes_what_names_nobody_and_leaves_the_rest(room):
    owner = {"owner_1": room.daniel.ref}
    batch = str(uuid.uuid4())
    every = numbers(paste(room, room.priya, batch=batch))
    preview = paste(room, room.priya, do="again", batch=batch, keep=every, **owner).content.decode()
    assert "Action for Daniel Okafor." in preview
    assert not Line.objects.exists()
    paste(room, room.priya, do="save", batch=batch, keep=every, **owner)
    owners = {action.text: action.owner.name for action in Action.objects.all()}
    assert owners["Tidy the cost codes"] == "Daniel Okafor"
    assert owners["Bring three costed options"] == "Grace Li"
    assert Decision.objects.count() == 1
    assert Action.objects.count() == 3


def test_nothing_ticked_is_said_and_the_words_stay(room):
    answer = paste(room, room.priya, do="save")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: What the lines become" in html
    assert "Tick at least one line" in html
    assert "tidy the cost codes" in html
    assert "checked" not in html


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "Paste some lines first"),
        ("a\x00b", "That is a file, not words"),
        ("%PDF-1.4\x01\x02", "That is a file, not words"),
        ("first\n" + "y" * 4001, "Line 2 is too long: 4,001 characters"),
        ("a line\n" * 501, "501 lines, and at most 500"),
        ("é" * 100_001, "200 kB, and at most 200 kB"),
    ],
    ids=["blank", "null", "control", "long line", "many lines", "large"],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(room, text, sentence):
    answer = paste(room, room.priya, text)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Line.objects.exists()


def test_five_hundred_lines_are_shown_and_as_many_as_are_ticked_are_kept(room):
    text = "\n".join(f"- Grace to do thing number {number} by Fri" for number in range(500))
    assert len(numbers(paste(room, room.priya, text))) == 500
    answer = paste(room, room.priya, text, do="save", keep=[str(number) for number in range(451, 501)])
    assert answer.status_code == 302
    assert Line.objects.count() == Action.objects.count() == 50


def test_changing_the_text_brings_the_words_back_with_the_same_batch(room):
    batch = str(uuid.uuid4())
    html = paste(room, room.priya, do="edit", batch=batch).content.decode()
    assert batch in html
    assert "tidy the cost codes" in html
    assert "See what they become" in html


def test_an_owner_or_a_line_from_elsewhere_is_refused(room):
    assert paste(room, room.priya, do="save", keep=["3"], owner_1="nobody").status_code == 422
    assert paste(room, room.priya, do="save", keep=["99"]).status_code == 422
    assert not Line.objects.exists()


def test_who_may_not_type_here_may_not_paste_here(room):
    assert paste(room, room.outsider).status_code == 404
    assert paste(room, room.staff).status_code == 404
    auditor = make_user("Martin Frost", role="auditor")
    address = reverse("meetings:jotting-paste")
    for user in (room.outsider, auditor):
        assert signed_in(user).post(address, {"text": "x", "do": "save", "keep": "1"}).status_code == 403
    assert not Line.objects.exists()


def test_into_ones_own_day(room):
    address = reverse("meetings:jotting-paste")
    client = signed_in(room.staff)
    assert "Paste several lines" in client.get(address).content.decode()
    answer = client.post(address, {"text": "learning: patience\ntip: ask", "do": "save", "keep": ["1", "2"]})
    assert answer.url == reverse("meetings:jottings")
    assert [(line.sort, line.audience) for line in Line.objects.order_by("pk")] == [("learning", "me"), ("tip", "me")]


def test_the_preview_asks_as_much_for_one_line_as_for_thirty(room):
    def asked(count):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert paste(room, room.priya, "Grace to ring by Fri\n" * count).status_code == 200
        return len(queries)

    asked(1)
    assert asked(1) == asked(30)

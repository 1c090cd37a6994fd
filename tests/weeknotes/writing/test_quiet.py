"""A quiet week begins with three questions: an answer is text, an unanswered one leaves nothing."""

from datetime import timedelta

import pytest

from hackit.models import PublishedPart
from tests.factories import make_line
from tests.weeknotes.conftest import MONDAY, make_note
from weeknotes.models import SectionSort, Weeknote
from weeknotes.publishing.writes import now, publish
from weeknotes.writing.headings import own_headings, sort_of
from weeknotes.writing.quiet import ASKED, OPEN, QUESTIONS, questions_for, unanswered, without_unanswered
from weeknotes.writing.writes import begin

pytestmark = pytest.mark.django_db
WEEK = timedelta(weeks=1)


def begun(user, **extra) -> Weeknote:
    return begin(MONDAY, author=user.person, user=user, on=MONDAY, **extra)


def press(client, note, do, body, **extra):
    sent = {"version": note.version, "title": "", "summary": "", "body-0": body, "do": do, **extra}
    return client.post(note.get_edit_url(), sent)


# --- Which questions ---


def test_three_are_asked_and_the_same_week_asks_the_same():
    sorts = [SectionSort.THANKS, "", SectionSort.DIDNT_WORK, SectionSort.HIGHLIGHT]
    for n in range(60):
        asked = questions_for(sorts, MONDAY + WEEK * n)
        assert len(set(asked)) == 3
        assert asked == questions_for(sorts, MONDAY + WEEK * n)
        assert asked != questions_for(sorts, MONDAY + WEEK * (n + 1))
        assert asked[2] in OPEN
        assert {sort_of(words) for words in asked[:2]} <= {*sorts, SectionSort.LEARNING}


def test_what_is_kept_for_staff_is_not_asked_for_everyone():
    asked = [w for n in range(60) for w in questions_for([], MONDAY + WEEK * n, kept=[SectionSort.THANKS])]
    assert not {sort_of(words) for words in asked} & {SectionSort.THANKS}
    for words in questions_for([], MONDAY, kept=list(QUESTIONS)):
        assert words in OPEN


def test_a_question_s_own_words_name_what_it_is_about():
    wrong = [w for sort, some in QUESTIONS.items() for w in some if sort_of(w) != sort]
    assert not wrong
    assert not [words for words in OPEN if sort_of(words)]


def test_no_word_of_them_is_of_one_week_only_or_counts():
    assert not [words for words in ASKED if "this week" in words or any(sign.isdigit() for sign in words)]


# --- In the text ---


def test_only_a_quiet_week_asks_and_ones_own_headings_stay(helen):
    note = begun(helen)
    assert len(unanswered(note.body)) == 3
    assert note.body.endswith("## Highlights\n\n## Something I’m learning\n\n## This didn’t work")
    assert unanswered(begun(helen, asks=False).body) == []
    make_line(None, "one jotting", helen.person, day=MONDAY)
    assert unanswered(begun(helen).body) == []


def test_without_answers_the_text_is_what_it_was_to_the_letter():
    one, other = QUESTIONS["thanks"][0], OPEN[0]
    body = f"Before.\n\n## {one}\n\nHelen, for the keys.\n\n## {other}\n\n## Mine\n\n```\n## {other}\n```\n\n"
    assert unanswered(body) == [other]
    assert without_unanswered(body) == body.replace(f"## {other}\n\n## Mine", "## Mine")
    assert without_unanswered(f"## {one}") == ""
    kept = f"## {one}\n\n{{{{point:abcdefghij}}}}\n\n# {other}\n\n## below\n\nwords"
    assert without_unanswered(kept) == kept
    assert without_unanswered("## My own?\n\n") == "## My own?\n\n"


def test_they_are_not_learnt_as_ones_own_headings(helen):
    note = make_note(helen, f"## {QUESTIONS['thanks'][0]}\n\nHelen.\n\n## Wins\n\nb", week=MONDAY - WEEK)
    make_note(helen, note.body, week=MONDAY - 2 * WEEK)
    assert [heading.words for heading in own_headings(helen.person)] == ["Wins"]


def test_a_jotting_of_later_is_put_under_ones_own_heading(as_helen, helen):
    note = begun(helen)
    line = make_line(None, "wrote it down", helen.person, day=MONDAY, sort="highlight")
    page = as_helen.get(note.get_edit_url())
    ref = page.context["beside"].jottings[0].ref
    press(as_helen, note, f"put-in:{ref}", note.body)
    body = as_helen.get(note.get_edit_url()).context["cells"][0][0].text
    assert f"## Highlights\n\n- Mon: {line.text}" in body


# --- On the sheet and published ---


def test_the_sheet_says_so_calmly_until_there_is_an_answer_to_each(as_helen, helen):
    note = begun(helen)
    page = as_helen.get(note.get_edit_url()).text
    assert "A quiet week, so far. 3 questions stand below: write under one, or leave it." in page
    assert "streak" not in page
    first = unanswered(note.body)[0]
    assert f"“{first}”" not in page, "it is told of once"
    press(as_helen, note, "save", note.body.replace(f"## {first}", f"## {first}\n\nA good one."))
    page = as_helen.get(note.get_edit_url()).text
    assert "2 questions stand below" in page
    note.refresh_from_db()
    assert len(unanswered(note.body)) == 2, "saving takes nothing away"


def test_on_the_way_to_publishing_an_answer_stays_and_the_others_leave_nothing(as_helen, helen):
    note = begun(helen)
    first, *others = unanswered(note.body)
    body = note.body.replace(f"## {first}", f"## {first}\n\nA good one.")
    page = as_helen.post(
        note.get_edit_url(), {"version": note.version, "title": "t", "summary": "", "body-0": body, "do": "publish"},
        follow=True,
    )  # fmt: skip
    note.refresh_from_db()
    assert note.body.startswith(f"## {first}\n\nA good one.\n\n## ")
    assert not [words for words in others if words in note.body or words in page.text]
    publish(note, by=helen.person, user=helen, at=now(), expected_version=note.version)
    assert [part.heading for part in PublishedPart.objects.all()] == [first]


def test_autosave_keeps_the_questions_and_what_is_typed_under_them(as_helen, helen):
    note = begun(helen)
    first = unanswered(note.body)[0]
    body = note.body.replace(f"## {first}", f"## {first}\n\nHalf a sen")
    address = note.get_edit_url().replace("/edit/", "/draft/")
    answer = as_helen.post(address, {"version": note.version, "title": "", "summary": "", "body-0": body})
    assert answer.status_code == 200
    assert as_helen.get(note.get_edit_url()).context["cells"][0][0].text == body


@pytest.mark.parametrize(("then", "count"), [("", 3), ("diary", 0)])
def test_who_begins_with_a_diary_is_asked_nothing(as_helen, helen, then, count):
    form = as_helen.get("/weeknotes/new/").context["form"]
    sent = {"week": form.fields["week"].choices[0][0], "token": form["token"].value(), "then": then}
    as_helen.post("/weeknotes/new/", sent)
    assert len(unanswered(Weeknote.objects.get().body)) == count


def test_put_in_beside_the_sheet_dates_days_as_the_draft_does(as_helen, helen):
    note = begun(helen)
    make_line(None, "tell them this Thursday", helen.person, day=MONDAY, sort="highlight")
    ref = as_helen.get(note.get_edit_url()).context["beside"].jottings[0].ref
    press(as_helen, note, f"put-in:{ref}", note.body)
    page = as_helen.get(note.get_edit_url())
    assert "- Mon: tell them this Thursday (6 June)" in page.context["cells"][0][0].text
    assert page.context["beside"].jottings == []

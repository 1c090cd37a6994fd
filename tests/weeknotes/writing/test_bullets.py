"""What was jotted as a line of the note: its words stay, marks for the machine go, nothing in it breaks the list."""

from datetime import date

import pytest

from hackit.text import render, split_sections
from weeknotes.writing.bullets import bullet, words_of

MONDAY = date(2019, 6, 3)


@pytest.mark.parametrize(
    ("typed", "sort", "words"),
    [
        ("period 2 closed early", "highlight", "period 2 closed early"),
        ("Highlight: period 2 closed early", "highlight", "period 2 closed early"),
        ("Something I’m learning: ask first", "learning", "ask first"),
        ("this didn't work – the survey link", "didnt_work", "the survey link"),
        ("thanks: Tomasz, for the laptops", "thanks", "Tomasz, for the laptops"),
        ("Thanks to Tomasz for the laptops", "thanks", "Thanks to Tomasz for the laptops"),
        ("met the new lead", "met", "met the new lead"),
        ("Tip: ask", "", "Tip: ask"),
        ("count people #mobile-phones", "", "count people"),
        ("#phones count people", "", "count people"),
        ("why #mobile-phones cost so much", "", "why mobile phones cost so much"),
        ("asked Grace !me", "", "asked Grace"),
        ("ticket #42 is closed", "", "ticket #42 is closed"),
        ("#phones", "", "#phones"),
        ("C# is a language", "", "C# is a language"),
        ("tip:", "tip", "tip:"),
        ("• long chat with the union", "", "long chat with the union"),
        ("● Lesson learned – ask first !dmt", "learning", "ask first"),
        ("-5% this year", "", "-5% this year"),
    ],
)
def test_marks_for_the_machine_go_and_words_stay(typed, sort, words):
    assert words_of(typed, sort) == words


@pytest.mark.parametrize(
    "line",
    [
        "# a heading",
        "## another",
        "```",
        "~~~",
        "===",
        "---",
        "***",
        "| a | b |",
        "[^1]: a note",
        "{{point:abcdefghij}}",
    ],
)
def test_a_further_line_never_breaks_the_list(line):
    text = (
        f"## Highlights\n\n{bullet(MONDAY, f'first{chr(10)}{line}{chr(10)}last words')}\n- Tue: next\n\n## Thanks\n\nx"
    )
    assert [part.heading for part in split_sections(text) if part.heading] == ["Highlights", "Thanks"]
    html = render(text)
    assert html.count("<li>") == 2
    assert html.count("<ul>") == 1
    assert "<pre" not in html
    assert "<hr" not in html
    assert "<h3" not in html
    assert "last words" in html
    assert "Tue: next" in html


def test_several_lines_stay_one_entry_and_their_own_list_stays_a_list():
    assert bullet(MONDAY, "three things\r\n\r\n- one\n- two") == "- Mon: three things\n  - one\n  - two"


def test_over_several_weeks_the_day_has_its_date():
    assert bullet(MONDAY, "began", with_date=True) == "- Mon 3 June: began"

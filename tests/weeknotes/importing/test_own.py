"""A note that was taken out of here is read again as it was, and never shows more than it did."""

from datetime import date

import pytest
import yaml

from weeknotes.importing.own import is_own, read_own
from weeknotes.taking_out.front_matter import FrontMatter, SectionTold, written

BODY = "Before.\n\n## Highlights\n\n- One[^a]\n\n[^a]: Two.\n\n## Money: “none”\n\n![A box](images/abcdefghij.png)\n"
FULL = FrontMatter(
    title="“Fewer: phones” & 'more' #1 – yes", week=date(2019, 6, 3), weeks=2, summary="One\nphone: or none.",
    published_on=date(2019, 6, 9), authors=("Helen Marsh", "Zoë O’Neill"), slug="fewer-phones",
    address="https://records.example.org/weeknotes/2019/06/03/fewer-phones/", aliases=("/2018/26/", "https://a.example/b"),
    sections=(
        SectionTold(""), SectionTold("Highlights", topics=("Mobile phones", "Money")),
        SectionTold("Money: “none”", ("Money",), ("Priya Nair",), "learning", "staff"),
    ),
)  # fmt: skip


def parted(file: str) -> tuple[dict, str]:
    _nothing, front, body = file.split("---\n", 2)
    return yaml.safe_load(front), body


def test_what_is_written_is_read_again():
    front, body = parted(written(FULL, BODY))
    assert is_own(front)
    note = read_own(front, body, key="2019-06-03-fewer-phones.md")
    assert (note.note.title, note.note.week, note.weeks_covered) == (FULL.title, FULL.week, 2)
    assert (note.note.summary, note.note.body_markdown) == (FULL.summary, BODY.strip())
    assert (note.published_on, note.is_draft) == (FULL.published_on, False)
    assert (note.authors, note.aliases, note.address) == (FULL.authors, FULL.aliases, FULL.address)
    assert note.terms == ("Mobile phones", "Money")
    assert note.images == ("images/abcdefghij.png",)
    assert note.sections == FULL.sections
    assert note.note.warnings == ()


def test_a_draft_comes_back_as_a_draft_and_a_plain_note_tells_nothing_of_its_sections():
    front, body = parted(written(FrontMatter("", date(2019, 6, 3), sections=(SectionTold("Highlights"),)), BODY))
    assert front == {"records": "weeknote", "week": date(2019, 6, 3), "draft": True}
    note = read_own(front, body, key="x.md")
    assert (note.is_draft, note.published_on, note.sections, note.note.title) == (True, None, (), "")


@pytest.mark.parametrize(
    "value",
    [None, [], {}, "x" * 5000, 17, -1, True, 2.5, ["a", None, ["b"], {"c": "d"}], date(2019, 6, 5), "2019-06-05"],
)
def test_whatever_stands_there_is_read_or_left_out(value):
    keys = ("title", "week", "weeks", "summary", "date", "draft", "authors", "topics", "address", "aliases", "sections")
    note = read_own({"records": "weeknote", **dict.fromkeys(keys, value)}, "Text", key="x.md")
    assert note.note.body_markdown == "Text"
    assert note.weeks_covered >= 1
    assert note.note.week is None or note.note.week == date(2019, 6, 3)
    assert len(note.note.title) <= 200


def test_an_audience_that_is_not_known_is_the_narrower_one():
    sections = [{"heading": "A", "audience": "staf"}, {"heading": "B", "audience": "everyone"}, {"heading": "C"}, "D"]
    note = read_own({"records": "weeknote", "sections": sections}, "Text", key="x.md")
    assert [section.audience for section in note.sections] == ["staff", "everyone", "everyone"]

"""weeknotes/importing/folders.py: a site's folder as its program keeps it becomes notes."""

import io
import zipfile
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weeknotes.importing.items import CannotRead, Read, Why
from weeknotes.importing.sources import read_files, read_source

TODAY = date(2019, 6, 28)


def read(files: dict[str, str]) -> Read:
    return read_files([(path, text.encode()) for path, text in files.items()], today=TODAY)


def test_a_jekyll_site_gives_addresses_terms_and_drafts():
    found = read({
        "_config.yml": "url: https://blog.example\npermalink: pretty\n",
        "_posts/2019-06-07-week-12.md": "---\ntitle: 'Week 12'\ntags: phones budget\nredirect_from: /old/\n---\n"
        "{% raw %}{{ kept }}{% endraw %} {{ site.title }}\n\n![A desk]({{ '/desk.png' | relative_url }})\n",
        "_drafts/next.md": "---\ntitle: Week 13\n---\nWords.\n",
        "about.md": "---\nlayout: page\ntitle: About\n---\nWords.\n",
        "desk.png": "x",
    })  # fmt: skip
    assert found.form == "a folder of a Jekyll site"
    draft, note = found.notes
    assert (draft.is_draft, note.is_draft, note.note.week) == (True, False, date(2019, 6, 3))
    assert note.address == "https://blog.example/2019/06/07/week-12/"
    assert (note.aliases, note.terms, note.images) == (("/old/",), ("phones", "budget"), ("/desk.png",))
    assert note.note.body_markdown == "{{ kept }} \n\n![A desk](/desk.png)\n"
    assert [one.why for one in found.skipped] == [Why.OTHER_FILE, Why.PAGE]
    assert list(found.files) == ["desk.png"]


def test_a_hugo_bundle_keeps_what_its_shortcodes_show():
    found = read({
        "hugo.toml": "baseURL = 'https://blog.example/'\n",
        "content/notes/week-12/index.md": '+++\ntitle = "Week 12"\ndate = 2019-06-07\ndraft = true\n+++\n'
        '{{< figure src="a.png" alt="A board" caption="Full" >}}\n\n[x]({{< ref "week-11.md" >}}) {{< toc >}}\n',
    })  # fmt: skip
    [note] = found.notes
    assert (note.is_draft, note.address) == (True, "https://blog.example/notes/week-12/")
    assert note.note.body_markdown == "![A board](a.png)\n\nFull\n\n[x](week-11.md) \n"
    assert "Template code was taken out: 1 piece." in note.note.warnings


@pytest.mark.parametrize(
    ("path", "top", "week", "covered"),
    [
        ("2018/26/index.md", "title: A", date(2018, 6, 25), 1),
        ("2018/06/28/a.md", "title: A", date(2018, 6, 25), 1),
        ("a.md", "title: 'Week 12: 13-10-2017'", date(2017, 10, 9), 1),
        ("a.md", "title: 'Week 12: 10/13/2017'", date(2017, 10, 9), 1),
        ("a.md", "title: 'Weeknotes: 3–14 June 2019'", date(2019, 6, 3), 2),
        ("a.md", "title: Weeks 12 and 13\ndate: 2019-06-14", date(2019, 6, 3), 2),
        ("a.md", "title: Week ending 7 June\ndate: 2019-06-11", date(2019, 6, 3), 1),
        ("a.md", "title: w/c 30 December\ndate: 2019-01-05", date(2018, 12, 31), 1),
        ("a.md", "title: A\nweek: 2018-W26", date(2018, 6, 25), 1),
        ("a.md", "title: A\ndate: 2019-06-10", date(2019, 6, 3), 1),
    ],
)
def test_the_week_is_found_where_it_stands(path: str, top: str, week: date, covered: int):
    [note] = read({path: f"---\n{top}\n---\nWords.\n"}).notes
    assert (note.note.week, note.weeks_covered) == (week, covered)


def test_dates_that_disagree_are_told():
    [note] = read({"a.md": "---\ntitle: w/c 3 June 2019\ndate: 2018-06-09\n---\nWords.\n"}).notes
    assert any("The dates disagree" in warning for warning in note.note.warnings)


def test_a_zip_is_read_within_limits():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ok.md", "# A\n\nb")
        archive.writestr("../up.md", "x")
        archive.writestr("bomb.md", b"a" * 9_000_000)
        archive.writestr("inner.zip", b"PK\x03\x04")
        link = zipfile.ZipInfo("link.md")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    found = read_source("a.zip", data.getvalue(), today=TODAY)
    assert [note.key for note in found.notes] == ["ok.md"]
    assert [one.key for one in found.failed] == ["../up.md", "bomb.md", "link.md"]
    assert [one.key for one in found.skipped] == ["inner.zip"]


@pytest.mark.parametrize(
    "data", [b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><rss/>", b"<?xml version='1.0'?><rss"]
)
def test_xml_that_is_refused_says_so(data: bytes):
    with pytest.raises(CannotRead, match=r"\.$"):
        read_source("a.xml", data, today=TODAY)


START = st.sampled_from(
    [b"", b"---\n", b"+++\n", b"<html>", b"<?xml version='1.0'?><rss>", b"PK\x03\x04", b'{"a":', b"\xff\xfe"]
)


@settings(max_examples=100, deadline=None)
@given(START, st.binary(max_size=300), st.sampled_from(["", "a.md", "a.html", "a.xml", "a.zip", "a.txt"]))
def test_any_bytes_are_read_or_refused(start: bytes, data: bytes, name: str):
    with suppress(CannotRead):
        assert read_source(name, start + data, today=TODAY).form


def test_a_file_whose_only_signs_are_an_image_and_a_link_to_its_neighbour_is_markdown():
    found = read({
        "2019-06-03.md": "Week 23\n\nA quiet week.\n\n![Four desks](img/desks.png)\n",
        "2019-06-10.md": "Week 24\n\nMore than [last week](2019-06-03.md).\n",
    })  # fmt: skip
    bodies = [one.note.body_markdown for one in found.notes]
    assert "![Four desks](img/desks.png)" in bodies[0]
    assert "[last week](2019-06-03.md)" in bodies[1]

"""weeknotes/importing/sources.py: whole sites as their programs keep them; what is a note, of which week, and what not.

Each site holds ten posts or so, in the shape of one program and its writers' habits.
"""

from datetime import date, timedelta

import pytest

from weeknotes.importing.items import Read, Why
from weeknotes.importing.sources import read_files

TODAY = date(2026, 6, 28)
MONDAY = date(2024, 1, 1)


def read(files: dict[str, str]) -> Read:
    return read_files([(path, text.encode()) for path, text in files.items()], today=TODAY)


def weeks(found: Read) -> dict[str, date | None]:
    return {note.key: note.note.week for note in found.notes}


def pages(found: Read) -> set[str]:
    return {one.key for one in found.skipped if one.why is Why.PAGE}


def test_files_named_by_year_and_week_are_of_that_week():
    numbers = [*range(1, 9), 31, 52]
    found = read({f"notes/2024-{n:02}.md": f"# Weeknotes {n:02}\n\nA quiet week.\n" for n in numbers})
    assert weeks(found) == {f"notes/2024-{n:02}.md": MONDAY + timedelta(days=7 * (n - 1)) for n in numbers}


def test_files_named_by_year_and_month_are_not_taken_for_weeks():
    found = read({f"notes/2024-{n:02}.md": f"# What we did\n\nIn month {n}.\n" for n in range(1, 11)})
    assert set(weeks(found).values()) == {None}


def test_a_file_named_by_a_financial_year_is_not_of_its_last_week():
    found = read({"notes/2018-19.md": "# The year\n\nAll of it.\n", "notes/b.md": "# Weeknotes\n\nB.\n"})
    assert weeks(found)["notes/2018-19.md"] is None


def test_the_last_day_of_the_week_at_the_top_tells_the_week():
    fridays = [date(2022, 11, 18) + timedelta(days=7 * n) for n in range(10)]
    found = read({f"src/weeknotes/{n}.md": f"---\nweek_ending: {day}\n---\n* One\n" for n, day in enumerate(fridays)})
    assert list(weeks(found).values()) == [day - timedelta(days=4) for day in fridays]
    assert not [warning for note in found.notes for warning in note.note.warnings]


def test_year_and_week_at_the_top_are_put_together():
    [note] = read({"a.md": '{"title": "Desks", "week": 3, "year": 2023}\n\nWords.\n'}).notes
    assert (note.note.title, note.note.week) == ("Desks", date(2023, 1, 16))


def test_a_folder_of_weeks_keeps_its_notes_and_not_its_lists_of_notes():
    files = {f"2018/{n}/index.md": f"## 2018 Week {n}\n\n### Desks\n\nMore.\n" for n in range(40, 50)}
    lists = {"index.md": "# Weeknotes\n\n* [2018](2018/)\n", "2018/index.md": "# 2018\n\n* [Week 49](49/)\n"}
    found = read({**files, **lists})
    assert weeks(found) == {f"2018/{n}/index.md": date.fromisocalendar(2018, n, 1) for n in range(40, 50)}
    assert pages(found) == set(lists)


def test_an_eleventy_site_gives_its_posts_and_none_of_its_pages():
    posts = {
        f"posts/{n}-week-notes.md": f"---\ntitle: Week {n}\ndate: {date.fromisocalendar(2019, n, 6)}\n"
        f"tags:\n  - notes\nlayout: layouts/post.njk\n---\n\n- A new desk\n"
        for n in range(36, 46)
    }
    site = {
        ".eleventy.js": "module.exports = () => ({})",
        "posts/posts.11tydata.js": 'module.exports = { tags: "post" }',
        "posts/posts.json": '{"tags": "post"}',
        "about/index.md": "---\ntitle: About me\nlayout: layouts/page.njk\n---\nI sit at a desk.\n",
        "index.njk": '---\ntitle: Weeknotes\n---\n<h1>Latest</h1>{% for p in posts %}{{ p.title }}{% endfor %}',
        "books.njk": "---\ntitle: Books\n---\n<p>Read</p>{% for b in books %}{{ b }}{% endfor %}",
        "sitemap.xml.njk": "---\npermalink: /sitemap.xml\n---\n<urlset>{{ urls }}</urlset>",
        "colophon.md": "---\ntitle: Colophon\n---\nMade by hand.\n",
    }  # fmt: skip
    found = read({**posts, **site})
    assert weeks(found) == {path: date.fromisocalendar(2019, n, 1) for n, path in enumerate(posts, start=36)}
    assert {"about/index.md", "index.njk", "books.njk", "colophon.md"} <= pages(found)
    assert not [warning for note in found.notes for warning in note.note.warnings], "the number and the day agree"


def test_a_template_that_is_a_dated_note_comes_in():
    [note] = read({
        ".eleventy.js": "x",
        "posts/a.njk": "---\ntitle: Week 23\ndate: 2019-06-07\n---\n{% set x = 1 %}<p>A <em>desk</em> {{ x }}.</p>\n",
    }).notes  # fmt: skip
    assert (note.note.body_markdown, note.note.week) == ("A *desk* .\n", date(2019, 6, 3))


def test_a_jekyll_site_in_two_languages_serves_each_under_its_folder():
    days = [date(2023, 1, 6) + timedelta(days=7 * n) for n in range(5)]
    posts = {
        f"{language}/updates/_posts/{day}-week-notes.md": f"---\ntitle: Week notes {day:%d/%m/%Y}\nref: {day}\n"
        f"layout: post\nauthor: Phil and Sam\n---\n## Timber\n\n+ A point\n+\tand one more\n"
        for language in ("en", "cy")
        for day in days
    }
    site = {
        "_config.yml": "url: https://team.example\nbaseurl: /notes\n",
        "_docs/add-a-section.md": "# Add a section\n\nDo this.\n",
        "en/team/_members/ann.md": "---\nname: Ann\n---\nAnn likes cats.\n",
        "cy/index.md": "---\ntitle: Hafan\nlayout: landing\n---\nCroeso\n",
        "en/styleguide.md": "---\ntitle: Style guide\nlayout: page\n---\n# Heading\n",
        "en/updates/_posts/2023-02-10-week-notes": "---\ntitle: Week notes 10/02/2023\n---\nNo ending to its name.\n",
        "script/build": "#!/bin/sh\nset -e\n",
        "robots.txt": "User-agent: *\n",
    }
    found = read({**site, **posts})
    wanted = {path: day - timedelta(days=4) for path, day in zip(posts, [*days, *days], strict=True)}
    assert weeks(found) == {**wanted, "en/updates/_posts/2023-02-10-week-notes": date(2023, 2, 6)}
    assert {note.address for note in found.notes if note.key.endswith("2023-01-06-week-notes.md")} == {
        "https://team.example/notes/en/updates/2023/01/06/week-notes.html",
        "https://team.example/notes/cy/updates/2023/01/06/week-notes.html",
    }
    assert {"_docs/add-a-section.md", "en/team/_members/ann.md", "cy/index.md"} <= pages(found)
    assert {"script/build", "robots.txt"} <= {one.key for one in found.skipped if one.why is Why.OTHER_FILE}


def test_a_site_in_a_folder_of_a_zip_is_served_without_that_folder():
    found = read({
        "site-main/_config.yml": "url: https://team.example\n",
        "site-main/_posts/2023-01-06-a.md": "---\ntitle: A\n---\nWords.\n",
    })  # fmt: skip
    assert [note.address for note in found.notes] == ["https://team.example/2023/01/06/a.html"]


def test_a_post_without_a_day_in_the_folder_of_posts_is_asked_about():
    found = read({
        "hugo.toml": 'baseURL = "https://blog.example/"\n',
        "content/posts/desks.md": "+++\ntitle = 'Desks'\n+++\nWords.\n",
        "content/docs/install.md": "+++\ntitle = 'Install'\n+++\nWords.\n",
    })  # fmt: skip
    assert weeks(found) == {"content/posts/desks.md": None}
    assert pages(found) == {"content/docs/install.md"}


def test_a_page_brought_in_alone_is_a_note():
    assert len(read({"index.md": "# Desks\n\nWords.\n"}).notes) == 1


PELICAN = """Title: Weeknotes 23: desks
Date: 2019-06-07 16:00
Tags: desks, phones
Authors: Marsh, Helen; Nair, Priya
Summary:
    Two lines
    of summary.

We moved.

Status: amber
"""


def test_values_at_the_top_without_rules_are_read_as_pelican_writes_them():
    [note] = read({"content/a.md": PELICAN}).notes
    assert (note.note.title, note.note.summary) == ("Weeknotes 23: desks", "Two lines of summary.")
    assert (note.published_on, note.terms) == (date(2019, 6, 7), ("desks", "phones"))
    assert note.authors == ("Marsh, Helen", "Nair, Priya")
    assert note.note.body_markdown == "We moved.\n\nStatus: amber\n"


@pytest.mark.parametrize(
    "text",
    ["Status: amber\nDate: 7 June 2019\n\nWe moved.\n", "Phones: done\nDesks: not yet\n\nWe moved.\n"],
)
def test_lines_of_a_note_with_colons_stay_in_it(text: str):
    [note] = read({"a.md": text}).notes
    assert text.split("\n")[0] in note.note.body_markdown


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "A.MD"])
def test_a_markdown_file_without_any_sign_is_markdown(name: str):
    text = "What we did\n\nWe moved the desks\nand then the chairs.\n\nPhones\n\nThe phones came.\n"
    [note] = read({name: text}).notes
    assert note.note.title == "What we did"
    assert note.note.body_markdown == "We moved the desks\nand then the chairs.\n\nPhones\n\nThe phones came.\n"


TOPS = {
    "a script's object": '---js\n{\n  title: "Desks: a move",\n  date: "2019-06-07",\n  tags: ["a", "b"],\n}\n---\n',
    "JSON between rules": '---json\n{"title": "Desks: a move", "date": "2019-06-07", "tags": ["a", "b"]}\n---\n',
    "JSON": '{\n"title": "Desks: a move", "date": "2019-06-07", "tags": ["a", "b"]\n}\n',
    "TOML": '+++\ntitle = "Desks: a move"\ndate = 2019-06-07T16:00:00+01:00\ntags = ["a", "b"]\n+++\n',
    "TOML named": '---toml\ntitle = "Desks: a move"\ndate = 2019-06-07\ntags = ["a", "b"]\n---\n',
    "a colon unquoted": "---\ntitle: Desks: a move\ndate: 7 June 2019\ntags: [a, b]\n---\n",
    "tabs": "---\ntitle: 'Desks: a move'\ndate: 2019-06-07\ntags:\n\t- a\n\t- b\n---\n",
    "a name twice": '---\ntitle: One\ntitle: "Desks: a move"\ndate: "2019-06-07"\ntags: a b\n---\n',
    "a line that goes on": "---\ntitle: >-\n  Desks:\n  a move\ndate: 07/06/2019\ntags: a, b\n---\n",
    "the same, at fault": "---\ntitle: >-\n  Desks:\n  a move\ndate: 2019-06-07\nbad: a: b\ntags: a, b\n---\n",
    "Windows lines": "---\r\ntitle: 'Desks: a move'\r\ndate: 2019-06-07\r\ntags:\r\n- a\r\n- b\r\n---\r\n",
}


@pytest.mark.parametrize("top", TOPS.values(), ids=TOPS)
def test_what_stands_above_a_note_is_read_however_it_is_written(top: str):
    [note] = read({"a.md": f"{top}\nWe moved.\n\n---\n\nAnd rested.\n"}).notes
    assert (note.note.title, note.published_on, note.terms) == ("Desks: a move", date(2019, 6, 7), ("a", "b"))
    assert note.note.body_markdown == "We moved.\n\n---\n\nAnd rested.\n"


def top(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "A.", ""])


FIRST_LINE = "Title: Weeknotes\nDate: 2024-09-13\n\nFor the week finishing Friday, 13th September 2024.\n"
TOLD = {
    "a day written out in the first line": (FIRST_LINE, date(2024, 9, 9), 1),
    "the year and its weeks": (top("title: Weeknotes 2024 week 24-25", "date: 2024-06-24"), date(2024, 6, 10), 2),
    "the year before the week": ("Title: Weeknotes (2024 week 43)\nCategories: Work\n\n\nA.\n", date(2024, 10, 21), 1),
    "the week before its year": (top("title: 'Weeknotes: Week #34 - 2026'"), date(2026, 8, 17), 1),
    "the nth week": ('+++\ntitle = "Week notes – 7th week of 2024"\n+++\nA.\n', date(2024, 2, 12), 1),
    "a week of its own at the top": (
        top("title: A", "week: 48", "date: 2023-12-04T14:15:00+01:00"),
        date(2023, 11, 27),
        1,
    ),
    "a day written as in a program": (top("title: A", "pubDatetime: 2026-02-15T10:00:00Z"), date(2026, 2, 9), 1),
    "a series and its number": (top("title: 7.4 – weeknotes", "date: 2025-02-02"), date(2025, 1, 27), 1),
    "a Monday that is its day": (top("title: Week notes – May 18", "date: 2026-05-18"), date(2026, 5, 11), 1),
    "days of one week": (top("title: Week notes 23-27 September", "date: 2013-09-27"), date(2013, 9, 23), 1),
    "a number and its year": (top("title: Weeknote 51/2020", "date: 2020-12-19"), date(2020, 12, 14), 1),
    "the same and no day": (top("title: Weeknote 12/2021"), date(2021, 3, 22), 1),
    "weeks counted in another way": (top("title: Weeknote 35/2021", "date: 2021-08-26"), date(2021, 8, 23), 1),
    "a week that begins on a Sunday": (top("title: Week of January 16, 2022"), date(2022, 1, 17), 1),
    "a day with its year first": ("# Desks\n\nWeek commencing 2016/05/23\n\nA.\n", date(2016, 5, 23), 1),
    "a title by another name": (top("pageTitle: Weeknotes 2020-W51"), date(2020, 12, 14), 1),
    "a Monday that begins the week": (top("title: Weeknotes w/c 18 May", "date: 2026-05-18"), date(2026, 5, 18), 1),
}


@pytest.mark.parametrize(("text", "week", "covered"), TOLD.values(), ids=TOLD)
def test_the_week_is_told_as_people_write_it(text: str, week: date, covered: int):
    [note] = read({"posts/a.md": text}).notes
    assert (note.note.week, note.weeks_covered) == (week, covered)


def test_a_week_that_its_title_only_seems_to_name_is_told():
    [note] = read({"a.md": "---\ntitle: Week notes – May 18\ndate: 2026-05-18\n---\nA.\n"}).notes
    assert any("came out on Mon 18 May 2026" in warning for warning in note.note.warnings)


def test_a_draft_is_one_whatever_word_says_so():
    [note] = read({"a.md": "Title: Weeknotes (2026 week 17)\nDraft: remove this to publish\n\nA.\n"}).notes
    assert note.is_draft


def test_a_body_of_html_under_values_is_read_as_html_and_classes_go():
    html = "---\ntitle: A\ndate: 2026-06-22\n---\n\n\n      <p>Desks.</p>\n<ul>\n<li>one</li>\n<li>two</li></ul>\n"
    marked = "---\ntitle: B\ndate: 2026-06-22\n---\nDesks.{.lead}\n\n## Lamps {#lamps .big}\n\nA {word} stays.\n"
    bodies = [note.note.body_markdown for note in read({"posts/a.md": html, "posts/b.md": marked}).notes]
    assert bodies == ["Desks.\n\n- one\n- two\n", "Desks.\n\n## Lamps\n\nA {word} stays.\n"]


def test_a_note_in_a_folder_of_its_own_among_the_posts_is_no_list_of_notes():
    found = read({
        "hugo.toml": 'baseURL = "https://blog.example/"\n',
        "content/posts/desks/index.md": "+++\ntitle = 'Desks'\ndraft = true\n+++\nWords.\n",
        "content/weeknotes/index.md": "+++\ntitle = 'Weeknotes'\n+++\nAll of them.\n",
    })  # fmt: skip
    assert [note.key for note in found.notes] == ["content/posts/desks/index.md"]


def served(title: str, day: str, words: str) -> str:
    return (
        f"<!doctype html><html><head><title>{title} – Our blog</title></head><body><header><h1>Our blog</h1></header>"
        f'<section><h1>{title}</h1><p>Published: <abbr class="published" title="{day}T10:14:00+00:00">then</abbr></p>'
        f"<p>{words}</p></section></body></html>"
    )


def test_a_site_as_it_was_served_gives_its_posts_and_none_of_its_lists():
    days = [date(2019, 5, 3) + timedelta(days=7 * n) for n in range(8)]
    posts = {f"week-{n}.html": served(f"Desks {n}", f"{day}", "We moved.") for n, day in enumerate(days)}
    first = served("Our blog", "2019-05-03", "3 May 2019: we moved.").replace("abbr", "span")
    lists = dict.fromkeys(["index.html", "index2.html", "tag/desks.html", "category/it.html", "archives.html"], first)
    found = read({**posts, **lists})
    assert weeks(found) == {path: day - timedelta(days=4) for path, day in zip(posts, days, strict=True)}
    assert pages(found) == set(lists)


def test_what_a_feed_in_a_folder_holds_is_a_note_whatever_its_address():
    feed = (
        "<rss version='2.0'><channel><title>b</title><link>https://b.example/</link><item><title>Desks</title>"
        "<link>https://b.example/archives/1.html</link><pubDate>Fri, 07 Jun 2019 10:00:00 GMT</pubDate>"
        "<description>&lt;p&gt;Moved.&lt;/p&gt;</description></item></channel></rss>"
    )
    found = read({"feed.xml": feed, "_config.yml": "url: https://b.example\n"})
    assert weeks(found) == {"https://b.example/archives/1.html": date(2019, 6, 3)}


def test_what_several_feeds_of_a_site_hold_comes_in_once_by_its_longest_text():
    item = "<item><title>Desks</title><guid>urn:1</guid><pubDate>Fri, 07 Jun 2019 10:00:00 GMT</pubDate>{}</item>"
    feed = "<rss version='2.0'><channel><title>b</title><link>https://b.example/</link>{}</channel></rss>"
    texts = ["<description>Mov…</description>", "<description>Moved all of them.</description>"]
    found = read({f"feeds/{n}.xml": feed.format(item.format(text)) for n, text in enumerate(texts)})
    assert [note.note.body_markdown for note in found.notes] == ["Moved all of them.\n"]
    assert [one.why for one in found.skipped] == [Why.OTHER]

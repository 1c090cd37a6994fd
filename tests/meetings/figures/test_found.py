"""Figures that stand in a text: a note's section, a decision; kept from there, and told in the topic's story."""

from datetime import date
from urllib.parse import urlencode

import pytest

from hackit.models import Entry
from meetings.models import Figure, FigureSaid
from tests import factories as make
from tests.meetings.figures.test_pages import text_of
from tests.weeknotes.conftest import make_published

BODY = "## The phones\n\nThe mobile contract saves £590k over three years. We had 600 replies to the survey.\n"


@pytest.fixture
def note(room, monkeypatch, on):
    monkeypatch.setattr("meetings.figures.keep_views.today", lambda: on)
    return make_published(room.helen, title="A week", week=date(2019, 6, 3), body=BODY)


@pytest.fixture
def section(note) -> Entry:
    return Entry.objects.visible_to(None).get(title="The phones")


def keep_at(entry: Entry, words: str = "") -> str:
    return f"/figures/keep/?{urlencode({'of': entry.url, 'words': words})}"


FORM = {
    "title": "Mobile contract saving", "amount": "£590k over three years", "state": "proposed", "forum": "dmt",
    "words": "It saves", "audience": "members", "said_on": "7 June 2019", "token": "a",
}  # fmt: skip


def test_beside_a_note_who_writes_in_a_group_may_keep_its_figures(client, as_, room, note, section):
    address = section.url.partition("#")[0]
    assert "Keep a figure" not in client.get(address).content.decode()
    assert "Keep a figure" not in as_(room.staff).get(address).content.decode()
    html = as_(room.priya).get(address).content.decode()
    assert "Keep a figure: " in html
    assert keep_at(section, "£590k over three years").replace("&", "&amp;") in html
    assert "600 replies" in text_of(as_(room.priya).get(address)).split("Keep a figure:")[1]


def test_it_is_kept_with_the_section_it_was_read_in(as_, room, note, section):
    client = as_(room.priya)
    page = client.get(keep_at(section, "£590k over three years")).content.decode()
    assert 'value="Mobile contract saving"' in page
    assert "Also said there" in page
    for _time in range(2):
        response = client.post(keep_at(section, "£590k over three years"), FORM, follow=True)
    said = FigureSaid.objects.get()
    assert (said.figure.state, said.high, said.years, said.said_on) == ("proposed", 59_000_000, 3, date(2019, 6, 7))
    assert f'href="{section.url}"' in response.content.decode()
    assert "Kept from here:" in text_of(client.get(keep_at(section)))


def test_it_is_said_of_the_figure_there_is_by_one_press_and_once(as_, room, note, section):
    figure = make.make_figure("Mobile contract saving", room.dmt, 65_000_000, state="agreed", said_on=date(2019, 5, 20))
    client, address = as_(room.priya), keep_at(section, "£590k over three years")
    assert "Mobile contract saving , last said: £650k, 3 weeks ago" in text_of(client.get(address))
    for _time in range(2):
        client.post(address, {"figure": figure.ref})
    assert [one.high for one in FigureSaid.objects.in_order()] == [59_000_000, 65_000_000]


def test_its_name_says_of_which_figure_it_is_and_another_unit_is_refused(as_, room, note, section):
    make.make_figure("Mobile contract saving", room.dmt, 65_000_000, state="agreed")
    make.make_figure("Replies", room.dmt, 50_000, unit="count")
    client, address = as_(room.priya), keep_at(section, "£590k over three years")
    refused = client.post(address, FORM | {"title": "Replies"})
    assert "“Replies” is kept as a count. Give this one another name" in text_of(refused)
    client.post(address, FORM | {"title": "MOBILE contract saving"})
    assert Figure.objects.count() == 2
    assert FigureSaid.objects.count() == 3


def test_who_may_not_see_the_text_or_keep_meets_nothing(client, as_, room, note, section):
    secret = make.make_figure("Elsewhere", room.hmt)
    assert client.get(keep_at(section)).status_code == 302
    assert as_(room.staff).get(keep_at(section)).status_code == 403
    priya = as_(room.priya)
    assert priya.get("/figures/keep/?of=/nowhere/").status_code == 404
    assert priya.get("/figures/keep/").status_code == 404
    assert priya.post(keep_at(section), {"figure": secret.ref}).status_code == 404
    hidden = make.make_decision("Spend £40k on it", forum=room.hmt, audience="members")
    assert priya.get(f"/figures/keep/?of={hidden.get_absolute_url()}").status_code == 404


def test_a_topic_tells_what_was_said_of_a_kept_figure_over_time_and_offers_the_others(as_, room, on):
    topic = room.phones.topics.get()
    figure = make.make_figure(
        "Contract", room.dmt, 65_000_000, state="agreed", topic=topic, said_on=date(2019, 5, 20), words="saves £650k"
    )
    make.say_figure(figure, 59_000_000, said_on=date(2019, 6, 3))
    make.make_decision("Buy for £650k, with 600 replies read", forum=room.dmt, topics=[topic], date=date(2019, 6, 4))
    page = as_(room.priya).get(topic.get_absolute_url())
    html, words = page.content.decode(), text_of(page)
    assert "Contract : £590k Saving: agreed First said: £650k, Mon 20 May" in words
    assert "<b>£650k</b>" not in html
    assert "<b>600 replies</b>" in html
    assert "words=600+replies" in html
    assert "Contract" not in text_of(as_(room.staff).get(topic.get_absolute_url()))

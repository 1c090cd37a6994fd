"""What was brought in from a spreadsheet, afterwards: taken back, as if typed by hand, and what it cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hackit.models import Entry, Event, ImportRun, Topic
from meetings.models import Action
from tests import factories as make
from tests.meetings.actions.test_action_import import PAGE, kept, looked
from tests.meetings.actions.test_action_pages import text_of


@pytest.fixture
def site(as_, dmt):
    make.make_topic("Mobile phones", "handsets")
    return as_(dmt.grace)


# --- Taking back ---


def test_a_whole_import_is_taken_back(site, dmt):
    run = kept(site, looked(site))["Location"]
    assert "Take it back" in text_of(site.get(run))
    assert site.post(f"{run}undo/")["Location"] == run
    assert not Action.objects.live().exists()
    assert not Entry.objects.filter(kind="action").exists()
    page = text_of(site.get(run))
    assert "3 actions taken back" in page
    assert "Take it back" not in page
    site.post(f"{run}undo/")
    kept(site, looked(site))
    assert Action.objects.live().count() == 3


def test_what_somebody_changed_since_stays(site, dmt, on):
    run = kept(site, looked(site))["Location"]
    audit, finance, _phones = Action.objects.order_by("pk")
    audit.add_update("Sent to Helen", by=dmt.helen.person, on=on)
    finance.give_to(dmt.helen.person, by=dmt.helen.person)
    assert "2 were changed since and will stay" in text_of(site.get(run))
    site.post(f"{run}undo/")
    assert set(Action.objects.live()) == {audit, finance}
    assert "3 actions will be made" not in text_of(looked(site))


def test_after_thirty_days_it_stays(site):
    run = kept(site, looked(site))["Location"]
    ImportRun.objects.update(at=timezone.now() - timedelta(days=31))
    assert "Take it back" not in text_of(site.get(run))
    site.post(f"{run}undo/")
    assert Action.objects.live().count() == 3


def test_nobody_else_sees_or_takes_back_what_i_brought_in(site, as_, dmt):
    run = kept(site, looked(site))["Location"]
    other = as_(dmt.helen)
    assert other.get(run).status_code == 404
    assert other.post(f"{run}undo/").status_code == 404
    assert "log.csv" not in other.get(PAGE).content.decode()
    assert Action.objects.live().count() == 3


# --- Cost ---


@pytest.mark.in_full("postgresql")  # as many questions there
def test_thirty_rows_cost_no_more_questions_than_one(site):
    asked = []
    for how_many in (1, 30):
        rows = "".join(f"Ring {how_many}-{n},Grace Li,Helen Marsh,1/7/2019,Handsets,Soon\n" for n in range(how_many))
        with CaptureQueriesContext(connection) as looking:
            page = looked(site, f"Action,Owner,With,Due,Topics,Notes\n{rows}")
        with CaptureQueriesContext(connection) as keeping:
            assert kept(site, page).status_code == 302
        asked.append((len(looking), len(keeping)))
        site.get(PAGE)  # which shows and forgets what was said
    (look_one, keep_one), (look_thirty, keep_thirty) = asked
    assert look_one == look_thirty
    assert keep_thirty - keep_one < 3 or connection.vendor != "sqlite"  # which takes long inserts in parts


def test_the_list_leads_to_it(site):
    assert f'href="{PAGE}"' in site.get("/actions/").content.decode()


def test_a_row_kept_is_as_an_action_typed_by_hand(site, dmt, on):
    """Written by a few statements, yet in nothing but its source different from what the form makes."""
    phones = Topic.objects.get(name="Mobile phones")
    kept(site, looked(site, "Action,Owner,With,Due,Topics\nRing,Grace Li,Helen Marsh,14/6/2019,Handsets\n"))
    site.post(
        "/actions/new/",
        {"text": "Ring", "owner": "Grace Li", "helpers": "Helen Marsh", "due": "14/6/2019", "forum": "dmt",
         "audience": "staff", "topics": phones.slug},
    )  # fmt: skip
    first, second = Action.objects.order_by("pk")
    differ = {"id", "ref", "created_at", "source_label"}
    assert {f.name for f in Action._meta.fields if getattr(first, f.name) != getattr(second, f.name)} <= differ
    told = [
        set(Event.objects.about(one).values_list("reach", "values__field", "values__old", "values__new"))
        for one in (first, second)
    ]
    assert told[0] == told[1]
    found = [
        Entry.objects.filter(url=one.get_absolute_url()).values_list(
            "title", "text", "date", "due", "reach", "search_title", "said", "status"
        )
        for one in (first, second)
    ]
    assert list(found[0]) == list(found[1])

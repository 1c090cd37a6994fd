"""The frame of every page: what strangers and members get of it, titles, the current link, error pages."""

import json
import re
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import include, path

from hackit.filters import Chip, Choice, Facet


def _page(request):
    return HttpResponse()


def _named(*names: str) -> list:
    return [path(f"{name}/", _page, name=name) for name in names]


# The addresses that the frame leads to, so that these tests ask for no page and no database
urlpatterns = [
    path("", _page, name="home"),
    *_named(
        "search", "search-suggest", "topics", "people", "me", "accessibility", "privacy", "how-to-type", "feedback"
    ),
    *_named("account_login", "account_logout"),
    path("meetings/", include((_named("meeting-list", "action-list", "decision-list", "forum-list"), "meetings"))),
    path("weeknotes/", include((_named("weeknote-list"), "weeknotes"))),
]
pytestmark = pytest.mark.urls(__name__)

SITE = SimpleNamespace(name="HackIT", strapline="Records", licence_text="Open <licence>", licence_url="")
STRANGER = SimpleNamespace(is_authenticated=False)
MEMBER = SimpleNamespace(is_authenticated=True, role="staff", email="helen@example.org")
NO_ROLE = SimpleNamespace(is_authenticated=True, role="none", email="new@example.org")
PLAIN = '{% extends "base.html" %}{% block title %}Actions{% endblock %}{% block content %}x{% endblock %}'


def shown(source: str = PLAIN, *, user=STRANGER, address: str = "/somewhere/?q=a&b", **context) -> str:
    person = SimpleNamespace(name="Helen <Marsh>") if user is MEMBER else None
    request = RequestFactory().get(address)
    given = {
        "request": request,
        "site": SITE,
        "user": user,
        "person": person,
        "csrf_token": "tok3n",
        **context,
    }
    return Template(source).render(Context(given))


def title(html: str) -> str:
    return re.search(r"<title>(.*?)</title>", html, re.S)[1].strip()


def test_a_stranger_gets_get_forms_only_and_no_token():
    html = shown()
    assert set(re.findall(r'<form[^>]*method="(\w+)"', html)) == {"get"}
    assert "tok3n" not in html
    assert "htmx" not in html


def test_a_stranger_reads_the_licence_and_can_sign_in_and_come_back():
    html = shown()
    assert "Open &lt;licence&gt;" in html
    assert 'href="/account_login/?next=%2Fsomewhere%2F%3Fq%3Da%26b">Sign in' in html
    assert 'href="/account_login/">Sign in' in shown(address="/account_login/").split("</header>")[0]


def test_a_strangers_links_leave_out_this_week_and_actions():
    html = shown()
    assert ">Meetings</a>" in html
    assert ">This week</a>" not in html
    assert ">Actions</a>" not in html


def test_a_member_has_all_links_his_name_and_a_way_out():
    html = shown(user=MEMBER)
    for label in ("This week", "Meetings", "Actions", "Decisions", "Weeknotes", "Topics"):
        assert f">{label}</a>" in html
    assert "Helen &lt;Marsh&gt;" in html
    assert re.search(r'action="/account_logout/" method="post".*tok3n', html)
    assert "Open &lt;licence&gt;" not in html


def test_a_login_without_a_role_sees_a_strangers_links_and_can_sign_out():
    html = shown(user=NO_ROLE)
    assert ">This week</a>" not in html
    assert "new@example.org" in html
    assert 'href="/account_logout/"' in html


def test_the_current_link_is_marked_once_per_list():
    html = shown(user=MEMBER, nav="decisions")
    assert re.findall(r'aria-current="(\w+)">([^<]+)', html) == [("true", "Decisions")] * 2
    assert "more--on" in html
    assert 'aria-current="page">Topics' in shown(user=MEMBER, nav="topics", address="/topics/")


def test_partial_updates_run_nothing_and_swap_conflicts_and_refused_forms():
    html = shown(user=MEMBER)
    config = json.loads(re.search(r"<meta name=\"htmx-config\" content='([^']+)'>", html)[1])
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert config["selfRequestsOnly"] is True
    assert config["historyCacheSize"] == config["defaultSettleDelay"] == 0

    def swapped(status: int) -> bool:
        return next(rule for rule in config["responseHandling"] if re.search(rule["code"], str(status)))["swap"]

    assert {status: swapped(status) for status in (200, 204, 409, 422, 400, 404, 500)} == {
        200: True, 204: False, 409: True, 422: True, 400: False, 404: False, 500: False,
    }  # fmt: skip
    assert json.loads(re.search(r"hx-headers='([^']+)'", html)[1]) == {"X-CSRFToken": "tok3n"}


def test_the_title_names_the_page_and_the_site():
    assert title(shown()) == "Actions – HackIT"


def test_the_title_says_that_a_form_failed():
    assert title(shown(error_title=True)) == "Error: Actions – HackIT"


class Sent(forms.Form):
    what = forms.CharField(error_messages={"required": "Enter what needs doing"})


def test_a_failed_form_is_told_in_the_title_and_once_above_the_heading():
    html = shown(form=Sent({}))
    assert title(html) == "Error: Actions – HackIT"
    assert html.count("Enter what needs doing") == 1
    assert title(shown(form=Sent())) == "Actions – HackIT"


def test_a_page_can_leave_the_search_box_out():
    assert 'role="search"' in shown()
    assert 'role="search"' not in shown(PLAIN + "{% block header_search %}{% endblock %}")


def test_a_trial_says_so():
    assert "trial on your own machine" in shown(trial=True)
    assert "trial" not in shown()


def test_all_messages_are_one_notification_and_escaped():
    html = shown(messages=[Message(constants.SUCCESS, "Saved"), Message(constants.INFO, "<b>Twice</b>")])
    assert html.count('class="notice') == 1
    assert "<p>Saved</p><p>&lt;b&gt;Twice&lt;/b&gt;</p>" in html


def test_what_is_missing_and_what_is_refused_share_a_page_that_offers_to_sign_in():
    request = RequestFactory().get("/meetings/abc/")
    given = {"request": request, "site": SITE, "user": STRANGER}
    html = get_template("404.html").template.render(Context(given))
    assert title(html) == "Page not found – HackIT"
    assert "/account_login/?next=%2Fmeetings%2Fabc%2F" in html


@pytest.mark.parametrize("name", ["400", "413", "500"])
def test_pages_for_a_broken_service_need_no_context_and_no_database(name):
    html = get_template(f"{name}.html").render()
    assert html.count("<h1>") == 1
    assert "Nothing was saved" in html or "safe" in html


def test_two_saves_at_once_show_both_texts_and_lose_neither():
    html = shown(
        '{% extends "409.html" %}', user=MEMBER, mine="Mine <1>", theirs="Theirs <2>", theirs_by="Grace Li",
        action="/x/", version=7, field="text", hidden=[("title", "A & B")],
    )  # fmt: skip
    assert ">Mine &lt;1&gt;</textarea>" in html
    assert "Theirs &lt;2&gt;" in html
    assert 'name="version" value="7"' in html
    assert 'name="title" value="A &amp; B"' in html


# --- Lists ---


def test_filters_show_ticks_with_counts_and_fold_the_rest():
    few = [Choice("a&b", "Audit <b>", 1, True), Choice("f", "Finance", 12, False)]
    html = shown(
        '{% include "_partials/filters.html" %}', facets=[Facet("topic", "Topic", few, [Choice("z", "Zoo", 0, False)])]
    )
    assert 'name="topic" value="a&amp;b" checked' in html
    assert "Audit &lt;b&gt;" in html
    assert '1<span class="vh"> result</span>' in html
    assert '12<span class="vh"> results</span>' in html
    assert "<summary>1 more</summary>" in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= set(ids)


def test_filters_are_sent_by_get_and_keep_what_they_are_told_to():
    html = shown('{% include "_partials/filters.html" %}', keep=[("sort", "newest"), ("q", '"x"')])
    assert set(re.findall(r'<form method="(\w+)"', html)) == {"get"}
    assert '<input type="hidden" name="q" value="&quot;x&quot;">' in html
    assert html.count(">Apply</button>") == 2
    assert 'href="/somewhere/">Clear all' in html


def test_a_filters_fields_are_drawn_without_the_word_optional():
    class Words(forms.Form):
        words = forms.CharField(required=False)
        before = forms.CharField(required=False, label="Due before")

    form = Words()
    html = shown('{% include "_partials/filters.html" %}', words=form["words"], dates=[form["before"]])
    assert html.index('name="words"') < html.index("Due before") < html.index('name="before"')
    assert "optional" not in html


def test_each_chip_takes_itself_off():
    html = shown('{% include "_partials/chips.html" %}', chips=[Chip("Finance <b>", "q=x&kind=a")])
    assert 'href="?q=x&amp;kind=a"' in html
    assert "Finance &lt;b&gt;" in html
    assert shown('{% include "_partials/chips.html" %}', chips=[]).strip() == ""

"""Two people at a group's settings or members at the same moment."""

import pytest
from django.urls import reverse

from hackit.history import Event
from hackit.models import Forum, Membership
from meetings.agenda import forum_views, setup
from tests.factories import join, make_forum, make_person


def group_data(**changed):
    data = {
        "name": "DMT", "full_name": "", "weekday": "3", "start_time": "2pm", "location": "Room 4", "reports_to": "",
        "line_audience": "members", "outcome_audience": "staff", "point_audience": "everyone", "is_active": "on",
        "version": "1",
    }  # fmt: skip
    return data | changed


@pytest.fixture
def edit(forum):
    return reverse("meetings:forum-edit", args=[forum.slug])


def test_the_second_of_two_who_change_a_group_gets_both_texts_and_a_choice(as_user, forum, priya, edit):
    as_user(priya).post(edit, group_data(location="Cellar"))
    page = as_user(priya).post(edit, group_data(location="Attic"))
    assert page.status_code == 409
    shown = page.content.decode()
    assert "Someone else changed this" in shown
    assert "Cellar" in shown
    assert 'value="Attic"' in shown
    forum.refresh_from_db()
    assert (forum.location, forum.version) == ("Cellar", 2)
    assert Event.objects.about(forum).filter(verb="changed").count() == 1
    again = as_user(priya).post(edit, group_data(location="Attic", version="2"))
    assert again.status_code == 302
    forum.refresh_from_db()
    assert (forum.location, forum.version) == ("Attic", 3)


def test_what_changed_of_a_group_is_in_its_history(as_user, forum, priya, edit):
    as_user(priya).post(edit, group_data(full_name=forum.full_name, weekday="1", location="Cellar", start_time=""))
    event = Event.objects.about(forum).get(verb="changed")
    assert list(event.values.values_list("field", "old", "new")) == [("location", "", "Cellar")]


def test_a_name_that_is_taken_between_look_and_save_is_said(as_user, forum, priya, edit, monkeypatch):
    monkeypatch.setattr(forum_views.ForumForm, "clean_name", lambda form: form.cleaned_data["name"])
    make_forum("HMT")
    page = as_user(priya).post(edit, group_data(name="HMT"))
    assert page.status_code == 422
    assert "There is a group of that name already" in page.content.decode()
    forum.refresh_from_db()
    assert (forum.name, forum.version) == ("DMT", 1)


def test_a_new_group_whose_name_is_taken_at_that_moment_is_said(as_user, forum, sam, monkeypatch):
    monkeypatch.setattr(forum_views.ForumSetUpForm, "clean_name", lambda form: form.cleaned_data["name"])
    page = as_user(sam).post(reverse("meetings:forum-new"), {"name": "dmt", "token": "n"})
    assert page.status_code == 422
    assert "There is a group of that name already" in page.content.decode()
    assert Forum.objects.count() == 1


def test_two_who_add_the_same_member_at_once_get_a_sentence(as_user, forum, priya, monkeypatch):
    """The other's row arrives after we looked who is in the group, and before ours."""
    yusuf = make_person("Yusuf Demir")
    really, met = setup.match_person, []

    def meet_the_other(named):
        if not met:
            met.append(Membership.objects.create(person=yusuf, forum=forum))
        return really(named)

    monkeypatch.setattr(setup, "match_person", meet_the_other)
    address = reverse("meetings:forum-members", args=[forum.slug])
    page = as_user(priya).post(address, {"people": "Yusuf Demir", "part": "member", "token": "m"}, follow=True)
    assert met
    assert "Yusuf Demir is in DMT now." in page.content.decode()
    assert forum.memberships.filter(person=yusuf).count() == 1


def test_adding_who_is_there_already_changes_nothing(as_user, forum, priya):
    yusuf = make_person("Yusuf Demir")
    join(forum, yusuf)
    address = reverse("meetings:forum-members", args=[forum.slug])
    page = as_user(priya).post(address, {"people": "Yusuf Demir", "part": "member", "token": "m"}, follow=True)
    assert "They are in DMT already." in page.content.decode()
    assert forum.memberships.count() == 2

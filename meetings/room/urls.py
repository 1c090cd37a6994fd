"""Addresses of the live meeting, its lines, jottings and wrap-up."""

from django.urls import path

from meetings.room import (
    figure_views,
    jotting_views,
    line_views,
    live_views,
    part_views,
    paste_views,
    presence_views,
    step_views,
    suggest_views,
    wrapup_views,
)  # fmt: skip

urlpatterns = [
    path("meetings/<str:ref>/live/", live_views.live, name="live"),
    path("meetings/<str:ref>/live/lines/", live_views.line_create, name="line-create"),
    path("meetings/<str:ref>/live/paste/", paste_views.live_paste, name="live-paste"),
    path("meetings/<str:ref>/live/next/", live_views.live_next, name="live-next"),
    path("meetings/<str:ref>/live/actions/", step_views.live_actions, name="live-actions"),
    path("meetings/<str:ref>/live/actions/undo/", step_views.step_undo, name="live-undo"),
    path("meetings/<str:ref>/live/here/", presence_views.live_here, name="live-here"),
    path("meetings/<str:ref>/live/since/", presence_views.live_since, name="live-since"),
    path("lines/suggest/", suggest_views.line_suggest, name="line-suggest"),
    path("lines/last-said/", figure_views.last_said_of, name="line-last-said"),
    path("lines/<str:ref>/figure/", figure_views.line_figure, name="line-figure"),
    path("lines/<str:ref>/change/", line_views.line_change, name="line-change"),
    path("lines/<str:ref>/part/<str:part>/", part_views.line_part, name="line-part"),
    path("lines/<str:ref>/retype/", line_views.line_retype, name="line-retype"),
    path("lines/<str:ref>/undo/", line_views.line_undo, name="line-undo"),
    path("lines/<str:ref>/settle/", line_views.line_settle, name="line-settle"),
    path("jottings/", jotting_views.jottings, name="jottings"),
    path("jottings/new/", jotting_views.jotting_create, name="jotting-create"),
    path("jottings/paste/", paste_views.jotting_paste, name="jotting-paste"),
    path("meetings/<str:ref>/wrap-up/", wrapup_views.wrap_up, name="wrap-up"),
]

"""Addresses of actions."""

from django.urls import path

from meetings.actions import (
    calendar_views,
    detail_views,
    doing_views,
    import_views,
    list_views,
    press_views,
    several_views,
    views,
)

urlpatterns = [
    path("actions/", list_views.action_list, name="action-list"),
    path("actions/new/", views.action_new, name="action-new"),
    path("actions/csv/", list_views.action_csv, name="action-csv"),
    path("actions/import/", import_views.action_import, name="import-actions"),
    path("actions/import/<str:ref>/", import_views.import_run, name="import-actions-run"),
    path("actions/import/<str:ref>/undo/", import_views.import_undo, name="import-actions-undo"),
    path("actions/calendar/", calendar_views.action_calendar, name="action-calendar"),
    path("actions/feed/<slug:key>/mine.ics", calendar_views.own_feed, name="feed-own-actions"),
    path("actions/feed/<slug:key>/group/<slug:slug>.ics", calendar_views.group_feed, name="feed-group-actions"),
    path("actions/doing/", doing_views.action_doing, name="action-doing"),
    path("groups/<slug:slug>/doing/", doing_views.forum_doing, name="forum-doing"),
    path("actions/several/", several_views.action_several, name="action-several"),
    path("actions/several/<str:ref>/undo/", several_views.action_several_undo, name="action-several-undo"),
    path("actions/<str:ref>/", views.action_detail, name="action-detail"),
    path("actions/<str:ref>/history/", views.action_history, name="action-history"),
    path("actions/<str:ref>/edit/", views.action_edit, name="action-edit"),
    path("actions/<str:ref>/update/", views.action_update, name="action-update"),
    path("actions/<str:ref>/links/", detail_views.action_link, name="action-link"),
    path("actions/<str:ref>/links/<str:link>/off/", detail_views.action_link_off, name="action-link-off"),
    path("actions/<str:ref>/links/<str:link>/back/", detail_views.action_link_back, name="action-link-back"),
    path("actions/<str:ref>/done/", press_views.action_done, name="action-done"),
    path("actions/<str:ref>/undo/", press_views.action_undo, name="action-undo"),
    path("actions/<str:ref>/reopen/", press_views.action_reopen, name="action-reopen"),
    path("actions/<str:ref>/drop/", press_views.action_drop, name="action-drop"),
    path("actions/<str:ref>/take/", press_views.action_take, name="action-take"),
    path("actions/<str:ref>/date/", press_views.action_date, name="action-date"),
    path("actions/<str:ref>/give/", press_views.action_give, name="action-give"),
    path("actions/<str:ref>/delete/", press_views.action_delete, name="action-delete"),
    path("actions/<str:ref>/restore/", press_views.action_restore, name="action-restore"),
]

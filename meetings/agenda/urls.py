"""Addresses of groups, meetings and agendas."""

from django.urls import path

from meetings.agenda import about_views, calendar_views, forum_views, item_views, meeting_views, order_views

urlpatterns = [
    path("groups/", forum_views.forum_list, name="forum-list"),
    path("groups/new/", forum_views.forum_new, name="forum-new"),
    path("groups/<slug:slug>/", forum_views.forum_detail, name="forum-detail"),
    path("groups/<slug:slug>/edit/", forum_views.forum_edit, name="forum-edit"),
    path("groups/<slug:slug>/members/", forum_views.forum_members, name="forum-members"),
    path("groups/<slug:slug>/members/<int:pk>/", forum_views.forum_member, name="forum-member"),
    path("groups/<slug:slug>/names/<int:pk>/", forum_views.forum_name, name="forum-name"),
    path("groups/<slug:slug>/standing-items/", forum_views.forum_standing_items, name="forum-standing-items"),
    path("groups/<slug:slug>/standing-items/<int:pk>/", forum_views.standing_item_edit, name="standing-item-edit"),
    path("groups/<slug:slug>/standing-items/<int:pk>/move/", forum_views.standing_item_move, name="standing-item-move"),
    path("groups/<slug:slug>/feed/", calendar_views.forum_feed, name="forum-feed"),
    path("feeds/<slug:key>/<slug:slug>.ics", calendar_views.feed, name="feed"),
    path("groups/<slug:slug>/suggest/", item_views.item_suggest, name="item-suggest"),
    path("meetings/new/", meeting_views.meeting_new, name="meeting-new"),
    path("meetings/new/day/", meeting_views.meeting_day, name="meeting-day"),
    path("meetings/<str:ref>/moved/", meeting_views.meeting_moved, name="meeting-moved"),
    path("meetings/<str:ref>/edit/", meeting_views.meeting_edit, name="meeting-edit"),
    path("meetings/<str:ref>/cancel/", meeting_views.meeting_cancel, name="meeting-cancel"),
    path("meetings/<str:ref>/delete/", meeting_views.meeting_delete, name="meeting-delete"),
    path("meetings/<str:ref>/deleted/", meeting_views.meeting_deleted, name="meeting-deleted"),
    path("meetings/<str:ref>/calendar.ics", calendar_views.meeting_calendar, name="meeting-calendar"),
    path("meetings/<str:ref>/attendance/", meeting_views.meeting_attendance, name="meeting-attendance"),
    path("meetings/<str:ref>/agenda/", item_views.meeting_agenda, name="meeting-agenda"),
    path("meetings/<str:ref>/agenda/order/", order_views.agenda_order, name="agenda-order"),
    path("meetings/<str:ref>/agenda/put/", order_views.agenda_put, name="agenda-put"),
    path("meetings/<str:ref>/agenda/take-up/", order_views.item_take_up, name="item-take-up"),
    path("meetings/<str:ref>/items/new/", item_views.item_new, name="item-new"),
    path("actions/<str:ref>/agenda/", about_views.put, {"kind": "action"}, name="action-agenda"),
    path("decisions/<str:ref>/agenda/", about_views.put, {"kind": "decision"}, name="decision-agenda"),
    path("proposals/<str:ref>/agenda/", about_views.put, {"kind": "proposal"}, name="proposal-agenda"),
    path("lines/<str:ref>/agenda/", about_views.put, {"kind": "line"}, name="line-agenda"),
    path("items/<str:ref>/edit/", item_views.item_edit, name="item-edit"),
    path("items/<str:ref>/papers/", item_views.item_papers, name="item-papers"),
    path("items/<str:ref>/state/", order_views.item_state, name="item-state"),
    path("items/<str:ref>/move/", order_views.item_move, name="item-move"),
    path("items/<str:ref>/answer/", item_views.item_answer, name="item-answer"),
]

"""Addresses of groups, meetings and agendas."""

from django.urls import path

from meetings.agenda import views

urlpatterns = [
    path("groups/", views.forum_list, name="forum-list"),
    path("groups/new/", views.forum_new, name="forum-new"),
    path("groups/<slug:slug>/", views.forum_detail, name="forum-detail"),
    path("groups/<slug:slug>/edit/", views.forum_edit, name="forum-edit"),
    path("groups/<slug:slug>/members/", views.forum_members, name="forum-members"),
    path("groups/<slug:slug>/standing-items/", views.forum_standing_items, name="forum-standing-items"),
    path("meetings/new/", views.meeting_new, name="meeting-new"),
    path("meetings/<str:ref>/edit/", views.meeting_edit, name="meeting-edit"),
    path("meetings/<str:ref>/attendance/", views.meeting_attendance, name="meeting-attendance"),
    path("meetings/<str:ref>/agenda/", views.meeting_agenda, name="meeting-agenda"),
    path("meetings/<str:ref>/items/new/", views.item_new, name="item-new"),
    path("items/<str:ref>/edit/", views.item_edit, name="item-edit"),
    path("items/<str:ref>/state/", views.item_state, name="item-state"),
]

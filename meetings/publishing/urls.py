"""Addresses of reading, sharing and publishing meetings."""

from django.urls import path

from meetings.publishing import views

urlpatterns = [
    path("meetings/", views.meeting_list, name="meeting-list"),
    path("meetings/<str:ref>/", views.meeting_detail, name="meeting-detail"),
    path("meetings/<str:ref>/share/", views.meeting_share, name="meeting-share"),
    path("meetings/<str:ref>/publish/", views.meeting_publish, name="meeting-publish"),
    path("items/<str:ref>/point/", views.point_for_item, name="point-for-item"),
    path("points/<str:ref>/edit/", views.point_edit, name="point-edit"),
]

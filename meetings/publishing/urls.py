"""Addresses of reading, sharing and publishing meetings."""

from django.urls import path

from meetings.publishing import (
    copy_views,
    feeds,
    history_views,
    list_views,
    mail_views,
    point_views,
    publish_views,
    views,
)

urlpatterns = [
    path("meetings/", list_views.meeting_list, name="meeting-list"),
    path("meetings/csv/", list_views.meeting_csv, name="meeting-csv"),
    path("meetings/feed/", feeds.meeting_feed, name="meeting-feed"),
    path("meetings/feed/<slug:slug>/", feeds.group_feed, name="group-meeting-feed"),
    path("meetings/<str:ref>/", views.meeting_detail, name="meeting-detail"),
    path("meetings/<str:ref>/markdown/", copy_views.meeting_markdown, name="meeting-markdown"),
    path("meetings/<str:ref>/mail/", mail_views.meeting_mail, name="meeting-mail"),
    path("meetings/<str:ref>/mail/preview/", mail_views.meeting_mail_preview, name="meeting-mail-preview"),
    path("meetings/<str:ref>/agenda/mail/", mail_views.meeting_agenda_mail, name="meeting-agenda-mail"),
    path(
        "meetings/<str:ref>/agenda/mail/preview/",
        mail_views.meeting_agenda_mail_preview,
        name="meeting-agenda-mail-preview",
    ),
    path("meetings/<str:ref>/history/", history_views.meeting_history, name="meeting-history"),
    path("meetings/<str:ref>/share/", views.meeting_share, name="meeting-share"),
    path("meetings/<str:ref>/publish/", publish_views.meeting_publish, name="meeting-publish"),
    path("meetings/<str:ref>/unpublish/", publish_views.meeting_unpublish, name="meeting-unpublish"),
    path("items/<str:ref>/point/", point_views.point_for_item, name="point-for-item"),
    path("points/preview/", point_views.point_preview, name="point-preview"),
    path("points/<str:ref>/edit/", point_views.point_edit, name="point-edit"),
    path("points/<str:ref>/history/", history_views.point_history, name="point-history"),
    path("points/<str:ref>/delete/", point_views.point_delete, name="point-delete"),
]

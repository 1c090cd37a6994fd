"""Addresses of what mail leads to."""

from django.urls import path

from meetings.reminders import before_views, late_views

urlpatterns = [
    path("answer/<str:token>/", before_views.answer, name="answer"),
    path("groups/<slug:slug>/late/", late_views.forum_late, name="forum-late"),
]

"""Addresses of the line: live meeting, jottings, wrap-up."""

from django.urls import path

from meetings.room import views

urlpatterns = [
    path("meetings/<str:ref>/live/", views.live, name="live"),
    path("meetings/<str:ref>/live/lines/", views.line_create, name="line-create"),
    path("lines/<str:ref>/change/", views.line_change, name="line-change"),
    path("lines/<str:ref>/undo/", views.line_undo, name="line-undo"),
    path("lines/<str:ref>/settle/", views.line_settle, name="line-settle"),
    path("jottings/", views.jottings, name="jottings"),
    path("jottings/new/", views.jotting_create, name="jotting-create"),
    path("meetings/<str:ref>/wrap-up/", views.wrap_up, name="wrap-up"),
]

"""Addresses of actions."""

from django.urls import path

from meetings.actions import views

urlpatterns = [
    path("actions/", views.action_list, name="action-list"),
    path("actions/new/", views.action_new, name="action-new"),
    path("actions/csv/", views.action_csv, name="action-csv"),
    path("actions/<str:ref>/", views.action_detail, name="action-detail"),
    path("actions/<str:ref>/edit/", views.action_edit, name="action-edit"),
    path("actions/<str:ref>/done/", views.action_done, name="action-done"),
    path("actions/<str:ref>/undo/", views.action_undo, name="action-undo"),
    path("actions/<str:ref>/take/", views.action_take, name="action-take"),
    path("actions/<str:ref>/update/", views.action_update, name="action-update"),
]

"""Addresses of what is coming up."""

from django.urls import path

from meetings.ahead import list_views, press_views, views

urlpatterns = [
    path("coming-up/", list_views.coming_up_list, name="coming-up-list"),
    path("coming-up/new/", views.coming_up_new, name="coming-up-new"),
    path("coming-up/csv/", list_views.coming_up_csv, name="coming-up-csv"),
    path("coming-up/<str:ref>/", views.coming_up_detail, name="coming-up-detail"),
    path("coming-up/<str:ref>/edit/", views.coming_up_edit, name="coming-up-edit"),
    path("coming-up/<str:ref>/history/", views.coming_up_history, name="coming-up-history"),
    path("coming-up/<str:ref>/answer/", press_views.coming_up_answer, name="coming-up-answer"),
    path("coming-up/<str:ref>/delete/", press_views.coming_up_delete, name="coming-up-delete"),
    path("coming-up/<str:ref>/restore/", press_views.coming_up_restore, name="coming-up-restore"),
]

"""Addresses of questions put to a group."""

from django.urls import path

from meetings.enquiries import change_views, press_views, views

urlpatterns = [
    path("enquiries/", views.enquiry_list, name="enquiry-list"),
    path("enquiries/new/", change_views.enquiry_new, name="enquiry-new"),
    path("enquiries/csv/", views.enquiry_csv, name="enquiry-csv"),
    path("enquiries/<str:ref>/", views.enquiry_detail, name="enquiry-detail"),
    path("enquiries/<str:ref>/edit/", change_views.enquiry_edit, name="enquiry-edit"),
    path("enquiries/<str:ref>/history/", views.enquiry_history, name="enquiry-history"),
    path("enquiries/<str:ref>/answer/", press_views.enquiry_answer, name="enquiry-answer"),
    path("enquiries/<str:ref>/state/", press_views.enquiry_state, name="enquiry-state"),
    path("enquiries/<str:ref>/delete/", press_views.enquiry_delete, name="enquiry-delete"),
    path("enquiries/<str:ref>/restore/", press_views.enquiry_restore, name="enquiry-restore"),
]

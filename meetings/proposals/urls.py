"""Addresses of proposals."""

from django.urls import path

from meetings.proposals import press_views, views

urlpatterns = [
    path("proposals/", views.proposal_list, name="proposal-list"),
    path("proposals/new/", views.proposal_new, name="proposal-new"),
    path("proposals/csv/", views.proposal_csv, name="proposal-csv"),
    path("proposals/<str:ref>/", views.proposal_detail, name="proposal-detail"),
    path("proposals/<str:ref>/edit/", views.proposal_edit, name="proposal-edit"),
    path("proposals/<str:ref>/history/", views.proposal_history, name="proposal-history"),
    path("proposals/<str:ref>/move/", press_views.proposal_move, name="proposal-move"),
    path("proposals/<str:ref>/outcome/", press_views.proposal_outcome, name="proposal-outcome"),
    path("proposals/<str:ref>/take/", press_views.proposal_take, name="proposal-take"),
    path("proposals/<str:ref>/end/", press_views.proposal_end, name="proposal-end"),
    path("proposals/<str:ref>/delete/", press_views.proposal_delete, name="proposal-delete"),
    path("proposals/<str:ref>/restore/", press_views.proposal_restore, name="proposal-restore"),
]

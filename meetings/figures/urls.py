"""Addresses of figures that are kept."""

from django.urls import path

from meetings.figures import keep_views, press_views, views

urlpatterns = [
    path("figures/", views.figure_list, name="figure-list"),
    path("figures/new/", views.figure_new, name="figure-new"),
    path("figures/keep/", keep_views.figure_keep, name="figure-keep"),
    path("figures/csv/", views.figure_csv, name="figure-csv"),
    path("figures/<str:ref>/", views.figure_detail, name="figure"),
    path("figures/<str:ref>/csv/", views.said_csv, name="figure-said-csv"),
    path("figures/<str:ref>/edit/", views.figure_edit, name="figure-edit"),
    path("figures/<str:ref>/history/", views.figure_history, name="figure-history"),
    path("figures/<str:ref>/state/", press_views.figure_state, name="figure-state"),
    path("figures/<str:ref>/said/", press_views.said_new, name="figure-said"),
    path("figures/<str:ref>/said/delete/", press_views.said_delete, name="figure-said-delete"),
    path("figures/<str:ref>/said/move/", press_views.said_move, name="figure-said-move"),
]

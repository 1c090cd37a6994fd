"""Addresses of budget lines and what was said of them."""

from django.urls import path

from meetings.money import import_views, press_views, profile_views, views

urlpatterns = [
    path("money/", views.budget_list, name="budget-list"),
    path("money/new/", views.budget_new, name="budget-new"),
    path("money/csv/", views.budget_csv, name="budget-csv"),
    path("money/years/csv/", profile_views.all_years_csv, name="budget-all-years-csv"),
    path("money/bring-in/", import_views.budget_import, name="import-budget"),
    path("money/bring-in/<str:ref>/", import_views.budget_import_run, name="import-budget-run"),
    path("money/bring-in/<str:ref>/undo/", import_views.budget_import_undo, name="import-budget-undo"),
    path("money/<str:ref>/", views.budget_detail, name="budget-line"),
    path("money/<str:ref>/csv/", views.position_csv, name="position-csv"),
    path("money/<str:ref>/edit/", views.budget_edit, name="budget-edit"),
    path("money/<str:ref>/history/", views.budget_history, name="budget-history"),
    path("money/<str:ref>/years/", profile_views.budget_years, name="budget-years"),
    path("money/<str:ref>/years/csv/", profile_views.budget_years_csv, name="budget-years-csv"),
    path("money/<str:ref>/state/", profile_views.budget_state, name="budget-state"),
    path("money/<str:ref>/close/", press_views.budget_close, name="budget-close"),
    path("money/<str:ref>/said/", press_views.position_new, name="position-new"),
    path("money/<str:ref>/said/delete/", press_views.position_delete, name="position-delete"),
    path("money/<str:ref>/said/move/", press_views.position_move, name="position-move"),
]

"""Addresses of weeknotes."""

from django.urls import path

from weeknotes import views

app_name = "weeknotes"
urlpatterns = [
    path("", views.weeknote_list, name="weeknote-list"),
    path("new/", views.weeknote_new, name="weeknote-new"),
    path("import/", views.weeknote_import, name="weeknote-import"),
    path("<int:year>/", views.weeknote_year, name="weeknote-year"),
    path("<int:year>/<int:month>/<int:day>/<slug:slug>/", views.weeknote_detail, name="weeknote-detail"),
    path("<str:ref>/edit/", views.weeknote_edit, name="weeknote-edit"),
    path("<str:ref>/preview/", views.weeknote_preview, name="weeknote-preview"),
    path("<str:ref>/draft/", views.weeknote_autosave, name="weeknote-autosave"),
    path("<str:ref>/publish/", views.weeknote_publish, name="weeknote-publish"),
    path("<str:ref>/unpublish/", views.weeknote_unpublish, name="weeknote-unpublish"),
    path("<str:ref>/history/", views.weeknote_history, name="weeknote-history"),
    path("<str:ref>/delete/", views.weeknote_delete, name="weeknote-delete"),
]

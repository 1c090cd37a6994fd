"""Addresses of weeknotes."""

from django.urls import path

from weeknotes.bringing_in import views as importing
from weeknotes.publishing import views as publishing
from weeknotes.reading import list_views as lists
from weeknotes.reading import views as reading
from weeknotes.reading.feeds import weeknote_feed
from weeknotes.writing import image_views as images
from weeknotes.writing import record_views as records
from weeknotes.writing import views as writing

app_name = "weeknotes"
urlpatterns = [
    path("", lists.weeknote_list, name="weeknote-list"),
    path("new/", writing.weeknote_new, name="weeknote-new"),
    path("import/", importing.weeknote_import, name="weeknote-import"),
    path("feed/", weeknote_feed, name="weeknote-feed"),
    path("weeknotes.csv", lists.weeknote_csv, name="weeknote-csv"),
    path("<int:year>/", lists.weeknote_year, name="weeknote-year"),
    path("<int:year>/<int:month>/<int:day>/<slug:slug>/", reading.weeknote_detail, name="weeknote-detail"),
    path("<str:ref>/edit/", writing.weeknote_edit, name="weeknote-edit"),
    path("<str:ref>/preview/", writing.weeknote_preview, name="weeknote-preview"),
    path("<str:ref>/draft/", writing.weeknote_autosave, name="weeknote-autosave"),
    path("<str:ref>/publish/", publishing.weeknote_publish, name="weeknote-publish"),
    path("<str:ref>/unpublish/", publishing.weeknote_unpublish, name="weeknote-unpublish"),
    path("<str:ref>/details/", records.weeknote_details, name="weeknote-details"),
    path("<str:ref>/sections/", records.weeknote_sections, name="weeknote-sections"),
    path("<str:ref>/sections/<str:anchor>/", records.weeknote_section, name="weeknote-section"),
    path("images/<str:ref>/", images.image_file, name="image-file"),
    path("<str:ref>/images/", images.weeknote_images, name="weeknote-images"),
    path("<str:ref>/images/<str:image>/", images.weeknote_image_edit, name="weeknote-image-edit"),
    path("<str:ref>/history/", records.weeknote_history, name="weeknote-history"),
    path("<str:ref>/history/<int:number>/restore/", records.weeknote_restore, name="weeknote-restore"),
    path("<str:ref>/delete/", records.weeknote_delete, name="weeknote-delete"),
    path("<str:ref>/undelete/", records.weeknote_undelete, name="weeknote-undelete"),
]

"""Addresses of weeknotes."""

from django.urls import path

from weeknotes.bringing_in import list_views as preparing
from weeknotes.bringing_in import run_views as runs
from weeknotes.bringing_in import views as importing
from weeknotes.publishing import views as publishing
from weeknotes.reading import archive_views as archive
from weeknotes.reading import feedback_views as feedback
from weeknotes.reading import feeds, sort_views
from weeknotes.reading import list_views as lists
from weeknotes.reading import views as reading
from weeknotes.taking_out import views as taking_out
from weeknotes.writing import diary_views as diary
from weeknotes.writing import image_views as images
from weeknotes.writing import new_views as beginning
from weeknotes.writing import record_views as records
from weeknotes.writing import views as writing

app_name = "weeknotes"
ADDRESS = "<int:year>/<int:month>/<int:day>/<slug:slug>/"
urlpatterns = [
    path("", lists.weeknote_list, name="weeknote-list"),
    path("new/", beginning.weeknote_new, name="weeknote-new"),
    path("links/", writing.weeknote_links, name="weeknote-links"),
    path("import/", importing.weeknote_import, name="weeknote-import"),
    path("feed/", feeds.weeknote_feed, name="weeknote-feed"),
    path("by/<slug:slug>/", archive.weeknote_author, name="weeknote-author"),
    path("by/<slug:slug>/feed/", feeds.author_feed, name="weeknote-author-feed"),
    path("about/<slug:slug>/feed/", feeds.topic_feed, name="weeknote-topic-feed"),
    path("group/<slug:slug>/feed/", feeds.group_feed, name="weeknote-group-feed"),
    path("archive/", archive.weeknote_archive, name="weeknote-archive"),
    path("archive/<str:years>/", archive.weeknote_financial_year, name="weeknote-financial-year"),
    path("sorts/", sort_views.weeknote_sorts, name="weeknote-sorts"),
    path("sorts/<slug:slug>/", sort_views.weeknote_sort, name="weeknote-sort"),
    path("sorts/<slug:slug>/csv/", sort_views.weeknote_sort_csv, name="weeknote-sort-csv"),
    path("import/<str:ref>/", preparing.import_list, name="import-list"),
    path("import/<str:ref>/going/", preparing.import_going, name="import-going"),
    path("import/runs/<str:ref>/", runs.import_run, name="import-run"),
    path("import/runs/<str:ref>/undo/", runs.import_undo, name="import-undo"),
    path("weeknotes.csv", lists.weeknote_csv, name="weeknote-csv"),
    path("take-out/", taking_out.weeknotes_take_out, name="weeknotes-take-out"),
    path("take-out/zip/", taking_out.weeknotes_zip, name="weeknotes-zip"),
    path("<int:year>/", archive.weeknote_year, name="weeknote-year"),
    path(ADDRESS, reading.weeknote_detail, name="weeknote-detail"),
    path(f"{ADDRESS}feedback/", feedback.weeknote_feedback, name="weeknote-feedback"),
    path(f"{ADDRESS}feedback/sent/", feedback.weeknote_feedback_sent, name="weeknote-feedback-sent"),
    path("feedback/", feedback.weeknote_feedback_list, name="weeknote-feedback-list"),
    path("feedback/held/delete/", feedback.weeknote_feedback_held_delete, name="weeknote-feedback-held-delete"),
    path("feedback/<str:ref>/read/", feedback.weeknote_feedback_read, name="weeknote-feedback-read"),
    path("feedback/<str:ref>/delete/", feedback.weeknote_feedback_delete, name="weeknote-feedback-delete"),
    path("<str:ref>/", reading.weeknote_by_ref, name="weeknote-by-ref"),
    path("<str:ref>/edit/", writing.weeknote_edit, name="weeknote-edit"),
    path("<str:ref>/diary/", diary.weeknote_diary, name="weeknote-diary"),
    path("<str:ref>/diary/keep/", diary.weeknote_diary_keep, name="weeknote-diary-keep"),
    path("<str:ref>/preview/", writing.weeknote_preview, name="weeknote-preview"),
    path("<str:ref>/draft/", writing.weeknote_autosave, name="weeknote-autosave"),
    path("<str:ref>/publish/", publishing.weeknote_publish, name="weeknote-publish"),
    path("<str:ref>/unpublish/", publishing.weeknote_unpublish, name="weeknote-unpublish"),
    path("<str:ref>/details/", records.weeknote_details, name="weeknote-details"),
    path("<str:ref>/sections/", records.weeknote_sections, name="weeknote-sections"),
    path("<str:ref>/sections/<str:anchor>/", records.weeknote_section, name="weeknote-section"),
    path(
        "<int:year>/<int:month>/<int:day>/<slug:slug>/markdown/", taking_out.weeknote_markdown, name="weeknote-markdown"
    ),
    path("<str:ref>/markdown/", taking_out.weeknote_draft_markdown, name="weeknote-draft-markdown"),
    path("images/<str:ref>/", images.image_file, name="image-file"),
    path("<str:ref>/images/", images.weeknote_images, name="weeknote-images"),
    path("<str:ref>/images/<str:image>/", images.weeknote_image_edit, name="weeknote-image-edit"),
    path("<str:ref>/history/", records.weeknote_history, name="weeknote-history"),
    path("<str:ref>/history/<int:number>/restore/", records.weeknote_restore, name="weeknote-restore"),
    path("<str:ref>/delete/", records.weeknote_delete, name="weeknote-delete"),
    path("<str:ref>/undelete/", records.weeknote_undelete, name="weeknote-undelete"),
]

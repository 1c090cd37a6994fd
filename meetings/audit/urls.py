"""Addresses of reviews, of what they recommend, of the committee's table and of the scales."""

from django.urls import path

from meetings.audit import committee_views, import_views, press_views, recommendation_views, scale_views, views

urlpatterns = [
    path("audit/", views.review_list, name="review-list"),
    path("audit/csv/", views.review_csv, name="review-csv"),
    path("audit/new/", views.review_new, name="review-new"),
    path("audit/scales/", scale_views.audit_scales, name="audit-scales"),
    path("audit/committee/", committee_views.committee, name="committee"),
    path("audit/committee/csv/", committee_views.committee_csv, name="committee-csv"),
    path("audit/recommendations/", recommendation_views.recommendation_list, name="recommendation-list"),
    path("audit/recommendations/csv/", recommendation_views.recommendation_csv, name="recommendation-csv"),
    path("audit/recommendations/bring-in/", import_views.recommendation_import, name="import-recommendations"),
    path(
        "audit/recommendations/bring-in/<str:ref>/",
        import_views.recommendation_import_run,
        name="import-recommendations-run",
    ),
    path(
        "audit/recommendations/bring-in/<str:ref>/undo/",
        import_views.recommendation_import_undo,
        name="import-recommendations-undo",
    ),
    path("audit/recommendations/<str:ref>/", recommendation_views.recommendation_detail, name="recommendation-detail"),
    path("audit/recommendations/<str:ref>/edit/", recommendation_views.recommendation_edit, name="recommendation-edit"),
    path(
        "audit/recommendations/<str:ref>/history/",
        recommendation_views.recommendation_history,
        name="recommendation-history",
    ),
    path("audit/recommendations/<str:ref>/say/", press_views.recommendation_say, name="recommendation-say"),
    path("audit/recommendations/<str:ref>/check/", press_views.recommendation_check, name="recommendation-check"),
    path("audit/recommendations/<str:ref>/replace/", press_views.recommendation_replace, name="recommendation-replace"),
    path("audit/recommendations/<str:ref>/delete/", press_views.recommendation_delete, name="recommendation-delete"),
    path("audit/recommendations/<str:ref>/restore/", press_views.recommendation_restore, name="recommendation-restore"),
    path("audit/recommendations/<str:ref>/evidence/", press_views.evidence_new, name="recommendation-evidence"),
    path("audit/evidence/<str:ref>/take-off/", press_views.evidence_take_off, name="evidence-take-off"),
    path("audit/evidence/<str:ref>/put-back/", press_views.evidence_put_back, name="evidence-put-back"),
    path("audit/<str:ref>/", views.review_detail, name="review-detail"),
    path("audit/<str:ref>/edit/", views.review_edit, name="review-edit"),
    path("audit/<str:ref>/history/", views.review_history, name="review-history"),
    path("audit/<str:ref>/recommend/", recommendation_views.review_recommend, name="review-recommend"),
    path("audit/<str:ref>/delete/", press_views.review_delete, name="review-delete"),
    path("audit/<str:ref>/restore/", press_views.review_restore, name="review-restore"),
]

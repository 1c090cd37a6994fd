"""Addresses of decisions, caveats and what goes to a higher group."""

from django.urls import path

from meetings.decisions import change_views, referral_views, views

urlpatterns = [
    path("decisions/", views.decision_list, name="decision-list"),
    path("decisions/new/", change_views.decision_new, name="decision-new"),
    path("decisions/csv/", views.decision_csv, name="decision-csv"),
    path("decisions/<str:ref>/", views.decision_detail, name="decision-detail"),
    path("decisions/<str:ref>/history/", views.decision_history, name="decision-history"),
    path("decisions/<str:ref>/edit/", change_views.decision_edit, name="decision-edit"),
    path("decisions/<str:ref>/delete/", change_views.decision_delete, name="decision-delete"),
    path("decisions/<str:ref>/restore/", change_views.decision_restore, name="decision-restore"),
    path("decisions/<str:ref>/caveats/", change_views.caveat_new, name="caveat-new"),
    path("decisions/<str:ref>/take/", referral_views.decision_take, name="decision-take"),
    path("caveats/<str:ref>/settle/", change_views.caveat_settle, name="caveat-settle"),
    path("caveats/<str:ref>/owner/", change_views.caveat_owner, name="caveat-owner"),
    path("referrals/new/", referral_views.referral_new, name="referral-new"),
    path("referrals/<str:ref>/", referral_views.referral_detail, name="referral-detail"),
    path("referrals/<str:ref>/answer/", referral_views.referral_answer, name="referral-answer"),
    path("referrals/<str:ref>/withdraw/", referral_views.referral_withdraw, name="referral-withdraw"),
]

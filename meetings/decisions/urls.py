"""Addresses of decisions, caveats and what goes to a higher group."""

from django.urls import path

from meetings.decisions import views

urlpatterns = [
    path("decisions/", views.decision_list, name="decision-list"),
    path("decisions/new/", views.decision_new, name="decision-new"),
    path("decisions/<str:ref>/", views.decision_detail, name="decision-detail"),
    path("decisions/<str:ref>/edit/", views.decision_edit, name="decision-edit"),
    path("decisions/<str:ref>/caveats/", views.caveat_new, name="caveat-new"),
    path("decisions/<str:ref>/take/", views.decision_take, name="decision-take"),
    path("caveats/<str:ref>/settle/", views.caveat_settle, name="caveat-settle"),
    path("referrals/new/", views.referral_new, name="referral-new"),
    path("referrals/<str:ref>/", views.referral_detail, name="referral-detail"),
    path("referrals/<str:ref>/answer/", views.referral_answer, name="referral-answer"),
]

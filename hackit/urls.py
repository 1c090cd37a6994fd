"""Every address of the site: hackit's own pages here, those of the apps in their own urls.py."""

from allauth.account.decorators import reauthentication_required, secure_admin_login
from allauth.usersessions.views import list_usersessions
from django.contrib import admin
from django.urls import include, path

from hackit.health import healthz, readyz
from hackit.sign_in import single_sign_on
from hackit.sign_in.accounts import opens_emergency_admin
from hackit.views import (
    account,
    answers,
    begin,
    following,
    histories,
    home,
    likeness,
    mail_wishes,
    organisations,
    people,
    people_merging,
    search,
    site,
    site_settings,
    suggesting,
    topic_csv,
    topic_edits,
    topic_names,
    topics,
    trial_mail,
)

# One way to sign in, with its limits and second steps, for the emergency admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.has_permission = opens_emergency_admin  # type: ignore[method-assign]

handler400 = "hackit.views.errors.bad_request"
handler404 = "hackit.views.errors.not_found"
handler500 = "hackit.views.errors.server_error"

# Who ends sessions shows first who they are.
sessions_page = path(
    "sessions/", reauthentication_required(list_usersessions, allow_get=True), name="usersessions_list"
)
# What an issuer says is looked at more closely than by the package.
checked_sign_on = (
    path("oidc/<str:provider_id>/login/", single_sign_on.login),
    path("oidc/<str:provider_id>/login/callback/", single_sign_on.callback),
)

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path(".well-known/security.txt", site.security_txt, name="security-txt"),
    path("accounts/2fa/totp/qr.svg", account.totp_qr, name="totp-qr"),
    path("accounts/", include([sessions_page, *checked_sign_on])),  # before the package's own of these names
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", home.home, name="home"),
    path("begin/", begin.begin, name="begin"),
    path("begin/clear-sample/", begin.clear_sample_data, name="clear-sample"),
    path("me/", site.me, name="me"),
    path("me/signed-in/", site.signed_in, name="signed-in"),
    path("me/second-step/", account.second_step, name="second-step"),
    path("me/mail/", mail_wishes.my_mail, name="my-mail"),
    path("me/mail/preview/", mail_wishes.my_mail_preview, name="my-mail-preview"),
    path("me/following/", following.following, name="following"),
    path("feeds/<str:key>/following/", following.following_feed, name="feed-following"),
    path("feeds/<str:key>/topics/<slug:slug>/", following.private_topic_feed, name="feed-topic"),
    path("mail/<str:token>/", mail_wishes.mail_wishes, name="mail-wishes"),
    path("search/", search.search, name="search"),
    path("search/how/", search.how_to_search, name="how-to-search"),
    path("search/suggest/", suggesting.search_suggest, name="search-suggest"),
    path("like/", likeness.more_like_this, name="more-like-this"),
    path("answers/", answers.answers, name="answers"),
    path("answers/csv/", answers.answers_csv, name="answers-csv"),
    path("answers/markdown/", answers.answers_markdown, name="answers-markdown"),
    path("topics/", topics.topics, name="topics"),
    path("topics/new/", topic_edits.topic_new, name="topic-new"),
    path("topics/csv/", topics.topics_csv, name="topics-csv"),
    path("topics/all/export/", topic_csv.topics_export, name="topics-export"),
    path("topics/all/names/", topic_names.topics_names, name="topics-names"),
    path("topics/all/bring-in/", topic_csv.topics_import, name="topics-import"),
    path("topics/<slug:slug>/", topics.topic, name="topic"),
    path("topics/<slug:slug>/feed/", following.topic_feed, name="topic-feed"),
    path("topics/<slug:slug>/edit/", topic_edits.topic_edit, name="topic-edit"),
    path("topics/<slug:slug>/merge/", topic_edits.topic_merge, name="topic-merge"),
    path("topics/<slug:slug>/history/", histories.topic_history, name="topic-history"),
    path("topics/<slug:slug>/wording/<str:kind>/", topic_edits.topic_wording, name="topic-wording"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person-new"),
    path("people/csv/", people.people_csv, name="people-csv"),
    path("people/<slug:slug>/", people.person, name="person"),
    path("people/<slug:slug>/edit/", people.person_edit, name="person-edit"),
    path("people/<slug:slug>/history/", histories.person_history, name="person-history"),
    path("people/<slug:slug>/login/", people.person_login, name="person-login"),
    path("people/<slug:slug>/same/", people_merging.person_same, name="person-same"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
    path("how-to-type/", site.how_to_type, name="how-to-type"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/new/", organisations.organisation_new, name="organisation-new"),
    path("organisations/<int:pk>/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/history/", organisations.organisation_history, name="organisation-history"),
    path("settings/", site_settings.site_settings, name="site-settings"),
    path("settings/history/", site_settings.site_settings_history, name="site-settings-history"),
    path("feedback/", site.feedback, name="feedback"),
    path("ask-for-access/", site.ask_for_access, name="ask-for-access"),
    path("trial/mail/", trial_mail.mail_list, name="trial-mail"),
    path("trial/mail/<str:ref>/", trial_mail.mail_detail, name="trial-mail-detail"),
    path("trial/mail/<str:ref>/html/", trial_mail.mail_html, name="trial-mail-html"),
    path("weeknotes/", include("weeknotes.urls")),
    path("", include("meetings.urls")),
]

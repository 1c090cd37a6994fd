"""Every address of the site: hackit's own pages here, those of the apps in their own urls.py."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hackit.health import healthz
from hackit.views import account, begin, home, search, site
from hackit.views_scaffold import scaffold

# One way to sign in, with its limits and second steps, for the emergency admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/2fa/totp/qr.svg", account.totp_qr, name="totp-qr"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", home.home, name="home"),
    path("begin/", begin.begin, name="begin"),
    path("begin/clear-sample/", begin.clear_sample_data, name="clear-sample"),
    path("me/", site.me, name="me"),
    path("search/", search.search, name="search"),
    path("topics/", scaffold, name="topics"),
    path("topics/new/", scaffold, name="topic-new"),
    path("topics/<slug:slug>/", scaffold, name="topic"),
    path("topics/<slug:slug>/edit/", scaffold, name="topic-edit"),
    path("topics/<slug:slug>/wording/<str:kind>/", scaffold, name="topic-wording"),
    path("people/", scaffold, name="people"),
    path("people/new/", scaffold, name="person-new"),
    path("people/<slug:slug>/", scaffold, name="person"),
    path("people/<slug:slug>/edit/", scaffold, name="person-edit"),
    path("accessibility/", site.accessibility, name="accessibility"),
    path("privacy/", site.privacy, name="privacy"),
    path("how-to-type/", site.how_to_type, name="how-to-type"),
    path("feedback/", site.feedback, name="feedback"),
    path("ask-for-access/", site.ask_for_access, name="ask-for-access"),
    path("weeknotes/", include("weeknotes.urls")),
    path("", include("meetings.urls")),
]

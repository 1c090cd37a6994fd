"""Every address of the site: hackit's own pages here, those of the apps in their own urls.py."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from hackit.health import healthz

admin.site.login = secure_admin_login(
    admin.site.login
)  # one way to sign in, with its limits and second steps

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

"""Every address of meetings, by subject. Fixed words come before references."""

from django.urls import include, path

app_name = "meetings"
urlpatterns = [
    path("", include("meetings.agenda.urls")),
    path("", include("meetings.actions.urls")),
    path("", include("meetings.ahead.urls")),
    path("", include("meetings.decisions.urls")),
    path("", include("meetings.money.urls")),
    path("", include("meetings.figures.urls")),
    path("", include("meetings.audit.urls")),
    path("", include("meetings.enquiries.urls")),
    path("", include("meetings.proposals.urls")),
    path("", include("meetings.room.urls")),
    path("", include("meetings.publishing.urls")),
    path("", include("meetings.reminders.urls")),
]

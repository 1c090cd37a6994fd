"""Pages of groups, meetings and agendas."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


forum_list = forum_new = forum_detail = forum_edit = forum_members = forum_standing_items = meeting_new = (
    meeting_edit
) = meeting_attendance = meeting_agenda = item_new = item_edit = item_state = scaffold

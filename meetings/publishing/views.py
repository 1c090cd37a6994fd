"""Pages of reading, sharing and publishing meetings."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


meeting_list = meeting_detail = meeting_share = meeting_publish = point_for_item = point_edit = scaffold

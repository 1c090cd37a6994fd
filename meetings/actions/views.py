"""Pages of actions."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


action_list = action_new = action_csv = action_detail = action_edit = action_done = action_undo = action_take = (
    action_update
) = scaffold

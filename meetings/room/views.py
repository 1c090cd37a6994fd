"""Pages of the line: live meeting, jottings, wrap-up."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


live = line_create = line_change = line_undo = line_settle = jottings = jotting_create = wrap_up = scaffold

"""Pages of weeknotes."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


weeknote_list = weeknote_new = weeknote_import = weeknote_year = weeknote_detail = weeknote_edit = weeknote_preview = (
    weeknote_autosave
) = weeknote_publish = weeknote_unpublish = weeknote_history = weeknote_delete = scaffold

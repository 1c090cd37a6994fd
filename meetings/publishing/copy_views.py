"""A meeting to take along: a Markdown file of what one audience may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hackit.access import public
from hackit.shortcuts import asked
from meetings.publishing import copying


@public
@require_safe
def meeting_markdown(request: HttpRequest, ref: str) -> HttpResponse:
    """The meeting as a Markdown file for one audience (`?for=`; without it the fullest that this reader may take)."""
    ref = ref.replace("\x00", "")
    allowed = [copy.audience for copy in copying.copies_of(ref, request.user)]
    wanted = asked(request, "for") or (allowed[0] if allowed else "")
    if wanted not in allowed:
        raise Http404("No such copy for this reader")
    text = copying.markdown_of(ref, wanted, request.user)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{ref}-{wanted}.md"'
    response["X-Robots-Tag"] = "noindex"
    return response

"""Pages about the place itself: how to type, accessibility, privacy, feedback, and one's own settings."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hackit import held
from hackit.access import public
from hackit.cookies import cookies
from hackit.models import SiteSettings
from hackit.running import retention
from hackit.shortcuts import me as signed_in_person
from hackit.shortcuts import today


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement the law asks for: what was tested, and how to say that something is in the way."""
    return render(request, "hackit/accessibility.html")


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, for how long, and who sees it."""
    days = {rule.key: rule.kept_for for rule in retention.rules()}
    sections: dict[str, list[tuple[held.Held, str]]] = {}
    for row in held.rows():
        sections.setdefault(row.about, []).append((row, _how_long(row, days)))
    return render(request, "hackit/privacy.html", {"sections": list(sections.items()), "cookies": cookies()})


def _how_long(row: held.Held, days: dict[str, int]) -> str:
    if row.keep == held.RECORD:
        return "as long as the record"
    if row.keep == held.OWN:
        return "until you remove it"
    if row.keep == held.LOGIN:
        return "as long as you have a login"
    if not days[row.keep]:
        return "until they run out"
    return f"{retention.in_words(days[row.keep])} {row.since}".strip()


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to tell of a weakness (RFC 9116): HACKIT_SECURITY_CONTACT, else the address of the site's settings."""
    general = SiteSettings.current().contact_email
    contact = settings.SECURITY_CONTACT or (f"mailto:{general}" if general else "")
    if not contact:
        raise Http404
    # The first of a month, so that the answer is the same from one day to the next; always half a year ahead or more.
    expires = (today().replace(day=1) + timedelta(days=220)).replace(day=1)
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_ADDRESS}{request.path}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def how_to_type(request: HttpRequest) -> HttpResponse:
    """What typed words become, with examples."""
    return render(request, "hackit/how_to_type.html")


@public
@require_safe
def feedback(request: HttpRequest) -> HttpResponse:
    """Whom to write to about this site."""
    return render(request, "hackit/feedback.html")


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Who I am here: role, groups, ways to sign in."""
    person = signed_in_person(request)
    memberships = person.memberships.active(on=today()).select_related("forum")
    return render(request, "hackit/me.html", {"memberships": list(memberships)})


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where signing in ends for whoever has words waiting in another window."""
    return render(request, "hackit/signed_in.html")


@require_safe
def ask_for_access(request: HttpRequest) -> HttpResponse:
    """What a login without a role sees, and whom to ask."""
    return render(request, "hackit/ask_for_access.html")

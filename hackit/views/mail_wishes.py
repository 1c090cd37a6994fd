"""What mail of its own accord I get: on one's own page, and by the link at the foot of a letter without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hackit.access import keeps_no_record
from hackit.mail import digest
from hackit.mail import links as mail_links
from hackit.mail.forms import WishesForm
from hackit.models import MailWishes, Person, Publication
from hackit.shortcuts import me, today


@keeps_no_record
@require_http_methods(["GET", "HEAD", "POST"])
def my_mail(request: HttpRequest) -> HttpResponse:
    """Choose the day and hour of the weekly mail, or none, and whether it reminds of one's weeknote."""
    person = me(request)
    form = _form(request, person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved")
        return redirect("my-mail")
    return _page(request, form, person)


@require_safe
def my_mail_preview(request: HttpRequest) -> HttpResponse:
    """The weekly mail as it would read if it left now."""
    person = me(request)
    letter = digest.letter_for(person, today())
    trail = [(reverse("me"), person.name), (reverse("my-mail"), "Mail to you")]
    words = letter.context if letter else {}
    context = {**words, "person": person, "letter": letter, "trail": trail}
    return render(request, "hackit/mail_preview.html", context)


@login_not_required
@keeps_no_record
@csrf_exempt  # the address is the key: who could forge a press would have to know it, and who knows it may press
@require_http_methods(["GET", "HEAD", "POST"])
def mail_wishes(request: HttpRequest, token: str) -> HttpResponse:
    """The same for who follows a letter's link. A mail program's own "unsubscribe" presses here too (RFC 8058)."""
    found = mail_links.read(token)
    if found is None:
        raise Http404("No such link")
    person, kind = found
    if request.user.is_authenticated and me(request) != person:
        messages.info(request, "That link was sent to somebody else. This is what you get yourself.")
        return redirect("my-mail")
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        MailWishes.objects.stop(person, kind)
        return _private(HttpResponse("No more of these mails will be sent.", content_type="text/plain; charset=utf-8"))
    form = _form(request, person)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _private(redirect(f"{request.path}?saved=1"))
    return _private(_page(request, form, person, by_link=True, saved="saved" in request.GET))


def _form(request: HttpRequest, person: Person) -> WishesForm:
    usual = Publication.objects.usual_weekday(person)
    sent = request.POST if request.method == "POST" else None
    return WishesForm(sent, wishes=MailWishes.objects.of(person), usual=usual)


def _page(
    request: HttpRequest, form: WishesForm, person: Person, *, by_link: bool = False, saved: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "someone": person,
        "by_link": by_link,
        "saved": saved and not form.is_bound,
        "trail": [] if by_link else [(reverse("me"), person.name)],
    }
    return render(request, "hackit/mail_wishes.html", context, status=422 if form.errors else 200)


def _private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine, its address told to no page that is opened from it."""
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

"""What the account pages need beside allauth's own views."""

from io import BytesIO

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from qrcode.image.svg import SvgPathFillImage

from hackit.shortcuts import back_to
from hackit.sign_in import second_step as steps

GOING_TO = "after_second_step"


@require_safe
def second_step(request: HttpRequest) -> HttpResponse:
    """Why a second step is needed and how to get one; whoever has taken one is led on to where they were going."""
    if not steps.is_missing(request):
        return redirect(request.session.pop(GOING_TO, "home"))
    if going_to := back_to(request, ""):
        request.session[GOING_TO] = going_to
    context = {"has_one": steps.has_one(request.user), "by_issuer": steps.came_by_issuer(request)}
    return render(request, "hackit/second_step.html", context)


def totp_qr(request: HttpRequest) -> HttpResponse:
    """The key of the authenticator app that is being set up, as a QR code (SVG, dark on white).

    allauth would put it into the page as a data: image, which the Content-Security-Policy refuses. 404 unless this
    session has a key that is not active yet.
    """
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    picture = BytesIO()
    qrcode.make(get_adapter().build_totp_url(request.user, secret), image_factory=SvgPathFillImage).save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml; charset=utf-8")

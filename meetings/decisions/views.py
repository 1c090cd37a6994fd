"""Pages of decisions, caveats and what goes to a higher group."""

from django.http import Http404, HttpRequest, HttpResponse


def scaffold(request: HttpRequest, **kwargs: object) -> HttpResponse:
    raise Http404("Not built yet")


decision_list = decision_new = decision_detail = decision_edit = caveat_new = decision_take = caveat_settle = (
    referral_new
) = referral_detail = referral_answer = scaffold

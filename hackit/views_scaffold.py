from django.http import Http404


def scaffold(request, **kwargs):
    raise Http404("Not built yet")

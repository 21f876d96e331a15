"""The page of one area of work: where the narrow navigation leads."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from .navigation import Desk


def area(request: HttpRequest, slug: str) -> HttpResponse:
    shown = next((area for area in Desk(request).areas if area.slug == slug), None)
    if shown is None:
        raise Http404
    return render(request, "desk/area.html", {"title": str(shown.label), "area": shown})

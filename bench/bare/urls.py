"""A list of fifty, a detail, a list as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.bare.things.models import Thing


def listed(request: HttpRequest) -> HttpResponse:
    things = Thing.objects.select_related("place", "kind").order_by("-amount", "id")[:50]
    return render(request, "list.html", {"things": things, "total": Thing.objects.count()})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return render(
        request, "detail.html", {"thing": get_object_or_404(Thing.objects.select_related("place", "kind"), pk=pk)}
    )


def as_json(request: HttpRequest) -> HttpResponse:
    things = Thing.objects.select_related("place", "kind").order_by("id")[:50]
    return JsonResponse(
        {
            "items": [
                {
                    "id": t.pk,
                    "title": t.title,
                    "text": t.text,
                    "amount": t.amount,
                    "place": t.place.name,
                    "kind": t.kind.name,
                }
                for t in things
            ]
        }
    )


urlpatterns = [path("", listed), path("api/", as_json), path("<int:pk>/", detail)]

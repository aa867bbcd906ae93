"""The public home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What is needed, where, and who can help."""
    return render(request, "web/home.html", {})

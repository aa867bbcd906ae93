"""Liveness and figures for whoever runs the site, and where to report a hole."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest

import bangfu
from bangfu.plumbing.access import NOWHERE, Hidden
from bangfu.plumbing.clock import now
from bangfu.plumbing.outbox.queries import waiting_events
from bangfu.plumbing.runs.queries import runs_by_state

LOOPBACK = ("127.0.0.1", "::1")
SECURITY_LIFE = timedelta(days=180)


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the process answers and its database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def _is_near(request: HttpRequest) -> bool:
    """Asked from this machine itself, not through a proxy."""
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text form, for the machine itself and for those who may read the settings.

    Nothing of any person or record stands in them. Errors: ``Hidden`` for everybody else.
    """
    if not (_is_near(request) or request.actor.may("settings.read", NOWHERE)):  # type: ignore[attr-defined]
        raise Hidden
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    Gauge("bangfu_info", "The running version", ["version"], registry=registry).labels(bangfu.__version__).set(1)
    Gauge("bangfu_outbox_waiting", "Events not yet handed to everybody", registry=registry).set(waiting_events())
    runs = Gauge("bangfu_runs", "Long work by state", ["state"], registry=registry)
    for state, count in runs_by_state().items():
        runs.labels(state).set(count)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a hole in private (RFC 9116)."""
    expires = (now() + SECURITY_LIFE).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or settings.SITE_URL + '/'}",
        f"Expires: {expires}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

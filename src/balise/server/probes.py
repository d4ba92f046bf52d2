"""Three addresses for machines: `/health/` (this process answers), `/ready/` (it can serve: database,
migrations, folders) and `/metrics/`.

A middleware rather than pages: who probes calls by number, under no name that the site answers to, and must
get an answer when sessions and database are gone.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from http import HTTPStatus
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from balise.server import metrics
from balise.server.checks import Level
from balise.server.checks.readiness import readiness
from balise.server.observing import ROUTE

HEALTH, READY, METRICS = "/health/", "/ready/", "/metrics/"

# What a proxy adds. A request that carries any of them only seems to come from this machine.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_VIA")


def probes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        probe = _PROBES.get(request.path)
        if probe is None:
            return get_response(request)
        # Those who may not read the metrics get what they get where there is nothing.
        if probe is _metrics and not _may_read_metrics(request):
            return get_response(request)
        request.META[ROUTE] = request.path
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        return probe()

    return answer


def _health() -> HttpResponse:
    return JsonResponse({"status": "ok"})


def _ready() -> HttpResponse:
    """Which checks failed, and nothing about how: anybody may ask."""
    failed = [finding.check for finding in readiness() if finding.level is Level.FAILURE]
    if failed:
        return JsonResponse(
            {"status": "unavailable", "failed": failed}, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    return JsonResponse({"status": "ok"})


def _metrics() -> HttpResponse:
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


_PROBES: dict[str, Callable[[], HttpResponse]] = {HEALTH: _health, READY: _ready, METRICS: _metrics}


def _may_read_metrics(request: HttpRequest) -> bool:
    """Who shows the token, or is a program on this machine that no proxy speaks for."""
    shown = request.headers.get("Authorization", "")
    token = settings.BALISE_METRICS_TOKEN
    if token and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        return True
    try:
        near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        near = False
    return near and not any(header in request.META for header in FORWARDED)

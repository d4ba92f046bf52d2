"""Each request gets a number, one line in the log and its place in the metrics.

Told of a request: the pattern of its address (never the address, where names and numbers stand), the method,
the status, the time it took. Nothing about who sent it, nor what.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from balise.server import metrics
from balise.server.logs import current_request

ROUTE = "balise.route"
"""Where a middleware that answers by itself writes, in `request.META`, how its address is to be called."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATIC = "static"
NO_ROUTE = "none"
OTHER = "other"
FAILED = 500

log = logging.getLogger(__name__)


def observed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outermost, so that nothing is answered unseen."""

    def answer(request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        number = secrets.token_hex(8)
        token = current_request.set(number)
        try:
            response = get_response(request)
            response.headers["X-Request-ID"] = number
            _tell(request, response, perf_counter() - begun)
        finally:
            current_request.reset(token)
        return response

    return answer


def _tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    route = _route(request, response)
    metrics.count(route=route, status=response.status_code, seconds=seconds)
    if verdict := request.META.get(metrics.VERDICT):
        metrics.decided(str(verdict))
    if ROUTE in request.META and response.status_code < FAILED:
        return  # every few seconds somebody asks whether we are well: only a bad answer is news
    fields = {
        "method": request.method if request.method in METHODS else OTHER,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    log.info("request", extra={"fields": fields})


def _route(request: HttpRequest, response: HttpResponse) -> str:
    if named := request.META.get(ROUTE):
        return str(named)
    match = request.resolver_match
    if match is None and response.streaming:
        return STATIC
    # A middleware may answer, or fail, before Django has looked at the address.
    with suppress(Resolver404):
        return f"/{(match or resolve(request.path_info)).route}"
    return NO_ROUTE

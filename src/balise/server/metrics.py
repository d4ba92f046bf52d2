"""What is counted, for Prometheus to fetch: requests by route and status, how long they take, decisions by
verdict.

Several processes may serve; `balise serve` then gives them a folder (PROMETHEUS_MULTIPROC_DIR) where each
keeps its counts, and whichever is asked adds them up.
"""

from __future__ import annotations

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST

REQUESTS = Counter("balise_requests", "Requests answered.", ["route", "status"])
SECONDS = Histogram(
    "balise_request_seconds",
    "Time from a request to its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
DECISIONS = Counter("balise_decisions", "Answers that the policy gave, on pages.", ["verdict"])

VERDICT = "balise.verdict"
"""Where a view writes, in `request.META`, the verdict that it shows."""


def count(*, route: str, status: int, seconds: float) -> None:
    """One request was answered."""
    REQUESTS.labels(route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def decided(verdict: str) -> None:
    """One answer was shown."""
    DECISIONS.labels(verdict).inc()


def text() -> bytes:
    """All counts, in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # its author left it without types
    return generate_latest(registry)

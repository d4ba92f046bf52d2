"""allauth's pages take GET, and POST where they have a form. By themselves, some take a PUT for a POST, and
some turn away who is signed in before they look at the method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class Methods:
    """Answers 405 for the rest, before anybody is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Any,  # noqa: ANN401  anything that can be called
        _args: object,
        _kwargs: object,
    ) -> HttpResponse | None:
        if not view.__module__.startswith("allauth."):
            return None
        # Two of its views are functions, which say nothing of what they take.
        kind = getattr(view, "view_class", None)
        taken = ["GET", "HEAD"] if kind is None or hasattr(kind, "get") else []
        taken += ["POST"] if kind is None or hasattr(kind, "post") else []
        return None if request.method in taken else HttpResponseNotAllowed(taken)

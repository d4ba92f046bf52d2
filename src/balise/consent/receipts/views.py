"""Where anyone finds the keys that receipts are verified with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from balise.consent.receipts.keys import published_keys

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
@login_not_required
def keys(_request: HttpRequest) -> JsonResponse:
    """The public keys, old ones too, as a JWK set."""
    return JsonResponse(published_keys(), content_type="application/jwk-set+json")

"""What a message carries so that one click in a mail program stops the next (RFC 2369 and RFC 8058).

Both headers have to be covered by the signature of the message (DKIM), and neither may be folded before that.
"""

from __future__ import annotations

from django.urls import reverse

from balise.consent.models import PreferenceLink


def unsubscribe_headers(site: str, secret: str) -> dict[str, str]:
    """The headers of a message whose link has this secret; `site` is `https://` and the host's name.

    The secret of the page is not in them: programs read headers, and a message that is forwarded has them.
    """
    no = PreferenceLink.unsubscribe_secret(secret)
    return {
        "List-Unsubscribe": f"<{site}{reverse('preferences:unsubscribe', args=[no])}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }

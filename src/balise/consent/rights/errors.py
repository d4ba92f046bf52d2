"""What this part refuses, in words for the person who asked."""

from __future__ import annotations

from balise.people.errors import PeopleError


class RightsError(PeopleError):
    """Nothing was changed; the text stands in `texts.yaml` under `errors`."""

    texts = "rights.errors"

"""What an intake form refuses by itself; what the ledger refuses is a `ConsentError`."""

from __future__ import annotations

from balise.people.errors import PeopleError


class IntakeError(PeopleError):
    """Nothing was written; the text stands in `texts.yaml` under `errors`."""

    texts = "intake.errors"
